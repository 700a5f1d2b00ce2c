"""Since when each number of each agent differs between two worlds, and through which stage.

A moment is a stage of a quarter; moments are numbered in order. For every column that ever differs
the divergence keeps, agent by agent, the moment since which it has differed without a break, and
for every agent the first moment at which anything of it differed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from sim.analysis.pairing import Pairing
from sim.core import quarters

TURN = ""  # what happens between the last stage of a quarter and the first of the next
EXISTS = "alive"  # column that says whether an agent is in a world


class Moment(NamedTuple):
    """A stage of a quarter; the stage `TURN` stands before all others."""

    quarter: int
    stage: str

    def __str__(self) -> str:
        return f"{quarters.text(self.quarter)} {self.stage}".strip()


class Number(NamedTuple):
    """A state variable of one agent, or an entry of a matrix of the model.

    owner, field  table and column, or the set of constants and its name
    place         of the agent in the pairing of the table; of the entry in the flat matrix
    """

    owner: str
    field: str
    place: int


class Divergence:
    """What differs between two worlds.

    pairings  table -> who is who      moments  all that were looked at, in order
    first     table -> number of the first moment at which each agent differed, -1: never
    """

    def __init__(self) -> None:
        self.pairings: dict[str, Pairing] = {}
        self.moments: list[Moment] = []
        self.first: dict[str, np.ndarray] = {}
        self._since: dict[tuple[str, str], np.ndarray] = {}

    def __bool__(self) -> bool:
        return any((since >= 0).any() for since in self._since.values())

    def begin(self, moment: Moment) -> None:
        """Begin a moment: what is noted from here on came about in it."""
        self.moments.append(moment)

    def pair(self, table: str) -> Pairing:
        """Return the pairing of a table."""
        return self.pairings.setdefault(table, Pairing())

    def note_column(
        self, table: str, field: str, one: np.ndarray, other: np.ndarray, of: str | None = None
    ) -> None:
        """Compare a column of both worlds, by row, whose pairing is up to date.

        of  table that the column refers to
        """
        pairing = self.pairings[table]
        if field == EXISTS:
            pairing.live(one, other)
            differs = pairing.there.one != pairing.there.other
        else:
            differs = pairing.differ(one, other, self.pairings.get(of or ""))
        fresh = self._note((table, field), differs)
        if fresh is not None and fresh.any():
            first = self._first(table, len(pairing))
            first[fresh & (first < 0)] = len(self.moments) - 1

    def note_array(self, owner: str, field: str, one: np.ndarray, other: np.ndarray) -> None:
        """Compare an array of both worlds, entry by entry."""
        one, other = np.ravel(one), np.ravel(other)
        if one.size == other.size:
            self._note((owner, field), one != other)

    def backdate(self, number: Number, moment: int) -> None:
        """Let a number that was made of another one differ since that one did.

        moment  its number
        """
        self._since[number[:2]][number.place] = moment

    def _note(self, key: tuple[str, str], differs: np.ndarray) -> np.ndarray | None:
        since = self._since.get(key)
        if not differs.any():
            if since is not None:
                since[:] = -1
            return None
        if since is None:
            since = np.full(differs.size, -1, np.int32)
        elif since.size < differs.size:
            since = np.r_[since, np.full(differs.size - since.size, -1, np.int32)]
        fresh = differs & (since < 0)
        since[~differs] = -1
        since[fresh] = len(self.moments) - 1
        self._since[key] = since
        return fresh

    def _first(self, table: str, size: int) -> np.ndarray:
        first = self.first.get(table, np.zeros(0, np.int32))
        if first.size < size:
            first = np.r_[first, np.full(size - first.size, -1, np.int32)]
            self.first[table] = first
        return first

    def since(self, number: Number) -> int:
        """Return the number of the moment since which a number differs, -1: it does not."""
        held = self._since.get(number[:2])
        return int(held[number.place]) if held is not None and number.place < held.size else -1

    def places(self, owner: str, field: str) -> np.ndarray:
        """Return the places at which a column or array differs now."""
        held = self._since.get((owner, field))
        return np.flatnonzero(held >= 0) if held is not None else np.zeros(0, np.int64)

    def fields(self, owner: str) -> Iterator[str]:
        """Yield the columns of a table, or names of constants, that differ somewhere now."""
        for (held, field), since in self._since.items():
            if held == owner and (since >= 0).any():
                yield field

    def differing(self, table: str) -> np.ndarray:
        """Return which agents of a table differ in anything now, by place."""
        found = np.zeros(len(self.pairings[table]), bool)
        for (held, _), since in self._since.items():
            if held == table:
                found[: since.size] |= since >= 0
        return found

    def first_moment(self, table: str, place: int) -> Moment | None:
        """Return the first moment at which an agent differed, None: never."""
        first = self.first.get(table)
        if first is None or not 0 <= place < first.size or first[place] < 0:
            return None
        return self.moments[first[place]]

    def arrivals(self, table: str) -> Mapping[Moment, int]:
        """Return how many agents of a table first differed at each moment."""
        first = self.first.get(table, np.zeros(0, np.int32))
        codes, counts = np.unique(first[first >= 0], return_counts=True)
        return {self.moments[code]: int(n) for code, n in zip(codes, counts, strict=True)}
