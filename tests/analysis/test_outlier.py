import numpy as np
import pytest

from sim.analysis.outlier import NONE, critical, outlying

# Mass spectrometer measurements on a uranium isotope, Tietjen and Moore (1972), as in the
# NIST/SEMATECH e-Handbook of Statistical Methods, section 1.3.5.17.1.
URANIUM = [199.31, 199.53, 200.19, 200.82, 201.92, 201.95, 202.18, 245.57]


@pytest.mark.parametrize(
    ("count", "level", "published"), [(8, 0.01, 2.274), (10, 0.05, 2.290), (10, 0.01, 2.482)]
)
def test_critical_values_are_those_of_published_tables(count, level, published):
    assert critical(count, level) == pytest.approx(published, abs=5e-4)


def test_the_one_sided_bound_of_the_handbook_is_met_at_twice_the_level():
    assert critical(8, 0.10) == pytest.approx(2.0317, abs=5e-5)


def test_the_last_measurement_of_the_handbook_stands_apart():
    assert outlying(np.array(URANIUM)[:, None]).tolist() == [7]


def test_without_it_none_of_the_others_does():
    assert outlying(np.array(URANIUM[:-1])[:, None]).tolist() == [NONE]


def test_equal_values_and_few_values_have_none():
    assert outlying(np.ones((8, 2))).tolist() == [NONE, NONE]
    assert outlying(np.array([[1.0], [1.0], [1.0], [1.0], [50.0]])).tolist() == [NONE]
