"""Stage 28, second part: new firms get identity, quality and size, and open when they may."""

from __future__ import annotations

import math

from sim.agents.firm import ACADEMIC, DE_NOVO, PROJECT, SPIN_OFF
from sim.behaviour.academic import venture_share_of_founders
from sim.behaviour.land import cheap_land_shift, keeps_terms
from sim.behaviour.wages import firm_wage
from sim.core.equation import equation
from sim.core.luck import identity, normal, uniform
from sim.core.plain import pay, spend
from sim.core.stage import stage


@equation
def entrant_appeal(staff, wage, labour_cost_share, demand, appeal_sum, outside):
    """Appeal at which a new firm sells what its first staff can serve (E51).

    a = ln(L0 w/lsva) - ln(D/(S + O))
    staff  persons      wage  million yuan/person/year      labour_cost_share  share of revenue
    demand, appeal_sum, outside  million yuan/year      Returns ln million yuan/year.
    """
    return math.log(staff * wage / labour_cost_share) - math.log(demand / (appeal_sum + outside))


@equation
def research_chance(venture, active_share, venture_share):
    """Chance that a new firm does R&D: all venture-type firms do, so that the share holds (E26).

    1 for venture-type firms, (active - venture)/(1 - venture) for the others
    venture  0 or 1      shares  share of the industry's firms      Returns a probability.
    """
    if venture == 1:
        return 1.0
    if venture_share >= 1.0:
        return 0.0
    return max(0.0, (active_share - venture_share) / (1.0 - venture_share))


@equation
def outside_after(outside, taken, least_share):
    """Outside competitors' appeal after a large plant took demand from them (E9).

    ln max(e^O - taken, least e^O)
    outside  ln million yuan/year      taken  million yuan/year, n e^a of the plant
    least_share  share of it that stays at least      Returns ln million yuan/year.
    """
    before = math.exp(outside)
    return math.log(max(before - taken, least_share * before))


