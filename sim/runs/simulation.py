"""One run from its spec: the zone, the model, its quarters, its records."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

from sim.core.errors import InputError, Problem
from sim.runs.agents import agents_of
from sim.runs.folders import stage_files, with_registers
from sim.runs.specs import Failure, RunSpec


def simulate(spec: RunSpec) -> Any:
    """Run the model as a spec asks and return its records."""
    model = build(spec)
    model.run_for(spec.scenario.last - spec.scenario.first + 1)
    records = model.records
    if spec.world.keep.agents == "last":
        records.agents = agents_of(model)
    return records


def build(spec: RunSpec) -> Any:
    """Return the model of a spec at its opening."""
    from sim.model import ParkModel
    from sim.policy.registers import load

    world = spec.world
    if world.engine == "compiled":
        from sim.runs.compiling import together

        together.ensure()
    return ParkModel(
        scenario=spec.scenario,
        replicate=spec.replicate,
        seed=spec.seed,
        resolution=world.resolution,
        zone=load_zone(world.zone, world.overrides),
        registers=load(with_registers(world.folders)),
        quarter=load_quarter(world.folders),
        engine=world.engine,
        check=world.check,
        uncertainty=world.uncertainty,
    )


def load_quarter(folders: Sequence[Path] = ()) -> tuple:
    """Return the steps of a quarter with the own stages of users' folders in their places.

    Raises InputError with all that is wrong in the files.
    """
    from sim.quarter import QUARTER

    if not stage_files(folders):
        return QUARTER
    from sim.runs.own_stages import own_quarter

    return own_quarter(folders)


@lru_cache(maxsize=2)
def load_zone(name: str, overrides: tuple[Path, ...] = ()) -> Any:
    """Return a zone, loaded once a process.

    name       shipped zone or folder
    overrides  folders whose files replace those of the zone, the first looked up first
    Raises InputError for what is wrong in the files, and for a file that would replace none.
    """
    from sim.zone.zone import Zone

    present = [each for each in overrides if each.is_dir()]
    if present:
        known = {"zone.yaml", *Zone.load(name).files}
        for each in present:
            _check_overrides(each, known)
    return Zone.load(name, overrides)


def _check_overrides(folder: Path, known: set[str]) -> None:
    problems = []
    for path in sorted(folder.iterdir()):
        if path.name in known and not path.is_file():
            what = "This folder stands where a file belongs."
            problems.append(Problem(str(path), what, "Put the file there, or delete the folder."))
        elif path.name not in known and path.is_file() and path.suffix in (".csv", ".yaml"):
            near = get_close_matches(path.name, sorted(known), n=1)
            advice = f'Did you mean "{near[0]}"?' if near else f"Known: {', '.join(sorted(known))}."
            problems.append(Problem(str(path), "A zone has no file of this name.", advice))
    if problems:
        raise InputError(problems)


def registered() -> frozenset[str]:
    """Return the ids of the register of indicators: what a result may hold."""
    from sim.measure.register import indicators

    return frozenset(indicators())


def failure(error: BaseException) -> Failure:
    """Describe what a run raised: the error and the stage and quarter it was raised in."""
    stage, quarter = _position(error)
    return Failure(
        type(error).__name__,
        str(error),
        stage,
        str(getattr(error, "quarter", "") or quarter),
        "".join(traceback.format_exception(error)),
    )


def _position(error: BaseException) -> tuple[str, str]:
    """Return the stage and the quarter that the innermost frame of the model was in."""
    from sim.core.stage import Stage

    stage, quarter = "", ""
    for frame, _ in traceback.walk_tb(error.__traceback__):
        for value in frame.f_locals.values():
            if isinstance(value, Stage):
                stage = value.name
        owner = frame.f_locals.get("self")
        if isinstance(getattr(owner, "stages", None), tuple):
            quarter = getattr(owner, "quarter", "")
    return stage, quarter
