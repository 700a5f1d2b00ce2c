"""An experiment carried out: runs that are missing are run, and the result is laid on disk."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Iterable
from contextlib import ExitStack, closing, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.core.errors import InputError
from sim.runs import files
from sim.runs.engines import local
from sim.runs.engines.choice import Engine
from sim.runs.engines.trial import Names, Simulate, Warm
from sim.runs.plan import Plan
from sim.runs.provenance import Provenance
from sim.runs.results import BEGUN, Results
from sim.runs.specs import Keep, Receipt
from sim.runs.storage.store import Store

BYTES_A_RUN = 500_000  # of the store and the tidy tables together, about
CELLS_OF_A_SHEET = 20_000_000  # beyond that a level is written as Parquet alone
STORE, FRESH = "store", ".fresh"
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
        if held - {STORE, FRESH, BEGUN} and "provenance.json" not in held:
            what = "This folder holds something else than a result."
            advice = "Name another folder with --out; nothing in it was touched."
            raise InputError(str(self.folder), what, advice)


def missing(plan: Plan, place: Place) -> int:
    """Return how many runs of a plan are not in the store yet."""
    return len(lost(plan, place))


def lost(plan: Plan, place: Place) -> list[str]:
    """Return the keys of a plan's runs that are not in the store yet."""
    return Store(place.store).missing((spec.key for spec in plan.runs), plan.world.keep)


def carry_out(
    plan: Plan,
    place: Place,
    *,
    workers: int = 0,
    engine: Engine = local.run,
    watch: Watch = lambda receipt: None,
    job: Simulate = local.simulate,
    names: Names = local.registered,
    warm: Warm | None = None,
    started: Callable[[], None] = lambda: None,
    given_up: Collection[str] = (),
) -> list[Receipt]:
    """Run what the store does not hold yet; return the receipts of the runs that failed.

    workers, job, names, warm  as `sim.runs.engines.local.run` takes them
    engine   what carries the runs out (`sim.runs.engines.choice.chosen`)
    watch    called with each receipt as it comes in
    started  called when the folder is there and before anything runs
    given_up keys of runs that failed before and are not tried again
    Raises InputError if the folder cannot be written, before anything is run, and KeyboardInterrupt
    if the end was asked for; what was run by then is stored.
    """
    local.check_workers(workers)
    every = [spec.key for spec in plan.runs]
    wanted = set(every if plan.world.check else lost(plan, place)) - set(given_up)
    specs = [spec for spec in plan.distinct() if spec.key in wanted]
    files.claim(place.folder, BYTES_A_RUN * len(specs))
    started()
    failed = []
    try:
        with closing(
            engine(specs, place.store, workers=workers, job=job, names=names, warm=warm)
        ) as receipts:
            for receipt in receipts:
                watch(receipt)
                if receipt.status == "failed":
                    failed.append(receipt)
    finally:
        with suppress(OSError):
            place.folder.rmdir()  # an empty folder is no result
    return failed


def begin(plan: Plan, place: Place, provenance: Provenance, experiment: str) -> None:
    """Write what is known of a result before its runs have ended, so that they can be followed.

    experiment  text of experiment.yaml
    """
    with files.writing(place.folder):
        _fill(place.folder / BEGUN, plan, _placed(plan, place, provenance), experiment)


def lay_down(plan: Plan, place: Place, provenance: Provenance, experiment: str) -> Results:
    """Write the folder of a result, whole or not at all, and return it.

    A result that says the same already is left as it is.
    experiment  text of experiment.yaml
    """
    provenance = _placed(plan, place, provenance)
    if _stands(plan, place, provenance, experiment):
        shutil.rmtree(place.folder / BEGUN, ignore_errors=True)
        return Results(place.folder)
    fresh = place.folder / FRESH
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


def _placed(plan: Plan, place: Place, provenance: Provenance) -> Provenance:
    """Return a provenance that knows its store and what was kept."""
    usual = Keep()
    kept = {k: v for k, v in asdict(plan.world.keep).items() if v != getattr(usual, k)}
    return replace(provenance, store=place.store_from_folder, keep=kept)


def _stands(plan: Plan, place: Place, provenance: Provenance, experiment: str) -> bool:
    """Return whether the folder holds this result: the same runs, all done, made the same way."""
    try:
        old = Results(place.folder)
        text = (place.folder / "experiment.yaml").read_text("utf-8")
    except (InputError, OSError):
        return False
    passing: dict[str, Any] = {"date": "", "command": "", "content": ""}
    same = replace(old.provenance, **passing).text() == replace(provenance, **passing).text()
    if old.begun or not same or text != experiment or not (place.folder / "tables").is_dir():
        return False
    whole = bool(old.plan["done"].all())
    runs = old.plan["key"].tolist() == [spec.key for spec in plan.runs]
    return whole and runs and old.content_hash() == old.provenance.content


def write_tables(results: Results, folder: Path) -> None:
    """Write every level of a result as Parquet, and as CSV unless it is very large.

    The runs are read some at a time, so that memory does not depend on their number.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for level in results.levels:
        table, sheet = folder / f"{level}.parquet", folder / f"{level}.csv"
        with files.whole(table) as stream, files.whole(sheet) as text:
            small = _write_pieces(results.pieces(level), stream, text)
        if not small:
            sheet.unlink()


def _write_pieces(pieces: Iterable[pd.DataFrame], stream: BinaryIO, text: BinaryIO) -> bool:
    """Write frames as one Parquet file, and as CSV; return whether the CSV has all of them."""
    writer, cells = None, 0
    with ExitStack() as stack:
        for frame in pieces:
            table = pa.Table.from_pandas(frame, preserve_index=False)
            if writer is None:
                opened = pq.ParquetWriter(stream, table.schema, compression="zstd")
                writer = stack.enter_context(opened)
            writer.write_table(table)
            first, cells = cells == 0, cells + frame.size
            if cells <= CELLS_OF_A_SHEET:
                files.write_csv(table, text, header=first)
    return cells <= CELLS_OF_A_SHEET


def _fill(folder: Path, plan: Plan, provenance: Provenance, experiment: str) -> None:
    for name in ("scenarios", "figures"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    _write(folder / "experiment.yaml", experiment)
    for scenario in plan.scenarios:
        _write(folder / "scenarios" / f"{file_name(scenario.id)}.resolved.yaml", scenario.to_yaml())
    runs = pd.DataFrame(
        [(s.scenario.id, s.row, s.replicate, s.seed, s.key) for s in plan.runs],
        columns=["scenario", "row", "replicate", "seed", "key"],
    )
    for name, table in {"plan": runs, **plan.tables}.items():
        files.write_whole(folder / f"{name}.parquet", files.parquet(table))
    _write(folder / "provenance.json", provenance.text())


def file_name(scenario: str) -> str:
    """Return the id of a scenario as the name of a file: ``opinion=only-M5`` has no colon.

    Different ids have different names: other signs that no file should have are told by number.
    """
    named = {":": "="} | {sign: sign for sign in "-_+."}
    return "".join(
        sign if sign.isalnum() else named.get(sign) or f"%{ord(sign):x}%" for sign in scenario
    )


def _write(path: Path, text: str) -> None:
    files.write_whole(path, text.encode("utf-8"))
