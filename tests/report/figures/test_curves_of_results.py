"""Figures of indicators over time, against numbers of pen and paper."""

import numpy as np
import pytest

from sim.core.errors import InputError
from sim.report.figures.catalogue import Look, NotInResult, figure
from sim.report.figures.presets import preset


def drawn(result, name, look="double", language="en", **asked):
    asked = {key: tuple(value) for key, value in asked.items()}
    return figure(name).draw(result, Look(preset(look), language, **asked))


def line(data, **where):
    for name, value in where.items():
        data = data[data[name] == value]
    assert len(data) == 1, where
    return data.iloc[0]


def test_a_fan_holds_median_and_quantiles_of_the_runs(pair):
    data = drawn(pair, "fan-chart", indicators=["staff"]).data
    row = line(data, kind="runs", scenario="plain", quarter="2024Q1")  # 600, 603, 606, 609
    assert row["median"] == 604.5
    assert [row["low_90"], row["high_90"]] == pytest.approx([600.45, 608.55])
    assert [row["low_50"], row["high_50"]] == pytest.approx([602.25, 606.75])


def test_policy_dates_are_the_quarters_in_which_levers_first_differ(pair):
    drawing = drawn(pair, "fan-chart", indicators=["staff"])
    dates = drawing.data[drawing.data["kind"] == "dates"]
    assert dates[["scenario", "quarter", "levers"]].to_numpy().tolist() == [
        ["gain", "2024Q3", 1.0],
        ["gain", "2025Q1", 1.0],
    ]
    assert "2024Q3 (1 lever), 2025Q1 (1 lever)" in drawing.captions["en"]
    plain, gain = drawing.figure.axes
    dotted = [[each.get_xdata()[0] for each in axes.lines if each.get_linestyle() == ":"]
              for axes in (plain, gain)]  # fmt: skip
    assert dotted == [[], [2024.5, 2025.0]]


def test_a_fan_of_one_run_has_no_band(alone):
    drawing = drawn(alone, "fan-chart", indicators=["staff"])
    assert drawing.data[["low_90", "high_90"]].isna().all(axis=None)
    assert not drawing.figure.axes[0].collections
    assert "One replicate" in drawing.captions["en"] and "仅一次模拟" in drawing.captions["zh"]


def test_a_difference_is_nothing_before_policy_acts_and_has_a_band_after(pair):
    data = drawn(pair, "difference", indicators=["revenue"]).data
    before = line(data, kind="difference", quarter="2024Q2")
    assert [before["mean"], before["low"], before["high"]] == [0.0, 0.0, 0.0]
    after = line(data, kind="difference", quarter="2025Q4")  # 10, 20, 30, 40
    half = 3.182446 * np.std([10, 20, 30, 40], ddof=1) / 2.0
    assert after["mean"] == 25.0
    assert after["high"] - 25.0 >= half * (1 - 1e-6)
    assert 25.0 - after["low"] == pytest.approx(after["high"] - 25.0)


def test_a_difference_is_between_lines_and_never_shaded(pair):
    axes = drawn(pair, "difference", indicators=["revenue"]).figure.axes[0]
    assert not axes.collections
    thin = [each for each in axes.lines if each.get_linewidth() == 0.4]
    assert len(thin) == 2


@pytest.mark.parametrize("name", ["difference", "effects"])
def test_one_scenario_has_no_difference(alone, name):
    with pytest.raises(NotInResult, match="parksim run no-reform opinion"):
        drawn(alone, name)


def test_the_ladder_counts_firms_on_each_rung_that_is_held(pair):
    drawing = drawn(pair, "ladder")
    assert list(dict.fromkeys(drawing.data["indicator"])) == [
        "hnte", "specialised_smes", "little_giants", "unicorns",
    ]  # fmt: skip
    row = line(drawing.data, scenario="gain", indicator="unicorns", quarter="2025Q4")
    assert row["mean"] == 8.5  # 5 + (0 + 1 + 2 + 3) / 4 + 2
    assert [row["low"], row["high"]] == pytest.approx([7.3, 9.7])


def test_a_rung_that_is_not_held_is_not_in_the_result(pair):
    with pytest.raises(NotInResult, match="hnte"):
        drawn(pair, "ladder", indicators=["champions"])


def test_rents_stand_by_class_of_floor(pair):
    drawing = drawn(pair, "rents")
    titles = [axes.get_title(loc="left") for axes in drawing.figure.axes]
    assert titles[:3] == ["Business floor", "Tower floor", "Plant floor"]
    row = line(drawing.data, scenario="gain", indicator="vacancy_plant", quarter="2025Q4")
    assert row["mean"] == pytest.approx(0.1 + 0.015 + 0.04)
    assert drawing.figure.axes[0].get_ylabel().startswith("Rent (yuan a m2 a day)"[:10])


def test_a_result_without_rents_says_how_to_keep_them(result):
    with pytest.raises(NotInResult, match="keep:"):
        drawn(result, "rents", indicators=["rent_plant"])


def test_inequality_is_that_of_revenue_over_staff_of_the_parks(pair):
    data = drawn(pair, "inequality").data
    first = line(data, kind="revenue", scenario="plain", quarter="2024Q1")  # 100, 200, 700
    assert first["mean"] == pytest.approx(0.4)  # (2 (1 x 100 + 2 x 200 + 3 x 700) / 3000) - 4 / 3
    worker = line(data, kind="worker", scenario="plain", quarter="2024Q1")  # equal staff
    assert worker["mean"] == pytest.approx(0.4)
    assert line(data, kind="fund", scenario="plain", quarter="2024Q1")["mean"] == 0.25


def test_a_lorenz_curve_passes_through_the_cumulated_shares(pair):
    data = drawn(pair, "inequality").data
    curve = data[(data["kind"] == "lorenz") & (data["scenario"] == "plain")]
    assert set(curve["quarter"]) == {"2025Q4"}
    held = np.interp([1 / 3, 2 / 3, 1.0], curve["share"], curve["mean"])
    assert held == pytest.approx([0.1, 0.3, 1.0], abs=0.01)


def test_inequality_needs_revenue_of_the_parks(result):
    with pytest.raises(NotInResult, match="does not hold revenue of the parks"):
        drawn(result, "inequality")


def test_a_scenario_or_quarter_that_there_is_not_is_named(pair):
    with pytest.raises(InputError, match="It has: plain, gain"):
        drawn(pair, "rents", scenarios=["loss"])
    with pytest.raises(InputError, match="2024Q1 to 2025Q4"):
        drawn(pair, "inequality", at=["2031Q4"])


def test_a_scenario_keeps_its_color_when_others_are_left_out(pair):
    axes = drawn(pair, "rents", scenarios=["gain"]).figure.axes[0]
    assert {each.get_color() for each in axes.lines} == {"#D55E00"}
