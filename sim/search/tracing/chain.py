"""The chain of causes behind a difference: from one agent back to the lever that moved it.

A link is a stage that made a number differ. The stage is run again with its inputs exchanged
(`sim.search.tracing.counterfactual`), and the input that carries most of the difference leads to
the next link: the stage that made that one differ. The chain ends at a lever, an assumption or an
event.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.agents.firm import PROJECT, SEED, SPIN_OFF
from sim.analysis.agent_name import agent_name
from sim.analysis.divergence import EXISTS, TURN, Moment, Number
from sim.analysis.pairing import NONE
from sim.core.luck import Luck, identity
from sim.search.anatomy import Step
from sim.search.tracing.counterfactual import Carried, Counterfactual
from sim.search.tracing.exchange import table_in
from sim.search.tracing.root import Root, rule_root, turn_root
from sim.search.tracing.side_by_side import SideBySide

MOST_LINKS = 40
SHOWN_SHARE = 0.05  # of the difference, from which another input is named
ROUNDS = 5  # entries of `venture.to_found` by kind of fund


@dataclass(frozen=True)
class Link:
    """A stage that made a number of an agent differ.

    step         step of the quarter that the stage is part of
    owner, field, agent  whose number it is; the agent is empty for a matrix of the model
    one, other   the number after the stage in either world; None where the agent is not there
    entry        of the number, if the agent has several
    share        part of the difference that the cause carries, of all rows of its column
    count        rows of the cause that differ      own  share of the row of the next link alone
    beside       other inputs that differ and their shares
    """

    moment: Moment
    step: str
    owner: str
    field: str
    agent: str
    one: Any
    other: Any
    entry: int | None
    share: float
    count: int
    own: float
    beside: tuple[tuple[str, str, float], ...]


class Chain:
    """Follows differences of two worlds back to their roots.

    pair   the two worlds      steps  of their quarter, in order
    """

    def __init__(self, pair: SideBySide, steps: tuple[Step, ...]) -> None:
        self.pair = pair
        self._stages = {part.name: part for step in steps for part in step.parts}
        self._steps = {part.name: step.name for step in steps for part in step.parts}

    def of(self, table: str, uid: int, moment: Moment) -> tuple[list[Link], Root]:
        """Return the chain behind the first difference of an agent.

        moment  at which anything of it first differed
        """
        self.pair.halt_before(moment)
        field = self._first_field(table, uid, moment)
        return self.behind(Number(table, field, NONE), uid, moment)

    def behind(self, number: Number, uid: int, moment: Moment) -> tuple[list[Link], Root]:
        """Return the chain behind a number that differs since a moment.

        uid  of its agent; 0 for an entry of a matrix, which its place names
        """
        links: list[Link] = []
        for _ in range(MOST_LINKS):
            self.pair.halt_before(moment)
            if moment.stage == TURN:
                return links, turn_root(self.pair.models, moment)
            if uid:
                place = self.pair.divergence.pairings[number.owner].place_of(uid)
                number = number._replace(place=place)
            stage = self._stages[moment.stage]
            held = Counterfactual(self.pair.models, self.pair.divergence, stage, number, uid)
            causes = held.causes()
            founded = number.owner in self.pair.models.one.tables and self._founded(held)
            if founded:
                causes = [Carried(founded, 1.0, 1, 1.0)]
            links.append(self._link(moment, held, causes))
            if not causes or causes[0].share <= 0.0:
                return links, Root("unknown")
            cause = causes[0].number
            if cause.owner in ("law", "assume"):
                return links, rule_root(self.pair.models, cause)
            code = self.pair.divergence.since(cause)
            if code < 0:
                return links, Root("unknown")
            moment = self.pair.divergence.moments[code]
            number = self.pair.carried.get(cause, cause)
            table = self.pair.divergence.pairings.get(number.owner)
            uid = int(table.ids[number.place]) if table is not None else 0
        return links, Root("unknown")

    def _first_field(self, table: str, uid: int, moment: Moment) -> str:
        """Return the column of an agent that differs most after the stage that made it differ."""
        divergence = self.pair.divergence
        if moment.stage == TURN:
            place = divergence.pairings[table].place_of(uid)
            return next(
                f
                for f in divergence.fields(table)
                if divergence.since(Number(table, f, place)) >= 0
            )
        stage = self._stages[moment.stage]
        held = Counterfactual(self.pair.models, divergence, stage, Number(table, EXISTS, NONE), uid)
        rows = [held.row(side) for side in range(2)]
        if min(rows) < 0:
            return EXISTS
        found = {}
        for owner, name in stage.writes():
            if owner == table and name != "uid":
                one, other = (
                    held.told(s, table_in(held.left[s], table), name, rows[s]) for s in (0, 1)
                )
                size = np.maximum(np.abs(one), np.abs(other)).sum()
                found[name] = np.abs(one - other).sum() / size if size > 0.0 else 0.0
        return max(found, key=lambda name: found[name])

    def _link(self, moment: Moment, held: Counterfactual, causes: list[Carried]) -> Link:
        owner, field, place = held.number
        one, other = held.outcomes
        entry = None
        if one is not None and other is not None and one.size > 1:
            entry = int(np.abs(one - other).argmax())
        first = causes[0] if causes else Carried(held.number, 0.0, 0, 0.0)
        return Link(
            moment=moment,
            step=self._steps[moment.stage],
            owner=owner,
            field=field,
            agent=self._agent(held),
            one=self._value(held, 0, one, entry),
            other=self._value(held, 1, other, entry),
            entry=entry if owner in self.pair.models.one.tables else place,
            share=first.share,
            count=first.differing,
            own=first.own,
            beside=tuple(
                (each.number.owner, each.number.field, each.share)
                for each in causes[1:]
                if each.share >= SHOWN_SHARE
            ),
        )

    def _agent(self, held: Counterfactual) -> str:
        owner = held.number.owner
        for side in range(2):
            if owner in held.models[side].tables and (row := held.row(side)) >= 0:
                tables = {**held.models[side].tables, owner: table_in(held.left[side], owner)}
                return agent_name(self._gazetteer, tables, owner, row)
        return ""

    def _value(
        self, held: Counterfactual, side: int, value: np.ndarray | None, entry: int | None
    ) -> Any:
        if value is None:
            return None
        owner, field, _ = held.number
        number = float(value[entry or 0])
        tables = held.models[side].tables
        if owner not in tables:
            return number
        column = tables[owner].schema[field]
        if column.of is None:
            return bool(number) if column.unit == "0/1" else number
        rows = self.pair.divergence.pairings[column.of].rows[side]
        return agent_name(
            self._gazetteer, tables, column.of, int(rows[int(number)]) if number >= 0 else NONE
        )

    @property
    def _gazetteer(self) -> Any:
        return self.pair.models.one.zone.gazetteer

    def _founded(self, held: Counterfactual) -> Number | None:
        """Return why an agent comes about in one world alone: how many were to be founded."""
        owner, uid = held.number.owner, held.uid
        rows = [held.row(side) for side in range(2)]
        before = [model.tables[owner].row_of(uid) for model in held.models]
        if held.number.field != EXISTS or max(before) >= 0 or max(rows) < 0:
            return None
        side = int(np.argmax(rows))
        row, table = rows[side], table_in(held.left[side], owner)
        born = {
            name: int(column[row]) for name, column in table.columns.items() if column.ndim == 1
        }
        count = len(self._gazetteer.industry_ids)
        if owner == "firms" and born["origin"] == SPIN_OFF:
            return self._parent(held, side, born)
        if owner == "firms" and born["origin"] == PROJECT:
            places = self.pair.divergence.places("projects", "park")
            return Number("projects", "park", int(places[0])) if places.size else None
        if owner == "firms":
            return Number("cells", "rows_to_found", born["birth_park"] * count + born["industry"])
        if owner == "talents":
            return Number("industries", "newcomers", born["industry"])
        if owner == "funds":
            return Number("venture", "to_found", born["kind"] * ROUNDS + born["round_focus"] - SEED)
        if owner == "stakes":
            place = int(self.pair.divergence.pairings["firms"].places[side][born["firm"]])
            return self._differing("firms", ("round", "round_quarters", "investor", EXISTS), place)
        return None

    def _differing(self, table: str, fields: tuple[str, ...], place: int) -> Number | None:
        """Return the first of some columns in which an agent differs."""
        numbers = (Number(table, field, place) for field in fields)
        return next((each for each in numbers if self.pair.divergence.since(each) >= 0), None)

    def _parent(self, held: Counterfactual, side: int, born: dict[str, int]) -> Number | None:
        """Return the number of spin-offs of a firm's parent, or that the parent is there at all."""
        model = held.models[side]
        luck = Luck(model.seed, model.replicate, held.stage.name, model.clock.quarter)
        firms, number = model.tables["firms"], model.clock.quarter * 64 + born["birth_number"]
        for row in np.flatnonzero(firms.column("spinoffs") > born["birth_number"]):
            uid = int(firms.column("uid")[row])
            if identity(luck.column("ever.spinoff"), uid, number) == held.uid:
                place = int(self.pair.divergence.pairings["firms"].places[side][row])
                return self._differing("firms", (EXISTS, "spinoffs"), place)
        return None
