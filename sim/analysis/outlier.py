"""A replicate that stands apart from the others: Grubbs's test for one outlier.

Nothing is left out of any mean because of it. It says where a difference rests on a single world,
and why Student's interval and the bootstrap disagree there.
"""

from __future__ import annotations

import numpy as np
from scipy import special

LEVEL = 0.01  # probability of naming one of normal values
FEWEST = 6  # values below which nothing can stand apart
NONE = -1


def critical(count: int, level: float = LEVEL) -> float:
    """Return the bound of G = max |x - m| / s, two-sided (Grubbs 1969).

    (n - 1) / sqrt(n) · sqrt(t² / (n - 2 + t²)), t the quantile 1 - level / (2 n) of Student's
    distribution with n - 2 degrees of freedom.
    """
    t = float(special.stdtrit(count - 2, 1.0 - level / (2 * count)))
    return (count - 1) / np.sqrt(count) * float(np.sqrt(t**2 / (count - 2 + t**2)))


def outlying(values: np.ndarray, level: float = LEVEL) -> np.ndarray:
    """Return the position of the value that stands apart, `NONE` where none does.

    values  replicates in rows, any unit      level  of the test, 0-1
    """
    values = np.asarray(values, float)
    if len(values) < FEWEST:
        return np.full(values.shape[1:], NONE)
    distance = np.abs(values - values.mean(axis=0))
    deviation = values.std(axis=0, ddof=1)
    farthest = distance.argmax(axis=0)
    apart = distance.max(axis=0) > critical(len(values), level) * deviation
    return np.where(apart & (deviation > 0.0), farthest, NONE)
