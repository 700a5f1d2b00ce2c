"""The league table over time: places of the parks in the yearly assessment, as a bump chart.

A park's place is the order of its mean rank over the runs. Circles mark public notices, crosses
delistings; their area is the share of the runs in which it happened.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.report import captions, fonts
from sim.report.figures import panels
from sim.report.figures.catalogue import Look, NotInResult
from sim.report.figures.city import places
from sim.report.figures.drawing import Drawing
from sim.report.figures.presets import COLORS, MILLIMETRE, Preset, style

NAME = "league"
MOST = 2  # scenarios that are shown unless some are named
MOVERS = 3  # parks that rise most, and that fall most, in color
MARK = 40.0  # area of a mark for all of the runs, square points, at 7 points of type
LEAST = 0.1  # of that area, so that a mark can be seen
STATUS = 0.5  # below which a park is delisted


def draw(results: Any, look: Look) -> Drawing:
    """Draw the places of parks in the assessment at the end of each year.

    scenarios  the reference and the next one unless some are named
    Raises NotInResult without ranks by park, and if nothing was ever assessed.
    """
    language, preset = fonts.language(look.language), look.preset
    scenarios = places.shown_scenarios(results, look, MOST)
    data = _data(results, scenarios)
    with style(preset):
        figure = _drawn(results, data, scenarios, preset, language)
    captioned = {each: _caption(results, data, each) for each in ("en", "zh")}
    return Drawing(NAME, language, figure, data, captioned)


def _data(results: Any, scenarios: Sequence[str]) -> pd.DataFrame:
    """Return places: scenario, year, park, place, mean rank, shares noticed and delisted, runs."""
    places.check_held(results, "parks", ("rank", "notices", "status"))
    frame = results.frame("parks", ["rank", "notices", "status"])
    ended = frame["quarter"].str.endswith("Q4") & frame["scenario"].isin(scenarios)
    frame = frame[ended & (frame["rank"] > 0.0) & (frame["park"] != results.rest_of_city)]
    if frame.empty:
        what = "No park was ever assessed in these scenarios."
        raise NotInResult(str(results.folder), what, "Name others with --scenarios.")
    frame = frame.assign(
        year=frame["quarter"].str[:4].astype(int),
        noticed=(frame["notices"] > 0.0).astype(float),
        delisted=(frame["status"] < STATUS).astype(float),
    )
    grouped = frame.groupby(["scenario", "year", "park"], sort=False)
    found = grouped[["rank", "noticed", "delisted"]].mean()
    found = found.rename(columns={"rank": "mean_rank"}).assign(runs=grouped.size()).reset_index()
    order = {park: number for number, park in enumerate(places.parks_of(results))}
    which = {name: number for number, name in enumerate(scenarios)}
    found = found.assign(order=found["park"].map(order), which=found["scenario"].map(which))
    found = found.sort_values(["which", "year", "mean_rank", "order"], kind="stable")
    places_of = found.groupby(["scenario", "year"], sort=False).cumcount() + 1
    found.insert(3, "place", places_of)
    return found.drop(columns=["order", "which"]).reset_index(drop=True)


def _drawn(
    results: Any, data: pd.DataFrame, scenarios: Sequence[str], preset: Preset, language: str
) -> Figure:
    shown = [name for name in scenarios if (data["scenario"] == name).any()]
    columns = 1 if preset.width < 100 else min(2, len(shown))
    rows = math.ceil(len(shown) / columns)
    parks = len(places.parks_of(results))
    tall = max(40.0, parks * 0.4 * panels.small(preset)) + 1.3 * preset.points
    size = (preset.width * MILLIMETRE, (rows * tall + 1.2 * preset.points) * MILLIMETRE)
    figure = Figure(figsize=size, layout="constrained")
    grid = figure.subplots(rows, columns, squeeze=False)
    movers = _movers(data[data["scenario"] == shown[-1]])
    for number, name in enumerate(shown):
        axes = grid[number // columns, number % columns]
        room = preset.width / columns / panels.small(preset)
        title = panels.wrapped(panels.named(results, name, language), room, language)
        panels.title(axes, title, preset)
        _bumps(axes, results, data[data["scenario"] == name], movers, preset, language)
    for empty in range(len(shown), rows * columns):
        grid[empty // columns, empty % columns].set_axis_off()
    handles = [
        Line2D(
            [],
            [],
            marker="o",
            markersize=0.7 * preset.points,
            markerfacecolor="white",
            color="0.2",
            lw=0,
        ),
        Line2D([], [], marker="x", markersize=0.7 * preset.points, color="0.2", lw=0),
    ]
    words = ["被通报", "被摘牌"] if language == "zh" else ["Under public notice", "Delisted"]
    head = panels.many(results, language)
    head += "；标记面积＝模拟占比" if language == "zh" else "; area of marks: share of the runs"
    panels.legend(figure, preset, handles, words, head)
    return figure


def _movers(data: pd.DataFrame) -> dict[str, bool]:
    """Return the parks that move most under a scenario, and whether they fall."""
    table = data.pivot(index="park", columns="year", values="place")
    rise = (table.iloc[:, 0] - table.iloc[:, -1]).sort_values(kind="stable")
    up, down = rise.index[rise > 0][::-1][:MOVERS], rise.index[rise < 0][:MOVERS]
    return dict.fromkeys(up, False) | dict.fromkeys(down, True)


def _bumps(
    axes: Axes,
    results: Any,
    data: pd.DataFrame,
    movers: Mapping[str, bool],
    preset: Preset,
    language: str,
) -> None:
    """Draw one scenario: a line a park, some parks in color, names on the right.

    movers  parks in color, the same in every scenario, and whether their line is dashed
    """
    table = data.pivot(index="park", columns="year", values="place")
    drawn = {park: COLORS[1 + number % 6] for number, park in enumerate(movers)}
    years = list(table.columns)
    small = panels.small(preset)
    unit = MARK * (preset.points / 7.0) ** 2
    for park, line in table.iterrows():
        color = drawn.get(park, "0.72")
        axes.plot(years, line, color=color, linestyle="--" if movers.get(park) else "-",
                  linewidth=preset.line * (1.3 if park in drawn else 0.7),
                  zorder=3 if park in drawn else 1)  # fmt: skip
        name = places.short_name(results, park, language)
        ink = color if park in drawn else "0.25"
        axes.text(years[-1] + 0.3, line.iloc[-1], name, va="center", fontsize=small, color=ink)
    for column, marker, look in (
        ("noticed", "o", {"facecolors": "white", "edgecolors": "0.2"}),
        ("delisted", "x", {"color": "0.2"}),
    ):
        own = data[data[column] > 0.0]
        area = unit * own[column].clip(lower=LEAST)
        axes.scatter(own["year"], own["place"], s=area, marker=marker, linewidths=0.7, zorder=4,
                     **look)  # fmt: skip
    axes.set_ylim(len(table) + 0.7, 0.3)
    axes.set_xlim(years[0] - 0.3, years[-1] + 0.1)
    axes.set_yticks([1, *range(5, len(table) + 1, 5)])
    axes.set_xticks([year for year in years if (year - years[0]) % max(1, len(years) // 4) == 0])
    axes.set_ylabel("名次" if language == "zh" else "Place")


def _caption(results: Any, data: pd.DataFrame, language: str) -> str:
    first, last = data["year"].min(), data["year"].max()
    under = results.title(data["scenario"].iloc[-1], language)
    if language == "zh":
        what, period = "园区年度考核名次", f"{first}至{last}年年末"
        said = ["按各次模拟平均名次排序，第1名为最佳。",
                f"彩色线：在“{under}”下名次上升（实线）和下降（虚线）最多的各{MOVERS}个园区，"
                "各图颜色一致。",
                "圆圈：年末处于公开通报；叉号：已摘牌；面积为模拟占比。"]  # fmt: skip
    else:
        what = "Places of the parks in the yearly assessment"
        period = f"ends of {first} to {last}"
        said = ["Ordered by the mean rank over the runs, 1 is best.",
                f"In color, the same in every panel: the {MOVERS} parks that rise most (solid) and"
                f" that fall most (dashed) under “{under}”.",
                "Circles: under public notice at the end of the year; crosses: delisted; area:"
                " share of the runs."]  # fmt: skip
    shown = data["scenario"].unique()
    return captions.caption(
        results, language, what, *said, scenarios=shown, period=period, intervals=False
    )
