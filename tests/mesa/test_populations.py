"""Where populations differ from plain Mesa, and what only they have."""

import numpy as np
import pytest

from sim.core.agent import Agent
from sim.core.population import Selection
from sim.core.state import state
from tests.mesa.market import WEALTH, PlainTrader, TableMarket, Trader


@pytest.fixture
def market():
    return TableMarket()


@pytest.mark.parametrize("of", [lambda m: m.agents, lambda m: m.traders])
def test_a_population_cannot_be_changed_in_place(market, of):
    for change in (
        lambda agents: agents.shuffle(inplace=True),
        lambda agents: agents.sort("wealth", inplace=True),
        lambda agents: agents.select(at_most=2, inplace=True),
    ):
        with pytest.raises(TypeError, match="select, sort or shuffle a copy of it"):
            change(of(market))
    assert len(of(market)) == len(of(TableMarket()))


def test_taking_an_agent_out_of_a_population_takes_it_out_of_the_model(market):
    first = market.traders.to_list()[0]
    market.traders.remove(first)
    assert first not in market.agents
    second = market.traders.to_list()[0]
    market.agents.discard(second)
    assert second not in market.traders


def test_a_selection_drops_agents_that_left(market):
    chosen = market.traders.select(lambda trader: trader.group == 0)
    chosen.to_list()[1].remove()
    assert chosen.get("number") == [0, 6]
    market.compact()
    assert chosen.get("number") == [0, 6]
    assert len(chosen) == 2


def test_a_selection_finds_its_agents_after_rows_moved(market):
    chosen = market.agents.sort("wealth")
    before = chosen.get("number")
    market.traders.at(0).remove()
    market.brokers.at(1).remove()
    market.compact()
    assert chosen.get("number") == [number for number in before if number not in (0, 11)]
    assert chosen.map(lambda agent: agent.number) == chosen.get("number")


def test_a_selection_holds_no_copy_of_state(market):
    chosen = market.traders.select(at_most=2)
    market.traders.table.column("wealth")[:2] = [70.0, 80.0]
    assert chosen.get("wealth") == [70.0, 80.0]


def test_an_agent_may_come_back_while_its_row_is_kept(market):
    first = market.traders.at(0)
    first.remove()
    market.agents.add(first)
    assert first in market.traders
    first.remove()
    market.compact()
    with pytest.raises(KeyError):
        market.traders.add(first)


def test_a_population_takes_no_agent_of_another_kind_or_model(market):
    with pytest.raises(TypeError, match="is no agent of traders"):
        market.traders.add(market.brokers.at(0))
    with pytest.raises(TypeError, match="is no agent of this model"):
        market.agents.add(TableMarket().traders.at(0))


def test_an_agent_is_found_by_the_row_that_references_name(market):
    market.traders.at(1).remove()
    assert market.traders.at(2).number == 2
    with pytest.raises(IndexError, match="traders has no row 8"):
        market.traders.at(8)
    with pytest.raises(IndexError):
        market.traders.at(-1)


def test_set_refuses_one_value_for_each(market):
    with pytest.raises(TypeError, match="wealth takes one value for all agents"):
        market.traders.set("wealth", np.arange(8.0))


def test_set_refuses_what_is_not_declared(market):
    with pytest.raises(AttributeError, match="Trader has no state captain"):
        market.traders.set("captain", 1)


def test_set_uses_the_setter_of_a_property():
    class Boat(Agent):
        length = state("km", "length")

        @property
        def meters(self):
            return self.length * 1000

        @meters.setter
        def meters(self, value):
            self.length = value / 1000

    market = TableMarket()
    market.add_table("boats", Boat)
    Boat.create_agents(market, 2)
    market.boats.set("meters", 250.0)
    assert market.boats.get("length") == [0.25, 0.25]


def test_columns_of_several_entries_read_and_set():
    class Ship(Agent):
        sails = state("m2", "sails by mast", shape=2)

    market = TableMarket()
    market.add_table("ships", Ship)
    Ship.create_agents(market, 3)
    market.ships.set("sails", [1.0, 2.0])
    assert [list(sails) for sails in market.ships.get("sails")] == [[1.0, 2.0]] * 3


def test_iterating_goes_on_while_agents_leave_and_rows_move(market):
    seen = []
    for trader in market.traders:
        seen.append(trader.number)
        if trader.number == 2:
            market.traders.select(lambda other: other.number in (0, 4)).do("remove")
            market.compact()
    assert seen == [0, 1, 2, 3, 5, 6, 7]


def test_a_selection_is_made_from_agents(market):
    first, second, *_ = market.traders
    broker = market.brokers.at(0)
    chosen = Selection([broker, second, first, second], market)
    assert chosen.get("number") == [10, 1, 0]
    assert market.selection([second]).get("number") == [1]
    assert len(market.selection()) == 0


def test_a_plain_mesa_agent_is_told_to_declare_its_state(market):
    with pytest.raises(TypeError, match="PlainTrader has no table in this model"):
        PlainTrader(market)


def test_sets_show_what_they_are(market):
    assert repr(market.traders) == "<population traders of 8>"
    assert repr(market.agents) == "<Everyone of 11 agents>"
    assert repr(market.traders.copy()) == "<Selection of 8 agents>"
    assert market.traders.name == "traders"
    assert market.traders.get("wealth") == WEALTH
    assert market.traders.table.kind is Trader
