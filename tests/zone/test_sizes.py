from math import exp, log

import numpy as np
import pytest

from sim.zone.sizes import (
    Tail,
    core_location,
    core_mean,
    core_quantile,
    fitted_core,
    fitted_tail,
)

MIDDLES = (np.arange(200_000) + 0.5) / 200_000


def test_the_tail_runs_from_its_threshold_to_its_cut():
    tail = Tail(1.05, 300.0, 20_000.0)
    assert tail.quantile(np.array([0.0, 1.0])) == pytest.approx([300.0, 20_000.0])


def test_half_of_a_tail_of_exponent_one_that_is_cut_at_twice_its_start_lies_below_four_thirds():
    # F(x) = (1 - m/x)/(1 - m/M) with M = 2 m is 1/2 at x = 4/3 m
    assert Tail(1.0, 300.0, 600.0).quantile(np.array([0.5])) == pytest.approx([400.0])


def test_the_mean_of_a_tail_of_exponent_one_is_a_logarithm():
    assert Tail(1.0, 300.0, 600.0).mean == pytest.approx(600.0 * log(2.0))


@pytest.mark.parametrize("exponent", [0.95, 1.0, 1.05, 1.2])
def test_the_mean_of_the_tail_is_that_of_its_quantiles(exponent):
    tail = Tail(exponent, 300.0, 20_000.0)
    assert tail.mean == pytest.approx(tail.quantile(MIDDLES).mean(), rel=1e-4)


def test_fitted_tails_have_their_staff_and_stay_between_threshold_and_cut():
    tail = Tail(1.05, 300.0, 20_000.0)
    ranks = np.concatenate(((np.arange(10) + 0.5) / 10, (np.arange(20) + 0.5) / 20))
    sizes = tail.quantile(ranks)
    owner = np.repeat([0, 1], [10, 20])
    wanted = np.array([9_000.0, 21_000.0])
    fitted = fitted_tail(tail, sizes, owner, wanted)
    assert np.bincount(owner, fitted) == pytest.approx(wanted)
    assert fitted.min() >= 300.0
    assert fitted.max() <= 20_000.0


def test_an_uncut_core_has_the_mean_of_a_lognormal():
    found = core_mean(np.array([3.0]), np.array([0.3]), 1e9)
    assert found == pytest.approx([exp(3.0 + 0.045)])


def test_quantiles_of_the_core_have_its_mean_and_stay_inside():
    location, sigma = np.array([2.0]), np.array([1.4])
    sizes = core_quantile(MIDDLES, location, sigma, 300.0)
    assert sizes.min() >= 1.0
    assert sizes.max() < 300.0
    assert core_mean(location, sigma, 300.0) == pytest.approx([sizes.mean()], rel=1e-4)


@pytest.mark.parametrize("mean", [1.4, 4.0, 40.0, 150.0])
def test_the_location_of_a_core_gives_its_mean(mean):
    sigma = np.array([1.2])
    location = core_location(np.array([mean]), sigma, 300.0)
    assert core_mean(location, sigma, 300.0) == pytest.approx([mean], rel=1e-6)


def test_a_few_rows_have_the_mean_of_their_cell_exactly():
    u = np.array([0.2, 0.4, 0.9, 0.5])
    cell = np.array([0, 0, 0, 1])
    mean = np.array([20.0, 7.0])
    sizes = fitted_core(u, cell, mean, np.array([1.4, 1.0]), 300.0)
    assert np.bincount(cell, sizes) / [3, 1] == pytest.approx(mean)
    assert sizes.max() < 300.0
    assert sizes[0] < sizes[1] < sizes[2]


def test_rows_of_a_cell_near_the_bound_share_what_the_largest_cannot_take():
    u = np.array([0.01, 0.5, 0.99])
    sizes = fitted_core(u, np.zeros(3, int), np.array([280.0]), np.array([1.4]), 300.0)
    assert sizes.mean() == pytest.approx(280.0)
    assert sizes.max() < 300.0
