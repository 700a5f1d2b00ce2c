"""Sheets: the table of one benchmark, printed, kept as CSV and put into the documentation."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.machine import machine
from sim import __version__

RESULTS = Path(__file__).parent / "results"
PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"


def shown(value: object) -> str:
    """Return a figure as text: three significant digits, thousands separated, none as a dash."""
    if value is None:
        return "–"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if isinstance(value, int) or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"


@dataclass
class Sheet:
    """What a benchmark found.

    name     name of the benchmark, of its CSV file and of its section of the page
    columns  heads with their units
    rows     figures and words; None where a figure does not exist
    notes    how it was measured, one sentence an entry
    """

    name: str
    columns: tuple[str, ...]
    rows: list[tuple] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, *row: object) -> None:
        """Add a row; raises ValueError if it does not fit the columns."""
        if len(row) != len(self.columns):
            raise ValueError(f"{self.name}: {len(row)} figures for {len(self.columns)} columns")
        self.rows.append(row)

    def text(self) -> str:
        """Return the sheet in Markdown, columns aligned."""
        cells = [self.columns, *(tuple(map(shown, row)) for row in self.rows)]
        widths = [max(len(row[place]) for row in cells) for place in range(len(self.columns))]
        lines = ["| " + " | ".join(map(str.ljust, row, widths)) + " |" for row in cells]
        lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
        table = "\n".join(lines)
        day = datetime.now(UTC).date().isoformat()
        notes = [*self.notes, f"Measured {day} with parksim {__version__}: {machine()}."]
        return f"{table}\n\n" + "\n".join(f"* {note}" for note in notes)

    def save(self) -> None:
        """Write the CSV file and the section of the page."""
        RESULTS.mkdir(exist_ok=True)
        day = datetime.now(UTC).date().isoformat()
        with (RESULTS / f"{self.name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow([*self.columns, "version", "date", "machine"])
            for row in self.rows:
                writer.writerow([*row, __version__, day, machine()])
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(replaced(page, self.name, self.text()), encoding="utf-8")


def replaced(page: str, name: str, text: str) -> str:
    """Return a page with the section between ``<!-- name -->`` and ``<!-- end name -->`` replaced.

    Raises ValueError if the page has no such section.
    """
    start, end = f"<!-- {name} -->", f"<!-- end {name} -->"
    if start not in page or end not in page:
        raise ValueError(f'{PAGE.name} has no section "{name}"')
    before, _, rest = page.partition(start)
    _, _, after = rest.partition(end)
    return f"{before}{start}\n{text}\n{end}{after}"
