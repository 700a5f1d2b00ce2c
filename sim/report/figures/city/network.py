"""The collaboration network of firms by place, from the first run of a scenario, done again.

Places stand on a circle; a chord is as wide as the collaborations between two of them are many.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from sim.report import captions, fonts
from sim.report.figures import panels
from sim.report.figures.catalogue import Look, NotInResult
from sim.report.figures.city import places
from sim.report.figures.drawing import Drawing
from sim.report.figures.presets import COLORS, MILLIMETRE, Preset, style
from sim.search.partners import partners

NAME = "network"
MOST = 2  # scenarios that are shown unless some are named: each is a world to run
BEND = 0.25  # how far from the middle a chord passes, over the radius
WIDEST = 4.0  # chord, points at 7 points of type
NODE = 60.0  # area of the largest place, square points at 7 points of type


def draw(results: Any, look: Look) -> Drawing:
    """Draw collaborations of firms between places at the end of the first run of scenarios.

    scenarios  the reference and the next one unless some are named
    Raises NotInResult if the runs would not be the same today, or if no firms work together.
    """
    language, preset = fonts.language(look.language), look.preset
    scenarios = places.shown_scenarios(results, look, MOST)
    data = _data(results, scenarios)
    with style(preset):
        figure = _drawn(results, data, scenarios, preset, language)
    captioned = {each: _caption(results, data, scenarios, each) for each in ("en", "zh")}
    return Drawing(NAME, language, figure, data, captioned)


def _data(results: Any, scenarios: Sequence[str]) -> pd.DataFrame:
    """Return links: scenario, replicate, one, other, links, pairs."""
    pieces = []
    for scenario in scenarios:
        spec = places.first_spec(results, scenario)
        found = partners(spec)
        found.insert(0, "replicate", spec.replicate)
        found.insert(0, "scenario", scenario)
        pieces.append(found)
    data = pd.concat(pieces, ignore_index=True)
    if data.empty:
        what = "No firms work together at the end of these runs."
        raise NotInResult(str(results.folder), what, "Name other scenarios with --scenarios.")
    return data


def _drawn(
    results: Any, data: pd.DataFrame, scenarios: Sequence[str], preset: Preset, language: str
) -> Figure:
    columns = min(2, len(scenarios)) if preset.width > 160 else 1
    rows = math.ceil(len(scenarios) / columns)
    wide = preset.width / columns
    side = min(wide, 2.2 * preset.panel + 14.0)
    foot = 1.0 * preset.points
    figure = Figure(
        figsize=(preset.width * MILLIMETRE, (rows * side + foot) * MILLIMETRE), layout="constrained"
    )
    grid = figure.subplots(rows, columns, squeeze=False)
    for axes in grid.ravel():
        axes.set_axis_off()
    most = float(data.loc[data["one"] != data["other"], "links"].max())
    largest = float(max(_sizes(own).max() for _, own in data.groupby("scenario")))
    for number, name in enumerate(scenarios):
        axes = grid[number // columns, number % columns]
        own = data[data["scenario"] == name]
        _circle(axes, results, own, (most, largest), side, preset, language)
        count = int(own["links"].sum())
        label = panels.named(results, name, language)
        label += f"（{count}项协作）" if language == "zh" else f" ({count} collaborations)"
        panels.title(axes, panels.wrapped(label, wide / panels.small(preset), language), preset)
    widest = (
        f"最宽弦：{most:.0f}项协作" if language == "zh" else f"widest: {most:.0f} collaborations"
    )
    head = "n = 1（首次模拟）；" if language == "zh" else "n = 1 (first replicate); "
    note = panels.wrapped(head + widest, preset.width / panels.small(preset), language)
    figure.supxlabel(note, fontsize=panels.small(preset), color="0.35", x=0.99, ha="right")
    return figure


def _circle(
    axes: Axes,
    results: Any,
    data: pd.DataFrame,
    scale: tuple[float, float],
    side: float,
    preset: Preset,
    language: str,
) -> None:
    """Draw one network; ``side`` is the room for it, mm.

    scale  links of the widest chord, and of the largest dot, of all networks of the figure
    """
    most, largest = scale
    order = [results.rest_of_city, *places.parks_of(results)]
    turn = np.pi / 2.0 - 2.0 * np.pi * np.arange(len(order)) / len(order)
    where = dict(zip(order, np.column_stack([np.cos(turn), np.sin(turn)]), strict=True))
    part = preset.points / 7.0
    across = data[data["one"] != data["other"]].sort_values("links", kind="stable")
    for one, other, links in zip(across["one"], across["other"], across["links"], strict=True):
        start, end = where[one], where[other]
        curve = Path([start, BEND * (start + end), end], [Path.MOVETO, Path.CURVE3, Path.CURVE3])
        share = links / most
        axes.add_patch(PathPatch(curve, facecolor="none", edgecolor=COLORS[5],
                                 linewidth=part * max(0.3, WIDEST * share),
                                 alpha=0.3 + 0.5 * share, capstyle="butt"))  # fmt: skip
    sizes = _sizes(data).reindex(order, fill_value=0.0)
    areas = NODE * part**2 * sizes / max(1.0, largest)
    axes.scatter(*np.array([where[each] for each in order]).T, s=areas.clip(lower=2.0), zorder=3,
                 facecolor=COLORS[6], edgecolor="0.2", linewidth=0.4)  # fmt: skip
    fine = max(5.0, 0.65 * preset.points)
    for angle, place in zip(turn, order, strict=True):
        left = math.cos(angle) < -1e-9
        axes.text(1.12 * math.cos(angle), 1.12 * math.sin(angle),
                  places.short_name(results, place, language), fontsize=fine,
                  rotation=math.degrees(angle) + (180.0 if left else 0.0), rotation_mode="anchor",
                  ha="right" if left else "left", va="center")  # fmt: skip
    names = max(len(places.short_name(results, each, language)) for each in order)
    letters = fine * names * (0.36 if language == "zh" else 0.2)
    reach = 1.15 / max(0.3, 1.0 - 2.0 * letters / side)
    axes.set_xlim(-reach, reach)
    axes.set_ylim(-reach, reach)
    axes.set_aspect("equal")


def _sizes(data: pd.DataFrame) -> pd.Series:
    """Return how many links each place has a share in: inside it, and with others."""
    inside = data["one"] == data["other"]
    ends = pd.concat([data["one"], data.loc[~inside, "other"]])
    links = pd.concat([data["links"], data.loc[~inside, "links"]])
    return links.groupby(ends).sum()


def _caption(results: Any, data: pd.DataFrame, scenarios: Sequence[str], language: str) -> str:
    end = results.provenance.last
    if language == "zh":
        what = "企业协作网络（按所在地汇总）"
        said = ["每一情景的首次模拟重新运行所得，无区间。弦宽：两地企业之间的协作数；圆点面积："
                "一地的全部协作（含本地企业之间）。"]  # fmt: skip
    else:
        what = "Collaborations of firms by place"
        said = ["From the first replicate of each scenario, run again; no interval. Width of a"
                " chord: collaborations between firms of two places; area of a dot: all of a place,"
                " those among its own firms included."]  # fmt: skip
    return captions.caption(
        results, language, what, *said, scenarios=scenarios, period=end, intervals=False
    )
