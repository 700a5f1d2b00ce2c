"""Stage 28: registrations are counted, firms enter, and wait for approval and floor."""

from __future__ import annotations

import math

import numpy as np

from sim.behaviour.wages import firm_wage
from sim.core.equation import equation
from sim.core.luck import identity, normal, poisson, uniform
from sim.core.plain import buffer, pay
from sim.core.stage import stage


@equation
def expected_entry(conversion, registrations, share, days, days_start, elasticity):
    """Operating firms that enter a cell in a quarter (E50).

    psi reg_k share_pk (tau/tau_0)^-0.15
    conversion, share  -      registrations  firms/quarter      days, days_start  approval time
    Returns firms/quarter.      Source: specification; elasticity recalled (low).
    """
    speed = math.exp(elasticity * math.log(max(days, 1.0) / max(days_start, 1.0)))
    return conversion * registrations * share * speed


@equation
def entrant_appeal(staff, wage, labour_cost_share, demand, appeal_sum, outside):
    """Appeal at which a new firm sells what its first staff can serve (E51).

    a = ln(L0 w/lsva) - ln(D/(S + O))
    staff  persons      wage  million yuan/person/year      labour_cost_share  share of revenue
    demand, appeal_sum, outside  million yuan/year      Returns ln million yuan/year.
    """
    return math.log(staff * wage / labour_cost_share) - math.log(demand / (appeal_sum + outside))


@equation
def spinoff_rate(hazard, weight, research, research_mean, elasticity):
    """Firms that the people of an R&D-active firm found in a quarter (E50).

    h0 n (R/Rbar)^0.116
    hazard  firms/firm/quarter      weight  firms the row stands for      elasticity  -
    research, research_mean  million yuan/year      Returns firms/quarter.
    Source: Babina, Howell 2024 (medium).
    """
    if research <= 0.0 or research_mean <= 0.0:
        return 0.0
    return hazard * weight * math.exp(elasticity * math.log(research / research_mean))


@stage
def count_entrants(cells, parks, industries, law, assume, luck, clock, sample, solved):
    """Registrations (no agents) and entrants of every cell, as rows of the sample (E49, E50).

    Registrations of an industry are one draw for the zone, which no policy moves; parks share them.
    """
    count = len(industries)
    total = buffer(count)
    filed = buffer(count)
    for k in range(count):
        expected = solved.registrations[k] * clock.registrations_index
        filed[k] = float(poisson(expected, luck.registrations, k, 0))
    for park in parks:
        park.registrations = 0.0
    for cell in cells:
        cell.births = 0.0
        if cell.park > 0:
            subsidy = law[cell.park].floor_rent_subsidy
            cell.entry_share = math.exp(
                cell.location_value - assume.location_rent * math.log(1.0 - subsidy)
            )
            total[cell.industry] += cell.entry_share
    for place in cells:
        k = place.industry
        p = parks[place.park]
        mean = place.entry_base
        if place.park > 0:
            place.entry_share = place.entry_share / total[k]
            registered = solved.registrations[k] * clock.registrations_index
            p.registrations += filed[k] * place.entry_share
            mean = expected_entry(
                assume.conversion_share,
                registered,
                place.entry_share,
                p.approval_days,
                p.approval_days_start,
                assume.entry_approval_elasticity,
            )
        venture = assume.venture_type_share[k]
        weight = sample.weight_parks
        if place.park == 0:
            weight = sample.weight_rest
        new = float(poisson(mean * (1.0 - venture), luck.ordinary, place.row, 0))
        place.rows_to_found[0] = int(new / weight + uniform(luck.rounding, place.row, 0))
        place.rows_to_found[1] = poisson(mean * venture, luck.venture, place.row, 0)


@stage
def count_spinoffs(firms, industries, assume, luck, solved):
    """Firms founded by people of R&D-active firms, keyed by the parent (E50)."""
    for firm in firms:
        firm.spinoffs = 0
        if firm.operating and firm.park > 0 and firm.research_share > 0.0:
            rate = spinoff_rate(
                solved.spinoff_base,
                firm.weight,
                firm.research_share * firm.revenue,
                solved.research_mean,
                assume.spinoff_research_elasticity,
            )
            firm.spinoffs = poisson(rate / firm.weight, luck.spinoffs, firm.uid, 0)


