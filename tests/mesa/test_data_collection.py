"""Mesa's DataCollector gives the same tables for both markets."""

import pytest
from mesa.datacollection import DataCollector

from tests.mesa.market import TableMarket


def collected(model, quarters=4):
    collector = DataCollector(
        model_reporters={
            "total": "total",
            "agents": lambda m: len(m.agents),
            "richest": [lambda m: m.agents.agg("wealth", max), [model]],
            "mean": lambda m: m.agents.agg("wealth", sum) / len(m.agents),
        },
        agent_reporters={"wealth": "wealth", "twice": lambda agent: agent.double},
        agenttype_reporters={
            model.broker: {"fee": "fee"},
            model.trader: {"number": "number", "more": [lambda a, by: a.wealth + by, [1.0]]},
        },
        tables={"events": ["step", "what"]},
    )
    for _ in range(quarters):
        collector.collect(model)
        model.step()
    return collector


def test_model_reporters_give_the_same_table(both):
    frames = [collected(market).get_model_vars_dataframe() for market in both]
    assert frames[0].equals(frames[1])
    assert list(frames[1]["agents"]) == [11, 11, 11, 10]


def test_agent_reporters_give_the_same_values_step_by_step(both):
    frames = [collected(market).get_agent_vars_dataframe() for market in both]
    plain, ours = (frame.reset_index().drop(columns="AgentID") for frame in frames)
    assert plain.equals(ours)
    assert len(ours) == 11 + 11 + 11 + 10


def test_agent_ids_of_the_collector_are_uids(both):
    market = both[1]
    uids = market.agents.get("unique_id")
    frame = collected(market, quarters=1).get_agent_vars_dataframe()
    assert frame.index.get_level_values("AgentID").tolist() == uids


@pytest.mark.parametrize("kind", ["trader", "broker"])
def test_reporters_of_a_kind_give_the_same_values(both, kind):
    frames = [
        collected(market).get_agenttype_vars_dataframe(getattr(market, kind)).reset_index()
        for market in both
    ]
    plain, ours = (frame.drop(columns="AgentID") for frame in frames)
    assert plain.equals(ours)
    assert len(ours) > 0


def test_an_attribute_that_no_agent_has_raises_as_in_mesa(model):
    collector = DataCollector(agent_reporters={"captain": "captain"})
    with pytest.raises(AttributeError, match="has no attribute 'captain'"):
        collector.collect(model)


def test_values_collected_do_not_change_afterwards():
    market = TableMarket()
    collector = DataCollector(model_reporters={"wealth": lambda m: m.agents.get("wealth")})
    collector.collect(market)
    before = market.agents.get("wealth")
    market.agents.set("wealth", 0.0)
    assert collector.get_model_vars_dataframe()["wealth"][0] == before
