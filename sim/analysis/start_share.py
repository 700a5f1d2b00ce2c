"""Start values and luck: which part of a result's variance comes from uncertain start figures.

With ``uncertainty: start`` two replicates that follow each other share a draw of the start figures
and differ in luck. Their variance divides as in a one-way random model,
y_ij = mean + start_i + luck_ij (Searle, Casella and McCulloch 1992, chapter 3); the share of start
values is the intraclass correlation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy import special


class Share(NamedTuple):
    """A share of variance with its bounds; missing where it cannot be told."""

    share: float
    low: float
    high: float


UNKNOWN = Share(float("nan"), float("nan"), float("nan"))


def worlds_a_draw(uncertainty: str) -> int:
    """Return how many replicates that follow each other share a draw of the start figures."""
    if uncertainty != "start":
        return 1
    from sim.zone.start_draws import WORLDS_A_DRAW  # loads the compiler, so not for all results

    return WORLDS_A_DRAW


def draws_of(replicates: Sequence[int] | np.ndarray, uncertainty: str) -> np.ndarray:
    """Return the draw of start figures that each replicate has; its own if none are drawn."""
    return np.asarray(replicates, np.int64) // worlds_a_draw(uncertainty)


def means(values: np.ndarray, draws: np.ndarray) -> np.ndarray:
    """Return the mean of each draw: what is independent of each other, as intervals need it.

    values  replicates in rows      draws  of each replicate
    """
    values = np.asarray(values, float)
    found, which, counts = np.unique(draws, return_inverse=True, return_counts=True)
    if found.size == len(values):
        return values
    sums = np.zeros((found.size, *values.shape[1:]))
    np.add.at(sums, which, values)
    return sums / counts.reshape(-1, *[1] * (values.ndim - 1))


def start_share(values: np.ndarray, draws: np.ndarray, level: float = 0.95) -> Share:
    """Return the share of start values in the variance over replicates, with its exact interval.

    share = (MSB - MSW) / (MSB + (m - 1) MSW), m worlds a draw; bounds from F = MSB/MSW with r - 1
    and r (m - 1) degrees of freedom. Draws with fewer worlds than the others are left out.
    values  one a replicate      draws  of each replicate      level  coverage, 0-1
    Returns shares from 0 to 1; missing with fewer than three whole draws or without any variance.
    """
    values = np.asarray(values, float)
    _, which, counts = np.unique(draws, return_inverse=True, return_counts=True)
    worlds = int(counts.max())
    whole = np.flatnonzero(counts == worlds)
    if worlds < 2 or whole.size < 3:
        return UNKNOWN
    table = np.stack([values[which == draw] for draw in whole])
    count = len(table)
    between = worlds * table.mean(axis=1).var(ddof=1)
    within = table.var(axis=1, ddof=1).mean()
    if between + within <= 1e-24 * max(1.0, float(np.abs(values).max()) ** 2):
        return UNKNOWN
    if within <= 0.0:
        return Share(1.0, 1.0, 1.0)
    share = (between - within) / (between + (worlds - 1) * within)
    ratio, tail = between / within, (1.0 - level) / 2.0
    first, second = count - 1, count * (worlds - 1)
    bounds = [ratio / special.fdtri(first, second, p) for p in (1.0 - tail, tail)]
    low, high = ((bound - 1.0) / (bound + worlds - 1.0) for bound in bounds)
    return Share(*(float(np.clip(each, 0.0, 1.0)) for each in (share, low, high)))
