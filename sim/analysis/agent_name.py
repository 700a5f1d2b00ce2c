"""Names of agents as people write them: codes of firms, slugs of parks, identities."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.core.table import Table
from sim.zone.firm_codes import code_of
from sim.zone.gazetteer import Gazetteer
from sim.zone.zone import REST

KINDS = {"talents": "talent", "funds": "fund", "incubators": "incubator", "banks": "bank"}


def agent_name(places: Gazetteer, tables: Mapping[str, Table], name: str, row: int) -> str:
    """Return the name of the agent in a row of a table; empty if the row is none."""
    if row < 0:
        return ""
    if name == "parks":
        return park_name(places, row)
    if name == "industries":
        return places.industry_ids[row]
    if name == "districts":
        return places.district_slugs[row]
    if name == "cells":
        industries = len(places.industry_ids)
        return f"{park_name(places, row // industries)}/{places.industry_ids[row % industries]}"
    table = tables[name]
    if name == "firms":
        return code_of(places, table, row)
    if name in ("stakes", "links"):
        ends = (("funds", "fund"), ("firms", "firm"))
        if name == "links":
            ends = (("firms", "firm"), ("firms", "partner"))
        rows = [int(table.columns[end][row]) for _, end in ends]
        return " + ".join(
            agent_name(places, tables, kind, each)
            for (kind, _), each in zip(ends, rows, strict=True)
        )
    if name == "slots":
        return agent_name(places, tables, "firms", int(table.columns["firm"][row]))
    return f"{KINDS.get(name, name)}/{int(table.columns['uid'][row])}"


def park_name(places: Gazetteer, row: int) -> str:
    """Return the slug of a park by its row, 0 = rest of the city."""
    return (REST, *places.park_slugs)[row]


def spoken(places: Gazetteer, tables: Mapping[str, Table], of: str | None, value: Any) -> Any:
    """Return a value as a table holds it for people: the name of what it refers to, else itself."""
    return value if of is None else agent_name(places, tables, of, int(value))
