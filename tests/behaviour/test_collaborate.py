"""Stage 22: consortia, joint projects, the links they leave and the money they cost."""

import numpy as np
import pytest

from sim.behaviour.collaborate import (
    collaborate,
    joining_chance,
    partner_weight,
    technology_fit,
)
from tests.behaviour.city import City, in_both

LARGE = 11  # leader: a firm of 300 in park 2


def able(city):
    """Every firm is one R&D-active venture-type firm; the large one leads and has money."""
    city.put("firms", "kind", 1)
    city.put("firms", "weight", 1.0)
    city.put("firms", "research_share", 0.05)
    city.put("firms", "leader", True, LARGE)
    city.put("firms", "cash", 1000.0, LARGE)


def pairs(city):
    """Return the pairs of living links as sets of rows."""
    links = city.tables["links"]
    rows = np.flatnonzero(links.column("alive"))
    one, other = links.column("firm")[rows], links.column("partner")[rows]
    return [frozenset(pair) for pair in zip(one.tolist(), other.tolist(), strict=True)]


def test_firms_half_way_between_sameness_and_strangeness_fit_best():
    for x in (0.0, 0.1, 0.5, 0.9, 1.0):
        assert technology_fit(x, 0.5) == pytest.approx(4.0 * x * (1.0 - x))


def test_links_draw_links_and_distance_and_rivalry_repel():
    plain = partner_weight(0.0, 0.8, 0.0, 30.0, 1.0, 0.0)
    assert plain == pytest.approx(1.0)
    assert partner_weight(3.0, 0.8, 0.0, 30.0, 1.0, 0.0) == pytest.approx(4.0**0.8)
    assert partner_weight(0.0, 0.8, 30.0, 30.0, 1.0, 0.5) == pytest.approx(0.5 * np.exp(-1.0))


def test_the_public_share_raises_the_chance_to_join():
    assert joining_chance(0.6, 0.2) == pytest.approx(0.8)
    assert joining_chance(0.6, 0.5) == 1.0


def test_everyone_in_a_consortium_works_with_everyone():
    city = in_both(collaborate, able, law={"ladder_consortia_new": 1.0})
    found = pairs(city)
    members = frozenset().union(*found)
    assert len(members) == 4  # the leader and three partners
    assert LARGE in members
    assert len(set(found)) == len(found) == 6
    degree = city.column("firms", "links")
    assert degree[sorted(members)] == pytest.approx(3.0)
    assert degree.sum() == pytest.approx(12.0)
    assert (city.tables["links"].column("since") == 4 * 2024).all()


def test_the_leader_pays_its_part_and_city_and_special_fund_share_the_rest():
    city = in_both(collaborate, able, law={"ladder_consortia_new": 1.0})
    ledger = city.ledger
    assert city.column("firms", "cash")[LARGE] == pytest.approx(1000.0 - 40.0)
    assert city.paid(ledger.firms, ledger.outside) == pytest.approx(40.0)
    assert city.paid(ledger.city, ledger.outside) == pytest.approx(5.0)
    assert city.paid(ledger.special_fund, ledger.outside) == pytest.approx(5.0)


def test_a_leader_without_money_steps_back():
    def poor(city):
        able(city)
        city.put("firms", "cash", 39.0, LARGE)

    city = in_both(collaborate, poor, law={"ladder_consortia_new": 1.0})
    assert not pairs(city)
    assert not city.ledger.flow.any()


def test_without_an_order_of_the_year_nothing_is_formed():
    assert not pairs(in_both(collaborate, able))
    later = in_both(collaborate, able, law={"ladder_consortia_new": 1.0}, quarter=4 * 2024 + 1)
    assert not pairs(later)


def test_more_consortia_keep_those_that_there_were():
    one, three = (
        set(pairs(in_both(collaborate, able, law={"ladder_consortia_new": number})))
        for number in (1.0, 3.0)
    )
    assert one < three


def test_ordinary_firms_and_firms_without_research_are_not_invited():
    def few(city):
        able(city)
        city.put("firms", "kind", 0, [0, 1, 2, 3, 4])
        city.put("firms", "research_share", 0.0, [5, 6, 7])

    city = in_both(collaborate, few, law={"ladder_consortia_new": 1.0})
    assert frozenset().union(*pairs(city)) == {8, 9, 10, LARGE}


def test_a_joint_project_joins_firms_of_two_districts_who_share_its_cost():
    city = in_both(collaborate, able, law={"link_joint_projects": 1.0})
    park = city.column("firms", "park")
    partners = frozenset().union(*pairs(city)) - {LARGE}
    assert len(partners) == 3
    assert all(park[row] != 2 for row in partners)
    ledger = city.ledger
    half = city.paid(ledger.districts + 1, ledger.outside)
    other = city.paid(ledger.districts, ledger.outside) + city.paid(ledger.city, ledger.outside)
    assert (half, other) == pytest.approx((10.0, 10.0))
    assert city.column("firms", "cash")[LARGE] == 1000.0


def test_links_end_after_three_years():
    def linked(city):
        able(city)
        since = [4 * 2024 - 12, 4 * 2024 - 11]
        city.tables["links"].append(2, {"firm": [3, 3], "partner": [5, 8], "since": since})
        city.put("firms", "links", 2.0, 3)
        city.put("firms", "links", 1.0, [5, 8])

    city = in_both(collaborate, linked)
    assert city.tables["links"].column("alive").tolist() == [False, True]
    assert city.column("firms", "links")[[3, 5, 8]].tolist() == [1.0, 0.0, 1.0]


def test_partners_are_nearer_than_chance_would_have_it():
    near = far = 0
    for quarter in range(4 * 2024, 4 * 2084, 4):
        city = City(quarter=quarter, law={"ladder_consortia_new": 1.0})
        able(city)
        city.put("firms", "industry", 0)
        city.put("firms", "industry", 1, LARGE)  # the same technological distance to all
        collaborate(city)
        partners = frozenset().union(*pairs(city)) - {LARGE}
        park = city.column("firms", "park")
        near += sum(park[row] == 2 for row in partners)  # four others, 3 km
        far += sum(park[row] == 1 for row in partners)  # five, 20 km
    # weights exp(-0.1) and exp(-0.67): without distance 0.8 to 1
    assert near / far > 1.0
