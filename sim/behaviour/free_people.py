"""Burn-in only: keep as many people searching as at the start.

Burn-in has no newcomers and no closing firms, so that everybody would find work and the first real
year would have to fill the pool of searchers again at the cost of two per cent of staff.
"""

from __future__ import annotations

from sim.core.equation import equation
from sim.core.luck import uniform
from sim.core.plain import buffer
from sim.core.stage import stage


@equation
def freed_share(wanted, idle, everybody):
    """Share of the people at work who must search so that a wanted share of all searches.

    (u0 - u)/(1 - u), not below 0; specification 2.4, item 10, `start_searching_share`
    wanted  share      idle, everybody  persons      Returns a share.
    """
    if everybody <= 0.0 or idle >= everybody:
        return 0.0
    share = idle / everybody
    return max(0.0, (wanted - share) / (1.0 - share))


@stage
def free_people(talents, industries, assume, luck):
    """People of each industry lose their work by chance until the start's share searches."""
    count = len(industries)
    idle = buffer(count)
    everybody = buffer(count)
    for talent in talents:
        if talent.alive:
            everybody[talent.industry] += talent.weight
            if talent.employer < 0:
                idle[talent.industry] += talent.weight
    for person in talents:
        if person.alive and person.employer >= 0:
            k = person.industry
            share = freed_share(assume.start_searching_share, idle[k], everybody[k])
            if uniform(luck.free, person.uid, 0) < share:
                person.employer = -1
                person.tenure = 0
