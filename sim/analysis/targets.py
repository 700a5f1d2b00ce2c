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
from scipy import special

from sim.analysis import interval, start_share
from sim.analysis.interval import LEVEL
from sim.core import quarters as calendar
from sim.core.errors import InputError
from sim.policy.registers import Registers, load
from sim.policy.target import Target

ARITHMETIC_SHARE = 0.03  # specification 1.1, T6: a smaller gap is no result of the model
ARITHMETIC = ("T6",)
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
    with ``gap_low, gap_high``, ``start_share`` of the variance that start values explain with
    ``start_low, start_high`` (missing without ``uncertainty: start``), and ``arithmetic``, true
    where a value follows from an exogenous trend and levers do not move it by more than 3 %.
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
    worlds = {name: _cube(frame, name, columns) for name in results.scenarios}
    rows = []
    for name in results.scenarios:
        for aim in wanted:
            world = worlds[name].of(aim.column)
            base = worlds[reference].of(aim.column) if name != reference else None
            due = min(calendar.parse(aim.target.due), results.period[1]) - results.period[0]
            rows.append(_row(name, aim, world, base, due, results, coverage))
    return pd.DataFrame(rows)


def wilson(hits: float, count: float, level: float = LEVEL) -> tuple[float, float]:
    """Return Wilson's interval of a probability (Wilson 1927).

    hits, count  of independent trials; fractions are allowed      level  coverage, 0-1
    """
    if count <= 0.0:
        return float("nan"), float("nan")
    z = float(special.ndtri((1.0 + level) / 2.0))
    share = hits / count
    middle = share + z**2 / (2.0 * count)
    half = z * np.sqrt(share * (1.0 - share) / count + z**2 / (4.0 * count**2))
    scale = 1.0 + z**2 / count
    low = float((middle - half) / scale) if hits > 0.0 else 0.0
    high = float((middle + half) / scale) if hits < count else 1.0
    return low, high


@dataclass(frozen=True)
class _World:
    """One scenario: values (replicates, quarters, columns), and which replicates these are."""

    values: np.ndarray
    replicates: np.ndarray
    columns: dict[str, int]

    def of(self, column: str) -> tuple[np.ndarray, np.ndarray]:
        return self.values[:, :, self.columns[column]], self.replicates


def _cube(frame: pd.DataFrame, scenario: str, columns: list[str]) -> _World:
    own = frame[frame["scenario"] == scenario]
    replicates = np.sort(own["replicate"].unique())
    values = own[columns].to_numpy().reshape(len(replicates), -1, len(columns))
    return _World(values, replicates, {name: place for place, name in enumerate(columns)})


def _row(
    scenario: str,
    aim: Aim,
    world: tuple[np.ndarray, np.ndarray],
    base: tuple[np.ndarray, np.ndarray] | None,
    due: int,
    results: Any,
    coverage: float,
) -> dict[str, Any]:
    values, replicates = world
    uncertainty = results.provenance.uncertainty
    draws = start_share.draws_of(replicates, uncertainty)
    at_due, target = values[:, due], aim.target
    met = aim.met(values, values[:, :1])
    hits = met[:, due].astype(float)
    mean = interval.student(start_share.means(at_due, draws), coverage)
    trials = _effective(hits, draws)
    low, high = wilson(hits.mean() * trials, trials, coverage)
    share = start_share.start_share(at_due, draws, coverage)
    gap, size = _gap(world, base, due, uncertainty, coverage)
    first = np.where(met.any(axis=1), met.argmax(axis=1), np.iinfo(np.int64).max)
    median = int(np.sort(first)[len(first) // 2])
    reached = not aim.asked and median < values.shape[1]
    begins = results.period[0]
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
        "replicates": len(replicates),
        "value": float(mean.mean),
        "low": float(mean.low),
        "high": float(mean.high),
        "probability": float(hits.mean()),
        "probability_low": low,
        "probability_high": high,
        "first_quarter": calendar.text(begins + median) if reached else "",
        "ever": float(met.any(axis=1).mean()),
        "gap": gap[0],
        "gap_low": gap[1],
        "gap_high": gap[2],
        "start_share": share.share,
        "start_low": share.low,
        "start_high": share.high,
        "arithmetic": target.id in ARITHMETIC and not size > ARITHMETIC_SHARE,
    }


def _gap(
    world: tuple[np.ndarray, np.ndarray],
    base: tuple[np.ndarray, np.ndarray] | None,
    due: int,
    uncertainty: str,
    coverage: float,
) -> tuple[tuple[float, float, float], float]:
    """Return the mean paired difference with its bounds, and its size over the reference."""
    nothing = float("nan")
    if base is None:
        return (nothing, nothing, nothing), 0.0
    common, ours, theirs = np.intersect1d(world[1], base[1], return_indices=True)
    if not common.size:
        return (nothing, nothing, nothing), 0.0
    reference = base[0][theirs, due]
    difference = world[0][ours, due] - reference
    draws = start_share.draws_of(common, uncertainty)
    found = interval.student(start_share.means(difference, draws), coverage)
    level = abs(float(reference.mean()))
    size = abs(float(found.mean)) / level if level > 0.0 else 0.0
    return (float(found.mean), float(found.low), float(found.high)), size


def _effective(hits: np.ndarray, draws: np.ndarray) -> float:
    """Return the number of independent trials that replicates with shared start draws amount to.

    n / (1 + (m - 1) icc), m worlds a draw (design effect, Kish 1965)
    """
    _, counts = np.unique(draws, return_counts=True)
    worlds = int(counts.max())
    share = start_share.start_share(hits, draws).share
    icc = share if np.isfinite(share) else 0.0
    return len(hits) / (1.0 + (worlds - 1) * icc)
