"""Events of a scenario: every word of them is looked up and held to what the register asks."""

import pytest

from sim.core import quarters
from sim.core.errors import InputError
from sim.zone.firm_code import FirmCode, firm_code
from tests.scenario.made_up import PLACES, resolved

HEAD = "id: mine\nextends: opinion\nevents:\n"
AT = quarters.parse("2026Q1")


def problems(folder, *events: str):
    with pytest.raises(InputError) as caught:
        resolved(folder, HEAD + "".join(f"  - {{at: 2026Q1, {event}}}\n" for event in events))
    return caught.value.problems


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("north/ic/2026Q2/v14", FirmCode(1, 0, quarters.parse("2026Q2"), "v", 14)),
        ("rest-of-city/biomed/2019Q4/o0", FirmCode(0, 1, quarters.parse("2019Q4"), "o", 0)),
        ("北园/ic/2026Q2/n2", FirmCode(1, 0, quarters.parse("2026Q2"), "n", 2)),
    ],
)
def test_a_code_says_park_industry_quarter_queue_and_number(word, code):
    assert firm_code(word, PLACES, "here") == code


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("north", '"north" is no code of a firm.'),
        ("north/ic/2026Q2", "quarter/queue and number, as north/ic/2024Q2/v3."),
        ("north/ic/2026Q2/14", "Queues: o opening population, n new, v new of venture type"),
        ("north/ic/2026Q2/x14", "is no code of a firm"),
        ("south/ic/2026Q2/v1", 'There is no park "south".'),
        ("tag:far/ic/2026Q2/v1", "means 2 parks; a firm was born in one."),
        ("north/steel/2026Q2/v1", 'There is no industry "steel".'),
        ("north/ic/soon/v1", '"soon" is not a quarter.'),
    ],
)
def test_a_word_that_is_no_code_is_refused_with_what_to_write(word, message):
    with pytest.raises(InputError) as caught:
        firm_code(word, PLACES, "here")
    assert message in str(caught.value)
    (problem,) = caught.value.problems
    assert problem.where == "here" and problem.do


def test_a_firm_must_exist_when_something_is_done_to_it():
    assert firm_code("north/ic/2026Q1/v1", PLACES, "here", by=AT).quarter == AT
    with pytest.raises(InputError, match="is founded in 2026Q2, after 2026Q1"):
        firm_code("north/ic/2026Q2/v1", PLACES, "here", by=AT)


def test_all_that_is_wrong_with_a_code_comes_at_once():
    with pytest.raises(InputError) as caught:
        firm_code("south/steel/soon/v1", PLACES, "here")
    assert len(caught.value.problems) == 3


def test_an_event_on_firms_is_kept_as_written(tmp_path):
    text = "do: grant_patent, firms: [north/ic/2020Q1/v3, west/biomed/2024Q4/v0]"
    (act,) = resolved(tmp_path, f"{HEAD}  - {{at: 2026Q1, {text}}}\n").events
    assert act.firms == ("north/ic/2020Q1/v3", "west/biomed/2024Q4/v0")


@pytest.mark.parametrize(
    ("event", "where", "what"),
    [
        ("do: delist_prk, parks: [west]", "events[0].do", 'There is no event "delist_prk".'),
        ("do: delist_park", "events[0]", "delist_park needs parks."),
        ("do: delist_park, parks: [south]", "events[0].parks[0]", 'There is no park "south".'),
        ("do: delist_park, parks: []", "events[0].parks", "This list is empty."),
        ("do: delist_park, parks: [west], staff: 3", "events[0].staff", "takes no staff"),
        ("do: anchor_plant, parks: [west], industries: [steel]", "events[0].industries[0]",
         'There is no industry "steel".'),
        ("do: anchor_plant, parks: [west], industries: [ic], staff: 0", "events[0].staff",
         "0 staff cannot be ordered."),
        ("do: anchor_plant, parks: [west], industries: [ic], staff: 1e9", "events[0].staff",
         "1,000,000,000 staff cannot be ordered."),
        ("do: cut_grant_lag, industries: [ic], months: -3", "events[0].months",
         "-3 months cannot be ordered."),
        ("do: cut_grant_lag, industries: [ic], months: many", "events[0].months",
         'This must be a number, not "many".'),
        ("do: grant_patent, firms: [north/ic/2020Q1/v3, north]", "events[0].firms[1]",
         '"north" is no code of a firm.'),
        ("do: grant_patent, firms: [north/ic/2020Q1/v3, north/ic/2020Q1/v3]", "events[0].firms[1]",
         "north/ic/2020Q1/v3 stands twice."),
        ("do: grant_patent, firms: [north/ic/2027Q1/v3]", "events[0].firms[0]",
         "north/ic/2027Q1/v3 is founded in 2027Q1, after 2026Q1."),
    ],
)  # fmt: skip
def test_an_event_that_cannot_be_is_told_with_its_place(tmp_path, event, where, what):
    (problem,) = problems(tmp_path, event)
    assert problem.where.endswith(f"  {where}")
    assert what in problem.what
    assert problem.do


def test_the_same_act_twice_is_an_error_and_the_other_is_named(tmp_path):
    (problem,) = problems(tmp_path, *["do: delist_park, parks: [west]"] * 2)
    assert problem.what == "delist_park is ordered twice for 2026Q1."
    assert "mine.yaml:4" in problem.do


def test_an_event_outside_the_period_is_refused(tmp_path):
    with pytest.raises(InputError, match="2041Q1 is outside the period"):
        resolved(tmp_path, HEAD + "  - {at: 2041Q1, do: delist_park, parks: [west]}\n")
