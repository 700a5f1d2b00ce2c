"""The graph of a zone: places joined by roads, universities beside parks, the world outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.zone.zone import REST, Zone

if TYPE_CHECKING:
    import networkx

OUTSIDE = "outside"


def travel_minutes(assumed, km: np.ndarray) -> np.ndarray:
    """Return minutes of a way: a fixed time, and so much a km to 15 km and beyond (display only).

    km  of any shape        Returns minutes, not rounded.
    """
    near = assumed.travel_minutes_per_km_to_15
    far = assumed.travel_minutes_per_km_above_15
    beyond = np.maximum(km - 15.0, 0.0)
    return assumed.travel_minutes_fixed + near * np.minimum(km, 15.0) + far * beyond


def zone_graph(zone: Zone, assumed) -> networkx.Graph:
    """Return the networkx graph of a zone.

    Nodes are the rest of the city, parks and universities by slug and ``outside``; they carry
    ``kind`` (rest, park, university, outside) and ``place``, the row of their place. Edges carry
    ``km`` and ``minutes``. A place is joined to itself over its own distance, a university to its
    nearest park. The world outside lies behind the rest of the city: no equation measures the way
    there, so that the edge has length 0.
    """
    import networkx

    graph = networkx.Graph(name=zone.id)
    slugs = (REST, *zone.gazetteer.park_slugs)
    for place, slug in enumerate(slugs):
        graph.add_node(slug, kind="park" if place else "rest", place=place)
    for a, first in enumerate(slugs):
        for b in range(a, len(slugs)):
            km, minutes = float(zone.km[a, b]), float(zone.minutes[a, b])
            graph.add_edge(first, slugs[b], km=km, minutes=minutes)
    rows = zone.table("universities.csv")
    for slug, park, km in zip(rows["slug"], rows["nearest_park"], rows["km_to_park"], strict=True):
        graph.add_node(slug, kind="university", place=slugs.index(park))
        graph.add_edge(slug, park, km=km, minutes=float(travel_minutes(assumed, np.array(km))))
    graph.add_node(OUTSIDE, kind="outside", place=len(slugs))
    graph.add_edge(OUTSIDE, REST, km=0.0, minutes=0.0)
    return graph


def shortest(graph: networkx.Graph, weight: str) -> tuple[list[str], np.ndarray]:
    """Return the nodes and the shortest ways between them.

    weight  ``km`` or ``minutes``        The way from a node to itself is 0.
    """
    import networkx

    nodes = list(graph)
    return nodes, np.asarray(networkx.floyd_warshall_numpy(graph, nodes, weight=weight))
