"""Whether time grows in proportion to rows, from draft to full and in between."""

from __future__ import annotations

import math
from time import perf_counter

from benchmarks.sheet import Sheet
from sim.model import ParkModel
from sim.zone.resolution import RESOLUTIONS, Resolution

BETWEEN = (
    Resolution("benchmark 20", parks=20, rest=80, talents=50),
    Resolution("benchmark 4", parks=4, rest=20, talents=8),
    Resolution("benchmark 2", parks=2, rest=14, talents=3),
)


def run(quick: bool) -> list[Sheet]:
    """Time quarters by resolution and fit the exponent of time in rows."""
    RESOLUTIONS.update({preset.name: preset for preset in BETWEEN})
    sheet = Sheet(
        "rows",
        ("resolution", "firms", "talents", "rows", "opening (s)", "a quarter (ms)", "ns a row"),
    )
    order = ["draft", "benchmark 20", "standard", "benchmark 4", "benchmark 2", "full"]
    quarters = 8
    points = []
    ParkModel(resolution="draft").run_for(4)  # loads the compiled stages
    for name in order[:3] if quick else order:
        start = perf_counter()
        model = ParkModel(resolution=name, replicate=1)
        opened = perf_counter() - start
        rows = len(model.firms) + len(model.talents)
        start = perf_counter()
        model.run_for(quarters)
        quarter = (perf_counter() - start) / quarters
        points.append((math.log(rows), math.log(quarter)))
        sheet.add(
            name,
            len(model.firms),
            len(model.talents),
            rows,
            opened,
            1000.0 * quarter,
            1e9 * quarter / rows,
        )
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points)
    slope /= sum((x - mean_x) ** 2 for x, _ in points)
    sheet.notes = [
        f"Mean of {quarters} quarters in one process; rows are firms and talents at the opening.",
        f"Time grows as rows to the power {slope:.2f} (least squares in logs); 1 is linear.",
    ]
    return [sheet]
