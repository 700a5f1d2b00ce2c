"""Stage 10: desired staff, posts and layoffs of firms, against sums on paper (E17, E18)."""

import math

import numpy as np
import pytest

from sim.behaviour.plan_staff import plan_staff
from tests.behaviour.city import SALES, in_both
from tests.behaviour.made_up import FIRM_STAFF

LARGE = 11  # a firm of 300 in park 2, weight 1, industry 0


def halve_the_appeal(city):
    city.column("firms", "appeal")[LARGE] -= math.log(2.0)


def test_a_city_at_rest_wants_the_staff_it_has_and_replaces_leavers():
    city = in_both(plan_staff)
    staff = np.array(FIRM_STAFF)
    assert city.column("industries", "appeal_sum") == pytest.approx(SALES)
    assert city.column("firms", "revenue_desired") == pytest.approx(3.0 * staff)
    assert city.column("firms", "staff_desired") == pytest.approx(staff)
    assert city.column("firms", "vacancies") == pytest.approx(0.04 * staff / 0.7)
    assert not city.column("firms", "layoffs").any()


def test_a_firm_that_loses_appeal_lets_people_go_and_rivals_gain():
    city = in_both(plan_staff, halve_the_appeal)
    # the city's appeal falls from 8,820 to 8,370, and all with the outside from 35,280 to 34,830
    sold = 35280.0 * 450.0 / 34830.0
    wanted = sold / 12.0 / 0.25
    assert city.column("firms", "revenue_desired")[LARGE] == pytest.approx(sold)
    assert city.column("firms", "staff_desired")[LARGE] == pytest.approx(wanted)
    assert city.column("firms", "vacancies")[LARGE] == 0.0
    assert city.column("firms", "layoffs")[LARGE] == pytest.approx(
        0.25 * (300.0 - wanted) - 0.04 * 300.0
    )
    assert city.column("firms", "revenue_desired")[2] == pytest.approx(35280.0 * 15.0 / 34830.0)
    assert city.column("firms", "revenue_desired")[3] == pytest.approx(600.0)  # the other market


def test_what_the_city_wants_to_sell_and_what_the_outside_sells_is_the_market():
    city = in_both(plan_staff, halve_the_appeal)
    mass = city.column("firms", "weight") * city.column("firms", "revenue_desired")
    sold = np.bincount(city.column("firms", "industry"), mass)
    outside = np.exp(city.column("industries", "outside_appeal"))
    total = city.column("industries", "appeal_sum") + outside
    assert sold + 4.0 * np.array(SALES) * outside / total == pytest.approx(4.0 * np.array(SALES))


def test_firms_without_cash_do_not_hire_but_let_people_go():
    def without_cash(city):
        halve_the_appeal(city)
        city.put("firms", "cash", -1.0)

    city = in_both(plan_staff, without_cash)
    assert not city.column("firms", "vacancies").any()
    assert city.column("firms", "layoffs")[LARGE] > 0.0


def test_a_firm_whose_cash_is_just_used_up_still_hires():
    city = in_both(plan_staff, lambda city: city.put("firms", "cash", 0.0))
    assert (city.column("firms", "vacancies") > 0.0).all()


def test_a_firm_that_waits_for_approval_takes_no_part_of_the_market():
    def waiting(city):
        city.put("firms", "operating", False, LARGE)

    city = in_both(plan_staff, waiting)
    assert city.column("industries", "appeal_sum")[0] == pytest.approx(8820.0 - 900.0)
    assert city.column("firms", "vacancies")[LARGE] == 0.0


def test_an_industry_without_firms_has_no_appeal():
    def closed(city):
        city.put("firms", "operating", city.column("firms", "industry") == 0)

    city = in_both(plan_staff, closed)
    assert city.column("industries", "appeal_sum")[1] == 0.0


def test_posts_rise_with_the_quit_rate_of_the_industry():
    city = in_both(plan_staff, lambda city: city.put("industries", "quit_rate", [0.07, 0.0]))
    in_first = city.column("firms", "industry") == 0
    staff = np.array(FIRM_STAFF)
    assert city.column("firms", "vacancies")[in_first] == pytest.approx(0.1 * staff[in_first])
    assert city.column("firms", "vacancies")[~in_first] == pytest.approx(0.0, abs=1e-9)
