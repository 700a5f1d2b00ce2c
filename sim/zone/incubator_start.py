"""Incubators at the opening: which young firms sit in them, and how many others do."""

from __future__ import annotations

import numpy as np

from sim.agents.firm import LISTED
from sim.zone.lot import Lot


def seat_tenants(
    assumed, lot: Lot, firms: dict[str, np.ndarray], incubators: dict[str, np.ndarray]
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Return columns of firms and of incubators: desks taken as by the rule of the quarter (E43).

    firms       kind, park, industry, age, round and uid of each firm
    incubators  park, industry focus, quality, desks, occupancy and the four capabilities

    A venture-type firm has applied with `incubator_application_rate` in each of its first quarters
    and sits there until a long stay ends. It likes a carrier of its park by E43's score. Ordinary
    tenants fill the other desks that are taken.
    """
    uid = firms["uid"]
    count = incubators["uid"].size
    age = firms["age"]
    applied = np.floor(
        np.log(lot.uniforms("incubator_quarter", uid))
        / np.log(1.0 - assumed.incubator_application_rate)
    )
    inside = age - applied
    young = (firms["kind"] == 1) & (firms["round"] < LISTED)
    young &= (applied <= np.minimum(age, assumed.incubator_applicant_age)) & (inside >= 0)
    young &= inside < assumed.incubator_long_stay
    rows = np.flatnonzero(young)
    incubator = np.full(uid.size, -1, np.int64)
    score = np.full((rows.size, count), -1.0)
    for number in range(count):
        here = firms["park"][rows] == incubators["park"][number]
        focus = firms["industry"][rows] == incubators["industry_focus"][number]
        taste = lot.uniforms("incubator_taste", uid[rows], number)
        liked = incubators["quality"][number] + assumed.incubator_focus_pull * focus + taste
        score[:, number] = np.where(here, liked, -1.0)
    if count and rows.size:
        best = score.argmax(axis=1)
        placed = score[np.arange(rows.size), best] >= 0.0
        incubator[rows[placed]] = best[placed]
    seated = np.bincount(incubator[incubator >= 0], minlength=count)[:count]
    over = np.flatnonzero(seated > incubators["desks"])
    for number in over:
        tenants = np.flatnonzero(incubator == number)
        turn = np.argsort(lot.uniforms("incubator_desk", uid[tenants]), kind="stable")
        incubator[tenants[turn[int(incubators["desks"][number]) :]]] = -1
    seated = np.bincount(incubator[incubator >= 0], minlength=count)[:count]
    others = np.maximum(np.rint(incubators["occupancy"] * incubators["desks"]) - seated, 0.0)
    names = ("source", "conversion", "incubation", "integration")
    tenants = {
        "incubator": incubator,
        "incubator_quarters": np.where(incubator >= 0, inside, 0.0).astype(np.int64),
    }
    return tenants, {
        "others": others,
        "occupancy": (others + seated) / incubators["desks"],
        "capability_start": np.stack([incubators[name] for name in names], axis=1),
        "open": np.ones(count, bool),
    }
