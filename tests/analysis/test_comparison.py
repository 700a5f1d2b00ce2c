import math

import numpy as np
import pytest

from sim.analysis.comparison import compare, hedges_g, levels, variance_ratio
from sim.core.errors import InputError
from tests.runs.conftest import result_of
from tests.runs.made_up import Scenario


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    folder = tmp_path_factory.mktemp("comparison")
    return result_of(folder, Scenario("plain"), Scenario("gain", 2.0))


def row(table, indicator):
    (found,) = table[table["indicator"] == indicator].to_dict("records")
    return found


def test_a_difference_that_luck_does_not_touch_has_no_width(result):
    found = row(compare(result, ["2025Q4"]), "staff")
    assert found["difference"] == found["low"] == found["high"] == 12.0
    assert found["replicates"] == 4
    # replicates 0 to 3 add 3 each to 600: 600, 603, 606, 609
    assert found["reference_mean"] == 604.5
    assert found["mean"] == 616.5
    assert found["share"] == pytest.approx(12 / 604.5)
    assert found["variance_ratio"] == 0.0


def test_what_the_rest_of_the_city_loses_stands_beside_the_gain(result):
    found = row(compare(result, ["2025Q4"]), "staff")
    assert (found["rest"], found["net"]) == (-6.0, 6.0)
    assert found["net_low"] == found["net_high"] == 6.0


def test_an_indicator_without_parks_has_no_displacement(result):
    assert math.isnan(row(compare(result, ["2025Q4"]), "rent_business")["net"])


def test_before_the_change_acts_nothing_differs(result):
    found = row(compare(result, ["2024Q2"]), "staff")
    assert found["difference"] == found["net"] == found["share"] == 0.0


def test_parks_are_compared_park_by_park(result):
    found = compare(result, ["2025Q4"], level="parks", indicators=["staff"])
    assert dict(zip(found["park"], found["difference"], strict=True)) == {
        "rest-of-city": -6.0,
        "old-mill": 2.0,
        "harbour": 4.0,
        "hill": 6.0,
    }


def test_the_reference_can_be_chosen(result):
    found = row(compare(result, ["2025Q4"], reference="gain"), "staff")
    assert (found["scenario"], found["reference"], found["difference"]) == ("plain", "gain", -12.0)


def test_the_last_quarter_is_meant_if_none_is_named(result):
    assert set(compare(result)["quarter"]) == {"2025Q4"}


def test_a_quarter_outside_the_period_is_named(result):
    with pytest.raises(InputError, match="2024Q1 to 2025Q4"):
        compare(result, ["2031Q1"])


def test_one_replicate_never_has_an_interval(tmp_path):
    single = result_of(tmp_path, Scenario("plain"), Scenario("gain", 2.0), replicates=1)
    found = row(compare(single), "staff")
    assert found["difference"] == 12.0
    for name in ("low", "high", "boot_low", "boot_high", "net_low", "hedges_g", "variance_ratio"):
        assert math.isnan(found[name]), name


def test_scenarios_without_a_common_replicate_cannot_be_compared(tmp_path):
    torn = result_of(
        tmp_path,
        Scenario("plain", fails_in=(0,)),
        Scenario("gain", 2.0, fails_in=(1,)),
        replicates=2,
    )
    with pytest.raises(InputError, match="no replicate in common"):
        compare(torn)


def test_means_of_scenarios_have_the_interval_of_student(result):
    table = levels(result, ["2025Q4"], indicators=["staff"])
    plain = table.iloc[0]
    half = 3.182446305 * math.sqrt(15.0 / 4)  # variance of 600, 603, 606, 609 is 15
    assert plain["mean"] == 604.5
    assert plain["high"] - plain["mean"] == pytest.approx(half)


def test_hedges_g_is_the_corrected_difference_over_the_spread():
    base, world = np.array([[0.0], [1.0], [2.0]]), np.array([[1.0], [2.0], [3.0]])
    # spread 1, difference 1, correction gamma(2) / (gamma(1.5) sqrt(2)) with 4 degrees of freedom
    assert hedges_g(base, world)[0] == pytest.approx(1 / (math.gamma(1.5) * math.sqrt(2)))


def test_the_variance_ratio_of_pairs_that_move_together_is_small():
    base = np.array([[0.0], [1.0], [2.0], [3.0]])
    assert variance_ratio(base, base + 5.0)[0] == 0.0
    assert variance_ratio(base, -base)[0] == pytest.approx(2.0)
    assert math.isnan(variance_ratio(base * 0, base * 0)[0])
