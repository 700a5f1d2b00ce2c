"""The cost of an answer: CPU-seconds until an effect is known to 1 % of its level.

The question: by how much does a subsidy of 20 % of pay in one park raise its staff after twelve
quarters? An answer is a difference of two runs; n of them give a half-width of 1.96 sd / sqrt(n).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import fmean, stdev, variance
from time import process_time

import numpy as np

from benchmarks.plain.opening import Opening
from benchmarks.plain_mesa import PlainModel
from benchmarks.sheet import Sheet
from benchmarks.subsidy import subsidized_quarter
from sim.model import ParkModel
from sim.quarter import QUARTER

SHARE = 0.20
QUARTERS = 12
WIDTH = 0.01  # wanted half-width of the 95 % interval, in staff of the park without subsidy
Pair = tuple[float, float, float]  # staff without, staff with, CPU-seconds


def run(quick: bool) -> list[Sheet]:
    """Estimate variance and cost of a pair at draft, for both; then the cost of the answer."""
    quarters = 4 if quick else QUARTERS
    park, name = middle_park()
    heads = ("model", "pairs", "staff", "effect", "sd of effect", "sd of staff", "variance ratio")
    sheet = Sheet("answer", (*heads, "CPU-s a pair", "pairs needed", "CPU-s an answer", "ratio"))
    parksim = _figures(paired, park, quarters, 4 if quick else 60)
    plain = _figures(one_stream, park, quarters, 2 if quick else 20)
    for label, figures in (("parksim, addressed luck", parksim), ("plain Mesa", plain)):
        sheet.add(label, *figures, figures[-1] / parksim[-1])
    sheet.notes = [
        f"Staff in persons, effect of a subsidy of {SHARE:.0%} of pay in {name} on its staff after "
        f"{quarters} quarters, draft. Pairs needed: (1.96 sd / ({WIDTH:.0%} of staff))², not less "
        "than 2.",
        "Variance ratio: variance of the effect over twice that of staff without it; 1 is what "
        "independent runs give.",
        "Both start a pair from the same opening of a replicate and run it with the same seed. "
        "CPU-seconds of parksim include the opening, those of plain Mesa the creation of its "
        "agents but not the opening that they are copied from.",
    ]
    return [sheet]


def middle_park() -> tuple[int, str]:
    """Return the park of median staff: its row and its name."""
    zone = ParkModel(resolution="draft").zone
    staff = zone.staff.sum(axis=1)[1:]
    row = int(np.argsort(staff)[len(staff) // 2]) + 1
    return row, zone.gazetteer.park_names("en")[row - 1]


def paired(park: int, replicate: int, quarters: int) -> Pair:
    """Run parksim without and with the subsidy under the same luck."""
    start = process_time()
    found = []
    for quarter in (QUARTER, subsidized_quarter(park, SHARE)):
        model = ParkModel(resolution="draft", replicate=replicate, quarter=quarter)
        model.run_for(quarters)
        found.append(float(model.tables["parks"].column("staff_total")[park]))
    return found[0], found[1], process_time() - start


def one_stream(park: int, replicate: int, quarters: int) -> Pair:
    """Run plain Mesa without and with the subsidy, both with the same seed."""
    opening = Opening(ParkModel(resolution="draft", replicate=replicate))
    start = process_time()
    found = []
    for subsidy in (None, (park, SHARE)):
        model = PlainModel(opening, seed=replicate, subsidy=subsidy)
        model.run_for(quarters)
        found.append(model.parks[park].staff_total)
    return found[0], found[1], process_time() - start


def _figures(
    run_pair: Callable[[int, int, int], Pair], park: int, quarters: int, pairs: int
) -> tuple[float, ...]:
    run_pair(park, 0, 1)  # loads compiled stages; not counted
    runs = [run_pair(park, replicate, quarters) for replicate in range(1, pairs + 1)]
    without = [pair[0] for pair in runs]
    effects = [pair[1] - pair[0] for pair in runs]
    seconds = fmean(pair[2] for pair in runs)
    needed = needed_pairs(stdev(effects), fmean(without))
    ratio = variance(effects) / (2.0 * variance(without))
    return (
        pairs,
        fmean(without),
        fmean(effects),
        stdev(effects),
        stdev(without),
        ratio,
        seconds,
        needed,
        needed * seconds,
    )


def needed_pairs(deviation: float, level: float) -> float:
    """Return the pairs until the 95 % half-width of the mean effect is 1 % of the level."""
    return max(2.0, math.ceil((1.96 * deviation / (WIDTH * level)) ** 2))
