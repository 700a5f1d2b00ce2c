"""A comparison as files: CSV, spreadsheet, LaTeX, Markdown, Word, from one question to a result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from sim.analysis.comparison import PRECISION, compare
from sim.analysis.cost import cost_of_effects
from sim.analysis.interval import LEVEL
from sim.analysis.regret import regret
from sim.analysis.targets import targets
from sim.analysis.view import LEVELS
from sim.core.errors import InputError
from sim.report import workbook as book
from sim.report.comparison_tables import Compared, compared, effect_tables, evidence_tables
from sim.report.cost_tables import cost_tables
from sim.report.regret_tables import regret_tables
from sim.report.table import Table
from sim.report.target_tables import target_tables

FORMATS = {"csv": "csv", "xlsx": "xlsx", "tex": "tex", "latex": "tex", "md": "md",
           "markdown": "md", "docx": "docx"}  # fmt: skip
BINARY = ("xlsx", "docx")
_SHEETS = (*LEVELS, "year")


@dataclass(frozen=True)
class Question:
    """What is asked of a result.

    results    a result with its tables (`sim.report.result.Results`)
    reference  scenario to compare with; empty is the first
    regret     whether winners and regret are wanted, too; targets: whether their tables are
    at, by, perimeter, indicators, headline, coverage, precision  as
               `sim.analysis.comparison.compare` takes them; no date takes every year, the last
               quarter of places, or the quarters of the result's table
    """

    results: Any
    at: tuple[str, ...] = ()
    reference: str = ""
    by: str = "zone"
    perimeter: str = "fixed"
    indicators: tuple[str, ...] = ()
    headline: tuple[str, ...] = ()
    coverage: float = LEVEL
    precision: float = PRECISION
    regret: bool = False
    targets: bool = True
    language: str = "en"

    def dates(self, by: str = "zone") -> tuple[str, ...]:
        """Return the dates of a comparison by zone, place or year."""
        if self.at or "year" in by:
            return self.at
        return tuple(self.results.table_quarters) if by == "zone" else ()

    @cached_property
    def written(self) -> Any:
        """The result with its scenarios as they are written; regret takes all rows of a design."""
        return self.results.as_written()

    @cached_property
    def tables(self) -> dict[str, list[Table]]:
        """The tables: effects, evidence, cost, regret, targets."""
        found = self._compared(self.by)
        named = self.indicators or self.headline
        regret: list[Table] = []
        if self.regret:
            regret = regret_tables(self.results, self.dates(), self.language, named, self.coverage)
        aimed: list[Table] = []
        if self.targets:
            aimed = target_tables(self.written, self.language, reference=self.reference)
        return {
            "effects": effect_tables(found),
            "evidence": evidence_tables(found),
            "cost": cost_tables(self.written, self.dates(), self.language, self.reference),
            "regret": regret,
            "targets": aimed,
        }

    @cached_property
    def frames(self) -> dict[str, pd.DataFrame]:
        """The numbers, unrounded: comparison with all indicators, targets, cost, regret."""
        options = {"reference": self.reference, "coverage": self.coverage}
        found = {
            "comparison": compare(
                self.written, self.dates(self.by), indicators=self.indicators, by=self.by,
                perimeter=self.perimeter, headline=self.headline, precision=self.precision,
                **options,
            ),
            "targets": targets(self.written, **options),
            "cost": cost_of_effects(self.written, self.dates(), **options),
        }  # fmt: skip
        if self.regret:
            named = self.indicators or self.headline
            found["regret"] = regret(
                self.results, self.dates(), indicators=named, coverage=self.coverage
            )
        return {name: frame for name, frame in found.items() if not frame.empty}

    def text(self, form: str) -> str:
        """Return the comparison as text: csv (its numbers), md or tex (all tables)."""
        if form == "csv":
            return _csv(self.frames["comparison"])
        every = [table for group in self.tables.values() for table in group]
        return "\n".join(table.latex() if form == "tex" else table.markdown() for table in every)

    def files(self, forms: Sequence[str]) -> dict[str, bytes]:
        """Return the contents of the files of some forms by their names."""
        contents: dict[str, bytes] = {}
        for form in forms:
            if form == "csv":
                contents |= {f"{n}.csv": _csv(frame).encode() for n, frame in self.frames.items()}
            elif form == "xlsx":
                contents["comparison.xlsx"] = self._workbook()
            elif form == "docx":
                from sim.report.document import document

                every = [table for group in self.tables.values() for table in group]
                contents["comparison.docx"] = document(every, self.results.provenance.date)
            else:
                contents[f"comparison.{form}"] = self.text(form).encode()
        return contents

    def _compared(self, by: str) -> Compared:
        return compared(
            self.written,
            self.dates(by),
            self.language,
            self.indicators if by == self.by else (),
            by=by,
            perimeter=self.perimeter,
            headline_of=self.headline,
            reference=self.reference,
            coverage=self.coverage,
            precision=self.precision,
        )

    def _workbook(self) -> bytes:
        """Return a sheet a level, then targets and costs, notes and provenance."""
        sheets, shown = [], {}
        for by in _SHEETS if self.by == "zone" else (self.by,):
            if self.perimeter == "legal" and by in ("park", "industry"):
                continue  # the legal perimeter is a sum over parks
            if LEVELS.get(by, "quarters") not in self.results.levels:
                continue  # this level was not kept
            made = self._compared(by)
            sheets.append(book.comparison_sheet(by, made.found, made))
            shown |= dict.fromkeys(made.found["indicator"])
        for name, frame in self.frames.items():
            if name != "comparison":
                sheets.append(book.plain_sheet(name, frame))
        tables = [table for group in self.tables.values() for table in group]
        notes = dict.fromkeys(note for table in tables for note in (table.title, *table.notes))
        sheets.append(book.notes_sheet(list(notes), list(shown), self.language))
        sheets.append(book.provenance_sheet(self.results.provenance, self.language))
        return book.workbook(sheets, self.results.provenance.date)


def forms_of(words: Sequence[str], *, folder: bool) -> list[str]:
    """Return the forms to write: those named, else every one if there is a folder for them.

    Raises InputError for a form that there is not, or one that needs a folder.
    """
    unknown = [word for word in words if word not in FORMATS]
    if unknown:
        what = f'Tables cannot be written as "{unknown[0]}".'
        raise InputError("--format", what, f"Choose from: {', '.join(FORMATS)}.")
    found = list(dict.fromkeys(FORMATS[word] for word in words))
    binary = [form for form in found if form in BINARY]
    if binary and not folder:
        what = f"A {binary[0]} file cannot be shown on the screen."
        raise InputError("--format", what, "Name a folder for it with --out.")
    return found or (list(dict.fromkeys(FORMATS.values())) if folder else [])


def _csv(frame: pd.DataFrame) -> str:
    return frame.to_csv(index=False, lineterminator="\n")
