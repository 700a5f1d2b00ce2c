"""The life of one agent in two stored runs, done again side by side, without looking for causes."""

from __future__ import annotations

from typing import NamedTuple

from sim.analysis.life import Life
from sim.analysis.named_agent import name_in, unknown, who
from sim.core import quarters
from sim.runs.simulation import build
from sim.runs.specs import RunSpec


class Lives(NamedTuple):
    """An agent in two runs.

    name    in words      life  its states
    parted  first quarter at whose end they differ, None: never
    """

    name: str
    life: Life
    parted: str | None


def lives(one: RunSpec, other: RunSpec, agent: str) -> Lives:
    """Return the life of an agent in two runs with the same luck.

    agent  whom `parksim trace` takes: code of a firm, park, ``talent/...``, ``fund/...``
    Raises InputError for a word that means nobody, and for an agent that neither run ever has.
    """
    models = build(one), build(other)
    places = models[0].zone.gazetteer
    asked = who(agent, places)
    life: Life | None = None
    name = ""
    for quarter in range(one.scenario.first, one.scenario.last + 1):
        for model in models:
            model.run_for(1)
        tables = [model.tables for model in models]
        if life is None:
            uid = max(asked.found(places, each) for each in tables)
            if uid:
                life = Life(places, asked.table, uid)
                name = max(name_in(places, each, asked.table, uid) for each in tables)
        if life is not None:
            life.take(quarter, *tables)
    if life is None:
        raise unknown(asked, places, [model.tables for model in models])
    pairs = zip(life.quarters, *life.states, strict=True)
    parted = next((quarters.text(q) for q, a, b in pairs if a != b), None)
    return Lives(name, life, parted)
