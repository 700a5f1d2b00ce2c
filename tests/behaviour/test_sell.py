"""Stage 14: markets split by effective appeal, against sums on paper (E24)."""

import math

import numpy as np
import pytest

from sim.behaviour.sell import sell
from tests.behaviour.city import SALES, in_both
from tests.behaviour.made_up import FIRM_STAFF

LARGE = 11  # a firm of 300 in park 2, weight 1, industry 0


def understaffed(city):
    city.column("firms", "staff_desired")[LARGE] = 600.0


def sold(city):
    mass = city.column("firms", "weight") * city.column("firms", "revenue")
    return np.bincount(city.column("firms", "industry"), mass * city.column("firms", "operating"))


def test_firms_with_all_they_need_sell_what_their_appeal_says():
    city = in_both(sell)
    assert city.column("firms", "revenue") == pytest.approx(3.0 * np.array(FIRM_STAFF))
    assert city.column("industries", "city_share") == pytest.approx(0.25)


def test_half_the_staff_lowers_sales_and_rivals_serve_a_part():
    city = in_both(sell, understaffed)
    mine = 900.0 * 0.5**0.6
    everybody = 35280.0 - 900.0 + mine
    revenue = city.column("firms", "revenue")
    assert revenue[LARGE] == pytest.approx(35280.0 * mine / everybody)
    assert revenue[2] == pytest.approx(35280.0 * 15.0 / everybody)
    assert revenue[2] > 15.0
    assert revenue[3] == pytest.approx(600.0)  # the other market does not notice
    share = city.column("industries", "city_share")
    assert share == pytest.approx([(8820.0 - 900.0 + mine) / everybody, 0.25])


def test_sales_of_the_city_are_its_share_of_the_market():
    city = in_both(sell, understaffed)
    demand = 4.0 * np.array(SALES)
    assert sold(city) == pytest.approx(demand * city.column("industries", "city_share"))


def test_more_staff_than_wanted_sells_nothing_more():
    def overstaffed(city):
        city.put("firms", "staff_desired", np.array(FIRM_STAFF) / 2.0)

    assert in_both(sell, overstaffed).column("firms", "revenue") == pytest.approx(
        3.0 * np.array(FIRM_STAFF)
    )


def test_missing_floor_lowers_appeal_in_parks_alone():
    def doubled(city):
        held = [city.column("firms", f"{part}_floor") for part in ("office", "plant", "plant2")]
        held[2][...] = 0.0
        city.put("firms", "floor_need", 2.0 * sum(held))

    city = in_both(sell, doubled)
    change = city.column("firms", "appeal_effective") - city.column("firms", "appeal")
    assert change[2:] == pytest.approx(0.3 * math.log(0.5))
    assert (change[:2] == 0.0).all()  # the rest of the city has no floor limit


def test_the_second_site_counts_as_floor():
    def two_sites(city):
        city.put("firms", "floor_need", 4000.0, 3)
        city.put("firms", "office_floor", 0.0, 3)
        city.put("firms", "plant_floor", 1000.0, 3)
        city.put("firms", "plant2_floor", 3000.0, 3)

    city = in_both(sell, two_sites)
    assert city.column("firms", "appeal_effective")[3] == pytest.approx(math.log(600.0))


def test_a_firm_without_people_still_sells_a_little():
    def nobody_there(city):
        city.column("firms", "staff")[LARGE] = 0.0

    city = in_both(sell, nobody_there)
    appeal = city.column("firms", "appeal_effective")[LARGE]
    assert appeal == pytest.approx(math.log(900.0) + 0.6 * math.log(0.05))


def test_the_quarter_before_is_remembered():
    city = in_both(sell, understaffed)
    assert city.column("firms", "revenue_last") == pytest.approx(3.0 * np.array(FIRM_STAFF))


def test_firms_that_wait_for_approval_sell_nothing():
    def waits(city):
        city.put("firms", "operating", False, LARGE)
        city.put("firms", "revenue", 0.0, LARGE)

    city = in_both(sell, waits)
    assert city.column("firms", "revenue")[LARGE] == 0.0
    assert sold(city)[0] == pytest.approx(35280.0 * 7920.0 / (7920.0 + 26460.0))


def test_a_market_without_firms_has_a_city_share_of_zero():
    def closed(city):
        city.put("firms", "operating", city.column("firms", "industry") == 0)

    assert in_both(sell, closed).column("industries", "city_share")[1] == 0.0
