"""A zone's folder: CSV files with checked columns, numbers and keys, and their digest."""

from __future__ import annotations

import csv
import difflib
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

from sim.core import quarters
from sim.core.errors import InputError, Problem

LARGEST_FILE = 8_000_000


@dataclass(frozen=True)
class Column:
    """What a column of a file holds.

    kind      text | number | whole | share | flag | quarter
    empty     whether a cell may be empty (a number is then NaN, a text "", a quarter -1)
    least     smallest number that makes sense
    key       file and column whose entries the cell must repeat, as ``parks.csv:slug``
    many      the cell lists several entries, with ``|`` between them
    """

    kind: str = "text"
    empty: bool = False
    least: float | None = None
    key: str = ""
    many: bool = False


@dataclass
class Rows:
    """The rows of one file as columns of Python values."""

    name: str
    columns: dict[str, list]
    lines: list[int]

    def __len__(self) -> int:
        return len(self.lines)

    def __getitem__(self, column: str) -> list:
        return self.columns[column]

    def place(self, row: int, column: str) -> str:
        """Return where a cell stands, as ``file:line  column``."""
        return f"{self.name}:{self.lines[row]}  {column}"


@dataclass
class Folder:
    """The files of a zone, each taken from the first of several folders that has it.

    places    folders, of which the first is looked up first
    """

    places: Sequence[Path]
    problems: list[Problem] = field(default_factory=list)
    rows: dict[str, Rows] = field(default_factory=dict)
    _contents: dict[str, bytes] = field(default_factory=dict)

    def path(self, file: str) -> Path | None:
        """Return the path of a file, or None if no folder has it."""
        return next((place / file for place in self.places if (place / file).is_file()), None)

    def content(self, file: str) -> bytes | None:
        """Return the bytes of a file; notes a problem and returns None if there are none."""
        path = self.path(file)
        if path is None:
            advice = "Write the files to start from with: parksim export zone"
            self.problems.append(
                Problem(str(self.places[0] / file), "This file is missing.", advice)
            )
            return None
        try:
            if path.stat().st_size > LARGEST_FILE:
                what = "This file is larger than 8 MB."
                self.problems.append(Problem(_spoken(path), what, "Take out what is not needed."))
                return None
            content = path.read_bytes()
        except OSError as error:
            reason = f"This file cannot be read: {error.strerror}."
            self.problems.append(Problem(_spoken(path), reason, "Give yourself the right to."))
            return None
        self._contents[file] = content
        return content

    def table(self, file: str, schema: Mapping[str, Column]) -> Rows:
        """Read a CSV file, noting everything in it that does not fit its columns.

        schema  name of each column that is read -> what it holds; others are left alone
        """
        rows = Rows(_spoken(self.path(file) or self.places[0] / file), {c: [] for c in schema}, [])
        self.rows[file] = rows
        content = self.content(file)
        if content is None:
            return rows
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            what = "This file is not written in UTF-8."
            self.problems.append(Problem(f"{rows.name}:{line}", what, "Save it as UTF-8."))
            return rows
        try:
            self._read(csv.reader(text.splitlines(), strict=True), rows, schema)
        except csv.Error as error:
            what = f"This is not a CSV file: {error}."
            self.problems.append(Problem(rows.name, what, "Save it as CSV, separated by commas."))
        return rows

    def _read(self, reader: Iterator[list[str]], rows: Rows, schema: Mapping[str, Column]) -> None:
        header = next(reader, [])
        missing = [name for name in schema if name not in header]
        for name in missing:
            near = difflib.get_close_matches(name, set(header) - set(schema), n=1, cutoff=0.6)
            advice = f"Columns are separated by commas; this file needs: {', '.join(schema)}."
            if near:
                advice = f'Did you mean "{name}" where the file has "{near[0]}"?'
            self.problems.append(Problem(f"{rows.name}:1", f'There is no column "{name}".', advice))
        if missing:
            return
        where = {name: header.index(name) for name in schema}
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            line = reader.line_num  # type: ignore[attr-defined]
            if len(cells) != len(header):
                what = f"This row has {len(cells)} cells, the header {len(header)}."
                do = "Put text with commas in quotes, and leave no cell out."
                self.problems.append(Problem(f"{rows.name}:{line}", what, do))
                continue
            rows.lines.append(line)
            for name, column in schema.items():
                rows.columns[name].append(
                    self._value(cells[where[name]].strip(), column, f"{rows.name}:{line}  {name}")
                )
        if not rows.lines:
            do = "Copy them from the zone's own: parksim export zone"
            self.problems.append(Problem(rows.name, "This file has no rows.", do))

    def _value(self, cell: str, column: Column, place: str):
        if not cell:
            if not column.empty:
                do = f"Write {_WANTED[column.kind]}."
                self.problems.append(Problem(place, "This cell is empty.", do))
            return _EMPTY.get(column.kind, math.nan)
        if column.kind == "text":
            return cell
        if column.kind == "quarter":
            try:
                return quarters.parse(cell)
            except InputError as error:
                what = error.problems[0].what
                self.problems.append(Problem(place, what, error.problems[0].do))
                return -1
        try:
            number = float(cell)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            do = f"Write {_WANTED[column.kind]}, without unit or separators, as 1234.5."
            self.problems.append(Problem(place, f'"{cell}" is not a number.', do))
            return 0.0
        wrong = _fault(number, column)
        if wrong:
            do = f"Write {_WANTED[column.kind]}"
            least = "" if column.least is None else f" from {column.least:g} on"
            self.problems.append(Problem(place, f"{cell} {wrong}.", f"{do}{least}."))
        return number

    def check_keys(self, file: str, schema: Mapping[str, Column]) -> None:
        """Note every cell whose entry is missing in the file that its column refers to."""
        for name, column in schema.items():
            if not column.key:
                continue
            other, _, key = column.key.partition(":")
            known = set(self.rows[other][key])
            for row, cell in enumerate(self.rows[file][name]):
                for entry in cell.split("|") if column.many else [cell]:
                    if not known or entry in known or (not entry and column.empty):
                        continue
                    near = difflib.get_close_matches(entry, sorted(known), n=1, cutoff=0.5)
                    advice = f"Add it to {other}, or take it out here."
                    if near:
                        advice = f'Did you mean "{near[0]}"?'
                    what = f'{other} has no {key} "{entry}".'
                    place = self.rows[file].place(row, name)
                    self.problems.append(Problem(place, what, advice))

    def check_single(self, file: str, *columns: str) -> None:
        """Note every row that repeats the entries of an earlier one in the columns."""
        rows = self.rows[file]
        seen: set[tuple] = set()
        for row, entry in enumerate(zip(*(rows[name] for name in columns), strict=True)):
            if entry in seen:
                what = f"{' and '.join(map(str, entry))}: there is an earlier row for this."
                self.problems.append(Problem(rows.place(row, columns[0]), what, "Delete one."))
            seen.add(entry)

    def finish(self) -> None:
        """Raise InputError with everything that was noted."""
        if self.problems:
            raise InputError(self.problems)

    @property
    def digest(self) -> str:
        """A hash of all files that were read."""
        whole = blake2b(digest_size=16)
        for file in sorted(self._contents):
            whole.update(blake2b(file.encode()).digest())
            whole.update(blake2b(self._contents[file]).digest())
        return whole.hexdigest()


_EMPTY = {"text": "", "quarter": -1}
_WANTED = {
    "text": "a text",
    "number": "a number",
    "whole": "a whole number",
    "share": "a share, 0 to 1",
    "flag": "0 or 1",
    "quarter": "a quarter, as 2024Q1",
}


def _fault(number: float, column: Column) -> str:
    if column.kind == "share" and not 0.0 <= number <= 1.0:
        return "is no share between 0 and 1"
    if column.kind == "flag" and number not in (0.0, 1.0):
        return "is neither 0 nor 1"
    if column.kind == "whole" and number != int(number):
        return "is not a whole number"
    if column.least is not None and number < column.least:
        return f"is below {column.least:g}"
    return ""


def _spoken(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
