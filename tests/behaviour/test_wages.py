"""Stage 13, pay: the trend, tight markets, size and surplus, against sums on paper (E23)."""

import math

import pytest

from sim.behaviour.wages import set_wages
from tests.behaviour.city import in_both

LARGE = 11  # a firm of 300 in park 2, weight 1, industry 0


def calm(city):
    """As many posts a searcher as in 2023."""
    city.put("industries", "vacancies", 100.0)
    city.put("industries", "searchers", 100.0)


def wages(city):
    city.apply(set_wages)


GROWTH = (0.03 + 0.015 * math.exp(-1.0 / 6.0)) / 4.0  # 2024Q1
FLAT = {"size_wage_elasticity": 0.0, "rent_sharing": 0.0}


def test_mean_pay_follows_the_trend_in_a_calm_market():
    city = in_both(wages, calm, assumed=FLAT)
    assert city.column("industries", "wage_mean") == pytest.approx(0.25 * math.exp(GROWTH))
    assert city.column("firms", "wage") == pytest.approx(0.25 * math.exp(GROWTH))
    assert (city.column("firms", "wage_last") == 0.25).all()


def test_pay_grows_in_the_burn_in_as_in_2023():
    city = in_both(wages, calm, quarter=4 * 2023 - 8, assumed=FLAT)
    assert city.column("industries", "wage_mean") == pytest.approx(0.25 * math.exp(0.045 / 4.0))


def test_twenty_percent_more_posts_a_searcher_raise_pay_by_one_percent():
    def tight(city):
        calm(city)
        city.put("industries", "vacancies", 120.0, 0)

    city = in_both(wages, tight, assumed=FLAT)
    ratio = city.column("industries", "wage_mean") / (0.25 * math.exp(GROWTH))
    assert ratio == pytest.approx([math.exp(0.01), 1.0])


def test_the_first_year_measures_the_usual_posts_a_searcher():
    def first(city):
        city.put("industries", "tightness_start", 0.0)
        city.put("industries", "vacancies", 80.0)
        city.put("industries", "searchers", 100.0)

    def year(city):
        for _ in range(4):
            wages(city)

    city = in_both(year, first, quarter=4 * 2023, assumed=FLAT)
    assert city.column("industries", "tightness_start") == pytest.approx(0.8)
    # at 2023.0 pay grows by 0.045 a year, and tightness does not matter yet
    assert city.column("industries", "wage_mean") == pytest.approx(0.25 * math.exp(0.045))


def test_a_firm_that_earns_twice_what_it_aims_at_shares_it():
    def rich(city):
        calm(city)
        city.column("firms", "revenue")[LARGE] *= 2.0

    city = in_both(wages, rich, assumed={"size_wage_elasticity": 0.0})
    wage = city.column("firms", "wage")
    assert wage[LARGE] / wage[2] == pytest.approx(2.0**0.08)


def test_the_ratio_of_earnings_is_cut_at_five():
    def rich(city):
        calm(city)
        city.column("firms", "revenue")[LARGE] *= 1000.0

    city = in_both(wages, rich, assumed={"size_wage_elasticity": 0.0})
    wage = city.column("firms", "wage")
    assert wage[LARGE] / wage[2] == pytest.approx(5.0**0.08)


def test_pay_rises_with_size_without_a_cut():
    city = in_both(wages, calm, assumed={"rent_sharing": 0.0})
    # staff-weighted geometric mean of industry 0: about 11.4 persons; 300 is 26 times as many
    masses = {8: 1280, 5: 200, 3: 120, 10: 400, 4: 160, 12: 480, 300: 300}
    mean = sum(n * math.log(size) for size, n in masses.items()) / 2940.0
    assert city.column("industries", "staff_log_mean")[0] == pytest.approx(mean)
    factor = city.column("firms", "wage") / (0.25 * math.exp(GROWTH))
    assert factor[6] == pytest.approx((10.0 / math.exp(mean)) ** 0.048)
    assert factor[LARGE] == pytest.approx((300.0 / math.exp(mean)) ** 0.048)


def test_cells_with_trained_people_pay_more():
    def trained(city):
        calm(city)
        city.put("cells", "trained_share", [0.0, 0.0, 0.5, 0.0, 0.0, 0.0])

    city = in_both(wages, trained, assumed=FLAT)
    wage = city.column("firms", "wage")
    assert wage[2] / wage[LARGE] == pytest.approx(1.06)


def test_a_firm_without_people_still_names_a_wage():
    def empty(city):
        calm(city)
        city.put("firms", "staff", 0.0, [2, 3])

    city = in_both(wages, empty)
    assert (city.column("firms", "wage")[[2, 3]] > 0.0).all()
