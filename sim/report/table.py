"""A table ready to print: in the terminal, as Markdown, CSV and LaTeX."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_WIDE = 100  # columns of a terminal from which a table is shown whole, if it has room
_WORDS = 26  # columns for the words of a row
TEXTS = 3  # columns at the left that hold words


@dataclass(frozen=True)
class Table:
    """A table ready to print: a group of rows, what a row is, its unit, then numbers.

    rows   texts, a row each      notes  what must be read with it
    spare  places of columns that follow from others: a narrow terminal leaves them out
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    spare: tuple[int, ...] = ()

    def markdown(self) -> str:
        """Return the table as Markdown, numbers to the right."""
        lines = [
            f"**{self.title}**",
            "",
            _bar(self.columns),
            _bar(["---" if _left(place) else "---:" for place in range(len(self.columns))]),
            *map(_bar, self.rows),
            "",
            *(f"{note}  " for note in self.notes),
        ]
        return "\n".join(lines).rstrip() + "\n"

    def csv(self) -> str:
        """Return the table as CSV, without title and notes."""
        held = io.StringIO()
        writer = csv.writer(held, lineterminator="\n")
        writer.writerows([self.columns, *self.rows])
        return held.getvalue()

    def latex(self) -> str:
        """Return the table for the LaTeX packages booktabs and, for long ones, longtable."""
        form = "".join("l" if _left(place) else "r" for place in range(len(self.columns)))
        lines = [
            f"\\begin{{longtable}}{{{form}}}",
            f"\\caption{{{_escaped(self.title)}}}\\\\",
            "\\toprule",
            _latex_row(self.columns),
            "\\midrule",
            "\\endhead",
            *map(_latex_row, self.rows),
            "\\bottomrule",
            "\\end{longtable}",
            *(f"\\par\\footnotesize {_escaped(note)}" for note in self.notes),
        ]
        return "\n".join(lines) + "\n"

    def rich(self, width: int = 100) -> Any:
        """Return the table for a terminal of some width, group by group."""
        from rich.box import SIMPLE_HEAD
        from rich.table import Table as Rich
        from rich.text import Text

        kept = self._kept(width)
        shared = self._shared_units()
        shown = Rich(title=self.title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
        shown.caption, shown.caption_justify = "\n".join(self.notes), "left"
        shown.add_column(self.columns[1], min_width=min(_WORDS, max(width // 4, 8)))
        for place in kept:
            shown.add_column(self.columns[place], justify="right", no_wrap=True)
        group = ""
        for row in self.rows:
            if row[0] != group:
                shown.add_section()
                group = row[0]
                shown.add_row(Text(f"{group}{_in_brackets(shared.get(group))}", style="bold"))
            unit = "" if group in shared else _in_brackets(row[2])
            texts = (f"{row[1]}{unit}", *(row[place] for place in kept))
            shown.add_row(*map(Text, texts))  # an interval is no markup
        return shown

    def _kept(self, width: int) -> list[int]:
        """Return the columns of numbers for which a terminal has room beside the words."""
        from rich.cells import cell_len

        kept = list(range(TEXTS, len(self.columns)))
        needs = {n: max(cell_len(row[n]) for row in (self.columns, *self.rows)) + 2 for n in kept}
        for place in sorted(self.spare, reverse=True):
            if width >= _WIDE and _WORDS + sum(needs[n] for n in kept) <= width:
                break
            kept.remove(place)
        return kept

    def _shared_units(self) -> dict[str, str]:
        """Return the groups of which all rows have one unit, with it."""
        found: dict[str, set[str]] = {}
        for row in self.rows:
            found.setdefault(row[0], set()).add(row[2])
        alone = {group: units.pop() for group, units in found.items() if len(units) == 1}
        return alone if any(alone.values()) else {}


def _in_brackets(unit: str | None) -> str:
    return f" ({unit})" if unit else ""


def _left(place: int) -> bool:
    return place < TEXTS


def _bar(texts: Sequence[str]) -> str:
    return "| " + " | ".join(_plain(text) for text in texts) + " |"


def _plain(text: str) -> str:
    return text.replace("|", "\\|").replace("*", "\\*")


def _latex_row(texts: Sequence[str]) -> str:
    return " & ".join(map(_escaped, texts)) + " \\\\"


def _escaped(text: str) -> str:
    special = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    for sign in "&%$#_{}":
        special[sign] = "\\" + sign
    return (
        "".join(special.get(sign, sign) for sign in text)
        .replace("\u2212", "$-$")
        .replace("\u00d7", r"$\times$")
    )
