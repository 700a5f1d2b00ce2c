"""Whether indices have settled: the same from the first eighth, quarter, half of the blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.analysis.interval import LEVEL
from sim.analysis.sensitivity.indices import METHODS, analysed
from sim.analysis.sensitivity.outputs import Output
from sim.analysis.sensitivity.study import DUMMY, Study
from sim.core.errors import InputError

PARTS = (8, 4, 2, 1)
NARROW = 0.05  # half-width of an index of Sobol from which on more rows tell nothing new
_LEAST = 4  # blocks of the smallest part


@dataclass(frozen=True)
class Convergence:
    """Indices of one output from more and more blocks.

    frame    ``blocks, factor, value, low, high`` of the measure that factors are ranked by
    stable   whether some factors stand out from the dummy, and the last two parts rank them alike
    widest   half-width of the widest interval at the end; not a number if luck is all there is
    settled  whether more rows would tell nothing new: a stable ranking, or narrow intervals
    """

    frame: pd.DataFrame
    stable: bool
    widest: float
    settled: bool


def convergence(
    output: Output, laid: Study, method: str, coverage: float = LEVEL, seed: int = 0
) -> Convergence:
    """Return the indices of an output from parts of its design; designs are nested.

    Raises InputError for a method whose design has no parts.
    """
    if method == "ofat":
        what = "One factor at a time has no more rows to come."
        raise InputError("--convergence", what, "Take a design lhs, morris or sobol.")
    whole = len(output.values) // laid.block
    counts = sorted({max(_LEAST, whole // part) for part in PARTS if whole // part >= _LEAST})
    key = METHODS[method].KEY
    pieces = []
    for count in counts or [whole]:
        part = laid.of_blocks(np.arange(count))
        cut = Output(
            output.indicator, output.quarter, output.place, output.values[: count * laid.block]
        )
        frame = analysed([cut], part, method, coverage=coverage, seed=seed).frame
        frame = frame[(frame["block"] == "mean") & (frame["measure"] == key)]
        frame.insert(0, "blocks", count)
        pieces.append(frame[["blocks", "factor", "value", "low", "high"]])
    last = pieces[-1]
    real = last[last["factor"] != DUMMY]
    widest = float(((real["high"] - real["low"]) / 2.0).max())
    above = standing_out(last)
    stable = len(pieces) > 1 and bool(above) and standing_out(pieces[-2]) == above
    settled = stable or (method == "sobol" and widest < NARROW)
    return Convergence(pd.concat(pieces, ignore_index=True), stable, widest, settled)


def standing_out(frame: pd.DataFrame) -> Sequence[str]:
    """Return the factors that are told apart from no influence, the strongest first.

    That is those whose interval lies above zero and above the value of the dummy.
    frame  ``factor, value, low`` of one output and measure
    """
    dummy = frame.loc[frame["factor"] == DUMMY, "value"]
    floor = max(0.0, float(dummy.iloc[0]) if len(dummy) else 0.0)
    above = frame[(frame["factor"] != DUMMY) & (frame["low"] > floor)]
    return above.sort_values("value", ascending=False, kind="stable")["factor"].tolist()
