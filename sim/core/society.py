"""Societies: Mesa models whose agents live in tables."""

from __future__ import annotations

from collections.abc import Iterable

import mesa
from mesa.experimental.mesa_signals import ModelSignals

from sim.core.agent import Agent, Record
from sim.core.luck import address, identity
from sim.core.population import Everyone, Population, Selection
from sim.core.table import Table, compact

_ADDED = address(0, 0, "society.added")


class Society(mesa.Model):
    """A Mesa model that keeps a table for each kind of agent.

    Derived models call ``super().__init__(rng=...)`` and then `add_table` for each kind; from there
    on `agents`, `agents_by_type`, `agent_types`, DataCollector and SolaraViz work as with plain
    Mesa agents (differences: `sim.core.population`). ``rng`` seeds ``model.rng`` and
    ``model.random``, which are there for Mesa users and which no stage may use.

    tables       table of each kind of agent or record, by name
    populations  population of each table, by name; also attributes: ``model.firms``
    """

    def __init__(self, **options) -> None:
        """Start without tables; ``options`` are those of `mesa.Model`, such as ``rng``."""
        self.tables: dict[str, Table] = {}
        self.populations: dict[str, Population] = {}
        self._kinds: dict[type[Agent], str] = {}
        self._additions: dict[str, int] = {}
        super().__init__(**options)
        self._everyone = Everyone(self)

    def add_table(self, name: str, kind: type[Agent], capacity: int = 16) -> Population:
        """Make the table of a kind of agent or record; its population becomes ``model.<name>``.

        capacity  rows to make room for; the table grows by itself

        Raises ValueError if the name or the kind is taken.
        """
        if kind in self._kinds:
            raise ValueError(f"{kind.__name__} has a table already: {self._kinds[kind]}")
        if not name.isidentifier() or hasattr(self, name):
            raise ValueError(f'A table cannot be named "{name}": the model has that name already')
        return self._enter(name, Table(kind, name, capacity))

    def _enter(self, name: str, table: Table) -> Population:
        population = Population(table, self)
        self._kinds[table.kind] = name
        self.tables[name] = table
        self.populations[name] = population
        setattr(self, name, population)
        return population

    def table_of(self, kind: type[Agent]) -> Table:
        """Return the table of a kind; raises TypeError if the model has none."""
        if kind not in self._kinds:
            raise TypeError(
                f"{kind.__name__} has no table in this model: "
                f'declare its variables with state and call add_table("...", {kind.__name__})'
            )
        return self.tables[self._kinds[kind]]

    def new_identity(self, kind: type[Agent]) -> int:
        """Return a uid for an agent that is added by hand: a hash of its kind and its number."""
        table = self.table_of(kind)
        cause = address(0, 0, "society.kind", table.name)
        while True:
            number = self._additions.get(table.name, 0)
            self._additions[table.name] = number + 1
            uid = identity(_ADDED, cause, number)
            if table.row_of(uid) < 0:
                return uid

    def selection(self, agents: Iterable[Agent] = ()) -> Selection:
        """Return a set of agents of this model, in the order given."""
        return Selection(agents, self)

    def compact(self, *names: str) -> None:
        """Close the gaps that agents left in the named tables, by default in all.

        References of all tables follow; those to agents that left become -1.
        """
        compact(self.tables, names or tuple(self.tables))

    @property
    def agents(self) -> Everyone:
        """All living agents, kind after kind."""
        return self._everyone

    @agents.setter
    def agents(self, agents) -> None:
        raise AttributeError("model.agents is Mesa's; keep your own set under another name")

    @property
    def agents_by_type(self) -> dict[type[Agent], Population]:
        """The population of each kind of agent, empty ones included."""
        return {
            kind: self.populations[name]
            for kind, name in self._kinds.items()
            if not issubclass(kind, Record)
        }

    @property
    def agent_types(self) -> list[type]:
        """The kinds of agent that the model has a table for."""
        return list(self.agents_by_type)

    def register_agent(self, agent: Agent) -> None:
        """Tell observers of the model that an agent was added.

        Raises TypeError for an agent whose state is in no table of this model.
        """
        if getattr(agent, "_table", None) is not self.table_of(type(agent)):
            raise TypeError(f"{agent!r} lives in another model")
        self.notify("agents", ModelSignals.AGENT_ADDED, args=(agent,))

    def deregister_agent(self, agent: Agent) -> None:
        """Take an agent out of the model; raises KeyError if it is not in it."""
        if getattr(agent, "_table", None) is not self.table_of(type(agent)):
            raise TypeError(f"{agent!r} lives in another model")
        if not agent._present():
            raise KeyError(agent)
        agent._table.columns["alive"][agent.row] = False
        self.notify("agents", ModelSignals.AGENT_REMOVED, args=(agent,))

    def remove_all_agents(self) -> None:
        """Take all agents out of the model; records stay."""
        self.agents.do("remove")
        super().remove_all_agents()
