"""Trajectories: headline indicators over time by scenario, and the difference to the reference.

The spread of runs is a shaded fan; the interval of a mean difference is a band between thin lines.
The two are never drawn alike.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from sim.measure.register import Indicator
from sim.report import captions, fonts, headline
from sim.report.figures import curves, panels
from sim.report.figures.catalogue import Look
from sim.report.figures.drawing import Drawing
from sim.report.figures.presets import Preset, style
from sim.report.scale import scale

NAME = "trajectories"
COLUMNS = 3
_WORDS = {
    "en": {
        "runs": "Lines: mean of the runs. Shaded: the middle {share} % of the runs.",
        "one": "One replicate, so no interval is shown.",
        "difference": 'Lower panels: mean paired difference to "{reference}" under the same luck;'
        " between the thin lines its simultaneous 95 % confidence band.",
        "apart": 'Lower panels: difference to "{reference}" under the same luck.',
    },
    "zh": {
        "runs": "线：模拟的均值；浅色带：中间{share}%的模拟。",
        "one": "仅一次模拟，不给出区间。",
        "difference": "下方：与“{reference}”的逐次配对差值均值（相同随机数），"
        "细线之间为95%联合置信带。",
        "apart": "下方：与“{reference}”之差（相同随机数）。",
    },
}


def draw(results: Any, look: Look) -> Drawing:
    """Draw indicators of the zone over time.

    results  result of an experiment
    look     indicators: ids, up to about twelve; empty shows the headline
    Raises InputError for an indicator that the result does not hold.
    """
    language, preset = fonts.language(look.language), look.preset
    shown = headline.chosen(results, look.indicators, headline.FIGURE)
    shown = shown if look.indicators else shown[: preset.most]
    scenarios, names = panels.scenarios(results, look), [each.id for each in shown]
    data = curves.both(results, names, scenarios)
    with style(preset):
        figure = _drawn(results, shown, data, preset, language)
    captioned = {each: _caption(results, shown, scenarios, each) for each in ("en", "zh")}
    return Drawing(NAME, language, figure, data, captioned)


def _drawn(
    results: Any, shown: Sequence[Indicator], data: pd.DataFrame, preset: Preset, language: str
) -> Figure:
    columns = min(COLUMNS, len(shown)) if preset.width > 100 else 1
    kinds = [kind for kind in ("runs", "difference") if (data["kind"] == kind).any()]
    blocks = math.ceil(len(shown) / columns)
    heights = [1.0, 0.7][: len(kinds)] * blocks
    figure, grid = panels.canvas(preset, heights, columns, sharex=True)
    room = preset.width / columns * 0.8 / preset.points
    for axes in grid.flat:
        axes.set_axis_off()
    handles: dict[str, Any] = {}
    for number, each in enumerate(shown):
        block, column = divmod(number, columns)
        for row, kind in enumerate(kinds):
            axes = grid[block * len(kinds) + row, column]
            axes.set_axis_on()
            part = data[(data["indicator"] == each.id) & (data["kind"] == kind)]
            by = scale(each, float(part["mean"].abs().max()), language)
            label, unit = each.label[language], by.unit
            if kind == "difference":
                label = "差值" if language == "zh" else "Difference"
                unit = panels.difference_unit(by, language)
                axes.axhline(0.0, color="0.6", linewidth=0.5, linestyle="-", zorder=0)
            for name, own in part.groupby("scenario", sort=False):
                drawn = panels.look_of(results, str(name))
                of_mean = kind == "difference"
                line = panels.curve(axes, own, by.factor, drawn, of_mean=of_mean)
                handles.setdefault(str(name), line)
            panels.title(axes, panels.titled(label, unit, room, language), preset)
            panels.axis_of_years(axes)
    titles = [panels.named(results, name, language) for name in handles]
    panels.legend(figure, preset, list(handles.values()), titles, panels.many(results, language))
    return figure


def _caption(
    results: Any, shown: Sequence[Indicator], scenarios: Sequence[str], language: str
) -> str:
    words, several = _WORDS[language], results.replicates > 1
    reference = results.title(results.reference, language)
    several_runs = results.replicates * results.rows > 1
    said = [words["runs" if several_runs else "one"].format(share=round(100 * curves.SPREAD))]
    if set(scenarios) - {results.reference}:
        said.append(words["difference" if several else "apart"].format(reference=reference))
    labels = ("、" if language == "zh" else "; ").join(each.label[language] for each in shown)
    return captions.caption(results, language, labels, *said, scenarios=scenarios)
