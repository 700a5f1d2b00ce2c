"""A quarter of parksim against a quarter of the same economy in plain Mesa, in one process."""

from __future__ import annotations

import gc
from time import perf_counter

from benchmarks.plain.opening import Opening
from benchmarks.plain_mesa import PlainModel
from benchmarks.sheet import Sheet
from sim.model import ParkModel

QUARTERS = 4  # of ours; a year, so that the yearly upkeep is in


def run(quick: bool) -> list[Sheet]:
    """Time both on the same opening population and compare what they did."""
    resolution = "draft" if quick else "full"
    steps = 4 if quick else 1
    ours, opening = _ours(resolution)
    heads = ("model", "rows", "a quarter (s)", "ratio", "staff +%", "revenue +%", "firms +%")
    sheet = Sheet("mesa_ratio", heads)
    sheet.add("parksim", opening.rows, ours[0], 1.0, *ours[1])
    for name, shuffle in (("plain Mesa, shuffle_do", True), ("plain Mesa, do", False)):
        seconds, change = _plain(opening, steps, shuffle)
        sheet.add(name, opening.rows, seconds, seconds / ours[0], *change)
    sheet.notes = [
        f"Resolution {resolution}, one process, one core, the same opening. parksim: mean of "
        f"{QUARTERS} quarters with all its stages, records and upkeep. Plain Mesa: mean of "
        f"{steps}; it leaves out building, rents, limits of floor, second sites and public "
        "accounts. The time of creating the agents is not counted.",
        "`shuffle_do` activates agents in random order in every stage; `do` only where their order "
        "matters (search for work, moves of firms).",
        "Changes are those of the first quarter, weighted, parks and the rest of the city.",
    ]
    return [sheet]


def _ours(resolution: str):
    warm = ParkModel(resolution=resolution, replicate=1)
    warm.run_for(1)
    del warm
    model = ParkModel(resolution=resolution, replicate=2)
    opening = Opening(model)
    cells = model.tables["cells"]
    before = [float(cells.column(name).sum()) for name in ("staff", "revenue", "firms")]
    start = perf_counter()
    model.run_for(1)
    first = perf_counter() - start
    after = [float(cells.column(name).sum()) for name in ("staff", "revenue", "firms")]
    start = perf_counter()
    model.run_for(QUARTERS - 1)
    seconds = (first + perf_counter() - start) / QUARTERS
    return (seconds, _changes(before, after)), opening


def _plain(opening: Opening, steps: int, shuffle: bool) -> tuple[float, list[float]]:
    gc.collect()  # the model before this one is a ring of references
    model = PlainModel(opening, seed=1, shuffle=shuffle)
    gc.collect()
    before = _totals(model)
    start = perf_counter()
    model.step()
    first = perf_counter() - start
    after = _totals(model)
    start = perf_counter()
    for _ in range(steps - 1):
        model.step()
    return (first + perf_counter() - start) / steps, _changes(before, after)


def _totals(model: PlainModel) -> list[float]:
    names = ("staff", "revenue", "firms")
    return [sum(getattr(cell, name) for cell in model.cells) for name in names]


def _changes(before: list[float], after: list[float]) -> list[float]:
    return [100.0 * (new / old - 1.0) for old, new in zip(before, after, strict=True)]
