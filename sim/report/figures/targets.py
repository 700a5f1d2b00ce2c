"""Dashboard of targets: value against the aim, gap to the reference, probability, by definition."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.analysis.targets import targets
from sim.core.errors import InputError
from sim.measure.register import indicator
from sim.policy.registers import Registers, load
from sim.report import captions, fonts
from sim.report.figures import panels
from sim.report.figures.catalogue import Look, NotInResult
from sim.report.figures.drawing import Drawing
from sim.report.figures.presets import MILLIMETRE, Preset, style

NAME = "targets"
FAR = (0.0, 200.0)  # per cent of the aim between which values are drawn; beyond, at the edge
_GAP = 20.0  # per cent, the same of gaps
_SIGNS = ("o", "s", "^", "D", "v", "P", "X")
_ASIDE = re.compile(r" ?[(（].*?[)）]")  # what a label says in parentheses
_POINTS = {"single": 5.0, "double": 6.0, "word": 6.5, "slides": 11.0}
_LABELS = {"single": 0.44, "double": 0.42, "word": 0.46, "slides": 0.4}  # share of the width
_WORDS = {
    "en": {
        "value": "Value\n(% of the aim)", "gap": "Gap to reference\n(%)", "probability":
        "Probability\n", "least": "at least {:,g}", "most": "at most {:,g}", "by": "by {quarter}",
        "+": "should rise", "-": "should fall",
        "what": "Targets of the Opinion",
        "columns": "Left: value at the date of the target in per cent of its number, with the 95 %"
        " interval of the mean; middle: paired difference to {reference} in per cent of the number"
        " (of {reference} where the target is a direction), with its 95 % interval; right: share of"
        " replicates that meet the target, with Wilson's 95 % interval.",
        "single": "Value at the date of the target in per cent of its number, with the 95 %"
        " interval of the mean; share of replicates that meet the target, with Wilson's 95 %"
        " interval.",
        "edge": "Triangles: beyond the edge.",
        "usual": "Under the definitions by which the scenarios count.",
        "every": "Under every definition.",
        "arithmetic": "{targets}: arithmetic on an exogenous trend, not a model result.",
        "one": "One replicate: no interval of a mean or of a gap is shown.",
    },
    "zh": {
        "value": "实际值\n（占目标的%）", "gap": "与基准之差\n（%）", "probability": "实现概率\n",
        "least": "不低于{:,g}", "most": "不高于{:,g}", "by": "截至{quarter}",
        "+": "应上升", "-": "应下降",
        "what": "《意见》各项目标",
        "columns": "左：目标日期的实际值占目标值的百分比及均值的95%区间；中：与“{reference}”的"
        "配对差值占目标值的百分比（方向性目标为占“{reference}”的百分比）及其95%区间；右：达到目标的模拟占比"
        "及Wilson 95%区间。",
        "single": "目标日期的实际值占目标值的百分比及均值的95%区间；"
        "达到目标的模拟占比及Wilson 95%区间。",
        "edge": "三角：超出图的边界。",
        "usual": "按各情景所用的统计口径。",
        "every": "按全部统计口径。",
        "arithmetic": "{targets}：外生趋势上的算术推算，并非模型结果。",
        "one": "仅一次模拟，不给出均值与差值的区间。",
    },
}  # fmt: skip


class _Line(NamedTuple):
    """A line of the dashboard: a heading, or a target under one definition.

    at  place from the top, in lines of text      column  indicator that holds it, empty: a heading
    """

    text: str
    at: float
    column: str = ""


def draw(results: Any, look: Look) -> Drawing:
    """Draw the targets of each scenario, under every definition; on slides under the one in use.

    look  indicators: targets by id, as T1; empty is all
    Raises NotInResult if the result holds no target, InputError for one that there is not.
    """
    language, preset = fonts.language(look.language), look.preset
    registers = load()
    scenarios = panels.scenarios(results, look)
    found = targets(results, registers=registers)
    if found.empty:
        what = "This result holds no indicator of a target."
        raise NotInResult(NAME, what, "Keep them: keep: {quarters: all}.")
    found = found[found["scenario"].isin(scenarios) & _wanted(found, look.indicators, registers)]
    every = preset.name != "slides"
    if not every:
        found = found[_usual(results, found, registers)]
    data = _shares(found).reset_index(drop=True)
    with style(preset):
        figure = _drawn(results, data, registers, scenarios, preset, language)
    captioned = {each: _caption(results, data, scenarios, every, each) for each in ("en", "zh")}
    return Drawing(NAME, language, figure, data, captioned)


def _wanted(found: pd.DataFrame, names: Sequence[str], registers: Registers) -> pd.Series:
    for name in names:
        if name not in registers.targets:
            do = f"Choose from: {', '.join(registers.targets)}."
            raise InputError("--indicators", f'"{name}" is no target.', do)
    return found["target"].isin(list(names) or list(registers.targets))


def _usual(results: Any, found: pd.DataFrame, registers: Registers) -> list[bool]:
    """Return which lines are under the definition by which their scenario counts."""
    counted = {each["id"]: each.get("count_as", {}) for each in results.provenance.scenarios}
    usual = []
    for row in found.itertuples():
        readings = [
            own if (own := counted[row.scenario].get(name)) in choices else choices[0]
            for name, choices in registers.targets[row.target].definitions.items()
        ]
        usual.append(bool(row.asked) or row.definition == ", ".join(readings))
    return usual


def _shares(found: pd.DataFrame) -> pd.DataFrame:
    """Return the table with value and gap in per cent of the aim, or of the reference."""
    aim = found["at_least"].fillna(found["at_most"])
    reference = (found["value"] - found["gap"]).abs()
    base = aim.where(found["asked"] == "", reference)
    columns = {
        "value_percent": found["value"] / aim,
        "value_percent_low": found["low"] / aim,
        "value_percent_high": found["high"] / aim,
        "gap_percent": found["gap"] / base,
        "gap_percent_low": found["gap_low"] / base,
        "gap_percent_high": found["gap_high"] / base,
    }
    return found.assign(
        **{name: 100 * each.where(np.isfinite(each)) for name, each in columns.items()}
    )


def _drawn(
    results: Any,
    data: pd.DataFrame,
    registers: Registers,
    scenarios: Sequence[str],
    preset: Preset,
    language: str,
) -> Figure:
    words, size = _WORDS[language], _POINTS[preset.name]
    gaps = ["gap"] if data["gap"].notna().any() else []
    kinds = ["value", *gaps, "probability"]
    share = _LABELS[preset.name]
    lines, deep = _lines(data, registers, share * preset.width / size * 1.03, preset, language)
    tall = deep * size * 0.3528 * 1.42 + 7.5 * size * 0.3528 + 8
    figure = Figure(figsize=(preset.width * MILLIMETRE, tall * MILLIMETRE), layout="constrained")
    ratios = [share, *[(1.0 - share) / len(kinds)] * len(kinds)]
    grid = figure.subplots(1, 1 + len(kinds), sharey=True, gridspec_kw={"width_ratios": ratios})
    grid[0].set_ylim(deep, 0.0)
    grid[0].set_axis_off()
    for line in lines:
        grid[0].text(
            0.0 if not line.column else 0.03, line.at, line.text, fontsize=size, va="top",
            color="0.0" if not line.column else "0.3",
            transform=grid[0].get_yaxis_transform(),
        )  # fmt: skip
    for axes, kind in zip(grid[1:], kinds, strict=True):
        axes.set_title(words[kind], fontsize=size)
        axes.tick_params(left=False, labelleft=False, labelsize=size)
        axes.spines["left"].set_visible(False)
        _column(axes, data, lines, kind, results, scenarios, preset)
    handles = [_dot(results, name, 3.5) for name in scenarios]
    labels = [panels.named(results, name, language) for name in scenarios]
    panels.legend(figure, preset, handles, labels, panels.many(results, language))
    return figure


def _lines(
    data: pd.DataFrame, registers: Registers, room: float, preset: Preset, language: str
) -> tuple[list[_Line], float]:
    """Return the lines of the dashboard and how deep they reach, in lines of text."""
    lines, deep = [], 0.2
    compact = preset.name == "slides"
    for name, group in data.groupby("target", sort=False):
        target = registers.targets[str(name)]
        if not compact:
            head = f"{name} {target.heading.of(language)}"
            head = panels.titled(head, _aim(group.iloc[0], language), room, language)
            lines.append(_Line(head, deep))
            deep += 1.0 + head.count("\n")
        for row in group.drop_duplicates("indicator").itertuples():
            text = _definition(row, registers, language)
            if compact:
                text = f"{name} {text if row.asked else target.heading.of(language)}"
            text = panels.wrapped(text, room, language)
            lines.append(_Line(text, deep, row.indicator))
            deep += 1.0 + text.count("\n") + (0.25 if compact else 0.0)
        deep += 0.0 if compact else 0.3
    return lines, deep


def _definition(row: Any, registers: Registers, language: str) -> str:
    if row.asked:
        label, asked = indicator(row.indicator).label[language], _WORDS[language][row.asked]
        return f"{label}（{asked}）" if language == "zh" else f"{label} ({asked})"
    target = registers.targets[row.target]
    readings = zip(target.definitions, row.definition.split(", "), strict=True)
    texts = [
        registers.definitions[name].choices[reading].of(language) for name, reading in readings
    ]
    short = [_ASIDE.sub("", text) for text in texts]
    return ("；" if language == "zh" else "; ").join(short)


def _aim(row: Any, language: str) -> str:
    words = _WORDS[language]
    percent = row["unit"] == "share"
    bounds = [
        words[name].format(100 * row[f"at_{name}"] if percent else row[f"at_{name}"])
        + ("%" if percent and language == "zh" else " %" if percent else "")
        for name in ("least", "most")
        if math.isfinite(row[f"at_{name}"])
    ]
    joint = "，" if language == "zh" else ", "
    return joint.join([*bounds, words["by"].format(quarter=row["quarter"])])


def _column(
    axes: Axes,
    data: pd.DataFrame,
    lines: Sequence[_Line],
    kind: str,
    results: Any,
    scenarios: Sequence[str],
    preset: Preset,
) -> None:
    """Draw one column of dots: value, gap or probability."""
    name = {"value": "value_percent", "gap": "gap_percent", "probability": "probability"}[kind]
    mark: float | None
    if kind == "gap":
        reach = data[["gap_percent_low", "gap_percent_high"]].abs().max().max()
        reach = reach if math.isfinite(reach) else data[name].abs().max()
        far = min(_GAP, 1.1 * reach) if reach > 0.0 else _GAP
        bounds, mark = (-far, far), 0.0
    else:
        bounds, mark = (FAR, 100.0) if kind == "value" else ((0.0, 1.0), None)
    wide = bounds[1] - bounds[0]
    axes.set_xlim(bounds[0] - 0.05 * wide, bounds[1] + 0.05 * wide)
    if kind != "gap":
        axes.set_xticks([bounds[0], sum(bounds) / 2, bounds[1]])
    if mark is not None:
        axes.axvline(mark, color="0.6", linewidth=0.5, zorder=0)
    place = {line.column: line.at + 0.55 for line in lines if line.column}
    size = 2.4 if preset.width < 200 else 5.0
    for number, scenario in enumerate(scenarios):
        shift = (number - (len(scenarios) - 1) / 2) * 0.8 / len(scenarios)
        own = data[data["scenario"] == scenario]
        for row in own.to_dict("records"):
            value, low, high = row[name], row[f"{name}_low"], row[f"{name}_high"]
            if not math.isfinite(value):
                continue
            at, shown = place[row["indicator"]] + shift, float(np.clip(value, *bounds))
            color = panels.look_of(results, scenario)["color"]
            if math.isfinite(low):
                ends = np.clip([low, high], *bounds)
                axes.plot(ends, [at, at], color=color, linestyle="-", linewidth=0.25 * size)
            beyond = ">" if value > bounds[1] else "<" if value < bounds[0] else ""
            dot = _dot(results, scenario, size)
            axes.plot(
                [shown], [at], marker=beyond or dot.get_marker(), color=color, clip_on=False,
                markersize=size, linestyle="none",
            )  # fmt: skip


def _dot(results: Any, scenario: str, size: float) -> Line2D:
    number = results.scenarios.index(scenario)
    color = panels.look_of(results, scenario)["color"]
    sign = _SIGNS[number % len(_SIGNS)]
    return Line2D([], [], color=color, marker=sign, markersize=size, linestyle="none")


def _caption(
    results: Any, data: pd.DataFrame, scenarios: Sequence[str], every: bool, language: str
) -> str:
    words = _WORDS[language]
    joint = "、" if language == "zh" else ", "
    reference = results.title(results.reference, language)
    gaps = data["gap"].notna().any()
    said = [words["columns" if gaps else "single"].format(reference=reference)]
    said += [words["one"]] if results.replicates == 1 else []
    if (data["value_percent"] > FAR[1]).any() or (data["gap_percent"].abs() > _GAP).any():
        said.append(words["edge"])
    said.append(words["every" if every else "usual"])
    plain = data.loc[data["arithmetic"], "target"].unique()
    said += [words["arithmetic"].format(targets=joint.join(plain))] if plain.size else []
    quarters = joint.join(dict.fromkeys(data["quarter"]))
    return captions.caption(
        results, language, words["what"], *said, scenarios=scenarios, period=quarters
    )
