"""The levels of a result as files: CSV, Parquet, or one spreadsheet; same result, same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.core.errors import InputError
from sim.report import captions
from sim.report import workbook as book
from sim.runs import files

FORMATS = ("csv", "parquet", "xlsx")
OF_A_WORKBOOK = ("final", "quarters")  # unless others are named: parks fill a spreadsheet quickly


def level_files(
    results: Any, form: str, levels: Sequence[str] = (), language: str = "en"
) -> dict[str, bytes]:
    """Return the contents of the files of a result by their names.

    results  a result      form  csv, parquet or xlsx
    levels   to write; empty is every level that was kept, of a spreadsheet the end and the quarters
    Raises InputError for a form or level that there is not.
    """
    if form not in FORMATS:
        what = f'Tables of a result cannot be written as "{form}".'
        raise InputError("--format", what, f"Choose one of: {', '.join(FORMATS)}.")
    kept = results.levels
    for name in levels:
        if name not in kept:
            what = f'This result does not hold the level "{name}".'
            raise InputError("--levels", what, f"It holds: {', '.join(kept)}.")
    if form == "xlsx":
        chosen = levels or [name for name in OF_A_WORKBOOK if name in kept]
        return {"result.xlsx": _workbook(results, chosen, language)}
    frames = {name: results.frame(name) for name in levels or kept}
    if form == "csv":
        found = {f"{name}.csv": files.csv(frame) for name, frame in frames.items()}
    else:
        found = {f"{name}.parquet": files.parquet(frame) for name, frame in frames.items()}
    found["provenance.json"] = (results.folder / "provenance.json").read_bytes()
    return found


def _workbook(results: Any, levels: Sequence[str], language: str) -> bytes:
    sheets, shown = [], {}
    for name in levels:
        frame = results.frame(name)
        sheets.append(book.level_sheet(name, frame, language))
        shown |= dict.fromkeys(frame)
    notes = captions.notes(results, language)
    sheets.append(book.notes_sheet(notes, list(shown), language))
    sheets.append(book.provenance_sheet(results.provenance, language))
    return book.workbook(sheets, results.provenance.date)
