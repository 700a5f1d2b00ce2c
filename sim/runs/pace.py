"""How long a run takes on this machine: as stored runs took, or a trial; else a guess."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

from sim.runs.engines import local
from sim.runs.plan import Plan
from sim.runs.specs import Keep, Limits, RunSpec
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

    trial  whether runs are tried if the store has none of this resolution: at draft, others take as
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
        world = replace(spec.world, resolution="draft", check=False, keep=Keep(), limits=Limits())
        self.spec = replace(spec, world=world)
        scenario = spec.scenario
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
    """Return the seconds of one core that a run takes while every core runs one.

    Each core runs two, and the second counts: the first loads what later ones find loaded.
    None if the model raises: the run itself will say so.
    """
    cores = local.default_workers()
    specs = [
        replace(kind.spec, replicate=number, key=f"trial-{number}")
        for number in range(1, 2 * cores + 1)
    ]
    with tempfile.TemporaryDirectory(prefix="parksim-") as folder:
        receipts = list(local.run(specs, Path(folder), workers=cores))
    took = [each.seconds for each in receipts[cores:] if each.status == "done"]
    return fmean(took) if took else None


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
