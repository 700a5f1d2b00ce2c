"""What of a stage's input made its output differ: the stage is run again with inputs exchanged.

Two worlds stand before the same stage. What the stage reads and what differs between them are its
candidate causes. The stage runs again in either world with one candidate taken from the other one;
luck is addressed, so nothing else changes. How much of the difference that takes away, averaged
over both worlds, is the candidate's share: its Shapley value in the game of two players, it and all
the rest (Shapley 1953).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from sim.analysis.divergence import EXISTS, Divergence, Number
from sim.analysis.pairing import NONE, Sides
from sim.core.stage import Stage
from sim.core.table import Table
from sim.search.tracing.exchange import RULES, Exchange, Input, table_in
from sim.search.tracing.side_by_side import ALIKE, FIRM_ROWS, STORAGE, Watched

COUNTS = frozenset(
    {("cells", "rows_to_found"), ("firms", "spinoffs"), ("industries", "newcomers"),
     ("venture", "to_found"), ("projects", "count")}
)  # fmt: skip  # how many rows a stage fills: another number would not fit the table
ALONE = 0.05  # share below which no input counts as one that acts alone
ENOUGH = 0.5  # of a column's share that its likeliest row must carry to stand for it


class Carried(NamedTuple):
    """An input with the share of the difference that it carries.

    number  the row that stands for it; its place is -1 if it has no rows
    differing  rows at which it differs      own  share of the row alone
    """

    number: Number
    share: float
    differing: int
    own: float


class Counterfactual:
    """Two worlds before a stage that makes a number differ.

    models  halted before the stage      number  whose difference is to be explained
    uid     of its agent, 0 for an entry of a matrix; an agent may only come about in the stage
    """

    def __init__(
        self,
        models: Sides[Watched],
        divergence: Divergence,
        stage: Stage,
        number: Number,
        uid: int = 0,
    ) -> None:
        self.models, self.divergence, self.stage = models, divergence, stage
        self.number, self.uid = number, uid
        self._exchange = Exchange(models, divergence, stage)

    @cached_property
    def outcomes(self) -> Sides[np.ndarray | None]:
        """What the stage makes of the number in either world; None where its agent is not there."""
        return Sides(*(self._read(side, self.left[side]) for side in range(2)))

    @cached_property
    def left(self) -> Sides[dict[str, Any]]:
        """What the stage leaves in either world as they are: inputs of stages by name."""
        return Sides(*(self._exchange.run(side, ()) for side in range(2)))

    @cached_property
    def gap(self) -> float:
        """How far the outcomes lie apart."""
        return self._distance(*self.outcomes)

    def inputs(self) -> list[Input]:
        """Return everything that the stage reads and that differs."""
        found: list[Input] = []
        for owner in self.stage.use.parameters:
            if owner in RULES:
                found.extend(self._rules(owner))
            elif owner not in ALIKE and owner != "luck":
                names = set(self._exchange.reads.get(owner, ()))
                if owner in self.models[0].tables:
                    names.add(EXISTS)
                for name in sorted(names & set(self.divergence.fields(owner))):
                    if (owner, name) not in STORAGE | COUNTS:
                        found.append(Input(owner, name, self.divergence.places(owner, name)))
        return found

    def _rules(self, owner: str) -> Iterable[Input]:
        for name in sorted(self._exchange.reads.get(owner, ())):
            sources: list[Any] = [model.inputs[owner] for model in self.models]
            one, other = (np.asarray(each.column(name)) for each in sources)
            if not np.array_equal(one, other):
                rows = np.arange(0)
                if owner == "law":
                    rows = np.flatnonzero((one != other).reshape(len(one), -1).any(axis=1))
                yield Input(owner, name, rows)

    def causes(self) -> list[Carried]:
        """Return the inputs with their shares, the largest first; nothing if nothing differs."""
        if self.gap == 0.0:
            return []
        inputs = self.inputs()
        shares = [self.share(each) for each in inputs]
        if max(shares, default=0.0) < ALONE:
            shares = self._in_turn(inputs)
        ranked = sorted(zip(shares, inputs, strict=True), key=lambda pair: -pair[0])
        rest = [
            Carried(Number(each.owner, each.field, NONE), share, each.places.size, share)
            for share, each in ranked[1:]
        ]
        return [self._narrowed(each, share) for share, each in ranked[:1]] + rest

    def _in_turn(self, inputs: list[Input]) -> list[float]:
        """Return shares of inputs of which none does anything alone, or some undo each other.

        All are exchanged one after the other, in one order and its reverse; a share is the mean of
        what the difference loses when it is an input's turn.
        """
        lost = dict.fromkeys(range(len(inputs)), 0.0)
        for turns in (list(lost), list(lost)[::-1]):
            left, taken = 1.0, []
            for each in turns:
                taken.append(inputs[each])
                apart = self._apart(0, taken) / self.gap
                lost[each] += 0.5 * (left - apart)
                left = apart
        return list(lost.values())

    def share(self, change: Input) -> float:
        """Return the share of the difference that an input carries."""
        apart = self._apart(0, (change,)) + self._apart(1, (change,))
        return 1.0 - 0.5 * apart / self.gap

    def _apart(self, side: int, changes: Sequence[Input]) -> float:
        """Return how far a world with inputs of the other one stays from that one's outcome.

        A mixture of inputs that the stage cannot compute explains nothing.
        """
        try:
            outcome = self._read(side, self._exchange.run(side, changes))
        except ArithmeticError:
            return self.gap
        return self._distance(outcome, self.outcomes[1 - side])

    def _narrowed(self, change: Input, share: float) -> Carried:
        """Find the row that carries most: one close by that carries half, else by halving."""
        count = change.places.size
        if count < 2:
            place = int(change.places[0]) if count else NONE
            return Carried(Number(*change[:2], place), share, count, share)
        for near in dict.fromkeys(self._near(change.owner)):
            if near in change.places:
                own = self.share(change.at([near]))
                if own >= ENOUGH * share:
                    return Carried(Number(*change[:2], near), share, count, own)
        left, own = change.places, share
        while left.size > 1:
            halves = np.array_split(left, 2)
            shares = [self.share(change.at(half)) for half in halves]
            largest = int(np.argmax(shares))
            left, own = halves[largest], shares[largest]
        return Carried(Number(*change[:2], int(left[0])), share, count, own)

    def _near(self, owner: str) -> Iterable[int]:
        """Yield the places in a table of what the agent is, or refers to."""
        side = 0 if self.row(0) >= 0 else 1
        row = self.row(side)
        if row < 0:
            return
        if owner == self.number.owner and self.number.place >= 0:
            yield self.number.place
        table = table_in(self.left[side], self.number.owner)
        wanted = "parks" if owner == "law" else owner
        if owner == "law" and self.number.owner == "parks":
            yield self.number.place
        for name, column in table.schema.items():
            if column.of == wanted and not column.shape and (held := table.columns[name][row]) >= 0:
                places = self._exchange.places(wanted, side)
                if held < places.size:
                    yield int(places[held])
        if owner == "cells" and {"park", "industry"} <= table.schema.keys():
            industries = len(self.models[side].tables["industries"])
            park, industry = (int(table.columns[name][row]) for name in ("park", "industry"))
            yield max(park, 0) * industries + industry

    def row(self, side: int) -> int:
        """Return the row of the agent after the stage in a world as it is, -1 if it has none."""
        return self._row(side, self.left[side])

    def _row(self, side: int, inputs: Mapping[str, Any]) -> int:
        """Return the row of the agent after the stage, -1 if it is not there or not alive."""
        if not self.uid:
            return NONE
        owner, _, place = self.number
        table = table_in(inputs, owner)
        row = int(self.divergence.pairings[owner].rows[side][place]) if place >= 0 else NONE
        if row < 0:  # it comes about in the stage, or joins from the other world
            found = np.flatnonzero(table.columns["uid"][: table.rows] == self.uid)
            row = int(found[0]) if found.size else NONE
        return row if row >= 0 and table.columns[EXISTS][row] else NONE

    def _read(self, side: int, inputs: Mapping[str, Any]) -> np.ndarray | None:
        """Return the number after the stage, None if its agent is not there."""
        owner, name, place = self.number
        if owner not in self.models[side].tables:
            value = inputs[owner].column(name)
            if (owner, name) in FIRM_ROWS:
                value = self.divergence.pairings["firms"].spoken(value, value)[side]
            return np.ravel(np.asarray(value, float))[[place]]
        row = self._row(side, inputs)
        return None if row < 0 else self.told(side, table_in(inputs, owner), name, row)

    def told(self, side: int, table: Table, name: str, row: int) -> np.ndarray:
        """Return the numbers of a row in a column; references are places in their pairing."""
        value = np.atleast_1d(table.columns[name][row])
        of = table.schema[name].of
        if of is not None:
            value = np.where(
                value < 0, NONE, self._exchange.places(of, side).take(value, mode="clip")
            )
        return np.asarray(value, float)

    def _distance(self, one: np.ndarray | None, other: np.ndarray | None) -> float:
        """Return how far two outcomes lie apart: 0 or 1 for what is no quantity."""
        if one is None or other is None:
            return float(one is not other)
        if self._named or not (np.isfinite(one).all() and np.isfinite(other).all()):
            return float(not np.array_equal(one, other))
        return float(np.abs(one - other).sum())

    @cached_property
    def _named(self) -> bool:
        owner, name, _ = self.number
        if owner not in self.models[0].tables:
            return (owner, name) in FIRM_ROWS
        column = self.models[0].tables[owner].schema[name]
        return column.of is not None or column.unit in ("index", "code", "identity", "0/1")
