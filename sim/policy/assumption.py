"""An assumption: a number that no clause sets, with its source, range and confidence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from sim.core.label import Label
from sim.policy.entry import Entry


class Point(NamedTuple):
    """The value of an assumption, or of one component of it.

    index      industry, year or item; empty if the assumption is one number
    low, high  range within which it is varied
    notes      keys in which this component differs from the whole, such as its source
    """

    index: str
    value: float
    low: float
    high: float
    notes: dict[str, str]


@dataclass(frozen=True)
class Assumption(Entry):
    """One assumption of the register.

    by         what its components are: industry, year, item; empty if it is one number
    points     its values in order
    symbol     sign in the equations; used_in: number of the equation
    calibrate  fixed, fit (may be calibrated) or deep (always varied)
    known_by   quarter of the newest datum behind it: later data may not set it
    why        what it stands for
    """

    label: Label
    symbol: str
    unit: str
    theme: str
    by: str
    points: tuple[Point, ...]
    used_in: str
    source: str
    confidence: str
    calibrate: str
    known_by: str
    why: str
    filled: tuple[str, ...]

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Assumption:
        """Return the assumption of an entry of the compiled register."""
        plain["label"] = Label(**plain["label"])
        plain["points"] = tuple(Point(*point) for point in plain["points"])
        plain["filled"] = tuple(plain["filled"])
        return super().of(plain)

    @property
    def value(self) -> float:
        """The number itself. Raises ValueError if there is one for each component."""
        return self._single().value

    @property
    def low(self) -> float:
        """Lower end of its range. Raises ValueError if there is one for each component."""
        return self._single().low

    @property
    def high(self) -> float:
        """Upper end of its range. Raises ValueError if there is one for each component."""
        return self._single().high

    @property
    def index(self) -> tuple[str, ...]:
        """Names of the components in order; none if the assumption is one number."""
        return tuple(point.index for point in self.points) if self.by else ()

    @property
    def values(self) -> tuple[float, ...]:
        """Values of the components in order, or the one number."""
        return tuple(point.value for point in self.points)

    def note(self, key: str, index: str = "") -> str:
        """Return a text such as ``source``, ``why`` or ``unit``, of one component if it differs."""
        for point in self.points:
            if point.index == index and key in point.notes:
                return point.notes[key]
        return getattr(self, key)

    def _single(self) -> Point:
        if self.by:
            raise ValueError(f"{self.id} has a value for each {self.by}")
        return self.points[0]


def slug(index: str) -> str:
    """Return a component's name as it stands in a field: lower case, ``_`` for all else."""
    return re.sub(r"[^a-z0-9]+", "_", index.lower()).strip("_")
