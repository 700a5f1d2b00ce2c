"""What a plan is going to take: runs, core-hours, disk."""

from __future__ import annotations

from dataclasses import dataclass

from sim.runs.experiment import BYTES_A_RUN, Place, lost
from sim.runs.pace import Pace, pace
from sim.runs.plan import Plan
from sim.runs.storage.store import Store


@dataclass(frozen=True)
class Forecast:
    """What a plan is going to take.

    runs      planned        distinct  without what is equal        todo  not in the store yet
    pace      how long a run takes
    added     runs beyond these that a rule of replicates may ask for, and the store does not hold
    """

    runs: int
    distinct: int
    todo: int
    pace: Pace
    added: int = 0

    @property
    def seconds(self) -> float:
        """Seconds of one core that a run takes."""
        return self.pace.seconds

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


def forecast(plan: Plan, place: Place, most: int = 0, *, trial: bool = False) -> Forecast:
    """Return what a plan is going to take.

    most   replicates that a rule may ask for; 0 if there are those of the plan alone
    trial  whether a run may be tried to find out how long it takes (`sim.runs.pace`)
    """
    distinct = len(plan.distinct())
    todo = distinct if plan.world.check else len(lost(plan, place))
    added = 0
    if most > plan.replicates:
        added = len(lost(plan.with_replicates(most), place)) - len(lost(plan, place))
    return Forecast(
        len(plan.runs), distinct, todo, pace(plan, Store(place.store), trial=trial), added
    )
