"""Venture finance at the opening: rounds, values, listed firms, unicorns and incubators."""

from __future__ import annotations

import numpy as np

from sim.agents.firm import LISTED, ROUND_A, ROUND_B, ROUND_C, ROUND_D, SEED
from sim.zone.firm_start import Rows
from sim.zone.fund_start import picked
from sim.zone.lot import Lot
from sim.zone.research_start import choose
from sim.zone.zone import Zone

ROUNDS = (SEED, ROUND_A, ROUND_B, ROUND_C, ROUND_D)
_WINDOW = 20  # quarters: last rounds are those of 2018 to 2022
_COHORTS = 24  # quarters: numbers by last round are those of firms first funded in 2017 to 2022


def venture_columns(
    zone: Zone,
    assumed,
    lot: Lot,
    firms: Rows,
    columns: dict[str, np.ndarray],
    unicorns: float,
) -> dict[str, np.ndarray]:
    """Return rounds, values and the flag of unicorns of each firm.

    columns   age, revenue and quality of each firm
    unicorns  unicorns of the city; all but the old ones of the lists are at most ten years old

    Listed firms are large and old; unicorns large and young; those too old for the cohorts that the
    numbers by last round count stand beside them. Last rounds go to venture-type firms
    by what investors can see of their quality. Values grow by steps and surprises of E39;
    unicorns lie above the threshold and no other unlisted firm does.
    """
    uid, weight = firms.uid, firms.weight
    place = (firms.cell >= zone.industry_count).astype(np.int64)
    years, revenue = columns["age"] / 4.0, columns["revenue"]
    log_sales = np.log(np.maximum(revenue, 1e-3))
    free = firms.venture.copy()
    chosen = np.zeros(uid.size, np.int64)

    young = zone.figure("unicorns_young_city", assumed, "mst_unicorns_start")
    young = young / max(zone.figure("unicorns_city", assumed, "hurun_unicorns_start"), 1.0)
    limit = assumed.unicorn_age_limit
    share = zone.total("unicorns_zone_share")
    by_place = np.array([1.0 - share, share])
    score = 0.5 * log_sales + lot.normals("unicorn", uid)
    early = free & (columns["age"] <= limit) & (years >= 3.0)
    unicorn = choose(score, weight, place, np.rint(unicorns * young * by_place), early, early)
    late = free & ~unicorn & (columns["age"] > limit)
    old = max(np.rint(unicorns) - unicorn.sum(), 0.0)
    everywhere = np.zeros(uid.size, np.int64)
    unicorn |= choose(score, weight, everywhere, np.array([old]), late, late)
    free &= ~unicorn

    score = log_sales + np.log1p(years) + lot.normals("listed", uid)
    inside = zone.figure("listed_firms", assumed, "start_listed_firms")
    wanted = np.array([zone.total("listed_firms_rest"), inside])
    can = free & (years >= 5.0)
    listed = choose(score, weight, place, wanted, can, can)
    chosen[listed] = LISTED
    free &= ~listed

    reliable = assumed.signal_reliability_base
    seen = np.sqrt(reliable) * columns["quality"]
    seen = seen + np.sqrt(1.0 - reliable) * lot.normals("signal", uid)
    split = np.array([1.0 - assumed.venture_zone_share, assumed.venture_zone_share])
    chosen[unicorn] = ROUND_D
    for number, letter in reversed(tuple(zip(ROUNDS, "seed a b c d".split(), strict=True))):
        wanted = zone.total(f"last_round_{letter}_city") * split
        if number == ROUND_D:
            counted = unicorn & (columns["age"] <= _COHORTS)
            wanted = np.maximum(wanted - np.bincount(place, counted, 2), 0.0)
        can = free & (years <= 15.0)
        taken = choose(seen, weight, place, np.rint(wanted), can, can)
        chosen[taken] = number
        free &= ~taken
    value, size = _values(
        assumed, lot, uid, chosen, unicorn, revenue, firms.cell % zone.industry_count
    )
    quarters = np.floor(_WINDOW * lot.uniforms("round_age", uid))
    quarters = np.minimum(quarters, columns["age"])
    return {
        "round": chosen,
        "seeking": np.full(uid.size, -1),
        "round_quarters": np.where(chosen > 0, quarters, 0.0),
        "round_size": size,
        "valuation": value,
        "unicorn": unicorn,
    }


