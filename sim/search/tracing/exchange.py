"""A stage run again with some of its inputs taken from another world.

Two worlds stand before the same stage. Nothing is written to either: what the stage writes is
copied first. Rows of the other world are found by who they are (`sim.analysis.pairing`), and what
they refer to is turned into the rows of this one.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from sim.analysis.divergence import EXISTS, Divergence
from sim.analysis.pairing import NONE, Sides
from sim.core.luck import Luck
from sim.core.stage import Stage
from sim.core.table import Table
from sim.search.tracing.side_by_side import ALIKE, FIRM_ROWS, STORAGE, Watched

RULES = ("law", "assume")
SPARE = 1024  # rows that a stage may fill beyond those of its table


class Input(NamedTuple):
    """Something that a stage reads and that differs between the worlds.

    places  at which it differs; of a lever the parks, of an assumption none
    """

    owner: str
    field: str
    places: np.ndarray

    def at(self, places: Sequence[int] | np.ndarray) -> Input:
        """Return a part of it."""
        return self._replace(places=np.asarray(places, np.int64))


class Overlay:
    """Constants, law or assumptions with some arrays in the place of their own."""

    def __init__(self, source: Any, values: Mapping[str, Any]) -> None:
        self._source, self._values = source, values

    def column(self, name: str) -> Any:
        """Return an array by name."""
        value = self._values.get(name)
        return self._source.column(name) if value is None else value


class Exchange:
    """A stage in two worlds that are about to run it.

    models  halted before the stage      reads  owner -> columns and constants it reads or writes
    """

    def __init__(self, models: Sides[Watched], divergence: Divergence, stage: Stage) -> None:
        self.models, self.divergence, self.stage = models, divergence, stage
        self.reads: dict[str, set[str]] = {}
        for owner, name in (*stage.use.reads, *stage.use.writes):
            self.reads.setdefault(owner, set()).add(name)
        self._writes = set(stage.use.writes)
        self._appends = "births" in self.reads or any(
            (owner, name) in STORAGE for owner, names in self.reads.items() for name in names
        )

    def run(self, side: int, changes: Sequence[Input]) -> dict[str, Any]:
        """Run the stage in a world with some inputs of the other one; return what it leaves."""
        model = self.models[side]
        inputs: dict[str, Any] = dict(model.inputs)
        inputs["luck"] = Luck(model.seed, model.replicate, self.stage.name, model.clock.quarter)
        for owner in self.stage.use.parameters:
            if owner in ALIKE or owner == "luck":
                continue
            own = [each for each in changes if each.owner == owner]
            make = self._table if owner in model.tables else self._constants
            inputs[owner] = make(side, owner, own)
        self.stage.run(inputs)
        return inputs

    def places(self, table: str, side: int) -> np.ndarray:
        """Return the place of each row of a table in a world."""
        return self.divergence.pairings[table].places[side]

    def _constants(self, side: int, owner: str, changes: Sequence[Input]) -> Overlay:
        source: Any = self.models[side].inputs[owner]
        other: Any = self.models[1 - side].inputs[owner]
        values: dict[str, Any] = {}
        for name in self.reads.get(owner, ()):
            if owner not in RULES and isinstance(held := source.column(name), np.ndarray):
                values[name] = held.copy()
        for _, name, places in changes:
            theirs = other.column(name)
            if owner == "law":
                values[name] = source.column(name).copy()
                values[name][places] = theirs[places]
            elif owner == "assume" or not isinstance(theirs, np.ndarray):
                values[name] = theirs
            elif (owner, name) in FIRM_ROWS:
                rows = self._rows("firms", side, theirs)
                np.copyto(values[name], rows, where=rows >= 0)
            else:
                values[name].flat[places] = theirs.flat[places]
        return Overlay(source, values)

    def _rows(self, table: str, side: int, rows: np.ndarray) -> np.ndarray:
        """Return rows of the other world as those of this one, -1 where there is none."""
        places = self.places(table, 1 - side).take(rows, mode="clip")
        mine = self.divergence.pairings[table].rows[side][places]
        return np.where(rows < 0, NONE, mine)

    def _table(self, side: int, owner: str, changes: Sequence[Input]) -> Table:
        """Return a table whose columns can be written to, with some rows of the other world."""
        table = self.models[side].tables[owner]
        guests = self._guests(side, owner, changes)
        room = guests.size + (table.rows + SPARE if self._appends else 0)
        columns = {
            name: table.columns[name].copy()
            for name in self.reads.get(owner, ())
            if name in table.schema and ((owner, name) in self._writes or room)
        }
        if room:
            columns |= {
                name: table.columns[name] for name in ("uid", EXISTS) if name not in columns
            }
            for name, held in columns.items():
                more = np.zeros((room, *held.shape[1:]), held.dtype)
                columns[name] = np.concatenate([held, more])
        for each in changes:
            if each.field == EXISTS:
                self._swap_members(side, owner, each, guests, columns)
            else:
                held = columns.get(each.field, table.columns[each.field])
                columns[each.field] = self._swapped(side, each, held.copy())
        twin = copy.copy(table)
        twin.columns = {**table.columns, **columns}
        twin.rows = table.rows + guests.size
        return twin

    def _swapped(self, side: int, change: Input, values: np.ndarray) -> np.ndarray:
        """Give rows of a column the numbers of the other world."""
        owner, name, places = change
        rows = self.divergence.pairings[owner].rows
        mine, theirs = rows[side][places], rows[1 - side][places]
        given = self.models[1 - side].tables[owner].columns[name][theirs]
        of = self.models[side].tables[owner].schema[name].of
        if of is not None:
            told = self._rows(of, side, given)
            given = np.where((given >= 0) & (told < 0), values[mine], told)
        values[mine] = given
        return values

    def _guests(self, side: int, owner: str, changes: Sequence[Input]) -> np.ndarray:
        """Return the places of the agents that a change of members brings along."""
        there = self.divergence.pairings[owner].there
        for each in changes:
            if each.field == EXISTS:
                return each.places[there[1 - side][each.places]]
        return np.zeros(0, np.int64)

    def _swap_members(
        self, side: int, owner: str, change: Input, guests: np.ndarray, columns: dict
    ) -> None:
        """Let the agents leave that only this world has, and those join that only the other has."""
        pairing, table = self.divergence.pairings[owner], self.models[side].tables[owner]
        leaving = change.places[pairing.there[side][change.places]]
        for name in (EXISTS, "operating"):
            if name in table.schema:
                columns[name] = columns.get(name, table.columns[name]).copy()
                columns[name][pairing.rows[side][leaving]] = False
        theirs = self.models[1 - side].tables[owner]
        fresh = slice(table.rows, table.rows + guests.size)
        for name, column in columns.items() if guests.size else ():
            given = theirs.columns[name][pairing.rows[1 - side][guests]]
            of = table.schema[name].of
            column[fresh] = given if of is None else self._rows(of, side, given)


def table_in(inputs: Mapping[str, Any], owner: str) -> Table:
    """Return a table from the inputs of stages, in which it may stand as its population."""
    found = inputs[owner]
    return found if isinstance(found, Table) else found.table
