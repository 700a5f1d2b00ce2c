"""Stage 24: incubators seat young firms, let them go, and are graded, upgraded and closed.

Only venture-type firms take desks one by one: they are rows of weight 1. Ordinary tenants come in
weighted rows that fit no single carrier; their number is fixed at the opening (`others`) and leaves
so many desks less. Grants, upgrades and closings reach the carriers of the parks; those in the rest
of the city run on as they are.
"""

from __future__ import annotations

from sim.agents.firm import LISTED, VENTURE_TYPE
from sim.behaviour.tickets import give_first_tickets, jury_score
from sim.core.equation import equation
from sim.core.luck import normal, uniform
from sim.core.plain import buffer, counters, order, spend
from sim.core.stage import stage

CAPABILITIES = 4  # source innovation, conversion, incubation, integration


@equation
def capability_after(capability, start, rate, money, subsidy_share, decay):
    """Capability of a carrier after a quarter (E44).

    c+ = max(c - dep, min(c, c_0)) + u money/10 (1 - subsidy), at most 1
    capability, start  0-1; c_0 is kept up by running income      rate  u, per 10 million yuan
    money  million yuan of upgrades this quarter      subsidy_share  share of running cost
    decay  0-1 a quarter      Returns 0-1.
    """
    kept = max(capability - decay, min(capability, start))
    return min(1.0, kept + rate * money / 10.0 * (1.0 - subsidy_share))


@equation
def carrier_score(incubator_quality, in_focus, focus_pull, taste):
    """How much an applicant likes a carrier of its park (E43).   Qb + pull [its industry] + taste

    incubator_quality  Qb, 0-1      in_focus  0 or 1      focus_pull, taste  same scale as Qb
    Returns 0-1 and above.      The form is assumed.
    """
    return incubator_quality + focus_pull * in_focus + taste


@equation
def factor_inside(high_quality, incubator_quality, best, generic):
    """Multiplier of a tenant's hazard (E43): 1 - (1 - 0.75) Qb in a high-quality carrier.

    high_quality  1 or 0      incubator_quality  Qb, 0-1      best, generic  multipliers at Qb = 1
    Returns a multiplier.      Source: bounded by Schwartz 2013, Amezcua (low).
    """
    if high_quality:
        return 1.0 - (1.0 - best) * incubator_quality
    return generic


@equation
def factor_after(high_quality, quarters, long_stay, after_long_stay):
    """Multiplier of a former tenant's hazard (E43): 1.1 after a long stay in a generic carrier.

    high_quality  1 or 0      quarters, long_stay  quarters inside      after_long_stay  multiplier
    Returns a multiplier.      Source: Schwartz 2012 (medium).
    """
    if not high_quality and quarters > long_stay:
        return after_long_stay
    return 1.0


@equation
def staying_chance(base, slope, relay, incubator_quality):
    """Chance that a graduate stays in its park (E43).   0.4 + 0.4 relay Qb

    base, slope  share      relay, incubator_quality  0-1      Returns a probability.
    """
    return base + slope * relay * incubator_quality


@stage
def grade_incubators(incubators, law, assume, luck, clock):
    """Quality grants go to the best carriers, the lowest close; once a year, in Q1 (E44).

    `incubator.quality_grants` counts all grants ever given. Ordinary upgrades go in keyed order.
    """
    for each in incubators:
        each.upgrade_money = 0.0
    if clock.quarter_of_year != 0:
        return
    size = len(incubators)
    rank = buffer(size)
    queue = buffer(size)
    given = 0
    running = 0
    for carrier in incubators:
        rank[carrier.row] = 2.0
        queue[carrier.row] = 2.0
        if carrier.upgraded:
            given += 1
        if carrier.open and carrier.park > 0:
            running += 1
            rank[carrier.row] = -carrier.quality
            queue[carrier.row] = uniform(luck.upgrade, carrier.uid, 0)
    best = order(rank, size)
    grants = int(law.zone.incubator_quality_grants) - given
    for place in range(running):
        granted = incubators[best[place]]
        if grants > 0 and not granted.upgraded:
            granted.upgraded = True
            granted.grant_quarters = int(assume.quality_grant_quarters)
            grants -= 1
    turn = order(queue, size)
    upgrades = int(law.zone.incubator_general_upgrades)
    for position in range(running):
        ordinary = incubators[turn[position]]
        if upgrades > 0 and ordinary.grant_quarters <= 0:
            ordinary.upgrade_money = assume.general_upgrade_cost
            upgrades -= 1
    closing = int(law.zone.incubator_closing_share * running + uniform(luck.closing, 0, 0))
    for last in range(running):
        lowest = incubators[best[running - 1 - last]]
        if closing > 0 and lowest.grant_quarters <= 0:
            lowest.open = False
            closing -= 1


