"""The mean of a table of replicates by orders, with an interval over both.

A contribution varies with luck and with the order in which players join. Every order is run in
every replicate, so that the table is crossed: y = mean + replicate + order + rest. The variance of
the mean follows from the mean squares of a two-way table without repetition (Searle, Casella and
McCulloch 1992, chapter 4), its degrees of freedom from Satterthwaite (1946).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import special

from sim.analysis.cost import ratio_bounds
from sim.analysis.interval import LEVEL


class Crossed(NamedTuple):
    """A mean over replicates and orders.

    low, high    over both        luck, order  standard error from replicates, from orders alone
    Bounds and errors are missing with one replicate or one order.
    """

    mean: np.ndarray
    low: np.ndarray
    high: np.ndarray
    luck: np.ndarray
    order: np.ndarray


class _Squares(NamedTuple):
    """Mean squares of replicates, orders and rest, with their degrees of freedom."""

    luck: np.ndarray
    order: np.ndarray
    rest: np.ndarray
    free: tuple[int, int, int]


def crossed(values: np.ndarray, level: float = LEVEL) -> Crossed:
    """Return the mean of a table with its interval.

    V = (MS_luck + MS_order - MS_rest) / (R U), at least what either source has alone.
    values  (replicates, orders, ...), any unit      level  coverage, 0-1
    """
    values = np.asarray(values, float)
    mean = values.mean(axis=(0, 1))
    if min(values.shape[:2]) < 2:
        missing = np.full_like(mean, np.nan)
        return Crossed(mean, *[missing] * 4)
    parts = _squares(values, values)
    count = values.shape[0] * values.shape[1]
    total = np.maximum(parts.luck + parts.order - parts.rest, np.maximum(parts.luck, parts.order))
    half = _quantile(parts, total, level) * np.sqrt(total / count)
    errors = (np.sqrt(np.maximum(each, 0.0) / count) for each in (parts.luck, parts.order))
    return Crossed(mean, mean - half, mean + half, *errors)


def ratio(top: np.ndarray, bottom: np.ndarray, level: float = LEVEL) -> tuple[float, float]:
    """Return Fieller's interval of mean(top) / mean(bottom) over replicates and orders.

    As `sim.analysis.cost.fieller`, with (MS_luck + MS_order) / (R U) for the covariances, which is
    no less than the truth. Missing where the interval of mean(bottom) holds zero.
    top, bottom  (replicates, orders)
    """
    if min(top.shape) < 2:
        return float("nan"), float("nan")
    spread = np.empty((2, 2))
    for i, one in enumerate((top, bottom)):
        for j, other in enumerate((top, bottom)):
            parts = _squares(one, other)
            spread[i, j] = (parts.luck + parts.order) / top.size
    below = _squares(bottom, bottom)
    quantile = float(_quantile(below, below.luck + below.order, level))
    return ratio_bounds(float(top.mean()), float(bottom.mean()), spread, quantile)


def _squares(one: np.ndarray, other: np.ndarray) -> _Squares:
    """Return the mean squares of a table, or the mean products of two."""
    count, orders = one.shape[:2]
    pieces = []
    for values in (one, other):
        whole = values.mean(axis=(0, 1))
        luck = values.mean(axis=1) - whole
        order = values.mean(axis=0) - whole
        pieces.append((luck, order, values - whole - luck[:, None] - order[None]))
    free = (count - 1, orders - 1, (count - 1) * (orders - 1))
    weights = (orders, count, 1)
    sums = [
        weight * (a * b).sum(axis=(0, 1) if place == 2 else 0) / degrees
        for place, (a, b, weight, degrees) in enumerate(zip(*pieces, weights, free, strict=True))
    ]
    return _Squares(*sums, free)


def _quantile(parts: _Squares, total: np.ndarray, level: float) -> np.ndarray:
    """Return the quantile of Student's t for the degrees of freedom of a sum of mean squares."""
    terms = zip(parts[:3], parts.free, strict=True)
    below = sum(np.square(each) / free for each, free in terms)
    fewest = min(parts.free)
    free = np.divide(np.square(total), below, out=np.full_like(total, fewest), where=below > 0.0)
    return special.stdtrit(np.maximum(free, fewest), (1.0 + level) / 2.0)
