"""What a table of indices says, in plain sentences: what drives, what is noise, what is unsure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.sensitivity.convergence import Convergence, standing_out
from sim.analysis.sensitivity.indices import LUCK, METHODS, Sensitivity
from sim.analysis.sensitivity.study import DUMMY

_HIGH_LUCK = 0.5  # share of luck that is worth a word
_APART = 0.1  # by which ST exceeds S1 before interactions are worth a word

_TEXTS = {
    "en": {
        "and": ", ",
        "drives_sobol": "{factor} matters most: with its interactions it carries {value:.0%} of the"
        " variance that the factors cause [{low:.0%}, {high:.0%}].",
        "drives_morris": "{factor} matters most: over its range the output moves by {value} on"
        " average [{low}, {high}].",
        "drives_ofat": "{factor} moves the output most, by {value} [{low}, {high}], all"
        " other factors at their base.",
        "drives_pawn": "{factor} matters most: knowing its slice moves the distribution by"
        " {value:.2f} [{low:.2f}, {high:.2f}] of at most 1.",
        "drives_delta": "{factor} matters most: knowing it moves the density by {value:.2f}"
        " [{low:.2f}, {high:.2f}] of at most 1.",
        "none": "No factor is told apart from no influence with these rows and replicates.",
        "unsure": "Not told apart from no influence (interval reaches zero or the dummy):"
        " {factors}. That is no proof that they do nothing.",
        "still": "The output is the same in all runs over the levels of {factors}.",
        "interactions": "ST is well above S1 for {factors}: what they do depends on other factors.",
        "negative": "An index below zero ({factors}) is an error of sampling, not an effect: read"
        " it as zero, within its interval.",
        "beyond": "S1 and ST have no common signal in {factors} (S1 above ST): more rows are"
        " needed before they are read.",
        "curved": "The effect of {factors} is not even over the space (σ of the size of the"
        " effect): it is curved or depends on others.",
        "luck": "Luck makes {share:.0%} of the variance of single runs; the indices are of the mean"
        " over luck.",
        "much_luck": "Luck makes {share:.0%} of the variance of single runs, more than all factors"
        " together; the indices are of the mean over luck.",
        "floor": "The dummy does nothing but deal out luck anew: {value} is what such a factor"
        " reads.",
        "floor_raw": "Luck alone would show as ST = {value:.2f} if it were not taken off.",
        "floor_random": "The dummy is a column of random numbers: {value:.2f} is what a factor"
        " without influence reads.",
        "left": "μ* still holds luck; strength and σ are freed of it.",
        "one": "One replicate a row: luck cannot be told from factors, and every index holds it."
        " Take replicates: 2.",
        "two": "With two replicates the intervals leave out luck that all rows share; three or more"
        " bring it in.",
        "dropped": "{dropped} of {blocks} blocks of rows had a run that did not end; they are left"
        " out whole.",
        "first": "Taken over the first {rows} rows, for time.",
        "refused": "Without indices: {names}, the same in every row.",
        "spread": "The spread that luck causes hangs most on {factor}.",
        "settled": "The ranking has settled: the last doubling of the rows left it as it was. The"
        " widest interval is ±{widest:.2g}.",
        "narrow": "Settled: the widest interval of ST is ±{widest:.2f}.",
        "unsettled": "Not settled: the widest interval is ±{widest:.2g}, and the ranking still"
        " changes. Add rows with --extend.",
        "unknown": "Not settled: no index is told apart from luck. Add replicates, then rows.",
    },
    "zh": {
        "and": "、",
        "drives_sobol": "{factor}影响最大：连同交互作用，占各因子所致方差的{value:.0%}"
        "［{low:.0%}，{high:.0%}］。",
        "drives_morris": "{factor}影响最大：在其取值范围内，输出平均变动{value}［{low}，{high}］。",
        "drives_ofat": "其他因子取基准值时，{factor}使输出变动最大，为{value}［{low}，{high}］。",
        "drives_pawn": "{factor}影响最大：已知其所在区间时，分布移动{value:.2f}"
        "［{low:.2f}，{high:.2f}］（上限为1）。",
        "drives_delta": "{factor}影响最大：已知其取值时，密度移动{value:.2f}"
        "［{low:.2f}，{high:.2f}］（上限为1）。",
        "none": "在现有行数与模拟次数下，没有因子可与“无影响”相区分。",
        "unsure": "未能与“无影响”区分（区间触及零或虚拟因子）：{factors}。这并不证明它们没有作用。",
        "still": "{factors}取各水平时，所有模拟的输出均相同。",
        "interactions": "{factors}的ST明显大于S1：其作用取决于其他因子。",
        "negative": "指数小于零（{factors}）是抽样误差而非效应：在其区间内按零理解。",
        "beyond": "{factors}的S1大于ST，信号不足：须增加行数后再解读。",
        "curved": "{factors}的效应在空间内不均匀（σ与效应同量级）：非线性或取决于其他因子。",
        "luck": "随机性占单次模拟方差的{share:.0%}；指数针对随机性的均值。",
        "much_luck": "随机性占单次模拟方差的{share:.0%}，超过所有因子之和；指数针对随机性的均值。",
        "floor": "虚拟因子只重新分配随机性：这样的因子读数为{value}。",
        "floor_raw": "若不剔除，仅随机性就会显示为ST＝{value:.2f}。",
        "floor_random": "虚拟因子为一列随机数：无影响的因子读数为{value:.2f}。",
        "left": "μ*仍含随机性；strength与σ已剔除。",
        "one": "每行仅一次模拟：随机性与因子无法区分，所有指数均含随机性。请设 replicates: 2。",
        "two": "每行两次模拟时，区间不含各行共有的随机性；三次及以上才计入。",
        "dropped": "{blocks}个行组中有{dropped}个含未完成的模拟，已整组剔除。",
        "first": "为节省时间，取前{rows}行。",
        "refused": "无指数：{names}，各行取值相同。",
        "spread": "随机性造成的离散程度最取决于{factor}。",
        "settled": "排序已收敛：最后一次加倍后不变。最宽区间为±{widest:.2g}。",
        "narrow": "已收敛：ST最宽区间为±{widest:.2f}。",
        "unsettled": "尚未收敛：最宽区间为±{widest:.2g}，排序仍在变化。可用 --extend 增加行数。",
        "unknown": "尚未收敛：没有指数可与随机性区分。请先增加模拟次数，再增加行数。",
    },
}


def reading(
    found: Sensitivity,
    indicator: str,
    quarter: str,
    place: str = "",
    language: str = "en",
    shown: Callable[[float], str] | None = None,
    named: Callable[[str], str] = str,
) -> list[str]:
    """Return what the indices of one output say.

    indicator, quarter, place  of the output        language  en or zh
    shown  writes a number in the unit of the output; by default three digits of it
    named  what a factor is called; by default its name
    """
    written = shown or _plain
    frame = found.frame
    own = frame[
        (frame["indicator"] == indicator)
        & (frame["quarter"] == quarter)
        & (frame["place"] == place)
    ]
    texts = _TEXTS[language]

    def say(name: str, **values: Any) -> str:
        if "factors" in values:
            values["factors"] = texts["and"].join(map(named, values["factors"]))
        if "factor" in values:
            values["factor"] = named(values["factor"])
        return texts[name].format(**values)

    mean = own[own["block"] == "mean"]
    ranked = mean[mean["measure"] == found.key]
    above = list(standing_out(ranked))
    lines = []
    if above:
        first = ranked[ranked["factor"] == above[0]].iloc[0]
        values: dict[str, Any] = {n: float(first[n]) for n in ("value", "low", "high")}
        if found.method == "sobol":  # a share of the variance is no more than all of it
            values = {name: min(value, 1.0) for name, value in values.items()}
        if found.method in ("morris", "ofat"):  # in the unit of the output
            values = {name: written(value) for name, value in values.items()}
        lines.append(say(f"drives_{found.method}", factor=above[0], **values))
    else:
        lines.append(say("none"))
    real = ranked[ranked["factor"] != DUMMY]
    equal = (real[["value", "low", "high"]] == 0.0).all(axis=1)
    still = list(real.loc[equal, "factor"]) if found.method == "ofat" else []
    unsure = [f for f in real["factor"] if f not in above and f not in still]
    if unsure and above:
        lines.append(say("unsure", factors=unsure))
    if still:
        lines.append(say("still", factors=still))
    lines += _of_method(found, mean, above, say, written)
    share = own.loc[own["block"] == LUCK, "value"]
    if len(share):
        lines.append(
            say("much_luck" if share.iloc[0] > _HIGH_LUCK else "luck", share=share.iloc[0])
        )
    spread = own[(own["block"] == "spread") & (own["measure"] == found.key)]
    if len(drivers := standing_out(spread)):
        lines.append(say("spread", factor=drivers[0]))
    return lines


def caveats(found: Sensitivity, language: str = "en") -> list[str]:
    """Return what holds for all outputs: replicates, lost blocks, outputs without indices."""
    texts, lines = _TEXTS[language], []
    if found.replicates == 1:
        lines.append(texts["one"])
    elif found.replicates == 2 and found.method != "ofat":
        lines.append(texts["two"])
    most = getattr(METHODS[found.method], "MOST_ROWS", None)
    if most and len(found.study.numbers) > most:
        lines.append(texts["first"].format(rows=most))
    if found.dropped:
        lines.append(texts["dropped"].format(dropped=found.dropped, blocks=found.blocks))
    if found.refused:
        names = texts["and"].join(each.name for each in found.refused)
        lines.append(texts["refused"].format(names=names))
    return lines


def settled(found: Convergence, language: str = "en") -> str:
    """Return whether indices have settled."""
    name = "unsettled"
    if found.settled:
        name = "settled" if found.stable else "narrow"
    elif not np.isfinite(found.widest):
        name = "unknown"
    return _TEXTS[language][name].format(widest=found.widest)


def _of_method(
    found: Sensitivity,
    mean: pd.DataFrame,
    above: list[str],
    say: Callable[..., str],
    written: Callable[[float], str],
) -> list[str]:
    """Return the sentences that belong to one method."""
    table = mean.pivot(index="factor", columns="measure", values="value")
    real = [name for name in table.index if name != DUMMY and " × " not in name]
    lines = []
    dummy = float(table.loc[DUMMY, found.key])
    if found.method == "sobol":
        s1, st = table.loc[real, "S1"], table.loc[real, "ST"]
        joint = [f for f in above if st[f] - s1[f] > _APART]
        if joint:
            lines.append(say("interactions", factors=joint))
        below = [f for f in real if min(s1[f], st[f]) < 0.0]
        if below:
            lines.append(say("negative", factors=below))
        beyond = [f for f in above if s1[f] - st[f] > _APART]
        if beyond:
            lines.append(say("beyond", factors=beyond))
        raw = float(table.loc[DUMMY, "ST_raw"])
        if found.replicates > 1 and np.isfinite(raw):
            lines.append(say("floor_raw", value=raw))
    elif found.method == "morris":
        curved = [f for f in above if table.loc[f, "sigma"] > table.loc[f, "mu_star"]]
        if curved:
            lines.append(say("curved", factors=curved))
        if found.replicates > 1:
            lines += [say("floor", value=written(dummy)), say("left")]
    elif found.method in ("pawn", "delta"):
        lines.append(say("floor_random", value=dummy))
    return lines


def _plain(value: float) -> str:
    """Return three digits that carry information, without a power of ten."""
    return f"{float(f'{value:.3g}'):,.10g}"
