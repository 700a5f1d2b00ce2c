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
from typing import NamedTuple

import numpy as np

from sim.core import quarters as calendar
from sim.core.errors import InputError, Problem
from sim.policy.change import Change, collisions, misfits
from sim.policy.ground import Ground
from sim.policy.lever import Lever
from sim.policy.line import Line, lines
from sim.policy.registers import Registers

_REMEMBERED = 512  # changed levers whose paths a ground keeps
_TOLERANCE = 1e-9  # of sums that are one, and of the ends of a range as a share of it


class Beyond(NamedTuple):
    """A change that leaves its lever's range, which every table and figure then says.

    value  the value farthest out, in the lever's unit
    """

    lever: str
    value: float
    why: str
    place: str


class Laid(NamedTuple):
    """A lever's path with its changes laid over it, and what there is to say of them."""

    path: np.ndarray
    beyond: tuple[Beyond, ...]
    problems: tuple[Problem, ...]


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
        self.paths = ground.paths(clauses, phase_dates)
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

    def pieces(self, lever: str) -> tuple[Line, ...]:
        """Return a lever as lines of quarters with the file and line behind each piece."""
        return lines(self, lever)

    def _lay_changes(self) -> None:
        problems: list[Problem] = []
        beyond: list[Beyond] = []
        touched = dict.fromkeys(change.lever for change in self.changes)
        for name in touched:
            lever = self.ground.registers.lever(name)
            laid = self._laid(lever)
            self.paths[lever.field] = laid.path
            problems.extend(laid.problems)
            beyond.extend(laid.beyond)
        self._check_sums(touched, problems)
        if problems:
            raise InputError(problems)
        self.beyond = tuple(beyond)

    def _laid(self, lever: Lever) -> Laid:
        """Return the path of a lever under its changes; other laws of the ground share it."""
        changes = tuple(self.changes_of(lever.id))
        standing = lever.clause in self.clauses
        dates = self.phase_dates.tobytes() if standing and lever.opinion.by_park else b""
        key = lever.id, changes, standing, dates
        memory = self.ground.memory
        if key not in memory:
            if len(memory) >= _REMEMBERED:
                memory.clear()
            memory[key] = _lay(self.ground, lever, self.base(lever), changes)
        return memory[key]

    def _check_sums(self, touched: Iterable[str], problems: list[Problem]) -> None:
        levers = self.ground.registers.levers
        for parts in self.ground.registers.sum_groups.values():
            changed = [part for part in parts if part in touched]
            if not changed:
                continue
            sums = np.sum([self.paths[levers[part].field] for part in parts], axis=0)
            wrong = np.abs(sums - 1.0) > _TOLERANCE
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
    version = 0  # each quarter has its own

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


def _lay(ground: Ground, lever: Lever, base: np.ndarray, changes: tuple[Change, ...]) -> Laid:
    problems = collisions(changes)
    beyond: list[Beyond] = []
    path = base.copy()
    for change in changes:
        wrong = misfits(change, lever)
        problems.extend(wrong)
        if not wrong:
            values = ground.laid(path, change)
            _note_outside(lever, change, values, beyond, problems)
    path.flags.writeable = False
    return Laid(path, tuple(beyond), tuple(problems))


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
    slack = _TOLERANCE * (high - low)
    least, most = float(values.min()), float(values.max())
    farthest = least if low - least > most - high else most
    if low - slack <= least and most <= high + slack:
        return
    if change.beyond and (lever.kind != "share" or (least >= 0 and most <= 1)):
        beyond.append(Beyond(lever.id, farthest, change.why, change.place))
    else:
        do = "Lessen the change, or allow it with beyond_range: true and a why."
        problems.append(Problem(change.place, lever.check(farthest) or "", do))
