"""Limits of a report: what the model cannot say, and how it stands to what is known."""

from __future__ import annotations

from typing import Any

from sim.report import captions
from sim.report.paper import validation as measured
from sim.report.paper.parts import Bullets, Grid, Part, Section, Text
from sim.report.paper.subject import Subject
from sim.report.table import Table
from sim.zone.zone import default_zone

WEAK = ("low", "assumed")
COARSE = "full"  # the resolution that no other is finer than
_WORDS: dict[str, dict[str, Any]] = {
    "en": {
        "heading": "Limits",
        "standing": "The model has not been calibrated yet. Its numbers show directions and orders"
                    " of magnitude under stated assumptions; they are no forecast.",
        "lead": "What these numbers cannot say:",
        "forecast": "They compare policies given the assumptions of the model. They are no forecast"
                    " of revenue, of a price, or of any single firm.",
        "luck": "Intervals show luck alone: what would differ in another run of the same model."
                " They hold neither the uncertainty of parameters nor that of the model itself.",
        "start": "Intervals show luck and uncertain start figures. They hold neither the"
                 " uncertainty of parameters nor that of the model itself.",
        "weak": "{weak} of {all} assumptions and {levers} of {every} levers rest on weak evidence"
                " (confidence low or assumed).",
        "equal": "{equal} of {every} levers are equal before and under the Opinion, since the text"
                 " gives no number: clauses that have no other levers can show no effect.",
        "outside": "Markets, competitors elsewhere and pay outside the city are given. Other cities"
                   " do not answer the policy.",
        "coarse": "Resolution {resolution}: a row stands for several firms or people. Look at"
                  " single parks at a finer resolution before quoting them.",
        "horizon": "Nothing is said of what happens after {last}.",
        "validated": "Against facts that were not built in and not fitted, the model ({version},"
                     " rules before the Opinion) lies inside the band of {facts} of {of_facts}"
                     " facts, and of {events} of {of_events} registered events.",
        "older": "This result was made by version {version}; validation was measured with another"
                 " one.",
        "elsewhere": "The model has not been validated for this zone.",
        "misses": "What the model misses",
        "columns": ("Kind", "What is known", "Unit", "Band", "Model [95 %]", "Off by"),
        "note": "Every miss that counts is listed; no band was widened after a miss.",
    },
    "zh": {
        "heading": "局限",
        "standing": "模型尚未校准。数字只在所列假设下反映方向与量级，不是预测。",
        "lead": "这些数字不能说明：",
        "forecast": "结果只在模型假设下比较政策，不是对营业收入、价格或任何一家企业的预测。",
        "luck": "区间只反映随机性，即同一模型另一次模拟会有的差别；不含参数的不确定性，"
                "也不含模型本身的不确定性。",
        "start": "区间反映随机性与期初数据的不确定性；不含参数的不确定性，"
                 "也不含模型本身的不确定性。",
        "weak": "{all}项假设中有{weak}项、{every}项杠杆中有{levers}项依据薄弱"
                "（可信度为低或假定）。",
        "equal": "{every}项杠杆中有{equal}项在《意见》前后取值相同，因为文本没有给出数字："
                 "只有此类杠杆的条款不可能显示效果。",
        "outside": "市场、外地竞争者和外地薪酬均为给定，其他城市不会对政策作出反应。",
        "coarse": "精度为“{resolution}”：每行代表多家企业或多人。引用单个园区之前，"
                  "应以更高精度核对。",
        "horizon": "不涉及{last}之后的情况。",
        "validated": "以既未内置、也未用于拟合的事实检验，模型（{version}，《意见》出台前的规则）"
                     "在{of_facts}项事实中有{facts}项、在{of_events}项登记事件中有{events}项落入区间。",
        "older": "本结果由版本{version}得出，验证所用为另一版本。",
        "elsewhere": "模型尚未就该园区体系作过验证。",
        "misses": "模型未能再现的事实",
        "columns": ("类别", "已知事实（登记原文）", "单位", "区间", "模型值[95%]", "偏离"),
        "note": "计分而未命中的事实全部列出；未因不命中而放宽任何区间。",
    },
}  # fmt: skip
_KINDS = {
    "en": {"stylised": "Literature", "backtest": "Observed 2024–25"},
    "zh": {"stylised": "文献规律", "backtest": "2024—2025年观测"},
}
_EVENT = {"en": "Registered event", "zh": "登记事件"}


def standing(language: str) -> str:
    """Return what is said of the model before anything else."""
    return _WORDS[language]["standing"]


def limits(subject: Subject) -> Section:
    """Return the section on limits."""
    words = _WORDS[subject.language]
    made = subject.results.provenance
    items = [
        words["forecast"],
        words["start" if made.uncertainty == "start" else "luck"],
        _weak(subject),
        _equal(subject),
        words["outside"],
    ]
    if made.resolution != COARSE:
        resolution = captions.resolution(made.resolution, subject.language)
        items.append(words["coarse"].format(resolution=resolution))
    items.append(words["horizon"].format(last=made.last))
    parts: list[Part] = [
        Text(words["standing"], warning=True),
        Bullets(words["lead"], tuple(items)),
        *_validated(subject),
    ]
    return Section("limits", words["heading"], tuple(parts))


def _weak(subject: Subject) -> str:
    registers = subject.registers
    counts = [
        sum(each.confidence in WEAK for each in entries.values())
        for entries in (registers.assumptions, registers.levers)
    ]
    return _WORDS[subject.language]["weak"].format(
        weak=counts[0],
        all=len(registers.assumptions),
        levers=counts[1],
        every=len(registers.levers),
    )


def _equal(subject: Subject) -> str:
    levers = subject.registers.levers
    equal = sum(not each.changed_by_opinion for each in levers.values())
    return _WORDS[subject.language]["equal"].format(equal=equal, every=len(levers))


def _validated(subject: Subject) -> list[Part]:
    words = _WORDS[subject.language]
    made = subject.results.provenance
    found = measured.validation()
    if found is None or made.zone["id"] != default_zone():
        return [Text(words["elsewhere"])]
    text = words["validated"].format(
        version=found.version,
        facts=measured.inside(found.facts),
        of_facts=len(found.facts),
        events=measured.inside(found.events),
        of_events=len(found.events),
    )
    parts: list[Part] = [Text(text)]
    version = made.versions.get("parksim", "")
    if version != found.version:
        parts.append(Text(words["older"].format(version=version)))
    kinds, event = _KINDS[subject.language], _EVENT[subject.language]
    rows = tuple(
        (
            kinds.get(row["kind"], event),
            row["what"],
            row["unit"],
            measured.band(row),
            measured.value(row),
            measured.miss(row),
        )
        for _, row in found.misses.iterrows()
    )
    table = Table(words["misses"], words["columns"], rows, (words["note"],))
    return [*parts, Grid(table, words=True)]