@stage
def run_incubators(incubators, parks, law, assume, ledger, budgets):
    """Money reaches carriers, capabilities rise and fade, certificates follow from them (E44).

    City and district halve a quality grant; the district pays ordinary upgrades and subsidies, the
    city where there is no district. A carrier that stands too empty for too long closes.
    """
    for carrier in incubators:
        if not carrier.open:
            continue
        park = parks[carrier.park]
        rules = law[carrier.park]
        payer = ledger.city
        if park.district >= 0:
            payer = ledger.districts + park.district
        part = budgets.part[payer]
        spend(
            ledger.flow,
            ledger.public,
            ledger.for_incubator_subsidies,
            payer,
            ledger.outside,
            rules.incubator_subsidy_share * assume.incubator_running_cost / 4.0,
            part,
        )
        carrier.subsidy_share = rules.incubator_subsidy_share * part
        carrier.venture_share = rules.incubator_venture_share
        carrier.relay = rules.incubator_relay
        money = spend(
            ledger.flow,
            ledger.public,
            ledger.for_incubator_upgrades,
            payer,
            ledger.outside,
            carrier.upgrade_money,
            part,
        )
        if carrier.grant_quarters > 0:
            half = assume.quality_incubator_cost / assume.quality_grant_quarters / 2.0
            money += spend(
                ledger.flow,
                ledger.public,
                ledger.for_quality_incubators,
                ledger.city,
                ledger.outside,
                half,
                budgets.part[ledger.city],
            )
            money += spend(
                ledger.flow,
                ledger.public,
                ledger.for_quality_incubators,
                payer,
                ledger.outside,
                half,
                part,
            )
            carrier.grant_quarters -= 1
        carrier.upgrade_money = money
        carrier.source = capability_after(
            carrier.source,
            carrier.capability_start[0],
            assume.incubator_upgrade_rate,
            money,
            carrier.subsidy_share,
            assume.incubator_decay,
        )
        carrier.conversion = capability_after(
            carrier.conversion,
            carrier.capability_start[1],
            assume.incubator_upgrade_rate,
            money,
            carrier.subsidy_share,
            assume.incubator_decay,
        )
        carrier.incubation = capability_after(
            carrier.incubation,
            carrier.capability_start[2],
            assume.incubator_upgrade_rate,
            money,
            carrier.subsidy_share,
            assume.incubator_decay,
        )
        carrier.integration = capability_after(
            carrier.integration,
            carrier.capability_start[3],
            assume.incubator_upgrade_rate,
            money,
            carrier.subsidy_share,
            assume.incubator_decay,
        )
        lowest = min(carrier.source, carrier.conversion, carrier.incubation, carrier.integration)
        total = carrier.source + carrier.conversion + carrier.incubation + carrier.integration
        carrier.quality = total / CAPABILITIES
        carrier.high_quality = lowest > assume.incubator_certify_level
        carrier.age += 1
        if carrier.occupancy < assume.incubator_close_occupancy:
            carrier.empty_quarters += 1
        else:
            carrier.empty_quarters = 0
        if carrier.empty_quarters >= assume.incubator_close_quarters:
            carrier.open = False


