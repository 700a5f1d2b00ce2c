"""Districts: the public accounts behind the parks."""

from __future__ import annotations

from sim.core.agent import Agent
from sim.core.state import state


class District(Agent):
    """A district with its taxes, land account and debt."""

    revenue = state("million yuan a year", "local tax of the district")
    tax_of_parks = state("million yuan a year", "tax of its firms in the parks")
    tax_of_rest = state("million yuan a year", "tax of its firms outside the parks")
    park_share = state("million yuan a year", "money that goes to park services")
    general_services = state("million yuan a year", "money that goes to general services")
    land_account = state("million yuan", "land income less clearing, cumulated")
    debt = state("million yuan", "debt")
    savings = state("million yuan", "money left when the debt is paid off")
    shared_tax = state(
        "million yuan", "tax received from, less given to, other districts, a quarter"
    )
    revenue_start = state("million yuan a year", "local tax of the opening")
    points = state("million yuan a year", "general services given up for the parks")
    services_share = state("share of revenue", "general services over local tax, as in 2023")
    debt_share = state("share of revenue", "debt over local tax at the end of 2023")
    spare = state("million yuan", "what 2023 left for general services, cumulated over the year")
    taxed = state("million yuan", "local tax of 2023, cumulated over the year")
