"""Tables of a result in both languages: a comparison with the first scenario, in short."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis import comparison
from sim.core import quarters as calendar
from sim.report import captions, headline
from sim.report.scale import percent, scale
from sim.report.table import Table

_WORDS = {
    "en": {
        "quarter": "Quarter",
        "indicator": "Indicator",
        "unit": "Unit",
        "difference": "Difference",
        "mean": "Mean",
        "half": "± (95 %)",
        "share": "Relative",
        "rest": "Rest of city",
        "net": "Net",
        "title": '{scenario} against {reference}: paired differences, {count} replicates',
        "alone": "{scenario}: mean of {count} replicates",
        "net_note": "Net = parks plus rest of the city; – where parks do not add up to the zone.",
        "points": "Differences of numbers in % are in percentage points; Relative is not.",
        "over": "Differences within each of {rows} rows of the design, then their mean.",
        "one": "One replicate: no interval can be given.",
    },
    "zh": {
        "quarter": "季度",
        "indicator": "指标",
        "unit": "单位",
        "difference": "差值",
        "mean": "均值",
        "half": "±（95%）",
        "share": "相对变化",
        "rest": "全市其他地区",
        "net": "净效应",
        "title": "{scenario}与{reference}对比：配对差值，{count}次模拟",
        "alone": "{scenario}：{count}次模拟的均值",
        "net_note": "净效应＝园区与全市其他地区之和；园区不可加总的指标记为–。",
        "points": "单位为%的指标，差值以百分点计；相对变化除外。",
        "over": "先在设计的{rows}行内各自求差，再取均值。",
        "one": "仅一次模拟，不给出区间。",
    },
}  # fmt: skip
_SPARE = (4, 8)  # scenario and rest of the city follow from the other columns


def tables(
    results: Any,
    at: Sequence[str] = (),
    language: str = "en",
    indicators: Sequence[str] = (),
) -> list[Table]:
    """Return the tables of a result: one a scenario against the first, or the only scenario's.

    at          quarters; empty is the last
    indicators  ids; empty shows the headline
    Raises InputError for an unknown quarter or indicator.
    """
    shown = headline.chosen(results, indicators, headline.TABLE)
    names = [each.id for each in shown]
    if len(results.scenarios) == 1:
        return [_alone(results, comparison.levels(results, at, indicators=names), shown, language)]
    compared = comparison.compare(results, at, indicators=names)
    return [
        _compared(results, group, shown, language)
        for _, group in compared.groupby("scenario", sort=False)
    ]


def data(results: Any, at: Sequence[str] = ()) -> pd.DataFrame:
    """Return the numbers behind the tables, all indicators, unrounded."""
    if len(results.scenarios) == 1:
        return comparison.levels(results, at)
    return comparison.compare(results, at)


def default_quarters(period: tuple[int, int], due: str = "2025Q4") -> list[str]:
    """Return the quarters of a table when none are named: the targets' date, 2030Q4, the last.

    due  date of the targets; those outside the period are left out
    """
    first, last = period
    wanted = {calendar.parse(due), calendar.parse("2030Q4"), last}
    return [calendar.text(each) for each in sorted(wanted) if first <= each <= last]


def _alone(results: Any, found: pd.DataFrame, shown: Sequence[Any], language: str) -> Table:
    words = _WORDS[language]
    largest = _largest(found, "mean")
    rows = []
    for each in shown:
        by = scale(each, largest[each.id], language)
        for row in _rows(found, each.id):
            head = (row["quarter"], each.label[language], by.unit)
            rows.append((*head, by.show(row["mean"]), by.show(row["high"] - row["mean"])))
    count = int(found["replicates"].min())
    named = {"scenario": results.title(results.scenarios[0], language), "count": count}
    columns = tuple(words[name] for name in ("quarter", "indicator", "unit", "mean", "half"))
    notes = _notes(results, count, language)
    return Table(words["alone"].format(**named), columns, _by_quarter(rows), notes)


def _compared(results: Any, found: pd.DataFrame, shown: Sequence[Any], language: str) -> Table:
    words = _WORDS[language]
    scenario, reference = found["scenario"].iloc[0], found["reference"].iloc[0]
    largest, changes = _largest(found, "reference_mean"), _largest(found, "difference")
    rows = []
    for each in shown:
        by = scale(each, largest[each.id], language)
        fine = by.finer(changes[each.id])
        for row in _rows(found, each.id):
            rows.append(
                (
                    row["quarter"],
                    each.label[language],
                    by.unit,
                    by.show(row["reference_mean"]),
                    by.show(row["mean"]),
                    fine.show(row["difference"], signed=True),
                    fine.show(row["high"] - row["difference"]),
                    percent(row["share"]),
                    fine.show(row.get("rest", np.nan), signed=True),
                    fine.show(row.get("net", np.nan), signed=True),
                )
            )
    count = int(found["replicates"].min())
    titles = {"scenario": results.title(scenario, language), "count": count}
    titles["reference"] = results.title(reference, language)
    columns = (
        *(words[name] for name in ("quarter", "indicator", "unit")),
        reference,
        scenario,
        *(words[name] for name in ("difference", "half", "share", "rest", "net")),
    )
    points = (words["points"],) if any(row[2] == "%" for row in rows) else ()
    rows_of_design = int(found["rows"].min())
    over = (words["over"].format(rows=rows_of_design),) if rows_of_design > 1 else ()
    notes = (*over, words["net_note"], *points, *_notes(results, count, language))
    return Table(words["title"].format(**titles), columns, _by_quarter(rows), notes, _SPARE)


def _notes(results: Any, count: int, language: str) -> tuple[str, ...]:
    alone = (_WORDS[language]["one"],) if count == 1 else ()
    return (*alone, *captions.notes(results, language))


def _largest(found: pd.DataFrame, column: str) -> dict[str, float]:
    return found.groupby("indicator")[column].agg(lambda values: values.abs().max()).to_dict()


def _rows(found: pd.DataFrame, indicator: str) -> list[dict[str, Any]]:
    return found[found["indicator"] == indicator].to_dict("records")


def _by_quarter(rows: list[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    return tuple(sorted(rows, key=lambda row: row[0]))
