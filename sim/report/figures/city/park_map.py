"""Parks on a schematic map: two indicators as size and color, a panel a scenario and quarter.

Circles that would cover each other are moved apart; the outline of the city is schematic.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from sim.core.errors import InputError
from sim.measure.register import Indicator, indicator
from sim.report import captions, fonts
from sim.report.figures import panels
from sim.report.figures.catalogue import Look
from sim.report.figures.city import places
from sim.report.figures.city.geography import SCHEMATIC, Geography, apart, geography
from sim.report.figures.city.sheet import LARGEST, Sheet
from sim.report.figures.drawing import Drawing
from sim.report.figures.presets import COLORS, MILLIMETRE, Preset, style
from sim.report.scale import Scale, scale

NAME = "park-map"
USUAL = ("revenue", "services")
KEYED = (0.1, 0.4, 1.0)  # circles of the key, over the largest number
ROOM = 99.0  # for the titles of keys, mm for each point of the type: they are not cut
ROWS = 2  # scenarios that are shown unless some are named
HALF = 0.5  # share of the runs from which a park counts as delisted
SHADES = LinearSegmentedColormap.from_list("shades", ["#F7FBFF", "#9CC8E8", "#0072B2", "#00304D"])


@dataclass(frozen=True)
class _Map:
    """What a map shows.

    size, color  indicators      sized, shaded  how their numbers are written
    largest      number behind the largest circle      norm  of the colors
    """

    size: Indicator
    color: Indicator
    sized: Scale
    shaded: Scale
    largest: float
    norm: Normalize


def draw(results: Any, look: Look) -> Drawing:
    """Draw the parks of a zone as circles on a schematic map.

    indicators  of parks: the first gives the size, the second the color; one gives both
    Raises NotInResult without indicators by park or coordinates, and InputError for a size that
    falls below zero.
    """
    language, preset = fonts.language(look.language), look.preset
    named = look.indicators[:2] or USUAL
    size, color = indicator(named[0]), indicator(named[-1])
    columns = max(2, int(preset.width // (7 * preset.points)))
    wide = preset.name == "slides"
    at = places.shown_quarters(results, look, 1 if wide else columns)
    scenarios = places.shown_scenarios(results, look, columns if wide else ROWS)
    places.check_held(results, "parks", named)
    where = geography(results)
    data = _data(results, where, size, color, scenarios, at)
    if len(at) > 1:
        columns = min(columns, len(at))
    with style(preset):
        figure = _drawn(results, where, data, _shown(data, size, color, language), columns, preset,
                        language)  # fmt: skip
    captioned = {each: _caption(results, where, data, size, color, each) for each in ("en", "zh")}
    return Drawing(NAME, language, figure, data, captioned)


def _data(
    results: Any,
    where: Geography,
    size: Indicator,
    color: Indicator,
    scenarios: Sequence[str],
    at: Sequence[str],
) -> pd.DataFrame:
    """Return every circle: scenario, quarter, number, park, where it lies, both indicators.

    delisted  share of the runs in which the park has lost its status, missing if it was not kept
    """
    names = list(dict.fromkeys([size.id, color.id]))
    status = "status" in results.indicators("parks") if "parks" in results.levels else False
    asked = [*names, *(["status"] if status and "status" not in names else [])]
    means = places.park_means(results, asked, scenarios, at)
    parks = places.parks_of(results)
    rows = [
        (scenario, quarter, number, park, *where.degrees[number - 1])
        for scenario in scenarios
        for quarter in at
        for number, park in enumerate(parks, 1)
    ]
    columns = ["scenario", "quarter", "number", "park", "longitude", "latitude"]
    found = pd.DataFrame(rows, columns=columns).join(means, on=["scenario", "quarter", "park"])
    found["delisted"] = 1.0 - found["status"] if status else np.nan
    found = found[[*columns, *names, "delisted", "runs"]]
    if (found[size.id] < 0.0).any():
        what = f"{size.label['en']} falls below zero, which no circle can show."
        raise InputError("--indicators", what, "Name it second, for the color.")
    return found


def _shown(data: pd.DataFrame, size: Indicator, color: Indicator, language: str) -> _Map:
    largest = float(data[size.id].max())
    low, high = float(data[color.id].min()), float(data[color.id].max())
    if not high > low:
        low, high = low - 0.5, high + 0.5
    return _Map(
        size,
        color,
        scale(size, largest, language),
        scale(color, max(abs(low), abs(high)), language),
        largest if largest > 0.0 else 1.0,
        Normalize(low, high),
    )


def _drawn(
    results: Any,
    where: Geography,
    data: pd.DataFrame,
    shown: _Map,
    columns: int,
    preset: Preset,
    language: str,
) -> Figure:
    count = len(data[["scenario", "quarter"]].drop_duplicates())
    columns = min(columns, count)
    rows = math.ceil(count / columns)
    low, high = where.box
    comma = "，" if language == "zh" else ", "
    groups = data.groupby(["scenario", "quarter"], sort=False)
    titles = [
        f"{panels.named(results, name, language)}{comma}{quarter}" for (name, quarter), _ in groups
    ]
    shape = float((high - low)[1] / (high - low)[0])
    sheet = Sheet(preset, columns, rows, shape, len(places.parks_of(results)), titles, language)
    figure = Figure(figsize=(preset.width * MILLIMETRE, sheet.height * MILLIMETRE))
    span = np.array([sheet.wide, sheet.tall])
    km_a_mm = float(((high - low) / span).max())
    reach = LARGEST * float(span.min())
    data = data.assign(radius=reach * np.sqrt(data[shown.size.id].fillna(0.0) / shown.largest))
    data["aside"] = [
        0.0 if radius >= 0.5 * sheet.digits(number) + 0.2 else 0.5 * sheet.digits(number) + 0.1
        for number, radius in zip(data["number"], data["radius"], strict=True)
    ]
    room = (data["radius"] + data["aside"]).groupby(data["number"], sort=True).max()
    centers = apart(where.km, room.to_numpy() * km_a_mm)
    middle = (low + high) / 2.0
    groups = data.groupby(["scenario", "quarter"], sort=False)
    for place, (_, own) in enumerate(groups):
        left, top = sheet.panel(place)
        axes = sheet.axes(figure, left, top + sheet.head, sheet.wide, sheet.tall)
        axes.set_xlim(*(middle[0] + np.array([-0.5, 0.5]) * sheet.wide * km_a_mm))
        axes.set_ylim(*(middle[1] + np.array([-0.5, 0.5]) * sheet.tall * km_a_mm))
        axes.set_axis_off()
        where.draw_outline(axes)
        _circles(axes, own, shown, centers, km_a_mm, sheet)
        sheet.text(figure, left, top + 0.2 * sheet.line, sheet.titles[place])
    left, top, across = sheet.key
    half = across if sheet.beside else across / 2.0
    axes = sheet.axes(figure, left, top, half - 2.0, sheet.size_key)
    _size_key(axes, shown, reach, half - 2.0, sheet, language)
    if sheet.beside:
        top += sheet.size_key
        axes = sheet.axes(figure, left, top + 1.4 * sheet.line, across - 4.0, 0.6 * sheet.line)
        top += 4.0 * sheet.line
    else:
        axes = sheet.axes(figure, left + half, top + 1.6 * sheet.line, half - 4.0, 0.6 * sheet.line)
        top += sheet.size_key + 0.4 * sheet.line
    _color_key(axes, shown, sheet, language)
    for number, park in enumerate(places.parks_of(results)):
        column, row = divmod(number, sheet.listed)
        x, y = left + column * across / sheet.lists, top + row * sheet.line
        sheet.text(figure, x + 0.6 * sheet.line, y, str(number + 1), ha="center")
        sheet.text(figure, x + 1.4 * sheet.line, y, places.short_name(results, park, language))
    sheet.text(figure, preset.width - 1.0, top + (sheet.listed + 0.3) * sheet.line,
               _note(results, where, data, language), ha="right", color="0.35")  # fmt: skip
    return figure


def _circles(
    axes: Axes,
    data: pd.DataFrame,
    shown: _Map,
    centers: np.ndarray,
    km_a_mm: float,
    sheet: Sheet,
) -> None:
    """Draw the parks of a panel; a number that its circle cannot hold stands to its right.

    data  with ``radius``, mm, and ``aside``, how far circle and number make way for each other
    """
    halo = [patheffects.withStroke(linewidth=0.2 * sheet.fine, foreground="white")]
    order = data.sort_values(shown.size.id, ascending=False, kind="stable")
    for row in order.to_dict("records"):
        (x, y), aside = centers[row["number"] - 1], row["aside"] * km_a_mm
        if row["radius"] > 0.0:
            color = row[shown.color.id]
            face = SHADES(shown.norm(color)) if math.isfinite(color) else "white"
            axes.add_patch(Circle((x - aside, y), row["radius"] * km_a_mm, facecolor=face,
                                  edgecolor="0.25", linewidth=0.4))  # fmt: skip
        if row["delisted"] >= HALF:
            axes.plot([x - aside], [y], marker="x", markersize=1.2 * sheet.fine, color=COLORS[1],
                      markeredgewidth=1.2)  # fmt: skip
        beside = x + (row["radius"] + 0.1) * km_a_mm if aside else x
        axes.text(beside, y, str(row["number"]), va="center", ha="center", fontsize=sheet.fine,
                  path_effects=halo)  # fmt: skip


def _size_key(
    axes: Axes, shown: _Map, reach: float, wide: float, sheet: Sheet, language: str
) -> None:
    """Draw circles of round numbers with their values; the axes are in mm.

    reach  radius of the largest circle      wide  room for them
    """
    axes.set_axis_off()
    axes.set_xlim(0.0, wide)
    axes.set_ylim(0.0, sheet.size_key)
    line = sheet.line
    words = panels.titled(shown.size.label[language], shown.sized.unit, ROOM, language)
    axes.text(0.0, sheet.size_key - 0.2 * line, words, va="top", fontsize=sheet.small)
    x, middle = 0.3, sheet.size_key - 1.5 * line - reach
    for part in KEYED:
        value = _round(part * shown.largest)
        radius = reach * math.sqrt(value / shown.largest)
        axes.add_patch(Circle((x + radius, middle), radius, facecolor="white", edgecolor="0.25",
                              linewidth=0.4))  # fmt: skip
        text = f"{value / shown.sized.factor:,.4g}"
        axes.text(x + 2.0 * radius + 0.2 * line, middle, text, va="center", fontsize=sheet.small)
        x += 2.0 * radius + (0.5 * len(text) + 0.8) * line


def _color_key(axes: Axes, shown: _Map, sheet: Sheet, language: str) -> None:
    gradient = np.linspace(0.0, 1.0, 256)[None, :]
    low, high = (each / shown.shaded.factor for each in (shown.norm.vmin, shown.norm.vmax))
    axes.imshow(gradient, cmap=SHADES, aspect="auto", extent=(low, high, 0.0, 1.0))
    axes.set_yticks([])
    axes.locator_params(axis="x", nbins=4)
    axes.tick_params(length=2, pad=1, width=0.4)
    for spine in axes.spines.values():
        spine.set_visible(True)
        spine.set_linewidth(0.4)
    words = panels.titled(shown.color.label[language], shown.shaded.unit, ROOM, language)
    axes.set_title(words, loc="left", fontsize=sheet.small, pad=3)


def _round(value: float) -> float:
    """Return a number with one digit that counts, not above the given one."""
    if not value > 0.0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return math.floor(value / power * (1.0 + 1e-9)) * power


def _note(results: Any, where: Geography, data: pd.DataFrame, language: str) -> str:
    parts = [panels.many(results, language)]
    if (data["delisted"] >= HALF).any():
        parts.append("×：多数模拟中被摘牌" if language == "zh" else "×: delisted in most runs")
    if where.outline:
        parts.append(SCHEMATIC[language])
    return ("；" if language == "zh" else "; ").join(parts)


def _caption(
    results: Any,
    where: Geography,
    data: pd.DataFrame,
    size: Indicator,
    color: Indicator,
    language: str,
) -> str:
    marked = (data["delisted"] >= HALF).any()
    if language == "zh":
        what = f"各园区{size.label['zh']}（圆面积）与{color.label['zh']}（颜色）"
        said = ["各次模拟的均值；圆心为园区大致位置，重叠的圆已相互移开。"]
        said += ["轮廓与水系为手绘示意图，非实际边界，不按比例。"] if where.outline else []
        said += ["×：半数以上模拟中园区已被摘牌。"] if marked else []
    else:
        what = f"{size.label['en']} (area of the circles) and {color.label['en']} (color) by park"
        said = ["Means over the runs. Circles stand near the middle of each park and are moved"
                " apart where they would overlap."]  # fmt: skip
        if where.outline:
            said.append("The outline and the river are drawn by hand for orientation: schematic,"
                        " not to scale, no boundary.")  # fmt: skip
        said += ["×: delisted in at least half of the runs."] if marked else []
    at = ("、" if language == "zh" else ", ").join(data["quarter"].unique())
    shown = data["scenario"].unique()
    return captions.caption(
        results, language, what, *said, scenarios=shown, period=at, intervals=False
    )
