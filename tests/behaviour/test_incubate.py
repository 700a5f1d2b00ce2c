"""Stage 24: desks, graduates, grades and money of incubators, against sums on paper (E43, E44)."""

import numpy as np
import pytest

from sim.behaviour.incubate import (
    capability_after,
    carrier_score,
    factor_after,
    factor_inside,
    give_first_tickets,
    grade_incubators,
    incubate,
    jury_score,
    run_incubators,
    seat_tenants,
    staying_chance,
)
from tests.behaviour.city import City, in_both

GOOD, PLAIN, REST = 0, 1, 2  # carriers of park 1 and of the rest of the city
YOUNG = (2, 4, 6)  # three young firms of park 1


def houses(city, quality=(0.8, 0.4, 0.4), desks=(40, 40, 40)):
    """Two carriers in park 1, the first of them of high quality, and one outside the parks."""
    table = city.tables["incubators"]
    table.append(2, {"uid": [2, 3]})
    names = ("source", "conversion", "incubation", "integration", "quality")
    for name in names:
        city.put("incubators", name, quality)
    city.column("incubators", "capability_start")[...] = np.array(quality)[:, None]
    for name, value in {
        "park": [1, 1, 0],
        "desks": desks,
        "others": 20.0,
        "open": True,
        "industry_focus": -1,
        "high_quality": np.array(quality) > 0.7,
    }.items():
        city.put("incubators", name, value)


def young(city):
    houses(city)
    for row in YOUNG:
        city.put("firms", "kind", 1, row)
        city.put("firms", "weight", 1.0, row)
        city.put("firms", "age", 4, row)


def tenants(city):
    """The firms of park 1 sit in its second carrier since five quarters."""
    young(city)
    for row in YOUNG:
        city.put("firms", "incubator", PLAIN, row)
        city.put("firms", "incubator_quarters", 5, row)


def paid(city, programme):
    return city.ledger.public[1, getattr(city.ledger, f"for_{programme}")]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((0.60, 0.60, 0.05, 0.0, 0.25, 0.01), 0.60),  # running income keeps the opening level
        ((0.65, 0.60, 0.05, 0.0, 0.25, 0.01), 0.64),  # what money added fades
        ((0.60, 0.60, 0.05, 100.0 / 12.0, 0.25, 0.01), 0.60 + 0.05 * 100.0 / 120.0 * 0.75),
        ((0.60, 0.60, 0.05, 10.0, 1.0, 0.01), 0.60),
        ((0.99, 0.60, 0.05, 10.0, 0.0, 0.01), 1.0),
    ],
)
def test_capabilities_rise_with_money_and_fade_without(arguments, expected):
    assert capability_after(*arguments) == pytest.approx(expected)


def test_good_carriers_see_quality_more_clearly():
    assert jury_score(1.0, 0.5, 1.0, 0.5) == pytest.approx(2.0)
    assert jury_score(1.0, 0.5, 1.0, 1.0) == pytest.approx(1.5)


def test_a_carrier_of_the_own_industry_is_liked_more():
    assert carrier_score(0.4, 1.0, 0.25, 0.1) == pytest.approx(0.75)
    assert carrier_score(0.4, 0.0, 0.25, 0.1) == pytest.approx(0.5)


def test_only_a_high_quality_carrier_lowers_the_hazard_of_its_tenants():
    assert factor_inside(1, 0.8, 0.75, 1.0) == pytest.approx(0.8)
    assert factor_inside(0, 0.8, 0.75, 1.0) == 1.0


def test_after_a_long_stay_in_a_generic_carrier_the_hazard_is_higher():
    assert factor_after(0, 17, 16.0, 1.1) == 1.1
    assert factor_after(0, 16, 16.0, 1.1) == 1.0
    assert factor_after(1, 17, 16.0, 1.1) == 1.0


def test_the_relay_keeps_graduates_of_good_carriers():
    assert staying_chance(0.4, 0.4, 0.5, 0.8) == pytest.approx(0.56)
    assert staying_chance(0.4, 0.4, 0.0, 0.8) == pytest.approx(0.4)


def test_young_venture_type_firms_take_desks_and_ordinary_rows_do_not():
    city = in_both(incubate, young)
    sits = city.column("firms", "incubator") >= 0
    assert np.flatnonzero(sits).tolist() == list(YOUNG)
    park = city.column("incubators", "park")[city.column("firms", "incubator")[sits]]
    assert (park == 1).all()
    assert city.column("incubators", "applicants").sum() == 3
    taken = city.column("incubators", "occupancy") * city.column("incubators", "desks")
    assert taken.sum() == pytest.approx(60.0 + 3.0)
    assert city.column("parks", "incubator_seats").tolist() == pytest.approx([20.0, 43.0, 0.0])
    assert city.column("parks", "incubator_quality").tolist() == pytest.approx([0.4, 0.6, 0.0])


