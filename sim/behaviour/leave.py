"""Stage 26: firms close or leave the city; whatever they had is settled here and nowhere else."""

from __future__ import annotations

import math

from sim.agents.firm import PLANT, ROUND_D, SEED, SPIN_OFF
from sim.core.equation import equation
from sim.core.luck import uniform
from sim.core.plain import buffer, pay
from sim.core.stage import stage

NO_BOUND = 1.0e300
YEARS = 8  # entries of the table of exit hazards: years 1 to 7, then year 8 and later


@equation
def year_of_life(age):
    """Place of a firm's year in the table of exit hazards (E46); the last is for all later years.

    age  quarters completed, this one included      Returns a whole number from 0.
    """
    return min(YEARS - 1, max(0, (age - 1) // 4))


@equation
def size_factor(staff, reference, exponent):
    """How size lowers the hazard (E46).   [max(L, 1)/10]^-0.25

    staff, reference  persons      exponent  -      Returns a multiplier.
    """
    return math.exp(exponent * math.log(max(staff, 1.0) / reference))


@equation
def exit_chance(base, size, normaliser, signs, incubator, origin):
    """Chance that a firm closes in a quarter (E46).

    base/4 * size/H_0 * exp(1.2 trouble - 0.3 label - 0.3 venture money) * incubator * origin
    base  hazard per year at this age      size, incubator, origin  multipliers
    normaliser  H_0, mean of the factors over entrants      signs  log points      Returns a share.
    Source: five-year survival 0.65-0.72 (facts F4); signs Coad et al. 2014.
    """
    return min(1.0, base / 4.0 * size / normaliser * math.exp(signs) * incubator * origin)


@stage
def grow_older(firms):
    """Firms complete a quarter; the growth that a first order lends runs out (E25)."""
    for firm in firms:
        if not firm.operating:
            continue
        firm.age += 1
        if firm.first_order > 0:
            firm.first_order -= 1


@stage
def close_firms(firms, parks, cells, industries, banks, incubators, assume, luck, solved, ledger):
    """Draw who closes, and settle cash, debt, floor and desk (E46).

    Cash pays the bank, the rest goes to the owners' households, who also make good what is missing;
    a firm that leaves the city takes its cash along. Unpaid debt is spread over the banks.
    """
    count = len(industries)
    for cell in cells:
        cell.deaths = 0.0
    for bank in banks:
        bank.losses = 0.0
    unpaid = 0.0
    most = buffer(YEARS)  # chance of a firm of one person with all signs that raise it
    for year in range(YEARS):
        most[year] = exit_chance(
            assume.exit_hazard[year],
            size_factor(1.0, assume.exit_size_reference, assume.exit_size_exponent),
            solved.exit_normaliser,
            max(0.0, assume.exit_cash_trouble)
            + max(0.0, assume.exit_label)
            + max(0.0, assume.exit_venture_backed),
            1.0,
            1.0,
        )
        if most[year] >= 1.0 or assume.exit_size_exponent > 0.0:
            most[year] = NO_BOUND
    for firm in firms:
        if not firm.operating:
            continue
        year_now = year_of_life(firm.age)
        origin = 1.0
        if firm.origin == SPIN_OFF:
            origin = assume.spinoff_exit_factor
        u_exit = uniform(luck.exit, firm.uid, 0)
        if u_exit >= most[year_now] * firm.incubator_factor * origin and not firm.departing:
            continue
        signs = 0.0
        if firm.negative_cash >= assume.exit_cash_quarters:
            signs += assume.exit_cash_trouble
        if firm.hnte_years > 0.0 or firm.innovative_sme or firm.little_giant or firm.champion:
            signs += assume.exit_label
        if firm.round >= SEED and firm.round <= ROUND_D:
            signs += assume.exit_venture_backed
        closes = u_exit < exit_chance(
            assume.exit_hazard[year_now],
            size_factor(firm.staff, assume.exit_size_reference, assume.exit_size_exponent),
            solved.exit_normaliser,
            signs,
            firm.incubator_factor,
            origin,
        )
        if not (closes or firm.departing):
            continue

        repaid = min(max(firm.cash, 0.0), firm.debt)
        left = firm.cash - repaid
        unpaid += firm.weight * (firm.debt - repaid)
        pay(ledger.flow, ledger.firms, ledger.banks, firm.weight * repaid)
        if left < 0.0:
            pay(ledger.flow, ledger.households, ledger.firms, -firm.weight * left)
        elif closes:
            pay(ledger.flow, ledger.firms, ledger.households, firm.weight * left)
        else:
            pay(ledger.flow, ledger.firms, ledger.outside, firm.weight * left)
        firm.cash = 0.0
        firm.debt = 0.0

        park = parks[firm.park]
        office_class = firm.office_class
        park.let[office_class] -= firm.weight * firm.office_floor
        park.let[PLANT] -= firm.weight * firm.plant_floor
        if firm.park2 >= 0:
            second = parks[firm.park2]
            second.let[PLANT] -= firm.weight * firm.plant2_floor
        firm.office_floor = 0.0
        firm.plant_floor = 0.0
        firm.plant2_floor = 0.0
        if firm.incubator >= 0:
            host = incubators[firm.incubator]
            host.occupancy = max(0.0, host.occupancy - firm.weight / host.desks)
            firm.incubator = -1
        cell_here = cells[firm.park * count + firm.industry]
        cell_here.deaths += firm.weight
        firm.operating = False
        firm.alive = False
    for lender in banks:
        lender.losses = unpaid / len(banks)


@stage
def end_ties(firms, talents, stakes, links):
    """People of firms that are gone look for work; stakes are written off, links end."""
    for talent in talents:
        if talent.alive and talent.employer >= 0:
            employer = firms[talent.employer]
            if not employer.alive:
                talent.employer = -1
                talent.tenure = 0
                talent.searching = True
    for stake in stakes:
        if stake.alive:
            owned = firms[stake.firm]
            if not owned.alive:
                stake.alive = False
    for link in links:
        if link.alive:
            one = firms[link.firm]
            other = firms[link.partner]
            if not one.alive or not other.alive:
                link.alive = False
                one.links -= 1.0
                other.links -= 1.0


def leave(model):
    """Run stage 26: ageing, exits, and what ends with them."""
    grow_older(model)
    close_firms(model)
    end_ties(model)
