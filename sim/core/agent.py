"""Agents: Mesa agents whose state lives in the columns of their model's table."""

from __future__ import annotations

import mesa

from sim.core.state import state
from sim.core.table import Table


class Left(AttributeError):
    """The agent that a view stands for has left the model."""


class Agent(mesa.Agent):
    """One row of a table, seen as a Mesa agent.

    A view knows its table, its row and its uid; reading ``firm.staff`` reads the column and returns
    a Python number. Views compare equal when they stand for the same agent. Attributes that are not
    declared with `state` raise, as do all attributes of an agent that has left.
    """

    uid = state("identity", "52-bit hash of what brought the agent about")
    alive = state("0/1", "whether the agent is in the model")

    def __init__(self, model, uid: int | None = None, **values) -> None:
        """Add one agent to the model: ``Firm(model, park=3, staff=5.0)``.

        uid     identity; by default the next that the model's own register of additions gives
        values  start values by name of the state variable; the others are 0, references -1
        """
        table: Table = model.table_of(type(self))
        unknown = sorted(set(values) - set(table.schema))
        if unknown:
            raise AttributeError(f"{type(self).__name__} has no state {', '.join(unknown)}")
        if uid is None:
            uid = model.new_identity(type(self))
        row = table.append(1, {"uid": uid, **values})
        self._bind(table, row, uid, model)

    def _bind(self, table: Table, row: int, uid: int, model, *, checked: bool = True) -> None:
        place = object.__setattr__
        place(self, "_table", table)
        place(self, "_row", row)
        place(self, "_uid", uid)
        place(self, "_model", model)
        place(self, "_checked", checked)

    @classmethod
    def view(cls, table: Table, row: int, model, *, checked: bool = True) -> Agent:
        """Return a view of a row; unchecked views also read rows whose agent has left."""
        self = object.__new__(cls)
        self._bind(table, row, table.columns["uid"].item(row), model, checked=checked)
        return self

    def _locate(self) -> int:
        """Return the row, found again if the table was compacted."""
        row = self._row
        table = self._table
        if row >= table.rows or table.columns["uid"].item(row) != self._uid:
            row = table.row_of(self._uid)
            if row < 0:
                raise Left(f"{type(self).__name__} {self._uid} has left the model")
            object.__setattr__(self, "_row", row)
        if self._checked and not table.columns["alive"].item(row):
            raise Left(f"{type(self).__name__} {self._uid} has left the model")
        return row

    @property
    def row(self) -> int:
        """Row of the agent in its table; storage, of use only for references."""
        return self._locate()

    @property
    def model(self):
        """The model the agent lives in."""
        return self._model

    @property
    def unique_id(self) -> int:
        """The uid, under Mesa's name."""
        return self._uid

    @property
    def pos(self) -> None:
        """Mesa's position; places are states here (``firm.park``)."""
        return None

    def __setattr__(self, name: str, value) -> None:
        if name not in self._table.schema:
            raise AttributeError(f"{type(self).__name__} has no state {name}")
        self._table.schema[name].__set__(self, value)

    def __eq__(self, other) -> bool:
        same = isinstance(other, Agent) and self._table is other._table
        return same and self._uid == other._uid

    def __hash__(self) -> int:
        return hash(self._uid)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._uid}>"

    def remove(self) -> None:
        """Take the agent out of the model; a second call does nothing, as in Mesa."""
        row = self._table.row_of(self._uid)
        if row >= 0:
            self._table.columns["alive"][row] = False

    def __reduce__(self):
        return (_restored, (type(self), self._table, self._uid, self._model))


def _restored(kind: type[Agent], table: Table, uid: int, model) -> Agent:
    return kind.view(table, table.row_of(uid), model)


class Record(Agent):
    """A row that is no actor of its own, such as a cell, an industry or a relation.

    Records share the tables and views of agents; the model does not list them among its agents.
    """
