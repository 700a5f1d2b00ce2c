"""Stage 18: banks lend to technology firms on revenue, patents and the last round (E33)."""

from __future__ import annotations

import math

from sim.agents.firm import ROUND_D, SEED, VENTURE_TYPE
from sim.core.equation import equation
from sim.core.luck import normal, uniform
from sim.core.plain import pay, spend
from sim.core.stage import stage
from sim.zone.loan_start import loan_columns
from sim.zone.lot import Lot
from sim.zone.opening import rules_before


@equation
def pledge_value(patents, median, spread, normal_draw):
    """Value of a firm's granted patents (E33): a lognormal value each, one draw a firm.

    patents  count      median  million yuan      spread  log points
    normal_draw  standard normal draw of the firm      Returns million yuan.
    """
    return patents * median * math.exp(spread * normal_draw)


@equation
def credit_limit(revenue, revenue_share, loan_to_value, value, linked, venture_share, round_size):
    """Most that a bank lends to a firm (E33).   0.3 Y + ltv Pg value + link 0.2 last round

    revenue  million yuan/year      revenue_share, loan_to_value, venture_share  share
    value  of granted patents, million yuan      linked  1 if it is offered linked loans, else 0
    round_size  million yuan      Returns million yuan.
    """
    return revenue_share * revenue + loan_to_value * value + linked * venture_share * round_size


@equation
def approval_chance(base, profit, patents, patent_response, backed, pool, appetite):
    """Chance that a technology firm without a loan gets one in a quarter (E33), a logit.

    b0 + b1 1[profit > 0] + b2 ln(1 + Pg) + b3 1[venture money] + b4 pool + appetite
    base, appetite  log odds      profit, backed, pool  log odds that apply to the firm
    patents  count      patent_response  log odds per log(1 + count)      Returns a probability.
    """
    odds = base + profit + patent_response * math.log(1.0 + patents) + backed + pool + appetite
    return 1.0 / (1.0 + math.exp(-odds))


@equation
def installment(debt, quarters, elapsed):
    """Repayment of a quarter (E33): equal parts of the loan over its term.

    debt  million yuan      quarters  term      elapsed  quarters since the loan, from 1
    Returns million yuan.
    """
    return debt / max(1.0, quarters - elapsed + 1.0)


@equation
def appetite_target(response, loss_rate, normal_loss, cover):
    """Willingness to lend that losses call for (E33).   -app (loss - 1.5 %)/1.5 % (1 - pool)

    response  log odds      loss_rate, normal_loss  share of loans a year      cover  share of
    losses that the risk pool bears      Returns log odds.
    """
    return -response * (loss_rate - normal_loss) / normal_loss * (1.0 - cover)


@stage
def cover_losses(firms, banks, districts, law, assume, ledger, budgets):
    """The risk pool pays its share of lost pledge loans, half city, half districts; banks learn.

    Losses are those that the last `leave` found. Pledge loans bear them in proportion to the book.
    """
    lost = 0.0
    for bank in banks:
        lost += bank.losses
        bank.pledged = 0.0
    book = 0.0
    pledged = 0.0
    for firm in firms:
        if firm.operating and firm.debt > 0.0:
            book += firm.weight * firm.debt
            pledged += firm.weight * firm.pledged
    income = 0.0
    for district in districts:
        income += district.revenue
    wanted = 0.0
    covered = 0.0
    if book > 0.0:
        wanted = law.zone.ip_risk_pool * lost * pledged / book
        city = 0.5
        if income <= 0.0:
            city = 1.0
        covered += spend(
            ledger.flow,
            ledger.public,
            ledger.for_risk_pool,
            ledger.city,
            ledger.banks,
            city * wanted,
            budgets.part[ledger.city],
        )
        for home in districts:
            if income > 0.0:
                covered += spend(
                    ledger.flow,
                    ledger.public,
                    ledger.for_risk_pool,
                    ledger.districts + home.row,
                    ledger.banks,
                    (1.0 - city) * wanted * home.revenue / income,
                    budgets.part[ledger.districts + home.row],
                )
    cover = law.zone.ip_risk_pool
    if wanted > 0.0:
        cover *= covered / wanted
    loss_rate = assume.bank_normal_loss
    if book > 0.0:
        loss_rate = 4.0 * lost / book
    for lender in banks:
        aim = appetite_target(assume.bank_loss_response, loss_rate, assume.bank_normal_loss, cover)
        lender.appetite += (aim - lender.appetite) / assume.bank_loss_memory
        lender.pledged = pledged / len(banks)


@stage
def grant_loans(firms, banks, law, assume, luck, clock, solved, ledger):
    """Firms repay a part of their loan; technology firms without one ask for one (E33).

    Technology firms are those with R&D, a certificate, or of venture type; the others' loans stand
    outside the model. A row asks once for all its firms.
    """
    appetite = 0.0
    for bank in banks:
        appetite += bank.appetite / len(banks)
    for firm in firms:
        if not firm.operating:
            continue
        if firm.debt > 0.0:
            since = float(clock.quarter - firm.loan_quarter)
            paid = installment(firm.debt, assume.loan_repayment_quarters, since)
            firm.pledged -= firm.pledged * paid / firm.debt
            firm.debt -= paid
            firm.cash -= paid
            pay(ledger.flow, ledger.firms, ledger.banks, firm.weight * paid)
        if firm.debt > 0.0:
            continue
        certified = firm.hnte_years > 0.0 or firm.innovative_sme or firm.little_giant
        if not certified and firm.research_share <= 0.0 and firm.kind != VENTURE_TYPE:
            continue
        profit_odds = 0.0
        if firm.profit > 0.0:
            profit_odds = assume.loan_approval_profit
        funded = firm.round >= SEED and firm.round <= ROUND_D
        backed = 0.0
        if funded:
            backed = assume.loan_approval_venture_backed
        chance = approval_chance(
            solved.loan_base,
            profit_odds,
            float(firm.patents),
            assume.loan_approval_granted_patents,
            backed,
            assume.loan_approval_risk_pool * law.zone.ip_risk_pool,
            appetite,
        )
        if uniform(luck.approval, firm.uid, 0) >= chance:
            continue
        value = 0.0
        if firm.patents > 0:
            value = pledge_value(
                float(firm.patents),
                assume.patent_value_median,
                assume.patent_value_sigma,
                normal(luck.ever.patent_value, firm.uid, 0),
            )
        linked = 0.0
        if funded and uniform(luck.ever.linked, firm.uid, 0) < law.zone.loan_venture_link:
            linked = 1.0
        loan = credit_limit(
            firm.revenue,
            assume.loan_revenue_share,
            law.zone.ip_pledge_ltv,
            value,
            linked,
            assume.loan_venture_share,
            firm.round_size,
        )
        firm.debt = loan
        firm.pledged = law.zone.ip_pledge_ltv * value
        firm.cash += loan
        firm.loan_quarter = clock.quarter
        pay(ledger.flow, ledger.banks, ledger.firms, firm.weight * loan)


def lend(model):
    """Run stage 18: the risk pool and the banks' appetite, then repayments and new loans."""
    cover_losses(model)
    grant_loans(model)


def start_loans(model) -> None:
    """Give firms the loans of the opening, and solve the base of approval (E33)."""
    firms = model.tables["firms"]
    lot = Lot(model.seed, model.replicate)
    rules = rules_before(model.registers)
    columns = {name: firms.column(name) for name in firms.columns}
    loans, base = loan_columns(model.assumed, lot, columns, rules, model.first)
    for name, values in loans.items():
        firms.column(name)[...] = values
    model.solved.update({"loan_base": base})
