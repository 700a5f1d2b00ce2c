"""Draft and standard against full: the same economy at every resolution.

A figure agrees if the difference of the means lies within Monte Carlo error plus 3 %, or 10 % for
counts under 100. A full run takes about a minute, so few of them are made::

    python -m sim.search.agreement --full 3 --others 12
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import special

from sim.core import quarters
from sim.measure.register import indicator
from sim.model import ParkModel
from sim.search.page import Section, figure, write
from sim.zone.zone import Zone, default_zone

SEED = 1
PAGE = Path("docs/validation.md")
ALLOWED, ALLOWED_FEW, FEW = 0.03, 0.10, 100.0
LEVEL = 0.95
AT = ("2025Q4", "2035Q4")
ZONE = (
    "firms", "births", "deaths", "staff", "talents", "revenue", "value_added", "wage",
    "vacancy_business", "vacancy_tower", "vacancy_plant", "rent_business", "rent_plant",
    "commute_km", "T2_revenue_fixed", "T4_employees_city", "firms_rest", "staff_rest",
    "revenue_rest",
)  # fmt: skip
PLACES = ("firms", "staff", "revenue")  # by park and by industry
YEARLY = ("births", "deaths")  # flows of a quarter, taken as sums of a year

Sample = dict[str, np.ndarray]


@dataclass(frozen=True)
class Agreement:
    """One figure at one quarter at two resolutions.

    mean, reference  over replicates      error  half-width of the difference, 95 %
    count            the figure is a count, for which few units may differ by more
    """

    name: str
    quarter: str
    resolution: str
    mean: float
    reference: float
    error: float
    count: bool

    @property
    def allowed(self) -> float:
        """Largest difference that counts as agreement."""
        few = self.count and abs(self.reference) < FEW
        return self.error + (ALLOWED_FEW if few else ALLOWED) * abs(self.reference)

    @property
    def agrees(self) -> bool:
        """Whether the difference is small enough."""
        return abs(self.mean - self.reference) <= self.allowed

    @property
    def relative(self) -> float:
        """Difference over the reference; not a number where that is 0."""
        return self.mean / self.reference - 1.0 if self.reference else float("nan")


def monte_carlo_error(one: np.ndarray, other: np.ndarray, level: float = LEVEL) -> float:
    """Return the half-width of the difference of two means (Welch 1947).

    one, other  values over replicates, at least two each
    """
    parts = [each.var(ddof=1) / len(each) for each in (one, other)]
    total = sum(parts)
    if total <= 0.0:
        return 0.0
    spread = sum(p**2 / (len(v) - 1) for p, v in zip(parts, (one, other), strict=True))
    freedom = total**2 / spread
    return float(special.stdtrit(freedom, (1.0 + level) / 2.0) * total**0.5)


def compare(samples: Sample, references: Sample, resolution: str, quarter: str) -> list[Agreement]:
    """Return the agreement of every figure of two samples, name -> (replicates,)."""
    found = []
    for name, values in samples.items():
        other = references[name]
        error = monte_carlo_error(values, other)
        means = (float(values.mean()), float(other.mean()))
        kind = name.split(" ")[0]
        unit = indicator(kind).unit["en"]
        found.append(
            Agreement(name, quarter, resolution, *means, error, unit.split(" ")[0] in COUNTED)
        )
    return found


COUNTED = ("firms", "persons", "parks")


def sample(zone: Zone, resolution: str, replicates: int) -> dict[str, Sample]:
    """Run no-reform and return the figures at the quarters of `AT`, quarter -> name -> values.

    Names are those of indicators, with the park or the industry behind a blank.
    """
    rows: dict[str, list[dict[str, float]]] = {quarter: [] for quarter in AT}
    for replicate in range(replicates):
        model = ParkModel(zone=zone, replicate=replicate, seed=SEED, resolution=resolution)
        model.run_for(model.last - model.first + 1)
        for quarter in AT:
            place = quarters.parse(quarter) - model.first
            rows[quarter].append(figures(zone, model.records, place))
    return {
        quarter: {name: np.array([row[name] for row in found]) for name in found[0]}
        for quarter, found in rows.items()
    }


def figures(zone: Zone, records, place: int) -> dict[str, float]:
    """Return the figures of one run at a place of its records."""
    out = {}
    for name in ZONE:
        values = records.quarters[name]
        year = slice(place - 3, place + 1)
        out[name] = float(values[year].sum() if name in YEARLY else values[place])
    names = {"parks": ("", *zone.gazetteer.park_slugs), "industries": zone.gazetteer.industry_ids}
    for level, places in names.items():
        for name in PLACES:
            for number, where in enumerate(places):
                if where:
                    out[f"{name} {where}"] = float(getattr(records, level)[name][place, number])
    return out


HEADS = (
    "figure", "quarter", "resolution", "value", "full", "difference", "Monte Carlo error", "agrees",
)  # fmt: skip


def section(found: Sequence[Agreement], replicates: Mapping[str, int]) -> Section:
    """Return the section of the page: the figures of the zone, then places that do not agree."""
    shown = [each for each in found if each.name in ZONE or not each.agrees]
    rows = tuple(
        (
            each.name, each.quarter, each.resolution, each.mean, each.reference,
            f"{100.0 * each.relative:+.1f} %",
            f"{100.0 * each.error / abs(each.reference):.1f} %" if each.reference else "–",
            "yes" if each.agrees else "no",
        )
        for each in shown
    )  # fmt: skip
    places = [each for each in found if each.name not in ZONE]
    counts = ", ".join(f"{name} {count}" for name, count in replicates.items())
    notes = [f"No-reform; replicates: {counts}; Monte Carlo error is Welch's 95 % half-width."]
    for resolution in dict.fromkeys(each.resolution for each in found):
        for label, rows_of in (("zone figures", shown), ("parks and industries", places)):
            own = [e for e in rows_of if e.resolution == resolution]
            own = [e for e in own if (e.name in ZONE) == (label == "zone figures")]
            agree = sum(e.agrees for e in own)
            worst = max(own, key=lambda e: abs(e.relative))
            notes.append(
                f"{resolution}, {label}: {agree} of {len(own)} agree; largest difference "
                f"{figure(100.0 * worst.relative, sign=True)} % ({worst.name}, {worst.quarter})."
            )
    return Section("agreement", HEADS, rows, tuple(notes))


def main(arguments: list[str] | None = None) -> int:
    """Run the resolutions, print the table and write the page; the command of this module."""
    parser = argparse.ArgumentParser(prog="python -m sim.search.agreement", description=__doc__)
    parser.add_argument("--zone", default=default_zone(), help="name of a zone, or its folder")
    parser.add_argument("--full", type=int, default=3, help="replicates of full")
    parser.add_argument("--others", type=int, default=12, help="replicates of draft and standard")
    parser.add_argument("--page", type=Path, default=PAGE, help="page whose section is rewritten")
    chosen = parser.parse_args(arguments)
    zone = Zone.load(chosen.zone)
    reference = sample(zone, "full", chosen.full)
    found: list[Agreement] = []
    for resolution in ("draft", "standard"):
        own = sample(zone, resolution, chosen.others)
        for quarter in AT:
            found += compare(own[quarter], reference[quarter], resolution, quarter)
    replicates = {"full": chosen.full, "draft": chosen.others, "standard": chosen.others}
    write(chosen.page, section(found, replicates))
    return 0


if __name__ == "__main__":
    sys.exit(main())
