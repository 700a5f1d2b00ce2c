"""Probabilities from counts: Wilson's interval, and differences of paired probabilities."""

from __future__ import annotations

import math

from scipy import special

from sim.analysis.interval import LEVEL


def wilson(hits: float, count: float, level: float = LEVEL) -> tuple[float, float]:
    """Return Wilson's interval of a probability (Wilson 1927).

    hits, count  of independent trials; fractions are allowed      level  coverage, 0-1
    """
    if count <= 0.0:
        return float("nan"), float("nan")
    z = float(special.ndtri((1.0 + level) / 2.0))
    share = hits / count
    middle = share + z**2 / (2.0 * count)
    half = z * math.sqrt(share * (1.0 - share) / count + z**2 / (4.0 * count**2))
    scale = 1.0 + z**2 / count
    low = (middle - half) / scale if hits > 0.0 else 0.0
    high = (middle + half) / scale if hits < count else 1.0
    return low, high


def newcombe(
    both: float, first: float, second: float, neither: float, level: float = LEVEL
) -> tuple[float, float]:
    """Return the interval of a difference of paired probabilities (Newcombe 1998, method 10).

    Wilson's intervals of both, joined with the continuity-corrected correlation of the pairs.
    both, first, second, neither  pairs in which both hit, only the first, only the second, none;
                                  fractions are allowed
    Returns the bounds of p(first) - p(second); nan without pairs.
    """
    count = both + first + second + neither
    if count <= 0.0:
        return float("nan"), float("nan")
    one, other = both + first, both + second
    p1, p2 = one / count, other / count
    low1, high1 = wilson(one, count, level)
    low2, high2 = wilson(other, count, level)
    cross = both * neither - first * second
    cross = max(cross - count / 2.0, 0.0) if cross > 0.0 else cross
    scale = math.sqrt(one * (count - one) * other * (count - other))
    phi = cross / scale if scale > 0.0 else 0.0
    down = _joined(p1 - low1, high2 - p2, phi)
    up = _joined(high1 - p1, p2 - low2, phi)
    return p1 - p2 - down, p1 - p2 + up


def mcnemar(first: int, second: int) -> float:
    """Return the exact two-sided probability of so uneven a split of changes (McNemar 1947).

    first, second  pairs in which only the first hit, only the second
    """
    if first + second == 0:
        return 1.0
    fewer = float(special.bdtr(min(first, second), first + second, 0.5))
    return min(1.0, 2.0 * fewer)


def _joined(one: float, other: float, phi: float) -> float:
    return math.sqrt(max(one**2 - 2.0 * phi * one * other + other**2, 0.0))
