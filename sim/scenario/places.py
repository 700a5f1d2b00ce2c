"""What a scenario needs to know of a zone: its parks, districts and industries by number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from sim.core.label import Label


class Places(Protocol):
    """The names of a zone, as `sim.zone.gazetteer` has them.

    Parks are 1..park_count, 0 is the rest of the city; industries are 0..industry_count - 1.

    park_slugs    name of each park as files write it, the first park first
    industry_ids  id of each industry
    park_labels, industry_labels  their names in both languages
    districts     number of each row's district, the rest of the city first
    """

    @property
    def park_count(self) -> int: ...
    @property
    def industry_count(self) -> int: ...
    @property
    def park_slugs(self) -> Sequence[str]: ...
    @property
    def industry_ids(self) -> Sequence[str]: ...
    @property
    def park_labels(self) -> Sequence[Label]: ...
    @property
    def industry_labels(self) -> Sequence[Label]: ...
    @property
    def districts(self) -> np.ndarray: ...

    def parks(self, word: str, place: str) -> tuple[int, ...]:
        """Return the parks of an id, slug, name or ``tag:...``. Raises InputError at ``place``."""
        ...

    def industry(self, word: str, place: str) -> int:
        """Return the industry of an id or name. Raises InputError at ``place``."""
        ...
