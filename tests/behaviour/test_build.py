"""Stage 8, floor: expected numbers worked out by hand from E13 and E14 and the made-up town."""

import math

import numpy as np
import pytest

from sim.agents.firm import BUSINESS, PLANT, TOWER
from sim.behaviour import build, land
from sim.behaviour.build import (
    building_lag,
    complete_floor,
    convert_plants,
    convertible_floor,
    demolished_floor,
    part_that_fits,
    plant_cost,
    private_starts,
    start_building,
    upstairs_starts,
    vacancy_rate,
)

PARK, TOWN_TOWER = 1, 2  # park 1 has business floor, park 2 a tower


def test_vacancy_is_vacant_floor_over_stock():
    assert vacancy_rate(1000.0, 850.0) == pytest.approx(0.15)
    assert vacancy_rate(0.0, 0.0) == 0.0
    assert vacancy_rate(1000.0, 1000.5) == 0.0


def test_private_builders_start_the_base_at_natural_vacancy_and_opening_rent():
    assert private_starts(300.0, 0.0, 10.0, 0.0, 1.0, 0.0) == 300.0


def test_ten_points_of_vacancy_cut_private_starts_to_a_third():
    assert private_starts(300.0, 0.1, 10.0, 0.0, 1.0, 0.0) == pytest.approx(300.0 / math.e)


def test_a_rent_twice_as_high_doubles_private_starts():
    assert private_starts(300.0, 0.0, 10.0, math.log(2.0), 1.0, 0.0) == pytest.approx(600.0)


def test_public_starts_crowd_private_ones_out_but_never_below_zero():
    assert private_starts(300.0, 0.0, 10.0, 0.0, 1.0, 120.0) == pytest.approx(180.0)
    assert private_starts(300.0, 0.0, 10.0, 0.0, 1.0, 301.0) == 0.0


def test_upstairs_floor_counts_completed_plans_of_the_zone_net_of_old_plant():
    # 2 million m2 a year: 500,000 a quarter, half built, half of it here, 0.6 of it in addition
    assert upstairs_starts(2.0e6, 0.5, 0.5, 0.4) == pytest.approx(75_000.0)


def test_land_is_a_ceiling_on_plant_floor():
    # one hectare at a ratio of 1.5 carries 15,000 m2
    assert part_that_fits(30_000.0, 1.0, 1.5) == pytest.approx(0.5)
    assert part_that_fits(15_000.0, 1.0, 1.5) == 1.0
    assert part_that_fits(10.0, 0.0, 1.5) == 0.0
    assert part_that_fits(0.0, 0.0, 1.5) == 1.0


@pytest.mark.parametrize(
    ("lag", "approval", "quarters"),
    [(6.0, 4.0, 6), (8.0, 3.0, 7), (6.0, 3.4, 5), (6.0, 3.6, 6), (10.0, 8.0, 12), (3.0, 1.0, 1)],
)
def test_faster_approval_shortens_building_within_the_pipeline(lag, approval, quarters):
    assert building_lag(lag, approval, 4.0) == quarters


def test_only_plant_beyond_natural_vacancy_can_be_converted():
    # 2,000 m2 stand empty, 600 of them naturally; a fifth is flexible, a quarter of it a quarter
    assert convertible_floor(0.2, 10_000.0, 8_000.0, 0.06) == pytest.approx(70.0)
    assert convertible_floor(0.2, 10_000.0, 9_500.0, 0.06) == 0.0


def test_floor_that_is_let_is_not_pulled_down():
    assert demolished_floor(10_000.0, 8_000.0, 0.01) == pytest.approx(25.0)
    assert demolished_floor(10_000.0, 9_990.0, 0.01) == pytest.approx(10.0)
    assert demolished_floor(10_000.0, 10_000.0, 0.01) == 0.0


def test_floor_under_way_is_completed_and_old_floor_pulled_down(town):
    place = town()
    place.apply(complete_floor)
    stock = place["parks"]["stock"]
    assert stock[PARK].tolist() == pytest.approx([10_000 + 300 - 25, 0.0, 8_000 + 120 - 20])
    assert stock[TOWN_TOWER].tolist() == pytest.approx([0.0, 16_000 + 60 - 40, 4_000 + 40 - 10])
    assert place["parks"]["completions"][PARK].tolist() == [300.0, 0.0, 120.0]
    assert place["parks"]["pipeline_business"][PARK].tolist() == [300.0] * 5 + [0.0] * 7
    assert not stock[0].any()


def test_observed_completions_replace_the_zones_own_and_its_demolition(town):
    place = town()
    place.inputs["space"].update({"completions": np.array([-1.0, 0.0, 1200.0])})
    place.apply(complete_floor)
    stock = place["parks"]["stock"]
    # plants by stock 8,000 : 4,000, no tower floor, business floor as under way
    assert stock[PARK].tolist() == pytest.approx([10_275.0, 0.0, 8_800.0])
    assert stock[TOWN_TOWER].tolist() == pytest.approx([0.0, 16_000.0, 4_400.0])
    assert place["parks"]["pipeline_tower"][TOWN_TOWER].tolist() == [60.0] * 5 + [0.0] * 7


