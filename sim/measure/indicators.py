"""Indicators of a quarter by park, by industry and for the zone, read from the tables.

Every name stands in `indicators.yaml` with labels, unit and levels.
"""

from __future__ import annotations

import numpy as np

from sim.measure import government, innovation
from sim.measure.accounts import staff_gap
from sim.measure.public_money import public_money
from sim.measure.shares import ratio

CLASSES = ("business", "tower", "plant")
SUMMED = ("firms", "staff", "talents", "revenue", "value_added", "wage_bill", "births", "deaths",
          "arrivals", "departures", "profit", "loss_makers", "productivity")  # fmt: skip


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


def for_zone(model, parks: dict[str, np.ndarray], sums: dict[str, np.ndarray]) -> dict[str, float]:
    """Return the indicators of the zone: fixed perimeter, legal perimeter, city, displacement."""
    legal = model.tables["parks"].column("status")[1:] > 0
    out: dict[str, float] = {}
    for name in ("firms", "staff", "talents", "revenue", "value_added", "wage_bill", "births",
                 "deaths", "registrations", "second_sites"):  # fmt: skip
        out[name] = float(parks[name][1:].sum())
        out[f"{name}_legal"] = float(parks[name][1:][legal].sum())
        if name not in ("registrations", "second_sites"):
            out[f"{name}_rest"] = float(parks[name][0])
            out[f"{name}_city"] = float(parks[name].sum())
    out["wage"] = float(ratio(out["wage_bill"], out["staff"]))
    out["revenue_per_worker"] = float(ratio(out["revenue"], out["staff"]))
    for place in CLASSES:
        stock, let = parks[f"floor_{place}"][1:], parks[f"let_{place}"][1:]
        out[f"floor_{place}"] = float(stock.sum())
        out[f"let_{place}"] = float(let.sum())
        out[f"vacancy_{place}"] = float(ratio(stock.sum() - let.sum(), stock.sum()))
        out[f"rent_{place}"] = float(ratio((parks[f"rent_{place}"][1:] * stock).sum(), stock.sum()))
        out[f"completions_{place}"] = float(parks[f"completions_{place}"][1:].sum())
    matrix = model.moves.column("firms")
    places = len(matrix)
    between = matrix[1:, 1:places]
    out["moves_between_parks"] = float(between.sum() - np.trace(between))
    out["moves_from_rest"] = float(matrix[0, 1:places].sum())
    out["moves_to_rest"] = float(matrix[1:, 0].sum())
    out["moves_outside"] = float(matrix[1:, places].sum())
    staff = parks["staff"][1:]
    out["specialization"] = float(ratio((parks["specialization"][1:] * staff).sum(), staff.sum()))
    out["productivity"] = float(ratio((parks["productivity"][1:] * staff).sum(), staff.sum()))
    out["delisted_parks"] = float((~legal).sum())
    people = model.people.column("flow")
    out["newcomers"], out["leavers"] = float(people[0]), float(people[1])
    out["staff_talent_gap"] = staff_gap(model)
    idle, work, way = model.people.column("stock")
    out["unemployment"] = float(ratio(idle, idle + work))
    out["commute_km"] = float(ratio(way, work))
    out["loss_makers"] = float(ratio(sums["loss_makers"][1:].sum(), out["firms"]))
    out["profit_share"] = float(ratio(sums["profit"][1:].sum(), out["revenue"]))
    out["survival"] = float(survival(out["deaths"], out["firms"]))
    cells = model.tables["cells"]
    zone = cells.column("park") > 0
    posted = cells.column("posted")[zone].sum()
    out["fill_rate"] = float(ratio(cells.column("filled")[zone].sum(), posted))
    leads = model.tables["industries"].column("leading")
    for name, which in (("leading", leads), ("other", ~leads)):
        people = sums["staff"][1:][:, which].sum()
        out[f"births_{name}"] = float(sums["births"][1:][:, which].sum())
        out[f"productivity_{name}"] = float(ratio(sums["productivity"][1:][:, which].sum(), people))
    out |= innovation.for_zone(model, parks)
    out |= government.for_zone(model, parks, sums["staff"])
    return out | public_money(model)
