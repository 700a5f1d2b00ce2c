"""When a difference between two laws can first act, and when its first consequence can be seen."""

from __future__ import annotations

import numpy as np

from sim.core import quarters
from sim.policy.law import Law
from sim.policy.lever import Lever

# In the first quarter of a year the assessment judges the year before, and a first fail only
# brings a notice: what is decided there can cost a park its status a year later (equation E5).
YEARS_TO_SEE = {"assessment": 1}


def first_action(one: Law, other: Law) -> dict[str, int]:
    """Return for each lever that differs the first quarter in which a stage reads two values.

    Quarters that only one of them covers do not count. A lever that acts yearly is read in the
    first quarter of a year. Levers that differ only while nothing reads them are left out.
    """
    found = {}
    start = max(one.first, other.first)
    for lever in one.ground.registers.levers.values():
        mine, theirs = one.paths[lever.field], other.paths[lever.field]
        if mine is theirs:
            continue
        mine, theirs = mine[start - one.first :], theirs[start - other.first :]
        span = min(len(mine), len(theirs))
        differs = (mine[:span] != theirs[:span]).reshape(span, -1).any(axis=1)
        for place in np.flatnonzero(differs):
            quarter = start + int(place)
            if not _yearly(lever) or quarters.of_year(quarter) == 0:
                found[lever.id] = quarter
                break
    return found


def first_visible(one: Law, other: Law) -> dict[str, int]:
    """Return for each lever that differs the first quarter in which a consequence is possible.

    A pass mark raised from 2025Q1 can delist nobody before 2026Q1, one raised later in 2025 nobody
    before 2027Q1.
    """
    return {
        name: quarter + 4 * YEARS_TO_SEE.get(name.partition(".")[0], 0)
        for name, quarter in first_action(one, other).items()
    }


def _yearly(lever: Lever) -> bool:
    return lever.acts.startswith("yearly")
