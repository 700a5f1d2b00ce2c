"""Stage 21: what listings, sales and the end of a fund bring, and to whom (E40)."""

import numpy as np
import pytest

from sim.agents.firm import EXITED, LISTED
from sim.agents.fund import GUIDANCE
from sim.behaviour.exit_stakes import carried, exit_stakes, listing_places
from tests.behaviour.capital import in_both

LISTING = {
    "listing_window": np.full(5, 4.0),
    "listing_other_boards": 1.0,
    "acquisition_hazard": 0.0,
}
FUND = {"uid": [9], "commitment": 1000.0, "drawn": 500.0, "outside_share": 0.4}


def world(firms, fund=None, share=0.2, cost=100.0, **options):
    def run(market):
        size = len(market.tables["firms"])
        market.tables["stakes"].append(
            size, {"uid": np.arange(size) + 1, "firm": np.arange(size), "fund": 0,
                   "share": share, "cost": cost},
        )  # fmt: skip
        exit_stakes(market)

    options = {"assumed": LISTING} | options
    return in_both(run, firms, FUND | (fund or {}), **options)


def star(count, **more):
    return {"uid": np.arange(1, count + 1) * 7919, "round": 5, "valuation": 3000.0} | more


def test_carry_is_due_on_what_exceeds_the_money_drawn():
    assert carried(0.0, 100.0, 80.0, 0.2) == 0.0
    assert carried(80.0, 100.0, 50.0, 0.2) == pytest.approx(0.2 * 30.0)
    assert carried(150.0, 100.0, 50.0, 0.2) == pytest.approx(10.0)


def test_places_are_the_window_of_the_year_by_quarters():
    assert [listing_places(10.0, 1.0, 1.0, u) for u in (0.2, 0.9)] == [5, 5]
    assert [listing_places(11.0, 1.0, 1.0, u) for u in (0.2, 0.9)] == [5, 6]


def test_firms_list_until_the_places_are_taken_and_gain_the_premium():
    market = world(star(10))
    listed = market["firms"]["round"] == LISTED
    assert listed.sum() == 2
    assert market["firms"]["valuation"][listed] == pytest.approx(1.3 * 3000.0)


def test_a_firm_below_the_rules_of_the_board_waits():
    assert not (world(star(3, valuation=1400.0))["firms"]["round"] == LISTED).any()
    needed = LISTING | {"listing_revenue_exempt": np.zeros(11)}
    assert not (world(star(3), assumed=needed)["firms"]["round"] == LISTED).any()
    paid = star(3, revenue=200.0)
    assert (world(paid, assumed=needed)["firms"]["round"] == LISTED).sum() == 2


def test_a_sold_firm_brings_the_price_of_a_trade_sale():
    market = world(star(1, valuation=100.0), assumed=LISTING | {"acquisition_hazard": 1.0})
    assert market["firms"]["round"].tolist() == [EXITED]
    price = 0.2 * 0.8 * 100.0
    assert market.paid("outside", "funds") == pytest.approx(price / 0.6)
    assert market.paid("funds", "partners") == pytest.approx(price / 0.6)
    assert market["funds"]["distributed"] == pytest.approx([price / 0.6])
    assert not market["stakes"]["alive"].any()


def test_small_firms_find_no_buyer():
    market = world(star(1, valuation=29.0), assumed=LISTING | {"acquisition_hazard": 1.0})
    assert market["firms"]["round"].tolist() == [5]


def test_what_a_fund_holds_at_its_end_is_bought_back_by_the_firms_people():
    market = world(star(2, valuation=50.0), {"quarters_left": 1})
    assert market.paid("households", "funds") == pytest.approx(2 * 0.2 * 0.6 * 50.0)
    assert not market["funds"]["alive"].any()
    assert not market["stakes"]["alive"].any()


def test_nothing_stays_with_a_fund_and_carry_goes_to_its_people():
    market = world(star(10), {"drawn": 100.0, "distributed": 100.0})
    gross = 2 * 0.2 * 1.3 * 3000.0 / 0.6
    assert market.paid("funds", "households") == pytest.approx(0.2 * gross)
    assert market.net("funds") == pytest.approx(0.0, abs=1e-9)


def test_the_city_gets_its_share_and_leaves_a_part_of_the_gain():
    fund = {"kind": GUIDANCE, "government_share": 0.25, "profit_give_up": 0.6, "drawn": 1e6}
    market = world(star(1), fund, cost=300.0)
    gross, cost = 0.2 * 1.3 * 3000.0 / 0.6, 300.0 / 0.6
    left = 0.6 * 0.25 * (gross - cost)
    assert market.paid("funds", "city") == pytest.approx(0.25 * gross - left)
    assert market.paid("funds", "partners") == pytest.approx(0.75 * gross + left)
    assert market.programme("public_gains") == pytest.approx([0.0, 0.0, left])


def test_the_tax_pilot_forgoes_half_the_tax_on_the_gain_of_company_form_funds():
    market = world(star(1), {"drawn": 1e6}, cost=300.0, law={"tax_venture_pilot": 1.0})
    gain = 0.2 * 1.3 * 3000.0 / 0.6 - 300.0 / 0.6
    assert market.programme("venture_tax") == pytest.approx([0.0, 0.0, 0.5 * 0.25 * 0.15 * gain])
