"""Members: who is in a set of agents, as places in tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from sim.core.agent import Agent
from sim.core.table import Table

MISSING = object()


class Members(NamedTuple):
    """Who is in a set right now.

    tables  tables that members may come from
    which   place of each member's table in ``tables``
    rows    row of each member
    """

    tables: tuple[Table, ...]
    which: np.ndarray
    rows: np.ndarray

    def at(self, places) -> Members:
        """Return the members at some places, in that order."""
        places = np.asarray(places, np.intp)
        return Members(self.tables, self.which[places], self.rows[places])

    def parts(self) -> Iterator[tuple[Table, np.ndarray, np.ndarray]]:
        """Yield each table with the places and the rows of its members."""
        for place, table in enumerate(self.tables):
            mine = np.flatnonzero(self.which == place)
            if mine.size:
                yield table, mine, self.rows[mine]

    def uids(self) -> np.ndarray:
        """Return the uid of each member."""
        found = np.empty(self.rows.size, np.int64)
        for table, places, rows in self.parts():
            found[places] = table.columns["uid"][rows]
        return found

    def views(self, model) -> Iterator[Agent]:
        """Yield the members as agents."""
        tables = [(table.kind.view, table) for table in self.tables]
        members = (self.which.tolist(), self.rows.tolist(), self.uids().tolist())
        for place, row, uid in zip(*members, strict=True):
            view, table = tables[place]
            yield view(table, row, model, uid)

    def values(self, name: str, model, default: object = MISSING) -> list:
        """Return an attribute of every member; a column is read at once."""
        found: list[Any] = [None] * self.rows.size
        wanted = "uid" if name == "unique_id" else name
        for table, places, rows in self.parts():
            column = table.schema.get(wanted)
            if column is not None and not column.shape:
                here = table.columns[wanted][rows].tolist()
            elif default is MISSING:
                here = [getattr(agent, name) for agent in self.at(places).views(model)]
            else:
                here = [getattr(agent, name, default) for agent in self.at(places).views(model)]
            if places[-1] - places[0] == places.size - 1:
                found[places[0] : places[-1] + 1] = here
            else:
                for place, value in zip(places.tolist(), here, strict=True):
                    found[place] = value
        return found


def first(condition: Callable, agents: Iterable, places: np.ndarray, at_most: float) -> np.ndarray:
    """Return the places of the first agents that meet a condition, asking no more than needed."""
    chosen: list[int] = []
    for agent, place in zip(agents, places.tolist(), strict=False):
        if len(chosen) >= at_most:
            break
        if condition(agent):
            chosen.append(place)
    return np.array(chosen, np.intp)
