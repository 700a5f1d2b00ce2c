"""Incubators: desks, four capabilities, and who pays for them."""

from __future__ import annotations

from sim.core.agent import Agent
from sim.core.state import state


class Incubator(Agent):
    """An incubation carrier of the city."""

    park = state("index", "park where it stands", of="parks")
    host = state("code", "0 private, 1 university, 2 public")
    age = state("quarters", "age")
    desks = state("count of firms", "tenants it can take")
    others = state("count of firms", "tenants that are ordinary firms, not seated one by one")
    occupancy = state("share", "desks taken")
    industry_focus = state("index", "industry it prefers; -1 = any", of="industries")
    source = state("share", "capability in source innovation, 0-1")
    conversion = state("share", "capability in conversion, 0-1")
    incubation = state("share", "capability in incubation, 0-1")
    integration = state("share", "capability in resource integration, 0-1")
    quality = state("share", "mean of the four capabilities, Qb")
    own_fund = state("million yuan", "money of its own for first tickets")
    venture_share = state("share", "income from ventures over all income")
    subsidy_share = state("share", "subsidy over all income")
    capability_start = state("share", "the four capabilities at the opening", shape=4)
    upgraded = state("0/1", "has had a quality grant")
    high_quality = state("0/1", "certified as high-quality")
    relay = state("share", "relay to the park, 0-1")
    grant_quarters = state("quarters", "quarters left of a quality grant")
    upgrade_money = state("million yuan", "upgrade money of the quarter")
    applicants = state("count of firms", "firms that applied this quarter")
    open = state("0/1", "in business; a closed carrier takes nobody")
    empty_quarters = state("quarters", "quarters below the least occupancy")
