"""Relations between agents, kept as tables: stakes of funds in firms, links between firms."""

from __future__ import annotations

from sim.core.agent import Record
from sim.core.state import state


class Stake(Record):
    """A fund's share of a firm."""

    firm = state("index", "firm", of="firms")
    fund = state("index", "fund", of="funds")
    share = state("share", "share of the firm's equity")
    cost = state("million yuan", "what it cost")


class Link(Record):
    """A collaboration of two firms."""

    firm = state("index", "one firm", of="firms")
    partner = state("index", "the other firm", of="firms")
    since = state("quarter", "quarter in which it began")


class Slot(Record):
    """A place in the slot tables: a firm found by probing (architecture, Luck 3)."""

    firm = state("index", "firm that holds the slot; -1 = free", of="firms")
    posts = state("persons", "posts of the firm behind this slot")
