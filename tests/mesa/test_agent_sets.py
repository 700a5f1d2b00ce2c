"""Every call of Mesa's AgentSet on plain agents and on agents in tables, with the same result."""

import copy
import math
import operator
import pickle

import numpy as np
import pytest

from tests.mesa.market import WEALTH


def numbers(agents):
    return [agent.number for agent in agents]


def groups(grouped):
    return {key: numbers(group) for key, group in grouped}


def test_length_and_order(model):
    assert len(model.agents) == 11
    assert numbers(model.agents) == [0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12]
    assert numbers(model.agents.to_list()) == numbers(model.agents)


def test_get_one_attribute(model):
    traders = model.agents_by_type[model.trader]
    assert traders.get("wealth") == WEALTH
    assert traders.get("group") == [0, 1, 2, 0, 1, 2, 0, 1]


def test_get_several_attributes(model):
    found = model.agents.get(["number", "wealth"])
    assert found[:2] == [[0, 3.0], [1, 1.0]]
    assert found[-1] == [12, 5.0]


def test_get_a_property(model):
    assert model.agents_by_type[model.trader].get("double") == [2 * w for w in WEALTH]


def test_get_gives_python_numbers(model):
    assert {type(value) for value in model.agents.get("number")} == {int}
    assert {type(value) for value in model.agents.get("wealth")} == {float}


@pytest.mark.parametrize("names", ["fee", ["wealth", "fee"], "captain"])
def test_get_of_a_missing_attribute_raises(model, names):
    with pytest.raises(AttributeError):
        model.agents.get(names)


def test_get_of_a_missing_attribute_may_give_a_default(model):
    fees = model.agents.get("fee", handle_missing="default", default_value=-1.0)
    assert fees == [-1.0] * 8 + [0.5] * 3
    found = model.agents.get(["number", "fee"], handle_missing="default")
    assert found[7:9] == [[7, None], [10, 0.5]]
    assert model.agents.get("captain", "default", 0) == [0] * 11


def test_get_refuses_another_way_to_handle_what_is_missing(model):
    with pytest.raises(ValueError, match="Unknown handle_missing option: ignore"):
        model.agents.get("wealth", handle_missing="ignore")


def test_unique_ids_are_unique(model):
    assert len(set(model.agents.get("unique_id"))) == 11


def test_set_gives_everyone_the_same_value(model):
    assert model.agents.set("wealth", 2.0) is model.agents
    assert model.agents.get("wealth") == [2.0] * 11


def test_set_can_use_a_selection(model):
    model.agents.select(lambda agent: agent.wealth > 4.5).set("group", 9)
    assert numbers(a for a in model.agents if a.group == 9) == [4, 5, 7, 12]


@pytest.mark.parametrize("function", [sum, min, max, len, np.mean, np.std])
def test_agg_with_one_function(model, function):
    traders = model.agents_by_type[model.trader]
    assert traders.agg("wealth", function) == function(WEALTH)


def test_agg_with_several_functions(model):
    traders = model.agents_by_type[model.trader]
    assert traders.agg("wealth", [min, max, sum]) == [1.0, 9.0, 31.0]


def test_select_by_a_condition(model):
    assert numbers(model.agents.select(lambda agent: agent.wealth > 4.5)) == [4, 5, 7, 12]


@pytest.mark.parametrize(
    ("at_most", "expected"),
    [(0, 0), (1, 1), (3, 3), (100, 11), (math.inf, 11), (0.0, 0), (0.5, 5), (0.99, 10), (1.0, 11),
     (2.5, 3), (-1, 0)],
)  # fmt: skip
def test_select_at_most_a_number_or_a_share(model, at_most, expected):
    chosen = model.agents.select(at_most=at_most)
    assert numbers(chosen) == numbers(model.agents)[:expected]
    chosen = model.agents.select(lambda agent: True, at_most=at_most)
    assert numbers(chosen) == numbers(model.agents)[:expected]


def test_a_share_is_one_of_the_set_not_of_those_that_fit(model):
    chosen = model.agents.select(lambda agent: agent.group == 1, at_most=0.2)
    assert numbers(chosen) == [1, 4]


def test_select_asks_no_more_agents_than_needed(model):
    asked = []
    model.agents.select(lambda agent: asked.append(agent.number) or True, at_most=2)
    assert asked == [0, 1]


def test_select_by_type(model):
    assert numbers(model.agents.select(agent_type=model.broker)) == [10, 11, 12]
    assert len(model.agents.select(agent_type=model.trader)) == 11
    chosen = model.agents.select(lambda a: a.wealth > 2.0, at_most=1, agent_type=model.broker)
    assert numbers(chosen) == [11]


