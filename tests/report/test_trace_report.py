"""Traces told: sentences, labels and files in both languages."""

import json

import pandas as pd
import pytest

import sim
from sim.core.table import declared
from sim.opening import KINDS
from sim.report import state_words as words
from sim.report.scale import MINUS
from sim.runs.setting import Setting

TINY = Setting("tiny")
BASE = sim.scenario("no-reform").until("2024Q4")
SUBSIDY = ["floor.rent_subsidy=0.3 from 2024 in riverside"]
TRACED = ("firms", "talents", "funds", "incubators", "parks")


@pytest.fixture(scope="module")
def everybody():
    """The trace of all whom the subsidy reaches."""
    return sim.trace(BASE, BASE, what_if=SUBSIDY, resolution="full", setting=TINY, top=3)


@pytest.fixture(scope="module")
def firm(everybody):
    """The trace of the first firm that the subsidy reaches."""
    code = everybody.chain()[0]["agent"]
    return sim.trace(BASE, BASE, code, what_if=SUBSIDY, resolution="full", setting=TINY)


@pytest.mark.parametrize("table", TRACED)
def test_every_state_variable_of_who_can_be_traced_has_a_chinese_name(table):
    named = words.names()[table]
    assert set(declared(KINDS[table])) - {"uid", "alive"} == set(named)


def test_every_unit_of_a_state_variable_has_a_chinese_name():
    units = {column.unit for kind in KINDS.values() for column in declared(kind).values()}
    known = {
        *words.names()["units"],
        "index",
        "code",
        "identity",
        "0/1",
        "0/1 each",
        "quarter",
        "-",
    }
    assert units <= known


def test_every_stage_of_the_quarter_has_a_chinese_name():
    assert {getattr(s, "name", None) or s.__name__ for s in TINY.quarter} <= set(
        words.names()["stages"]
    )


def test_numbers_that_differ_are_shown_with_the_digits_that_tell_them_apart():
    assert words.pair(0.5332, 0.53318, "persons", "en") == ("0.5332", "0.53318")
    assert words.pair(1234567.0, 1234568.0, "persons", "en") == ("1,234,567", "1,234,568")
    assert words.pair(True, False, "0/1", "zh") == ("是", "否")
    assert words.value(8096, "quarter", "en") == "2024Q1"
    assert words.signed(-0.25) == f"{MINUS}0.25"


def test_a_trace_says_where_the_worlds_part_and_through_which_clause(firm):
    text = firm.text()
    lever = TINY.registers.lever("floor.rent_subsidy")
    assert "first differs in 2024Q1" in text
    assert f"{lever.label.en} (floor.rent_subsidy) in riverside: 0 in a, 0.3 in b" in text
    assert f"Clause {lever.clause}" in text
    assert 'what-if "floor.rent_subsidy=0.3 from 2024 in riverside"' in text


def test_a_trace_speaks_chinese(firm):
    text = firm.text("zh")
    assert TINY.registers.lever("floor.rent_subsidy").label.zh in text
    assert "最早于2024Q1出现差别" in text
    assert "租金指数" in text


def test_the_files_hold_the_tidy_states_and_the_chain(firm, tmp_path):
    files = {path.name: path for path in firm.save(tmp_path / "out")}
    frame = pd.read_csv(files["life.csv"])
    assert list(frame.columns) == ["quarter", "variable", "unit", "a", "b", "difference"]
    rent = frame[frame["variable"] == "log_rent"].set_index("quarter")
    assert rent.loc["2024Q1", "difference"] != rent.loc["2023Q4", "difference"] == 0.0
    chain = json.loads(files["chain.json"].read_text("utf-8"))
    assert chain[-1]["root"] == "lever"
    assert chain[-1]["clause"] == TINY.registers.lever("floor.rent_subsidy").clause
    assert set(chain[0]["sentence"]) == {"en", "zh"}
    assert chain[0]["quarter"] == "2024Q1"


def test_the_tables_print_in_both_languages(firm):
    for language in ("en", "zh"):
        life = firm.tables(language)[0]
        assert {row[0] for row in life.rows} >= {"2024Q1", "2024Q4"}
        assert all(len(row) == len(life.columns) for row in life.rows)


def test_everybody_is_ranked_and_the_spread_is_told(everybody):
    top, spread, parks = everybody.tables()
    assert len(top.rows) == 3
    assert spread.rows[0][0] == "2024Q1"
    since = {row[1]: row[3] for row in parks.rows}
    assert since["riverside"] == "2024Q1"
    assert set(since) == {"rest-of-city", *TINY.zone.gazetteer.park_slugs}
    assert "The worlds part in 2024Q1" in everybody.text()


def test_equal_worlds_are_said_to_be_equal():
    found = sim.trace(BASE, BASE.named("again"), setting=TINY, resolution="draft")
    assert "the worlds are equal" in found.text()
    assert found.tables() == []
    assert found.chain() == []
