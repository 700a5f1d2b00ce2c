"""What drives a result: the contribution of each clause, and the factors that it hangs on."""

from __future__ import annotations

from collections.abc import Iterable

from sim.core.errors import InputError
from sim.report.drivers.attribution_tables import attributed
from sim.report.paper.parts import Grid, Picture, Section, Text
from sim.report.paper.subject import ATTRIBUTION, Subject
from sim.report.sensitivity.tables import sensitivity_tables

_WORDS = {
    "en": {
        "clauses": "What each clause contributes", "factors": "What the result hangs on",
        "refused": "The indices cannot be given: {why}",
        "value": "The contributions cannot be given: {why}",
        "unasked": "Not examined here: this experiment varies no parameter. Which parameters the"
                   " effects hang on is asked by an experiment with factors (design: {method:"
                   " auto}); what each clause contributes, by one of design: {method:"
                   " attribution}.",
    },
    "zh": {
        "clauses": "各条款的贡献", "factors": "结果取决于哪些因素",
        "refused": "无法给出指数：{why}", "value": "无法给出各条款的贡献：{why}",
        "unasked": "本实验没有变动任何参数，未作考察。效果取决于哪些参数，可用带因子的实验回答"
                   "（design: {method: auto}）；各条款的贡献，则用 design: {method:"
                   " attribution}。",
    },
}  # fmt: skip


def clauses(subject: Subject, pictures: Iterable[Picture]) -> Section:
    """Return what each clause contributes, if the design is one of attribution."""
    words = _WORDS[subject.language]
    if subject.method != ATTRIBUTION:
        return Section("clauses", words["clauses"], tuple(pictures))
    try:
        found = attributed(
            subject.results, subject.at, subject.language, registers=subject.registers
        )
    except InputError as error:
        return Section("clauses", words["clauses"], (_refused(words["value"], error),))
    return Section("clauses", words["clauses"], (*map(Grid, found.tables), *pictures))


def factors(subject: Subject, pictures: Iterable[Picture]) -> Section:
    """Return the indices of the factors, or that none were varied."""
    words = _WORDS[subject.language]
    if subject.method == ATTRIBUTION:  # its rows are coalitions of clauses
        return Section("factors", words["factors"], ())
    if subject.method == "list":
        return Section("factors", words["factors"], (Text(words["unasked"]), *pictures))
    try:
        found = subject.results.sensitivity()
    except InputError as error:
        return Section("factors", words["factors"], (_refused(words["refused"], error),))
    shown = sensitivity_tables(subject.results, found, subject.language)
    return Section("factors", words["factors"], (*map(Grid, shown), *pictures))


def _refused(words: str, error: InputError) -> Text:
    return Text(words.format(why=" ".join(each.what for each in error.problems)))
