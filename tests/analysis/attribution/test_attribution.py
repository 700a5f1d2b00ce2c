"""Contributions in games whose Shapley values are known by pen and paper."""

import numpy as np
import pytest

from sim.analysis.attribution.attribution import attribution, interactions
from sim.analysis.attribution.coalitions import coalitions, units
from sim.core.errors import InputError
from tests.analysis.attribution.made_up import Game, designed, every_order, glove

WORTH = {"a": 3.0, "b": -1.0, "c": 0.5, "d": 0.0}


def additive(standing, replicate):
    return 100.0 + replicate + sum(WORTH[each] for each in standing)


def values(found, column="value"):
    players = found[~found["player"].isin(["total", "others"])]
    return dict(zip(players["player"], players[column], strict=True))


def test_in_an_additive_game_each_clause_is_worth_its_own_part_in_every_order():
    found = attribution(Game("abcd", designed("abcd"), additive))
    for column in ("value", "low", "high", "alone", "removed"):
        assert values(found, column) == pytest.approx(WORTH), column
    total = found[found["player"] == "total"].iloc[0]
    assert (total["value"], total["replicates"], total["orders"]) == (2.5, 3, 4)
    assert values(found, "share") == pytest.approx({n: w / 2.5 for n, w in WORTH.items()})


def test_the_glove_game_gives_two_thirds_to_the_scarce_glove():
    """Shapley: a joins after b or c in 4 of 6 orders; b and c are alike."""
    found = attribution(Game("abc", every_order(3), glove))
    assert values(found) == pytest.approx({"a": 2 / 3, "b": 1 / 6, "c": 1 / 6})
    assert found["of"].unique().tolist() == ["level"]


def test_alone_a_glove_is_worth_nothing_and_without_the_scarce_one_all_is_lost():
    found = attribution(Game("abc", designed("abc", n=6), glove))
    assert values(found, "alone") == {"a": 0.0, "b": 0.0, "c": 0.0}
    assert values(found, "removed") == {"a": 1.0, "b": 0.0, "c": 0.0}


def test_the_parts_sum_to_the_whole_for_any_game_and_any_number_of_orders():
    luck = np.random.default_rng(7)
    worth = {}

    def random(standing, replicate):
        return worth.setdefault((frozenset(standing), replicate), luck.normal())

    for n in (2, 5, 8):
        found = attribution(Game("abcdef", designed("abcdef", n=n), random))
        total = found.loc[found["player"] == "total", "value"].item()
        assert sum(values(found).values()) == pytest.approx(total, abs=1e-12)
        every, none = frozenset("abcdef"), frozenset()
        assert total == pytest.approx(np.mean([worth[every, r] - worth[none, r] for r in range(3)]))


def test_a_clause_that_changes_no_run_is_marked_as_unable_and_worth_nothing():
    made = Game("abc", designed("abc"), lambda standing, replicate: len(standing - {"b"}))
    made.plan["key"] = (
        made.plan["key"].str.replace("'b'", "").str.replace(r"[\[\], ]+", " ", regex=True)
    )
    found = attribution(made).set_index("player")
    assert found.loc[["a", "b", "c"], "able"].tolist() == [True, False, True]
    assert found.loc["b", ["value", "low", "high"]].tolist() == [0.0, 0.0, 0.0]


def test_pairs_of_gloves_help_or_replace_each_other():
    """With none standing ab is worth 1 more than a and b, with c nothing: 1/2. bc: 0 and -1."""
    found = interactions(Game("abc", designed("abc", n=2, second_order=True), glove))
    pairs = {one + other: value for one, other, value in
             zip(found["one"], found["other"], found["together"], strict=True)}  # fmt: skip
    assert pairs == pytest.approx({"ab": 0.5, "ac": 0.5, "bc": -0.5})


def test_an_additive_game_has_no_interactions_and_without_rows_of_pairs_none_are_given():
    found = interactions(Game("abcd", designed("abcd", second_order=True), additive))
    assert len(found) == 6
    assert found["together"].abs().max() < 1e-12
    names = "abcde"
    assert interactions(Game(names, designed(names, n=2), lambda s, r: len(s))).empty


def test_cost_is_divided_up_as_well_and_stands_over_the_effect():
    """Cost 6 for a whose worth is 3: 2 a unit; b costs nothing."""
    found = attribution(
        Game("abcd", designed("abcd"), additive, cost=lambda s, r: 5.0 + 6.0 * ("a" in s))
    ).set_index("player")
    assert found.loc["a", ["cost", "cost_per_unit"]].tolist() == pytest.approx([6.0, 2.0])
    assert found.loc["b", "cost"] == 0.0
    assert found.loc["total", "cost_per_unit"] == pytest.approx(6.0 / 2.5)
    assert np.isnan(found.loc["d", "cost_per_unit"])


def test_groups_of_clauses_sum_their_values():
    found = attribution(Game("abcd", designed("abcd"), additive), groups={"a": "x", "b": "x"})
    assert values(found) == pytest.approx({"x": 2.0, "c": 0.5, "d": 0.0})
    assert values(found, "removed") == pytest.approx({"x": 2.0, "c": 0.5, "d": 0.0}, nan_ok=True)


def test_an_order_in_which_a_run_failed_is_left_out_in_that_replicate_or_altogether():
    rows = designed("abcd", n=4)
    made = Game("abcd", rows, additive, lost=[("opinion", 1, 8 + 5 + 2)])  # in the second order
    found = attribution(made)
    assert found[["replicates", "orders"]].iloc[0].tolist() == [3, 3]
    assert values(found) == pytest.approx(WORTH)


def test_without_a_whole_order_nothing_is_said():
    rows = designed("ab", n=1)
    lost = [("opinion", replicate, 5) for replicate in range(3)]
    with pytest.raises(InputError, match="every run of an order"):
        attribution(Game("ab", rows, lambda s, r: len(s), lost=lost))


def test_a_design_of_another_kind_is_refused_by_name():
    rows = np.array([[True, False], [False, True]])
    with pytest.raises(InputError, match="method: attribution"):
        attribution(Game("ab", rows, lambda s, r: len(s)))


def test_an_order_and_its_reverse_count_as_one_and_bounds_need_two_of_them():
    held = coalitions(Game("abc", designed("abc", n=5), glove))
    assert units(held.orders) == [[0, 1], [2, 3], [4]]
    one = attribution(Game("abc", designed("abc", n=2), glove))
    players = one["player"].isin(list("abc"))
    assert one.loc[players, ["low", "high"]].isna().all(axis=None)


def test_what_the_scenario_does_besides_its_clauses_stands_apart():
    made = Game("ab", designed("ab"), lambda s, r: len(s))
    made.values["opinion"]["staff"] += 7.0
    found = attribution(made).set_index("player")["value"]
    assert found.to_dict() == {"a": 1.0, "b": 1.0, "others": 7.0, "total": 2.0}
