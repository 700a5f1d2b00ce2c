"""The store: queries, resume and memory, with made-up runs of the shipped zone's size."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.process import timed
from benchmarks.sheet import Sheet

QUARTERS, PARKS, INDUSTRIES, PROGRAMMES, ACCOUNTS = 52, 23, 11, 10, 4
ZONE, OF_PARKS, OF_INDUSTRIES = 216, 75, 30  # indicators by level, as the model records them
RUNS, PLAN = 1_000, 10_000
_MADE = "from benchmarks.store import *; from pathlib import Path; folder = Path({folder!r})"


class Made:
    """A made-up scenario: what the plan and the result ask of one."""

    def __init__(self, name: str) -> None:
        self.id, self.title, self.first = name, {}, 4 * 2023
        self.last = self.first + QUARTERS - 1

    def to_yaml(self) -> str:
        return f"id: {self.id}\n"


def tables(rng: np.random.Generator, small: bool) -> dict[str, dict[str, np.ndarray]]:
    """Return made-up numbers of a run; small ones for questions that read journals alone."""
    quarters = 4 * 2023 + np.arange(QUARTERS)
    names = [f"indicator_{number}" for number in range(ZONE)]
    zone = {"quarter": quarters} | {name: rng.normal(size=QUARTERS) for name in names}
    levels = {"quarters": zone, "final": {name: each[-1:] for name, each in zone.items()}}
    for level, place, places, count in (
        ("parks", "park", PARKS, OF_PARKS),
        ("industries", "industry", INDUSTRIES, OF_INDUSTRIES),
    ):
        rows = 1 if small else QUARTERS * places
        found = {"quarter": np.repeat(quarters, places), place: np.tile(range(places), QUARTERS)}
        found |= {name: rng.normal(size=QUARTERS * places) for name in names[:count]}
        levels[level] = {name: values[:rows] for name, values in found.items()}
    for level, places in (("flows", ("from", "to")), ("programmes", ("programme", "payer"))):
        found = {name: np.arange(200) for name in ("year", *places)}
        levels[level] = found | {name: rng.normal(size=200) for name in names[:3]}
    return levels


def planned(runs: int):
    """Return a plan of two scenarios with so many runs."""
    from sim.runs.plan import plan
    from sim.runs.specs import World

    world = World("made-up", (), "data", "dynamics", "draft")
    policies = [{"one": 1}, {"two": 2}]
    return plan([Made("one"), Made("two")], policies, runs // 2, 1, world)


def fill(folder: Path, runs: int, small: bool = False) -> None:
    """Write a store with the runs of a plan, and their result beside it."""
    from sim.runs.storage.writer import Writer

    rng = np.random.default_rng(1)
    made = tables(rng, small)
    writer = Writer(folder / "results" / "store")
    for spec in planned(runs).runs:
        made["quarters"]["indicator_0"] = rng.normal(size=QUARTERS)
        writer.done(spec, made, 1.0)
    writer.close()


def provenance(runs: int):
    """Return how the result of a plan of made-up runs comes about."""
    from sim.runs.provenance import Provenance

    def named(word: str, count: int) -> list[dict[str, str]]:
        ids = [f"{word}-{number}" for number in range(count)]
        return [{"id": each, "en": each, "zh": each} for each in ids]

    zone = {
        "id": "made-up",
        "parks": named("park", PARKS),
        "industries": named("industry", INDUSTRIES),
        "programmes": named("programme", PROGRAMMES),
        "accounts": [f"account-{number}" for number in range(ACCOUNTS)],
    }
    scenarios = [{"id": name, "title": {}} for name in ("one", "two")]
    return Provenance("made", "", "", {}, "", "", "data", "dynamics", 1, runs // 2, "draft",
                      "2023Q1", "2035Q4", scenarios, zone)  # fmt: skip


def result(folder: Path, runs: int):
    """Return the result of a plan whose runs are stored, without writing its tables."""
    from sim.runs import experiment
    from sim.runs.results import Results

    plan = planned(runs)
    place = experiment.Place.of(plan, folder / "results" / "made")
    made = provenance(runs)
    experiment.begin(plan, place, made, "")
    return Results(place.folder)


def fan_chart(results) -> np.ndarray:
    """Return mean and quantiles of one indicator by scenario and quarter."""
    frame = results.quarters("indicator_0")
    values = frame["indicator_0"].to_numpy().reshape(2, -1, QUARTERS)
    return np.stack([values.mean(1), *np.quantile(values, [0.05, 0.25, 0.5, 0.75, 0.95], axis=1)])


def resume(folder: Path, runs: int) -> None:
    """Do what a finished plan takes when its command is said again."""
    from sim.runs import experiment

    plan = planned(runs)
    place = experiment.Place.of(plan, folder / "results" / "made")
    assert experiment.missing(plan, place) == 0


def run(quick: bool) -> Iterator[Sheet]:
    """Measure a fan chart, a resume, a check of all contents, merging, and memory."""
    sheet = Sheet("store", ("what", "runs", "CPU (s)", "wall (s)", "bar (s)", "memory (MB)"))
    sheet.notes = [
        "Made-up runs with the levels, places and number of indicators of the shipped zone.",
        "A fan chart reads one indicator of the zone: mean and five quantiles by quarter.",
        "A resume lays out the plan and finds every run in the store; the journals are real, the "
        "numbers by park and industry are left out, since a resume does not read them.",
        "Memory is the peak of a process that reads the store so; the first line is a process that "
        "has only imported what it needs.",
    ]
    runs, plan = (200, 1_000) if quick else (RUNS, PLAN)
    with TemporaryDirectory() as folder:
        wide, journals = Path(folder, "wide"), Path(folder, "journals")
        fill(wide, runs)
        fill(journals, plan, small=True)
        opened = f"results = result(folder, {runs}); "
        questions = [
            ("imports alone", wide, runs, "import sim.runs.experiment, sim.runs.results", "", None),
            ("fan chart", wide, runs, opened + "fan_chart(results)", "fan_chart(results)", 0.2),
            ("fan chart, result opened", wide, runs, "import sim.runs.results",
             f"fan_chart(result(folder, {runs}))", None),
            ("resume", journals, plan, "import sim.runs.experiment", f"resume(folder, {plan})", 3),
            ("content of all", journals, plan, f"results = result(folder, {plan})",
             "results.content_hash()", None),
        ]  # fmt: skip
        for what, place, many, before, code, bar in questions:
            setup = f"{_MADE.format(folder=str(place))}; {before}\nused = time.process_time()"
            ended = f"{code}\nfound = {{'cpu': time.process_time() - used}}"
            best = min((timed(ended, setup) for _ in range(3)), key=lambda each: each["cpu"])
            sheet.add(what, many, best["cpu"], best["seconds"], bar, best["memory_mb"])
        sheet.add("merge of parts", runs, *_merged(wide), None, None)
    yield sheet


def _merged(folder: Path) -> tuple[float, float]:
    from sim.runs.storage import housekeeping
    from sim.runs.storage.store import Store

    used, began = time.process_time(), time.perf_counter()
    housekeeping.rewrite(Store(folder / "results" / "store"))
    return time.process_time() - used, time.perf_counter() - began
