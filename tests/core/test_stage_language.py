"""What a stage may not say: one refusal a test, each with its message and its place."""

import math

import numpy as np
import pytest

from sim.core.equation import equation
from sim.core.language import LanguageError
from sim.core.luck import uniform
from sim.core.stage import Stage, stage
from tests.core.village import Village, trade

LIMITS = (1, 2)
lower = 3.0


@equation
def doubled(x):
    """Twice a number."""
    return 2.0 * x


def helper(x):
    return x


def refused(function, message):
    """Check that a stage is refused with a message; return the whole text."""
    with pytest.raises(LanguageError) as caught:
        stage(function)
    text = str(caught.value)
    assert message in text
    return text


def test_an_agent_passed_to_a_function():
    def work(shops):
        for shop in shops:
            shop.cash = doubled(shop)

    text = refused(work, '"shop" is an agent and cannot be passed on.')
    assert "Pass its fields, such as shop.uid." in text


def test_an_agent_kept_under_a_second_name():
    def work(shops):
        for shop in shops:
            first = shop
            first.cash = 0.0

    refused(work, '"shop" is an agent and cannot be passed on.')


def test_a_power():
    def work(shops):
        for shop in shops:
            shop.cash = shop.cash**2

    refused(work, "Powers round differently in the two engines: write x * x")


@pytest.mark.parametrize("name", ["pow", "hypot", "gamma", "lgamma", "fmod"])
def test_a_function_of_math_that_rounds_differently(name, tmp_path):
    source = (
        f"import math\ndef work(shops):\n    for shop in shops:\n        x = math.{name}(2, 3)\n"
    )
    (tmp_path / "stages.py").write_text(source)
    scope = {}
    exec(compile(source, str(tmp_path / "stages.py"), "exec"), scope)
    refused(scope["work"], f"math.{name} is not the same in both engines.")


def test_a_list():
    def work(shops):
        found = [1.0, 2.0]
        for shop in shops:
            shop.cash = found[0]

    refused(work, "Lists cannot be compiled: use buffer(n) or counters(n).")


def test_a_dictionary():
    def work(shops):
        found = {}
        for shop in shops:
            shop.cash = found[0]

    refused(work, "Dictionaries cannot be compiled")


def test_a_comprehension():
    def work(shops):
        found = [shop.cash for shop in shops]
        return found

    refused(work, "Comprehensions cannot be compiled: write the loop.")


def test_a_generator():
    def work(shops):
        return max(shop.cash for shop in shops)

    refused(work, "Generators cannot be compiled: write the loop.")


def test_a_formatted_text():
    def work(shops):
        for shop in shops:
            label = f"{shop.cash}"
        return label

    refused(work, "Text cannot be compiled")


def test_a_function_inside():
    def work(shops):
        twice = lambda x: 2 * x  # noqa: E731
        for shop in shops:
            shop.cash = twice(shop.cash)

    refused(work, "Functions inside a stage cannot be compiled: declare an @equation.")


def test_an_exception():
    def work(shops):
        try:
            for shop in shops:
                shop.cash = 1.0 / shop.cash
        except ZeroDivisionError:
            return

    refused(work, "Exceptions cannot be compiled: write the condition.")


def test_a_with_block():
    def work(shops):
        with shops:
            pass

    refused(work, "A with block cannot be compiled.")


def test_identity_in_place_of_equality():
    def work(shops):
        for shop in shops:
            if shop.kind is None:
                shop.kind = 0

    refused(work, "Compare numbers with ==.")


def test_membership():
    def work(shops):
        for shop in shops:
            if shop.kind in (1, 2):
                shop.kind = 0

    refused(work, "Membership cannot be compiled: write the comparison.")


def test_an_assertion():
    def work(shops):
        for shop in shops:
            assert shop.cash > 0.0

    refused(work, "A stage cannot use Assert.")


def test_a_slice():
    def work(shops):
        for shop in shops:
            shop.stock = shop.stock[1:2]

    refused(work, "A stage cannot use Slice.")


def test_an_argument_given_by_name():
    def work(shops):
        for shop in shops:
            shop.cash = doubled(x=shop.cash)

    refused(work, "Arguments are given by position.")


def test_a_call_of_numpy():
    def work(shops):
        for shop in shops:
            shop.cash = np.exp(shop.cash)

    text = refused(work, "np.exp() is no equation.")
    assert "A stage calls equations (@equation), math, luck and" in text


def test_an_unknown_function():
    def work(shops):
        for shop in shops:
            shop.cash = helper(shop.cash)

    refused(work, "helper() is no equation.")


def test_a_method_of_an_agent():
    def work(shops):
        for shop in shops:
            shop.remove()

    refused(work, "shop.remove() is no equation.")


@pytest.mark.parametrize("name", ["lower", "LIMITS", "missing"])
def test_a_name_that_is_no_constant_number(name, tmp_path):
    source = f"def work(shops):\n    for shop in shops:\n        shop.cash = {name} + 1.0\n"
    (tmp_path / "stages.py").write_text(source)
    scope = {"lower": lower, "LIMITS": LIMITS}
    exec(compile(source, str(tmp_path / "stages.py"), "exec"), scope)
    refused(scope["work"], f'"{name}" is no number that a stage knows.')


