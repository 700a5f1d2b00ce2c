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

NAME = "effects"
MARKS = ((0.001, "***"), (0.01, "**"), (0.05, "*"))
_SIGNS = ("o", "s", "^", "D", "v", "P", "X")
_COLUMNS = {"single": 1, "double": 3, "word": 2, "slides": 3}
_WORDS = {
    "en": {
        "axis": "Difference to {reference} (%)",
        "what": "Effects on {labels}, in per cent of {reference}",
        "period": "in {quarters}",
        "bars": "Dots: mean paired difference under the same luck; whiskers: 95 % interval of the"
        " mean (Student's t).",
        "marks": "*, **, ***: below 0.05, 0.01, 0.001 after Holm's correction over {tests} tests of"
        " the headline.",
        "untested": "Not in the headline and so not tested: {labels}.",
        "one": "One replicate, so no interval is shown.",
    },
    "zh": {
        "axis": "与“{reference}”之差（%）",
        "what": "对{labels}的影响，占“{reference}”的百分比",
        "period": "{quarters}",
        "bars": "点：相同随机数下配对差值的均值；须线：均值的95%区间（t分布）。",
        "marks": "*、**、***：对主要指标的{tests}项检验作Holm校正后低于0.05、0.01、0.001。",
        "untested": "不属主要指标、未作检验：{labels}。",
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
    line = preset.points * 0.3528  # mm
    tall = line * len(shown) * (2.0 + 1.1 * (len(scenarios) - 1)) + 3.0 * line
    heights = [tall / preset.panel] * rows
    figure, grid = panels.canvas(preset, heights, columns, spare=16.0, sharey=True, sharex=True)
    for axes in grid.flat[len(quarters) :]:
        axes.set_axis_off()
    for quarter, axes in zip(quarters, grid.flat, strict=False):
        axes.axvline(0.0, color="0.6", linewidth=0.5, zorder=0)
        panels.title(axes, quarter, preset)
        axes.xaxis.set_major_locator(MaxNLocator(4))
        axes.tick_params(labelbottom=True)
        for number, name in enumerate(scenarios):
            part = data[(data["quarter"] == quarter) & (data["scenario"] == name)]
            at = part.set_index("indicator").reindex([each.id for each in shown])
            _whiskers(axes, at, number, len(scenarios), results, name, panels.small(preset))
    axes = grid[0, 0]
    room = (0.34 if columns == 1 else 0.2) * preset.width / preset.points
    labels = [panels.wrapped(each.label[language], room, language) for each in shown]
    axes.set_yticks(range(len(shown)), labels)
    axes.set_ylim(len(shown) - 0.5, -0.5)
    reference = panels.named(results, results.reference, language)
    figure.supxlabel(
        _WORDS[language]["axis"].format(reference=reference), fontsize=panels.small(preset)
    )
    handles = [
        Line2D([], [], marker=_sign(results, name), **panels.look_of(results, name) | _DOT)
        for name in scenarios
    ]
    names = [panels.named(results, name, language) for name in scenarios]
    panels.legend(figure, preset, handles, names, panels.many(results, language))
    return figure


_DOT = {"linestyle": "-", "markersize": 3.5, "linewidth": 0.9}


def _whiskers(
    axes: Axes,
    found: pd.DataFrame,
    number: int,
    count: int,
    results: Any,
    scenario: str,
    size: float,
) -> None:
    """Draw the effects of one scenario, a line an indicator, and its marks at the right."""
    color = panels.look_of(results, scenario)["color"]
    shift = (number - (count - 1) / 2) * 0.7 / count
    for place, row in enumerate(found.itertuples()):
        at = place + shift
        if not math.isfinite(row.share):
            continue
        if math.isfinite(row.share_low):
            ends = [100 * row.share_low, 100 * row.share_high]
            axes.plot(ends, [at, at], color=color, linestyle="-", linewidth=_DOT["linewidth"])
        axes.plot(
            [100 * row.share], [at], marker=_sign(results, scenario), color=color,
            markersize=_DOT["markersize"], linestyle="none",
        )  # fmt: skip
        mark = next((sign for bound, sign in MARKS if row.p_holm < bound), "")
        if mark:
            axes.text(
                1.02, at, mark, transform=axes.get_yaxis_transform(), color=color,
                fontsize=size, ha="left", va="center_baseline",
            )  # fmt: skip


def _sign(results: Any, scenario: str) -> str:
    return _SIGNS[results.scenarios.index(scenario) % len(_SIGNS)]


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
    said += [words["untested"].format(labels=joint.join(untested))] if untested else []
    what = words["what"].format(labels=joint.join(labels.values()), reference=reference)
    quarters = words["period"].format(quarters=joint.join(dict.fromkeys(data["quarter"])))
    return captions.caption(results, language, what, *said, scenarios=scenarios, period=quarters)
