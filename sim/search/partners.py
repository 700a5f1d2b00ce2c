"""Partners: how the firms of a stored run work together across places, from the run done again.

Results hold how many collaborations there are, not between whom. A run is its key, so that the same
run made again has the same links.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from sim.runs.simulation import build
from sim.runs.specs import RunSpec
from sim.zone.zone import REST

COLUMNS = ["one", "other", "links", "pairs"]


def partners(spec: RunSpec) -> pd.DataFrame:
    """Return the collaborations at the end of a run: places ``one`` and ``other``, links, pairs.

    A row a pair of places, in the order of the zone, a place with itself among them; ``pairs`` are
    pairs of firms, which may have several links.
    """
    model = build(spec)
    model.run_for(spec.scenario.last - spec.scenario.first + 1)
    return between_places(model)


def between_places(model: Any) -> pd.DataFrame:
    """Return the active collaborations of a model by the places of their firms, see `partners`."""
    graph = model.collaborations()
    park = dict(graph.nodes(data="park"))
    slugs = (REST, *model.zone.gazetteer.park_slugs)
    order = {slug: number for number, slug in enumerate(slugs)}
    rows = [
        (*sorted((park[one], park[other]), key=order.__getitem__), links, 1)
        for one, other, links in graph.edges(data="links")
    ]
    found = pd.DataFrame(rows, columns=COLUMNS).groupby(COLUMNS[:2], as_index=False).sum()
    by_order = found[["one", "other"]].apply(lambda column: column.map(order))
    return found.loc[by_order.sort_values(["one", "other"]).index].reset_index(drop=True)
