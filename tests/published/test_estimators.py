"""Estimators of the stylized facts on data whose answer is known."""

import math

import numpy as np
import pytest
from scipy import stats

from sim.behaviour.appeal import growth_shock, shock_size
from sim.search.estimators import (
    concentration_index,
    hill_exponent,
    net_entry_share,
    spread_slope,
    subbotin_shape,
    weighted_quantile,
    within_slope,
)

MIDDLES = (np.arange(20_000) + 0.5) / 20_000  # even quantiles stand for a large sample
ONES = np.ones(MIDDLES.size)


@pytest.mark.parametrize("alpha", [1.0, 1.25, 2.0])
def test_the_hill_exponent_of_a_pareto_tail_is_its_exponent(alpha):
    sizes = (1.0 - MIDDLES) ** (-1.0 / alpha)
    assert hill_exponent(sizes, ONES) == pytest.approx(alpha, rel=0.01)


def test_the_hill_exponent_counts_a_row_as_often_as_it_weighs():
    sizes, weights = np.array([1.0, 2.0, 4.0, 8.0]), np.array([3.0, 1.0, 2.0, 1.0])
    # threshold 1, four firms above: 4/(ln 2 + 2 ln 4 + ln 8) = 4/(8 ln 2)
    assert hill_exponent(sizes, weights, top=4 / 7) == pytest.approx(4 / (8 * np.log(2)))


def test_a_tail_of_equal_sizes_has_no_exponent():
    with pytest.raises(ValueError, match="no row above"):
        hill_exponent(np.ones(10), np.ones(10))


def test_a_weighted_median_is_the_median_of_the_repeated_rows():
    assert weighted_quantile(np.array([5.0, 1.0, 3.0]), np.array([1.0, 5.0, 2.0]), 0.5) == 1.0
    assert weighted_quantile(np.array([5.0, 1.0, 3.0]), np.array([4.0, 1.0, 2.0]), 0.5) == 5.0
    assert weighted_quantile(np.array([1.0, 2.0]), np.array([0.5, 0.5]), 0.5) == 1.0


@pytest.mark.parametrize("shape", [0.8, 1.0, 1.3, 2.0])
def test_the_subbotin_shape_of_a_subbotin_sample_is_its_own(shape):
    growth = 0.03 + 0.2 * stats.gennorm.ppf(MIDDLES, shape)
    assert subbotin_shape(growth, ONES) == pytest.approx(shape, rel=0.01)


def test_growth_shocks_of_a_year_are_laplace_with_a_mean_factor_of_one():
    """E31: four quarters of sigma sqrt(W/4) z with one W ~ Exp(1) are Laplace (F2 is built in)."""
    sigma, quantiles = 0.3, (np.arange(400) + 0.5) / 400
    year = np.array(
        [
            2.0 * growth_shock(sigma, w, z, 0.5) + 2.0 * growth_shock(sigma, w, 0.0, 0.5)
            for w in stats.expon.ppf(quantiles)
            for z in stats.norm.ppf(quantiles)
        ]
    )  # the sum of four equal normal terms is twice one of them; the compensator comes four times
    assert subbotin_shape(year, np.ones(year.size)) == pytest.approx(1.0, abs=0.03)
    assert np.exp(year).mean() == pytest.approx(1.0, abs=0.002)


def test_a_slope_inside_groups_ignores_the_levels_of_groups():
    driver = np.array([0.0, 1.0, 2.0, 10.0, 11.0, 14.0])
    groups = np.array([0, 0, 0, 2, 2, 2])
    values = 0.5 * driver + np.array([7.0, 7.0, 7.0, -90.0, -90.0, -90.0])
    weights = np.array([1.0, 2.0, 1.0, 1.0, 5.0, 1.0])
    assert within_slope(values, driver, weights, groups) == pytest.approx(0.5)


def test_the_spread_of_growth_falls_with_the_exponent_it_was_made_with():
    sizes = np.repeat(2.0 ** np.arange(8) * 1.4, 1000)
    z = np.tile(stats.norm.ppf((np.arange(1000) + 0.5) / 1000), 8)
    growth = np.array([shock_size(0.6, 0.18, math.log(size)) for size in sizes]) * z
    assert spread_slope(growth, sizes, np.ones(sizes.size)) == pytest.approx(-0.18, abs=1e-6)


def test_two_size_classes_give_no_slope():
    with pytest.raises(ValueError, match="three classes"):
        spread_slope(np.arange(100.0), np.repeat([1.0, 2.0], 50), np.ones(100))


def test_an_industry_of_small_firms_in_one_of_two_equal_places_has_gamma_one():
    # s = (1, 0), x = (1/2, 1/2): G = 1/2, 1 - sum x^2 = 1/2, H = 0, gamma = 1
    staff = np.array([[40.0], [0.0]])
    assert concentration_index(staff, np.zeros(1), np.array([50.0, 50.0])) == pytest.approx(1.0)


def test_an_industry_spread_like_everyone_has_a_gamma_just_below_zero():
    # G = 0, so gamma = -H/(1 - H): here H = 0.2 gives -0.25
    staff = np.array([[30.0], [10.0]])
    found = concentration_index(staff, np.array([0.2]), np.array([75.0, 25.0]))
    assert found == pytest.approx(-0.25)


def test_firms_thrown_at_places_as_at_a_dartboard_have_gamma_zero_on_average():
    """Every way in which four equal firms can lie in two equal places, each as likely."""
    places = np.array([[(way >> firm) & 1 for firm in range(4)] for way in range(16)])
    staff = np.array([(places == 0).sum(axis=1), (places == 1).sum(axis=1)], float)
    found = concentration_index(staff, np.full(16, 0.25), np.array([1.0, 1.0]))
    assert found.mean() == pytest.approx(0.0, abs=1e-12)


def test_gamma_does_not_exist_for_a_single_firm_or_no_staff():
    staff = np.array([[10.0, 0.0], [0.0, 0.0]])
    found = concentration_index(staff, np.array([1.0, 0.0]), np.array([1.0, 1.0]))
    assert np.isnan(found).all()


def test_net_entry_is_split_off_as_on_paper():
    """Mean 0.1 becomes 0.3; a leaver at 0 with half the staff, an entrant at 0.4 with half.

    entry 0.5 (0.4 - 0.1) = 0.15, exit 0.5 (0.0 - 0.1) = -0.05: (0.15 + 0.05)/0.2 = 1.
    """
    before = np.array([1, 2]), np.array([5.0, 5.0]), np.array([0.2, 0.0])
    after = np.array([1, 3]), np.array([8.0, 8.0]), np.array([0.2, 0.4])
    assert net_entry_share(before, after) == pytest.approx(1.0)


def test_without_entry_and_exit_all_growth_is_that_of_firms_that_stay():
    before = np.array([1, 2]), np.array([5.0, 5.0]), np.array([0.2, 0.0])
    after = np.array([2, 1]), np.array([8.0, 4.0]), np.array([0.2, 0.4])
    assert net_entry_share(before, after) == 0.0
    with pytest.raises(ValueError, match="did not change"):
        net_entry_share(before, before)
