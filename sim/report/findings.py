"""Sections of the page of findings: what a result says of its question, in a table of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.attribution.attribution import OTHERS, TOTAL, attribution
from sim.analysis.family import headline
from sim.analysis.sensitivity.reading import reading
from sim.analysis.sensitivity.study import DUMMY
from sim.measure.register import indicator
from sim.policy.registers import load
from sim.report import captions
from sim.report.drivers.attribution_tables import told_from_zero
from sim.report.names import Names
from sim.report.scale import MISSING, Scale, percent, scale

PAGE = Path("docs/findings.md")
COST = "public_cost"
SURE = 0.05  # of Holm's p, below which an effect is told apart from zero
_SAMPLED = {  # what intervals show besides luck, by method
    **dict.fromkeys(("morris", "sobol", "lhs"), "luck and the sampling of rows"),
    "attribution": "luck and the sampling of orders",
}
FIRST = 5  # factors or clauses that are named of each output


def section(result: Any) -> str:
    """Return what a result says as Markdown: a table, and what it was made of."""
    if result.experiment()["design"]["method"] == "attribution":
        lines = _clauses(result)
    elif result.experiment().get("factors"):
        lines = _factors(result)
    else:
        lines = _scenarios(result)
    word = result.id.partition("@")[0]
    each = "replicate" if result.replicates == 1 else "replicates"
    shown = _SAMPLED.get(result.experiment()["design"]["method"], "")
    notes = captions.notes(result, "en", shown)
    made = [f"{len(result.plan)} runs, {result.replicates} {each}.", *notes]
    tables = f"[results/published/{word}](../results/published/{word}/README.md)"
    return "\n".join([*lines, "", f"{' '.join(made)} Tables: {tables}."])


def _scenarios(result: Any) -> list[str]:
    """Return the effects of scenarios on the headline and on public cost, a table a date."""
    held = result.indicators()
    names = [each for each in (*headline(result), COST) if each in held]
    found = result.compare(result.table_quarters, indicators=names)
    reference, lines = result.title(result.reference), []
    for quarter, own in found.groupby("quarter", sort=False):
        heads, columns = ["Scenario"], []
        for name, rows in own.groupby("indicator", sort=False):
            entry = indicator(name)
            size = float(rows["difference"].abs().max())
            by = scale(entry, size).finer(size)
            unit = f" ({by.unit})" if by.unit else ""
            heads.append(f"{entry.label['en']}{unit}")
            columns.append([_effect(by, row) for row in rows.to_dict("records")])
            if "rest" in rows and np.isfinite(rows["rest"]).all():
                heads.append("in the rest of the city")
                columns.append([by.show(rest, signed=True) for rest in rows["rest"]])
        titles = [result.title(each) for each in own["scenario"].unique()]
        rows = list(zip(titles, *columns, strict=True))
        lines += [f"**{quarter}**, against {reference}:", "", *_table(heads, rows, 1), ""]
    note = (
        "Effects with 95 % intervals; bold ones are told apart from zero (Holm, 5 %, over all that"
    )
    return [*lines, f"{note} is declared as headline)."]


def _effect(by: Scale, row: Any) -> str:
    """Return an effect with its interval, bold if it is told apart from zero."""
    text = by.show(row["difference"], signed=True)
    bold = row.get("p_holm", np.nan) < SURE
    return f"{f'**{text}**' if bold else text} {_between(by, row['low'], row['high'])}"


def _factors(result: Any) -> list[str]:
    """Return the strongest factors of each output, and what its indices say."""
    found = result.sensitivity()
    frame = found.frame
    own = frame[(frame["block"] == "mean") & (frame["measure"] == found.key)]
    rows, said, names = [], [], Names(result, "en")
    for (name, quarter, place), output in own.groupby(
        ["indicator", "quarter", "place"], sort=False
    ):
        entry = indicator(name)
        shown = f"{entry.label['en']}, {quarter}"
        measured = found.method in ("morris", "ofat")
        size = float(output["value"].abs().max())
        by = scale(entry, size).finer(size) if measured else Scale(1.0, "", 2)
        order = output.sort_values("value", ascending=False, kind="stable")
        real = order[order["factor"] != DUMMY].head(FIRST)
        for row in pd.concat([real, order[order["factor"] == DUMMY]]).to_dict("records"):
            bounds = _between(by, row["low"], row["high"], signed=False)
            rows.append(
                (shown, by.unit, names.factor(row["factor"]), by.show(row["value"]), bounds)
            )
        heading = f"{shown} ({by.unit})" if by.unit else shown
        told = reading(found, name, quarter, place, shown=by.show, named=names.factor)
        said.append(f"* {heading}: {' '.join(told)}")
    heads = ("What", "Unit", "Factor", {"mu_star": "μ*"}.get(found.key, found.key), "95 % interval")
    return [*_table(heads, rows, 3), "", *said]


def _clauses(result: Any) -> list[str]:
    """Return the clauses that contribute most to each headline indicator, and the total."""
    made = result.provenance
    found = attribution(result, made.at)
    clauses = load().clauses
    rows = []
    for (name, quarter), own in found[found["of"] == "level"].groupby(
        ["indicator", "quarter"], sort=False
    ):
        if name not in headline(result):
            continue
        entry = indicator(name)
        total = own[own["player"] == TOTAL]
        single = own[own["able"] & ~own["player"].isin((TOTAL, OTHERS))]
        order = single["value"].abs().sort_values(ascending=False, kind="stable").index[:FIRST]
        size = float(own["value"].abs().max())
        by = scale(entry, size).finer(size)
        told = told_from_zero(own)
        for row in pd.concat([total, single.loc[order]]).to_dict("records"):
            clause = clauses.get(row["player"])
            player = row["player"] if clause is None else f"{clause.id} {clause.heading.of('en')}"
            bounds = _between(by, row["low"], row["high"])
            value = by.show(row["value"], signed=True)
            share = percent(row["share"], 0) if told else MISSING
            rows.append((f"{entry.label['en']}, {quarter}", by.unit, player, value, bounds, share))
    heads = ("What", "Unit", "Clause", "Contribution", "95 % interval", "% of the total")
    return _table(heads, rows, 3)


def _between(by: Scale, low: float, high: float, signed: bool = True) -> str:
    if not (np.isfinite(low) and np.isfinite(high)):
        return MISSING
    return f"[{by.show(low, signed)}, {by.show(high, signed)}]"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], words: int) -> list[str]:
    """Return a table, its first columns words; a cell like the one above it is left empty."""
    marks = ["---" if number < words else "---:" for number in range(len(heads))]
    lines = [" | ".join(heads), " | ".join(marks)]
    before: Sequence[str] = ("",) * len(heads)
    for row in rows:
        same = ["" if n < 2 and row[0] == before[0] else cell for n, cell in enumerate(row)]
        lines.append(" | ".join(same))
        before = row
    return [f"| {line} |" for line in lines]
