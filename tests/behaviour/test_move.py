"""Stage 27: worth of places, relocation and second sites, against sums on paper (E47, E48)."""

import math

import numpy as np
import pytest

from sim.behaviour.move import move, open_second_sites, relocate, value_places
from tests.behaviour.city import City, in_both
from tests.behaviour.made_up import FIRM_AGES, FIRM_PARKS, FIRM_STAFF, FIRM_WEIGHTS

PLANT_FIRM = 3  # 200 people in park 1, half of them in plants, weight 1, industry 1
LAST = 11  # a firm of 300, twelve years old
ALL = {"relocation_hazard": 1e6}  # everybody compares places
RESTLESS = {**ALL, "location_attachment": -1e6}


def places(city):
    city.apply(value_places)


def compare(city):
    for stage in (value_places, relocate):
        city.apply(stage)


def room(city):
    """Floor enough for everybody in both parks."""
    city.put("parks", "stock", [[0, 0, 0], [1e6, 0, 1e6], [0, 1e6, 1e6]])


def full(park):
    """Close a park: all of its floor is let."""

    def prepare(city):
        room(city)
        city.put("parks", "let", city.column("parks", "stock")[park], park)
        city.put("firms", "floor_need", 10.0)

    return prepare


def test_the_worth_of_a_place_sums_rent_people_services_match_and_status():
    def known(city):
        city.put("parks", "talents", [0.0, 575.0, 0.0])
        city.put("parks", "general_services", [0.0, 0.02, 0.0])
        city.put("cells", "location", 0.7, 2)

    city = in_both(places, known)
    # park 1, industry 0: 720 people, offices alone, the one leading industry
    worth = -math.log(4.0) + 0.1 * math.log(721.0) + 0.1 * math.log(576.0)
    worth += 0.3 * 0.45 + 0.3 * 3.0 + 0.15 + 0.02 + 0.7
    assert city.column("cells", "location_value")[2] == pytest.approx(worth)
    assert city.column("cells", "log_rent")[2] == pytest.approx(math.log(4.0))
    # industry 1 does not lead there; half of its staff needs plants at 1 yuan
    worth = -0.5 * math.log(4.0) + 0.1 * math.log(281.0) + 0.1 * math.log(576.0)
    worth += 0.3 * 0.45 - 0.5 * 0.3 + 0.15 + 0.02
    assert city.column("cells", "location_value")[3] == pytest.approx(worth)


def test_the_rest_of_the_city_has_no_status_and_no_leading_industry():
    city = in_both(places)
    worth = -math.log(4.0) + 0.1 * math.log(1281.0) + 0.3 * 0.45
    assert city.column("cells", "location_value")[0] == pytest.approx(worth)


def test_a_park_of_towers_is_valued_at_tower_rent():
    assert in_both(places).column("cells", "log_rent")[4] == pytest.approx(math.log(8.0))


def test_more_leading_industries_divide_the_attention():
    def second(city):
        city.column("parks", "leading")[1, 1] = True

    one, two = in_both(places), in_both(places, second)
    change = two.column("cells", "location_value") - one.column("cells", "location_value")
    # industry 0: 0.3 x 3/2 in place of 0.9; industry 1: 0.45 in place of -0.15
    assert change[2:4] == pytest.approx([-0.45, 0.6])
    assert not change[[0, 1, 4, 5]].any()


def test_focus_has_no_effect_where_it_is_zero():
    city = in_both(places, law={"industry_focus_strength": 0.0})
    worth = -math.log(4.0) + 0.1 * math.log(721.0) + 0.3 * 0.45 + 0.15
    assert city.column("cells", "location_value")[2] == pytest.approx(worth)


def test_nobody_moves_who_does_not_compare():
    city = in_both(compare, room, assumed={"relocation_hazard": 0.0, "location_attachment": -1e6})
    assert list(city.column("firms", "park")) == FIRM_PARKS
    assert not city.moves.firms.any()


def test_attachment_keeps_firms_where_they_are():
    city = in_both(compare, room, assumed={**ALL, "location_attachment": 1e6})
    assert list(city.column("firms", "park")) == FIRM_PARKS
    assert not city.ledger.flow.any()


