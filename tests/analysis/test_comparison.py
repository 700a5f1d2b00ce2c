import math

import numpy as np
import pytest

from sim.analysis.comparison import compare, levels
from sim.analysis.effect_size import hedges_g, variance_ratio
from sim.core.errors import InputError
from tests.analysis.made_up import InMemory
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
    found = compare(result, ["2025Q4"], by="park", indicators=["staff"])
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
    base, world = np.array([[[0.0]], [[1.0]], [[2.0]]]), np.array([[[1.0]], [[2.0]], [[3.0]]])
    # spread 1, difference 1, correction gamma(2) / (gamma(1.5) sqrt(2)) with 4 degrees of freedom
    assert hedges_g(base, world)[0] == pytest.approx(1 / (math.gamma(1.5) * math.sqrt(2)))


def test_the_variance_ratio_of_pairs_that_move_together_is_small():
    base = np.array([[[0.0]], [[1.0]], [[2.0]], [[3.0]]])
    assert variance_ratio(base, base + 5.0)[0] == 0.0
    assert variance_ratio(base, -base)[0] == pytest.approx(2.0)
    assert math.isnan(variance_ratio(base * 0, base * 0)[0])


def test_holm_s_correction_is_over_the_headline_alone(result):
    found = compare(result, ["2025Q4"], headline=["rent_business"])
    corrected = dict(zip(found["indicator"], found["p_holm"], strict=True))
    assert math.isnan(corrected["staff"]) and corrected["rent_business"] == 1.0
    found = compare(result, ["2024Q2", "2025Q4"], headline=["staff"])
    # certain in 2025Q4 and no difference in 2024Q2: two tests
    assert found.loc[found["indicator"] == "staff", "p_holm"].tolist() == [1.0, 0.0]


def test_a_headline_that_is_not_held_is_named(result):
    with pytest.raises(InputError, match='does not hold "revenue"'):
        compare(result, headline=["revenue"])


def test_by_year_stocks_are_those_of_the_fourth_quarter(result):
    found = compare(result, by="year", indicators=["staff"])
    assert found["year"].tolist() == [2024, 2025]
    assert found["difference"].tolist() == [12.0, 12.0]
    assert found["rest"].tolist() == [-6.0, -6.0]
    assert found["band_low"].tolist() == found["band_high"].tolist() == [12.0, 12.0]


def test_parks_can_be_compared_by_year(result):
    found = compare(result, [2025], by="park,year", indicators=["staff"])
    assert found["difference"].tolist() == [-6.0, 2.0, 4.0, 6.0]
    assert set(found["year"]) == {2025}


def test_replicates_needed_are_for_the_precision_that_was_asked():
    """Differences 0 to 3, sd 1.2910, around 100: 2 % is 2, and 3.182 sd/sqrt(4) = 2.05 is too wide,
    2.776 sd/sqrt(5) = 1.60 is not; 20 % takes two, 12.706 sd/sqrt(2) = 11.6.
    """
    base = np.full((4, 1, 2), 100.0)
    noisy = InMemory({"plain": base, "noise": base + np.arange(4.0)[:, None, None]})
    assert row(compare(noisy, precision=0.02), "staff")["needed"] == 5
    assert row(compare(noisy, precision=0.2), "staff")["needed"] == 2


def test_rows_of_a_design_are_compared_within_and_a_replicate_counts_with_their_mean():
    """Rows 0, 1, 2 gain 1, 2, 6 and a replicate adds itself: replicate means 3, 4, 5 and 6."""
    base = np.arange(3.0)[None, :, None] * 1000.0 + np.zeros((4, 3, 2))
    gain = np.array([1.0, 2.0, 6.0])[None, :, None] + np.arange(4.0)[:, None, None]
    found = row(compare(InMemory({"plain": base, "gain": base + gain})), "staff")
    assert (found["replicates"], found["rows"], found["difference"]) == (4, 3, 4.5)
    half = 3.182446305 * math.sqrt(5 / 3) / 2
    assert found["high"] - found["difference"] == pytest.approx(half)
    # means of the rows over luck: 2.5, 3.5, 7.5; their 10 % and 90 % quantiles
    assert (found["rows_low"], found["rows_high"]) == pytest.approx((2.7, 6.7))


def test_a_failed_run_takes_its_row_out_of_both_worlds():
    base, world = np.zeros((4, 3, 2)) + 5.0, np.zeros((4, 3, 2)) + 6.0
    torn = InMemory({"plain": base, "gain": world}, lost={("gain", 2, 1)})
    found = row(compare(torn), "staff")
    assert (found["replicates"], found["rows"]) == (3, 3)  # 9 pairs; two whole rows would be 8
    torn = InMemory({"plain": base, "gain": world}, lost={("gain", 2, 1), ("plain", 0, 1)})
    found = row(compare(torn), "staff")
    assert (found["replicates"], found["rows"]) == (4, 2)  # 8 pairs; two whole replicates: 6


def test_the_legal_perimeter_stands_beside_the_city_without_it():
    """Legal 60 of 100, then 50 of 110: the rest gains 20 and the city 10."""

    def world(inside, city):
        return {"revenue": np.full((2, 1, 2), inside), "revenue_legal": np.full((2, 1, 2), inside),
                "revenue_city": np.full((2, 1, 2), city)}  # fmt: skip

    made = InMemory({"plain": world(60.0, 100.0), "reform": world(50.0, 110.0)})
    found = compare(made, perimeter="legal", indicators=["revenue"]).iloc[0]
    assert (found["indicator"], found["difference"]) == ("revenue_legal", -10.0)
    assert (found["rest"], found["net"]) == (20.0, 10.0)
    assert found["p_holm"] == 0.0  # revenue is of the registered headline


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"by": "district"}, 'by "district"'),
        ({"by": "park,industry"}, 'by "park,industry"'),
        ({"perimeter": "wide"}, 'perimeter "wide"'),
        ({"perimeter": "legal", "by": "park"}, "sum over parks"),
        ({"perimeter": "legal", "indicators": ["staff"]}, "in the legal perimeter"),
        ({"indicators": ["stuff"]}, 'no indicator "stuff"'),
        ({"coverage": 1.0}, "no coverage"),
        ({"precision": 0.0}, "no precision"),
        ({"reference": "nobody"}, 'no scenario "nobody"'),
    ],
)
def test_what_cannot_be_compared_is_named(result, options, said):
    with pytest.raises(InputError, match=said):
        compare(result, **options)
