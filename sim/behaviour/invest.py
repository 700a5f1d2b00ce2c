"""Stage 20: funds choose among those they see, rounds close (E36-E39)."""

from __future__ import annotations

import math

import numpy as np

from sim.agents.firm import NO_ROUND, ROUND_B, ROUND_D, SEED, VENTURE_TYPE
from sim.agents.fund import CORPORATE, OUTSIDE
from sim.behaviour.raise_funds import FIRST_CYCLE, HISTORY, LAST_CYCLE, ROUNDS
from sim.behaviour.screen import attraction, contacts, expected_quality, reliability, signal
from sim.behaviour.seek import seek_money
from sim.core.equation import equation
from sim.core.luck import identity, normal, uniform
from sim.core.plain import buffer, counters, order, pay, spend
from sim.core.stage import stage

PARTNERS = 8  # funds that a fund remembers


@equation
def growth_surprise(share, share_before, usual, quarters):
    """Growth of a firm that its last price did not expect (E39).   ln(share/before) - g_f quarters

    share, share_before  revenue over the industry's market, now and at the last round
    usual  g_f, log points a quarter that funded firms gain on their industry
    quarters  since the last round
    Returns log points.
    """
    return math.log(share / share_before) - usual * quarters


@equation
def value_after(value, step, response, surprise, noise, draw):
    """Value of a firm after its round (E39).   V exp(step + 0.5 surprise + sd z)

    value  before, or of a seed round, million yuan      step, noise  log points
    response  -      surprise  log points of growth that the last price did not expect
    draw  standard normal      Returns million yuan.
    """
    return value * math.exp(step + response * surprise + noise * draw)


@equation
def wait_chance(public_share, limit, slope):
    """Chance that a fund's decision waits (E38).   2 [phi - 0.3]+

    public_share, limit  share      slope  -      Returns a probability.
    """
    return min(1.0, slope * max(0.0, public_share - limit))


