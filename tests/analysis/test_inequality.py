import numpy as np
import pytest

from sim.analysis.inequality import gini, lorenz


def test_equal_shares_are_not_unequal():
    assert gini([3.0, 3.0, 3.0, 3.0]) == pytest.approx(0.0)


def test_all_in_one_place_of_n_is_one_less_an_nth():
    assert gini([0.0, 0.0, 0.0, 8.0]) == pytest.approx(0.75)


def test_one_and_three_have_a_quarter():
    assert gini([3.0, 1.0]) == pytest.approx(0.25)  # |3 - 1| / (2 x 2 x 2)


def test_weights_are_places_counted_more_than_once():
    assert gini([1.0, 9.0], [1.0, 3.0]) == pytest.approx(gini([1.0, 3.0, 3.0, 3.0]))


def test_a_place_without_weight_changes_nothing():
    assert gini([1.0, 3.0, 0.0], [1.0, 1.0, 0.0]) == pytest.approx(0.25)


def test_a_lorenz_curve_goes_from_the_poorest_to_the_richest():
    share, held = lorenz([6.0, 1.0, 3.0], [1.0, 1.0, 2.0])
    assert share.tolist() == [0.0, 0.25, 0.75, 1.0]
    assert held.tolist() == [0.0, 0.1, 0.4, 1.0]


def test_nothing_to_share_has_no_inequality():
    assert np.isnan(gini([0.0, 0.0]))


def test_leading_axes_are_kept():
    assert gini(np.ones((5, 4, 3))).shape == (5, 4)
