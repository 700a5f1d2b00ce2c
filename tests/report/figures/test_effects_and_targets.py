"""Effects, targets and convergence, against numbers of pen and paper."""

import math

import pytest

from sim.core.errors import InputError
from sim.report.figures.catalogue import NotInResult
from tests.report.figures.test_curves_of_results import drawn, line

T3 = 3.182446  # Student's t with 3 degrees of freedom, 97.5 %
ERROR = math.sqrt(500 / 3) / 2  # of the mean of 10, 20, 30, 40


def texts(axes):
    return [each.get_text() for each in axes.texts]


def test_effects_are_shares_of_the_reference_with_t_intervals(pair):
    data = drawn(pair, "effects").data
    row = line(data, indicator="revenue", quarter="2025Q4")
    assert row["share"] == pytest.approx(0.025)
    assert row["share_high"] == pytest.approx(0.025 + T3 * ERROR / 1000)


def test_effects_are_marked_after_holm(pair):
    # Two indicators in two quarters are four tests. Staff is 12 more in every replicate, p = 0;
    # for revenue t = 25 / 6.455 = 3.873 with 3 degrees of freedom, p = 0.0305, twice 0.061.
    drawing = drawn(pair, "effects")
    assert [texts(axes) for axes in drawing.figure.axes] == [["***"], ["***"]]
    assert "4 tests" in drawing.captions["en"]


def test_effects_on_what_was_not_declared_are_not_tested(pair):
    drawing = drawn(pair, "effects", indicators=["unicorns"])
    assert drawing.data["p_holm"].isna().all()
    assert "not tested: Unicorns" in drawing.captions["en"]
    assert [texts(axes) for axes in drawing.figure.axes] == [[], []]


def test_a_difference_to_nothing_is_written_out(pair):
    drawing = drawn(pair, "effects", indicators=["delisted_parks"])
    assert texts(drawing.figure.axes[1])[0].startswith("+1.0")
    assert "reference is zero" in drawing.captions["en"]


def test_targets_show_value_gap_and_probability(pair):
    data = drawn(pair, "targets", indicators=["T5"]).data
    plain = line(data, scenario="plain", indicator="T5_certified")  # 18, 19, 20, 21 of 20
    assert plain["value_percent"] == pytest.approx(97.5)
    assert plain["probability"] == 0.5
    wilson = (plain["probability_low"], plain["probability_high"])
    assert wilson == pytest.approx((0.1500, 0.8500), abs=1e-4)
    gain = line(data, scenario="gain", indicator="T5_certified")
    assert [gain["gap_percent"], gain["probability"]] == pytest.approx([10.0, 1.0])


def test_a_target_that_is_a_direction_has_no_value_in_per_cent(pair):
    data = drawn(pair, "targets", indicators=["T8"]).data
    gain = line(data, scenario="gain", indicator="approval_days")  # from 20 to 13
    assert math.isnan(gain["value_percent"])
    assert gain["gap_percent"] == pytest.approx(-35.0)
    assert gain["probability"] == 1.0


def test_a_result_without_targets_or_a_target_that_is_none_is_named(pair, result):
    with pytest.raises(NotInResult, match="no indicator of a target"):
        drawn(result, "targets")
    with pytest.raises(InputError, match='"T99" is no target'):
        drawn(pair, "targets", indicators=["T99"])


def test_convergence_follows_the_first_headline_difference(pair):
    drawing = drawn(pair, "replicates")
    assert set(drawing.data["indicator"]) == {"revenue"}
    assert set(drawing.data["quarter"]) == {"2025Q4"}
    assert drawing.data["mean"].tolist() == [10.0, 15.0, 20.0, 25.0]
    last = line(drawing.data, replicates=4)
    assert last["half_width_share"] == pytest.approx(T3 * ERROR / 1000)
    second = line(drawing.data, replicates=2)  # t with one degree of freedom is 12.706
    assert second["half_width_share"] == pytest.approx(12.7062 * 5.0 / 1000, rel=1e-4)
    assert math.isnan(line(drawing.data, replicates=1)["half_width_share"])
    assert "±0.5 %" in drawing.captions["en"]


def test_one_replicate_does_not_converge(alone):
    with pytest.raises(NotInResult, match="--replicates 10"):
        drawn(alone, "replicates")
