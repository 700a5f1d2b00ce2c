"""Searches for a crossing in made-up responses whose root is known."""

import numpy as np
import pytest

from sim.search.crossing import Batch, CrossingSearch, Range, crossing
from sim.search.loop import search

ROOT = 63.0
FROM_50_TO_80 = Range(50.0, 80.0)


def noise(seed, replicates, points=()):
    """Luck of each replicate, shared by all points, and that of each point beside it."""
    shared = np.random.default_rng(seed).normal(size=200)[:replicates, None]
    own = [np.random.default_rng([seed, round(1e4 * x)]).normal(size=200)[:replicates]
           for x in points]  # fmt: skip
    return shared, np.column_stack(own) if own else np.zeros((replicates, 1))


def line(batch, seed):
    shared, own = noise(seed, batch.replicates, batch.points)
    return 0.5 * (np.array(batch.points) - ROOT) + 2.0 * shared + 0.5 * own


def curve(batch, seed):
    shared, own = noise(seed, batch.replicates, batch.points)
    return 3.0 * np.expm1(0.05 * (np.array(batch.points) - ROOT)) + shared + 0.3 * own


def probability(batch, seed):
    """A target that is met with logistic probability, by one draw a replicate."""
    drawn = np.random.default_rng(seed).uniform(size=200)[: batch.replicates, None]
    met = drawn < 1.0 / (1.0 + np.exp(-(np.array(batch.points) - ROOT) / 2.0))
    return met - 0.5


def cube(batch, seed):
    values = (np.array(batch.points) / ROOT) ** 3 - 1.0
    return np.tile(values, (batch.replicates, 1))


def jump(batch, seed):
    return (
        np.where(np.array(batch.points) < ROOT, -0.1, 1.0) + 0.02 * noise(seed, batch.replicates)[0]
    )


def found(response, seed=0, within=FROM_50_TO_80, precision=0.5, **sizes):
    made = CrossingSearch(within, precision, **sizes)
    search(made, lambda batch: response(batch, seed))
    return made


@pytest.mark.parametrize("response", [cube, jump])
def test_without_luck_the_interval_holds_the_root_and_is_as_narrow_as_asked_for(response):
    made = found(response)
    answer = made.crossing
    assert (answer.found, answer.rising, answer.precise) == ("crossing", True, True)
    assert answer.low <= ROOT <= answer.high
    assert answer.high - answer.low <= 1.0
    assert answer.replicates == 10, "luck asks for no more than the least"


def test_a_line_through_every_replicate_gives_fieller_by_hand():
    """Slopes 1 and intercepts at 1, 2, 3: the root is 2 with t(2) = 4.303 times 1/sqrt(3)."""
    x = np.array([0.0, 1.0, 4.0])
    values = x[None] - np.array([[1.0], [2.0], [3.0]])
    estimate = crossing(x, values)
    assert estimate.root == pytest.approx(2.0)
    assert (estimate.high - estimate.low) / 2 == pytest.approx(4.3027 / np.sqrt(3.0), rel=1e-4)
    assert estimate.straight


def test_at_a_jump_the_interval_lies_between_points_that_are_surely_on_either_side():
    x = np.arange(5.0)
    values = np.array([-0.1, -0.1, -0.1, -0.1, 1.0]) + np.array([[0.001], [-0.001], [0.0]])
    estimate = crossing(x, values)
    assert (estimate.low, estimate.high, estimate.straight) == (3.0, 4.0, False)
    assert 3.0 < estimate.root < 4.0


def test_a_response_that_stays_on_one_side_has_no_crossing():
    answer = found(lambda batch, seed: -cube(batch, seed) - 2.0).crossing
    assert (answer.found, answer.sign) == ("none", -1)


def test_what_luck_hides_stays_open():
    """A mean of 0.1 with a standard deviation of 20: some 160,000 replicates would tell."""

    def hidden(batch, seed):
        values = 20.0 * np.resize([1.0, -1.0], batch.replicates) + 0.1
        return np.tile(values[:, None], len(batch.points))

    answer = found(hidden, most=20).crossing
    assert (answer.found, answer.replicates) == ("open", 20)


def test_a_second_crossing_is_named():
    def hill(batch, seed):
        x = np.array(batch.points)
        return np.tile(10.0 - np.abs(x - 64.0), (batch.replicates, 1))

    answer = found(hill).crossing
    assert answer.low <= 54.0 <= answer.high
    assert answer.others == ((70.0, 75.0),)


def test_whole_numbers_are_sampled_alone_and_the_crossing_lies_between_two():
    def third(batch, seed):
        return np.tile(np.array(batch.points) - 2.5, (batch.replicates, 1))

    made = found(third, within=Range(1.0, 8.0, tuple(map(float, range(1, 9)))))
    assert set(made.samples) <= set(range(1, 9))
    assert 2.0 <= made.crossing.value <= 3.0


def test_failed_runs_take_their_replicate_with_them_and_nothing_else():
    def torn(batch, seed):
        values = cube(batch, seed)
        values[3, 1] = np.nan
        return values

    answer = found(torn).crossing
    assert answer.low <= ROOT <= answer.high


def test_replicates_double_until_luck_is_small_enough_or_they_are_the_most():
    counts = []

    def watched(batch, seed):
        counts.append(batch.replicates)
        return line(batch, seed)

    answer = found(watched, precision=0.01, most=40).crossing
    assert sorted(set(counts)) == [10, 20, 40]
    assert answer.precise is False, "plain, as JSON writes it"


def test_the_same_search_again_asks_for_the_same_points():
    asked = [[], []]
    for each in asked:
        found(lambda batch, seed, each=each: (each.append(batch), line(batch, seed))[1])
    assert asked[0] == asked[1]
    assert isinstance(asked[0][0], Batch)


@pytest.mark.slow
@pytest.mark.parametrize("response", [line, curve, probability])
def test_the_interval_holds_the_root_in_93_of_100_searches(response):
    """300 searches: 93 % less two standard errors of 95 % is 90.5 %."""
    held = [found(response, seed, most=80).crossing for seed in range(300)]
    covered = np.mean([each.low <= ROOT <= each.high for each in held])
    assert covered >= 0.93 - 0.025
