"""Tipping point: a response over the values of a factor, and where it crosses, with interval."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.core import quarters as calendar
from sim.core.errors import InputError
from sim.report import fonts
from sim.report.figures.catalogue import Look, NotInResult
from sim.report.figures.drawing import Drawing
from sim.report.figures.drivers import caption
from sim.report.figures.drivers.sheet import Sheet, sheet
from sim.report.figures.presets import COLORS, Preset, style
from sim.report.names import Names
from sim.report.scale import Scale

NAME = "tipping"
AROUND = 1.25  # half-width of the near panel, in distances from the crossing to its window's ends
_WORDS = {
    "en": {
        "points": "Points: mean over replicates; whiskers: 95 % t interval of the mean.",
        "crossing": "Thick bar: 95 % interval of the crossing, {low} to {high}{unit}, under common"
        " luck; dashed: the crossing at {value}{unit}.",
        "none": "It does not cross {level} anywhere in the range.",
        "open": "Whether it crosses {level} cannot be told with so many replicates.",
        "over": "Over {factor}, in {fewest} to {largest} replicates of a point; {runs} runs.",
        "failed": "{failed} runs failed and are left out.",
        "n": "n = {fewest}–{largest}", "same": "n = {largest}",
        "near": "around the crossing", "point": "mean with interval",
        "bar": "interval of the crossing", "luck": "luck alone",
    },
    "zh": {
        "points": "点：多次模拟的均值；须线：均值的95%t区间。",
        "crossing": "粗线：相同随机数下临界点的95%区间，{low}至{high}{unit}；"
        "虚线：临界点{value}{unit}。",
        "none": "在整个范围内均不越过{level}。",
        "open": "以此模拟次数无法判断是否越过{level}。",
        "over": "横轴为{factor}，每个取值模拟{fewest}至{largest}次，共{runs}次。",
        "failed": "{failed}次模拟失败，已剔除。",
        "n": "n = {fewest}–{largest}", "same": "n = {largest}",
        "near": "临界点附近", "point": "均值与区间",
        "bar": "临界点的区间", "luck": "只反映模拟的随机性",
    },
}  # fmt: skip


def draw(results: Any, look: Look) -> Drawing:
    """Draw the points of a search and, if it found one, the crossing from near by.

    Raises NotInResult for a result of another kind than ``parksim search``.
    """
    language, preset = fonts.language(look.language), look.preset
    data, record = _read(results)
    with style(preset):
        figure = _drawn(Names(results, language), data, record, preset)
    asked, answer = record["question"], record["answer"]
    drawn = data.assign(indicator=asked["indicator"], place="")
    scenario = results.scenarios[-1]

    def parts(spoken: str) -> list[str]:
        words, names = _WORDS[spoken], Names(results, spoken)
        told = [caption.outputs(names, drawn, asked["of"], scenario)]
        told.append(words["over"].format(factor=names.factor(asked["factor"]),
                                         runs=record["runs"], **_sizes(data)))  # fmt: skip
        told.append(words["points"])
        if answer["found"] == "crossing":
            unit = names.factor_unit(asked["factor"])
            unit = f" {unit}" if unit and spoken == "en" else unit
            ends = {name: _spoken(answer[name], data) for name in ("value", "low", "high")}
            told.append(words["crossing"].format(unit=unit, **ends))
        else:
            told.append(words[answer["found"]].format(level=f"{asked['value']:g}"))
        told += [words["failed"].format(failed=record["failed"])] if record["failed"] else []
        return told

    shown = {each: words["luck"] for each, words in _WORDS.items()}
    return Drawing(NAME, language, figure, data, caption.captioned(results, parts, shown))


def _read(results: Any) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the points of a search, ``number`` the value as a number, and what was found."""
    folder = Path(results.folder) / "tables"
    try:
        record = json.loads((folder / "tipping.json").read_text("utf-8"))
        data = pd.read_csv(folder / "tipping.csv")
    except OSError:
        what = "This is no result of a search for a tipping point."
        raise NotInResult(str(results.folder), what, "Make one with: parksim search FILE") from None
    data["number"] = [_number(each) for each in data["value"]]
    data = data.sort_values("number", ignore_index=True)
    answer = record["answer"]
    if answer["found"] == "crossing":
        for name in ("value", "low", "high"):
            data[f"crossing_{name}"] = answer[name]
    return data, record


