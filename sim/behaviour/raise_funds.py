"""Stage 19: partners, the city and leading firms commit money; new funds open (E34, E35)."""

from __future__ import annotations

import math

from sim.agents.firm import ROUND_A, SEED, VENTURE_TYPE
from sim.agents.fund import CORPORATE, GUIDANCE, OUTSIDE, PRIVATE
from sim.core.equation import equation
from sim.core.luck import identity, normal, uniform
from sim.core.plain import buffer, counters, order, pay, spend
from sim.core.stage import stage

ROUNDS = 5  # kinds of rounds: seed, A, B, C, D
EARLY = 2  # of them seed and A
KINDS = 4  # kinds of funds
HISTORY = 20  # quarters of calls and payback that are kept, as many as partners may look back
FIRST_CYCLE, LAST_CYCLE = 2022, 2025  # years of the venture cycle's register; the last goes on


@equation
def private_money(start, cycle, payback, payback_start, elasticity, low, high, response, extra):
    """Money that private partners commit (E34).

    F0 cycle clip((DPI/DPI0)^0.5, 0.5, 1.5) (1 + 5 extra)
    start  million yuan      cycle  2023 = 1
    payback, payback_start  yuan back per yuan drawn, taken as 0.0001 at least
    elasticity  -      low, high  ratio      response  per unit of return      extra  net return
    Returns million yuan.
    """
    ratio = math.exp(elasticity * math.log(max(payback, 0.0001) / payback_start))
    return start * cycle * min(high, max(low, ratio)) * (1.0 + response * extra)


@equation
def extra_return(guided, give_up, give_up_return, term, life, term_loss, company, relief, pilot):
    """Net return that policy adds for the mean private partner (E34, E35).

    guided (0.02 give-up - 0.003 [term - 10]+) + 0.15 * 0.01 pilot
    guided, give_up, company  share      give_up_return, term_loss, relief  net return
    term, life  years      pilot  0 or 1      Returns net return.
    """
    of_guided = give_up_return * give_up - term_loss * max(0.0, term - life)
    return guided * of_guided + company * relief * pilot


@equation
def private_match(public_share):
    """Private yuan a guided fund holds for a public one (E35).   (1 - phi)/phi

    public_share  share of the fund      Returns yuan per yuan.
    """
    if public_share <= 0.0:
        return 0.0
    return (1.0 - public_share) / public_share


@equation
def additional_share(crowd, match, bound):
    """Part of the private match that is new money (E35).   crowd/((1 - phi)/phi), -1 to 1

    crowd, match  yuan per public yuan      bound  share      Returns a share.
    """
    if match <= 0.0:
        return 0.0
    return min(bound, max(-bound, crowd / match))


