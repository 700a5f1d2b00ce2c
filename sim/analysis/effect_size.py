"""Sizes of effects: standardized difference, what common luck saved, how many replicates to run."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy import special

from sim.analysis.interval import LEVEL

MOST = 10_000  # replicates; more than these are not counted out
ROUNDING = 1e-12  # share of its size by which a number may differ without a reason


def hedges_g(base: np.ndarray, world: np.ndarray) -> np.ndarray:
    """Standardized difference of means, corrected for small samples (Hedges 1981).

    g = J (m1 - m0) / s, s the root of the mean variance of both worlds over luck, J exact with
    2n - 2 degrees of freedom in each row of the design.
    base, world  (replicates, rows of the design, ...)      Returns sd units; nan without spread.
    """
    count, rows = base.shape[:2]
    if count < 2:
        return np.full(base.shape[2:], np.nan)
    spread = np.sqrt(0.5 * (_variance(base) + _variance(world)))
    half = rows * (count - 1)  # half the degrees of freedom
    correction = np.exp(special.gammaln(half) - special.gammaln(half - 0.5)) / np.sqrt(half)
    difference = (world - base).mean(axis=(0, 1))
    return correction * ratio(difference, spread)


def variance_ratio(base: np.ndarray, world: np.ndarray) -> np.ndarray:
    """Variance of the paired difference over the variance that independent runs would have.

    var(w - b) / (var w + var b), one over the factor by which common luck cut the runs needed.
    base, world  (replicates, rows of the design, ...)      nan without spread.
    """
    if len(base) < 2:
        return np.full(base.shape[2:], np.nan)
    return ratio(_variance(world - base), _variance(base) + _variance(world))


def replicates_needed(
    deviation: np.ndarray, half_width: np.ndarray, level: float = LEVEL
) -> np.ndarray:
    """Return the fewest replicates at which a t interval is as narrow as asked.

    The first n >= 2 with t(n - 1) s / sqrt(n) <= h.
    deviation  s, standard deviation over replicates      half_width  h, in the same unit
    Returns floats; inf beyond 10,000, nan where s or h is unknown.
    """
    deviation, half_width = np.broadcast_arrays(
        np.asarray(deviation, float), np.asarray(half_width, float)
    )
    known = np.isfinite(deviation) & np.isfinite(half_width)
    asked = np.divide(
        half_width, deviation, out=np.full(deviation.shape, np.inf), where=deviation > 0.0
    )
    shrink = _shrinkage(level)  # falls with n
    place = np.searchsorted(-shrink, -np.where(known, asked, 0.0), side="left")
    counts = np.where(place < shrink.size, place + 2.0, np.inf)
    return np.where(known, counts, np.nan)


def t_probability(values: np.ndarray) -> np.ndarray:
    """Return the two-sided probability of a mean as far from zero if the true mean were zero.

    Student's t over replicates; differences that are the same in every replicate are certain: 1 if
    they are zero, else 0.
    values  paired differences, replicates in rows      nan with fewer than two
    """
    count = len(values)
    if count < 2:
        return np.full(values.shape[1:], np.nan)
    mean, error = values.mean(axis=0), values.std(axis=0, ddof=1) / np.sqrt(count)
    size = np.abs(values).max(axis=0)
    certain = error <= ROUNDING * size
    t = np.divide(mean, error, out=np.zeros_like(mean), where=~certain)
    found = 2.0 * special.stdtr(count - 1, -np.abs(t))
    return np.where(certain, np.where(size > 0.0, 0.0, 1.0), found)


def ratio(top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
    """Return top over bottom; nan where bottom is not positive."""
    return np.divide(top, bottom, out=np.full(np.shape(top), np.nan), where=bottom > 0.0)


def _variance(values: np.ndarray) -> np.ndarray:
    """Return the variance over replicates, mean of the rows of the design."""
    return values.var(axis=0, ddof=1).mean(axis=0)


@lru_cache(maxsize=4)
def _shrinkage(level: float) -> np.ndarray:
    """Return t(n - 1)/sqrt(n) for n = 2 to 10,000: half-width for a standard deviation of one."""
    counts = np.arange(2, MOST + 1)
    return special.stdtrit(counts - 1, (1.0 + level) / 2.0) / np.sqrt(counts)
