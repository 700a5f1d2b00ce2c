"""One stored run done again, from what its result knows, and compared bit for bit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sim.core.errors import InputError
from sim.runs import api
from sim.runs.experiment import file_name
from sim.runs.results import Results
from sim.runs.setting import Setting
from sim.runs.simulation import registered, simulate
from sim.runs.specs import Keep, RunSpec
from sim.runs.storage.journal import Entry
from sim.runs.storage.levels import check, kept, tables, wanted
from sim.scenario.experiment_file import read


@dataclass(frozen=True)
class Compared:
    """A run beside what is stored of it.

    columns    that both have and that were compared, bit for bit
    differing  level and column of those that differ; empty if all are equal
    """

    columns: int
    differing: tuple[tuple[str, str], ...]


def spec_of(results: Results, key: str, setting: Setting, plain: bool = False) -> RunSpec:
    """Return the spec of a planned run, made again from the files of its result.

    key      of the run, or its beginning
    setting  registers, zone and own folders that it was run with
    plain    run every stage over agents, with the same numbers
    Raises InputError if no run or several begin so, and if it would not be the same run today.
    """
    found = [each for each in results.plan["key"].unique() if each.startswith(key)]
    if len(found) != 1 or not key:
        what = f'{len(found) or "No"} runs of this result begin with "{key}".'
        raise InputError(key, what, "Name one by its key: parksim status lists those that failed.")
    prepared = _prepared(results, setting)
    for spec in prepared.plan.runs:
        if spec.key == found[0]:
            engine = "plain" if plain else "compiled"
            return replace(spec, world=replace(spec.world, engine=engine, keep=_all_of(results)))
    raise InputError(found[0], _why(results, prepared), "Run the same command again for new runs.")


def compared(results: Results, spec: RunSpec) -> Compared:
    """Run a spec here and compare it with what is stored of it.

    Raises InputError if nothing is stored of it, and whatever the run raises.
    """
    entries = results.store.runs.get(spec.key)
    made = kept(tables(simulate(spec), registered()), spec.world.keep)
    if not entries:
        what = f"Nothing is stored of {spec.label}, but this time it ended."
        raise InputError(spec.key, what, "The same command that made the result stores it.")
    differing, columns = [], 0
    for level, name, stored in _checks(results, entries):
        if name in made.get(level, {}):
            columns += 1
            if check(made[level][name]) != stored:
                differing.append((level, name))
    return Compared(columns, tuple(differing))


def _prepared(results: Results, setting: Setting) -> api.Prepared:
    """Return the experiment of a result as it would be run today."""
    file = read(results.files / "experiment.yaml")
    resolved = results.files / "scenarios"
    built: dict[str, Any] = {
        name: setting.resolve(str(resolved / f"{file_name(name)}.resolved.yaml"))
        for name in results.scenarios
    }
    prepared = api.prepare_experiment(file, setting=setting, built=built, out=results.folder)
    return prepared.with_replicates(results.provenance.replicates)


def _all_of(results: Results) -> Keep:
    """Return what is compared: everything, and the agents only where the result has them."""
    return Keep(agents="last") if "agents" in wanted(results.keep) else Keep()


def _checks(results: Results, entries: list[Entry]) -> list[tuple[str, str, str]]:
    """Return level, column and stored check of all that is held of a run."""
    return [
        (level, name, stored)
        for entry in entries
        for level in entry.proofs
        for name, stored in results.store.checks_of(entry, level).items()
    ]


def _why(results: Results, prepared: api.Prepared) -> str:
    """Return why a run of a result is none of the experiment today."""
    then, now = results.provenance, prepared.plan.world
    if then.dynamics != now.dynamics:
        return "The model has changed since this run: it is old code."
    if then.data != now.data:
        return "The data of the zone are not those of this run: name its folder with --data."
    return "The registers or own folders are not those of this run: name them with --with."
