"""Stage 8: land is freed, floor is completed, started and pulled down, sub-parks merge.

Land and what a lever has built or rebuilt is paid for; building works are bought from the outside
market. What private builders start of their own accord stays inside the developers' account. The
row of the rest of the city has no district and no limit of floor, and is passed over.
"""

from __future__ import annotations

import math

from sim.agents.firm import BUSINESS, PLANT, TOWER
from sim.behaviour.land import check_plots, free_land, merge_sub_parks
from sim.core.equation import equation
from sim.core.plain import buffer, pay, spend
from sim.core.stage import stage

PIPELINE = 12  # quarters that a pipeline looks ahead
M2_A_HA = 10000.0
MILLION = 1000000.0


@equation
def vacancy_rate(stock, let):
    """Vacant floor over stock (E16); 0 where there is no floor.

    stock, let  m2      Returns a share.
    """
    if stock <= 0.0:
        return 0.0
    return max(0.0, (stock - let) / stock)


@equation
def of_class(floor_class, business, tower, plant):
    """The one of three values that belongs to a floor class (E13, E16).

    floor_class  0 business, 1 tower, 2 plant      business, tower, plant  any unit, such as m2
    Returns the value of the class.
    """
    if floor_class == BUSINESS:
        return business
    if floor_class == TOWER:
        return tower
    return plant


@equation
def private_starts(base, emptier, vacancy_elasticity, dearer, rent_elasticity, crowded_out):
    """Floor that private builders start in a quarter (E13).

    start_0 exp(-eta_s (v - v*)) (r/r_0)^e - 0.4 public starts, not below 0
    base  m2/quarter at natural vacancy and opening rent      emptier  v - v*, share
    dearer  ln(r/r_0), log points      crowded_out  m2/quarter      Returns m2/quarter.
    Source: specification; elasticities assumed.
    """
    wanted = base * math.exp(rent_elasticity * dearer - vacancy_elasticity * emptier)
    return max(0.0, wanted - crowded_out)


@equation
def upstairs_starts(planned, completion_share, zone_share, replacement_share):
    """Floor of industry upstairs that a quarter starts in the parks, net of old plant (E13).

    planned  m2/year in the city's plan      completion_share, zone_share  shares of it
    replacement_share  part that takes the place of old plant      Returns m2/quarter, net.
    """
    return planned / 4.0 * completion_share * zone_share * (1.0 - replacement_share)


@equation
def part_that_fits(wanted, land_bank, floor_area_ratio):
    """Part of the wanted plant floor for which there is land (E13): land is a ceiling.

    wanted  m2 of floor      land_bank  ha      floor_area_ratio  -      Returns a share.
    """
    ceiling = land_bank * M2_A_HA * floor_area_ratio
    if wanted <= ceiling:
        return 1.0
    return max(0.0, ceiling / wanted)


@equation
def building_lag(lag, approval, approval_start):
    """Whole quarters from start to completion (E13), 1 to 12.

    lag  quarters under the approval time before the Opinion      approval  quarters now
    Returns quarters.
    """
    return min(PIPELINE, max(1, int(lag + approval - approval_start + 0.5)))


@equation
def convertible_floor(flexible_share, stock, let, natural_vacancy):
    """Plant floor that owners turn into offices in a quarter (E13, mixed use).

    A quarter of the flexible share of what stands empty beyond natural vacancy.
    stock, let  m2      Returns m2/quarter.      Source: the size is assumed.
    """
    return flexible_share / 4.0 * max(0.0, stock - let - natural_vacancy * stock)


@equation
def demolished_floor(stock, let, rate):
    """Floor pulled down in a quarter (E14): only what stands empty.

    stock, let  m2      rate  share of stock/year      Returns m2/quarter.
    """
    return min(rate / 4.0 * stock, max(0.0, stock - let))


@equation
def plant_cost(ratio, low_ratio, high_ratio, low_cost, high_cost):
    """Building cost of new plants, which rises in a line with their floor-area ratio (E13).

    k_std + (k_ver - k_std) (far - far_low)/(far_high - far_low), not below k_std
    ratio, low_ratio, high_ratio  floor over land      costs  yuan/m2
    Returns yuan/m2.
    """
    rise = (ratio - low_ratio) / (high_ratio - low_ratio)
    return low_cost + (high_cost - low_cost) * max(0.0, rise)


