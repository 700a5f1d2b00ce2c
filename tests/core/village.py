"""A village of shops and towns that uses all of the small language, for the tests of stages."""

import math

import numpy as np

from sim.core.agent import Agent, Record
from sim.core.equation import equation
from sim.core.luck import (
    Luck,
    exponential,
    gumbel,
    identity,
    negative_binomial,
    normal,
    poisson,
    uniform,
)
from sim.core.plain import buffer, counters, order, pay
from sim.core.society import Society
from sim.core.stage import stage
from sim.core.state import state

DAYS = 90
CEILING = 2.5


class Town(Agent):
    rent = state("yuan a m2 a day", "rent")
    visits = state("count", "visits of the quarter")
    stock = state("m2", "floor by kind of shop", shape=3)
    open_days = state("share", "share of days with a market")


class Shop(Agent):
    town = state("index", "town where it stands; -1 = none", of="towns")
    kind = state("code", "0 food, 1 cloth, 2 tools")
    cash = state("million yuan", "cash")
    taste = state("sd", "draw of a lifetime")
    age = state("quarters", "age")
    heir = state("identity", "uid of the next owner")
    ill = state("0/1", "closed by illness")


class Road(Record):
    start = state("index", "one end", of="towns")
    end = state("index", "other end", of="towns")


class Named:
    """Constants by name, as both engines read them."""

    def __init__(self, **values):
        self.values = values

    def column(self, name):
        return self.values[name]

    def __getattr__(self, name):
        if name == "values" or name not in self.values:
            raise AttributeError(name)
        return self.values[name]


class ByTown(Named):
    """Constants by name and town."""

    def __getitem__(self, town):
        return Named(**{name: value[town] for name, value in self.values.items()})

    @property
    def zone(self):
        return self[0]


@equation
def takings(cash, rent, share):
    """Cash after a quarter of rent."""
    return cash + share * math.exp(-rent) - math.log1p(rent) / DAYS


@equation
def bounded(value, ceiling):
    """A value between 0 and its ceiling."""
    if value < 0.0:
        return 0.0
    return min(value, ceiling, CEILING)


@equation
def subsidy(rate, cash, ceiling):
    """A share of cash, bounded."""
    return bounded(rate * cash, ceiling)


@stage
def trade(shops, towns, law, assume, books, space, luck):
    """Shops sell, are helped, fall ill, age and move."""
    scores = buffer(len(towns))
    moves = counters(2)
    for town in towns:
        town.visits = 0
        town.open_days = 0.25 + 0.75 * uniform(luck.market, town.uid, 0)
    for shop in shops:
        if not shop.alive or shop.town < 0:
            continue
        here = towns[shop.town]
        rules = law[shop.town]
        shop.taste = normal(luck.ever.taste, shop.uid, 0)
        shock = exponential(luck.year.shock, shop.uid, 1)
        shop.cash = takings(shop.cash, here.rent, here.open_days * shock)
        help_ = subsidy(rules.subsidy, max(0.0, shop.cash), assume.ceiling)
        shop.cash += help_
        pay(books.flow, 0, 1 + shop.kind, help_)
        shop.ill = shop.cash < law.zone.floor and shop.age > 2
        visits = poisson(assume.visits[shop.kind], luck.visits, shop.uid, 0)
        visits += negative_binomial(3.5, 0.8, luck.parties, shop.uid, 0)
        here.visits += visits
        here.stock[shop.kind] -= 0.5 * visits % 7
        shop.age += 1
        shop.heir = identity(luck.heir, shop.uid, shop.age // 4)
        for t in range(len(towns)):
            other = towns[t]
            near = -0.1 * space.km[here.row, other.row]
            scores[t] = near - other.rent + gumbel(luck.move, shop.uid, t)
        best = order(scores, len(towns))
        target = best[len(towns) - 1]
        tries = 0
        while target != shop.town and tries < 3:
            tries = tries + 1
            if law[target].closed > 0.5:
                target = best[len(towns) - 1 - tries]
        if target != here.row:
            moves[0] += 1
            shop.town = target
        else:
            moves[1] += 1
    for town in towns:
        town.rent = abs(town.rent + (0.01 if town.visits > 20 else -0.005))
    books.count[0] = moves[0]
    books.count[1] = moves[1]


class Village(Society):
    """Four towns and many shops.

    seed    of luck
    engine  "plain" or "compiled"
    """

    def __init__(self, seed=1, engine="plain", shops=200, rng=1):
        super().__init__(rng=rng)
        self.seed, self.engine = seed, engine
        self.add_table("towns", Town)
        self.add_table("shops", Shop)
        self.add_table("roads", Road)
        for number in range(4):
            Town(self, uid=number + 1, rent=0.5 + 0.25 * number)
        places = np.arange(shops)
        values = {"uid": 1000 + 7 * places, "town": places % 4, "kind": places % 3, "cash": 1.0}
        self.shops.table.append(shops, values)
        self.law = ByTown(
            subsidy=np.array([0.1, 0.0, 0.2, 0.3]),
            floor=np.full(4, 0.4),
            closed=np.array([0.0, 0.0, 0.0, 1.0]),
        )
        self.assume = Named(ceiling=0.75, visits=np.array([0.3, 4.0, 70.0]))
        self.books = Named(flow=np.zeros((4, 4)), count=np.zeros(2))
        self.space = Named(km=np.abs(np.subtract.outer(np.arange(4.0), np.arange(4.0))))

    def inputs(self):
        luck = Luck(self.seed, 0, "trade", self.steps)
        return {
            "shops": self.shops,
            "towns": self.towns,
            "law": self.law,
            "assume": self.assume,
            "books": self.books,
            "space": self.space,
            "luck": luck,
        }

    def step(self):
        trade.run(self.inputs(), self.engine)

    def state(self):
        """Everything there is, as bytes."""
        tables = [self.shops.table, self.towns.table]
        columns = [table.column(name) for table in tables for name in table.columns]
        return [c.tobytes() for c in [*columns, *self.books.values.values()]]
