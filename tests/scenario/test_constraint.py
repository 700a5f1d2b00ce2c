"""Constraints: what they hold of rows worked out by hand, and what they refuse to be."""

import numpy as np
import pytest

from sim.core import quarters
from sim.scenario.constraint import Unreadable, constraint
from sim.scenario.factor import number_of

Q = quarters.parse
HEARD = {
    "fails": lambda word: number_of(word, "fails", "level", (), False),
    "mark": lambda word: number_of(word, "mark", "level", (), False),
    "land.pace": lambda word: number_of(word, "land.pace", "ramp", (), False),
    "start": lambda word: number_of(word, "start", "start", (), False),
    "mode": lambda word: number_of(word, "mode", "level", ("absolute", "bottom_k"), False),
    "public": lambda word: number_of(word, "public", "level", (), True),
}
COLUMNS = {
    "fails": np.array([1.0, 2.0, 3.0]),
    "mark": np.array([50.0, 60.0, 70.0]),
    "land.pace": np.array([1.0, 4.0, 0.0]),
    "start": np.array([float(Q(each)) for each in ("2024Q1", "2025Q1", "2026Q1")]),
    "mode": np.array([0.0, 1.0, 1.0]),
    "public": np.array([1.0, 0.0, 1.0]),
}


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("fails >= 2", [False, True, True]),
        ("1 < fails < 3", [False, True, False]),
        ("mark - 10 * fails == 40", [True, True, True]),
        ("mark / land.pace > 20", [True, False, True]),
        ("fails == 1 or mark > 65", [True, False, True]),
        ("not (fails == 1 or mark > 65)", [False, True, False]),
        ("start >= 2025Q1", [False, True, True]),
        ("start >= 2025", [False, True, True]),
        ("start - 2024Q1 >= 8", [False, False, True]),
        ('mode == "bottom_k"', [False, True, True]),
        ("public and mark < 55", [True, False, False]),
        ("public == false", [False, True, False]),
        ("-fails <= -3", [False, False, True]),
        ("true", [True, True, True]),
    ],
)
def test_rows_are_judged_as_by_hand(text, rows):
    assert constraint(text, HEARD).holds(COLUMNS).tolist() == rows


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("fials >= 1", 'no factor "fials"'),
        ("__import__('os').system('true')", "neither true"),
        ("fails.__class__ == 1", "no factor"),
        ("(lambda: 1)() == 1", "not allowed"),
        ("[1 for x in (1,)] == 1", "not allowed"),
        ("fails ** 9 > 1", "not allowed"),
        ("fails in (1, 2)", "not allowed"),
        ("fails if mark > 1 else mark", "neither true nor false"),
        ("fails + 1", "neither true nor false"),
        ("fails >", "cannot be read"),
        ("", "cannot be read"),
        ("(" * 300 + "fails" + ")" * 300, "500"),
        ("(" * 240 + "fails" + ")" * 240, "cannot be read"),
        ("fails > 1" + "0" * 400, "is a number"),
        ("fails + 1" + "0" * 400 + " > 2", "large"),
        ('mode == "relative"', "absolute, bottom_k"),
        ('fails == "many"', "is a number"),
        ("fails == 1j", "number"),
        ("start == maybe", "no factor"),
        ("x := 3", "cannot be read"),
    ],
)
def test_anything_else_is_refused_with_a_sentence(text, words):
    with pytest.raises(Unreadable) as raised:
        constraint(text, HEARD)
    assert words in raised.value.what
    assert raised.value.do


def test_a_near_name_is_offered():
    with pytest.raises(Unreadable) as raised:
        constraint("fials >= 1", HEARD)
    assert raised.value.do == 'Did you mean "fails"?'
