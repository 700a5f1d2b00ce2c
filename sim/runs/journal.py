"""The journal: a line a run, written after its numbers are safe. What is not here was not done."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from sim.core.errors import InputError
from sim.runs.specs import Failure


@dataclass(frozen=True)
class Entry:
    """One line of a journal.

    key       name of the run
    status    ``done`` or ``failed``
    label     scenario and replicate, for people
    dynamics  digest of the model that made it
    part      stem of the files that hold its numbers; empty for a failed run
    rows      number of rows by level
    checksum  of its numbers
    attempt   1 for the first try
    seconds, memory  what it took; memory in bytes, the largest the process ever had
    error     why it failed, or None
    """

    key: str
    status: str
    label: str
    dynamics: str
    part: str = ""
    rows: dict[str, int] = field(default_factory=dict)
    checksum: str = ""
    attempt: int = 1
    host: str = ""
    seconds: float = 0.0
    memory: int = 0
    error: Failure | None = None

    def line(self) -> str:
        """Return the entry as one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":")) + "\n"

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Entry:
        """Return the entry of a line; keys that a later version added are left aside."""
        known = {each.name for each in fields(cls)}
        values = {name: value for name, value in plain.items() if name in known}
        if values.get("error"):
            values["error"] = Failure(**values["error"])
        return cls(**values)


def append(path: Path, entries: Sequence[Entry]) -> None:
    """Add lines to a journal and make sure that they are on the disk."""
    with path.open("a", encoding="utf-8") as stream:
        stream.writelines(entry.line() for entry in entries)
        stream.flush()
        os.fsync(stream.fileno())


def read(folder: Path) -> Iterator[Entry]:
    """Yield the entries of all journals of a folder, writer by writer, in the order of writing.

    A last line without its end was cut off by a crash and does not count.
    Raises InputError for any other line that cannot be read.
    """
    for path in sorted(folder.glob("*.jsonl")):
        lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
        for number, line in enumerate(lines[:-1], start=1):
            try:
                yield Entry.of(json.loads(line))
            except (ValueError, TypeError):
                where = f"{path.name}:{number}"
                advice = "The file was damaged; without it, its runs are run again."
                raise InputError(where, "This line of the journal is damaged.", advice) from None