def _number(value: Any) -> float:
    """Return a value of the factor as a number, a date by its quarter."""
    if isinstance(value, str):
        try:
            return float(calendar.parse(value))
        except InputError:
            return float(value)
    return float(value)


def _dated(data: pd.DataFrame) -> bool:
    """Whether the factor is a date."""
    return bool(data["value"].map(lambda each: isinstance(each, str)).any())


def _spoken(value: float, data: pd.DataFrame) -> str:
    return calendar.text(round(value)) if _dated(data) else f"{value:.4g}"


def _sizes(data: pd.DataFrame) -> dict[str, int]:
    return {
        "fewest": int(data["replicates"].min()),
        "largest": int(data["replicates"].max()),
    }


def _drawn(names: Names, data: pd.DataFrame, record: dict[str, Any], preset: Preset) -> Figure:
    words, asked, answer = _WORDS[names.language], record["question"], record["answer"]
    crossed = answer["found"] == "crossing"
    panels = 2 if crossed else 1
    columns = 1 if preset.width < 100 else panels
    page = sheet(preset, names.language, panels, columns, preset.panel * 1.5)
    size = float(data[["mean", "low", "high"]].abs().max(axis=None))
    by = names.scale(asked["indicator"], asked["of"], size)
    label = names.output(asked["indicator"], asked["of"], asked["quarter"])
    handles = _points(page.panels[0], data, by, asked["value"], preset)
    page.title(page.panels[0], names.with_unit(label, by.unit))
    if crossed:
        middle, (first, last) = answer["value"], (answer["window"][0], answer["window"][-1])
        reach = AROUND * max(abs(first - middle), abs(last - middle), answer["high"] - middle,
                             middle - answer["low"])  # fmt: skip
        near = data[(data["number"] - middle).abs() <= reach]
        _points(page.panels[1], near, by, asked["value"], preset)
        page.panels[1].set_xlim(middle - reach, middle + reach)
        page.title(page.panels[1], words["near"])
        for axes in page.panels:
            handles += _crossing(axes, answer, asked["value"] / by.factor, preset.line)
    for axes in page.panels:
        _values(axes, data, names, asked["factor"], page)
    sizes = _sizes(data)
    count = words["n" if sizes["fewest"] < sizes["largest"] else "same"].format(**sizes)
    scenario = names.results.title(names.results.scenarios[-1], names.language)
    page.legend(
        handles[:2],
        [words["point"], words["bar"]][: len(handles)],
        f"{scenario} · {names.of(asked['of'])} · {count}",
    )
    return page.figure


def _points(axes: Axes, data: pd.DataFrame, by: Scale, level: float, preset: Preset) -> list[Any]:
    """Draw the points with their intervals, and the level that is crossed."""
    x, factor = data["number"], by.factor
    axes.axhline(level / factor, color="0.5", linewidth=0.6, zorder=0)
    axes.vlines(x, data["low"] / factor, data["high"] / factor, color=COLORS[5])
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    return axes.plot(x, data["mean"] / factor, "o", color=COLORS[5], markersize=0.5 * preset.points)


def _crossing(axes: Axes, answer: dict[str, Any], level: float, wide: float) -> list[Any]:
    """Draw where it crosses and the interval of that; wide: of a line, points."""
    axes.axvline(answer["value"], color="black", linestyle="--", zorder=1)
    return axes.plot(
        [answer["low"], answer["high"]], [level, level], color="black", linestyle="-",
        linewidth=3.0 * wide, solid_capstyle="butt", zorder=4,
    )  # fmt: skip


def _values(axes: Axes, data: pd.DataFrame, names: Names, factor: str, page: Sheet) -> None:
    """Write the name of the factor under a panel, and dates as quarters."""
    unit = "" if _dated(data) else names.factor_unit(factor)
    axes.set_xlabel(page.text(names.with_unit(names.factor(factor), unit), page.room))
    if _dated(data):
        low, high = axes.get_xlim()
        inside = np.arange(np.ceil(low), np.floor(high) + 1.0)
        ticks = inside[:: max(1, len(inside) // 4)]
        axes.set_xticks(ticks, [calendar.text(int(each)) for each in ticks])
    else:
        axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
