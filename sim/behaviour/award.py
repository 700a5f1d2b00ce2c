"""Stage 17: the special fund supports research projects and proofs of concept."""

from __future__ import annotations

from sim.agents.firm import ACADEMIC, SEED, VENTURE_TYPE
from sim.behaviour.screen import signal
from sim.core.equation import equation
from sim.core.luck import normal, uniform
from sim.core.plain import buffer, counters, order, spend
from sim.core.stage import stage


@equation
def slots_of_quarter(slots, u):
    """Whole proof-of-concept projects of a quarter (E32), a quarter of the year's.

    slots  count a year      u  uniform that rounds      Returns a whole number.
    """
    return int(slots / 4.0 + u)


@stage
def choose_projects(firms, parks, assume, law, luck, clock):
    """Once a year R&D-active firms of a park get research grants, in keyed order (E32).

    A grant is at most `research_grant_project_share` of the firm's R&D of the year. A share of the
    park's money is kept for its leading industries; the rest is open to all.
    """
    if clock.quarter_of_year == 0:
        kept = buffer(len(parks))
        free = buffer(len(parks))
        some = 0.0
        for park in parks:
            kept[park.row] = law[park.row].special_fund_leading_share * park.research_money
            free[park.row] = park.research_money - kept[park.row]
            some += park.research_money
        waiting = 0
        rows = counters(len(firms))
        keys = buffer(len(firms))
        for firm in firms:
            firm.research_grant = 0.0
            if some > 0.0 and firm.research > 0.0 and firm.operating and firm.park > 0:
                rows[waiting] = firm.row
                keys[waiting] = uniform(luck.project, firm.uid, 0)
                waiting += 1
        turn = order(keys, waiting)
        for place in range(waiting):
            winner = firms[rows[turn[place]]]
            p = winner.park
            home = parks[p]
            most = winner.weight * assume.research_grant_project_share * winner.research
            first = 0.0
            if home.leading[winner.industry] > 0.0:
                first = min(most, kept[p])
                kept[p] -= first
            second = min(most - first, free[p])
            free[p] -= second
            winner.research_grant = (first + second) / winner.weight


@stage
def pay_grants(firms, ledger, budgets):
    """The special fund pays a quarter of the year's research grants (E32)."""
    part = budgets.part[ledger.special_fund]
    for firm in firms:
        if firm.research_grant > 0.0 and firm.operating:
            paid = spend(
                ledger.flow,
                ledger.public,
                ledger.for_research_grants,
                ledger.special_fund,
                ledger.firms,
                firm.weight * firm.research_grant / 4.0,
                part,
            )
            firm.cash += paid / firm.weight


@stage
def grant_proofs(firms, parks, law, assume, luck, ledger, budgets):
    """Young venture-type firms that a jury ranks best get a proof-of-concept grant (E32).

    Open to firms with a seed round or none, academic ones among them, once in a life. The money for
    conversion limits the number; the fund pays the overhead on top.
    """
    money = 0.0
    for park in parks:
        money += park.conversion_money
    grant = law.zone.platforms_proof_grant
    each = grant * (1.0 + assume.proof_overhead)
    planned = slots_of_quarter(law.zone.platforms_proof_slots, uniform(luck.rounding, 0, 0))
    affordable = planned
    if each > 0.0:
        affordable = min(planned, int(money / 4.0 / each))
    slots = int(affordable * budgets.part[ledger.special_fund])
    waiting = 0
    rows = counters(len(firms))
    keys = buffer(len(firms))
    if slots > 0:
        for firm in firms:
            if firm.kind != VENTURE_TYPE or not firm.operating or firm.park == 0:
                continue
            if firm.proof_granted or firm.proof_barred or firm.round > SEED:
                continue
            if firm.age > assume.proof_age_limit and firm.origin != ACADEMIC:
                continue
            rows[waiting] = firm.row
            keys[waiting] = -signal(
                assume.signal_reliability_base, firm.quality, normal(luck.jury, firm.uid, 0)
            )
            waiting += 1
    turn = order(keys, waiting)
    winners = min(slots, waiting)
    for place in range(winners):
        winner = firms[rows[turn[place]]]
        winner.proof_granted = True
        winner.cash += grant
    wanted = planned
    if slots > 0:
        wanted = min(planned, waiting)
    if wanted > 0:
        met = winners / wanted
        spend(
            ledger.flow,
            ledger.public,
            ledger.for_proof_grants,
            ledger.special_fund,
            ledger.firms,
            wanted * grant,
            met,
        )
        spend(
            ledger.flow,
            ledger.public,
            ledger.for_proof_grants,
            ledger.special_fund,
            ledger.outside,
            wanted * grant * assume.proof_overhead,
            met,
        )


def award(model):
    """Run stage 17: research grants of the year and their payment, proofs of concept."""
    choose_projects(model)
    pay_grants(model)
    grant_proofs(model)
