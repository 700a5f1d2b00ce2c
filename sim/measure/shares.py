"""Shares, means and the Gini index, where an empty whole gives 0."""

from __future__ import annotations

import numpy as np


def ratio(part, whole):
    """Return part over whole, 0 where the whole is 0."""
    part, whole = np.asarray(part, float), np.asarray(whole, float)
    return np.divide(part, whole, out=np.zeros(np.broadcast(part, whole).shape), where=whole != 0)


def over(part, whole) -> float:
    """Return one number over another, 0 where the whole is 0; `ratio` for single numbers."""
    return float(part) / float(whole) if whole else 0.0


def weighted(weight: np.ndarray, values: np.ndarray) -> float:
    """Return the sum of weight times value, in one order on any machine and number of cores."""
    return float(np.einsum("i,i->", weight, values))


def gini(values: np.ndarray) -> float:
    """Return the Gini index of some amounts, none below 0: 0 if equal, 1 if one has all.

    G = sum_i (2 i - n - 1) x_i / ((n - 1) sum x), x sorted (corrected for small n)
    """
    values = np.sort(np.asarray(values, float))
    count, total = values.size, values.sum()
    if count < 2 or total <= 0.0:
        return 0.0
    rank = 2.0 * np.arange(1, count + 1) - count - 1.0
    return float((rank * values).sum() / ((count - 1) * total))
