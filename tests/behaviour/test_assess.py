"""Stage 2: scores, fails, notices and status, worked out by hand from E3-E5."""

import math

import numpy as np
import pytest
from scipy.special import ndtri

from sim.behaviour.assess import assess, head_of, is_failed, measured_score, true_score
from sim.behaviour.scorecard import INDICATORS, QUARTERS
from sim.policy.registers import load
from tests.behaviour.council import Council, in_both

SPREAD = math.sqrt(5.0)  # of 3, 1, -1, -3
QUIET = {"score_noise": 0.0}
REGISTERED = ("mean", "spread", "noise")


def through(council, years):
    """Run the base year, then the years with the scores that their figures deserve.

    years  year -> the scores of the four parks, 58.5 to 93.5, under equal weights
    """
    council.enter(4 * 2024)
    council.show([3.0, 1.0, -1.0, -3.0])
    assess(council)
    for year, scores in years.items():
        council.enter(4 * (year + 1))
        council.show((np.array(scores) - 76.0) / 7.0 * SPREAD)
        assess(council)
        for quarter in range(1, 4):
            if year < max(years):
                council.enter(4 * (year + 1) + quarter)
                assess(council)


def judged(years, **figures):
    """Return a council after some years."""
    council = Council(assumed={**QUIET, **figures.pop("assumed", {})}, **figures)
    through(council, years)
    return council


def test_the_base_year_has_mean_76_and_spread_7():
    parks = judged({})["parks"]
    expected = 76.0 + 7.0 * np.array([3.0, 1.0, -1.0, -3.0]) / SPREAD
    assert parks("score")[1:] == pytest.approx(expected)
    assert parks("score")[0] == 0.0
    assert parks("rank").tolist() == [0, 1, 2, 3, 4]


def test_an_indicator_without_spread_counts_nothing():
    council = Council(assumed=QUIET)
    council.enter(4 * 2024)
    council["parks"]("year")[1:, :INDICATORS] = 8.0
    council["parks"]("year")[1:, QUARTERS] = 4.0
    assess(council)
    assert council["parks"]("score")[1:] == pytest.approx(76.0)


def test_indicators_are_cut_at_two_and_a_half_spreads():
    parks = judged({2024: [200.0, 76.0, 76.0, 0.0]})["parks"]
    assert parks("score")[[1, 4]] == pytest.approx([76.0 + 17.5, 76.0 - 17.5])


def test_other_weights_reorder_parks_and_keep_the_spread():
    council = Council(assumed=QUIET, law={"assessment_weight_innovation": 0.75})
    council.enter(4 * 2024)
    council.show([3.0, 1.0, -1.0, -3.0])
    assess(council)
    assert np.std(council["parks"]("score")[1:]) == pytest.approx(7.0)


def test_indicators_belong_to_four_heads():
    heads = [head_of(i) for i in range(INDICATORS)]
    assert heads == [0] * 4 + [1] * 4 + [2] * 3 + [3] * 3


def test_effort_adds_ten_points_at_full_time():
    assert true_score(76.0, 7.0, 0.5, 0.25, 10.0, 0.4, 0.1) == pytest.approx(76.0 + 14.0 + 3.0)


def test_manipulation_helps_unless_it_is_caught():
    assert measured_score(70.0, 5.0, 0.2, False, 8.0, 4.0, 0.5) == pytest.approx(73.0)
    assert measured_score(70.0, 5.0, 0.2, True, 8.0, 4.0, 0.5) == pytest.approx(70.4)


@pytest.mark.parametrize(("audit", "points"), [(0.0, 1.0), (1.0, -1.0)])
def test_audits_decide_who_is_caught(audit, points):
    council = Council(assumed=QUIET, law={"assessment_audit": audit})
    council["parks"]("manipulation")[1:] = 0.2
    through(council, {})
    gap = council["parks"]("score_measured") - council["parks"]("score")
    assert gap[1:] == pytest.approx(points)


@pytest.mark.parametrize(("mark", "fails"), [(55, 0.101), (60, 0.52), (70, 5.02)])
def test_a_table_that_stands_still_fails_as_many_parks_as_the_normal_tail_says(mark, fails):
    # 22 parks at 76 with a spread of 7 and an error of 4: 22 Phi((mark - 76)/sqrt(65))
    values = load().assumptions
    mean, spread, noise = (float(values[f"score_{name}"].value) for name in REGISTERED)
    z = ndtri((np.arange(400) + 0.5) / 400)
    failed = [
        is_failed(
            0.0, measured_score(mean + spread * a, 0.0, 0.0, 0, 0.0, noise, b), mark, 1, 22, 2
        )
        for a in z
        for b in z
    ]
    assert 22.0 * np.mean(failed) == pytest.approx(fails, rel=0.05)


def test_ranks_are_a_permutation_with_noise():
    for replicate_like in range(5):
        council = Council(quarter=4 * 2024)
        through(council, {2024 + replicate_like: [80.0, 79.0, 78.0, 77.0]})
        assert sorted(council["parks"]("rank")[1:].tolist()) == [1, 2, 3, 4]


BAD, GOOD = [90.0, 85.0, 80.0, 59.0], [90.0, 85.0, 80.0, 70.0]