@stage
def choose_firms(firms, funds, parks, incubators, industries, law, assume, luck, clock, space,
                 ledger, budgets):  # fmt: skip
    """Funds make offers to the best firms they see, firms take the best offer, in passes (E37-E38).

    A fund may draw a part of its commitment each quarter, slower in a weak cycle. It keeps what it
    has not spent, and pauses after a round that took more, so that large rounds are not crowded
    out by small ones. It sees a firm by a draw of the pair, so that a firm is seen by the contacts
    of E37 and a fund sees no more than it can screen. Whoever waits or finds nothing may search
    again.
    """
    size = len(firms)
    turns = len(funds)
    cycle = assume.venture_cycle[min(max(clock.year, FIRST_CYCLE), LAST_CYCLE) - FIRST_CYCLE]
    pace = assume.venture_deploy_rate * cycle / assume.venture_cycle[0]
    money = buffer(turns)
    purse = buffer(turns)
    by_round = counters(ROUNDS * turns)
    open_funds = counters(ROUNDS)
    for fund in funds:
        if not fund.alive or fund.dry_powder <= 0.0:
            continue
        fund.allowance = min(fund.dry_powder, fund.allowance + pace * fund.commitment)
        money[fund.row] = fund.allowance * (1.0 - fund.outside_share)
        purse[fund.row] = fund.dry_powder * (1.0 - fund.outside_share)
        if money[fund.row] <= 0.0:
            continue
        focus = fund.round_focus - SEED
        by_round[focus * turns + open_funds[focus]] = fund.row
        open_funds[focus] += 1

    seeker = counters(size)
    level = counters(size)
    seen_by = buffer(size)
    asked = buffer(ROUNDS)
    seekers = 0
    for firm in firms:
        if firm.kind != VENTURE_TYPE or not firm.operating or firm.seeking != 0:
            continue
        place = parks[firm.park]
        quality = 0.0
        venture_share = 0.0
        if firm.incubator >= 0:
            host = incubators[firm.incubator]
            quality = host.quality
            venture_share = host.venture_share
        r = firm.round
        if r == NO_ROUND and firm.revenue > assume.direct_round_a_revenue:
            r = SEED
        r = min(r, ROUNDS - 1)
        seeker[seekers] = firm.row
        level[seekers] = r
        seen_by[seekers] = contacts(
            assume.contacts_with_funds,
            assume.contact_base,
            place.services,
            assume.contact_service_scale,
            assume.incubator_fund_contact,
            quality,
            assume.incubator_venture_base,
            venture_share,
        )
        asked[r] += seen_by[seekers]
        seekers += 1

    strength = 1.0 + (law.zone.ladder_service_package - 1.0) * budgets.part[ledger.special_fund]
    expected = 0.0
    for step in range(ROUNDS):
        expected += min(asked[step], assume.venture_candidates * float(open_funds[step]))
    room = int(2.0 * expected) + 1000  # the draws of pairs add up to about half of it
    owner = counters(room)
    buyer = counters(room)
    rank = buffer(room)
    wanted = buffer(seekers)
    value = buffer(seekers)
    waits = counters(seekers)
    count = 0
    for s in range(seekers):
        firm_s = firms[seeker[s]]
        firm_s.seeking = -1
        k = firm_s.industry
        r_s = level[s]
        number = open_funds[r_s]
        if number == 0:
            continue
        chance = seen_by[s] / float(number)
        chance *= min(1.0, assume.venture_candidates * float(number) / asked[r_s])
        usual = assume.signal_reliability_base
        if SEED + r_s >= ROUND_B:
            usual = assume.signal_reliability_late_rounds
        base = usual
        if firm_s.proof_granted:
            base = max(base, assume.signal_reliability_proof_of_concept)
        patent_gain = 0.0
        if firm_s.patents > 0:
            patent_gain = assume.grant_signal_gain[k]
        desk_gain = 0.0
        if firm_s.incubator >= 0:
            carrier = incubators[firm_s.incubator]
            if carrier.high_quality:
                desk_gain = assume.incubator_signal_gain * carrier.quality
        reliable = reliability(base, patent_gain, desk_gain, assume.signal_reliability_cap)
        label = 0.0
        if (
            firm_s.innovative_sme
            or firm_s.little_giant
            or firm_s.champion
            or (firm_s.hnte_years > 0.0)
        ):
            label = assume.venture_label * strength
        for position in range(number):
            f = by_round[r_s * turns + position]
            fund_f = funds[f]
            if count >= room or uniform(luck.contact, firm_s.uid, fund_f.uid) >= chance:
                continue
            if fund_f.hard_only and assume.hard_technology[k] <= 0.0:
                continue
            if fund_f.reinvestment_left > 0.0 and firm_s.park == 0:
                continue
            seen = expected_quality(
                signal(
                    reliable,
                    firm_s.quality,
                    normal(luck.ever.signal, firm_s.uid, fund_f.uid * 8 + r_s),
                ),
                reliable,
                usual,
            )
            least = assume.venture_least_signal - (
                assume.loss_tolerance_shift * fund_f.loss_tolerance
            )
            if seen < least:
                continue
            if firm_s.round > NO_ROUND and fund_f.government_share > assume.slowdown_share:
                slow = wait_chance(
                    fund_f.government_share, assume.slowdown_share, assume.slowdown_slope
                )
                if uniform(luck.slow, firm_s.uid, fund_f.uid) < slow:
                    fund_f.delayed += 1.0
                    waits[s] = 1
                    continue
            match = 0.0
            if fund_f.industry_focus == k:
                match = assume.venture_match
            common = 0.0
            if firm_s.investor >= 0:
                for j in range(PARTNERS):
                    if fund_f.partners[j] == firm_s.investor:
                        common = assume.venture_network
            way = 0.0
            if fund_f.park >= 0:
                way = space.km[fund_f.park, firm_s.park]
            owner[count] = s
            buyer[count] = f
            rank[count] = -attraction(
                seen, assume.venture_signal, match, common, label, assume.venture_distance, way
            )
            if wanted[s] <= 0.0:
                before = firm_s.valuation
                surprise = 0.0
                rise = assume.valuation_step_early
                noise = assume.valuation_noise_early
                if firm_s.round == NO_ROUND:
                    before = assume.seed_value
                    rise = float(r_s) * assume.valuation_step_early
                elif firm_s.round_market_share > 0.0 and firm_s.revenue > 0.0:
                    market = industries[k]
                    surprise = growth_surprise(
                        firm_s.revenue / market.demand,
                        firm_s.round_market_share,
                        assume.funded_growth,
                        firm_s.round_quarters,
                    )
                if SEED + r_s == ROUND_D:
                    rise = assume.valuation_step_late
                    noise = assume.valuation_noise_late
                value[s] = value_after(
                    before,
                    rise,
                    assume.valuation_growth_response,
                    surprise,
                    noise,
                    normal(luck.price, firm_s.uid, r_s),
                )
                amount = assume.round_size[r_s] * math.exp(
                    assume.round_size_sigma * normal(luck.amount, firm_s.uid, r_s)
                )
                wanted[s] = min(amount, assume.round_stake_cap * value[s])
            count += 1

    turn = order(rank, count)
    taken = counters(seekers)
    for _trial in range(int(assume.venture_passes)):
        offered = buffer(turns)
        best = buffer(seekers)
        choice = counters(seekers)
        for each in range(count):
            pair = turn[each]
            one = owner[pair]
            other = buyer[pair]
            if taken[one] > 0 or offered[other] >= money[other]:
                continue
            if offered[other] + wanted[one] > purse[other]:
                continue
            offered[other] += wanted[one]
            firm_one = firms[seeker[one]]
            price = -rank[pair] - assume.venture_aversion * funds[other].government_share * max(
                0.0, firm_one.quality
            )
            if choice[one] == 0 or price > best[one]:
                best[one] = price
                choice[one] = other + 1
        for seat in range(seekers):
            if choice[seat] > 0:
                winner = choice[seat] - 1
                money[winner] -= wanted[seat]
                purse[winner] -= wanted[seat]
                taken[seat] = 1
                firm_won = firms[seeker[seat]]
                market_won = industries[firm_won.industry]
                fund_won = funds[winner]
                fund_won.experience += 1.0
                if firm_won.investor >= 0 and firm_won.investor != winner:
                    fund_won.partners[int(fund_won.experience) % PARTNERS] = firm_won.investor
                firm_won.investor = winner
                firm_won.round = SEED + level[seat]
                firm_won.round_quarters = 0
                firm_won.round_size = wanted[seat]
                firm_won.round_market_share = firm_won.revenue / market_won.demand
                firm_won.valuation = value[seat]
    for last in range(seekers):
        if taken[last] == 0 and waits[last] > 0:
            firm_waiting = firms[seeker[last]]
            firm_waiting.seeking = int(assume.follow_on_slowdown)


