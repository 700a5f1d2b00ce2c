"""Doctoral places and post-doctoral posts: three years later, keyed hosts, and who pays."""

import numpy as np
import pytest

from sim.behaviour.train_engineers import people_of_row, train_engineers
from tests.behaviour.city import City, in_both

PARKS = np.array(City().column("firms", "park")) > 0


def hosts(city):
    """All firms do R&D; those of the parks stand for 205 real firms."""
    city.put("firms", "research_share", 0.05)


def act(city):
    city.apply(train_engineers)


def held(city, name):
    """Return real people at the hosts by row."""
    return city.column("firms", "weight") * city.column("firms", name)


def test_people_are_rounded_by_a_keyed_draw():
    assert people_of_row(100.0, 40.0, 400.0, 0.3) == 10
    assert people_of_row(10.0, 1.0, 100.0, 0.95) == 1
    assert people_of_row(10.0, 1.0, 100.0, 0.85) == 0


def test_places_cost_the_city_for_three_years_and_bring_doctors_after_them():
    quarters = range(4 * 2024, 4 * 2024 + 14)
    cities = []
    for quarter in quarters:
        city = City(quarter=quarter, law={"talent_doctoral_places": 410.0})
        hosts(city)
        if cities:
            before = cities[-1].inputs["under_way"].places
            city.inputs["under_way"].update({"places": before.copy()})
        city.apply(train_engineers)
        cities.append(city)
    paid = [city.paid(city.ledger.city, city.ledger.outside) for city in cities]
    a_year = 410.0 * 0.15 / 4.0
    assert paid[:13] == pytest.approx([a_year] * 4 + [2 * a_year] * 4 + [3 * a_year] * 5)
    arrived = [held(city, "doctors").sum() for city in cities]
    # 410 people among 205 firms: two each, without any rounding
    assert arrived == pytest.approx([0.0] * 12 + [410.0, 0.0])
    assert cities[12].column("firms", "doctors")[PARKS] == pytest.approx(2.0)
    assert not cities[12].column("firms", "doctors")[~PARKS].any()


def test_more_posts_leave_every_post_where_it_was():
    found = [
        held(in_both(act, hosts, law={"talent_postdoc_posts": posts}), "postdocs")
        for posts in (50.0, 120.0, 400.0)
    ]
    assert (found[0] <= found[1]).all()
    assert (found[1] <= found[2]).all()
    assert found[2].sum() == pytest.approx(400.0, abs=12.0)


def test_city_and_hosts_share_a_post():
    city = in_both(act, hosts, law={"talent_postdoc_posts": 205.0})
    half = 205.0 * 0.15 / 4.0
    assert city.paid(city.ledger.city, city.ledger.outside) == pytest.approx(half)
    assert city.paid(city.ledger.firms, city.ledger.outside) == pytest.approx(half)
    assert City().cash() - city.cash() == pytest.approx(half)


def test_a_city_that_can_pay_half_has_half_of_the_posts_and_the_rest_is_reported():
    def poor(city):
        hosts(city)
        city.inputs["budgets"].part[city.ledger.city] = 0.5

    city = in_both(act, poor, law={"talent_postdoc_posts": 410.0})
    assert held(city, "postdocs").sum() == pytest.approx(205.0)
    asked, paid, _ = city.ledger.public[:, city.ledger.for_postdoc_posts].sum(axis=1)
    assert asked == pytest.approx(410.0 * 0.15 / 4.0)
    assert paid == pytest.approx(asked / 2.0)
