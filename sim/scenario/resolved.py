"""A resolved scenario: everything that a run needs to know of it, with all words looked up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from sim.core import quarters
from sim.core.errors import InputError, Problem
from sim.core.label import Label
from sim.policy.change import Change
from sim.policy.ground import Ground
from sim.policy.law import Law
from sim.policy.lever import Lever
from sim.policy.phase_in import FIRST, NEVER, phase_dates
from sim.policy.registers import Registers
from sim.scenario.places import Places
from sim.scenario.written import resolved_data, yaml_text

_TOLD = 4096  # levers with their changes of which a ground keeps what sets them apart


@dataclass(frozen=True)
class Act:
    """A one-off act that a scenario orders for the start of a quarter.

    event              id in the register of events
    parks, industries  by number        firms  codes of firms
    months, staff      numbers that some events need, else None
    """

    event: str
    quarter: int
    parks: tuple[int, ...] = ()
    industries: tuple[int, ...] = ()
    firms: tuple[str, ...] = ()
    months: float | None = None
    staff: float | None = None
    why: str = ""
    place: str = ""


@dataclass(frozen=True)
class Override:
    """Another value of an assumption, or of one component of it, written ``id.component``."""

    value: float
    why: str = ""
    place: str = ""
    beyond: bool = False


@dataclass(frozen=True)
class Vocabulary:
    """Words by which a resolved scenario is written down again.

    parks       slug of each park, the first park first        industries  id of each
    clauses     ids of all registered clauses
    choices     lever -> names of its values; those of a switch are false and true
    """

    parks: tuple[str, ...]
    industries: tuple[str, ...]
    clauses: tuple[str, ...]
    choices: Mapping[str, tuple[str | bool, ...]]


@dataclass(frozen=True)
class ResolvedScenario:
    """A scenario with its parents laid under it.

    clauses      ids of the clauses that stand at their Opinion value
    changes      of all its files; their depth is the rank of the file
    assumptions  id or ``id.component`` -> value
    count_as     definition -> reading
    first, last  quarters of a run
    completions  ``model``, or ``observed``: floor is completed as the zone's figures say
    files        name -> digest of its files, the oldest ancestor first
    warnings     what is allowed but may surprise
    vocabulary   words to write it down with
    """

    id: str
    title: Label
    question: Label | None
    clauses: frozenset[str]
    changes: tuple[Change, ...]
    events: tuple[Act, ...]
    assumptions: Mapping[str, Override]
    count_as: Mapping[str, str]
    first: int
    last: int
    resolution: str
    completions: str
    files: Mapping[str, str] = field(compare=False)
    warnings: tuple[Problem, ...] = field(compare=False)
    vocabulary: Vocabulary = field(compare=False, repr=False)

    @property
    def quarters(self) -> int:
        """Number of quarters of a run."""
        return self.last - self.first + 1

    @property
    def overrides(self) -> dict[str, float]:
        """Assumptions that differ from the register, as `sim.policy.assumed.Assumed` takes them."""
        return {name: override.value for name, override in self.assumptions.items()}

    def overlaid(
        self,
        changes: Sequence[Change] = (),
        assumptions: Mapping[str, Override] | None = None,
        instead: Mapping[Change, Change] | None = None,
        clauses: frozenset[str] | None = None,
    ) -> ResolvedScenario:
        """Return the scenario with an experiment's factors over it.

        changes      new changes, which beat all files        assumptions  new values
        instead      changes of its files -> what stands in the place of each
        clauses      clauses that stand; None: as they do
        """
        kept = self.changes
        if instead:
            kept = tuple(instead.get(change, change) for change in kept)
        if changes:
            above = 1 + max((change.depth for change in kept), default=0)
            kept += tuple(replace(change, depth=above + change.depth) for change in changes)
        return replace(
            self,
            changes=kept,
            assumptions={**self.assumptions, **assumptions} if assumptions else self.assumptions,
            clauses=self.clauses if clauses is None else clauses,
        )

    def ending(self, last: int | None, place: str = "") -> ResolvedScenario:
        """Return the scenario over a shorter period; what would come later is left out.

        last   its last quarter; None: as it is      place  where the quarter stands, for messages
        Raises InputError for a quarter outside its period.
        """
        if last is None or last == self.last:
            return self
        if not self.first < last < self.last:
            span = f"{quarters.text(self.first)} to {quarters.text(self.last)}"
            what = f'"{self.id}" runs from {span}; it cannot end in {quarters.text(last)}.'
            raise InputError(Problem(place, what, "Choose an earlier quarter of that time."))
        return replace(
            self,
            changes=tuple(each for each in self.changes if each.start <= last),
            events=tuple(each for each in self.events if each.quarter <= last),
            last=last,
        )

    def ground(
        self, registers: Registers, places: Places, park_columns: Mapping[str, np.ndarray]
    ) -> Ground:
        """Return the ground of its laws; scenarios with the same period can share it.

        park_columns  columns of the parks that levers take values from, shape (parks + 1,)
        """
        return Ground(
            registers,
            self.first,
            self.quarters,
            park_columns,
            places.park_count,
            places.industry_count,
            places.districts,
        )

    def law(self, ground: Ground, seed: int, replicate: int) -> Law:
        """Return the law of one run; only the dates of the phase-in depend on the replicate.

        Raises InputError for values outside a range and sums that are not 1.
        """
        return Law(ground, self.clauses, self.changes, phase_dates(seed, replicate, ground.parks))

    def canonical(self, ground: Ground) -> dict[str, Any]:
        """Return all that differs from the registered baseline, for run keys.

        Two scenarios with the same canonical form give the same runs at the same resolution,
        however they are written.
        """
        law = Law(ground, self.clauses, self.changes, _all_at(FIRST, ground.parks))
        levers = _levers(law)
        registered = ground.registers.assumptions
        return {
            "levers": levers,
            "assumptions": {
                name: override.value
                for name, override in sorted(self.assumptions.items())
                if override.value != _registered(registered, name)
            },
            "count_as": {
                name: reading
                for name, reading in sorted(self.count_as.items())
                if reading != next(iter(ground.registers.definitions[name].choices))
            },
            "events": sorted(_act(each) for each in self.events),
            "period": [quarters.text(self.first), quarters.text(self.last)],
        } | ({"completions": self.completions} if self.completions != "model" else {})

    def to_yaml(self) -> str:
        """Return the scenario as one file without parents that resolves to the same thing."""
        return yaml_text(resolved_data(self))


def component(registered: Mapping[str, Any], name: str) -> Any:
    """Return the registered point of ``id`` or ``id.component``. Raises KeyError."""
    if name in registered:
        assumption = registered[name]
        if assumption.by:
            raise KeyError(name)
        return assumption.points[0]
    whole, _, index = name.rpartition(".")
    points = {point.index: point for point in registered[whole].points if point.index}
    return points[index]


def _registered(registered: Mapping[str, Any], name: str) -> float:
    return component(registered, name).value


def _all_at(quarter: int, parks: int) -> np.ndarray:
    dates = np.full(parks + 1, quarter, dtype=np.int64)
    dates[0] = NEVER
    return dates


def _levers(law: Law) -> dict[str, Any]:
    """Return what sets each lever apart from its path before the Opinion.

    Kept on the ground for each lever with its changes: a factor's row costs only its own levers.
    """
    levers, told, clauses = {}, law.ground.told, law.clauses
    touched = {change.lever for change in law.changes}
    for name, lever in law.ground.registers.levers.items():
        changes = tuple(law.changes_of(name)) if name in touched else ()
        key = name, changes, lever.clause in clauses
        if key not in told:
            if len(told) >= _TOLD:
                told.clear()
            told[key] = _apart(law, lever)
        apart = told[key]
        if apart is not None:
            levers[name] = apart
    return levers


def _apart(law: Law, lever: Lever) -> list[Any] | None:
    """Return the path of a lever where it leaves the one before the Opinion, or None."""
    path, before = law.paths[lever.field], law.ground.before[lever.field]
    if lever.clause in law.clauses and lever.opinion.by_park:
        dates = _all_at(NEVER, law.ground.parks)
        never = Law(law.ground, law.clauses, law.changes, dates)
        if not np.array_equal(path, never.paths[lever.field]):
            return ["by park", _ranked(law.changes_of(lever.id))]
    if path is before or np.array_equal(path, before):
        return None
    return _stretches(path, law.ground.first)


def _ranked(changes: Sequence[Change]) -> list[list[Any]]:
    """Return what changes do, each with the rank of its file among those that change the lever."""
    depths = sorted({change.depth for change in changes})
    return [
        [depths.index(each.depth), each.kind, each.amount, each.start, each.over, each.until,
         each.parks, each.industries]
        for each in changes
    ]  # fmt: skip


def _stretches(path: np.ndarray, first: int) -> list[list[Any]]:
    """Return a path as stretches: first quarter and the values by row, one if all are equal."""
    moved = (path[1:] != path[:-1]).any(axis=tuple(range(1, path.ndim)))
    found: list[list[Any]] = []
    for place in (0, *(np.flatnonzero(moved) + 1).tolist()):
        values = path[place]
        same = bool((values == values.flat[0]).all())
        found.append(
            [quarters.text(first + place), float(values.flat[0]) if same else values.tolist()]
        )
    return found


def _act(act: Act) -> list[Any]:
    return [
        quarters.text(act.quarter),
        act.event,
        list(act.parks),
        list(act.industries),
        list(act.firms),
        -1.0 if act.months is None else act.months,
        -1.0 if act.staff is None else act.staff,
    ]
