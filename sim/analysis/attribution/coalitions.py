"""Coalitions of an attribution: which players stand in each row, and the orders they join in.

A player is what a factor of the design switches: a clause, a family of levers, a budget line.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from sim.core.errors import InputError


@dataclass(frozen=True)
class Order:
    """One order in which the players join.

    rows     of the design, from no player to all of them, (players + 1,)
    players  in the order in which they join, (players,)
    """

    rows: np.ndarray
    players: np.ndarray


@dataclass(frozen=True)
class Coalitions:
    """The rows of an attribution.

    players   by name        rows  numbers of the rows, (rows,)
    standing  whether each player stands in each row, (rows, players)
    """

    players: tuple[str, ...]
    rows: np.ndarray
    standing: np.ndarray

    @cached_property
    def orders(self) -> list[Order]:
        """Orders of joining: rows that follow each other from no player to all."""
        found, size, place = [], len(self.players), 0
        while place + size < len(self.standing):
            part = self.standing[place : place + size + 1].astype(int)
            steps = np.diff(part, axis=0)
            if not part[0].any() and part[-1].all() and (steps.sum(axis=1) == 1).all():
                found.append(Order(self.rows[place : place + size + 1], steps.argmax(axis=1)))
                place += size + 1
            else:
                place += 1
        return found

    def row(self, standing: Collection[int]) -> int | None:
        """Return a row in which exactly some players stand, or None."""
        wanted = np.zeros(len(self.players), bool)
        wanted[list(standing)] = True
        return self._known.get(wanted.tobytes())

    @cached_property
    def _known(self) -> dict[bytes, int]:
        pairs = zip(self.standing, self.rows, strict=True)
        return {held.tobytes(): int(row) for held, row in reversed(list(pairs))}


def coalitions(results: Any) -> Coalitions:
    """Return the rows of a result's design as coalitions.

    results  result of an experiment (`sim.runs.results.Results`)
    Raises InputError if the design is no attribution.
    """
    design = results.design().sort_values("row")
    standing = design.drop(columns="row")
    found = None
    if all(standing[name].isin([False, True]).all() for name in standing):
        held = np.ascontiguousarray(standing.to_numpy(bool))
        found = Coalitions(tuple(standing), design["row"].to_numpy(), held)
    if found is None or not found.orders:
        what = "The design of this result lets no clauses join one after the other."
        do = "Run an experiment with design: {method: attribution, n: 8}."
        raise InputError(str(results.folder), what, do)
    return found


def units(orders: list[Order]) -> list[list[int]]:
    """Return orders that are independent of each other: an order with its reverse counts as one.

    A unit holds places in the list; its mean has less variance than two orders drawn apart
    (Mitchell et al. 2022).
    """
    found: list[list[int]] = []
    for place, order in enumerate(orders):
        last = found[-1] if found else []
        if len(last) == 1 and np.array_equal(orders[last[0]].players, order.players[::-1]):
            last.append(place)
        else:
            found.append([place])
    return found
