"""Trajectories: headline indicators over time by scenario, and the difference to the reference.

The spread of runs is a shaded fan; the interval of a mean difference is a band between thin lines.
The two are never drawn alike.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.analysis import interval
from sim.core import quarters as calendar
from sim.report import captions, fonts, headline
from sim.report.figures.catalogue import Look
from sim.report.figures.drawing import Drawing
from sim.report.figures.presets import COLORS, LINES, MILLIMETRE, Preset, style
from sim.report.scale import scale

NAME = "trajectories"
COLUMNS = 3


def draw(results: Any, look: Look) -> Drawing:
    """Draw indicators of the zone over time.

    results  result of an experiment
    look     indicators: ids, up to about twelve; empty shows the headline
    Raises InputError for an indicator that the result does not hold.
    """
    language, preset = fonts.language(look.language), look.preset
    shown = headline.chosen(results, look.indicators, headline.FIGURE)
    shown = shown if look.indicators else shown[: preset.most]
    frame = results.frame("quarters", [each.id for each in shown])
    worlds = {name: _runs(frame, name, shown) for name in results.scenarios}
    pairs = _pairs(worlds, results.reference)
    data = _data(results, shown, worlds, pairs)
    with style(preset):
        figure = _drawn(results, shown, data, preset, language)
    captioned = {each: captions.trajectories(results, shown, each) for each in ("en", "zh")}
    return Drawing(NAME, language, figure, data, captioned)


def _runs(frame: pd.DataFrame, scenario: str, shown: Sequence[Any]) -> pd.DataFrame:
    """Return a scenario's runs: replicate and quarter in rows, indicators in columns."""
    own = frame[frame["scenario"] == scenario].set_index(["replicate", "quarter"])
    return own[[each.id for each in shown]]


def _pairs(worlds: dict[str, pd.DataFrame], reference: str) -> dict[str, pd.DataFrame]:
    found = {}
    for name, world in worlds.items():
        if name != reference:
            both = world.index.intersection(worlds[reference].index, sort=False)
            found[name] = world.loc[both] - worlds[reference].loc[both]
    return found


def _data(
    results: Any,
    shown: Sequence[Any],
    worlds: dict[str, pd.DataFrame],
    pairs: dict[str, pd.DataFrame],
) -> pd.DataFrame:
    """Return every number of the figure: kind, scenario, indicator, quarter, mean, low, high."""
    first, last = results.period
    named = [calendar.text(quarter) for quarter in range(first, last + 1)]
    pieces = []
    for kind, frames, bounds in (
        ("runs", worlds, lambda runs: interval.spread(runs, captions.SPREAD)),
        ("difference", pairs, interval.band),
    ):
        for scenario, frame in frames.items():
            if frame.empty:
                continue
            runs = frame.to_numpy().reshape(-1, len(named), len(shown))
            for number, each in enumerate(shown):
                found = bounds(runs[:, :, number])
                piece = pd.DataFrame(found._asdict())
                if len(runs) < 2:
                    piece[["low", "high"]] = np.nan
                piece.insert(0, "quarter", named)
                piece.insert(0, "indicator", each.id)
                piece.insert(0, "scenario", scenario)
                piece.insert(0, "kind", kind)
                piece["replicates"] = len(runs)
                pieces.append(piece)
    return pd.concat(pieces, ignore_index=True)


def _drawn(
    results: Any, shown: Sequence[Any], data: pd.DataFrame, preset: Preset, language: str
) -> Figure:
    columns = min(COLUMNS, len(shown)) if preset.width > 100 else 1
    compared = (data["kind"] == "difference").any()
    blocks = math.ceil(len(shown) / columns)
    rows = blocks * (2 if compared else 1)
    heights = [1.0, 0.7] * blocks if compared else [1.0] * blocks
    tall = preset.panel * sum(heights) + 12
    size = (preset.width * MILLIMETRE, tall * MILLIMETRE)
    figure = Figure(figsize=size, layout="constrained")
    grid = figure.subplots(
        rows, columns, squeeze=False, sharex=True, gridspec_kw={"height_ratios": heights}
    )
    room = preset.width / columns * 0.8
    for number, each in enumerate(shown):
        block, column = divmod(number, columns)
        own = data[data["indicator"] == each.id]
        panels = [(block * 2, "runs", each.label[language], False)]
        if compared:
            difference = "差值" if language == "zh" else "Difference"
            panels.append((block * 2 + 1, "difference", difference, True))
        else:
            panels = [(block, *panels[0][1:])]
        for row, kind, label, is_difference in panels:
            part = own[own["kind"] == kind]
            sized = scale(each, float(part["mean"].abs().max()), language)
            axes = grid[row, column]
            _panel(axes, results, part, sized.factor, interval_of_mean=is_difference)
            unit = sized.unit
            if is_difference and unit == "%":
                unit = "百分点" if language == "zh" else "percentage points"
            title = _titled(label, unit, room / preset.points, language)
            axes.set_title(title, loc="left", fontsize=max(5.0, preset.points - 1))
            if is_difference:
                axes.axhline(0.0, color="0.6", linewidth=0.5, linestyle="-", zorder=0)
    for empty in range(len(shown), blocks * columns):
        for row in range(2 if compared else 1):
            grid[(empty // columns) * (2 if compared else 1) + row, empty % columns].set_axis_off()
    handles, labels = grid[0, 0].get_legend_handles_labels()
    titles = [f"{results.title(name, language)}" for name in labels]
    count = f"n = {results.replicates}"
    figure.legend(
        handles,
        titles,
        loc="outside lower center",
        ncols=min(4, len(titles)),
        title=count,
        title_fontsize=max(5.0, preset.points - 1),
    )
    return figure


def _panel(
    axes: Axes, results: Any, data: pd.DataFrame, factor: float, *, interval_of_mean: bool
) -> None:
    for number, scenario in enumerate(results.scenarios):
        own = data[data["scenario"] == scenario]
        if own.empty:
            continue
        color, line = COLORS[number % len(COLORS)], LINES[number % len(LINES)]
        years = [calendar.parse(quarter) / 4 for quarter in own["quarter"]]
        low, high = own["low"] / factor, own["high"] / factor
        if own["low"].notna().any():
            if interval_of_mean:
                for bound in (low, high):
                    axes.plot(years, bound, color=color, linestyle="-", linewidth=0.4)
            else:
                axes.fill_between(years, low, high, color=color, alpha=0.15, linewidth=0)
        axes.plot(years, own["mean"] / factor, color=color, linestyle=line, label=scenario)
    axes.xaxis.set_major_locator(MaxNLocator(3, steps=[1, 2, 5, 10], integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(4))


def _titled(label: str, unit: str, room: float, language: str) -> str:
    """Return a title with its unit in parentheses, cut into lines.

    room  width for it, mm for each point of the type
    """
    chinese = language == "zh"
    if unit:
        label = f"{label}（{unit}）" if chinese else f"{label} ({unit})"
    width = max(8, int(room / (0.36 if chinese else 0.2)))
    if chinese:
        return _cut(label, width)
    return textwrap.fill(label, width, break_long_words=False)


def _cut(label: str, width: int) -> str:
    """Cut a Chinese label into lines, none of which begins with a closing sign."""
    lines = [""]
    for sign in label:
        if len(lines[-1]) >= width and sign not in "）」》·，。、%":
            lines.append("")
        lines[-1] += sign
    return "\n".join(lines)
