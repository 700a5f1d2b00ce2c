"""The journal: a line a run, written after its numbers are safe. What is not here was not done.

A line about a part comes first: its files with their size and columns. Lines about its runs follow.
Nothing is decided by time stamps; the order of lines within a file is the order of writing.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import sys
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from sim.core.errors import Problem
from sim.runs.specs import Failure

SUFFIX = ".jsonl"
_LISTINGS = 20  # how often a folder that changes under the reader is read again


@dataclass(frozen=True)
class Held:
    """A level in a part.

    rows, bytes  of its file      columns  places first      every  whether no indicator is left out
    """

    rows: int
    bytes: int
    columns: tuple[str, ...]
    every: bool


@dataclass(frozen=True)
class Part:
    """Files that were written together: their common stem, and what each level of them holds."""

    name: str
    levels: dict[str, Held]

    def line(self) -> str:
        """Return the part as one line of JSON."""
        return _json({"part": self.name, "levels": {k: asdict(v) for k, v in self.levels.items()}})

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Part:
        """Return the part of a line."""
        levels = {
            name: Held(each["rows"], each["bytes"], tuple(each["columns"]), each["every"])
            for name, each in plain["levels"].items()
        }
        return cls(plain["part"], levels)


class MovedError(OSError):
    """A line is no longer where it was read: its journal was merged into another."""


@dataclass(frozen=True, slots=True)
class Line:
    """Where a line of a journal is: file, first byte and number of bytes."""

    path: str
    at: int
    size: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a journal about a run.

    key       name of the run
    status    ``done`` or ``failed``
    label     scenario and replicate, for people
    dynamics  digest of the model that made it
    part      stem of the files that hold its numbers; empty for a failed run
    rows      number of rows by level
    checks    of its numbers by level: 6 signs a column, in the order of the part's columns; of an
              entry that was read they stay on the disk, see `proofs`
    attempt   1 for the first try
    seconds   of one core that it took; of wall clock if it was cut off
    memory    in bytes, the largest its process ever had
    error     why it failed, or None
    resolution  at which it was run
    """

    key: str
    status: str
    label: str
    dynamics: str
    part: str = ""
    rows: dict[str, int] = field(default_factory=dict)
    checks: dict[str, str] = field(default_factory=dict)
    attempt: int = 1
    host: str = ""
    seconds: float = 0.0
    memory: int = 0
    error: Failure | None = None
    resolution: str = ""
    read_at: Line | None = None

    @property
    def proofs(self) -> dict[str, str]:
        """The checks, from the disk if need be: they are nine tenths of a line.

        Raises MovedError if the line is gone.
        """
        return self.checks if self.read_at is None else _checks(self.read_at, self.key)

    def line(self) -> str:
        """Return the entry as one line of JSON."""
        plain = asdict(replace(self, checks=self.proofs))
        del plain["read_at"]
        return _json(plain)

    @classmethod
    def of(cls, plain: dict[str, Any], read_at: Line) -> Entry:
        """Return the entry of a line; keys that a later version added are left aside."""
        values = {name: value for name, value in plain.items() if name in _KNOWN}
        if values.get("error"):
            values["error"] = Failure(**values["error"])
        for name in _REPEATED & values.keys():
            values[name] = sys.intern(values[name])
        rows = values.get("rows", {})
        rows = _ROWS.setdefault(tuple(rows.items()), rows)
        return cls(**values | {"rows": rows, "checks": {}, "read_at": read_at})


_KNOWN = {each.name for each in fields(Entry)} - {"read_at"}
_REPEATED = {"status", "label", "dynamics", "part", "host", "resolution"}
_ROWS: dict[tuple, dict[str, int]] = {}  # numbers of rows by level are alike from run to run


@lru_cache(maxsize=64)
def _checks(line: Line, key: str) -> dict[str, str]:
    try:
        with open(line.path, "rb") as file:
            file.seek(line.at)
            plain = json.loads(file.read(line.size))
        if plain["key"] == key:
            return plain["checks"]
    except (OSError, ValueError, TypeError, KeyError):
        pass
    raise MovedError(errno.ESTALE, "The journal has changed since it was read", line.path)