def test_select_without_condition_is_a_copy(model):
    chosen = model.agents.select()
    assert chosen is not model.agents
    assert numbers(chosen) == numbers(model.agents)


def test_select_in_place_narrows_a_copy(model):
    chosen = model.agents.copy()
    assert chosen.select(lambda agent: agent.group == 0, inplace=True) is chosen
    assert numbers(chosen) == [0, 3, 6, 10]
    assert chosen.select(inplace=True) is chosen
    assert len(model.agents) == 11


def test_group_by_an_attribute(model):
    grouped = model.agents.groupby("group")
    assert list(grouped.groups) == [0, 1, 2]
    assert groups(grouped) == {0: [0, 3, 6, 10], 1: [1, 4, 7, 11], 2: [2, 5, 12]}
    assert len(grouped) == 3
    assert grouped.count() == {0: 4, 1: 4, 2: 3}
    assert grouped.agg("wealth", max) == {0: 3.0, 1: 6.0, 2: 9.0}


def test_group_by_a_function(model):
    grouped = model.agents.groupby(lambda agent: agent.wealth > 3.5)
    assert groups(grouped) == {False: [0, 1, 3, 6, 10, 11], True: [2, 4, 5, 7, 12]}


def test_group_by_a_missing_attribute_raises(model):
    with pytest.raises(AttributeError):
        model.agents.groupby("fee")


def test_groups_can_be_lists(model):
    grouped = model.agents.groupby("group", result_type="list")
    assert isinstance(grouped.groups[0], list)
    assert groups(grouped)[2] == [2, 5, 12]


def test_groups_do_and_map(model):
    grouped = model.agents.groupby("group")
    assert grouped.map("get", "number")[2] == [2, 5, 12]
    assert grouped.map(len) == {0: 4, 1: 4, 2: 3}
    assert grouped.do("do", "earn", 1.0) is grouped
    assert model.agents.get("wealth")[0] == 4.0


@pytest.mark.parametrize("key", ["wealth", lambda agent: agent.wealth])
def test_sort_puts_the_largest_first_and_keeps_ties_in_order(model, key):
    traders = model.agents_by_type[model.trader]
    assert numbers(traders.sort(key)) == [5, 7, 4, 2, 0, 6, 1, 3]
    assert numbers(traders.sort(key, ascending=True)) == [1, 3, 6, 0, 2, 4, 7, 5]


def test_sort_understands_dots(model):
    assert numbers(model.agents.sort("wealth.real", ascending=True))[:2] == [10, 1]


def test_sort_in_place_reorders_a_copy(model):
    chosen = model.agents.copy()
    assert chosen.sort("number", inplace=True) is chosen
    assert numbers(chosen) == [12, 11, 10, 7, 6, 5, 4, 3, 2, 1, 0]


def test_map_calls_a_method_or_a_function(model):
    traders = model.agents_by_type[model.trader]
    assert traders.map("earn", 1.0, times=2) == [w + 2.0 for w in WEALTH]
    assert traders.map(lambda agent, factor: agent.number * factor, 3) == [
        0,
        3,
        6,
        9,
        12,
        15,
        18,
        21,
    ]


def test_do_calls_a_method_or_a_function_and_returns_the_set(model):
    traders = model.agents_by_type[model.trader]
    assert traders.do("earn", 1.0) is traders
    assert traders.do(lambda agent, amount: agent.earn(amount), amount=1.0) is traders
    assert traders.get("wealth") == [w + 2.0 for w in WEALTH]


def test_do_calls_in_the_order_of_the_set(both):
    for market in both:
        market.agents.do("pass_on")
    assert both[0].agents.get("wealth") == both[1].agents.get("wealth")


@pytest.mark.parametrize("call", ["do", "map"])
def test_an_agent_that_leaves_before_its_turn_is_passed_over(model, call):
    traders = model.agents_by_type[model.trader]
    getattr(traders, call)("ruin_the_next")
    assert numbers(traders) == [0, 2, 4, 6]


def test_map_gives_no_result_for_agents_that_left(model):
    assert model.agents.map("ruin_the_next") == [0, 2, 4, 6, 10, 12]


def test_an_agent_added_meanwhile_waits_for_the_next_call(model):
    model.agents.do(lambda agent: model.trader(model, number=agent.number + 100))
    assert len(model.agents) == 22


def test_a_method_nobody_has_raises(model):
    with pytest.raises(AttributeError):
        model.agents.do("fly")


