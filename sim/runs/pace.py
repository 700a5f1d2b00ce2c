"""How long a run takes on this machine: as stored runs took, or a trial; else a guess."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import lru_cache
from statistics import fmean
from typing import NamedTuple

from sim.runs import simulation
from sim.runs.plan import Plan
from sim.runs.specs import RunSpec
from sim.runs.storage.journal import Entry
from sim.runs.storage.store import Store

GUESS = {"draft": 2.0, "standard": 3.5, "full": 30.0}  # s of a run of 13 years (docs/benchmarks.md)
RECENT = 100  # runs: those before them may be of an older model
_QUARTERS = 52


class Pace(NamedTuple):
    """Seconds of one core that a run takes, and where they are from.

    source  ``store``, ``trial`` or ``guess``      many  runs of the store
    """

    seconds: float
    source: str
    many: int = 0


def pace(plan: Plan, store: Store, *, trial: bool = False) -> Pace:
    """Return how long a run of a plan takes.

    trial  whether a run is tried if the store has none of this resolution: at draft, others take as
           much longer as they were guessed to; left out where stages would be compiled first
    The last runs of the resolution count; if half of them have as many quarters, those alone.
    """
    spec = plan.runs[0]
    resolution, quarters = plan.world.resolution, spec.scenario.last - spec.scenario.first + 1
    last = _last(store, resolution)
    alike = [entry for entry in last if entry.rows["quarters"] == quarters]
    counted = alike if 2 * len(alike) >= len(last) else last
    if counted:
        each = fmean(entry.seconds / entry.rows["quarters"] for entry in counted)
        return Pace(each * quarters, "store", len(counted))
    if trial and _compiled(spec) and (seconds := _tried(_Kind(spec))) is not None:
        return Pace(seconds * GUESS[resolution] / GUESS["draft"], "trial")
    return Pace(GUESS[resolution] / _QUARTERS * quarters, "guess")


class _Kind:
    """A run, equal to others that take as long."""

    def __init__(self, spec: RunSpec) -> None:
        self.spec = replace(spec, world=replace(spec.world, resolution="draft", check=False))
        scenario, world = spec.scenario, spec.world
        self._same = (
            world.zone, world.overrides, world.folders, world.engine, scenario.first, scenario.last
        )  # fmt: skip

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Kind) and self._same == other._same

    def __hash__(self) -> int:
        return hash(self._same)


def _compiled(spec: RunSpec) -> bool:
    from sim.runs.compiling import together

    return spec.world.engine != "compiled" or not together.new()


@lru_cache
def _tried(kind: _Kind) -> float | None:
    """Return the seconds of one core that a run takes.

    None if the model raises: the run itself will say so.
    """
    spec = kind.spec
    try:
        simulation.build(spec).run_for(1)  # loads what later runs find loaded
        began = time.thread_time()
        simulation.simulate(spec)
        return time.thread_time() - began
    except Exception:  # noqa: BLE001  a forecast is no place for it
        return None


def _last(store: Store, resolution: str) -> list[Entry]:
    """Return the runs of the latest parts, about as many as say what a machine does now."""
    held: dict[str, list[Entry]] = {}
    for entry in store.entries.values():
        if entry.resolution == resolution and entry.rows.get("quarters"):
            held.setdefault(entry.part, []).append(entry)
    found: list[Entry] = []
    for part in sorted(held, key=store.written, reverse=True):
        found += held[part]
        if len(found) >= RECENT:
            break
    return found
