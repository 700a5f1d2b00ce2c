"""Sizes of firms: rank against size on logarithmic scales, with the exponent of the upper tail.

A power tail is a straight line here; its slope is the exponent (Axtell 2001). Firms are those of
the last quarter of the first run of a scenario.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.core.errors import InputError
from sim.measure.register import indicator
from sim.report import captions, fonts
from sim.report.figures import panels
from sim.report.figures.catalogue import Look
from sim.report.figures.city import places
from sim.report.figures.drawing import Drawing
from sim.report.figures.presets import Preset, style
from sim.report.scale import scale
from sim.search.estimators import hill_exponent, weighted_quantile

NAME = "sizes"
MEASURES = ("staff", "revenue")
TOP = 0.1  # share of the firms in the tail
SMALLEST = 1.0  # size from which firms are drawn, persons or million yuan a year
OFFSET = 2.0  # of the line of the exponent over the curve
POINTS = 300  # of a curve


def draw(results: Any, look: Look) -> Drawing:
    """Draw ranks of firms against their size.

    indicators  staff or revenue; staff unless named
    Raises NotInResult if agents were not kept, and InputError for other sizes.
    """
    language, preset = fonts.language(look.language), look.preset
    measure = look.indicators[0] if look.indicators else MEASURES[0]
    if measure not in MEASURES:
        what = f'Firms have no size "{measure}" here.'
        raise InputError("--indicators", what, f"Name one of {', '.join(MEASURES)}.")
    scenarios = panels.scenarios(results, look)
    data = pd.concat([_ranks(results, name, measure) for name in scenarios], ignore_index=True)
    with style(preset):
        figure = _drawn(results, data, scenarios, measure, preset, language)
    captioned = {each: _caption(results, data, scenarios, measure, each) for each in ("en", "zh")}
    return Drawing(NAME, language, figure, data, captioned)


def _ranks(results: Any, scenario: str, measure: str) -> pd.DataFrame:
    """Return the curve of a scenario: size, firms of that size or larger; and its tail.

    Columns: scenario, replicate, size, rank, threshold from which the tail is counted, exponent.
    """
    run = places.ended(results, scenario).iloc[0]
    firms = places.firms(results, [run["key"]], ["weight", measure])
    firms = firms[firms[measure] > 0.0].sort_values([measure, "uid"], ascending=[False, True])
    sizes, weights = firms[measure].to_numpy(), firms["weight"].to_numpy()
    rank = np.cumsum(weights)[sizes >= SMALLEST]
    wanted = np.geomspace(rank[0], rank[-1], POINTS)
    shown = np.unique(np.searchsorted(rank, wanted * (1.0 - 1e-12)).clip(max=rank.size - 1))
    return pd.DataFrame(
        {
            "scenario": scenario,
            "replicate": run["replicate"],
            "size": sizes[shown],
            "rank": rank[shown],
            "threshold": weighted_quantile(sizes, weights, 1.0 - TOP),
            "exponent": hill_exponent(sizes, weights, TOP),
        }
    )


def _drawn(
    results: Any,
    data: pd.DataFrame,
    scenarios: Sequence[str],
    measure: str,
    preset: Preset,
    language: str,
) -> Figure:
    chinese = language == "zh"
    figure, grid = panels.canvas(preset, [2.0], spare=16.0)
    axes = grid[0, 0]
    axes.set_xscale("log")
    axes.set_yscale("log")
    named = indicator(measure)
    by = scale(named, 1.0, language)
    handles, labels = [], []
    for name in scenarios:
        own = data[data["scenario"] == name]
        look = panels.look_of(results, name)
        handles.append(axes.plot(own["size"] / by.factor, own["rank"], **look)[0])
        alpha = f"α = {own['exponent'].iloc[0]:.2f}"
        title = panels.named(results, name, language)
        labels.append(f"{title}（{alpha}）" if chinese else f"{title} ({alpha})")
    _tail(axes, data[data["scenario"] == scenarios[0]], by.factor)
    axes.set_xlabel(panels.titled(named.label[language], by.unit, 99.0, language))
    axes.set_ylabel("达到该规模的企业数" if chinese else "Firms of this size or larger")
    head = "n = 1（首次模拟）" if chinese else "n = 1 (first replicate)"
    panels.legend(figure, preset, handles, labels, head)
    return figure


def _tail(axes: Axes, data: pd.DataFrame, factor: float) -> None:
    """Draw where a tail begins, and a line of its exponent beside the curve."""
    least, alpha = data["threshold"].iloc[0], data["exponent"].iloc[0]
    ends = np.array([least, data["size"].max()])
    at = np.interp(least, data["size"][::-1], data["rank"][::-1])
    axes.plot(ends / factor, OFFSET * at * (ends / least) ** -alpha, color="0.5", linewidth=0.6,
              linestyle="-")  # fmt: skip
    axes.axvline(least / factor, color="0.6", linewidth=0.5, linestyle="-", zorder=0)


def _caption(
    results: Any, data: pd.DataFrame, scenarios: Sequence[str], measure: str, language: str
) -> str:
    label, end = indicator(measure).label[language], results.provenance.last
    first = results.title(scenarios[0], language)
    shown = data.groupby("scenario", sort=False)["exponent"].first()
    if language == "zh":
        what = f"全市企业规模（{label}）的位序—规模图，双对数坐标"
        alphas = "、".join(f"{results.title(n, 'zh')} {a:.2f}" for n, a in shown.items())
        said = [f"每一情景首次模拟在{end}末的企业，按其代表的企业数加权，无区间。"
                f"上尾指数α（Hill 1975，最大的{round(100 * TOP)}%企业）：{alphas}。"
                f"竖线：“{first}”上尾的起点；灰色斜线：其斜率。"]  # fmt: skip
    else:
        what = f"Ranks of the firms of the city by size ({label}), on logarithmic scales"
        alphas = ", ".join(f"{results.title(n, 'en')} {a:.2f}" for n, a in shown.items())
        said = [f"Firms at the end of {end} in the first replicate of each scenario, each by the"
                " firms that it stands for; no interval. Exponent α of the upper tail (Hill 1975,"
                f" the largest {round(100 * TOP)} % of the firms): {alphas}. Grey: where the"
                f' tail of "{first}" begins, and its slope.']  # fmt: skip
    return captions.caption(
        results, language, what, *said, scenarios=scenarios, period=end, intervals=False
    )
