"""Precision of a result: what the rule of replicates says of the runs that there are."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.analysis.family import headline
from sim.analysis.replication import Rule, judge, paired_outputs
from sim.analysis.start_share import worlds_a_draw
from sim.analysis.worlds import together
from sim.measure.register import indicator
from sim.report.paper.parts import Grid, Part, Text
from sim.report.paper.subject import Subject
from sim.report.scale import MISSING
from sim.report.table import Table

_WORDS: dict[str, dict[str, Any]] = {
    "en": {
        "rule": "Replicates are judged by the confidence-interval method with look-ahead (Hoad,"
                " Robinson and Davies 2010): enough when the half-width of each difference is"
                " within ±{width:g} % of the reference's mean and stays so for the next {ahead};"
                " from {least} to {most}.",
        "met": "The rule is met from replicate {enough} on; there are {run}.",
        "unmet": "With {run} replicates the rule is not met for every difference: see the table.",
        "one": "With one replicate there is no interval to judge.",
        "title": "Half-width of the 95 % interval, share of the reference's mean",
        "columns": ("Quarter", "Indicator", "Unit"),
        "note": "{missing}: the reference is zero, so that a share of it means nothing.",
    },
    "zh": {
        "rule": "模拟次数按带前瞻的置信区间法判断（Hoad、Robinson和Davies 2010）：各差值区间的半宽"
                "在基准均值的±{width:g}%以内，且其后{ahead}次均保持，即为足够；{least}至{most}次。",
        "met": "自第{enough}次起满足规则；共{run}次。",
        "unmet": "{run}次模拟未使全部差值满足规则，见表。",
        "one": "仅一次模拟，没有区间可判断。",
        "title": "95%区间半宽占基准均值的比例",
        "columns": ("季度", "指标", "单位"),
        "note": "{missing}：基准为零，比例没有意义。",
    },
}  # fmt: skip


def precision(subject: Subject) -> list[Part]:
    """Return how many replicates there are, why, and how precise they make each difference."""
    words = _WORDS[subject.language]
    rule = _rule(subject.experiment.get("replicates"))
    told = words["rule"].format(
        width=100 * rule.half_width, ahead=rule.look_ahead, least=rule.least, most=rule.most
    )
    if subject.results.replicates < 2:
        return [Text(_joined(subject, told, words["one"]))]
    names = headline(subject.results, rule.indicators)
    frame = subject.results.frame("quarters", names)
    frame = frame[frame["quarter"].isin(subject.at)]
    found = together(frame, subject.results.scenarios)
    shared = worlds_a_draw(subject.results.provenance.uncertainty)
    verdict = judge(rule, *paired_outputs([each.values for each in found]), shared)
    named = {"run": verdict.run, "enough": verdict.enough}
    told = _joined(subject, told, words["met" if verdict.enough else "unmet"].format(**named))
    lines = list(found[0].index["quarter"])
    shares = verdict.precision.reshape(-1, len(lines), len(names))
    return [Text(told), Grid(_table(subject, lines, found[0].names, shares))]


def _table(subject: Subject, lines: list[str], names: list[str], shares: np.ndarray) -> Table:
    words = _WORDS[subject.language]
    scenarios = subject.others or subject.results.scenarios
    rows = [
        (line, indicator(name).label[subject.language], "", *map(_share, shares[:, at, of]))
        for at, line in enumerate(lines)
        for of, name in enumerate(names)
    ]
    columns = (*words["columns"], *map(subject.title, scenarios))
    zero = bool(np.isinf(shares).any())
    notes = (words["note"].format(missing=MISSING),) if zero else ()
    return Table(words["title"], columns, tuple(rows), notes)


def _rule(asked: Any) -> Rule:
    """Return the rule of an experiment, or the usual one."""
    if not isinstance(asked, dict):
        return Rule()
    stop = asked["stop_at"]
    return Rule(stop["half_width"], (stop["indicator"],), asked["min"], asked["max"])


def _share(value: float) -> str:
    return f"±{100 * value:.2g} %" if np.isfinite(value) else MISSING


def _joined(subject: Subject, *sentences: str) -> str:
    return ("" if subject.language == "zh" else " ").join(sentences)
