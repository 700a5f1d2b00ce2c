"""Stage 24, last part: carriers give first tickets out of their own funds (M12)."""

from __future__ import annotations

from sim.agents.firm import NO_ROUND, SEED, VENTURE_TYPE
from sim.core.equation import equation
from sim.core.luck import normal
from sim.core.plain import buffer, counters, order, pay
from sim.core.stage import stage


@equation
def jury_score(quality, noise, selection_noise, incubator_quality):
    """What a carrier's jury sees of an applicant (E43).   theta + n_sel z/max(Qb, 0.05)

    quality  theta, sd      noise  z, standard normal      selection_noise  sd at Qb = 1
    incubator_quality  Qb, 0-1      Returns sd.      Good carriers see quality more clearly.
    """
    return quality + selection_noise * noise / max(incubator_quality, 0.05)


@stage
def give_first_tickets(firms, incubators, parks, assume, luck, ledger):
    """Carriers with a fund of their own give tenants without a round their first money (E43).

    Tenants are served by what the jury sees of them. A ticket counts as a seed round; the carrier's
    share of the firm is small and not followed.
    """
    size = len(firms)
    tenant = counters(size)
    rank = buffer(size)
    count = 0
    for firm in firms:
        if firm.kind != VENTURE_TYPE or firm.incubator < 0 or not firm.operating:
            continue
        host = incubators[firm.incubator]
        if firm.round == NO_ROUND and host.own_fund >= assume.incubator_ticket:
            tenant[count] = firm.row
            rank[count] = -jury_score(
                firm.quality,
                normal(luck.ticket, firm.uid, 0),
                assume.incubator_selection_noise,
                host.quality,
            )
            count += 1
    turn = order(rank, count)
    for place in range(count):
        chosen = firms[tenant[turn[place]]]
        carrier = incubators[chosen.incubator]
        if carrier.own_fund >= assume.incubator_ticket:
            carrier.own_fund -= assume.incubator_ticket
            chosen.cash += assume.incubator_ticket
            chosen.round = SEED
            chosen.round_quarters = 0
            chosen.round_size = assume.incubator_ticket
            chosen.valuation = assume.seed_value
            home = parks[chosen.park]
            home.rounds[0] += 1.0
            home.round_money += assume.incubator_ticket
            pay(ledger.flow, ledger.funds, ledger.firms, assume.incubator_ticket)
