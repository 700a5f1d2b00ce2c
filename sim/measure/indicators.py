"""Indicators of a quarter by park, by industry and for the zone, read from the tables.

Every name stands in `indicators.yaml` with labels, unit and levels.
"""

from __future__ import annotations

import numpy as np

from sim.measure import government, innovation
from sim.measure.accounts import staff_gap
from sim.measure.public_money import public_money
from sim.measure.shares import over, ratio

CLASSES = ("business", "tower", "plant")
SUMMED = ("firms", "staff", "talents", "revenue", "value_added", "wage_bill", "births", "deaths",
          "arrivals", "departures", "profit", "loss_makers", "productivity")  # fmt: skip
ADDED = ("firms", "staff", "talents", "revenue", "value_added", "wage_bill", "births", "deaths",
         "registrations", "second_sites")  # fmt: skip
INSIDE_ONLY = ("registrations", "second_sites")  # nobody counts them in the rest of the city


def cell_sums(model) -> dict[str, np.ndarray]:
    """Return the columns of cells that add up, each of shape (parks + 1, industries)."""
    cells = model.tables["cells"]
    shape = (len(model.tables["parks"]), len(model.tables["industries"]))
    return {name: cells.column(name).reshape(shape) for name in SUMMED}


def by_park(model, sums: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return the indicators by park, row 0 = rest of the city."""
    parks = model.tables["parks"]
    out = {name: values.sum(axis=1) for name, values in sums.items()}
    out["wage"] = ratio(out["wage_bill"], out["staff"])
    out["revenue_per_worker"] = ratio(out["revenue"], out["staff"])
    for place, name in enumerate(CLASSES):
        stock, let = parks.column("stock")[:, place], parks.column("let")[:, place]
        out[f"floor_{name}"] = stock.copy()
        out[f"let_{name}"] = let.copy()
        out[f"vacancy_{name}"] = ratio(stock - let, stock)
        out[f"rent_{name}"] = parks.column("rent")[:, place].copy()
        out[f"completions_{name}"] = parks.column("completions")[:, place].copy()
    out["registrations"] = parks.column("registrations").copy()
    out["second_sites"] = parks.column("second_sites").copy()
    out["approval_days"] = parks.column("approval_days").copy()
    out["services"] = parks.column("services").copy()
    out["status"] = parks.column("status").copy()
    out["sub_parks"] = parks.column("sub_parks").astype(float)
    leading = parks.column("leading")[:, : sums["staff"].shape[1]] > 0
    out["specialization"] = location_quotient(sums["staff"], leading)
    out["productivity"] = ratio(out["productivity"], out["staff"])
    out["loss_makers"] = ratio(out["loss_makers"], out["firms"])
    out["profit_share"] = ratio(out.pop("profit"), out["revenue"])
    moves = model.moves
    for name in ("firms", "staff"):
        matrix = moves.column(name)
        inside = matrix[:, : len(matrix)]
        out[f"{name}_moved_in"] = inside.sum(axis=0)
        out[f"{name}_moved_out"] = matrix.sum(axis=1)
        out[f"{name}_from_rest"] = inside[0].copy()
        out[f"{name}_from_parks"] = inside[1:].sum(axis=0)
    out["survival"] = survival(out["deaths"], out["firms"])
    return out | innovation.by_park(model) | government.by_park(model, out["revenue"])


def survival(deaths, firms):
    """Return the share of firms left after a year of closing as in this quarter, (1 - d/n)^4.

    deaths  firms that closed or left in the quarter      firms  at its end
    """
    return (1.0 - ratio(deaths, np.add(firms, deaths))) ** 4


def location_quotient(staff: np.ndarray, leading: np.ndarray) -> np.ndarray:
    """Return each park's location quotient of its leading industries (T7).

    staff  (parks + 1, industries)      leading  the same, true where the industry leads
    """
    zone = staff[1:].sum(axis=0)
    own = ratio((staff * leading).sum(axis=1), staff.sum(axis=1))
    everywhere = ratio((zone * leading).sum(axis=1), zone.sum())
    return ratio(own, everywhere)


def by_industry(model, sums: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return the indicators of the zone's parks by industry, and those of the city's markets."""
    industries = model.tables["industries"]
    out = {name: values[1:].sum(axis=0) for name, values in sums.items()}
    out["wage"] = ratio(out["wage_bill"], out["staff"])
    out["productivity"] = ratio(out["productivity"], out["staff"])
    out["loss_makers"] = ratio(out["loss_makers"], out["firms"])
    out["profit_share"] = ratio(out.pop("profit"), out["revenue"])
    out["revenue_city"] = sums["revenue"].sum(axis=0)
    out["staff_city"] = sums["staff"].sum(axis=0)
    for name in ("city_share", "fill_rate", "quit_rate", "wage_mean", "demand"):
        out[name] = industries.column(name).copy()
    return out | innovation.by_industry(model)


def _perimeters(parks: dict[str, np.ndarray], legal: np.ndarray) -> dict[str, float]:
    """Return sums of the parks, of the legal perimeter, the rest and the whole city."""
    values = np.stack([parks[name] for name in ADDED])
    rest, inside = values[:, 0], values[:, 1:].sum(axis=1)
    sums = {
        "": inside,
        "_legal": (values[:, 1:] * legal).sum(axis=1),
        "_rest": rest,
        "_city": rest + inside,
    }
    return {
        f"{name}{perimeter}": value
        for perimeter, found in sums.items()
        for name, value in zip(ADDED, found.tolist(), strict=True)
        if perimeter in ("", "_legal") or name not in INSIDE_ONLY
    }


def _floor(model) -> dict[str, float]:
    """Return floor, vacancy, mean rent and completions of the parks by class."""
    parks = model.tables["parks"]
    stock, let = parks.column("stock")[1:], parks.column("let")[1:]
    sums = {
        "floor": stock.sum(axis=0),
        "let": let.sum(axis=0),
        "completions": parks.column("completions")[1:].sum(axis=0),
    }
    sums["vacancy"] = ratio(sums["floor"] - sums["let"], sums["floor"])
    sums["rent"] = ratio((parks.column("rent")[1:] * stock).sum(axis=0), sums["floor"])
    return {
        f"{name}_{kind}": value
        for name, found in sums.items()
        for kind, value in zip(CLASSES, found.tolist(), strict=True)
    }


def for_zone(model, parks: dict[str, np.ndarray], sums: dict[str, np.ndarray]) -> dict[str, float]:
    """Return the indicators of the zone: fixed perimeter, legal perimeter, city, displacement."""
    status = model.tables["parks"].column("status")
    legal = ((status > 0) & ~model.tables["parks"].column("outside"))[1:]
    out = _perimeters(parks, legal) | _floor(model)
    out["wage"] = over(out["wage_bill"], out["staff"])
    out["revenue_per_worker"] = over(out["revenue"], out["staff"])
    matrix = model.moves.column("firms")
    places = len(matrix)
    between = matrix[1:, 1:places]
    out["moves_between_parks"] = float(between.sum() - np.trace(between))
    out["moves_from_rest"] = float(matrix[0, 1:places].sum())
    out["moves_to_rest"] = float(matrix[1:, 0].sum())
    out["moves_outside"] = float(matrix[1:, places].sum())
    staff = parks["staff"][1:]
    out["specialization"] = over((parks["specialization"][1:] * staff).sum(), staff.sum())
    out["productivity"] = over((parks["productivity"][1:] * staff).sum(), staff.sum())
    out["delisted_parks"] = float((~legal).sum())
    people = model.people.column("flow")
    out["newcomers"], out["leavers"] = float(people[0]), float(people[1])
    out["staff_talent_gap"] = staff_gap(model)
    idle, work, way = model.people.column("stock")
    out["unemployment"] = over(idle, idle + work)
    out["commute_km"] = over(way, work)
    out["loss_makers"] = over(sums["loss_makers"][1:].sum(), out["firms"])
    out["profit_share"] = over(sums["profit"][1:].sum(), out["revenue"])
    out["survival"] = float(survival(out["deaths"], out["firms"]))
    cells = model.tables["cells"]
    zone = cells.column("park") > 0
    posted = cells.column("posted")[zone].sum()
    out["fill_rate"] = over(cells.column("filled")[zone].sum(), posted)
    leads = model.tables["industries"].column("leading")
    for name, which in (("leading", leads), ("other", ~leads)):
        people = sums["staff"][1:][:, which].sum()
        out[f"births_{name}"] = float(sums["births"][1:][:, which].sum())
        out[f"productivity_{name}"] = over(sums["productivity"][1:][:, which].sum(), people)
    out |= innovation.for_zone(model, parks)
    out |= government.for_zone(model, parks, sums["staff"])
    return out | public_money(model)
