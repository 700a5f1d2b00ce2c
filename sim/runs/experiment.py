"""An experiment carried out: runs that are missing are run, and the result is laid on disk."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from sim.core.errors import InputError
from sim.runs import files
from sim.runs.engines import local
from sim.runs.levels import LEVELS
from sim.runs.plan import Plan
from sim.runs.provenance import Provenance
from sim.runs.results import Results
from sim.runs.specs import Receipt
from sim.runs.store import Store

BYTES_A_RUN = 500_000  # of the store and the tidy tables together, about
STORE = "store"
Watch = Callable[[Receipt], None]


@dataclass(frozen=True)
class Place:
    """Where a result and its store are.

    folder  folder of the result
    store   folder of the store: beside the results of a folder ``results``, else in the result
    """

    folder: Path
    store: Path

    @classmethod
    def of(cls, plan: Plan, out: str | Path | None = None) -> Place:
        """Return the place of a plan's result.

        out  folder that was asked for; by default ``results/<id>@<hash8>``
        Raises InputError if something else than a result stands there.
        """
        folder = Path(out) if out else Path("results") / f"{plan.id}@{plan.hash8}"
        beside = folder.resolve().parent
        shared = beside.name == "results" or (beside / STORE / "journal").is_dir()
        place = cls(folder, folder.parent / STORE if shared else folder / STORE)
        place._check()
        return place

    @property
    def store_from_folder(self) -> str:
        """The store, as seen from the result."""
        return Path(os.path.relpath(self.store, self.folder)).as_posix()

    def _check(self) -> None:
        if self.folder.name == STORE:
            what = "This is the name of the store of all runs."
            raise InputError(str(self.folder), what, "Name another folder with --out.")
        with files.writing(self.folder):
            if self.folder.is_file():
                what = "This is a file, not a folder."
                raise InputError(str(self.folder), what, "Name another folder with --out.")
            held = {each.name for each in self.folder.iterdir()} if self.folder.exists() else set()
        if held - {STORE, ".fresh"} and "provenance.json" not in held:
            what = "This folder holds something else than a result."
            advice = "Name another folder with --out; nothing in it was touched."
            raise InputError(str(self.folder), what, advice)


def missing(plan: Plan, place: Place) -> int:
    """Return how many runs of a plan are not in the store yet."""
    return len(Store(place.store).missing(spec.key for spec in plan.runs))


def carry_out(
    plan: Plan,
    place: Place,
    *,
    workers: int = 0,
    watch: Watch = lambda receipt: None,
    job: local.Simulate = local.simulate,
    names: Callable[[], frozenset[str]] = local.registered,
) -> list[Receipt]:
    """Run what the store does not hold yet; return the receipts of the runs that failed.

    watch  called with each receipt as it comes in
    Raises InputError if the folder cannot be written, before anything is run.
    """
    local.check_workers(workers)
    lost = set(Store(place.store).missing(spec.key for spec in plan.runs))
    specs = [spec for spec in plan.distinct() if spec.key in lost or plan.world.check]
    files.claim(place.folder, BYTES_A_RUN * len(specs))
    failed = []
    try:
        for receipt in local.run(specs, place.store, workers=workers, job=job, names=names):
            watch(receipt)
            if receipt.status == "failed":
                failed.append(receipt)
    finally:
        with suppress(OSError):
            place.folder.rmdir()  # an empty folder is no result
    return failed


def lay_down(plan: Plan, place: Place, provenance: Provenance, experiment: str) -> Results:
    """Write the folder of a result, whole or not at all, and return it.

    experiment  text of experiment.yaml
    """
    provenance = replace(provenance, store=place.store_from_folder)
    fresh = place.folder / ".fresh"
    with files.writing(place.folder):
        shutil.rmtree(fresh, ignore_errors=True)
        try:
            _fill(fresh, plan, provenance, experiment)
            results = Results(fresh, Store(place.store))
            if results.plan["done"].any():
                provenance = replace(provenance, content=results.content_hash())
                _write(fresh / "provenance.json", provenance.text())
                write_tables(results, fresh / "tables")
            files.fill(place.folder, fresh, mark="provenance.json", keep=STORE)
        except (OSError, InputError):
            shutil.rmtree(fresh, ignore_errors=True)
            raise
    return Results(place.folder)


def write_tables(results: Results, folder: Path) -> None:
    """Write every level of a result as CSV and Parquet."""
    folder.mkdir(parents=True, exist_ok=True)
    for level in LEVELS:
        frame = results.frame(level)
        _write(folder / f"{level}.csv", frame.to_csv(index=False, lineterminator="\n"))
        files.write_whole(folder / f"{level}.parquet", parquet(frame))


def parquet(frame: pd.DataFrame) -> bytes:
    """Return a frame as the bytes of a Parquet file."""
    held = io.BytesIO()
    frame.to_parquet(held, index=False, compression="zstd")
    return held.getvalue()


def _fill(folder: Path, plan: Plan, provenance: Provenance, experiment: str) -> None:
    (folder / "scenarios").mkdir(parents=True)
    (folder / "figures").mkdir()
    _write(folder / "experiment.yaml", experiment)
    for scenario in plan.scenarios:
        _write(folder / "scenarios" / f"{file_name(scenario.id)}.resolved.yaml", scenario.to_yaml())
    runs = pd.DataFrame(
        [(spec.scenario.id, spec.replicate, spec.seed, spec.key) for spec in plan.runs],
        columns=["scenario", "replicate", "seed", "key"],
    )
    files.write_whole(folder / "plan.parquet", parquet(runs))
    _write(folder / "provenance.json", provenance.text())


def file_name(scenario: str) -> str:
    """Return the id of a scenario as the name of a file: ``opinion:only-M5`` has no colon there."""
    return "".join(sign if sign.isalnum() or sign in "-_+." else "-" for sign in scenario)


def _write(path: Path, text: str) -> None:
    files.write_whole(path, text.encode("utf-8"))


def experiment_text(plan: Plan, at: Sequence[str]) -> str:
    """Return the experiment file of scenarios that were named on the command line."""
    lines = [
        "schema: parksim/experiment/1",
        f"id: {plan.id}",
        f"scenarios: [{', '.join(_yaml(scenario.id) for scenario in plan.scenarios)}]",
    ]
    if at:
        lines.append(f"at: [{', '.join(at)}]")
    lines += [
        "design: {method: list}",
        f"replicates: {plan.replicates}",
        f"seed: {plan.seed}",
        "random: common",
        f"uncertainty: {plan.world.uncertainty}",
        f"resolution: {plan.world.resolution}",
    ]
    return "\n".join(lines) + "\n"


def _yaml(text: str) -> str:
    return f'"{text}"' if ":" in text else text
