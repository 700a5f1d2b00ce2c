"""The law in force: for every lever the line of its values over quarters and places.

A law is written in layers. Below lies the Opinion's value where the lever's clause stands, and the
value before the Opinion elsewhere. Above it come the changes: a parent's, then the scenario's own,
then those of an experiment's factors, within one file by date. Each change acts on what would hold
without it, from its start to its last quarter:

    value     v          scale     v(without) * amount
    baseline  v(before)  add       v(without) + amount

With ``over`` = n the step is taken in n equal parts: in the i-th quarter i/n of the way from what
would hold without the change. After the last quarter the path without the change goes on.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.core import quarters as calendar
from sim.core.errors import InputError, Problem
from sim.policy.change import Change, collisions
from sim.policy.lever import ByColumn, Lever
from sim.policy.phase_in import NEVER, district_dates
from sim.policy.registers import Registers

BY_PLACE = ("park", "district")  # scopes of which places may differ
_SUM_TOLERANCE = 1e-9
_REMEMBERED = 256  # sets of phase-in dates a ground keeps the Opinion's paths of


class Beyond(NamedTuple):
    """A change that leaves its lever's range, which every table and figure then says.

    value  the value farthest out, in the lever's unit
    """

    lever: str
    value: float
    why: str
    place: str


class Ground:
    """What laws are written on: registers, quarters and places; shared by all laws of a zone.

    first, quarters  first quarter and their number
    park_columns     columns of the zone's parks, shape (parks + 1,), row 0 = rest of the city
    parks            number of parks P; rows are 0..P
    industries       number of industries
    districts        number of each park's district, shape (P + 1,); None: each park its own
    """

    def __init__(
        self,
        registers: Registers,
        first: int,
        quarters: int,
        park_columns: Mapping[str, np.ndarray],
        parks: int,
        industries: int,
        districts: Sequence[int] | np.ndarray | None = None,
    ) -> None:
        self.registers = registers
        self.first, self.quarters = first, quarters
        self.parks, self.industries = parks, industries
        self.districts = np.arange(parks + 1) if districts is None else np.asarray(districts)
        self._before_rows = {
            lever.field: self._rows_before(lever, park_columns)
            for lever in registers.levers.values()
        }
        self.before = {
            lever.field: self._path(lever, self._before_rows[lever.field])
            for lever in registers.levers.values()
        }
        self._dated = {
            lever.field: self._opinion_path(lever, self._started(lever.opinion.start))
            for lever in registers.levers.values()
            if not lever.opinion.by_park
        }
        self._remembered: dict[bytes, dict[str, np.ndarray]] = {}

    def opinion(self, phase_dates: np.ndarray) -> Mapping[str, np.ndarray]:
        """Return the path of every lever under the Opinion.

        phase_dates  quarter from which each park acts, shape (P + 1,)
        """
        key = phase_dates.tobytes()
        if key not in self._remembered:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            self._remembered[key] = self._dated | self._phased(phase_dates)
        return self._remembered[key]

    def _phased(self, dates: np.ndarray) -> dict[str, np.ndarray]:
        now = np.arange(self.first, self.first + self.quarters)[:, None]
        by_park = (now >= dates).astype(float)
        by_district = (now >= district_dates(dates, self.districts)).astype(float)
        share = by_park[:, 1:].mean(axis=1, keepdims=True).repeat(self.parks + 1, axis=1)
        reached = {"park": by_park, "district": by_district, "zone": share, "industry": share}
        return {
            lever.field: self._opinion_path(lever, reached[lever.scope])
            for lever in self.registers.levers.values()
            if lever.opinion.by_park
        }

    def _started(self, start: int | None) -> np.ndarray:
        now = np.arange(self.first, self.first + self.quarters)[:, None]
        since = NEVER if start is None else start
        return (now >= since).astype(float).repeat(self.parks + 1, axis=1)

    def _opinion_path(self, lever: Lever, reached: np.ndarray) -> np.ndarray:
        """Move a lever from before to the Opinion's value by the share ``reached`` (Q, P + 1)."""
        before = self._before_rows[lever.field]
        if lever.scope in BY_PLACE:
            reached = reached.copy()
            reached[:, 0] = 0.0
        if lever.kind in ("switch", "choice"):
            reached = np.rint(reached)
        path = np.where(reached == 1.0, lever.opinion_value, before + reached * (
            lever.opinion_value - before
        ))  # fmt: skip
        if lever.kind == "integer":
            path = np.rint(path)
        return self._path(lever, path)

    def _rows_before(self, lever: Lever, park_columns: Mapping[str, np.ndarray]) -> np.ndarray:
        if isinstance(lever.before, ByColumn):
            column = park_columns.get(lever.before.column)
            if column is not None:
                return np.asarray(column, dtype=float)
        return np.full(self.parks + 1, lever.before_value)

    def _path(self, lever: Lever, rows: np.ndarray) -> np.ndarray:
        path = np.array(np.broadcast_to(rows, (self.quarters, self.parks + 1)))
        if lever.scope == "industry":
            path = path[:, :, None].repeat(self.industries, axis=2)
        path.flags.writeable = False
        return path

    def window(self, change: Change) -> slice:
        """Return the quarters of a change as places in a path."""
        last = self.quarters if change.until is None else change.until - self.first + 1
        start = max(change.start - self.first, 0)
        return slice(start, max(min(last, self.quarters), start))

    def cells(self, change: Change) -> tuple[np.ndarray, ...]:
        """Return the rows, and for a lever of the industries the columns, that a change reaches."""
        lever = self.registers.levers[change.lever]
        rows = np.arange(self.parks + 1)
        if lever.scope in BY_PLACE:
            rows = rows[1:] if change.parks is None else np.array(change.parks)
        if lever.scope != "industry":
            return (rows,)
        columns = change.industries
        return np.ix_(rows, range(self.industries) if columns is None else list(columns))

    def laid(self, path: np.ndarray, change: Change) -> np.ndarray:
        """Lay a change over a path in place; return the values it leaves where it reaches."""
        lever = self.registers.levers[change.lever]
        window, cells = self.window(change), self.cells(change)
        part = path[window]
        reached = (slice(None), *cells)
        without = part[reached]
        since = self.first + window.start - change.start
        steps = np.arange(since + 1, since + 1 + len(part)) / change.over
        weight = np.minimum(steps, 1.0).reshape(-1, *[1] * (without.ndim - 1))
        if change.kind == "scale":
            aim = without * change.amount
        elif change.kind == "add":
            aim = without + change.amount
        elif change.kind == "baseline":
            aim = self.before[lever.field][window][reached]
        else:
            aim = np.full_like(without, change.amount)
        values = np.where(weight == 1.0, aim, without + weight * (aim - without))
        if lever.kind == "integer":
            values = np.rint(values)
        part[reached] = values
        return values


