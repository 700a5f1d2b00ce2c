"""Registered events on single firms: first patents, time to grant, proof grants, incubators.

Specification 4.2: R2, R3, R4 and R7. A firm that has closed counts with no staff.
"""

from __future__ import annotations

import numpy as np

from sim.agents.firm import NO_ROUND, ROUND_A, ROUND_B, SEED
from sim.behaviour.events import seat
from sim.model import ParkModel
from sim.scenario.amendment import Scenario
from sim.search.validation.paired_worlds import (
    BASE,
    Effect,
    Group,
    Setting,
    after,
    codes,
    group,
    outcome,
    rows_of,
    ventures,
)

AT = "2024Q1"
FIVE_YEARS = 20  # quarters
TWO_YEARS = 8
MONTHS = 12.0
MEDICINE = ("biomed",)
SOFTWARE = ("ai", "digital")
TREATED = 150  # firms of one kind that an event names: few enough not to move their markets
GRANTS = 60  # quality grants, as many as can be given: high-quality incubators to compare
GRADED = "2026Q1"  # when their capabilities have grown
YOUNG = 12  # quarters of age of a firm that is seated


def _of(model: ParkModel, watched: Group, names: tuple[str, ...]) -> np.ndarray:
    """Return which firms of a group are in some industries."""
    places = model.zone.gazetteer.industry_ids
    firms = model.tables["firms"]
    industry = firms.column("industry")[rows_of(model, watched.uids)]
    return np.isin(industry, [places.index(name) for name in names if name in places])


def _growth(one: ParkModel, other: ParkModel, watched: Group) -> Effect:
    """Return the mean growth of staff of a group in the first world, and in the second.

    Growth is staff over that of the choice; each firm counts alike, as in the sources.
    """
    share = watched.weight / np.maximum(watched.staff, 1.0)
    sums = [(share * outcome(model, watched.uids, "staff")).sum() for model in (one, other)]
    return Effect(float(sums[0]), float(sums[1]))


def first_patents(setting: Setting) -> dict[str, Effect]:
    """Grant the one waiting first application of firms, or refuse it (R2): staff in five years."""
    model = setting.world(before=AT)
    firms = model.tables["firms"]
    waiting = (firms.column("applications").sum(axis=1) == 1.0) & (firms.column("patents") == 0)
    rows = np.flatnonzero(waiting & firms.column("operating"))
    watched = group(model, rows)
    medicine = _of(model, watched, MEDICINE)
    chosen = [
        rows[kind][setting.drawn("patents", watched.uids[kind], TREATED)]
        for kind in (medicine, ~medicine)
    ]
    groups = [group(model, each) for each in chosen]
    names = codes(model, np.concatenate(chosen))
    granted, refused = (
        after(setting.world(Scenario(BASE).event(do, at=AT, firms=names), AT), FIVE_YEARS)
        for do in ("grant_patent", "refuse_patent")
    )
    ratios = [_growth(granted, refused, each) for each in groups]
    gains = [(each.part - each.whole) / each.whole if each.whole else 0.0 for each in ratios]
    return {"R2_bio": ratios[0], "R2_others": Effect(gains[1], gains[0])}


def grant_lag(setting: Setting) -> dict[str, Effect]:
    """Grant applications twelve months earlier (R3): firms that file their first one then."""
    places = setting.zone.gazetteer.industry_ids
    event = Scenario(BASE).event("cut_grant_lag", at=AT, industries=list(places), months=MONTHS)
    usual, faster = (after(setting.world(each, AT), 1) for each in (None, event))
    firms = usual.tables["firms"]
    filed = firms.column("operating") & (firms.column("patents") == 0)
    filed &= (firms.column("filed") > 0) & (firms.column("applications").sum(axis=1) > 0.0)
    watched = group(usual, np.flatnonzero(filed))
    software = _of(usual, watched, SOFTWARE)
    for model in (usual, faster):
        model.run_for(FIVE_YEARS - 1)
    others = watched.part(~software)
    alive = [(rows_of(m, others.uids) >= 0) @ others.weight for m in (faster, usual)]
    return {
        "R3_growth": _growth(faster, usual, others),
        "R3_it": _growth(faster, usual, watched.part(software)),
        "R3_survival": Effect(float(alive[0] - alive[1]), float(others.weight.sum())),
    }


