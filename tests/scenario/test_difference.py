"""What differs between two scenarios, and when it can matter."""

from __future__ import annotations

import pytest

import sim
from sim.core import quarters
from sim.scenario.difference import dates_in, difference, too_early
from tests.scenario.made_up import COLUMNS, PLACES, REGISTERS


def solved(scenario):
    return scenario.resolve(REGISTERS, PLACES)


def rows(one, other) -> list:
    return difference(solved(one), solved(other), REGISTERS, PLACES, COLUMNS)


OPINION = sim.scenario("opinion")


def test_a_scenario_does_not_differ_from_itself():
    assert rows(OPINION, OPINION) == []


def test_levers_come_by_clause_with_both_lines_and_their_first_quarters():
    strict = (
        OPINION.change("land.release", 20, since="2024Q1", parks=["west"])
        .change("assessment.pass_mark", 70, since="2025Q2")
        .change("assessment.mode", "bottom_k", since="2026Q1", until="2026Q4")
        .change("assessment.delisting", False, since="2025Q1")
    )
    texts = {row.name: str(row) for row in rows(OPINION, strict)}
    assert list(texts) == [
        "assessment.delisting",
        "assessment.mode",
        "assessment.pass_mark",
        "land.release",
    ]
    assert texts["assessment.pass_mark"] == (
        "M5         assessment.pass_mark: 60 | 60; 70 from 2025Q2; "
        "acts from 2026Q1, bites from 2027Q1"
    )
    assert (
        "absolute | absolute; bottom_k from 2026Q1; absolute from 2027Q1"
        in texts["assessment.mode"]
    )
    assert (
        "off; on from 2024Q1 | off; on from 2024Q1; off from 2025Q1"
        in texts["assessment.delisting"]
    )
    assert "10; 12 by park | 10; 12 by park; 20 from 2024Q1 in west" in texts["land.release"]


def test_a_lever_that_moves_park_by_park_is_told_by_its_changes():
    changed = OPINION.change("services.amenity", scale=1.2, since=2024, over=4, parks=["tag:far"])
    (row,) = rows(OPINION, changed)
    assert row.one == "0.4; 0.5 by park"
    assert row.other == "0.4; 0.5 by park; x1.2 from 2024Q1 over 4 in east, west"


def test_values_are_told_in_chinese_with_the_names_of_parks():
    changed = (
        OPINION.change("services.amenity", scale=1.2, since=2024, over=4, parks=["tag:far"])
        .change("assessment.delisting", False, since="2025Q1")
        .event("delist_park", at="2026Q1", parks=["west"])
    )
    found = difference(solved(OPINION), solved(changed), REGISTERS, PLACES, COLUMNS, "zh")
    assert [(row.one, row.other) for row in found] == [
        ("关；自2024Q1起为开", "关；自2024Q1起为开；自2025Q1起为关"),
        (
            "0.4；逐园区改为0.5",
            "0.4；逐园区改为0.5；自2024Q1起为原值的1.2倍（4个季度内到位）（东园、西园）",
        ),
        ("未实施", "实施"),
    ]


def test_everything_else_that_differs_is_named():
    other = (
        OPINION.assume("delisting_fear", 2)
        .count_as(hidden_champion="all")
        .event("delist_park", at="2026Q1", parks=["west"])
        .until("2030Q4")
        .at_resolution("draft")
    )
    assert [(row.clause, row.name, row.one, row.other) for row in rows(OPINION, other)] == [
        ("assumption", "delisting_fear", "1", "2"),
        ("definition", "hidden_champion", "simon", "all"),
        ("event", "2026Q1 delist_park west", "not ordered", "ordered"),
        ("run", "period", "2023Q1-2035Q4", "2023Q1-2030Q4"),
        ("run", "resolution", "standard", "draft"),
    ]


def test_the_opinion_differs_from_no_reform_in_what_it_moves():
    named = {row.name for row in rows(sim.scenario("no-reform"), OPINION)}
    assert named == {lever.id for lever in REGISTERS.levers.values() if lever.changed_by_opinion}


@pytest.mark.parametrize(
    ("question", "warned"),
    [
        ("What happens by 2026?", True),
        ("Which park loses its status in 2026Q4.", True),
        ("What happens by 2027?", False),
        ("Which park loses its status in 2027Q1?", False),
        ("What happens to 2026.5 firms?", False),
        ("What happens?", False),
    ],
)
def test_a_question_whose_dates_are_too_early_is_warned_of(question, warned):
    later = OPINION.change("assessment.pass_mark", 70, since="2025Q2")
    warnings = too_early(rows(OPINION, later), question)
    assert bool(warnings) is warned
    if warned:
        assert "can delist no park before 2027Q1" in warnings[0].what


def test_a_quarter_that_is_asked_for_counts_as_a_date():
    later = OPINION.change("assessment.pass_mark", 70, since="2025Q1")
    assert too_early(rows(OPINION, later), "", [quarters.parse("2025Q4")])
    assert not too_early(rows(OPINION, later), "", [quarters.parse("2026Q1")])


def test_a_year_counts_as_its_last_quarter():
    found = dates_in("From 2025Q2 until 2030, or in 1999, 12025 and 2,030?")
    assert [quarters.text(each) for each in found] == ["2025Q2", "2030Q4"]
