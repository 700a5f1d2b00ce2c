"""Sensitivity of the outputs of a result: indices of the mean, the share of luck, of the spread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.interval import LEVEL, Interval
from sim.analysis.sensitivity import adapter, delta, morris, noise, ofat, pawn, sobol
from sim.analysis.sensitivity.blocks import blocks
from sim.analysis.sensitivity.outputs import Output, outputs
from sim.analysis.sensitivity.study import DUMMY, Study, method_of, study
from sim.core.errors import InputError, Problem
from sim.policy.registers import Registers

METHODS: dict[str, ModuleType] = {
    "sobol": sobol, "morris": morris, "ofat": ofat, "pawn": pawn, "delta": delta
}  # fmt: skip
LUCK = "luck"
COLUMNS = ("indicator", "quarter", "place", "block", "factor", "measure", "value", "low", "high")


@dataclass(frozen=True)
class Refused:
    """An output without indices, and why."""

    name: str
    reason: str


@dataclass(frozen=True)
class Sensitivity:
    """What drives the outputs of a result.

    frame       a row an index: ``indicator, quarter, place, block, factor, measure, value, low,
                high``. ``block`` is mean (the output's mean over luck), luck (the share of luck in
                the variance of single runs) or spread (the variance that luck causes)
    method      sobol, morris, ofat, pawn or delta      key  measure that factors are ranked by
    of          difference, level or probability
    study       the design      replicates  of each row      blocks  of the design, with those left
                out as ``dropped``      refused  outputs without indices      level  of intervals
    """

    frame: pd.DataFrame
    method: str
    key: str
    of: str
    study: Study
    replicates: int
    blocks: int
    dropped: int
    refused: tuple[Refused, ...]
    level: float

    def ranked(self, indicator: str, quarter: str, place: str = "", block: str = "mean") -> Any:
        """Return the factors of one output with their key measure, the largest first."""
        frame = self.frame
        one = (frame["indicator"] == indicator) & (frame["quarter"] == quarter)
        one &= (
            (frame["place"] == place) & (frame["block"] == block) & (frame["measure"] == self.key)
        )
        return frame[one].sort_values("value", ascending=False, kind="stable")


def sensitivity(
    results: Any,
    method: str = "",
    *,
    scenario: str = "",
    indicators: Sequence[str] = (),
    at: Sequence[str | int] = (),
    of: str = "",
    by: str = "zone",
    coverage: float = LEVEL,
    seed: int = 0,
    registers: Registers | None = None,
) -> Sensitivity:
    """Return what drives the outputs of a result.

    results   result of an experiment with factors (`sim.runs.results.Results`)
    method    sobol, morris or ofat for their own designs, pawn or delta for any rows; empty is that
              of the design
    coverage  of the intervals, 0-1      seed  of resampling and of the dummy
    others    as `sim.analysis.sensitivity.outputs.outputs`
    Raises InputError for what there is not, too many lost blocks, and if no output can be analysed.
    """
    laid = study(results)
    chosen = method_of(laid, method)
    of = of or str(results.experiment().get("of", "difference"))
    found = outputs(
        results, scenario=scenario, indicators=indicators, at=at, of=of, by=by, registers=registers
    )
    return analysed(found, laid, chosen, of, coverage, seed)


def analysed(
    found: Sequence[Output],
    laid: Study,
    method: str,
    of: str = "level",
    coverage: float = LEVEL,
    seed: int = 0,
) -> Sensitivity:
    """Return what drives some outputs.

    found  outputs of all rows of the design      laid  the design      others as of `sensitivity`
    Raises InputError if no output can be analysed, or more than 5 % of the blocks are lost.
    """
    kind = METHODS[method]
    pieces: list[pd.DataFrame] = []
    refused: list[Refused] = []
    dropped = count = replicates = 0
    for output in found:
        own = blocks(output.values, laid.block, output.name)
        part = laid.of_blocks(own.held)
        dropped, count = max(dropped, own.dropped), len(own.held)
        replicates = own.values.shape[-1]
        try:
            adapter.check(own.values.mean(axis=-1), output.name)
        except InputError as error:
            refused.append(Refused(output.name, error.problems[0].what))
            continue
        pieces.extend(_of_output(output, own.values, part, kind, seed, coverage))
    if not pieces:
        reasons = [each.reason for each in refused] or ["There is no output."]
        do = "Take another indicator or a later date."
        raise InputError([Problem("sensitivity", each, do) for each in reasons])
    frame = pd.concat(pieces, ignore_index=True)
    return Sensitivity(
        frame, method, kind.KEY, of, laid, replicates, count, dropped, tuple(refused), coverage
    )


def _of_output(
    output: Output,
    values: np.ndarray,
    part: Study,
    kind: ModuleType,
    seed: int,
    level: float,
) -> list[pd.DataFrame]:
    """Return the rows of the table of one output, block by block."""
    made = [_frame(output, "mean", part, kind, kind.measures(values, part, seed, level))]
    if kind is ofat:  # its rows are no sample of what the factors may be
        return made
    share = noise.luck_share(values.reshape(-1, values.shape[-1]))
    if np.isfinite(share):
        line = (output.indicator, output.quarter, output.place, LUCK, LUCK, "share", share)
        made.append(pd.DataFrame([(*line, np.nan, np.nan)], columns=COLUMNS))
    apart = noise.spread(values)
    if apart is not None and not adapter.constant(apart.mean(axis=-1)):
        made.append(_frame(output, "spread", part, kind, kind.measures(apart, part, seed, level)))
    return made


def _frame(
    output: Output, block: str, part: Study, kind: ModuleType, found: dict[str, Interval]
) -> pd.DataFrame:
    names: Callable[[str], Sequence[str]] = lambda measure: (  # noqa: E731
        sobol.pairs(part)
        if measure == "S2"
        else (*(part.columns if kind in (sobol, morris) else part.names), DUMMY)
    )
    rows = [
        (output.indicator, output.quarter, output.place, block, factor, measure, *numbers)
        for measure, held in found.items()
        for factor, *numbers in zip(names(measure), held.mean, held.low, held.high, strict=True)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)
