"""Spreadsheets: a sheet for each level with label and unit rows, then notes and provenance."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from sim.core.errors import InputError
from sim.measure.register import Indicator, indicators
from sim.report.archive import stable
from sim.runs.provenance import Provenance

LINES = 1_048_576  # that a sheet can hold
_WIDEST = 48  # characters of a column
_LOOKED_AT = 200  # lines that the width of a column is taken from
_NAMES = {
    "en": {
        "scenario": "Scenario", "row": "Row of the design", "replicate": "Replicate",
        "quarter": "Quarter", "year": "Year", "park": "Park", "industry": "Industry",
        "from": "From", "to": "To", "programme": "Programme", "payer": "Payer",
        "indicator": "Indicator", "label": "Label", "unit": "Unit", "kind": "Kind",
        "better": "Better", "notes": "Notes", "provenance": "Provenance",
    },
    "zh": {
        "scenario": "情景", "row": "设计行", "replicate": "模拟", "quarter": "季度", "year": "年份",
        "park": "园区", "industry": "产业", "from": "来源", "to": "去向", "programme": "政策项目",
        "payer": "出资方", "indicator": "指标", "label": "名称", "unit": "单位", "kind": "类型",
        "better": "方向", "notes": "说明", "provenance": "来源信息",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """One sheet.

    name   on its tab      heads  rows above the numbers: ids, labels, units
    lines  of values: text, numbers, or None for what is missing
    count  how many lines there are
    """

    name: str
    heads: Sequence[Sequence[str]]
    lines: Iterable[Sequence[Any]]
    count: int


def level_sheet(name: str, frame: pd.DataFrame, language: str) -> Sheet:
    """Return a tidy frame as a sheet: a row of ids, one of labels, one of units, then numbers."""
    register, words = indicators(), _NAMES[language]
    labels, units = [], []
    for column in frame:
        entry = register.get(column)
        labels.append(entry.label[language] if entry else words.get(column, column))
        units.append(entry.unit[language] if entry else "")
    return _sheet(name, frame, [list(frame), labels, units])


def comparison_sheet(name: str, frame: pd.DataFrame, made: Any) -> Sheet:
    """Return a comparison as a sheet, with label and unit of each indicator in its rows.

    made  `sim.report.comparison_tables.Compared`, which knows labels and units
    """
    words = _NAMES[made.language]
    entries: dict[str, Indicator] = {each: made.entry(each) for each in frame["indicator"].unique()}
    place = frame.columns.get_loc("indicator") + 1
    frame = frame.copy()
    frame.insert(
        place, "label", [entries[each].label[made.language] for each in frame["indicator"]]
    )
    frame.insert(
        place + 1, "unit", [entries[each].unit[made.language] for each in frame["indicator"]]
    )
    return _sheet(name, frame, [list(frame), [words.get(each, "") for each in frame]])


def plain_sheet(name: str, frame: pd.DataFrame) -> Sheet:
    """Return any frame as a sheet under its own column names."""
    return _sheet(name, frame, [list(frame)])


def notes_sheet(notes: Sequence[str], shown: Sequence[str], language: str) -> Sheet:
    """Return what must be read with the numbers, then what each indicator is."""
    words, register = _NAMES[language], indicators()
    lines: list[list[str]] = [[note] for note in notes]
    columns = ("indicator", "label", "unit", "kind", "better")
    lines += [[], [words[name] for name in columns]]
    for name in shown:
        if name in register:
            each = register[name]
            texts = (each.label[language], each.unit[language], each.kind, each.better)
            lines.append([name, *texts])
    return Sheet(words["notes"], [], lines, len(lines))


def provenance_sheet(provenance: Provenance, language: str) -> Sheet:
    """Return how the result came about, a line a fact."""
    lines = [
        [name, value if isinstance(value, str | int | float) else _json(value)]
        for name, value in asdict(provenance).items()
        if name != "zone"
    ]
    return Sheet(_NAMES[language]["provenance"], [], lines, len(lines))


def workbook(sheets: Sequence[Sheet], date: str) -> bytes:
    """Return a spreadsheet; the same sheets and date give the same bytes.

    date  of the result, which the file is dated by
    Raises InputError for a sheet with more lines than a spreadsheet can hold.
    """
    book = Workbook(write_only=True)
    book.properties.creator = "parksim"
    for sheet in sheets:
        if sheet.count + len(sheet.heads) > LINES:
            what = f"{sheet.name} has {sheet.count:,} lines; a spreadsheet holds {LINES:,}."
            raise InputError("--format xlsx", what, "Export it as csv or parquet.")
        _fill(book, sheet)
    held = io.BytesIO()
    book.save(held)
    return stable(held.getvalue(), date)


def _fill(book: Workbook, sheet: Sheet) -> None:
    page = book.create_sheet(sheet.name[:31])
    lines = list(sheet.lines)
    if sheet.heads:
        page.freeze_panes = f"A{len(sheet.heads) + 1}"
    for place, width in enumerate(_widths([*sheet.heads, *lines[:_LOOKED_AT]]), start=1):
        page.column_dimensions[get_column_letter(place)].width = width
    for number, head in enumerate(sheet.heads):
        cells = [_text(page, text) for text in head]
        for cell in cells:
            cell.font = Font(bold=number == 0, italic=number > 0)
        page.append(cells)
    for line in lines:
        formula = [isinstance(value, str) and value.startswith("=") for value in line]
        page.append(
            [_text(page, v) if risky else v for v, risky in zip(line, formula, strict=True)]
        )


def _text(page: Any, text: str) -> WriteOnlyCell:
    """Return a cell that holds words, even if they look like a formula."""
    cell = WriteOnlyCell(page, value=text)
    cell.data_type = "s"
    return cell


def _widths(lines: Sequence[Sequence[Any]]) -> list[int]:
    found: list[int] = []
    for line in lines:
        if len(line) < 2:
            continue  # a note runs over the cells beside it
        for place, value in enumerate(line):
            size = len(value) if isinstance(value, str) else 12
            wide = 1 + any(ord(sign) > 0x2E80 for sign in str(value)) if size else 1
            if place == len(found):
                found.append(8)
            found[place] = min(_WIDEST, max(found[place], size * wide + 2))
    return found


def _sheet(name: str, frame: pd.DataFrame, heads: list[list[str]]) -> Sheet:
    columns = [_values(frame[column]) for column in frame]
    return Sheet(name, heads, zip(*columns, strict=True), len(frame))


def _values(column: pd.Series) -> list[Any]:
    """Return a column as cells: what is not a finite number is an empty one."""
    if column.dtype.kind == "f":
        fine = np.isfinite(column.to_numpy()).tolist()
        pairs = zip(column.tolist(), fine, strict=True)
        return [value if known else None for value, known in pairs]
    return column.tolist()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
