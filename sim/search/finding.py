"""A finding: a figure of the model beside the band it should lie in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.interval import student
from sim.search.page import Section, figure

HEADS = (
    "id", "what", "unit", "least", "most", "value", "interval low", "interval high", "result",
    "kind", "built in",
)  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """A fact or a path beside what the model shows.

    band             least and largest value that counts as a match
    mean, low, high  over replicates, Student's t; bounds are not numbers with one replicate
    built_in         the equations nearly contain the fact
    """

    id: str
    statement: str
    unit: str
    band: tuple[float, float]
    mean: float
    low: float
    high: float
    kind: str
    built_in: bool

    @property
    def miss(self) -> float:
        """Distance of the mean to its band, with sign; 0 inside."""
        return self.mean - min(max(self.mean, self.band[0]), self.band[1])

    @property
    def verdict(self) -> str:
        """Inside, or by how much it misses, and whether the interval reaches the band."""
        if self.miss == 0.0:
            return "inside"
        reaches = self.low <= self.band[1] and self.high >= self.band[0]
        return f"misses by {figure(self.miss, sign=True)}{', interval reaches' * reaches}"


def finding(
    id: str,
    statement: str,
    unit: str,
    band: tuple[float, float],
    values: np.ndarray,
    kind: str,
    built_in: bool = False,
) -> Finding:
    """Return a figure beside its band.

    values  one a replicate, (R,)
    """
    mean, low, high = (float(bound) for bound in student(values))
    return Finding(id, statement, unit, band, mean, low, high, kind, built_in)


def sheet(name: str, found: Sequence[Finding], notes: Sequence[str]) -> Section:
    """Return findings as a section of the page of validation."""
    rows = [
        (
            each.id, each.statement, each.unit, *each.band, each.mean, each.low, each.high,
            each.verdict, each.kind, "yes" if each.built_in else "no",
        )
        for each in found
    ]  # fmt: skip
    return Section(name, HEADS, tuple(rows), tuple(notes))