class Law:
    """Every lever's line of values.

    paths   field -> values, read-only, shape (Q, P + 1), or (Q, P + 1, industries)
    beyond  changes that leave their lever's range
    """

    def __init__(
        self,
        ground: Ground,
        clauses: frozenset[str],
        changes: Sequence[Change],
        phase_dates: np.ndarray,
    ) -> None:
        self.ground, self.clauses, self.changes = ground, clauses, tuple(changes)
        self.phase_dates = phase_dates
        before, opinion = ground.before, ground.opinion(phase_dates)
        self.paths: dict[str, np.ndarray] = {
            lever.field: (opinion if lever.clause in clauses else before)[lever.field]
            for lever in ground.registers.levers.values()
        }
        self.beyond: tuple[Beyond, ...] = ()
        self._lay_changes()

    @property
    def first(self) -> int:
        """First quarter."""
        return self.ground.first

    def in_force(self, quarter: int) -> InForce:
        """Return the law of one quarter. Raises IndexError outside the quarters of the law."""
        place = quarter - self.ground.first
        if not 0 <= place < self.ground.quarters:
            raise IndexError(f"no law is written for {calendar.text(quarter)}")
        return InForce(self.paths, place)

    def base(self, lever: Lever) -> np.ndarray:
        """Return the path of a lever below all changes."""
        if lever.clause in self.clauses:
            return self.ground.opinion(self.phase_dates)[lever.field]
        return self.ground.before[lever.field]

    def changes_of(self, lever: str) -> list[Change]:
        """Return the changes of a lever, the lowest layer first."""
        own = [change for change in self.changes if change.lever == lever]
        return sorted(own, key=lambda change: (change.depth, change.start))

    def _lay_changes(self) -> None:
        problems = collisions(self.changes)
        beyond: list[Beyond] = []
        touched = dict.fromkeys(change.lever for change in self.changes)
        for name in touched:
            lever = self.ground.registers.lever(name)
            path = self.base(lever).copy()
            for change in self.changes_of(name):
                values = self.ground.laid(path, change)
                _note_outside(lever, change, values, beyond, problems)
            path.flags.writeable = False
            self.paths[lever.field] = path
        self._check_sums(touched, problems)
        if problems:
            raise InputError(problems)
        self.beyond = tuple(beyond)

    def _check_sums(self, touched: Iterable[str], problems: list[Problem]) -> None:
        levers = self.ground.registers.levers
        for parts in self.ground.registers.sum_groups.values():
            changed = [part for part in parts if part in touched]
            if not changed:
                continue
            sums = np.sum([self.paths[levers[part].field] for part in parts], axis=0)
            wrong = np.abs(sums - 1.0) > _SUM_TOLERANCE
            if wrong.any():
                at = np.argwhere(wrong)[0]
                quarter = calendar.text(self.ground.first + int(at[0]))
                names = ", ".join(parts)
                what = f"{names} sum to {sums[tuple(at)]:.6g} in {quarter}, not to 1."
                do = "Change the other parts of the sum as well."
                problems.append(Problem(self.changes_of(changed[0])[-1].place, what, do))


