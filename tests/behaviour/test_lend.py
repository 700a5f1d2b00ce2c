"""Stage 18: loans against the terms on paper (E33)."""

import math

import numpy as np
import pytest

from sim.behaviour.lend import (
    appetite_target,
    approval_chance,
    cover_losses,
    credit_limit,
    grant_loans,
    installment,
)
from sim.core.luck import Luck, uniform
from sim.policy.assumed import Assumed
from sim.zone.loan_start import held, loan_columns
from sim.zone.lot import Lot
from tests.behaviour.capital import QUARTER, REGISTERED, in_both
from tests.laws.worlds import REGISTERS

MANY = np.arange(1, 2001) * 7919
ASKS = {"uid": MANY, "kind": 1, "revenue": 10.0, "cash": 1.0}


def run(*stages):
    def apply(market):
        for stage in stages:
            market.apply(stage)

    return apply


def test_a_limit_adds_sales_patents_and_the_last_round():
    assert credit_limit(100.0, 0.3, 0.25, 8.0, 1.0, 0.2, 40.0) == pytest.approx(30.0 + 2.0 + 8.0)


def test_approval_is_a_logit():
    assert approval_chance(0.0, 0.0, 0.0, 0.2, 0.0, 0.0, 0.0) == pytest.approx(0.5)
    odds = -1.0 + 0.5 + 0.2 * math.log(3.0) + 0.4 + 0.2 - 0.1
    assert approval_chance(-1.0, 0.5, 2.0, 0.2, 0.4, 0.2, -0.1) == pytest.approx(
        1.0 / (1.0 + math.exp(-odds))
    )


def test_a_loan_is_repaid_in_equal_parts():
    debt = 12.0
    for elapsed in range(1, 13):
        part = installment(debt, 12.0, float(elapsed))
        assert part == pytest.approx(1.0)
        debt -= part
    assert debt == pytest.approx(0.0)


def test_appetite_falls_with_losses_above_the_normal_and_the_pool_damps_it():
    assert appetite_target(1.0, 0.015, 0.015, 0.4) == 0.0
    assert appetite_target(1.0, 0.03, 0.015, 0.0) == pytest.approx(-1.0)
    assert appetite_target(1.0, 0.03, 0.015, 0.4) == pytest.approx(-0.6)


def test_the_share_of_firms_that_get_a_loan_is_the_chance():
    market = in_both(run(grant_loans), ASKS, solved={"loan_base": -1.0}, law={"ip_risk_pool": 0.0})
    chance = 1.0 / (1.0 + math.exp(1.0))
    share = (market["firms"]["debt"] > 0).mean()
    assert share == pytest.approx(chance, abs=3.0 * math.sqrt(chance * (1 - chance) / 2000))


def test_loans_are_paid_by_banks_and_received_in_cash():
    market = in_both(run(grant_loans), ASKS)
    firms = market["firms"]
    assert set(np.unique(firms["debt"])) == {0.0, 3.0}
    assert firms["cash"] == pytest.approx(1.0 + firms["debt"])
    assert market.paid("banks", "firms") == pytest.approx(firms["debt"].sum())


def test_ordinary_firms_without_research_or_certificate_do_not_ask():
    market = in_both(run(grant_loans), ASKS | {"kind": 0}, solved={"loan_base": 20.0})
    assert (market["firms"]["debt"] == 0.0).all()


def test_more_coverage_of_linked_loans_reaches_the_same_firms_and_more():
    def linked(share):
        firms = ASKS | {"round": 2, "round_size": 40.0}
        law = {"loan_venture_link": share}
        return in_both(run(grant_loans), firms, law=law, solved={"loan_base": 20.0})["firms"][
            "debt"
        ]

    few, many = linked(0.1) > 3.0, linked(0.5) > 3.0
    assert few.mean() == pytest.approx(0.1, abs=0.03)
    assert many.mean() == pytest.approx(0.5, abs=0.04)
    assert (many | ~few).all()


def test_the_pool_pays_its_share_of_lost_pledge_loans_half_by_the_city():
    def lose(market):
        market.tables["banks"].column("losses")[...] = 6.0
        market.apply(cover_losses)

    firms = {"uid": [1, 2], "debt": [10.0, 10.0], "pledged": [10.0, 0.0]}
    market = in_both(lose, firms, law={"ip_risk_pool": 0.5})
    assert market.paid("city", "banks") == pytest.approx(0.5 * 0.5 * 3.0)
    assert market.programme("risk_pool") == pytest.approx([1.5, 1.5, 0.0])
    rate = 4.0 * 6.0 / 20.0
    memory, normal = REGISTERED.bank_loss_memory, REGISTERED.bank_normal_loss
    aim = -REGISTERED.bank_loss_response * (rate - normal) / normal * 0.5
    assert market["banks"]["appetite"] == pytest.approx([aim / memory])


def test_the_opening_gives_the_observed_share_of_technology_smes_a_loan():
    size = 20_000
    uid = np.arange(1, size + 1) * 7919
    firms = {
        "uid": uid, "weight": np.ones(size), "operating": np.ones(size, bool),
        "staff": np.full(size, 20.0), "hnte_years": np.ones(size),
        "innovative_sme": np.zeros(size, bool), "little_giant": np.zeros(size, bool),
        "research_share": np.zeros(size), "kind": np.zeros(size, int),
        "round": np.zeros(size, int), "round_size": np.zeros(size),
        "patents": np.arange(size) % 7, "revenue": np.full(size, 50.0),
        "value_added_share": np.where(uid % 2, 0.3, 0.05),
        "labour_cost_share": np.full(size, 0.1),
    }  # fmt: skip
    rules = {"ip.pledge_ltv": 0.25, "ip.risk_pool": 0.4, "loan.venture_link": 0.1}
    loans, base = loan_columns(Assumed(REGISTERS), Lot(1, 0), firms, rules, QUARTER)
    assert (loans["debt"] > 0).mean() == pytest.approx(0.448, abs=0.012)
    assert base < 0.0
    assert (loans["loan_quarter"][loans["debt"] > 0] < QUARTER).all()


def test_a_loan_of_n_quarters_is_held_in_the_long_run_by_the_renewal_formula():
    chance, term, has, left = 0.1, 12, 0, 0
    luck = Luck(3, 0, "renewal", 0)
    for quarter in range(60_000):
        left = max(0, left - 1)
        if left == 0 and uniform(luck.loan, quarter, 0) < chance:
            left = term
        has += left > 0
    assert has / 60_000 == pytest.approx(float(held(np.array(chance), term)), abs=0.01)
