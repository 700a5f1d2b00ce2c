"""Figures: one with the start of the program, and all of a result of 1,000 runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from benchmarks.process import timed
from benchmarks.sheet import Sheet
from benchmarks.store import Made

RUNS, SAMPLES = 1_000, 2
NOISE = 0.01  # standard deviation of the logarithm of a number among copies of a run
_ONE = """
from sim.cli.app import start
code = start(["figure", "{name}", "--result", {result!r}, "--out", {out!r}])
assert code == 0
found = {{"cpu": time.process_time()}}
"""
_ALL = """
from sim.report.figures.catalogue import FIGURES, Look, drawn
from sim.report.figures.drawing import Drawing, save
from sim.report.figures.presets import preset
from sim.report.result import Results
look, each, used = Look(preset("word")), {{}}, time.process_time()
for entry, made in drawn(Results({result!r}), look):
    if isinstance(made, Drawing):
        save(made, __import__("pathlib").Path({out!r}), look.preset)
        each[entry.name] = time.process_time() - used
    used = time.process_time()
found = {{"cpu": time.process_time(), "each": each}}
"""


def run(quick: bool) -> Iterator[Sheet]:
    """Measure one figure from the command line, then all of a large result, one by one."""
    runs = 40 if quick else RUNS
    sheet = Sheet("figures", ("what", "runs", "CPU (s)", "wall (s)", "bar (s)", "memory (MB)"))
    sheet.notes = [
        f"Two scenarios at draft, 52 quarters: {SAMPLES} runs of each, copied with numbers that "
        f"differ by {NOISE:.0%}. Figures that need factors are not in such a result.",
        "Preset word: PNG at 300 dpi and SVG, with data and captions. The first lines are whole "
        "commands, from the start of Python on; a figure alone is without it.",
    ]
    with TemporaryDirectory() as folder:
        made = copied(Path(folder), runs)
        words = {"result": str(made), "out": str(Path(folder, "drawn"))}
        for name in ("trajectories", "effects"):
            found = timed(_ONE.format(name=name, **words))
            row = (found["cpu"], found["seconds"], 5, found["memory_mb"])
            sheet.add(f"parksim figure {name}", runs, *row)
        found = timed(_ALL.format(**words))
        sheet.add("all figures", runs, found["cpu"], found["seconds"], 60, found["memory_mb"])
        for name, seconds in found["each"].items():
            sheet.add(name, runs, seconds, None, None, None)
    yield sheet


def copied(folder: Path, runs: int) -> Path:
    """Return the folder of a result of so many runs, copies of a few that were carried out."""
    import sim
    from sim.runs import experiment
    from sim.runs.plan import plan
    from sim.runs.specs import World
    from sim.runs.storage.writer import Writer

    small = sim.run(
        ["no-reform", "opinion"],
        replicates=SAMPLES,
        resolution="draft",
        out=folder / "results" / "small",
    )
    world = World("made-up", (), "data", "dynamics", "draft")
    named = [Made(name) for name in small.scenarios]
    planned = plan(named, [{"one": 1}, {"two": 2}], runs // 2, 1, world)
    place = experiment.Place.of(planned, folder / "copies" / "results" / "made")
    levels = {each: small.frame(each) for each in small.levels}
    rng = np.random.default_rng(1)
    writer = Writer(folder / "copies" / "results" / "store")
    numbers = _numbers(small)
    for spec in planned.runs:
        key = (spec.scenario.id, spec.replicate % SAMPLES)
        writer.done(spec, _copy(small, levels, key, numbers, rng), 1.0)
    writer.close()
    said = replace(small.provenance, id="copies", replicates=runs // 2)
    return experiment.lay_down(planned, place, said, "id: copies\n").folder


def _numbers(results: Any) -> dict[str, dict[str, int]]:
    """Return the numbers under which places stand in the store, by column and id."""
    zone = results.provenance.zone
    parks = {each["id"]: number for number, each in enumerate(zone["parks"])}
    places = parks | {"outside": len(parks)}
    return {
        "park": parks,
        "from": places,
        "to": places,
        "industry": {each["id"]: number for number, each in enumerate(zone["industries"])},
        "programme": {each["id"]: number for number, each in enumerate(zone["programmes"])},
        "payer": {name: number for number, name in enumerate(zone["accounts"])},
    }


def _copy(
    results: Any,
    levels: dict[str, Any],
    run: tuple[str, int],
    numbers: dict[str, dict[str, int]],
    rng: np.random.Generator,
) -> dict[str, dict[str, np.ndarray]]:
    """Return the columns of a run by level as a writer takes them, its numbers a little moved."""
    from sim.core import quarters

    found = {}
    for level, frame in levels.items():
        own = frame[(frame["scenario"] == run[0]) & (frame["replicate"] == run[1])]
        columns = {}
        for name in own.columns.drop(["scenario", "replicate"]):
            values = own[name]
            if name == "quarter":
                columns[name] = values.map(quarters.parse).to_numpy(np.int64)
            elif name in numbers:
                columns[name] = values.map(numbers[name]).to_numpy(np.int64)
            elif values.dtype.kind == "f":
                columns[name] = values.to_numpy() * np.exp(NOISE * rng.normal(size=len(values)))
            else:
                columns[name] = values.to_numpy()
        found[level] = columns
    return found