class Journal:
    """The file of one writer. While it is open, others can see that its writer lives."""

    def __init__(self, path: Path) -> None:
        self._handle = _opened(path)
        self._close = weakref.finalize(self, os.close, self._handle)

    def append(self, lines: Iterable[Part | Entry]) -> None:
        """Add lines and make sure that they are on the disk.

        What a crash left of a line is cut off first, so that nothing is glued to it.
        """
        self._cut()
        content = "".join(each.line() for each in lines).encode("utf-8")
        while content:
            content = content[os.write(self._handle, content) :]
        os.fsync(self._handle)

    def close(self) -> None:
        """Close the file; its writer is done."""
        self._close()

    def _cut(self) -> None:
        size = os.fstat(self._handle).st_size
        if not size or os.pread(self._handle, 1, size - 1) == b"\n":
            return
        content = os.pread(self._handle, size, 0)
        os.ftruncate(self._handle, content.rfind(b"\n") + 1)


def _opened(path: Path) -> int:
    """Open a journal and mark it as in use; not one that housekeeping is just taking away."""
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o666)
        with suppress(OSError):  # a disk without locks: housekeeping must not disturb a batch
            fcntl.flock(handle, fcntl.LOCK_SH)
        if _is(handle, path):
            return handle
        os.close(handle)


def _is(handle: int, path: Path) -> bool:
    """Return whether an open file is still the one of a path."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


@dataclass
class Reading:
    """What the journals of a store say.

    entries  in the order of writing, writer by writer      parts  by name
    damaged  lines that cannot be read; a last line without its end is none, a crash cut it off
    """

    entries: list[Entry] = field(default_factory=list)
    parts: dict[str, Part] = field(default_factory=dict)
    damaged: list[Problem] = field(default_factory=list)


def read(folder: Path) -> Reading:
    """Read all journals of a folder, also while others write, merge and remove."""
    for _ in range(_LISTINGS):
        listed = listing(folder)
        with suppress(FileNotFoundError):
            found = read_files(listed)
            if set(listed) <= set(listing(folder)):
                return found
    raise OSError(f"{folder} does not come to rest")


def listing(folder: Path) -> list[Path]:
    """Return the journals of a folder in a fixed order."""
    return sorted(folder.glob(f"*{SUFFIX}"))


def read_files(paths: Sequence[Path]) -> Reading:
    """Read some journals. Raises FileNotFoundError if one of them is gone."""
    found = Reading()
    for path in paths:
        name, at = str(path), 0
        with path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line.endswith(b"\n"):
                    _take(found, line, Line(name, at, len(line)), f"{path.name}:{number}")
                at += len(line)
    return found


def _take(found: Reading, line: bytes, where: Line, place: str) -> None:
    """Add what a line says; ``place`` is its file and number."""
    try:
        plain = json.loads(line)
        if "key" in plain:
            found.entries.append(Entry.of(plain, where))
        else:
            part = Part.of(plain)
            found.parts[part.name] = part
    except (ValueError, TypeError, KeyError, AttributeError):
        what = "This line of the journal is damaged; its run counts as missing."
        advice = "The same command runs it again; parksim store compact drops the line."
        found.damaged.append(Problem(place, what, advice))


@contextmanager
def free(path: Path) -> Iterator[bool]:
    """Say whether the writer of a journal is done, as far as the disk can tell.

    While the block lasts, no second housekeeper gets the same answer.
    """
    try:
        handle = os.open(path, os.O_RDWR)
    except OSError:
        yield False
        return
    try:
        yield _taken(handle) and _is(handle, path)
    finally:
        os.close(handle)


def _taken(handle: int) -> bool:
    """Take the lock of a journal for housekeeping; return whether nobody else has it."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a disk without locks
        return True
    return True


def _json(plain: Any) -> str:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")) + "\n"
