"""What addressed luck is worth: how alike two worlds stay when a policy changes one of them.

``python -m benchmarks.luck`` measures a rent subsidy in one park and rewrites the tables of
``docs/luck.md``; ``--quick`` tries it at a small size and keeps nothing, ``--draws`` rewrites the
list of draws alone.
"""

from __future__ import annotations

import argparse
import ast
import csv
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

import sim
from benchmarks.sheet import RESULTS, Sheet, replaced
from sim.analysis.interval import bootstrap
from sim.core import quarters
from sim.core.draws import uniforms
from sim.core.luck import address
from sim.core.stage import Stage
from sim.model import ParkModel
from sim.quarter import QUARTER
from sim.runs.dynamics import parts
from sim.runs.setting import Setting

PAGE = Path(__file__).parent.parent / "docs" / "luck.md"
PARK, LEVER, SHARE, SINCE, UNTIL = "hongkou", "floor.rent_subsidy", 0.10, "2024Q1", "2033Q4"
FIGURES = ("zone revenue", "zone staff", "revenue of the park")
PAIRS = 30
RESAMPLES = 2000
ELSEWHERE = 1_000_000  # added to a replicate to give a world another luck from its opening on

SINGULAR = {"firms": "firm", "talents": "person", "cells": "cell", "parks": "park"}
SINGULAR |= {"industries": "industry", "districts": "district", "funds": "fund"}
SINGULAR |= {"incubators": "incubator", "banks": "bank", "stakes": "stake", "links": "link"}
WORDS = {  # what stages number their draws by; what has no word is shown as it is written
    "0": "",
    "c": "cell",
    "k": "industry",
    "q": "park",
    "part": "part of its floor",
    "probe": "try",
    "uids[line]": "person",
    "trial": "try",
    "number * 16 + probe": "place, try",
    "cell.row * 2 + group": "cell, kind",
    "clock.quarter * 1048576 + number": "number in the queue",
    "clock.quarter * 64 + sibling": "number of the child",
}


class Worlds(NamedTuple):
    """The last quarter of one replicate in three worlds; figures as `FIGURES`.

    without  without the policy, million yuan/year and persons
    paired   with the policy and the same luck
    apart    with the policy, the same opening and another luck from then on
    same     share of the people employed elsewhere who have the same employer in both paired worlds
    """

    without: np.ndarray
    paired: np.ndarray
    apart: np.ndarray
    same: float


@dataclass(frozen=True)
class Coupling:
    """Replicates in rows, figures in columns.

    without, paired, apart  as in `Worlds`, (replicates, figures)
    same                    (replicates,)
    """

    without: np.ndarray
    paired: np.ndarray
    apart: np.ndarray
    same: np.ndarray

    def ratio(self, figure: int) -> tuple[float, float, float]:
        """Return var(paired effect)/var(independent difference) with its bootstrap interval.

        The independent difference is that of two worlds of different replicates.
        """
        effect = (self.paired - self.without)[:, figure]
        levels = np.stack([self.without[:, figure], self.paired[:, figure]])
        return interval(
            len(effect),
            lambda rows: effect[rows].var(ddof=1) / levels[:, rows].var(1, ddof=1).sum(),
        )

    def ratio_after_opening(self, figure: int) -> tuple[float, float, float]:
        """Return the same ratio for worlds that share the opening and nothing after it."""
        effect = (self.paired - self.without)[:, figure]
        apart = (self.apart - self.without)[:, figure]
        return interval(
            len(effect), lambda rows: effect[rows].var(ddof=1) / apart[rows].var(ddof=1)
        )


def interval(count: int, figure: Callable[[np.ndarray], float]) -> tuple[float, float, float]:
    """Return a figure of replicates and the 95 % percentile interval of the bootstrap.

    count   replicates      figure  what is computed from the numbers of some replicates
    Resamples of one replicate alone have no variance and are left out.
    """
    luck, resamples = address(0, 0, "benchmarks.luck"), np.arange(RESAMPLES)
    drawn = np.stack([uniforms(luck, resamples, place) for place in range(count)], axis=1)
    found = [figure(rows) for rows in (drawn * count).astype(int) if rows.min() < rows.max()]
    low, high = np.quantile(found, [0.025, 0.975])
    return figure(np.arange(count)), float(low), float(high)


