"""Stage 7: services and approval time, worked out from E11 and E12."""

import math

import pytest

from sim.behaviour.serve import (
    approval_time,
    mixed_quality,
    next_services,
    operator_money,
    practice_gain,
    serve,
    service_effort,
    service_target,
)
from tests.behaviour.council import Council, in_both


def test_approval_takes_sixty_days_less_one_stop_and_effort_and_thirty_more_without_a_body():
    assert approval_time(60.0, 0.8, 0.0, 0.2, 0.0, 30.0, 1.0) == 60.0
    assert approval_time(60.0, 0.8, 0.5, 0.2, 0.25, 30.0, 0.0) == pytest.approx(
        60.0 * math.exp(-0.45) + 30.0
    )


def test_four_times_the_effort_doubles_the_target():
    assert service_target(0.4, 4.0, 1.0, 0.5, 0.05) == pytest.approx(0.85)
    assert service_target(0.6, 9.0, 1.0, 0.5, 0.0) == 1.0
    assert service_target(0.6, 0.0, 1.0, 0.5, 0.1) == pytest.approx(0.1)


def test_services_go_a_twenty_fifth_of_the_way():
    assert next_services(0.45, 0.7, 0.04) == pytest.approx(0.46)


def test_operators_count_by_their_share_of_floor():
    assert mixed_quality(0.4, 0.7, 0.45) == pytest.approx(0.55)
    assert service_effort(0.1, 200.0, 100.0, 0.5) == pytest.approx(1.1)


def test_better_operators_charge_more():
    # 100,000 m2, half operated: 60 yuan, and 20 more at 0.65
    assert operator_money(1e5, 0.5, 60.0, 10.0, 0.45, 0.45) == pytest.approx(3.0)
    assert operator_money(1e5, 0.5, 60.0, 10.0, 0.65, 0.45) == pytest.approx(4.0)
    assert operator_money(1e5, 0.5, 60.0, 10.0, 0.30, 0.45) == pytest.approx(3.0)


def test_a_copied_practice_works_less_well():
    assert practice_gain(0.02, 1.0, 0.6, 0.5) == 0.02
    assert practice_gain(0.02, 0.0, 0.6, 0.5) == pytest.approx(0.006)


def test_at_the_opening_services_stay_where_they_are():
    council = Council(quarter=4 * 2023, law={"operator_floor_share": 0.3})
    council.apply(serve)
    assert council["parks"]("services")[1:] == pytest.approx(0.45)


def test_half_the_budget_lowers_services_by_the_root():
    council = Council(quarter=4 * 2023)
    council.apply(serve)
    council.enter(4 * 2024)
    council["parks"]("budget")[1] = 50.0
    council.apply(serve)
    services = council["parks"]("services")
    assert services[1] == pytest.approx(0.45 + 0.04 * (0.225 - 0.45))
    assert services[2:] == pytest.approx(0.45)


def test_the_budget_line_pays_operators_trials_matching_and_services():
    council = Council(law={"operator_floor_share": 0.5})
    council["parks"]("let")[1:, 0] = 1e6
    council["parks"]("trials")[1] = 3
    council["parks"]("matching")[1:] = 20.0
    council.apply(serve)
    # 1 million m2, half operated at 60 yuan: 30 million a year each; three trials of 2 million
    assert council.paid("operators") == pytest.approx(30.0)
    assert council.paid("practice_trials") == pytest.approx(6.0)
    assert council.paid("matching") == pytest.approx(20.0)
    assert council.paid("park_services") == pytest.approx(200.0 - 56.0)
    assert council.ledger.flow.sum() == pytest.approx(200.0)


def test_fees_above_the_budget_are_a_shortfall():
    council = Council(law={"operator_floor_share": 0.5})
    council["parks"]("let")[1:, 0] = 1e7
    council.apply(serve)
    assert council.asked("operators") == pytest.approx(300.0)
    assert council.paid("operators") == pytest.approx(200.0)
    assert council["parks"]("service_money")[1:] == pytest.approx(0.0)


def test_what_the_district_cannot_pay_of_bodies_and_windows_does_not_speed_approval():
    council = Council()
    council.budgets.column("part")[council.ledger.districts] = 0.5
    council.apply(serve)
    days = council["parks"]("approval_days")
    assert days[1] == pytest.approx(60.0 * math.exp(-0.2) + 15.0)
    assert days[3] == pytest.approx(60.0 * math.exp(-0.4))


def test_services_are_the_same_in_both_engines():
    def run(council):
        for quarter in range(8):
            council.enter(4 * 2023 + quarter)
            council["parks"]("practices")[1, :5] = 1.0
            council["parks"]("effort")[2] = 0.4 * (quarter > 1)
            council.apply(serve)

    result = in_both(run, law={"operator_floor_share": 0.4, "operator_quality": 0.6})
    assert result["parks"]("services")[1] > 0.45
    assert result["parks"]("services")[2] > result["parks"]("services")[3]