@stage
def close_rounds(firms, funds, stakes, parks, clock, luck, ledger, venture):
    """Funds call the money, firms receive it and sell a stake; older stakes are diluted (E38).

    For each yuan in the city a fund calls what it invests elsewhere too. Public partners pay their
    share of guided funds, leading firms their corporate funds, money from outside the outside ones.
    """
    sold = buffer(len(firms))
    slot = clock.quarter % HISTORY
    row = venture.first_stake
    for firm in firms:
        if firm.kind != VENTURE_TYPE or firm.round_quarters > 0 or not firm.operating:
            continue
        if firm.round < SEED or firm.round > ROUND_D or firm.investor < 0:
            continue
        fund = funds[firm.investor]
        part = firm.round_size / firm.valuation
        sold[firm.row] = part
        stake = stakes[row]
        row += 1
        stake.uid = identity(luck.ever.stake, firm.uid, clock.quarter)
        stake.firm = firm.row
        stake.fund = fund.row
        stake.share = part / (1.0 - part)  # diluted below with the others
        stake.cost = firm.round_size
        firm.government_share = firm.government_share * (1.0 - part) + part * fund.government_share
        firm.cash += firm.round_size
        home = parks[firm.park]
        home.rounds[firm.round - SEED] += 1.0
        home.round_money += firm.round_size
        call = firm.round_size / (1.0 - fund.outside_share)
        fund.spent += firm.round_size
        fund.drawn += call
        fund.dry_powder -= call
        fund.allowance -= call
        if firm.park > 0:
            fund.reinvestment_left = max(0.0, fund.reinvestment_left - firm.round_size)
        public = fund.government_share * call
        fund.public_drawn += public
        if fund.kind == OUTSIDE:
            pay(ledger.flow, ledger.outside, ledger.funds, call)
        elif fund.kind == CORPORATE:
            payer = firms[fund.owner]
            payer.cash -= call / payer.weight
            pay(ledger.flow, ledger.firms, ledger.funds, call)
        else:
            pay(ledger.flow, ledger.partners, ledger.funds, call - public)
            venture.called[slot] += call
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
        pay(ledger.flow, ledger.funds, ledger.firms, firm.round_size)
        pay(ledger.flow, ledger.funds, ledger.outside, call - firm.round_size)
    for held in stakes:
        if held.alive:
            held.share *= 1.0 - sold[held.firm]


def invest(model):
    """Run stage 20: who seeks money, which funds buy, and the rounds that close."""
    seek_money(model)
    choose_firms(model)
    firms = model.firms.table
    closed = firms.column("operating") & (firms.column("kind") == VENTURE_TYPE)
    closed &= (firms.column("round_quarters") == 0) & (firms.column("investor") >= 0)
    closed &= (firms.column("round") >= SEED) & (firms.column("round") <= ROUND_D)
    first = model.stakes.table.append(int(np.count_nonzero(closed)))
    model.venture.update({"first_stake": first})
    close_rounds(model)
