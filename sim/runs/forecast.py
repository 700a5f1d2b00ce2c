"""What a plan is going to take: runs, core-hours, disk."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from sim.runs.experiment import BYTES_A_RUN, Place, lost
from sim.runs.plan import Plan
from sim.runs.storage.journal import Entry
from sim.runs.storage.store import Store

GUESS = {"draft": 1.0, "standard": 3.0, "full": 40.0}  # seconds a run of 13 years, one core
RECENT = 100  # runs: those before them may have shared the machine with others
_QUARTERS = 52


@dataclass(frozen=True)
class Forecast:
    """What a plan is going to take.

    runs      planned        distinct  without what is equal        todo  not in the store yet
    seconds   a run, on one core
    measured  runs of the store behind ``seconds``; 0 if it is a guess
    added     runs beyond these that a rule of replicates may ask for, and the store does not hold
    """

    runs: int
    distinct: int
    todo: int
    seconds: float
    measured: int
    added: int = 0

    @property
    def stored(self) -> int:
        """Distinct runs that the store holds already."""
        return self.distinct - self.todo

    @property
    def core_hours(self) -> float:
        """Hours of one core."""
        return self.todo * self.seconds / 3600

    @property
    def most_core_hours(self) -> float:
        """Hours of one core if the rule asks for all that it may."""
        return (self.todo + self.added) * self.seconds / 3600

    @property
    def disk(self) -> int:
        """Bytes, about."""
        return self.todo * BYTES_A_RUN

    @property
    def most_disk(self) -> int:
        """Bytes, about, if the rule asks for all that it may."""
        return (self.todo + self.added) * BYTES_A_RUN


def forecast(plan: Plan, place: Place, most: int = 0) -> Forecast:
    """Return what a plan is going to take.

    most  replicates that a rule may ask for; 0 if there are those of the plan alone
    The seconds of a run are the median of what the last runs of this resolution in the store of the
    result took per quarter; without any, a guess by resolution.
    """
    first = plan.scenarios[0]
    quarters = first.last - first.first + 1
    took = [
        entry.seconds / entry.rows["quarters"]
        for entry in _last(Store(place.store), plan.world.resolution)
    ]
    each = median(took) if took else GUESS[plan.world.resolution] / _QUARTERS
    distinct = len(plan.distinct())
    todo = distinct if plan.world.check else len(lost(plan, place))
    added = 0
    if most > plan.replicates:
        added = len(lost(plan.with_replicates(most), place)) - len(lost(plan, place))
    return Forecast(len(plan.runs), distinct, todo, each * quarters, len(took), added)


def _last(store: Store, resolution: str) -> list[Entry]:
    """Return the runs of the latest parts, about as many as say what a machine does now."""
    held: dict[str, list[Entry]] = {}
    for entry in store.entries.values():
        if entry.resolution == resolution and entry.rows.get("quarters"):
            held.setdefault(entry.part, []).append(entry)
    found: list[Entry] = []
    for part in sorted(held, key=store.written, reverse=True):
        found += held[part]
        if len(found) >= RECENT:
            break
    return found
