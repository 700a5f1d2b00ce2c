"""Stage 15: research and development, knowledge, pilot lines; patents and spillovers with it."""

from __future__ import annotations

import math

from sim.agents.firm import ROUND_D, SEED, VENTURE_TYPE
from sim.behaviour.patents import examine, file_applications
from sim.behaviour.spillover import spill
from sim.core.equation import equation
from sim.core.luck import uniform
from sim.core.plain import buffer, counters, order, pay, spend
from sim.core.stage import stage


@equation
def price_level(inflation, years):
    """Prices over those of 2023, by which nominal thresholds are met (E42, specification 0.3).

    inflation  share/year      years  since prices began to count, below 0 before
    Returns a ratio.
    """
    return math.exp(max(0.0, years) * math.log(1.0 + inflation))


@equation
def certificate_threshold(revenue, price, small, large, low, middle, high):
    """R&D over revenue that the high-tech certificate asks of a firm (E26, E42).

    5, 4 or 3 %: low up to the first bracket of nominal revenue, high above the second
    revenue, small, large  million yuan/year      price  prices over those of 2023, -
    low, middle, high  share of revenue      Returns a share of revenue.
    """
    nominal = revenue * price
    if nominal < small:
        return low
    if nominal <= large:
        return middle
    return high


@equation
def reported_share(true, threshold, window, most):
    """R&D share that a firm reports: the threshold, if it lies little below it (E26).

    true, threshold  R&D over revenue      window  gap that is bridged, share of revenue
    most  largest relabelled share of what is reported      Returns a share of revenue.
    Source: Chen et al. 2021 (24.2 % of reported R&D is relabelled cost).
    """
    gap = threshold - true
    if gap > 0.0 and gap <= window and gap <= most * threshold:
        return threshold
    return true


@equation
def research_spending(revenue, research_share, relabelled_share):
    """Research that sales pay, relabelled cost left out (E26).   R = rho Y (1 - relabelled)

    revenue  million yuan/year      shares  -      Returns million yuan/year.
    """
    return research_share * revenue * (1.0 - relabelled_share)


@equation
def raised_research(rate, cash, reserve, wages, money, quarters):
    """Research that raised money pays (E26).   0.35 min([C - 0.5 w L]+, S (1 - 0.35/4)^quarters)

    Only what is left of the last round is spent in this way, not what the firm has earned.
    rate  share/year      cash  million yuan      reserve  years of pay
    wages  million yuan/year      money  S, size of the last round, million yuan
    quarters  since the last round      Returns million yuan/year.
    """
    left = money * math.exp(quarters * math.log(1.0 - rate / 4.0))
    return rate * min(left, max(0.0, cash - reserve * wages))


@equation
def research_productivity(links, doctors, link_gain, link_cap, doctor_gain, doctor_cap, cleared):
    """Knowledge that a yuan of research gives (E26).

    1 + min(0.12, 0.04 links) + min(0.05, 0.01 doctors) + 0.02 cleared
    links, doctors  count a firm      gains and caps  share
    cleared  gain of cleared data, share      Returns a ratio.
    Source: Branstetter, Sakakibara 2002 (sign).
    """
    return 1.0 + min(link_cap, link_gain * links) + min(doctor_cap, doctor_gain * doctors) + cleared


@equation
def next_knowledge(knowledge, depreciation, research, productivity):
    """Knowledge stock after a quarter (E26).   Kn+ = (1 - dK/4) Kn + R/4 productivity

    knowledge  million yuan      depreciation  share/year      research  million yuan/year
    productivity  -      Returns million yuan.
    """
    return (1.0 - depreciation / 4.0) * knowledge + research / 4.0 * productivity


@equation
def prototype_speed(without, with_line):
    """Quarters of work that a pilot line saves in one (E29).   8/5 = 1.6

    without, with_line  quarters from prototype to product      Returns a ratio.
    """
    return without / with_line


@equation
def milestone_speed(gain, quality, base, venture_share):
    """How much faster tenants of an incubator reach their product (E43).

    0.2 Qb (0.8 + venture share)
    gain, base  -      quality  Qb, 0-1      venture_share  share of the incubator's income
    Returns quarters of work a quarter.
    """
    return gain * quality * (base + venture_share)


