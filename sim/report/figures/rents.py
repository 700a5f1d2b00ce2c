"""Rent and vacancy by class of floor over time: business floor, towers, plants."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from sim.measure.register import indicator
from sim.report import captions, fonts
from sim.report.figures import curves, panels
from sim.report.figures.catalogue import Look, NotInResult
from sim.report.figures.drawing import Drawing
from sim.report.figures.presets import Preset, style
from sim.report.scale import scale

NAME = "rents"
CLASSES = ("business", "tower", "plant")
MEASURES = ("rent", "vacancy")
_WORDS = {
    "en": {
        "business": "Business floor", "tower": "Tower floor", "plant": "Plant floor",
        "rent": "Rent", "vacancy": "Vacancy",
        "what": "Rent and vacancy by class of floor, zone",
        "lines": "Lines: mean over the runs; shaded: the middle {share} % of the runs.",
        "one": "One replicate, so no band is shown.",
    },
    "zh": {
        "business": "商务楼宇", "tower": "高层楼宇", "plant": "厂房",
        "rent": "租金", "vacancy": "空置率",
        "what": "各类楼宇的租金与空置率（全区）",
        "lines": "线：模拟的均值；浅色带：中间{share}%的模拟。",
        "one": "仅一次模拟，不给出区间。",
    },
}  # fmt: skip


def draw(results: Any, look: Look) -> Drawing:
    """Draw rent and vacancy of each class of floor, by scenario.

    look  indicators: those to show, as rent_plant; empty is all that the result holds
    Raises NotInResult if it holds none.
    """
    language, preset = fonts.language(look.language), look.preset
    held = set(results.indicators())
    names = [f"{measure}_{kind}" for measure in MEASURES for kind in CLASSES]
    names = [name for name in names if name in held]
    names = [name for name in names if not look.indicators or name in look.indicators]
    if not names:
        what = "Rents and vacancies are not in this result."
        raise NotInResult(NAME, what, "Keep them: keep: {quarters: all}.")
    scenarios = panels.scenarios(results, look)
    data = curves.spread(results, names, scenarios)
    with style(preset):
        figure = _drawn(results, names, scenarios, data, preset, language)
    captioned = {each: _caption(results, scenarios, each) for each in ("en", "zh")}
    return Drawing(NAME, language, figure, data, captioned)


def _drawn(
    results: Any,
    names: Sequence[str],
    scenarios: Sequence[str],
    data: pd.DataFrame,
    preset: Preset,
    language: str,
) -> Figure:
    words = _WORDS[language]
    kinds = [each for each in CLASSES if any(name.endswith(f"_{each}") for name in names)]
    measures = [each for each in MEASURES if any(name.startswith(f"{each}_") for name in names)]
    figure, grid = panels.canvas(
        preset, [1.0] * len(measures), len(kinds), sharex=True, sharey="row"
    )
    room = preset.panel * 0.65 / preset.points
    handles = {}
    for row, measure in enumerate(measures):
        for column, kind in enumerate(kinds):
            axes, name = grid[row, column], f"{measure}_{kind}"
            if name not in names:
                axes.set_axis_off()
                continue
            own = data[data["indicator"] == name]
            by = scale(indicator(name), float(own["mean"].abs().max()), language)
            for scenario in scenarios:
                part = own[own["scenario"] == scenario]
                if not part.empty:
                    drawn = panels.look_of(results, scenario)
                    handles[scenario] = panels.curve(axes, part, by.factor, drawn, of_mean=False)
            panels.axis_of_years(axes, 2)
            if row == 0:
                panels.title(axes, words[kind], preset)
            if column == 0:
                axes.set_ylabel(panels.titled(words[measure], by.unit, room, language))
        grid[row, 0].set_ylim(bottom=0.0)
    labels = [panels.named(results, name, language) for name in handles]
    panels.legend(figure, preset, list(handles.values()), labels, panels.many(results, language))
    return figure


def _caption(results: Any, scenarios: Sequence[str], language: str) -> str:
    words = _WORDS[language]
    several = results.replicates * results.rows > 1
    said = words["lines" if several else "one"].format(share=round(100 * curves.SPREAD))
    return captions.caption(results, language, words["what"], said, scenarios=scenarios)