def test_private_builders_answer_the_vacancy_of_their_class(town):
    place = town()
    place.apply(start_building)
    starts = place["parks"]["private_starts"]
    # business .14 against .15; plants (8,000 - 4,200)/8,000 = .475 against .06
    assert starts[PARK, BUSINESS] == pytest.approx(300.0 * math.exp(0.1))
    assert starts[PARK, PLANT] == pytest.approx(120.0 * math.exp(-4.15))
    assert starts[PARK, TOWER] == 0.0
    pipeline = place["parks"]["pipeline_business"][PARK]
    assert pipeline[5] == pytest.approx(300.0 + 300.0 * math.exp(0.1))


def test_land_of_new_offices_is_paid_to_the_district(town):
    place = town()
    place.apply(start_building)
    ledger = place.ledger
    offices = 300.0 * math.exp(0.1) / 2.0 * 8160.0
    sold = place.paid(ledger.developers, ledger.districts)
    assert sold == pytest.approx(offices / 1e6)
    assert place["districts"]["land_account"][0] == pytest.approx(sold)


def test_nobody_builds_in_the_rest_of_the_city(town):
    place = town(law={"floor_standard_supply": 12.0, "floor_vertical_supply": 100.0})
    place["parks"]["starts_base"][0] = 1000.0
    place.apply(start_building)
    assert not place["parks"]["private_starts"][0].any()
    assert not place["parks"]["public_starts"][0].any()


def test_public_plants_are_spread_by_plant_stock_and_paid_by_district_and_city(town):
    # 120,000 m2 a year: 30,000 a quarter, two thirds of it where two thirds of the plants stand
    place = town(law={"floor_standard_supply": 12.0, "floor_buffer_vacancy": 0.5})
    place.apply(start_building)
    parks, ledger = place["parks"], place.ledger
    assert parks["public_starts"][PARK, PLANT] == pytest.approx(20_000.0)
    assert parks["private_starts"][PARK, PLANT] == 0.0
    assert parks["pipeline_plant"][PARK, 7] == pytest.approx(120.0 + 20_000.0)
    assert parks["land_bank"][PARK] == pytest.approx(20.0 - 20_000.0 / 15_000.0)
    upkeep = 0.475 * 20_000.0 * 4500.0 / 1e6 * 0.08 / 4.0
    assert place.paid(ledger.districts, ledger.outside) == pytest.approx(45.0 + upkeep)
    assert place.paid(ledger.city, ledger.outside) == pytest.approx(0.5 * 30_000 * 4500.0 / 1e6)


def test_higher_plants_cost_more_to_build(town):
    # 1,000 yuan between ratios of 1.5 and 2.5; low plants cost no less than standard ones
    assert plant_cost(1.0, 1.5, 2.5, 4500.0, 5500.0) == 4500.0
    assert plant_cost(2.0, 1.5, 2.5, 4500.0, 5500.0) == 5000.0
    place = town(law={"floor_standard_supply": 12.0, "floor_vertical_far": 2.0})
    place["parks"]["let"][1:, PLANT] = place["parks"]["stock"][1:, PLANT]
    place.apply(start_building)
    built = place["parks"]["public_starts"][1:, PLANT].sum()
    assert built == pytest.approx(30_000.0)
    assert place.paid(place.ledger.city, place.ledger.outside) == pytest.approx(
        0.5 * 30_000 * 0.005
    )


def test_a_smaller_zone_builds_its_part_of_the_public_plants(town):
    place = town(law={"floor_standard_supply": 12.0, "floor_buffer_vacancy": 1.0})
    place.inputs["solved"].update({"zone_scale": 0.1})
    place.apply(start_building)
    assert place["parks"]["public_starts"][1:, PLANT].sum() == pytest.approx(3_000.0)


def test_public_plants_stop_where_too_much_stands_empty(town):
    place = town(law={"floor_standard_supply": 12.0, "floor_buffer_vacancy": 0.45})
    place.apply(start_building)  # plants: .475 in park 1, .4375 in park 2
    assert place["parks"]["public_starts"][:3, PLANT].tolist() == pytest.approx([0, 0, 10_000.0])


def test_public_building_stops_when_the_district_owes_too_much(town):
    place = town(law={"floor_standard_supply": 12.0, "floor_buffer_vacancy": 0.5})
    place["districts"]["debt"][0] = 150.1  # limit 1.5 x 100
    place.apply(start_building)
    assert place["parks"]["public_starts"][:3, PLANT].tolist() == pytest.approx([0, 0, 10_000.0])


def test_upstairs_floor_is_paid_half_by_builders_and_half_by_the_district(town):
    # 400,000 m2 a year: 100,000 a quarter, half, half: 25,000 gross, 15,000 net, two thirds here
    place = town(law={"floor_vertical_supply": 40.0})
    place.apply(start_building)
    ledger = place.ledger
    assert place["parks"]["public_starts"][PARK, PLANT] == pytest.approx(10_000.0)
    cost = 25_000.0 * 2.0 / 3.0 * 5500.0 / 1e6
    assert place.paid(ledger.districts, ledger.outside) == pytest.approx(cost / 2.0)
    assert place.paid(ledger.developers, ledger.outside) == pytest.approx(1.5 * cost / 2.0)


