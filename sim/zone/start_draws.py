"""Start values with wide uncertainty, drawn for each replicate (specification 2.4 item 12, 3.3).

Two replicates that follow each other share a draw: what differs between them is luck alone, so that
the variance of any result divides into start values and luck (`sim.analysis.start_share`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.zone.lot import Lot
from sim.zone.zone import Zone

WORLDS_A_DRAW = 2


@dataclass(frozen=True)
class Draws:
    """Start values of one replicate.

    staff, revenue  of each cell, places x industries
    registrations   factor of the registrations of the parks
    unicorns        unicorns of the city
    little_giants   little giants of the rest and of the parks
    """

    staff: np.ndarray
    revenue: np.ndarray
    registrations: float
    unicorns: float
    little_giants: tuple[float, float]


def none(zone: Zone, assumed) -> Draws:
    """Return the start values of the zone's data."""
    inside = zone.figure("little_giants", assumed, "little_giants_start")
    unicorns = zone.figure("unicorns_city", assumed, "hurun_unicorns_start")
    giants = (zone.total("little_giants_rest"), inside)
    return Draws(zone.staff, zone.revenue, 1.0, unicorns, giants)


def draw(zone: Zone, assumed, seed: int, replicate: int) -> Draws:
    """Draw the start values of a replicate.

    Revenue of each park: lognormal, 95 % within `start_draw_revenue`. Registrations likewise. The
    people of the leading industries are drawn through their staff, and the lists of unicorns and
    little giants, each evenly within the band of its start fact.
    """
    lot = Lot(seed, replicate // WORLDS_A_DRAW)
    given = none(zone, assumed)
    parks = np.arange(zone.park_count + 1)
    spread = np.log1p(assumed.start_draw_revenue) / 1.96
    factor = np.exp(spread * np.clip(lot.normals("start_revenue", parks), -1.96, 1.96))
    factor[0] = 1.0
    once = np.zeros(1, np.int64)
    spread = np.log1p(assumed.start_draw_registrations) / 1.96
    noise = np.clip(lot.normals("start_registrations", once)[0], -1.96, 1.96)
    people = _within(zone, lot, "leading_talents_city", 1.0)
    staff = zone.staff.copy()
    staff[:, zone.leading] *= people
    giants = _within(zone, lot, "zone_little_giants", given.little_giants[1])
    scale = giants / max(given.little_giants[1], 1.0)
    return Draws(
        staff=staff,
        revenue=zone.revenue * factor[:, None],
        registrations=float(np.exp(spread * noise)),
        unicorns=float(np.rint(_within(zone, lot, "unicorns_hurun_2023", given.unicorns))),
        little_giants=(given.little_giants[0] * scale, giants),
    )


def _within(zone: Zone, lot: Lot, fact: str, given: float) -> float:
    """Return a draw within a fact's band, as far from ``given`` as the band's middle allows.

    A zone without the fact keeps the given value.
    """
    rows = zone.table("facts.csv")
    if fact not in rows["id"]:
        return given
    row = rows["id"].index(fact)
    low, high = rows["low"][row], rows["high"][row]
    u = lot.uniforms(f"start_{fact}", np.zeros(1, np.int64))[0]
    return given * (low + u * (high - low)) / (0.5 * (low + high))
