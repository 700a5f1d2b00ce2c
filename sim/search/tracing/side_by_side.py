"""Two worlds side by side: run quarter by quarter and compared after every stage.

The first world runs a quarter and leaves a footprint of every stage, a copy of what it wrote; the
second runs the same quarter and each of its footprints is held against the first one's. Both can be
taken back to an earlier quarter and halted before any stage of it, with all that differs by then.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

from sim.analysis.divergence import EXISTS, TURN, Divergence, Moment, Number
from sim.analysis.pairing import Sides, identities
from sim.core.stage import Stage
from sim.measure.records import Recorder
from sim.model import CONSTANTS, ParkModel

KEPT_BYTES = 600e6  # memory that states to go back to may take
FIRM_ROWS = frozenset({("consortia", "leader"), ("consortia", "member")})
STORAGE = frozenset(
    {("people", "first"), ("venture", "first"), ("venture", "first_stake"),
     ("cells", "slot_first"), ("cells", "slot_count")}
)  # fmt: skip  # where rows lie, which is no property of a world
ALIKE = frozenset({"clock", "sample", "births"})  # constants that hold the date and storage


class Halt(Exception):
    """A model has come to the stage at which it is to stop."""


@dataclass
class Footprint:
    """What a stage left in a world.

    columns  (table or constants, name) -> values      ids  identities of tables whose rows moved
    """

    stage: str
    columns: dict[tuple[str, str], np.ndarray] = field(default_factory=dict)
    ids: dict[str, np.ndarray] = field(default_factory=dict)


class Watch:
    """Takes the footprints of one model over one quarter.

    take  called with each      halt  stage before which the model stops, empty: it runs on
    all   whether every stage is looked at, or the state before the quarter alone
    """

    def __init__(self, take: Callable[[Footprint], None], halt: str, all: bool) -> None:
        self.take, self.halt, self.all = take, halt, all
        self._rows: dict[str, int] = {}

    def before(self, model: Watched, stage: Stage) -> None:
        """Look at the whole state before the first stage; stop where the model is to stop."""
        if not self._rows:
            self._look(model, Footprint(TURN, dict(state(model))), list(model.tables))
        if stage.name == self.halt:
            raise Halt

    def after(self, model: Watched, stage: Stage) -> None:
        """Look at what a stage has written, and at the tables whose rows it moved."""
        if not self.all:
            return
        columns = {key: value_of(model, *key) for key in written(stage)}
        moved = [
            name
            for name, table in model.tables.items()
            if self._rows[name] != table.rows or (name, "uid") in columns
        ]
        columns |= {(name, EXISTS): value_of(model, name, EXISTS) for name in moved}
        self._look(model, Footprint(stage.name, columns), moved)

    def _look(self, model: Watched, left: Footprint, moved: list[str]) -> None:
        for name in moved:
            self._rows[name] = model.tables[name].rows
            left.ids[name] = identities(model.tables, name)
        self.take(left)


class Watched(ParkModel):
    """A model whose stages can be watched."""

    watch: Watch | None = None

    def apply(self, stage: Stage):
        """Run one stage under the eyes of the watch."""
        if self.watch is None:
            return super().apply(stage)
        self.watch.before(self, stage)
        result = super().apply(stage)
        self.watch.after(self, stage)
        return result

    def watched(self, watch: Watch | None) -> None:
        """Run a quarter under a watch, or unseen; indicators are not taken down."""
        self.recorder = Recorder(())
        self.watch = watch
        try:
            super().step()  # not by Mesa's clock, which a halt would stop
        finally:
            self.watch = None


@dataclass
class State:
    """A copy of all that changes in a model, to go back to."""

    now: int
    tables: dict[str, dict[str, np.ndarray]]
    constants: dict[str, dict[str, Any]]
    books: tuple[np.ndarray, np.ndarray]

    @classmethod
    def of(cls, model: ParkModel) -> State:
        """Copy the state of a model between two quarters."""
        return cls(
            model.now,
            {name: table.snapshot() for name, table in model.tables.items()},
            {name: copy.deepcopy(getattr(model, name).values) for name in CONSTANTS},
            books_of(model),
        )

    @property
    def bytes(self) -> int:
        """Memory that its tables take."""
        return sum(column.nbytes for each in self.tables.values() for column in each.values())

    def give_to(self, model: ParkModel) -> None:
        """Set a model back to this state."""
        model.now = self.now
        for name, snapshot in self.tables.items():
            model.tables[name].restore(snapshot)
        for name, values in self.constants.items():
            getattr(model, name).update(copy.deepcopy(values))
        model.ledger.flow[...], model.ledger.public[...] = self.books


class SideBySide:
    """Two models with the same luck.

    make     returns the model of either world, by number 0 or 1
    rewinds  whether models can be set back; those with plain stages of a user's own are made anew

    carried  number that the turn of the quarter took over -> number that it came from
    """

    def __init__(self, make: Callable[[int], Watched], rewinds: bool = True) -> None:
        self._make, self._rewinds = make, rewinds
        self._kept: dict[int, tuple[Sides[State], Divergence, dict[Number, Number]]] = {}
        self._start()
        self.keep()

    def _start(self) -> None:
        self.models = Sides(self._make(0), self._make(1))
        self.divergence = Divergence()
        self.carried: dict[Number, Number] = {}
        self._ids: dict[str, list[Any]] = {}  # of the rows of both worlds as they are now
        self._alive: dict[str, list[Any]] = {}

    @property
    def now(self) -> int:
        """The next quarter to run."""
        return self.models.other.now

    def keep(self) -> None:
        """Keep both worlds as they are between two quarters; the oldest is kept for good."""
        if not self._rewinds or self.now in self._kept:
            return
        states = Sides(*(State.of(model) for model in self.models))
        most = max(2, int(KEPT_BYTES / (states.one.bytes + states.other.bytes)))
        for quarter in sorted(self._kept)[1 : max(1, len(self._kept) - most + 2)]:
            del self._kept[quarter]
        self._kept[self.now] = states, copy.deepcopy(self.divergence), dict(self.carried)

    def keep_only_this(self) -> None:
        """Keep both worlds as they are and nothing before: nobody will go further back."""
        self._kept.clear()
        self.keep()

    def run(self, all: bool = True) -> None:
        """Run a quarter.

        all  compare the worlds after every stage, not before the quarter alone
        """
        self._quarter("", all)

    def settle(self) -> None:
        """Find everybody's row again: after the stages of a year's last quarter rows are moved."""
        for name in self.models.one.tables:
            self._ids[name] = [identities(model.tables, name) for model in self.models]
            self.divergence.pair(name).follow(*self._ids[name])

    def pass_by(self) -> None:
        """Run a quarter without looking at it; what differs is known again after a halt."""
        for model in self.models:
            model.watched(None)

    def halt_before(self, moment: Moment) -> None:
        """Take both worlds to where a stage is about to run, with what differs by then."""
        self._back(moment.quarter)
        while self.now < moment.quarter:
            self.run()
            self.keep()
        self._quarter(moment.stage, True)

    def _back(self, quarter: int) -> None:
        earlier = [each for each in self._kept if each <= quarter]
        if not earlier:
            self._start()
            return
        states, divergence, carried = self._kept[max(earlier)]
        for model, state_then in zip(self.models, states, strict=True):
            state_then.give_to(model)
        self.divergence, self.carried = copy.deepcopy(divergence), dict(carried)

    def _quarter(self, halt: str, all: bool) -> None:
        books = Sides(*(books_of(model) for model in self.models))
        left: dict[str, Footprint] = {}
        quarter = self.now

        def copied(step: Footprint) -> None:
            columns = {key: np.copy(values) for key, values in step.columns.items()}
            left[step.stage] = Footprint(step.stage, columns, step.ids)

        def compared(step: Footprint) -> None:
            if step.stage not in left:
                return  # one world alone runs it; the turn of the quarter shows what it did
            sources = self._sources(books) if step.stage == TURN else {}
            self._compare(Moment(quarter, step.stage), left[step.stage], step)
            self._carry(sources)

        for model, take in zip(self.models, (copied, compared), strict=True):
            with suppress(Halt):
                model.watched(Watch(take, halt, all))

    def _compare(self, moment: Moment, one: Footprint, other: Footprint) -> None:
        """Note what differs after a stage: who is there first, then the numbers."""
        divergence, tables = self.divergence, self.models.one.tables
        divergence.begin(moment)
        for name in tables:
            steps = (one, other)
            if any(name in step.ids for step in steps):
                held = self._ids.setdefault(name, [step.ids.get(name) for step in steps])
                held[:] = [step.ids.get(name, old) for step, old in zip(steps, held, strict=True)]
                divergence.pair(name).follow(*held)
            columns = [step.columns.get((name, EXISTS)) for step in steps]
            if any(column is not None for column in columns):
                alive = self._alive.setdefault(name, columns)
                for side, column in enumerate(columns):
                    if column is not None:
                        alive[side] = np.copy(column)
                divergence.note_column(name, EXISTS, *alive)
        for (owner, name), mine in one.columns.items():
            theirs = other.columns.get((owner, name))
            if name == EXISTS or theirs is None:
                continue
            if owner in tables:
                divergence.note_column(owner, name, mine, theirs, tables[owner].schema[name].of)
            else:
                divergence.note_array(owner, name, *self.spoken(owner, name, mine, theirs))

    def spoken(
        self, owner: str, name: str, one: np.ndarray, other: np.ndarray
    ) -> Sides[np.ndarray]:
        """Return an array of both worlds so that equal things have equal numbers."""
        if (owner, name) not in FIRM_ROWS:
            return Sides(np.asarray(one), np.asarray(other))
        return self.divergence.pairings["firms"].spoken(one, other)

    def _sources(self, books: Sides) -> dict[Number, tuple[Number, int]]:
        """Return for numbers that the turn of the quarter makes of payments the largest payment.

        books  flows and programmes of the quarter before, of either world
        """
        flow, public = (np.abs(a - b) for a, b in zip(*books, strict=True))
        count = len(flow)
        found = {}
        for account in range(count):
            across = np.zeros_like(flow)
            across[account], across[:, account] = flow[account], flow[:, account]
            asked, paid = (np.zeros_like(public) for _ in range(2))
            asked[0, :, account], paid[1, :, account] = public[0, :, account], public[1, :, account]
            made = {"net": ("flow", across), "asked": ("public", asked), "paid": ("public", paid)}
            for name, (matrix, part) in made.items():
                source = Number("ledger", matrix, int(part.argmax()))
                if part.any() and self.divergence.since(source) >= 0:
                    since = self.divergence.since(source)
                    found[Number("budgets", name, account)] = source, since
        return found

    def _carry(self, sources: dict[Number, tuple[Number, int]]) -> None:
        """Let what the turn of the quarter took over differ since its source did."""
        latest = len(self.divergence.moments) - 1
        for number, (source, since) in sources.items():
            if self.divergence.since(number) == latest:
                self.divergence.backdate(number, since)
                self.carried[number] = source


def books_of(model: ParkModel) -> tuple[np.ndarray, np.ndarray]:
    """Return copies of the payments and the public programmes of a model's last quarter."""
    return model.ledger.flow.copy(), model.ledger.public.copy()


@cache
def written(stage: Stage) -> tuple[tuple[str, str], ...]:
    """Return the columns and constants that a stage writes, storage left out."""
    return tuple(
        (owner, name)
        for owner, name in stage.writes()
        if (owner, name) not in STORAGE and owner not in ALIKE
    )


def state(model: ParkModel) -> Iterator[tuple[tuple[str, str], Any]]:
    """Yield every column and constant of a model with its values, storage left out."""
    for name, table in model.tables.items():
        for column in table.columns:
            if (name, column) not in STORAGE and column != "uid":
                yield (name, column), table.column(column)
    for name in CONSTANTS:
        for column, value in getattr(model, name).values.items():
            if name not in ALIKE and (name, column) not in STORAGE:
                yield (name, column), value
    yield ("ledger", "flow"), model.ledger.flow
    yield ("ledger", "public"), model.ledger.public


def value_of(model: ParkModel, owner: str, name: str) -> Any:
    """Return a column of a table, the rows in use, or a constant."""
    source: Any = model.tables.get(owner, model.inputs[owner])
    return source.column(name)