@stage
def found_firms(
    firms, cells, parks, industries, assume, luck, clock, sample, space, births, solved, law
):
    """Give every new row its identity, quality, size and money; then it waits for approval (E51).

    Rows come by cell, ordinary before venture-type ones; after all cells the spin-offs by parent.
    """
    count = len(industries)
    row = births.first
    for cell in cells:
        for group in range(2):
            for number in range(cell.rows_to_found[group]):
                firm = firms[row]
                row += 1
                firm.uid = identity(
                    luck.ever.firm, cell.row * 2 + group, clock.quarter * 1048576 + number
                )
                firm.kind = group
                firm.origin = 1
                firm.park = cell.park
                firm.industry = cell.industry
                firm.birth_number = number
                firm.weight = 1.0
                if group == 0:
                    firm.weight = sample.weight_parks
                    if cell.park == 0:
                        firm.weight = sample.weight_rest
    for position in range(births.parents):
        parent = firms[position]
        for sibling in range(parent.spinoffs):
            child = firms[row]
            row += 1
            child.uid = identity(luck.ever.spinoff, parent.uid, clock.quarter * 64 + sibling)
            child.origin = 3
            child.birth_number = sibling
            child.industry = parent.industry
            child.weight = parent.weight
            child.quality = assume.spinoff_quality_correlation * parent.quality
            venture = min(
                assume.spinoff_venture_cap,
                assume.spinoff_venture_factor * assume.venture_type_share[parent.industry],
            )
            child.kind = 0
            if parent.weight == 1.0 and uniform(luck.ever.kind, child.uid, 0) < venture:
                child.kind = 1
            child.park = parent.park
            if uniform(luck.ever.near, child.uid, 0) >= assume.spinoff_near_share:
                left = uniform(luck.ever.place, child.uid, 0)
                home = 1
                while (
                    home < len(parks) - 1
                    and left >= cells[home * count + parent.industry].entry_share
                ):
                    left -= cells[home * count + parent.industry].entry_share
                    home += 1
                child.park = home
    for birth in range(births.first, births.last):
        new = firms[birth]
        k = new.industry
        place = parks[new.park]
        here = cells[new.park * count + k]
        drawn = normal(luck.ever.quality, new.uid, 0)
        if new.origin == 3:
            rest = 1.0 - assume.spinoff_quality_correlation * assume.spinoff_quality_correlation
            new.quality += math.sqrt(rest) * drawn
        else:
            new.quality = drawn + assume.cohort_quality_drift * (clock.time - clock.opening_time)
        new.staff = assume.entrant_size_median * math.exp(
            assume.entrant_size_sigma * normal(luck.ever.size, new.uid, 0)
        )
        new.labour_cost_share = assume.labour_cost_share[k] * here.labour_factor
        spread = assume.value_added_spread
        new.value_added_share = (
            assume.value_added_share[k]
            * here.labour_factor
            * math.exp(spread * normal(luck.ever.margin, new.uid, 0) - spread * spread / 2.0)
        )
        new.research_share = 0.0
        if uniform(luck.ever.research, new.uid, 0) < assume.research_active_share[k]:
            new.research_share = assume.research_intensity[k] / assume.research_active_share[k]
        new.birth_quarter = clock.quarter
        new.birth_park = new.park
        new.lease_phase = int(assume.lease_quarters * uniform(luck.ever.lease, new.uid, 0))
        new.simon_draw = uniform(luck.ever.champion, new.uid, 0)
        new.incubator_factor = 1.0
        new.operating = False
        new.office_class = 0
        if place.stock[1] > place.stock[0]:
            new.office_class = 1
        wait = int(
            place.approval_days / assume.days_in_quarter_waiting + uniform(luck.wait, new.uid, 0)
        )
        plant = assume.plant_share[k]
        if new.park > 0 and plant > assume.second_site_plant_share:
            rules = law[new.park]
            need = plant * new.staff * assume.floor_per_plant_worker
            if place.stock[2] - place.let[2] < need:
                delay = assume.start_delay_plant
                if uniform(luck.ever.cleared, new.uid, 0) < rules.land_reserve_share:
                    delay = assume.start_delay_plant_ready
                wait += int(delay)
            trial = 0
            while trial < 40:
                if uniform(luck.ever.quota, new.uid, trial) < rules.governance_quota_support:
                    break
                trial += 1
            wait += trial
        new.approval_wait = wait


@stage
def open_firms(firms, cells, industries, law, assume, luck, ledger):
    """Firms whose wait is over start: pay, appeal, cash from their founders (E51)."""
    count = len(industries)
    for firm in firms:
        if not firm.alive or firm.operating:
            continue
        if firm.approval_wait > 0:
            firm.approval_wait -= 1
            continue
        k = firm.industry
        market = industries[k]
        cell = cells[firm.park * count + k]
        firm.operating = True
        firm.wage = firm_wage(
            market.wage_constant,
            market.wage_mean,
            max(firm.staff, 1.0) / math.exp(market.staff_log_mean),
            assume.size_wage_elasticity,
            1.0,
            assume.rent_sharing,
            assume.training_wage * cell.trained_share,
        )
        firm.wage_last = firm.wage
        firm.appeal = entrant_appeal(
            firm.staff,
            firm.wage,
            firm.labour_cost_share,
            market.demand,
            market.appeal_effective_sum,
            math.exp(market.outside_appeal),
        )
        firm.appeal_effective = firm.appeal
        firm.revenue = firm.staff * firm.wage / firm.labour_cost_share
        firm.revenue_last = firm.revenue
        firm.revenue_desired = firm.revenue
        firm.staff_desired = firm.staff
        firm.founding = firm.staff
        firm.log_rent = cell.log_rent + math.log(1.0 - law[firm.park].floor_rent_subsidy)
        firm.log_rent_last = firm.log_rent
        firm.cash = (
            assume.entrant_cash_years_of_wages
            * firm.staff
            * firm.wage
            * math.exp(assume.cash_spread * normal(luck.ever.cash, firm.uid, 0))
        )
        if firm.kind == 1:
            firm.cash *= assume.entrant_venture_cash
        pay(ledger.flow, ledger.households, ledger.firms, firm.weight * firm.cash)
        cell.births += firm.weight


def found(model) -> slice:
    """Count entrants and spin-offs and give them rows; return the rows."""
    count_entrants(model)
    count_spinoffs(model)
    cells, firms = model.cells.table, model.firms.table
    parents = len(firms)
    rows = int(cells.column("rows_to_found").sum() + firms.column("spinoffs").sum())
    first = firms.append(rows)
    model.births.update({"first": first, "last": first + rows, "parents": parents})
    found_firms(model)
    return slice(first, first + rows)


def enter(model):
    """Run stage 28: count entrants and spin-offs, found them, open those whose wait is over."""
    found(model)
    open_firms(model)


def fill_queue(model):
    """Fill the queue of the opening with those who would have entered the quarter before."""
    new = found(model)
    firms = model.firms.table
    waiting = firms.columns["approval_wait"][new]
    firms.columns["alive"][new] = waiting > 0
    waiting[...] = np.maximum(waiting - 1, 0)
