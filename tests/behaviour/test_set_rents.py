"""Stage 9: expected numbers worked out by hand from E16 and the made-up town."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.agents.firm import BUSINESS, PLANT, TOWER
from sim.behaviour.set_rents import ask_rents, asking_rent, let_floor, rent_index, tightness_of_use
from sim.core.luck import Luck, uniform
from tests.behaviour.made_up import QUARTER

PARK, TOWN_TOWER = 1, 2
# wage growth at 2024Q1 is 0.03 + 0.015 exp(-1/6) = 0.0426972 a year; 0.3 of a quarter of it
COST_GROWTH = 0.3 * 0.0426972259 / 4.0


def test_rents_stand_still_at_natural_vacancy_and_cost_rent():
    assert asking_rent(4.0, 4.0, 4.0, 0.0, 0.12, 0.05, 0.5) == 4.0


def test_ten_points_of_vacancy_take_a_good_percent_off_the_rent():
    assert asking_rent(4.0, 4.0, 4.0, 0.1, 0.12, 0.05, 0.5) == pytest.approx(4.0 * 0.988)


def test_rents_are_drawn_to_the_rent_that_covers_cost():
    assert asking_rent(4.0, 4.0, 4.0 * math.e, 0.0, 0.12, 0.05, 0.5) == pytest.approx(4.2)


def test_owners_rather_leave_floor_empty_than_ask_less_than_half_the_opening_rent():
    assert asking_rent(2.0, 4.0, 4.0, 0.5, 0.12, 0.05, 0.5) == 2.0


def test_dear_floor_is_used_more_tightly():
    assert tightness_of_use(0.0, -0.3) == 1.0
    assert tightness_of_use(math.log(2.0), -0.3) == pytest.approx(0.8122524)


@given(st.floats(-2, 2), st.floats(0.01, 1))
def test_space_a_worker_never_grows_with_rent(dearer, more):
    assert tightness_of_use(dearer + more, -0.3) < tightness_of_use(dearer, -0.3)


def test_the_rent_index_weighs_office_and_plant_by_staff():
    index = rent_index(0.5, 0.0, math.log(4.0), 0.0, 9.9, 0.0, 0.0)
    assert index == pytest.approx(math.log(2.0))


def test_the_second_site_has_its_own_weight_in_the_rent_index():
    # half in offices at 4, a quarter in plants at 1 here, a quarter in plants at 1/e there
    index = rent_index(0.5, 0.25, math.log(4.0), 0.0, -1.0, 0.0, 0.0)
    assert index == pytest.approx(math.log(2.0) - 0.25)


def test_subsidy_and_step_enter_the_rent_index():
    assert rent_index(0.5, 0.0, 0.0, 0.0, 0.0, 0.1, 0.0) == pytest.approx(math.log(0.9))
    assert rent_index(0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.2) == pytest.approx(0.5 * math.log(1.2))


def test_rents_of_parks_answer_their_own_vacancy(town):
    place = town()
    place.apply(ask_rents)
    rent = place["parks"]["rent"]
    # business floor of park 1: .14 vacant against .15; plants: .475 against .06
    assert rent[PARK, BUSINESS] == pytest.approx(4.0 * (1.0 + 0.12 * 0.01 + 0.05 * COST_GROWTH))
    assert rent[PARK, PLANT] == pytest.approx(1.0 - 0.12 * 0.415 + 0.05 * COST_GROWTH)
    assert place["parks"]["rent_last"][PARK].tolist() == [4.0, 0.0, 1.0]


def test_rents_in_the_rest_of_the_city_follow_cost(town):
    place = town()
    place.apply(ask_rents)
    growth = math.exp(COST_GROWTH)
    assert place["parks"]["rent"][0].tolist() == pytest.approx([4.0 * growth, 6.0 * growth, growth])


def test_cost_does_not_grow_before_the_first_quarter_has_passed(town):
    place = town(quarter=4 * 2023)
    place.apply(ask_rents)
    assert place["parks"]["cost_rent"][0].tolist() == [4.0, 6.0, 1.0]


def test_a_closed_class_keeps_no_rent_and_no_vacancy(town):
    place = town()
    place.apply(ask_rents)
    place.apply(let_floor)
    parks = place["parks"]
    assert parks["rent"][PARK, TOWER] == 0.0
    assert parks["vacancy"][PARK, TOWER] == 0.0
    assert parks["let"][PARK, TOWER] == 0.0


def test_at_opening_rents_firms_hold_what_they_need(town):
    place = town()
    before = place["parks"]["let"][:3].copy()
    place.apply(let_floor)
    firms, parks = place["firms"], place["parks"]
    held = firms["office_floor"] + firms["plant_floor"]
    assert held[:12].tolist() == pytest.approx(firms["floor_need"][:12].tolist())
    assert parks["let"][:3] == pytest.approx(before)
    assert parks["vacancy"][PARK].tolist() == pytest.approx([0.14, 0.0, 0.475])


def test_need_is_floor_a_worker_by_class_times_workers(town):
    place = town()
    place.apply(let_floor)
    need = place["firms"]["floor_need"]
    # 5 at 10 m2; 100 at 10 m2 and 100 at 30 m2; 4 at 12 m2 in the tower
    assert need[[2, 3, 7]].tolist() == pytest.approx([50.0, 4_000.0, 48.0])


def test_firms_give_up_the_floor_they_no_longer_need(town):
    place = town()
    place["firms"]["staff"][3] = 100.0  # 200 before
    place.apply(let_floor)
    assert place["firms"]["office_floor"][3] == pytest.approx(500.0)
    assert place["firms"]["plant_floor"][3] == pytest.approx(1_500.0)
    assert place["parks"]["let"][PARK].tolist() == pytest.approx([8_100.0, 0.0, 2_700.0])


def test_doubled_rent_shrinks_floor_to_the_power_of_the_elasticity(town):
    place = town()
    place["parks"]["rent"][PARK] *= 2.0
    place.apply(let_floor)
    assert place["firms"]["office_floor"][2] == pytest.approx(50.0 * 2.0**-0.3)


def test_all_are_served_while_there_is_room(town):
    place = town()
    place["firms"]["staff"][4] = 6.0  # 3 before: 40 firms want 30 m2 more each, 1,400 are free
    place.apply(let_floor)
    assert place["firms"]["office_floor"][4] == pytest.approx(60.0)
    assert place["parks"]["let"][PARK, BUSINESS] == pytest.approx(9_800.0)


def crowded(place):
    """Let staff of park 1 grow by a fifth: 1,720 m2 more are wanted where 1,400 stand empty."""
    firms = place["firms"]
    firms["staff"][:12] *= np.where(firms["park"][:12] == PARK, 1.2, 1.0)


def test_floor_is_handed_out_in_keyed_order_until_the_space_is_gone(town):
    place = town()
    before = place["firms"]["office_floor"][2:7].copy()
    crowded(place)
    place.apply(let_floor)
    firms, parks = place["firms"], place["parks"]
    assert parks["let"][PARK, BUSINESS] == pytest.approx(10_000.0)
    assert parks["vacancy"][PARK, BUSINESS] == pytest.approx(0.0, abs=1e-12)
    part = (firms["office_floor"][2:7] - before) / (0.2 * before)
    queue = Luck(1, 0, "let_floor", QUARTER).queue
    turns = sorted(range(5), key=lambda n: uniform(queue, int(firms["uid"][2 + n]), 0))
    in_turn = np.array([part[n] for n in turns])
    assert in_turn[0] == pytest.approx(1.0)
    assert in_turn[-1] < 0.999
    assert (np.diff(in_turn) <= 1e-9).all()
    assert ((in_turn > 1e-9) & (in_turn < 1.0 - 1e-9)).sum() <= 1  # one gets a part at most


def test_a_crowded_park_leaves_other_parks_alone(town):
    place, calm = town(), town()
    crowded(place)
    place.apply(let_floor)
    calm.apply(let_floor)
    there = calm["firms"]["park"][:12] != PARK
    for column in ("office_floor", "plant_floor", "floor_need"):
        assert np.array_equal(place["firms"][column][:12][there], calm["firms"][column][:12][there])


def test_the_queue_does_not_depend_on_the_order_of_rows(town):
    place, turned = town(), town()
    for name, column in turned["firms"].items():
        turned["firms"][name][:12] = column[:12][::-1].copy()
    for each in (place, turned):
        crowded(each)
        each.apply(let_floor)
    held = place["firms"]["office_floor"][:12]
    assert turned["firms"]["office_floor"][:12][::-1] == pytest.approx(held, abs=1e-9)


def test_the_rest_of_the_city_has_room_for_all(town):
    place = town()
    place["firms"]["staff"][0] *= 100.0
    place.apply(let_floor)
    assert place["firms"]["office_floor"][0] == pytest.approx(8_000.0)
    assert place["parks"]["vacancy"][0].tolist() == [0.0, 0.0, 0.0]


def test_the_second_site_takes_its_part_of_the_plant(town):
    place = town()
    place["firms"]["park2"][3] = TOWN_TOWER
    place["firms"]["plant2_share"][3] = 0.125  # of 200: 75 keep working in plants here, 25 there
    place.apply(let_floor)
    firms = place["firms"]
    assert firms["plant_floor"][3] == pytest.approx(2_250.0)
    assert firms["plant2_floor"][3] == pytest.approx(750.0)
    assert place["parks"]["let"][PARK, PLANT] == pytest.approx(4_200.0 - 750.0)
    assert place["parks"]["let"][TOWN_TOWER, PLANT] == pytest.approx(2_250.0 + 750.0)


def test_a_firm_that_waits_for_approval_takes_no_floor(town):
    place = town()
    firms = place["firms"]
    firms["operating"][3] = False
    firms["office_floor"][3] = firms["plant_floor"][3] = 0.0
    place.apply(let_floor)
    assert firms["office_floor"][3] == 0.0
    assert place["parks"]["let"][PARK].tolist() == pytest.approx([7_600.0, 0.0, 1_200.0])


def test_young_firms_alone_count_the_rent_subsidy(town):
    place = town(law={"floor_rent_subsidy": [0.0, 0.0, 0.1]})
    place.apply(let_floor)
    index = place["firms"]["log_rent"]
    # ages 19 and 21, both in the tower at 8
    assert index[7] == pytest.approx(math.log(8.0) + math.log(0.9))
    assert index[9] == pytest.approx(math.log(8.0))


def test_the_index_of_the_quarter_before_is_kept(town):
    place = town()
    place.apply(let_floor)
    first = place["firms"]["log_rent"][:12].copy()
    place["parks"]["rent"][PARK] *= 1.1
    place.apply(let_floor)
    firms = place["firms"]
    assert np.array_equal(firms["log_rent_last"][:12], first)
    change = (firms["log_rent"] - firms["log_rent_last"])[:12]
    assert change == pytest.approx(np.where(firms["park"][:12] == PARK, math.log(1.1), 0.0))


def test_the_opening_quarter_has_no_change_of_rent(town):
    place = town(quarter=4 * 2023)
    place.apply(let_floor)
    firms = place["firms"]
    assert np.array_equal(firms["log_rent"][:12], firms["log_rent_last"][:12])
    assert firms["log_rent"][2] == pytest.approx(math.log(4.0))


def test_floor_let_is_what_firms_hold_over_years_of_change(town):
    place = town(law={"floor_rent_subsidy": 0.1})
    for step in range(12):
        place["firms"]["staff"][:12] *= np.where(np.arange(12) % 3 == step % 3, 1.4, 0.85)
        place.apply(ask_rents)
        place.apply(let_floor)
        for park in (PARK, TOWN_TOWER):
            for c in range(3):
                let = place["parks"]["let"][park, c]
                assert let == pytest.approx(place.held(park, c), abs=1e-6)
                assert let <= place["parks"]["stock"][park, c] + 1e-6


def test_rents_and_floor_are_the_same_in_both_engines(in_both_engines):
    def prepare(place):
        crowded(place)
        place["firms"]["park2"][3] = TOWN_TOWER
        place["firms"]["plant2_share"][3] = 0.125
        place["firms"]["lease_step"][5] = 0.2

    law = {"floor_rent_subsidy": [0.0, 0.1, 0.02]}
    in_both_engines([ask_rents, let_floor, ask_rents, let_floor], prepare=prepare, law=law)
