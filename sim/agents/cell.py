"""Cells: park x industry, row = park * number of industries + industry."""

from __future__ import annotations

from sim.core.agent import Record
from sim.core.state import state


class Cell(Record):
    """One industry in one park; written by `tally` and by the markets of the quarter."""

    park = state("index", "park", of="parks")
    industry = state("index", "industry", of="industries")
    firms = state("count of firms", "operating firms")
    staff = state("persons", "staff L")
    skilled_staff = state("persons", "staff that are talents, L times the skilled share")
    talents = state("persons", "sampled talents who work here, N")
    revenue = state("million yuan a year", "revenue")
    value_added = state("million yuan a year", "value added")
    profit = state("million yuan a year", "profit before company tax")
    loss_makers = state("count of firms", "operating firms with a loss")
    productivity = state("persons", "staff times lnA (log points), summed over firms")
    wage_bill = state("million yuan a year", "pay")
    founding = state("persons", "skilled first staff of new firms that is not yet sampled")
    posted = state("count of rows", "seats posted in rows")
    filled = state("count of rows", "seats filled in rows")
    quits = state("count of rows", "talents who left their firm, in rows")
    rows = state("count of rows", "talents employed at the start of matching, in rows")
    fill_rate = state("share", "fill rate fr")
    quit_rate = state("share a quarter", "quit rate q")
    offer = state("million yuan a person a year", "mean pay offered, weighted by posts")
    human_capital = state("-", "mean h of the talents who work here")
    human_capital_last = state("-", "mean h of the quarter before")
    trained_share = state("share", "talents with the mark of training")
    own_staff = state("persons", "own-industry staff E")
    own_staff_last = state("persons", "own-industry staff of the quarter before")
    reach = state("persons", "staff of other industries within reach, E_reach")
    reach_last = state("persons", "the same of the quarter before")
    suppliers = state("persons", "supplier-industry staff within reach, Up")
    suppliers_last = state("persons", "the same of the quarter before")
    knowledge = state("million yuan", "knowledge Kn of its firms")
    research = state("million yuan a year", "R&D of its firms")
    granted = state("count of patents", "patents granted this quarter")
    applied = state("count of patents", "applications this quarter")
    high_tech = state("count of firms", "firms with the high-tech certificate")
    innovative = state("count of firms", "innovative SMEs")
    spillover = state("million yuan", "spillover pool S")
    spillover_last = state("million yuan", "spillover pool of the quarter before")
    labour_factor = state("-", "c: labour needed a yuan relative to the industry, fixed")
    log_rent = state("log yuan a m2 a day", "rent index of the industry's mix of floor")
    location = state("log points", "location constant xi, fixed")
    location_value = state("log points", "U of E47 without attachment and distance")
    entry_share = state("share", "share of the industry's new firms of the zone")
    entrants = state("count", "firms that enter this quarter")
    entry_base = state("count of firms a quarter", "registrations or rest-of-city entry a quarter")
    slot_first = state("index", "first place of its slot table")
    slot_count = state("count", "places of its slot table, a power of two")
    staff_a_slot = state("persons", "staff behind one place of the slot table")
    sampled = state("0/1", "its skilled staff is in the talent table")
    births = state("count of firms", "firms that entered this quarter")
    deaths = state("count of firms", "firms that closed or left the city this quarter")
    arrivals = state("count of firms", "firms that moved in this quarter")
    departures = state("count of firms", "firms that moved out this quarter")
    rows_to_found = state(
        "count", "rows to found: ordinary, venture-type, and both of academic origin", shape=4
    )
