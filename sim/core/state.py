"""State variables: a column's unit, meaning and form, declared once in the class of its agent."""

from __future__ import annotations

import numpy as np

WHOLE_UNITS = frozenset({"index", "count", "quarters", "quarter", "code", "identity"})


class state:  # noqa: N801  (reads as a keyword in the agents' files)
    """Declare one state variable of a kind of agent.

    unit     unit of the column; "index", "count", "quarters", "quarter" and "code" are kept as
             whole numbers of four bytes, "identity" of eight, "0/1" as true or false, all else as
             float64
    meaning  what the number is, as a clause
    shape    number of entries if the variable is a row of numbers (0: a single one)
    of       name of the table whose rows the index refers to; -1 is none. Such references follow
             their row when a table is compacted.
    """

    def __init__(self, unit: str, meaning: str, *, shape: int = 0, of: str | None = None) -> None:
        self.unit, self.meaning, self.shape, self.of = unit, meaning, shape, of
        self.name = ""
        if unit == "0/1":
            self.dtype = np.dtype(np.bool_)
        elif unit in WHOLE_UNITS:
            self.dtype = np.dtype(np.int64 if unit == "identity" else np.int32)
        else:
            self.dtype = np.dtype(np.float64)

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, view, owner: type | None = None):
        if view is None:
            return self
        column = view._table.columns[self.name]
        row = view._locate()
        return column.item(row) if not self.shape else Entries(column, row)

    def __set__(self, view, value) -> None:
        view._table.columns[self.name][view._locate()] = value


class Entries:
    """The numbers of one agent in a column of several entries; reads as Python numbers."""

    __slots__ = ("_column", "_row")

    def __init__(self, column: np.ndarray, row: int) -> None:
        self._column, self._row = column, row

    def __len__(self) -> int:
        return self._column.shape[1]

    def __getitem__(self, place: int):
        return self._column.item(self._row, place)

    def __setitem__(self, place: int, value) -> None:
        self._column[self._row, place] = value

    def __iter__(self):
        return iter(self._column[self._row].tolist())

    def __eq__(self, other) -> bool:
        return list(self) == list(other)

    __hash__ = None

    def __repr__(self) -> str:
        return repr(list(self))
