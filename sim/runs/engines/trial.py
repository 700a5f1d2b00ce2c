"""One run tried: its records are made and checked, then its numbers, or why there are none, kept.

A run that raises, and one whose numbers cannot be numbers of the world, is a row like any other.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.core import quarters
from sim.measure import register
from sim.runs.simulation import failure
from sim.runs.specs import Failure, Receipt, RunSpec
from sim.runs.storage import levels
from sim.runs.storage.levels import LEVELS, Columns
from sim.runs.storage.writer import Writer

Simulate = Callable[[RunSpec], Any]
Names = Callable[[], frozenset[str]]
Warm = Callable[[RunSpec], None]


class NotFiniteError(ValueError):
    """An indicator is infinite, or is not defined where it must be; ``quarter`` says when."""

    def __init__(self, message: str, quarter: str) -> None:
        super().__init__(message)
        self.quarter = quarter


@dataclass(frozen=True)
class Outcome:
    """What became of a run.

    tables   columns by level; none if it failed
    failure  why it failed, or None
    seconds  of one core      number  1 for the first try
    """

    spec: RunSpec
    tables: dict[str, Columns]
    failure: Failure | None
    seconds: float
    number: int

    def keep(self, writer: Writer) -> Receipt:
        """Hand the outcome to a writer. Raises InputError if the disk does not take it."""
        spec = self.spec
        if self.failure is not None:
            writer.failed(spec, self.failure, self.seconds, self.number)
            return Receipt(spec.key, spec.label, "failed", self.seconds, self.failure)
        writer.done(spec, self.tables, self.seconds, self.number)
        return Receipt(spec.key, spec.label, "done", self.seconds)


def attempt(spec: RunSpec, job: Simulate, names: Collection[str], number: int = 1) -> Outcome:
    """Make the records of a run and check them.

    job     what makes records of a spec
    names   indicators that may be written
    number  1 for the first try
    """
    began = time.thread_time()
    try:
        tables = levels.tables(job(spec), names)
        check_finite(tables)
    except (Exception, SystemExit) as error:  # noqa: BLE001  a failed run is a row, not the end
        return Outcome(spec, {}, failure(error), time.thread_time() - began, number)
    return Outcome(spec, tables, None, time.thread_time() - began, number)


def check_finite(tables: Mapping[str, Columns]) -> None:
    """Raise NotFiniteError for the first number that is infinite or must be defined and is not.

    Which indicators may be undefined is said by the register (``undefined`` of an indicator).
    """
    for name, columns in tables.items():
        if name == "agents":
            continue
        for column, values in columns.items():
            if values.dtype.kind != "f" or np.isfinite(values).all():
                continue
            known = register.indicators().get(column)
            allowed = known is not None and known.undefined
            wrong = np.isinf(values) if allowed else ~np.isfinite(values)
            if wrong.any():
                raise _not_finite(name, column, columns, int(np.argmax(wrong)))


def _not_finite(name: str, column: str, columns: Columns, row: int) -> NotFiniteError:
    time_name, *rest = LEVELS[name].places
    time_of = int(columns[time_name][row])
    when = quarters.text(time_of) if time_name == "quarter" else str(time_of)
    where = "".join(f", {place} {columns[place][row]}" for place in rest)
    value = columns[column][row]
    return NotFiniteError(f"{column} is {value} at level {name}, {when}{where}", when)
