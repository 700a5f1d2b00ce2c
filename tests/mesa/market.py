"""One market twice: with plain Mesa agents and with agents in tables, the same calls on both."""

import mesa

from sim.core.agent import Agent
from sim.core.society import Society
from sim.core.state import state

WEALTH = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0]


class Trading:
    """What traders do in both markets."""

    def earn(self, amount, times=1):
        self.wealth += amount * times
        return self.wealth

    def pass_on(self):
        """Give half to the next poorer trader, so that the order of calls shows."""
        poorer = [a for a in self.model.agents if a.wealth < self.wealth]
        if poorer:
            heir = max(poorer, key=lambda a: (a.wealth, a.number))
            heir.wealth += self.wealth / 2
            self.wealth /= 2

    def ruin_the_next(self):
        """Take the agent with the next number out of the model."""
        for other in self.model.agents.to_list():
            if other.number == self.number + 1:
                other.remove()
        return self.number

    @property
    def double(self):
        return 2 * self.wealth


class PlainTrader(Trading, mesa.Agent):
    """A trader as plain Mesa has it."""

    def __init__(self, model, number=0, wealth=0.0, group=0):
        super().__init__(model)
        self.number, self.wealth, self.group = number, wealth, group


class PlainBroker(PlainTrader):
    """A broker has a fee."""

    def __init__(self, model, number=0, wealth=0.0, group=0, fee=0.0):
        super().__init__(model, number, wealth, group)
        self.fee = fee


class Trader(Trading, Agent):
    """The same trader in a table."""

    number = state("count", "number in the market")
    wealth = state("million yuan", "wealth")
    group = state("code", "group")


class Broker(Trader):
    """The same broker in a table."""

    fee = state("million yuan", "fee")


class Market:
    """Eight traders and three brokers; every step they trade in random order."""

    trader: type
    broker: type

    def fill(self):
        for number, wealth in enumerate(WEALTH):
            self.trader(self, number=number, wealth=wealth, group=number % 3)
        for number in range(3):
            self.broker(self, number=10 + number, wealth=2.5 * number, group=number, fee=0.5)

    def step(self):
        self.agents.shuffle_do("pass_on")
        self.agents.shuffle_do(lambda agent: agent.earn(self.random.random()))
        if self.steps % 3 == 0:
            min(self.agents, key=lambda agent: (agent.wealth, agent.number)).remove()

    @property
    def total(self):
        return sum(self.agents.get("wealth"))


class PlainMarket(Market, mesa.Model):
    """The market of plain Mesa."""

    trader, broker = PlainTrader, PlainBroker

    def __init__(self, rng=7):
        super().__init__(rng=rng)
        self.fill()


class TableMarket(Market, Society):
    """The market in tables."""

    trader, broker = Trader, Broker

    def __init__(self, rng=7):
        super().__init__(rng=rng)
        self.add_table("traders", Trader)
        self.add_table("brokers", Broker)
        self.fill()
