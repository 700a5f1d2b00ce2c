"""Banks that lend to firms."""

from __future__ import annotations

from sim.core.agent import Agent
from sim.core.state import state


class Bank(Agent):
    """A bank with its book of loans to technology firms."""

    capital = state("million yuan", "capital")
    appetite = state("log odds", "willingness to lend")
    pledged = state("million yuan", "loans against patents")
    losses = state("million yuan", "losses of the quarter")
    interest = state("million yuan", "interest received this quarter")
