"""Industries of the zone and their markets."""

from __future__ import annotations

from sim.core.agent import Record
from sim.core.state import state


class Industry(Record):
    """An industry: its market, its pay and its labour market in the city."""

    demand = state("million yuan a year", "market D that the city sells to")
    demand_start = state("million yuan a year", "market of the opening, D_k0")
    demand_trend = state("log points", "growth of the market since the opening")
    access_start = state("share", "access to foreign demand before the Opinion")
    orders = state("million yuan a year", "public first orders that its firms fill")
    leading = state("0/1", "one of the zone's leading industries")
    newcomers = state("count", "rows of newcomers this quarter")
    outside_appeal = state("log million yuan", "ln O: appeal of competitors outside the city")
    appeal_sum = state("million yuan a year", "sum over firms of n exp(a), pass 1")
    appeal_effective_sum = state("million yuan a year", "sum over firms of n exp(a'), pass 2")
    city_share = state("share", "share of the city in its market")
    wage_mean = state("million yuan a person a year", "mean pay, wbar")
    wage_start = state("million yuan a person a year", "mean pay of the opening")
    wage_constant = state("-", "u: one constant that fits pay at the opening, fixed")
    wage_rival = state("million yuan a person a year", "pay elsewhere, w_rival")
    staff_log_mean = state("log persons", "staff-weighted mean of ln staff, ln Lbar")
    fill_rate = state("share", "posts filled over posts posted in the city")
    quit_rate = state("share a quarter", "people who leave their firm over stock")
    vacancies = state("persons", "posts posted in the city")
    searchers = state("persons", "people who look for work")
    tightness_start = state("-", "vacancies a searcher in 2023")
    location_outside = state("log points", "location constant xi of X")
    world_knowledge = state("million yuan", "knowledge outside the city")
    knowledge_reference = state("million yuan", "base-year median knowledge of R&D-active firms")
    research_median = state("million yuan a year", "median R&D of active firms at the opening")
    absorption_mean = state("-", "mean of rho/(rho + half) over the industry at the opening")
    grant_lag_cut = state("months", "months by which an event shortens the time to grant")
    project_staff = state("persons", "staff of major projects placed this year")
