"""Stage 27: firms compare parks and move; large plant firms open a second site."""

from __future__ import annotations

import math

from sim.behaviour.branch import open_second_sites
from sim.core.equation import equation
from sim.core.luck import uniform
from sim.core.plain import buffer, pay
from sim.core.stage import stage

NEVER = 1.0e300  # quarters; later than any time drawn


@equation
def log_rent_index(plant_share, office_rent, plant_rent):
    """Rent index of a firm's mix of floor (E16).   (1 - plant) ln r_office + plant ln r_plant

    plant_share  share of staff      rents  yuan/m2/day; a class without rent is closed and does
    not count      Returns log yuan/m2/day.
    """
    if office_rent <= 0.0 and plant_rent <= 0.0:
        return 0.0
    if office_rent <= 0.0:
        return math.log(plant_rent)
    if plant_rent <= 0.0:
        return math.log(office_rent)
    return (1.0 - plant_share) * math.log(office_rent) + plant_share * math.log(plant_rent)


@equation
def match_strength(bonus, malus, focus, leading, number, attention):
    """How a park's choice of leading industries draws or repels a firm (E7's M).

    b_lead focus 3/n if the industry leads, -malus b_lead focus if it does not
    bonus, malus  -      focus  0-1      leading  0 or 1      number  leading industries of the park
    attention  industries at which the bonus counts once
    Returns utility.      A fixed amount of attention, divided; assumed.
    """
    if number <= 0.0:
        return 0.0
    if leading > 0.0:
        return bonus * focus * attention / number
    return -malus * bonus * focus


@equation
def place_value(rent_weight, log_rent, staff_weight, staff, talent_weight, talents):
    """Part of a park's worth from rent, own industry and talents (E47).

    -b_r ln r + b_loc ln(1+E) + b_tal ln(1+Tal)
    log_rent  log yuan/m2/day      staff, talents  persons      Returns utility.
    """
    return (
        -rent_weight * log_rent
        + staff_weight * math.log(1.0 + staff)
        + talent_weight * math.log(1.0 + talents)
    )


@equation
def reconsideration(hazard, lease, size_exponent, size, age_exponent, age):
    """Chance that a firm compares places in a quarter (E47).

    pi_r * lease * (L/10)^-0.15 * (age/20)^-0.2, at most 1
    hazard  share/quarter      lease  multiplier at the end of a lease
    size, age  staff and age over their reference (10 persons, 20 quarters)
    Returns a probability.      Source: specification; signs Nguyen et al. 2013 (medium).
    """
    large = math.exp(size_exponent * math.log(size))
    old = math.exp(age_exponent * math.log(age))
    return min(1.0, hazard * lease * large * old)


@stage
def value_places(cells, parks, industries, law, assume):
    """Work out what every park is worth to every industry, without attachment and distance."""
    for cell in cells:
        k = cell.industry
        place = parks[cell.park]
        rules = law[cell.park]
        number = 0.0
        for j in range(len(industries)):
            if place.leading[j] > 0.0:
                number += 1.0
        office = place.rent[0]
        if place.stock[1] > place.stock[0]:
            office = place.rent[1]
        cell.log_rent = log_rent_index(assume.plant_share[k], office, place.rent[2])
        cell.location_value = (
            place_value(
                assume.location_rent,
                cell.log_rent,
                assume.location_own_industry,
                cell.staff,
                assume.location_talent,
                place.talents,
            )
            + assume.location_services * place.services
            + match_strength(
                assume.location_lead_bonus,
                assume.location_lead_malus,
                rules.industry_focus_strength,
                place.leading[k],
                number,
                assume.lead_attention_reference,
            )
            + assume.location_status * place.status
            + place.general_services
            + cell.location
        )


