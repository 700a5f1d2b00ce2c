"""Worlds side by side: what scenarios came to under the same luck, row by row of the design.

A run is found by its replicate and its row of the design. Runs that failed leave holes; the largest
whole grid of replicates and rows is kept, so that every mean is taken over the same worlds.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.core.errors import InputError

RUN = ("scenario", "row", "replicate")  # columns of a tidy frame that say which run a line is of
TIMES = ("quarter", "year")
PLACES = ("park", "industry")


@dataclass(frozen=True)
class Worlds:
    """What one scenario came to.

    values      (replicates, rows, lines, indicators)
    replicates  which replicates these are      rows  which rows of the design
    index       what the lines are: a quarter or year, then a park or industry
    names       indicators
    lost        runs that ended and are left out, for others like them are missing
    """

    values: np.ndarray
    replicates: np.ndarray
    rows: np.ndarray
    index: pd.DataFrame
    names: list[str]
    lost: int = 0

    def of(self, name: str) -> np.ndarray:
        """Return an indicator, (replicates, rows, lines)."""
        return self.values[..., self.names.index(name)]


def worlds(frame: pd.DataFrame, scenario: str) -> Worlds:
    """Return one scenario of a tidy frame.

    frame  ``scenario``, ``row`` if the design has several, ``replicate``, a quarter or year, a
           place if any, indicators; the lines of a run in one order
    Raises InputError if none of its runs ended.
    """
    own = _runs(frame, scenario)
    return _laid_out(own, set(own.runs))


def pair(frame: pd.DataFrame, reference: str, scenario: str) -> tuple[Worlds, Worlds]:
    """Return reference and scenario in the worlds that both of them ended.

    Raises InputError if there is none.
    """
    base, world = _runs(frame, reference), _runs(frame, scenario)
    common = set(base.runs) & set(world.runs)
    if not common:
        what = f"{scenario} and {reference} have no replicate in common that ended."
        raise InputError("", what, "Run the experiment again to complete it.")
    return _laid_out(base, common), _laid_out(world, common)


def together(frame: pd.DataFrame, scenarios: Sequence[str]) -> list[Worlds]:
    """Return some scenarios in the worlds that every one of them ended.

    Raises InputError if there is none.
    """
    held = [_runs(frame, name) for name in scenarios]
    common = set(held[0].runs).intersection(*(each.runs for each in held[1:]))
    if not common:
        what = "There is no replicate that every scenario ended."
        raise InputError("", what, "Run the experiment again to complete it.")
    return [_laid_out(each, common) for each in held]


def indicators_of(frame: pd.DataFrame) -> list[str]:
    """Return the columns of a tidy frame that hold numbers."""
    return [name for name in frame if name not in (*RUN, *TIMES, *PLACES)]


@dataclass(frozen=True)
class _Runs:
    """The runs of a scenario as they stand in a frame: (replicate, row) -> place in values."""

    runs: dict[tuple[int, int], int]
    values: np.ndarray
    index: pd.DataFrame
    names: list[str]


def _runs(frame: pd.DataFrame, scenario: str) -> _Runs:
    own = frame[frame["scenario"] == scenario]
    if own.empty:
        what = f"No run of {scenario} ended."
        raise InputError("", what, "Look at the failures and run the experiment again.")
    rows = own["row"] if "row" in own else pd.Series(0, own.index)
    number, found = pd.factorize(pd.MultiIndex.from_arrays([own["replicate"], rows]))
    own = own.iloc[np.argsort(number, kind="stable")]
    names = indicators_of(frame)
    values = own[names].to_numpy(float).reshape(len(found), -1, len(names))
    places = [name for name in (*TIMES, *PLACES) if name in own]
    index = own[places].iloc[: values.shape[1]].reset_index(drop=True)
    runs = {(int(replicate), int(row)): place for place, (replicate, row) in enumerate(found)}
    return _Runs(runs, values, index, names)


def _laid_out(own: _Runs, ended: set[tuple[int, int]]) -> Worlds:
    """Return the runs of the largest whole grid among those that ended."""
    replicates, rows = grid(ended)
    where = [own.runs[replicate, row] for replicate in replicates for row in rows]
    values = own.values[where].reshape(len(replicates), len(rows), *own.values.shape[1:])
    lost = len(ended) - len(where)
    return Worlds(values, np.array(replicates), np.array(rows), own.index, own.names, lost)


def grid(held: Collection[tuple[int, int]]) -> tuple[Sequence[int], Sequence[int]]:
    """Return replicates and rows such that every pair of them is held, as many pairs as found.

    Replicates join in the order of how many rows they have; the rows are those that all share.
    """
    by_replicate: dict[int, set[int]] = {}
    for replicate, row in held:
        by_replicate.setdefault(replicate, set()).add(row)
    order = sorted(by_replicate, key=lambda each: (-len(by_replicate[each]), each))
    shared, best = by_replicate[order[0]], (0, 0)
    found: tuple[Sequence[int], Sequence[int]] = ((), ())
    for count, replicate in enumerate(order, start=1):
        shared = shared & by_replicate[replicate]
        if (size := (count * len(shared), count)) >= best:
            best, found = size, (sorted(order[:count]), sorted(shared))
    return found
