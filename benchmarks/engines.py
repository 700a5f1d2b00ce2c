"""What the local engine costs beside the runs themselves, and what a second worker brings."""

from __future__ import annotations

import os
import resource
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.process import timed
from benchmarks.sheet import Sheet
from sim.runs import api
from sim.runs.engines import local
from sim.runs.engines.readiness import Ready
from sim.runs.simulation import simulate

SCENARIOS = ("no-reform", "opinion")
NOTES = "PARKSIM_BENCHMARK_NOTES"  # a folder where each process notes what its runs took
CODE = "from benchmarks.engines import batch\nfound = batch({workers}, {replicates})"
OVERHEAD, SPEEDUP = 0.05, 1.8  # at most, at least


def run(quick: bool) -> list[Sheet]:
    """Time batches of two sizes with one and with two workers; their difference has no start."""
    small, large, rounds = (1, 2, 1) if quick else (5, 25, 3)
    heads = ("workers", "runs", "wall (s)", "CPU of the runs (s)", "CPU of all (s)", "overhead")
    sheet = Sheet("engines", (*heads, "bar", "idle", "speed-up", "bar of it", "start (s)"))
    measured: dict[int, list[dict[str, float]]] = {1: [], 2: []}
    for _ in range(rounds):
        for workers, found in measured.items():  # by turns, so that a machine that slows hits both
            few, many = (
                timed(CODE.format(workers=workers, replicates=size)) for size in (small, large)
            )
            more = {name: many[name] - few[name] for name in few}
            start = few["wall"] - more["wall"] * small / (large - small)
            found.append({**more, "start": start})
    one = _median(measured[1], "wall")
    for workers, found in measured.items():
        wall, runs, every = (_median(found, name) for name in ("wall", "runs", "all"))
        sheet.add(
            workers,
            len(SCENARIOS) * (large - small),
            wall,
            runs,
            every,
            median(each["all"] / each["runs"] - 1.0 for each in found),
            OVERHEAD if workers == 2 else None,
            median(1.0 - each["all"] / (workers * each["wall"]) for each in found),
            one / wall,
            SPEEDUP if workers == 2 else None,
            _median(found, "start"),
        )
    sheet.notes = [
        f"A batch of {large} replicates of {' and '.join(SCENARIOS)} at draft less one of {small}, "
        "each in a fresh process, stages compiled; what the smaller takes beyond its runs is the "
        f"start: processes, imports, loading of compiled stages. Medians of {rounds}, taken by "
        "turns with one worker and with two.",
        "The CPU of the runs is noted by each process around each run; that of all is the user and "
        "system time of the command and its workers, writing included. Overhead is their ratio "
        "less one. Idle is the share of the workers' time in which no core was at work for them: "
        "alone on a machine, what waiting for work and for the disk costs; on a busy machine it is "
        "large, and the speed-up says nothing.",
    ]
    return [sheet]


def _median(found: list[dict[str, float]], name: str) -> float:
    return median(each[name] for each in found)


def batch(workers: int, replicates: int) -> dict[str, float]:
    """Carry out a batch; return its wall time, the CPU of its runs and that of all processes."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ[NOTES] = folder
        place = Path(folder) / "try"
        prepared = api.prepare(SCENARIOS, replicates=replicates, resolution="draft", out=place)
        ready = Ready.of(prepared.plan.world)
        if workers == 1:
            ready(prepared.plan.runs[0])
        before, began = _cpu(), time.perf_counter()
        store = Path(folder) / "store"
        for receipt in local.run(prepared.plan.runs, store, workers=workers, job=noted, warm=ready):
            if receipt.failure is not None:
                raise RuntimeError(receipt.failure.traceback)
        wall, spent = time.perf_counter() - began, _cpu() - before
        notes = [float(line) for path in Path(folder).glob("cpu-*") for line in path.open()]
        return {"wall": wall, "runs": sum(notes), "all": spent}


def noted(spec: Any) -> Any:
    """Simulate, and note the CPU it took."""
    began = time.process_time()
    records = simulate(spec)
    spent = time.process_time() - began
    with (Path(os.environ[NOTES]) / f"cpu-{os.getpid()}").open("a", encoding="utf-8") as file:
        file.write(f"{spent}\n")
    return records


def _cpu() -> float:
    """Return the user and system time of this process and of its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)
