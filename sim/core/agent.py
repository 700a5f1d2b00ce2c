"""Agents: Mesa agents whose state lives in the columns of their model's table."""

from __future__ import annotations

from contextlib import suppress

import mesa
import numpy as np
import pandas as pd

from sim.core.state import state
from sim.core.table import Table

_SEQUENCES = (list, tuple, np.ndarray, pd.Series)


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
        if uid is None:
            uid = model.new_identity(type(self))
        elif table.row_of(uid) >= 0:
            raise ValueError(f"{table.name} has an agent with the uid {uid} already")
        row = table.append(1, {"uid": uid, **values})
        self._bind(table, row, uid, model)
        model.register_agent(self)

    def _bind(self, table: Table, row: int, uid: int, model, checked: bool = True) -> None:
        held = {"_table": table, "_row": row, "_uid": uid, "_model": model, "_checked": checked}
        object.__setattr__(self, "__dict__", held)

    @classmethod
    def view(
        cls, table: Table, row: int, model, uid: int | None = None, checked: bool = True
    ) -> Agent:
        """Return a view of a row.

        uid      who is meant, if that is known; by default the agent that the row holds now
        checked  False for a view of the row itself, whoever is in it and whether it left or not;
                 valid until the table is compacted
        """
        self = object.__new__(cls)
        self._bind(
            table, row, table.columns["uid"].item(row) if uid is None else uid, model, checked
        )
        return self

    @classmethod
    def create_agents(cls, model, n: int, *args, **kwargs):
        """Add ``n`` agents, as in Mesa: every argument is one value for all or ``n`` values."""
        given = [_each(value, n) for value in args]
        named = {name: _each(value, n) for name, value in kwargs.items()}
        if cls.__init__ is Agent.__init__ and not args and "uid" not in named:
            return model.selection(cls._append(model, n, named))
        return model.selection(
            cls(model, *[v[i] for v in given], **{name: v[i] for name, v in named.items()})
            for i in range(n)
        )

    @classmethod
    def _append(cls, model, n: int, values: dict[str, list]) -> list[Agent]:
        """Add ``n`` agents in one go."""
        table: Table = model.table_of(cls)
        columns: dict[str, object] = {"uid": [model.new_identity(cls) for _ in range(n)]}
        for name, value in values.items():
            entries = name in table.schema and table.schema[name].shape
            columns[name] = [np.broadcast_to(v, entries) for v in value] if entries else value
        first = table.append(n, columns)
        added = [cls.view(table, first + i, model) for i in range(n)]
        for agent in added:
            model.register_agent(agent)
        return added

    @classmethod
    def from_dataframe(cls, model, df, **kwargs):
        """Add an agent for each row of a data frame, as in Mesa; ``kwargs`` hold for all."""
        for name, value in kwargs.items():
            if isinstance(value, _SEQUENCES):
                raise TypeError(f"from_dataframe takes one value for {name}: make it a column")
        return model.selection(
            cls(model, **{**record, **kwargs}) for record in df.to_dict(orient="records")
        )

    def _find(self) -> int:
        """Return the row, looked up again if the table was compacted; -1 if it is gone."""
        row = self._row
        table = self._table
        if not 0 <= row < table.rows or table.columns["uid"].item(row) != self._uid:
            row = table.row_of(self._uid)
            self.__dict__["_row"] = row
        return row

    def _present(self) -> bool:
        """Return whether the agent is in the model."""
        row = self._find()
        return row >= 0 and self._table.columns["alive"].item(row)

    def _locate(self) -> int:
        """Return the row; raises Left if the agent is not in the model any more."""
        row = self._row
        if self._checked:
            table = self._table
            columns = table.columns
            here = 0 <= row < table.rows and columns["uid"].item(row) == self._uid
            if not (here and columns["alive"].item(row)):
                row = self._find()
                if row < 0 or not columns["alive"].item(row):
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
        if name in self._table.schema:
            self._table.columns[name][self._locate()] = value
        elif isinstance(getattr(type(self), name, None), property):
            object.__setattr__(self, name, value)
        else:
            raise AttributeError(f"{type(self).__name__} has no state {name}")

    def __eq__(self, other) -> bool:
        same = isinstance(other, Agent) and self._table is other._table
        return same and self._uid == other._uid

    def __hash__(self) -> int:
        return hash(self._uid)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._uid}>"

    def remove(self) -> None:
        """Take the agent out of the model; a second call does nothing, as in Mesa."""
        with suppress(KeyError):
            self._model.deregister_agent(self)

    def __reduce__(self):
        held = (self._table, self._row, self._model, self._uid, self._checked)
        return (_restored, (type(self), *held))


def _each(value, n: int):
    """Return what each of ``n`` agents gets of a value given for all or for each."""
    if isinstance(value, _SEQUENCES) and len(value) == n:
        return list(value)
    return [value] * n


def _restored(kind: type[Agent], table: Table, row: int, model, uid: int, checked: bool) -> Agent:
    return kind.view(table, row, model, uid, checked)


class Record(Agent):
    """A row that is no actor of its own, such as a cell, an industry or a relation.

    Records share the tables and views of agents; the model does not list them among its agents.
    """
