"""Fan chart: the runs of each scenario over time, their median and where 50 and 90 % of them lie.

Scenarios stand side by side on one scale; a fan shows runs, never the interval of a mean.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.analysis.worlds import worlds
from sim.measure.register import Indicator
from sim.report import captions, fonts, headline
from sim.report.figures import panels
from sim.report.figures.catalogue import Look
from sim.report.figures.curves import ended
from sim.report.figures.drawing import Drawing
from sim.report.figures.presets import Preset, style
from sim.report.scale import scale

NAME = "fan-chart"
SHARES = (0.9, 0.5)  # of the runs inside the outer and the inner band
_SHADES = (0.18, 0.32)
_COLUMNS = {"single": 2, "double": 4, "word": 3, "slides": 4}
_ROWS = {"single": 4, "double": 5, "word": 5, "slides": 2}
_WORDS = {
    "en": {
        "median": "Median of the runs",
        "band": "{share:.0f} % of the runs",
        "date": "Policy begins to act",
        "reference": "Median of the reference",
        "lines": "Line: median of the runs; shaded: the middle 50 and 90 % of the runs; dashed and"
        " grey: median of {reference}.",
        "alone": "Line: median of the runs; shaded: the middle 50 and 90 % of the runs.",
        "one": "One replicate, so no band is shown.",
        "dates": "Dotted: quarters in which policy first differs from {reference}: {told}.",
        "levers": "{quarter} ({levers} levers)",
        "lever": "{quarter} (1 lever)",
    },
    "zh": {
        "median": "模拟的中位数",
        "band": "{share:.0f}%的模拟",
        "date": "政策开始起作用",
        "reference": "基准情景中位数",
        "lines": "线：模拟的中位数；浅色带：中间50%与90%的模拟；灰色虚线：“{reference}”的中位数。",
        "alone": "线：模拟的中位数；浅色带：中间50%与90%的模拟。",
        "one": "仅一次模拟，不给出区间。",
        "dates": "点线：政策开始与“{reference}”不同的季度：{told}。",
        "levers": "{quarter}（{levers}项杠杆）",
        "lever": "{quarter}（1项杠杆）",
    },
}


def draw(results: Any, look: Look) -> Drawing:
    """Draw the fans of indicators of the zone, a panel for each scenario.

    look  indicators: ids; empty shows as many of the headline as there is room for
    Raises InputError for an indicator or scenario that the result does not hold.
    """
    language, preset = fonts.language(look.language), look.preset
    scenarios = panels.scenarios(results, look)
    shown = headline.chosen(results, look.indicators, headline.FIGURE)
    room = max(1, _ROWS[preset.name] // _blocks(preset, scenarios))
    shown = shown if look.indicators else shown[:room]
    data = _data(results, [each.id for each in shown], scenarios)
    with style(preset):
        figure = _drawn(results, shown, scenarios, data, preset, language)
    captioned = {each: _caption(results, shown, scenarios, data, each) for each in ("en", "zh")}
    return Drawing(NAME, language, figure, data, captioned)


def _blocks(preset: Preset, scenarios: Sequence[str]) -> int:
    """Return how many rows of panels an indicator takes."""
    return math.ceil(len(scenarios) / _COLUMNS[preset.name])


def _data(results: Any, names: Sequence[str], scenarios: Sequence[str]) -> pd.DataFrame:
    """Return every number of the figure; lines of policy dates hold the number of levers."""
    frame = results.frame("quarters", names)
    outer, inner = ([(1 - share) / 2, (1 + share) / 2] for share in SHARES)
    pieces = []
    for scenario in ended(frame, [*scenarios, results.reference]):
        own = worlds(frame, scenario)
        for name in names:
            runs = own.of(name).reshape(-1, len(own.index))
            bounds = np.quantile(runs, [0.5, outer[0], inner[0], inner[1], outer[1]], axis=0)
            if len(runs) < 2:
                bounds[1:] = np.nan
            piece = pd.DataFrame(bounds.T, columns=["median", "low_90", "low_50", "high_50",
                                                    "high_90"])  # fmt: skip
            piece.insert(0, "quarter", own.index["quarter"].to_numpy())
            piece = piece.assign(kind="runs", scenario=scenario, indicator=name, runs=len(runs))
            pieces.append(piece)
    for scenario in scenarios:
        pieces.append(
            panels.policy_dates(results, scenario).assign(kind="dates", scenario=scenario)
        )
    found = pd.concat(pieces, ignore_index=True)
    first = ["kind", "scenario", "indicator", "quarter"]
    return found[[*first, *(name for name in found if name not in first)]]


def _drawn(
    results: Any,
    shown: Sequence[Indicator],
    scenarios: Sequence[str],
    data: pd.DataFrame,
    preset: Preset,
    language: str,
) -> Figure:
    blocks = _blocks(preset, scenarios)
    columns = math.ceil(len(scenarios) / blocks)
    heights = [1.0] * (blocks * len(shown))
    figure, grid = panels.canvas(preset, heights, columns, sharex=True)
    room = preset.width / columns * 0.8 / preset.points
    for number, each in enumerate(shown):
        own = data[(data["indicator"] == each.id) & (data["kind"] == "runs")]
        largest = own[["median", "low_90", "high_90"]].abs().max().max()
        by = scale(each, float(largest), language)
        rows = grid[number * blocks : (number + 1) * blocks]
        first = rows[0, 0]
        for place, axes in enumerate(rows.flat):
            if place >= len(scenarios):
                axes.set_axis_off()
                continue
            if axes is not first:
                axes.sharey(first)
                axes.tick_params(labelleft=axes is rows[place // columns, 0])
            _panel(axes, results, own, scenarios[place], by.factor)
            panels.mark_dates(axes, panels.policy_dates(results, scenarios[place])["quarter"])
            panels.axis_of_years(axes)
            if number == 0 or blocks > 1:
                text = panels.named(results, scenarios[place], language)
                panels.title(axes, panels.wrapped(text, room, language), preset)
        tall = preset.panel * 0.65 / preset.points
        for axes in rows[:, 0]:
            axes.set_ylabel(panels.titled(each.label[language], by.unit, tall, language))
    _legend(figure, results, scenarios, preset, language)
    return figure


def _panel(axes: Axes, results: Any, data: pd.DataFrame, scenario: str, factor: float) -> None:
    drawn = {"color": panels.look_of(results, scenario)["color"]}
    own = data[data["scenario"] == scenario]
    if own.empty:
        return
    across = panels.years(own["quarter"])
    if own["low_90"].notna().any():
        for share, shade in zip(("90", "50"), _SHADES, strict=True):
            low, high = own[f"low_{share}"] / factor, own[f"high_{share}"] / factor
            axes.fill_between(across, low, high, alpha=shade, linewidth=0, **drawn)
    if scenario != results.reference:
        base = data[data["scenario"] == results.reference]
        places = panels.years(base["quarter"])
        axes.plot(places, base["median"] / factor, color="0.45", linestyle="--", linewidth=0.6)
    axes.plot(across, own["median"] / factor, linestyle="-", **drawn)


def _legend(
    figure: Figure, results: Any, scenarios: Sequence[str], preset: Preset, language: str
) -> None:
    words = _WORDS[language]
    handles: list[Any] = [Line2D([], [], color="0.2", linestyle="-")]
    labels = [words["median"]]
    if results.replicates * results.rows > 1:
        for share, shade in zip(SHARES[::-1], _SHADES[::-1], strict=True):
            handles.append(Patch(color="0.2", alpha=shade, linewidth=0))
            labels.append(words["band"].format(share=100 * share))
    if set(scenarios) - {results.reference}:
        handles.append(Line2D([], [], color="0.45", linestyle="--", linewidth=0.6))
        labels.append(words["reference"])
    if any(len(panels.policy_dates(results, name)) for name in scenarios):
        handles.append(Line2D([], [], **panels.DATE))
        labels.append(words["date"])
    panels.legend(figure, preset, handles, labels, panels.many(results, language))


def _caption(
    results: Any,
    shown: Sequence[Indicator],
    scenarios: Sequence[str],
    data: pd.DataFrame,
    language: str,
) -> str:
    words = _WORDS[language]
    joint = "、" if language == "zh" else ", "
    reference = results.title(results.reference, language)
    others = [name for name in scenarios if name != results.reference]
    said = [words["lines" if others else "alone"].format(reference=reference)]
    if results.replicates * results.rows < 2:
        said.append(words["one"])
    dated = data[data["kind"] == "dates"].groupby("quarter")["levers"].max()
    if len(dated):
        told = joint.join(
            words["lever" if levers == 1 else "levers"].format(quarter=quarter, levers=int(levers))
            for quarter, levers in dated.items()
        )
        said.append(words["dates"].format(reference=reference, told=told))
    between = "、" if language == "zh" else "; "
    what = between.join(each.label[language] for each in shown)
    return captions.caption(results, language, what, *said, scenarios=scenarios)
