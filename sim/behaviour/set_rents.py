"""Stage 9: rents answer vacancy and cost, and firms take or give up floor.

Every firm's floor follows its need at once; where a class of a park cannot serve all who want more,
they are served in keyed order until the space is gone. The rest of the city has no limit of floor.
"""

from __future__ import annotations

import math

from sim.agents.firm import PLANT
from sim.behaviour.build import of_class, vacancy_rate
from sim.behaviour.world import fading_growth
from sim.core.equation import equation
from sim.core.luck import uniform
from sim.core.plain import buffer, counters, order
from sim.core.stage import stage


@equation
def asking_rent(rent, rent_start, cost_rent, emptier, adjustment, pull, floor):
    """Asking rent of the quarter (E16).

    dr/r = a_v (v* - v) + a_e ln(r_eq/r), not below a share of the opening rent
    rents  yuan/m2/day      emptier  v - v*, share      adjustment, pull  per quarter
    floor  share of the opening rent      Returns yuan/m2/day.
    Source: Hendershott 1996 (form); size assumed.
    """
    change = pull * math.log(cost_rent / rent) - adjustment * emptier
    return max(floor * rent_start, rent * (1.0 + change))


@equation
def tightness_of_use(dearer, elasticity):
    """How tightly floor is used when it grows dear (E16).   (r/r_0)^-0.3

    dearer  ln(r/r_0), log points      elasticity  -
    Returns floor per worker over that at the opening rent.
    """
    return math.exp(elasticity * dearer)


@equation
def rent_index(plant_share, plant2_share, log_office, log_plant, log_plant2, subsidy, step):
    """Rent index of a firm's floor (E16), net of subsidy.

    ln r = (1 - plant) ln r_office + plant ln r_plant + ln(1 - subsidy)
    plant_share  share of staff in plants, plant2_share  of which at the second site
    step  rent step on plant after missed terms, share      Returns log yuan/m2/day.
    """
    here = max(0.0, plant_share - plant2_share)
    there = plant_share - here
    dearer = 0.0
    if step > 0.0:
        dearer = math.log(1.0 + step)
    cheaper = 0.0
    if subsidy > 0.0:
        cheaper = math.log(1.0 - subsidy)
    return (
        (1.0 - plant_share) * log_office
        + here * (log_plant + dearer)
        + there * log_plant2
        + cheaper
    )


@stage
def ask_rents(parks, assume, clock):
    """Rents rise where little is vacant and drift to the rent that covers cost (E16)."""
    growth = fading_growth(
        assume.wage_growth_start,
        assume.wage_growth_long,
        clock.time,
        clock.opening_time,
        assume.wage_growth_fade,
    )
    for park in parks:
        for c in range(3):
            park.rent_last[c] = park.rent[c]
            if clock.elapsed > 0:
                park.cost_rent[c] *= math.exp(assume.cost_rent_wage_pass * growth / 4.0)
            if park.district < 0:
                park.rent[c] = park.cost_rent[c]
            elif park.stock[c] > 0.0:
                natural = of_class(
                    c,
                    assume.natural_vacancy_business,
                    assume.natural_vacancy_tower,
                    assume.natural_vacancy_plant,
                )
                park.rent[c] = asking_rent(
                    park.rent[c],
                    park.rent_start[c],
                    park.cost_rent[c],
                    vacancy_rate(park.stock[c], park.let[c]) - natural,
                    assume.rent_adjustment,
                    assume.rent_pull_to_cost,
                    assume.rent_floor,
                )


