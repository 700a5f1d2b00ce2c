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
from sim.report.scale import MISSING, scale
from sim.report.tables import Table

_WORDS = {
    "en": {
        "columns": ("Target", "Definition", "Unit", "Value", "± (95 %)", "Gap", "± (95 %)",
                    "Probability", "First met", "From start"),
        "title": "{scenario}: targets of the Opinion, {count} replicates",
        "aim": {"at_least": "at least {:,g}", "at_most": "at most {:,g}"},
        "due": "by {quarter}",
        "direction": {"+": "should rise", "-": "should fall"},
        "gap": "Gap: paired difference to {reference}. Probability: share of replicates that"
               " meet the target in that quarter; of a direction, that moved as asked since the"
               " opening.",
        "start": "From start: share of the variance over replicates that uncertain start figures"
                 " explain.",
        "no_start": "Run with --uncertainty start to see what start figures explain.",
        "arithmetic": "{targets}: arithmetic on an exogenous trend, not a model result; nothing"
                      " here moves it by more than 3 %.",
    },
    "zh": {
        "columns": ("目标", "口径", "单位", "值", "±（95%）", "差距", "±（95%）", "概率",
                    "首次达到", "期初占比"),
        "title": "{scenario}：《意见》各项目标，{count}次模拟",
        "aim": {"at_least": "不低于{:,g}", "at_most": "不高于{:,g}"},
        "due": "截至{quarter}",
        "direction": {"+": "应上升", "-": "应下降"},
        "gap": "差距：与{reference}的配对差值。概率：该季度达到目标的模拟占比；方向性目标为"
               "自期初以来按要求变动的占比。",
        "start": "期初占比：模拟间方差中由期初数据不确定性解释的部分。",
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
) -> list[Table]:
    """Return the targets of each scenario of a result.

    short  under the definitions that the scenario counts by alone, else under every definition
    """
    registers = registers or load()
    found = targets(results, registers=registers)
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
        _table(results, group, language, registers)
        for _, group in found.groupby("scenario", sort=False)
    ]


def _table(results: Any, found: pd.DataFrame, language: str, registers: Registers) -> Table:
    words = _WORDS[language]
    scenario = found["scenario"].iloc[0]
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
                f"{target.id} {target.heading.of(language)} ({_aim(row, words)})",
                "; ".join(parts),
                by.unit,
                by.show(row["value"]),
                by.show(row["high"] - row["value"]),
                fine.show(row["gap"], signed=True),
                fine.show(row["gap_high"] - row["gap"]),
                f"{row['probability']:.2f}",
                row["first_quarter"] or MISSING,
                f"{row['start_share']:.2f}" if np.isfinite(row["start_share"]) else MISSING,
            )
        )
    title = words["title"].format(
        scenario=results.title(scenario, language), count=int(found["replicates"].min())
    )
    reference = results.title(results.reference, language)
    start = results.provenance.uncertainty == "start"
    notes = [words["gap"].format(reference=reference)] if len(results.scenarios) > 1 else []
    notes.append(words["start"] if start else words["no_start"])
    plain = found.loc[found["arithmetic"], "target"].unique()
    if plain.size:
        notes.append(words["arithmetic"].format(targets=", ".join(plain)))
    return Table(title, words["columns"], tuple(rows), (*notes, *captions.notes(results, language)))


def _aim(row: dict[str, Any], words: dict[str, Any]) -> str:
    bounds = [
        text.format(row[name]) for name, text in words["aim"].items() if np.isfinite(row[name])
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
