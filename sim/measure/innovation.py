"""Innovation: research, patents, labels, venture money, incubators, links; read from the tables."""

from __future__ import annotations

import numpy as np

from sim.agents.firm import ACADEMIC, LISTED, ROUND_A, ROUND_D, SEED
from sim.agents.fund import GUIDANCE, PRIVATE
from sim.measure.shares import over, weighted

CELLS = {
    "rd_spending": "research",
    "patents": "granted",
    "applications": "applied",
    "hnte": "high_tech",
    "specialised_smes": "innovative",
    "knowledge": "knowledge",
}
LABELS = ("unicorn", "little_giant", "champion")
COUNTED = ("unicorns", "little_giants", "champions", "vc_rounds", "vc_money")
YOUNG = 40  # quarters: a firm younger than ten years is young
_YEAR = 4.0  # quarters
_MONTHS = 3.0  # a quarter


def by_park(model) -> dict[str, np.ndarray]:
    """Return the indicators by park, row 0 = rest of the city."""
    parks, firms = model.tables["parks"], model.tables["firms"]
    places = len(parks)
    out = {name: values.sum(axis=1) for name, values in _cells(model).items()}
    living = firms.column("operating")
    for label in LABELS:
        out[f"{label}s"] = _count(firms.column("park"), living & firms.column(label), places)
    rounds = parks.column("rounds")
    out["vc_rounds"] = rounds.sum(axis=1)
    out["seed_rounds"] = rounds[:, 0].copy()
    out["later_rounds"] = rounds[:, 2:].sum(axis=1)
    out["vc_money"] = _YEAR * parks.column("round_money")
    incubators = model.tables["incubators"]
    there, open_ = incubators.column("park"), incubators.column("open")
    out["incubators"] = _count(there, open_, places)
    out["quality_incubators"] = _count(there, open_ & incubators.column("high_quality"), places)
    return out


def by_industry(model) -> dict[str, np.ndarray]:
    """Return the indicators of the zone's parks by industry."""
    firms = model.tables["firms"]
    count = len(model.tables["industries"])
    out = {name: values[1:].sum(axis=0) for name, values in _cells(model).items()}
    inside = firms.column("operating") & (firms.column("park") > 0)
    for label in LABELS:
        out[f"{label}s"] = _count(firms.column("industry"), inside & firms.column(label), count)
    return out


def for_zone(model, parks: dict[str, np.ndarray]) -> dict[str, float]:
    """Return the indicators of the zone.

    parks  `by_park` of the quarter, with revenue and the like of other modules
    """
    names = (*CELLS, *COUNTED, "seed_rounds", "later_rounds")
    values = np.stack([parks[name] for name in names])
    inside = values[:, 1:].sum(axis=1)
    out = dict(zip(names, inside.tolist(), strict=True))
    city = (inside + values[:, 0]).tolist()
    out |= {f"{name}_city": city[names.index(name)] for name in COUNTED}
    out["rd_productivity"] = 100.0 * over(_YEAR * out["patents"], out["rd_spending"])
    cells = model.tables["cells"]
    zone = cells.column("park") > 0
    staff = cells.column("staff")[zone]
    out["spillovers"] = over((staff * cells.column("spillover")[zone]).sum(), staff.sum())
    return out | _money_and_age(model) | _ventures(model) | _funds(model) | _carriers(model)


def _cells(model) -> dict[str, np.ndarray]:
    cells = model.tables["cells"]
    shape = (len(model.tables["parks"]), len(model.tables["industries"]))
    return {name: cells.column(column).reshape(shape) for name, column in CELLS.items()}


def _count(place: np.ndarray, wanted: np.ndarray, places: int) -> np.ndarray:
    """Return how many wanted rows, of weight 1, each place has."""
    return np.bincount(place[wanted], minlength=places).astype(float)


