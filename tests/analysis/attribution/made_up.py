"""Games in memory: results of a design of clauses whose values are known by pen and paper."""

from itertools import permutations
from types import SimpleNamespace

import numpy as np
import pandas as pd

from sim.runs.designs.methods import lay_out
from sim.scenario.distribution import Distribution
from tests.analysis.made_up import InMemory
from tests.runs.designs.made_up import experiment, factor


def designed(names, n=4, **design):
    """Rows of the attribution that the project lays out for some clauses."""
    factors = [factor(name, Distribution("boolean", (0.5,)), switch=True) for name in names]
    return lay_out(experiment(*factors, method="attribution", n=n, **design)).values.astype(bool)


def every_order(count):
    """Rows of every order of joining, once each."""
    blocks = []
    for order in permutations(range(count)):
        standing = np.zeros((count + 1, count), bool)
        for step, player in enumerate(order, start=1):
            standing[step:, player] = True
        blocks.append(standing)
    return np.concatenate(blocks)


class Game(InMemory):
    """A result whose ``staff`` in the first and only quarter is worth(set of players, replicate).

    names     of the players        rows  which stand, (rows, players)
    worth     function of who stands (a set of names) and the replicate
    cost      the same for ``public_cost``, or none
    """

    def __init__(self, names, standing, worth, replicates=3, cost=None, **more):
        sets = [{n for n, s in zip(names, row, strict=True) if s} for row in standing]
        held = {"staff": _filled(worth, sets, replicates)}
        base = {"staff": _filled(worth, [set()] * len(sets), replicates)}
        if cost is not None:
            held["public_cost"] = _filled(cost, sets, replicates)
            base["public_cost"] = _filled(cost, [set()] * len(sets), replicates)
        super().__init__({"no-reform": base, "opinion": held}, headline=["staff"], **more)
        self.folder = "made-up"
        self._design = pd.DataFrame(standing, columns=list(names))
        self._design.insert(0, "row", np.arange(len(standing)))
        self.plan = pd.DataFrame(
            [
                (scenario, row, replicate, f"{sorted(sets[row])} {replicate}")
                for scenario in self.scenarios
                for row in range(len(sets))
                for replicate in range(replicates)
            ],
            columns=["scenario", "row", "replicate", "key"],
        )
        self.provenance = SimpleNamespace(**vars(self.provenance), at=[])

    def design(self):
        return self._design.copy()


def _filled(worth, sets, replicates):
    values = [[worth(each, replicate) for each in sets] for replicate in range(replicates)]
    return np.array(values, float)[:, :, None]


def glove(standing, replicate):
    """A left glove (a) is worth one with a right one (b or c); luck moves the whole."""
    return 10.0 * replicate + float("a" in standing and bool(standing & {"b", "c"}))
