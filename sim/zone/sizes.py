"""Sizes of firms: a lognormal core below 300 staff and a Pareto tail above (specification 2.4)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

SMALLEST = 1.0  # persons; logs of sizes use at least one
_BELOW = 0.999  # a core firm stays this far below the tail


@dataclass(frozen=True)
class Tail:
    """The Pareto tail of sizes.

    exponent  tail exponent a
    large     staff from which the tail runs; such firms have weight 1 (specification 2.2)
    largest   staff at which it is cut
    """

    exponent: float
    large: float
    largest: float

    @classmethod
    def of(cls, assumed) -> Tail:
        """Return the tail that the assumptions describe."""
        return cls(
            assumed.start_size_tail,
            assumed.start_size_tail_threshold,
            assumed.start_size_tail_cap,
        )

    @property
    def mean(self) -> float:
        """Mean staff of the tail.

        E[x] = a/(a-1) * m * (1 - (m/M)^(a-1)) / (1 - (m/M)^a), tail from m to M; its limit at 1
        """
        ratio, a = self.large / self.largest, self.exponent
        if abs(a - 1.0) < 1e-9:
            return -self.large * math.log(ratio) / (1.0 - ratio)
        return a / (a - 1.0) * self.large * (1.0 - ratio ** (a - 1.0)) / (1.0 - ratio**a)

    def quantile(self, u: np.ndarray) -> np.ndarray:
        """Return quantiles of the tail, persons."""
        whole = 1.0 - (self.large / self.largest) ** self.exponent
        return self.large * (1.0 - u * whole) ** (-1.0 / self.exponent)


def fitted_tail(tail: Tail, sizes: np.ndarray, owner: np.ndarray, staff: np.ndarray) -> np.ndarray:
    """Bend tails so that their staff add up: x' = m (x/m)^g with one g for each owner.

    sizes  staff of large firms        owner  number of the tail each belongs to
    staff  persons that each tail is to have; a tail that cannot reach them keeps its bound
    """
    log = np.log(sizes / tail.large)
    low, high = np.zeros(staff.size), np.full(staff.size, 3.0)
    for _ in range(50):
        power = 0.5 * (low + high)
        bent = np.minimum(tail.large * np.exp(power[owner] * log), tail.largest)
        short = np.bincount(owner, bent, staff.size) < staff
        low, high = np.where(short, power, low), np.where(short, high, power)
    return np.minimum(tail.large * np.exp(high[owner] * log), tail.largest)


def core_quantile(
    u: np.ndarray, location: np.ndarray, sigma: np.ndarray, large: float
) -> np.ndarray:
    """Return quantiles of the lognormal between 1 and ``large`` staff.

    u  probability      location, sigma  mean and spread of ln staff before the cut
    """
    # upper tails keep their digits where the location lies below the smallest size
    above_low = ndtr((location - math.log(SMALLEST)) / sigma)
    above_high = ndtr((location - math.log(large)) / sigma)
    above = above_low - u * (above_low - above_high)
    return np.clip(np.exp(location - sigma * ndtri(above)), SMALLEST, _BELOW * large)


def core_mean(location: np.ndarray, sigma: np.ndarray, large: float) -> np.ndarray:
    """Return the mean of the lognormal between 1 and ``large`` staff, persons."""
    low = (location - math.log(SMALLEST)) / sigma
    high = (location - math.log(large)) / sigma
    inside = ndtr(low) - ndtr(high)
    shifted = ndtr(low + sigma) - ndtr(high + sigma)
    return np.exp(location + 0.5 * sigma**2) * shifted / inside


def core_location(mean: np.ndarray, sigma: np.ndarray, large: float) -> np.ndarray:
    """Return the location at which the cut lognormal has a mean, by bisection.

    mean  persons, between 1 and ``large``        Returns ln persons.
    """
    low, high = np.full(mean.shape, -6.0) * sigma, np.full(mean.shape, 6.0) * sigma + 4.0
    for _ in range(50):
        middle = 0.5 * (low + high)
        short = core_mean(middle, sigma, large) < mean
        low, high = np.where(short, middle, low), np.where(short, high, middle)
    return 0.5 * (low + high)


def fitted_core(
    u: np.ndarray, cell: np.ndarray, mean: np.ndarray, sigma: np.ndarray, large: float
) -> np.ndarray:
    """Return sizes of core firms whose mean in each cell is exact.

    u      probability of each row        cell   cell of each row
    mean   persons a firm, by cell        sigma  spread of ln staff, by cell
    """
    count = np.maximum(np.bincount(cell, minlength=mean.size), 1)
    location = core_location(np.clip(mean, 1.0 + 1e-6, 0.99 * large), sigma, large)
    for _ in range(4):  # the quantiles of a few rows do not have the mean of the distribution
        sizes = core_quantile(u, location[cell], sigma[cell], large)
        found = np.bincount(cell, sizes, mean.size) / count
        location = location + np.log(np.maximum(mean, 1.0) / np.maximum(found, 1.0))
    sizes = core_quantile(u, location[cell], sigma[cell], large)
    most = _BELOW * large
    for _ in range(8):  # what rows at the bound cannot take, the others of the cell do
        full = sizes >= most
        held = np.bincount(cell, np.where(full, most, 0.0), mean.size)
        free = np.bincount(cell, np.where(full, 0.0, sizes), mean.size)
        factor = (mean * count - held) / np.where(free > 0.0, free, 1.0)
        sizes = np.where(full, most, np.minimum(sizes * factor[cell], most))
    return sizes
