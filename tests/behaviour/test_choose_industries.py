"""Stage 4: which industries parks lead in, worked out from E7."""

import math

import numpy as np
import pytest

from sim.behaviour.choose_industries import leading_value, quotient_of, review_industries
from sim.behaviour.move import match_strength
from tests.behaviour.council import INDUSTRIES, Council, in_both


def test_value_of_an_industry_adds_strength_list_inertia_and_takes_duplicates_off():
    value = leading_value(1.0, math.e - 1.0, 0.5, 0.4, 1.0, 0.35, 0.2, 1.0, 1.0)
    assert value == pytest.approx(1.0 + 0.2 - 0.07 + 1.0)


def test_location_quotient_is_a_ratio_of_shares():
    assert quotient_of(30.0, 100.0, 100.0, 1000.0) == pytest.approx(3.0)
    assert quotient_of(0.0, 0.0, 100.0, 1000.0) == 0.0


def leads(council):
    """Return which industries lead in the parks, (parks, industries)."""
    return council["parks"]("leading")[1:, :INDUSTRIES]


def staffed(council):
    """Give every park one strong industry: 0, 1, 2, 2."""
    staff = council["cells"]("staff").reshape(-1, INDUSTRIES)
    for park, strong in ((1, 0), (2, 1), (3, 2), (4, 2)):
        staff[park] = 100.0
        staff[park, strong] = 800.0


def test_parks_take_what_is_above_their_median_and_no_more_than_allowed():
    council = Council()
    staffed(council)
    council["parks"]("leading")[...] = 0.0
    council.apply(review_industries)
    # of three industries only the best stands above the median
    assert leads(council).argmax(axis=1).tolist() == [0, 1, 2, 2]
    assert leads(council).sum(axis=1).tolist() == [1.0] * 4


@pytest.mark.parametrize(
    ("quarter", "reviewed"),
    [(4 * 2024, False), (4 * 2025, True), (4 * 2025 + 1, False), (4 * 2026, False),
     (4 * 2028, True)],
)  # fmt: skip
def test_reviews_come_every_third_year_from_2025(quarter, reviewed):
    council = Council(quarter=quarter)
    staffed(council)
    council["parks"]("leading")[...] = 0.0
    council.apply(review_industries)
    assert leads(council).any() == reviewed


def test_a_new_limit_makes_its_park_review_at_once():
    council = Council(quarter=4 * 2024 + 3, law={"industry_max_leading": [6, 6, 3, 6, 6]})
    staffed(council)
    council["parks"]("max_leading")[...] = 6
    council["parks"]("leading")[...] = 0.0
    council.apply(review_industries)
    assert leads(council).sum(axis=1).tolist() == [0.0, 1.0, 0.0, 0.0]
    assert council["parks"]("max_leading").tolist() == [6, 6, 3, 6, 6]


def test_the_city_list_draws_parks_to_listed_industries():
    def found(priority):
        council = Council(law={"industry_city_priority": priority})
        council["parks"]("leading")[...] = 0.0
        cells = council["cells"]("staff").reshape(-1, INDUSTRIES)
        cells[1:, 2] *= np.array([1.3, 1.2, 1.2, 0.4])
        cells[1:, 0] *= np.array([1.02, 1.02, 1.02, 1.2])
        council.apply(review_industries)
        return leads(council).argmax(axis=1).tolist()

    assert found(0.0) == [2, 2, 2, 0]
    assert 2 not in found(1.0)


def test_coordination_keeps_parks_from_leading_in_the_same_industry():
    def found(coordination):
        council = Council(law={"governance_city_coordination": coordination})
        council["parks"]("leading")[...] = 0.0
        council["parks"]("leading")[1:4, 0] = 1.0
        cells = council["cells"]("staff").reshape(-1, INDUSTRIES)
        cells[4] = [110.0, 100.0, 50.0]
        council.apply(review_industries)
        return leads(council)[3].argmax()

    assert found(0.0) == 0
    assert found(1.0) == 1


def test_more_than_three_leading_industries_cost_focus():
    strength = [match_strength(0.3, 0.5, 1.0, True, n, 3.0) for n in (1, 3, 6)]
    assert strength == pytest.approx([0.9, 0.3, 0.15])
    assert match_strength(0.3, 0.5, 1.0, False, 3, 3.0) == pytest.approx(-0.15)


def test_choices_are_the_same_in_both_engines():
    law = {"governance_city_coordination": 0.7, "industry_city_priority": 0.6}
    result = in_both(lambda c: c.apply(review_industries), staffed, law=law)
    assert leads(result).sum() == 4.0
