"""Housekeeping of a store: check it, merge its parts, drop runs. Writers at work are left alone.

Parts are merged whole or not at all: new files and a new journal first, then the old ones go. A
process that is killed in between leaves runs that are stored twice, or files that nobody mentions;
both do no harm, and the next time they are cleared away.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sim.core.errors import InputError, Problem
from sim.runs import files
from sim.runs.storage import journal
from sim.runs.storage.journal import SUFFIX, Entry, Journal, Part
from sim.runs.storage.levels import check, check_of
from sim.runs.storage.store import Store
from sim.runs.storage.writer import Contents, write_part

RUNS_A_MERGED_PART = 1_000
_OF_RUN = "Drop it and run it again: parksim store remove --keys {key}"
_OF_PART = "Drop its runs and run them again: parksim store remove damaged"


@dataclass
class Verified:
    """What was checked.

    parts, runs, columns  that were read and compared with their checks; a column counts once a run
    twice     runs that more than one writer stored, with equal numbers where both hold them
    leftover  files that no journal mentions        problems  all that is wrong
    """

    parts: int = 0
    runs: int = 0
    columns: int = 0
    twice: int = 0
    leftover: list[Path] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Rewritten:
    """What became of a store.

    runs, dropped  kept and dropped      before, after  number of parts
    busy           writers at work, whose runs were left as they are
    """

    runs: int
    dropped: int
    before: int
    after: int
    busy: int


def verify(store: Store) -> Verified:
    """Read every number of a store and compare it with what its writer wrote down."""
    found = Verified(problems=store.faults)
    held: dict[str, list[Entry]] = {}
    keys: dict[str, list[Entry]] = {}
    for entry in store.reading.entries:
        if entry.status == "done" and store.is_whole(entry.part):
            held.setdefault(entry.part, []).append(entry)
            keys.setdefault(entry.key, []).append(entry)
    for part, entries in held.items():
        found.parts += 1
        found.runs += len(entries)
        for level in store.reading.parts[part].levels:
            found.columns += _verify_file(store, part, level, entries, found.problems)
    for entries in keys.values():
        found.twice += len(entries) > 1
        for other in entries[1:]:
            try:
                store.compare(entries[0], other)
            except InputError as error:
                found.problems += error.problems
    found.leftover = leftovers(store)
    return found


def damaged(store: Store) -> set[str]:
    """Return the parts that are there in full and of which a file cannot be read."""
    found = set()
    for part, written in store.reading.parts.items():
        try:
            for level in written.levels if store.is_whole(part) else ():
                _contents(store, part, level)
        except InputError:
            found.add(part)
    return found


def leftovers(store: Store) -> list[Path]:
    """Return files of parts that no line mentions and no writer at work is about to mention."""
    ownerless = []
    for path in sorted((store.folder / "parts").glob("*")):
        writer = path.name.split(".")[0].rpartition("-")[0]
        mark = store.folder / "journal" / f"{writer}{SUFFIX}"
        with journal.free(mark) as free:
            if free or not mark.exists():
                ownerless.append(path)
    # Who was done above has written all its lines by now, so only now they are read.
    known = journal.read(store.folder / "journal").parts
    return [p for p in ownerless if p.suffix == ".tmp" or p.name.split(".")[0] not in known]


def busy(store: Store) -> int:
    """Return how many writers are at work, as far as the disk can tell."""
    count = 0
    for path in journal.listing(store.folder / "journal"):
        with journal.free(path) as free:
            count += not free and path.exists()
    return count


def rewrite(store: Store, drop: Callable[[Entry], bool] = lambda entry: False) -> Rewritten:
    """Merge the parts of all writers that are done into few, without the runs to drop.

    drop  tells by its line which run, done or failed, is to go
    Raises InputError, and leaves the store as it was, if a file cannot be read or written, or if
    two lines of a run that stays have different numbers.
    """
    store.refresh()
    with ExitStack() as stack, files.writing(store.folder):
        paths = journal.listing(store.folder / "journal")
        mine = [path for path in paths if stack.enter_context(journal.free(path))]
        old = Store(store.folder)
        old.__dict__["reading"] = journal.read_files(mine)
        kept = _distinct(old, [entry for entry in old.reading.entries if not drop(entry)])
        done = [entry for entry in kept if entry.status == "done"]
        failed = [entry for entry in kept if entry.status == "failed"]
        lines: list[Part | Entry] = []
        if kept:
            writer = uuid.uuid4().hex[:12]
            path = store.folder / "journal" / f"{writer}{SUFFIX}"
            written = Journal(path)  # from here on the new parts have a writer at work
            try:
                lines += _merged(old, writer, done)
                written.append([*lines, *failed])
                files.sync_folder(path.parent)
            except InputError:
                path.unlink()
                written.close()
                _clear(store)
                raise
            stack.callback(written.close)
        for path in mine:
            path.unlink()
        store.refresh()
        _clear(store)
    before = {entry.part for entry in old.reading.entries if entry.part}
    after = sum(isinstance(line, Part) for line in lines)
    gone = {e.key for e in old.reading.entries if drop(e)}
    return Rewritten(len(done), len(gone), len(before), after, len(paths) - len(mine))


def _clear(store: Store) -> None:
    """Remove the files that no journal mentions."""
    for path in leftovers(store):
        with suppress(FileNotFoundError):
            path.unlink()


def _distinct(store: Store, entries: Iterable[Entry]) -> list[Entry]:
    """Return the lines that say something new: whole runs once, failures of runs that never ended.

    Raises InputError if two lines of a run have different numbers.
    """
    done: dict[str, list[Entry]] = {}
    failed: dict[str, Entry] = {}
    for entry in entries:
        if entry.status == "failed":
            failed[entry.key] = entry
        elif store.is_whole(entry.part):
            others = done.setdefault(entry.key, [])
            for other in others:
                store.compare(other, entry)
            if not any(_covers(store, other.part, entry.part) for other in others):
                others[:] = [o for o in others if not _covers(store, entry.part, o.part)]
                others.append(entry)
    runs = [entry for key in done for entry in done[key]]
    return [*runs, *(entry for key, entry in failed.items() if key not in done)]


def _covers(store: Store, wide: str, narrow: str) -> bool:
    """Return whether a part holds every level and column that another does."""
    levels = store.reading.parts[wide].levels
    return all(
        level in levels
        and (levels[level].every or not held.every)
        and set(levels[level].columns) >= set(held.columns)
        for level, held in store.reading.parts[narrow].levels.items()
    )


def _merged(store: Store, writer: str, done: list[Entry]) -> Iterator[Part | Entry]:
    """Write merged parts and yield their lines, each part before its runs."""
    groups: dict[tuple, list[Entry]] = {}
    for entry in done:
        levels = store.reading.parts[entry.part].levels
        form = tuple((name, held.every, held.columns) for name, held in levels.items())
        groups.setdefault(form, []).append(entry)
    number = 0
    for form, members in groups.items():
        for first in range(0, len(members), RUNS_A_MERGED_PART):
            chunk = members[first : first + RUNS_A_MERGED_PART]
            name = f"{writer}-{number}"
            contents = {
                level: Contents(_rows(store, level, chunk), columns, every)
                for level, every, columns in form
            }
            yield write_part(store.folder / "parts", name, contents)
            yield from (replace(entry, part=name) for entry in chunk)
            number += 1


def _rows(store: Store, level: str, entries: list[Entry]) -> Iterator[pa.Table]:
    """Yield the rows of some runs, part by part. Raises InputError for a file that is damaged."""
    by_part: dict[str, list[str]] = {}
    for entry in entries:
        by_part.setdefault(entry.part, []).append(entry.key)
    for part, keys in by_part.items():
        table = _contents(store, part, level)
        yield table.filter(pc.is_in(table["key"], pa.array(keys, pa.string())))


def _contents(store: Store, part: str, level: str) -> pa.Table:
    """Return what a file holds. Raises InputError if it is damaged."""
    path, held = store.path(part, level), store.reading.parts[part].levels[level]
    try:
        table = pq.read_table(path, partitioning=None)
    except (pa.ArrowException, OSError) as error:
        what = f"This file cannot be read: {str(error).splitlines()[0]}"
        raise InputError(str(path), what, _OF_PART) from None
    if table.num_rows != held.rows or tuple(table.column_names) != ("key", *held.columns):
        what = "This file has other rows or columns than its journal says."
        raise InputError(str(path), what, _OF_PART)
    return table


def _verify_file(
    store: Store, part: str, level: str, entries: list[Entry], problems: list[Problem]
) -> int:
    """Compare a file with its line and its runs' checks; return the columns that were compared."""
    path, held = store.path(part, level), store.reading.parts[part].levels[level]
    try:
        table = _contents(store, part, level)
    except InputError as error:
        problems.extend(error.problems)
        return 0
    keys = table["key"].to_numpy()
    columns = {name: table[name].to_numpy() for name in held.columns}
    compared = 0
    for entry in entries:
        mine = np.flatnonzero(keys == entry.key)
        expected = check_of(entry.proofs[level], held.columns)
        wrong = [name for name in held.columns if check(columns[name][mine]) != expected[name]]
        compared += len(held.columns)
        if wrong:
            what = f"Run {entry.key} ({entry.label}) has other numbers than were written: {wrong}."
            problems.append(Problem(str(path), what, _OF_RUN.format(key=entry.key)))
    return compared
