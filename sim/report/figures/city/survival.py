"""Survival of entrants: how many of each year's entrants are still in business at the end.

The firms that are kept of a run are those of its last quarter, so that every cohort is seen once,
at its age then: survivors over entrants of the year, each firm by the units it stands for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from sim.analysis import interval
from sim.report import captions, fonts
from sim.report.figures import panels
from sim.report.figures.catalogue import Look
from sim.report.figures.city import places
from sim.report.figures.curves import SPREAD
from sim.report.figures.drawing import Drawing
from sim.report.figures.presets import Preset, style

NAME = "survival"
BIRTHS = "births_city"
MOST_RUNS = 10  # of a scenario, the first replicates, whose firms are read
CODE = r"/(?P<year>\d{4})Q\d/(?P<queue>[a-z])\d+$"  # end of a firm's code
OPENING = "o"  # queue of firms that were there at the start


def draw(results: Any, look: Look) -> Drawing:
    """Draw the share of entrants still in business by years since entry, by scenario.

    Raises NotInResult if agents were not kept, or the entries of the city.
    """
    language, preset = fonts.language(look.language), look.preset
    scenarios = panels.scenarios(results, look)
    places.check_agents(results)
    places.check_held(results, "quarters", [BIRTHS])
    worlds = {name: _shares(results, name) for name in scenarios}
    data = _data(results, worlds)
    with style(preset):
        figure = _drawn(results, data, scenarios, preset, language)
    captioned = {each: _caption(results, data, scenarios, each) for each in ("en", "zh")}
    return Drawing(NAME, language, figure, data, captioned)


def _shares(results: Any, scenario: str) -> pd.DataFrame:
    """Return shares of survivors: runs in rows, years of entry in columns, the latest left out.

    Many entrants of the last year still wait for their approval.
    """
    runs = places.ended(results, scenario).head(MOST_RUNS)
    firms = places.firms(results, runs["key"], ["code", "weight"])
    born = pc.extract_regex(pa.array(firms["code"], pa.string()), pattern=CODE).flatten()
    firms = firms.assign(year=born[0].cast(pa.int64()).to_numpy())
    entered = firms[pc.not_equal(born[1], OPENING).to_numpy(zero_copy_only=False)]
    alive = entered.groupby(["run", "year"])["weight"].sum().unstack(fill_value=0.0)
    births = results.frame("quarters", [BIRTHS])
    births = births[births["scenario"] == scenario]
    births = births.assign(year=births["quarter"].str[:4].astype(int))
    marks = [each for each in ("row", "replicate") if each in births]
    total = births.groupby([*marks, "year"])[BIRTHS].sum().unstack()
    total = total.loc[[_mark(row, marks) for _, row in runs.iterrows()]]
    years = [year for year in total.columns[:-1] if (total[year] > 0.0).all()]
    shares = alive.reindex(index=range(len(runs)), columns=years, fill_value=0.0).to_numpy()
    return pd.DataFrame(shares / total[years].to_numpy(), columns=years)


def _mark(run: pd.Series, marks: Sequence[str]) -> Any:
    return tuple(run[each] for each in marks) if len(marks) > 1 else run[marks[0]]


def _data(results: Any, worlds: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return every number: kind, scenario, year of entry, mean age, mean, low, high, runs.

    The low and high of a share are the middle of the runs, those of a difference its simultaneous
    band.
    """
    _, last = results.period
    pieces = []
    reference = worlds.get(results.reference)
    for name, shares in worlds.items():
        pieces.append(_piece("runs", name, shares, last, interval.spread, SPREAD))
        if reference is not None and name != results.reference:
            count = min(len(shares), len(reference))
            apart = shares.iloc[:count] - reference.iloc[:count]
            pieces.append(_piece("difference", name, apart, last, interval.band))
    return pd.concat(pieces, ignore_index=True)


def _piece(
    kind: str, scenario: str, runs: pd.DataFrame, last: int, bounds: Any, *share: float
) -> pd.DataFrame:
    found = pd.DataFrame(bounds(runs.to_numpy(), *share)._asdict())
    if len(runs) < 2:
        found[["low", "high"]] = np.nan
    years = np.array(runs.columns)
    found.insert(0, "age", (last + 1 - (4 * years + 2.0)) / 4.0)
    found.insert(0, "entered", years)
    found.insert(0, "scenario", scenario)
    found.insert(0, "kind", kind)
    return found.assign(runs=len(runs))


