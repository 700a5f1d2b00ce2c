"""Stage 9: rents answer vacancy and cost, and firms take or give up floor.

Every firm's floor follows its need at once; where a class of a park cannot serve all who want more,
they are served in keyed order until the space is gone. The rest of the city has no limit of floor.
"""

from __future__ import annotations

import math

from sim.agents.firm import PLANT, TOWER
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
def floor_needed(floor_per_worker, workers, dearer, elasticity):
    """Floor that a number of workers needs (E16).   f L (r/r_0)^-0.3

    floor_per_worker  m2/person at the opening rent      dearer  ln(r/r_0)      Returns m2.
    """
    return floor_per_worker * workers * math.exp(elasticity * dearer)


@equation
def rent_index(plant_share, plant2_share, log_office, log_plant, log_plant2, subsidy, step):
    """Rent index of a firm's floor (E16), net of subsidy.

    ln r = (1 - plant) ln r_office + plant ln r_plant + ln(1 - subsidy)
    plant_share  share of staff in plants, plant2_share  of which at the second site
    step  rent step on plant after missed terms, share      Returns log yuan/m2/day.
    """
    here = max(0.0, plant_share - plant2_share)
    there = plant_share - here
    return (
        (1.0 - plant_share) * log_office
        + here * (log_plant + math.log(1.0 + step))
        + there * log_plant2
        + math.log(1.0 - subsidy)
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
def let_floor(firms, parks, law, assume, luck):
    """Firms give up the floor they do not need and take what they need while space is free (E16).

    Slots of a firm's floor: 0 office, 1 plant, 2 plant of the second site. A pool is a class of a
    park, number park * 3 + class.
    """
    pools = 3 * len(parks)
    log_rent = buffer(pools)
    dearer = buffer(pools)
    held = buffer(pools)
    wanted = buffer(pools)
    free = buffer(pools)
    short = counters(pools)
    for park in parks:
        for c in range(3):
            if park.rent[c] > 0.0:
                log_rent[park.row * 3 + c] = math.log(park.rent[c])
                dearer[park.row * 3 + c] = math.log(park.rent[c] / park.rent_start[c])
    for firm in firms:
        if not firm.operating:
            continue
        office = firm.park * 3 + firm.office_class
        plant = firm.park * 3 + PLANT
        plant2 = plant
        if firm.park2 >= 0:
            plant2 = firm.park2 * 3 + PLANT
        share = assume.plant_share[firm.industry]
        there = min(share, firm.plant2_share)
        office_need = floor_needed(
            of_class(
                firm.office_class,
                assume.floor_per_office_worker_business,
                assume.floor_per_office_worker_tower,
                0.0,
            ),
            firm.staff * (1.0 - share),
            dearer[office],
            assume.floor_rent_elasticity,
        )
        plant_need = floor_needed(
            assume.floor_per_plant_worker,
            firm.staff * (share - there),
            dearer[plant],
            assume.floor_rent_elasticity,
        )
        plant2_need = floor_needed(
            assume.floor_per_plant_worker,
            firm.staff * there,
            dearer[plant2],
            assume.floor_rent_elasticity,
        )
        firm.office_need = office_need
        firm.plant_need = plant_need
        firm.plant2_need = plant2_need
        firm.floor_need = office_need + plant_need + plant2_need
        firm.office_floor = min(firm.office_floor, office_need)
        firm.plant_floor = min(firm.plant_floor, plant_need)
        firm.plant2_floor = min(firm.plant2_floor, plant2_need)
        held[office] += firm.weight * firm.office_floor
        held[plant] += firm.weight * firm.plant_floor
        held[plant2] += firm.weight * firm.plant2_floor
        wanted[office] += firm.weight * (office_need - firm.office_floor)
        wanted[plant] += firm.weight * (plant_need - firm.plant_floor)
        wanted[plant2] += firm.weight * (plant2_need - firm.plant2_floor)
