"""The page of validation: a table a section, printed, written between its marks, kept as CSV."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from sim import __version__


@dataclass(frozen=True)
class Section:
    """A table of the page.

    name   of the section's marks and of its CSV file
    heads  one a column      rows  words and figures      notes  sentences below the table
    """

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple, ...]
    notes: tuple[str, ...]

    def text(self) -> str:
        """Return the section in Markdown."""
        lines = [" | ".join(self.heads), " | ".join("---" for _ in self.heads)]
        lines += [" | ".join(map(shown, row)) for row in self.rows]
        table = "\n".join(f"| {line} |" for line in lines)
        notes = "\n".join(f"* {note}" for note in (*self.notes, f"parksim {__version__}."))
        return f"{table}\n\n{notes}"


def figure(value: float, sign: bool = False) -> str:
    """Return a figure with three significant digits, whole from a thousand on."""
    mark = "+" if sign else ""
    if value != value:
        return "–"
    return format(value, f"{mark},.0f") if abs(value) >= 1000 else format(value, f"{mark}.3g")


def shown(value: object) -> str:
    """Return a cell of the table as text."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return figure(value)


def replaced(page: str, name: str, text: str) -> str:
    """Return a page with what stands between ``<!-- name -->`` and ``<!-- end name -->`` replaced.

    Raises ValueError if the page has no such section.
    """
    start, end = f"<!-- {name} -->", f"<!-- end {name} -->"
    if start not in page or end not in page:
        raise ValueError(f'the page has no section "{name}"')
    before, _, rest = page.partition(start)
    _, _, after = rest.partition(end)
    return f"{before}{start}\n{text}\n{end}{after}"


def write(page: Path, section: Section) -> None:
    """Print a section, put it into the page and write its CSV file into a folder beside the page.

    page  its file; the CSV file goes into the folder of the page's name, ``validation/facts.csv``
    Raises ValueError if the page has no such section.
    """
    print(f"{section.text()}\n")
    whole = page.read_text(encoding="utf-8")
    page.write_text(replaced(whole, section.name, section.text()), encoding="utf-8")
    folder = page.with_suffix("")
    folder.mkdir(exist_ok=True)
    with (folder / f"{section.name}.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*section.heads, "version"])
        writer.writerows([*row, __version__] for row in section.rows)