def proof_grants(setting: Setting) -> dict[str, Effect]:
    """Give firms a proof-of-concept grant, or keep them from one (R4): chance of a round.

    Early: firms without a round that the jury of the quarter chose, within two years; Howell 2017
    compares such firms with those just behind them. Late: seed-funded firms that reach round A in
    both worlds, and round B within five years; the event itself is open to no later firm.
    """
    model = setting.world(before=AT)
    firms = model.tables["firms"]
    able = ventures(model) & ~firms.column("proof_granted")
    uid = firms.column("uid").copy()
    seeded = np.flatnonzero(able & (firms.column("round") == SEED))
    seeded = seeded[setting.drawn("proofs", uid[seeded], TREATED)]
    fresh = uid[able & (firms.column("round") == NO_ROUND)]
    chosen = fresh[outcome(after(model, 1), fresh, "proof_granted") > 0]
    early, late = chosen, uid[seeded]
    named = setting.world(before=AT)
    names = codes(named, np.concatenate([rows_of(named, each) for each in (early, late)]))
    worlds = [
        after(setting.world(Scenario(BASE).event(do, at=AT, firms=names), AT), TWO_YEARS)
        for do in ("award_proof_grant", "withhold_proof_grant")
    ]
    funded = [float((outcome(each, early, "round") > NO_ROUND).sum()) for each in worlds]
    for each in worlds:
        each.run_for(FIVE_YEARS - TWO_YEARS)
    reached = [outcome(each, late, "round") for each in worlds]
    both = (reached[0] >= ROUND_A) & (reached[1] >= ROUND_A)
    further = [float((steps[both] >= ROUND_B).sum()) for steps in reached]
    ratio = Effect(*funded)
    return {"R4_early": ratio, "F16": ratio, "R4_late": Effect(*further)}


def incubators(setting: Setting) -> dict[str, Effect]:
    """Place firms in a high-quality incubator, or in a generic one of their park (R7).

    Both worlds have as many quality grants as can be given. Chance of a round within two years, and
    survival from the day on which the last of them has left until three years later.
    """
    graded = Scenario(BASE).change("incubator.quality_grants", GRANTS, since="2023Q1")
    generic = setting.world(graded, GRADED)
    rows, seats = _places(setting, generic)
    watched, names = group(generic, rows), codes(generic, rows)
    stay = int(np.max(generic.law.in_force(generic.now).zone.incubator_max_stay_quarters))
    event = graded.event("place_in_incubator", at=GRADED, firms=names) if names else graded
    best = setting.world(event, GRADED)
    for row, incubator in zip(rows.tolist(), seats.tolist(), strict=True):
        seat(generic, row, incubator)
    funded = [
        float((outcome(after(m, TWO_YEARS), watched.uids, "round") > NO_ROUND).sum())
        for m in (best, generic)
    ]
    for model in (best, generic):
        model.run_for(stay + 1 - TWO_YEARS)
    left = np.logical_and(*(rows_of(m, watched.uids) >= 0 for m in (best, generic)))
    lasting = [
        float((rows_of(after(m, 12), watched.uids[left]) >= 0).sum()) for m in (best, generic)
    ]
    return {
        "R7_venture": Effect(*funded),
        "R7_survival": Effect(lasting[0] - lasting[1], float(left.sum())),
    }


def _places(setting: Setting, model: ParkModel) -> tuple[np.ndarray, np.ndarray]:
    """Return young firms for the free desks of parks with both sorts, and their generic carrier.

    The event fills the carriers of a park from the best down, so there are no more firms of a park
    than free desks in the high-quality carriers that stand above all others.
    """
    firms, carriers = model.tables["firms"], model.tables["incubators"]
    free = np.floor(carriers.column("desks") * (1.0 - carriers.column("occupancy")) + 1e-6)
    free = np.where(carriers.column("open"), free, 0.0)
    best, home = carriers.column("high_quality"), carriers.column("park")
    able = ventures(model) & (firms.column("round") == NO_ROUND) & (firms.column("age") <= YOUNG)
    able &= firms.column("incubator") < 0
    rows, seats = [], []
    for park in np.unique(home[best & (home > 0)]):
        here = home == park
        desks = np.repeat(np.arange(free.size), np.where(here & ~best, free, 0.0).astype(int))
        above = carriers.column("quality") > carriers.column("quality")[desks].max(initial=0.0)
        count = int(min(free[here & best & above].sum(), desks.size))
        candidates = np.flatnonzero(able & (firms.column("park") == park))
        drawn = candidates[setting.drawn("desks", firms.column("uid")[candidates], count)]
        rows.append(drawn)
        seats.append(desks[: drawn.size])
    none = [np.zeros(0, np.int64)]
    return np.concatenate(rows or none), np.concatenate(seats or none)
