"""Sets of agents whose state lives in tables: what Mesa calls an AgentSet.

`Population` is all living agents of one table, `Everyone` all living agents of a model, `Selection`
any others. Every call of Mesa's `AbstractAgentSet` gives what it gives for plain Mesa agents, with
four differences: the order of a population is the order of its rows, kind after kind in `Everyone`;
populations cannot be changed in place, but their copies can; taking an agent out of a population
takes it out of the model; and an agent that left the model is in no set any more, even if a name
still stands for it. Shuffling draws from ``model.random``, which no stage may use.
"""

from __future__ import annotations

import math
import operator
from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
from mesa.agentset import AbstractAgentSet, GroupBy

from sim.core.agent import Agent, Record
from sim.core.members import MISSING, Members, first
from sim.core.table import Table


class Agents(AbstractAgentSet):
    """What all sets of agents in tables do; a kind of set says who its members are.

    model  the model that the agents live in
    """

    model: Any

    @abstractmethod
    def _members(self) -> Members:
        """Return the rows and tables of the members."""

    @property
    def random(self):
        """The model's own stream, for Mesa users; stages draw addressed luck instead."""
        return self.model.random

    def __len__(self) -> int:
        return self._members().rows.size

    def __iter__(self) -> Iterator[Agent]:
        """Iterate over who is a member now; agents that leave meanwhile are passed over."""
        return (agent for agent in self._members().views(self.model) if agent._present())

    def __copy__(self) -> Selection:
        return Selection._of(self._members(), self.model)

    def copy(self) -> Selection:
        """Return a set of the same agents that can be changed in place."""
        return self.__copy__()

    def _from_iterable(self, agents: Iterable[Agent]) -> Selection:
        return Selection(agents, self.model)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {len(self)} agents>"

    def to_list(self) -> list[Agent]:
        """Return the agents as a list, in the order of the set."""
        return list(self)

    def select(
        self,
        filter_func: Callable[[Agent], bool] | None = None,
        at_most: int | float = math.inf,
        inplace: bool = False,
        agent_type: type | None = None,
    ) -> Agents:
        """Return the agents that a condition holds for, in the order of the set.

        filter_func  condition on an agent
        at_most      number of agents, or a share of the set if it is a float up to 1.0
        inplace      whether the set itself is narrowed; raises TypeError for a population
        agent_type   class of the agents wanted
        """
        members = self._members()
        size = members.rows.size
        if isinstance(at_most, float) and at_most <= 1.0:
            at_most = int(size * at_most)
        places = np.arange(size)
        if agent_type is not None:
            fits = np.array([issubclass(t.kind, agent_type) for t in members.tables], bool)
            places = places[fits[members.which]]
        if filter_func is not None:
            places = first(filter_func, members.at(places).views(self.model), places, at_most)
        elif at_most < size:
            places = places[: max(0, math.ceil(at_most))]
        if inplace and places.size == size:
            return self
        return self._derive(members.at(places), inplace)

    def _derive(self, members: Members, inplace: bool) -> Agents:
        chosen = Selection._of(members, self.model)
        return self._update(chosen) if inplace else chosen

    def get(self, attr_names, handle_missing: str = "error", default_value: Any = None) -> list:
        """Return one attribute of every agent, or a list of several.

        Raises AttributeError if an agent lacks it and ``handle_missing`` is not "default",
        ValueError if that is neither "error" nor "default".
        """
        if handle_missing not in ("error", "default"):
            raise ValueError(
                f"Unknown handle_missing option: {handle_missing}, "
                "should be one of 'error' or 'default'"
            )
        default = MISSING if handle_missing == "error" else default_value
        members = self._members()
        if isinstance(attr_names, str):
            return members.values(attr_names, self.model, default)
        found = [members.values(name, self.model, default) for name in attr_names]
        return [list(values) for values in zip(*found, strict=True)]

    def set(self, attr_name: str, value: Any) -> Agents:
        """Give every agent the same value; raises AttributeError if it is not declared."""
        members = self._members()
        for table, places, rows in members.parts():
            column = table.schema.get(attr_name)
            if column is None:
                for agent in members.at(places).views(self.model):
                    setattr(agent, attr_name, value)
            elif np.ndim(value) > bool(column.shape):
                raise TypeError(f"{attr_name} takes one value for all agents, not one for each")
            else:
                table.columns[attr_name][rows] = value
        return self

    def groupby(self, by: Callable | str, result_type: str = "agentset") -> GroupBy:
        """Group the agents by an attribute or by what a function returns for them.

        result_type  "agentset" for groups that are sets, "list" for groups that are lists
        """
        members = self._members()
        if callable(by):
            keys = [by(agent) for agent in members.views(self.model)]
        else:
            keys = members.values(by, self.model)
        groups: dict[Any, list[int]] = {}
        for place, key in enumerate(keys):
            groups.setdefault(key, []).append(place)
        if result_type == "agentset":
            return GroupBy({key: self._derive(members.at(p), False) for key, p in groups.items()})
        return GroupBy({key: list(members.at(p).views(self.model)) for key, p in groups.items()})

    def sort(
        self, key: Callable[[Agent], Any] | str, ascending: bool = False, inplace: bool = False
    ) -> Agents:
        """Return the agents in the order of a key, the largest first unless ``ascending``."""
        members = self._members()
        if isinstance(key, str) and "." not in key:
            keys = members.values(key, self.model)
        else:
            of = operator.attrgetter(key) if isinstance(key, str) else key
            keys = [of(agent) for agent in members.views(self.model)]
        places = sorted(range(len(keys)), key=keys.__getitem__, reverse=not ascending)
        return self._derive(members.at(places), inplace)

    def shuffle(self, inplace: bool = False) -> Agents:
        """Return the agents in random order, drawn from ``model.random``."""
        members = self._members()
        places = list(range(members.rows.size))
        self.random.shuffle(places)
        return self._derive(members.at(places), inplace)

    def map(self, method: str | Callable, *args, **kwargs) -> list:
        """Call a method, or a function with the agent first, for every agent; return the results.

        An agent that leaves before its turn is passed over.
        """
        if isinstance(method, str):
            return [getattr(agent, method)(*args, **kwargs) for agent in self]
        return [method(agent, *args, **kwargs) for agent in self]

    def do(self, method: str | Callable, *args, **kwargs) -> Agents:
        """Call a method or a function for every agent, as `map` does; return the set."""
        self.map(method, *args, **kwargs)
        return self

    def shuffle_do(self, method: str | Callable, *args, **kwargs) -> Agents:
        """Call a method or a function for every agent in random order; return the set."""
        self.shuffle().map(method, *args, **kwargs)
        return self

    def remove(self, agent: Agent) -> None:
        """Take an agent out; raises KeyError if it is not in the set."""
        if agent not in self:
            raise KeyError(agent)
        self.discard(agent)