@stage
def spend_on_research(
    firms, cells, parks, industries, law, assume, luck, clock, solved, ledger, budgets
):
    """Firms spend on research and add to their knowledge; firms without R&D are left out (E26).

    Once a year they decide what they report. Raised money is spent on research while the last
    round is not older than three years; part of it pays staff. R&D-active firms of the parks share
    the private half of joint laboratories by their R&D. The city pays a data case a firm each time
    that its clearance runs out.
    """
    count = len(industries)
    zone_research = 0.0
    for cell in cells:
        if cell.park > 0:
            zone_research += cell.research
        cell.research = 0.0
    laboratories = (
        0.5 * assume.joint_lab_cost / 4.0 * law.zone.university_joint_labs
    ) * budgets.part[ledger.special_fund]
    levy = 0.0
    if zone_research > 0.0:
        levy = laboratories / zone_research
    of_city = budgets.part[ledger.city]
    prices = price_level(assume.price_inflation, clock.time - assume.price_stable_until)
    cases = 0.0
    for firm in firms:
        if firm.research_share <= 0.0 or not firm.operating:
            continue
        k = firm.industry
        if clock.quarter_of_year == 0:
            true = firm.research_share * (1.0 - firm.relabelled_share)
            threshold = certificate_threshold(
                firm.revenue,
                prices,
                assume.hnte_revenue_bracket[0],
                assume.hnte_revenue_bracket[1],
                assume.hnte_research_threshold[0],
                assume.hnte_research_threshold[1],
                assume.hnte_research_threshold[2],
            )
            firm.research_share = reported_share(
                true, threshold, assume.relabel_window, assume.relabelled_share
            )
            firm.relabelled_share = 1.0 - true / firm.research_share
        raised = 0.0
        if firm.kind == VENTURE_TYPE and firm.round >= SEED and firm.round <= ROUND_D:
            if firm.round_quarters <= assume.raised_money_quarters:
                raised = raised_research(
                    assume.raised_money_spending_rate,
                    firm.cash,
                    assume.raised_money_reserve,
                    firm.wage * firm.staff,
                    firm.round_size,
                    firm.round_quarters,
                )
        firm.research_raised = raised
        firm.research_staff = (1.0 - assume.research_nonlabour_share) * raised / firm.wage
        firm.research = max(
            0.0,
            research_spending(firm.revenue, firm.research_share, firm.relabelled_share)
            + raised
            + assume.grant_additionality * firm.research_grant,
        )
        cleared = 0.0
        if assume.data_flow_industry[k] > 0.0 and firm.park > 0:
            if uniform(luck.ever.cleared, firm.uid, 0) < law.zone.global_data_flow * of_city:
                cleared = assume.data_flow_gain
                cases += firm.weight
        firm.knowledge = next_knowledge(
            firm.knowledge,
            assume.research_depreciation,
            firm.research,
            research_productivity(
                firm.links,
                firm.doctors,
                assume.consortium_gain,
                assume.consortium_gain_cap,
                assume.doctoral_gain,
                assume.doctoral_gain_cap,
                cleared,
            ),
        )
        here = cells[firm.park * count + k]
        here.research += firm.weight * firm.research
        if firm.park > 0:
            firm.cash -= levy * firm.research
            pay(ledger.flow, ledger.firms, ledger.outside, firm.weight * levy * firm.research)
    if of_city > 0.0:
        wanted = assume.data_case_cost * cases / assume.data_case_validity / 4.0 / of_city
        spend(
            ledger.flow,
            ledger.public,
            ledger.for_data_clearance,
            ledger.city,
            ledger.outside,
            wanted,
            of_city,
        )


@stage
def scale_up(firms, incubators, districts, law, assume, luck, ledger, budgets, under_way):
    """Prototypes become products; pilot lines serve the firms of the queue in keyed order (E29).

    City, special fund and districts (by their local tax) pay a third each of new lines and of
    running them. A firm that is through gets back the appeal that it lacked.
    """
    local = 0.0
    for district in districts:
        local += district.revenue
    wanted = law.zone.platforms_pilot_plants
    part = (budgets.part[ledger.city] + budgets.part[ledger.special_fund]) / 3.0
    for own in districts:
        if local > 0.0:
            part += own.revenue / local * budgets.part[ledger.districts + own.row] / 3.0
    new = max(0.0, wanted - under_way.lines[0])
    cost = assume.pilot_line_capital * new + assume.pilot_line_running / 4.0 * wanted
    under_way.lines[0] = min(wanted, under_way.lines[0] + new * part)
    spend(
        ledger.flow,
        ledger.public,
        ledger.for_pilot_lines,
        ledger.city,
        ledger.outside,
        cost / 3.0,
        budgets.part[ledger.city],
    )
    spend(
        ledger.flow,
        ledger.public,
        ledger.for_pilot_lines,
        ledger.special_fund,
        ledger.outside,
        cost / 3.0,
        budgets.part[ledger.special_fund],
    )
    for payer in districts:
        if local > 0.0:
            spend(
                ledger.flow,
                ledger.public,
                ledger.for_pilot_lines,
                ledger.districts + payer.row,
                ledger.outside,
                cost / 3.0 * payer.revenue / local,
                budgets.part[ledger.districts + payer.row],
            )
    waiting = 0
    rows = counters(len(firms))
    keys = buffer(len(firms))
    for firm in firms:
        if firm.product_in > 0.0 and firm.operating:
            rows[waiting] = firm.row
            keys[waiting] = uniform(luck.ever.line, firm.uid, 0)
            waiting += 1
    places = int(under_way.lines[0] * assume.pilot_line_capacity + 0.5)
    fast = prototype_speed(assume.pilot_time_without, assume.pilot_time_with)
    turn = order(keys, waiting)
    for place in range(waiting):
        maker = firms[rows[turn[place]]]
        work = 1.0
        if place < places:
            work = fast
        if maker.incubator >= 0:
            host = incubators[maker.incubator]
            work += milestone_speed(
                assume.incubator_milestone_gain,
                host.quality,
                assume.incubator_venture_base,
                host.venture_share,
            )
        maker.product_in = max(0.0, maker.product_in - work)
        if maker.product_in == 0.0:
            maker.appeal += assume.prototype_gap


def research(model):
    """Run stage 15: spillovers, research, patents, products."""
    spill(model)
    spend_on_research(model)
    file_applications(model)
    examine(model)
    scale_up(model)
