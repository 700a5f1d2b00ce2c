"""Sources of the parameters that a result hangs on most, from the registers."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sim.core.errors import InputError
from sim.policy.assumption import Assumption
from sim.policy.lever import Lever
from sim.report.paper.parts import Grid, Part, Section, Text
from sim.report.paper.subject import Subject
from sim.report.state_words import spoken_unit
from sim.report.table import Table

MOST_ROWS = 30  # entries that the section lists; longer lists stand in the annex
_WORDS: dict[str, dict[str, Any]] = {
    "en": {
        "heading": "Sources of the parameters that matter most",
        "annex": "Annex: sources of all levers that differ",
        "columns": ("Kind", "Parameter", "Unit", "Range", "Confidence", "Source"),
        "levers": "Levers in which scenarios differ",
        "others": "Assumptions that the scenarios or the design vary", "assumption": "Assumption",
        "many": "{count} levers differ from the reference; all are in the annex. By confidence:"
                " {counts}.",
        "count": "{word} {count}",
        "high": "high", "medium": "medium", "low": "low", "assumed": "assumed",
        "unread": "The levers cannot be listed here: {why}",
        "sep": ", ",
    },
    "zh": {
        "heading": "关键参数的来源",
        "annex": "附录：全部差异杠杆的来源",
        "columns": ("类别", "参数", "单位", "范围", "可信度", "来源（登记原文）"),
        "levers": "各情景取值不同的杠杆",
        "others": "情景或设计中变动的假设", "assumption": "假设",
        "many": "与基准相比有{count}项杠杆不同，全部列于附录。按可信度：{counts}。",
        "count": "{word}{count}项",
        "high": "高", "medium": "中", "low": "低", "assumed": "假定",
        "unread": "此处无法列出杠杆：{why}",
        "sep": "、",
    },
}  # fmt: skip


def sources(subject: Subject) -> Section:
    """Return the sources of levers that tell near scenarios apart, and of assumptions varied."""
    words, parts = _WORDS[subject.language], list[Part]()
    try:
        near = [each for each in subject.nearest if each.one != subject.results.reference]
        named = _levers(subject, [d.name for each in near for d in each.differences])
        every = _all(subject)
        if len(every) > MOST_ROWS:
            counts = Counter(each.confidence for each in every)
            told = [
                words["count"].format(word=words[name], count=counts[name])
                for name in ("high", "medium", "low", "assumed")
                if counts[name]
            ]
            text = words["many"].format(count=len(every), counts=words["sep"].join(told))
            parts.append(Text(text))
        else:
            named = every
        if named:
            parts.append(Grid(_table(subject, named, words["levers"]), words=True))
    except InputError as error:
        why = " ".join(each.what for each in error.problems)
        parts.append(Text(words["unread"].format(why=why)))
    if varied := _assumptions(subject):
        parts.append(Grid(_table(subject, varied, words["others"]), words=True))
    return Section("sources", words["heading"], tuple(parts))


def annex(subject: Subject) -> Section:
    """Return the annex with the sources of all levers that differ from the reference."""
    words = _WORDS[subject.language]
    try:
        every = _all(subject)
    except InputError:
        every = []
    long = len(every) > MOST_ROWS
    parts = (Grid(_table(subject, every, words["levers"]), words=True),) if long else ()
    return Section("all-sources", words["annex"], parts)


def _all(subject: Subject) -> list[Lever]:
    return _levers(subject, [d.name for each in subject.contrasts for d in each.differences])


def _levers(subject: Subject, names: list[str]) -> list[Lever]:
    levers = subject.registers.levers
    return [levers[name] for name in dict.fromkeys(names) if name in levers]


def _assumptions(subject: Subject) -> list[Assumption]:
    """Return the assumptions that scenarios override or that are factors of the design."""
    names = [each.get("assumption", "") for each in subject.experiment.get("factors", ())]
    try:
        names += [name for law in subject.laws.values() for name in law.assumptions]
    except InputError:
        pass  # what the design varies is known all the same
    known = subject.registers.assumptions
    whole = (name if name in known else name.rpartition(".")[0] for name in names)
    return [known[name] for name in dict.fromkeys(whole) if name in known]


def _table(subject: Subject, entries: list[Any], title: str) -> Table:
    words = _WORDS[subject.language]
    rows = []
    for each in entries:
        lever = isinstance(each, Lever)
        head = _clause(subject, each) if lever else words["assumption"]
        rows.append(
            (
                head,
                each.label.of(subject.language),
                spoken_unit(each.unit, subject.language),
                _varied(each),
                words[each.confidence],
                " ".join(each.source.split()),
            )
        )
    return Table(title, words["columns"], tuple(rows))


def _clause(subject: Subject, lever: Lever) -> str:
    clause = subject.registers.clauses.get(lever.clause)
    if clause is None:
        return lever.clause
    return f"{clause.id} {clause.heading.of(subject.language)}"


def _varied(entry: Lever | Assumption) -> str:
    """Return what a parameter may plausibly be; of components, a range that holds all of theirs."""
    if isinstance(entry, Assumption):
        low, high = min(p.low for p in entry.points), max(p.high for p in entry.points)
    elif entry.choices:
        return ", ".join(entry.choices)
    else:
        low, high = entry.plausible
    return f"{low:g} – {high:g}"
