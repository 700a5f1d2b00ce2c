"""Time of the opening population by resolution."""

from __future__ import annotations

from statistics import median
from time import perf_counter

from benchmarks.sheet import Sheet
from sim.model import ParkModel
from sim.zone.opening import open_zone


def run(quick: bool) -> list[Sheet]:
    """Time the generator alone, and a model until it is ready."""
    sheet = Sheet(
        "generation",
        ("resolution", "firms", "talents", "generator (s)", "model ready (s)", "µs a row"),
    )
    repeats = 2 if quick else 5
    for resolution in ("draft", "standard") if quick else ("draft", "standard", "full"):
        model = ParkModel(resolution=resolution)
        generated, ready = [], []
        for replicate in range(1, repeats + 1):
            start = perf_counter()
            open_zone(model.zone, model.assumed, model.seed, replicate, resolution)
            generated.append(perf_counter() - start)
            start = perf_counter()
            ParkModel(resolution=resolution, replicate=replicate)
            ready.append(perf_counter() - start)
        rows = len(model.firms) + len(model.talents)
        sheet.add(
            resolution,
            len(model.firms),
            len(model.talents),
            median(generated),
            median(ready),
            1e6 * median(ready) / rows,
        )
    sheet.notes = [
        f"Median of {repeats} replicates in one process with compiled stages. Ready means after "
        "burn-in, with markets, slot tables and figures set to the start."
    ]
    return [sheet]
