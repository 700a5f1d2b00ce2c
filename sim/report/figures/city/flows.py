"""Who moves where: the matrix of moves among the places of a city, and the largest of them.

Firms and talents, a year on average over the period, in means over the runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.report import captions, fonts
from sim.report.figures import panels
from sim.report.figures.catalogue import Look, NotInResult
from sim.report.figures.city import places
from sim.report.figures.city.park_map import SHADES
from sim.report.figures.drawing import Drawing
from sim.report.figures.presets import MILLIMETRE, Preset, style

NAME = "flows"
KINDS = {
    "talents": {"en": "Talents (persons a year)", "zh": "人才（人/年）"},
    "firms": {"en": "Firms (a year)", "zh": "企业（家/年）"},
}
LARGEST = {"single": 8, "double": 12, "word": 10, "slides": 8}  # moves that are listed
CELL = 0.44  # side of a cell of the matrix, mm for each point of its names
DECADES = 3.0  # of the colors, below the largest number


def draw(results: Any, look: Look) -> Drawing:
    """Draw the moves of talents and firms in one scenario, beside those of the reference.

    scenarios  the first one named is shown; by default the first that is not the reference
    Raises NotInResult if moves were not kept, or if nobody moved.
    """
    language, preset = fonts.language(look.language), look.preset
    asked = panels.scenarios(results, look)
    scenario = asked[0] if look.scenarios else results.scenarios[min(1, len(asked) - 1)]
    data = _data(results, scenario, _kinds(results, look))
    kinds = list(data["kind"].unique())
    with style(preset):
        figure = _drawn(results, data, scenario, kinds, preset, language)
    captioned = {each: _caption(results, data, scenario, kinds, each) for each in ("en", "zh")}
    return Drawing(NAME, language, figure, data, captioned)


def _kinds(results: Any, look: Look) -> list[str]:
    """Return who is shown moving: talents and firms, or those named as indicators."""
    places.check_held(results, "flows", look.indicators)
    held = results.indicators("flows")
    kinds = [kind for kind in look.indicators or KINDS if kind in KINDS and kind in held]
    if not kinds:
        what = f"Moves are those of {' and '.join(KINDS)}."
        raise NotInResult("--indicators", what, f"Name one of them: {', '.join(KINDS)}")
    return kinds[:1] if look.preset.name == "slides" else kinds


def _data(results: Any, scenario: str, kinds: Sequence[str]) -> pd.DataFrame:
    """Return moves: kind, from, to, a year in the scenario and in the reference, order of size."""
    frame = results.frame("flows", kinds)
    frame = frame[frame["from"] != frame["to"]]
    first, last = results.period
    years, runs = (last - first + 1) / 4.0, len(_runs(results, scenario))
    pieces = []
    for kind in kinds:
        sums = frame.groupby(["scenario", "from", "to"], sort=False)[kind].sum()
        columns = {}
        for column, name in (("a_year", scenario), ("reference", results.reference)):
            own = sums.loc[name] if name in sums.index.levels[0] else sums.iloc[:0]
            columns[column] = own / (years * max(1, len(_runs(results, name))))
        piece = pd.DataFrame(columns).fillna(0.0).rename_axis(["from", "to"]).reset_index()
        piece = piece[(piece["a_year"] > 0.0) | (piece["reference"] > 0.0)]
        piece = piece.sort_values(["a_year", "from", "to"], ascending=[False, True, True])
        piece.insert(0, "kind", kind)
        piece.insert(0, "scenario", scenario)
        pieces.append(piece.assign(size=np.arange(1, len(piece) + 1), runs=runs))
    found = pd.concat(pieces, ignore_index=True) if pieces else pd.DataFrame()
    if found.empty:
        what = "Nobody moved in these runs."
        raise NotInResult(str(results.folder), what, "Name another scenario with --scenarios.")
    return found.rename(columns={"size": "order"})


def _runs(results: Any, scenario: str) -> pd.DataFrame:
    return results.plan[(results.plan["scenario"] == scenario) & results.plan["done"]]


def _drawn(
    results: Any,
    data: pd.DataFrame,
    scenario: str,
    kinds: Sequence[str],
    preset: Preset,
    language: str,
) -> Figure:
    narrow = preset.width < 100
    order = [*places.parks_of(results), results.rest_of_city, "outside"]
    count, fine = LARGEST[preset.name], _fine(preset)
    cells = CELL * fine * len(order)
    side = cells + 4.0 * fine
    listed = 0.62 * fine * count + 2.0 * preset.points
    tall = len(kinds) * (side + listed if narrow else side) + 0.8 * preset.points
    figure = Figure(figsize=(preset.width * MILLIMETRE, tall * MILLIMETRE), layout="constrained")
    if narrow:
        ratios = [side, listed] * len(kinds)
        grid = figure.subplots(2 * len(kinds), 1, squeeze=False, height_ratios=ratios)
    else:
        bars = max(0.4 * cells, preset.width - cells - 15.0 * fine)
        ratios = [1.1 * cells, bars]  # the color bar takes its room from the matrix
        grid = figure.subplots(len(kinds), 2, squeeze=False, width_ratios=ratios)
    flat = grid.ravel()
    for number, kind in enumerate(kinds):
        own = data[data["kind"] == kind]
        _matrix(figure, flat[2 * number], results, own, order, kind, preset, language)
        _list(flat[2 * number + 1], results, own.head(count), scenario, kind, preset, language)
    stop, words = ("；", "竖线：") if language == "zh" else ("; ", "upright marks: ")
    notes = [panels.named(results, scenario, language), panels.many(results, language)]
    if scenario != results.reference:
        notes.insert(1, words + panels.named(results, results.reference, language))
    note = panels.wrapped(stop.join(notes), preset.width / panels.small(preset), language)
    figure.supxlabel(note, fontsize=panels.small(preset), color="0.35", x=0.99, ha="right")
    return figure


def _fine(preset: Preset) -> float:
    """Return the size of the names of places, points."""
    return max(5.0, 0.65 * preset.points)


def _matrix(
    figure: Figure,
    axes: Axes,
    results: Any,
    data: pd.DataFrame,
    order: Sequence[str],
    kind: str,
    preset: Preset,
    language: str,
) -> None:
    """Draw moves by origin and target in shades of a logarithmic scale; empty: nobody."""
    table = data.pivot(index="from", columns="to", values="a_year").reindex(order, columns=order)
    values = np.ma.masked_less_equal(table.fillna(0.0).to_numpy(), 0.0)
    top = float(data["a_year"].max())
    norm = LogNorm(top / 10.0**DECADES, top)
    image = axes.imshow(np.ma.masked_less(values, norm.vmin), cmap=SHADES, norm=norm)
    fine = _fine(preset)
    names = [places.short_name(results, each, language) for each in order]
    signs = [*map(str, range(1, len(order) - 1)), "R", "O"]
    told = [f"{name}  {sign}" for name, sign in zip(names, signs, strict=True)]
    axes.set_yticks(range(len(order)), told, fontsize=fine)
    axes.set_xticks(range(len(order)), signs, fontsize=fine, rotation=90)
    axes.tick_params(length=0, pad=1)
    for spine in axes.spines.values():
        spine.set_visible(True)
        spine.set_linewidth(0.4)
    axes.set_xlabel("迁往" if language == "zh" else "To")
    axes.set_ylabel("迁自" if language == "zh" else "From")
    panels.title(axes, KINDS[kind][language], preset)
    bar = figure.colorbar(image, ax=axes, shrink=0.8, pad=0.02, aspect=25)
    bar.ax.tick_params(labelsize=fine, length=2, width=0.4)
    bar.outline.set_linewidth(0.4)


def _list(
    axes: Axes,
    results: Any,
    data: pd.DataFrame,
    scenario: str,
    kind: str,
    preset: Preset,
    language: str,
) -> None:
    """Draw the largest moves as bars, those of the reference as marks."""
    small = panels.small(preset)
    words = {each: places.short_name(results, each, language)
             for each in {*data["from"], *data["to"]}}  # fmt: skip
    names = [f"{words[a]} → {words[b]}" for a, b in zip(data["from"], data["to"], strict=True)]
    rows = np.arange(len(data))
    axes.barh(rows, data["a_year"], color="#9CC8E8", edgecolor="0.25", linewidth=0.4, height=0.7)
    if scenario != results.reference:
        axes.plot(data["reference"], rows, linestyle="", marker="|", markersize=0.9 * small,
                  markeredgewidth=1.4, color="black")  # fmt: skip
    axes.set_yticks(rows, names, fontsize=_fine(preset))
    axes.invert_yaxis()
    axes.xaxis.set_major_locator(MaxNLocator(2))
    panels.title(axes, "最大流向" if language == "zh" else "Largest moves", preset)


def _caption(
    results: Any, data: pd.DataFrame, scenario: str, kinds: Sequence[str], language: str
) -> str:
    plain = {"talents": ("talents", "人才"), "firms": ("firms", "企业")}
    reference = results.title(results.reference, language)
    apart = scenario != results.reference
    if language == "zh":
        moved = "与".join(plain[kind][1] for kind in kinds)
        what = f"{moved}在园区、全市其他地区与市外之间的年均流动"
        said = ["各次模拟的均值。矩阵：行为迁出地，列为迁入地，对数色阶，空白：无或低于最大值的"
                "千分之一。条形：最大的流向。"]  # fmt: skip
        said += [f"竖线：“{reference}”。"] if apart else []
        said += ["R：全市其他地区；O：市外；一年内两次流动计两次。"]
    else:
        moved = " and ".join(plain[kind][0] for kind in kinds)
        what = (f"Moves of {moved} among the parks, the rest of the city and the outside, yearly"
                " average")  # fmt: skip
        said = ["Means over the runs. Matrix: rows are where they leave, columns where they go, on"
                " a logarithmic scale (blank: none, or under a thousandth of the largest). Bars:"
                " the largest moves."]  # fmt: skip
        said += [f'Upright marks: "{reference}".'] if apart else []
        said += ["R: rest of the city; O: outside; who moves twice in a year counts twice."]
    return captions.caption(results, language, what, *said, scenarios=[scenario], intervals=False)
