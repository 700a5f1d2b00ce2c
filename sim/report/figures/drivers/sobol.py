"""Indices of Sobol as bars: each factor alone and with all interactions, the dummy, and luck."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from sim.analysis.sensitivity.indices import LUCK, Sensitivity
from sim.analysis.sensitivity.study import DUMMY
from sim.report import fonts
from sim.report.figures.catalogue import Look
from sim.report.figures.drawing import Drawing
from sim.report.figures.drivers import asked, caption
from sim.report.figures.drivers.bars import across, barred, height, labelled
from sim.report.figures.drivers.sheet import most
from sim.report.figures.presets import COLORS, Preset, style
from sim.report.names import Names

NAME = "sobol"
BARS = {"ST": (COLORS[2], 0.2), "S1": (COLORS[5], -0.2)}
WIDEST = (-0.5, 1.5)  # of the axis; indices are shares, so that more is sampling error
_WORDS = {
    "en": {
        "what": "Indices of Sobol of the mean over luck: S1, what a factor explains alone, and ST,"
        " with all its interactions.",
        "bounds": "Whiskers: {level:g} % intervals over rows and replicates.",
        "floor": "Dashed: ST of a dummy that only deals out luck anew, the level of noise.",
        "luck": "Hatched: share of luck in the variance of single runs.",
        "cut": "Whiskers that leave the panel are cut.",
        "row": "Luck, of single runs", "noise": "level of noise (dummy)",
        "share": "share of luck", "shown": "luck and the sampling of rows",
    },
    "zh": {
        "what": "Sobol指数（针对随机性的均值）：S1为因子单独解释的份额，ST含其全部交互。",
        "bounds": "须线：行与模拟的{level:g}%区间。",
        "floor": "虚线：只重新分配随机性的虚拟因子的ST，即噪声水平。",
        "luck": "斜纹：随机性在单次模拟方差中的份额。",
        "cut": "超出图框的须线被截断。",
        "row": "随机性（单次模拟）", "noise": "噪声水平（虚拟因子）",
        "share": "随机性份额", "shown": "反映随机性与行的抽样",
    },
}  # fmt: skip


def draw(results: Any, look: Look) -> Drawing:
    """Draw a panel an output. Raises NotInResult for a design of another method."""
    asked.require(results, ["sobol"])
    language, preset = fonts.language(look.language), look.preset
    found = asked.indices(results, look)
    frame = found.frame[found.frame["block"].isin(("mean", LUCK))]
    frame = frame[frame["measure"] != "S2"]
    tall = height(preset, frame["factor"].nunique())
    frame = asked.shown(frame, look, most(preset, across(preset), tall))
    data = frame[[*asked.OUTPUT, "factor", "measure", "value", "low", "high"]].copy()
    data["replicates"] = found.replicates
    scenario = asked.scenario(results, look)
    with style(preset):
        figure = _drawn(Names(results, language), data, found, scenario, preset)

    def parts(spoken: str) -> list[str]:
        words, names = _WORDS[spoken], Names(results, spoken)
        told = [words["what"], caption.outputs(names, data, found.of, scenario)]
        told.append(words["bounds"].format(level=100 * found.level))
        told += [words["floor"], words["luck"]] if found.replicates > 1 else []
        if data["low"].min() < WIDEST[0] or data["high"].max() > WIDEST[1]:
            told.append(words["cut"])
        sizes = (found.replicates, found.dropped, found.blocks)
        return [*told, *caption.rows(spoken, len(found.study.numbers), *sizes)]

    shown = {each: words["shown"] for each, words in _WORDS.items()}
    return Drawing(NAME, language, figure, data, caption.captioned(results, parts, shown))


def _drawn(
    names: Names, data: pd.DataFrame, found: Sensitivity, scenario: str, preset: Preset
) -> Figure:
    words = _WORDS[names.language]
    order = asked.ranking(data, "ST")
    if found.replicates == 1:
        order.remove(DUMMY)
    lucky = LUCK in set(data["factor"])
    rows = [names.factor(name) for name in order] + ([words["row"]] if lucky else [])
    groups = list(data.groupby(asked.OUTPUT, sort=False))
    page = barred(preset, names.language, len(groups), len(rows))
    for axes, (output, own) in zip(page.panels, groups, strict=True):
        _bars(axes, own.set_index(["measure", "factor"]), order, lucky)
        page.title(axes, names.output(output[0], found.of, *output[1:]))
        labelled(axes, rows, page)
    handles: list[Any] = [_patch(BARS[name][0]) for name in ("S1", "ST")]
    texts = ["S1", "ST"]
    if found.replicates > 1:
        handles += [Line2D([], [], color="black", linestyle="--"), _patch("0.85", 1)]
        texts += [words["noise"], words["share"]]
    count = caption.count(names.language, len(found.study.numbers), found.replicates)
    title = names.results.title(scenario, names.language)
    page.legend(handles, texts, f"{title} · {names.of(found.of)} · {count}")
    return page.figure


def _patch(color: str, hatched: int = 0) -> Patch:
    hatch = "////" if hatched else None
    return Patch(facecolor=color, edgecolor="black", linewidth=0.4, hatch=hatch)


def _bars(axes: Axes, by: pd.DataFrame, order: list[str], lucky: bool) -> None:
    y = np.arange(len(order))
    for measure, (color, aside) in BARS.items():
        held = by.loc[measure].reindex(order)
        at = y + aside
        axes.barh(at, held["value"], 0.4, color=color, edgecolor="black", linewidth=0.3)
        axes.hlines(at, held["low"], held["high"], color="black")
    if DUMMY in order:
        floor = max(0.0, float(by.loc[("ST", DUMMY), "value"]))
        axes.axvline(floor, color="black", linestyle="--")
    if lucky:
        share = float(by.loc[("share", LUCK), "value"])
        axes.barh(len(order), share, 0.5, color="0.85", edgecolor="black", linewidth=0.4,
                  hatch="////")  # fmt: skip
        axes.axhline(len(order) - 0.5, color="0.6", linewidth=0.5)
    held = by.loc[list(BARS)]
    low = min(0.0, float(held["low"].min()))
    high = max(1.0, float(held["high"].max()))
    axes.set_xlim(max(WIDEST[0], low), min(WIDEST[1], high * 1.02))
    axes.axvline(0.0, color="black", linewidth=0.6)
    axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
