"""A model of tables under Mesa's clock: steps, copies, and two models at once."""

import copy
import pickle

import mesa
import pytest
from mesa.experimental.mesa_signals import ModelSignals

from tests.mesa.market import PlainMarket, TableMarket


def state(model):
    return model.agents.get(["number", "wealth", "group"])


def test_a_step_counts_and_moves_the_clock(model):
    model.step()
    assert (model.steps, model.time) == (1, 1.0)
    model.run_for(4)
    assert (model.steps, model.time) == (5, 5.0)
    model.run_until(7)
    assert (model.steps, model.time) == (7, 7.0)


def test_events_of_the_model_happen_on_time(model):
    times = []

    def note():
        times.append((model.time, model.steps))

    model.schedule_event(note, at=2.5)
    model.run_for(4)
    assert times == [(2.5, 2)]


def test_run_model_goes_on_until_the_model_stops(model):
    def stop():
        model.running = False

    model.schedule_event(stop, at=3)
    model.run_model()
    assert model.steps == 3


def test_both_markets_live_the_same_life(both):
    for _ in range(9):
        for market in both:
            market.step()
    assert state(both[0]) == state(both[1])
    assert len(both[1].agents) == 8
    assert both[0].total == both[1].total


def test_kinds_and_their_sets(model):
    assert model.agent_types == [model.trader, model.broker]
    assert list(model.agents_by_type) == [model.trader, model.broker]
    assert [len(agents) for agents in model.agents_by_type.values()] == [8, 3]


def test_the_set_of_agents_cannot_be_replaced(model):
    with pytest.raises(AttributeError):
        model.agents = []


def test_the_same_seed_gives_the_same_life(model):
    again = type(model)()
    for market in (model, again):
        market.run_for(5)
    assert state(model) == state(again)
    other = type(model)(rng=8)
    other.run_for(5)
    assert state(model) != state(other)


def test_two_models_interleaved_give_the_same_as_apart(model):
    kind = type(model)
    apart = []
    for rng in (1, 2):
        alone = kind(rng=rng)
        alone.run_for(6)
        apart.append(state(alone))
    together = [kind(rng=1), kind(rng=2)]
    for _ in range(6):
        for market in together:
            market.step()
    assert [state(market) for market in together] == apart


@pytest.mark.parametrize(
    "again",
    [copy.deepcopy, lambda market: pickle.loads(pickle.dumps(market))],
    ids=["copy", "pickle"],
)
def test_a_copied_model_goes_on_alone_and_alike(model, again):
    model.run_for(2)
    other = again(model)
    assert state(other) == state(model)
    before = state(model)
    other.run_for(3)
    assert state(model) == before
    assert (model.steps, other.steps) == (2, 5)
    model.run_for(3)
    assert state(other) == state(model)


def test_remove_all_agents_leaves_nobody(model):
    agents = model.agents.to_list()
    model.remove_all_agents()
    assert len(model.agents) == 0
    assert not any(agent in model.agents for agent in agents)


def test_observers_hear_of_agents_that_come_and_go(model):
    heard = []

    def note(message):
        (agent,) = message.additional_kwargs["args"]
        heard.append((message.signal_type, agent.unique_id))

    model.observe("agents", [ModelSignals.AGENT_ADDED, ModelSignals.AGENT_REMOVED], note)
    added = model.trader(model, number=50)
    first = model.agents.to_list()[0]
    first.remove()
    first.remove()
    assert heard == [
        (ModelSignals.AGENT_ADDED, added.unique_id),
        (ModelSignals.AGENT_REMOVED, first.unique_id),
    ]


def test_agents_of_another_model_cannot_be_registered_or_removed():
    market, other = TableMarket(), TableMarket()
    stranger = other.traders.at(0)
    for call in (market.register_agent, market.deregister_agent):
        with pytest.raises(TypeError, match="lives in another model"):
            call(stranger)
    assert stranger in other.agents


def test_deregistering_an_absent_agent_raises(model):
    agent = model.agents.to_list()[0]
    model.deregister_agent(agent)
    with pytest.raises(KeyError):
        model.deregister_agent(agent)


def test_a_model_of_tables_is_a_mesa_model():
    assert isinstance(TableMarket(), mesa.Model)
    assert TableMarket(rng=3).random.random() == PlainMarket(rng=3).random.random()
