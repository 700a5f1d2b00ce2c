"""Stage 29: one loop writes the cells that the next quarter and the indicators read."""

from __future__ import annotations

import math

from sim.core.equation import equation
from sim.core.plain import buffer
from sim.core.stage import stage


@equation
def congestion(staff, staff_start):
    """Density above its opening value, in logs (E30).   [ln(Dens/Dens_2023)]+

    staff, staff_start  persons      Returns log points >= 0.
    """
    if staff <= 0.0 or staff_start <= 0.0:
        return 0.0
    return max(0.0, math.log(staff / staff_start))


@stage
def tally_firms(firms, cells, industries, assume):
    """Sum operating firms into their cells."""
    count = len(industries)
    for cell in cells:
        cell.firms = 0.0
        cell.own_staff_last = cell.own_staff
        cell.staff = 0.0
        cell.revenue = 0.0
        cell.value_added = 0.0
        cell.wage_bill = 0.0
        cell.knowledge = 0.0
        cell.founding = 0.0
        cell.profit = 0.0
        cell.loss_makers = 0.0
        cell.productivity = 0.0
    for firm in firms:
        if not firm.operating:
            continue
        here = cells[firm.park * count + firm.industry]
        n = firm.weight
        here.firms += n
        here.staff += n * firm.staff
        here.founding += n * firm.founding * assume.talent_share[firm.industry]
        here.revenue += n * firm.revenue
        here.value_added += n * firm.value_added_share * firm.revenue
        here.wage_bill += n * firm.staff * firm.wage
        here.knowledge += n * firm.knowledge
        here.profit += n * firm.profit
        here.productivity += n * firm.staff * firm.log_productivity
        if firm.profit < 0.0:
            here.loss_makers += n
    for place in cells:
        place.own_staff = place.staff
        place.skilled_staff = place.staff * assume.talent_share[place.industry]


@stage
def tally_people(talents, firms, cells, parks, industries, assume, space, people, moves):
    """Sum talents into the cells where they work; small cells lean on their industry's mean.

    People follow a firm that moved; those whose firm moved out of the sampled cells look for work.
    """
    count = len(industries)
    rows = buffer(len(cells))
    skill = buffer(len(cells))
    marked = buffer(len(cells))
    city_rows = buffer(count)
    city_skill = buffer(count)
    city_marked = buffer(count)
    idle = 0.0
    work = 0.0
    way = 0.0
    for cell in cells:
        cell.talents = 0.0
        cell.human_capital_last = cell.human_capital
    for talent in talents:
        if not talent.alive:
            continue
        if talent.employer >= 0:
            firm = firms[talent.employer]
            if talent.work_park != firm.park:
                moves.talents[talent.work_park, firm.park] += talent.weight
                talent.work_park = firm.park
            if not cells[talent.work_park * count + talent.industry].sampled:
                talent.employer = -1
                talent.tenure = 0
        if talent.employer < 0:
            idle += talent.weight
            continue
        work += talent.weight
        way += talent.weight * space.km[talent.home_park, talent.work_park]
        here = cells[talent.work_park * count + talent.industry]
        c = here.row
        k = talent.industry
        here.talents += talent.weight
        rows[c] += 1.0
        skill[c] += talent.human_capital
        city_rows[k] += 1.0
        city_skill[k] += talent.human_capital
        if talent.trained:
            marked[c] += 1.0
            city_marked[k] += 1.0
    people.stock[0] = idle
    people.stock[1] = work
    people.stock[2] = way
    for park in parks:
        park.talents = 0.0
    for place in cells:
        c = place.row
        k = place.industry
        parks[place.park].talents += place.talents
        mean = 1.0
        share = assume.trained_share_start
        if city_rows[k] > 0.0:
            mean = city_skill[k] / city_rows[k]
            share = city_marked[k] / city_rows[k]
        if place.sampled:
            m = assume.fill_prior_weight
            place.human_capital = (skill[c] + m * mean) / (rows[c] + m)
            place.trained_share = (marked[c] + m * share) / (rows[c] + m)
        else:
            place.human_capital = mean
            place.trained_share = share


@stage
def tally_places(cells, parks, industries, space, assume):
    """Staff within reach, supplier staff within reach, and the totals of parks."""
    count = len(industries)
    places = len(parks)
    everyone = buffer(places)
    for park in parks:
        park.staff_total = 0.0
        park.status_last = park.status
        park.congestion_last = park.congestion
    for cell in cells:
        everyone[cell.park] += cell.staff
        parks[cell.park].staff_total += cell.staff
    for zone_park in parks:
        zone_park.congestion = congestion(zone_park.staff_total, zone_park.density_start)
    for place in cells:
        k = place.industry
        place.reach_last = place.reach
        place.suppliers_last = place.suppliers
        place.reach = 0.0
        place.suppliers = 0.0
        for q in range(places):
            near = math.exp(-space.km[place.park, q] / assume.agglomeration_decay)
            place.reach += near * (everyone[q] - cells[q * count + k].staff)
            for j in range(count):
                weight = space.supplier_weight[k, j]
                if weight > 0.0:
                    place.suppliers += near * weight * cells[q * count + j].staff


def tally(model):
    """Run stage 29: firms, people, places."""
    tally_firms(model)
    tally_people(model)
    tally_places(model)
