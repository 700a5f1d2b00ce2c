"""Distributions of factors, each by its own inverse cumulative distribution on the unit interval.

A file names a family with its parameters, as in ``{triangular: [0, 1, 3]}``:

    uniform           low, high
    loguniform        low, high, both above 0
    triangular        low, mode, high
    normal            mean, standard deviation
    truncated_normal  mean, standard deviation, low, high
    lognormal         median, standard deviation of the logarithm
    beta              alpha, beta, and low, high if they are not 0 and 1
    integers          lowest, highest, both included; each is as likely as the others
    choice            values, each as likely as the others
    boolean           probability of true; the word ``boolean`` alone is 0.5
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from scipy import special

TAIL = 0.001  # share of an unbounded family that is left out at each open end
OUTER = 0.025  # share beyond the outer levels of an unbounded family
_SLIP = 1e-9  # of a unit that falls short of the step to the next value by rounding
_MOST_VALUES = 10_000


class Family(NamedTuple):
    """One family of distributions.

    parameters  their names, in order; those after a star may be left out together
    wrong       parameters -> what is wrong with them, or nothing
    inverse     units, parameters -> values
    support     parameters -> lowest and highest value, infinite if there is none
    """

    parameters: str
    wrong: Callable[[tuple[float, ...]], str]
    inverse: Callable[[np.ndarray, tuple[float, ...]], np.ndarray]
    support: Callable[[tuple[float, ...]], tuple[float, float]]


@dataclass(frozen=True)
class Distribution:
    """A distribution of one factor.

    family   name of its family        numbers  its parameters
    """

    family: str
    numbers: tuple[float, ...]

    def at(self, units: np.ndarray | float) -> np.ndarray:
        """Return the values at some units of [0, 1], of the same shape.

        Normal and lognormal have no end: units within 0.001 of an open end count as 0.001 from it.
        """
        tail = TAIL if self.family in OPEN else 0.0
        within = np.clip(np.asarray(units, dtype=float), tail, 1.0 - tail)
        return FAMILIES[self.family].inverse(within, self.numbers)

    @property
    def support(self) -> tuple[float, float]:
        """Lowest and highest value, infinite if there is none."""
        return FAMILIES[self.family].support(self.numbers)

    @property
    def discrete(self) -> bool:
        """Whether its values can be listed."""
        return self.family in DISCRETE

    @cached_property
    def values(self) -> tuple[float, ...]:
        """Values of a discrete distribution in order; none of a continuous one."""
        if not self.discrete:
            return ()
        if self.family == "integers":
            low, high = self.numbers
            return tuple(float(each) for each in range(int(low), int(high) + 1))
        if self.family == "boolean":
            share = self.numbers[0]
            return (0.0,) * (share < 1) + (1.0,) * (share > 0)
        return self.numbers

    def levels(self, count: int) -> tuple[float, ...]:
        """Return levels from low to high: all values if there are no more than ``count``.

        Of a continuous distribution they are equally far apart on the unit interval, the outer ones
        its ends, or the points with 2.5 % beyond them where it has none.
        """
        if self.discrete and len(self.values) <= count:
            return self.values
        outer = OUTER if self.family in OPEN else 0.0
        units = np.linspace(outer, 1.0 - outer, count) if count > 1 else np.array([0.5])
        return tuple(dict.fromkeys(self.at(units).tolist()))

    @property
    def middle(self) -> float:
        """The value in the middle of the unit interval, its median."""
        return float(self.at(0.5))


def distribution(family: str, numbers: Sequence[float]) -> tuple[Distribution | None, str]:
    """Return a distribution, or None with what is wrong with its parameters."""
    known = FAMILIES[family]
    given = tuple(float(each) for each in numbers)
    required, _, optional = known.parameters.partition(" * ")
    least = len(required.split(", "))
    counts = {least} | ({least + len(optional.split(", "))} if optional else set())
    if family == "choice":
        counts = set(range(1, _MOST_VALUES + 1))
    if len(given) not in counts:
        wanted = known.parameters.replace(" * ", ", and if need be ")
        return None, f"{family} takes {wanted}; {len(given)} are given."
    if not all(math.isfinite(each) for each in given):
        return None, f"A parameter of {family} is not finite."
    wrong = known.wrong(given)
    return (None, wrong) if wrong else (Distribution(family, given), "")


def _ordered(numbers: tuple[float, ...]) -> str:
    low, high = numbers[0], numbers[-1]
    return "" if low < high else f"The low end, {low:g}, is not below the high end, {high:g}."


def _log_ordered(numbers: tuple[float, ...]) -> str:
    return _ordered(numbers) or ("" if numbers[0] > 0 else "The low end must be above 0.")


def _triangle(numbers: tuple[float, ...]) -> str:
    low, mode, high = numbers
    inside = low <= mode <= high
    return _ordered(numbers) or ("" if inside else f"The mode, {mode:g}, lies outside the ends.")


def _spread(numbers: tuple[float, ...]) -> str:
    return "" if numbers[1] > 0 else f"The standard deviation must be above 0, not {numbers[1]:g}."


def _truncated(numbers: tuple[float, ...]) -> str:
    mean, spread, low, high = numbers
    wrong = _spread(numbers) or _ordered(numbers[2:])
    if not wrong and _mass(mean, spread, low, high) < 1e-6:
        return "Next to nothing of this normal distribution lies between the two ends."
    return wrong


def _mass(mean: float, spread: float, low: float, high: float) -> float:
    return float(special.ndtr((high - mean) / spread) - special.ndtr((low - mean) / spread))


def _lognormal(numbers: tuple[float, ...]) -> str:
    return _spread(numbers) or ("" if numbers[0] > 0 else "The median must be above 0.")


def _beta(numbers: tuple[float, ...]) -> str:
    if min(numbers[:2]) <= 0:
        return "Alpha and beta must be above 0."
    return _ordered(numbers[2:]) if len(numbers) > 2 else ""


def _whole(numbers: tuple[float, ...]) -> str:
    low, high = numbers
    if low != int(low) or high != int(high):
        return "Both ends must be whole numbers."
    if low > high:
        return f"The lowest, {low:g}, is above the highest, {high:g}."
    return "" if high - low < _MOST_VALUES else f"There are more than {_MOST_VALUES:,} integers."


def _distinct(numbers: tuple[float, ...]) -> str:
    double = [each for each in numbers if numbers.count(each) > 1]
    return "A value stands twice." if double else ""


def _share(numbers: tuple[float, ...]) -> str:
    return "" if 0 <= numbers[0] <= 1 else f"A probability is 0 to 1, not {numbers[0]:g}."


def _place(units: np.ndarray, count: int) -> np.ndarray:
    """Return which of ``count`` equally likely values each unit means, from 0."""
    return np.minimum((units * count + _SLIP).astype(int), count - 1)


def _inverse_triangular(units: np.ndarray, numbers: tuple[float, ...]) -> np.ndarray:
    low, mode, high = numbers
    rising = low + np.sqrt(units * (high - low) * (mode - low))
    falling = high - np.sqrt((1 - units) * (high - low) * (high - mode))
    return np.where(units * (high - low) < mode - low, rising, falling)


def _inverse_truncated(units: np.ndarray, numbers: tuple[float, ...]) -> np.ndarray:
    mean, spread, low, high = numbers
    below = special.ndtr((low - mean) / spread)
    drawn = mean + spread * special.ndtri(below + units * _mass(mean, spread, low, high))
    return np.clip(drawn, low, high)


def _inverse_beta(units: np.ndarray, numbers: tuple[float, ...]) -> np.ndarray:
    low, high = numbers[2:] or (0.0, 1.0)
    return low + (high - low) * special.betaincinv(numbers[0], numbers[1], units)


def _ends(numbers: tuple[float, ...]) -> tuple[float, float]:
    return numbers[0], numbers[-1]


FAMILIES: dict[str, Family] = {
    "uniform": Family("low, high", _ordered, lambda u, p: p[0] + u * (p[1] - p[0]), _ends),
    "loguniform": Family("low, high", _log_ordered, lambda u, p: p[0] * (p[1] / p[0]) ** u, _ends),
    "triangular": Family("low, mode, high", _triangle, _inverse_triangular, _ends),
    "normal": Family(
        "mean, standard deviation",
        _spread,
        lambda u, p: p[0] + p[1] * special.ndtri(u),
        lambda p: (-math.inf, math.inf),
    ),
    "truncated_normal": Family(
        "mean, standard deviation, low, high",
        _truncated,
        _inverse_truncated,
        lambda p: (p[2], p[3]),
    ),
    "lognormal": Family(
        "median, standard deviation of the logarithm",
        _lognormal,
        lambda u, p: p[0] * np.exp(p[1] * special.ndtri(u)),
        lambda p: (0.0, math.inf),
    ),
    "beta": Family(
        "alpha, beta * low, high",
        _beta,
        _inverse_beta,
        lambda p: (p[2], p[3]) if p[2:] else (0.0, 1.0),
    ),
    "integers": Family(
        "lowest, highest", _whole, lambda u, p: p[0] + _place(u, int(p[1] - p[0]) + 1), _ends
    ),
    "choice": Family(
        "one value or more",
        _distinct,
        lambda u, p: np.array(p)[_place(u, len(p))],
        lambda p: (min(p), max(p)),
    ),
    "boolean": Family(
        "the probability of true",
        _share,
        lambda u, p: np.where(u + _SLIP >= 1 - p[0], float(p[0] > 0), 0.0),
        lambda p: (float(p[0] == 1), float(p[0] > 0)),
    ),
}
DISCRETE = ("integers", "choice", "boolean")
OPEN = ("normal", "lognormal")
