"""Running scenarios from Python and from the command line: one way, one kind of result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.core import quarters
from sim.core.errors import InputError
from sim.runs import experiment
from sim.runs.dynamics import dynamics_hash
from sim.runs.experiment import Place, Watch
from sim.runs.folders import contents, stage_files
from sim.runs.plan import Plan, plan
from sim.runs.provenance import Provenance, described, lock_hash, now, versions
from sim.runs.results import Results
from sim.runs.setting import Setting, common
from sim.runs.specs import Receipt, World

REPLICATES = 10


@dataclass(frozen=True)
class Prepared:
    """An experiment that is ready to run: everything was read and nothing was written."""

    setting: Setting
    plan: Plan
    place: Place
    at: tuple[str, ...]
    exploratory: bool

    @property
    def stored(self) -> int:
        """Runs that the store holds already."""
        return len(self.plan.runs) - experiment.missing(self.plan, self.place)


def prepare(
    scenarios: Sequence[Any],
    *,
    replicates: int = REPLICATES,
    seed: int = 1,
    resolution: str | None = None,
    out: str | Path | None = None,
    at: Sequence[str | int] = (),
    setting: Setting | None = None,
    engine: str = "compiled",
    check: bool = False,
    exploratory: bool = False,
    uncertainty: str = "luck",
) -> Prepared:
    """Read and resolve everything that an experiment needs; write nothing.

    scenarios   ids, paths, scenarios put together in Python; the first is the reference
    replicates  worlds a scenario is run in
    seed        of the luck of all worlds
    resolution  draft, standard or full; by default the scenarios' own
    out         folder of the result; by default ``results/<id>@<hash>``
    at          quarters of the tables
    setting     registers, zone and library; by default those of the working folder
    engine      compiled or plain
    check       check the accounts after every quarter, and run what is stored again
    exploratory  whether a change is in no file
    uncertainty luck, or start: uncertain start figures are drawn too, one draw for two replicates
    Raises InputError with everything that is wrong.
    """
    setting = setting or Setting()
    resolved = setting.resolve_all(scenarios)
    if not resolved:
        raise InputError("", "There is no scenario to run.", "Name one: parksim run opinion")
    chosen = common(resolved, resolution)
    _check_quarters(at, resolved[0].first, resolved[0].last)
    world = World(
        zone=setting.zone_word,
        overrides=setting.data,
        data=setting.zone.digest,
        dynamics=dynamics_hash(
            setting.quarter, setting.registers, own=stage_files(setting.folders)
        ),
        resolution=chosen,
        folders=setting.folders,
        engine=engine,
        check=check,
        uncertainty=_uncertainty(uncertainty),
    )
    policies = [setting.policy(each) for each in resolved]
    planned = plan(resolved, policies, replicates, seed, world)
    texts = tuple(quarters.text(quarters.parse(each)) for each in at)
    return Prepared(setting, planned, Place.of(planned, out), texts, exploratory)


def carry_out(
    prepared: Prepared,
    *,
    workers: int = 0,
    watch: Watch = lambda receipt: None,
    command: str = "",
) -> tuple[Results, list[Receipt]]:
    """Run what is missing and lay the result down; return it with the runs that failed.

    workers  processes; 0 is one a core
    watch    called with the receipt of each run as it comes in
    command  what was typed, for the provenance
    Raises InputError if the folder cannot be written.
    """
    planned, place = prepared.plan, prepared.place
    failed = experiment.carry_out(planned, place, workers=workers, watch=watch)
    made = provenance_of(prepared, command, len(failed))
    text = experiment.experiment_text(planned, prepared.at)
    return experiment.lay_down(planned, place, made, text), failed


def provenance_of(prepared: Prepared, command: str, failed: int) -> Provenance:
    """Return how the result of a prepared experiment comes about."""
    planned, setting = prepared.plan, prepared.setting
    first = planned.scenarios[0]
    scenarios = []
    for each in planned.scenarios:
        beyond = setting.law(each, planned.seed).beyond
        scenarios.append({**described(each), "beyond": [one._asdict() for one in beyond]})
    return Provenance(
        id=f"{planned.id}@{planned.hash8}",
        command=command or "sim.run",
        date=now(),
        versions=versions(),
        lock=lock_hash(),
        registers=setting.registers.digest,
        data=planned.world.data,
        own=contents(setting.folders),
        dynamics=planned.world.dynamics,
        seed=planned.seed,
        replicates=planned.replicates,
        resolution=planned.world.resolution,
        first=quarters.text(first.first),
        last=quarters.text(first.last),
        scenarios=scenarios,
        zone=setting.labels(),
        at=list(prepared.at),
        exploratory=prepared.exploratory,
        failed=failed,
        uncertainty=planned.world.uncertainty,
    )


def _uncertainty(wanted: str) -> str:
    from sim.model import UNCERTAINTIES

    if wanted not in UNCERTAINTIES:
        what = f'There is no uncertainty "{wanted}".'
        raise InputError("--uncertainty", what, f"Choose one of {', '.join(UNCERTAINTIES)}.")
    return wanted


def _check_quarters(at: Sequence[str | int], first: int, last: int) -> None:
    for each in at:
        try:
            quarter = quarters.parse(each)
        except InputError as error:
            problem = error.problems[0]
            raise InputError("--at", problem.what, problem.do) from None
        if not first <= quarter <= last:
            what = f"{quarters.text(quarter)} is outside the period of the scenarios."
            span = f"{quarters.text(first)} to {quarters.text(last)}"
            raise InputError("--at", what, f"Choose quarters from {span}.")
