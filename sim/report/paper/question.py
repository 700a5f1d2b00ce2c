"""What was asked and compared: questions, scenarios, and in what they differ, clause by clause."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.analysis.onset import first_difference
from sim.core import quarters
from sim.core.errors import InputError
from sim.report.paper.parts import Bullets, Grid, Part, Section, Text
from sim.report.paper.subject import Contrast, Subject
from sim.report.scale import MISSING
from sim.report.state_words import spoken_unit
from sim.report.table import Table
from sim.scenario.difference import Difference

MOST_ROWS = 30  # differences that the section shows; longer lists stand in the annex
_WORDS: dict[str, dict[str, Any]] = {
    "en": {
        "heading": "Question and what was compared",
        "annex": "Annex: all differences by clause",
        "asked": "The question: {question}",
        "scenarios": "Scenarios; every other one is compared with the first under the same luck:",
        "scenario": "{title} ({id}): {question}",
        "plain": "{title} ({id})",
        "overview": ("Against", "Scenario", "", "Differences", "Clauses", "First acts",
                     "First bites", "Headline first differs"),
        "overview_title": "When each scenario can matter",
        "overview_note": "Differences: levers, assumptions, definitions and events. First acts: the"
                         " first quarter in which a stage of the model can read two values. First"
                         " bites: the same, but for rules of assessment the first quarter in which"
                         " a park can lose its status by them; effort, scores and notices answer"
                         " from the first act on. Headline first differs: in any replicate of this"
                         " result.",
        "columns": ("Clause", "What differs", "Unit", "{one}", "{other}", "Acts from",
                    "Bites from"),
        "title": "{other} against {one}: what differs",
        "equal": "{other} does not differ from {one}.",
        "long": "{other} against {one}: {count} differences, listed in the annex.",
        "unread": "What differs cannot be listed here: {why}",
        "changed": "The registers or the zone have changed since this result was made: labels,"
                   " units and sources in this report are those of today.",
        "assumption": "Assumptions", "definition": "Definitions", "event": "Events",
        "run": "The run itself",
    },
    "zh": {
        "heading": "问题与比较对象",
        "annex": "附录：按条款列出的全部差异",
        "asked": "问题：{question}",
        "scenarios": "情景如下，其余情景均与第一个情景在相同随机数下比较：",
        "scenario": "{title}（{id}）：{question}",
        "plain": "{title}（{id}）",
        "overview": ("对照", "情景", "", "差异项数", "涉及条款", "最早起作用", "最早见效",
                     "主要指标最早不同"),
        "overview_title": "各情景何时可能产生影响",
        "overview_note": "差异项：杠杆、假设、口径与事件。最早起作用：模型某一环节最早可能读到两个"
                         "不同取值的季度。最早见效：与之相同，但考核规则为最早可能有园区因此被摘牌的季度，"
                         "管理努力、评分与通报自起作用之时即变化。主要指标最早不同：本结果任一次"
                         "模拟中最早出现差异的季度。",
        "columns": ("条款", "差异", "单位", "{one}", "{other}", "起作用", "见效"),
        "title": "{other}与{one}的差异",
        "equal": "{other}与{one}没有差别。",
        "long": "{other}与{one}相差{count}项，见附录。",
        "unread": "此处无法列出差异：{why}",
        "changed": "本结果生成后，登记册或园区数据已有变动：报告中的名称、单位与来源以现行版本"
                   "为准。",
        "assumption": "假设", "definition": "口径", "event": "事件", "run": "模拟设置",
    },
}  # fmt: skip


def question(subject: Subject) -> Section:
    """Return the section on question and scenarios."""
    words = _WORDS[subject.language]
    parts: list[Part] = []
    if asked := subject.wording(subject.experiment.get("question")):
        parts.append(Text(words["asked"].format(question=asked)))
    parts.append(Bullets(words["scenarios"], tuple(_scenarios(subject))))
    try:
        parts += _compared(subject)
        if not subject.unchanged:
            parts.append(Text(words["changed"], warning=True))
    except InputError as error:
        why = " ".join(each.what for each in error.problems)
        parts.append(Text(words["unread"].format(why=why)))
    return Section("question", words["heading"], tuple(parts))


def annex(subject: Subject) -> Section:
    """Return the annex with the differences that are too many for the section."""
    words = _WORDS[subject.language]
    try:
        long = [each for each in _shown(subject) if len(each.differences) > MOST_ROWS]
    except InputError:
        long = []
    parts = tuple(_grid(subject, each) for each in long)
    return Section("differences", words["annex"], parts)


def _scenarios(subject: Subject) -> list[str]:
    words, found = _WORDS[subject.language], []
    for name in subject.results.scenarios:
        told = subject.question_of(name)
        named = {"title": subject.title(name), "id": name, "question": told}
        found.append(words["scenario" if told else "plain"].format(**named))
    return found


def _compared(subject: Subject) -> list[Part]:
    words = _WORDS[subject.language]
    if not subject.others:
        return []
    parts: list[Part] = [Grid(_overview(subject, subject.contrasts), words=True)]
    for each in _shown(subject):
        named = {"one": subject.title(each.one), "other": subject.title(each.other)}
        count = len(each.differences)
        if not count:
            parts.append(Text(words["equal"].format(**named)))
        elif count > MOST_ROWS:
            parts.append(Text(words["long"].format(count=count, **named)))
        else:
            parts.append(_grid(subject, each))
    return parts


def _shown(subject: Subject) -> list[Contrast]:
    """Return the contrasts that are listed: with the reference, and with a nearer scenario."""
    by_pair = {(each.one, each.other): each for each in subject.nearest}
    first = subject.contrasts[:1]
    by_pair |= {(each.one, each.other): each for each in first}
    return list(by_pair.values())


def _overview(subject: Subject, contrasts: Sequence[Contrast]) -> Table:
    words = _WORDS[subject.language]
    onset = first_difference(subject.written)
    rows = []
    for each in contrasts:
        clauses = {d.clause for d in each.differences if d.clause in subject.registers.clauses}
        rows.append(
            (
                subject.title(each.one),
                subject.title(each.other),
                "",
                str(len(each.differences)),
                str(len(clauses)),
                _earliest([d.action for d in each.differences]),
                _earliest([d.visible for d in each.differences]),
                onset.get(each.other) or MISSING,
            )
        )
    return Table(words["overview_title"], words["overview"], tuple(rows), (words["overview_note"],))


def _grid(subject: Subject, contrast: Contrast) -> Grid:
    words = _WORDS[subject.language]
    named = {"one": subject.title(contrast.one), "other": subject.title(contrast.other)}
    rows = [
        (
            _clause(subject, each),
            *_named(subject, each),
            each.one,
            each.other,
            _earliest([each.action]),
            _earliest([each.visible]),
        )
        for each in contrast.differences
    ]
    columns = tuple(column.format(**named) for column in words["columns"])
    return Grid(Table(words["title"].format(**named), columns, tuple(rows)), words=True)


def _clause(subject: Subject, each: Difference) -> str:
    clause = subject.registers.clauses.get(each.clause)
    if clause is not None:
        return f"{each.clause} {clause.heading.of(subject.language)}"
    return _WORDS[subject.language].get(each.clause, each.clause)


def _named(subject: Subject, each: Difference) -> tuple[str, str]:
    """Return label and unit of what differs."""
    registers = subject.registers
    entry = registers.levers.get(each.name) or registers.assumptions.get(each.name)
    if entry is None:
        return each.name, ""
    return entry.label.of(subject.language), spoken_unit(entry.unit, subject.language)


def _earliest(found: Sequence[int | None]) -> str:
    known = [each for each in found if each is not None]
    return quarters.text(min(known)) if known else MISSING
