"""Stage 3: rest points of E6 against the numbers of the specification, and time that binds."""

import numpy as np
import pytest

from sim.behaviour.exert import exert, marginal_benefit, next_time, part_of_time
from tests.behaviour.council import Council, in_both

B_E, B_M, AUDIT = 10.0, 5.0, 0.3


def rest_point(
    base,
    *,
    noticed=0.0,
    fear=1.0,
    notice_fear=1.0,
    points=B_E,
    cheating=B_M,
    spread=6.5,
    staff=130.0,
    effort=0.0,
    manipulation=0.0,
):
    """Return effort at rest when the last score is the base plus what effort and cheating add."""
    for _ in range(4000):
        score = base + points * effort + cheating * manipulation
        benefit = marginal_benefit(
            fear, notice_fear, noticed, (score - 60.0) / spread, 0.0, 2.0, 0.0, 0.0, spread
        )
        effort = next_time(effort, 0.2, points, benefit, 1.0, 1.0)
        manipulation = next_time(manipulation, 0.2, cheating, benefit * (1 - AUDIT), 1.5, 1.0)
        part = part_of_time(effort, manipulation, staff / 100.0)
        effort, manipulation = part * effort, part * manipulation
    return effort


@pytest.mark.parametrize(
    ("base", "plain", "noticed"),
    [
        (48.0, 0.20, 1.00),
        (52.0, 0.60, 1.00),
        (60.0, 0.45, 0.65),
        (68.0, 0.19, 0.28),
        (76.0, 0.03, 0.05),
    ],
)
def test_effort_is_humped_in_the_distance_to_the_mark(base, plain, noticed):
    assert rest_point(base) == pytest.approx(plain, abs=0.006)
    assert rest_point(base, noticed=1.0) == pytest.approx(noticed, abs=0.006)


@pytest.mark.parametrize(
    ("base", "expected"), [(30.0, 0.09), (60.0, 0.79), (70.0, 0.48), (90.0, 0.05)]
)
def test_the_form_gives_the_published_values_at_a_strong_fear(base, expected):
    found = rest_point(
        base, fear=3.0, notice_fear=0.0, points=15.0, cheating=8.0, spread=12.0, staff=400.0
    )
    assert found == pytest.approx(expected, abs=0.006)


@pytest.mark.parametrize(
    ("base", "two"), [(40.0, False), (43.0, True), (44.0, True), (46.0, False)]
)
def test_two_stable_states_stand_in_a_narrow_band_below_the_mark(base, two):
    low = rest_point(base, fear=3.0, notice_fear=0.0, staff=400.0)
    high = rest_point(base, fear=3.0, notice_fear=0.0, staff=400.0, effort=1.0, manipulation=0.3)
    assert (high - low > 0.05) == two


def test_time_of_the_body_binds_both_uses_alike():
    assert part_of_time(0.9, 0.3, 0.6) == pytest.approx(0.5)
    assert part_of_time(0.3, 0.3, 0.6) == 1.0
    assert rest_point(52.0, noticed=1.0, staff=60.0) < 0.6


def scored(*scores):
    """Return a preparation that gives the parks their last scores."""

    def prepare(council):
        council["parks"]("score_measured")[1:] = scores

    return prepare


def test_parks_step_a_twentieth_of_the_way_in_a_quarter():
    council = Council()
    scored(60.0, 200.0, 200.0, 200.0)(council)
    council.apply(exert)
    # at the mark: phi(0)/6.5 = 0.061376; e = 0.05 x 10 x MB, m = 0.05 x 5 x 0.7 x MB
    assert council["parks"]("effort")[1] == pytest.approx(0.030688, abs=1e-6)
    assert council["parks"]("manipulation")[1] == pytest.approx(0.0107408, abs=1e-6)
    assert council["parks"]("effort")[[0, 2, 3, 4]] == pytest.approx(0.0, abs=1e-12)


def test_without_notice_and_delisting_nothing_is_feared():
    council = Council(law={"assessment_public_notice": 0.0, "assessment_delisting": 0.0})
    scored(60.0, 61.0, 62.0, 63.0)(council)
    council.apply(exert)
    assert not council["parks"]("effort").any()


def test_praise_and_prizes_move_the_parks_near_the_last_rewarded_place():
    law = {"assessment_public_notice": 0.0, "assessment_delisting": 0.0}
    law |= {"demonstration_prestige": 0.1, "assessment_reward_share": 0.05}
    council = Council(law=law)
    scored(90.0, 85.0, 80.0, 40.0)(council)
    council.apply(exert)
    effort = council["parks"]("effort")
    # third place has z_top = 0: (0.1 + 2 x 0.05) x 0.061376 x 10 x 0.05
    assert effort[3] == pytest.approx(0.0061376, abs=1e-6)
    assert effort[3] > effort[2] > effort[1] > effort[4]


def test_where_the_last_places_fail_parks_look_at_the_best_of_them():
    council = Council(law={"assessment_mode": 1.0, "assessment_bottom_k": 2.0})
    scored(90.0, 85.0, 80.0, 40.0)(council)
    council.apply(exert)
    assert np.argmax(council["parks"]("effort")) == 3


def test_staff_that_the_district_cannot_pay_does_no_work():
    def run(council):
        council["parks"]("effort")[1:] = 1.0
        council.budgets.column("part")[council.ledger.districts] = 0.5
        council.apply(exert)

    council = in_both(run, scored(60.0, 60.0, 60.0, 60.0), law={"body_staff": 100.0})
    time = council["parks"]("effort") + council["parks"]("manipulation")
    assert time[1:3] == pytest.approx(0.5)
    assert (time[3:] > 0.9).all()