@pytest.mark.parametrize("rng", [1, 2, 3])
def test_shuffles_from_the_same_seed_give_the_same_order(both, rng):
    orders = []
    for market in both:
        market.random.seed(rng)
        copied = market.agents.copy()
        assert copied.shuffle(inplace=True) is copied
        shuffled = [market.agents.shuffle(), market.agents.select(at_most=5).shuffle(), copied]
        orders.append([numbers(agents) for agents in shuffled])
    assert orders[0] == orders[1]
    assert sorted(orders[1][0]) == [0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12]


def test_shuffle_leaves_the_set_itself_alone(model):
    model.agents.shuffle()
    assert numbers(model.agents) == [0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12]


@pytest.mark.parametrize("method", ["pass_on", lambda agent: agent.pass_on()])
def test_shuffle_do_calls_in_the_same_random_order(both, method):
    for market in both:
        for _ in range(5):
            assert market.agents.shuffle_do(method) is market.agents
    assert both[0].agents.get("wealth") == both[1].agents.get("wealth")
    assert both[1].agents.get("wealth")[:8] != WEALTH


def test_shuffle_do_passes_over_agents_that_leave(both):
    for market in both:
        market.agents.shuffle_do("ruin_the_next")
    assert numbers(both[0].agents) == numbers(both[1].agents)


def test_membership(model):
    first, *_, last = model.agents
    assert first in model.agents
    assert last not in model.agents_by_type[model.trader]
    assert last in model.agents_by_type[model.broker]
    assert first not in model.agents.select(lambda agent: agent.wealth > 3.5)
    first.remove()
    assert first not in model.agents
    assert "trader" not in model.agents


def test_add_remove_and_discard_on_a_copy(model):
    chosen = model.agents.select(at_most=3)
    first, second, third = chosen
    last = model.agents.to_list()[-1]
    chosen.remove(second)
    chosen.discard(second)
    chosen.add(last)
    chosen.add(first)
    assert numbers(chosen) == [0, 2, 12]
    assert last in chosen
    assert second not in chosen
    assert len(model.agents) == 11
    assert third in chosen


@pytest.mark.parametrize(
    "of", [lambda m: m.agents, lambda m: m.agents.select(lambda a: a.group == 1)]
)
def test_removing_an_agent_that_is_not_in_the_set_raises(model, of):
    absent = model.agents.to_list()[0]
    absent.remove()
    with pytest.raises(KeyError):
        of(model).remove(absent)
    of(model).discard(absent)


def test_discard_and_add_on_the_set_of_the_model(model):
    traders = model.agents_by_type[model.trader]
    third = traders.to_list()[2]
    traders.discard(third)
    assert third not in traders
    assert len(traders) == 7
    traders.add(third)
    assert third in traders
    assert third.wealth == 4.0


def test_removing_an_agent_takes_it_out_of_every_set(model):
    second = model.agents.to_list()[1]
    second.remove()
    second.remove()
    assert len(model.agents) == 10
    assert len(model.agents_by_type[model.trader]) == 7
    assert second not in model.agents


def test_sets_can_be_combined_and_compared(model):
    rich = model.agents.select(lambda agent: agent.wealth > 3.5)
    one = model.agents.select(lambda agent: agent.group == 1)
    members = [set(numbers(rich & one)), set(numbers(rich | one)), set(numbers(rich - one))]
    assert members == [{4, 7}, {1, 2, 4, 5, 7, 11, 12}, {2, 5, 12}]
    assert rich & one <= rich
    assert (rich & one).isdisjoint(rich - one)
    assert rich == model.agents.select(lambda agent: agent.wealth > 3.5)


def test_copy_is_a_set_of_its_own(model):
    for copied in (copy.copy(model.agents), model.agents.copy()):
        copied.discard(copied.to_list()[0])
        assert len(copied) == 10
    assert len(model.agents) == 11


@pytest.mark.parametrize("of", [lambda m: m.agents, lambda m: m.agents.sort("number")])
def test_a_set_can_be_pickled_with_its_order(model, of):
    again = pickle.loads(pickle.dumps(of(model)))
    assert numbers(again) == numbers(of(model))
    again.set("wealth", 0.0)
    assert model.agents.get("wealth")[:8] == WEALTH


def test_an_empty_set_answers_all_calls(model):
    nobody = model.agents.select(lambda agent: False)
    assert (len(nobody), nobody.get("wealth"), nobody.map("earn", 1)) == (0, [], [])
    assert list(nobody.shuffle().sort("wealth").select(at_most=3)) == []
    assert len(nobody.groupby("wealth")) == 0
    assert nobody.agg("wealth", sum) == 0


def test_sets_share_the_random_numbers_of_the_model(model):
    assert model.agents.random is model.random
    assert model.agents.select(at_most=2).random is model.random


def test_attribute_getters_of_the_standard_library_work(model):
    assert model.agents.map(operator.attrgetter("number"))[:3] == [0, 1, 2]