@pytest.mark.parametrize("name, value", [("age", 9), ("round", 6), ("incubator_quarters", 3)])
def test_old_listed_and_former_tenants_do_not_apply(name, value):
    def prepare(city):
        young(city)
        city.put("firms", name, value)

    city = in_both(incubate, prepare)
    assert (city.column("firms", "incubator") < 0).all()


def test_desks_bind_and_go_to_those_the_jury_ranks_first():
    def one_desk(city):
        young(city)
        city.put("incubators", "desks", 21)
        city.put("incubators", "open", [True, False, True])
        city.put("firms", "quality", [0.0, 0.0, -9.0, 0.0, 9.0, 0.0, -9.0, 0, 0, 0, 0, 0])

    city = in_both(incubate, one_desk)
    assert np.flatnonzero(city.column("firms", "incubator") >= 0).tolist() == [4]
    assert city.column("incubators", "occupancy")[GOOD] == pytest.approx(1.0)


def test_tenants_of_a_high_quality_carrier_close_less_often_and_others_as_before():
    def both(city):
        tenants(city)
        city.put("firms", "incubator", GOOD, YOUNG[0])

    city = in_both(incubate, both)
    factor = city.column("firms", "incubator_factor")
    assert factor[YOUNG[0]] == pytest.approx(1.0 - 0.25 * 0.8)
    assert factor[YOUNG[1]] == 1.0


def test_graduates_are_not_marked_by_where_they_sat():
    def leaving(city):
        tenants(city)
        city.put("firms", "incubator", GOOD, YOUNG[0])
        city.put("firms", "incubator_quarters", 15)

    city = in_both(incubate, leaving)
    assert (city.column("firms", "incubator") < 0).all()
    assert city.column("firms", "incubator_factor") == pytest.approx(1.0)  # R7: no later survival


def graduates(relay, part=1.0):
    """Run many tenants' last quarter; return who must move and what was paid for handing over."""
    movers, money = 0, 0.0
    for quarter in range(8000, 8400, 4):
        city = City(law={"incubator_relay": relay}, quarter=quarter + 1)
        tenants(city)
        city.put("firms", "incubator", GOOD, list(YOUNG))
        city.put("firms", "incubator_quarters", 15)
        city.inputs["budgets"].column("part")[:] = part
        city.apply(seat_tenants)
        movers += int(city.column("firms", "must_move").sum())
        money += float(paid(city, "graduate_handover").sum())
    return movers, money


def test_graduates_stay_by_relay_and_each_handed_over_costs_the_district():
    movers, money = graduates(1.0)
    # 300 graduates: 0.4 stay anyway, 0.4 x 0.8 = 0.32 are kept, 0.28 leave
    assert movers == pytest.approx(84, abs=4 * 7.8)
    assert money / 0.1 == pytest.approx(96, abs=4 * 8.1)


def test_a_district_without_money_hands_nobody_over():
    assert graduates(1.0, part=0.0)[1] == 0.0
    assert graduates(0.0)[1] == 0.0


def test_a_firm_that_moved_or_whose_carrier_closed_leaves_its_desk():
    def prepare(city):
        tenants(city)
        city.put("firms", "park", 2, YOUNG[0])
        city.put("firms", "incubator", GOOD, YOUNG[1])
        city.column("incubators", "open")[GOOD] = False

    city = in_both(incubate, prepare)
    sits = city.column("firms", "incubator")[list(YOUNG)]
    assert sits.tolist() == [-1, -1, PLAIN]
    assert not city.column("firms", "must_move").any()


def many(city):
    """Ten carriers in park 1 of quality 0.3 to 0.66, all four capabilities alike."""
    table = city.tables["incubators"]
    table.append(9, {"uid": np.arange(2, 11)})
    quality = 0.3 + 0.04 * np.arange(10)
    for name in ("source", "conversion", "incubation", "integration", "quality"):
        city.put("incubators", name, quality)
    city.column("incubators", "capability_start")[...] = quality[:, None]
    for name, value in {"park": 1, "desks": 40, "others": 30.0, "open": True}.items():
        city.put("incubators", name, value)
    city.put("incubators", "occupancy", 0.75)


