"""The table of targets: every target under every definition, one table a scenario."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.targets import targets
from sim.measure.register import indicators
from sim.policy.registers import Registers, load
from sim.policy.target import Target
from sim.report import captions
from sim.report.scale import MINUS, MISSING, scale
from sim.report.table import Table

_CHANGE = 8  # place of the change of a probability among the columns
_SPARE = (4, 8)
_MARKED = 0.05
_WORDS = {
    "en": {
        "change": "Change [95 %]",
        "columns": ("Target", "Definition", "Unit", "Value", "± (95 %)", "Gap", "± (95 %)",
                    "Probability", "First met", "From start"),
        "title": "{scenario}: targets of the Opinion, {count} replicates",
        "aim": {"at_least": "at least {:,g}", "at_most": "at most {:,g}"},
        "due": "by {quarter}",
        "direction": {"+": "should rise", "-": "should fall"},
        "bounds": "Intervals of a probability by Wilson, of its change by Newcombe for pairs;"
                  " *: McNemar's exact test below 0.05.",
        "gap": "Gap: paired difference to {reference}. Probability: share of replicates that"
               " meet the target in that quarter; of a direction, that moved as asked since the"
               " opening.",
        "start": "From start: share of the variance over replicates that uncertain start figures"
                 " explain.",
        "short": "Each target under the definition that its scenario counts by; under all of them:"
                 " parksim compare --targets.",
        "no_start": "Run with --uncertainty start to see what start figures explain.",
        "arithmetic": "{targets}: arithmetic on an exogenous trend, not a model result; nothing"
                      " here moves it by more than 3 %.",
    },
    "zh": {
        "change": "概率变化[95%]",
        "columns": ("目标", "口径", "单位", "值", "±（95%）", "差距", "±（95%）", "概率",
                    "首次达到", "期初方差占比"),
        "title": "{scenario}：《意见》各项目标，{count}次模拟",
        "aim": {"at_least": "不低于{:,g}", "at_most": "不高于{:,g}"},
        "due": "截至{quarter}",
        "direction": {"+": "应上升", "-": "应下降"},
        "bounds": "概率区间：Wilson法；概率变化区间：Newcombe配对法；*：McNemar精确检验低于0.05。",
        "gap": "差距：与{reference}的配对差值。概率：该季度达到目标的模拟占比；方向性目标为"
               "自期初以来按要求变动的占比。",
        "start": "期初方差占比：模拟间方差中由期初数据不确定性解释的部分。",
        "short": "各目标按情景所采用的口径列示；全部口径见 parksim compare --targets。",
        "no_start": "加上 --uncertainty start 可得期初数据的解释力。",
        "arithmetic": "{targets}：外生趋势上的算术推算，并非模型结果；本结果中的变动均不超过3%。",
    },
}  # fmt: skip


def target_tables(
    results: Any,
    language: str = "en",
    registers: Registers | None = None,
    *,
    short: bool = False,
    reference: str = "",
) -> list[Table]:
    """Return the targets of each scenario of a result.

    short      under the definitions that the scenario counts by alone, else under every definition
    reference  scenario that gaps are taken to; empty is the first
    """
    registers = registers or load()
    reference = reference or results.reference
    found = targets(results, registers=registers, reference=reference)
    if found.empty:
        return []
    if short:
        counted = {each["id"]: each.get("count_as", {}) for each in results.provenance.scenarios}
        usual = [
            row.asked != ""
            or row.definition == _usual(registers.targets[row.target], counted[row.scenario])
            for row in found.itertuples()
        ]
        found = found[usual]
    return [
        _table(results, group, language, registers, short, reference)
        for _, group in found.groupby("scenario", sort=False)
    ]


def _table(
    results: Any,
    found: pd.DataFrame,
    language: str,
    registers: Registers,
    short: bool,
    reference: str,
) -> Table:
    words = _WORDS[language]
    scenario = found["scenario"].iloc[0]
    bounds = not short and len(results.scenarios) > 1
    rows = []
    for row in found.to_dict("records"):
        target = registers.targets[row["target"]]
        entry = indicators()[row["indicator"]]
        by = scale(entry, abs(row["value"]), language)
        fine = by.finer(max(abs(row["gap"]), row["gap_high"] - row["gap"]))
        parts = [
            registers.definitions[name].choices[reading].of(language)
            for name, reading in zip(
                target.definitions, row["definition"].split(", "), strict=False
            )
            if not row["asked"]
        ]
        if row["asked"]:
            parts = [f"{entry.label[language]}: {words['direction'][row['asked']]}"]
        rows.append(
            (
                f"{target.id} {target.heading.of(language)} ({_aim(row, by.factor, words)})",
                "; ".join(parts),
                by.unit,
                by.show(row["value"]),
                by.show(row["high"] - row["value"]),
                fine.show(row["gap"], signed=True),
                fine.show(row["gap_high"] - row["gap"]),
                *_probability(row, short, bounds),
                row["first_quarter"] or MISSING,
                f"{row['start_share']:.2f}" if np.isfinite(row["start_share"]) else MISSING,
            )
        )
    title = words["title"].format(
        scenario=results.title(scenario, language), count=int(found["replicates"].min())
    )
    reference = results.title(reference, language)
    start = results.provenance.uncertainty == "start"
    notes = [words["gap"].format(reference=reference)] if len(results.scenarios) > 1 else []
    notes += [words["bounds"]] if bounds else []
    notes += [words["short"]] if short else []
    notes.append(words["start"] if start else words["no_start"])
    plain = found.loc[found["arithmetic"], "target"].unique()
    if plain.size:
        notes.append(words["arithmetic"].format(targets=", ".join(plain)))
    columns = words["columns"]
    if bounds:
        columns = (*columns[:_CHANGE], words["change"], *columns[_CHANGE:])
    notes += captions.notes(results, language)
    return Table(title, columns, tuple(rows), tuple(notes), _SPARE)


def _probability(row: dict[str, Any], short: bool, bounds: bool) -> tuple[str, ...]:
    """Return the probability, with its interval in a full table, and its change if there is one."""
    share = f"{row['probability']:.2f}"
    if short:
        return (share,)
    low, high = row["probability_low"], row["probability_high"]
    found = (f"{share} [{low:.2f}, {high:.2f}]",)
    if not bounds:
        return found
    if not np.isfinite(row["probability_gap"]):
        return (*found, MISSING)
    numbers = (row[f"probability_gap{end}"] for end in ("", "_low", "_high"))
    change, low, high = (f"{number:+.2f}".replace("-", MINUS) for number in numbers)
    mark = " *" if row["probability_gap_p"] < _MARKED else ""
    return (*found, f"{change} [{low}, {high}]{mark}")


def _aim(row: dict[str, Any], factor: float, words: dict[str, Any]) -> str:
    """Return what a target asks for, in the unit of its row: numbers are divided by the factor."""
    bounds = [
        text.format(round(row[name] / factor, 6))
        for name, text in words["aim"].items()
        if np.isfinite(row[name])
    ]
    return ", ".join([*bounds, words["due"].format(quarter=row["quarter"])])


def _usual(target: Target, counted: dict[str, str]) -> str:
    """Return the readings by which a scenario counts a target: its own, else the first."""
    return ", ".join(
        counted.get(name, readings[0])
        if counted.get(name, readings[0]) in readings
        else readings[0]
        for name, readings in target.definitions.items()
    )
