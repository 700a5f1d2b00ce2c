"""Heat map of two factors: an output over both, with the line between both sides of a threshold."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from sim.analysis.sensitivity.outputs import Output
from sim.analysis.sensitivity.study import Study
from sim.analysis.targets import aims
from sim.policy.registers import load
from sim.report import fonts
from sim.report.figures.catalogue import Look, NotInResult
from sim.report.figures.drawing import Drawing
from sim.report.figures.drivers import asked, caption
from sim.report.figures.drivers.sheet import most, sheet
from sim.report.figures.panels import small
from sim.report.figures.presets import Preset, style
from sim.report.names import DIFFERENCE, PROBABILITY, Names
from sim.report.scale import Scale

NAME = "heat-map"
METHODS = ("factorial", "lhs", "sobol", "list", "csv")
MAP = "cividis"  # from dark to light for all eyes, and in grey
COLUMNS = {"single": 1, "double": 2, "word": 2, "slides": 2}
LEVELS = 8  # values of a factor up to which each has cells of its own
IN_A_CELL = 4  # rows that a cell of a sample has, about
NUMBERED = 6  # cells across, up to which numbers are written into them
_WORDS = {
    "en": {
        "what": "Mean over {x} and {y}; {over}runs of a cell: {fewest} to {largest}.",
        "over": "all other factors vary within the cells; ",
        "zero": "Line: between cells above and below a difference of zero.",
        "half": "Line: between cells above and below a probability of one half.",
        "aim": "Line: between cells above and below the value that the target asks for.",
        "none": "No cell is on the other side of the threshold, so there is no line.",
        "blank": "Blank cells have no run.",
        "line": "threshold", "luck": "luck alone",
    },
    "zh": {
        "what": "按{x}与{y}分格的均值；{over}每格{fewest}至{largest}次模拟。",
        "over": "格内其余因子均在变动；",
        "zero": "线：差值大于零与小于零的格之间。", "half": "线：概率高于与低于二分之一的格之间。",
        "aim": "线：高于与低于目标值的格之间。",
        "none": "所有格均在阈值同一侧，故无线。",
        "blank": "空白格无模拟。",
        "line": "阈值", "luck": "只反映模拟的随机性",
    },
}  # fmt: skip


def draw(results: Any, look: Look) -> Drawing:
    """Draw a panel an output, over the first two factors of the experiment.

    Raises NotInResult for a design whose factors do not vary together.
    """
    asked.require(results, METHODS)
    language, preset = fonts.language(look.language), look.preset
    found, laid, of = asked.responses(results, look)
    varied = [n for n in range(len(laid.names)) if np.ptp(laid.numbers[:, n]) > 0.0][:2]
    if len(varied) < 2:
        what = "Fewer than two factors of this result vary."
        do = f"Run an experiment of two factors with design: {asked.EXAMPLES['factorial']}."
        raise NotInResult(str(results.folder), what, do)
    room = min(preset.most, most(preset, COLUMNS[preset.name], _height(preset), 3))
    data = _data(found if look.indicators else found[:room], laid, varied)
    data["threshold"] = [_threshold(name, of) for name in data["indicator"]]
    scenario = asked.scenario(results, look)
    factors = tuple(laid.names[number] for number in varied)
    with style(preset):
        figure = _drawn(Names(results, language), data, of, scenario, factors, preset)

    def parts(spoken: str) -> list[str]:
        words, names = _WORDS[spoken], Names(results, spoken)
        x, y = map(names.factor, factors)
        held = data.loc[data["runs"] > 0, "runs"]
        over = words["over"] if len(laid.names) > 2 else ""
        told = [caption.outputs(names, data, of, scenario)]
        told.append(words["what"].format(x=x, y=y, over=over, fewest=held.min(),
                                         largest=held.max()))  # fmt: skip
        told.append(words[_line_of(data, of)])
        told += [words["blank"]] if (data["runs"] == 0).any() else []
        return [*told, *caption.rows(spoken, len(laid.numbers), found[0].values.shape[1])]

    shown = {each: words["luck"] for each, words in _WORDS.items()}
    return Drawing(NAME, language, figure, data, caption.captioned(results, parts, shown))


def _height(preset: Preset) -> float:
    return preset.panel * 1.5


def _threshold(indicator: str, of: str) -> float:
    """Return what an output is held against: zero, one half, or the bound of a target."""
    if of == DIFFERENCE:
        return 0.0
    if of == PROBABILITY:
        return 0.5
    for aim in aims(load(), {indicator}):
        for bound in (aim.target.at_least, aim.target.at_most):
            if bound is not None and not aim.asked:
                return float(bound)
    return float("nan")


def _line_of(data: pd.DataFrame, of: str) -> str:
    """Return which words tell of the threshold."""
    low = data.groupby(asked.OUTPUT)["mean"].transform("min")
    high = data.groupby(asked.OUTPUT)["mean"].transform("max")
    if not ((low <= data["threshold"]) & (data["threshold"] <= high)).any():
        return "none"
    return {DIFFERENCE: "zero", PROBABILITY: "half"}.get(of, "aim")


def _data(found: Sequence[Output], laid: Study, varied: Sequence[int]) -> pd.DataFrame:
    """Return every cell: ``indicator, quarter, place, x, y`` (factors), ``x_low, x_high, y_low,
    y_high, mean, runs``.
    """
    x, y = (laid.numbers[:, number] for number in varied)
    edges = [_edges(values) for values in (x, y)]
    places = [np.clip(np.searchsorted(e, v, "right") - 1, 0, len(e) - 2)
              for e, v in zip(edges, (x, y), strict=True)]  # fmt: skip
    names = [laid.names[number] for number in varied]
    lines = []
    for output in found:
        for i in range(len(edges[0]) - 1):
            for j in range(len(edges[1]) - 1):
                held = output.values[(places[0] == i) & (places[1] == j)]
                held = held[np.isfinite(held)]
                mean = float(held.mean()) if held.size else float("nan")
                bounds = (*edges[0][i : i + 2], *edges[1][j : j + 2])
                head = (output.indicator, output.quarter, output.place, *names)
                lines.append((*head, *bounds, mean, held.size))
    columns = [*asked.OUTPUT, "x", "y", "x_low", "x_high", "y_low", "y_high", "mean", "runs"]
    return pd.DataFrame(lines, columns=columns)


def _edges(values: np.ndarray) -> np.ndarray:
    """Return the edges of the cells of a factor: around its values, or equal parts of its range."""
    levels = np.unique(values)
    if len(levels) <= LEVELS:
        middle = (levels[1:] + levels[:-1]) / 2.0
        first, last = levels[0] - (middle[0] - levels[0]), levels[-1] + (levels[-1] - middle[-1])
        return np.concatenate([[first], middle, [last]])
    count = min(LEVELS, max(2, math.isqrt(len(values) // IN_A_CELL)))
    return np.linspace(levels[0], levels[-1], count + 1)


def _drawn(
    names: Names,
    data: pd.DataFrame,
    of: str,
    scenario: str,
    factors: Sequence[str],
    preset: Preset,
) -> Figure:
    groups = list(data.groupby(asked.OUTPUT, sort=False))
    columns = COLUMNS[preset.name]
    page = sheet(preset, names.language, len(groups), columns, _height(preset), 3)
    labels = [names.with_unit(names.factor(each), names.factor_unit(each)) for each in factors]
    lined = False
    for axes, (output, own) in zip(page.panels, groups, strict=True):
        by = names.scale(output[0], of, float(own["mean"].abs().max()))
        lined |= _cells(axes, own, by, small(preset))
        text = names.with_unit(names.output(output[0], of, *output[1:]), by.unit)
        page.title(axes, text)
        axes.set_xlabel(page.text(labels[0], page.room * 0.8))
        axes.set_ylabel(page.text(labels[1], _height(preset) * 0.75))
    handles = [Line2D([], [], color="black", linestyle="-", linewidth=1.2)] if lined else []
    lines = names.results.rows
    count = caption.count(names.language, lines, names.results.replicates)
    title = names.results.title(scenario, names.language)
    note = f"{title} · {names.of(of)} · {count}"
    page.legend(handles, [_WORDS[names.language]["line"]][: len(handles)], note)
    return page.figure


def _cells(axes: Axes, own: pd.DataFrame, by: Scale, size: float) -> bool:
    """Draw the cells of an output; return whether the threshold passes through them."""
    x = np.append(np.unique(own["x_low"]), own["x_high"].max())
    y = np.append(np.unique(own["y_low"]), own["y_high"].max())
    grid = own["mean"].to_numpy().reshape(len(x) - 1, len(y) - 1).T / by.factor
    image = axes.pcolormesh(x, y, np.ma.masked_invalid(grid), cmap=MAP, rasterized=False)
    image.set_edgecolor("face")
    bar = axes.figure.colorbar(image, ax=axes, pad=0.02, aspect=18)
    bar.outline.set_linewidth(0.4)
    middles = [(edges[1:] + edges[:-1]) / 2.0 for edges in (x, y)]
    low, high = np.nanmin(grid), np.nanmax(grid)
    if max(grid.shape) <= NUMBERED:
        fine = by.finer(float(high - low) * by.factor)
        if max(abs(low), abs(high)) >= 1000.0:
            fine = replace(fine, digits=0)  # more would leave the cell
        for (row, column), value in np.ndenumerate(grid):
            if np.isfinite(value):
                light = (value - low) > 0.5 * (high - low)
                axes.text(middles[0][column], middles[1][row], fine.show(value * by.factor),
                          ha="center", va="center", fontsize=size * 0.9 if size > 5.5 else 5.0,
                          color="black" if light else "white")  # fmt: skip
    above = np.where(np.isfinite(grid), grid > float(own["threshold"].iloc[0]) / by.factor, np.nan)
    drawn = 0
    for row, column in np.argwhere(np.abs(np.diff(above, axis=1)) == 1.0):
        _edge(axes, [x[column + 1]] * 2, y[row : row + 2])
        drawn += 1
    for row, column in np.argwhere(np.abs(np.diff(above, axis=0)) == 1.0):
        _edge(axes, x[column : column + 2], [y[row + 1]] * 2)
        drawn += 1
    for axis, middle in zip((axes.xaxis, axes.yaxis), middles, strict=True):
        if len(middle) <= NUMBERED:
            axis.set_ticks(middle, [f"{each:.3g}" for each in middle])
        else:
            axis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
        axis.set_tick_params(length=0 if len(middle) <= NUMBERED else 3.5)
    axes.spines[["left", "bottom"]].set_visible(False)
    return drawn > 0


def _edge(axes: Axes, x: Sequence[float] | np.ndarray, y: Sequence[float] | np.ndarray) -> None:
    """Draw a piece of the line between two cells, seen on dark and on light."""
    for color, times in (("white", 2.6), ("black", 1.4)):
        width = times * mpl.rcParams["lines.linewidth"]
        axes.plot(x, y, color=color, linestyle="-", linewidth=width, solid_capstyle="projecting",
                  clip_on=False, zorder=3 + (color == "black"))  # fmt: skip
