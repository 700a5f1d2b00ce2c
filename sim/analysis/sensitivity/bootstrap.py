"""Intervals of indices: rows are resampled block by block, replicates are left out one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from scipy import special

from sim.analysis.interval import LEVEL, Interval

RESAMPLES = 200
FEWEST = 3  # replicates from which on one can be left out and luck still be told
_AT_ONCE = 4_000_000  # numbers of one array

Estimate = Callable[[np.ndarray, np.ndarray], dict[str, np.ndarray]]


def intervals(
    estimate: Estimate,
    values: np.ndarray,
    seed: int = 0,
    level: float = LEVEL,
    resamples: int = RESAMPLES,
) -> dict[str, Interval]:
    """Return estimates with their intervals, m ± z sqrt(var of rows + var of replicates).

    The variance that rows cause is that over resamples of whole blocks. The variance that luck
    common to all rows causes is the jackknife's over replicates (Efron 1982), with three of them or
    more; with two it cannot be told, and is left out. On a quasi-random design the first is too
    large, so that the interval is wide rather than narrow.
    estimate  function of values and of blocks, (blocks, resamples) -> name -> (k, resamples)
    values    (blocks, rows of a block, replicates)
    """
    count = len(values)
    whole = np.arange(count)[:, None]
    point = estimate(values, whole)
    drawn = [estimate(values, each) for each in _draws(count, seed, resamples)]
    left = []
    replicates = values.shape[-1]
    if replicates >= FEWEST:
        left = [estimate(np.delete(values, n, axis=-1), whole) for n in range(replicates)]
    z = float(special.ndtri((1.0 + level) / 2.0))
    found = {}
    for name, at in point.items():
        again = np.concatenate([each[name] for each in drawn], axis=1)
        variance = _variance(again)
        if left:
            without = np.concatenate([each[name] for each in left], axis=1)
            variance = variance + _variance(without) * (replicates - 1) ** 2 / replicates
        half = z * np.sqrt(variance)
        found[name] = Interval(at[:, 0], at[:, 0] - half, at[:, 0] + half)
    return found


def _variance(values: np.ndarray) -> np.ndarray:
    """Return the variance of each row of values, of the finite ones among them."""
    held = np.isfinite(values)
    many = held.sum(axis=1)
    mean = np.where(held, values, 0.0).sum(axis=1) / np.maximum(many, 1)
    squares = np.where(held, (values - mean[:, None]) ** 2, 0.0).sum(axis=1)
    return np.where(many > 1, squares / np.maximum(many - 1, 1), np.nan)


def _draws(count: int, seed: int, resamples: int) -> Iterator[np.ndarray]:
    """Yield blocks drawn with replacement, (blocks, resamples), some resamples at a time."""
    stream = np.random.default_rng([seed, count])
    part = max(1, min(resamples, _AT_ONCE // count))
    for begin in range(0, resamples, part):
        yield stream.integers(count, size=(count, min(part, resamples - begin)))
