"""Venture funds: private, guided, corporate and from outside."""

from __future__ import annotations

from sim.core.agent import Agent
from sim.core.state import state

PRIVATE, GUIDANCE, CORPORATE, OUTSIDE = range(4)


class Fund(Agent):
    """A venture fund with its partners' money and its rules."""

    kind = state("code", "0 private, 1 guidance, 2 corporate, 3 outside")
    park = state("index", "park of its office; -1 = outside the city", of="parks")
    vintage = state("quarter", "quarter in which it closed")
    commitment = state("million yuan", "money committed")
    drawn = state("million yuan", "money drawn")
    dry_powder = state("million yuan", "money not yet drawn")
    round_focus = state("code", "round it buys")
    industry_focus = state("index", "industry it prefers; -1 = any", of="industries")
    experience = state("count of deals", "deals done")
    government_share = state("share", "public share phi")
    reinvestment_left = state("million yuan", "money that must still find a firm inside")
    distributed = state("million yuan", "money paid back to partners")
    quarters_left = state("quarters", "quarters to the end of its life")
    delayed = state("count of deals", "decisions that wait")
    early_only = state("0/1", "may buy seed and A rounds only")
    hard_only = state("0/1", "may invest in hard technology only")
    loss_tolerance = state("share", "loss that its public partner bears, as of its founding")
    profit_give_up = state("share", "public gain left to private partners, as of its founding")
    public_drawn = state("million yuan", "money drawn from the public partner")
    spent = state("million yuan", "money invested this quarter")
    allowance = state("million yuan", "money that it may draw by now and has not drawn")
    outside_share = state("share", "part of its money that it invests outside the city")
    owner = state("index", "firm that pays for a corporate fund; -1 = none", of="firms")
    partners = state("index", "funds whose firms it bought last; -1 = none", shape=8, of="funds")
