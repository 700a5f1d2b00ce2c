"""Stage 14, first orders and leaders' orders, against sums on paper (E25)."""

import numpy as np
import pytest

from sim.behaviour.orders import leaders_shift, place_orders
from sim.behaviour.sell import sell
from tests.behaviour.city import SALES, City, in_both

LISTED = [4, 5, 6]  # young firms of park 1: industries 0, 1, 0; sales 9, 240, 30 million each
SALES_OF = np.array([9.0, 240.0, 30.0])


def listed(city):
    for row in LISTED:
        city.put("firms", "kind", 1, row)
        city.put("firms", "weight", 1.0, row)
        city.put("firms", "age", 12, row)
        city.put("firms", "innovative_sme", True, row)


def orders(city):
    city.apply(place_orders)


def public(city, programme):
    return city.ledger.public[:, getattr(city.ledger, f"for_{programme}")]


def test_without_a_budget_nobody_gets_an_order():
    city = in_both(sell, listed)
    assert not city.column("firms", "public_order").any()
    assert not city.ledger.public.any()


def test_a_contract_is_a_fifth_of_sales_and_city_and_district_pay_four_tenths_of_it():
    city = in_both(orders, listed, law={"market_first_order_budget": 1.0})
    contracts = city.column("firms", "public_order")[LISTED]
    assert contracts == pytest.approx(0.2 * SALES_OF)
    asked, paid, _ = public(city, "first_orders")
    quarter = 0.4 * contracts.sum() / 4.0
    assert paid[city.ledger.city] == pytest.approx(0.5 * quarter)
    assert paid[city.ledger.districts] == pytest.approx(0.5 * quarter)
    assert paid == pytest.approx(asked)
    assert (city.column("firms", "first_order")[LISTED] == 4).all()


def test_contracts_end_with_the_budget_of_the_quarter():
    # 0.02 bn a year: 5 million of contracts a quarter
    city = in_both(orders, listed, law={"market_first_order_budget": 0.02})
    assert city.column("firms", "public_order").sum() == pytest.approx(5.0)


@pytest.mark.parametrize(
    "name, value",
    [("age", 25), ("innovative_sme", False), ("kind", 0), ("park", 0), ("referenced", True)],
)
def test_only_young_listed_firms_of_the_parks_win_and_once(name, value):
    def prepare(city):
        listed(city)
        city.put("firms", name, value)

    city = in_both(orders, prepare, law={"market_first_order_budget": 1.0})
    assert not city.column("firms", "public_order").any()


def test_an_order_adds_to_sales_and_replaces_others_before_the_market_is_split():
    city = in_both(sell, listed, law={"market_first_order_budget": 1.0})
    filled = 0.2 * SALES_OF
    firms = city.column("firms", "revenue")
    demand = 4.0 * SALES[1]
    scale = (demand - 0.7 * filled[1]) / demand
    assert firms[5] == pytest.approx(240.0 * scale + 1.1 * filled[1], rel=1e-3)
    assert firms[3] == pytest.approx(600.0 * scale)
    assert city.column("industries", "orders") == pytest.approx([filled[0] + filled[2], filled[1]])


def test_a_buyer_with_half_its_money_buys_half_of_its_part():
    def short(city):
        listed(city)
        city.inputs["budgets"].column("part")[city.ledger.city] = 0.5

    city = in_both(orders, short, law={"market_first_order_budget": 1.0})
    assert city.column("firms", "order_filled")[LISTED] == pytest.approx(0.75 * 0.2 * SALES_OF)


def test_orders_that_cost_the_public_nothing_are_filled_all_the_same():
    """No premium, and every order replaces one of others: nothing is paid beyond what was sold."""
    free = {"first_order_premium": 0.0, "first_order_replacement": 1.0}
    city = in_both(orders, listed, law={"market_first_order_budget": 1.0}, assumed=free)
    assert city.column("firms", "order_filled")[LISTED] == pytest.approx(0.2 * SALES_OF)
    assert not public(city, "first_orders").any()


def test_a_contract_runs_out_with_the_growth_it_lends():
    def over(city):
        listed(city)
        city.put("firms", "referenced", True)
        city.put("firms", "public_order", 2.0, 4)

    city = in_both(orders, over)
    assert city.column("firms", "public_order")[4] == 0.0


def test_demonstration_bases_lend_a_reference_without_a_contract():
    # one base: ten firms a year, 2.5 a quarter, rounded by a draw of the quarter
    city = in_both(orders, listed, law={"market_demonstration_bases": 1.0})
    referenced = city.column("firms", "referenced")
    assert referenced.sum() in (2, 3)
    assert (city.column("firms", "first_order")[referenced] == 4).all()
    assert not city.column("firms", "public_order").any()


def test_a_base_is_built_once_and_run_every_quarter():
    city = City(law={"market_demonstration_bases": 4.0})
    orders(city)
    assert public(city, "demonstration_bases")[1, city.ledger.city] == pytest.approx(80.0 + 3.0)
    city.ledger.public[...] = 0.0
    orders(city)
    assert public(city, "demonstration_bases")[1, city.ledger.city] == pytest.approx(3.0)


@pytest.mark.parametrize(
    ("shift", "city", "young", "moved"),
    [
        (0.02, 1000.0, 100.0, 20.0),
        (-0.02, 1000.0, 100.0, -20.0),
        (-0.2, 1000.0, 100.0, -50.0),  # never more than half of what they sell
        (0.02, 1000.0, 0.0, 0.0),
        (0.02, 1000.0, 1000.0, 0.0),
        (0.0, 1000.0, 100.0, 0.0),
    ],
)
def test_leaders_move_a_share_of_the_citys_sales(shift, city, young, moved):
    assert leaders_shift(shift, city, young, 0.5) == pytest.approx(moved)


def test_leaders_orders_are_zero_sum_in_the_city():
    city = in_both(sell, listed, law={"ladder_leader_orders": 0.05})
    mass = city.column("firms", "weight") * city.column("firms", "revenue")
    without = in_both(sell, listed)
    before = without.column("firms", "weight") * without.column("firms", "revenue")
    industry = city.column("firms", "industry")
    for k in range(2):
        here = industry == k
        assert mass[here].sum() == pytest.approx(before[here].sum())
        young = here & city.column("firms", "innovative_sme")
        gained = 0.02 * before[here].sum()
        assert mass[young].sum() == pytest.approx(before[young].sum() + gained)