@stage
def complete_floor(parks, assume, space):
    """Floor under way is completed and old floor pulled down (E14).

    Where completions of the quarter are observed they take the place of the zone's own, spread by
    stock; being net of demolition, they leave none to book.
    """
    total = buffer(3)
    for each in parks:
        if each.district >= 0:
            for c in range(3):
                total[c] += each.stock[c]
    for park in parks:
        if park.district < 0:
            continue
        for c in range(3):
            finished = of_class(
                c, park.pipeline_business[0], park.pipeline_tower[0], park.pipeline_plant[0]
            )
            old = demolished_floor(park.stock[c], park.let[c], assume.demolition_rate)
            if space.completions[c] >= 0.0:
                finished = 0.0
                old = 0.0
                if total[c] > 0.0:
                    finished = space.completions[c] * park.stock[c] / total[c]
            park.completions[c] = finished
            park.stock[c] += finished - old
        for j in range(PIPELINE - 1):
            park.pipeline_business[j] = park.pipeline_business[j + 1]
            park.pipeline_tower[j] = park.pipeline_tower[j + 1]
            park.pipeline_plant[j] = park.pipeline_plant[j + 1]
        park.pipeline_business[PIPELINE - 1] = 0.0
        park.pipeline_tower[PIPELINE - 1] = 0.0
        park.pipeline_plant[PIPELINE - 1] = 0.0


@stage
def start_building(parks, districts, law, assume, ledger, budgets, solved):
    """Public and private builders start floor as far as land, buffer and debt allow (E13).

    Public plants and industry upstairs are spread by plant stock; a zone smaller than the
    register's builds less of them. A closed class starts nothing.
    The special fund's money for facilities pays the district's bill as far as it goes (E9).
    """
    plants = 0.0
    for each in parks:
        if each.district >= 0:
            plants += each.stock[PLANT]
    for park in parks:
        if park.district < 0:
            continue
        rules = law[park.row]
        district = districts[park.district]
        far = rules.floor_vertical_far
        standard = 0.0
        upstairs = 0.0
        if plants > 0.0 and district.debt <= assume.debt_limit * district.revenue:
            part = solved.zone_scale * park.stock[PLANT] / plants
            upstairs = part * upstairs_starts(
                rules.floor_vertical_supply * M2_A_HA,
                assume.vertical_completion_share,
                assume.vertical_zone_share,
                assume.vertical_replacement_share,
            )
            if vacancy_rate(park.stock[PLANT], park.let[PLANT]) < rules.floor_buffer_vacancy:
                standard = part * rules.floor_standard_supply * M2_A_HA / 4.0
        for c in range(3):
            started = 0.0
            if park.stock[c] > 0.0:
                natural = of_class(
                    c,
                    assume.natural_vacancy_business,
                    assume.natural_vacancy_tower,
                    assume.natural_vacancy_plant,
                )
                started = private_starts(
                    park.starts_base[c],
                    vacancy_rate(park.stock[c], park.let[c]) - natural,
                    assume.starts_vacancy_elasticity,
                    math.log(park.rent[c] / park.rent_start[c]),
                    assume.starts_rent_elasticity,
                    of_class(c, 0.0, 0.0, assume.public_crowding_out * standard),
                )
            park.private_starts[c] = started
            park.public_starts[c] = 0.0
        fits = part_that_fits(park.private_starts[PLANT] + standard + upstairs, park.land_bank, far)
        standard *= fits
        upstairs *= fits
        park.private_starts[PLANT] *= fits
        park.public_starts[PLANT] = standard + upstairs
        park.public_floor += standard
        floor = park.private_starts[PLANT] + park.public_starts[PLANT]
        park.land_bank = max(0.0, park.land_bank - floor / far / M2_A_HA)

        lag = building_lag(
            assume.build_lag_business,
            rules.governance_approval_lag_quarters,
            assume.approval_lag_reference,
        )
        park.pipeline_business[lag - 1] += park.private_starts[BUSINESS]
        park.pipeline_tower[lag - 1] += park.private_starts[TOWER]
        plant_lag = building_lag(
            assume.build_lag_plant,
            rules.governance_approval_lag_quarters,
            assume.approval_lag_reference,
        )
        park.pipeline_plant[plant_lag - 1] += floor

        account = ledger.districts + park.district
        offices = park.private_starts[BUSINESS] + park.private_starts[TOWER]
        sold = offices / assume.office_floor_area_ratio * assume.land_price_research / MILLION
        pay(ledger.flow, ledger.developers, account, sold)
        district.land_account += sold
        public = assume.public_builder_share
        unit_cost = plant_cost(
            far,
            assume.plant_ratio_standard,
            assume.plant_ratio_vertical,
            assume.standard_plant_cost,
            assume.vertical_plant_cost,
        )
        plants_cost = standard * unit_cost / MILLION
        gross = upstairs / (1.0 - assume.vertical_replacement_share)
        upstairs_cost = gross * assume.vertical_plant_cost / MILLION
        bill = public * (plants_cost + upstairs_cost)
        aid = spend(
            ledger.flow,
            ledger.public,
            ledger.for_facilities,
            ledger.special_fund,
            ledger.outside,
            min(bill, park.facility_money / 4.0),
            budgets.part[ledger.special_fund],
        )
        own = public
        if bill > 0.0:
            own = public * (1.0 - aid / bill)
        spend(
            ledger.flow,
            ledger.public,
            ledger.for_standard_plants,
            account,
            ledger.outside,
            own * plants_cost,
            1.0,
        )
        spend(
            ledger.flow,
            ledger.public,
            ledger.for_standard_plants,
            ledger.city,
            ledger.outside,
            (1.0 - public) * plants_cost,
            1.0,
        )
        spend(
            ledger.flow,
            ledger.public,
            ledger.for_upstairs,
            account,
            ledger.outside,
            own * upstairs_cost,
            1.0,
        )
        pay(ledger.flow, ledger.developers, ledger.outside, (1.0 - public) * upstairs_cost)
        upkeep = (
            vacancy_rate(park.stock[PLANT], park.let[PLANT])
            * park.public_floor
            * assume.standard_plant_cost
            / MILLION
            * assume.empty_floor_cost
            / 4.0
        )
        spend(
            ledger.flow,
            ledger.public,
            ledger.for_empty_floor,
            account,
            ledger.outside,
            upkeep,
            1.0,
        )