@stage
def gather_money(funds, firms, incubators, law, assume, luck, clock, solved, venture, ledger):
    """Work out what every sort of fund raises this quarter and how many of them open (E34, E35).

    Running funds pay their fees; carriers receive their share of guidance money.
    """
    slot = clock.quarter % HISTORY
    back = 0.0
    called = 0.0
    for h in range(int(4.0 * assume.fund_payback_years)):
        past = (clock.quarter - 1 - h) % HISTORY
        back += venture.returned[past]
        called += venture.called[past]
    venture.returned[slot] = 0.0
    venture.called[slot] = 0.0
    payback = assume.fund_payback_start
    if called > 0.0:
        payback = back / called
    cycle = assume.venture_cycle[min(max(clock.year, FIRST_CYCLE), LAST_CYCLE) - FIRST_CYCLE]

    for fund in funds:
        if not fund.alive:
            continue
        fund.spent = 0.0
        fee = assume.fund_fee / 4.0 * fund.commitment
        public = fund.government_share * fee
        if fund.kind == OUTSIDE:
            pay(ledger.flow, ledger.outside, ledger.funds, fee)
        elif fund.kind == CORPORATE:
            if fund.owner >= 0:
                payer = firms[fund.owner]
                if payer.operating:
                    payer.cash -= fee / payer.weight
                    pay(ledger.flow, ledger.firms, ledger.funds, fee)
                else:
                    fund.owner = -1
            if fund.owner < 0:
                fund.dry_powder = 0.0
                fee = 0.0
        else:
            pay(ledger.flow, ledger.partners, ledger.funds, fee - public)
        if public > 0.0:
            spend(
                ledger.flow,
                ledger.public,
                ledger.for_guidance,
                ledger.city,
                ledger.funds,
                public,
                1.0,
            )
        pay(ledger.flow, ledger.funds, ledger.households, fee)

    size = law.zone.fund_guidance_size * 1000.0
    phi = law.zone.fund_guidance_share
    early = law.zone.fund_early_share
    to_carriers = 0.0
    guided = 0.0
    match = private_match(phi)
    if phi > 0.0:
        to_carriers = size * law.zone.fund_incubator_share
        guided = (size - to_carriers) / phi
    extra = extra_return(
        guided / max(guided + solved.private_raising * cycle, 0.001),
        law.zone.fund_profit_give_up,
        assume.give_up_return,
        law.zone.fund_term_years,
        assume.fund_life,
        assume.fund_term_return_loss,
        assume.company_form_share,
        assume.venture_tax_return,
        law.zone.tax_venture_pilot,
    )
    of_private = private_money(
        solved.private_raising,
        cycle,
        payback,
        assume.fund_payback_start,
        assume.fund_raising_elasticity,
        assume.fund_raising_floor,
        assume.fund_raising_cap,
        assume.return_elasticity_private,
        extra,
    )
    of_outside = private_money(
        solved.outside_raising,
        cycle,
        payback,
        assume.fund_payback_start,
        assume.fund_raising_elasticity,
        assume.fund_raising_floor,
        assume.fund_raising_cap,
        assume.return_elasticity_private,
        0.0,
    )
    new = additional_share(assume.crowding_in, match, assume.additional_share_clip)
    moved = (1.0 - new) * match * phi * guided
    of_private = max(0.0, of_private - moved)
    of_outside += law.zone.global_capital_quota * 1000.0

    seats = 0.0
    for carrier in incubators:
        if carrier.open:
            seats += carrier.desks
    if seats > 0.0 and to_carriers > 0.0:
        given = spend(
            ledger.flow,
            ledger.public,
            ledger.for_guidance,
            ledger.city,
            ledger.funds,
            to_carriers / 4.0,
            1.0,
        )
        for host in incubators:
            if host.open:
                host.own_fund += given * host.desks / seats

    total = 0.0
    total_early = 0.0
    for r in range(ROUNDS):
        total += assume.round_mix[r] * assume.round_size[r]
        if r < EARLY:
            total_early += assume.round_mix[r] * assume.round_size[r]
    for kind in range(KINDS):
        for r in range(ROUNDS):
            venture.to_found[kind, r] = 0
            venture.raised[kind, r] = 0.0
    for focus in range(ROUNDS):
        money = assume.round_mix[focus] * assume.round_size[focus]
        venture.raised[PRIVATE, focus] = of_private / 4.0 * money / total
        venture.raised[OUTSIDE, focus] = of_outside / 4.0 * money / total
        split = (1.0 - early) * money / (total - total_early)
        if focus < EARLY:
            split = early * money / total_early
        venture.raised[GUIDANCE, focus] = guided / 4.0 * split
        many = solved.private_funds + uniform(luck.number, focus, 0)
        venture.to_found[PRIVATE, focus] = max(1, int(many))
        venture.to_found[OUTSIDE, focus] = 1
        if guided * split > 0.0:
            venture.to_found[GUIDANCE, focus] = 1
        if venture.raised[PRIVATE, focus] <= 0.0:
            venture.to_found[PRIVATE, focus] = 0
    if clock.quarter_of_year == 0:
        leaders = 0
        for firm in firms:
            if firm.leader and firm.operating:
                leaders += 1
        wanted = min(int(law.zone.fund_corporate_new), leaders)
        venture.to_found[CORPORATE, ROUND_A - SEED] = wanted
        venture.raised[CORPORATE, ROUND_A - SEED] = (
            float(wanted) * assume.corporate_fund_size / (4.0 * assume.venture_deploy_rate)
        )


