"""What an attribution divides up: indicators, probabilities of targets, and public cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sim.analysis import start_share
from sim.analysis.cost import COST
from sim.analysis.family import columns, headline
from sim.analysis.targets import Aim, aims
from sim.core import quarters as calendar
from sim.policy.registers import Registers

LEVEL, PROBABILITY = "level", "probability"


@dataclass(frozen=True)
class Output:
    """One thing that is divided up.

    indicator  column that holds it      of  ``level``, or ``probability`` that a target is met
    quarter    at which it is taken      aim  the target, of a probability
    """

    indicator: str
    of: str
    quarter: int
    aim: Aim | None = None


def outputs(
    results: Any,
    at: Sequence[str | int],
    indicators: Sequence[str],
    scenario: str,
    registers: Registers,
) -> list[Output]:
    """Return what is divided up: headline indicators, then targets as the scenario counts them.

    at          quarters of the indicators; empty is those that the experiment named, or the last
    indicators  instead of the headline, and of the targets
    Raises InputError for an unknown indicator.
    """
    first, last = results.period
    dates = [calendar.parse(each) for each in at or getattr(results.provenance, "at", ())] or [last]
    named = headline(results, indicators)
    found = [Output(name, LEVEL, quarter) for quarter in dates for name in named]
    held = results.indicators()
    counted: dict[str, str] = {}
    for each in results.provenance.scenarios:
        if each["id"] == scenario:
            counted = each.get("count_as", {})
    for aim in aims(registers, set(held)):
        usual = columns(aim.target.id, held, counted)
        if aim.column in (named if indicators else usual):
            due = min(calendar.parse(aim.target.due), last)
            found.append(Output(aim.column, PROBABILITY, due, aim))
    return found


@dataclass(frozen=True)
class Runs:
    """What one scenario came to in the rows of a design.

    values  indicator -> (replicates, rows, quarters); a run that did not end has no numbers
    ended   whether each run ended, (replicates, rows)
    rows    number of a row -> its place      replicates  which they are
    draws   of start figures that each replicate has      first  first quarter
    """

    values: dict[str, np.ndarray]
    ended: np.ndarray
    rows: dict[int, int]
    replicates: np.ndarray
    draws: np.ndarray
    first: int

    def only(self, places: np.ndarray) -> Runs:
        """Return some replicates alone."""
        values = {name: each[places] for name, each in self.values.items()}
        few = {"replicates": self.replicates[places], "draws": self.draws[places]}
        return replace(self, values=values, ended=self.ended[places], **few)

    def of(self, output: Output) -> np.ndarray:
        """Return an output, (replicates, rows)."""
        values, place = self.values[output.indicator], output.quarter - self.first
        if output.aim is None:
            return values[:, :, place]
        met = output.aim.met(values[:, :, place], values[:, :, 0]).astype(float)
        return np.where(np.isnan(values[:, :, place]), np.nan, met)

    def cost(self, quarter: int) -> np.ndarray:
        """Return public cost, mean up to a quarter, million yuan a year, (replicates, rows)."""
        return self.values[COST][:, :, : quarter - self.first + 1].mean(axis=2)


def runs(results: Any, scenario: str, indicators: Sequence[str]) -> Runs:
    """Return the runs of a scenario by replicate and row.

    Raises InputError if none of them ended.
    """
    frame = results.frame("quarters", list(dict.fromkeys(indicators)))
    frame = frame[frame["scenario"] == scenario]
    rows = frame["row"] if "row" in frame else frame["replicate"] * 0
    first, last = results.period
    places = [np.unique(each, return_inverse=True) for each in (frame["replicate"], rows)]
    (replicates, one), (found, other) = places
    shape = (len(replicates), len(found), last - first + 1)
    quarter = frame["quarter"].map({calendar.text(q): q - first for q in range(first, last + 1)})
    values = {}
    for name in dict.fromkeys(indicators):
        values[name] = np.full(shape, np.nan)
        values[name][one, other, quarter] = frame[name].to_numpy(float)
    ended = np.zeros(shape[:2], bool)
    ended[one, other] = True
    draws = start_share.draws_of(replicates, results.provenance.uncertainty)
    numbers = {int(row): place for place, row in enumerate(found)}
    return Runs(values, ended, numbers, replicates, draws, first)
