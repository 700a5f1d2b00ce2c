"""Running scenarios from Python and from the command line: one way, one kind of result."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sim.core import quarters
from sim.core.errors import InputError
from sim.policy.timing import first_action
from sim.runs import experiment
from sim.runs.designs.methods import lay_out as rows_of
from sim.runs.dynamics import dynamics_hash
from sim.runs.engines.choice import chosen
from sim.runs.engines.readiness import Ready
from sim.runs.engines.shard import Shard
from sim.runs.experiment import Place, Watch
from sim.runs.folders import contents, stage_files
from sim.runs.forecast import Forecast, forecast
from sim.runs.plan import Plan, plan
from sim.runs.provenance import Provenance, described, lock_hash, now, versions
from sim.runs.results import Results
from sim.runs.setting import Setting, common
from sim.runs.specs import Keep, Limits, Receipt, World
from sim.runs.variants import Policies, inert, variants
from sim.scenario.experiment import REPLICATES, Experiment
from sim.scenario.experiment_file import ExperimentFile


@dataclass(frozen=True)
class Prepared:
    """An experiment that is ready to run: everything was read and nothing was written.

    at       quarters of the tables        exploratory  whether a change is in no file
    inert    factors that change no run    refused  rows that broke a constraint
    """

    setting: Setting
    plan: Plan
    place: Place
    at: tuple[str, ...]
    exploratory: bool
    experiment: Experiment
    inert: tuple[str, ...] = ()
    refused: int = 0

    @property
    def stored(self) -> int:
        """Runs that the store holds already."""
        return len(self.plan.runs) - experiment.missing(self.plan, self.place)

    @property
    def text(self) -> str:
        """The experiment file of the result."""
        return replace(self.experiment, id=self.plan.id).to_yaml(self.plan.world.resolution)

    @property
    def forecast(self) -> Forecast:
        """What it is going to take: runs, seconds a run, disk."""
        return self.forecast_up_to(0)

    def forecast_up_to(self, most: int, *, trial: bool = False) -> Forecast:
        """Return what it is going to take if a rule may ask for so many replicates.

        trial  whether a run may be tried to find out how long it takes
        """
        return forecast(self.plan, self.place, most, trial=trial)

    def __repr__(self) -> str:
        planned, expected = self.plan, self.forecast
        return (
            f"<{planned.id}: {planned.rows} rows x {len(planned.scenarios)} scenarios x "
            f"{planned.replicates} replicates = {expected.runs} runs, {expected.todo} to run, "
            f"about {expected.core_hours:.2g} core-hours>"
        )

    def with_replicates(self, replicates: int) -> Prepared:
        """Return it with another number of replicates, in the same place."""
        if replicates == self.plan.replicates:
            return self
        planned = self.plan.with_replicates(replicates)
        asked = self.experiment
        if asked.rule is None:
            asked = replace(asked, replicates=replicates)
        return replace(self, plan=planned, experiment=asked)


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
    keep: Mapping[str, Any] | None = None,
) -> Prepared:
    """Read and resolve everything that scenarios need to be run; write nothing.

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
    keep        what is stored of a run, by the names of `sim.runs.specs.Keep`; None is the usual
    Raises InputError with everything that is wrong.
    """
    setting = setting or Setting()
    resolved = setting.resolve_all(scenarios)
    if not resolved:
        raise InputError("", "There is no scenario to run.", "Name one: parksim run opinion")
    common(resolved, resolution)
    _check_quarters(at, resolved[0].first, resolved[0].last)
    asked = Experiment(
        id="",
        scenarios=tuple(resolved),
        of="difference" if len(resolved) > 1 else "level",
        at=tuple(quarters.parse(each) for each in at),
        replicates=replicates,
        seed=seed,
        resolution=resolution,
        uncertainty=_uncertainty(uncertainty),
        keep=keep or {},
    )
    return lay_out(asked, setting, out=out, engine=engine, check=check, exploratory=exploratory)


def prepare_experiment(
    file: ExperimentFile,
    *,
    setting: Setting | None = None,
    built: Mapping[str, Any] | None = None,
    out: str | Path | None = None,
    engine: str = "compiled",
    check: bool = False,
) -> Prepared:
    """Read and resolve everything that an experiment file asks for; write nothing.

    built  word of the file -> scenario put together in Python
    others as in `prepare`
    Raises InputError with everything that is wrong.
    """
    setting = setting or Setting()
    return lay_out(setting.experiment(file, built), setting, out=out, engine=engine, check=check)


def lay_out(
    asked: Experiment,
    setting: Setting,
    *,
    out: str | Path | None = None,
    engine: str = "compiled",
    check: bool = False,
    exploratory: bool = False,
) -> Prepared:
    """Lay out the rows and the runs of an experiment; arguments as in `prepare`.

    Raises InputError for constraints that leave no row and rows that no law can have.
    """
    world = World(
        zone=setting.zone_word,
        overrides=setting.data,
        data=setting.zone.digest,
        dynamics=dynamics_hash(
            setting.quarter, setting.registers, own=stage_files(setting.folders)
        ),
        resolution=common(asked.scenarios, asked.resolution),
        folders=setting.folders,
        engine=engine,
        check=check,
        uncertainty=asked.uncertainty,
        keep=Keep(**asked.keep),
        limits=Limits(**asked.limits),
    )
    design = rows_of(asked)
    policies = Policies(setting)
    planned = plan(
        asked.scenarios,
        [setting.policy(each) for each in asked.scenarios],
        asked.replicates,
        asked.seed,
        world,
        variants=variants(asked, design, policies),
        random=asked.random,
        name=asked.id,
        tables=design.tables(asked) if asked.factors else {},
    )
    place = Place.of(planned, out)
    at = tuple(map(quarters.text, asked.at))
    dead = tuple(inert(asked, design, policies))
    return Prepared(setting, planned, place, at, exploratory, asked, dead, design.refused)


def carry_out(
    prepared: Prepared,
    *,
    workers: int = 0,
    shard: str = "",
    dask: str = "",
    watch: Watch = lambda receipt: None,
    command: str = "",
    failed: Sequence[Receipt] = (),
) -> tuple[Results | None, list[Receipt]]:
    """Run what is missing and lay the result down; return it with the runs that failed.

    workers  processes; 0 is one a core
    shard    such as ``2/3``: this part of the runs alone; then no result is laid down
    dask     address of a scheduler or profile of a cluster that carries the runs out
    watch    called with the receipt of each run as it comes in
    command  what was typed, for the provenance
    failed   receipts of runs that failed already, which are not tried again
    Raises InputError if the folder cannot be written, and KeyboardInterrupt if the end was asked
    for; the same call goes on.
    """
    given_up = {receipt.key for receipt in failed}
    more = run_missing(
        prepared, workers=workers, shard=shard, dask=dask, watch=watch, command=command,
        given_up=given_up,
    )  # fmt: skip
    every = [*failed, *more]
    if shard:
        return None, every
    made = provenance_of(prepared, command, len(every))
    return experiment.lay_down(prepared.plan, prepared.place, made, prepared.text), every


def run_missing(
    prepared: Prepared,
    *,
    workers: int = 0,
    shard: str = "",
    dask: str = "",
    watch: Watch = lambda receipt: None,
    command: str = "",
    given_up: Collection[str] = (),
) -> list[Receipt]:
    """Run what the store does not hold; return the runs that failed. The result is begun only.

    given_up  keys of runs that are not tried again        others as in `carry_out`
    Raises what `carry_out` raises.
    """
    planned, place = prepared.plan, prepared.place
    engine = chosen(workers, shard, dask)
    made = provenance_of(prepared, command, 0)
    return experiment.carry_out(
        planned, place, workers=workers, engine=engine, watch=watch,
        warm=Ready.of(planned.world), given_up=given_up,
        started=lambda: experiment.begin(planned, place, made, prepared.text),
    )  # fmt: skip


def todo(prepared: Prepared, shard: str = "", given_up: Collection[str] = ()) -> int:
    """Return how many runs `run_missing` has to carry out; arguments as there."""
    planned, place = prepared.plan, prepared.place
    keys = {spec.key for spec in planned.runs}
    if not planned.world.check:
        keys = set(experiment.lost(planned, place))
    part = Shard.read(shard) if shard else None
    return sum(part is None or part.takes(key) for key in keys - set(given_up))


def provenance_of(prepared: Prepared, command: str, failed: int) -> Provenance:
    """Return how the result of a prepared experiment comes about."""
    planned, setting = prepared.plan, prepared.setting
    first = planned.scenarios[0]
    scenarios = []
    laws = [setting.law(each, planned.seed) for each in planned.scenarios]
    for each, law in zip(planned.scenarios, laws, strict=True):
        beyond = [one._asdict() for one in law.beyond]
        acts = _acts(first, each, first_action(laws[0], law))
        scenarios.append({**described(each), "beyond": beyond, "acts": acts})
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
        headline=list(prepared.experiment.headline),
    )


def _acts(reference: Any, scenario: Any, levers: Mapping[str, int]) -> dict[str, str]:
    """Return by lever and event in which quarter it first sets a scenario apart.

    levers  first quarter of each lever that differs from the reference
    """
    ordered = set(reference.events)
    own = [act for act in scenario.events if act not in ordered]
    events = {act.event: act.quarter for act in sorted(own, key=lambda act: -act.quarter)}
    return {name: quarters.text(quarter) for name, quarter in {**levers, **events}.items()}


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
