"""Comparison of scenarios under common luck: differences replicate by replicate, with intervals.

A gain of the parks always stands beside what the rest of the city lost or gained at the same time.
A design with several rows is compared within each row; a replicate then counts with its mean over
the rows, because luck is all that an interval is about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis import interval, start_share
from sim.analysis.displacement import outside
from sim.analysis.effect_size import (
    ROUNDING,
    hedges_g,
    ratio,
    replicates_needed,
    t_probability,
    variance_ratio,
)
from sim.analysis.family import headline as family
from sim.analysis.family import holm
from sim.analysis.interval import LEVEL
from sim.analysis.outlier import NONE, outlying
from sim.analysis.view import View
from sim.analysis.worlds import Worlds, pair, worlds
from sim.core.errors import InputError

PRECISION = 0.005  # half-width that replicates are counted for, share of the reference
SPREAD = 0.8  # share of the rows of a design between the bounds of their spread


def compare(
    results: Any,
    at: Sequence[str | int] = (),
    *,
    indicators: Sequence[str] = (),
    reference: str = "",
    by: str | Sequence[str] = "zone",
    perimeter: str = "fixed",
    headline: Sequence[str] = (),
    coverage: float = LEVEL,
    precision: float = PRECISION,
    seed: int = 0,
) -> pd.DataFrame:
    """Compare every scenario with a reference in the same replicates.

    results     result of an experiment (`sim.runs.results.Results`)
    at          quarters, as ``2030Q4``, or years; empty is the last quarter, or every whole year
    indicators  ids; empty is all
    reference   scenario to compare with; empty is the first
    by          zone, park or industry, and year: stocks at its end, flows over it
    perimeter   fixed, the parks of the opening; or legal, those that still are parks by law
    headline    indicators that were declared; empty is what the experiment declared, or the
                registered family (`sim.analysis.family.headline`)
    coverage    of the intervals, 0-1
    precision   half-width that replicates are counted for, as a share of the reference
    seed        of the bootstrap

    Returns a row for each scenario, time, place and indicator: ``replicates``, ``rows`` of the
    design, ``reference_mean``, ``mean``, ``difference`` with its t interval ``low, high`` and its
    bootstrap interval ``boot_low, boot_high``, the same as a share of the reference (``share,
    share_low, share_high``), ``hedges_g``, ``variance_ratio`` (variance of the paired difference
    over that of independent runs; small is good), ``needed`` replicates for the precision, ``p`` of
    the t test and ``p_holm``, corrected over all rows of headline indicators, ``outlier``: the
    replicate that stands apart from all others (`sim.analysis.outlier`), else -1. By year: the
    simultaneous band ``band_low, band_high`` of each curve. With several rows of a design:
    ``rows_low, rows_high``, between which the middle 80 % of the rows lie. For the zone an
    indicator that adds up over parks also has the difference in the ``rest`` of the city and
    ``net`` of displacement, each with ``_low`` and ``_high``. One replicate leaves every bound
    missing; the bootstrap needs five.
    Raises InputError for an unknown time, indicator or scenario, or without a common replicate.
    """
    if not 0.0 < coverage < 1.0:
        raise InputError("--coverage", f"{coverage:g} is no coverage.", "Give a share, as 0.95.")
    if not precision > 0.0:
        raise InputError("--precision", f"{precision:g} is no precision.", "Give a share, as 0.005")
    reference = reference or results.reference
    if reference not in results.scenarios:
        what = f'This result has no scenario "{reference}".'
        raise InputError("", what, f"It has: {', '.join(results.scenarios)}.")
    view = View.of(by, perimeter)
    names = view.names(results, indicators)
    frame = results.frame(view.level, names)
    frame = frame[frame["quarter"].isin(view.periods(results, at))]
    rest = outside(results, frame) if view.place == "zone" else None
    frame = view.timed(frame)
    rest = view.timed(rest) if rest is not None else None
    pieces = []
    for scenario in (name for name in results.scenarios if name != reference):
        base, world = _settled(*pair(frame, reference, scenario))
        draws = start_share.draws_of(base.replicates, results.provenance.uncertainty)
        piece = _described(base, world, draws, coverage, precision, seed)
        if view.year:
            piece = piece.assign(**_bands(base, world, draws, coverage))
        if rest is not None:
            away = [side.values for side in pair(rest, reference, scenario)]
            piece = piece.assign(**_moved(base, world, away, draws, coverage))
        piece.insert(0, "reference", reference)
        piece.insert(0, "scenario", scenario)
        pieces.append(piece)
    if not pieces:
        return pd.DataFrame()
    found = pd.concat(pieces, ignore_index=True)
    declared = [view.seen(results, name) for name in family(results, headline)]
    tested = found["p"].where(found["indicator"].isin(declared))
    found.insert(found.columns.get_loc("p") + 1, "p_holm", holm(tested.to_numpy()))
    return found


def levels(
    results: Any,
    at: Sequence[str | int] = (),
    *,
    indicators: Sequence[str] = (),
    coverage: float = LEVEL,
) -> pd.DataFrame:
    """Return the mean over replicates of each scenario with its t interval.

    Columns ``scenario, quarter, indicator, replicates, mean, low, high``.
    Raises InputError for an unknown quarter or indicator.
    """
    view = View()
    frame = results.frame("quarters", view.names(results, indicators))
    frame = frame[frame["quarter"].isin(view.periods(results, at))]
    pieces = []
    for scenario in (name for name in results.scenarios if (frame["scenario"] == name).any()):
        own = worlds(frame, scenario)
        draws = start_share.draws_of(own.replicates, results.provenance.uncertainty)
        bounds = interval.student(start_share.means(own.values.mean(axis=1), draws), coverage)
        piece = _lines(own, {"replicates": len(own.replicates), **bounds._asdict()})
        piece.insert(0, "scenario", scenario)
        pieces.append(piece)
    return pd.concat(pieces, ignore_index=True)


def _settled(base: Worlds, world: Worlds) -> tuple[Worlds, Worlds]:
    """Return both worlds, equal where they differ by no more than rounding."""
    near = np.abs(world.values - base.values) <= ROUNDING * np.abs(base.values)
    return base, replace(world, values=np.where(near, base.values, world.values))


def _described(
    base: Worlds,
    world: Worlds,
    draws: np.ndarray,
    coverage: float,
    precision: float,
    seed: int,
) -> pd.DataFrame:
    """Return the statistics of every line and indicator of a pair of scenarios."""
    apart = world.values - base.values
    difference = start_share.means(apart.mean(axis=1), draws)
    t = interval.student(difference, coverage)
    boot = interval.bootstrap(difference, coverage, seed)
    average = base.values.mean(axis=(0, 1))
    size = np.abs(average)
    count, rows = base.values.shape[:2]
    worlds_a_draw = count / len(difference)
    deviation = (
        difference.std(axis=0, ddof=1) if len(difference) > 1 else np.full_like(size, np.nan)
    )
    found = {
        "replicates": count,
        "rows": rows,
        "reference_mean": average,
        "mean": world.values.mean(axis=(0, 1)),
        "difference": t.mean,
        "low": t.low,
        "high": t.high,
        "boot_low": boot.low,
        "boot_high": boot.high,
        "share": ratio(t.mean, size),
        "share_low": ratio(t.low, size),
        "share_high": ratio(t.high, size),
        "hedges_g": hedges_g(base.values, world.values),
        "variance_ratio": variance_ratio(base.values, world.values),
        "needed": replicates_needed(deviation, precision * size, coverage) * worlds_a_draw,
        "p": t_probability(difference),
        "outlier": _apart(base, difference, draws),
    }
    if rows > 1:
        by_row = interval.spread(apart.mean(axis=0), SPREAD)
        found |= {"rows_low": by_row.low, "rows_high": by_row.high}
    return _lines(base, found)


def _apart(base: Worlds, difference: np.ndarray, draws: np.ndarray) -> np.ndarray:
    """Return the first replicate of the draw that stands apart from the others, or `NONE`."""
    _, first = np.unique(draws, return_index=True)
    found = outlying(difference)
    return np.where(found == NONE, NONE, np.asarray(base.replicates)[first][found])


def _lines(own: Worlds, found: dict[str, Any]) -> pd.DataFrame:
    """Return numbers of (lines, indicators), or one for all, as a row each."""
    piece = own.index.loc[own.index.index.repeat(len(own.names))].reset_index(drop=True)
    piece["indicator"] = own.names * len(own.index)
    for name, values in found.items():
        piece[name] = values if np.ndim(values) == 0 else np.ravel(values)
    return piece


def _bands(
    base: Worlds, world: Worlds, draws: np.ndarray, coverage: float
) -> dict[str, np.ndarray]:
    """Return the simultaneous band of each curve over the years, a curve a place and indicator."""
    difference = start_share.means((world.values - base.values).mean(axis=1), draws)
    low, high = np.full((2, *difference.shape[1:]), np.nan)
    places = base.index.drop(columns="year")
    curves = places.groupby(list(places)).indices if places.shape[1] else {"": slice(None)}
    for lines in curves.values():
        for number in range(len(base.names)):
            found = interval.band(difference[:, lines, number], coverage)
            low[lines, number], high[lines, number] = found.low, found.high
    return {"band_low": low.ravel(), "band_high": high.ravel()}


def _moved(
    base: Worlds,
    world: Worlds,
    away: Sequence[np.ndarray],
    draws: np.ndarray,
    coverage: float,
) -> dict[str, np.ndarray]:
    """Return the difference in the rest of the city and net of displacement, with bounds.

    away  the rest of the city in both worlds, (replicates, rows, lines, indicators)
    """
    outside = away[1] - away[0]
    found: dict[str, np.ndarray] = {}
    for name, values in (("rest", outside), ("net", outside + world.values - base.values)):
        bounds = interval.student(start_share.means(values.mean(axis=1), draws), coverage)
        found |= {name: bounds.mean.ravel()}
        found |= {f"{name}_low": bounds.low.ravel(), f"{name}_high": bounds.high.ravel()}
    return found
