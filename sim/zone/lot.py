"""The luck of the opening: vectors of addressed draws, keyed by the agents they are for."""

from __future__ import annotations

import numpy as np

from sim.core import draws
from sim.core.luck import address


class Lot:
    """Draws of one opening; each decision is named once and holds for a lifetime.

    seed, replicate  whole numbers; nothing else decides the start population's luck
    """

    def __init__(self, seed: int, replicate: int) -> None:
        self.seed, self.replicate = seed, replicate

    def _address(self, decision: str) -> int:
        return address(self.seed, self.replicate, f"opening.{decision}")

    def identities(self, decision: str, causes: np.ndarray, numbers: np.ndarray) -> np.ndarray:
        """Return 52-bit uids of what causes brought about, by cause and number."""
        causes = np.ascontiguousarray(causes, np.int64)
        numbers = np.ascontiguousarray(numbers, np.int64)
        return draws.identities(self._address(decision), causes, numbers)

    def uniforms(self, decision: str, uids: np.ndarray, k: int = 0) -> np.ndarray:
        """Return a uniform in (0, 1) for each uid."""
        return draws.uniforms(self._address(decision), np.ascontiguousarray(uids, np.int64), k)

    def normals(self, decision: str, uids: np.ndarray, k: int = 0) -> np.ndarray:
        """Return a standard normal for each uid."""
        return draws.normals(self._address(decision), np.ascontiguousarray(uids, np.int64), k)

    def exponentials(self, decision: str, uids: np.ndarray, k: int = 0) -> np.ndarray:
        """Return an exponential of mean 1 for each uid."""
        return draws.exponentials(self._address(decision), np.ascontiguousarray(uids, np.int64), k)

    def ranks(self, decision: str, uids: np.ndarray) -> np.ndarray:
        """Return the numbers (i + 1/2)/n in an order keyed by the uids.

        A draw without gaps or clusters: any quantile of it is that of the distribution, however
        few rows there are.
        """
        out = np.empty(uids.size)
        order = np.argsort(self.uniforms(decision, uids), kind="stable")
        out[order] = (np.arange(uids.size) + 0.5) / max(uids.size, 1)
        return out


def within(groups: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Return the number of each row within its group, for rows sorted by group.

    groups  number of the group of each row, ascending        counts  rows of each group
    """
    first = np.concatenate(([0], np.cumsum(counts)[:-1]))
    return np.arange(groups.size) - first[groups]
