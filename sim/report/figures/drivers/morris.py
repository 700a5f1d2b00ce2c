"""Elementary effects of Morris: how strongly a factor acts against how unevenly it does."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from sim.analysis.sensitivity.convergence import standing_out
from sim.analysis.sensitivity.indices import Sensitivity
from sim.analysis.sensitivity.study import DUMMY
from sim.report import fonts
from sim.report.figures.catalogue import Look
from sim.report.figures.drawing import Drawing
from sim.report.figures.drivers import asked, caption
from sim.report.figures.drivers.sheet import most, sheet
from sim.report.figures.presets import COLORS, Preset, style
from sim.report.names import Names

NAME = "morris"
COLUMNS = {"single": 1, "double": 3, "word": 2, "slides": 2}
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "p", "h", "d")
NAMED = 14  # factors that have a marker of their own, the strongest of any output
_WORDS = {
    "en": {
        "what": "Elementary effects (Morris): μ*, the mean size of what an output changes over the"
        " range of a factor, against σ, its standard deviation over the other factors; both in"
        " the unit of the output.",
        "bounds": "Whiskers: {level:g} % intervals of μ* over trajectories and replicates.",
        "line": "Above the grey line σ exceeds μ*: the effect bends or depends on other"
        " factors.",
        "floor": "Dashed: μ* of a dummy that only deals out luck anew; what lies left of it is not"
        " told from luck.",
        "rest": "Grey: {count} factors that stand out in no panel.",
        "dummy": "level of noise (dummy)", "others": "not told from noise", "equal": "σ = μ*",
        "shown": "luck and the sampling of rows",
    },
    "zh": {
        "what": "基本效应（Morris）：μ*为因子在其范围内变动时输出变化幅度的均值，"
        "σ为其在其他因子取值间的标准差，均以输出的单位计。",
        "bounds": "须线：μ*对轨迹与模拟的{level:g}%区间。",
        "line": "灰线以上σ大于μ*：效应弯曲，或取决于其他因子。",
        "floor": "虚线：只重新分配随机性的虚拟因子的μ*；其左侧与随机性无法区分。",
        "rest": "灰点：在各图中均不突出的{count}个因子。",
        "dummy": "噪声水平（虚拟因子）", "others": "与噪声无法区分", "equal": "σ = μ*",
        "shown": "反映随机性与行的抽样",
    },
}  # fmt: skip


def draw(results: Any, look: Look) -> Drawing:
    """Draw a panel an output. Raises NotInResult for a design of another method."""
    asked.require(results, ["morris"])
    language, preset = fonts.language(look.language), look.preset
    found = asked.indices(results, look)
    frame = found.frame[found.frame["block"] == "mean"]
    frame = frame[frame["measure"].isin(("mu_star", "sigma"))]
    frame = asked.shown(frame, look, most(preset, COLUMNS[preset.name], _height(preset), 6))
    data = frame[[*asked.OUTPUT, "factor", "measure", "value", "low", "high"]].copy()
    data["replicates"] = found.replicates
    named = _named(data)
    scenario = asked.scenario(results, look)
    with style(preset):
        figure = _drawn(Names(results, language), data, named, found, scenario, preset)

    def parts(spoken: str) -> list[str]:
        words, names = _WORDS[spoken], Names(results, spoken)
        told = [words["what"], caption.outputs(names, data, found.of, scenario)]
        told += [words["bounds"].format(level=100 * found.level), words["line"]]
        told += [words["floor"]] if found.replicates > 1 else []
        rest = len(set(data["factor"]) - set(named) - {DUMMY})
        told += [words["rest"].format(count=rest)] if rest else []
        sizes = (found.replicates, found.dropped, found.blocks)
        return [*told, *caption.rows(spoken, len(found.study.numbers), *sizes)]

    shown = {each: words["shown"] for each, words in _WORDS.items()}
    return Drawing(NAME, language, figure, data, caption.captioned(results, parts, shown))


def _height(preset: Preset) -> float:
    return preset.panel * 1.3


def _named(data: pd.DataFrame) -> list[str]:
    """Return the factors that stand out from the dummy in any output, the strongest first.

    With few factors all of them are named.
    """
    order = [name for name in asked.ranking(data, "mu_star") if name != DUMMY]
    if len(order) <= NAMED:
        return order
    own = data[data["measure"] == "mu_star"]
    above = {name for _, each in own.groupby(asked.OUTPUT) for name in standing_out(each)}
    return [name for name in order if name in above][:NAMED]


def _drawn(
    names: Names,
    data: pd.DataFrame,
    named: list[str],
    found: Sensitivity,
    scenario: str,
    preset: Preset,
) -> Figure:
    words = _WORDS[names.language]
    groups = list(data.groupby(asked.OUTPUT, sort=False))
    lines = 2 + math.ceil((len(named) + 3) / (2 if preset.width < 100 else 3))
    page = sheet(preset, names.language, len(groups), COLUMNS[preset.name], _height(preset), lines)
    for axes, (output, own) in zip(page.panels, groups, strict=True):
        table = own.set_index(["measure", "factor"])
        size = float(table.loc["mu_star", "value"].max())
        by = names.scale(output[0], found.of, size)
        _points(axes, table[["value", "low", "high"]] / by.factor, named, preset)
        text = names.with_unit(names.output(output[0], found.of, *output[1:]), by.unit)
        page.title(axes, text)
        axes.set_xlabel("μ*")
        axes.set_ylabel("σ")
    handles: list[Any] = [_marker(number, preset) for number in range(len(named))]
    texts = [names.factor(name) for name in named]
    if len(named) < data["factor"].nunique() - 1:
        handles.append(Line2D([], [], marker=".", color="0.6", linestyle="none"))
        texts.append(words["others"])
    if found.replicates > 1:
        handles.append(Line2D([], [], color="black", linestyle="--"))
        texts.append(words["dummy"])
    handles.append(Line2D([], [], color="0.6", linestyle="-", linewidth=0.5))
    texts.append(words["equal"])
    count = caption.count(names.language, len(found.study.numbers), found.replicates)
    title = names.results.title(scenario, names.language)
    page.legend(handles, texts, f"{title} · {names.of(found.of)} · {count}")
    return page.figure


def _marker(number: int, preset: Preset) -> Line2D:
    """Return the marker of a factor: its form tells it apart in grey, too."""
    color, form = COLORS[number % len(COLORS)], MARKERS[number % len(MARKERS)]
    size = 0.6 * preset.points
    return Line2D([], [], marker=form, color=color, linestyle="none", markersize=size)


def _points(axes: Axes, table: pd.DataFrame, named: list[str], preset: Preset) -> None:
    mean, sigma = table.loc["mu_star"], table.loc["sigma", "value"]
    rest = [name for name in mean.index if name not in named and name != DUMMY]
    axes.plot(mean.loc[rest, "value"], sigma[rest], ".", color="0.6", linestyle="none")
    for number, name in enumerate(named):
        held, form = mean.loc[name], _marker(number, preset)
        axes.hlines(sigma[name], held["low"], held["high"], color=form.get_color())
        axes.plot(held["value"], sigma[name], marker=form.get_marker(), color=form.get_color(),
                  linestyle="none", markersize=form.get_markersize(), markeredgewidth=0.3,
                  markeredgecolor="white")  # fmt: skip
    floor = float(mean.loc[DUMMY, "value"])
    if floor > 0.0:
        axes.axvline(floor, color="black", linestyle="--", zorder=0)
    right = float(mean[["value", "high"]].max(axis=None)) * 1.05 or 1.0
    high = float(sigma.max()) * 1.12 or right
    axes.set_xlim(min(-0.03 * right, float(mean["low"].min())), right)
    axes.set_ylim(-0.03 * high, high)
    end = min(right, high)
    axes.plot([0.0, end], [0.0, end], color="0.6", linestyle="-", linewidth=0.5, zorder=0)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
