"""The outline of a report: its sections in order, from a result and nothing else."""

from __future__ import annotations

from typing import Any

from sim.report import captions
from sim.report.paper import drivers, effects, limits, question, sources
from sim.report.paper.methods import methods
from sim.report.paper.parks import parks
from sim.report.paper.parts import Command, Paper, Section, Text
from sim.report.paper.pictures import pictures
from sim.report.paper.subject import Subject
from sim.runs.setting import Setting

_WORDS = {
    "en": {
        "scenarios": "Scenarios", "period": "Period", "replicates": "Replicates",
        "resolution": "Resolution", "version": "Version", "result": "Result", "sep": ", ",
        "span": "{first} to {last}",
        "repeat": "How to reproduce",
        "command": "This command makes the result again, with the same numbers, if version, data"
                   " and own files are those of the record:",
        "report": "And this one the report:",
        "check": "Every number that is stored is compared with what was written by:",
    },
    "zh": {
        "scenarios": "情景", "period": "模拟期", "replicates": "模拟次数",
        "resolution": "精度", "version": "版本", "result": "结果", "sep": "、",
        "span": "{first}至{last}",
        "repeat": "如何复现",
        "command": "在版本、数据与自有文件与记录相同时，以下命令得出同样的结果：",
        "report": "以下命令生成本报告：",
        "check": "以下命令将所存的每个数字与写入时核对：",
    },
}  # fmt: skip


def paper(results: Any, language: str = "en", setting: Setting | None = None) -> Paper:
    """Return the report on a result.

    results  with runs that ended (`sim.report.result.Results`)
    setting  where the words of its scenarios are looked up; by default the zone of the result
    """
    made = results.provenance
    subject = Subject(results, language, setting or Setting())
    drawn = pictures(subject)
    sections = [
        effects.brief(subject),
        question.question(subject),
        effects.effects(subject, drawn["effects"]),
        effects.aims(subject, drawn["targets"]),
        effects.displacement(subject),
        parks(subject, drawn["parks"]),
        effects.costs(subject),
        drivers.clauses(subject, drawn["clauses"]),
        drivers.factors(subject, drawn["factors"]),
        limits.limits(subject),
        methods(subject),
        sources.sources(subject),
        _repeat(subject),
        effects.evidence(subject),
        question.annex(subject),
        sources.annex(subject),
    ]
    title, subtitle = _titles(subject)
    return Paper(
        language,
        title,
        subtitle,
        _standing(subject),
        _facts(subject),
        tuple(section for section in sections if section.parts),
        made.date,
    )


def _titles(subject: Subject) -> tuple[str, str]:
    """Return the title and the question: of the experiment, else of its scenarios."""
    titles = _WORDS[subject.language]["sep"].join(map(subject.title, subject.results.scenarios))
    title = subject.wording(subject.experiment.get("title"))
    asked = subject.wording(subject.experiment.get("question"))
    if not asked:
        asked = subject.question_of(subject.results.scenarios[-1])
    return title or titles, asked


def _standing(subject: Subject) -> str:
    """Return what stands above all: how the model stands, and what else must not be overlooked."""
    *more, _ = captions.notes(subject.results, subject.language)
    gap = "" if subject.language == "zh" else " "
    return gap.join([limits.standing(subject.language), *more])


def _facts(subject: Subject) -> tuple[tuple[str, str], ...]:
    words, results, made = _WORDS[subject.language], subject.results, subject.results.provenance
    return (
        (words["scenarios"], words["sep"].join(map(subject.title, results.scenarios))),
        (words["period"], words["span"].format(first=made.first, last=made.last)),
        (words["replicates"], str(results.replicates)),
        (words["resolution"], captions.resolution(made.resolution, subject.language)),
        (words["version"], f"parksim {made.versions.get('parksim', '')}"),
        (words["result"], results.id),
    )


def _repeat(subject: Subject) -> Section:
    words, made = _WORDS[subject.language], subject.results.provenance
    folder = subject.results.folder.name
    parts = (
        Text(words["command"]),
        Command((made.command,)),
        Text(words["report"]),
        Command((f"parksim report {folder} --language {subject.language}",)),
        Text(words["check"]),
        Command((f"parksim store verify {folder}",)),
    )
    return Section("repeat", words["repeat"], parts)
