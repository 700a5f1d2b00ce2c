"""A change: what one line of a scenario file does to one lever, where and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from sim.core import quarters
from sim.core.errors import Problem
from sim.policy.lever import Lever

BY_PLACE = ("park", "district")  # scopes of a lever that may differ from park to park


@dataclass(frozen=True)
class Change:
    """One change of a lever.

    lever       id of the lever
    kind        ``value`` (set to amount), ``scale`` (times amount), ``add`` (plus amount) or
                ``baseline`` (the value before the Opinion; amount is not used)
    amount      number in the lever's unit, or a factor
    start       first quarter
    over        quarters in which it is reached in equal steps; 1 = at once
    until       last quarter; None: for good
    parks       numbers of the parks it reaches; None: all parks of the zone
    industries  numbers of the industries it reaches; None: all
    why         reason given for it
    place       ``file:line:column  key`` that people are shown
    depth       rank of its file: a child's changes lie over its parent's, a factor's over both
    beyond      whether it may leave the lever's range
    """

    lever: str
    kind: str
    amount: float
    start: int
    over: int = 1
    until: int | None = None
    parks: tuple[int, ...] | None = None
    industries: tuple[int, ...] | None = None
    why: str = ""
    place: str = ""
    depth: int = 0
    beyond: bool = False

    def reaches_part_of(self, other: Change) -> bool:
        """Whether both changes reach one park and one industry in common."""
        return _meet(self.parks, other.parks) and _meet(self.industries, other.industries)

    def collides_with(self, later: Change) -> bool:
        """Whether a change of the same file that starts no earlier leaves it open which holds."""
        if self.lever != later.lever or not self.reaches_part_of(later):
            return False
        return self.start == later.start or (self.until is not None and later.start <= self.until)


def misfits(change: Change, lever: Lever) -> list[Problem]:
    """Return what a change asks of its lever that the lever cannot do."""
    problems = []

    def wrong(what: str, do: str) -> None:
        problems.append(Problem(change.place, what, do))

    if change.parks is not None and lever.scope not in BY_PLACE:
        what = f"{lever.id} is the same in all parks, so a change of it names none."
        wrong(what, "Delete the line with parks.")
    if change.industries is not None and lever.scope != "industry":
        what = f"{lever.id} does not differ by industry, so a change of it names none."
        wrong(what, "Delete the line with industries.")
    if change.beyond and not change.why:
        wrong("A change beyond its lever's range has no reason.", "Give it with why.")
    if lever.kind in ("switch", "choice"):
        if change.kind in ("scale", "add"):
            wrong(f"{lever.id} is a {lever.kind}: it has no multiples.", "Set it with value.")
        elif change.over > 1:
            wrong(f"{lever.id} is a {lever.kind}: it has no steps.", "Delete the line with over.")
    if change.kind == "value":
        if what := lever.misfit(change.amount):
            wrong(what, f"Look it up with: parksim show {lever.id}")
        elif not change.beyond and (what := lever.outside(change.amount)):
            wrong(what, "Stay in the range, or allow it with beyond_range: true and a why.")
    return problems


def collisions(changes: Iterable[Change]) -> list[Problem]:
    """Return a problem for every two changes of one file of which it is open which holds.

    Two changes collide if they reach the same park from the same quarter on, or if one starts
    within another's first and last quarter; a more precise target is no precedence.
    """
    problems = []
    ordered = sorted(changes, key=lambda change: (change.lever, change.depth, change.start))
    for first, second in combinations(ordered, 2):
        if first.depth != second.depth or not first.collides_with(second):
            continue
        start = quarters.text(second.start)
        what = f"From {start} on, two changes of {first.lever} reach the same park or industry."
        do = f"The other is at {first.place}\nGive one an earlier last quarter, or other parks."
        problems.append(Problem(second.place, what, do))
    return problems


def _meet(one: tuple[int, ...] | None, other: tuple[int, ...] | None) -> bool:
    return one is None or other is None or not set(one).isdisjoint(other)