def test_moves_add_up_in_cells_flows_and_payments():
    city = in_both(compare, room, assumed=RESTLESS)
    was, now = np.array(FIRM_PARKS), city.column("firms", "park")
    weight, staff = np.array(FIRM_WEIGHTS), np.array(FIRM_STAFF)
    assert (was != now).all()
    flows = np.zeros((3, 4))
    np.add.at(flows, (was, now), weight)
    assert np.array_equal(city.moves.firms, flows)
    assert city.moves.staff.sum() == pytest.approx((weight * staff).sum())
    arrivals, departures = city.column("cells", "arrivals"), city.column("cells", "departures")
    assert arrivals.sum() == departures.sum() == pytest.approx(weight.sum())
    assert arrivals.reshape(3, 2).sum(axis=1) == pytest.approx(flows.sum(axis=0)[:3])
    cost = 0.1 * (weight * staff).sum()
    assert city.paid(city.ledger.firms, city.ledger.outside) == pytest.approx(cost)
    assert City().cash() - city.cash() == pytest.approx(cost)


def test_a_firm_that_moves_leaves_its_floor_behind():
    city = in_both(compare, room, assumed=RESTLESS)
    assert not city.column("firms", "office_floor").any()
    assert not city.column("firms", "plant_floor").any()
    assert np.abs(city.column("parks", "let")).max() < 1e-6
    towers = np.array(city.column("firms", "park")) == 2
    assert np.array_equal(city.column("firms", "office_class"), towers)
    assert np.array_equal(city.column("firms", "log_rent"), city.column("firms", "log_rent_last"))


def test_a_park_without_free_floor_is_closed_to_movers():
    city = in_both(compare, full(2), assumed=RESTLESS)
    was = np.array(FIRM_PARKS)
    assert not (city.column("firms", "park")[was != 2] == 2).any()
    assert city.column("cells", "arrivals")[[4, 5]].sum() == 0.0


def test_a_row_of_40_firms_needs_room_for_40():
    def narrow(city):
        room(city)
        city.put("parks", "stock", [0.0, 100.0, 1e6], 2)
        city.put("parks", "let", 0.0)
        city.put("firms", "floor_need", 50.0)

    city = in_both(compare, narrow, assumed=RESTLESS)
    ordinary = (np.array(FIRM_WEIGHTS) >= 40.0) & (np.array(FIRM_PARKS) != 2)
    assert not (city.column("firms", "park")[ordinary] == 2).any()


def test_the_free_floor_is_that_of_the_start_of_the_stage():
    def narrow(city):
        room(city)
        held = city.column("firms", "office_floor")[[2, 4, 6]]
        # room for 40 of the largest of the three rows of park 1, not for all of them
        city.put("parks", "stock", [0.0, 40.0 * held.max(), 0.0], 2)
        city.put("parks", "let", 0.0, 2)
        city.put("cells", "location", 1e3, 4)  # park 2 draws industry 0

    city = in_both(compare, narrow, assumed=ALL)
    assert (city.column("firms", "park")[[2, 4, 6]] == 2).all()


def test_a_firm_needs_floor_of_each_class_that_it_holds():
    def offices_only(city):
        room(city)
        city.put("parks", "stock", [0.0, 1e6, 0.0], 2)
        city.put("parks", "let", 0.0, 2)
        city.put("cells", "location", 1e3, [4, 5])

    city = in_both(compare, offices_only, assumed=ALL)
    assert (city.column("firms", "park")[[2, 4, 6]] == 2).all()  # they hold no plant
    assert (city.column("firms", "park")[[3, 5]] != 2).all()


def test_people_of_a_firm_that_comes_into_the_sample_are_sought_like_founders():
    city = in_both(compare, room, assumed=RESTLESS)
    founding, staff = city.column("firms", "founding"), np.array(FIRM_STAFF)
    # industry 1 is sampled in the parks alone; industry 0 everywhere
    assert founding[1] == staff[1]
    assert not np.delete(founding, 1).any()


def test_the_rest_of_the_city_is_open_to_everybody():
    def closed(city):
        city.put("parks", "stock", [[0, 0, 0], [1, 0, 1], [0, 1, 1]])
        city.put("firms", "floor_need", 10.0)

    city = in_both(compare, closed, assumed=RESTLESS)
    assert (city.column("firms", "park")[2:] == 0).all()