@stage
def seat_tenants(firms, incubators, parks, law, assume, luck, ledger, budgets):
    """Tenants stay, graduate or lose their desk; young firms apply and the best are seated (E43).

    A graduate that the relay does not keep compares places in the next `move`. Firms apply once.
    """
    size = len(firms)
    seated = buffer(len(incubators))
    applicant = counters(size)
    wanted = counters(size)
    rank = buffer(size)
    count = 0
    first = counters(len(parks) + 1)
    by_park = counters(len(incubators))
    for each in incubators:
        each.applicants = 0
        first[each.park + 1] += 1
    for p in range(len(parks)):
        first[p + 1] += first[p]
    taken = counters(len(parks))
    for one in incubators:
        by_park[first[one.park] + taken[one.park]] = one.row
        taken[one.park] += 1
    for firm in firms:
        if firm.kind != VENTURE_TYPE or not firm.operating:
            continue
        if firm.incubator >= 0:
            host = incubators[firm.incubator]
            rules = law[firm.park]
            firm.incubator_quarters += 1
            if (
                host.open
                and host.park == firm.park
                and firm.incubator_quarters < rules.incubator_max_stay_quarters
            ):
                seated[host.row] += 1.0
                firm.incubator_factor = factor_inside(
                    host.high_quality,
                    host.quality,
                    assume.incubator_exit_factor_high_quality,
                    assume.incubator_exit_factor_generic,
                )
                continue
            firm.incubator_factor = factor_after(
                host.high_quality,
                firm.incubator_quarters,
                assume.incubator_long_stay,
                assume.incubator_after_exit,
            )
            firm.incubator = -1
            if not (host.open and host.park == firm.park):
                continue
            payer = ledger.city
            if parks[firm.park].district >= 0:
                payer = ledger.districts + parks[firm.park].district
            part = budgets.part[payer]
            u_stay = uniform(luck.stay, firm.uid, 0)
            kept = staying_chance(
                assume.relay_base, assume.relay_slope, rules.incubator_relay, host.quality
            )
            paid_for = staying_chance(
                assume.relay_base, assume.relay_slope, rules.incubator_relay * part, host.quality
            )
            if u_stay >= paid_for:
                firm.must_move = True
            if u_stay >= assume.relay_base and u_stay < kept:
                wanting = 0.0
                if u_stay < paid_for:
                    wanting = 1.0
                spend(
                    ledger.flow,
                    ledger.public,
                    ledger.for_graduate_handover,
                    payer,
                    ledger.outside,
                    firm.weight * assume.graduate_handover_cost,
                    wanting,
                )
        elif (
            firm.incubator_quarters == 0
            and firm.age <= assume.incubator_applicant_age
            and firm.round < LISTED
            and uniform(luck.apply, firm.uid, 0) < assume.incubator_application_rate
        ):
            best = -1
            best_score = -1.0
            for entry in range(first[firm.park], first[firm.park + 1]):
                carrier = incubators[by_park[entry]]
                if not carrier.open:
                    continue
                focus = 0.0
                if carrier.industry_focus == firm.industry:
                    focus = 1.0
                score = carrier_score(
                    carrier.quality,
                    focus,
                    assume.incubator_focus_pull,
                    uniform(luck.taste, firm.uid, carrier.uid),
                )
                if score > best_score:
                    best_score = score
                    best = carrier.row
            if best >= 0:
                chosen = incubators[best]
                chosen.applicants += 1
                applicant[count] = firm.row
                wanted[count] = best
                rank[count] = -jury_score(
                    firm.quality,
                    normal(luck.jury, firm.uid, 0),
                    assume.incubator_selection_noise,
                    chosen.quality,
                )
                count += 1
    turn = order(rank, count)
    for place in range(count):
        at = wanted[turn[place]]
        desk = incubators[at]
        if desk.others + seated[at] + 1.0 <= desk.desks:
            tenant = firms[applicant[turn[place]]]
            tenant.incubator = at
            tenant.incubator_quarters = 0
            tenant.incubator_factor = factor_inside(
                desk.high_quality,
                desk.quality,
                assume.incubator_exit_factor_high_quality,
                assume.incubator_exit_factor_generic,
            )
            seated[at] += 1.0
    for full in incubators:
        full.occupancy = 0.0
        if full.open:
            full.occupancy = (full.others + seated[full.row]) / full.desks


@stage
def sum_incubators(parks, incubators):
    """Mean quality and tenants of the carriers of every park."""
    running = buffer(len(parks))
    for park in parks:
        park.incubator_quality = 0.0
        park.incubator_seats = 0.0
    for carrier in incubators:
        if carrier.open:
            home = parks[carrier.park]
            running[home.row] += 1.0
            home.incubator_quality += carrier.quality
            home.incubator_seats += carrier.occupancy * carrier.desks
    for place in parks:
        if running[place.row] > 0.0:
            place.incubator_quality = place.incubator_quality / running[place.row]


def incubate(model):
    """Run stage 24: grading, money, desks, first tickets, sums by park."""
    grade_incubators(model)
    run_incubators(model)
    seat_tenants(model)
    give_first_tickets(model)
    sum_incubators(model)
