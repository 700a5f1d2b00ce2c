"""Writing to the store: each worker its own files, whole or not at all, then the journal."""

from __future__ import annotations

import os
import platform
import time
import uuid
from collections.abc import Iterable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.runs import files, memory
from sim.runs.specs import Failure, RunSpec
from sim.runs.storage.journal import SUFFIX, Entry, Held, Journal, Part
from sim.runs.storage.levels import Columns, checks, kept, rows, wanted

RUNS_A_PART = 50
BYTES_A_PART = 200_000_000  # of numbers in memory, however few the runs
SECONDS_A_PART = 30.0


class Writer:
    """One writer of a store; nobody else writes its files, so it needs no lock.

    Runs are collected and written as a part: every file under another name first, on the disk,
    renamed, and only then journalled. A run counts as done from its line in the journal on.
    """

    def __init__(self, store: Path, name: str = "") -> None:
        self.name = name or uuid.uuid4().hex[:12]
        self._parts, self._journals = store / "parts", store / "journal"
        with files.writing(store):
            self._parts.mkdir(parents=True, exist_ok=True)
            self._journals.mkdir(parents=True, exist_ok=True)
        self._store = store
        self._journal: Journal | None = None
        self._number = _unused(self._parts, self.name) if name else 0
        self._waiting: list[tuple[RunSpec, dict[str, Columns], float, int]] = []
        self._bytes = 0
        self._since = time.monotonic()

    @property
    def waiting(self) -> int:
        """Runs that were taken and are not on the disk yet."""
        return len(self._waiting)

    def done(
        self, spec: RunSpec, tables: dict[str, Columns], seconds: float, attempt: int = 1
    ) -> None:
        """Take what is kept of a run that ended.

        tables  columns of its levels (`sim.runs.storage.levels.tables`)
        Raises InputError if the disk does not take its numbers.
        """
        tables = kept(tables, spec.world.keep)
        if self._waiting and _form(*self._waiting[-1][:2]) != _form(spec, tables):
            self.flush()
        self._waiting.append((spec, tables, seconds, attempt))
        self._bytes += sum(each.nbytes for columns in tables.values() for each in columns.values())
        late = time.monotonic() - self._since > SECONDS_A_PART
        if late or len(self._waiting) >= RUNS_A_PART or self._bytes >= BYTES_A_PART:
            self.flush()

    def failed(self, spec: RunSpec, failure: Failure, seconds: float, attempt: int = 1) -> None:
        """Take a run that did not end; it is a line like any other."""
        entry = Entry(
            spec.key, "failed", spec.label, spec.world.dynamics, attempt=attempt,
            seconds=round(seconds, 3), host=platform.node(), memory=memory.peak(), error=failure,
            resolution=spec.world.resolution,
        )  # fmt: skip
        with files.writing(self._store):
            self._open().append([entry])

    def flush(self) -> None:
        """Write the runs that wait as one part, then their lines."""
        self._since = time.monotonic()
        if not self._waiting:
            return
        name = f"{self.name}-{self._number}"
        with files.writing(self._store):
            journal = self._open()
            part = self._write_part(name)
            journal.append([part, *self._entries(name)])
        self._number += 1
        self._waiting, self._bytes = [], 0

    def close(self) -> None:
        """Write what waits and show that this writer is done."""
        self.flush()
        if self._journal is not None:
            self._journal.close()
            self._journal = None

    def _open(self) -> Journal:
        if self._journal is None:
            self._journal = Journal(self._journals / f"{self.name}{SUFFIX}")
            files.sync_folder(self._journals)
        return self._journal

    def _entries(self, part: str) -> list[Entry]:
        return [
            Entry(
                spec.key, "done", spec.label, spec.world.dynamics, part, rows(tables),
                checks(tables), attempt, platform.node(), round(seconds, 3), memory.peak(),
                resolution=spec.world.resolution,
            )
            for spec, tables, seconds, attempt in self._waiting
        ]  # fmt: skip

    def _write_part(self, part: str) -> Part:
        spec, tables, _, _ = self._waiting[0]
        asked = wanted(spec.world.keep)
        made = {
            level: Contents([self._table(level)], tuple(columns), asked[level] is None)
            for level, columns in tables.items()
        }
        return write_part(self._parts, part, made)

    def _table(self, level: str) -> pa.Table:
        found = [(spec.key, tables[level]) for spec, tables, _, _ in self._waiting]
        sizes = [next(iter(columns.values())).size for _, columns in found]
        places = np.repeat(np.arange(len(found), dtype=np.int32), sizes)
        keys = pa.DictionaryArray.from_arrays(places, [key for key, _ in found])
        columns = {
            column: np.concatenate([columns[column] for _, columns in found])
            for column in found[0][1]
        }
        return pa.table({"key": keys.cast(pa.string()), **columns})


class Contents(NamedTuple):
    """What goes into the file of a level.

    tables  with a column ``key``, written one after the other    columns  without the key
    every   whether no indicator is left out
    """

    tables: Iterable[pa.Table]
    columns: tuple[str, ...]
    every: bool


def write_part(folder: Path, name: str, contents: dict[str, Contents]) -> Part:
    """Write the files of a part, all of them or none, and return its line.

    contents  by level
    Raises what writing raises, and then leaves none of the files behind.
    """
    written: list[Path] = []
    levels = {}
    try:
        for level, (tables, columns, every) in contents.items():
            path = folder / f"{name}.{level}.parquet.tmp"
            written.append(path)
            levels[level] = Held(*_write_tables(path, tables), columns, every)
        for path in written:
            os.replace(path, path.with_suffix(""))
    except BaseException:
        for path in written:
            for leftover in (path, path.with_suffix("")):
                with suppress(OSError):
                    leftover.unlink()
        raise
    files.sync_folder(folder)
    return Part(name, levels)


def _write_tables(path: Path, tables: Iterable[pa.Table]) -> tuple[int, int]:
    """Write a file, see that it is on the disk, and return its rows and bytes."""
    rows, writer = 0, None
    with path.open("wb") as stream:
        with ExitStack() as stack:
            for table in tables:
                if writer is None:
                    writer = stack.enter_context(_opened(stream, table.schema))
                writer.write_table(table)
                rows += table.num_rows
        stream.flush()
        os.fsync(stream.fileno())
        return rows, stream.tell()


def _opened(stream: BinaryIO, schema: pa.Schema) -> pq.ParquetWriter:
    split = [each.name for each in schema if pa.types.is_floating(each.type)]
    return pq.ParquetWriter(
        stream, schema, compression="zstd", use_dictionary=["key"],
        use_byte_stream_split=split or False,
    )  # fmt: skip


def _form(spec: RunSpec, tables: dict[str, Columns]) -> tuple:
    """Return what runs of one part share: what is kept of them."""
    asked = wanted(spec.world.keep)
    return tuple((name, asked[name] is None, *columns) for name, columns in tables.items())


def _unused(folder: Path, writer: str) -> int:
    """Return the first number that no part of a writer has."""
    taken = [each.name.split(".")[0] for each in folder.glob(f"{writer}-*.parquet")]
    numbers = [name.rpartition("-")[2] for name in taken]
    return max((int(each) + 1 for each in numbers if each.isdigit()), default=0)