def test_moves_do_not_depend_on_the_order_of_rows():
    def turned(city):
        full(2)(city)
        for column in city.tables["firms"].columns.values():
            column[:12] = column[:12][::-1].copy()

    one = in_both(compare, full(2), assumed=RESTLESS)
    other = in_both(compare, turned, assumed=RESTLESS)
    assert list(one.column("firms", "park")) == list(other.column("firms", "park")[::-1])


def test_firms_may_leave_the_city_and_are_settled_later():
    def drawn(city):
        city.put("industries", "location_outside", 1e9)

    city = in_both(compare, drawn, assumed=ALL)
    assert city.column("firms", "departing").all()
    assert city.column("firms", "operating").all()
    assert list(city.column("firms", "park")) == FIRM_PARKS
    assert city.moves.firms[:, 3].sum() == pytest.approx(sum(FIRM_WEIGHTS))
    assert city.column("cells", "departures").sum() == pytest.approx(sum(FIRM_WEIGHTS))
    assert not city.ledger.flow.any()


def test_a_firm_that_leaves_does_not_move_as_well():
    city = in_both(compare, lambda city: city.put("firms", "departing", True), assumed=RESTLESS)
    assert list(city.column("firms", "park")) == FIRM_PARKS


def test_a_rent_subsidy_draws_firms_younger_than_five_years_alone():
    law = {"floor_rent_subsidy": [0.0, 0.0, 1.0 - 1e-15]}
    plain = in_both(compare, room, assumed=ALL)
    drawn = in_both(compare, room, assumed=ALL, law=law)
    young = np.array(FIRM_AGES) < 20
    assert (drawn.column("firms", "park")[young] == 2).all()
    assert not (plain.column("firms", "park")[young] == 2).all()
    assert np.array_equal(
        plain.column("firms", "park")[~young], drawn.column("firms", "park")[~young]
    )


def test_a_firm_weighs_the_way_inside_its_own_place():
    def nowhere_else(city):
        room(city)
        city.put("industries", "location_outside", -1e9)

    # from the rest of the city to itself 9 km, to park 1 8 km, to park 2 13 km; from park 1 8 km to
    # itself and to the rest alike; from park 2 3 km to itself
    far = {**ALL, "location_distance": 1000.0}
    city = in_both(compare, nowhere_else, assumed=far)
    assert (city.column("firms", "park")[:2] == 1).all()
    assert (city.column("firms", "park")[7:] == 2).all()


def test_small_young_firms_compare_most():
    moved = np.zeros(12)
    for quarter in range(4 * 2024, 4 * 2024 + 60):
        city = City(quarter=quarter, assumed={**RESTLESS, "relocation_hazard": 0.1})
        room(city)
        city.put("firms", "lease_phase", (1 - city.column("firms", "age")) % 12)  # no lease ends
        compare(city)
        moved += city.column("firms", "park") != np.array(FIRM_PARKS)
    # expected: 60 x 0.1 x (L/10)^-0.15 x (age/20)^-0.2
    rate = 0.1 * (np.array(FIRM_STAFF) / 10) ** -0.15 * (np.array(FIRM_AGES) / 20) ** -0.2
    assert moved.sum() == pytest.approx(60.0 * rate.sum(), rel=0.3)
    assert moved[2] > moved[LAST]


def test_the_end_of_a_lease_makes_a_firm_compare():
    def ends(city):
        room(city)
        city.put("firms", "lease_phase", (12 - city.column("firms", "age") % 12) % 12)

    assumed = {**RESTLESS, "relocation_hazard": 0.001, "relocation_lease_end": 1e6}
    city = in_both(compare, ends, assumed=assumed)
    assert (city.column("firms", "park") != np.array(FIRM_PARKS)).all()


def test_a_second_site_at_the_new_place_is_given_up():
    def two_sites(city):
        room(city)
        city.put("firms", "park2", 2, PLANT_FIRM)
        city.put("firms", "plant2_share", 0.5, PLANT_FIRM)
        city.put("firms", "plant2_floor", 3000.0, PLANT_FIRM)
        city.column("parks", "let")[2, 2] += 3000.0
        city.put("cells", "location", 1e3, 5)  # park 2 draws industry 1

    city = in_both(compare, two_sites, assumed=ALL)
    assert city.column("firms", "park")[PLANT_FIRM] == 2
    assert city.column("firms", "park2")[PLANT_FIRM] == -1
    assert city.column("firms", "plant2_share")[PLANT_FIRM] == 0.0
    assert city.column("firms", "plant2_floor")[PLANT_FIRM] == 0.0
    assert city.held(2, 2) == pytest.approx(city.column("parks", "let")[2, 2])


