"""One-factor curves: an output over the values of each factor, all others at their base."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.analysis.interval import student
from sim.analysis.sensitivity.outputs import Output
from sim.analysis.sensitivity.study import Study
from sim.core import quarters as calendar
from sim.core.errors import InputError
from sim.report import fonts
from sim.report.figures.catalogue import Look
from sim.report.figures.drawing import Drawing
from sim.report.figures.drivers import asked, caption
from sim.report.figures.drivers.sheet import Sheet, most, sheet
from sim.report.figures.presets import COLORS, Preset, style
from sim.report.names import DIFFERENCE, Names

NAME = "ofat"
COLUMNS = {"single": 2, "double": 4, "word": 3, "slides": 3}
_WORDS = {
    "en": {
        "what": "Curves of one factor at a time, all others at their base.",
        "mean": "Points: mean over replicates; whiskers: 95 % t interval of the mean. Filled: the"
        " base.",
        "point": "Points: one run each. Filled: the base.",
        "base": "base", "level": "level", "luck": "luck alone",
    },
    "zh": {
        "what": "逐一变动因子的响应曲线，其余因子取基准值。",
        "mean": "点：多次模拟的均值；须线：均值的95%t区间。实心点：基准。",
        "point": "点：每行一次模拟。实心点：基准。",
        "base": "基准", "level": "其他水平", "luck": "只反映模拟的随机性",
    },
}  # fmt: skip


def draw(results: Any, look: Look) -> Drawing:
    """Draw a row of curves for each output, a curve a factor.

    Raises NotInResult for a design that does not vary one factor at a time.
    """
    asked.require(results, ["ofat"])
    language, preset = fonts.language(look.language), look.preset
    found, laid, of = asked.responses(results, look)
    rows, _ = _shape(preset, len(laid.names))
    room = min(preset.most, most(preset, 1, rows * _height(preset)))
    data = _data(found if look.indicators else found[:room], laid, results.design())
    scenario = asked.scenario(results, look)
    with style(preset):
        figure = _drawn(Names(results, language), data, of, scenario, preset)

    def parts(spoken: str) -> list[str]:
        words, count = _WORDS[spoken], int(data["replicates"].min())
        told = [words["what"], caption.outputs(Names(results, spoken), data, of, scenario)]
        told.append(words["mean" if count > 1 else "point"])
        return [*told, *caption.rows(spoken, len(laid.numbers), count)]

    shown = {each: words["luck"] for each, words in _WORDS.items()}
    return Drawing(NAME, language, figure, data, caption.captioned(results, parts, shown))


def _shape(preset: Preset, factors: int) -> tuple[int, int]:
    """Return rows and columns of the panels of one output, as even as can be."""
    rows = -(-factors // COLUMNS[preset.name])
    return rows, -(-factors // rows)


def _height(preset: Preset) -> float:
    return preset.panel + 2 * preset.points * 0.8


def _data(found: Sequence[Output], laid: Study, design: pd.DataFrame) -> pd.DataFrame:
    """Return every point: ``indicator, quarter, place, factor, value, number, base, mean, low,
    high, replicates``; a value as the experiment writes it and as a number.
    """
    design = design.set_index("row").sort_index()
    lines = []
    for output in found:
        for column, name in enumerate(laid.names):
            varied = laid.numbers[:, column] != laid.numbers[0, column]
            places = np.flatnonzero(varied | (np.arange(len(varied)) == 0))
            for place in places[np.argsort(laid.numbers[places, column], kind="stable")]:
                held = output.values[place][np.isfinite(output.values[place])]
                bounds = student(held[:, None]) if held.size else np.full((3, 1), np.nan)
                head = (output.indicator, output.quarter, output.place, name)
                point = (design[name].iloc[place], laid.numbers[place, column], place == 0)
                lines.append((*head, *point, *(float(each[0]) for each in bounds), held.size))
    columns = [*asked.OUTPUT, "factor", "value", "number", "base", "mean", "low", "high"]
    return pd.DataFrame(lines, columns=[*columns, "replicates"])


def _drawn(names: Names, data: pd.DataFrame, of: str, scenario: str, preset: Preset) -> Figure:
    factors = list(dict.fromkeys(data["factor"]))
    across, columns = _shape(preset, len(factors))
    groups = list(data.groupby(asked.OUTPUT, sort=False))
    page = sheet(preset, names.language, len(groups) * across * columns, columns, _height(preset))
    handles: list[Any] = []
    for number, (output, own) in enumerate(groups):
        size = float(own[["mean", "low", "high"]].abs().max(axis=None))
        by = names.scale(output[0], of, size)
        edges = _edges(own, by.factor)
        begin = number * across * columns
        for place in range(across * columns):
            axes = page.panels[begin + place]
            if place >= len(factors):
                axes.set_axis_off()
                continue
            part = own[own["factor"] == factors[place]]
            handles = _curve(axes, part, by.factor, preset.points)
            axes.set_ylim(edges)
            if of == DIFFERENCE:
                axes.axhline(0.0, color="0.6", linewidth=0.5, zorder=0)
            _values(axes, part, names, page)
            if place == 0:
                text = names.with_unit(names.output(output[0], of, output[1], output[2]), by.unit)
                page.title(axes, text, wide=columns)
            if place % columns:
                axes.tick_params(labelleft=False)
    count = caption.count(names.language, _rows(data), int(data["replicates"].min()))
    words = _WORDS[names.language]
    title = names.results.title(scenario, names.language)
    page.legend(handles, [words["base"], words["level"]], f"{title} · {names.of(of)} · {count}")
    return page.figure


def _curve(axes: Axes, part: pd.DataFrame, factor: float, points: float) -> list[Any]:
    """Draw the points of one factor; return the handles of base and level.

    points  size of the type
    """
    x, y = part["number"], part["mean"] / factor
    axes.plot(x, y, color=COLORS[5], linestyle="-", zorder=2)
    if part["low"].notna().any():
        axes.vlines(x, part["low"] / factor, part["high"] / factor, color=COLORS[5])
    base = part["base"]
    marked = [
        axes.plot(x[which], y[which], "o", color=COLORS[5], markersize=0.5 * points, zorder=3,
                  markerfacecolor=COLORS[5] if filled else "white")[0]
        for which, filled in ((base, True), (~base, False))
    ]  # fmt: skip
    axes.margins(x=0.08)
    axes.yaxis.set_major_locator(MaxNLocator(4))
    return marked


def _values(axes: Axes, part: pd.DataFrame, names: Names, page: Sheet) -> None:
    """Write the values of a factor and its name under its curve."""
    factor, unit = str(part["factor"].iloc[0]), ""
    words = part["value"].astype(str)
    if all(isinstance(each, str) for each in part["value"]):
        try:
            years = [calendar.parse(each) for each in words]
        except InputError:
            years = list(part["number"])
        crowded = len("".join(words)) * page.preset.points * 0.22 > page.room
        axes.set_xticks(years, words, rotation=30 if crowded else 0)
    elif all(isinstance(each, bool | np.bool_) for each in part["value"]):
        axes.set_xticks([0, 1], ["否", "是"] if names.language == "zh" else ["no", "yes"])
    else:
        unit = names.factor_unit(factor)
        axes.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
    label = names.with_unit(names.factor(factor), unit)
    axes.set_xlabel(page.text(label, page.room))


def _edges(own: pd.DataFrame, factor: float) -> tuple[float, float]:
    low = float(own[["mean", "low"]].min(axis=None)) / factor
    high = float(own[["mean", "high"]].max(axis=None)) / factor
    room = 0.06 * (high - low) or 0.5
    return low - room, high + room


def _rows(data: pd.DataFrame) -> int:
    _, first = next(iter(data.groupby(asked.OUTPUT, sort=False)))
    return int((~first["base"]).sum()) + 1
