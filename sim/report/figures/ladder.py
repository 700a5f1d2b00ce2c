"""The enterprise ladder over time: how many firms stand on each rung, from broad base to top."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from sim.measure.register import Indicator, indicator
from sim.report import captions, fonts
from sim.report.figures import curves, panels
from sim.report.figures.catalogue import Look, NotInResult
from sim.report.figures.drawing import Drawing
from sim.report.figures.presets import Preset, style
from sim.report.scale import scale

NAME = "ladder"
RUNGS = ("hnte", "specialised_smes", "little_giants", "champions", "unicorns")
_COLUMNS = {"single": 2, "double": 5, "word": 3, "slides": 3}
_WORDS = {
    "en": {
        "what": "Firms on the rungs of the enterprise ladder: {labels}",
        "lines": "Lines: mean over the runs; shaded: the middle {share} % of the runs.",
        "one": "One replicate, so no band is shown.",
    },
    "zh": {
        "what": "企业梯度培育：{labels}",
        "lines": "线：模拟的均值；浅色带：中间{share}%的模拟。",
        "one": "仅一次模拟，不给出区间。",
    },
}


def draw(results: Any, look: Look) -> Drawing:
    """Draw the number of firms on each rung over time, by scenario.

    look  indicators: rungs to show; empty is all that the result holds
    Raises NotInResult if it holds none, InputError for an indicator that is no rung.
    """
    language, preset = fonts.language(look.language), look.preset
    shown = _rungs(results, look.indicators)
    scenarios = panels.scenarios(results, look)
    data = curves.spread(results, [each.id for each in shown], scenarios)
    with style(preset):
        figure = _drawn(results, shown, scenarios, data, preset, language)
    captioned = {each: _caption(results, shown, scenarios, each) for each in ("en", "zh")}
    return Drawing(NAME, language, figure, data, captioned)


def _rungs(results: Any, wanted: Sequence[str]) -> list[Indicator]:
    held = results.indicators()
    found = [name for name in RUNGS if name in held and (not wanted or name in wanted)]
    if not found:
        what = "The enterprise ladder is not in this result."
        do = f"It is made of: {', '.join(RUNGS)}. Keep them: keep: {{quarters: all}}."
        raise NotInResult(NAME, what, do)
    return [indicator(name) for name in found]


def _drawn(
    results: Any,
    shown: Sequence[Indicator],
    scenarios: Sequence[str],
    data: pd.DataFrame,
    preset: Preset,
    language: str,
) -> Figure:
    columns = min(_COLUMNS[preset.name], len(shown))
    rows = math.ceil(len(shown) / columns)
    figure, grid = panels.canvas(preset, [1.0] * rows, columns, sharex=True)
    room = preset.width / columns * 0.8 / preset.points
    handles = {}
    for axes in grid.flat[len(shown) :]:
        axes.set_axis_off()
    for each, axes in zip(shown, grid.flat, strict=False):
        own = data[data["indicator"] == each.id]
        by = scale(each, float(own["mean"].abs().max()), language)
        for name in scenarios:
            part = own[own["scenario"] == name]
            if not part.empty:
                drawn = panels.look_of(results, name)
                handles[name] = panels.curve(axes, part, by.factor, drawn, of_mean=False)
        text = panels.titled(each.label[language], by.unit, room, language)
        panels.title(axes, text, preset)
        panels.axis_of_years(axes, 2)
        axes.tick_params(labelbottom=True)
        axes.set_ylim(bottom=0.0)
    labels = [panels.named(results, name, language) for name in handles]
    panels.legend(figure, preset, list(handles.values()), labels, panels.many(results, language))
    return figure


def _caption(
    results: Any, shown: Sequence[Indicator], scenarios: Sequence[str], language: str
) -> str:
    words = _WORDS[language]
    labels = ("、" if language == "zh" else "; ").join(each.label[language] for each in shown)
    several = results.replicates * results.rows > 1
    said = words["lines" if several else "one"].format(share=round(100 * curves.SPREAD))
    what = words["what"].format(labels=labels)
    return captions.caption(results, language, what, said, scenarios=scenarios)
