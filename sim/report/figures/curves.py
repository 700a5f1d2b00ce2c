"""Curves over time by scenario: the spread of runs, and mean differences with a band."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis import interval, start_share
from sim.analysis.worlds import Worlds, pair, worlds

SPREAD = 0.8  # share of the runs inside a shaded band


def spread(
    results: Any, names: Sequence[str], scenarios: Sequence[str], share: float = SPREAD
) -> pd.DataFrame:
    """Return the mean over runs by quarter, and the bounds that hold a share of the runs.

    names  indicators of the zone
    Columns: ``kind`` (runs), ``scenario, indicator, quarter, mean, low, high, replicates``; bounds
    are missing with one run.
    """
    return _spread(results.frame("quarters", list(names)), names, scenarios, share)


def differences(results: Any, names: Sequence[str], scenarios: Sequence[str]) -> pd.DataFrame:
    """Return the mean paired difference to the reference by quarter with its simultaneous band.

    Columns as of `spread`, ``kind`` is difference. Rows of a design count with their mean.
    """
    return _differences(results, results.frame("quarters", list(names)), names, scenarios)


def both(results: Any, names: Sequence[str], scenarios: Sequence[str]) -> pd.DataFrame:
    """Return `spread` and then `differences`, for which the runs are read once."""
    frame = results.frame("quarters", list(names))
    runs = _spread(frame, names, scenarios, SPREAD)
    return pd.concat([runs, _differences(results, frame, names, scenarios)], ignore_index=True)


def _spread(
    frame: pd.DataFrame, names: Sequence[str], scenarios: Sequence[str], share: float
) -> pd.DataFrame:
    pieces = []
    for scenario in ended(frame, scenarios):
        own = worlds(frame, scenario)
        for name in names:
            runs = own.of(name).reshape(-1, len(own.index))
            pieces.append(_piece("runs", scenario, name, own, interval.spread(runs, share), runs))
    return pd.concat(pieces, ignore_index=True)


def _differences(
    results: Any, frame: pd.DataFrame, names: Sequence[str], scenarios: Sequence[str]
) -> pd.DataFrame:
    held = ended(frame, [results.reference, *scenarios])
    pieces = []
    for scenario in (name for name in held[1:] if results.reference in held):
        if scenario == results.reference:
            continue
        base, world = pair(frame, results.reference, scenario)
        draws = start_share.draws_of(base.replicates, results.provenance.uncertainty)
        apart = start_share.means((world.values - base.values).mean(axis=1), draws)
        for number, name in enumerate(names):
            runs = apart[:, :, number]
            band = interval.band(runs)
            pieces.append(_piece("difference", scenario, name, base, band, runs))
    return pd.concat(pieces, ignore_index=True) if pieces else pd.DataFrame()


def ended(frame: pd.DataFrame, scenarios: Sequence[str]) -> list[str]:
    """Return the scenarios of which a run ended."""
    held = set(frame["scenario"].unique())
    return [name for name in dict.fromkeys(scenarios) if name in held]


def _piece(
    kind: str, scenario: str, name: str, own: Worlds, found: interval.Interval, runs: np.ndarray
) -> pd.DataFrame:
    piece = pd.DataFrame(found._asdict())
    if len(runs) < 2:
        piece[["low", "high"]] = np.nan
    head = {"kind": kind, "scenario": scenario, "indicator": name}
    for place, (column, value) in enumerate(head.items()):
        piece.insert(place, column, value)
    piece.insert(3, "quarter", own.index["quarter"].to_numpy())
    piece["replicates"] = len(own.replicates)
    return piece
