"""Difference to the reference over time, with the band that holds the whole curve at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.measure.register import Indicator
from sim.report import captions, fonts, headline
from sim.report.figures import curves, panels
from sim.report.figures.catalogue import Look, NotInResult
from sim.report.figures.drawing import Drawing
from sim.report.figures.presets import Preset, style
from sim.report.scale import scale

NAME = "difference"
_COLUMNS = {"single": 1, "double": 3, "word": 2, "slides": 2}
_WORDS = {
    "en": {
        "what": "Difference to {reference}: {labels}",
        "band": "Thick lines: mean paired difference under the same luck; between the thin lines"
        " its simultaneous 95 % confidence band.",
        "one": "One replicate, so no band is shown.",
        "dates": "Dotted: quarters in which policy first differs.",
        "date": "Policy begins to act",
    },
    "zh": {
        "what": "与“{reference}”之差：{labels}",
        "band": "粗线：相同随机数下配对差值的均值；细线之间为其95%联合置信带。",
        "one": "仅一次模拟，不给出区间。",
        "dates": "点线：政策开始不同的季度。",
        "date": "政策开始起作用",
    },
}


def draw(results: Any, look: Look) -> Drawing:
    """Draw mean paired differences of indicators of the zone, a panel for each.

    look  indicators: ids; empty shows as many of the headline as there is room for
    Raises NotInResult with one scenario, InputError for what the result does not hold.
    """
    language, preset = fonts.language(look.language), look.preset
    scenarios = [name for name in panels.scenarios(results, look) if name != results.reference]
    if not scenarios:
        what = "A difference needs a scenario beside the reference."
        raise NotInResult(NAME, what, "Run two: parksim run no-reform opinion")
    shown = headline.chosen(results, look.indicators, headline.FIGURE)
    shown = shown if look.indicators else shown[: preset.most]
    data = curves.differences(results, [each.id for each in shown], scenarios)
    if data.empty:
        what = "No replicate of a scenario and the reference ended."
        raise NotInResult(NAME, what, "Run the same command again.")
    dates = [panels.policy_dates(results, name).assign(scenario=name) for name in scenarios]
    acting = pd.concat(dates, ignore_index=True).assign(kind="dates")
    with style(preset):
        figure = _drawn(results, shown, scenarios, data, acting, preset, language)
    captioned = {each: _caption(results, shown, scenarios, acting, each) for each in ("en", "zh")}
    return Drawing(NAME, language, figure, pd.concat([data, acting]), captioned)


def _drawn(
    results: Any,
    shown: Sequence[Indicator],
    scenarios: Sequence[str],
    data: pd.DataFrame,
    acting: pd.DataFrame,
    preset: Preset,
    language: str,
) -> Figure:
    columns = min(_COLUMNS[preset.name], len(shown))
    rows = math.ceil(len(shown) / columns)
    figure, grid = panels.canvas(preset, [1.0] * rows, columns, sharex=True)
    room = preset.width / columns * 0.8 / preset.points
    for axes in grid.flat[len(shown) :]:
        axes.set_axis_off()
    handles: dict[str, Line2D] = {}
    for each, axes in zip(shown, grid.flat, strict=False):
        own = data[data["indicator"] == each.id]
        by = scale(each, float(own[["mean", "low", "high"]].abs().max().max()), language)
        axes.axhline(0.0, color="0.6", linewidth=0.5, linestyle="-", zorder=0)
        panels.mark_dates(axes, acting["quarter"].unique())
        for name in scenarios:
            part = own[own["scenario"] == name]
            if not part.empty:
                drawn = panels.look_of(results, name)
                handles[name] = panels.curve(axes, part, by.factor, drawn, of_mean=True)
        unit = panels.difference_unit(by, language)
        panels.title(axes, panels.titled(each.label[language], unit, room, language), preset)
        panels.axis_of_years(axes)
        axes.tick_params(labelbottom=True)
    labels = [panels.named(results, name, language) for name in handles]
    lines: list[Line2D] = list(handles.values())
    if len(acting):
        lines.append(Line2D([], [], **panels.DATE))
        labels.append(_WORDS[language]["date"])
    panels.legend(figure, preset, lines, labels, panels.many(results, language))
    return figure


def _caption(
    results: Any,
    shown: Sequence[Indicator],
    scenarios: Sequence[str],
    acting: pd.DataFrame,
    language: str,
) -> str:
    words = _WORDS[language]
    labels = ("、" if language == "zh" else "; ").join(each.label[language] for each in shown)
    what = words["what"].format(reference=results.title(results.reference, language), labels=labels)
    said = [words["band" if results.replicates > 1 else "one"]]
    said += [words["dates"]] if len(acting) else []
    return captions.caption(results, language, what, *said, scenarios=scenarios)
