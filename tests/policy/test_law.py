"""The law in force, against lines of quarters written by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.core import quarters
from sim.core.errors import InputError
from sim.policy.change import Change
from sim.policy.ground import Ground
from sim.policy.law import Law, write_law
from sim.policy.lever import ByColumn
from tests.policy.made_up import FIRST as START
from tests.policy.made_up import NEVER, QUARTERS, ground, lever, registers

ALL = frozenset({"M1", "M2"})
NONE: frozenset[str] = frozenset()
DATED = np.array([NEVER, START + 1, START + 3, START + 5])  # parks 1, 2, 3 act in turn


def change(start: str, kind: str = "value", amount: float = 0.0, **others) -> Change:
    until = others.pop("until", None)
    if until is not None:
        until = quarters.parse(until)
    name = others.pop("lever", "mark")
    return Change(name, kind, amount, quarters.parse(start), until=until, **others)


def law(*changes: Change, levers=None, clauses=ALL, dates=DATED, **others) -> Law:
    levers = levers or [lever("mark", 10, 20)]
    return Law(ground(*levers, **others), clauses, changes, dates)


def line(written: Law, field: str = "mark", row: int = 0) -> list[float]:
    return written.paths[field][:, row].tolist()


OWN, PARENT, FACTOR = {"depth": 1}, {"depth": 0}, {"depth": 9}

# The Opinion moves the lever from 10 to 20 in 2024Q3. Columns: 2024Q1 .. 2025Q4.
CASES = {
    "no change": ([], [10, 10, 20, 20, 20, 20, 20, 20]),
    "a value holds from its quarter on": (
        [change("2024Q4", amount=50)],
        [10, 10, 20, 50, 50, 50, 50, 50],
    ),
    "a value before the Opinion acts keeps it out": (
        [change("2024Q2", amount=50)],
        [10, 50, 50, 50, 50, 50, 50, 50],
    ),
    "after its last quarter the path goes on": (
        [change("2024Q2", amount=50, until="2024Q4")],
        [10, 50, 50, 50, 20, 20, 20, 20],
    ),
    "a factor multiplies what would hold": (
        [change("2024Q2", "scale", 2)],
        [10, 20, 40, 40, 40, 40, 40, 40],
    ),
    "an amount is added to what would hold": (
        [change("2024Q2", "add", 5)],
        [10, 15, 25, 25, 25, 25, 25, 25],
    ),
    "baseline is the value before the Opinion": (
        [change("2024Q4", "baseline", until="2025Q2")],
        [10, 10, 20, 10, 10, 10, 20, 20],
    ),
    "a value is reached in equal steps": (
        [change("2024Q4", amount=60, over=4)],
        [10, 10, 20, 30, 40, 50, 60, 60],
    ),
    "a factor is reached in equal steps": (
        [change("2025Q1", "scale", 2, over=2)],
        [10, 10, 20, 20, 30, 40, 40, 40],
    ),
    "an amount is reached in equal steps": (
        [change("2025Q1", "add", -8, over=4)],
        [10, 10, 20, 20, 18, 16, 14, 12],
    ),
    "the next change of a file takes over": (
        [change("2024Q2", amount=30), change("2025Q1", amount=40)],
        [10, 30, 30, 30, 40, 40, 40, 40],
    ),
    "a passing change of a file gives way to the one it interrupts": (
        [change("2024Q2", amount=30), change("2024Q4", amount=40, until="2025Q1")],
        [10, 30, 30, 40, 40, 30, 30, 30],
    ),
    "a factor acts on an earlier change of its file": (
        [change("2024Q2", amount=30), change("2025Q1", "scale", 2)],
        [10, 30, 30, 30, 60, 60, 60, 60],
    ),
    "the scenario beats its parent from its own start on": (
        [change("2024Q1", amount=30, **PARENT), change("2024Q3", amount=40, **OWN)],
        [30, 30, 40, 40, 40, 40, 40, 40],
    ),
    "a later change of the parent stays beaten": (
        [change("2025Q1", amount=30, **PARENT), change("2024Q3", amount=40, **OWN)],
        [10, 10, 40, 40, 40, 40, 40, 40],
    ),
    "when the scenario's change ends the parent's path is back": (
        [
            change("2025Q1", amount=30, **PARENT),
            change("2024Q3", amount=40, until="2025Q1", **OWN),
        ],
        [10, 10, 40, 40, 40, 30, 30, 30],
    ),
    "the scenario's own factor acts on its parent's path": (
        [change("2025Q1", amount=30, **PARENT), change("2024Q3", "scale", 2, **OWN)],
        [10, 10, 40, 40, 60, 60, 60, 60],
    ),
    "an experiment's factor beats both": (
        [
            change("2024Q4", amount=50, **FACTOR),
            change("2024Q1", amount=30, **PARENT),
            change("2024Q3", amount=40, **OWN),
        ],
        [30, 30, 40, 50, 50, 50, 50, 50],
    ),
    "a change before the first quarter already holds": (
        [change("2023Q3", amount=30, over=4)],
        [25, 30, 30, 30, 30, 30, 30, 30],
    ),
}


@pytest.mark.parametrize(("changes", "expected"), CASES.values(), ids=CASES.keys())
def test_the_law_is_the_line_written_by_hand(changes, expected):
    assert line(law(*changes)) == pytest.approx(expected, rel=1e-12)


def test_a_clause_that_does_not_stand_leaves_the_value_before():
    levers = [lever("mark", 10, 20), lever("other", 1, 2, clause="M2")]
    only = law(levers=levers, clauses=frozenset({"M2"}))
    assert line(only) == [10] * 8
    assert line(only, "other") == [1, 1, 2, 2, 2, 2, 2, 2]


def test_a_lever_of_the_parks_follows_each_park_and_spares_the_rest_of_the_city():
    written = law(levers=[lever("mark", 10, 20, start="by park", scope="park")])
    assert line(written, row=0) == [10] * 8
    assert line(written, row=1) == [10, 20, 20, 20, 20, 20, 20, 20]
    assert line(written, row=2) == [10, 10, 10, 20, 20, 20, 20, 20]
    assert line(written, row=3) == [10, 10, 10, 10, 10, 20, 20, 20]


def test_a_lever_of_the_districts_follows_the_first_park_of_each():
    written = law(levers=[lever("mark", 10, 20, start="by park", scope="district")])
    assert line(written, row=1) == line(written, row=2) == [10] + [20] * 7
    assert line(written, row=3) == [10] * 5 + [20] * 3


def test_a_zone_wide_lever_moves_with_the_share_of_parks():
    written = law(levers=[lever("mark", 10, 16, start="by park")])
    for row in range(4):
        assert line(written, row=row) == pytest.approx([10, 12, 12, 14, 14, 16, 16, 16])


def test_a_zone_wide_whole_number_stays_whole():
    written = law(levers=[lever("mark", 10, 15, start="by park", kind="integer")])
    assert line(written) == [10, 12, 12, 13, 13, 15, 15, 15]


def test_a_lever_of_the_parks_with_a_date_spares_the_rest_of_the_city():
    written = law(levers=[lever("mark", 10, 20, scope="park")])
    assert line(written, row=0) == [10] * 8
    assert line(written, row=3) == [10, 10, 20, 20, 20, 20, 20, 20]


def test_a_value_before_may_come_from_a_column_of_the_parks():
    levers = [lever("body", ByColumn(0, "has"), True, scope="park", kind="switch")]
    columns = {"has": np.array([0, 1, 0, 1])}
    written = law(levers=levers, columns=columns)
    assert written.in_force(START).column("body").tolist() == [0, 1, 0, 1]
    assert written.in_force(START + 2).column("body").tolist() == [0, 1, 1, 1]
    back = law(change("2024Q4", "baseline", lever="body"), levers=levers, columns=columns)
    assert back.in_force(START + 3).column("body").tolist() == [0, 1, 0, 1]


def test_a_change_may_name_parks_and_leaves_the_others():
    written = law(
        change("2024Q2", amount=50, parks=(2,)), levers=[lever("mark", 10, 20, scope="park")]
    )
    assert line(written, row=2) == [10] + [50] * 7
    assert line(written, row=1) == [10, 10] + [20] * 6


def test_a_change_without_parks_reaches_the_parks_but_not_the_rest_of_the_city():
    written = law(change("2024Q2", amount=50), levers=[lever("mark", 10, 20, scope="park")])
    assert line(written, row=0) == [10] * 8
    assert line(written, row=3) == [10] + [50] * 7


def test_a_lever_of_the_industries_has_a_value_for_each():
    levers = [lever("access", 10, 20, scope="industry")]
    written = law(change("2024Q4", "add", 1, lever="access", industries=(1,)), levers=levers)
    assert written.paths["access"].shape == (QUARTERS, 4, 2)
    force = written.in_force(START + 4)
    assert force[2].access == [20, 21]
    assert force.zone.access == [20, 21]


def test_a_choice_is_held_as_its_number():
    kinds = {"kind": "choice", "choices": {"by mark": 0, "by rank": 1}, "range": (0, 1)}
    levers = [lever("mode", "by mark", "by mark", **kinds)]
    assert (
        line(law(change("2024Q2", amount=1, lever="mode"), levers=levers), "mode") == [0] + [1] * 7
    )


def test_the_law_of_a_quarter_is_read_by_column_and_by_row():
    force = law(levers=[lever("mark", 10, 20, scope="park")]).in_force(START + 2)
    column = force.column("mark")
    assert column.tolist() == [10, 20, 20, 20]
    assert column.flags.c_contiguous
    assert not column.flags.writeable
    assert force[1].mark == 20.0
    assert isinstance(force[1].mark, float)
    with pytest.raises(InputError, match='Did you mean "mark"'):
        force.column("marks")


@pytest.mark.parametrize("quarter", [START - 1, START + QUARTERS])
def test_a_quarter_outside_the_law_has_none(quarter):
    with pytest.raises(IndexError, match="no law is written for"):
        law().in_force(quarter)


def test_write_law_equals_a_law_on_a_ground():
    changes = [change("2024Q4", amount=50)]
    table = registers(lever("mark", 10, 20))
    written = write_law(table, ALL, changes, START, QUARTERS, {}, 3, 2, DATED)
    assert line(written) == [10, 10, 20, 50, 50, 50, 50, 50]


def test_levers_without_a_change_are_shared_between_laws():
    on = ground(lever("mark", 10, 20), lever("other", 1, 2))
    one, two = Law(on, ALL, [], DATED), Law(on, ALL, [change("2024Q4", amount=50)], DATED)
    assert one.paths["other"] is two.paths["other"]
    assert one.paths["mark"] is not two.paths["mark"]


REFUSED = {
    "two changes from one quarter on": (
        [change("2024Q2", amount=1, place="a:1"), change("2024Q2", amount=2, place="a:2")],
        ["a:2", "From 2024Q2 on, two changes of mark", "The other is at a:1"],
    ),
    "a change within another": (
        [
            change("2024Q2", amount=1, until="2025Q1", place="a:1"),
            change("2025Q1", amount=2, place="a:2"),
        ],
        ["a:2", "From 2025Q1 on", "The other is at a:1"],
    ),
    "beyond the range": (
        [change("2024Q2", amount=120, place="a:1")],
        ["a:1", "mark ranges from 0 to 100 (points), not 120.", "beyond_range: true"],
    ),
    "a factor that leaves the range": (
        [change("2024Q2", "scale", 6, place="a:1")],
        ["a:1", "mark ranges from 0 to 100 (points), not 120."],
    ),
    "beyond the range without a why": (
        [change("2024Q2", amount=120, beyond=True, place="a:1")],
        ["a:1", "has no reason"],
    ),
    "parks of a zone-wide lever": (
        [change("2024Q2", amount=50, parks=(1,), place="a:1")],
        ["a:1", "mark is the same in all parks"],
    ),
    "industries of a lever without": (
        [change("2024Q2", amount=50, industries=(1,), place="a:1")],
        ["a:1", "mark does not differ by industry"],
    ),
}


@pytest.mark.parametrize(("changes", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_a_change_that_cannot_hold_is_refused(changes, words):
    with pytest.raises(InputError) as caught:
        law(*changes)
    assert all(word in str(caught.value) for word in words), str(caught.value)


def test_two_changes_may_start_together_in_different_parks():
    one = change("2024Q2", amount=50, parks=(1,))
    two = change("2024Q2", amount=60, parks=(2, 3))
    written = law(one, two, levers=[lever("mark", 10, 20, scope="park")])
    assert written.in_force(START + 1).column("mark").tolist() == [10, 50, 60, 60]


def test_a_more_precise_target_is_no_precedence():
    one = change("2024Q2", amount=50, place="a:1")
    two = change("2024Q2", amount=60, parks=(2,), place="a:2")
    with pytest.raises(InputError, match="two changes of mark"):
        law(one, two, levers=[lever("mark", 10, 20, scope="park")])


def test_changes_of_parent_and_child_may_start_together():
    one, two = change("2024Q2", amount=50, depth=0), change("2024Q2", amount=60, depth=1)
    assert line(law(one, two)) == [10] + [60] * 7


@pytest.mark.parametrize("kind", ["switch", "choice"])
def test_a_switch_has_neither_multiples_nor_steps(kind):
    levers = [lever("mark", 0, 1, kind=kind, range=(0, 1), choices={"off": 0, "on": 1})]
    with pytest.raises(InputError, match="it has no multiples"):
        law(change("2024Q2", "scale", 2), levers=levers)
    with pytest.raises(InputError, match="it has no steps"):
        law(change("2024Q2", amount=1, over=4), levers=levers)


def test_a_change_beyond_the_range_is_noted_for_every_table():
    written = law(change("2024Q2", amount=120, beyond=True, why="a test", place="a:1"))
    assert line(written)[-1] == 120
    (beyond,) = written.beyond
    assert (beyond.lever, beyond.value, beyond.why, beyond.place) == ("mark", 120, "a test", "a:1")


def test_a_share_cannot_leave_0_to_1_even_beyond_its_range():
    levers = [lever("mark", 0.5, 0.5, kind="share", range=(0.2, 0.8))]
    assert line(law(change("2024Q2", amount=0.9, beyond=True, why="w"), levers=levers))[-1] == 0.9
    with pytest.raises(InputError, match="a share from 0 to 1"):
        law(change("2024Q2", "scale", 3, beyond=True, why="w"), levers=levers)


def test_a_range_is_not_missed_by_rounding():
    levers = [lever("mark", 0.1, 0.1, range=(0.0, 0.3))]
    assert line(law(change("2024Q2", "scale", 3), levers=levers))[-1] == pytest.approx(0.3)


def test_parts_of_a_sum_are_checked_in_every_quarter():
    parts = [
        lever(name, 0.5, 0.5, kind="share", range=(0, 1), part_of="weights") for name in ("a", "b")
    ]
    together = [
        change("2024Q2", amount=0.9, over=4, lever="a"),
        change("2024Q2", amount=0.1, over=4, lever="b"),
    ]
    assert line(law(*together, levers=parts), "b") == pytest.approx(
        [0.5, 0.4, 0.3, 0.2] + [0.1] * 4
    )
    apart = [together[0], change("2024Q3", amount=0.1, over=4, lever="b", place="x:7")]
    with pytest.raises(InputError, match=r"a, b sum to 1\.1 in 2024Q2, not to 1"):
        law(*apart, levers=parts)


def test_a_line_shows_the_file_behind_each_piece():
    written = law(
        change("2024Q4", amount=60, over=2, until="2025Q3", place="s.yaml:5:7"),
    )
    (found,) = written.pieces("mark")
    assert found.parks == ()
    assert [str(piece) for piece in found.pieces] == [
        "2024Q1-2024Q2  10  before  levers.yaml:mark",
        "2024Q3-2024Q3  20  Opinion  levers.yaml:mark",
        "2024Q4-2025Q1  40 to 60  change  s.yaml:5:7",
        "2025Q2-2025Q3  60  change  s.yaml:5:7",
        "2025Q4-2025Q4  20  Opinion  levers.yaml:mark",
    ]


def test_parks_with_the_same_line_stand_together():
    changed = change("2024Q1", amount=50, parks=(1, 3), place="s.yaml:5:7")
    written = law(changed, levers=[lever("mark", 10, 20, scope="park")])
    assert [found.parks for found in written.pieces("mark")] == [(0,), (1, 3), (2,)]


def test_a_ground_serves_many_sets_of_dates():
    on = ground(lever("mark", 10, 20, start="by park", scope="park"))
    assert isinstance(on, Ground)
    later = np.where(DATED == NEVER, NEVER, DATED + 1)
    assert line(Law(on, ALL, [], DATED), row=1) == [10] + [20] * 7
    assert line(Law(on, ALL, [], later), row=1) == [10, 10] + [20] * 6
    assert line(Law(on, NONE, [], DATED), row=1) == [10] * 8
