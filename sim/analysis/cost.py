"""What an effect costs: public money more a year over what it brings, from paired differences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from sim.analysis import interval, start_share
from sim.analysis.interval import LEVEL
from sim.analysis.worlds import pair
from sim.core import quarters as calendar
from sim.core.errors import InputError

COST = "public_cost"
EFFECTS = ("staff", "talents", "revenue")  # each also for the whole city, where moves cancel


def cost_of_effects(
    results: Any,
    at: Sequence[str | int] = (),
    *,
    reference: str = "",
    coverage: float = LEVEL,
) -> pd.DataFrame:
    """Return what a job, a talent and a yuan of revenue cost in each scenario against a reference.

    results    result of an experiment (`sim.runs.results.Results`)
    at         quarters; empty is the last
    reference  scenario to compare with; empty is the first

    Cost is the mean difference in public cost, paid and forgone, over all quarters up to ``at``,
    million yuan a year; the effect is the difference at that quarter, in the parks or (``_city``)
    in the whole city. Columns ``scenario, reference, quarter, effect, replicates, cost, cost_low,
    cost_high, gained, gained_low, gained_high, cost_per_unit`` with Fieller's interval ``unit_low,
    unit_high`` (1954; missing where the effect cannot be told from zero), million yuan a year for
    each unit of the effect. Negative cost with a gain saves money.
    Raises InputError for an unknown scenario or quarter.
    """
    reference = reference or results.reference
    if reference not in results.scenarios:
        what = f'This result has no scenario "{reference}".'
        raise InputError("", what, f"It has: {', '.join(results.scenarios)}.")
    held = set(results.indicators())
    named = [name for each in EFFECTS for name in (each, f"{each}_city") if name in held]
    if COST not in held or not named:
        return pd.DataFrame()
    first, last = results.period
    wanted = [calendar.parse(each) for each in at] or [last]
    frame = results.frame("quarters", [COST, *named])
    rows = []
    for scenario in (name for name in results.scenarios if name != reference):
        base, world = pair(frame, reference, scenario)
        draws = start_share.draws_of(base.replicates, results.provenance.uncertainty)
        difference = start_share.means((world.values - base.values).mean(axis=1), draws)
        for quarter in wanted:
            place = quarter - first
            cost = difference[:, : place + 1, 0].mean(axis=1)
            for number, name in enumerate(named, start=1):
                found = _described(cost, difference[:, place, number], coverage)
                head = {"scenario": scenario, "reference": reference}
                head |= {"quarter": calendar.text(quarter), "effect": name}
                rows.append({**head, "replicates": len(base.replicates), **found})
    return pd.DataFrame(rows)


def fieller(top: np.ndarray, bottom: np.ndarray, level: float = LEVEL) -> tuple[float, float]:
    """Return Fieller's interval of mean(top) / mean(bottom) of pairs (Fieller 1954).

    The bounds solve (T - x B)^2 = t^2 (s_TT - 2 x s_TB + x^2 s_BB) / n.
    Missing with fewer than two pairs, or where the interval of mean(bottom) holds zero.
    """
    count = len(top)
    if count < 2:
        return float("nan"), float("nan")
    spread = np.cov(top, bottom, ddof=1) / count
    quantile = float(special.stdtrit(count - 1, (1.0 + level) / 2.0))
    return ratio_bounds(float(np.mean(top)), float(np.mean(bottom)), spread, quantile)


def ratio_bounds(
    top: float, bottom: float, spread: np.ndarray, quantile: float
) -> tuple[float, float]:
    """Return Fieller's interval of the ratio of two means.

    spread  covariances of the means, (2, 2), the top first      quantile  of Student's t
    """
    square = quantile**2
    a = bottom**2 - square * float(spread[1, 1])
    b = top * bottom - square * float(spread[0, 1])
    c = top**2 - square * float(spread[0, 0])
    if a <= 0.0:
        return float("nan"), float("nan")
    half = float(np.sqrt(max(b**2 - a * c, 0.0)))
    return (b - half) / a, (b + half) / a


def _described(cost: np.ndarray, gained: np.ndarray, coverage: float) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, values in (("cost", cost), ("gained", gained)):
        bounds = interval.student(values, coverage)
        found |= {name: float(bounds.mean), f"{name}_low": float(bounds.low)}
        found[f"{name}_high"] = float(bounds.high)
    low, high = fieller(cost, gained, coverage)
    mean = found["gained"]
    found["cost_per_unit"] = found["cost"] / mean if mean != 0.0 else float("nan")
    return found | {"unit_low": low, "unit_high": high}
