"""The ground on which laws are written: each lever's path before and under the Opinion.

Built once for a zone and a span of quarters and shared, read-only, by every law written on it, so
that a law costs no more than the levers in which it differs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from sim.policy.change import BY_PLACE, Change
from sim.policy.lever import ByColumn, Lever
from sim.policy.phase_in import district_dates
from sim.policy.registers import Registers

_REMEMBERED = 256  # sets of phase-in dates a ground keeps the Opinion's paths of


class Ground:
    """What laws are written on: registers, quarters and places; shared by all laws of a zone.

    first, quarters  first quarter and their number
    park_columns     columns of the zone's parks, shape (parks + 1,), row 0 = rest of the city
    parks            number of parks P; rows are 0..P
    industries       number of industries
    districts        number of each park's district, shape (P + 1,); None: each park its own

    memory keeps what laws have laid over the paths, for the laws that follow; told, what sets a
    lever under its changes apart from its path before the Opinion.
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
        levers = registers.levers.values()
        self._by_park = [lever for lever in levers if lever.opinion.by_park]
        self._dated = self._started([lever for lever in levers if not lever.opinion.by_park])
        self.memory: dict[tuple, tuple] = {}
        self.told: dict[tuple, list | None] = {}
        self._fields = [(lever.field, lever.clause) for lever in levers]
        self._remembered: dict[bytes, dict[str, np.ndarray]] = {}
        self._standing: dict[tuple[frozenset[str], bytes], dict[str, np.ndarray]] = {}

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

    def paths(self, clauses: frozenset[str], phase_dates: np.ndarray) -> dict[str, np.ndarray]:
        """Return every lever's path with some clauses at their Opinion value, the others not."""
        key = clauses, phase_dates.tobytes()
        if key not in self._standing:
            if len(self._standing) >= _REMEMBERED:
                self._standing.clear()
            opinion = self.opinion(phase_dates)
            self._standing[key] = {
                field: (opinion if clause in clauses else self.before)[field]
                for field, clause in self._fields
            }
        return dict(self._standing[key])

    def _started(self, levers: list[Lever]) -> dict[str, np.ndarray]:
        """Return the paths of levers that move everywhere in one quarter."""
        now = self._now()
        return {
            lever.field: self._moved(
                lever, np.repeat(now >= lever.opinion.start, self.parks + 1, 1)
            )
            for lever in levers
        }

    def _phased(self, dates: np.ndarray) -> dict[str, np.ndarray]:
        """Return the paths of levers that move park by park."""
        now = self._now()
        by_park = now >= dates
        by_district = now >= district_dates(dates, self.districts)
        share = by_park[:, 1:].mean(axis=1, keepdims=True)
        paths = {}
        for lever in self._by_park:
            if lever.scope in BY_PLACE:
                reached = by_park if lever.scope == "park" else by_district
                paths[lever.field] = self._moved(lever, reached)
            else:
                paths[lever.field] = self._shared(lever, share)
        return paths

    def _now(self) -> np.ndarray:
        return np.arange(self.first, self.first + self.quarters)[:, None]

    def _moved(self, lever: Lever, reached: np.ndarray) -> np.ndarray:
        """Put the Opinion's value where it is ``reached``, shape (Q, P + 1); never in row 0 of a
        lever that places have."""
        path = np.where(reached, lever.opinion_value, self._before_rows[lever.field])
        if lever.scope in BY_PLACE:
            path[:, 0] = self._before_rows[lever.field][0]
        return self._path(lever, path)

    def _shared(self, lever: Lever, share: np.ndarray) -> np.ndarray:
        """Move a zone-wide lever by the ``share`` of parks that act, shape (Q, 1)."""
        if lever.kind in ("switch", "choice"):
            share = np.rint(share)
        before = self._before_rows[lever.field]
        step = before + share * (lever.opinion_value - before)
        path = np.where(share == 1.0, lever.opinion_value, step)
        return self._path(lever, np.rint(path) if lever.kind == "integer" else path)

    def _rows_before(self, lever: Lever, park_columns: Mapping[str, np.ndarray]) -> np.ndarray:
        if isinstance(lever.before, ByColumn):
            column = park_columns.get(lever.before.column)
            if column is not None:
                return np.asarray(column, dtype=float)
        return np.full(self.parks + 1, lever.before_value)

    def _path(self, lever: Lever, rows: np.ndarray) -> np.ndarray:
        if rows.ndim == 1:
            rows = np.repeat(rows[None, :], self.quarters, axis=0)
        path = rows
        if lever.scope == "industry":
            path = rows[:, :, None].repeat(self.industries, axis=2)
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
