"""Where parks lie: their places in km, kept apart for drawing, and a schematic outline of the city.

The outline is drawn by hand from a few points, for orientation alone. It is no boundary and to no
scale, and every figure with it says so. A zone without an outline is drawn without one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.report.figures.catalogue import NotInResult
from sim.report.figures.city.places import setting_of

OUTLINES = Path(__file__).with_name("outlines")
KM_A_DEGREE = 111.2
ROUNDS = 400  # in which circles are moved apart
GAP = 1.02  # distance of two circles that touch, over the sum of their radii
LAND, SHORE, WATER = "#F4F2EC", "#B5B1A6", "#A9C4D6"
SCHEMATIC = {"en": "schematic, not to scale", "zh": "示意图，非实际边界"}


@dataclass(frozen=True)
class Piece:
    """A line of the outline: land or water, its points in km, (N, 2)."""

    kind: str
    points: np.ndarray


@dataclass(frozen=True)
class Geography:
    """The parks of a zone on a plane.

    degrees  longitude and latitude, (P, 2)      km  east and north of their middle, (P, 2)
    outline  lines of the city; empty if none is drawn for the zone
    """

    degrees: np.ndarray
    km: np.ndarray
    outline: tuple[Piece, ...]

    @property
    def box(self) -> tuple[np.ndarray, np.ndarray]:
        """The lower left and the upper right corner of all, km, with a margin."""
        points = np.concatenate([self.km, *(each.points for each in self.outline)])
        low, high = points.min(axis=0), points.max(axis=0)
        margin = 0.04 * max(1.0, float((high - low).max()))
        if not self.outline:
            margin *= 4.0
        return low - margin, high + margin

    def draw_outline(self, axes: Axes) -> None:
        """Draw land and water lightly, to be drawn upon."""
        for piece in self.outline:
            x, y = piece.points.T
            if piece.kind == "land":
                axes.fill(
                    x, y, facecolor=LAND, edgecolor=SHORE, linewidth=0.4, linestyle="-", zorder=0
                )
            else:
                axes.plot(x, y, color=WATER, linewidth=0.9, linestyle="-", zorder=0.5)


def geography(results: Any) -> Geography:
    """Return where the parks of a result lie.

    Raises NotInResult if their coordinates are not to be had: the zone is neither shipped nor that
    of the working folder.
    """
    named = results.provenance.zone
    zone = setting_of(results).zone
    if zone.gazetteer.park_slugs != tuple(each["id"] for each in named["parks"][1:]):
        what = f'The coordinates of the zone "{named["id"]}" are not known here.'
        raise NotInResult(str(results.folder), what, "Draw it in the folder that holds its data.")
    rows = zone.table("parks.csv")
    degrees = np.column_stack([rows["longitude"], rows["latitude"]]).astype(float)
    middle = degrees.mean(axis=0)
    path = OUTLINES / f"{zone.id}.csv"
    outline: tuple[Piece, ...] = ()
    if path.is_file():
        lines = pd.read_csv(path).groupby(["piece", "kind"], sort=False)
        outline = tuple(
            Piece(kind, plane(line[["longitude", "latitude"]].to_numpy(), middle))
            for (_, kind), line in lines
        )
    return Geography(degrees, plane(degrees, middle), outline)


def plane(degrees: np.ndarray, middle: np.ndarray) -> np.ndarray:
    """Return points in km east and north of a middle.

    degrees  longitude and latitude, (N, 2)      middle  the same, (2,)
    """
    shrink = np.array([np.cos(np.radians(middle[1])), 1.0])
    return (degrees - middle) * shrink * KM_A_DEGREE


def apart(centers: np.ndarray, radii: np.ndarray) -> np.ndarray:
    """Return centers of circles that do not cover each other, as near as can be (Dorling 1996).

    centers  (N, 2)      radii  (N,)
    Two circles that overlap move away from each other, the smaller one further.
    """
    moved = centers.astype(float).copy()
    reach = GAP * (radii[:, None] + radii[None, :])
    areas = np.maximum(radii, 1e-9) ** 2
    yields = areas[None, :] / (areas[:, None] + areas[None, :])  # share of the way that i goes
    for _ in range(ROUNDS):
        way = moved[:, None, :] - moved[None, :, :]
        far = np.hypot(way[..., 0], way[..., 1])
        np.fill_diagonal(far, np.inf)
        overlap = np.maximum(reach - far, 0.0)
        np.fill_diagonal(overlap, 0.0)
        if overlap.max() < 1e-6:
            break
        unit = way / np.maximum(far, 1e-9)[..., None]
        moved += 0.5 * (unit * (overlap * yields)[..., None]).sum(axis=1)
    return moved
