"""The figures that there are: the name of each, its labels, and the module that draws it.

A figure is a module of this folder with a function ``draw(results, look) -> Drawing``. It is
imported when it is drawn, not before. A figure that a result cannot give raises `NotInResult`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from sim.core.errors import InputError
from sim.core.label import Label
from sim.report.figures.drawing import Drawing
from sim.report.figures.presets import Preset


class NotInResult(InputError):
    """A result does not hold what a figure shows; the message says what is missing and why."""


@dataclass(frozen=True)
class Look:
    """What is asked of a figure.

    preset      size and type      language  of its words; captions are written in both
    indicators  ids; empty takes what the figure shows by itself, as the headline
    at          quarters as ``2030Q4``; empty takes those of the result's tables
    scenarios   ids; empty takes all of the result
    agent       whom a figure of one life follows, by code
    """

    preset: Preset
    language: str = "en"
    indicators: tuple[str, ...] = ()
    at: tuple[str, ...] = ()
    scenarios: tuple[str, ...] = ()
    agent: str = ""


@dataclass(frozen=True)
class Entry:
    """A figure: its name, the words for it, and its module in this folder."""

    name: str
    label: Label
    module: str

    def draw(self, results: Any, look: Look) -> Drawing:
        """Draw it. Raises NotInResult, and InputError for words that mean nothing.

        A figure of scenarios shows them as they are written, not the mean over a design's rows,
        where a row is known to be that.
        """
        found = import_module(f"sim.report.figures.{self.module}")
        return found.draw(results if self.of_design else results.as_written(), look)

    @property
    def of_design(self) -> bool:
        """Whether it shows what the rows of a design say."""
        return self.module.startswith("drivers.") or self.name == "replicates"


_ENTRIES = (
    Entry("trajectories", Label("Indicators over time", "指标走势"), "trajectories"),
    Entry("fan-chart", Label("Fan chart of the runs", "模拟扇形图"), "fan_chart"),
    Entry("difference", Label("Difference to the reference", "与基准情景之差"), "difference"),
    Entry("targets", Label("Targets: value, gap, probability", "目标完成情况"), "targets"),
    Entry("effects", Label("Effects with intervals", "政策效果与区间"), "effects"),
    Entry("ofat", Label("One-factor curves", "单因素响应曲线"), "drivers.ofat"),
    Entry("tornado", Label("Tornado of factors", "龙卷风图"), "drivers.tornado"),
    Entry("morris", Label("Elementary effects (Morris)", "基本效应（Morris）"), "drivers.morris"),
    Entry("sobol", Label("Indices of Sobol", "Sobol指数"), "drivers.sobol"),
    Entry("indices-over-time", Label("Indices over time", "敏感性随时间变化"), "drivers.over_time"),
    Entry("attribution", Label("What clauses contribute", "各条款的贡献"), "drivers.attribution"),
    Entry("attribution-map", Label("Clauses by target", "条款与目标"), "drivers.attribution_map"),
    Entry("heat-map", Label("Two factors with a threshold", "双因素热图"), "drivers.heat_map"),
    Entry("tipping", Label("Where an effect turns", "效果转折的临界点"), "drivers.tipping"),
    Entry("park-map", Label("Parks on a schematic map", "园区示意地图"), "city.park_map"),
    Entry("league", Label("League table of parks", "园区考核名次变化"), "city.league"),
    Entry("flows", Label("Moves of talents and firms", "人才与企业流动"), "city.flows"),
    Entry("network", Label("Collaborations by place", "企业协作网络"), "city.network"),
    Entry("ladder", Label("Enterprise ladder over time", "企业梯度培育"), "ladder"),
    Entry("survival", Label("Survival of entrants", "新进入企业存活率"), "city.survival"),
    Entry("sizes", Label("Rank and size of firms", "企业规模分布"), "city.sizes"),
    Entry("rents", Label("Rent and vacancy by class of floor", "各类楼宇租金与空置率"), "rents"),
    Entry("inequality", Label("Inequality among parks", "园区间差距"), "inequality"),
    Entry("replicates", Label("Convergence over replicates", "随模拟次数的收敛"), "replicates"),
    Entry("life", Label("One firm in two worlds", "同一企业的两种命运"), "city.life"),
)
FIGURES = {entry.name: entry for entry in _ENTRIES}


def figure(name: str) -> Entry:
    """Return a figure by its name. Raises InputError with the nearest names."""
    if name not in FIGURES:
        near = difflib.get_close_matches(name, FIGURES, n=1)
        advice = f'Did you mean "{near[0]}"? ' if near else ""
        what = f'There is no figure "{name}".'
        raise InputError("", what, f"{advice}There are: {', '.join(FIGURES)}.")
    return FIGURES[name]


def drawn(
    results: Any, look: Look, names: Sequence[str] = ()
) -> Iterator[tuple[Entry, Drawing | InputError]]:
    """Yield figures, or why the result does not hold them.

    names  of figures; empty is all, and a figure that can make nothing of the look is then yielded
           with its error, too
    Raises InputError for a name or, of a figure that was named, a look that means nothing.
    """
    passed = NotInResult if names else InputError
    for entry in [figure(name) for name in names] or FIGURES.values():
        try:
            yield entry, entry.draw(results, look)
        except passed as error:
            yield entry, error