def test_a_row_bound_twice():
    def work(shops, towns):
        for shop in shops:
            town = towns[shop.town]
            town = towns[0]
            shop.cash = town.rent

    text = refused(work, '"town" is bound to a row twice.')
    assert "Give the second row a name." in text


def test_one_name_for_rows_of_two_tables():
    def work(shops, towns):
        for shop in shops:
            shop.cash = 0.0
        for shop in towns:
            shop.rent = 0.0

    refused(work, '"shop" stands for a row of shops and of towns.')


def test_one_name_for_a_row_and_a_number():
    def work(shops, towns):
        for shop in shops:
            town = towns[shop.town]
            shop.cash = town.rent
            town = 3
            shop.age = town

    refused(work, '"town" is a row and cannot be a number too.')


def test_a_row_bound_to_two_names():
    def work(shops, towns):
        for shop in shops:
            a = b = towns[shop.town]
            shop.cash = a.rent + b.rent

    refused(work, "A row is bound to one name.")


def test_the_number_of_a_row_is_not_written():
    def work(shops):
        for shop in shops:
            shop.row = 3

    refused(work, "A row keeps its number.")


def test_a_table_passed_on():
    def work(shops):
        return doubled(shops)

    refused(work, '"shops" is a table and cannot be passed on.')


def test_a_length_of_something_else():
    def work(shops):
        for shop in shops:
            shop.age = len(shop.stock)

    refused(work, "len() counts the rows of a table.")


def test_a_maximum_of_one():
    def work(shops):
        for shop in shops:
            shop.cash = max(shop.stock)

    refused(work, "max() takes two numbers or more.")


def test_a_decision_drawn_at_two_places():
    def work(shops, luck):
        for shop in shops:
            shop.cash = uniform(luck.search, shop.uid, 0)
            shop.taste = uniform(luck.search, shop.uid, 1)

    text = refused(work, 'The decision "search" is drawn at two places.')
    assert "Every decision has a name of its own." in text


def test_one_word_in_two_scopes_of_luck_is_two_decisions():
    @stage
    def work(shops, luck):
        for shop in shops:
            shop.cash = uniform(luck.shock, shop.uid, 0)
            shop.taste = uniform(luck.year.shock, shop.uid, 0)

    assert work.reads("luck") == ["shock", "year.shock"]


@pytest.mark.parametrize("owner", ["law", "assume", "luck", "clock"])
def test_writing_to_what_a_stage_is_given(owner, tmp_path):
    source = f"def work(shops, {owner}):\n    for shop in shops:\n        {owner}.x = shop.cash\n"
    (tmp_path / "stages.py").write_text(source)
    scope = {}
    exec(compile(source, str(tmp_path / "stages.py"), "exec"), scope)
    refused(scope["work"], f"A stage cannot change {owner}.x.")


def test_writing_to_the_law_of_a_place():
    def work(shops, law):
        for shop in shops:
            rules = law[shop.town]
            rules.subsidy = 0.0

    refused(work, "A stage cannot change law.subsidy.")


def test_a_loop_over_something_else():
    def work(shops):
        for place in shops.stock:
            shops.total += place

    refused(work, "A loop runs over a table or over range(...).")


def test_a_loop_with_two_names():
    def work(shops):
        for place, shop in enumerate(shops):
            shop.age = place

    refused(work, "A loop has one name.")


def test_a_function_without_source():
    scope = {}
    exec("def work(shops):\n    return 1", scope)
    refused(scope["work"], "The source of this function cannot be read.")


def test_a_lambda_is_no_stage():
    work = lambda shops: 1  # noqa: E731
    refused(work, "A stage must be written with def.")


def test_all_problems_are_told_at_once_with_their_place():
    def work(shops):
        for shop in shops:
            shop.cash = shop.cash**2
            shop.age = helper(shop.age)

    text = refused(work, "Powers")
    assert "helper() is no equation." in text
    line = work.__code__.co_firstlineno + 2
    assert f"{__file__}:{line}:25  work" in text
    assert f"{__file__}:{line + 1}:24  work" in text


def test_a_stage_tells_what_it_reads():
    assert trade.reads("law") == ["subsidy", "floor", "closed"]
    assert trade.reads("assume") == ["ceiling", "visits"]
    assert trade.reads("space") == ["km"]
    assert set(trade.reads("towns")) >= {"rent", "visits", "stock", "open_days", "uid"}


def test_a_stage_tells_what_it_writes():
    written = {"town", "taste", "cash", "ill", "age", "heir"}
    assert {name for owner, name in trade.writes() if owner == "shops"} == written
    written = {"rent", "visits", "stock", "open_days"}
    assert {name for owner, name in trade.writes() if owner == "towns"} == written
    assert {name for owner, name in trade.writes() if owner == "books"} == {"flow", "count"}
    assert not [owner for owner, _ in trade.writes() if owner in ("law", "assume", "luck")]


def test_a_stage_keeps_the_function_as_written():
    @stage
    def work(shops):
        """Shops close."""
        for shop in shops:
            shop.cash = math.floor(shop.cash)

    model = Village(shops=2)
    work.plain(model.shops)
    assert model.shops.get("cash") == [1.0, 1.0]
    assert isinstance(work, Stage)
    assert work.name == "work"
    assert work.__doc__ == "Shops close."
    assert repr(work) == "<stage work>"


def test_a_stage_is_called_with_a_model():
    class Model:
        def apply(self, work):
            return f"applied {work.name}"

    assert trade(Model()) == "applied trade"
