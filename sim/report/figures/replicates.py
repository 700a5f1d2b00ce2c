"""Convergence over replicates: mean and precision of the first headline difference as runs join.

The rule of replication asks that the half-width of the interval stays below a share of the
reference's mean (`sim.analysis.replication`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter

from sim.analysis import interval, start_share
from sim.analysis.family import headline as family
from sim.analysis.replication import Rule, precision
from sim.analysis.worlds import pair, worlds
from sim.measure.register import Indicator, indicator
from sim.report import captions, fonts
from sim.report.figures import curves, panels
from sim.report.figures.catalogue import Look, NotInResult
from sim.report.figures.drawing import Drawing
from sim.report.figures.presets import Preset, style
from sim.report.scale import scale

NAME = "replicates"
_WORDS = {
    "en": {
        "difference": "{label}, difference to {reference}",
        "level": "{label}",
        "width": "Half-width (% of the reference)",
        "width_level": "Half-width (% of the mean)",
        "count": "Replicates",
        "rule": "±{asked:g} %",
        "what": "Convergence over replicates: {label}, {quarter}",
        "lines": "Left: mean with the first n replicates, between the thin lines its 95 % interval;"
        " right: half-width of that interval as a share of the {base}, dashed: the ±{asked:g} %"
        " that the rule asks for.",
        "stacked": "Above: mean with the first n replicates, between the thin lines its 95 %"
        " interval; below: half-width of that interval as a share of the {base}, dashed: the"
        " ±{asked:g} % that the rule asks for.",
        "reference": "reference's mean", "mean": "mean",
    },
    "zh": {
        "difference": "{label}，与“{reference}”之差",
        "level": "{label}",
        "width": "区间半宽（占基准的%）",
        "width_level": "区间半宽（占均值的%）",
        "count": "模拟次数",
        "rule": "±{asked:g}%",
        "what": "随模拟次数的收敛：{label}，{quarter}",
        "lines": "左：前n次模拟的均值，细线之间为其95%区间；右：区间半宽占{base}的比例，"
        "虚线为停止规则要求的±{asked:g}%。",
        "stacked": "上：前n次模拟的均值，细线之间为其95%区间；下：区间半宽占{base}的比例，"
        "虚线为停止规则要求的±{asked:g}%。",
        "reference": "基准均值", "mean": "均值",
    },
}  # fmt: skip


@dataclass(frozen=True)
class _Question:
    """What is followed: an indicator in a quarter, as a difference or as a level."""

    indicator: Indicator
    quarter: str
    of_difference: bool
    rule: Rule


def draw(results: Any, look: Look) -> Drawing:
    """Draw how mean and precision settle as replicates join.

    look  indicators: the first one is followed, empty is that of the experiment's rule, else the
          first of the headline; at: the first quarter, empty is the last of the result's tables
    Raises NotInResult with one replicate.
    """
    language, preset = fonts.language(look.language), look.preset
    if results.replicates < 2:
        what = "One replicate does not converge: there is no interval yet."
        raise NotInResult(NAME, what, "Run it again with --replicates 10")
    scenarios = panels.scenarios(results, look)
    asked = _asked(results, look, scenarios)
    data = _data(results, asked, scenarios)
    with style(preset):
        figure = _drawn(results, data, asked, preset, language)
    captioned = {each: _caption(results, data, asked, preset, each) for each in ("en", "zh")}
    return Drawing(NAME, language, figure, data, captioned)


def _asked(results: Any, look: Look, scenarios: Sequence[str]) -> _Question:
    rule = _rule(results)
    names = family(results, look.indicators or rule.indicators) or results.indicators()
    dates = panels.dates(results, look)
    quarter = dates[0] if look.at else dates[-1]
    others = set(scenarios) - {results.reference}
    return _Question(indicator(names[0]), quarter, bool(others), rule)


def _rule(results: Any) -> Rule:
    """Return the rule of the result's experiment, else the usual one."""
    asked = results.experiment().get("replicates")
    stop = asked.get("stop_at") if isinstance(asked, dict) else None
    if not stop:
        return Rule()
    return Rule(stop["half_width"], (stop["indicator"],), asked["min"], asked["max"])


