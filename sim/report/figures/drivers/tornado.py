"""Tornado: what the lowest and the highest value of each factor change, the widest first."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from sim.analysis.sensitivity.indices import Sensitivity
from sim.analysis.sensitivity.study import DUMMY
from sim.report import fonts
from sim.report.figures.catalogue import Look
from sim.report.figures.drawing import Drawing
from sim.report.figures.drivers import asked, caption
from sim.report.figures.drivers.bars import across, barred, height, labelled
from sim.report.figures.drivers.sheet import most
from sim.report.figures.presets import COLORS, Preset, style
from sim.report.names import Names

NAME = "tornado"
ENDS = {"at_low": (COLORS[2], -0.2), "at_high": (COLORS[5], 0.2)}
_WORDS = {
    "en": {
        "what": "Tornado: change of the output from the base to the lowest and the highest value of"
        " each factor, all others at their base; the widest swing in the first panel comes first.",
        "bounds": "Whiskers: 95 % t interval of the mean change under common luck.",
        "dummy": "Dummy: the base under other luck.",
        "at_low": "lowest value", "at_high": "highest value", "change": "change from the base",
        "luck": "luck alone",
    },
    "zh": {
        "what": "龙卷风图：各因子由基准变为最低值、最高值时输出的变化，其余因子取基准值；"
        "按首图中的摆幅排序。",
        "bounds": "须线：相同随机数下平均变化的95%t区间。",
        "dummy": "虚拟因子：换用其他随机数的基准。",
        "at_low": "最低值", "at_high": "最高值", "change": "相对基准的变化",
        "luck": "只反映模拟的随机性",
    },
}  # fmt: skip


def draw(results: Any, look: Look) -> Drawing:
    """Draw a panel an output, two bars a factor.

    Raises NotInResult for a design that does not vary one factor at a time.
    """
    asked.require(results, ["ofat"])
    language, preset = fonts.language(look.language), look.preset
    found = asked.indices(results, look)
    frame = found.frame[found.frame["block"] == "mean"]
    columns = across(preset)
    tall = height(preset, frame["factor"].nunique())
    frame = asked.shown(frame, look, most(preset, columns, tall))
    data = frame[[*asked.OUTPUT, "factor", "measure", "value", "low", "high"]].copy()
    data["replicates"] = found.replicates
    scenario = asked.scenario(results, look)
    with style(preset):
        figure = _drawn(Names(results, language), data, found, scenario, preset)

    def parts(spoken: str) -> list[str]:
        words, names = _WORDS[spoken], Names(results, spoken)
        told = [words["what"], caption.outputs(names, data, found.of, scenario)]
        told += [words["bounds"], words["dummy"]] if found.replicates > 1 else []
        return [*told, *caption.rows(spoken, len(found.study.numbers), found.replicates)]

    shown = {each: words["luck"] for each, words in _WORDS.items()}
    return Drawing(NAME, language, figure, data, caption.captioned(results, parts, shown))


def _drawn(
    names: Names, data: pd.DataFrame, found: Sensitivity, scenario: str, preset: Preset
) -> Figure:
    order = [name for name in asked.ranking(data, "swing") if name != DUMMY]
    order += [DUMMY] if found.replicates > 1 else []
    groups = list(data.groupby(asked.OUTPUT, sort=False))
    page = barred(preset, names.language, len(groups), len(order))
    for axes, (output, own) in zip(page.panels, groups, strict=True):
        by = names.scale(output[0], found.of, float(own["value"].abs().max()))
        _bars(axes, own, order, by.factor)
        text = names.with_unit(names.output(output[0], found.of, *output[1:]), by.unit)
        page.title(axes, text)
        labelled(axes, [names.factor(name) for name in order], page)
    words = _WORDS[names.language]
    handles = [Patch(facecolor=c, edgecolor="black", linewidth=0.4) for c, _ in ENDS.values()]
    count = caption.count(names.language, len(found.study.numbers), found.replicates)
    title = names.results.title(scenario, names.language)
    note = f"{title} · {names.of(found.of)} · {words['change']} · {count}"
    page.legend(handles, [words[end] for end in ENDS], note)
    return page.figure


def _bars(axes: Axes, own: pd.DataFrame, order: list[str], factor: float) -> None:
    by = own.set_index(["measure", "factor"])[["value", "low", "high"]] / factor
    y = np.arange(len(order))
    for end, (color, aside) in ENDS.items():
        held = by.loc[end].reindex(order)
        at = y + np.where(np.array(order) == DUMMY, 0.0, aside)
        axes.barh(at, held["value"], 0.4, color=color, edgecolor="black", linewidth=0.3)
        axes.hlines(at, held["low"], held["high"], color="black")
    axes.axvline(0.0, color="black", linewidth=0.6)
    axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
