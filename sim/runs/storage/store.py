"""Reading the store: DuckDB over Parquet; only runs that are journalled and whole count."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from sim.core.errors import InputError, Problem
from sim.runs.keys import KEY_BYTES, canonical_json
from sim.runs.specs import Keep
from sim.runs.storage import journal
from sim.runs.storage.journal import Entry, Held, MovedError
from sim.runs.storage.levels import CHECK, LEVELS, check, check_of, wanted

_USUAL = Keep()
CELLS_AT_ONCE = 2_000_000
_ATTEMPTS = 3  # a reader starts again if parts were merged under its hands


class Store:
    """The runs of a folder ``store``, of whichever writers and experiments.

    folder  the folder that holds ``parts`` and ``journal``; it need not exist yet
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def runs(self) -> dict[str, list[Entry]]:
        """Key -> lines of a run that ended and whose files are there and whole, the first first.

        There is more than one if two writers ran it, or if more of it was kept the second time.
        Raises InputError if two of them have different numbers in a column that both hold.
        """
        return self._again(self._runs)

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """Key -> first line of a run that ended."""
        return {key: entries[0] for key, entries in self.runs.items()}

    @cached_property
    def failures(self) -> dict[str, Entry]:
        """Key -> last line of a run that failed and never ended."""
        return {key: entry for key, entry in self.failed.items() if key not in self.runs}

    @cached_property
    def failed(self) -> dict[str, Entry]:
        """Key -> last line of a run that ever failed."""
        return {entry.key: entry for entry in self.reading.entries if entry.status == "failed"}

    @cached_property
    def reading(self) -> journal.Reading:
        """What the journals say."""
        return journal.read(self.folder / "journal")

    @property
    def faults(self) -> list[Problem]:
        """Damaged lines, and files that are gone or cut off; what they held counts as missing."""
        mentioned = dict.fromkeys(e.part for e in self.reading.entries if e.status == "done")
        return [*self.reading.damaged, *(f for part in mentioned for f in self._faults(part))]

    def missing(self, keys: Iterable[str], keep: Keep | None = None) -> list[str]:
        """Return the runs of which not everything is stored, in the order given.

        keep  what is asked of each; None asks for any of it
        """
        distinct = dict.fromkeys(keys)
        if keep is None:
            return [key for key in distinct if key not in self.runs]
        asked, lost = wanted(keep), []
        known: dict[tuple[str, ...], bool] = {(): False}
        for key in distinct:
            parts = tuple([entry.part for entry in self.runs.get(key, ())])
            if parts not in known:
                known[parts] = self._serve(parts, asked)
            if not known[parts]:
                lost.append(key)
        return lost

    def frame(
        self, level: str, keys: Sequence[str], columns: Sequence[str] | None = None
    ) -> pd.DataFrame:
        """Return the rows of some runs by ``key``, in the order given, and within by place.

        level    quarters, parks, industries, flows, programmes, final or agents
        columns  indicators to read; None reads all that every one of the runs holds
        Raises InputError for a run that is not stored and for a column that it does not hold.
        """
        distinct = list(dict.fromkeys(keys))
        found = self.rows(level, distinct, columns)
        found.insert(0, "key", np.array(distinct, object)[found.pop("run").to_numpy()])
        return found

    def rows(
        self, level: str, keys: Sequence[str], columns: Sequence[str] | None = None
    ) -> pd.DataFrame:
        """Return the same as `frame` with the number of the ``run`` in place of its key.

        keys  different ones
        """
        return self._again(lambda: self._read(level, keys, columns), keys)

    def columns(self, level: str, keys: Iterable[str]) -> list[str]:
        """Return the indicators of a level that every one of some runs holds."""
        combinations = {tuple(entry.part for entry in self.runs.get(key, ())) for key in keys}
        shared: list[str] | None = None
        for parts in sorted(combinations):
            own = max((self._columns(part, level) for part in parts), key=len, default={})
            shared = [name for name in own if shared is None or name in shared]
        return [name for name in shared or () if name not in LEVELS[level].places]

    def at_once(self, level: str, keys: Iterable[str], columns: int) -> int:
        """Return how many runs can be read at a time, so that memory does not grow with runs.

        columns  of the level that are read, besides those that say where a number belongs
        """
        entries = (entry for key in keys for entry in self.runs.get(key, ()))
        rows = max((entry.rows.get(level, 0) for entry in entries), default=0)
        width = columns + len(LEVELS[level].places) + 3  # scenario, row and replicate
        return max(1, CELLS_AT_ONCE // max(1, rows * width))

    def checksums(self, keys: Iterable[str], keep: Keep = _USUAL) -> dict[str, str]:
        """Return what stands for the numbers of some runs, as far as they are asked for.

        keep  what is asked for; what else is stored does not count, nor in which part it is
        Raises InputError for a run that is not stored.
        """
        distinct = list(dict.fromkeys(keys))
        return self._again(lambda: self._checksums(distinct, wanted(keep)), distinct)

    def _checksums(
        self, keys: Sequence[str], asked: Mapping[str, tuple[str, ...] | None]
    ) -> dict[str, str]:
        found = {}
        for key in keys:
            total = blake2b(digest_size=KEY_BYTES)
            for level, names in asked.items():
                part, checks = self._serving(key, level, names)
                title, order = self._order(part, level, names)
                total.update(title)
                total.update(np.frombuffer(checks.encode(), f"S{CHECK}")[order].tobytes())
            found[key] = total.hexdigest()
        return found

    def checks_of(self, entry: Entry, level: str) -> dict[str, str]:
        """Return what stands for each column that a line holds of a level."""
        return check_of(entry.proofs[level], list(self._columns(entry.part, level)))

    def disk(self) -> int:
        """Return the room that the store takes on the disk."""
        files = (path for path in self.folder.rglob("*") if path.is_file())
        return sum(path.stat().st_size for path in files)

    def path(self, part: str, level: str) -> Path:
        """Return the file of a level of a part."""
        return self.folder / "parts" / f"{part}.{level}.parquet"

    def written(self, part: str) -> float:
        """Return when a part that is there was written, in seconds since 1970."""
        return self.path(part, "quarters").stat().st_mtime

    def is_whole(self, part: str) -> bool:
        """Return whether a part was journalled and its files are there in their full length."""
        if part not in self._whole:
            self._whole[part] = not self._faults(part)
        return self._whole[part]

    def _read(self, level: str, keys: Sequence[str], columns: Sequence[str] | None) -> pd.DataFrame:
        self._check_stored(keys)
        names = self.columns(level, keys) if columns is None else list(columns)
        serving = [self._serving(key, level, tuple(names)) for key in keys]
        parts = [part for part, _ in serving]
        wanted_runs = pa.table(
            {
                "key": pa.array(keys, pa.string()),
                "filename": pa.array([str(self.path(part, level)) for part in parts], pa.string()),
                "run": np.arange(len(keys)),
            }
        )
        places = LEVELS[level].places
        chosen = ", ".join(f"part.{_quoted(name)}" for name in (*places, *names))
        order = ", ".join(_quoted(name) for name in ("run", *places))
        query = (
            f"SELECT run, {chosen} FROM read_parquet($files, union_by_name = true, "
            "filename = true) AS part JOIN wanted_runs USING (key, filename) "
            f"ORDER BY {order}"
        )
        sources = [_literal(str(self.path(part, level))) for part in dict.fromkeys(parts)]
        with duckdb.connect() as connection:
            connection.register("wanted_runs", wanted_runs)
            found: pd.DataFrame = connection.execute(query, {"files": sources}).df()
        self._check_read(found, level, keys, serving)
        return found

    def _check_read(
        self,
        found: pd.DataFrame,
        level: str,
        keys: Sequence[str],
        serving: Sequence[tuple[str, str]],
    ) -> None:
        """Raise InputError if a column that was read is not what its writer wrote down."""
        edges = np.searchsorted(found["run"].to_numpy(), np.arange(len(keys) + 1))
        for name in found.columns[1:]:
            column = found[name].to_numpy()
            for number, (part, checks) in enumerate(serving):
                place = CHECK * self._columns(part, level)[name]
                mine = column[edges[number] : edges[number + 1]]
                if check(mine) != checks[place : place + CHECK]:
                    what = f"Run {keys[number]} has other numbers of {name} than were written."
                    do = f"Drop it and run it again: parksim store remove --keys {keys[number]}"
                    raise InputError(str(self.path(part, level)), what, do)

    def _check_stored(self, keys: Sequence[str]) -> None:
        lost = self.missing(keys)
        if lost:
            what = f"{len(lost)} of {len(set(keys))} runs are not in the store, such as {lost[0]}."
            raise InputError(str(self.folder), what, "Run the experiment again to complete it.")

    def _serve(self, parts: Sequence[str], asked: Mapping[str, tuple[str, ...] | None]) -> bool:
        """Return whether each level that is asked for is in one of the parts."""
        return all(
            any(self._holds(part, level, names) for part in parts) for level, names in asked.items()
        )

    def _serving(self, key: str, level: str, names: tuple[str, ...] | None) -> tuple[str, str]:
        """Return the part that holds what is asked of a run, and its checks there."""
        if key not in self.runs:
            self._check_stored([key])
        for entry in self.runs[key]:
            if self._holds(entry.part, level, names):
                return entry.part, entry.proofs[level]
        held = self.columns(level, [key])
        lost = [name for name in names or () if name not in held]
        what = f'The level {level} of these runs has no "{lost[0]}".' if lost else ""
        what = what or f"Not all of the level {level} was kept of these runs."
        has = f"It has: {', '.join(held)}." if held else "Nothing was kept of it."
        raise InputError(level, what, f"{has}\nAsk for more with keep, and run it again.")

    def _holds(self, part: str, level: str, names: tuple[str, ...] | None) -> bool:
        held = self._levels(part).get(level)
        if held is None:
            return False
        return held.every if names is None else self._columns(part, level).keys() >= set(names)

    def _columns(self, part: str, level: str) -> dict[str, int]:
        """Return the columns of a level of a part with their places."""
        if (part, level) not in self._places:
            held = self._levels(part).get(level)
            names = held.columns if held is not None else ()
            self._places[part, level] = {name: place for place, name in enumerate(names)}
        return self._places[part, level]

    def _order(
        self, part: str, level: str, names: tuple[str, ...] | None
    ) -> tuple[bytes, np.ndarray]:
        """Return the columns asked for as a text, and where their checks are, both by name."""
        if (part, level, names) not in self._orders:
            held = self._columns(part, level)
            chosen = sorted(held if names is None else {*LEVELS[level].places, *names})
            title = canonical_json([level, chosen]).encode()
            self._orders[part, level, names] = title, np.array([held[name] for name in chosen])
        return self._orders[part, level, names]

    def _levels(self, part: str) -> dict[str, Held]:
        known = self.reading.parts.get(part)
        return known.levels if known is not None else {}

    def _faults(self, part: str) -> list[Problem]:
        advice = "The same command runs its runs again; parksim store compact drops the rest."
        if part not in self.reading.parts:
            what = f"The journal does not say what part {part} holds."
            return [Problem(str(self.folder / "journal"), what, advice)]
        found = []
        for level, held in self._levels(part).items():
            path = self.path(part, level)
            try:
                size = path.stat().st_size
            except OSError:
                found.append(Problem(str(path), "This file is gone.", advice))
                continue
            if size != held.bytes:
                what = f"This file has {size:,} bytes instead of {held.bytes:,}."
                found.append(Problem(str(path), what, advice))
        return found

    def compare(self, first: Entry, other: Entry) -> None:
        """Raise InputError if two lines of a run differ in a column that both hold."""
        mine, theirs = first.proofs, other.proofs
        if mine == theirs:
            return
        for level in mine.keys() & theirs.keys():
            one, two = self.checks_of(first, level), self.checks_of(other, level)
            differing = [name for name in one if name in two and one[name] != two[name]]
            if differing:
                what = (
                    f"Run {first.key} ({first.label}) has two different results, in {level}: "
                    f"{', '.join(differing[:3])}."
                )
                do = f"They are in parts {first.part} and {other.part}. Drop both, and run again:"
                command = f"parksim store remove --keys {first.key}"
                raise InputError(str(self.folder), what, f"{do}\n{command}")

    def _runs(self) -> dict[str, list[Entry]]:
        found: dict[str, list[Entry]] = {}
        for entry in self.reading.entries:
            if entry.status == "done" and self.is_whole(entry.part):
                for other in found.setdefault(entry.key, []):
                    self.compare(other, entry)
                found[entry.key].append(entry)
        return found

    def _again[T](self, read: Callable[[], T], keys: Sequence[str] = ()) -> T:
        """Return what is read; once more if files were merged meanwhile.

        keys  of the runs that are read
        """
        for attempt in range(_ATTEMPTS):
            last = attempt + 1 == _ATTEMPTS
            try:
                return read()
            except MovedError as error:
                failed: Exception = error
                self.refresh()
                if not last:
                    continue
            except duckdb.Error as error:
                failed = error
                if not last and self._refreshed(keys):
                    continue
            what = f"A file cannot be read: {str(failed).splitlines()[0]}"
            advice = "See which, and what to do, with: parksim store verify"
            raise InputError(str(self.folder), what, advice) from None
        raise AssertionError("unreachable")

    def _refreshed(self, keys: Sequence[str]) -> bool:
        """Read the journals again; return whether some of the runs are elsewhere now."""
        before = {key: [entry.part for entry in self.runs[key]] for key in keys}
        self.refresh()
        now = {key: [entry.part for entry in self.runs.get(key, ())] for key in keys}
        return now != before

    def refresh(self) -> None:
        """Forget what was read, to see what was written since."""
        for name in (
            "runs",
            "entries",
            "failures",
            "failed",
            "reading",
            "_whole",
            "_places",
            "_orders",
        ):
            self.__dict__.pop(name, None)

    @cached_property
    def _whole(self) -> dict[str, bool]:
        return {}

    @cached_property
    def _places(self) -> dict[tuple[str, str], dict[str, int]]:
        return {}

    @cached_property
    def _orders(self) -> dict[tuple, tuple[bytes, np.ndarray]]:
        return {}


def _literal(path: str) -> str:
    """Return a path in which the signs of a pattern stand for themselves."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in path)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
