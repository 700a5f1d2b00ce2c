"""Tracing: two worlds with the same luck, and the same firm, talent, fund or park in both.

Both worlds run side by side (`sim.search.tracing.side_by_side`). Until the agent asked for first
differs they are compared after every stage, then its state is taken down quarter by quarter, and
the chain of causes is followed back to the lever (`sim.search.tracing.chain`). Without an agent
every stage of every quarter is compared: how a difference spreads, and who differs most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.agent_name import agent_name, park_name
from sim.analysis.divergence import Divergence, Moment
from sim.analysis.life import Life
from sim.analysis.named_agent import Who, name_in, unknown, who
from sim.core import quarters
from sim.core.errors import InputError
from sim.core.filling import nearest
from sim.runs.setting import Setting, common
from sim.scenario.resolved import ResolvedScenario
from sim.search.anatomy import Step, anatomy
from sim.search.tracing.chain import Chain, Link
from sim.search.tracing.root import Root
from sim.search.tracing.side_by_side import SideBySide, Watched

KINDS = {"firms": "revenue", "talents": "wage", "funds": "drawn", "parks": "staff_total"}
DIFFERENCE = "difference"  # ranks by the variable that `KINDS` has for the kind
COUNTED = ("firms", "talents")
LATEST = 4  # quarters after that in its code by which a firm is there


@dataclass
class Trace:
    """What was found in two worlds.

    scenarios, titles  of the worlds a and b      first, last  quarters that were run
    acts      first quarter in which a lever, assumption or event differs, None: none does
    diverged  first moment at which anything differs, for a trace of an agent that agent
    who, name the agent; its uid is that of the life
    links, root  chain of causes, the latest stage first, and where it ends
    life      its states      only   world in which alone it ever was, "a" or "b"
    arrivals  kind of agent -> moment -> how many first differed then
    parks     quarter, park, firms, differing: firms of each park that differ in anything
    top       the agents that differ most: rank, agent, a, b, difference
    steps     the stages of the quarter
    """

    scenarios: tuple[ResolvedScenario, ResolvedScenario]
    replicate: int
    seed: int
    resolution: str
    first: int
    last: int
    acts: int | None
    steps: tuple[Step, ...]
    diverged: Moment | None = None
    who: Who | None = None
    name: str = ""
    links: list[Link] = field(default_factory=list)
    root: Root | None = None
    life: Life | None = None
    only: str = ""
    arrivals: dict[str, dict[Moment, int]] = field(default_factory=dict)
    parks: pd.DataFrame | None = None
    top: pd.DataFrame | None = None
    by: str = ""
    of: str = ""
    at: int = 0


@dataclass(frozen=True)
class Question:
    """What is asked of two worlds.

    who    name of an agent; empty: everybody
    until  last quarter, None: that of the scenarios
    top    how many agents to list      of  kind of agent: firms, talents, funds or parks
    by     state variable by which they are ranked, weighted; ``difference``: the one of the kind
    at     quarter at which they are ranked, None: the last
    """

    who: str = ""
    until: str | int | None = None
    top: int = 20
    of: str = "firms"
    by: str = DIFFERENCE
    at: str | int | None = None


def trace(
    scenarios: Sequence[Any],
    question: Question = Question(),
    *,
    replicate: int = 0,
    seed: int = 1,
    resolution: str | None = None,
    setting: Setting | None = None,
) -> Trace:
    """Trace an agent, or everybody, in the worlds of two scenarios with the same luck.

    scenarios   two of them: ids, paths, scenarios put together in Python
    replicate, seed, resolution  of both worlds
    setting     registers, zone and library; by default those of the working folder
    Raises InputError for what cannot be read, and for an agent that neither world ever has.
    """
    setting = setting or Setting()
    resolved = setting.resolve_all(scenarios)
    chosen = common(resolved, resolution)
    first, last = resolved[0].first, resolved[0].last
    if question.until is not None:
        last = _within(question.until, first, last, "--until")
    asked = who(question.who, setting.zone.gazetteer) if question.who else None
    steps = anatomy(tuple(setting.quarter))
    found = Trace(
        (resolved[0], resolved[1]),
        replicate,
        seed,
        chosen,
        first,
        last,
        _first_action(setting, resolved, seed, replicate),
        steps,
        who=asked,
    )

    def make(world: int) -> Watched:
        return Watched(
            resolved[world],
            zone=setting.zone,
            registers=setting.registers,
            quarter=setting.quarter,
            replicate=replicate,
            seed=seed,
            resolution=chosen,
        )

    pair = SideBySide(make, rewinds=all(step.shipped for step in steps))
    if asked is not None:
        _follow(found, pair, asked)
    else:
        found.of = _known(question.of, tuple(KINDS), "--of")
        found.by = _ranked_by(question, pair)
        found.at = last
        if question.at is not None:
            found.at = _within(question.at, first, last, "--at")
        _spread(found, pair, question)
    return found


def _first_action(
    setting: Setting, scenarios: Sequence[ResolvedScenario], seed: int, replicate: int
) -> int | None:
    """Return the first quarter for which the rules of two worlds differ, None: they never do."""
    one, other = scenarios
    if one.overrides != other.overrides or one.completions != other.completions:
        return one.first
    laws = [setting.law(each, seed, replicate) for each in scenarios]
    differs = np.zeros(one.quarters, bool)
    for name, path in laws[0].paths.items():
        if path is not laws[1].paths[name]:
            apart = path != laws[1].paths[name]
            differs |= apart.reshape(len(path), -1).any(axis=1)
    dates = [one.first + int(place) for place in np.flatnonzero(differs)[:1]]
    dates += [e.quarter for e in one.events if e not in other.events]
    dates += [e.quarter for e in other.events if e not in one.events]
    return min(dates, default=None)


def _follow(found: Trace, pair: SideBySide, asked: Who) -> None:
    """Run both worlds with an eye on one agent; then look for what made it differ."""
    places = pair.models.one.zone.gazetteer
    life: Life | None = None
    while pair.now <= found.last and not (life.over if life else _too_late(found, asked, pair)):
        closely = found.diverged is None and _closely(found, pair)
        if found.diverged is None:
            pair.run(all=closely)
        else:
            pair.pass_by()
        tables = [model.tables for model in pair.models]
        if life is None:
            uid = max(asked.found(places, each) for each in tables)
            if uid:
                life = Life(places, asked.table, uid)
                found.name = max(name_in(places, each, asked.table, uid) for each in tables)
        if life is not None:
            life.take(pair.now - 1, *tables)
            if closely:
                place = pair.divergence.pairings[asked.table].place_of(life.uid)
                found.diverged = pair.divergence.first_moment(asked.table, place)
    if life is None:
        raise unknown(asked, places, [model.tables for model in pair.models])
    found.life = life
    if not all(life.there):
        found.only = "a" if life.there[0] else "b"
    if found.diverged is not None:
        found.links, found.root = Chain(pair, found.steps).of(life.table, life.uid, found.diverged)


def _too_late(found: Trace, asked: Who, pair: SideBySide) -> bool:
    """Return whether a firm that has not come by now never will: its code has its quarter."""
    due = [code.quarter + LATEST for code in asked.codes]
    return bool(due) and pair.now > max(found.first, *due)


def _spread(found: Trace, pair: SideBySide, question: Question) -> None:
    """Run both worlds and count who differs, where and since which stage."""
    rows: list[tuple[Any, ...]] = []
    while pair.now <= found.last:
        closely = _closely(found, pair)
        pair.run(all=closely)
        pair.settle()
        if closely:
            rows += _parks(pair)
        if pair.now - 1 == found.at:
            found.top = _top(pair, found.of, found.by, question.top)
    divergence = pair.divergence
    found.parks = pd.DataFrame(rows, columns=["quarter", "park", "firms", "differing"])
    found.arrivals = {kind: dict(divergence.arrivals(kind)) for kind in COUNTED}
    found.diverged = _earliest(divergence)
    if found.diverged is not None:
        table, uid = _first_agent(divergence)
        found.links, found.root = Chain(pair, found.steps).of(table, uid, found.diverged)


def _closely(found: Trace, pair: SideBySide) -> bool:
    """Return whether a quarter is compared stage by stage; the first keeps a state to go back."""
    if pair.divergence or (found.acts is not None and pair.now >= found.acts):
        if not pair.divergence:
            pair.keep_only_this()
        return True
    return False


def _earliest(divergence: Divergence) -> Moment | None:
    """Return the first moment at which any agent differed."""
    codes = [
        int(first[first >= 0].min()) for first in divergence.first.values() if first.max() >= 0
    ]
    return divergence.moments[min(codes)] if codes else None


def _first_agent(divergence: Divergence) -> tuple[str, int]:
    """Return the table and uid of an agent that differed first; firms before all others."""
    earliest = _earliest(divergence)
    tables = sorted(divergence.first, key=lambda name: (name not in KINDS, name))
    for table in tables:
        for place in np.flatnonzero(divergence.first[table] >= 0):
            if divergence.first_moment(table, int(place)) == earliest:
                return table, int(divergence.pairings[table].ids[place])
    raise LookupError("no agent differs")


def _told(pair: SideBySide, table: str, place: int) -> str:
    rows = pair.divergence.pairings[table].rows
    side = 0 if rows.one[place] >= 0 else 1
    model = pair.models[side]
    return agent_name(model.zone.gazetteer, model.tables, table, int(rows[side][place]))


def _parks(pair: SideBySide) -> list[tuple[Any, ...]]:
    """Return for each park how many firms it has in either world and how many differ."""
    divergence, gazetteer = pair.divergence, pair.models.one.zone.gazetteer
    pairing, differs = divergence.pairings["firms"], divergence.differing("firms")
    counts = np.zeros((2, gazetteer.park_count + 1), np.int64)
    done = np.zeros(len(pairing), bool)
    for model, rows, there in zip(pair.models, pairing.rows, pairing.there, strict=True):
        here = there & ~done
        done |= there
        park = model.tables["firms"].columns["park"][rows[here]]
        counts[0] += np.bincount(park, minlength=counts.shape[1])
        counts[1] += np.bincount(park[differs[here]], minlength=counts.shape[1])
    quarter = quarters.text(pair.now - 1)
    return [(quarter, park_name(gazetteer, p), int(n), int(d)) for p, (n, d) in enumerate(counts.T)]


def _top(pair: SideBySide, of: str, by: str, count: int) -> pd.DataFrame:
    """Return the agents with the largest weighted difference; who is not there counts as zero."""
    pair_of = pair.divergence.pairings[of]
    values, weights, there = [], [], []
    for model, rows in zip(pair.models, pair_of.rows, strict=True):
        table = model.tables[of]
        row = np.clip(rows, 0, None)
        alive = (rows >= 0) & table.columns["alive"][row]
        values.append(np.where(alive, table.columns[by][row].astype(float), 0.0))
        weight = table.columns["weight"][row] if "weight" in table.schema else np.ones(row.size)
        weights.append(np.where(alive, weight, 0.0))
        there.append(alive)
    apart = np.maximum(*weights) * (values[1] - values[0])
    order = np.argsort(-np.abs(apart), kind="stable")[:count]
    order = order[apart[order] != 0.0]
    columns = {
        "rank": np.arange(1, order.size + 1),
        "agent": [_told(pair, of, int(place)) for place in order],
        "weight": np.maximum(*weights)[order],
        "a": np.where(there[0][order], values[0][order], np.nan),
        "b": np.where(there[1][order], values[1][order], np.nan),
        "difference": apart[order],
    }
    return pd.DataFrame(columns)


def _ranked_by(question: Question, pair: SideBySide) -> str:
    """Return the variable that agents are ranked by. Raises InputError with the nearest name."""
    if question.by == DIFFERENCE:
        return KINDS[question.of]
    schema = pair.models.one.tables[question.of].schema
    plain = tuple(n for n, column in schema.items() if not column.shape and column.of is None)
    return _known(question.by, plain, "--by")


def _known(word: str, names: tuple[str, ...], option: str) -> str:
    if word not in names:
        raise InputError(option, f'There is no "{word}" to rank.', nearest(word, list(names)))
    return word


def _within(word: str | int, first: int, last: int, option: str) -> int:
    try:
        quarter = quarters.parse(word)
    except InputError as error:
        raise InputError(option, error.problems[0].what, error.problems[0].do) from None
    if not first <= quarter <= last:
        span = f"{quarters.text(first)} to {quarters.text(last)}"
        what = f"{quarters.text(quarter)} is outside the period of the scenarios."
        raise InputError(option, what, f"Choose a quarter from {span}.")
    return quarter
