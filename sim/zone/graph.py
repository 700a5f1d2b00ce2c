"""The graph of a zone: places joined by roads, universities beside parks, the world outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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


def place_nodes(zone: Zone) -> list[tuple[str, dict[str, Any]]]:
    """Return the places between which firms and people move, by slug with their attributes.

    The rest of the city comes first, then the parks in the order of the zone, then ``outside``;
    ``place`` is the row or column of a place in every table and matrix of the model.
    """
    places = zone.gazetteer
    nodes = [(REST, {"kind": "rest", "place": 0, "label": f"Rest of {zone.city['en']}"})]
    for place, slug in enumerate(places.park_slugs, 1):
        label = places.park_labels[place - 1].en
        nodes.append((slug, {"kind": "park", "place": place, "label": label}))
    outside = {"kind": "outside", "place": places.park_count + 1, "label": "Outside the city"}
    return [*nodes, (OUTSIDE, outside)]


def zone_graph(zone: Zone, assumed, own_km: np.ndarray | None = None) -> networkx.Graph:
    """Return the networkx graph of a zone.

    own_km  distance inside each place now, km, (P + 1,); by default as in the zone's data

    Nodes are the rest of the city, parks and universities by slug and ``outside``; they carry
    ``kind`` (rest, park, university, outside), ``label`` and ``place``, the row of their place.
    Edges carry ``km`` and ``minutes``. A place is joined to itself over its own distance, a
    university to its nearest park. The world outside lies behind the rest of the city: no equation
    measures the way there, so that the edge has length 0.
    """
    import networkx

    graph = networkx.Graph(name=zone.id)
    nodes = place_nodes(zone)
    graph.add_nodes_from(nodes[:-1])
    slugs = list(graph)
    km, minutes = zone.km.copy(), zone.minutes.copy()
    if own_km is not None:
        changed = np.flatnonzero(own_km != np.diagonal(km))
        km[changed, changed] = own_km[changed]
        minutes[changed, changed] = travel_minutes(assumed, own_km[changed])
    for a, first in enumerate(slugs):
        for b in range(a, len(slugs)):
            graph.add_edge(first, slugs[b], km=float(km[a, b]), minutes=float(minutes[a, b]))
    rows = zone.table("universities.csv")
    for slug, name, park, way_km in zip(
        rows["slug"], rows["name_en"], rows["nearest_park"], rows["km_to_park"], strict=True
    ):
        graph.add_node(slug, kind="university", place=slugs.index(park), label=name)
        minutes_there = float(travel_minutes(assumed, np.array(way_km)))
        graph.add_edge(slug, park, km=way_km, minutes=minutes_there)
    graph.add_nodes_from(nodes[-1:])
    graph.add_edge(OUTSIDE, REST, km=0.0, minutes=0.0)
    return graph


def shortest(graph: networkx.Graph, weight: str) -> tuple[list[str], np.ndarray]:
    """Return the nodes and the shortest ways between them.

    weight  ``km`` or ``minutes``        The way from a node to itself is 0.
    """
    import networkx

    nodes = list(graph)
    return nodes, np.asarray(networkx.floyd_warshall_numpy(graph, nodes, weight=weight))
