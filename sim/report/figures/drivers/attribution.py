"""Attribution as a waterfall: from the reference to the scenario, clause by clause."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from sim.analysis.attribution.attribution import OTHERS, TOTAL
from sim.analysis.attribution.attribution import attribution as attributed
from sim.analysis.attribution.outputs import LEVEL
from sim.core.errors import InputError
from sim.report import fonts
from sim.report.figures.catalogue import Look, NotInResult
from sim.report.figures.drawing import Drawing
from sim.report.figures.drivers import asked, caption
from sim.report.figures.drivers.bars import NAMES, across, height, labelled
from sim.report.figures.drivers.sheet import most, page, sheet
from sim.report.figures.presets import COLORS, Preset, style
from sim.report.names import DIFFERENCE, Names

NAME = "attribution"
REST = "rest"  # the clauses that there is no row for
UP, DOWN, SUM = COLORS[5], COLORS[6], "0.35"
OUTPUT = ["indicator", "of", "quarter"]
_WORDS = {
    "en": {
        "what": "Contributions of clauses (Shapley values), from the reference, at zero, to the"
        " scenario: what a clause adds, averaged over {orders} orders in which clauses join.",
        "bounds": "Whiskers: 95 % intervals over replicates and orders; of the total, over"
        " replicates.",
        "order": "Clauses in the order of the first panel.",
        REST: "{count} smaller ones together", "rest of": "The {count} with the smallest"
        " contributions in the first panel are drawn as one.",
        "n": "n = {replicates}, {orders} orders", TOTAL: "All clauses together",
        OTHERS: "Other than by these clauses", "up": "raises", "down": "lowers", "sum": "total",
        "shown": "luck and the orders",
    },
    "zh": {
        "what": "各条款的贡献（Shapley值），自基准（零）至该情景："
        "条款在{orders}种实施次序中新增效果的平均。",
        "bounds": "须线：对模拟与次序的95%区间；合计的区间只对模拟。",
        "order": "条款按首图中的贡献排序。",
        REST: "其余{count}项合计", "rest of": "首图中贡献最小的{count}项条款合并显示。",
        "n": "n = {replicates}，{orders}种次序", TOTAL: "全部条款合计",
        OTHERS: "上述条款以外", "up": "提高", "down": "降低", "sum": "合计",
        "shown": "反映随机性与次序",
    },
}  # fmt: skip


def draw(results: Any, look: Look) -> Drawing:
    """Draw a panel an indicator. Raises NotInResult for a result that is no attribution."""
    language, preset = fonts.language(look.language), look.preset
    frame = contributions(results, look)
    frame = frame[frame["of"] == LEVEL]
    able = frame[~frame["player"].isin((OTHERS, TOTAL))]
    rows = int((page(preset) - height(preset, 0) - 14.0) / (height(preset, 1) - height(preset, 0)))
    small = _small(able, rows - 2)
    if small:
        frame = contributions(results, look, dict.fromkeys(small, REST))
        frame = frame[frame["of"] == LEVEL]
    tall = height(preset, frame["player"].nunique())
    outputs = frame[OUTPUT].drop_duplicates()
    if not look.indicators:
        outputs = outputs.head(min(preset.most, most(preset, across(preset), tall)))
    columns = [*OUTPUT, "player", "value", "low", "high", "replicates", "orders"]
    data = frame.merge(outputs, on=OUTPUT)[columns]
    scenario = asked.scenario(results, look)
    with style(preset):
        figure = _drawn(Names(results, language), data, len(small), scenario, preset)

    def parts(spoken: str) -> list[str]:
        words, names = _WORDS[spoken], Names(results, spoken)
        sizes = {name: int(data[name].min()) for name in ("replicates", "orders")}
        told = [words["what"].format(**sizes)]
        told.append(caption.outputs(names, data.assign(place=""), DIFFERENCE, scenario))
        told += [words["bounds"]] if data["low"].notna().any() else []
        told += [words["order"]] if len(outputs) > 1 else []
        told += [words["rest of"].format(count=len(small))] if small else []
        return [*told, words["n"].format(**sizes) + ("。" if spoken == "zh" else ".")]

    shown = {each: words["shown"] for each, words in _WORDS.items()}
    return Drawing(NAME, language, figure, data, caption.captioned(results, parts, shown))


def contributions(results: Any, look: Look, groups: dict[str, str] | None = None) -> pd.DataFrame:
    """Return what clauses contribute that can and do, see `sim.analysis.attribution`.

    Raises NotInResult for a result that is no attribution, and if no clause moves anything.
    """
    asked.require(results, ["attribution"])
    scenario = asked.scenario(results, look)
    try:
        frame = attributed(
            results, look.at, indicators=look.indicators, scenario=scenario, groups=groups
        )
    except InputError as error:
        raise NotInResult(error.problems) from None
    moves = frame["able"] & (frame["value"].ne(0.0) | frame["player"].eq(TOTAL))
    own = ~frame["player"].isin((OTHERS, TOTAL))
    moved = frame[moves & own]
    if moved.empty:
        what = "No clause moves any of these indicators."
        raise NotInResult(str(results.folder), what, "Name others, or a later quarter.")
    players = set(moved["player"]) | {OTHERS, TOTAL}
    return frame[frame["player"].isin(players)].merge(moved[OUTPUT].drop_duplicates(), on=OUTPUT)


def _small(able: pd.DataFrame, rows: int) -> list[str]:
    """Return the clauses with the smallest contributions in the first panel, that have no row."""
    first = able.merge(able[OUTPUT].head(1), on=OUTPUT)
    order = first["value"].abs().sort_values(ascending=False, kind="stable").index
    players = list(first.loc[order, "player"])
    return players[rows - 1 :] if len(players) > rows else []


def _drawn(names: Names, data: pd.DataFrame, small: int, scenario: str, preset: Preset) -> Figure:
    words = _WORDS[names.language]
    groups = list(data.groupby(OUTPUT, sort=False))
    first = groups[0][1]
    own = first[~first["player"].isin((OTHERS, TOTAL, REST))]
    order = list(own.sort_values("value", ascending=False, kind="stable")["player"])
    order += [REST] if small else []
    order = [*([OTHERS] if OTHERS in set(data["player"]) else []), *order, TOTAL]
    spoken = {TOTAL: words[TOTAL], OTHERS: words[OTHERS], REST: words[REST].format(count=small)}
    rows = [spoken.get(name) or names.clause(name) for name in order]
    made = sheet(
        preset,
        names.language,
        len(groups),
        across(preset),
        height(preset, len(rows)),
        beside=NAMES,
    )
    for axes, ((indicator, _, quarter), part) in zip(made.panels, groups, strict=True):
        by = names.scale(indicator, DIFFERENCE, float(part["value"].abs().max()))
        bars = (
            part.set_index("player")[["value", "low", "high"]].reindex(order).fillna({"value": 0.0})
        )
        _waterfall(axes, bars / by.factor)
        made.title(axes, names.with_unit(names.output(indicator, LEVEL, quarter), by.unit))
        labelled(axes, rows, made)
    handles = [Patch(facecolor=each, edgecolor="black", linewidth=0.4) for each in (UP, DOWN, SUM)]
    count = words["n"].format(**{each: int(data[each].min()) for each in ("replicates", "orders")})
    title = names.results.title(scenario, names.language)
    note = f"{title} · {names.of(DIFFERENCE)} · {count}"
    made.legend(handles, [words[each] for each in ("up", "down", "sum")], note)
    return made.figure


def _waterfall(axes: Axes, bars: pd.DataFrame) -> None:
    """Draw bars that begin where the one above ends; the last is the total of all clauses."""
    values = bars["value"].to_numpy()
    apart = float(bars["value"].get(OTHERS, 0.0))  # what the clauses do begins after the others
    begins = np.append(np.cumsum(values[:-1]) - values[:-1], apart)
    colors = [*(UP if value >= 0.0 else DOWN for value in values[:-1]), SUM]
    y = np.arange(len(values))
    axes.barh(y, values, 0.6, left=begins, color=colors, edgecolor="black", linewidth=0.3)
    axes.hlines(y, begins + bars["low"], begins + bars["high"], color="black")
    ends = (begins + values)[:-1]
    axes.vlines(ends, y[:-1] + 0.3, y[1:] - 0.3, color="0.5", linewidth=0.5)
    axes.axvline(0.0, color="black", linewidth=0.6)
    reached = [0.0, *begins, *(begins + values), *(begins + bars["low"]), *(begins + bars["high"])]
    low, high = float(np.nanmin(reached)), float(np.nanmax(reached))
    axes.set_xlim(low - 0.04 * (high - low), high + 0.04 * (high - low))
    axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
