"""What a zone's files say about law and time: park columns, completions, drift of competitors."""

from __future__ import annotations

import numpy as np

from sim.zone.zone import CLASSES, Zone


def park_columns(zone: Zone) -> dict[str, np.ndarray]:
    """Return columns of parks.csv that levers name as their value before, shape (parks + 1,).

    Row 0, the rest of the city, holds 0.
    """
    body = np.asarray(zone.table("parks.csv")["body_2023"], float)
    return {"body_2023": np.concatenate([[0.0], body])}


def completions(zone: Zone) -> dict[int, np.ndarray]:
    """Return observed completions by quarter: m2 of the zone by class, -1 where none is given."""
    rows = zone.table("completions.csv")
    found: dict[int, np.ndarray] = {}
    for quarter, name, area in zip(
        rows["quarter"], rows["floor_class"], rows["completed_m2"], strict=True
    ):
        found.setdefault(quarter, np.full(len(CLASSES), -1.0))[CLASSES.index(name)] = area
    return found


def appeal_drift(zone: Zone) -> np.ndarray:
    """Return adj of E2 by industry, log points a quarter: solved once and kept with the zone."""
    return np.asarray(zone.table("industries.csv")["outside_appeal_drift"], float)
