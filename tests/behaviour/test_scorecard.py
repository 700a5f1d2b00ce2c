"""The yearly table of the assessment: what it adds up each quarter."""

import math

import numpy as np
import pytest

from sim.behaviour.scorecard import (
    EFFORT,
    QUARTERS,
    log_growth,
    open_scorecard,
    rate,
    scorecard,
    vacancy_distance,
)
from tests.behaviour.council import Council, in_both

NATURAL = {
    "natural_vacancy_business": 0.15,
    "natural_vacancy_tower": 0.15,
    "natural_vacancy_plant": 0.10,
}


def test_small_forms():
    assert rate(1.0, 4.0) == 0.25
    assert rate(1.0, 0.0) == 0.0
    assert log_growth(math.e, 1.0) == pytest.approx(1.0)
    assert log_growth(1.0, 0.0) == 0.0
    assert vacancy_distance(0.1, 0.15) == pytest.approx(0.05)


def test_a_quarter_enters_the_year():
    council = Council(assumed=NATURAL)
    open_scorecard(council)
    council["cells"]("revenue")[3:6] *= math.e  # park 1
    council["cells"]("granted")[3] = 8.0
    council["cells"]("research")[3] = 97.9
    council["cells"]("high_tech")[3] = 12.0
    council["parks"]("effort")[1] = 0.2
    council.apply(scorecard)
    year = council["parks"]("year")[1]
    assert year[0] == pytest.approx(1.0)  # growth
    assert year[1] == pytest.approx(1.0)  # its leading industry has the usual third of staff
    assert year[2] == pytest.approx(3600.0 * math.e / 10.0)
    assert year[4] == pytest.approx(2.0)  # 8 patents over 4,000 staff
    assert year[8] == -50.0
    # floor half business, half plant: rent 2.5; vacancies .15 and .06 against .15 and .10
    assert year[9] == pytest.approx(-2.5)
    assert year[10] == pytest.approx(-0.02)
    assert year[11] == pytest.approx(0.45)
    assert year[13] == pytest.approx(0.1)
    assert year[EFFORT] == pytest.approx(0.2)
    assert year[QUARTERS] == 1.0
    assert not council["parks"]("year")[0].any()


def test_four_quarters_add_up():
    council = Council(assumed=NATURAL)
    for _ in range(4):
        council.apply(scorecard)
    assert (council["parks"]("year")[1:, QUARTERS] == 4.0).all()
    assert council["parks"]("year")[2, 11] == pytest.approx(1.8)


def test_the_table_is_the_same_in_both_engines():
    result = in_both(lambda council: council.apply(scorecard), assumed=NATURAL)
    assert np.isfinite(result["parks"]("year")).all()