@stage
def relocate(firms, cells, parks, industries, law, assume, luck, space, moves, ledger):
    """Firms that reconsider take the place of largest utility plus Gumbel (E47).

    The largest of U + Gumbel is taken as the smallest of exponential over e^U: the same choice
    with fewer logarithms.
    Places that had no free floor for the row when the stage began are closed to it. Young firms
    reckon with the rent after subsidy. A firm that leaves the city is settled by `leave` of the
    next quarter.
    """
    count = len(industries)
    places = len(parks)
    for each in cells:
        each.arrivals = 0.0
        each.departures = 0.0
    free_office = buffer(places)
    free_plant = buffer(places)
    for owner in parks:
        office_kind = 0
        if owner.stock[1] > owner.stock[0]:
            office_kind = 1
        free_office[owner.row] = owner.stock[office_kind] - owner.let[office_kind]
        free_plant[owner.row] = owner.stock[2] - owner.let[2]
    relief = buffer(places)
    worth = buffer(places * count * places)
    leaving = buffer(places * count)
    far = buffer(places)
    for home in range(places):
        relief[home] = math.exp(
            -assume.location_rent * math.log(1.0 - law[home].floor_rent_subsidy)
        )
        for away in range(places):
            far[away] = assume.location_distance * math.log(1.0 + space.km[home, away])
        for market in industries:
            first = (home * count + market.row) * places
            top = market.location_outside
            for other in range(places):
                spot = cells[other * count + market.row]
                worth[first + other] = spot.location_value - far[other]
                top = max(top, worth[first + other])
            for there in range(places):
                worth[first + there] = math.exp(worth[first + there] - top)
            leaving[home * count + market.row] = math.exp(market.location_outside - top)
    attached = math.exp(min(0.0, assume.location_attachment))
    elsewhere = math.exp(-max(0.0, assume.location_attachment))
    most = 1.0
    if assume.relocation_size_exponent <= 0.0 and assume.relocation_age_exponent <= 0.0:
        most = reconsideration(  # of a young firm of one person at the end of its lease
            assume.relocation_hazard,
            assume.relocation_lease_end,
            assume.relocation_size_exponent,
            1.0 / assume.relocation_size_reference,
            assume.relocation_age_exponent,
            1.0 / assume.relocation_age_reference,
        )
    for firm in firms:
        if not firm.operating:
            continue
        u_move = uniform(luck.move, firm.uid, 0)
        if u_move >= most and not firm.must_move:
            continue
        lease = 1.0
        if (firm.age + firm.lease_phase) % int(assume.lease_quarters) == 0:
            lease = assume.relocation_lease_end
        chance = reconsideration(
            assume.relocation_hazard,
            lease,
            assume.relocation_size_exponent,
            max(firm.staff, 1.0) / assume.relocation_size_reference,
            assume.relocation_age_exponent,
            max(firm.age, 1) / assume.relocation_age_reference,
        )
        if firm.departing or (u_move >= chance and not firm.must_move):
            continue
        k = firm.industry
        at_home = attached
        apart = elsewhere
        if firm.must_move:
            at_home = 1.0
            apart = 1.0
        firm.must_move = False
        best = firm.park
        best_time = NEVER
        here = firm.park * count + k
        if leaving[here] * apart > 0.0:
            best = -1
            best_time = -math.log(uniform(luck.outside, firm.uid, 0)) / (leaving[here] * apart)
        for q in range(places):
            pull = worth[here * places + q]
            if firm.age < assume.rent_subsidy_quarters:
                pull *= relief[q]
            if q == firm.park:
                pull *= at_home
            else:
                pull *= apart
                if q > 0 and (
                    free_office[q] < firm.weight * firm.office_floor
                    or free_plant[q] < firm.weight * firm.plant_floor
                ):
                    continue
            u_taste = uniform(luck.taste, firm.uid, q)
            if pull > 0.0 and 1.0 - u_taste < best_time * pull:  # -ln u is never below 1 - u
                time = -math.log(u_taste) / pull
                if time < best_time:
                    best_time = time
                    best = q
        if best < 0:
            firm.departing = True
            moves.firms[firm.park, places] += firm.weight
            moves.staff[firm.park, places] += firm.weight * firm.staff
            cells[firm.park * count + k].departures += firm.weight
        elif best != firm.park:
            moves.firms[firm.park, best] += firm.weight
            moves.staff[firm.park, best] += firm.weight * firm.staff
            cells[firm.park * count + k].departures += firm.weight
            cells[best * count + k].arrivals += firm.weight
            cost = assume.moving_cost_per_worker * firm.staff
            firm.cash -= cost
            pay(ledger.flow, ledger.firms, ledger.outside, firm.weight * cost)
            moved_from = parks[firm.park]
            office_class = firm.office_class
            moved_from.let[office_class] -= firm.weight * firm.office_floor
            moved_from.let[2] -= firm.weight * firm.plant_floor
            if firm.park2 == best:
                firm.park2 = -1
                firm.plant2_share = 0.0
                firm.site_wait = 0
                there_let = parks[best]
                there_let.let[2] -= firm.weight * firm.plant2_floor
                firm.plant2_floor = 0.0
            firm.office_floor = 0.0
            firm.plant_floor = 0.0
            if cells[best * count + k].sampled and not cells[firm.park * count + k].sampled:
                firm.founding = firm.staff
            firm.park = best
            arrived = parks[best]
            firm.office_class = 0
            if arrived.stock[1] > arrived.stock[0]:
                firm.office_class = 1
            firm.log_rent = cells[best * count + k].log_rent
            if firm.age < assume.rent_subsidy_quarters:
                firm.log_rent += math.log(1.0 - law[best].floor_rent_subsidy)
            firm.log_rent_last = firm.log_rent
            firm.lease_step = 0.0


def move(model):
    """Run stage 27: what places are worth, relocation, second sites."""
    value_places(model)
    relocate(model)
    open_second_sites(model)
