"""Indices over time: which factors drive an output in which quarter."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.analysis.sensitivity.indices import Sensitivity
from sim.analysis.sensitivity.study import DUMMY
from sim.core import quarters as calendar
from sim.report import fonts
from sim.report.figures.catalogue import Look
from sim.report.figures.drawing import Drawing
from sim.report.figures.drivers import asked, caption
from sim.report.figures.drivers.sheet import most, sheet
from sim.report.figures.panels import axis_of_years
from sim.report.figures.presets import COLORS, LINES, Preset, style
from sim.report.names import Names

NAME = "indices-over-time"
COLUMNS = {"single": 1, "double": 2, "word": 2, "slides": 2}
METHODS = ("sobol", "morris", "ofat")
DATES = 16  # quarters that are analysed one by one; of more, the fourth of each year
LINED = 6  # factors that have a line, the strongest in any quarter
ASIDE = 0.06  # years between the whiskers of two factors
_WORDS = {
    "en": {
        "what": "{measure} by quarter.",
        "ST": "Total indices of Sobol (ST)", "mu_star": "Mean size of elementary effects (mu*)",
        "swing": "Swing from the lowest to the highest mean of one factor",
        "bounds": "Whiskers: {level:g} % intervals of the indices.",
        "dummy": "Dotted: the dummy, the level of noise.",
        "most": "The {count} strongest of {all} factors.",
        "gaps": "Quarters in which no factor moves the output have no index.",
        "noise": "level of noise (dummy)", "shown": "luck and the sampling of rows",
    },
    "zh": {
        "what": "{measure}，按季度。",
        "ST": "Sobol总指数（ST）", "mu_star": "基本效应幅度的均值（mu*）",
        "swing": "单一因子使均值变动的摆幅",
        "bounds": "须线：指数的{level:g}%区间。",
        "dummy": "点线：虚拟因子，即噪声水平。",
        "most": "显示{all}个因子中最强的{count}个。",
        "gaps": "所有因子均不影响输出的季度没有指数。",
        "noise": "噪声水平（虚拟因子）", "shown": "反映随机性与行的抽样",
    },
}  # fmt: skip


def draw(results: Any, look: Look) -> Drawing:
    """Draw a panel an indicator. Raises NotInResult for other designs."""
    asked.require(results, METHODS)
    language, preset = fonts.language(look.language), look.preset
    found = asked.indices(results, look, look.at or _dates(results))
    frame = found.frame[(found.frame["block"] == "mean") & (found.frame["measure"] == found.key)]
    shown = list(dict.fromkeys(frame["indicator"]))
    if not look.indicators:
        room = most(preset, COLUMNS[preset.name], preset.panel * 1.15, 4)
        shown = shown[: min(preset.most, room)]
    frame = frame[frame["indicator"].isin(shown)]
    named = _strongest(frame)
    frame = frame[frame["factor"].isin([*named, DUMMY])]
    data = frame[[*asked.OUTPUT, "factor", "measure", "value", "low", "high"]].copy()
    data["replicates"] = found.replicates
    scenario = asked.scenario(results, look)
    with style(preset):
        figure = _drawn(Names(results, language), data, named, found, scenario, preset)

    def parts(spoken: str) -> list[str]:
        words, names = _WORDS[spoken], Names(results, spoken)
        dates = data.sort_values("quarter")["quarter"].iloc[[0, -1]]
        period = pd.DataFrame({"quarter": ["–".join(dict.fromkeys(dates))]})
        heads = data[["indicator", "place"]].drop_duplicates().merge(period, how="cross")
        told = [words["what"].format(measure=words[found.key])]
        told += [caption.outputs(names, heads, found.of, scenario)]
        told += [words["bounds"].format(level=100 * found.level)]
        told += [words["dummy"]] if _noisy(data) else []
        every = len(found.study.columns)
        told += [words["most"].format(count=len(named), all=every)] if len(named) < every else []
        told += [words["gaps"]] if found.refused else []
        sizes = (found.replicates, found.dropped, found.blocks)
        return [*told, *caption.rows(spoken, len(found.study.numbers), *sizes)]

    shown_by = {each: words["shown"] for each, words in _WORDS.items()}
    return Drawing(NAME, language, figure, data, caption.captioned(results, parts, shown_by))


def _dates(results: Any) -> list[str]:
    """Return the quarters that are analysed: all of a short period, else the fourth of years."""
    first, last = results.period
    every = list(range(first, last + 1))
    if len(every) > DATES:
        every = [quarter for quarter in every if quarter % 4 == 3]
    return [calendar.text(quarter) for quarter in every]


def _strongest(frame: pd.DataFrame) -> list[str]:
    """Return the factors with the largest index in any quarter, as a share of the largest."""
    real = frame[frame["factor"] != DUMMY]
    largest = real.groupby("indicator")["value"].transform("max")
    share = (real["value"] / largest.where(largest > 0.0)).fillna(0.0)
    order = share.groupby(real["factor"], sort=False).max()
    return list(order.sort_values(ascending=False, kind="stable").index[:LINED])


def _noisy(data: pd.DataFrame) -> bool:
    """Whether the dummy tells a level of noise."""
    return bool(data.loc[data["factor"] == DUMMY, "value"].gt(0.0).any())


def _drawn(
    names: Names,
    data: pd.DataFrame,
    named: list[str],
    found: Sensitivity,
    scenario: str,
    preset: Preset,
) -> Figure:
    words = _WORDS[names.language]
    groups = list(data.groupby(["indicator", "place"], sort=False))
    lines = 2 + math.ceil((len(named) + 1) / (1 if preset.width < 100 else 2))
    height = preset.panel * 1.15
    page = sheet(preset, names.language, len(groups), COLUMNS[preset.name], height, lines)
    measured = found.key in ("mu_star", "swing")
    for axes, ((indicator, place), own) in zip(page.panels, groups, strict=True):
        by = names.scale(indicator, found.of, float(own["value"].max()))
        unit = by.unit if measured else ""
        _lines(axes, own, named, by.factor if measured else 1.0)
        page.title(axes, names.with_unit(names.output(indicator, found.of, "", place), unit))
        axis_of_years(axes, 4)
    handles = [_line(number) for number in range(len(named))]
    texts = [names.factor(name) for name in named]
    if _noisy(data):
        handles.append(Line2D([], [], color="0.5", linestyle=":", marker=""))
        texts.append(words["noise"])
    count = caption.count(names.language, len(found.study.numbers), found.replicates)
    title = names.results.title(scenario, names.language)
    note = f"{words[found.key]} · {title} · {names.of(found.of)} · {count}"
    page.legend(handles, texts, note)
    return page.figure


def _line(number: int) -> Line2D:
    color, line = COLORS[number % len(COLORS)], LINES[number % len(LINES)]
    return Line2D([], [], color=color, linestyle=line)


def _lines(axes: Axes, own: pd.DataFrame, named: list[str], factor: float) -> None:
    dummy = own[own["factor"] == DUMMY]
    axes.plot(_years(dummy), dummy["value"] / factor, color="0.5", linestyle=":", zorder=1)
    for number, name in enumerate(named):
        part, form = own[own["factor"] == name], _line(number)
        years, color = _years(part), form.get_color()
        axes.plot(years, part["value"] / factor, color=color, linestyle=form.get_linestyle())
        aside = ASIDE * (number - (len(named) - 1) / 2.0)
        axes.vlines(
            years + aside, part["low"] / factor, part["high"] / factor, color=color, linewidth=0.4
        )
    real = own[own["factor"] != DUMMY]
    top = float(own["value"].max()) / factor
    low, high = float(real["low"].min()) / factor, float(real["high"].max()) / factor
    axes.set_ylim(max(low, -0.5 * top), min(high, 2.0 * top) * 1.03 or 1.0)
    axes.axhline(0.0, color="0.6", linewidth=0.5, zorder=0)


def _years(part: pd.DataFrame) -> np.ndarray:
    return np.array([calendar.parse(each) / 4 for each in part["quarter"]])
