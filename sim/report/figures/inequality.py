"""Inequality among parks: the Lorenz curve of revenue over staff, and Gini coefficients over time.

Parks are those of the opening, the rest of the city is none of them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.inequality import gini, lorenz
from sim.analysis.interval import spread
from sim.analysis.worlds import worlds
from sim.report import captions, fonts
from sim.report.figures import curves, panels
from sim.report.figures.catalogue import Look, NotInResult
from sim.report.figures.drawing import Drawing
from sim.report.figures.presets import Preset, style

NAME = "inequality"
NEEDED = ("revenue", "staff")  # of the parks
FUND = "inequality_parks"
STEPS = np.linspace(0.0, 1.0, 41)  # of the share of staff, at which Lorenz curves are read
_COLUMNS = {"single": 2, "double": 4, "word": 2, "slides": 2}
_WORDS = {
    "en": {
        "lorenz": "Lorenz curve, {quarter}",
        "worker": "Revenue per worker (Gini)",
        "revenue": "Revenue (Gini)",
        "fund": "Special fund (Gini)",
        "staff": "Share of staff (%)",
        "held": "Share of revenue (%)",
        "what": "Inequality among parks",
        "curve": "Lorenz curve in {quarter}: share of revenue against share of staff, parks"
        " from the least to the most productive; grey: equality; mean over the runs.",
        "gini": "Gini coefficients: of revenue per worker (weighted by staff), of revenue",
        "more": "and of the special fund.",
        "lines": "Lines: mean over the runs; shaded: the middle {share} % of the runs.",
        "one": "One replicate, so no band is shown.",
    },
    "zh": {
        "lorenz": "洛伦兹曲线，{quarter}",
        "worker": "人均营业收入（基尼系数）",
        "revenue": "营业收入（基尼系数）",
        "fund": "专项资金（基尼系数）",
        "staff": "从业人员累计占比（%）",
        "held": "营业收入累计占比（%）",
        "what": "园区间差距",
        "curve": "{quarter}洛伦兹曲线：园区按人均营业收入由低到高排列，营业收入累计占比对从业人员"
        "累计占比；灰线：完全均等；取模拟的均值。",
        "gini": "基尼系数：人均营业收入（以从业人员加权）、营业收入",
        "more": "、专项资金。",
        "lines": "线：模拟的均值；浅色带：中间{share}%的模拟。",
        "one": "仅一次模拟，不给出区间。",
    },
}


def draw(results: Any, look: Look) -> Drawing:
    """Draw how unequal parks are, by scenario.

    look  at: quarter of the Lorenz curve; empty is the last of the result's tables
    Raises NotInResult without revenue and staff of the parks.
    """
    language, preset = fonts.language(look.language), look.preset
    held = results.indicators("parks") if "parks" in results.levels else []
    lacking = [name for name in NEEDED if name not in held]
    if lacking:
        what = f"This result does not hold {' and '.join(lacking)} of the parks."
        raise NotInResult(NAME, what, f"Keep them: keep: {{parks: [{', '.join(NEEDED)}]}}.")
    scenarios, quarter = panels.scenarios(results, look), panels.dates(results, look)[-1]
    data = _data(results, scenarios, quarter)
    with style(preset):
        figure = _drawn(results, data, scenarios, quarter, preset, language)
    captioned = {each: _caption(results, data, scenarios, quarter, each) for each in ("en", "zh")}
    return Drawing(NAME, language, figure, data, captioned)


def _data(results: Any, scenarios: Sequence[str], quarter: str) -> pd.DataFrame:
    """Return the Gini coefficients by quarter, and the Lorenz curve: ``share`` and ``mean``."""
    frame = results.frame("parks", NEEDED)
    frame = frame[frame["park"] != results.rest_of_city]
    pieces = []
    for scenario in curves.ended(frame, scenarios):
        own = worlds(frame, scenario)
        times = own.index["quarter"].unique()
        shape = (-1, len(times), len(own.index) // len(times))
        revenue, staff = (own.of(name).reshape(shape) for name in NEEDED)
        place = list(times).index(quarter)
        steps = [
            np.interp(STEPS, *each)
            for each in zip(*lorenz(revenue[:, place], staff[:, place]), strict=True)
        ]
        curve = {"share": STEPS, "mean": np.mean(steps, axis=0)}
        pieces.append(pd.DataFrame(curve).assign(kind="lorenz", scenario=scenario, quarter=quarter))
        for kind, values in (("worker", gini(revenue, staff)), ("revenue", gini(revenue))):
            piece = pd.DataFrame(spread(values, curves.SPREAD)._asdict())
            if len(values) < 2:
                piece[["low", "high"]] = np.nan
            pieces.append(piece.assign(kind=kind, scenario=scenario, quarter=times))
    if FUND in results.indicators():
        fund = curves.spread(results, [FUND], scenarios).drop(columns=["indicator", "replicates"])
        pieces.append(fund.assign(kind="fund"))
    found = pd.concat(pieces, ignore_index=True)
    found["replicates"] = results.replicates
    first = ["kind", "scenario", "quarter", "share"]
    return found[[*first, *(name for name in found if name not in first)]]


def _drawn(
    results: Any,
    data: pd.DataFrame,
    scenarios: Sequence[str],
    quarter: str,
    preset: Preset,
    language: str,
) -> Figure:
    words = _WORDS[language]
    kinds = list(dict.fromkeys(data["kind"]))
    columns = min(_COLUMNS[preset.name], len(kinds))
    rows = math.ceil(len(kinds) / columns)
    figure, grid = panels.canvas(preset, [1.15] * rows, columns)
    room = preset.width / columns * 0.8 / preset.points
    handles = {}
    for axes in grid.flat[len(kinds) :]:
        axes.set_axis_off()
    for kind, axes in zip(kinds, grid.flat, strict=False):
        text = panels.wrapped(words[kind].format(quarter=quarter), room, language)
        panels.title(axes, text, preset)
        for name in scenarios:
            part = data[(data["kind"] == kind) & (data["scenario"] == name)]
            if part.empty:
                continue
            drawn = panels.look_of(results, name)
            if kind == "lorenz":
                axes.plot(100 * part["share"], 100 * part["mean"], **drawn)
            else:
                handles[name] = panels.curve(axes, part, 1.0, drawn, of_mean=False)
        if kind == "lorenz":
            tall = preset.panel * 0.75 / preset.points
            axes.set_xlabel(words["staff"])
            axes.set_ylabel(panels.wrapped(words["held"], tall, language))
            _shares(axes)
        else:
            panels.axis_of_years(axes, 2)
    labels = [panels.named(results, name, language) for name in handles]
    panels.legend(figure, preset, list(handles.values()), labels, panels.many(results, language))
    return figure


def _shares(axes: Axes) -> None:
    """Give a panel of shares the line of equality and round numbers."""
    axes.plot([0, 100], [0, 100], color="0.6", linestyle="-", linewidth=0.5, zorder=0)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_ticks([0, 50, 100])


def _caption(
    results: Any, data: pd.DataFrame, scenarios: Sequence[str], quarter: str, language: str
) -> str:
    words = _WORDS[language]
    fund = (data["kind"] == "fund").any()
    end = words["more"] if fund else ("。" if language == "zh" else ".")
    joint = " " if fund and language == "en" else ""
    several = results.replicates * results.rows > 1
    said = (
        words["curve"].format(quarter=quarter),
        words["gini"] + joint + end,
        words["lines" if several else "one"].format(share=round(100 * curves.SPREAD)),
    )
    return captions.caption(results, language, words["what"], *said, scenarios=scenarios)
