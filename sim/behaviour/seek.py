"""Stage 20, first part: firms seek money, and how long the search takes (E36).

At the opening the market is under way: whoever would seek stands anywhere in its search.
"""

from __future__ import annotations

import math

from sim.agents.firm import LISTED, NO_ROUND, VENTURE_TYPE
from sim.behaviour.raise_funds import ROUNDS
from sim.core.equation import equation
from sim.core.luck import normal_quantile, uniform
from sim.core.plain import buffer, spend
from sim.core.stage import stage


@equation
def search_quarters(base, gain, density, uniform_draw):
    """Quarters from search to closing (E36).   3 - 2 intermediaries, rounded by luck

    base, gain  quarters      density  of intermediaries, 0-1      uniform_draw  uniform in (0, 1)
    Returns quarters.
    """
    return int(max(0.0, base - gain * density) + uniform_draw)


@equation
def wants_money(reached, age, first_age, waited, gap, quality, keen, cash, burn, runway):
    """Whether a venture-type firm begins to seek money (E36).

    Short of cash, C < 4 burn, or keen to grow: theta in the top third, 6 quarters since the round.
    reached  last round, 0 for none      age, first_age, waited, gap  quarters; a firm above the
    first age seeks no first round      quality, keen  sd      cash  million yuan
    burn  million yuan a quarter, 0 with a profit      runway  quarters      Returns 1 or 0.
    """
    if reached == 0 and age > first_age:
        return 0
    if quality > keen and (reached == 0 or waited >= gap):
        return 1
    if burn > 0.0 and cash < runway * burn:
        return 1
    return 0


@stage
def seek_money(firms, cells, parks, law, assume, luck, ledger, budgets):
    """Firms short of cash or keen to grow begin to search; districts pay for intermediaries (E36).

    The cost of intermediaries is spread over the parks by their firms.
    """
    here = buffer(len(parks))
    zone_firms = 0.0
    for cell in cells:
        here[cell.park] += cell.firms
        if cell.park > 0:
            zone_firms += cell.firms
    density = buffer(len(parks))
    for park in parks:
        for r in range(ROUNDS):
            park.rounds[r] = 0.0
        park.round_money = 0.0
        level = law[park.row].platforms_intermediaries
        density[park.row] = level
        if park.district >= 0 and zone_firms > 0.0:
            payer = ledger.districts + park.district
            density[park.row] = level * budgets.part[payer]
            spend(
                ledger.flow,
                ledger.public,
                ledger.for_intermediaries,
                payer,
                ledger.outside,
                10.0 * level * assume.intermediary_cost / 4.0 * here[park.row] / zone_firms,
                budgets.part[payer],
            )
    keen = normal_quantile(1.0 - assume.seeking_quality_share)
    for firm in firms:
        if firm.kind != VENTURE_TYPE or not firm.operating:
            continue
        if firm.round > NO_ROUND:
            firm.round_quarters += 1
        if firm.round >= LISTED:
            firm.seeking = -1
            continue
        if firm.seeking > 0:
            firm.seeking -= 1
        if firm.seeking >= 0:
            continue
        wants = wants_money(
            firm.round,
            firm.age,
            assume.first_round_age,
            firm.round_quarters,
            assume.seeking_round_gap,
            firm.quality,
            keen,
            firm.cash,
            max(0.0, -firm.profit / 4.0),
            assume.venture_seek_runway,
        )
        if wants == 1:
            firm.seeking = search_quarters(
                assume.closing_quarters_base,
                assume.closing_intermediary_gain,
                density[firm.park],
                uniform(luck.closing, firm.uid, 0),
            )


@stage
def open_searches(firms, industries, law, assume, luck):
    """At the opening firms that seek money are spread evenly over their search (E36).

    Otherwise nobody would close a round in the first quarters and all of them together later.
    Funded firms have grown since their round as such firms usually do, so that prices of the next
    one hold no surprise yet (E39).
    """
    keen = normal_quantile(1.0 - assume.seeking_quality_share)
    for firm in firms:
        if firm.kind != VENTURE_TYPE or not firm.operating or firm.round >= LISTED:
            continue
        if firm.round > NO_ROUND:
            market = industries[firm.industry]
            firm.round_market_share = (
                firm.revenue / market.demand * math.exp(-assume.funded_growth * firm.round_quarters)
            )
        wants = wants_money(
            firm.round,
            firm.age,
            assume.first_round_age,
            firm.round_quarters,
            assume.seeking_round_gap,
            firm.quality,
            keen,
            firm.cash,
            max(0.0, -firm.profit / 4.0),
            assume.venture_seek_runway,
        )
        if wants == 1:
            quarters = search_quarters(
                assume.closing_quarters_base,
                assume.closing_intermediary_gain,
                law[firm.park].platforms_intermediaries,
                uniform(luck.search, firm.uid, 0),
            )
            passed = int(uniform(luck.position, firm.uid, 0) * float(quarters + 1))
            if passed > 0:
                firm.seeking = passed


def start_seeking(model) -> None:
    """Set the searches and prices of venture-type firms at the opening."""
    open_searches(model)
