"""The facts of a zone against the model: value, interval, band, inside or by how much it misses.

Prints the table and writes it to the page of validation, with a CSV file beside it. Replicates that
were run before are read from the cache, so that a command that was cut short goes on::

    python -m sim.search.facts --resolution standard --replicates 12

Bands are those of the zone's ``facts.csv`` and are never widened; facts marked built-in are inputs
in disguise and do not count in the pass rate (specification 4.1).
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.core import quarters
from sim.search import firm_block, paths
from sim.search.evidence import Evidence, gather
from sim.search.finding import Finding, finding, sheet
from sim.search.page import write
from sim.search.validation import stage_block
from sim.search.validation.replicates import Replicates
from sim.zone.zone import Zone, default_zone

SEED = 1
PAGE = Path("docs/validation.md")
SCORED = ("stylised", "backtest")  # start facts are inputs or the opening itself
BY_EVENTS = ("F16",)  # no causal fact, but shown by one of their events


@dataclass(frozen=True)
class Fact:
    """A figure to match: its band and whether the equations nearly contain it."""

    id: str
    kind: str
    statement: str
    unit: str
    low: float
    high: float
    year: int
    known_by: int
    built_in: bool


def facts_of(zone: Zone) -> tuple[Fact, ...]:
    """Return the register of facts of a zone."""
    rows = zone.table("facts.csv")
    names = ("id", "kind", "statement", "unit", "low", "high", "year", "known_by")
    columns = [rows[name] for name in names]
    return tuple(
        Fact(*values, built_in == "yes")
        for *values, built_in in zip(*columns, rows["built_in"], strict=True)
    )


def measure_of(fact: Fact, zone: Zone) -> firm_block.Measure | None:
    """Return how today's stages show a fact, or None if they do not.

    Ids ``park_<word>`` and ``B_<word>_<year>`` mean the revenue of the park whose slug starts with
    the word, over the quarters known.
    """
    for block in (firm_block, stage_block):
        if fact.id in block.MEASURES:
            return block.MEASURES[fact.id]
    named = re.fullmatch(r"(?:park|B)_([a-z]+)(?:_\d{4})?", fact.id)
    if named is None:
        return None
    known = quarters.of_year(fact.known_by) + 1
    return firm_block.park_revenue(zone.gazetteer.park_slugs, named[1], int(fact.year), known)


def values_of(zone: Zone, evidence: Evidence) -> dict[str, float]:
    """Return what one replicate shows: fact -> figure in its unit."""
    found = {}
    for fact in facts_of(zone):
        measure = measure_of(fact, zone)
        if measure is not None:
            found[fact.id] = float(measure(evidence))
        elif fact.kind == "start" and fact.id in evidence.opening:
            found[fact.id] = float(evidence.opening[fact.id])
    return found


def findings(zone: Zone, shown: Sequence[Mapping[str, float]]) -> tuple[list[Finding], list[Fact]]:
    """Return every fact that the replicates show, and the facts that they do not.

    shown  `values_of` each replicate
    """
    found, missing = [], []
    for fact in facts_of(zone):
        if fact.id not in shown[0]:
            missing.append(fact)
            continue
        values = np.array([each[fact.id] for each in shown])
        words = (fact.id, fact.statement, fact.unit)
        found.append(finding(*words, (fact.low, fact.high), values, fact.kind, fact.built_in))
    return found, missing


def pass_rate(found: Sequence[Finding]) -> tuple[int, int]:
    """Return how many facts are inside, and how many count: scored kinds, not built in."""
    counted = [each for each in found if each.kind in SCORED and not each.built_in]
    return sum(each.miss == 0.0 for each in counted), len(counted)


def _missing(zone: Zone, missing: Sequence[Fact]) -> list[str]:
    """Return sentences that name the facts not shown, by the reason why."""
    first = quarters.year(zone.first_quarter)
    past = [fact.id for fact in missing if fact.kind == "start" and fact.year < first]
    events = [fact.id for fact in missing if fact.kind == "causal" or fact.id in BY_EVENTS]
    inputs = [fact.id for fact in missing if fact.id in stage_block.INPUTS]
    told = [f"{id} ({stage_block.INPUTS[id]})" for id in inputs]
    known = {*past, *events, *inputs}
    rest = [fact.id for fact in missing if fact.id not in known]
    reasons = (
        ("Before the first quarter, so no run shows them", past),
        ("Shown by registered events, in the table below", events),
        ("Inputs, so no run shows them", told),
        ("Not measured", rest),
    )
    return [f"{reason}: {', '.join(ids)}." for reason, ids in reasons if ids]


def main(arguments: list[str] | None = None) -> int:
    """Gather the evidence, print the tables and write the page; the command of this module."""
    parser = argparse.ArgumentParser(prog="python -m sim.search.facts", description=__doc__)
    parser.add_argument("--zone", default=default_zone(), help="name of a zone, or its folder")
    parser.add_argument("--resolution", default="standard")
    parser.add_argument("--replicates", type=int, default=12)
    parser.add_argument("--page", type=Path, default=PAGE, help="page whose sections are rewritten")
    chosen = parser.parse_args(arguments)
    zone = Zone.load(chosen.zone)

    def measured(replicate: int) -> dict[str, dict[str, float]]:
        evidence = gather(zone, replicate, SEED, chosen.resolution)
        return {"facts": values_of(zone, evidence), "paths": paths.values_of(evidence)}

    kept = Replicates("facts", zone, chosen.resolution, SEED)
    shown = kept.all(chosen.replicates, measured)
    found, missing = findings(zone, [each["facts"] for each in shown])
    inside, counted = pass_rate(found)
    size = f"No-reform, {chosen.resolution}, {chosen.replicates} replicates, 95 % intervals of t."
    share = f"Not built in and scored: {inside} of {counted} inside; specification 4.1 asks 80 %."
    notes = (size, stage_block.NOTE, share, *_missing(zone, missing))
    write(chosen.page, sheet("facts", found, notes))
    found = paths.findings(zone, [each["paths"] for each in shown])
    write(chosen.page, sheet("paths", found, (size, *paths.NOTES)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
