"""Where the value of a field goes: the consumers that are read off a stage's syntax."""

import pytest

from sim.core.channel import consumers
from sim.core.equation import equation
from sim.core.plain import buffer, pay
from sim.core.stage import stage


@equation
def toll(rate, distance):
    """Toll of a way.   rate * distance"""
    return rate * distance


@stage
def arguments(carts, law, assume):
    """Levers in arguments of equations, through a row, a row number and the zone."""
    for cart in carts:
        rules = law[cart.place]
        cart.paid = toll(rules.rate, assume.way) + toll(law[cart.place].second, 2.0)
        cart.owed = toll(3.0, max(1.0, 2.0 * law.zone.stretch))


@stage
def followed(carts, law):
    """A lever in a variable that is set once is followed, one in a sum is not."""
    for cart in carts:
        rules = law[cart.place]
        share = rules.share
        cart.paid = toll(1.0 - share, 2.0)
        total = 0.0
        total += 5.0 * rules.added
        cart.owed = toll(total, 1.0)


@stage
def addends(carts, law):
    """Levers that are added up stand in addends of their own; factors stand together."""
    for cart in carts:
        rules = law[cart.place]
        cart.paid = 2.0 * rules.one + rules.other * cart.weight - rules.left * rules.right


@stage
def decisions(carts, law, ledger):
    """Levers in conditions, loops and payments."""
    seats = buffer(len(carts))
    for cart in carts:
        rules = law[cart.place]
        if rules.switch and cart.weight < rules.limit:
            cart.paid = 1.0
        for turn in range(int(rules.turns)):
            seats[turn] = 1.0
        pay(ledger.flow, 0, 1, 3.0 * rules.price)
        due = toll(rules.fee, 1.0)
        pay(ledger.flow, 0, 2, due)
        both = toll(rules.shared, 1.0)
        pay(ledger.flow, 0, 2, both)
        cart.owed = both


@stage
def by_place(carts, law):
    """A lever with a value for each kind."""
    for cart in carts:
        cart.paid = toll(law[cart.place].list[cart.kind], 1.0)


def spoken(stage, owner="law"):
    """Return field -> its consumers in words."""
    found = consumers(stage, owner)
    return {field: [f"{each.kind} {each}" for each in takers] for field, takers in found.items()}


def test_a_field_goes_to_the_argument_of_the_equation_that_takes_it():
    assert spoken(arguments) == {
        "rate": ["equation toll(rate)"],
        "second": ["equation toll(rate)"],
        "stretch": ["equation toll(distance)"],
    }


def test_two_calls_of_one_equation_are_two_consumers():
    found = consumers(arguments, "law")
    assert found["rate"] != found["second"]


def test_fields_of_any_input_can_be_traced():
    assert spoken(arguments, "assume") == {"way": ["equation toll(distance)"]}


def test_a_variable_that_is_set_once_is_followed_and_a_sum_is_not():
    assert spoken(followed) == {
        "share": ["equation toll(rate)"],
        "added": ["term total: 5.0 * rules.added"],
    }


def test_addends_are_consumers_of_their_own_and_factors_share_one():
    found = consumers(addends, "law")
    assert spoken(addends)["one"] == ["term carts.paid: 2.0 * rules.one"]
    assert spoken(addends)["other"] == ["term carts.paid: rules.other * cart.weight"]
    assert found["left"] == found["right"]
    assert len({found["one"], found["other"], found["left"]}) == 3


def test_conditions_loops_and_payments_take_fields_too():
    assert spoken(decisions) == {
        "switch": ["condition condition: rules.switch"],
        "limit": ["condition condition: cart.weight < rules.limit"],
        "turns": ["loop loop: range(int(rules.turns))"],
        "price": ["payment pay(3.0 * rules.price)"],
        "fee": ["payment toll(rate)"],
        "shared": ["equation toll(rate)"],
    }


def test_an_entry_of_a_list_goes_where_the_list_would():
    assert spoken(by_place) == {"list": ["equation toll(rate)"]}


def test_a_consumer_knows_its_line():
    [taker] = consumers(by_place, "law")["list"]
    with open(by_place.source.file, encoding="utf-8") as lines:
        assert "list[cart.kind]" in lines.readlines()[taker.line - 1]


@pytest.mark.parametrize("each", [arguments, followed, addends, decisions, by_place])
def test_every_field_that_a_stage_reads_has_a_consumer(each):
    assert set(consumers(each, "law")) == set(each.reads("law"))
