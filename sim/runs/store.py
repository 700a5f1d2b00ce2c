"""Reading the store: DuckDB over Parquet; only runs that are journalled and present count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow.parquet as pq

from sim.core.errors import InputError
from sim.runs import journal
from sim.runs.journal import Entry
from sim.runs.levels import LEVELS


class Store:
    """The runs of a folder ``store``, of whichever writers and experiments.

    folder  the folder that holds ``parts`` and ``journal``; it need not exist yet
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """Key -> first valid line of a run that ended and whose files are there.

        Raises InputError if two writers have different numbers for one run.
        """
        found: dict[str, Entry] = {}
        for entry in self._lines:
            if entry.status != "done" or not self._present(entry.part):
                continue
            first = found.setdefault(entry.key, entry)
            if first.checksum != entry.checksum:
                what = f"Run {entry.key} ({entry.label}) has two different results."
                advice = f"Look at parts {first.part} and {entry.part}; remove the wrong one."
                raise InputError(str(self.folder), what, advice)
        return found

    @cached_property
    def failures(self) -> dict[str, Entry]:
        """Key -> last line of a run that failed and never ended."""
        failed = {entry.key: entry for entry in self._lines if entry.status == "failed"}
        return {key: entry for key, entry in failed.items() if key not in self.entries}

    def missing(self, keys: Iterable[str]) -> list[str]:
        """Return the keys that are not stored, in the order given."""
        return [key for key in dict.fromkeys(keys) if key not in self.entries]

    def frame(
        self, level: str, keys: Sequence[str], columns: Sequence[str] | None = None
    ) -> pd.DataFrame:
        """Return the rows of some runs, sorted by key and place.

        level    quarters, parks, industries, flows or final
        columns  indicators to read; None reads all
        Raises InputError for a run that is not stored and a column that is in none of the files.
        """
        lost = self.missing(keys)
        if lost:
            what = f"{len(lost)} of {len(set(keys))} runs are not in the store, such as {lost[0]}."
            raise InputError(str(self.folder), what, "Run the experiment again to complete it.")
        places = LEVELS[level].places
        winners = pd.DataFrame(
            [(key, self._file(self.entries[key].part, level)) for key in dict.fromkeys(keys)],
            columns=["key", "filename"],
        )
        sources = sorted({_literal(name) for name in winners["filename"]})
        chosen = "*" if columns is None else ", ".join(_quoted(c) for c in (*places, *columns))
        order = ", ".join(_quoted(name) for name in ("key", *places))
        query = (
            f"SELECT parts.key, parts.{chosen} EXCLUDE (key, filename) "
            if columns is None
            else f"SELECT parts.key, {chosen} "
        ) + (
            "FROM read_parquet($files, union_by_name = true, filename = true) AS parts "
            f"SEMI JOIN winners USING (key, filename) ORDER BY {order}"
        )
        with duckdb.connect() as connection:
            connection.register("winners", winners)
            try:
                found: pd.DataFrame = connection.execute(query, {"files": sources}).df()
            except duckdb.BinderException as error:
                what = f"A column is in none of the runs: {str(error).splitlines()[0]}"
                raise InputError(level, what, "See parksim show indicators.") from None
        return found

    def columns(self, level: str, keys: Sequence[str]) -> list[str]:
        """Return the indicators that some run of a level holds."""
        parts = dict.fromkeys(self.entries[key].part for key in keys if key in self.entries)
        found: dict[str, None] = {}
        for part in parts:
            found |= dict.fromkeys(pq.read_schema(self._file(part, level)).names)
        return [name for name in found if name not in ("key", *LEVELS[level].places)]

    @cached_property
    def _lines(self) -> list[Entry]:
        return list(journal.read(self.folder / "journal"))

    def _file(self, part: str, level: str) -> str:
        return str(self.folder / "parts" / f"{part}.{level}.parquet")

    def _present(self, part: str) -> bool:
        if part not in self._seen:
            paths = [Path(self._file(part, level)) for level in LEVELS]
            self._seen[part] = all(path.is_file() for path in paths)
        return self._seen[part]

    @cached_property
    def _seen(self) -> dict[str, bool]:
        return {}


def _literal(path: str) -> str:
    """Return a path in which the signs of a pattern stand for themselves."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in path)


def _quoted(name: Any) -> str:
    return '"' + str(name).replace('"', '""') + '"'
