"""Where a chain of causes ends: the lever, assumption or event in which two worlds differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analysis.agent_name import park_name
from sim.analysis.divergence import Moment, Number
from sim.analysis.pairing import Sides
from sim.scenario.resolved import component
from sim.search.tracing.side_by_side import Watched


@dataclass(frozen=True)
class Root:
    """What two worlds differ in from outside.

    kind   lever, assumption, event, start (several assumptions), own (a stage of a user's own) or
           unknown
    name   id of the lever, assumption or event
    one, other  its value in either world, of an event whether it is ordered
    park   where a lever differs      industry  of a lever by industry
    place  file and line that set the lever
    """

    kind: str
    name: str = ""
    one: Any = None
    other: Any = None
    park: str = ""
    industry: str = ""
    place: str = ""


def rule_root(models: Sides[Watched], cause: Number) -> Root:
    """Return the lever or assumption behind a field of the law or of the assumptions.

    cause  its place is the row of the law
    """
    if cause.owner == "assume":
        names = [n for n in _overridden(models) if cause.field.startswith(n.partition(".")[0])]
        return _assumption(models, max(names, key=len)) if names else Root("start", cause.field)
    gazetteer, registers = models.one.zone.gazetteer, models.one.registers
    lever = next(each for each in registers.levers.values() if each.field == cause.field)
    row = max(cause.place, 0)
    laws: list[Any] = [model.inputs["law"] for model in models]
    one, other = (np.atleast_1d(law.column(cause.field)[row]) for law in laws)
    entry = int(np.abs(one - other).argmax())
    return Root(
        "lever",
        lever.id,
        float(one[entry]),
        float(other[entry]),
        park=park_name(gazetteer, row) if lever.scope in ("park", "district") else "",
        industry=gazetteer.industry_ids[entry] if one.size > 1 else "",
        place=_written(models, lever.id, row, entry),
    )


def turn_root(models: Sides[Watched], moment: Moment) -> Root:
    """Return what made worlds differ between two quarters: an event, or the start."""
    gazetteer = models.one.zone.gazetteer
    one, other = (getattr(model.case, "events", ()) for model in models)
    for event in _apart(one, other):
        if event.quarter == moment.quarter:
            where = [*(park_name(gazetteer, park) for park in event.parks), *event.firms]
            return Root("event", event.event, event in one, event in other, ", ".join(where))
    if moment.quarter != models.one.first:
        return Root("own")
    names = _overridden(models)
    return _assumption(models, names[0]) if len(names) == 1 else Root("start", ", ".join(names))


def _overridden(models: Sides[Watched]) -> list[str]:
    """Return the assumptions that have another value in the other world."""
    one, other = (dict(model.overrides) for model in models)
    return [name for name in sorted({*one, *other}) if one.get(name) != other.get(name)]


def _assumption(models: Sides[Watched], name: str) -> Root:
    usual = component(models.one.registers.assumptions, name).value
    one, other = (dict(model.overrides).get(name, usual) for model in models)
    return Root("assumption", name, one, other)


def _apart(one: tuple, other: tuple) -> Iterator[Any]:
    yield from (each for each in other if each not in one)
    yield from (each for each in one if each not in other)


def _written(models: Sides[Watched], lever: str, row: int, industry: int) -> str:
    """Return the file and line that set a lever now, those of a change before a register's."""
    found = []
    for model in models:
        for line in model.law.pieces(lever):
            here = not line.parks or row in line.parks
            if here and (not line.industries or industry in line.industries):
                now = (piece for piece in line.pieces if piece.first <= model.now <= piece.last)
                found += [piece for piece in now if piece.source != "before"]
    found.sort(key=lambda piece: piece.source != "change")
    return found[0].place if found else ""
