"""Parks, districts and banks at the opening: land, floor, rents, services and accounts."""

from __future__ import annotations

from collections.abc import Mapping
from math import exp

import numpy as np

from sim.agents.park import Park
from sim.core.table import declared
from sim.zone.lot import Lot
from sim.zone.zone import CLASSES, Zone

BUSINESS, TOWER, PLANT = range(3)
SQUARE_METRES = 1_000_000.0  # of a million m2


def park_columns(
    zone: Zone, assumed, lot: Lot, rules: Mapping[str, float]
) -> dict[str, np.ndarray]:
    """Return the columns of the table of parks; row 0 is the rest of the city.

    rules  levers under the rules before, such as ``services.one_stop``
    """
    rows = zone.park_count + 1
    gazetteer = zone.gazetteer
    own = zone.column("parks.csv", "sub_parks")
    body = np.concatenate(([0.0], zone.column("parks.csv", "body_2023")))
    services = _services(zone, assumed, lot)
    days = assumed.approval_days_base * exp(
        -assumed.approval_onestop_slope * rules["services.one_stop"]
    ) + assumed.approval_body_delay * (1.0 - body)
    staff = zone.staff.sum(1)
    districts = gazetteer.districts
    inside = (np.arange(rows) > 0) * 1.0
    sub_parks = np.concatenate(([0.0], own))
    out = {
        "uid": lot.identities("park", np.arange(rows), np.zeros(rows)),
        "district": districts,
        "new_town": np.concatenate(([False], zone.column("parks.csv", "new_town") > 0)),
        "special_regime": np.concatenate(([False], zone.column("parks.csv", "special_regime") > 0)),
        "planned_area": np.concatenate(([0.0], zone.column("parks.csv", "planned_area_km2"))),
        "leading": leading_industries(zone),
        "sub_parks": sub_parks,
        "sub_parks_start": sub_parks,
        "own_distance": np.diagonal(zone.km).copy(),
        "services": services,
        "services_start": services,
        "approval_days": days,
        "approval_days_start": days,
        "score": inside * assumed.score_mean,
        "score_measured": inside * assumed.score_mean,
        "status": inside,
        "status_last": inside,
        "budget": _budgets(zone),
        "staff_total": staff,
        "density_start": staff,
    }
    return out | _floor(zone, assumed)


def leading_industries(zone: Zone) -> np.ndarray:
    """Return which industries lead in which park, parks x entries of the column."""
    out = np.zeros((zone.park_count + 1, declared(Park)["leading"].shape))
    for name in ("lead_1", "lead_2", "lead_3"):
        for park, word in enumerate(zone.table("parks.csv")[name], 1):
            if word:
                out[park, zone.gazetteer.industry(word)] = 1.0
    return out


def _services(zone: Zone, assumed, lot: Lot) -> np.ndarray:
    park = np.arange(1, zone.park_count + 1)
    spread = assumed.service_level_spread * lot.normals("services", park)
    inside = np.clip(assumed.service_level_start + spread, 0.05, 0.95)
    return np.concatenate(([assumed.service_level_start], inside))


def _budgets(zone: Zone) -> np.ndarray:
    """Share the districts' money for park services among their parks by firms."""
    firms = zone.firms[1:].sum(1)
    district = zone.gazetteer.districts[1:]
    money = zone.column("districts.csv", "park_services_m")
    total = np.bincount(district, firms, money.size)
    return np.concatenate(([0.0], money[district] * firms / total[district]))


def _by_class(zone: Zone, name: str) -> np.ndarray:
    """Return a column of park_space.csv as parks x classes; row 0 and gaps are 0."""
    rows = zone.table("park_space.csv")
    slugs = {slug: p for p, slug in enumerate(zone.gazetteer.park_slugs, 1)}
    out = np.zeros((zone.park_count + 1, len(CLASSES)))
    for park, kind, value in zip(rows["park"], rows["floor_class"], rows[name], strict=True):
        out[slugs[park], CLASSES.index(kind)] = value
    return np.nan_to_num(out)


def floor_classes(zone: Zone) -> np.ndarray:
    """Return the class of the offices of each park: 0 business, 1 tower."""
    stock = _by_class(zone, "stock_m2")
    return (stock[:, TOWER] > stock[:, BUSINESS]).astype(np.int64)


def _floor(zone: Zone, assumed) -> dict[str, np.ndarray]:
    stock, let = _by_class(zone, "stock_m2"), _by_class(zone, "let_m2")
    rent = _by_class(zone, "rent_yuan_m2_day")
    rent[0] = assumed.rest_of_city_rent_office
    rent[0, PLANT] = assumed.rest_of_city_rent_plant
    # a park whose only floor is of one kind has a rent for both, so that its index has a meaning
    offices = rent[:, [BUSINESS, TOWER]].max(1)
    rent[:, PLANT] = np.where(rent[:, PLANT] > 0.0, rent[:, PLANT], offices)
    rent[:, BUSINESS] = np.where(offices > 0.0, rent[:, BUSINESS], rent[:, PLANT])
    total = np.maximum(stock.sum(0), 1e-9)
    base = SQUARE_METRES * np.array(
        [
            assumed.private_starts_base,
            assumed.private_starts_base_tower,
            assumed.private_starts_base_plant,
        ]
    )
    scale = total / SQUARE_METRES / _reference_stock(assumed)
    out = {
        "stock": stock,
        "let": let,
        "vacancy": np.where(stock > 0.0, 1.0 - let / np.maximum(stock, 1e-9), 0.0),
        "rent": rent,
        "rent_start": rent,
        "rent_last": rent,
        "cost_rent": rent,
        "starts_base": base * scale * stock / total,
        "land_bank": _by_class(zone, "land_bank_ha").sum(1),
        "stuck_parcels": _by_class(zone, "stuck_parcels").sum(1),
    }
    amount = _by_class(zone, "pipeline_m2_per_quarter")
    quarters = _by_class(zone, "pipeline_quarters")
    width = declared(Park)["pipeline_business"].shape
    for number, kind in enumerate(CLASSES):
        due = np.arange(width) < quarters[:, [number]]
        out[f"pipeline_{kind}"] = np.where(due, amount[:, [number]], 0.0)
    return out


def _reference_stock(assumed) -> np.ndarray:
    """Return the stock, in million m2, for which the registered private starts are meant."""
    return np.array(
        [assumed.start_business_stock, assumed.start_tower_stock, assumed.start_plant_stock]
    )


def district_columns(zone: Zone, lot: Lot) -> dict[str, np.ndarray]:
    """Return the columns of the table of districts."""
    number = np.arange(len(zone.table("districts.csv")))
    park_share = zone.column("districts.csv", "park_services_m")
    revenue = zone.column("districts.csv", "local_tax_m")
    return {
        "uid": lot.identities("district", number, np.zeros(number.size)),
        "revenue": revenue,
        "tax_of_parks": zone.column("districts.csv", "tax_of_parks_m"),
        "tax_of_rest": zone.column("districts.csv", "tax_of_rest_m"),
        "park_share": park_share,
        "general_services": revenue - park_share,
        "debt": zone.column("districts.csv", "debt_m"),
    }


def bank_columns(zone: Zone, lot: Lot) -> dict[str, np.ndarray]:
    """Return the columns of the table of banks; no loan is open before `lend` runs."""
    number = np.arange(int(zone.total("banks")))
    return {"uid": lot.identities("bank", number, np.zeros(number.size))}
