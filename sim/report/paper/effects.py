"""Effects in a report: in brief, in full, beside the rest of the city, and at what cost."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import pandas as pd

from sim.report.comparison_tables import Compared, effect_tables, evidence_tables, probability
from sim.report.cost_tables import cost_tables
from sim.report.paper.parts import Bullets, Grid, Part, Picture, Section, Text
from sim.report.paper.subject import Subject
from sim.report.scale import MISSING, Scale, percent, scale
from sim.report.table import Table
from sim.report.tables import tables
from sim.report.target_tables import target_tables

TOLD = 0.05  # corrected probability below which an effect is told from luck
_WORDS: dict[str, dict[str, Any]] = {
    "en": {
        "brief": "In brief", "effects": "Effects", "targets": "Targets",
        "displacement": "Gains beside the rest of the city", "costs": "Costs",
        "evidence": "Annex: strength of the evidence",
        "lead": "{scenario} against {reference}, {quarter}:",
        "line": "{label}: {difference}{share}{bounds}; {verdict}.{net}",
        "share": " ({share})", "same": "{label}: equal in every replicate.",
        "bounds": ", 95 % interval {low} to {high}",
        "net": " With the rest of the city: {net}.", "points": "percentage points",
        "told": "told from luck (p {p} after Holm)",
        "untold": "not told from luck (p {p} after Holm)",
        "single": "one replicate, so no interval",
        "nearest": "Against the scenario that differs from it least:",
        "none": "This result has one scenario: there is no effect, only its course.",
        "displaced": ("Quarter", "Indicator", "Unit", "Parks", "95 % interval", "Rest of city",
                      "95 % interval", "Net", "95 % interval"),
        "displaced_title": "{scenario} against {reference}: what moved and what was gained",
        "displaced_note": "A gain of the parks that the rest of the city loses has moved; net is"
                          " what was gained in the whole city. Only what adds up over parks.",
        "whole": "No indicator of this result adds up over the parks: displacement is not known.",
        "free": "This result holds no public cost.",
    },
    "zh": {
        "brief": "要点", "effects": "政策效果", "targets": "目标完成情况",
        "displacement": "增量与全市其他地区", "costs": "成本",
        "evidence": "附录：证据强度",
        "lead": "{scenario}与{reference}相比，{quarter}：",
        "line": "{label}：{difference}{share}{bounds}；{verdict}。{net}",
        "share": "（{share}）", "same": "{label}：各次模拟均无差别。",
        "bounds": "，95%区间{low}至{high}",
        "net": "计入全市其他地区后净变化{net}。", "points": "个百分点",
        "told": "可与随机波动区分（Holm校正后p {p}）",
        "untold": "不能与随机波动区分（Holm校正后p {p}）",
        "single": "仅一次模拟，不给出区间",
        "nearest": "与差别最小的情景相比：",
        "none": "本结果只有一个情景：没有效果可比，只有走势。",
        "displaced": ("季度", "指标", "单位", "园区", "95%区间", "全市其他地区", "95%区间",
                      "净效应", "95%区间"),
        "displaced_title": "{scenario}与{reference}相比：转移与新增",
        "displaced_note": "园区的增量若等于全市其他地区的减量，即为转移；净效应为全市的新增。"
                          "仅列可按园区加总的指标。",
        "whole": "本结果没有可按园区加总的指标，无法判断转移。",
        "free": "本结果不含财政成本。",
    },
}  # fmt: skip


def brief(subject: Subject) -> Section:
    """Return the headline differences at the last date, a list a scenario."""
    words, made = _WORDS[subject.language], subject.compared
    parts: list[Part] = []
    if made is not None:
        parts += _lists(subject, made, made.found)
        for near, scenario in subject.steps:
            parts += _lists(subject, near, near.found[near.found["scenario"] == scenario])
    elif not subject.others:
        parts.append(Text(words["none"]))
    return Section("brief", words["brief"], tuple(parts))


def effects(subject: Subject, pictures: Iterable[Picture]) -> Section:
    """Return the tables of effects, of a single scenario those of its course."""
    words, made = _WORDS[subject.language], subject.compared
    if made is None:
        shown = [] if subject.others else tables(subject.written, subject.at, subject.language)
        return Section("effects", words["effects"], (*map(Grid, shown), *pictures))
    first, *others = map(Grid, effect_tables(made))
    parts: list[Part] = [first, *pictures, *others]
    if subject.steps:
        parts.append(Text(words["nearest"]))
    for near, scenario in subject.steps:
        place = list(near.found["scenario"].unique()).index(scenario)
        parts.append(Grid(effect_tables(near)[place]))
    return Section("effects", words["effects"], tuple(parts))


def evidence(subject: Subject) -> Section:
    """Return the annex on how well effects are told from luck."""
    made = subject.compared
    shown = evidence_tables(made) if made is not None else []
    return Section("evidence", _WORDS[subject.language]["evidence"], tuple(map(Grid, shown)))


def aims(subject: Subject, pictures: Iterable[Picture]) -> Section:
    """Return the targets of each scenario under the definitions by which it counts them."""
    shown = target_tables(subject.written, subject.language, subject.registers, short=True)
    heading = _WORDS[subject.language]["targets"]
    return Section("targets", heading, (*map(Grid, shown), *pictures))


def displacement(subject: Subject) -> Section:
    """Return gains of the parks beside what the rest of the city lost at the same time."""
    words, made = _WORDS[subject.language], subject.compared
    parts: list[Part] = []
    if made is not None and "net" in made.found and made.found["net"].notna().any():
        known = made.found[made.found["net"].notna()]
        for _, found in known.groupby("scenario", sort=False):
            parts.append(Grid(_displaced(subject, made, found)))
    elif made is not None:
        parts.append(Text(words["whole"]))
    return Section("displacement", words["displacement"], tuple(parts))


def costs(subject: Subject) -> Section:
    """Return what effects cost."""
    words = _WORDS[subject.language]
    if subject.compared is None:
        return Section("costs", words["costs"], ())
    shown = cost_tables(subject.written, subject.at, subject.language)
    parts = tuple(map(Grid, shown)) or (Text(words["free"]),)
    return Section("costs", words["costs"], parts)


def _lists(subject: Subject, made: Compared, found: pd.DataFrame) -> list[Part]:
    words, last = _WORDS[subject.language], found["quarter"].max()
    own = found[(found["quarter"] == last) & found["indicator"].isin(made.headline)]
    parts: list[Part] = []
    for scenario, rows in own.groupby("scenario", sort=False):
        reference = subject.title(rows["reference"].iloc[0])
        lead = words["lead"].format(
            scenario=subject.title(str(scenario)), reference=reference, quarter=last
        )
        items = tuple(_line(made, row) for row in rows.to_dict("records"))
        parts.append(Bullets(lead, items))
    return parts


def _line(made: Compared, row: dict[str, Any]) -> str:
    words, label = _WORDS[made.language], made.entry(row["indicator"]).label[made.language]
    if row["difference"] == 0.0 and row["low"] == row["high"]:
        return words["same"].format(label=label)
    by = _fine(made, row)
    bounds = ""
    if math.isfinite(row["low"]):
        ends = (by.show(row[end], signed=True) for end in ("low", "high"))
        bounds = words["bounds"].format(**dict(zip(("low", "high"), ends, strict=True)))
    net = ""
    if math.isfinite(row.get("net", math.nan)):
        net = words["net"].format(net=_sized(made, by, row["net"]))
    share = ""
    if math.isfinite(row["share"]):
        share = words["share"].format(share=_tight(made, percent(row["share"])))
    return words["line"].format(
        label=label,
        difference=_sized(made, by, row["difference"]),
        share=share,
        bounds=bounds,
        verdict=words[_verdict(row)].format(p=_equals(row["p_holm"])),
        net=net,
    )


def _verdict(row: dict[str, Any]) -> str:
    if not math.isfinite(row["low"]):
        return "single"
    return "told" if row["p_holm"] < TOLD else "untold"


def _sized(made: Compared, by: Scale, value: float) -> str:
    """Return a difference with its unit; of a share it is in percentage points."""
    unit = _WORDS[made.language]["points"] if by.unit == "%" else by.unit
    return _tight(made, f"{by.show(value, signed=True)} {unit}".rstrip())


def _tight(made: Compared, text: str) -> str:
    """Return a number with its unit as the language sets it: Chinese leaves no space."""
    return text.replace(" ", "") if made.language == "zh" else text


def _equals(value: float) -> str:
    text = probability(value)
    return text if text.startswith("<") else f"= {text}"


def _fine(made: Compared, row: dict[str, Any]) -> Scale:
    by = scale(made.entry(row["indicator"]), abs(row["reference_mean"]), made.language)
    half = row["high"] - row["difference"]
    size = max(abs(row["difference"]), half if math.isfinite(half) else 0.0)
    return by.finer(size)


def _displaced(subject: Subject, made: Compared, found: pd.DataFrame) -> Table:
    words, rows = _WORDS[subject.language], []
    for row in found.sort_values("quarter", kind="stable").to_dict("records"):
        by = _fine(made, row)
        cells = []
        for name, ends in (
            ("difference", ("low", "high")),
            ("rest", ("rest_low", "rest_high")),
            ("net", ("net_low", "net_high")),
        ):
            cells += [by.show(row[name], signed=True), _between(by, *(row[end] for end in ends))]
        label = made.entry(row["indicator"]).label[subject.language]
        rows.append((row["quarter"], label, by.unit, *cells))
    title = words["displaced_title"].format(
        scenario=subject.title(found["scenario"].iloc[0]),
        reference=subject.title(found["reference"].iloc[0]),
    )
    return Table(title, words["displaced"], tuple(rows), (words["displaced_note"],))


def _between(by: Scale, low: float, high: float) -> str:
    if not (math.isfinite(low) and math.isfinite(high)):
        return MISSING
    return f"[{by.show(low, signed=True)}, {by.show(high, signed=True)}]"