def measure(resolution: str, replicates: int, until: str = UNTIL) -> Coupling:
    """Run three worlds of every replicate to the end of a quarter.

    resolution  draft, standard or full      replicates  how many      until  such as ``2033Q4``
    """
    found = [worlds(resolution, replicate, until) for replicate in range(replicates)]
    return Coupling(*(np.array(column) for column in zip(*found, strict=True)))


def worlds(resolution: str, replicate: int, until: str) -> Worlds:
    """Run one replicate without the policy, with it, and with it under another luck."""
    setting = Setting()
    reference = sim.scenario("no-reform")
    changed = reference.change(LEVER, SHARE, since=SINCE, parks=[PARK])
    number = setting.zone.gazetteer.park_slugs.index(PARK) + 1
    levels, staffs = [], []
    for scenario, shift in ((reference, 0), (changed, 0), (changed, ELSEWHERE)):
        model = ParkModel(
            setting.resolve(scenario),
            replicate=replicate,
            resolution=resolution,
            zone=setting.zone,
            registers=setting.registers,
        )
        model.replicate += shift
        model.run_for(quarters.parse(until) - model.first + 1)
        levels.append(figures(model, number))
        staffs.append(employers(model))
    return Worlds(*levels, same_employer(staffs[0], staffs[1], number))


def figures(model: ParkModel, park: int) -> np.ndarray:
    """Return revenue and staff of the zone, and revenue of one park (`FIGURES`)."""
    cells = model.tables["cells"]
    revenue, staff, place = (cells.column(name) for name in ("revenue", "staff", "park"))
    zone = place > 0
    return np.array([revenue[zone].sum(), staff[zone].sum(), revenue[place == park].sum()])


def employers(model: ParkModel) -> dict[int, tuple[int, int]]:
    """Return employer (its identity, -1 for none) and park of work of all people by identity."""
    people, firms = model.tables["talents"], model.tables["firms"]
    here = people.column("alive")
    employer = people.column("employer")[here]
    firm = np.where(employer >= 0, firms.column("uid")[employer], -1)
    names, places = people.column("uid")[here], people.column("work_park")[here]
    pairs = zip(firm.tolist(), places.tolist(), strict=True)
    return dict(zip(names.tolist(), pairs, strict=True))


def same_employer(
    one: dict[int, tuple[int, int]], other: dict[int, tuple[int, int]], park: int
) -> float:
    """Return the share of people employed elsewhere than in a park whose employer is the same.

    one, other  employer and park of work by person, without and with the policy
    """
    elsewhere = {who: firm for who, (firm, place) in one.items() if firm >= 0 and place != park}
    same = sum(other.get(who, (-1, 0))[0] == firm for who, firm in elsewhere.items())
    return same / len(elsewhere)


def run(quick: bool) -> list[Sheet]:
    """Measure the coupling and lay it down in sheets."""
    resolution, pairs = ("draft", 4) if quick else ("standard", PAIRS)
    found = measure(resolution, pairs)
    if not quick:
        keep(found)
    return [coupling(found, resolution), employment(found)]


def coupling(found: Coupling, resolution: str) -> Sheet:
    """Return the variance of effects beside that of differences of independent worlds."""
    heads = ("figure", "effect (%)", "its interval", "sd of the effect (%)", "sd of the level (%)")
    sheet = Sheet(
        "coupling", (*heads, "variance ratio", "interval", "ratio, one opening", "its interval ")
    )
    for place, name in enumerate(FIGURES):
        level = found.without[:, place].mean()
        effects = 100.0 * (found.paired - found.without)[:, place] / level
        mean = bootstrap(effects)
        ratio, *bounds = found.ratio(place)
        opened, *around = found.ratio_after_opening(place)
        spread = 100.0 * found.without[:, place].std(ddof=1) / level
        between = (span(float(mean.low), float(mean.high)), float(effects.std(ddof=1)), spread)
        sheet.add(name, float(mean.mean), *between, ratio, span(*bounds), opened, span(*around))
    sheet.notes = [
        f"{LEVER} of {SHARE:.0%} in {PARK} from {SINCE} against no-reform, in {UNTIL}; "
        f"{len(found.same)} replicates, resolution {resolution}, percent of the mean level.",
        "Intervals: 95 %, bootstrap over replicates. Variance ratio: variance of the paired effect "
        "over that of the difference of two worlds of different replicates; 1 without coupling.",
        "One opening: the independent worlds, too, start from one population, so that start values "
        "do not add to their difference.",
    ]
    return sheet


