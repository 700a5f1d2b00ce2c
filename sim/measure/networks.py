"""Networks of a model as networkx graphs: who works together, who owns whom, who goes where.

Nodes that stand for firms and funds are their uids, places are slugs, so that graphs of one model
can be joined. Every attribute is documented in docs/networks.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.core import quarters
from sim.core.errors import InputError
from sim.zone.firm_codes import code_of
from sim.zone.graph import OUTSIDE, place_nodes
from sim.zone.zone import REST, Zone

if TYPE_CHECKING:
    import networkx

FUND_KINDS = ("private", "guidance", "corporate", "outside")
ROUNDS = ("none", "seed", "A", "B", "C", "D", "listed", "exited")
LABELS = ("innovative_sme", "little_giant", "champion", "leader", "unicorn")
_FIRM = (
    "uid", "park", "industry", "weight", "kind", "staff", "revenue", "round", "valuation", *LABELS,
)  # fmt: skip
_FUND = (
    "uid", "kind", "park", "industry_focus", "government_share", "commitment", "dry_powder",
    "vintage",
)  # fmt: skip
Nodes = list[tuple[int, dict[str, Any]]]


def collaborations(model) -> networkx.Graph:
    """Return the firms that work with each other, joined by their active links.

    Edges carry ``since``, the quarter in which the oldest link of the two began, and ``links``,
    their number. Firms without a partner are left out.
    """
    import networkx

    graph = networkx.Graph(name=f"{model.zone.id}: collaborations", quarter=_last(model))
    links = _active(model.tables["links"], "firm", "partner", "since")
    ends = np.unique(np.concatenate([links["firm"], links["partner"]]))
    graph.add_nodes_from(firm_nodes(model, ends))
    uid = model.tables["firms"].column("uid")
    rows = zip(links["firm"], links["partner"], links["since"].tolist(), strict=True)
    for one, other, since in sorted(rows, key=lambda row: row[2]):
        pair = int(uid[one]), int(uid[other])
        if graph.has_edge(*pair):
            graph.edges[pair]["links"] += 1
        else:
            graph.add_edge(*pair, since=quarters.text(since), links=1)
    return graph


def investments(model) -> networkx.Graph:
    """Return funds and the firms they hold, a bipartite graph of the stakes that stand.

    Edges carry ``share`` of the firm's equity and ``cost`` in million yuan, added up over the
    ``stakes`` of the fund in the firm, and ``fund_kind`` and ``government_share`` of the fund.
    Nodes carry ``bipartite``: 0 for funds, 1 for firms. Who holds or is held by nobody is left out.
    """
    import networkx

    graph = networkx.Graph(name=f"{model.zone.id}: investments", quarter=_last(model))
    stakes = _active(model.tables["stakes"], "fund", "firm", "share", "cost")
    for name, nodes, side in (("fund", fund_nodes, 0), ("firm", firm_nodes, 1)):
        graph.add_nodes_from(nodes(model, np.unique(stakes[name])), bipartite=side)
    funds = model.tables["funds"].column("uid")[stakes["fund"]].tolist()
    firms = model.tables["firms"].column("uid")[stakes["firm"]].tolist()
    amounts = zip(stakes["share"].tolist(), stakes["cost"].tolist(), strict=True)
    for fund, firm, (share, cost) in zip(funds, firms, amounts, strict=True):
        if not graph.has_edge(fund, firm):
            owner = graph.nodes[fund]
            graph.add_edge(
                fund,
                firm,
                share=0.0,
                cost=0.0,
                stakes=0,
                fund_kind=owner["fund_kind"],
                government_share=owner["government_share"],
            )
        held = graph.edges[fund, firm]
        held["share"] += share
        held["cost"] += cost
        held["stakes"] += 1
    return graph


def flows(zone: Zone, records, year: int) -> networkx.DiGraph:
    """Return what moved between the places of a city in a year.

    records  of a run      year  as 2024

    Nodes are the places of the zone's graph, universities aside. An edge runs from where firms and
    people were to where they are; it carries ``firms`` (count), ``staff`` of these firms and
    ``talents`` (persons). Whoever moves twice in a year counts twice. Raises InputError if no
    quarter of the year was run.
    """
    ran = np.asarray(records.quarters.get("quarter", ()), np.int64)
    wanted = ran // 4 == year
    if not wanted.any():
        what = f"The model has not run through any quarter of {year}."
        span = f"{quarters.text(ran[0])} to {quarters.text(ran[-1])}" if ran.size else "none yet"
        raise InputError(f"flows({year})", what, f"Quarters that were run: {span}.")
    sums = {name: values[wanted].sum(axis=0) for name, values in records.flows.items()}
    return _directed(zone, sums, year, int(wanted.sum()))


def _directed(
    zone: Zone, sums: Mapping[str, np.ndarray], year: int, number: int
) -> networkx.DiGraph:
    import networkx

    graph = networkx.DiGraph(name=f"{zone.id}: moves", year=year, quarters=number)
    graph.add_nodes_from(place_nodes(zone))
    slugs = list(graph)
    for name, total in sums.items():
        for origin, target in np.argwhere(total != 0):
            ends = slugs[origin], slugs[target]
            if not graph.has_edge(*ends):
                graph.add_edge(*ends, **dict.fromkeys(sums, 0.0))
            graph.edges[ends][name] = float(total[origin, target])
    return graph


def firm_nodes(model, rows: np.ndarray) -> Nodes:
    """Return firms as nodes: uid and attributes.

    rows  of the table of firms, (N,)
    """
    places = model.zone.gazetteer
    slugs = (REST, *places.park_slugs)
    nodes: Nodes = []
    firms = model.tables["firms"]
    for row, own in zip(rows.tolist(), _rows(firms, rows, _FIRM), strict=True):
        attributes = {
            "kind": "firm",
            "code": code_of(places, firms, row),
            "park": slugs[own["park"]],
            "industry": places.industry_ids[own["industry"]],
            "weight": own["weight"],
            "venture_type": bool(own["kind"]),
            "staff": own["staff"],
            "revenue": own["revenue"],
            "round": ROUNDS[own["round"]],
            "valuation": own["valuation"],
            "labels": " ".join(name for name in LABELS if own[name]),
        }
        nodes.append((own["uid"], attributes))
    return nodes


def fund_nodes(model, rows: np.ndarray) -> Nodes:
    """Return funds as nodes: uid and attributes.

    rows  of the table of funds, (N,)
    """
    places = model.zone.gazetteer
    slugs, industries = (REST, *places.park_slugs), places.industry_ids
    nodes: Nodes = []
    for own in _rows(model.tables["funds"], rows, _FUND):
        attributes = {
            "kind": "fund",
            "fund_kind": FUND_KINDS[own["kind"]],
            "park": slugs[own["park"]] if own["park"] >= 0 else OUTSIDE,
            "industry": industries[own["industry_focus"]] if own["industry_focus"] >= 0 else "any",
            "government_share": own["government_share"],
            "commitment": own["commitment"],
            "dry_powder": own["dry_powder"],
            "vintage": quarters.text(own["vintage"]),
        }
        nodes.append((own["uid"], attributes))
    return nodes


def _rows(table, rows: np.ndarray, names: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """Yield some columns of some rows as Python numbers, a dictionary a row."""
    columns = [table.column(name)[rows].tolist() for name in names]
    for values in zip(*columns, strict=True):
        yield dict(zip(names, values, strict=True))


def _active(table, one: str, other: str, *names: str) -> dict[str, np.ndarray]:
    """Return the columns of the relations that stand, both of whose ends are known."""
    stands = table.column("alive") & (table.column(one) >= 0) & (table.column(other) >= 0)
    return {name: table.column(name)[stands] for name in (one, other, *names)}


def _last(model) -> str:
    """Return the quarter that the state of a model belongs to, its last one; else its first."""
    return quarters.text(max(model.now - 1, model.first))
