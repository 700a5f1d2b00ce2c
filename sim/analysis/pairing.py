"""Which rows of a table are the same agent in two worlds.

Rows are storage: each world appends and compacts its own. Agents are known by their identity, links
by the firms they join, slots by their cell and place in it. A pairing gives every agent that either
world ever had a place of its own, which it keeps.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from sim.core.table import Table

NONE = -1
_MIX = np.int64(0x2545F4914F6CDD1D)


class Sides[Held](NamedTuple):
    """The same thing in two worlds."""

    one: Held
    other: Held


def identities(tables: Mapping[str, Table], name: str) -> np.ndarray:
    """Return what the rows of a table are known by, in row order, int64."""
    table = tables[name]
    if name == "links":
        firms = tables["firms"].column("uid")
        ends = [_at(firms, table.column(end)) for end in ("firm", "partner")]
        return _numbered(ends[0] * _MIX + ends[1])
    if name == "slots":
        return _slots(tables["cells"], table.rows)
    return table.column("uid").copy()


def _at(values: np.ndarray, rows: np.ndarray) -> np.ndarray:
    return np.where(rows >= 0, values[np.maximum(rows, 0)], 0)


def _numbered(keys: np.ndarray) -> np.ndarray:
    """Tell rows with the same key apart by their order."""
    order = np.argsort(keys, kind="stable")
    held = keys[order]
    begins = np.flatnonzero(np.r_[True, held[1:] != held[:-1]][: held.size])
    lengths = np.diff(np.r_[begins, held.size])
    rank = np.empty(keys.size, np.int64)
    rank[order] = np.arange(held.size) - np.repeat(begins, lengths)
    return keys + rank * np.int64(0x632BE59BD9B4E019)


def _slots(cells: Table, rows: int) -> np.ndarray:
    """Return slots by cell, size of the cell's table and place in it."""
    count = cells.column("slot_count")
    cell = np.repeat(np.arange(count.size), count)[:rows]
    place = np.arange(cell.size) - cells.column("slot_first")[cell]
    known = (cell << 46) + (count[cell] << 23) + place
    return np.r_[known, -1 - np.arange(rows - known.size)]


class Pairing:
    """The agents of one table in two worlds.

    ids     identity of each agent that was ever seen, (n,); places are never given away
    rows    row of each in either world, -1 where it has none, two arrays (n,)
    there   whether each is alive in either world, two arrays (n,)
    places  place of each row of either world, two arrays (rows,)
    both    places of the agents that live in both worlds
    """

    def __init__(self) -> None:
        self.ids = np.zeros(0, np.int64)
        nobody = np.zeros(0, np.int64)
        self.rows = self.places = Sides(nobody, nobody)
        self.there = Sides(np.zeros(0, bool), np.zeros(0, bool))
        self.both = np.zeros(0, np.int64)
        self._straight = True  # every agent has the same row in both worlds, its place
        self._order = np.zeros(0, np.int64)
        self._seen = Sides(nobody, nobody)  # identities of the rows that were taken last
        self._shared = Sides(nobody, nobody)  # rows of the agents that live in both worlds

    def __len__(self) -> int:
        return self.ids.size

    def follow(self, one: np.ndarray, other: np.ndarray) -> None:
        """Take the identities of the rows of both worlds as they are now."""
        size, seen = self.ids.size, self._seen
        self._seen = Sides(one, other)
        if self._straight and np.array_equal(one, other) and np.array_equal(one[:size], self.ids):
            self.ids = one
            rows = np.arange(one.size)
            self.rows = self.places = Sides(rows, rows)
            self._order = np.argsort(one)
            return
        if not self._straight and all(map(np.array_equal, seen, self._seen)):
            return
        self._straight = False
        strange = [ids[~self._known(ids)] for ids in (one, other)]
        if strange[0].size or strange[1].size:
            self.ids = np.r_[self.ids, np.unique(np.r_[tuple(strange)])]
            self._order = np.argsort(self.ids)
        self.places = Sides(*(self._find(ids) for ids in (one, other)))
        self.rows = Sides(*(np.full(self.ids.size, NONE) for _ in range(2)))
        for places, rows in zip(self.places, self.rows, strict=True):
            rows[places] = np.arange(places.size)
        self._share()

    def _find(self, ids: np.ndarray) -> np.ndarray:
        found = np.searchsorted(self.ids, ids, sorter=self._order)
        return self._order[np.minimum(found, self.ids.size - 1)]

    def _known(self, ids: np.ndarray) -> np.ndarray:
        if not self.ids.size:
            return np.zeros(ids.size, bool)
        return self.ids[self._find(ids)] == ids

    def live(self, one: np.ndarray, other: np.ndarray) -> None:
        """Take who is alive: a column of either world, by row."""
        sides = []
        for rows, alive in zip(self.rows, (one, other), strict=True):
            sides.append((rows >= 0) & alive.take(rows, mode="clip"))
        self.there = Sides(*sides)
        self.both = np.flatnonzero(self.there.one & self.there.other)
        self._share()

    def _share(self) -> None:
        if not self._straight:
            self._shared = Sides(*(rows[self.both] for rows in self.rows))

    def place_of(self, uid: int) -> int:
        """Return the place of an identity, -1 if it was never seen."""
        found = np.flatnonzero(self.ids == uid)
        return int(found[0]) if found.size else NONE

    def differ(self, one: np.ndarray, other: np.ndarray, of: Pairing | None = None) -> np.ndarray:
        """Return which agents that live in both worlds have other numbers in a column, (n,).

        of  pairing of the table that the column refers to, None: it holds numbers
        """
        if not self._straight:
            one, other = one[self._shared.one], other[self._shared.other]
        if of is not None:
            one, other = of.spoken(one, other)
        found = one != other
        if not found.any():
            return np.zeros(self.ids.size, bool)
        if one.dtype.kind == "f":
            found &= ~(np.isnan(one) & np.isnan(other))
        if found.ndim > 1:
            found = found.any(axis=1)
        if self._straight:
            return found & self.there.one & self.there.other
        every = np.zeros(self.ids.size, bool)
        every[self.both] = found
        return every

    def spoken(self, one: np.ndarray, other: np.ndarray) -> Sides:
        """Return references to rows of either world as places, so that equal ones are equal."""
        if self._straight:
            return Sides(one, other)
        pairs = zip((one, other), self.places, strict=True)
        return Sides(*(np.where(r < 0, NONE, place.take(r, mode="clip")) for r, place in pairs))
