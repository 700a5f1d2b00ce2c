"""What a lever says about values."""

import pytest

from sim.policy import registers as module


@pytest.fixture(scope="module")
def levers():
    return module.load().levers


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("assessment.pass_mark", 70),
        ("assessment.mode", "bottom_k"),
        ("assessment.mode", 1),
        ("assessment.delisting", True),
        ("assessment.delisting", 0),
        ("assessment.bottom_k", 3),
        ("fund.guidance_share", 0.5),
    ],
)
def test_a_value_of_the_right_kind_and_range_passes(levers, name, value):
    assert levers[name].check(value) is None


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("assessment.pass_mark", 101, "ranges from 0 to 100 (points), not 101."),
        ("assessment.pass_mark", "70", 'is a number (points), not "70".'),
        ("assessment.pass_mark", True, "is a number (points), not True."),
        ("assessment.mode", "mean", 'is one of absolute, bottom_k, not "mean".'),
        ("assessment.mode", 2, "is one of absolute, bottom_k, not 2."),
        ("assessment.delisting", 2, "is true or false, not 2."),
        ("assessment.bottom_k", 2.5, "is a whole number (parks), not 2.5."),
        ("fund.guidance_share", 20, "is a share from 0 to 1, not 20."),
        ("fund.guidance_share", 0.6, "ranges from 0 to 0.5 (share), not 0.6."),
    ],
)
def test_a_wrong_value_is_told_what_is_wrong_with_it(levers, name, value, said):
    assert levers[name].check(value) == f"{name} {said}"


def test_leaving_the_range_is_told_apart_from_being_no_value_at_all(levers):
    mark = levers["assessment.pass_mark"]
    assert mark.misfit(120) is None
    assert mark.outside(120) is not None
    assert mark.misfit("high") is not None


def test_a_choice_and_a_switch_are_numbers_in_the_law(levers):
    assert levers["assessment.mode"].value_in("bottom_k") == 1
    assert levers["assessment.window"].value_in("consecutive") == 0
    assert levers["assessment.delisting"].value_in(True) == 1
    assert levers["land.release"].value_in(12) == 12


def test_the_date_of_a_lever_is_a_quarter_or_by_park(levers):
    assert levers["assessment.pass_mark"].opinion.start == 4 * 2024
    assert levers["land.release"].opinion.start is None
    assert levers["land.release"].opinion.by_park
