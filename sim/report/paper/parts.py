"""What a report is put together from: texts, lists, tables and pictures, whatever writes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from sim.report.table import Table


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

    @property
    def columns(self) -> tuple[str, ...]:
        """Heads of the columns: of what a row is, then of its cells."""
        return self.table.columns[1:2] + self.table.columns[3:]

    def groups(self) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
        """Yield groups of rows: what a row is, with its unit, then its cells."""
        for group, rows in groupby(self.table.rows, key=lambda row: row[0]):
            yield group, [(_with_unit(row[1], row[2]), *row[3:]) for row in rows]


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
    return f"{words} ({unit})" if unit else words