@stage
def let_floor(firms, parks, law, assume, luck, clock):
    """Firms give up the floor they do not need and take what they need while space is free (E16).

    Parts of a firm's floor: 0 office, 1 plant, 2 plant of the second site. A pool is one class of
    one park, number park * 3 + class. In the opening quarter the rent index has no change.
    """
    pools = 3 * len(parks)
    log_rent = buffer(pools)
    use = buffer(pools)
    held = buffer(pools)
    wanted = buffer(pools)
    free = buffer(pools)
    short = counters(pools)
    need = buffer(3 * len(firms))
    for park in parks:
        for c in range(3):
            if park.rent[c] > 0.0:
                log_rent[park.row * 3 + c] = math.log(park.rent[c])
                use[park.row * 3 + c] = tightness_of_use(
                    math.log(park.rent[c] / park.rent_start[c]), assume.floor_rent_elasticity
                )
    for firm in firms:
        if not firm.operating:
            continue
        share = assume.plant_share[firm.industry]
        there = min(share, firm.plant2_share)
        office = firm.park * 3 + firm.office_class
        plant = firm.park * 3 + PLANT
        plant2 = max(firm.park2, 0) * 3 + PLANT
        a_worker = of_class(
            firm.office_class,
            assume.floor_per_office_worker_business,
            assume.floor_per_office_worker_tower,
            0.0,
        )
        first = 3 * firm.row
        need[first] = a_worker * firm.staff * (1.0 - share) * use[office]
        need[first + 1] = assume.floor_per_plant_worker * firm.staff * (share - there) * use[plant]
        need[first + 2] = assume.floor_per_plant_worker * firm.staff * there * use[plant2]
        firm.floor_need = need[first] + need[first + 1] + need[first + 2]
        firm.office_floor = min(firm.office_floor, need[first])
        firm.plant_floor = min(firm.plant_floor, need[first + 1])
        firm.plant2_floor = min(firm.plant2_floor, need[first + 2])
        held[office] += firm.weight * firm.office_floor
        held[plant] += firm.weight * firm.plant_floor
        held[plant2] += firm.weight * firm.plant2_floor
        wanted[office] += firm.weight * (need[first] - firm.office_floor)
        wanted[plant] += firm.weight * (need[first + 1] - firm.plant_floor)
        wanted[plant2] += firm.weight * (need[first + 2] - firm.plant2_floor)
        subsidy = 0.0
        if firm.age < assume.rent_subsidy_quarters:
            subsidy = law[firm.park].floor_rent_subsidy
        firm.log_rent_last = firm.log_rent
        firm.log_rent = rent_index(
            share,
            there,
            log_rent[office],
            log_rent[plant],
            log_rent[plant2],
            subsidy,
            firm.lease_step,
        )
        if clock.elapsed == 0:
            firm.log_rent_last = firm.log_rent
    askers = 0
    for place in parks:
        for c in range(3):
            pool = place.row * 3 + c
            free[pool] = max(0.0, place.stock[c] - held[pool])
            if place.district >= 0 and wanted[pool] > free[pool]:
                short[pool] = 1
                askers = 3 * len(firms)
            else:
                held[pool] += wanted[pool]
    queue = counters(askers)
    keys = buffer(askers)
    askers = 0
    for taker in firms:
        if not taker.operating:
            continue
        first = 3 * taker.row
        if short[taker.park * 3 + taker.office_class] == 0:
            taker.office_floor = need[first]
        if short[taker.park * 3 + PLANT] == 0:
            taker.plant_floor = need[first + 1]
        if short[max(taker.park2, 0) * 3 + PLANT] == 0:
            taker.plant2_floor = need[first + 2]
        for part in range(3):
            has = of_class(part, taker.office_floor, taker.plant_floor, taker.plant2_floor)
            if need[first + part] > has:
                queue[askers] = first + part
                keys[askers] = uniform(luck.queue, taker.uid, part)
                askers += 1
    served = order(keys, askers)
    for turn in range(askers):
        item = queue[served[turn]]
        part = item % 3
        asker = firms[item // 3]
        has = of_class(part, asker.office_floor, asker.plant_floor, asker.plant2_floor)
        pool = of_class(
            part,
            asker.park * 3 + asker.office_class,
            asker.park * 3 + PLANT,
            max(asker.park2, 0) * 3 + PLANT,
        )
        granted = min(need[item] - has, free[pool] / asker.weight)
        free[pool] -= asker.weight * granted
        held[pool] += asker.weight * granted
        if part == 0:
            asker.office_floor += granted
        elif part == 1:
            asker.plant_floor += granted
        else:
            asker.plant2_floor += granted
    for owner in parks:
        for c in range(3):
            owner.let[c] = held[owner.row * 3 + c]
            owner.vacancy[c] = 0.0
            if owner.district >= 0:
                owner.vacancy[c] = vacancy_rate(owner.stock[c], owner.let[c])


def set_rents(model):
    """Run stage 9: rents, then floor."""
    ask_rents(model)
    let_floor(model)
