"""Attribution as a map: which clause moves which target and indicator, and how surely."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from sim.analysis.attribution.attribution import OTHERS, TOTAL
from sim.report import fonts
from sim.report.figures.catalogue import Look
from sim.report.figures.drawing import Drawing
from sim.report.figures.drivers import asked, caption
from sim.report.figures.drivers.attribution import OUTPUT, contributions
from sim.report.figures.drivers.bars import LINES, NAMES, labelled
from sim.report.figures.drivers.sheet import foot, sheet
from sim.report.figures.drivers.sheet import page as page_of
from sim.report.figures.panels import small
from sim.report.figures.presets import Preset, style
from sim.report.names import Names
from sim.report.scale import MINUS

NAME = "attribution-map"
MAP = "PuOr"  # orange below zero, purple above: told apart by all eyes; grey has the numbers
ROOM = 1.3  # of the color scale beyond the largest share, so that none is too dark for its frame
HEADS = 5.5  # that the name of a column may be long, mm for each point of the type
UPRIGHT = 3.3  # of a column below which its name is turned, mm for each point of the type
ROW, LEAST = 0.85, 0.5  # height of a row with two lines and with one, mm for each point of the type
_WORDS = {
    "en": {
        "what": "Contribution of each clause (Shapley value) to each indicator and to the"
        " probability of each target, per cent of the sum of the sizes of all contributions to it;"
        " the sign is that of the change.",
        "frame": "Framed: the 95 % interval over replicates and orders leaves out zero.",
        "most": "The {count} of {all} clauses with the largest shares.",
        "of": "Scenario “{scenario}” against “{reference}”.",
        "n": "n = {replicates}, {orders} orders",
        "sure": "95 % interval leaves out zero", "unit": "share of all contributions (%)",
        "shown": "luck and the orders",
    },
    "zh": {
        "what": "各条款对各项指标、各项目标实现概率的贡献（Shapley值），"
        "为占全部贡献绝对值之和的百分比；符号为变动方向。",
        "frame": "加框：对模拟与次序的95%区间不含零。",
        "most": "显示份额最大的{count}项条款（共{all}项）。",
        "of": "情景“{scenario}”与“{reference}”相比。",
        "n": "n = {replicates}，{orders}种次序",
        "sure": "95%区间不含零", "unit": "占全部贡献的份额（%）",
        "shown": "反映随机性与次序",
    },
}  # fmt: skip


def draw(results: Any, look: Look) -> Drawing:
    """Draw clauses in rows, indicators and targets in columns.

    Raises NotInResult for a result that is no attribution.
    """
    language, preset = fonts.language(look.language), look.preset
    frame = contributions(results, look)
    frame = frame[~frame["player"].isin((OTHERS, TOTAL))]
    columns = [*OUTPUT, "player", "value", "low", "high", "replicates", "orders"]
    data = frame[columns].copy()
    whole = data["value"].abs().groupby([data[each] for each in OUTPUT]).transform("sum")
    data["share"] = data["value"] / whole
    data["sure"] = (data["low"] > 0.0) | (data["high"] < 0.0)
    every = data["player"].nunique()
    names, scenario = Names(results, language), asked.scenario(results, look)
    players = _players(names, data, preset)
    data = data[data["player"].isin(players)]
    with style(preset):
        figure = _drawn(names, data, players, scenario, preset)

    def parts(spoken: str) -> list[str]:
        words = _WORDS[spoken]
        sizes = {name: int(data[name].min()) for name in ("replicates", "orders")}
        titles = {"scenario": scenario, "reference": results.reference}
        titles = {name: results.title(each, spoken) for name, each in titles.items()}
        told = [words["what"], words["of"].format(**titles)]
        if len(players) < every:
            told.append(words["most"].format(count=len(players), all=every))
        told += [words["frame"]] if data["low"].notna().any() else []
        return [*told, words["n"].format(**sizes) + ("。" if spoken == "zh" else ".")]

    shown = {each: words["shown"] for each, words in _WORDS.items()}
    return Drawing(NAME, language, figure, data, caption.captioned(results, parts, shown))


def _players(names: Names, data: pd.DataFrame, preset: Preset) -> list[str]:
    """Return the clauses that there is room for, in the order of the register."""
    size = small(preset)
    room = page_of(preset) - HEADS * size - 4.0 - foot(preset)
    largest = data["share"].abs().groupby(data["player"], sort=False).max()
    held = largest.sort_values(ascending=False, kind="stable").index[: int(room / (LEAST * size))]
    known = {name: place for place, name in enumerate(names.registers.clauses)}
    return sorted(held, key=lambda each: (known.get(each, len(known)), each))


def _drawn(
    names: Names, data: pd.DataFrame, players: list[str], scenario: str, preset: Preset
) -> Figure:
    words, size = _WORDS[names.language], small(preset)
    outputs = [tuple(each) for each in data[OUTPUT].drop_duplicates().to_numpy()]
    room = preset.width * (1.0 - NAMES) * 0.9 / len(outputs)
    turned = room < UPRIGHT * size
    heads = [names.output(indicator, of, quarter) for indicator, of, quarter in outputs]
    wide = 0.36 if names.language == "zh" else 0.21
    longest = min(HEADS * size, max(map(len, heads)) * wide * size)
    top = longest + 4.0 if turned else 3.5 * size * 0.353 + 4.0
    row = min(ROW * size, max(LEAST * size, (page_of(preset) - top - foot(preset)) / len(players)))
    made = sheet(preset, names.language, 1, 1, row * len(players) + top, beside=NAMES)
    axes = made.panels[0]
    table = data.pivot(index="player", columns=OUTPUT, values="share").reindex(players)
    sure = data.pivot(index="player", columns=OUTPUT, values="sure").reindex(players)
    shares = 100.0 * table[outputs].to_numpy(float)
    image = _cells(axes, shares, sure[outputs].to_numpy(bool), size)
    most = LINES if row > 0.9 * ROW * size else 1
    labelled(axes, [names.clause(each) for each in players], made, most)
    heads = [made.text(each, longest if turned else room * 0.95) for each in heads]
    if turned:
        lines = max(1, int(room / (LEAST * size)))
        heads = ["\n".join(each.split("\n")[:lines]) for each in heads]
    axes.set_xticks(range(len(outputs)), heads, rotation=90 if turned else 0)
    axes.tick_params(axis="x", length=0, labeltop=True, labelbottom=False)
    bar = made.figure.colorbar(image, ax=axes, shrink=0.6, pad=0.02, aspect=25)
    bar.outline.set_linewidth(0.4)
    sizes = {each: int(data[each].min()) for each in ("replicates", "orders")}
    title = names.results.title(scenario, names.language)
    note = f"{title} · {words['unit']} · {words['n'].format(**sizes)}"
    handles = [Patch(facecolor="white", edgecolor="black", linewidth=1.0)]
    if not sure.to_numpy(bool).any():
        handles = []
    made.legend(handles, [words["sure"]][: len(handles)], note)
    return made.figure


def _cells(axes: Axes, shares: np.ndarray, sure: np.ndarray, size: float) -> Any:
    """Draw cells with their numbers; a frame around those that are sure."""
    widest = ROOM * float(np.nanmax(np.abs(shares)))
    image = axes.imshow(shares, cmap=MAP, vmin=-widest, vmax=widest, aspect="auto")
    for (row, column), share in np.ndenumerate(shares):
        text = f"{share:+.0f}".replace("-", MINUS) if abs(share) >= 0.5 else "0"
        dark = abs(share) > 0.6 * widest
        axes.text(column, row, text, ha="center", va="center", fontsize=size,
                  color="white" if dark else "black")  # fmt: skip
        if sure[row, column]:
            corner = (column - 0.47, row - 0.44)
            axes.add_patch(Rectangle(corner, 0.94, 0.88, fill=False, linewidth=0.9))
    for spine in axes.spines.values():
        spine.set_visible(False)
    return image
