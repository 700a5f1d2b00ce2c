"""The Opinion's targets with a number (T1 to T6) under every definition.

A column is named by the target and its readings in the order of the register of targets:
``T1_hurun_simon_city``, ``T2_revenue_fixed``. T7 to T9 name indicators of their own.
"""

from __future__ import annotations

import numpy as np

from sim.agents.firm import LISTED
from sim.measure.shares import over

TRILLION = 1.0e6  # million yuan
DAYS_A_QUARTER = 91.0


def targets(model, sums: dict[str, np.ndarray]) -> dict[str, float]:
    """Return every definition's value this quarter."""
    return {
        **unicorns_and_champions(model),
        **leading_share(model, sums),
        **trillion_parks(model, sums),
        **leading_talents(model, sums),
        **quality_incubators(model),
        **new_firms_a_day(model, sums),
    }


def unicorns_and_champions(model) -> dict[str, float]:
    """T1: unicorns by list plus hidden champions by definition, in the city and in the parks.

    The ministry's list drops firms older than ten years. Simon champions are the share of little
    giants that is drawn once for each firm, unlisted and below the revenue limit; national
    champions are certified; the top tenth and all little giants are counts of little giants.
    """
    firms, assumed = model.tables["firms"], model.assumed
    living = firms.column("operating")
    rows = np.flatnonzero(living & (firms.column("unicorn") | firms.column("little_giant")
                                    | firms.column("champion")))  # fmt: skip
    inside = firms.column("park")[rows] > 0
    unicorn, giant = firms.column("unicorn")[rows], firms.column("little_giant")[rows]
    young = firms.column("age")[rows] <= assumed.unicorn_age_limit
    simon = giant & (firms.column("simon_draw")[rows] < assumed.hidden_champion_share)
    simon &= firms.column("revenue")[rows] < assumed.hidden_champion_revenue_cap
    simon &= firms.column("round")[rows] != LISTED
    champion = firms.column("champion")[rows]
    out = {}
    for scope, here in (("city", np.ones(rows.size, bool)), ("parks", inside)):
        lists = {"hurun": (unicorn & here).sum(), "mst10": (unicorn & young & here).sum()}
        giants = float((giant & here).sum())
        kinds = {
            "simon": (simon & here).sum(),
            "national": (champion & here).sum(),
            "top_decile": assumed.hidden_champion_top_share * giants,
            "all": giants,
        }
        for name, unicorns in lists.items():
            for kind, champions in kinds.items():
                out[f"T1_{name}_{kind}_{scope}"] = float(unicorns + champions)
    return out


def measures(model, sums: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return the three measures of size by cell: revenue, output, value added.

    Output leaves trade out: industries that mostly sell other people's goods count with their value
    added (column ``trading`` of the zone's industries).
    """
    trading = np.asarray(model.zone.column("industries.csv", "trading")) > 0
    output = np.where(trading, sums["value_added"], sums["revenue"])
    return {"revenue": sums["revenue"], "output": output, "value_added": sums["value_added"]}


def leading_share(model, sums) -> dict[str, float]:
    """T2: share of the parks in the city's leading industries, fixed and legal perimeter."""
    leading = model.tables["industries"].column("leading")
    status = model.tables["parks"].column("status")
    legal = (status > 0) & ~model.tables["parks"].column("outside")
    legal[0] = False
    out = {}
    for name, values in measures(model, sums).items():
        three = values[:, leading].sum(axis=1)
        out[f"T2_{name}_fixed"] = over(three[1:].sum(), three.sum())
        out[f"T2_{name}_legal"] = over(three[legal].sum(), three.sum())
    return out


def trillion_parks(model, sums) -> dict[str, float]:
    """T3: parks, or parks of a district taken together, at a trillion yuan and more."""
    districts = np.asarray(model.zone.gazetteer.districts)
    out = {}
    for name, values in measures(model, sums).items():
        size = values.sum(axis=1)
        merged = np.bincount(districts[1:], size[1:])
        out[f"T3_{name}_park"] = float((size[1:] >= TRILLION).sum())
        out[f"T3_{name}_merged"] = float((merged >= TRILLION).sum())
    return out


def leading_talents(model, sums) -> dict[str, float]:
    """T4: talents of the leading industries, as employees or degree holders, city or parks."""
    leading = model.tables["industries"].column("leading")
    people = sums["talents"][:, leading].sum(axis=1)
    degree = model.assumed.degree_share
    return {
        "T4_employees_city": float(people.sum()),
        "T4_employees_parks": float(people[1:].sum()),
        "T4_graduates_city": float(people.sum() * degree),
        "T4_graduates_parks": float(people[1:].sum() * degree),
    }


def quality_incubators(model) -> dict[str, float]:
    """T5: incubators of the city certified by their capabilities, or paid for an upgrade."""
    incubators = model.tables["incubators"]
    certified = incubators.column("open") & incubators.column("high_quality")
    return {
        "T5_certified": float(certified.sum()),
        "T5_paid": float(incubators.column("upgraded").sum()),
    }


def new_firms_a_day(model, sums) -> dict[str, float]:
    """T6: registrations a day in the parks and the city, and operating firms that enter.

    Registrations follow an exogenous trend: not a model result unless levers move them.
    """
    parks = float(model.tables["parks"].column("registrations")[1:].sum()) / DAYS_A_QUARTER
    return {
        "T6_parks": parks,
        "T6_city": parks * model.assumed.registrations_city_ratio,
        "T6_strict": float(sums["births"][1:].sum()) / DAYS_A_QUARTER,
    }
