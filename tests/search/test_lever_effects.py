"""The sweep over levers: which ends are run, how effects are read, and a small sweep in full."""

import numpy as np
import pandas as pd
import pytest

from sim.core import quarters as calendar
from sim.policy.registers import load
from sim.runs.setting import Setting
from sim.search import lever_effects, lever_summary
from sim.search.effect_table import COLUMNS, effects
from sim.search.lever_effects import Sweep, agreement, csv_text, summary
from sim.search.lever_ends import End, ends

REGISTERS = load()


def by_side(lever, base="no-reform"):
    return {end.side: end for end in ends(REGISTERS, base, [lever])}


def test_a_switch_has_its_other_value_alone():
    found = by_side("tax.venture_pilot")
    assert {side: end.changes for side, end in found.items()} == {
        "high": (("tax.venture_pilot", True),)
    }
    assert list(by_side("tax.venture_pilot", "opinion")) == ["low"]


def test_a_choice_is_written_by_its_name():
    assert by_side("assessment.mode")["high"].changes == (("assessment.mode", "bottom_k"),)


def test_the_other_parts_of_a_sum_give_way_in_proportion():
    # before: 0.50 / 0.20 / 0.15 / 0.15; industry down to 0.15 leaves 0.85 for 0.50
    found = dict(by_side("assessment.weight_industry")["low"].changes)
    assert found["assessment.weight_industry"] == 0.15
    assert found["assessment.weight_innovation"] == pytest.approx(0.85 * 0.20 / 0.50)
    assert sum(found.values()) == pytest.approx(1.0)


def test_a_lever_that_differs_by_park_has_both_ends():
    assert set(by_side("body.exists")) == {"low", "high"}


def test_every_lever_has_an_end_in_both_bases():
    for base in ("no-reform", "opinion"):
        assert {end.lever for end in ends(REGISTERS, base)} == set(REGISTERS.levers)


def test_every_end_is_a_scenario_that_can_be_written_as_law():
    setting = Setting(zone_name="tiny", folders=())
    for end in ends(REGISTERS, "no-reform"):
        law = setting.law(setting.resolve(end.scenario("no-reform", "2024Q1", "2024Q4")))
        field = REGISTERS.lever(end.lever).field
        then = law.in_force(calendar.parse("2024Q1")).column(field)
        assert then[1:] == pytest.approx(np.full(then[1:].shape, end.value)), end.id


def test_a_stock_is_its_last_year_and_a_flow_its_mean_since_the_change():
    quarters = calendar.parse("2023Q1") + np.arange(12)
    run = pd.DataFrame({"quarter": quarters, "staff": np.arange(12.0), "births": np.arange(12.0)})
    found = summary(run, ["staff", "births"], np.array([False, True]))
    assert found.tolist() == [9.5, 7.5]  # quarters 8 to 11; quarters 4 to 11


def test_signs_agree_contradict_or_cannot_be_told():
    assert agreement("+", "+") == "yes"
    assert agreement("+", "-") == "no"
    assert agreement("-", "0") == "null"
    assert agreement("?", "+") == agreement("", "+") == ""


def made_up_sweep():
    """Training: the low end takes 1 from pay in every world, the high end adds 1, 2 and 3."""
    base = np.zeros((3, 3))
    low = End("talent.train_share", "low", 0.0, ())
    high = End("talent.train_share", "high", 0.2, ())
    up = base + np.array([[1.0], [2.0], [3.0]]) * np.array([1.0, 0.0, 10.0])
    return Sweep(base, {low: base - [1.0, 0.0, 0.0], high: up}, ["wage", "firms", "public_cost"])


def test_an_effect_is_the_mean_paired_difference_with_its_interval():
    table = lever_effects.effects(made_up_sweep(), REGISTERS, "no-reform", ["firms"])
    wage, cost, firms = (table[table["indicator"] == name].iloc[0] for name in
                         ("wage", "public_cost", "firms"))  # fmt: skip
    half = 4.302653 / np.sqrt(3)
    assert wage["effect_high"] == 2.0
    assert wage["effect_high_to"] == pytest.approx(2.0 + half)
    assert wage["effect_low"] == wage["effect_low_from"] == -1.0
    assert wage["span"] == 3.0
    assert (wage["expected"], wage["measured"], wage["agrees"]) == ("+", "+", "yes")
    assert (cost["measured"], cost["agrees"]) == ("0", "null")  # 20 ± 24.8
    assert (wage["cost_low"], wage["cost_high"]) == (0.0, 20.0)
    assert (firms["expected"], firms["agrees"]) == ("", "")


def test_the_table_is_what_the_reader_of_the_shipped_table_expects(tmp_path):
    table = lever_effects.effects(made_up_sweep(), REGISTERS, "no-reform", ["firms"])
    path = tmp_path / "lever_effects.csv"
    path.write_text(csv_text(table), encoding="utf-8")
    read = effects(path)
    assert list(table.columns[: len(COLUMNS)]) == list(COLUMNS)
    assert [each.indicator for each in read] == ["wage", "public_cost", "firms"]
    assert read[0].effect_high == 2.0


def test_the_page_lists_what_was_not_found():
    table = lever_effects.effects(made_up_sweep(), REGISTERS, "no-reform", ["firms"])
    page = lever_summary.section(table, REGISTERS, "made up.")
    assert "1 as expected, 0 against, 1 not told from zero" in page
    assert "* `talent.train_share`: public_cost (+)" in page
    assert "No measured sign contradicts the expected." in page


def test_a_small_sweep_runs_once_and_is_read_again(tmp_path):
    setting = Setting(zone_name="tiny", folders=())
    found = ends(setting.registers, "no-reform", ["talent.train_share", "floor.rent_subsidy"])
    prepared = lever_effects.prepare(
        found, "no-reform", replicates=2, resolution="draft", until="2024Q2", setting=setting
    )
    said = []
    for _ in range(2):
        assert lever_effects.carry_out(prepared, tmp_path, workers=1, report=said.append) == 0
    runs = 2 * (len(found) + 1)
    assert said == [f"{runs} runs, {runs} to do", f"{runs} runs, 0 to do"]
    read = lever_effects.sweep(prepared, tmp_path, found)
    table = lever_effects.effects(read, setting.registers, "no-reform", ["public_asked"])
    assert set(table["lever"]) == {"talent.train_share", "floor.rent_subsidy"}
    asked = table[table["indicator"] == "public_asked"].set_index("lever")
    assert asked.loc["floor.rent_subsidy", "effect_high"] > 0.0
    assert np.isnan(asked.loc["floor.rent_subsidy", "effect_low"])  # nothing is what holds before
    assert (tmp_path / "provenance.json").is_file()
