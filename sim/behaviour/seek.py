"""Stage 20, first part: firms seek money, and how long the search takes (E36)."""

from __future__ import annotations

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
        grows = firm.quality > keen
        if firm.round == NO_ROUND:
            if firm.age > assume.first_round_age:
                continue
        elif firm.round_quarters < assume.seeking_round_gap:
            grows = False
        burn = max(0.0, -firm.profit / 4.0)
        if grows or (burn > 0.0 and firm.cash < assume.venture_seek_runway * burn):
            firm.seeking = search_quarters(
                assume.closing_quarters_base,
                assume.closing_intermediary_gain,
                density[firm.park],
                uniform(luck.closing, firm.uid, 0),
            )
