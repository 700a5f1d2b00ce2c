"""The table of winners and regret: how often a scenario is best, and what choosing it can cost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.interval import LEVEL
from sim.analysis.regret import regret
from sim.measure.register import indicator
from sim.report import captions
from sim.report.scale import MISSING, Scale, scale
from sim.report.table import Table

_WORDS = {
    "en": {
        "columns": ("Indicator", "Scenario", "Unit", "Best in", "{level} interval", "Mean regret",
                    "{level} interval", "Largest", "Against", "{level} interval", "In row"),
        "title": "Winners and regret over {states} {kind}",
        "kind": {"row": "rows of the design", "replicate": "replicates"},
        "better": {"up": "more is better", "down": "less is better"},
        "row": "A state is a row of the design, its values averaged over luck; the interval of the"
               " largest regret shows luck in that row.",
        "replicate": "A state is a replicate: one draw of luck. One run a state gives the largest"
                     " regret no interval.",
        "regret": "Regret: how far a scenario is from the best one in the same state. Ties are"
                  " shared.",
    },
    "zh": {
        "columns": ("指标", "情景", "单位", "最优占比", "{level}区间", "平均遗憾", "{level}区间",
                    "最大遗憾", "对手", "{level}区间", "所在行"),
        "title": "最优情景与遗憾值：{states}{kind}",
        "kind": {"row": "行设计", "replicate": "次模拟"},
        "better": {"up": "越高越好", "down": "越低越好"},
        "row": "状态为设计的一行，取值为随机性之均值；最大遗憾的区间反映该行的随机性。",
        "replicate": "状态为一次模拟；每状态仅一次，最大遗憾无区间。",
        "regret": "遗憾：与同一状态下最优情景的差距；并列者平分。",
    },
}  # fmt: skip
_ALONE = 9  # columns if a state has one run: its largest regret has no interval
_SPARE = (4, 9, 10)


def regret_tables(
    results: Any,
    at: Sequence[str | int] = (),
    language: str = "en",
    indicators: Sequence[str] = (),
    coverage: float = LEVEL,
) -> list[Table]:
    """Return the table of winners and regret; arguments as `sim.analysis.regret.regret`."""
    found = regret(results, at, indicators=indicators, coverage=coverage)
    return [_table(results, found, language, coverage)] if not found.empty else []


def _table(results: Any, found: pd.DataFrame, language: str, coverage: float) -> Table:
    words = _WORDS[language]
    state, states = found["state"].iloc[0], int(found["states"].iloc[0])
    width = len(words["columns"]) if state == "row" else _ALONE
    level = f"{100 * coverage:g}%" if language == "zh" else f"{100 * coverage:g} %"
    rows = []
    for (quarter, name), own in found.groupby(["quarter", "indicator"], sort=False):
        entry = indicator(name)
        by = scale(entry, float(own["worst"].max()), language)
        fine = by.finer(float(own["worst"].max()))
        better = words["better"][own["better"].iloc[0]]
        unit = f"{by.unit}, " if by.unit else ""
        group = f"{quarter} · {entry.label[language]} ({unit}{better})"
        for row in own.to_dict("records"):
            lost = row["worst"] > 0.0
            rows.append(
                (
                    group,
                    results.title(row["scenario"], language),
                    "",
                    f"{100 * row['best']:.0f} %",
                    _shares(row["best_low"], row["best_high"]),
                    fine.show(row["regret"]),
                    _between(fine, row["regret_low"], row["regret_high"]),
                    fine.show(row["worst"]),
                    row["worst_rival"] if lost else MISSING,
                    _between(fine, row["worst_low"], row["worst_high"]) if lost else MISSING,
                    str(row["worst_state"]) if lost else MISSING,
                )[:width]
            )
    columns = tuple(text.format(level=level) for text in words["columns"][:width])
    title = words["title"].format(states=states, kind=words["kind"][state])
    notes = (words["regret"], words[state], *captions.notes(results, language))
    return Table(title, columns, tuple(rows), notes, _SPARE)


def _between(by: Scale, low: float, high: float) -> str:
    if not (np.isfinite(low) and np.isfinite(high)):
        return MISSING
    return f"[{by.show(low)}, {by.show(high)}]"


def _shares(low: float, high: float) -> str:
    if not np.isfinite(low):
        return MISSING
    return f"[{100 * low:.0f}, {100 * high:.0f}]"
