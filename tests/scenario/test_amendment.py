"""Scenarios put together in Python and in one line of text."""

from __future__ import annotations

import pytest

import sim
from sim.core.errors import InputError
from sim.scenario.what_if import what_if
from tests.scenario.made_up import PLACES, REGISTERS, library

TEXTS = {
    "assessment.pass_mark=70 from 2025": (
        "assessment.pass_mark",
        {"value": 70, "from": "2025", "why": "what if"},
    ),
    " assessment.pass_mark = 70 points from 2025Q2 until 2026Q4 ": (
        "assessment.pass_mark",
        {"value": "70 points", "from": "2025Q2", "until": "2026Q4", "why": "what if"},
    ),
    "land.release x1.2 from 2024 over 12 in lingang,tag:far-suburb": (
        "land.release",
        {
            "scale": 1.2,
            "from": "2024",
            "over": 12,
            "parks": ["lingang", "tag:far-suburb"],
            "why": "what if",
        },
    ),
    "land.release ×2 from 2024 in Zhangjiang Core Park because supply from 2020 was low": (
        "land.release",
        {
            "scale": 2.0,
            "from": "2024",
            "parks": ["Zhangjiang Core Park"],
            "why": "supply from 2020 was low",
        },
    ),
    "fund.early_share +0.1 from 2025": (
        "fund.early_share",
        {"add": 0.1, "from": "2025", "why": "what if"},
    ),
    "global.export_access - 0.1 until 2030 from 2025 for ic, ai": None,
    "global.export_access -0.1 from 2025 until 2030 for ic, ai": (
        "global.export_access",
        {
            "add": -0.1,
            "from": "2025",
            "until": "2030",
            "industries": ["ic", "ai"],
            "why": "what if",
        },
    ),
    "assessment.delisting=false from 2025": (
        "assessment.delisting",
        {"value": False, "from": "2025", "why": "what if"},
    ),
    "fund.guidance_share=baseline from 2024Q4 over 4 quarters": (
        "fund.guidance_share",
        {"value": "baseline", "from": "2024Q4", "over": 4, "why": "what if"},
    ),
    "assessment.pass_mark=70": None,
    "from 2025": None,
    "": None,
    "land.release=3 from 2025 from 2026": None,
    "land.release=3 from 2025 over many": None,
}


@pytest.mark.parametrize(("text", "expected"), TEXTS.items())
def test_a_what_if_is_read_as_a_change_or_refused(text, expected):
    if expected is None:
        with pytest.raises(InputError, match="what-if"):
            what_if(text)
    else:
        assert what_if(text) == expected


def solved(scenario):
    return scenario.resolve(REGISTERS, PLACES)


def test_python_text_and_file_say_the_same(tmp_path):
    file = (
        "id: mine\nextends: opinion\npolicy:\n  assessment.pass_mark: [{from: 2025, value: 70}]\n"
    )
    found = library(tmp_path, mine=file)
    scenarios = [
        sim.scenario("opinion").change("assessment.pass_mark", 70, since="2025"),
        sim.scenario("opinion").what_if("assessment.pass_mark=70 from 2025Q1"),
        sim.scenario("mine"),
    ]
    changes = [each.resolve(REGISTERS, PLACES, found).changes[0] for each in scenarios]
    assert len({(each.kind, each.amount, each.start, each.until) for each in changes}) == 1


def test_a_change_leaves_the_scenario_it_was_made_from_alone():
    base = sim.scenario("opinion")
    one = base.change("land.release", 20, since=2025)
    two = one.change("land.release", 30, since=2026, parks=["east"])
    assert [len(solved(each).changes) for each in (base, one, two)] == [0, 1, 2]
    assert (base.id, one.id) == ("opinion", "opinion+changed")


def test_everything_a_file_can_say_can_be_said_in_python():
    scenario = (
        sim.scenario("opinion")
        .change("land.release", scale=1.2, since="2025Q1", over=4, until=2030, why="supply")
        .change("global.export_access", add=-0.1, since=2025, industries=["ic"])
        .assume("delisting_fear", 9, why="panic", beyond_range=True)
        .event("delist_park", at="2026Q1", parks=["west"])
        .count_as(new_firms="city")
        .without("M4", "S1")
        .until("2030Q4")
        .at_resolution("draft")
        .named("mine", title={"en": "Mine", "zh": "我的"})
    )
    found = solved(scenario)
    assert (found.id, found.title.zh, found.resolution, found.quarters) == (
        "mine",
        "我的",
        "draft",
        32,
    )
    assert [change.lever for change in found.changes] == ["land.release", "global.export_access"]
    assert found.overrides == {"delisting_fear": 9.0}
    assert found.events[0].parks == (3,)
    assert found.count_as == {"new_firms": "city"}
    assert frozenset(REGISTERS.clauses) - found.clauses == {"M4", "S1"}
    assert solved(sim.scenario("opinion").only("M5")).clauses == {"M5"}


def test_it_is_saved_as_a_file_that_reads_back(tmp_path):
    scenario = (
        sim.scenario("opinion:only-M5")
        .named("saved")
        .what_if("land.release x1.2 from 2024 over 12 in north,tag:far because more supply")
    )
    found = library(tmp_path, saved=scenario.to_yaml())
    again = sim.scenario("saved").resolve(REGISTERS, PLACES, found)
    one, other = solved(scenario).changes[0], again.changes[0]
    assert (one.parks, one.over, one.amount, one.why) == (
        other.parks,
        other.over,
        other.amount,
        other.why,
    )
    assert again.clauses == {"M5"}


def test_a_scenario_in_a_file_anywhere_can_be_changed(tmp_path):
    library(tmp_path, mine="id: mine\nextends: opinion\n")
    scenario = sim.scenario(str(tmp_path / "mine.yaml")).change("land.release", 20, since=2025)
    assert solved(scenario).id == "mine+changed"


def test_a_problem_names_the_what_if_or_the_change_it_comes_from():
    scenario = (
        sim.scenario("opinion")
        .what_if("assessment.pas_mark=70 from 2025")
        .change("land.release", 99, since=2025)
    )
    with pytest.raises(InputError) as caught:
        solved(scenario)
    places = [problem.where for problem in caught.value.problems]
    assert places == [
        "opinion+changed  policy.land.release[0].value",
        'what-if "assessment.pas_mark=70 from 2025"',
    ]


def test_numbers_of_the_wrong_type_are_an_input_error():
    for wrong in (object(), [1], {"a": 1}, float("nan"), float("inf")):
        with pytest.raises(InputError):
            solved(sim.scenario("opinion").change("land.release", wrong, since=2025))
