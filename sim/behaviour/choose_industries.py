"""Stage 4: parks choose the industries they lead in, in review years and when their limit moves."""

from __future__ import annotations

import math

from sim.core.equation import equation
from sim.core.plain import buffer, order
from sim.core.stage import stage


@equation
def leading_value(own, quotient, city, priority, listed, duplicate, others, inertia, leads):
    """Value of an industry as a leading one (E7).

    U = w1 ln(1 + LQ) + w2 city_priority list - w3 coordination others/P + w4 1[already leading]
    own, inertia  weights w1 and w4, -      quotient  location quotient LQ, -
    city  w2, -      priority  industry.city_priority, 0-1      listed  on the city's list, 0 or 1
    duplicate  w3 times governance.city_coordination      others  other parks that lead in it, share
    leads  0 or 1      Returns utility.      Source: form and weights assumed.
    """
    strength = own * math.log(1.0 + quotient)
    return strength + city * priority * listed - duplicate * others + inertia * leads


@equation
def quotient_of(here, total_here, zone, total_zone):
    """Location quotient of an industry (E7); 0 in an empty park.

    here, total_here, zone, total_zone  persons      Returns a ratio.
    """
    if total_here <= 0.0 or zone <= 0.0:
        return 0.0
    return here / total_here / (zone / total_zone)


@stage
def review_industries(cells, parks, industries, law, assume, clock, budgets, ledger):
    """Parks take the best industries above their median value, at most as many as allowed (E7).

    They review in the first quarter of every third year from 2025 on, and in the quarter in which
    the limit of their own changes. All look at what the others led in before.
    """
    count = len(industries)
    places = len(parks)
    first = assume.lead_review_first_year
    review = False
    if clock.quarter_of_year == 0 and clock.year >= first:
        turn = (clock.year - first) / assume.lead_review_years
        review = turn == math.floor(turn)
    changed = False
    for park in parks:
        limit = law[park.row].industry_max_leading
        if clock.elapsed == 0:
            park.max_leading = int(limit)
        elif park.max_leading != int(limit):
            changed = True
    if not review and not changed:
        return
    staff = buffer(places)
    zone = buffer(count)
    leaders = buffer(count)
    everyone = 0.0
    for cell in cells:
        if cell.park > 0:
            staff[cell.park] += cell.staff
            zone[cell.industry] += cell.staff
            everyone += cell.staff
            leaders[cell.industry] += parks[cell.park].leading[cell.industry]
    value = buffer(count)
    coordination = law.zone.governance_city_coordination * budgets.part[ledger.city]
    for park in parks:
        allowed = int(law[park.row].industry_max_leading)
        if park.row == 0 or not (review or park.max_leading != allowed):
            continue
        park.max_leading = allowed
        for k in range(count):
            value[k] = -leading_value(
                assume.lead_choice_own_strength,
                quotient_of(cells[park.row * count + k].staff, staff[park.row], zone[k], everyone),
                assume.lead_choice_city_list,
                law.zone.industry_city_priority,
                industries[k].leading,
                assume.lead_choice_duplicates * coordination,
                (leaders[k] - park.leading[k]) / (places - 1.0),
                assume.lead_choice_inertia,
                park.leading[k],
            )
        best = order(value, count)
        median = (value[best[(count - 1) // 2]] + value[best[count // 2]]) / 2.0
        for k in range(count):
            park.leading[k] = 0.0
        for r in range(min(allowed, count)):
            if value[best[r]] < median:
                park.leading[best[r]] = 1.0


def choose_industries(model) -> None:
    """Run stage 4."""
    review_industries(model)
