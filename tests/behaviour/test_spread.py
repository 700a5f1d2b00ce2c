"""Stage 6: practices of service, worked out from E10."""

import math

import numpy as np
import pytest

from sim.behaviour.spread import adoption_chance, invention_chance, peer_weight, spread, third
from tests.behaviour.council import Council, in_both


def test_a_park_with_all_freedom_invents_three_practices_in_ten_years():
    chance = invention_chance(0.3, 1.0, 10)
    assert -math.log(1.0 - chance) * 10 * 40 == pytest.approx(3.0)
    assert invention_chance(0.3, 0.0, 10) == 0.0


def test_odds_of_copying_add_up():
    # -3 + 2 x 0.5 + 1 x 1 + 1.5 x 1 - 1 x (1 - 0.5) = 0
    assert adoption_chance(-3.0, 2.0, 0.5, 1.0, 1.0, 1.5, 1.0, 1.0, 0.5) == pytest.approx(0.5)


def test_parks_of_the_same_third_of_the_table_count_most():
    assert peer_weight(1, 1, 1.0, 0.5, 0.2) == 1.0
    assert peer_weight(0, 1, 1.0, 0.5, 0.2) == 0.5
    assert peer_weight(0, 0, 1.0, 0.5, 0.2) == 0.2
    assert [third(rank, 22) for rank in (1, 8, 9, 15, 16, 22)] == [0, 0, 1, 1, 2, 2]


def known(council):
    """Let the best park use practice 0, which it invented."""
    council["parks"]("rank")[1:] = [1, 2, 3, 4]
    council["parks"]("score")[1:] = [90.0, 80.0, 70.0, 62.0]
    council["parks"]("practices")[1, 0] = 1.0
    council["parks"]("practice_own")[1, 0] = 1.0


def copies(quarters=200, **law):
    """Return how often the other three parks copy the practice, over many fresh quarters."""
    found = 0
    for quarter in range(quarters):
        council = Council(engine="plain", law=law, quarter=4 * 2025 + quarter)
        known(council)
        council.apply(spread)
        found += int(council["parks"]("practices")[2:, 0].sum())
    return found / quarters / 3.0


def test_nothing_spreads_that_nobody_uses():
    council = Council(law={"pilot_replication": 1.0})
    council.apply(spread)
    assert not council["parks"]("practices").any()
    assert council.asked("practice_copies") == 0.0


def test_copying_comes_at_its_chance():
    # each of the three has the adopter as its only example; ranks 1 2 3 4 of 4: thirds 0 0 1 2;
    # weights of park 1: for park 2 same third 1 of 1.4, for parks 3 and 4 0.2 of 0.9
    chance = [
        1 / (1 + math.exp(3.0 + 0.55 - 2 * share)) for share in (1 / 1.4, 0.2 / 0.9, 0.2 / 0.9)
    ]
    mean = np.mean(chance)
    assert copies() == pytest.approx(mean, abs=4 * math.sqrt(mean * (1 - mean) / 600))


def test_endorsement_and_published_cases_speed_copying():
    assert copies(pilot_replication=1.0) > copies()
    assert copies(demonstration_benchmarks=5.0) > copies()


def test_the_city_pays_for_endorsed_practices():
    council = Council(law={"pilot_replication": 0.5})
    known(council)
    council.apply(spread)
    assert council.paid("practice_copies") == pytest.approx(5.0 * 0.5 / 4.0)
    council = Council(law={"pilot_replication": 0.5})
    known(council)
    council["parks"]("rank")[1:] = [4, 2, 3, 1]  # used by the last park alone
    council.apply(spread)
    assert council.paid("practice_copies") == 0.0


def test_inventions_are_tried_by_the_park_itself():
    council = Council(assumed={"practice_invention_rate": 400.0}, law={"pilot_autonomy": 1.0})
    council.apply(spread)
    parks = council["parks"]
    assert (parks("practice_own")[1:] == 1.0).all()
    assert parks("trials").tolist() == [0, 10, 10, 10, 10]
    assert not parks("practices")[0].any()


def test_practices_are_the_same_in_both_engines():
    def run(council):
        known(council)
        for quarter in range(20):
            council.enter(4 * 2025 + quarter)
            council.apply(spread)

    law = {"pilot_autonomy": 0.5, "pilot_replication": 0.5, "demonstration_benchmarks": 2.0}
    assert in_both(run, law=law)["parks"]("practices").sum() > 5.0
