"""Worlds of the made-up zone of three parks, and what two of them have in common."""

from __future__ import annotations

import inspect
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import numpy as np

import sim.behaviour
from sim.core import quarters
from sim.core.stage import Stage
from sim.model import ParkModel
from sim.policy.change import Change
from sim.policy.law import Law
from sim.policy.lever import Lever
from sim.policy.phase_in import phase_dates
from sim.policy.registers import load
from sim.zone.zone import Zone

ZONE = Zone.load("tiny")
REGISTERS = load()
FIRST = quarters.parse("2023Q1")
SECOND_YEAR = quarters.parse("2024Q1")


class Reform:
    """The rules before the Opinion with some changes: all that a model asks of a scenario."""

    first, last = FIRST, quarters.parse("2035Q4")
    resolution = "standard"

    def __init__(self, *changes: Change) -> None:
        self.changes = changes
        self.assumptions: dict = {}

    def law(self, ground, seed: int, replicate: int) -> Law:
        """Write the law on the ground of a zone."""
        dates = phase_dates(seed, replicate, ground.parks)
        return Law(ground, frozenset(), self.changes, dates)


def world(reform: Reform | None = None, **arguments) -> ParkModel:
    """Return a model of the made-up zone at its opening."""
    return ParkModel(reform or Reform(), zone=ZONE, **arguments)


@cache
def stages() -> tuple[Stage, ...]:
    """Return every stage of the model, in the order of files and lines."""
    found = []
    for module in iter_modules(sim.behaviour.__path__):
        names = vars(import_module(f"sim.behaviour.{module.name}")).values()
        own = [item for item in names if isinstance(item, Stage)]
        found += [s for s in own if s.function.__module__.endswith(f".{module.name}")]
    return tuple(sorted(found, key=lambda s: (s.function.__module__, _line(s))))


def _line(stage: Stage) -> int:
    return inspect.getsourcelines(stage.function)[1]


@cache
def levers() -> tuple[Lever, ...]:
    """Return the levers that a stage reads."""
    read = {name for stage in stages() for name in stage.reads("law")}
    return tuple(lever for lever in REGISTERS.levers.values() if lever.field in read)


def state(model: ParkModel) -> dict[str, np.ndarray]:
    """Return copies of all columns, flows and payments of a model."""
    found = {
        f"{name}.{column}": values
        for name, table in model.tables.items()
        for column, values in table.snapshot().items()
    }
    found["payments"] = model.ledger.flow.copy()
    for name, matrix in model.moves.values.items():
        found[f"moves.{name}"] = matrix.copy()
    return found


def differences(one: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> list[str]:
    """Return the names of what differs in a single bit."""
    return [
        name
        for name, values in one.items()
        if not np.array_equal(values, other[name], equal_nan=values.dtype.kind == "f")
    ]


def by_uid(model: ParkModel, table: str, column: str) -> dict[int, object]:
    """Return a column of the living rows by the identity of its agents."""
    found = model.tables[table]
    alive = found.column("alive")
    uids = found.column("uid")[alive].tolist()
    return dict(zip(uids, found.column(column)[alive].tolist(), strict=True))
