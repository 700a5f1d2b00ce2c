"""The table of what effects cost: public money a year for each job, talent and yuan of revenue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.cost import COST, cost_of_effects
from sim.measure.register import indicators
from sim.report import captions
from sim.report.scale import MISSING, scale
from sim.report.table import Table

_YUAN = 1e6  # yuan in the million yuan of indicators
_WORDS = {
    "en": {
        "columns": ("Quarter", "Effect", "Unit", "Gained", "± (95 %)", "Cost a year", "± (95 %)",
                    "Yuan a year for one", "95 % interval"),
        "title": "What effects of {scenario} cost against {reference}, {count} replicates",
        "note": "Cost: public money paid and forgone, mean of all years up to the quarter. A cost"
                " for one is given where the gain can be told from zero.",
    },
    "zh": {
        "columns": ("季度", "效果", "单位", "增量", "±（95%）", "年均成本", "±（95%）",
                    "单位年成本（元）", "95%区间"),
        "title": "{scenario}相对{reference}的成本效果，{count}次模拟",
        "note": "成本：截至该季度的年均财政支付与让渡；仅在增量异于零时给出单位成本。",
    },
}  # fmt: skip


def cost_tables(
    results: Any, at: Sequence[str] = (), language: str = "en", reference: str = ""
) -> list[Table]:
    """Return a table for each scenario but the reference; none if nothing public was paid.

    reference  scenario to compare with; empty is the first
    """
    found = cost_of_effects(results, at, reference=reference)
    if found.empty:
        return []
    return [_table(results, each, language) for _, each in found.groupby("scenario", sort=False)]


def _table(results: Any, found: pd.DataFrame, language: str) -> Table:
    words = _WORDS[language]
    money = scale(indicators()[COST], float(found["cost"].abs().max()), language)
    rows = []
    for row in found.to_dict("records"):
        entry = indicators()[row["effect"]]
        by = scale(entry, abs(row["gained"]), language)
        # revenue and cost are both in million yuan: one yuan for one yuan
        factor = 1.0 if entry.unit["en"].startswith("million yuan") else _YUAN
        told = np.isfinite(row["unit_low"])
        bounds = (_figure(row[name] * factor) for name in ("unit_low", "unit_high"))
        rows.append(
            (
                row["quarter"],
                entry.label[language],
                by.unit,
                by.show(row["gained"], signed=True),
                by.show(row["gained_high"] - row["gained"]),
                f"{money.show(row['cost'], signed=True)} {money.unit}",
                money.show(row["cost_high"] - row["cost"]),
                _figure(row["cost_per_unit"] * factor) if told else MISSING,
                f"[{', '.join(bounds)}]" if told else MISSING,
            )
        )
    scenario, reference = found["scenario"].iloc[0], found["reference"].iloc[0]
    title = words["title"].format(
        scenario=results.title(scenario, language),
        reference=results.title(reference, language),
        count=int(found["replicates"].min()),
    )
    notes = (words["note"], *captions.notes(results, language))
    return Table(title, words["columns"], tuple(rows), notes)


def _figure(value: float) -> str:
    """Return yuan with three digits that count, whole from a thousand on."""
    return format(value, ",.0f") if abs(value) >= 1000 else format(value, ".3g")
