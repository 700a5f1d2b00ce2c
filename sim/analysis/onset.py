"""Onset: from which quarter on two scenarios differ at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.analysis.family import headline as family
from sim.analysis.worlds import pair


def first_difference(
    results: Any, *, reference: str = "", indicators: Sequence[str] = ()
) -> dict[str, str]:
    """Return the first quarter in which each scenario differs from the reference in any replicate.

    reference   scenario to compare with; empty is the first
    indicators  of the zone; empty is the headline
    Under common luck worlds are equal, bit for bit, until their difference acts. Empty if they
    never differ.
    """
    reference = reference or results.reference
    frame = results.frame("quarters", family(results, indicators))
    found = {}
    for scenario in (name for name in results.scenarios if name != reference):
        base, world = pair(frame, reference, scenario)
        apart = (base.values != world.values).any(axis=(0, 1, 3))
        quarters = base.index.loc[apart, "quarter"]
        found[scenario] = quarters.iloc[0] if len(quarters) else ""
    return found
