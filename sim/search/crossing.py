"""Where a response crosses zero, from samples under common luck.

Coarse points over the range find between which two the mean changes sign. Then a window around the
crossing narrows as long as it is wide against the interval, and replicates double as soon as luck
is what keeps the interval wide. In the window each replicate has a line through its points; the
interval of the root is Fieller's over the replicates, so that luck which points share counts as it
should. Where the means do not lie on a line the window narrows until they do; if they never do, as
at a jump, the interval is model-free: from the last point that is surely on one side to the first
that is surely on the other.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from sim.analysis import interval
from sim.analysis.cost import fieller
from sim.analysis.effect_size import ROUNDING, t_probability
from sim.analysis.interval import LEVEL

COARSE, FINE = 7, 5  # points over the range, and in a window
BENT = 0.01  # probability below which means are said not to lie on a line
NARROWER = 3.0  # times that a window shrinks at most in one step: its middle is uncertain, too
WIDTH = 2.0  # half-widths of the interval that a window reaches to either side


class Batch(NamedTuple):
    """Points to sample, each in so many replicates."""

    points: tuple[float, ...]
    replicates: int


@dataclass(frozen=True)
class Range:
    """Values among which the crossing is looked for.

    low, high  ends      values  those that there are, in order; none if all between the ends
    """

    low: float
    high: float
    values: tuple[float, ...] = ()

    def points(self, low: float, high: float, count: int) -> tuple[float, ...]:
        """Return about equally spaced values between two bounds, both ends included.

        They are rounded to a hundredth of the distance or less.
        """
        low, high = max(low, self.low), min(high, self.high)
        wanted = np.linspace(low, high, count)
        if not self.values:
            digits = 2 - math.floor(math.log10(high - low))
            rounded = np.clip(wanted.round(digits), self.low, self.high)
            return tuple(dict.fromkeys(rounded.tolist()))
        held = np.array(self.values)
        nearest = np.abs(held[None] - wanted[:, None]).argmin(axis=1)
        outer = (np.searchsorted(held, low, "right") - 1, np.searchsorted(held, high))
        places = {*nearest, max(outer[0], 0), min(outer[1], held.size - 1)}
        return tuple(float(held[place]) for place in sorted(places))


class Estimate(NamedTuple):
    """A crossing with its interval; bounds are missing where the response has no sure slope.

    straight  whether the interval rests on lines; else on signs of single points
    """

    root: float
    low: float
    high: float
    straight: bool

    @property
    def half(self) -> float:
        """Half the width of the interval, infinite if it has no bounds."""
        width = self.high - self.low
        return width / 2.0 if np.isfinite(width) else float("inf")


UNKNOWN = Estimate(float("nan"), float("nan"), float("nan"), False)


@dataclass(frozen=True)
class Crossing:
    """What a search for a crossing found.

    found      ``crossing``; ``none``: surely none at the points of the range; ``open``: it cannot
               be told with so many replicates
    value      with its interval ``low, high``
    rising     whether the response is negative below and positive above
    precise    whether the interval is as narrow as was asked for
    replicates of the last points       points  sampled in all
    window     last points, on which it rests
    others     between which points the mean surely changes sign besides
    sign       of the response where there is no crossing
    """

    found: str
    value: float = float("nan")
    low: float = float("nan")
    high: float = float("nan")
    rising: bool = True
    precise: bool = False
    replicates: int = 0
    points: int = 0
    window: tuple[float, ...] = ()
    others: tuple[tuple[float, float], ...] = ()
    sign: int = 0


@dataclass
class CrossingSearch:
    """Search for the value at which the mean of a response crosses zero.

    within     range        precision  half-width of the interval that is enough, unit of the values
    least, most  replicates of a point        most_runs  samples in all
    coverage   of the interval
    samples    value -> response, one a replicate; a run that failed is not a number
    """

    within: Range
    precision: float
    least: int = 10
    most: int = 40
    most_runs: int = 4000
    coverage: float = LEVEL
    samples: dict[float, np.ndarray] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._window = (self.within.low, self.within.high)
        self._count, self._fine = self.least, False
        self._answer: Crossing | None = None
        self._coarse = self.within.points(*self._window, COARSE)
        self._others: tuple[tuple[float, float], ...] = ()

    @property
    def runs(self) -> int:
        """Samples taken so far."""
        return sum(map(len, self.samples.values()))

    @property
    def crossing(self) -> Crossing:
        """What was found. Raises ValueError before the end of the search."""
        if self._answer is None:
            raise ValueError("The search has not ended.")
        return self._answer

    def propose(self) -> Batch | None:
        """Return the points to sample next, None at the end."""
        if self._answer is not None:
            return None
        points = self.within.points(*self._window, FINE) if self._fine else self._coarse
        return Batch(points, self._count)

    def learn(self, asked: Batch, told: np.ndarray) -> None:
        """Take in responses, (replicates, points), and decide what is next."""
        self.samples |= {x: told[:, place] for place, x in enumerate(asked.points)}
        if self._fine:
            self._narrow()
        else:
            self._look()

    def _look(self) -> None:
        """Find between which coarse points the response crosses zero."""
        values = self._values(self._coarse)
        changes = _changes(values.mean(axis=0))
        bounds = interval.student(values, self.coverage)
        sure = (bounds.low > 0.0) | (bounds.high < 0.0)
        if not changes:
            if sure.all() or self._count >= self.most:
                found = "none" if sure.all() else "open"
                sign = int(np.sign(values.mean()))
                self._end(Crossing(found, sign=sign, window=self._coarse))
            else:
                self._count = min(2 * self._count, self.most)
            return
        first, *more = changes
        self._others = tuple(
            (self._coarse[one], self._coarse[one + 1])
            for one in more
            if sure[one] and sure[one + 1]
        )
        left, right = self._coarse[first], self._coarse[first + 1]
        reach = (right - left) / 2.0
        self._window, self._fine = (left - reach, right + reach), True

    def _narrow(self) -> None:
        """Judge the window: end, zoom in or out, or add replicates."""
        points = self._inside()
        found = crossing(points, self._values(points), self.coverage)
        low, high = self._window
        reach = (min(high, self.within.high) - max(low, self.within.low)) / 2.0
        middle = found.root if np.isfinite(found.root) else (low + high) / 2.0
        wanted = max(WIDTH * found.half, self.precision) if found.straight else self.precision
        settled = reach <= 1.5 * wanted or self._all_sampled(points)
        precise = bool(settled and found.half <= self.precision)
        if precise or self.runs >= self.most_runs or (settled and self._count >= self.most):
            self._end(self._crossing(points, found, precise))
        elif not settled:
            reach = max(wanted, reach / NARROWER)
            self._window = (middle - reach, middle + reach)
        else:
            self._count = min(2 * self._count, self.most)
            if not self._all_sampled(points):
                reach = min(wanted, 2.0 * reach)
                self._window = (middle - reach, middle + reach)

    def _inside(self) -> tuple[float, ...]:
        """Return the points of the window that have enough replicates, in order."""
        low, high = self._window
        wide = 1e-9 * (self.within.high - self.within.low)
        asked = set(self.within.points(low, high, FINE))
        inside = (x for x in sorted(self.samples) if x in asked or low - wide <= x <= high + wide)
        return tuple(x for x in inside if len(self.samples[x]) >= self._count)

    def _all_sampled(self, points: Sequence[float]) -> bool:
        """Return whether there are no other values between the outer points."""
        held = [x for x in self.within.values if points[0] <= x <= points[-1]]
        return bool(held) and len(held) == len(points) <= 3

    def _values(self, points: Sequence[float]) -> np.ndarray:
        """Return responses, (replicates, points), of the replicates in which all of them ended."""
        count = min(len(self.samples[x]) for x in points)
        values = np.column_stack([self.samples[x][:count] for x in points])
        return values[np.isfinite(values).all(axis=1)]

    def _crossing(self, points: Sequence[float], found: Estimate, precise: bool) -> Crossing:
        values = self._values(points)
        if not np.isfinite(found.root):
            return Crossing("open", sign=int(np.sign(values.mean())), window=tuple(points))
        ends = self.within.low, self.within.high
        low = found.low if np.isfinite(found.low) else ends[0]
        high = found.high if np.isfinite(found.high) else ends[1]
        return Crossing(
            "crossing",
            float(np.clip(found.root, *ends)),
            float(np.clip(low, *ends)),
            float(np.clip(high, *ends)),
            rising=bool(np.polyfit(points, values.mean(axis=0), 1)[0] > 0.0),
            precise=precise,
            window=tuple(points),
            others=self._others,
        )

    def _end(self, found: Crossing) -> None:
        self._answer = replace(found, replicates=self._count, points=len(self.samples))


def crossing(points: Sequence[float], values: np.ndarray, coverage: float = LEVEL) -> Estimate:
    """Return where the mean of a response crosses zero in a window.

    points  in order        values  (replicates, points), under common luck
    """
    x = np.asarray(points, float)
    means = values.mean(axis=0)
    if len(values) < 2 or x.size < 2:
        return UNKNOWN
    if not _bent(x, values):
        middle = x.mean()
        slopes = (values @ (x - middle)) / np.square(x - middle).sum()
        below, slope = -values.mean(axis=1), slopes.mean()
        if slope != 0.0:
            low, high = fieller(below, slopes, coverage)
            return Estimate(middle + below.mean() / slope, middle + low, middle + high, True)
    changes = _changes(means)
    if not changes:
        return UNKNOWN
    left = changes[0]
    share = means[left] / (means[left] - means[left + 1])
    root = x[left] + share * (x[left + 1] - x[left])
    bounds = interval.student(values, coverage)
    sign = np.sign(means[left]) or -np.sign(means[left + 1])
    before = np.where(sign > 0, bounds.low > 0.0, bounds.high < 0.0)
    after = np.where(sign > 0, bounds.high < 0.0, bounds.low > 0.0)
    surely_before = x[: left + 1][before[: left + 1]]
    surely_after = x[left + 1 :][after[left + 1 :]]
    low = float(surely_before[-1]) if surely_before.size else float("nan")
    high = float(surely_after[0]) if surely_after.size else float("nan")
    return Estimate(float(root), low, high, straight=False)


def _bent(x: np.ndarray, values: np.ndarray) -> bool:
    """Return whether the means leave a line in a way that luck does not explain.

    Tested on the orthogonal contrasts of second and third degree over the points.
    """
    degrees = range(2, min(4, x.size))
    if not degrees:
        return False
    scaled = (x - x.mean()) / max(np.ptp(x), 1e-300)
    basis, _ = np.linalg.qr(np.vander(scaled, degrees[-1] + 1, increasing=True))
    leaving = values @ basis[:, 2:]
    leaving[np.abs(leaving) <= ROUNDING * np.abs(values).max()] = 0.0
    chance = t_probability(leaving)
    return bool((chance < BENT / len(degrees)).any())


def _changes(means: np.ndarray) -> list[int]:
    """Return the places after which the sign changes; a zero belongs to what follows it."""
    signs = np.sign(means)
    for place in range(len(signs) - 2, -1, -1):
        if signs[place] == 0.0:
            signs[place] = signs[place + 1]
    return [place for place in range(len(signs) - 1) if signs[place] * signs[place + 1] < 0.0]
