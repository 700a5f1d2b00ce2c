"""A factor: something that may vary, and what each of its values does to a scenario."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sim.core import quarters
from sim.core.errors import InputError
from sim.core.filling import shorten
from sim.policy.change import Change
from sim.scenario.distribution import Distribution
from sim.scenario.resolved import Override, ResolvedScenario

FIELDS = {"level": "amount", "start": "start", "ramp": "over"}  # kind -> part of a change


@dataclass(frozen=True)
class Target:
    """The change of one scenario that a factor works on.

    change   change of its files; the Opinion's own; or one that the factor brings along
    present  whether the scenario has it: then it is replaced where it stands, else laid over all
    dated    whether it is the Opinion's own, so that a later date lets the baseline hold till then
    """

    change: Change
    present: bool
    dated: bool = False


@dataclass(frozen=True)
class Factor:
    """One factor of an experiment.

    name      by which tables and constraints know it
    kind      ``level`` (value of a lever), ``start`` (date of its change), ``ramp`` (quarters in
              which it is reached), ``assumption``, or ``clause`` (whether it stands)
    subject   id of the lever, the assumption with its component, or the clause
    unit      of its values
    distribution  of its values as numbers: dates as quarters, choices by place, switches 0 and 1
    base      the value that the first of its scenarios has
    where     ids of the scenarios in which it varies
    targets   scenario -> the change it works on; empty for assumptions and clauses
    names     names of the values of a choice in order; empty for all else
    switch    whether its values are true and false
    group     group of factors that move together in a screening, or empty
    why, beyond, place  as of a change
    written   its entry in the file, the distribution filled in
    """

    name: str
    kind: str
    subject: str
    unit: str
    distribution: Distribution
    base: float
    where: tuple[str, ...]
    targets: Mapping[str, Target]
    names: tuple[str, ...] = ()
    switch: bool = False
    group: str = ""
    why: str = ""
    beyond: bool = False
    place: str = ""
    written: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def dist(self) -> dict[str, Any]:
        """Its distribution as a file writes it."""
        family, numbers = self.distribution.family, self.distribution.numbers
        if family == "boolean":
            return {family: numbers[0]}
        if family in ("integers", "choice"):
            return {family: [self.spoken(each) for each in numbers]}
        return {family: [int(each) if each.is_integer() else each for each in numbers]}

    def data(self) -> dict[str, Any]:
        """Return it as an entry of a file, with all that it left to defaults."""
        return {"name": self.name, **self.written, "dist": self.dist, "where": list(self.where)}

    def spoken(self, value: float) -> float | int | bool | str:
        """Return a value as files and tables write it."""
        if self.switch:
            return bool(value)
        if self.kind == "start":
            return quarters.text(int(value))
        if self.names:
            return self.names[int(value)]
        return int(value) if self.distribution.family == "integers" else float(value)

    def heard(self, word: Any) -> float:
        """Return the number that stands for a word of a file. Raises ValueError for none."""
        return number_of(word, self.name, self.kind, self.names, self.switch)


def number_of(word: Any, name: str, kind: str, names: Sequence[str], switch: bool) -> float:
    """Return the number that stands for a value of a factor as people write it.

    name, kind, names, switch  of the factor
    Raises ValueError with one sentence for anything that cannot be one of its values.
    """
    if switch:
        text = str(word).strip().lower()
        if text in ("true", "1", "1.0", "false", "0", "0.0"):
            return float(text in ("true", "1", "1.0"))
        raise ValueError(f"{name} is true or false, not {shorten(word)}.")
    if kind == "start":
        try:
            whole = int(word) if isinstance(word, float) and word.is_integer() else word
            return float(quarters.parse(whole))
        except InputError:
            raise ValueError(f"{name} is a quarter, not {shorten(word)}.") from None
    if names:
        if word in names:
            return float(names.index(word))
        raise ValueError(f"{name} is one of {', '.join(names)}, not {shorten(word)}.")
    try:
        number = math.nan if isinstance(word, bool) else float(word)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(f"{name} is a number, not {shorten(word)}.")
    return number


def varied(
    scenario: ResolvedScenario, factors: Sequence[Factor], values: Sequence[float]
) -> ResolvedScenario:
    """Return a scenario with one value of each factor; factors of other scenarios do nothing.

    values  numbers in the order of the factors, as `Factor.distribution` gives them
    """
    parts: dict[tuple[Change, bool, bool], dict[str, Any]] = {}
    whys: dict[tuple[Change, bool, bool], Factor] = {}
    assumptions: dict[str, Override] = {}
    clauses = scenario.clauses
    for factor, value in zip(factors, values, strict=True):
        if scenario.id not in factor.where:
            continue
        if factor.kind == "assumption":
            override = Override(float(value), factor.why, factor.place, factor.beyond)
            assumptions[factor.subject] = override
        elif factor.kind == "clause":
            one = frozenset([factor.subject])
            clauses = clauses | one if value else clauses - one
        else:
            target = factor.targets[scenario.id]
            key = target.change, target.present, target.dated
            number = float(value) if factor.kind == "level" else int(value)
            parts.setdefault(key, {})[FIELDS[factor.kind]] = number
            whys[key] = factor
    added: list[Change] = []
    instead: dict[Change, Change] = {}
    for (change, present, dated), new in parts.items():
        factor = whys[change, present, dated]
        made = replace(change, **new, place=factor.place, beyond=change.beyond or factor.beyond)
        if factor.why:
            made = replace(made, why=factor.why)
        if present:
            instead[change] = made
            continue
        added.append(made)
        if dated and made.start > change.start:
            before = replace(made, kind="baseline", start=change.start, until=made.start - 1)
            added.append(replace(before, over=1))
    if not (added or instead or assumptions) and clauses == scenario.clauses:
        return scenario
    return scenario.overlaid(added, assumptions, instead, clauses)
