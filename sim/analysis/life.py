"""The life of one agent in two worlds: its state quarter by quarter, and what happened to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.agents.firm import EXITED, LISTED, SEED
from sim.analysis.agent_name import spoken
from sim.core import quarters
from sim.core.table import Table
from sim.zone.gazetteer import Gazetteer

SIDES = ("a", "b")
TURNS = {  # switches whose turning on or off is an event, by table
    "firms": (
        "operating", "innovative_sme", "little_giant", "champion", "leader", "unicorn",
        "proof_granted", "departing",
    ),
    "talents": ("trained",),
    "funds": (),
    "incubators": ("open", "upgraded", "high_quality"),
    "parks": ("noticed", "delisted", "outside"),
}  # fmt: skip
PLACES = {  # references whose change is an event, by table
    "firms": ("park", "park2", "incubator"),
    "talents": ("employer", "work_park", "home_park"),
}
BEGINS = {"firms": ("hnte_years", "patents", "debt")}  # numbers that leave or reach zero
RATES = " a year"  # end of the unit of a flow

State = dict[str, Any]


class Event(NamedTuple):
    """Something that happened to an agent by the end of a quarter.

    what    column, with ``+`` or ``-`` for gained or lost; ``alive`` for coming and going;
            ``round``, ``listed``, ``exited`` for finance
    before, after  what it was and became, if that is a name or a number
    """

    quarter: int
    what: str
    before: Any = ""
    after: Any = ""


class Life:
    """The states of an agent at the end of each quarter in two worlds.

    table, uid  who it is
    """

    def __init__(self, places: Gazetteer, table: str, uid: int) -> None:
        self.table, self.uid = table, uid
        self._gazetteer = places
        self.quarters: list[int] = []
        self.states: tuple[list[State | None], list[State | None]] = ([], [])
        self.units: dict[str, str] = {}

    def take(self, quarter: int, one: Mapping[str, Table], other: Mapping[str, Table]) -> None:
        """Take down the state in both worlds after a quarter."""
        self.quarters.append(quarter)
        for states, tables in zip(self.states, (one, other), strict=True):
            states.append(self._state(tables))

    def _state(self, tables: Mapping[str, Table]) -> State | None:
        table = tables[self.table]
        row = table.row_of(self.uid)
        if row < 0 or not table.columns["alive"][row]:
            return None
        found: State = {}
        for name, column in table.schema.items():
            if name in ("uid", "alive"):
                continue
            values = np.atleast_1d(table.columns[name][row]).tolist()
            for entry, value in enumerate(values):
                key = f"{name}[{entry}]" if column.shape else name
                self.units[key] = column.unit
                found[key] = spoken(self._gazetteer, tables, column.of, value)
        return found

    @property
    def there(self) -> tuple[bool, bool]:
        """Whether the agent ever was in either world."""
        one, other = (any(state is not None for state in states) for states in self.states)
        return one, other

    @property
    def over(self) -> bool:
        """Whether the agent was in both worlds and has left both."""
        return all(self.there) and all(states[-1] is None for states in self.states)

    def frame(self) -> pd.DataFrame:
        """Return every variable that ever differs: quarter, variable, unit, a, b, difference.

        a, b        missing where the agent is not in that world
        difference  b - a of numbers
        """
        rows = []
        kept = self.differing()
        for quarter, one, other in zip(self.quarters, *self.states, strict=True):
            for name in kept if one or other else ():
                a, b = ((state or {}).get(name) for state in (one, other))
                rows.append((quarters.text(quarter), name, self.units[name], a, b, _less(b, a)))
        columns = ["quarter", "variable", "unit", *SIDES, "difference"]
        return pd.DataFrame(rows, columns=columns)

    def differing(self) -> list[str]:
        """Return the variables that differ in some quarter, in the order of declaration."""
        pairs = list(zip(*self.states, strict=True))
        if any((one is None) != (other is None) for one, other in pairs):
            return list(self.units)
        both = [(one, other) for one, other in pairs if one is not None and other is not None]
        return [name for name in self.units if any(a[name] != b[name] for a, b in both)]

    def totals(self) -> pd.DataFrame:
        """Return variables with the largest quarter's difference, the last, and the cumulated one.

        cumulated  of flows, a year's rate counting a quarter of it a quarter; of persons,
                   person-years. An agent that is not there counts as zero.
        """
        rows = []
        for name in self.differing():
            unit = self.units[name]
            pairs = [
                [float((state or {}).get(name, 0.0)) for state in states]
                for states in zip(*self.states, strict=True)
                if not isinstance((states[0] or states[1] or {}).get(name, ""), str)
            ]
            if not pairs or unit in ("index", "code", "0/1", "quarter"):
                continue
            apart = np.array([b - a for a, b in pairs])
            flow = unit.endswith(RATES) or unit == "persons"
            sum_unit = unit.removesuffix(RATES) if unit != "persons" else "person-years"
            largest = int(np.abs(apart).argmax())
            rows.append(
                {
                    "variable": name,
                    "unit": unit,
                    "largest": apart[largest],
                    "largest_quarter": quarters.text(self.quarters[largest]),
                    "last": apart[-1],
                    "cumulated": apart.sum() / 4.0 if flow else np.nan,
                    "cumulated_unit": sum_unit if flow else "",
                }
            )
        return pd.DataFrame(rows)

    def events(self) -> tuple[list[Event], list[Event]]:
        """Return what happened to the agent in either world."""
        one, other = (self._events(states) for states in self.states)
        return one, other

    def _events(self, states: list[State | None]) -> list[Event]:
        found: list[Event] = []
        for quarter, before, now in zip(self.quarters[1:], states, states[1:], strict=False):
            if (before is None) != (now is None):
                left = "left" if (before or {}).get("departing") else "alive"
                found.append(Event(quarter, "alive+" if before is None else f"{left}-"))
            if now is None:
                continue
            past = before or dict.fromkeys(now)
            found += [Event(quarter, *each) for each in self._turns(past, now)]
            if before is not None:
                found += [
                    Event(quarter, name, before[name], now[name])
                    for name in PLACES.get(self.table, ())
                    if before[name] != now[name]
                ]
            found += [Event(quarter, *each) for each in _finance(past, now)]
        return found

    def _turns(self, before: State, now: State) -> list[tuple[str]]:
        names = (*TURNS.get(self.table, ()), *BEGINS.get(self.table, ()))
        turned = [name for name in names if (now[name] > 0) != bool((before[name] or 0) > 0)]
        return [(f"{name}{'+' if now[name] > 0 else '-'}",) for name in turned]


def _finance(before: State, now: State) -> list[tuple[Any, ...]]:
    """Return the rounds, listings and sales of a firm between two quarters."""
    if "round" not in now or now["round"] == before["round"] or now["round"] < SEED:
        return []
    named = {LISTED: "listed", EXITED: "exited"}
    if now["round"] in named:
        return [(named[now["round"]],)]
    return [("round", now["round"], now["round_size"])]


def _less(b: Any, a: Any) -> float:
    """Return b - a, missing if one of them is missing or a name."""
    if a is None or b is None or isinstance(a, str) or isinstance(b, str):
        return float("nan")
    return float(b) - float(a)
