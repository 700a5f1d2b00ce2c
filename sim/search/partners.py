"""Partners: how the firms of a stored run work together across places, from the run done again.

Results hold how many collaborations there are, not between whom. A run is its key, so that the same
run made again has the same links.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from sim.runs.rerun import spec_of
from sim.runs.results import Results
from sim.runs.setting import Setting
from sim.runs.simulation import build

COLUMNS = ["one", "other", "links", "pairs"]


def partners(results: Results, key: str, setting: Setting) -> pd.DataFrame:
    """Return the collaborations at the end of a run: places ``one`` and ``other``, links, pairs.

    key      of the run, or its beginning
    setting  registers, zone and own folders that it was run with
    A row a pair of places, in the order of the zone, a place with itself among them; ``pairs`` are
    pairs of firms, which may have several links. Raises InputError if the run would not be the same
    today.
    """
    spec = spec_of(results, key, setting)
    model = build(spec)
    model.run_for(spec.scenario.last - spec.scenario.first + 1)
    return between_places(model)


def between_places(model: Any) -> pd.DataFrame:
    """Return the active collaborations of a model by the places of their firms, see `partners`."""
    graph = model.collaborations()
    park = dict(graph.nodes(data="park"))
    order = {each: number for number, each in enumerate(("rest-of-city", *slugs(model)))}
    rows = [
        (*sorted((park[one], park[other]), key=order.__getitem__), links, 1)
        for one, other, links in graph.edges(data="links")
    ]
    found = pd.DataFrame(rows, columns=COLUMNS).groupby(COLUMNS[:2], as_index=False).sum()
    by_order = found[["one", "other"]].apply(lambda column: column.map(order))
    return found.loc[by_order.sort_values(["one", "other"]).index].reset_index(drop=True)


def slugs(model: Any) -> tuple[str, ...]:
    """Return the ids of the parks of a model."""
    return model.zone.gazetteer.park_slugs
