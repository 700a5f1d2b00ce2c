"""Targets of the Opinion under every definition: value, probability, date, gap, start values.

Targets without a number (T7 to T9) are read as directions: the value moved as asked since the first
quarter of the result, or it did not. Everything is computed from the zone's indicators.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis import interval, start_share
from sim.analysis.interval import LEVEL
from sim.analysis.proportion import mcnemar, newcombe, wilson
from sim.analysis.worlds import Worlds, pair, worlds
from sim.core import quarters as calendar
from sim.core.errors import InputError
from sim.policy.registers import Registers, load
from sim.policy.target import Target

ARITHMETIC_SHARE = 0.03  # specification 1.1, T6: a smaller gap is no result of the model
ARITHMETIC = ("T6",)
GAPS = (
    "gap", "gap_low", "gap_high",
    "probability_gap", "probability_gap_low", "probability_gap_high", "probability_gap_p",
)  # fmt: skip
ROUNDING = 1e-9  # share of the opening by which a sum over parks may move without a reason


@dataclass(frozen=True)
class Aim:
    """One target under one reading of its definitions.

    column    indicator that holds it      readings  definition -> reading
    asked     "+" or "-" for a direction, empty for a number
    """

    target: Target
    column: str
    readings: Mapping[str, str]
    asked: str = ""

    def met(self, values: np.ndarray, opening: np.ndarray) -> np.ndarray:
        """Return where the target is met: within its bounds, or moved as asked since the opening.

        values  any shape      opening  the same at the opening
        """
        if self.asked:
            moved = values - opening if self.asked == "+" else opening - values
            return moved > ROUNDING * np.abs(opening)
        found = np.ones(np.shape(values), bool)
        if self.target.at_least is not None:
            found &= values >= self.target.at_least
        if self.target.at_most is not None:
            found &= values <= self.target.at_most
        return found


def aims(registers: Registers, held: set[str] | None = None) -> list[Aim]:
    """Return every target under every reading, in the order of the registers.

    held  indicators of a result; None is all
    """
    found = []
    for target in registers.targets.values():
        found += [
            Aim(target, name, {"indicator": name}, asked)
            for name, asked in target.indicators.items()
        ]
        if not target.definitions:
            continue
        for readings in product(*target.definitions.values()):
            column = "_".join((target.id, *readings))
            named = dict(zip(target.definitions, readings, strict=True))
            found.append(Aim(target, column, named))
    return [aim for aim in found if held is None or aim.column in held]


def targets(
    results: Any,
    *,
    reference: str = "",
    coverage: float = LEVEL,
    registers: Registers | None = None,
) -> pd.DataFrame:
    """Return a row for each scenario, target and definition.

    results    result of an experiment (`sim.runs.results.Results`)
    reference  scenario that the gap is taken to; empty is the first
    coverage   of the intervals, 0-1
    registers  with the targets; by default the shipped ones

    Columns: ``scenario, target, definition, indicator, unit, at_least, at_most, asked, quarter``
    (the due date, or the last quarter if the result ends before), ``replicates``, ``value`` with
    its t interval ``low, high``, ``probability`` that the target is met with its Wilson interval
    ``probability_low, probability_high``, ``first_quarter`` (median over replicates; empty if half
    of them or more never meet it), ``ever`` (share that meet it at all), ``gap`` to the reference
    with ``gap_low, gap_high``, ``probability_gap`` to the reference with Newcombe's paired interval
    ``probability_gap_low, probability_gap_high`` and McNemar's exact ``probability_gap_p`` (missing
    where runs share start figures or rows of a design), ``start_share`` of the variance that start
    values explain with ``start_low, start_high`` (missing without ``uncertainty: start``), and
    ``arithmetic``, true where a value follows from an exogenous trend and levers do not move it by
    more than 3 %.
    Raises InputError for a scenario that the result does not have.
    """
    registers = registers or load()
    reference = reference or results.reference
    if reference not in results.scenarios:
        what = f'This result has no scenario "{reference}".'
        raise InputError("", what, f"It has: {', '.join(results.scenarios)}.")
    wanted = aims(registers, set(results.indicators()))
    columns = list(dict.fromkeys(aim.column for aim in wanted))
    if not columns:
        return pd.DataFrame()
    frame = results.frame("quarters", columns)
    rows = []
    for name in (each for each in results.scenarios if (frame["scenario"] == each).any()):
        own = worlds(frame, name)
        both = pair(frame, reference, name) if name != reference else None
        for aim in wanted:
            due = min(calendar.parse(aim.target.due), results.period[1]) - results.period[0]
            rows.append(_row(name, aim, own, both, due, results, coverage))
    return pd.DataFrame(rows)


def _row(
    scenario: str,
    aim: Aim,
    own: Worlds,
    both: tuple[Worlds, Worlds] | None,
    due: int,
    results: Any,
    coverage: float,
) -> dict[str, Any]:
    """Return one line of the table.

    own   the scenario, (replicates, rows of the design, quarters)
    both  reference and scenario in the worlds they share; None for the reference itself
    """
    values, target = own.of(aim.column), aim.target
    draws = start_share.draws_of(own.replicates, results.provenance.uncertainty)
    met = aim.met(values, values[:, :, :1])
    hits = met[:, :, due]
    at_due = values[:, :, due].mean(axis=1)
    mean = interval.student(start_share.means(at_due, draws), coverage)
    trials = _effective(hits, draws)
    low, high = wilson(float(hits.mean()) * trials, trials, coverage)
    share = start_share.start_share(at_due, draws, coverage)
    first = np.where(met.any(axis=2), met.argmax(axis=2), np.iinfo(np.int64).max)
    median = int(np.sort(first, axis=None)[first.size // 2])
    reached = not aim.asked and median < values.shape[2]
    begins = results.period[0]
    gap, size = _gap(aim, both, due, results.provenance.uncertainty, coverage)
    return {
        "scenario": scenario,
        "target": target.id,
        "definition": ", ".join(aim.readings.values()),
        "indicator": aim.column,
        "unit": target.unit if not aim.asked else "",
        "at_least": target.at_least if target.at_least is not None else np.nan,
        "at_most": target.at_most if target.at_most is not None else np.nan,
        "asked": aim.asked,
        "quarter": calendar.text(begins + due),
        "replicates": len(own.replicates),
        "value": float(mean.mean),
        "low": float(mean.low),
        "high": float(mean.high),
        "probability": float(hits.mean()),
        "probability_low": low,
        "probability_high": high,
        "first_quarter": calendar.text(begins + median) if reached else "",
        "ever": float(met.any(axis=2).mean()),
        **gap,
        "start_share": share.share,
        "start_low": share.low,
        "start_high": share.high,
        "arithmetic": target.id in ARITHMETIC and not size > ARITHMETIC_SHARE,
    }


def _gap(
    aim: Aim, both: tuple[Worlds, Worlds] | None, due: int, uncertainty: str, coverage: float
) -> tuple[dict[str, float], float]:
    """Return the paired differences of value and probability, and that of value in relation."""
    if both is None:
        return dict.fromkeys(GAPS, float("nan")), 0.0
    base, world = (each.of(aim.column) for each in both)
    draws = start_share.draws_of(both[0].replicates, uncertainty)
    difference = (world - base)[:, :, due].mean(axis=1)
    found = interval.student(start_share.means(difference, draws), coverage)
    level = abs(float(base[:, :, due].mean()))
    size = abs(float(found.mean)) / level if level > 0.0 else 0.0
    hit, ours = (aim.met(each, each[:, :, :1])[:, :, due] for each in (base, world))
    table = [hit & ours, ours & ~hit, hit & ~ours, ~hit & ~ours]
    counts = [int(each.sum()) for each in table]
    trials = min(_effective(hit, draws), _effective(ours, draws))
    both_hit, gained, lost, neither = (each * trials / hit.size for each in counts)
    low, high = newcombe(both_hit, gained, lost, neither, coverage)
    alone = trials == hit.size  # every run is a trial of its own, so changes can be counted
    numbers = (
        *(float(part) for part in found),
        float(ours.mean() - hit.mean()),
        low,
        high,
        mcnemar(counts[1], counts[2]) if alone else float("nan"),
    )
    return dict(zip(GAPS, numbers, strict=True)), size


def _effective(hits: np.ndarray, draws: np.ndarray) -> float:
    """Return the number of independent trials that runs amount to.

    n / (1 + (m - 1) icc) with m runs of a kind that is shared (design effect, Kish 1965): a draw of
    the start figures; or a row of the design, or a replicate, whichever leaves fewer. Where all
    runs agree nothing tells how much they share, so those of a kind count as one.
    hits  (replicates, rows of the design)      draws  of each replicate
    """
    count, rows = hits.shape
    kinds = [np.repeat(draws, rows)]
    if rows > 1:
        kinds.append(np.tile(np.arange(rows), count))
    return min(_trials(hits.ravel().astype(float), kind) for kind in kinds)


def _trials(hits: np.ndarray, shared: np.ndarray) -> float:
    _, counts = np.unique(shared, return_counts=True)
    share = start_share.start_share(hits, shared).share
    if not np.isfinite(share):
        share = float(np.ptp(hits) == 0.0)
    return len(hits) / (1.0 + (int(counts.max()) - 1) * share)