@stage
def found_firms(
    firms,
    cells,
    parks,
    industries,
    assume,
    luck,
    clock,
    sample,
    births,
    solved,
    law,
    projects,
    ledger,
    budgets,
):
    """Give every new row its identity, quality, size and money; then it waits for approval (E51).

    Rows come by cell, ordinary before venture-type ones and academic ones last; after all cells
    the spin-offs by parent and the large plants of the quarter, which open at once. Quota above
    that of the rules before is bought for each project that needs it.
    """
    count = len(industries)
    row = births.first
    for cell in cells:
        for group in range(4):
            for number in range(cell.rows_to_found[group]):
                firm = firms[row]
                row += 1
                firm.kind = group % 2
                firm.origin = DE_NOVO
                if group < 2:
                    firm.uid = identity(
                        luck.ever.firm, cell.row * 2 + group, clock.quarter * 1048576 + number
                    )
                else:
                    firm.uid = identity(
                        luck.ever.academic, cell.row * 2 + group, clock.quarter * 1048576 + number
                    )
                    firm.origin = ACADEMIC
                firm.park = cell.park
                firm.industry = cell.industry
                firm.birth_number = number
                firm.weight = 1.0
                if firm.kind == 0:
                    firm.weight = sample.weight_parks
                    if cell.park == 0:
                        firm.weight = sample.weight_rest
    for position in range(births.parents):
        parent = firms[position]
        for sibling in range(parent.spinoffs):
            child = firms[row]
            row += 1
            child.uid = identity(luck.ever.spinoff, parent.uid, clock.quarter * 64 + sibling)
            child.origin = SPIN_OFF
            child.birth_number = sibling
            child.industry = parent.industry
            child.weight = parent.weight
            child.quality = assume.spinoff_quality_correlation * parent.quality
            venture = venture_share_of_founders(
                assume.venture_type_share[parent.industry],
                assume.spinoff_venture_factor,
                assume.spinoff_venture_cap,
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
    for j in range(projects.count[0]):
        plant = firms[row]
        row += 1
        plant.uid = identity(luck.ever.project, clock.quarter, int(projects.number[j]))
        plant.origin = PROJECT
        plant.birth_number = projects.number[j]
        plant.park = projects.park[j]
        plant.industry = projects.industry[j]
        plant.staff = projects.staff[j]
        plant.weight = 1.0
    for birth in range(births.first, births.last):
        new = firms[birth]
        k = new.industry
        place = parks[new.park]
        here = cells[new.park * count + k]
        drawn = normal(luck.ever.quality, new.uid, 0)
        if new.origin == SPIN_OFF:
            rest = 1.0 - assume.spinoff_quality_correlation * assume.spinoff_quality_correlation
            new.quality += math.sqrt(rest) * drawn
        else:
            new.quality = drawn + assume.cohort_quality_drift * (clock.time - clock.opening_time)
        if new.origin != PROJECT:
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
        active = research_chance(
            new.kind, assume.research_active_share[k], assume.venture_type_share[k]
        )
        if uniform(luck.ever.research, new.uid, 0) < active:
            new.research_share = assume.research_intensity[k] / assume.research_active_share[k]
        new.birth_quarter = clock.quarter
        new.birth_park = new.park
        new.lease_phase = int(assume.lease_quarters * uniform(luck.ever.lease, new.uid, 0))
        new.seeking = -1
        new.simon_draw = uniform(luck.ever.champion, new.uid, 0)
        new.incubator_factor = 1.0
        new.operating = False
        new.office_class = 0
        if place.stock[1] > place.stock[0]:
            new.office_class = 1
        wait = int(
            place.approval_days / assume.days_in_quarter_waiting + uniform(luck.wait, new.uid, 0)
        )
        if new.kind == 1 and assume.prototype_industry[k] > 0.0:
            new.product_in = assume.pilot_time_without
        plant_share = assume.plant_share[k]
        if new.origin == PROJECT:
            wait = 0
        elif new.park > 0 and plant_share > assume.second_site_plant_share:
            rules = law[new.park]
            need = plant_share * new.staff * assume.floor_per_plant_worker
            if uniform(luck.ever.plot, new.uid, 0) < rules.land_standard_share:
                if rules.land_standard_output_floor <= 0.0:
                    new.quality += cheap_land_shift(
                        assume.cheap_land_quality,
                        assume.land_price_industrial,
                        rules.land_standard_price,
                    )
                else:
                    kept = keeps_terms(
                        plant_share * new.staff * industries[k].wage_mean / new.labour_cost_share,
                        need,
                        rules.floor_vertical_far,
                        rules.land_standard_output_floor,
                        assume.tax_rate,
                        assume.standard_tax_minimum,
                    )
                    new.standard_plot = kept == 1
            if place.stock[2] - place.let[2] < need:
                delay = assume.start_delay_plant
                if uniform(luck.ever.cleared, new.uid, 0) < rules.land_reserve_share:
                    delay = assume.start_delay_plant_ready
                wait += int(delay)
            trial = 0
            while trial < 40:
                u_quota = uniform(luck.ever.quota, new.uid, trial)
                granted = rules.governance_quota_support
                if u_quota < granted and u_quota >= solved.quota_start:
                    part = budgets.part[ledger.city]
                    bought = 0.0
                    if u_quota < solved.quota_start + (granted - solved.quota_start) * part:
                        bought = 1.0
                    spend(
                        ledger.flow,
                        ledger.public,
                        ledger.for_quota,
                        ledger.city,
                        ledger.outside,
                        new.weight * assume.quota_cost,
                        bought,
                    )
                    if bought > 0.0:
                        break
                elif u_quota < granted:
                    break
                trial += 1
            wait += trial
        new.approval_wait = wait


@stage
def open_firms(firms, cells, industries, law, assume, luck, ledger):
    """Firms whose wait is over start: pay, appeal, cash from their founders (E51).

    A firm without a product yet misses a part of its appeal (E29). A large plant takes its demand
    from the competitors outside the city, once (E9).
    """
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
            math.log(max(firm.staff, 1.0)) - market.staff_log_mean,
            assume.size_wage_elasticity,
            0.0,
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
        firm.revenue = firm.staff * firm.wage / firm.labour_cost_share
        if firm.origin == PROJECT:
            market.outside_appeal = outside_after(
                market.outside_appeal, math.exp(firm.appeal), assume.outside_appeal_least
            )
        if firm.product_in > 0.0:
            firm.appeal -= assume.prototype_gap
            firm.revenue *= math.exp(-assume.prototype_gap)
        firm.appeal_effective = firm.appeal
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
