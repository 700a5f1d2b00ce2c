"""Writing to the store: each worker its own files, whole or not at all, then the journal."""

from __future__ import annotations

import os
import platform
import resource
import sys
import time
import uuid
from contextlib import suppress
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.runs import files, journal
from sim.runs.journal import Entry
from sim.runs.levels import LEVELS, Columns, checksum, rows
from sim.runs.specs import Failure, RunSpec

RUNS_A_PART = 50
SECONDS_A_PART = 30.0


class Writer:
    """One writer of a store; nobody else writes its files, so it needs no lock.

    Runs are collected and written as a part: every file under another name first, on the disk,
    renamed, and only then journalled. A run counts as done from its line in the journal on.
    """

    def __init__(self, store: Path, name: str = "") -> None:
        self.name = name or uuid.uuid4().hex[:12]
        self._parts, self._journal = store / "parts", store / "journal"
        with files.writing(store):
            self._parts.mkdir(parents=True, exist_ok=True)
            self._journal.mkdir(parents=True, exist_ok=True)
        self._store = store
        self._number = 0
        self._waiting: list[tuple[RunSpec, dict[str, Columns], float]] = []
        self._since = time.monotonic()

    def done(self, spec: RunSpec, tables: dict[str, Columns], seconds: float) -> None:
        """Take a run that ended. Raises InputError if the disk does not take its numbers."""
        if self._waiting and _names(self._waiting[-1][1]) != _names(tables):
            self.flush()
        self._waiting.append((spec, tables, seconds))
        late = time.monotonic() - self._since > SECONDS_A_PART
        if late or len(self._waiting) >= RUNS_A_PART:
            self.flush()

    def failed(self, spec: RunSpec, failure: Failure, seconds: float) -> None:
        """Take a run that did not end; it is a line like any other."""
        entry = Entry(
            spec.key, "failed", spec.label, spec.world.dynamics, seconds=round(seconds, 3),
            host=platform.node(), memory=_memory(), error=failure,
        )  # fmt: skip
        self._append([entry])

    def flush(self) -> None:
        """Write the runs that wait as one part, then their lines."""
        self._since = time.monotonic()
        if not self._waiting:
            return
        part = f"{self.name}-{self._number}"
        with files.writing(self._store):
            self._write_part(part)
        entries = [
            Entry(
                spec.key, "done", spec.label, spec.world.dynamics, part, rows(tables),
                checksum(tables), host=platform.node(), seconds=round(seconds, 3),
                memory=_memory(),
            )
            for spec, tables, seconds in self._waiting
        ]  # fmt: skip
        self._append(entries)
        self._number += 1
        self._waiting = []

    def _write_part(self, part: str) -> None:
        written: list[Path] = []
        try:
            for name in LEVELS:
                path = self._parts / f"{part}.{name}.parquet.tmp"
                written.append(path)
                _write_table(path, self._table(name))
            for path in written:
                os.replace(path, path.with_suffix(""))
        except OSError:
            for path in written:
                for leftover in (path, path.with_suffix("")):
                    with suppress(OSError):
                        leftover.unlink()
            raise
        files.sync_folder(self._parts)

    def _table(self, name: str) -> pa.Table:
        found = [(spec.key, tables[name]) for spec, tables, _ in self._waiting]
        sizes = [next(iter(columns.values())).size for _, columns in found]
        keys = pa.array(np.repeat([key for key, _ in found], sizes).tolist(), pa.string())
        columns = {
            column: np.concatenate([columns[column] for _, columns in found])
            for column in found[0][1]
        }
        return pa.table({"key": keys, **columns})

    def _append(self, entries: list[Entry]) -> None:
        with files.writing(self._store):
            journal.append(self._journal / f"{self.name}.jsonl", entries)


def _write_table(path: Path, table: pa.Table) -> None:
    split = [each.name for each in table.schema if pa.types.is_floating(each.type)]
    with path.open("wb") as stream:
        pq.write_table(
            table, stream, compression="zstd", use_dictionary=["key"],
            use_byte_stream_split=split or False,
        )  # fmt: skip
        stream.flush()
        os.fsync(stream.fileno())


def _names(tables: dict[str, Columns]) -> dict[str, list[str]]:
    return {name: list(columns) for name, columns in tables.items()}


def _memory() -> int:
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
