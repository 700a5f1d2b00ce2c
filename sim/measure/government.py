"""Government: assessment, effort, services, practices, land and the budgets of districts."""

from __future__ import annotations

import numpy as np

from sim.measure.shares import gini, over, ratio, weighted

HEADS = ("industry", "innovation", "environment", "service")
PLANT = 2
_COLUMNS = ("effort", "manipulation", "score", "score_measured", "rank", "fund_share", "land_bank")
_MEANS = ("services", "approval_days", "effort", "manipulation", "adoption", "general_services")


def by_park(model, revenue: np.ndarray) -> dict[str, np.ndarray]:
    """Return the indicators by park, row 0 = rest of the city.

    revenue  of each place, million yuan a year
    """
    parks = model.tables["parks"]
    out = {name: parks.column(name).astype(float) for name in _COLUMNS}
    out["general_services"] = parks.column("general_services").copy()
    out["notices"] = parks.column("noticed").astype(float)
    out["fails"] = parks.column("judged").astype(float)
    out["adoption"] = (parks.column("practices") > 0).sum(axis=1).astype(float)
    out["operator_share"] = np.array(model.inputs["law"].column("operator_floor_share"), float)
    out["revenue_per_km2"] = ratio(revenue, parks.column("planned_area"))
    out["tax"] = parks.column("tax").copy()
    return out


def for_zone(model, parks: dict[str, np.ndarray], staff: np.ndarray) -> dict[str, float]:
    """Return the indicators of the zone; means are over parks, each counting the same.

    parks  `by_park` of the quarter, with those of other modules
    staff  (places, industries), persons
    """
    table = model.tables["parks"]
    area = table.column("planned_area")[1:]
    out = {name: float(parks[name][1:].mean()) for name in _MEANS}
    out |= {name: float(parks[name][1:].sum()) for name in ("notices", "fails", "sub_parks", "tax")}
    out["land_bank"] = float(parks["land_bank"][1:].sum())
    out["score_true"] = float(parks["score"][1:].mean())
    out["score_true_gap"] = float((parks["score_measured"] - parks["score"])[1:].mean())
    out["service_dispersion"] = float(parks["services"][1:].std())
    out["revenue_per_km2"] = over(parks["revenue"][1:].sum(), area.sum())
    floor = table.column("stock")[1:].sum(axis=1)
    out["operator_share"] = over((parks["operator_share"][1:] * floor).sum(), floor.sum())
    return out | _assessment(model, parks) | _plants(model, staff) | _districts(model)


def _assessment(model, parks: dict[str, np.ndarray]) -> dict[str, float]:
    """Return what the assessment moves: effort by head and at the top, and who gets money."""
    law = model.inputs["law"]
    rank = parks["rank"][1:]
    top = (rank > 0) & (rank <= model.assumed.top_places)
    effort, share = parks["effort"][1:], parks["fund_share"][1:]
    noticed = parks["notices"][1:] > 0
    projects = model.projects
    count = int(projects.column("count")[0])
    at = projects.column("park")[:count]
    inside = at[at > 0] - 1
    leading = model.tables["parks"].column("leading")[1:] > 0
    leaders = leading.sum(axis=0)
    out = {
        f"effort_{head}": float((effort * law.column(f"assessment_weight_{head}")[1:]).mean())
        for head in HEADS
    }
    return out | {
        "effort_top": over(effort[top].sum(), top.sum()),
        "inequality_parks": gini(share),
        "special_fund_share": over(share[noticed].sum(), share.sum()),
        "anchor_plants_top": float(top[inside].sum()),
        "duplication": float(np.maximum(leaders - 1, 0).sum()),
    }


def _plants(model, staff: np.ndarray) -> dict[str, float]:
    """Return people in plants, those in new towns, and how long plant entrants still wait."""
    firms, parks = model.tables["firms"], model.tables["parks"]
    share = np.asarray(model.assumed.plant_share)
    people = (staff * share).sum(axis=1)
    rows = np.flatnonzero(firms.column("operating") & (firms.column("park2") >= 0))
    away = (firms.column("weight") * firms.column("staff") * firms.column("plant2_share"))[rows]
    np.add.at(people, firms.column("park2")[rows], away)
    np.add.at(people, firms.column("park")[rows], -away)
    waiting = firms.column("alive") & ~firms.column("operating") & (firms.column("park") > 0)
    waiting &= share[firms.column("industry")] > 0.0
    weight = firms.column("weight")[waiting]
    wait = firms.column("approval_wait")[waiting]
    town = parks.column("new_town")[1:]
    return {
        "plant_staff": float(people[1:].sum()),
        "new_town_plant_staff": float(people[1:][town].sum()),
        "plant_start_delay": over(weighted(weight, wait), weight.sum()),
    }


def _districts(model) -> dict[str, float]:
    districts = model.tables["districts"]
    return {
        "district_debt": float((districts.column("debt") - districts.column("savings")).sum()),
        "land_income": float(districts.column("land_account").sum()),
        "local_tax": float(districts.column("revenue").sum()),
    }
