"""Models that keep a digest of all their state after every stage, to be compared bit for bit."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b

import numpy as np

from sim.core import quarters
from sim.core.stage import Stage
from sim.model import ParkModel

Step = tuple[str, str]  # quarter and stage
Digests = dict[str, bytes]


def bits(model: ParkModel) -> Digests:
    """Return a digest of the bytes of every column, flow and payment of a model."""
    found = {
        f"{name}.{column}": digest(values)
        for name, table in model.tables.items()
        for column, values in ((column, table.column(column)) for column in table.schema)
    }
    for name in ("moves", "people", "births", "solved", "space"):
        for column, values in getattr(model, name).values.items():
            found[f"{name}.{column}"] = digest(values)
    return found | {"payments": digest(model.ledger.flow)}


def digest(values: object) -> bytes:
    """Return a digest of the bytes of numbers, which tells 0 from -0 and one NaN from another."""
    array = np.ascontiguousarray(values)
    return blake2b(array, digest_size=8, person=str(array.shape).encode()[:16]).digest()


def different(one: Digests, other: Digests) -> list[str]:
    """Return the names of what differs in a single bit."""
    return [name for name in one.keys() | other.keys() if one.get(name) != other.get(name)]


class TracedModel(ParkModel):
    """A model that notes its state after every stage of its quarters.

    opened  digests of the opening
    trace   quarter and stage, with the digests of the state that the stage left
    """

    def __init__(self, *arguments, **options) -> None:
        self.trace: list[tuple[Step, Digests]] = []
        self.opened: Digests = {}
        super().__init__(*arguments, **options)
        self.opened = bits(self)

    def apply(self, stage: Stage):
        """Run a stage and note the state that it leaves."""
        result = super().apply(stage)
        if self.opened:
            self.trace.append(((quarters.text(self.clock.quarter), stage.name), bits(self)))
        return result


def first_difference(one: TracedModel, other: TracedModel) -> tuple[Step, list[str]] | None:
    """Return the first stage after which two models differ, and in what; None: nowhere."""
    for (step, before), (same, after) in zip(one.trace, other.trace, strict=True):
        assert step == same
        if names := different(before, after):
            return step, names
    return None


def quarter_ends(model: ParkModel, number: int) -> Iterator[Digests]:
    """Run some quarters and yield the state at the end of each."""
    for _ in range(number):
        model.step()
        yield bits(model)
