"""How factors are called in tables and figures."""

from types import SimpleNamespace

import pytest

from sim.report.names import Names

FACTORS = [
    {"name": "fear", "assumption": "delisting_fear"},
    {"name": "early", "lever": "land.release", "where": ["land"]},
    {"name": "late", "lever": "land.release", "from": "2026Q1", "where": ["land"]},
    {"name": "when", "lever": "assessment.pass_mark", "moves": "from"},
    {"name": "of my own", "lever": "vouchers.rate"},
]


@pytest.fixture
def names():
    results = SimpleNamespace(experiment=lambda: {"factors": FACTORS})
    return {language: Names(results, language) for language in ("en", "zh")}


def test_a_factor_is_called_by_the_label_of_what_it_varies(names):
    assert names["en"].factor("fear") == "Fear of delisting"
    assert names["zh"].factor("fear") == "摘牌顾虑"
    assert names["en"].factor("when") == "Pass mark of the yearly assessment: start"


def test_factors_of_one_label_are_told_apart_by_their_names(names):
    assert names["en"].factor("early").endswith("(early)")
    assert names["zh"].factor("late").endswith("（late）")


def test_what_no_register_knows_stands_by_its_name(names):
    assert names["en"].factor("of my own") == "of my own"


def test_a_factor_that_fell_away_before_is_looked_up_by_its_name(names):
    assert names["en"].factor("spillover_decay") != "spillover_decay"
    assert names["en"].factor("ip.enforcement") != "ip.enforcement"


def test_a_pair_is_called_by_both_labels(names):
    assert names["zh"].factor("fear × when").startswith("摘牌顾虑 × ")
