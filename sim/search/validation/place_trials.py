"""Registered events on parks and people: delisting, a large plant, training.

Specification 4.2: R1, R6 and R8.
"""

from __future__ import annotations

import numpy as np

from sim.core.luck import address, uniform
from sim.model import ParkModel
from sim.scenario.amendment import Scenario
from sim.search.validation.paired_worlds import (
    BASE,
    Effect,
    Group,
    Setting,
    after,
    group,
    outcome,
    rows_of,
)

AT = "2024Q1"
TWO_YEARS = 8  # quarters
FIVE_YEARS = 20
ONE_YEAR = 4
TRAINED = 0.3  # share of staff trained a year, the most that the lever can mean
DIRECT = "zone_direct_share"


def _in_parks(model: ParkModel, parks: np.ndarray) -> Group:
    """Return the firms that work in some parks."""
    firms = model.tables["firms"]
    inside = firms.column("operating") & np.isin(firms.column("park"), parks)
    return group(model, np.flatnonzero(inside))


def _productivity(one: ParkModel, other: ParkModel, watched: Group) -> Effect:
    """Return the mean difference of lnA of firms alive in both worlds, by their staff before."""
    both = (rows_of(one, watched.uids) >= 0) & (rows_of(other, watched.uids) >= 0)
    left = watched.part(both)
    levels = [outcome(model, left.uids, "log_productivity") for model in (one, other)]
    mass = left.weight * left.staff
    return Effect(float((mass * (levels[0] - levels[1])).sum()), float(mass.sum()))


def delisting(setting: Setting) -> dict[str, Effect]:
    """Two parks lose their status (R1): lnA of their firms after two years.

    The pair is drawn over all pairs of parks of the zone, anew in each replicate. Once with no
    direct part of the effect of zone status, once with the registered one.
    """
    slugs = setting.zone.gazetteer.park_slugs
    luck = address(setting.seed, setting.replicate, "events.delisting")
    order = np.argsort([uniform(luck, park, 0) for park in range(len(slugs))])[:2]
    found = {}
    for name, base in (
        ("R1_without_chi", Scenario(BASE).assume(DIRECT, 0.0)),
        ("R1_with_chi", Scenario(BASE)),
    ):
        event = base.event("delist_park", at=AT, parks=[slugs[park] for park in order])
        kept, delisted = (setting.world(each, AT) for each in (base, event))
        watched = _in_parks(kept, order + 1)
        after(delisted, TWO_YEARS)
        after(kept, TWO_YEARS)
        found[name] = _productivity(delisted, kept, watched)
    return found


def anchor_plant(setting: Setting) -> dict[str, Effect]:
    """A large plant of a leading industry opens in a park (R6): lnA of its neighbours.

    They are watched for five years; park and industry change with the replicate.
    """
    places = setting.zone.gazetteer
    park = setting.replicate % len(places.park_slugs)
    leading = np.flatnonzero(setting.zone.leading)
    industry = places.industry_ids[leading[setting.replicate % leading.size]]
    event = Scenario(BASE).event(
        "anchor_plant", at=AT, parks=[places.park_slugs[park]], industries=[industry]
    )
    without, opened = (setting.world(each, AT) for each in (None, event))
    watched = _in_parks(without, np.array([park + 1]))
    after(opened, FIVE_YEARS)
    after(without, FIVE_YEARS)
    return {"R6": _productivity(opened, without, watched)}


def training(setting: Setting) -> dict[str, Effect]:
    """Train more people (R8): capital and pay of those who are trained in that world alone.

    Identity check: both gains are what the equations of training say.
    """
    more = Scenario(BASE).change("talent.train_share", TRAINED, since=AT)
    usual, trained = (after(setting.world(each, AT), ONE_YEAR) for each in (None, more))
    people = trained.tables["talents"]
    with_mark = people.column("alive") & people.column("trained") & (people.column("employer") >= 0)
    uids = people.column("uid")[with_mark].copy()
    here, there = (rows_of(model, uids, "talents") for model in (trained, usual))
    compared = (there >= 0) & (_employer(trained, here) == _employer(usual, there))
    compared &= ~usual.tables["talents"].column("trained")[there]
    weight = people.column("weight")[here[compared]]
    found = {}
    for name, column in (("R8_productivity", "human_capital"), ("R8_wage", "wage")):
        sums = [
            (weight * outcome(m, uids[compared], column, "talents")).sum() for m in (trained, usual)
        ]
        found[name] = Effect(float(sums[0]), float(sums[1]))
    return found


def _employer(model: ParkModel, rows: np.ndarray) -> np.ndarray:
    """Return the firms that people of some rows work for, 0 for nobody's."""
    employer = model.tables["talents"].column("employer")[rows]
    uids = model.tables["firms"].column("uid")[np.maximum(employer, 0)]
    return np.where((rows >= 0) & (employer >= 0), uids, 0)
