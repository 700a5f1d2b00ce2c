"""Registered events against the model: paired worlds, effect, band, and by how much it misses.

Prints the table and writes it to the page of validation. Replicates that were run before are read
from the cache; thirty of draft take about a quarter of an hour the first time::

    python -m sim.search.events
    python -m sim.search.events --quick

Events and bands are those of specification 4.2 and of the zone's ``facts.csv``; what is imposed by
an assumption and what emerges is marked in it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from sim.search.facts import BY_EVENTS, PAGE, SEED, facts_of
from sim.search.finding import Finding, finding, sheet
from sim.search.page import write
from sim.search.validation import firm_trials, place_trials
from sim.search.validation.paired_worlds import Effect, Setting, Trial, linear
from sim.search.validation.replicates import Replicates
from sim.zone.zone import Zone, default_zone

TRIALS: tuple[Trial, ...] = (
    place_trials.delisting,
    firm_trials.first_patents,
    firm_trials.grant_lag,
    firm_trials.proof_grants,
    place_trials.anchor_plant,
    firm_trials.incubators,
    place_trials.training,
)
GROWTH = ("R2_bio", "R3_growth", "R3_it", "R8_productivity", "R8_wage")  # ratios less one
OF_FOUR = ("R1_without_chi", "R2_bio", "R3_growth", "R6")  # emergent, two of them must be inside
ENOUGH, FEW = 30, 4  # replicates


def effects_of(setting: Setting) -> dict[str, Effect]:
    """Run all trials of one replicate."""
    return {id: effect for trial in TRIALS for id, effect in trial(setting).items()}


def findings(zone: Zone, shown: Sequence[Mapping[str, Effect]]) -> list[Finding]:
    """Return every causal fact beside the effect found; its kind is imposed or emergent.

    shown  `effects_of` each replicate
    """
    rows = zone.table("facts.csv")
    origin = dict(zip(rows["id"], rows["emergent_or_imposed"], strict=True))
    found = []
    for fact in facts_of(zone):
        if fact.id not in shown[0] or (fact.kind != "causal" and fact.id not in BY_EVENTS):
            continue
        values = linear([each[fact.id] for each in shown], 1.0 if fact.id in GROWTH else 0.0)
        words = (fact.id, fact.statement, fact.unit)
        kind = origin[fact.id] or "imposed"
        found.append(finding(*words, (fact.low, fact.high), values, kind, fact.built_in))
    return found


def verdict(found: Sequence[Finding]) -> str:
    """Return what specification 4.2 asks for and what was found, in a sentence."""
    imposed = [each for each in found if each.kind == "imposed"]
    emergent = [each for each in found if each.id in OF_FOUR]
    inside = [sum(each.miss == 0.0 for each in kind) for kind in (imposed, emergent)]
    return (
        f"Imposed: {inside[0]} of {len(imposed)} inside, all are asked for; of the emergent "
        f"{', '.join(OF_FOUR)}: {inside[1]} inside, two are asked for."
    )


def main(arguments: list[str] | None = None) -> int:
    """Run the paired worlds, print the table and write the page; the command of this module."""
    parser = argparse.ArgumentParser(prog="python -m sim.search.events", description=__doc__)
    parser.add_argument("--zone", default=default_zone(), help="name of a zone, or its folder")
    parser.add_argument("--resolution", default="draft")
    parser.add_argument("--replicates", type=int, default=ENOUGH)
    parser.add_argument("--quick", action="store_true", help=f"{FEW} replicates")
    parser.add_argument("--page", type=Path, default=PAGE, help="page whose section is rewritten")
    chosen = parser.parse_args(arguments)
    zone, count = Zone.load(chosen.zone), FEW if chosen.quick else chosen.replicates

    def measured(replicate: int) -> dict[str, tuple[float, float]]:
        effects = effects_of(Setting(zone, chosen.resolution, replicate, SEED))
        return {id: (each.part, each.whole) for id, each in effects.items()}

    kept = Replicates("events", zone, chosen.resolution, SEED).all(count, measured)
    shown = [{id: Effect(*pair) for id, pair in each.items()} for each in kept]
    found = findings(zone, shown)
    size = f"Paired worlds, {chosen.resolution}, {count} replicates, 95 % intervals of t."
    write(chosen.page, sheet("events", found, (size, verdict(found))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