class InForce:
    """The law of one quarter: ``law[park].land_release``, ``law.zone.assessment_pass_mark``."""

    __slots__ = ("_paths", "_place")

    def __init__(self, paths: Mapping[str, np.ndarray], place: int) -> None:
        self._paths, self._place = paths, place

    def column(self, field: str) -> np.ndarray:
        """Return a lever's values by row, (P + 1,) or (P + 1, industries), read-only.

        Raises InputError for a field that no lever has.
        """
        path = self._paths.get(field)
        if path is None:
            nearest = difflib.get_close_matches(field, self._paths, n=1, cutoff=0.5)
            do = f'Did you mean "{nearest[0]}"?' if nearest else ""
            raise InputError("", f'No lever is read as "{field}".', do)
        return path[self._place]

    def __getitem__(self, park: int) -> Row:
        return Row(self, park)

    @property
    def zone(self) -> Row:
        """The row of zone-wide levers, which repeat in every row."""
        return Row(self, 0)


class Row:
    """The law of one quarter in one park; industry-wise levers are indexed by industry."""

    __slots__ = ("_law", "_park")

    def __init__(self, law: InForce, park: int) -> None:
        self._law, self._park = law, park

    def __getattr__(self, field: str) -> float | list[float]:
        if field.startswith("_"):
            raise AttributeError(field)
        return self._law.column(field)[self._park].tolist()


def write_law(
    registers: Registers,
    clauses: frozenset[str],
    changes: Sequence[Change],
    first: int,
    quarters: int,
    park_columns: Mapping[str, np.ndarray],
    parks: int,
    industries: int,
    phase_dates: np.ndarray,
    districts: Sequence[int] | np.ndarray | None = None,
) -> Law:
    """Write one law; who writes many keeps a `Ground` and writes ``Law(ground, ...)``.

    clauses      ids of the clauses that stand at their Opinion value
    changes      changes of scenarios and factors, in any order
    phase_dates  quarter from which each park acts, shape (parks + 1,); see `phase_in`
    others       as in `Ground`
    Raises InputError for unknown levers, collisions, values outside a range, sums that are not 1.
    """
    ground = Ground(registers, first, quarters, park_columns, parks, industries, districts)
    return Law(ground, clauses, changes, phase_dates)


def _note_outside(
    lever: Lever,
    change: Change,
    values: np.ndarray,
    beyond: list[Beyond],
    problems: list[Problem],
) -> None:
    if not values.size:
        return
    low, high = lever.range
    least, most = float(values.min()), float(values.max())
    farthest = least if low - least > most - high else most
    never = lever.kind == "share" and not (0 <= least and most <= 1)
    if never or (not change.beyond and not (low <= least and most <= high)):
        what = lever.check(farthest) or ""
        do = "A share cannot leave 0 to 1." if never else "Allow it with beyond_range: true."
        problems.append(Problem(change.place, what, do))
    elif not (low <= least and most <= high):
        beyond.append(Beyond(lever.id, farthest, change.why, change.place))
