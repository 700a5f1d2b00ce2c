import math

import numpy as np
import pytest
from scipy import stats

from sim.analysis.start_share import draws_of, means, start_share


def test_two_replicates_that_follow_each_other_share_their_start_figures():
    assert draws_of([0, 1, 2, 3, 6], "start").tolist() == [0, 0, 1, 1, 3]
    assert draws_of([0, 1, 2], "luck").tolist() == [0, 1, 2]


def test_the_share_is_the_intraclass_correlation():
    # draws 1, 2, 3 with worlds ±1 around 0, 10, 20: MSB = 2 * 100, MSW = 2
    values = np.array([-1.0, 1.0, 9.0, 11.0, 19.0, 21.0])
    found = start_share(values, np.array([0, 0, 1, 1, 2, 2]))
    assert found.share == pytest.approx((200 - 2) / (200 + 2))
    ratio = 100.0
    low = ratio / stats.f.ppf(0.975, 2, 3)
    high = ratio / stats.f.ppf(0.025, 2, 3)
    assert found.low == pytest.approx((low - 1) / (low + 1))
    assert found.high == pytest.approx((high - 1) / (high + 1))


def test_start_figures_that_change_nothing_explain_nothing():
    values = np.array([-1.0, 1.0, 1.0, -1.0, -1.0, 1.0])
    assert start_share(values, np.array([0, 0, 1, 1, 2, 2])).share == 0.0


def test_luck_that_changes_nothing_leaves_all_to_start_figures():
    values = np.array([1.0, 1.0, 5.0, 5.0, 7.0, 7.0])
    assert start_share(values, np.array([0, 0, 1, 1, 2, 2])) == (1.0, 1.0, 1.0)


def test_without_shared_draws_or_without_variance_the_share_is_unknown():
    assert math.isnan(start_share(np.arange(6.0), np.arange(6)).share)
    assert math.isnan(start_share(np.ones(6), np.array([0, 0, 1, 1, 2, 2])).share)
    assert math.isnan(start_share(np.arange(4.0), np.array([0, 0, 1, 1])).share)


def test_a_torn_pair_is_left_out():
    values = np.array([-1.0, 1.0, 9.0, 11.0, 19.0, 21.0, 500.0])
    torn = start_share(values, np.array([0, 0, 1, 1, 2, 2, 3]))
    assert torn == start_share(values[:6], np.array([0, 0, 1, 1, 2, 2]))


def test_means_are_taken_over_the_worlds_of_a_draw():
    values = np.array([[1.0, 10.0], [3.0, 20.0], [5.0, 30.0]])
    assert means(values, np.array([0, 0, 1])).tolist() == [[2.0, 15.0], [5.0, 30.0]]
    assert means(values, np.arange(3)) is not None
    assert np.array_equal(means(values, np.arange(3)), values)


def test_the_interval_covers_the_true_share():
    drawn = np.random.default_rng(7)
    draws, hits = np.repeat(np.arange(15), 2), 0
    for _ in range(400):
        values = np.repeat(drawn.normal(size=15), 2) + drawn.normal(size=30)  # true share 0.5
        found = start_share(values, draws)
        hits += found.low <= 0.5 <= found.high
    assert 0.92 <= hits / 400 <= 0.98