def test_quality_grants_go_to_the_best_and_count_in_all():
    def some_given(city):
        many(city)
        city.put("incubators", "upgraded", np.arange(10) == 9)

    law = {"incubator_quality_grants": 3.0}
    city = in_both(lambda city: city.apply(grade_incubators), some_given, law=law)
    assert np.flatnonzero(city.column("incubators", "upgraded")).tolist() == [7, 8, 9]
    assert city.column("incubators", "grant_quarters").tolist() == [0] * 7 + [12, 12, 0]


def test_the_lowest_graded_close_once_a_year():
    law = {"incubator_closing_share": 0.2}
    city = in_both(lambda city: city.apply(grade_incubators), many, law=law)
    assert np.flatnonzero(~city.column("incubators", "open")).tolist() == [0, 1]
    later = in_both(lambda city: city.apply(grade_incubators), many, law=law, quarter=4 * 2024 + 1)
    assert later.column("incubators", "open").all()


def test_more_upgrades_reach_the_same_carriers_and_some_others():
    reached = []
    for number in (2.0, 5.0):
        city = City(law={"incubator_general_upgrades": number})
        many(city)
        city.apply(grade_incubators)
        reached.append(set(np.flatnonzero(city.column("incubators", "upgrade_money") == 2.0)))
    assert len(reached[0]) == 2
    assert len(reached[1]) == 5
    assert reached[0] < reached[1]


def granted(city):
    many(city)
    city.put("incubators", "grant_quarters", 12, 9)
    city.put("incubators", "upgraded", True, 9)


def test_a_grant_of_a_hundred_million_is_halved_by_city_and_district_over_three_years():
    law = {"incubator_subsidy_share": 0.25}
    city = in_both(lambda city: city.apply(run_incubators), granted, law=law)
    ledger = city.ledger
    assert paid(city, "quality_incubators")[ledger.city] == pytest.approx(50.0 / 12.0)
    assert paid(city, "quality_incubators")[ledger.districts] == pytest.approx(50.0 / 12.0)
    assert paid(city, "incubator_subsidies")[ledger.districts] == pytest.approx(10 * 0.25 * 2.5)
    gain = 0.05 * 100.0 / 12.0 / 10.0 * 0.75
    assert city.column("incubators", "source")[9] == pytest.approx(0.66 + gain)
    assert city.column("incubators", "grant_quarters")[9] == 11
    assert city.column("incubators", "source")[0] == pytest.approx(0.3)


def test_a_certificate_takes_all_four_capabilities():
    def nearly(city):
        many(city)
        for name in ("source", "conversion", "incubation"):
            city.put("incubators", name, 0.9, 9)
        city.put("incubators", "capability_start", 0.9, 9)
        city.column("incubators", "capability_start")[9, 3] = 0.66

    city = in_both(lambda city: city.apply(run_incubators), nearly)
    assert city.column("incubators", "quality")[9] == pytest.approx(0.84)
    assert not city.column("incubators", "high_quality").any()


def test_half_the_money_gives_half_the_rise():
    rises = []
    for part in (1.0, 0.5):
        city = City()
        granted(city)
        city.inputs["budgets"].column("part")[:] = part
        city.apply(run_incubators)
        rises.append(city.column("incubators", "source")[9] - 0.66)
        asked = city.ledger.public[0, city.ledger.for_quality_incubators].sum()
        assert asked == pytest.approx(100.0 / 12.0)
    assert rises[1] == pytest.approx(0.5 * rises[0])


def test_a_carrier_that_stands_empty_for_two_years_closes():
    def empty(city):
        many(city)
        city.put("incubators", "occupancy", 0.3, 4)
        city.put("incubators", "empty_quarters", 7, 4)
        city.put("incubators", "empty_quarters", 7, 5)

    city = in_both(lambda city: city.apply(run_incubators), empty)
    assert np.flatnonzero(~city.column("incubators", "open")).tolist() == [4]
    assert city.column("incubators", "empty_quarters")[5] == 0


def test_an_own_fund_gives_first_tickets_to_tenants_without_a_round():
    def funded(city):
        tenants(city)
        city.put("incubators", "own_fund", 5.0, PLAIN)
        city.put("firms", "round", 1, YOUNG[0])

    city = in_both(lambda city: city.apply(give_first_tickets), funded)
    assert city.column("incubators", "own_fund")[PLAIN] == pytest.approx(1.0)
    assert (city.column("firms", "round")[list(YOUNG)] == 1).all()
    assert city.column("firms", "round_size")[list(YOUNG)].tolist() == [0.0, 2.0, 2.0]
    assert city.paid(city.ledger.funds, city.ledger.firms) == pytest.approx(4.0)
    assert city.column("parks", "rounds")[1, 0] == 2.0