def _values(
    assumed,
    lot: Lot,
    uid: np.ndarray,
    last: np.ndarray,
    unicorn: np.ndarray,
    revenue: np.ndarray,
    industry: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Return value and size of the last round, million yuan.

    Growth that the prices of the steps did not expect stands in sales now: a firm is worth more
    than others of its last round by `valuation_growth_response` times what its log revenue exceeds
    that of the industry's funded firms. It builds up with the number of rounds.
    """
    steps = np.arange(len(ROUNDS))
    early, late = assumed.valuation_step_early, assumed.valuation_step_late
    mean = np.log(assumed.seed_value) + np.where(steps < 4, steps * early, 3 * early + late)
    noise = assumed.valuation_noise_early * np.sqrt(np.maximum(steps, 1.0))
    at = np.clip(last - SEED, 0, len(ROUNDS) - 1)
    funded = (last >= SEED) & (last <= ROUND_D)
    sales = np.log(np.maximum(revenue, 1e-3))
    each = np.bincount(industry[funded], sales[funded], industry.max() + 1)
    count = np.bincount(industry[funded], minlength=industry.max() + 1)
    grown = np.where(funded, sales - (each / np.maximum(count, 1))[industry], 0.0)
    grown = assumed.valuation_growth_response * np.sqrt(steps / steps[-1])[at] * grown
    value = np.exp(mean[at] + noise[at] * lot.normals("valuation", uid) + grown)
    bar = assumed.unicorn_value
    above = bar * np.exp(assumed.valuation_noise_late * lot.exponentials("unicorn_value", uid))
    value = np.where(unicorn, above, np.minimum(value, 0.98 * bar))
    middle = np.log(np.asarray(assumed.round_size))[at]
    size = np.exp(middle + assumed.round_size_sigma * lot.normals("round_size", uid))
    size = np.where(funded, np.minimum(size, assumed.round_stake_cap * value), 0.0)
    public = assumed.listing_premium * np.maximum(assumed.listing_value_rule, revenue)
    return np.where(last == LISTED, public, np.where(funded, value, 0.0)), size


def incubator_columns(zone: Zone, assumed, lot: Lot, firms: Rows) -> dict[str, np.ndarray]:
    """Return the columns of the table of incubators; none is of high quality yet."""
    count = int(zone.figure("incubators", assumed, "incubator_carriers"))
    number = np.arange(count)
    uid = lot.identities("incubator", number, np.zeros(count))
    seats = firms.venture * 1.0
    parks = np.bincount(firms.cell // zone.industry_count, seats, zone.park_count + 1)
    kinds = np.bincount(firms.cell % zone.industry_count, seats, zone.industry_count)
    # quality, the mean of the four, has the spread of the register
    spread = assumed.incubator_quality_spread / np.sqrt(0.9**2 + 0.4**2 / 4.0)
    common = lot.normals("incubator_quality", uid)
    highest = assumed.incubator_certify_level - 1e-6
    out: dict[str, np.ndarray] = {}
    for k, name in enumerate(("source", "conversion", "incubation", "integration")):
        own = lot.normals("incubator_capability", uid, k)
        level = assumed.incubator_quality_start + spread * (0.9 * common + 0.4 * own)
        out[name] = np.clip(level, 0.02, highest)
    quality = sum(out.values()) / len(out)
    prefers = lot.uniforms("incubator_industry_any", uid) < 0.5
    industry = picked(kinds, lot.uniforms("incubator_industry", uid))
    taken = zone.total("incubator_occupancy") + 0.1 * lot.normals("occupancy", uid)
    return out | {
        "uid": uid,
        "park": picked(parks, lot.uniforms("incubator_park", uid)),
        "host": np.floor(3.0 * lot.uniforms("incubator_host", uid)),
        "age": np.floor(40.0 * lot.uniforms("incubator_age", uid)),
        "desks": np.full(count, assumed.incubator_desks),
        "occupancy": np.clip(taken, 0.3, 1.0),
        "industry_focus": np.where(prefers, industry, -1),
        "quality": quality,
        "venture_share": np.full(count, zone.total("incubator_venture_share")),
        "subsidy_share": np.full(count, zone.total("incubator_subsidy_share")),
    }
