"""Tables: the state of all agents of one kind, a column a variable.

Rows are storage and nothing else: they are appended, compacted once a year, and never an input of
luck or order. Columns belong to the model's table, never to the class, so that two models in one
process do not share state.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.core.state import state


def declared(kind: type) -> dict[str, state]:
    """Return the state variables of a kind of agent in the order of declaration."""
    found: dict[str, state] = {}
    for owner in reversed(kind.__mro__):
        for name, value in vars(owner).items():
            if isinstance(value, state):
                found[name] = value
    return found


class Table:
    """Columns of one kind.

    kind  class that declares the columns (`sim.core.agent.Agent` or `sim.core.agent.Record`)
    name  name by which stages and references know the table, such as ``firms``
    """

    def __init__(self, kind: type, name: str, capacity: int = 16) -> None:
        self.kind: Any = kind  # an Agent class, which this module does not know
        self.name = name
        self.schema = declared(kind)
        self.rows = 0
        capacity = max(1, capacity)
        self.version = 0
        self._places: dict[int, int] | None = None
        self.columns: dict[str, np.ndarray] = {
            name: np.zeros(self._form(capacity, column), column.dtype)
            for name, column in self.schema.items()
        }

    @staticmethod
    def _form(size: int, column: state) -> tuple[int, ...]:
        return (size, column.shape) if column.shape else (size,)

    @property
    def capacity(self) -> int:
        """Rows that fit before the columns are moved."""
        return len(self.columns["uid"])

    def __len__(self) -> int:
        return self.rows

    def column(self, name: str) -> np.ndarray:
        """Return the rows of a column that are in use; writing to it writes to the table."""
        return self.columns[name][: self.rows]

    def reserve(self, capacity: int) -> None:
        """Make room for ``capacity`` rows in all."""
        if capacity <= self.capacity:
            return
        for name, column in self.columns.items():
            grown = np.zeros(self._form(capacity, self.schema[name]), column.dtype)
            grown[: self.rows] = column[: self.rows]
            self.columns[name] = grown
        self.version += 1

    def append(self, count: int, values: Mapping[str, object] | None = None) -> int:
        """Add ``count`` living rows of zeros, then set ``values``; return the first new row.

        References start as -1 (none). ``values`` holds a number or an array of ``count`` a column.
        Raises AttributeError if the kind does not declare one of them.
        """
        values = values or {}
        unknown = [name for name in values if name not in self.schema]
        if unknown:
            raise AttributeError(f"{self.kind.__name__} has no state {', '.join(unknown)}")
        first = self.rows
        if count == 0:
            return first
        if first + count > self.capacity:
            self.reserve(max(first + count, self.capacity + self.capacity // 2))
        self.rows = first + count
        fresh = slice(first, self.rows)
        for name, column in self.columns.items():
            column[fresh] = -1 if self.schema[name].of else 0
        self.columns["alive"][fresh] = True
        for name, value in values.items():
            self.columns[name][fresh] = value
        if "uid" not in values:
            self._places = None  # identities follow later
        elif self._places is not None:
            uids = self.columns["uid"][fresh].tolist()
            self._places.update(zip(uids, range(first, self.rows), strict=True))
        return first

    def row_of(self, uid: int) -> int:
        """Return the row of a uid, or -1 if no row has it."""
        row = -1 if self._places is None else self._places.get(uid, -1)
        if self._places is None or (row >= 0 and self.columns["uid"].item(row) != uid):
            self._places = dict(zip(self.column("uid").tolist(), range(self.rows), strict=True))
            row = self._places.get(uid, -1)
        return row

    def compact(self) -> np.ndarray | None:
        """Close the gaps that dead rows leave; return the new row of each old one (-1: gone).

        Returns None if nothing moved. References of other tables are the caller's to follow.
        """
        alive = self.column("alive")
        if alive.all():
            return None
        kept = np.flatnonzero(alive)
        moved = np.full(self.rows, -1, np.int64)
        moved[kept] = np.arange(kept.size)
        for column in self.columns.values():
            column[: kept.size] = column[kept]
        self.rows = kept.size
        self._places = None
        return moved

    def follow(self, table: str, moved: np.ndarray) -> None:
        """Point every reference to ``table`` at the new rows that `compact` returned."""
        for name, column in self.schema.items():
            if column.of == table:
                used = self.column(name)
                used[...] = np.where(used >= 0, moved[np.maximum(used, 0)], -1)

    def snapshot(self) -> dict[str, np.ndarray]:
        """Return copies of the columns in use."""
        return {name: self.column(name).copy() for name in self.columns}

    def restore(self, snapshot: Mapping[str, np.ndarray]) -> None:
        """Take the rows of a `snapshot`, whatever the table held before."""
        rows = len(snapshot["uid"])
        self.reserve(rows)
        self.rows = rows
        for name, column in snapshot.items():
            self.columns[name][:rows] = column
        self._places = None

    @property
    def bytes(self) -> int:
        """Memory that the columns take."""
        return sum(column.nbytes for column in self.columns.values())


def compact(tables: Mapping[str, Table], names: tuple[str, ...]) -> None:
    """Compact the named tables and let every reference among ``tables`` follow."""
    for name in names:
        moved = tables[name].compact()
        if moved is not None:
            for table in tables.values():
                table.follow(name, moved)
