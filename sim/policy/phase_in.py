"""Dates at which the parks take up those parts of the Opinion that come park by park.

Specification 2.5: keyed park dates from 2024Q4 to 2025Q4. A lever of the districts follows the
first park of each district; a zone-wide one moves with the share of parks whose date has come.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from sim.core.luck import address, uniform

FIRST = 4 * 2024 + 3  # 2024Q4
DATES = 5  # quarters, the last of which is 2025Q4
NEVER = np.iinfo(np.int64).max


@lru_cache(maxsize=1024)
def phase_dates(seed: int, replicate: int, parks: int) -> np.ndarray:
    """Draw the quarter from which each park acts, uniform over the quarters of the phase-in.

    Keyed by the park, the same in every scenario. Returns quarters, shape (parks + 1,); row 0,
    the rest of the city, never takes part.
    """
    luck = address(seed, replicate, "phase_in")
    drawn = [FIRST + int(DATES * uniform(luck, park, 0)) for park in range(1, parks + 1)]
    dates = np.array([NEVER, *drawn], dtype=np.int64)
    dates.flags.writeable = False
    return dates


def district_dates(dates: np.ndarray, districts: np.ndarray) -> np.ndarray:
    """Return for each park the earliest date of a park in its district, shape (parks + 1,).

    dates      quarter by park        districts  number of the district by park
    """
    earliest = np.full(int(districts.max()) + 1, NEVER, dtype=np.int64)
    np.minimum.at(earliest, districts[1:], dates[1:])
    return np.concatenate(([NEVER], earliest[districts[1:]]))
