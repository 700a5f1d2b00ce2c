"""Stage 21: listings, trade sales and the end of funds pay the funds' partners (E40)."""

from __future__ import annotations

import math

from sim.agents.firm import EXITED, LISTED, ROUND_D, SEED, VENTURE_TYPE
from sim.agents.fund import CORPORATE, OUTSIDE
from sim.behaviour.raise_funds import HISTORY
from sim.core.equation import equation
from sim.core.luck import gumbel, uniform
from sim.core.plain import buffer, counters, forgo, order, pay
from sim.core.stage import stage

FIRST_WINDOW, LAST_WINDOW = 2022, 2026  # years of the listing register; the last goes on


@equation
def carried(distributed, drawn, proceeds, carry):
    """Carried interest on proceeds (E40): 20 % of what exceeds the money drawn.

    distributed  before, million yuan      drawn, proceeds  million yuan      carry  share of gain
    Returns million yuan.
    """
    gain = max(0.0, distributed + proceeds - drawn) - max(0.0, distributed - drawn)
    return carry * gain


@equation
def listing_places(window, other_boards, scale, uniform_draw):
    """Firms of the city that can list this quarter (E40), rounded by luck.

    window  listings a year on the technology board      other_boards  listings per one of them
    scale  size of the zone, 1 for the register's      uniform_draw  uniform in (0, 1)
    Returns a count of firms.
    """
    return int(window * (1.0 + other_boards) * scale / 4.0 + uniform_draw)


@stage
def leave_rounds(firms, funds, assume, luck, clock, solved, venture):
    """Firms list or are sold; funds grow older (E40).

    Listings are filled by value with some luck of the queue; a firm below the board's rules waits.
    A firm is worth a year of its sales at least, as the listed firms of the opening are.
    """
    for fund in funds:
        if fund.alive:
            fund.quarters_left -= 1
    candidate = counters(len(firms))
    rank = buffer(len(firms))
    count = 0
    for firm in firms:
        firm.exit_price = 0.0
        if firm.kind != VENTURE_TYPE or not firm.operating:
            continue
        if firm.round > ROUND_D:
            continue
        if (
            firm.round >= SEED
            and firm.valuation >= assume.trade_sale_value
            and uniform(luck.sale, firm.uid, 0) < assume.acquisition_hazard
        ):
            firm.exit_price = assume.trade_sale_price * firm.valuation
            firm.round = EXITED
            continue
        worth = max(firm.valuation, firm.revenue)
        if worth < assume.listing_value_rule:
            continue
        exempt = assume.listing_revenue_exempt[firm.industry] > 0.0
        if exempt or firm.revenue >= assume.listing_revenue_rule:
            candidate[count] = firm.row
            rank[count] = -(
                math.log(worth) + assume.listing_order_spread * gumbel(luck.year.queue, firm.uid, 0)
            )
            count += 1
    year = min(max(clock.year, FIRST_WINDOW), LAST_WINDOW) - FIRST_WINDOW
    places = listing_places(
        assume.listing_window[year],
        assume.listing_other_boards,
        solved.zone_scale,
        uniform(luck.places, 0, 0),
    )
    turn = order(rank, count)
    for place in range(min(places, count)):
        listed = firms[candidate[turn[place]]]
        listed.valuation = assume.listing_premium * max(listed.valuation, listed.revenue)
        listed.exit_price = listed.valuation
        listed.round = LISTED


@stage
def pay_back(firms, funds, stakes, law, assume, clock, ledger, venture):
    """Sold stakes are paid for; partners, city and owners receive what is left of carry (E40).

    The market outside pays for listed and sold firms, the firm's own people buy back what a fund
    holds at its end. Money that the fund invested elsewhere does as well as that in the city. Of
    the public gain a guided fund leaves a part to its private partners.
    """
    slot = clock.quarter % HISTORY
    for stake in stakes:
        if not stake.alive:
            continue
        firm = firms[stake.firm]
        fund = funds[stake.fund]
        price = firm.exit_price
        if price <= 0.0 and fund.quarters_left > 0:
            continue
        buyer = ledger.outside
        if price <= 0.0:
            price = assume.buyback_price * firm.valuation
            buyer = ledger.households
        proceeds = price * stake.share
        gross = proceeds / (1.0 - fund.outside_share)
        cost = stake.cost / (1.0 - fund.outside_share)
        pay(ledger.flow, buyer, ledger.funds, proceeds)
        pay(ledger.flow, ledger.outside, ledger.funds, gross - proceeds)
        carry = carried(fund.distributed, fund.drawn, gross, assume.fund_carry)
        net = gross - carry
        pay(ledger.flow, ledger.funds, ledger.households, carry)
        public = fund.government_share * net
        gain = max(0.0, public - fund.government_share * cost)
        left = fund.profit_give_up * gain
        if fund.kind == OUTSIDE:
            pay(ledger.flow, ledger.funds, ledger.outside, net)
        elif fund.kind == CORPORATE and fund.owner >= 0:
            owner = firms[fund.owner]
            if owner.operating:
                owner.cash += net / owner.weight
                pay(ledger.flow, ledger.funds, ledger.firms, net)
            else:
                pay(ledger.flow, ledger.funds, ledger.partners, net)
        else:
            pay(ledger.flow, ledger.funds, ledger.city, public - left)
            pay(ledger.flow, ledger.funds, ledger.partners, net - public + left)
            forgo(ledger.public, ledger.for_public_gains, ledger.city, left)
            venture.returned[slot] += net
            if law.zone.tax_venture_pilot > 0.0:
                relief = (
                    0.5 * assume.company_tax_rate * assume.company_form_share
                    * max(0.0, net - public - (1.0 - fund.government_share) * cost)
                )  # fmt: skip
                local = assume.local_tax_share
                forgo(ledger.public, ledger.for_venture_tax, ledger.city, local * relief)
                forgo(ledger.public, ledger.for_venture_tax, ledger.centre, (1.0 - local) * relief)
        fund.distributed += net
        stake.alive = False
    for ended in funds:
        if ended.alive and ended.quarters_left <= 0:
            ended.alive = False


def exit_stakes(model):
    """Run stage 21: which firms are sold or listed, then what the stakes bring."""
    leave_rounds(model)
    pay_back(model)