@stage
def open_funds(funds, firms, parks, industries, law, assume, luck, clock, venture):
    """Give every new fund its identity, size, office and rules.

    Funds of one sort share what it raised in lognormal proportions. A guided fund has the rules of
    the quarter in which it opens, the duty to invest in the parks capped by the national rule.
    """
    seats = buffer(len(parks))
    kinds = buffer(len(industries))
    everywhere = 0.0
    leader_row = counters(len(firms))
    leader_key = buffer(len(firms))
    leaders = 0
    for firm in firms:
        if firm.kind == VENTURE_TYPE and firm.operating:
            seats[firm.park] += 1.0
            kinds[firm.industry] += 1.0
            everywhere += 1.0
        if firm.leader and firm.operating:
            leader_row[leaders] = firm.row
            leader_key[leaders] = uniform(luck.leader, firm.uid, 0)
            leaders += 1
    turn = order(leader_key, leaders)
    multiple = law.zone.fund_reinvestment_multiple
    if clock.year >= assume.reinvestment_rule_year:
        multiple = min(multiple, assume.reinvestment_rule_cap)
    row = venture.first
    for kind in range(KINDS):
        for r in range(ROUNDS):
            start = row
            weights = 0.0
            for number in range(venture.to_found[kind, r]):
                fund = funds[row]
                row += 1
                fund.uid = identity(
                    luck.ever.fund, clock.quarter, (kind * ROUNDS + r) * 1024 + number
                )
                fund.kind = kind
                fund.round_focus = SEED + r
                fund.vintage = clock.quarter
                fund.commitment = 1.0
                if kind != CORPORATE:
                    fund.commitment = math.exp(
                        assume.fund_size_spread * normal(luck.ever.fund_size, fund.uid, 0)
                    )
                weights += fund.commitment
            for place in range(start, row):
                new = funds[place]
                new.commitment = new.commitment / weights * venture.raised[kind, r]
                new.dry_powder = new.commitment
                new.quarters_left = int(4.0 * assume.fund_life)
                left = uniform(luck.ever.office, new.uid, 0) * everywhere
                p = 0
                while p < len(parks) - 1 and left >= seats[p]:
                    left -= seats[p]
                    p += 1
                new.park = p
                rest = uniform(luck.ever.industry, new.uid, 0) * everywhere
                k = 0
                while k < len(industries) - 1 and rest >= kinds[k]:
                    rest -= kinds[k]
                    k += 1
                if uniform(luck.ever.specialist, new.uid, 0) < assume.specialist_fund_share:
                    new.industry_focus = k
                if kind == OUTSIDE:
                    new.park = -1
                else:
                    new.outside_share = assume.venture_outside_use
                if kind == GUIDANCE:
                    new.government_share = law.zone.fund_guidance_share
                    new.early_only = r < EARLY
                    new.hard_only = (
                        uniform(luck.ever.hard, new.uid, 0) < law.zone.fund_hard_tech_share
                    )
                    if new.hard_only and assume.hard_technology[k] <= 0.0:
                        new.industry_focus = -1
                    new.quarters_left = int(4.0 * law.zone.fund_term_years)
                    new.loss_tolerance = law.zone.fund_loss_tolerance
                    new.profit_give_up = law.zone.fund_profit_give_up
                    new.reinvestment_left = multiple * new.government_share * new.commitment
                if kind == CORPORATE:
                    owner = firms[leader_row[turn[place - start]]]
                    new.owner = owner.row
                    new.park = owner.park
                    new.industry_focus = owner.industry
                    new.outside_share = 0.0


def raise_funds(model):
    """Run stage 19: what partners commit, then the funds that open with it."""
    gather_money(model)
    rows = int(model.venture.column("to_found").sum())
    model.venture.update({"first": model.funds.table.append(rows)})
    open_funds(model)


def start_venture(model) -> None:
    """Set the calls and paybacks of the quarters before the opening: DPI is DPI0."""
    called = model.solved.column("local_raising") / 4.0
    payback = model.assumed.fund_payback_start
    model.venture.update(
        {
            "called": [called] * HISTORY,
            "returned": [payback * called] * HISTORY,
            "to_found": [[0] * ROUNDS for _ in range(KINDS)],
            "raised": [[0.0] * ROUNDS for _ in range(KINDS)],
            "first": 0,
        }
    )
