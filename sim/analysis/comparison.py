"""Comparison of scenarios under common luck: differences replicate by replicate, with intervals.

A gain of the parks always stands beside what the rest of the city lost or gained at the same time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import gammaln

from sim.analysis import interval, start_share
from sim.analysis.interval import LEVEL, Interval
from sim.core import quarters as calendar
from sim.core.errors import InputError

PLACES = {"quarters": [], "parks": ["park"], "industries": ["industry"]}
ADDITIVE = 1e-6  # share by which parks may miss the zone and still count as adding up to it


def compare(
    results: Any,
    at: Sequence[str | int] = (),
    *,
    indicators: Sequence[str] = (),
    reference: str = "",
    level: str = "quarters",
    coverage: float = LEVEL,
    seed: int = 0,
) -> pd.DataFrame:
    """Compare every scenario with a reference in the same replicates.

    results     result of an experiment (`sim.runs.results.Results`)
    at          quarters, as ``2030Q4`` or a year; empty is the last quarter
    indicators  ids; empty is all
    reference   scenario to compare with; empty is the first
    level       quarters (the zone), parks or industries
    coverage    of the intervals, 0-1
    seed        of the bootstrap

    Returns a row for each scenario, quarter, place and indicator: ``replicates``,
    ``reference_mean``, ``mean``, ``difference`` with its t interval ``low, high`` and its bootstrap
    interval ``boot_low, boot_high``, the same as a share of the reference (``share, share_low,
    share_high``), ``hedges_g`` and ``variance_ratio`` (variance of the paired difference over that
    of independent runs; small is good). At the level of the zone an indicator that adds up over
    parks also has the difference in the ``rest`` of the city and ``net`` of displacement, each with
    ``_low`` and ``_high``. With one replicate every bound is missing.
    Raises InputError for an unknown quarter, indicator, scenario, or without a common replicate.
    """
    wanted = _quarters(results, at)
    reference = reference or results.reference
    others = [name for name in results.scenarios if name != reference]
    if reference not in results.scenarios:
        what = f'This result has no scenario "{reference}".'
        raise InputError("", what, f"It has: {', '.join(results.scenarios)}.")
    frame = results.frame(level, list(indicators))
    frame = frame[frame["quarter"].isin(wanted)]
    places = PLACES[level]
    names = [c for c in frame if c not in ("scenario", "replicate", "quarter", *places)]
    rest = _rest_of_city(results, names, wanted) if level == "quarters" else None
    pieces = []
    for scenario in others:
        base, world, index, replicates = _paired(frame, reference, scenario, places)
        draws = start_share.draws_of(replicates, results.provenance.uncertainty)
        piece = _described(base, world, index, names, draws, coverage, seed)
        piece.insert(0, "reference", reference)
        piece.insert(0, "scenario", scenario)
        if rest is not None:
            piece = _with_displacement(piece, base, world, index, names, rest, draws, coverage)
        pieces.append(piece)
    return pd.concat(pieces, ignore_index=True) if pieces else pd.DataFrame()


def levels(
    results: Any, at: Sequence[str | int] = (), *, indicators: Sequence[str] = ()
) -> pd.DataFrame:
    """Return the mean over replicates of each scenario with its t interval.

    Columns ``scenario, quarter, indicator, replicates, mean, low, high``.
    Raises InputError for an unknown quarter or indicator.
    """
    wanted = _quarters(results, at)
    frame = results.frame("quarters", list(indicators))
    frame = frame[frame["quarter"].isin(wanted)]
    names = [c for c in frame if c not in ("scenario", "replicate", "quarter")]
    rows = []
    for (scenario, quarter), group in frame.groupby(["scenario", "quarter"], sort=False):
        draws = start_share.draws_of(group["replicate"], results.provenance.uncertainty)
        found = interval.student(start_share.means(group[names].to_numpy(), draws))
        for number, name in enumerate(names):
            bounds = (part[number] for part in found)
            rows.append((scenario, quarter, name, len(group), *bounds))
    columns = ["scenario", "quarter", "indicator", "replicates", "mean", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def hedges_g(base: np.ndarray, world: np.ndarray) -> np.ndarray:
    """Standardized difference of means, corrected for small samples (Hedges 1981).

    g = J (m1 - m0) / s, s the root of the mean variance of both worlds, J exact with 2n - 2 degrees
    of freedom.      base, world  replicates in rows      Returns sd units; nan without spread.
    """
    count = len(base)
    if count < 2:
        return np.full(base.shape[1:], np.nan)
    spread = np.sqrt((base.var(axis=0, ddof=1) + world.var(axis=0, ddof=1)) / 2.0)
    freedom = 2 * count - 2
    correction = np.exp(
        gammaln(freedom / 2) - gammaln((freedom - 1) / 2) - 0.5 * np.log(freedom / 2)
    )
    difference = world.mean(axis=0) - base.mean(axis=0)
    return correction * _ratio(difference, spread)


def variance_ratio(base: np.ndarray, world: np.ndarray) -> np.ndarray:
    """Variance of the paired difference over the variance that independent runs would have.

    var(w - b) / (var w + var b)      base, world  replicates in rows      nan without spread.
    """
    if len(base) < 2:
        return np.full(base.shape[1:], np.nan)
    apart = base.var(axis=0, ddof=1) + world.var(axis=0, ddof=1)
    return _ratio((world - base).var(axis=0, ddof=1), apart)


def _quarters(results: Any, at: Sequence[str | int]) -> list[str]:
    first, last = results.period
    wanted = [calendar.parse(each) for each in at] or [last]
    for quarter in wanted:
        if not first <= quarter <= last:
            what = f"{calendar.text(quarter)} lies outside the period of this result."
            span = f"{calendar.text(first)} to {calendar.text(last)}"
            raise InputError("--at", what, f"Choose quarters from {span}.")
    return [calendar.text(quarter) for quarter in wanted]


def _paired(
    frame: pd.DataFrame, reference: str, scenario: str, places: list[str]
) -> tuple[np.ndarray, np.ndarray, pd.DataFrame, np.ndarray]:
    """Return (replicates, rows, indicators) of both worlds, what the rows are, and which worlds."""
    arrays, keys = [], ["replicate", "quarter", *places]
    sides = [frame[frame["scenario"] == name].drop(columns="scenario").copy() for name in
             (reference, scenario)]  # fmt: skip
    common = set(sides[0]["replicate"]) & set(sides[1]["replicate"])
    if not common:
        what = f"{scenario} and {reference} have no replicate in common that ended."
        raise InputError("", what, "Run the experiment again to complete it.")
    for side in sides:
        shared = side[side["replicate"].isin(common)].set_index(keys)
        arrays.append(shared.to_numpy().reshape(len(common), -1, shared.shape[1]))
    rows = sides[0][sides[0]["replicate"] == min(common)][["quarter", *places]]
    return arrays[0], arrays[1], rows.reset_index(drop=True), np.array(sorted(common))


def _described(
    base: np.ndarray,
    world: np.ndarray,
    index: pd.DataFrame,
    names: list[str],
    draws: np.ndarray,
    coverage: float,
    seed: int,
) -> pd.DataFrame:
    difference = start_share.means(world - base, draws)
    t = interval.student(difference, coverage)
    boot = interval.bootstrap(difference, coverage, seed)
    average = base.mean(axis=0)
    size = np.abs(average)
    found = {
        "replicates": np.full(average.shape, len(base)),
        "reference_mean": average,
        "mean": world.mean(axis=0),
        "difference": t.mean,
        "low": t.low,
        "high": t.high,
        "boot_low": boot.low,
        "boot_high": boot.high,
        "share": _ratio(t.mean, size),
        "share_low": _ratio(t.low, size),
        "share_high": _ratio(t.high, size),
        "hedges_g": hedges_g(base, world),
        "variance_ratio": variance_ratio(base, world),
    }
    piece = index.loc[index.index.repeat(len(names))].reset_index(drop=True)
    piece["indicator"] = names * len(index)
    for name, values in found.items():
        piece[name] = values.ravel()
    return piece


def _rest_of_city(results: Any, names: list[str], wanted: list[str]) -> pd.DataFrame | None:
    """Return the rest of the city and the sum of the parks for indicators of both levels."""
    known = set(results.indicators("parks"))
    shared = [name for name in names if name in known]
    if not shared:
        return None
    frame = results.frame("parks", shared)
    frame = frame[frame["quarter"].isin(wanted)]
    inside = frame["park"] != results.rest_of_city
    keys = ["scenario", "replicate", "quarter"]
    sums = frame[inside].groupby(keys, sort=False)[shared].sum()
    outside = frame[~inside].set_index(keys)[shared]
    return outside.add_suffix("|rest").join(sums.add_suffix("|parks"))


def _with_displacement(
    piece: pd.DataFrame,
    base: np.ndarray,
    world: np.ndarray,
    index: pd.DataFrame,
    names: list[str],
    rest: pd.DataFrame,
    draws: np.ndarray,
    coverage: float,
) -> pd.DataFrame:
    scenario, reference = piece["scenario"].iloc[0], piece["reference"].iloc[0]
    count, rows = base.shape[:2]
    columns = [f"{part}{end}" for part in ("rest", "net") for end in ("", "_low", "_high")]
    found = np.full((rows, len(names), 6), np.nan)
    known = {column.partition("|")[0] for column in rest}
    worlds = {name: rest.xs(name, level="scenario") for name in (scenario, reference)}
    both = worlds[scenario].index.intersection(worlds[reference].index, sort=False)
    for number, name in enumerate(names):
        if name not in known:
            continue
        sums = worlds[reference].loc[both, f"{name}|parks"].to_numpy().reshape(count, rows)
        if not np.allclose(sums, base[:, :, number], rtol=ADDITIVE, atol=0.0):
            continue  # a share or a price: the zone is not the sum of its parks
        moved = [
            worlds[side].loc[both, f"{name}|rest"].to_numpy() for side in (scenario, reference)
        ]
        outside = (moved[0] - moved[1]).reshape(count, rows)
        inside = world[:, :, number] - base[:, :, number]
        for place, values in ((0, outside), (3, outside + inside)):
            bounds: Interval = interval.student(start_share.means(values, draws), coverage)
            found[:, number, place : place + 3] = np.stack(bounds, axis=-1)
    return piece.assign(**dict(zip(columns, found.reshape(-1, 6).T, strict=True)))


def _ratio(top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
    return np.divide(top, bottom, out=np.full(np.shape(top), np.nan), where=bottom > 0)
