"""The life table of entrants: at risk and closed by quarter of life, hazards and survival."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class LifeTable:
    """How long entrants live.

    at_risk  firms that began a quarter of life under observation, (A,)
    closed   those of them that closed in it, (A,)
    Firms still there at the end, or that left for another city, leave the risk set (Kaplan and
    Meier 1958).
    """

    at_risk: np.ndarray
    closed: np.ndarray

    def hazards(self) -> np.ndarray:
        """Return the chance to close by quarter of life; not a number where nobody was at risk."""
        out = np.full(self.at_risk.shape, np.nan)
        return np.divide(self.closed, self.at_risk, out=out, where=self.at_risk > 0)

    def survival(self, years: float) -> float:
        """Return the share of a cohort alive after so many years."""
        quarters = round(4 * years)
        if quarters > len(self.at_risk):
            raise ValueError(f"the table ends after {len(self.at_risk)} quarters")
        return float(np.prod(1.0 - self.hazards()[:quarters]))

    def median_life(self) -> float:
        """Return the years after which half a cohort is gone; infinity if the table is too short.

        Inside a quarter survival falls on a straight line.
        """
        line = np.concatenate([[1.0], np.cumprod(1.0 - np.nan_to_num(self.hazards()))])
        below = np.flatnonzero(line <= 0.5)
        if below.size == 0:
            return float("inf")
        last = int(below[0])
        part = (line[last - 1] - 0.5) / (line[last - 1] - line[last])
        return (last - 1 + float(part)) / 4.0

    def hazard(self, first: int, last: int) -> float:
        """Return the closings a year over the firms at risk in years of life first to last."""
        span = slice(4 * (first - 1), 4 * last)
        risk = self.at_risk[span].sum()
        if risk <= 0.0:
            raise ValueError(f"nobody was at risk in years {first} to {last}")
        return float(4.0 * self.closed[span].sum() / risk)