def test_the_first_notice_comes_in_2025_and_the_first_delisting_in_2026():
    parks = judged({})["parks"]
    assert not parks("noticed").any()
    parks = judged({2024: BAD})["parks"]
    assert parks("noticed").tolist() == [False] * 4 + [True]
    assert not parks("delisted").any()
    parks = judged({2024: BAD, 2025: BAD})["parks"]
    assert parks("delisted").tolist() == [False] * 4 + [True]
    assert parks("delisted_quarter")[4] == 4 * 2026
    assert not parks("noticed").any()


def test_nothing_is_judged_before_the_first_judged_year():
    parks = judged({2024: BAD, 2025: BAD}, law={"assessment_first_judged_year": 2026.0})["parks"]
    assert not parks("fails").any()


def test_a_pass_clears_the_count_unless_fails_add_up():
    years = {2024: BAD, 2025: GOOD, 2026: BAD}
    assert not judged(years)["parks"]("delisted").any()
    assert judged(years, law={"assessment_window": 1.0})["parks"]("delisted")[4]


def test_without_delisting_parks_are_noticed_again_and_again():
    parks = judged({2024: BAD, 2025: BAD}, law={"assessment_delisting": 0.0})["parks"]
    assert parks("noticed")[4] and not parks("delisted").any()


def test_a_fail_is_silent_without_public_notice():
    parks = judged({2024: BAD}, law={"assessment_public_notice": 0.0})["parks"]
    assert parks("fails")[4] == 1 and not parks("noticed").any()


def test_three_strikes_need_three_fails():
    law = {"assessment_fails_to_delist": 3.0}
    assert not judged({2024: BAD, 2025: BAD}, law=law)["parks"]("delisted").any()
    assert judged({2024: BAD, 2025: BAD, 2026: BAD}, law=law)["parks"]("delisted")[4]


def test_the_last_places_fail_whatever_their_score():
    law = {"assessment_mode": 1.0, "assessment_bottom_k": 2.0}
    parks = judged({2024: GOOD}, law=law)["parks"]
    assert parks("judged").tolist() == [False, False, False, True, True]
    assert is_failed(1, 99.0, 60.0, 3, 4, 2) == 1
    assert is_failed(1, 1.0, 60.0, 2, 4, 2) == 0


def test_status_falls_by_a_quarter_each_quarter_from_the_delisting_on():
    council = judged({2024: BAD, 2025: BAD})
    path = [council["parks"]("status")[4]]
    for quarter in range(1, 5):
        council.enter(4 * 2026 + quarter)
        if quarter == 4:
            council.show([3.0, 1.0, -1.0, -3.0])
        assess(council)
        path.append(council["parks"]("status")[4])
    assert path == pytest.approx([0.75, 0.5, 0.25, 0.0, 0.0])
    assert council["parks"]("status")[:4].tolist() == [0.0, 1.0, 1.0, 1.0]


@pytest.mark.parametrize(("score", "back"), [(64.0, False), (66.0, True)])
def test_a_delisted_park_comes_back_after_two_years_well_above_the_mark(score, back):
    last = [90.0, 85.0, 80.0, score]
    years = {2024: BAD, 2025: BAD, 2026: last}
    assert judged(years)["parks"]("delisted")[4]  # four quarters are not enough
    parks = judged({**years, 2027: last})["parks"]
    assert parks("delisted")[4] != back
    assert parks("status")[4] == (0.25 if back else 0.0)
    assert parks("fails")[4] == (0 if back else 2)


def test_cleared_land_goes_once_to_the_best_parks_that_share_an_industry():
    years = {2024: BAD, 2025: BAD}
    council = judged(years)
    assert council["parks"]("land_bank")[1:] == pytest.approx(40.0)
    years[2026] = BAD
    council = judged(years)
    # park 1 leads in the same industry; half of the 40 ha is cleared
    assert council["parks"]("land_bank").tolist() == [0.0, 60.0, 40.0, 40.0, 20.0]
    assert council["parks"]("receivers")[4, :2].tolist() == [1, 0]
    years[2027] = BAD
    assert judged(years)["parks"]("land_bank").tolist() == [0.0, 60.0, 40.0, 40.0, 20.0]


def test_without_a_match_the_best_ranked_parks_receive():
    council = Council(assumed=QUIET)
    council["parks"]("leading")[4] = 0.0
    through(council, {2024: BAD, 2025: BAD, 2026: BAD})
    assert council["parks"]("receivers")[4, :4].tolist() == [1, 2, 3, 0]
    assert council["parks"]("land_bank").sum() == pytest.approx(160.0)


def test_an_audit_that_the_city_cannot_pay_catches_nobody():
    council = Council(assumed=QUIET, law={"assessment_audit": 1.0})
    council["parks"]("manipulation")[1:] = 0.2
    council.budgets.column("part")[council.ledger.city] = 0.0
    through(council, {})
    gap = council["parks"]("score_measured") - council["parks"]("score")
    assert gap[1:] == pytest.approx(1.0)


def test_the_assessment_is_the_same_in_both_engines():
    def run(council):
        through(council, {2024: BAD, 2025: BAD, 2026: BAD})

    def prepare(council):
        council["parks"]("manipulation")[1:] = [0.1, 0.2, 0.0, 0.3]

    assert in_both(run, prepare)["parks"]("fails").sum() >= 1
