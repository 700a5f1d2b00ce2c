"""The anatomy of the quarter: numbers, equations, readers, and one channel for each lever."""

import pytest

from sim.core.equation import equation
from sim.core.stage import stage
from sim.policy.registers import load
from sim.quarter import QUARTER
from sim.search.anatomy import (
    Step,
    anatomy,
    carrying,
    channels,
    equation_numbers,
    readers,
    shared,
)

STEPS = anatomy(QUARTER)


@equation
def rate(one, other):
    """Rate of something (E7).   one * other"""
    return one * other


@stage
def twins(parks, law):
    """Two levers that only their product enters (E8)."""
    for park in parks:
        rules = law[park.row]
        park.budget = rate(rules.left * rules.right, 2.0)
        park.score = rate(rules.alone, 1.0)


@stage
def halves(parks, law):
    """One lever acts with another here and alone there (E9)."""
    for park in parks:
        rules = law[park.row]
        park.budget = rate(rules.size * rules.share, 2.0)
        park.score = rules.size


def test_stages_have_their_number_and_come_in_its_order():
    numbers = [step.number for step in STEPS if step.number is not None]
    assert numbers == sorted(numbers)  # a stage may have several files
    assert all(step.shipped for step in STEPS)
    assert (STEPS[0].name, numbers[0], numbers[-1]) == ("world", 1, 29)


def test_a_stage_has_a_title_from_its_file():
    [match] = [step for step in STEPS if step.name == "match"]
    assert match.title == "People and posts meet; pay follows."


def test_a_step_that_runs_several_loops_knows_them_all():
    [match] = [step for step in STEPS if step.name == "match"]
    assert {part.name for part in match.parts} >= {"post_seats", "search", "hire", "set_wages"}
    assert {21, 22, 23} <= match.equations
    assert "employer" in match.written["talents"]


def test_a_stage_of_ones_own_has_no_number():
    step = Step(twins)
    assert (step.number, step.shipped) == (None, False)
    assert step.title == "Two levers that only their product enters (E8)."
    assert step.equations == {7, 8}


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("E24, E47", (24, 47)),
        ("E20-E22", (20, 21, 22)),
        ("seats (E21) and E3–E5", (21, 3, 4, 5)),
        ("tally", ()),
        ("THE42 and E", ()),
    ],
)
def test_equations_are_found_in_a_text(text, numbers):
    assert equation_numbers(text) == numbers


def test_equations_and_names_lead_to_their_stages():
    assert "enter" in carrying(STEPS, "E49")
    assert carrying(STEPS, "tally") == ["tally"]


def test_a_lever_leads_to_its_readers():
    assert readers(STEPS, "law", "land_release") == ["build"]
    assert readers(STEPS, "law", "no_such_lever") == []


def test_levers_that_only_one_product_takes_share_a_channel():
    assert shared(channels([Step(twins)])) == [("left", "right")]


def test_a_lever_that_also_acts_alone_has_a_channel_of_its_own():
    assert shared(channels([Step(halves)])) == []


def test_a_consumer_goes_by_the_equation_that_is_called_else_by_its_loop():
    step = Step(halves)
    argument, term = channels([step])["size"]
    assert step.numbers(argument[1]) == (7,)
    assert step.numbers(term[1]) == (9,)


def test_every_lever_is_read_by_a_stage():
    unread = [
        lever.id for lever in load().levers.values() if not readers(STEPS, "law", lever.field)
    ]
    assert unread == []


def test_no_two_levers_share_a_channel():
    assert shared(channels(STEPS)) == []


def test_every_lever_that_is_read_has_a_consumer():
    read = {field for step in STEPS for field in step.reads("law")}
    assert set(channels(STEPS)) == read