class Selection(Agents):
    """Some agents of a model in some order: identities, no copies of state.

    Agents that leave the model drop out, as from Mesa's weak sets.

    agents  who is in it, each once, in this order
    model   the model they live in
    """

    def __init__(self, agents: Iterable[Agent], model) -> None:
        self.model = model
        agents = list(dict.fromkeys(agents))
        tables = {id(agent._table): agent._table for agent in agents}
        place = {key: number for number, key in enumerate(tables)}
        self._tables = tuple(tables.values())
        self._which = np.array([place[id(agent._table)] for agent in agents], np.int8)
        self._uids = np.array([agent._uid for agent in agents], np.int64)
        self._rows = np.array([agent._row for agent in agents], np.intp)
        self._known: set[tuple[int, int]] | None = None

    @classmethod
    def _of(cls, members: Members, model) -> Selection:
        self = cls((), model)
        self._tables, self._which, self._rows = members
        self._uids = members.uids()
        return self

    def _members(self) -> Members:
        present = np.zeros(self._rows.size, bool)
        for place, table in enumerate(self._tables):
            mine = np.flatnonzero(self._which == place)
            present[mine] = self._find(table, mine)
        members = Members(self._tables, self._which, self._rows)
        return members if present.all() else members.at(np.flatnonzero(present))

    def _find(self, table: Table, mine: np.ndarray) -> np.ndarray:
        """Look rows up again that compacting has moved; return who is still in the model."""
        rows, uids = self._rows[mine], self._uids[mine]
        lost = rows >= table.rows
        lost |= table.columns["uid"][np.where(lost, 0, rows)] != uids
        if lost.any():
            rows[lost] = [table.row_of(uid) for uid in uids[lost].tolist()]
            self._rows = self._rows.copy()
            self._rows[mine] = rows
        return (rows >= 0) & table.columns["alive"][rows]

    def __contains__(self, agent: object) -> bool:
        if not isinstance(agent, Agent) or not agent._present():
            return False
        if self._known is None:
            self._known = set(zip(self._which.tolist(), self._uids.tolist(), strict=True))
        place = next((p for p, t in enumerate(self._tables) if t is agent._table), -1)
        return (place, agent._uid) in self._known

    def _update(self, agents: Iterable[Agent]) -> Selection:
        other = agents if isinstance(agents, Selection) else Selection(agents, self.model)
        self.__dict__.update(other.__dict__, _known=None)
        return self

    def add(self, agent: Agent) -> None:
        """Put an agent at the end, unless it is in the set."""
        if agent not in self:
            self._update([*self, agent])

    def discard(self, agent: Agent) -> None:
        """Take an agent out of the set, not out of the model, if it is in the set."""
        if agent in self:
            self._update([other for other in self if other != agent])


