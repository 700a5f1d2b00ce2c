"""Effects: differences to the reference as dots with whiskers, marked after Holm's correction."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from sim.analysis.comparison import compare
from sim.analysis.family import headline as family
from sim.core.errors import InputError
from sim.measure.register import Indicator, indicator
from sim.report import captions, fonts
from sim.report.figures import panels
from sim.report.figures.catalogue import Look, NotInResult
from sim.report.figures.drawing import Drawing
from sim.report.figures.presets import Preset, style
from sim.report.scale import scale

NAME = "effects"
MARKS = ((0.001, "***"), (0.01, "**"), (0.05, "*"))
_SIGNS = ("o", "s", "^", "D", "v", "P", "X")
_STEP = 1.2  # between two scenarios of a row, in lines of text
_LINE = 0.9  # width of a whisker, points
_COLUMNS = {"single": 1, "double": 3, "word": 2, "slides": 3}
_WORDS = {
    "en": {
        "axis": "Difference to {reference} (%)",
        "what": "Effects on {labels}, in per cent of {reference}",
        "bars": "Dots: mean paired difference under the same luck; whiskers: 95 % interval of the"
        " mean (Student's t).",
        "marks": "*, **, ***: below 0.05, 0.01, 0.001 after Holm's correction over {tests} tests of"
        " the headline.",
        "untested": "Not in the headline and so not tested: {labels}.",
        "zero": "Where the reference is zero the difference itself is written.",
        "one": "One replicate, so no interval is shown.",
    },
    "zh": {
        "axis": "与“{reference}”之差（%）",
        "what": "对{labels}的影响，占“{reference}”的百分比",
        "bars": "点：相同随机数下配对差值的均值；须线：均值的95%区间（t分布）。",
        "marks": "*、**、***：对主要指标的{tests}项检验作Holm校正后低于0.05、0.01、0.001。",
        "untested": "不属主要指标、未作检验：{labels}。",
        "zero": "基准为零的指标直接标出差值。",
        "one": "仅一次模拟，不给出区间。",
    },
}


def draw(results: Any, look: Look) -> Drawing:
    """Draw the effects on the headline in the quarters of the result's tables.

    look  indicators: ids in the place of the headline; at: quarters
    Raises NotInResult with one scenario, InputError for what the result does not hold.
    """
    language, preset = fonts.language(look.language), look.preset
    scenarios = [name for name in panels.scenarios(results, look) if name != results.reference]
    if not scenarios:
        what = "Effects need a scenario beside the reference."
        raise NotInResult(NAME, what, "Run two: parksim run no-reform opinion")
    quarters = panels.dates(results, look)
    if preset.name == "single" and not look.at:
        quarters = quarters[-1:]
    declared = family(results)
    shown = family(results, look.indicators) if look.indicators else declared
    if not shown:
        raise InputError(
            NAME, "This result holds no headline indicator.", "Name some: --indicators"
        )
    found = compare(results, panels.dates(results, look), indicators=[*declared, *shown])
    tests = int(found["p_holm"].notna().sum())
    found = found[found["indicator"].isin(shown) & found["scenario"].isin(scenarios)]
    data = found[found["quarter"].isin(quarters)].reset_index(drop=True)
    entries = [indicator(name) for name in shown]
    with style(preset):
        figure = _drawn(results, data, entries, scenarios, quarters, preset, language)
    captioned = {
        each: _caption(results, data, entries, scenarios, tests, each) for each in ("en", "zh")
    }
    return Drawing(NAME, language, figure, data, captioned)


def _drawn(
    results: Any,
    data: pd.DataFrame,
    shown: Sequence[Indicator],
    scenarios: Sequence[str],
    quarters: Sequence[str],
    preset: Preset,
    language: str,
) -> Figure:
    columns = min(_COLUMNS[preset.name], len(quarters))
    rows = math.ceil(len(quarters) / columns)
    room = (0.34 if columns == 1 else 0.2) * preset.width / preset.points
    labels = [panels.wrapped(each.label[language], room, language) for each in shown]
    places, deep = _places(labels, len(scenarios))
    line = preset.points * 0.3528  # mm
    height = (deep + 6.0) * line / preset.panel
    figure, grid = panels.canvas(
        preset, [height] * rows, columns, spare=6.0 * line, sharey=True, sharex=True
    )
    for axes in grid.flat[len(quarters) :]:
        axes.set_axis_off()
    reference = panels.named(results, results.reference, language)
    wide = preset.width / columns * 0.6 / preset.points
    below = panels.wrapped(_WORDS[language]["axis"].format(reference=reference), wide, language)
    for quarter, axes in zip(quarters, grid.flat, strict=False):
        axes.axvline(0.0, color="0.6", linewidth=0.5, zorder=0)
        panels.title(axes, quarter, preset)
        axes.xaxis.set_major_locator(MaxNLocator(4))
        axes.tick_params(labelbottom=True, left=axes is grid[0, 0])
        axes.set_xlabel(below)
        for number, name in enumerate(scenarios):
            part = data[(data["quarter"] == quarter) & (data["scenario"] == name)]
            part = part.set_index("indicator").reindex([each.id for each in shown])
            shift = (number - (len(scenarios) - 1) / 2) * _STEP
            heights = [place + shift for place in places]
            _whiskers(axes, part, heights, _drawn_as(results, name), panels.small(preset))
            _without_share(axes, part, heights, shown, language, panels.small(preset))
    grid[0, 0].set_yticks(places, labels)
    grid[0, 0].set_ylim(deep, 0.0)
    handles = [
        Line2D([], [], linestyle="-", linewidth=_LINE, **_drawn_as(results, name))
        for name in scenarios
    ]
    names = [panels.named(results, name, language) for name in scenarios]
    panels.legend(figure, preset, handles, names, panels.many(results, language))
    return figure


def _places(labels: Sequence[str], count: int) -> tuple[list[float], float]:
    """Return where the rows stand, and how deep they reach, in lines of text.

    count  scenarios in a row
    """
    places, deep = [], 0.0
    for label in labels:
        tall = max(2.0 + _STEP * (count - 1), 1.3 * (1 + label.count("\n")) + 0.5)
        places.append(deep + tall / 2)
        deep += tall
    return places, deep


def _drawn_as(results: Any, scenario: str) -> dict[str, Any]:
    """Return color and sign of a scenario."""
    sign = _SIGNS[results.scenarios.index(scenario) % len(_SIGNS)]
    color = panels.look_of(results, scenario)["color"]
    return {"color": color, "marker": sign, "markersize": 3.5}


def _whiskers(
    axes: Axes, found: pd.DataFrame, heights: Sequence[float], drawn: dict[str, Any], size: float
) -> None:
    """Draw the effects of one scenario, a line an indicator, and its marks at the right.

    size  of the marks, points
    """
    for at, row in zip(heights, found.itertuples(), strict=True):
        if math.isfinite(row.share_low):
            ends = [100 * row.share_low, 100 * row.share_high]
            axes.plot(ends, [at, at], color=drawn["color"], linestyle="-", linewidth=_LINE)
        if math.isfinite(row.share):
            axes.plot([100 * row.share], [at], linestyle="none", **drawn)
        mark = next((sign for bound, sign in MARKS if row.p_holm < bound), "")
        if mark:
            axes.text(
                1.02, at, mark, transform=axes.get_yaxis_transform(), color=drawn["color"],
                fontsize=size, ha="left", va="center_baseline",
            )  # fmt: skip


def _without_share(
    axes: Axes,
    found: pd.DataFrame,
    heights: Sequence[float],
    shown: Sequence[Indicator],
    language: str,
    size: float,
) -> None:
    """Write out differences to a reference of zero, which have no share of it."""
    for at, entry, row in zip(heights, shown, found.itertuples(), strict=True):
        if math.isfinite(row.share) or not math.isfinite(row.difference):
            continue
        by = scale(entry, abs(row.difference), language).finer(abs(row.difference))
        text = f"{by.show(row.difference, signed=True)} {by.unit}".strip()
        axes.annotate(
            text, (0.0, at), (3.0, 0.0), textcoords="offset points", fontsize=size,
            va="center_baseline",
        )  # fmt: skip


def _caption(
    results: Any,
    data: pd.DataFrame,
    shown: Sequence[Indicator],
    scenarios: Sequence[str],
    tests: int,
    language: str,
) -> str:
    words = _WORDS[language]
    joint = "、" if language == "zh" else "; "
    labels = {each.id: each.label[language] for each in shown}
    reference = results.title(results.reference, language)
    said = [words["bars" if results.replicates > 1 else "one"]]
    said += [words["marks"].format(tests=tests)] if tests else []
    tested = set(data.loc[data["p_holm"].notna(), "indicator"])
    untested = [labels[name] for name in labels if tests and name not in tested]
    said += [words["zero"]] if data["share"].isna().any() else []
    said += [words["untested"].format(labels=joint.join(untested))] if untested else []
    what = words["what"].format(labels=joint.join(labels.values()), reference=reference)
    dates = dict.fromkeys(data["quarter"])
    quarters = ("、" if language == "zh" else ", ").join(dates)
    return captions.caption(results, language, what, *said, scenarios=scenarios, period=quarters)
