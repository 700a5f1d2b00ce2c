"""Memory of the process that hands out runs, by the number of runs: it must not depend on it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

import numpy as np

from benchmarks.process import timed
from benchmarks.sheet import Sheet
from benchmarks.store import ACCOUNTS, PARKS, PROGRAMMES, QUARTERS, planned, provenance, tables

SIZES, QUICK = (100, 1_000, 4_000), (20, 200)
CODE = "from benchmarks.parent import *; found = batch({runs}, {folder!r})"


def run(quick: bool) -> Iterator[Sheet]:
    """Carry out batches of made-up runs, each in a fresh process, and lay each down."""
    heads = ("runs", "after the runs (MB)", "laid down (MB)", "kB a run more", "wall (s)")
    sheet = Sheet("parent", heads)
    sheet.notes = [
        "Made-up runs with the levels, places and number of indicators of the shipped zone, "
        "carried out by two workers in a process of its own; the result is then laid down with "
        "all its tables. Memory is the peak of the process that does this, without its workers. "
        "What a run adds is counted from the line before.",
    ]
    before = None
    for runs in QUICK if quick else SIZES:
        with TemporaryDirectory() as folder:
            found = timed(CODE.format(runs=runs, folder=folder))
        more = None
        if before is not None:
            more = (found["memory_mb"] - before[1]) * 1024 / (runs - before[0])
        before = runs, found["memory_mb"]
        sheet.add(runs, found["ran"], found["memory_mb"], more, found["seconds"])
    yield sheet


def batch(runs: int, folder: str) -> dict[str, float]:
    """Carry out and lay down so many made-up runs; return the peak of memory in between."""
    from sim.runs import experiment
    from sim.runs.memory import peak

    plan = planned(runs)
    place = experiment.Place.of(plan, Path(folder, "results", "made"))
    failed = experiment.carry_out(plan, place, workers=2, job=made_up, names=names)
    assert not failed, failed[0].failure
    ran = peak()
    results = experiment.lay_down(plan, place, provenance(runs), "")
    assert len(results.plan) == runs
    return {"ran": ran / 2**20}


def names() -> frozenset[str]:
    """Return the indicators of made-up runs."""
    return frozenset(name for columns in _tables().values() for name in columns)


def made_up(spec: Any) -> Any:
    """Return records of a run of the shipped zone's size; its first indicator is its own."""
    made = _tables()
    zone = dict(made["quarters"])
    zone["indicator_0"] = np.full(QUARTERS, float(spec.replicate))
    grids = {
        level: {
            name: values.reshape(QUARTERS, -1)
            for name, values in made[level].items()
            if name.startswith("indicator")
        }
        for level in ("parks", "industries")
    }
    flows = {"indicator_0": np.ones((QUARTERS, PARKS, PARKS))}
    programmes = {"indicator_0": np.ones((QUARTERS, PROGRAMMES, ACCOUNTS))}
    return SimpleNamespace(quarters=zone, **grids, flows=flows, programmes=programmes)


@cache
def _tables() -> dict[str, dict[str, np.ndarray]]:
    return tables(np.random.default_rng(1), small=False)
