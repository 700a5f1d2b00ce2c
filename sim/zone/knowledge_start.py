"""What research builds on at the opening: programmes under way, constants solved once (E26-E28)."""

from __future__ import annotations

import numpy as np

from sim.zone.cell_start import university_knowledge
from sim.zone.opening import rules_before
from sim.zone.research_start import grants_by_industry

COHORTS = 64  # quarters of doctoral places that are remembered, a whole number of years


def under_way(zone, registers) -> dict[str, np.ndarray]:
    """Return what programmes have under way before the first quarter, under the rules before.

    places  doctoral places by the quarter of their start, modulo `COHORTS`
    lines   pilot lines in operation
    listed  firms on the cultivation list, real firms
    """
    rules = rules_before(registers)
    places = np.zeros(COHORTS)
    places[::4] = rules["talent.doctoral_places"]
    return {
        "places": places,
        "lines": np.array([rules["platforms.pilot_plants"]]),
        "listed": np.zeros(1),
    }


def start_research(model) -> dict[str, np.ndarray]:
    """Set R&D of firms and cells at the opening, and return the constants of E27 and E28.

    patent_scale          c_k, applications a year of a firm with median R&D: grants of 2023 come
                          out by industry (grants = probability x applications)
    spillover_mean        Sbar_k, mean pool of the industry's R&D-active firms, million yuan
    university_knowledge  what universities give to the park next to them, million yuan
    """
    assumed, zone = model.assumed, model.zone
    firms, cells, industries = (model.tables[name] for name in ("firms", "cells", "industries"))
    shape = zone.firms.shape
    share = firms.column("research_share")
    research = share * (1.0 - firms.column("relabelled_share")) * firms.column("revenue")
    weight = firms.column("weight") * firms.column("operating")
    park, industry = firms.column("park"), firms.column("industry")
    cell = park * shape[1] + industry
    firms.column("research")[...] = research
    cells.column("research")[...] = np.bincount(cell, weight * research, zone.firms.size)
    active = weight * (research > 0.0)
    pool = cells.column("spillover")[cell]
    mean = np.bincount(industry, active * pool, shape[1])
    mean = mean / np.maximum(np.bincount(industry, active, shape[1]), 1e-300)
    median = industries.column("research_median")[industry]
    ratio = np.where(research > 0.0, research / np.where(median > 0.0, median, 1.0), 0.0)
    pull = ratio**assumed.patent_elasticity
    relative = np.where(mean > 0.0, mean, 1.0)[industry]
    pull = pull * (pool / relative) ** assumed.patent_spillover_elasticity
    inside = park > 0
    pulled = np.bincount(industry[inside], (active * pull)[inside], shape[1])
    grants = grants_by_industry(zone, assumed, weight, research, cell)
    knowledge = cells.column("knowledge").reshape(shape)
    return {
        "patent_scale": grants / assumed.grant_probability / np.maximum(pulled, 1e-300),
        "spillover_mean": mean,
        "university_knowledge": university_knowledge(zone, assumed, knowledge),
    }