class _Whole(Agents):
    """A set that the model keeps: it follows the tables and cannot be narrowed."""

    def _update(self, agents: Iterable[Agent]) -> Agents:
        raise TypeError(
            f"{self!r} holds all its agents, in the order of their rows: "
            "select, sort or shuffle a copy of it."
        )

    def discard(self, agent: Agent) -> None:
        """Take an agent out of the model if it is in it."""
        if agent in self:
            agent.remove()


class Population(_Whole):
    """All living agents of one table.

    table  columns of the agents; stages work on it
    model  the model it belongs to
    """

    def __init__(self, table: Table, model) -> None:
        self.table, self.model = table, model

    @property
    def name(self) -> str:
        """Name of the table, under which stages and references know it."""
        return self.table.name

    def _members(self) -> Members:
        rows = np.flatnonzero(self.table.column("alive"))
        return Members((self.table,), np.zeros(rows.size, np.int8), rows)

    def __len__(self) -> int:
        return int(np.count_nonzero(self.table.column("alive")))

    def __contains__(self, agent: object) -> bool:
        return isinstance(agent, Agent) and agent._table is self.table and agent._present()

    def at(self, row: int) -> Agent:
        """Return the agent of a row, as references name it: ``model.parks.at(firm.park)``.

        Raises IndexError if the table has no such row.
        """
        if not 0 <= row < self.table.rows:
            raise IndexError(f"{self.name} has no row {row}")
        return self.table.kind.view(self.table, int(row), self.model)

    def add(self, agent: Agent) -> None:
        """Take back an agent that left, as long as its row is kept; nothing if it is in.

        Raises TypeError for an agent of another table, KeyError if its row is gone.
        """
        if not isinstance(agent, Agent) or agent._table is not self.table:
            raise TypeError(f"{agent!r} is no agent of {self.name}")
        row = self.table.row_of(agent._uid)
        if row < 0:
            raise KeyError(agent)
        self.table.columns["alive"][row] = True

    def __repr__(self) -> str:
        return f"<population {self.name} of {len(self)}>"


class Everyone(_Whole):
    """All living agents of a model, kind after kind; records are not among them."""

    def __init__(self, model) -> None:
        self.model = model

    def _populations(self) -> Iterator[Population]:
        for population in self.model.populations.values():
            if not issubclass(population.table.kind, Record):
                yield population

    def _members(self) -> Members:
        parts = [population._members() for population in self._populations()]
        which = [np.full(part.rows.size, place, np.int8) for place, part in enumerate(parts)]
        return Members(
            tuple(table for part in parts for table in part.tables),
            np.concatenate([np.empty(0, np.int8), *which]),
            np.concatenate([np.empty(0, np.intp), *(part.rows for part in parts)]),
        )

    def __contains__(self, agent: object) -> bool:
        return any(agent in population for population in self._populations())

    def add(self, agent: Agent) -> None:
        """Take back an agent that left, as `Population.add` does."""
        for population in self._populations():
            if population.table is getattr(agent, "_table", None):
                return population.add(agent)
        raise TypeError(f"{agent!r} is no agent of this model")