def _money_and_age(model) -> dict[str, float]:
    """Return what needs a look at every firm: grants, cash, loans, young and old, waits."""
    firms = model.tables["firms"]
    everywhere = firms.column("weight") * firms.column("operating")
    weight = everywhere * (firms.column("park") > 0)
    leads = model.tables["industries"].column("leading")[firms.column("industry")]
    young = weight * (firms.column("age") < YOUNG)
    fresh = weight * (firms.column("birth_quarter") == model.clock.quarter)
    grants = weighted(weight, firms.column("research_grant"))
    leading = weighted(weight * leads, firms.column("research_grant"))
    debt = weighted(weight, firms.column("debt"))
    youth = weighted(young, firms.column("revenue"))
    before = weighted(young, firms.column("revenue_last"))
    banks = model.tables["banks"]
    lost = float(banks.column("losses").sum())
    waiting = np.einsum("i,ij->j", weight, firms.column("applications"))
    lag = _MONTHS * (1.0 + np.arange(waiting.size))
    return {
        "grants": grants,
        "grants_leading": leading,
        "grants_other": grants - leading,
        "cash": weighted(weight, firms.column("cash")),
        "loans": debt,
        "pledge_loans": float(banks.column("pledged").sum()),
        "loan_losses": over(lost, lost + weighted(everywhere, firms.column("debt"))),
        "young_revenue": youth,
        "incumbents_revenue": weighted(weight, firms.column("revenue")) - youth,
        "young_growth": over(youth - before, before),
        "entrant_quality": over(weighted(fresh, firms.column("quality")), fresh.sum()),
        "grant_lag": over((waiting * lag).sum(), waiting.sum()),
    }


def _ventures(model) -> dict[str, float]:
    """Return what venture-type firms of the parks do; every row is one firm."""
    firms = model.tables["firms"]
    here = firms.column("operating") & (firms.column("kind") == 1) & (firms.column("park") > 0)
    last, wait = firms.column("round"), firms.column("product_in")
    fresh = here & (firms.column("birth_quarter") == model.clock.quarter)
    funded = here & (last >= SEED) & (last <= LISTED)
    beyond = funded & (last >= ROUND_A)
    closed = funded & (last <= ROUND_D) & (firms.column("round_quarters") == 0)
    hard = np.asarray(model.zone.column("industries.csv", "hard_tech")) > 0
    waiting = wait[here & (wait > 0)]
    return {
        "seed_to_a": over(beyond.sum(), funded.sum()),
        "vc_rounds_other": float((~hard[firms.column("industry")[closed]]).sum()),
        "academic_entry": float((fresh & (firms.column("origin") == ACADEMIC)).sum()),
        "time_to_revenue": over(waiting.sum(), waiting.size),
    }


def _funds(model) -> dict[str, float]:
    """Return what funds invest, match and pay back."""
    funds = model.tables["funds"]
    rows = funds.column("alive")
    kind = funds.column("kind")
    spent, phi = funds.column("spent") * rows, funds.column("government_share")
    guided = rows & (kind == GUIDANCE)
    public = (funds.column("commitment") * phi)[guided].sum()
    private = (funds.column("commitment") * (1.0 - phi))[guided].sum()
    back = phi * funds.column("distributed")
    drawn = weighted(rows, funds.column("drawn"))
    parks = model.tables["parks"].column("rounds")
    return {
        "private_vc_share": over(spent[kind == PRIVATE].sum(), spent.sum()),
        "private_match": over(private, public),
        "early_share": over(parks[1:, :2].sum(), parks[1:].sum()),
        "fund_return": over(weighted(rows, funds.column("distributed")), drawn),
        "losses_public": float(np.maximum(funds.column("public_drawn") - back, 0.0)[guided].sum()),
    }


def _carriers(model) -> dict[str, float]:
    """Return incubators of the city, and links of its firms."""
    incubators, links = model.tables["incubators"], model.tables["links"]
    firms = model.tables["firms"]
    open_ = incubators.column("open")
    living = links.column("alive")
    one = firms.column("park")[links.column("firm")[living]]
    other = firms.column("park")[links.column("partner")[living]]
    left = firms.column("operating") & (firms.column("incubator") < 0)
    left &= (firms.column("incubator_quarters") > 0) & (firms.column("birth_park") > 0)
    weight = firms.column("weight")[left]
    stayed = (firms.column("park") == firms.column("birth_park"))[left]
    return {
        "incubators": float(open_.sum()),
        "quality_incubators": float((open_ & incubators.column("high_quality")).sum()),
        "paid_incubators": float(incubators.column("upgraded").sum()),
        "mean_quality": over(incubators.column("quality")[open_].sum(), open_.sum()),
        "graduates": float(weight.sum()),
        "stay_rate": over((weight * stayed).sum(), weight.sum()),
        "collaboration_links": float(living.sum()),
        "cross_park_links": float((one != other).sum()),
    }
