"""Venture funds at the opening: private, guided and outside ones, and what they hold of firms."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.agents.firm import ROUND_D, SEED
from sim.agents.fund import GUIDANCE, OUTSIDE, PRIVATE
from sim.zone.firm_start import Rows
from sim.zone.lot import Lot
from sim.zone.zone import Zone

Columns = dict[str, np.ndarray]

LEVERS_READ = (
    "fund.guidance_size",
    "fund.guidance_share",
    "fund.early_share",
    "fund.hard_tech_share",
    "fund.term_years",
    "fund.loss_tolerance",
    "fund.reinvestment_multiple",
    "fund.profit_give_up",
)
EARLY = 2  # seed and A
_ROUNDS = ROUND_D - SEED + 1


def fund_constants(zone: Zone, assumed, rules: Mapping[str, float]) -> dict[str, float]:
    """Return F0 and what else makes the money of funds match the flow of the first year.

    Funds of the city bring all venture money of the zone's city but `venture_outside_source`, and
    invest `venture_outside_use` of theirs elsewhere; so much they raise a year. Of it, private
    partners bring F0 as far as the registers' F0, guidance money and crowding say.

    private_raising   million yuan a year      outside_raising  of funds from outside, the same
    private_funds     private funds a quarter for each kind of round
    """
    flow = zone.total("venture_money_m")
    all_local = flow * (1.0 - assumed.venture_outside_source) / (1.0 - assumed.venture_outside_use)
    private = 1000.0 * assumed.private_fund_raising
    guided = 1000.0 * rules["fund.guidance_size"]
    match = _match(rules["fund.guidance_share"])
    bound = assumed.additional_share_clip
    new = float(np.clip(assumed.crowding_in, -bound * match, bound * match))
    count = zone.figure("private_funds", assumed, "start_private_funds")
    return {
        "private_raising": all_local * private / (private + (1.0 + new) * guided),
        "outside_raising": flow * assumed.venture_outside_source,
        "local_raising": all_local,
        "private_funds": count / (4.0 * assumed.fund_life * _ROUNDS),
    }


def _match(share: float) -> float:
    return (1.0 - share) / share if share > 0.0 else 0.0


def round_money(assumed) -> np.ndarray:
    """Return the share of money that goes to each kind of round: number times size."""
    money = np.asarray(assumed.round_mix) * np.asarray(assumed.round_size)
    return money / money.sum()


def fund_columns(
    zone: Zone,
    assumed,
    lot: Lot,
    firms: Rows,
    rules: Mapping[str, float],
    solved: Mapping[str, float],
) -> Columns:
    """Return the columns of the table of funds: those of the last ten years.

    Every kind of round has as many funds of each sort, spread evenly over the life of a fund and
    over the pause after a round, which took more than a fund may draw in a quarter. Dry powder is
    `start_dry_powder` of what funds invest a year, split over kinds of rounds by `round_money`;
    offices stand where venture-type firms are.
    """
    share = rules["fund.guidance_share"]
    guided = 1000.0 * rules["fund.guidance_size"] / share if share > 0.0 else 0.0
    public = guided / (guided + solved["private_raising"])
    local = assumed.start_dry_powder * solved["local_raising"]
    count = int(zone.figure("private_funds", assumed, "start_private_funds"))
    few = _ROUNDS * int(np.ceil(0.8 * count / _ROUNDS))
    money = round_money(assumed)
    early = np.where(np.arange(_ROUNDS) < EARLY, money, 0.0)
    late = money - early
    split = rules["fund.early_share"] * early / early.sum()
    split = split + (1.0 - rules["fund.early_share"]) * late / late.sum()
    parts = (
        _funds(assumed, lot, PRIVATE, count, local * (1.0 - public) * money),
        _funds(assumed, lot, GUIDANCE, few, local * public * split),
        _funds(
            assumed, lot, OUTSIDE, few, assumed.start_dry_powder * solved["outside_raising"] * money
        ),
    )
    out = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    age, uid, kind = out.pop("age"), out["uid"], out["kind"]
    inside = kind != OUTSIDE
    elsewhere = np.where(inside, assumed.venture_outside_use, 0.0)
    last = np.asarray(assumed.round_size)[out["round_focus"] - SEED] / (1.0 - elsewhere)
    seats = firms.venture * 1.0
    parks = np.bincount(firms.cell // zone.industry_count, seats, zone.park_count + 1)
    kinds = np.bincount(firms.cell % zone.industry_count, seats, zone.industry_count)
    hard = kind == GUIDANCE
    hard &= lot.uniforms("fund_hard", uid) < rules["fund.hard_tech_share"]
    industry = picked(kinds, lot.uniforms("fund_industry", uid))
    prefers = lot.uniforms("fund_industry_any", uid) < assumed.specialist_fund_share
    prefers &= ~hard | (np.asarray(assumed.hard_technology)[industry] > 0.0)
    phi = np.where(kind == GUIDANCE, share, 0.0)
    duty = rules["fund.reinvestment_multiple"] * phi * out["commitment"]
    life = 4.0 * np.where(kind == GUIDANCE, rules["fund.term_years"], assumed.fund_life)
    return out | {
        "park": np.where(inside, picked(parks, lot.uniforms("fund_park", uid)), -1),
        "vintage": zone.first_quarter - age,
        "industry_focus": np.where(prefers, industry, -1),
        "government_share": phi,
        "quarters_left": np.maximum(life - age, 1.0),
        "early_only": (kind == GUIDANCE) & (out["round_focus"] < SEED + EARLY),
        "hard_only": hard,
        "reinvestment_left": np.maximum(0.0, duty - out["drawn"]),
        "loss_tolerance": np.where(kind == GUIDANCE, rules["fund.loss_tolerance"], 0.0),
        "profit_give_up": np.where(kind == GUIDANCE, rules["fund.profit_give_up"], 0.0),
        "outside_share": elsewhere,
        "allowance": -last * lot.uniforms("fund_pause", uid),
        "public_drawn": phi * out["drawn"],
    }


def _funds(assumed, lot: Lot, kind: int, count: int, dry: np.ndarray) -> Columns:
    """Return age, size and dry powder of the funds of one kind; dry powder by kind of round."""
    number = np.arange(count)
    uid = lot.identities("fund", np.full(count, kind), number)
    focus = number % _ROUNDS
    each = np.bincount(focus, minlength=_ROUNDS)[focus]
    life = 4.0 * assumed.fund_life
    age = np.floor(life * (number // _ROUNDS + lot.uniforms("fund_age", uid)) / each)
    left = np.maximum(1.0 - assumed.venture_deploy_rate * age, 0.0)
    size = np.exp(assumed.fund_size_spread * lot.normals("fund_size", uid))
    held = np.bincount(focus, size * left, _ROUNDS)
    size = size * (dry / np.where(held > 0.0, held, np.inf))[focus]
    return {
        "uid": uid,
        "kind": np.full(count, kind),
        "age": age,
        "round_focus": SEED + focus,
        "commitment": size,
        "drawn": size * (1.0 - left),
        "dry_powder": size * left,
        "experience": np.floor(size * (1.0 - left) / 100.0),
    }


def stake_columns(
    assumed, lot: Lot, firms: Mapping[str, np.ndarray], funds: Columns
) -> tuple[Columns, Columns]:
    """Return the stakes of funds in funded firms, and what they make of the firms' columns.

    A firm has sold a stake at each round up to its last, at the value that E39's steps give back
    from its last one. Funds of that kind of round hold them in proportion to what they have drawn;
    money that funds drew for firms that are gone was paid back at the rate of the start. Drawn and
    paid-back money of ``funds`` is completed in place.
    """
    last = firms["round"]
    steps = np.array([0.0] + 3 * [assumed.valuation_step_early] + [assumed.valuation_step_late])
    level = np.cumsum(steps)
    rows, rounds, sold, cost = [], [], [], []
    for number in range(_ROUNDS):
        row = np.flatnonzero((last >= SEED + number) & (last <= ROUND_D))
        value = firms["valuation"][row] * np.exp(level[number] - level[last[row] - SEED])
        size = np.where(
            last[row] == SEED + number,
            firms["round_size"][row],
            np.asarray(assumed.round_size)[number],
        )
        part = np.minimum(assumed.round_stake_cap, size / np.maximum(value, 1e-9))
        rows.append(row)
        rounds.append(np.full(row.size, number))
        sold.append(part)
        cost.append(part * value)
    keep = np.ones(last.size)
    share = [np.zeros(0)] * _ROUNDS
    for number in range(_ROUNDS - 1, -1, -1):
        share[number] = sold[number] * keep[rows[number]]
        keep[rows[number]] *= 1.0 - sold[number]
    firm, number = np.concatenate(rows), np.concatenate(rounds)
    part, paid = np.concatenate(share), np.concatenate(cost)
    uid = lot.identities("stake", firms["uid"][firm], number)
    fund = _holders(lot, uid, number, funds)
    elsewhere = 1.0 - funds["outside_share"]
    spent = np.bincount(fund, paid, funds["uid"].size) / elsewhere
    funds["commitment"] = np.maximum(funds["commitment"], spent + funds["dry_powder"])
    funds["drawn"] = np.maximum(funds["drawn"], spent)
    funds["public_drawn"] = funds["government_share"] * funds["drawn"]
    funds["distributed"] = assumed.fund_payback_start * (funds["drawn"] - spent)
    count = last.size
    phi = np.bincount(firm, part * funds["government_share"][fund], count)
    investor = np.full(count, -1)
    newest = number == (last[firm] - SEED)
    investor[firm[newest]] = fund[newest]
    stakes = {"uid": uid, "firm": firm, "fund": fund, "share": part, "cost": paid}
    return stakes, {"government_share": phi, "investor": investor}


def _holders(lot: Lot, uid: np.ndarray, number: np.ndarray, funds: Columns) -> np.ndarray:
    """Return the fund behind each stake: one of its kind of round, by the money it has drawn."""
    out = np.zeros(uid.size, np.int64)
    u = lot.uniforms("stake", uid)
    money = funds["drawn"] * (1.0 - funds["outside_share"])
    for kind in range(_ROUNDS):
        able = np.flatnonzero(funds["round_focus"] == SEED + kind)
        if money[able].sum() <= 0.0:
            able = np.arange(money.size)
        here = number == kind
        out[here] = able[picked(np.maximum(money[able], 1e-9), u[here])]
    return out


def picked(pull: np.ndarray, u: np.ndarray) -> np.ndarray:
    """Return a choice in proportion to ``pull`` for each uniform."""
    line = np.cumsum(pull)
    return np.searchsorted(line / line[-1], u, side="left").clip(0, pull.size - 1)
