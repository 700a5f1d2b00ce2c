"""A lever as a line of quarters: which value holds from when to when, and which file says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.core import quarters
from sim.policy.change import BY_PLACE, Change

if TYPE_CHECKING:
    from sim.policy.law import Law


@dataclass(frozen=True)
class Piece:
    """One stretch of a line.

    first, last  quarters
    value        value in the first quarter
    end          value in the last quarter; differs only while a change is reached step by step
    place        file and line that set it
    source       ``before``, ``Opinion`` or ``change``
    """

    first: int
    last: int
    value: float
    end: float
    place: str
    source: str

    def __str__(self) -> str:
        values = f"{self.value:g}" if self.value == self.end else f"{self.value:g} to {self.end:g}"
        span = f"{quarters.text(self.first)}-{quarters.text(self.last)}"
        return f"{span}  {values}  {self.source}  {self.place}"


@dataclass(frozen=True)
class Line:
    """The pieces of a lever in some places.

    parks       numbers of the parks, 0 = rest of the city; none: the lever is zone-wide
    industries  numbers of the industries; none: the lever does not differ by industry
    """

    parks: tuple[int, ...]
    industries: tuple[int, ...]
    pieces: tuple[Piece, ...]


def lines(law: Law, name: str) -> tuple[Line, ...]:
    """Return the lines of a lever; places that share a line stand together.

    Raises InputError for an unknown lever.
    """
    lever = law.ground.registers.lever(name)
    changes = law.changes_of(name)
    path = law.paths[lever.field]
    before = law.ground.before[lever.field]
    source = np.where(law.base(lever) == before, -2, -1)
    for number, change in enumerate(changes):
        source[(law.ground.window(change), *law.ground.cells(change))] = number
    places = range(law.ground.parks + 1) if lever.scope in BY_PLACE else (0,)
    groups: dict[tuple[Piece, ...], list[tuple[int, int | None]]] = {}
    for row in places:
        for column in range(law.ground.industries) if lever.scope == "industry" else (None,):
            at = (slice(None), row) if column is None else (slice(None), row, column)
            pieces = _pieces(law.first, path[at], source[at], changes, lever.place)
            groups.setdefault(pieces, []).append((row, column))
    found = []
    for pieces, cells in groups.items():
        parks = tuple(row for row, _ in cells) if lever.scope in BY_PLACE else ()
        industries = tuple(column for _, column in cells if column is not None)
        found.append(Line(parks, industries, pieces))
    return tuple(found)


def _pieces(
    first: int, values: np.ndarray, sources: np.ndarray, changes: list[Change], register: str
) -> tuple[Piece, ...]:
    found: list[Piece] = []
    stretch = 0
    for place in range(1, len(values) + 1):
        if place < len(values) and sources[place] == sources[stretch]:
            climbs = [_climbs(changes, sources[stretch], first + at) for at in (place - 1, place)]
            if all(climbs) or (values[place] == values[place - 1] and not any(climbs)):
                continue
        number = int(sources[stretch])
        where = register if number < 0 else changes[number].place
        name = {-2: "before", -1: "Opinion"}.get(number, "change")
        start, end = float(values[stretch]), float(values[place - 1])
        found.append(Piece(first + stretch, first + place - 1, start, end, where, name))
        stretch = place
    return tuple(found)


def _climbs(changes: list[Change], number: int, quarter: int) -> bool:
    return number >= 0 and quarter < changes[number].start + changes[number].over