@stage
def convert_plants(parks, districts, law, assume, ledger):
    """Owners of flexible plots turn empty plant into offices where offices pay more (E13, S2)."""
    for park in parks:
        if park.district < 0:
            continue
        office = BUSINESS
        if park.stock[TOWER] > park.stock[BUSINESS]:
            office = TOWER
        if park.stock[office] <= 0.0 or park.rent[office] <= park.rent[PLANT]:
            continue
        rules = law[park.row]
        floor = convertible_floor(
            rules.land_mixed_use_share,
            park.stock[PLANT],
            park.let[PLANT],
            assume.natural_vacancy_plant,
        )
        lag = building_lag(
            assume.build_lag_conversion,
            rules.governance_approval_lag_quarters,
            assume.approval_lag_reference,
        )
        park.stock[PLANT] -= floor
        if office == TOWER:
            park.pipeline_tower[lag - 1] += floor
        else:
            park.pipeline_business[lag - 1] += floor
        difference = assume.land_price_research - assume.land_price_industrial
        sold = floor / rules.floor_vertical_far * difference / MILLION
        pay(ledger.flow, ledger.developers, ledger.districts + park.district, sold)
        works = floor * assume.mixed_use_conversion_cost / MILLION
        pay(ledger.flow, ledger.developers, ledger.outside, works)
        district = districts[park.district]
        district.land_account += sold


def build(model):
    """Run stage 8: land, completions, starts, conversions, mergers and the terms of plots."""
    free_land(model)
    complete_floor(model)
    start_building(model)
    convert_plants(model)
    merge_sub_parks(model)
    check_plots(model)
