"""Every family against its closed form, and against scipy's own implementation."""

import math

import numpy as np
import pytest
from scipy import stats

from sim.scenario.distribution import FAMILIES, OPEN, Distribution, distribution

UNITS = np.linspace(0.01, 0.99, 99)


def made(family, *numbers):
    found, wrong = distribution(family, numbers)
    assert found is not None, wrong
    return found


@pytest.mark.parametrize(
    ("family", "numbers", "unit", "value"),
    [
        ("uniform", (50, 70), 0.25, 55.0),
        ("loguniform", (1, 100), 0.5, 10.0),
        ("triangular", (0, 1, 3), 1 / 3, 1.0),
        ("triangular", (0, 1, 3), 0.5, 3 - math.sqrt(3)),
        ("triangular", (0, 0, 1), 0.75, 0.5),
        ("triangular", (0, 1, 1), 0.25, 0.5),
        ("normal", (10, 2), 0.975, 10 + 2 * 1.959963984540054),
        ("truncated_normal", (0, 1, 0, 50), 0.5, 0.6744897501960817),
        ("lognormal", (3, 0.5), 0.5, 3.0),
        ("beta", (2, 1), 0.25, 0.5),
        ("beta", (2, 1, 10, 20), 0.25, 15.0),
        ("integers", (1, 4), 0.0, 1),
        ("integers", (1, 4), 0.24, 1),
        ("integers", (1, 4), 0.25, 2),
        ("integers", (1, 4), 1.0, 4),
        ("choice", (7, 3, 5), 0.5, 3),
        ("choice", (7, 3, 5), 1.0, 5),
        ("boolean", (0.25,), 0.74, 0),
        ("boolean", (0.25,), 0.75, 1),
        ("boolean", (0.0,), 1.0, 0),
        ("boolean", (1.0,), 0.0, 1),
    ],
)
def test_a_unit_becomes_the_value_of_the_closed_form(family, numbers, unit, value):
    assert float(made(family, *numbers).at(unit)) == pytest.approx(value, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(
    ("family", "numbers", "scipys"),
    [
        ("uniform", (-3, 5), stats.uniform(-3, 8)),
        ("loguniform", (0.1, 40), stats.loguniform(0.1, 40)),
        ("triangular", (2, 3, 7), stats.triang(0.2, 2, 5)),
        ("normal", (1, 3), stats.norm(1, 3)),
        ("truncated_normal", (1, 2, 0, 4), stats.truncnorm(-0.5, 1.5, 1, 2)),
        ("lognormal", (2, 0.7), stats.lognorm(0.7, scale=2)),
        ("beta", (2.5, 4), stats.beta(2.5, 4)),
    ],
)
def test_scipy_has_the_same_quantiles(family, numbers, scipys):
    assert made(family, *numbers).at(UNITS) == pytest.approx(scipys.ppf(UNITS), rel=1e-9)


@pytest.mark.parametrize("family", FAMILIES)
def test_values_rise_with_the_unit_and_stay_within_the_support(family):
    numbers = {
        "triangular": (0, 1, 3), "truncated_normal": (0, 1, -1, 2), "beta": (2, 3),
        "integers": (1, 9), "choice": (1, 2, 5), "boolean": (0.3,), "loguniform": (1, 9),
    }.get(family, (1, 2))  # fmt: skip
    one = made(family, *numbers)
    values = one.at(np.linspace(0, 1, 1001))
    low, high = one.support
    assert (np.diff(values) >= 0).all() and np.isfinite(values).all()
    assert low <= values[0] and values[-1] <= high
    if family not in OPEN:
        assert (values[0], values[-1]) == pytest.approx((low, high))


def test_every_integer_is_as_likely_as_the_others_and_both_ends_are_in():
    strata = (np.arange(1000) + 0.5) / 1000
    found, counts = np.unique(made("integers", 3, 7).at(strata), return_counts=True)
    assert found.tolist() == [3, 4, 5, 6, 7]
    assert counts.tolist() == [200] * 5


def test_thirds_of_the_unit_fall_on_three_values_in_spite_of_rounding():
    thirds = np.array([0.0, 0.1 * 10 / 3, 1 - 1 / 3, 1.0])
    assert made("choice", 1, 2, 3).at(thirds).tolist() == [1, 2, 3, 3]


def test_levels_run_from_end_to_end_and_list_what_can_be_listed():
    assert made("uniform", 50, 70).levels(3) == (50.0, 60.0, 70.0)
    assert made("integers", 1, 3).levels(5) == (1.0, 2.0, 3.0)
    assert made("boolean", 0.5).levels(2) == (0.0, 1.0)
    low, high = made("normal", 0, 1).levels(2)
    assert (low, high) == pytest.approx((-1.959963984540054, 1.959963984540054))


@pytest.mark.parametrize(
    ("family", "numbers", "words"),
    [
        ("uniform", (1,), "takes low, high; 1 are given"),
        ("uniform", (2, 2), "not below"),
        ("loguniform", (0, 2), "above 0"),
        ("triangular", (0, 4, 3), "mode"),
        ("normal", (0, 0), "standard deviation"),
        ("truncated_normal", (0, 1, 50, 60), "Next to nothing"),
        ("lognormal", (0, 1), "median"),
        ("beta", (0, 1), "above 0"),
        ("beta", (1, 1, 3, 2), "not below"),
        ("beta", (1, 1, 3), "3 are given"),
        ("integers", (1.5, 3), "whole"),
        ("integers", (3, 1), "above the highest"),
        ("integers", (0, 1e9), "more than"),
        ("choice", (1, 1), "twice"),
        ("boolean", (2,), "0 to 1"),
        ("uniform", (0, math.inf), "not finite"),
    ],
)
def test_parameters_that_make_no_distribution_are_named(family, numbers, words):
    found, wrong = distribution(family, numbers)
    assert found is None and words in wrong


def test_a_distribution_can_be_compared():
    assert Distribution("uniform", (1.0, 2.0)) == made("uniform", 1, 2)
