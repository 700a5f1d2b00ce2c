"""Attribution of an effect to clauses: Shapley values with what each clause does alone and removed.

The value of a clause is what it adds when it begins to stand, averaged over orders in which clauses
may join (Shapley 1953). Values sum to what all clauses do together, in every order and replicate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis import interval
from sim.analysis.attribution.coalitions import coalitions
from sim.analysis.attribution.crossed import crossed, ratio
from sim.analysis.attribution.outputs import Output, Runs, outputs, runs
from sim.analysis.attribution.shapley import Sampled, sampled
from sim.analysis.cost import COST
from sim.analysis.effect_size import t_probability
from sim.analysis.family import holm
from sim.analysis.interval import LEVEL
from sim.core import quarters as calendar
from sim.core.errors import InputError
from sim.policy.registers import Registers, load

TOTAL, OTHERS = "total", "others"
_VALUE = ("value", "low", "high", "luck_error", "order_error")


def attribution(
    results: Any,
    at: Sequence[str | int] = (),
    *,
    indicators: Sequence[str] = (),
    scenario: str = "",
    groups: Mapping[str, str] | None = None,
    coverage: float = LEVEL,
    registers: Registers | None = None,
) -> pd.DataFrame:
    """Return what each clause contributes to every headline indicator and target.

    results     result of an experiment with ``design: {method: attribution}``
    at          quarters of the indicators; empty is those of the experiment, or the last. Targets
                are taken when they are due
    indicators  ids; empty is the headline and every target
    scenario    whose clauses vary; by default the last
    groups      clause -> name of a group: the values of its clauses are summed
    coverage    of the intervals, 0-1
    registers   with the clauses; by default the shipped ones

    Columns: ``quarter, indicator, of`` (``level`` or ``probability`` of a target), ``player``,
    ``able`` (false: it moves nothing in these scenarios, as its levers are equal before and under
    the Opinion), ``value`` with its interval ``low, high`` over orders and replicates and the
    standard errors ``luck_error`` from replicates and ``order_error`` from orders, ``share`` of the
    total, ``alone`` (it stands by itself) and ``removed`` (what is lost without it), each with a t
    interval over replicates ``_low, _high``, ``cost`` that it adds, million yuan a year up to the
    quarter, and ``cost_per_unit`` of its value with Fieller's interval ``unit_low, unit_high``;
    ``replicates``, ``orders`` and ``lost``, orders in replicates that were left out because a run
    in them failed. The player ``total`` is all clauses minus none; ``others`` is what the scenario
    without these clauses differs from the reference.
    Raises InputError for a design of another kind, an unknown word, or too few runs.
    """
    registers = registers or load()
    scenario = _scenario(results, scenario)
    wanted = outputs(results, at, indicators, scenario, registers)
    named = [each.indicator for each in wanted]
    named += [COST] if COST in results.indicators() else []
    held = sampled(coalitions(results), runs(results, scenario, named))
    base = _base(results, scenario, held, named)
    able = _able(results, scenario, held, registers)
    rows = []
    for output in wanted:
        rows += _rows(held, output, base, able, groups or {}, coverage)
    return pd.DataFrame(rows)


def interactions(
    results: Any,
    at: Sequence[str | int] = (),
    *,
    indicators: Sequence[str] = (),
    scenario: str = "",
    coverage: float = LEVEL,
    registers: Registers | None = None,
) -> pd.DataFrame:
    """Return what each pair of clauses does more together than one by one.

    Arguments as of `attribution`; the design needs ``second_order: true``, else nothing is
    returned. Columns: ``quarter, indicator, of, one, other, together`` (`Sampled.interaction`) with
    its t interval over replicates ``low, high``, ``p`` and ``p_holm`` over the pairs of an output.
    """
    registers = registers or load()
    scenario = _scenario(results, scenario)
    wanted = outputs(results, at, indicators, scenario, registers)
    named = [each.indicator for each in wanted]
    held = sampled(coalitions(results), runs(results, scenario, named))
    players, pieces = held.coalitions.players, []
    for output in wanted:
        rows = []
        for one, other in held.pairs:
            values = held.interaction(held.runs.of(output), (one, other))
            if values is None:
                continue
            found = _bounds("value", values, coverage) | {"p": float(t_probability(values))}
            rows.append({"one": players[one], "other": players[other]} | found)
        if rows and len(rows) == len(held.pairs):
            piece = pd.DataFrame(rows).rename(columns={"value": "together"})
            piece["p_holm"] = holm(piece["p"].to_numpy())
            for place, name in enumerate(("quarter", "indicator", "of")):
                value = getattr(output, name)
                piece.insert(place, name, calendar.text(value) if name == "quarter" else value)
            pieces.append(piece)
    return pd.concat(pieces, ignore_index=True) if pieces else pd.DataFrame()


def _rows(
    held: Sampled,
    output: Output,
    base: Runs | None,
    able: Mapping[str, bool],
    groups: Mapping[str, str],
    coverage: float,
) -> list[dict[str, Any]]:
    """Return the lines of one output: players or their groups, those that cannot add, the sums."""
    values = held.runs.of(output)
    added, money = held.contributions(values), None
    if COST in held.runs.values:
        money = held.contributions(held.runs.cost(output.quarter))
    players = held.coalitions.players
    every = range(len(players))
    whole = held.between(values, every, ())
    members: dict[str, list[int]] = {}
    for number, name in enumerate(players):
        members.setdefault(groups.get(name, name), []).append(number)
    rows = []
    for name, some in members.items():
        part = added[:, :, some].sum(axis=2)
        row = {"player": name, "able": any(able[players[n]] for n in some)}
        row |= dict(zip(_VALUE, map(float, crossed(part, coverage)), strict=True))
        row["share"] = _over(row["value"], float(np.mean(whole)))
        rest = [number for number in every if number not in some]
        row |= _bounds("alone", held.between(values, some, ()), coverage)
        row |= _bounds("removed", held.between(values, every, rest), coverage)
        if money is not None:
            row |= _priced(money[:, :, some].sum(axis=2), part, coverage)
        rows.append(row)
    for name in (each for each in able if each not in players):
        rows.append({"player": name, "able": False} | dict.fromkeys((*_VALUE, "share"), 0.0))
    if base is not None:
        apart = held.worlds(values, ()) - held.means(base.of(output)[:, 0])
        if np.any(apart):
            rows.append({"player": OTHERS, "able": True} | _bounds("value", apart, coverage))
    last = {"player": TOTAL, "able": True, "share": 1.0} | _bounds("value", whole, coverage)
    if money is not None:
        last |= _priced(money.sum(axis=2), added.sum(axis=2), coverage)
    sizes = {"replicates": len(held.replicates), "orders": len(held.orders), "lost": held.lost}
    head = {"quarter": calendar.text(output.quarter)}
    head |= {"indicator": output.indicator, "of": output.of}
    return [head | row | sizes for row in (*rows, last)]


def _bounds(name: str, values: np.ndarray | None, coverage: float) -> dict[str, float]:
    """Return a mean over draws of luck with its t interval; missing without values."""
    names = ("value", "low", "high") if name == "value" else (name, f"{name}_low", f"{name}_high")
    if values is None:
        return dict.fromkeys(names, float("nan"))
    return dict(zip(names, map(float, interval.student(values, coverage)), strict=True))


def _priced(money: np.ndarray, part: np.ndarray, coverage: float) -> dict[str, float]:
    """Return what a contribution costs and each unit of it; tables of draws by orders."""
    low, high = ratio(money, part, coverage)
    cost = float(money.mean())
    each = _over(cost, float(part.mean()))
    return {"cost": cost, "cost_per_unit": each, "unit_low": low, "unit_high": high}


def _over(one: float, other: float) -> float:
    return one / other if other != 0.0 else float("nan")


def _base(results: Any, scenario: str, held: Sampled, named: Sequence[str]) -> Runs | None:
    """Return the reference in the replicates of a sample, None if it is not another scenario."""
    if scenario == results.reference:
        return None
    base = runs(results, results.reference, named)
    wanted = held.runs.replicates[held.replicates]
    places = np.searchsorted(base.replicates, wanted)
    there = places < len(base.replicates)
    if (
        not there.all()
        or (base.replicates[places] != wanted).any()
        or not base.ended[places, 0].all()
    ):
        return None
    return base.only(places)


def _able(results: Any, scenario: str, held: Sampled, registers: Registers) -> dict[str, bool]:
    """Return which players change a run when they join, and clauses that can change none."""
    plan = results.plan
    plan = plan[(plan["scenario"] == scenario) & (plan["replicate"] == plan["replicate"].min())]
    keys = dict(zip(plan["row"], plan["key"], strict=True))
    players = held.coalitions.players
    found = dict.fromkeys(players, False)
    for order in held.coalitions.orders:
        for step, player in enumerate(order.players):
            if keys[order.rows[step]] != keys[order.rows[step + 1]]:
                found[players[player]] = True
    if set(players) <= set(registers.clauses):
        for name in registers.clauses:
            levers = registers.levers_of(name)
            if levers and not any(each.changed_by_opinion for each in levers):
                found.setdefault(name, False)
    return found


def _scenario(results: Any, wanted: str) -> str:
    scenario = wanted or results.scenarios[-1]
    if scenario not in results.scenarios:
        what = f'This result has no scenario "{wanted}".'
        raise InputError(str(results.folder), what, f"It has: {', '.join(results.scenarios)}.")
    return scenario
