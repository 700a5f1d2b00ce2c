"""Time and memory of 52 quarters by resolution, and how long a start takes."""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median

from benchmarks.process import timed
from benchmarks.sheet import Sheet

QUARTERS = 52
BARS = {"draft": (0.6, 0.25, 400), "standard": (1.5, 0.8, 600), "full": (20.0, 6.0, 3000)}
RUNS = """
from statistics import median
import gc
import time
runs = []
for replicate in range(1, {runs} + 1):
    start = time.perf_counter()
    model = ParkModel(resolution="{resolution}", replicate=replicate)
    rows = (len(model.firms), len(model.talents))
    model.run_for({quarters})
    runs.append(time.perf_counter() - start)
    del model
    gc.collect()  # as workers do after each run
found = dict(median=median(runs), least=min(runs), most=max(runs), firms=rows[0], talents=rows[1])
"""
WARM = """
from sim.model import ParkModel
ParkModel(resolution="draft").run_for(4)
"""
START = 'import sim\nsim.ParkModel(resolution="draft").run_for(1)'
ENSURED = "from sim.runs.compiling import together\ntogether.ensure()\n"
EDITED = "search"  # the largest stage, so that this is the longest wait


def run(quick: bool) -> list[Sheet]:
    """Measure runs by resolution, then starts."""
    return [runs(quick), starts(quick)]


def runs(quick: bool) -> Sheet:
    """Time 52 quarters from nothing to the last record; each resolution in a fresh process."""
    heads = ("resolution", "firms", "talents", "median (s)", "least (s)", "most (s)", "bar (s)")
    sheet = Sheet("speed", (*heads, "goal (s)", "peak (MB)", "bar (MB)"))
    for resolution, (bar, goal, memory) in BARS.items():
        if quick and resolution == "full":
            continue
        code = RUNS.format(runs=2 if quick else 5, resolution=resolution, quarters=QUARTERS)
        got = timed(code, WARM)
        sheet.add(
            resolution,
            got["firms"],
            got["talents"],
            got["median"],
            got["least"],
            got["most"],
            bar,
            goal,
            got["memory_mb"],
            memory,
        )
    sheet.notes = [
        f"{QUARTERS} quarters on one core, the opening population and its burn-in included, "
        "stages compiled and loaded; each run is another replicate, so that no opening is reused.",
        "Peak memory is that of a fresh process for a resolution, with all its runs.",
    ]
    return sheet


def starts(quick: bool) -> Sheet:
    """Time imports, the first compile of everything, and a start after a stage was edited."""
    repeats = 1 if quick else 5
    sheet = Sheet("start", ("what", "median (s)", "bar (s)"))
    sheet.add("import sim", _median("import sim", "", repeats), 0.3)
    sheet.add("import sim, sim.ParkModel", _median("import sim; sim.ParkModel", "", repeats), 1.5)
    sheet.add("the same, a draft model and its first quarter", _median(START, "", repeats), None)
    if not quick:
        _compile(sheet, repeats)
    sheet.notes = [
        f"Each time is that of a fresh process; median of {repeats}, the empty caches once.",
        "Runs begin with compiling all stages at once, as many at a time as there are cores.",
        "An edit is imitated by taking the compiled stage out of the cache.",
    ]
    return sheet


def _compile(sheet: Sheet, repeats: int) -> None:
    """Time a start with empty caches, then starts after a stage was edited."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = {"PARKSIM_CACHE": folder, "NUMBA_CACHE_DIR": f"{folder}/numba"}
        found = timed(ENSURED + START, "", fresh)
        sheet.add("the same with empty caches, as runs begin", found["seconds"], 60.0)
        edited = []
        for _ in range(repeats):
            for file in Path(folder).rglob(f"{EDITED}_*"):
                file.unlink()
            edited.append(timed(START, "", fresh)["seconds"])
        sheet.add(f"the same after an edit of `{EDITED}`", median(edited), 5.0)


def _median(code: str, setup: str, repeats: int) -> float:
    return median(timed(code, setup)["seconds"] for _ in range(repeats))
