"""Inequality among places: the Gini coefficient and the Lorenz curve of a total over weights.

Weights are what a total is shared among: with staff as weights, the inequality is that of revenue
per worker between parks; with equal weights, that of revenue between parks.
"""

from __future__ import annotations

import numpy as np


def lorenz(values: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return cumulated shares of weight and of value, places from the poorest to the richest.

    values, weights  (..., places), not negative; a place without weight counts as the poorest
    Returns two arrays (..., places + 1) from 0 to 1; not numbers where nothing is to be shared.
    """
    values, weights = np.broadcast_arrays(np.asarray(values, float), np.asarray(weights, float))
    each = np.divide(values, weights, out=np.zeros(values.shape), where=weights > 0.0)
    order = np.argsort(each, axis=-1, kind="stable")
    found = []
    for amounts in (weights, values):
        running = np.cumsum(np.take_along_axis(amounts, order, axis=-1), axis=-1)
        total = running[..., -1:]
        share = np.divide(running, total, out=np.full(running.shape, np.nan), where=total > 0.0)
        found.append(np.concatenate([np.zeros_like(total), share], axis=-1))
    return found[0], found[1]


def gini(values: np.ndarray, weights: np.ndarray | float = 1.0) -> np.ndarray:
    """Return the Gini coefficient, twice the area between the Lorenz curve and equality.

    G = 1 - sum over places of (p(i) - p(i-1)) (L(i) + L(i-1))
    values   (..., places), not negative      weights  what they are shared among, or 1
    Returns numbers from 0 to 1, of the shape without places.
    """
    share, held = lorenz(values, np.asarray(weights, float))
    return 1.0 - (np.diff(share, axis=-1) * (held[..., 1:] + held[..., :-1])).sum(axis=-1)