def _data(results: Any, asked: _Question, scenarios: Sequence[str]) -> pd.DataFrame:
    """Return mean, interval and precision with the first n replicates of each scenario."""
    frame = results.frame("quarters", [asked.indicator.id])
    frame = frame[frame["quarter"] == asked.quarter]
    pieces = []
    for name in curves.ended(frame, scenarios):
        if asked.of_difference and name == results.reference:
            continue
        if asked.of_difference:
            base, world = pair(frame, results.reference, name)
        else:
            base = world = worlds(frame, name)
        draws = start_share.draws_of(base.replicates, results.provenance.uncertainty)
        level, own = (
            start_share.means(side.values.mean(axis=1)[:, 0], draws) for side in (base, world)
        )
        apart = own - level if asked.of_difference else own
        found = [interval.student(apart[: count + 1, 0]) for count in range(len(apart))]
        piece = pd.DataFrame([each._asdict() for each in found]).astype(float)
        piece["half_width_share"] = precision(apart, level)[:, 0]
        piece.loc[~np.isfinite(piece["half_width_share"]), "half_width_share"] = np.nan
        ends = np.flatnonzero(np.append(draws[1:] != draws[:-1], True)) + 1
        piece.insert(0, "replicates", ends)
        piece.insert(0, "quarter", asked.quarter)
        piece.insert(0, "indicator", asked.indicator.id)
        piece.insert(0, "scenario", name)
        pieces.append(piece)
    return pd.concat(pieces, ignore_index=True)


def _drawn(
    results: Any, data: pd.DataFrame, asked: _Question, preset: Preset, language: str
) -> Figure:
    words = _WORDS[language]
    beside = preset.width > 100
    heights = [1.2] if beside else [1.0, 1.0]
    columns = 2 if beside else 1
    figure, grid = panels.canvas(preset, heights, columns, sharex=True)
    mean, width = grid.flat
    room = preset.width / columns * 0.8 / preset.points
    bounds = data.loc[data["replicates"] > 2, ["mean", "low", "high"]]
    sized = bounds if len(bounds) else data[["mean", "low", "high"]]
    by = scale(asked.indicator, float(sized.abs().max().max()), language)
    handles = {}
    for name, own in data.groupby("scenario", sort=False):
        drawn = panels.look_of(results, str(name))
        count = own["replicates"]
        for bound in ("low", "high"):
            mean.plot(count, own[bound] / by.factor, color=drawn["color"], lw=0.4, ls="-")
        handles[str(name)] = mean.plot(count, own["mean"] / by.factor, **drawn)[0]
        width.plot(count, 100 * own["half_width_share"], **drawn)
    _limits(mean, bounds / by.factor)
    text = words["difference" if asked.of_difference else "level"].format(
        label=asked.indicator.label[language],
        reference=panels.named(results, results.reference, language),
    )
    unit = panels.difference_unit(by, language) if asked.of_difference else by.unit
    panels.title(mean, panels.titled(text, unit, room, language), preset)
    kind = "width" if asked.of_difference else "width_level"
    panels.title(width, panels.wrapped(words[kind], room, language), preset)
    _widths(width, data, asked, preset)
    for axes in grid[-1]:
        axes.set_xlabel(words["count"])
        axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    labels = [panels.named(results, name, language) for name in handles]
    panels.legend(figure, preset, list(handles.values()), labels, panels.many(results, language))
    return figure


def _limits(axes: Axes, bounds: pd.DataFrame) -> None:
    """Let the interval of the first two replicates run out of the panel: it hides the others."""
    if not len(bounds):
        return
    low, high = float(bounds.min().min()), float(bounds.max().max())
    room = 0.05 * (high - low)
    if room > 0.0:
        axes.set_ylim(low - room, high + room)


def _widths(axes: Axes, data: pd.DataFrame, asked: _Question, preset: Preset) -> None:
    """Give the panel of half-widths a logarithmic axis and the rule."""
    held = data.loc[data["half_width_share"] > 0.0, "half_width_share"]
    rule = 100 * asked.rule.half_width
    axes.axhline(rule, color="0.45", linestyle="--", linewidth=0.6, zorder=0)
    if not len(held):
        return
    axes.set_yscale("log")
    axes.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0), numticks=6))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.yaxis.set_minor_formatter(NullFormatter())


def _caption(
    results: Any, data: pd.DataFrame, asked: _Question, preset: Preset, language: str
) -> str:
    words = _WORDS[language]
    label = asked.indicator.label[language]
    if asked.of_difference:
        reference = results.title(results.reference, language)
        label = words["difference"].format(label=label, reference=reference)
    layout = "lines" if preset.width > 100 else "stacked"
    base = words["reference" if asked.of_difference else "mean"]
    said = words[layout].format(base=base, asked=100 * asked.rule.half_width)
    what = words["what"].format(label=label, quarter=asked.quarter)
    shown = list(dict.fromkeys(data["scenario"]))
    return captions.caption(results, language, what, said, scenarios=shown, period=asked.quarter)
