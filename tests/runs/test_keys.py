import math

import pytest

from sim.runs.keys import canonical_json, content_hash, run_key

GIVEN = {"seed": 1, "replicate": 0, "resolution": "draft", "data": "d", "dynamics": "m"}


def test_whole_numbers_have_one_spelling():
    assert canonical_json({"b": 70.0, "a": (1, 2)}) == '{"a":[1,2],"b":70}'


def test_a_switch_is_no_number():
    assert canonical_json([True, 1]) == "[true,1]"


def test_the_order_of_keys_and_of_sets_does_not_count():
    assert canonical_json({"a": 1, "b": {"M5", "M1"}}) == canonical_json(
        {"b": {"M1", "M5"}, "a": 1}
    )


def test_chinese_is_written_as_it_is():
    assert canonical_json("园") == '"园"'


@pytest.mark.parametrize("number", [math.nan, math.inf])
def test_a_number_that_is_not_finite_is_no_part_of_a_key(number):
    with pytest.raises(ValueError):
        canonical_json([number])


def test_an_object_is_no_part_of_a_key():
    with pytest.raises(TypeError):
        canonical_json(object())


@pytest.mark.parametrize(
    "other",
    [
        {"seed": 2},
        {"replicate": 1},
        {"resolution": "full"},
        {"data": "e"},
        {"dynamics": "n"},
    ],
)
def test_a_key_changes_with_everything_that_decides_the_numbers(other):
    policy = {"land.release": 1.2}
    assert run_key(policy, **GIVEN) != run_key(policy, **{**GIVEN, **other})


def test_a_key_changes_with_the_policy():
    assert run_key({"a": 1}, **GIVEN) != run_key({"a": 2}, **GIVEN)


def test_seed_and_replicate_are_not_mixed_up():
    one = run_key({}, **{**GIVEN, "seed": 1, "replicate": 2})
    assert one != run_key({}, **{**GIVEN, "seed": 2, "replicate": 1})


def test_the_content_of_a_result_does_not_depend_on_the_order_of_its_runs():
    assert content_hash({"a": "1", "b": "2"}) == content_hash({"b": "2", "a": "1"})
    assert content_hash({"a": "1", "b": "2"}) != content_hash({"a": "2", "b": "1"})