def _drawn(
    results: Any, data: pd.DataFrame, scenarios: Sequence[str], preset: Preset, language: str
) -> Figure:
    chinese = language == "zh"
    compared = (data["kind"] == "difference").any()
    figure, grid = panels.canvas(preset, [1.6, 1.0] if compared else [1.6], sharex=True)
    handles = []
    for name in scenarios:
        look = panels.look_of(results, name)
        own = data[data["scenario"] == name]
        handles.append(_curve(grid[0, 0], own[own["kind"] == "runs"], look, of_mean=False))
        if compared and (own["kind"] == "difference").any():
            _curve(grid[1, 0], own[own["kind"] == "difference"], look, of_mean=True)
    room = 0.8 * preset.width / panels.small(preset)
    share = "期末仍在经营的新进入企业" if chinese else "Entrants still in business at the end"
    panels.title(grid[0, 0], panels.titled(share, "%", room, language), preset)
    grid[0, 0].set_ylim(0.0, 100.0)
    if compared:
        unit = "百分点" if chinese else "percentage points"
        apart = "差值" if chinese else "Difference"
        panels.title(grid[1, 0], panels.titled(apart, unit, room, language), preset)
        grid[1, 0].axhline(0.0, color="0.6", linewidth=0.5, linestyle="-", zorder=0)
    for axes in grid[:, 0]:
        axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
        axes.yaxis.set_major_locator(MaxNLocator(4))
        axes.set_xlim(left=0.0)
    grid[-1, 0].set_xlabel("进入后年数" if chinese else "Years since entry")
    labels = [panels.named(results, name, language) for name in scenarios]
    panels.legend(figure, preset, handles, labels, f"n = {data['runs'].max()}")
    return figure


def _curve(axes: Axes, found: pd.DataFrame, look: dict[str, Any], *, of_mean: bool) -> Line2D:
    """Draw a curve over age, in per cent: bounds of runs as a shade, of a mean as thin lines."""
    low, high = 100.0 * found["low"], 100.0 * found["high"]
    if found["low"].notna().any():
        if of_mean:
            for bound in (low, high):
                axes.plot(found["age"], bound, color=look["color"], linestyle="-", linewidth=0.4)
        else:
            axes.fill_between(found["age"], low, high, color=look["color"], alpha=0.15, linewidth=0)
    return axes.plot(found["age"], 100.0 * found["mean"], marker="o", markersize=2.0, **look)[0]


def _caption(results: Any, data: pd.DataFrame, scenarios: Sequence[str], language: str) -> str:
    count, share = int(data["runs"].max()), round(100 * SPREAD)
    first, last, end = data["entered"].min(), data["entered"].max(), results.provenance.last
    compared = (data["kind"] == "difference").any()
    reference = results.title(results.reference, language)
    if language == "zh":
        what = f"{first}至{last}年各年新进入企业（全市）至{end}末仍在经营的比例"
        said = ["横轴为进入后的平均年数。每一年份的企业只在期末观察一次；最后一年进入者多在审批中，"
                "未列。"]  # fmt: skip
        if count == 1:
            said.append("仅一次模拟，不给出区间。")
        else:
            said.append(f"线：前{count}次模拟的均值；浅色带：中间{share}%的模拟结果。")
        if count > 1 and compared:
            said.append(f"下方：与“{reference}”的逐次配对差值均值（相同随机数），"
                        "细线之间为95%联合置信带。")  # fmt: skip
    else:
        what = (f"Share of the entrants of each year {first} to {last} (whole city) still in"
                f" business at the end of {end}")  # fmt: skip
        said = ["By mean years since entry. Each year's entrants are seen once, at the end; those"
                " of the last year are left out, as many still wait for approval."]  # fmt: skip
        if count == 1:
            said.append("One replicate, so no interval is shown.")
        else:
            said.append(f"Lines: mean of the first {count} runs. Shaded: the middle {share} % of"
                        " the runs.")  # fmt: skip
        if count > 1 and compared:
            said.append(
                f'Lower panel: mean paired difference to "{reference}" under the same luck;'
                " between the thin lines its simultaneous 95 % confidence band."
            )
    return captions.caption(results, language, what, *said, scenarios=scenarios)
