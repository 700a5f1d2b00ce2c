"""Sizes of firms: a lognormal core below 300 staff and a Pareto tail above (specification 2.4)."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import ndtr, ndtri

SMALLEST = 1.0  # persons
LARGE = 300.0  # persons; a firm of this size has weight 1 (specification 2.2)
LARGEST = 20_000.0  # persons; the tail is cut here


def tail_mean(exponent: float) -> float:
    """Return the mean staff of the cut Pareto tail.

    E[x] = a/(a-1) * m * (1 - (m/M)^(a-1)) / (1 - (m/M)^a), m = 300, M = 20,000; for a = 1 its limit
    exponent  tail exponent a        Returns persons.
    """
    ratio = LARGE / LARGEST
    if abs(exponent - 1.0) < 1e-9:
        return -LARGE * math.log(ratio) / (1.0 - ratio)
    whole = 1.0 - ratio**exponent
    return exponent / (exponent - 1.0) * LARGE * (1.0 - ratio ** (exponent - 1.0)) / whole


def tail_quantile(u: np.ndarray, exponent: float) -> np.ndarray:
    """Return quantiles of the cut Pareto tail, persons."""
    whole = 1.0 - (LARGE / LARGEST) ** exponent
    return LARGE * (1.0 - u * whole) ** (-1.0 / exponent)


def fitted_tail(sizes: np.ndarray, owner: np.ndarray, staff: np.ndarray) -> np.ndarray:
    """Bend tails so that their staff add up: x' = 300 (x/300)^g with one g for each owner.

    sizes  staff of large firms        owner  number of the tail each belongs to
    staff  persons that each tail is to have; a tail that cannot reach them keeps its bound
    """
    log = np.log(sizes / LARGE)
    low, high = np.zeros(staff.size), np.full(staff.size, 3.0)
    for _ in range(50):
        power = 0.5 * (low + high)
        bent = np.minimum(LARGE * np.exp(power[owner] * log), LARGEST)
        short = np.bincount(owner, bent, staff.size) < staff
        low, high = np.where(short, power, low), np.where(short, high, power)
    return np.minimum(LARGE * np.exp(high[owner] * log), LARGEST)


def core_quantile(u: np.ndarray, location: np.ndarray, sigma: np.ndarray) -> np.ndarray:
    """Return quantiles of the lognormal between 1 and 300 staff.

    u  probability      location, sigma  mean and spread of ln staff before the cut
    """
    # upper tails keep their digits where the location lies below the smallest size
    above_low = ndtr((location - math.log(SMALLEST)) / sigma)
    above_high = ndtr((location - math.log(LARGE)) / sigma)
    above = above_low - u * (above_low - above_high)
    return np.clip(np.exp(location - sigma * ndtri(above)), SMALLEST, 0.999 * LARGE)


def core_mean(location: np.ndarray, sigma: np.ndarray) -> np.ndarray:
    """Return the mean of the lognormal between 1 and 300 staff, persons."""
    low = (location - math.log(SMALLEST)) / sigma
    high = (location - math.log(LARGE)) / sigma
    inside = ndtr(low) - ndtr(high)
    shifted = ndtr(low + sigma) - ndtr(high + sigma)
    return np.exp(location + 0.5 * sigma**2) * shifted / inside


def core_location(mean: np.ndarray, sigma: np.ndarray) -> np.ndarray:
    """Return the location at which the cut lognormal has a mean, by bisection.

    mean  persons, between 1 and 300        Returns ln persons.
    """
    low, high = np.full(mean.shape, -6.0) * sigma, np.full(mean.shape, 6.0) * sigma + 4.0
    for _ in range(50):
        middle = 0.5 * (low + high)
        short = core_mean(middle, sigma) < mean
        low, high = np.where(short, middle, low), np.where(short, high, middle)
    return 0.5 * (low + high)


def fitted_core(
    u: np.ndarray, cell: np.ndarray, mean: np.ndarray, sigma: np.ndarray
) -> np.ndarray:
    """Return sizes of core firms whose mean in each cell is exact.

    u      probability of each row        cell   cell of each row
    mean   persons a firm, by cell        sigma  spread of ln staff, by cell
    """
    count = np.maximum(np.bincount(cell, minlength=mean.size), 1)
    location = core_location(np.clip(mean, 1.0 + 1e-6, 0.99 * LARGE), sigma)
    for _ in range(4):  # the quantiles of a few rows do not have the mean of the distribution
        sizes = core_quantile(u, location[cell], sigma[cell])
        found = np.bincount(cell, sizes, mean.size) / count
        location = location + np.log(np.maximum(mean, 1.0) / np.maximum(found, 1.0))
    sizes = core_quantile(u, location[cell], sigma[cell])
    for _ in range(6):
        found = np.bincount(cell, sizes, mean.size) / count
        factor = mean / np.where(found > 0.0, found, 1.0)
        sizes = np.minimum(sizes * factor[cell], 0.999 * LARGE)
    return sizes
