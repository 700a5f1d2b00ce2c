"""The special fund of the zone: where its money comes from, which park gets it, major projects.

Part of stage 5 (`sim.behaviour.budget`).
"""

from __future__ import annotations

import math

from sim.core.equation import equation
from sim.core.luck import identity, uniform
from sim.core.plain import buffer, spend
from sim.core.stage import stage

MILLION_A_BILLION = 1000.0
LEADING = 16  # entries of the column of leading industries
RECEIVERS = 8  # entries of the column of receivers
PROJECTS = 32  # places for large plants of a quarter
SMALLEST = 1e-12  # share below which a site is hopeless


@equation
def claim(performance_weight, size_share, rank_share, priority_loss, noticed):
    """Claim of a park on the special fund before shares are renormalized (E9).

    [(1 - pw) size share + pw rank share] (1 - notice_priority_loss noticed)
    performance_weight, shares, priority_loss  share      noticed  0 or 1      Returns a share.
    """
    split = (1.0 - performance_weight) * size_share + performance_weight * rank_share
    return split * (1.0 - priority_loss * noticed)


@equation
def rank_weight(rank, listed):
    """Share of a rank among the listed parks, falling in a line from the best to the last (E9).

    rank  count, 1 is best, 0 not ranked yet      listed  count of parks      Returns a share.
    """
    if rank < 1:
        return 1.0 / listed
    if rank > listed:
        return 0.0
    return 2.0 * (listed + 1.0 - rank) / (listed * (listed + 1.0))


@equation
def projects_due(a_year, quarter):
    """Major projects of a quarter, so that a year brings them all (E9).

    a_year  n_major, count a year      quarter  quarter of the year, 0-3      Returns a count.
    """
    return math.floor(a_year * (quarter + 1) / 4) - math.floor(a_year * quarter / 4)


@equation
def site_score(u, weight):
    """Score of a park as a site: the largest score wins with a chance by weight (E9).

    ln(u)/weight      u  uniform      weight  share      Returns a number, the larger the better.
    """
    return math.log(u) / max(weight, SMALLEST)


@stage
def share_fund(parks, districts, law, assume, ledger, budgets, solved, clock):
    """City and districts pay in; once a year the parks' shares are set; prizes are paid (E9).

    A park without status gets nothing from the next year on; those that take over from it get its
    claim. The best parks share the prize, which comes off the top.
    """
    size = law.zone.special_fund_size * MILLION_A_BILLION * solved.zone_scale
    tax = 0.0
    for district in districts:
        tax += district.revenue
    spend(
        ledger.flow,
        ledger.public,
        ledger.for_special_fund_money,
        ledger.city,
        ledger.special_fund,
        (1.0 - assume.special_fund_district_share) * size / 4.0,
        budgets.part[ledger.city],
    )
    for district in districts:
        if tax > 0.0:
            spend(
                ledger.flow,
                ledger.public,
                ledger.for_special_fund_money,
                ledger.districts + district.row,
                ledger.special_fund,
                assume.special_fund_district_share * size * district.revenue / tax / 4.0,
                budgets.part[ledger.districts + district.row],
            )
    prize = law.zone.assessment_reward_share * size
    if clock.quarter_of_year == 0:
        places = len(parks)
        claims = buffer(places)
        staff = 0.0
        listed = 0.0
        for park in parks:
            if park.row > 0:
                staff += park.staff_total
                if park.status > 0.0:
                    listed += 1.0
        total = 0.0
        for park in parks:
            if park.row == 0 or listed == 0.0:
                continue
            big = 0.0
            if staff > 0.0:
                big = park.staff_total / staff
            own = claim(
                law.zone.special_fund_performance_weight,
                big,
                rank_weight(park.rank, listed),
                law.zone.assessment_notice_priority_loss,
                park.noticed,
            )
            total += own
            if park.status > 0.0:
                claims[park.row] += own
                continue
            takers = 0
            for r in range(RECEIVERS):
                if park.receivers[r] > 0:
                    takers += 1
            for r in range(takers):
                claims[park.receivers[r]] += own / takers
            if takers == 0:
                total -= own
        for park in parks:
            park.fund_share = 0.0
            if total > 0.0:
                park.fund_share = claims[park.row] / total
            money = (size - prize) * park.fund_share
            park.research_money = money * law.zone.special_fund_mix_research
            park.conversion_money = money * law.zone.special_fund_mix_conversion
            park.facility_money = money * law.zone.special_fund_mix_facilities
    for park in parks:
        if 1 <= park.rank <= assume.top_places and park.district >= 0 and park.status > 0.0:
            spend(
                ledger.flow,
                ledger.public,
                ledger.for_prizes,
                ledger.special_fund,
                ledger.districts + park.district,
                prize / assume.top_places / 4.0,
                budgets.part[ledger.special_fund],
            )


@stage
def place_projects(parks, industries, law, assume, luck, clock, projects, solved):
    """Place the major projects of the quarter (E9).

    Industry and number are the same in every scenario: industries are drawn by their plant staff,
    and a zone smaller than the register's has fewer projects.
    The site is a listed park that leads in the industry, if there is one; by rank with probability
    special_fund.project_priority, else by size.
    """
    due = int(
        projects_due(assume.major_projects_year, clock.quarter_of_year) * solved.zone_scale
        + uniform(luck.due, 0, 0)
    )
    count = len(industries)
    listed = 0.0
    plants = 0.0
    for park in parks:
        if park.row > 0 and not park.delisted:
            listed += 1.0
    for k in range(count):
        plants += assume.plant_share[k] * assume.staff_start[k]
    if listed == 0.0 or plants <= 0.0:
        return
    for number in range(due):
        place = projects.count[0]
        if place >= PROJECTS:
            continue
        project = identity(luck.ever.project, clock.quarter, number)
        left = uniform(luck.industry, project, 0) * plants
        kind = 0
        while kind < count - 1 and left >= assume.plant_share[kind] * assume.staff_start[kind]:
            left -= assume.plant_share[kind] * assume.staff_start[kind]
            kind += 1
        matching = 0.0
        for park in parks:
            if park.row > 0 and not park.delisted:
                matching += park.leading[kind]
        by_rank = uniform(luck.priority, project, 0) < law.zone.special_fund_project_priority
        best = 0
        best_score = 0.0
        for park in parks:
            if park.row == 0 or park.delisted:
                continue
            if matching > 0.0 and park.leading[kind] == 0.0:
                continue
            weight = max(park.staff_total, 1.0)
            if by_rank:
                weight = rank_weight(park.rank, listed)
            score = site_score(uniform(luck.site, project, park.row), weight)
            if best == 0 or score > best_score:
                best = park.row
                best_score = score
        projects.park[place] = best
        projects.industry[place] = kind
        projects.staff[place] = int(assume.major_project_staff)
        projects.number[place] = number
        projects.count[0] = place + 1
