"""Displacement: what the rest of the city gained or lost while the parks did."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.worlds import RUN, indicators_of

ADDITIVE = 1e-6  # share by which parks may miss the zone and still count as adding up to it
LEGAL, CITY = "_legal", "_city"


def outside(results: Any, zone: pd.DataFrame) -> pd.DataFrame | None:
    """Return the rest of the city in the form of a frame of the zone by quarter.

    zone  tidy frame of the zone: some quarters, some indicators

    Of an indicator whose parks add up to the zone: the place outside all parks. Of one of the legal
    perimeter: the city without it. Missing for a share or a price. None if nothing adds up.
    """
    names = indicators_of(zone)
    keys = [name for name in (*RUN, "quarter") if name in zone]
    lines = pd.MultiIndex.from_frame(zone[keys])
    away: dict[str, np.ndarray] = {}
    shared = set(results.indicators("parks")) if "parks" in results.levels else set()
    if summed := [name for name in names if name in shared]:
        frame = results.frame("parks", summed)
        frame = frame[frame["quarter"].isin(zone["quarter"].unique())]
        inside = frame["park"] != results.rest_of_city
        sums = frame[inside].groupby(keys, sort=False)[summed].sum().reindex(lines)
        rest = frame[~inside].set_index(keys)[summed].reindex(lines)
        for name in summed:
            if np.allclose(sums[name], zone[name], rtol=ADDITIVE, atol=0.0):
                away[name] = rest[name].to_numpy()
    held = set(results.indicators())
    city = {name: name.removesuffix(LEGAL) + CITY for name in names if name.endswith(LEGAL)}
    if city := {name: each for name, each in city.items() if each in held}:
        frame = results.frame("quarters", list(dict.fromkeys(city.values())))
        whole = frame.set_index(keys).reindex(lines)
        away |= {
            name: whole[each].to_numpy() - zone[name].to_numpy() for name, each in city.items()
        }
    if not away:
        return None
    unknown = np.full(len(zone), np.nan)
    rest = pd.DataFrame({name: away.get(name, unknown) for name in names}, index=zone.index)
    return pd.concat([zone[keys], rest], axis=1)
