"""Shapley values from orders of joining, and what players do alone, when removed, and in pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from sim.analysis import start_share
from sim.analysis.attribution.coalitions import Coalitions, Order, units
from sim.analysis.attribution.outputs import Runs
from sim.analysis.worlds import grid
from sim.core.errors import InputError


@dataclass(frozen=True)
class Sampled:
    """The orders and replicates from which contributions are taken; all of them ended.

    orders      of joining          replicates  places of the replicates
    units       orders that are independent of each other, as places in ``orders``
    lost        pairs of an order and a replicate left out, for a run in them failed
    """

    coalitions: Coalitions
    runs: Runs
    orders: list[Order]
    replicates: np.ndarray
    units: list[list[int]]
    lost: int

    def contributions(self, output: np.ndarray) -> np.ndarray:
        """Return what each player adds when it joins, (draws of luck, units, players).

        Over the players of a unit they sum to all players minus none: efficiency is exact.
        output  (replicates, rows)
        """
        own = output[self.replicates]
        found = np.empty((len(own), len(self.orders), len(self.coalitions.players)))
        for number, order in enumerate(self.orders):
            steps = np.diff(own[:, [self.runs.rows[int(row)] for row in order.rows]], axis=1)
            found[:, number, order.players] = steps
        return self.means(np.stack([found[:, unit].mean(axis=1) for unit in self.units], axis=1))

    def means(self, values: np.ndarray) -> np.ndarray:
        """Return the mean of each draw of luck; values have the sampled replicates in rows."""
        return start_share.means(values, self.runs.draws[self.replicates])

    def worlds(self, output: np.ndarray, standing: Sequence[int]) -> np.ndarray | None:
        """Return an output where some players stand alone, a value a draw of luck.

        None if no row has them, or a run of it failed in one of the replicates.
        """
        row = self.coalitions.row(standing)
        place = self.runs.rows.get(row) if row is not None else None
        if place is None or not self.runs.ended[self.replicates, place].all():
            return None
        return self.means(output[self.replicates, place])

    def between(
        self, output: np.ndarray, more: Sequence[int], less: Sequence[int]
    ) -> np.ndarray | None:
        """Return what an output is more with some players than with others, a value a draw."""
        one, other = self.worlds(output, more), self.worlds(output, less)
        return None if one is None or other is None else one - other

    def interaction(self, output: np.ndarray, pair: tuple[int, int]) -> np.ndarray | None:
        """Return how much more two players do together than one by one, a value a draw.

        The mean of v(ij) - v(i) - v(j) + v(none) and of the same with all others standing. This is
        the Shapley interaction index (Grabisch and Roubens 1999) of every game in which at most
        three players interact. None if the design has no rows of pairs.
        """
        every = set(range(len(self.coalitions.players)))
        ends = []
        for base in (set(), every - set(pair)):
            held = [
                self.worlds(output, sorted(base | set(more)))
                for more in (pair, pair[:1], pair[1:], ())
            ]
            if any(each is None for each in held):
                return None
            both, first, second, neither = held
            ends.append(both - first - second + neither)
        return np.mean(ends, axis=0)

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """Every two players."""
        return list(combinations(range(len(self.coalitions.players)), 2))


def sampled(coalitions: Coalitions, runs: Runs) -> Sampled:
    """Return the largest whole grid of orders and replicates in which every run ended.

    Raises InputError if there is none.
    """
    whole = {
        (int(replicate), number)
        for number, order in enumerate(coalitions.orders)
        if all(int(row) in runs.rows for row in order.rows)
        for replicate in np.flatnonzero(
            runs.ended[:, [runs.rows[int(row)] for row in order.rows]].all(axis=1)
        )
    }
    if not whole:
        what = "In no replicate did every run of an order of joining end."
        raise InputError("", what, "Look at the failures: parksim status; run them again.")
    replicates, numbers = grid(whole)
    planned = len(runs.ended) * len(coalitions.orders)
    orders = [coalitions.orders[number] for number in numbers]
    lost = planned - len(replicates) * len(orders)
    return Sampled(coalitions, runs, orders, np.array(replicates), units(orders), lost)
