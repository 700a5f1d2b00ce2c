"""When a difference between two laws can act and be seen, and when each park takes part."""

from __future__ import annotations

import numpy as np
import pytest

from sim.core import quarters
from sim.policy.change import Change
from sim.policy.ground import Ground
from sim.policy.law import Law
from sim.policy.phase_in import DATES, FIRST, district_dates, phase_dates
from sim.policy.timing import first_action, first_visible
from tests.policy.made_up import FIRST as START
from tests.policy.made_up import NEVER, QUARTERS, ground, lever, registers

ALL = frozenset({"M1", "M2"})
DATED = np.array([NEVER, START + 1, START + 3, START + 5])


def change(start: str, kind: str = "value", amount: float = 0.0, **others) -> Change:
    until = others.pop("until", None)
    if until is not None:
        until = quarters.parse(until)
    name = others.pop("lever", "mark")
    return Change(name, kind, amount, quarters.parse(start), until=until, **others)


def first(*changes: Change, name: str, acts: str, visible: bool = False) -> dict[str, str]:
    on = ground(lever(name, 60, 60, acts=acts))
    one, two = Law(on, ALL, [], DATED), Law(on, ALL, changes, DATED)
    find = first_visible if visible else first_action
    return {key: quarters.text(value) for key, value in find(one, two).items()}


@pytest.mark.parametrize(
    ("start", "action", "visible"),
    [
        ("2025Q1", "2025Q1", "2026Q1"),
        ("2024Q2", "2025Q1", "2026Q1"),
        ("2024Q4", "2025Q1", "2026Q1"),
    ],
)
def test_a_pass_mark_acts_in_the_first_quarter_and_can_delist_a_year_later(start, action, visible):
    name = "assessment.pass_mark"
    raised = change(start, amount=70, lever=name)
    assert first(raised, name=name, acts="yearly, Q1") == {name: action}
    assert first(raised, name=name, acts="yearly, Q1", visible=True) == {name: visible}


def test_a_quarterly_lever_acts_at_once():
    raised = change("2024Q2", amount=70, lever="land.release")
    assert first(raised, name="land.release", acts="quarterly") == {"land.release": "2024Q2"}


def test_a_yearly_lever_that_is_back_before_the_year_begins_never_acts():
    passing = change("2024Q2", amount=70, until="2024Q4", lever="land.release")
    assert first(passing, name="land.release", acts="yearly Q1") == {}


def test_phase_in_dates_are_keyed_by_park_and_spread_over_their_quarters():
    dates = np.array([phase_dates(1, replicate, 40) for replicate in range(50)])
    assert (dates[:, 0] == NEVER).all()
    drawn = dates[:, 1:]
    assert quarters.text(drawn.min()) == "2024Q4"
    assert quarters.text(drawn.max()) == "2025Q4"
    share = np.bincount((drawn - FIRST).ravel(), minlength=DATES) / drawn.size
    assert share == pytest.approx([0.2] * 5, abs=4 * np.sqrt(0.16 / drawn.size))


def test_a_further_park_moves_nobody_elses_date():
    assert phase_dates(1, 0, 5)[:4].tolist() == phase_dates(1, 0, 3).tolist()


def test_laws_of_different_periods_are_compared_where_both_hold():
    table = registers(lever("mark", 10, 20))
    long = Ground(table, START, QUARTERS, {}, 3, 2)
    late = Ground(table, START + 3, QUARTERS, {}, 3, 2)
    same = Law(late, ALL, [], DATED)
    assert first_action(Law(long, ALL, [], DATED), same) == {}
    early = change("2024Q2", amount=50, until="2025Q1", lever="mark")
    assert first_action(Law(long, ALL, [early], DATED), same) == {"mark": START + 3}


def test_a_district_takes_part_with_its_first_park():
    dates = np.array([NEVER, 7, 5, 9])
    assert district_dates(dates, np.array([-1, 0, 0, 1])).tolist() == [NEVER, 5, 5, 9]
