"""Stage 25: expected numbers worked out by hand from E45 and the made-up town."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.behaviour.settle_firms import (
    bought_research,
    company_tax,
    company_tax_rate,
    personal_tax_rate,
    profit,
    settle_firms,
    turnover_tax_rate,
    yearly_rent,
)
from tests.behaviour.made_up import Town

TURNOVER = 0.03 / 0.17
PERSONAL = 0.006 / (0.46 * 0.17)


def test_a_thousand_square_meters_at_four_yuan_a_day_cost_one_and_a_half_million_a_year():
    assert yearly_rent(4.0, 1000.0) == pytest.approx(1.46)


def test_shared_instruments_save_small_firms_a_tenth_of_bought_research():
    assert bought_research(10.0, 0.4, 0.1, 1.0, 49.9, 50.0) == pytest.approx(3.6)
    assert bought_research(10.0, 0.4, 0.1, 1.0, 50.0, 50.0) == pytest.approx(4.0)
    assert bought_research(10.0, 0.4, 0.1, 0.0, 10.0, 50.0) == pytest.approx(4.0)


def test_profit_is_value_added_less_all_it_pays_before_company_tax():
    assert profit(20.0, 10.0, 2.0, 1.0, 0.5, 3.5) == pytest.approx(3.0)


def test_research_is_deducted_twice_from_taxed_profit():
    assert company_tax(10.0, 4.0, 1.0, 0.25) == pytest.approx(1.5)


def test_a_loss_is_not_taxed_and_not_refunded():
    assert company_tax(-3.0, 0.0, 1.0, 0.25) == 0.0
    assert company_tax(3.0, 4.0, 1.0, 0.25) == 0.0


@pytest.mark.parametrize(
    ("certified", "special", "points", "rate"),
    [
        (False, False, 2.0, 0.25),
        (True, False, 0.0, 0.15),
        (True, False, 2.0, 0.13),
        (False, True, 2.0, 0.15),
        (True, True, 2.0, 0.13),
        (True, False, 20.0, 0.0),
    ],
)
def test_a_firm_pays_the_lowest_rate_that_it_may_use(certified, special, points, rate):
    assert company_tax_rate(0.25, 0.15, 0.15, certified, special, points) == pytest.approx(rate)


def test_turnover_tax_is_what_personal_and_company_tax_leave():
    assert turnover_tax_rate(0.045, 0.006, 0.009, 0.17) == pytest.approx(0.17647059)


def test_personal_tax_is_near_eight_percent_of_pay():
    assert personal_tax_rate(0.006, 0.46, 0.17) == pytest.approx(0.0767263)


def test_a_small_office_firm_earns_what_pen_and_paper_say(town):
    # 5 people, revenue 15, value added 3, pay 1.25, 50 m2 at 4 yuan: 0.073
    place = town()
    place.apply(settle_firms)
    earned = 3.0 - 1.25 - 0.073 - 3.0 * TURNOVER
    assert place["firms"]["profit"][2] == pytest.approx(earned)
    assert place["firms"]["cash"][2] == pytest.approx(0.5 + 0.75 * earned / 4.0)


def test_a_research_firm_buys_two_fifths_of_its_research_and_deducts_all_of_it(town):
    place = town()
    place["firms"]["research"][2] = 1.5  # bought 0.6
    place.apply(settle_firms)
    earned = 3.0 - 1.25 - 0.073 - 0.6 - 3.0 * TURNOVER
    assert place["firms"]["profit"][2] == pytest.approx(earned)
    tax = 0.25 * max(0.0, earned - 1.5)
    assert place["firms"]["cash"][2] == pytest.approx(0.5 + (earned - tax) / 4.0)
    sold = 0.25 * (place["firms"]["weight"] * 0.2 * place["firms"]["revenue"])[:12].sum()
    ledger = place.ledger
    assert place.paid(ledger.outside, ledger.firms) == pytest.approx(sold)
    assert place.paid(ledger.firms, ledger.outside) == pytest.approx(40.0 * 0.6 / 4.0)


def test_the_special_regime_holds_for_its_industries_in_its_park_alone(town):
    place = town()
    place.apply(settle_firms)
    firms = place["firms"]
    tax = firms["profit"] - 4.0 * (firms["cash"] - 0.1 * firms["staff"])
    rate = (tax / np.where(firms["profit"] != 0, firms["profit"], 1.0))[:12]
    # firms 8 and 10: park 2, industry 1
    expected = [0.15 if firm in (8, 10) else 0.25 for firm in range(12)]
    assert rate == pytest.approx(expected)


def test_plant_rent_carries_the_step_and_the_second_site_its_own_rent(town):
    plain, stepped = town(), town()
    firms = stepped["firms"]
    firms["lease_step"][3] = 0.2
    firms["park2"][3], firms["plant2_floor"][3] = 2, 1000.0
    for place in (plain, stepped):
        place.apply(settle_firms)
    # 3,000 m2 of plant at 1 yuan: a fifth more; 1,000 m2 at 1 yuan in park 2
    more = 3000.0 * 365 / 1e6 * 0.2 + 1000.0 * 365 / 1e6
    assert plain["firms"]["profit"][3] - firms["profit"][3] == pytest.approx(more)


def test_the_cash_of_firms_changes_by_what_they_are_paid_less_what_they_pay(town):
    place = town(law={"floor_rent_subsidy": 0.1})
    place["firms"]["debt"][3] = 10.0
    place["firms"]["research"][:12] = 0.05 * place["firms"]["revenue"][:12]
    before = place.cash()
    place.apply(settle_firms)
    assert place.cash() - before == pytest.approx(place.ledger.net(place.ledger.firms), rel=1e-12)


def test_tax_is_split_between_centre_city_and_districts(town):
    place = town()
    place.apply(settle_firms)
    ledger = place.ledger
    firms = place["firms"]
    n = firms["weight"][:12] / 4.0
    value_added = 0.2 * firms["revenue"][:12]
    after = 4.0 * (firms["cash"] - 0.1 * firms["staff"])[:12]
    company = firms["profit"][:12] - after
    all_tax = (n * (TURNOVER * value_added + company + PERSONAL * 0.25 * firms["staff"][:12])).sum()
    received = ledger.flow.sum(axis=0)
    assert received[ledger.centre] == pytest.approx(0.55 * all_tax)
    assert received[ledger.city] == pytest.approx(0.225 * all_tax)
    assert received[ledger.districts :].sum() == pytest.approx(0.225 * all_tax)


def test_tax_from_outside_the_parks_reaches_districts_in_opening_proportions(town):
    place = town()
    place["firms"]["operating"][2:12] = False
    place.apply(settle_firms)
    ledger = place.ledger
    received = ledger.flow.sum(axis=0)[ledger.districts :]
    assert received[0] == pytest.approx(3.0 * received[1])
    rest = place["districts"]["tax_of_rest"][:2]
    assert rest[0] == pytest.approx(3.0 * rest[1])
    assert place["districts"]["tax_of_parks"][:2].tolist() == [0.0, 0.0]
    assert place["districts"]["revenue"][:2] == pytest.approx(4.0 * received)


def test_without_a_split_for_the_rest_of_the_city_its_local_tax_is_the_citys(town):
    place = town()
    place["districts"]["tax_of_rest"][:2] = 0.0
    before = place.cash()
    place.apply(settle_firms)
    assert place.cash() - before == pytest.approx(place.ledger.net(place.ledger.firms), rel=1e-12)


def test_a_districts_revenue_is_its_tax_of_the_quarter_at_a_yearly_rate(town):
    place = town()
    place.apply(settle_firms)
    received = place.ledger.flow.sum(axis=0)[place.ledger.districts :]
    assert place["districts"]["revenue"][:2] == pytest.approx(4.0 * received)


def test_the_district_pays_the_owners_what_young_firms_are_spared(town):
    none, some = town(), town(law={"floor_rent_subsidy": [0.0, 0.0, 0.1]})
    for place in (none, some):
        place.apply(settle_firms)
    ledger = some.ledger
    # one young row in park 2: 40 firms of 48 m2 at 8 yuan a day
    spared = 40.0 * 48.0 * 8.0 * 365 / 1e6 * 0.1 / 4.0
    assert some.paid(ledger.districts + 1, ledger.developers) == pytest.approx(spared)
    rents = [place.ledger.flow[:, ledger.developers].sum() for place in (none, some)]
    assert rents[1] == pytest.approx(rents[0])
    gain = some["firms"]["cash"] - none["firms"]["cash"]
    assert gain[7] == pytest.approx(0.75 * 48.0 * 8.0 * 365 / 1e6 * 0.1 / 4.0)
    assert not np.delete(gain, 7).any()


@given(st.floats(0.0, 0.5), st.floats(0.0, 0.5))
def test_more_subsidy_never_lowers_the_cash_of_a_firm(one, other):
    less, more = sorted((one, other))
    cash = []
    for subsidy in (less, more):
        place = Town(law={"floor_rent_subsidy": [0.0, subsidy, subsidy]})
        place.apply(settle_firms)
        cash.append(place["firms"]["cash"][:12].copy())
    assert (cash[1] >= cash[0]).all()


def test_quarters_in_a_row_with_negative_cash_are_counted(town):
    place = town()
    firms = place["firms"]
    firms["cash"][2], firms["revenue"][2] = -1.0, 0.0
    for quarters in (1, 2):
        place.apply(settle_firms)
        assert firms["negative_cash"][2] == quarters
    firms["cash"][2] = 10.0
    place.apply(settle_firms)
    assert firms["negative_cash"][2] == 0


def test_interest_goes_to_the_banks(town):
    place = town()
    place["firms"]["debt"][3] = 10.0
    place.apply(settle_firms)
    assert place.paid(place.ledger.firms, place.ledger.banks) == pytest.approx(0.427 / 4.0)


def test_money_is_the_same_in_both_engines(in_both_engines):
    def prepare(place):
        firms = place["firms"]
        firms["research"][:12] = np.linspace(0.0, 0.2, 12) * firms["revenue"][:12]
        firms["hnte_years"][3] = 2.0
        firms["debt"][5] = 3.0
        firms["park2"][10], firms["plant2_floor"][10] = 1, 500.0

    law = {"floor_rent_subsidy": [0.0, 0.1, 0.02], "services_sharing": 0.4, "tax_hnte_extra": 1.0}
    in_both_engines([settle_firms, settle_firms], prepare=prepare, law=law)