def dear_plants(rent):
    """Park 1 asks a rent for plants that makes firms look at park 2, where a plant costs 1."""

    def prepare(city):
        room(city)
        city.column("parks", "rent")[1, 2] = rent

    return prepare


def sites(city):
    city.apply(open_second_sites)


FREE_LAND = {"land_price_industrial": 0.0}


def test_a_second_site_opens_where_ten_years_of_rent_exceed_its_cost():
    # 100 plant workers: 3,000 m2; at 3 yuan they save 10 x 3,000 x 2 x 365/1e6 = 21.9 million;
    # the site costs (5 + 0.1 x 100) x 1 x (1.5 - 0.5) = 15 million
    city = in_both(sites, dear_plants(3.0), assumed=FREE_LAND)
    assert city.column("firms", "park2")[PLANT_FIRM] == 2
    assert city.column("firms", "site_wait")[PLANT_FIRM] == 6
    assert (np.delete(city.column("firms", "park2"), PLANT_FIRM) == -1).all()
    assert city.paid(city.ledger.firms, city.ledger.developers) == pytest.approx(15.0)
    assert City().cash() - city.cash() == pytest.approx(15.0)


def test_no_second_site_opens_for_less_than_it_costs():
    # 1.3 yuan save 14.2 million
    assert (
        in_both(sites, dear_plants(2.3), assumed=FREE_LAND).column("firms", "park2") == -1
    ).all()


def test_dear_land_adds_to_the_saving():
    # 14.2 million of rent and 3,000/1.5 m2 of land, at 2,390 x 1.3/1.65 yuan 3.8 million cheaper
    city = in_both(sites, dear_plants(2.3))
    assert city.column("firms", "park2")[PLANT_FIRM] == 2


def test_shared_tax_and_cheaper_branches_make_second_sites_worth_while():
    for law in ({"link_profit_share": 0.6}, {"link_branch_cost": 0.9}):  # 13.5 million
        city = in_both(sites, dear_plants(2.3), law=law, assumed=FREE_LAND)
        assert city.column("firms", "park2")[PLANT_FIRM] == 2


def test_only_firms_above_100_people_open_second_sites():
    def small(city):
        dear_plants(9.0)(city)
        city.put("firms", "staff", 100.0, PLANT_FIRM)

    assert (in_both(sites, small).column("firms", "park2") == -1).all()


def test_second_sites_go_to_parks_that_lead_in_the_industry():
    def elsewhere(city):
        dear_plants(9.0)(city)
        city.put("parks", "leading", False)

    assert (in_both(sites, elsewhere).column("firms", "park2") == -1).all()


def test_without_quota_no_second_site_opens():
    city = in_both(sites, dear_plants(3.0), law={"governance_quota_support": 0.0})
    assert (city.column("firms", "park2") == -1).all()
    assert not city.ledger.flow.any()


def test_a_second_site_needs_free_plant_floor():
    def crowded(city):
        dear_plants(3.0)(city)
        city.column("parks", "stock")[2, 2] = city.column("parks", "let")[2, 2] + 2999.0

    assert (in_both(sites, crowded).column("firms", "park2") == -1).all()


def test_a_site_opens_after_its_lag_and_fills_in_four_quarters():
    def years(city):
        for step in range(12):
            city.clock.update({"quarter": 4 * 2024 + step})
            sites(city)
            opened.append(city.column("parks", "second_sites")[2])
            share.append(city.column("firms", "plant2_share")[PLANT_FIRM])

    opened, share = [], []
    in_both(years, dear_plants(3.0))
    assert opened[12:] == [0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]
    assert share[12:] == pytest.approx([0.0] * 7 + [0.125, 0.25, 0.375, 0.5, 0.5])


def test_the_whole_stage_runs_the_three_steps():
    city = in_both(move, dear_plants(3.0), assumed={"relocation_hazard": 0.0})
    assert city.column("cells", "location_value").any()
    assert city.column("firms", "park2")[PLANT_FIRM] == 2
