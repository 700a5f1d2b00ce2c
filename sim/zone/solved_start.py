"""Constants that are solved once at the opening and fixed for ever (specification 3.3)."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from sim.zone.zone import Zone

_POINTS = 20_000


def exit_normaliser(assumed) -> float:
    """Return H0 of E46: the mean of all factors of the hazard over entrants of the base population.

    Entrants have lognormal sizes (E51), no label, no venture money and no debt in arrears, so that
    H0 = E[(max(L, 1)/reference)^exponent], here over evenly spaced quantiles.
    """
    u = (np.arange(_POINTS) + 0.5) / _POINTS
    staff = assumed.entrant_size_median * np.exp(assumed.entrant_size_sigma * ndtri(u))
    return float(
        np.mean(
            (np.maximum(staff, 1.0) / assumed.exit_size_reference) ** assumed.exit_size_exponent
        )
    )


def spinoff_base(assumed, firms: dict[str, np.ndarray], wanted: float) -> float:
    """Return h0 of E50: spin-offs a quarter and R&D-active firm, so that ``wanted`` a year result.

    rate = h0 n (R/Rbar)^elasticity over the R&D-active firms of the parks, Rbar their mean R&D
    """
    research = firms["research_share"] * firms["revenue"] * (1.0 - firms["relabelled_share"])
    rows = (research > 0.0) & (firms["park"] > 0)
    weight, research = firms["weight"][rows], research[rows]
    if not weight.size:
        return 0.0
    mean = float((weight * research).sum() / weight.sum())
    pull = float((weight * (research / mean) ** assumed.spinoff_research_elasticity).sum())
    return wanted / 4.0 / pull


def university_weight(zone: Zone) -> np.ndarray:
    """Return the share of the city's university research next to each place, places in all.

    A university counts for the park nearest to it; nothing counts for the rest of the city.
    """
    weight = np.zeros(len(zone.km))
    rows = zone.table("universities.csv")
    place = {slug: p for p, slug in enumerate(zone.gazetteer.park_slugs, 1)}
    for park, research in zip(rows["nearest_park"], rows["research_weight"], strict=True):
        weight[place[park]] += research
    return weight / max(weight.sum(), 1e-9)


def venture_outside(zone: Zone) -> np.ndarray:
    """Return how dense venture-type firms are outside the parks, relative to the parks.

    By industry, venture-type firms over all firms of the start population in the rest of the city,
    over the same in the parks. Births outside the parks are of venture type in this proportion, so
    that the two populations grow alike.
    """
    inside = zone.column("industries.csv", "venture_type_firms") / zone.firms[1:].sum(0)
    outside = zone.column("industries.csv", "rest_venture_type_firms") / zone.firms[0]
    return np.where(inside > 0.0, outside / np.maximum(inside, 1e-9), 1.0)
