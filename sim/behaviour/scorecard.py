"""The yearly table behind the assessment: what each park shows quarter by quarter (E3).

Runs after `sim.behaviour.tally`. `sim.behaviour.assess` reads the sums in the first quarter of the
next year and sets them to 0. Order of the entries: industry 0-3, innovation 4-7, environment 8-10,
service 11-13, then effort and the number of quarters.
"""

from __future__ import annotations

import math

import numpy as np

from sim.core.equation import equation
from sim.core.plain import buffer
from sim.core.stage import stage

INDICATORS = 14
EFFORT = 14  # place of effort among the sums of the year
QUARTERS = 15  # place of the number of quarters
PER = 1000.0  # staff and firms are counted by the thousand


@equation
def rate(part, whole):
    """Part over whole (E3); 0 where the whole is 0.

    part, whole  any unit, such as persons      Returns a ratio.
    """
    if whole <= 0.0:
        return 0.0
    return part / whole


@equation
def log_growth(now, before):
    """Growth of a quarter in logs (E3); 0 where there was nothing before.

    now, before  million yuan/year      Returns log points.
    """
    if now <= 0.0 or before <= 0.0:
        return 0.0
    return math.log(now / before)


@equation
def vacancy_distance(vacancy, natural_vacancy):
    """Distance of vacancy from its natural rate (E3): too much and too little both count.

    |v - v*|      vacancy, natural_vacancy  share of stock      Returns a share.
    """
    return abs(vacancy - natural_vacancy)


@stage
def scorecard(cells, parks, industries, assume):
    """Add the indicators of the quarter to those of the year (E3).

    Approval days, rent and the distance of vacancy are entered with a minus sign: less is better.
    """
    count = len(industries)
    places = len(parks)
    revenue = buffer(places)
    firms = buffer(places)
    staff = buffer(places)
    leading_staff = buffer(places)
    zone_staff = buffer(count)
    everyone = 0.0
    research = buffer(places)
    granted = buffer(places)
    certified = buffer(places)
    for cell in cells:
        p = cell.park
        revenue[p] += cell.revenue
        firms[p] += cell.firms
        staff[p] += cell.staff
        research[p] += cell.research
        granted[p] += cell.granted
        certified[p] += cell.high_tech
        if p > 0:
            zone_staff[cell.industry] += cell.staff
            everyone += cell.staff
            if parks[p].leading[cell.industry] > 0:
                leading_staff[p] += cell.staff
    for park in parks:
        if park.row == 0:
            continue
        here = park.row
        usual = 0.0
        for k in range(count):
            if park.leading[k] > 0:
                usual += zone_staff[k]
        stock = park.stock[0] + park.stock[1] + park.stock[2]
        rent = 0.0
        distance = 0.0
        for c in range(3):
            natural = assume.natural_vacancy_plant
            if c == 0:
                natural = assume.natural_vacancy_business
            elif c == 1:
                natural = assume.natural_vacancy_tower
            rent += rate(park.stock[c] * park.rent[c], stock)
            if park.stock[c] > 0.0:
                gap = vacancy_distance(rate(park.stock[c] - park.let[c], park.stock[c]), natural)
                distance += rate(park.stock[c] * gap, stock)
        rounds = 0.0
        for r in range(5):
            rounds += park.rounds[r]
        park.year[0] += log_growth(revenue[here], park.sales_last)
        park.year[1] += rate(rate(leading_staff[here], staff[here]), rate(usual, everyone))
        park.year[2] += rate(revenue[here], park.planned_area)
        park.year[3] += rate(park.tax, park.planned_area)
        park.year[4] += rate(PER * granted[here], staff[here])
        park.year[5] += rate(research[here], revenue[here])
        park.year[6] += rate(PER * park.registrations, firms[here])
        park.year[7] += rate(PER * rounds, firms[here])
        park.year[8] -= park.approval_days
        park.year[9] -= rent
        park.year[10] -= distance
        park.year[11] += park.services
        park.year[12] += park.incubator_quality
        park.year[13] += rate(certified[here], firms[here])
        park.year[EFFORT] += park.effort
        park.year[QUARTERS] += 1.0
        park.sales_last = revenue[here]


def open_scorecard(model) -> None:
    """Set the revenue of the parks at the opening, against which the first quarter grows."""
    cells, parks = model.tables["cells"], model.tables["parks"]
    revenue = cells.column("revenue").reshape(len(parks), -1).sum(axis=1)
    parks.column("sales_last")[...] = revenue


def open_scoring() -> dict[str, np.ndarray]:
    """Return the yardstick of the scores before the base year is known.

    known   1 once it is      effort  mean effort of the base year, share of staff time
    mean, spread  of the indicators over parks      size  indicators of each head
    """
    return {
        "known": np.zeros(1),
        "effort": np.zeros(1),
        "mean": np.zeros(INDICATORS),
        "spread": np.zeros(INDICATORS),
        "size": np.array([4.0, 4.0, 3.0, 3.0]),
    }