def test_plant_starts_of_all_builders_share_the_land_there_is(town):
    place = town(law={"floor_standard_supply": 1200.0, "floor_buffer_vacancy": 0.5})
    place.apply(start_building)  # 2 million m2 wanted, 20 ha carry 300,000
    assert place["parks"]["public_starts"][PARK, PLANT] == pytest.approx(300_000.0)
    assert place["parks"]["land_bank"][PARK] == pytest.approx(0.0, abs=1e-9)


def test_a_denser_ratio_lets_more_floor_start_on_the_same_land(town):
    started = []
    for ratio in (1.5, 2.2):
        law = {
            "floor_standard_supply": 1200.0,
            "floor_buffer_vacancy": 0.5,
            "floor_vertical_far": ratio,
        }
        place = town(law=law)
        place.apply(start_building)
        started.append(place["parks"]["public_starts"][PARK, PLANT])
    assert started == pytest.approx([300_000.0, 440_000.0])


def test_a_quarter_less_of_approval_completes_floor_a_quarter_earlier(town):
    place = town(law={"governance_approval_lag_quarters": 3.0})
    place.apply(start_building)
    pipeline = place["parks"]["pipeline_business"][PARK]
    assert pipeline[4] == pytest.approx(300.0 + 300.0 * math.exp(0.1))
    assert pipeline[5] == 300.0


def test_a_start_is_completed_after_its_lag_and_not_before(town):
    place = town(assumed={"demolition_rate": 0.0})
    place["parks"]["pipeline_business"][PARK] = 0.0
    place.apply(start_building)
    started = place["parks"]["private_starts"][PARK, BUSINESS]
    stocks = []
    for _ in range(6):
        place.apply(complete_floor)
        stocks.append(place["parks"]["stock"][PARK, BUSINESS])
    assert stocks == pytest.approx([10_000.0] * 5 + [10_000.0 + started])


def test_empty_flexible_plant_becomes_offices(town):
    place = town(law={"land_mixed_use_share": 0.2})
    place.apply(convert_plants)
    parks, ledger = place["parks"], place.ledger
    floor = 0.05 * (3_800.0 - 480.0)
    assert parks["stock"][PARK, PLANT] == pytest.approx(8_000.0 - floor)
    assert parks["pipeline_business"][PARK, 3] == pytest.approx(300.0 + floor)
    assert parks["pipeline_tower"][TOWN_TOWER, 3] == pytest.approx(60.0 + 0.05 * (1_750 - 240))
    assert place.paid(ledger.developers, ledger.districts) == pytest.approx(
        floor / 1.5 * (8160.0 - 2390.0) / 1e6
    )


def test_plants_stay_plants_where_offices_pay_no_more(town):
    place = town(law={"land_mixed_use_share": 0.2})
    place["parks"]["rent"][PARK, BUSINESS] = 1.0
    place.apply(convert_plants)
    assert place["parks"]["stock"][PARK, PLANT] == 8_000.0


def test_floor_let_never_exceeds_stock_over_ten_years_of_building(town):
    place = town(law={"land_mixed_use_share": 0.5, "floor_vertical_supply": 4.0})
    for _ in range(40):
        for stage in (land.free_land, complete_floor, start_building, convert_plants):
            place.apply(stage)
        assert (place["parks"]["let"][1:3] <= place["parks"]["stock"][1:3]).all()


def test_building_is_the_same_in_both_engines(in_both_engines):
    law = {
        "floor_standard_supply": 12.0,
        "floor_vertical_supply": 40.0,
        "floor_buffer_vacancy": 0.45,
        "land_mixed_use_share": [0.0, 0.2, 0.4],
        "governance_approval_lag_quarters": 3.3,
    }
    in_both_engines([complete_floor, start_building, convert_plants], law=law)


def test_the_stage_runs_its_loops_in_the_order_of_the_specification():
    order = []

    class Model:
        def apply(self, stage):
            order.append(stage.name)

    build.build(Model())
    assert order == [
        "free_land",
        "complete_floor",
        "start_building",
        "convert_plants",
        "merge_sub_parks",
        "check_plots",
    ]


def test_the_special_fund_pays_the_district_bill_as_far_as_its_money_for_facilities_goes(town):
    law = {"floor_standard_supply": 1.0, "floor_buffer_vacancy": 1.0, "floor_vertical_far": 100.0}
    plain, helped = town(law=law), town(law=law)
    helped["parks"]["facility_money"][1] = 8.0
    for place in (plain, helped):
        place.apply(start_building)
    ledger = helped.ledger
    assert helped.paid(ledger.special_fund, ledger.outside) == pytest.approx(2.0)
    saved = plain.paid(ledger.districts, ledger.outside) - helped.paid(
        ledger.districts, ledger.outside
    )
    assert saved == pytest.approx(2.0)
