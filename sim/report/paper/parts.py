"""What a report is put together from: texts, lists, tables and pictures, whatever writes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from sim.report.table import TEXTS, Table

_FIRST_CHINESE = "\u4e00"


@dataclass(frozen=True)
class Text:
    """A paragraph. A warning is set apart from the rest."""

    words: str
    warning: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list of sentences under a line that leads to it; the line may be empty."""

    lead: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """Terms, each with what is to be said of it."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Heading:
    """A heading within a section."""

    words: str


@dataclass(frozen=True)
class Grid:
    """A table. Its cells hold numbers, which stand at the right, or words."""

    table: Table
    words: bool = False

    def columns(self, narrow: bool = False) -> tuple[str, ...]:
        """Return the heads of the columns: of what a row is, then of its cells.

        narrow  without the cells that follow from others
        """
        return (self.table.columns[1], *self._cells(self.table.columns, narrow))

    def groups(self, narrow: bool = False) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
        """Yield groups of rows: what a row is, with its unit, then its cells."""
        for group, rows in groupby(self.table.rows, key=lambda row: row[0]):
            yield group, [(_with_unit(r[1], r[2]), *self._cells(r, narrow)) for r in rows]

    def _cells(self, row: tuple[str, ...], narrow: bool) -> tuple[str, ...]:
        spare = self.table.spare if narrow else ()
        return tuple(
            text for place, text in enumerate(row) if place >= TEXTS and place not in spare
        )


@dataclass(frozen=True)
class Picture:
    """A figure as PNG.

    name   of the figure      label  what it is      caption  what must be read with it
    """

    name: str
    label: str
    caption: str
    image: bytes


@dataclass(frozen=True)
class Command:
    """Lines to be typed."""

    lines: tuple[str, ...]


Part = Text | Bullets | Facts | Heading | Grid | Picture | Command


@dataclass(frozen=True)
class Section:
    """A section of a report; one without parts is left out."""

    key: str
    heading: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Paper:
    """A report.

    standing  what is said of the model before anything else
    facts     of the result, in a few words each
    date      of the result, which files are dated by
    """

    language: str
    title: str
    subtitle: str
    standing: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    date: str


def _with_unit(words: str, unit: str) -> str:
    if not unit:
        return words
    chinese = any(sign >= _FIRST_CHINESE for sign in words)
    return f"{words}（{unit}）" if chinese else f"{words} ({unit})"