def employment(found: Coupling) -> Sheet:
    """Return the share of people who have the same employer in both worlds."""
    sheet = Sheet("employers", ("people employed elsewhere", "mean", "interval", "lowest"))
    mean = bootstrap(100.0 * found.same)
    around = span(float(mean.low), float(mean.high))
    sheet.add("same employer (%)", float(mean.mean), around, float(100.0 * found.same.min()))
    sheet.notes = [f"{len(found.same)} replicates, the worlds of the table above, in {UNTIL}."]
    return sheet


def span(low: float, high: float) -> str:
    """Return an interval as text with three significant digits."""
    return f"{low:.3g} to {high:.3g}"


def keep(found: Coupling) -> None:
    """Write the figures of every replicate to ``benchmarks/results/luck.csv``."""
    RESULTS.mkdir(exist_ok=True)
    with (RESULTS / "luck.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        kinds = ("without", "paired", "apart")
        names = [f"{name}, {kind}" for kind in kinds for name in FIGURES]
        writer.writerow(["replicate", *names, "same employer"])
        rows = zip(found.without, found.paired, found.apart, found.same, strict=True)
        for number, (*levels, same) in enumerate(rows):
            writer.writerow([number, *(f"{x:.9g}" for x in np.concatenate(levels)), f"{same:.6g}"])


def decisions() -> str:
    """Return the table of all that is drawn in a quarter, read from the source of the stages."""
    sheet = Sheet("decisions", ("step", "stage", "decision", "draw", "belongs to", "drawn anew"))
    for step in QUARTER:
        for stage in parts(step):
            for row in drawn(stage):
                sheet.add(step.__name__, *row)
    return sheet.text().partition("\n\n")[0]


def drawn(stage: Stage) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield stage, decision, draw, owner and renewal of all that a stage draws."""
    calls = [
        each
        for each in ast.walk(stage.source.tree)
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Name)
    ]
    for call in sorted(calls, key=lambda each: (each.lineno, each.col_offset)):
        texts = [ast.unparse(each) for each in call.args]
        for place, text in enumerate(texts):
            if text.startswith("luck."):
                scope, _, decision = text.removeprefix("luck.").rpartition(".")
                owner, number = (word(stage, each) for each in texts[place + 1 : place + 3])
                belongs = f"{owner}; {number}" if number else owner
                anew = {"": "each quarter", "year": "each year", "ever": "never"}[scope]
                yield stage.name, decision, call.func.id, belongs, anew


def word(stage: Stage, text: str) -> str:
    """Return what an argument of a draw stands for."""
    name, _, field = text.partition(".")
    if field in ("uid", "row") and name in stage.use.rows:
        return SINGULAR[stage.use.rows[name]]
    return WORDS.get(text, f"`{text}`")


def main() -> None:
    """Measure, print, and rewrite the tables of the page unless it was a try."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.luck", description=__doc__)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="draft, four replicates; keeps nothing")
    size.add_argument("--draws", action="store_true", help="only list what is drawn, in seconds")
    options = parser.parse_args()
    texts = {"decisions": decisions()}
    if not options.draws:
        print("measuring luck ...", file=sys.stderr, flush=True)
        texts |= {sheet.name: sheet.text() for sheet in run(options.quick)}
    page = PAGE.read_text(encoding="utf-8")
    for name, text in texts.items():
        print(f"\n{name}\n\n{text}", flush=True)
        page = replaced(page, name, text)
    if not options.quick:
        PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
