"""The section of docs/levers.md on what levers do: signs, disagreements, nulls, effects, cost."""

from __future__ import annotations

import pandas as pd

from sim.measure.register import indicators
from sim.policy.registers import Registers
from sim.search.page import figure

NAME = (
    "lever-effects"  # marks of the section: <!-- lever-effects --> ... <!-- end lever-effects -->
)


def section(frame: pd.DataFrame, registers: Registers, made: str) -> str:
    """Return the section in Markdown.

    frame  `sim.search.lever_effects.effects`      made  a sentence on how the numbers came about
    """
    own = frame[frame["expected"] != ""]
    parts = [
        f"Measured: {made} Each lever moves alone from its value in the base to the low and the "
        "high end of its plausible range, in paired worlds with the same luck. A stock is its mean "
        "over the last year, a flow its mean since 2024. Brackets hold 95 % intervals. Cost is "
        "public money paid and forgone, million yuan a year. The signs of single indicators are "
        "not corrected for their number: of a hundred true nulls about five show a sign.",
        counts(frame),
        "### Measured against the expected sign",
        _list(own[own["agrees"] == "no"], registers, "No measured sign contradicts the expected."),
        "### No effect found",
        _nulls(own[own["agrees"] == "null"]),
        "### Effects on the indicators that a lever is meant for",
        _list(own, registers, "No lever was run."),
        "Headline indicators and every target under every definition: "
        "[lever_effects.csv](lever_effects.csv).",
    ]
    return "\n\n".join(parts)


def counts(frame: pd.DataFrame) -> str:
    """Return how many expected signs were found, contradicted, not found, and left open."""
    own = frame[frame["expected"] != ""]
    found = own["agrees"].value_counts()
    names = {"yes": "as expected", "no": "against", "null": "not told from zero"}
    said = [f"{int(found.get(key, 0))} {words}" for key, words in names.items()]
    asked = int((own["expected"] == "?").sum())
    return (
        f"{len(own)} effects of {own['lever'].nunique()} levers: {', '.join(said)}, "
        f"{asked} without an expected sign."
    )


def _list(rows: pd.DataFrame, registers: Registers, empty: str) -> str:
    if rows.empty:
        return empty
    lines = [
        "| Lever | Clause | Indicator | Unit | Low end | Effect | High end | Effect | Expected | "
        "Measured | Cost, low | Cost, high |",
        "|" + " --- |" * 12,
    ]
    for row in rows.to_dict("records"):
        cells = (
            f"`{row['lever']}`",
            registers.lever(row["lever"]).clause,
            indicators()[row["indicator"]].label["en"],
            row["unit"],
            f"{row['low_value']:g}",
            _effect(row, "low"),
            f"{row['high_value']:g}",
            _effect(row, "high"),
            row["expected"],
            row["measured"],
            figure(row["cost_low"], sign=True),
            figure(row["cost_high"], sign=True),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _nulls(rows: pd.DataFrame) -> str:
    if rows.empty:
        return "Every expected sign was told from zero."
    lines = [
        f"* `{lever}`: "
        + ", ".join(f"{row['indicator']} ({row['expected']})" for row in group.to_dict("records"))
        for lever, group in rows.groupby("lever", sort=False)
    ]
    return "\n".join(lines)


def _effect(row: dict, side: str) -> str:
    value = row[f"effect_{side}"]
    if value != value:
        return "base"
    low, high = row[f"effect_{side}_from"], row[f"effect_{side}_to"]
    return f"{figure(value, sign=True)} [{figure(low)}, {figure(high)}]"
