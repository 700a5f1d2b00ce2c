"""Uniform numbers with addresses for a whole array, in NumPy alone.

The same numbers, bit for bit, as `sim.core.luck.uniform` and `sim.core.draws.uniforms`: what only
reads results needs no compiler, and loading one takes longer than most figures.
"""

from __future__ import annotations

import numpy as np

from sim.core import luck

_GOLDEN, _WEYL = np.uint64(luck.GOLDEN), np.uint64(luck.WEYL)
_FIRST, _SECOND = np.uint64(luck.MULTIPLIER_1), np.uint64(luck.MULTIPLIER_2)
_SHIFTS = [np.uint64(each) for each in (30, 27, 31, 12)]


def uniforms(address: int, uids: np.ndarray, k: int) -> np.ndarray:
    """Return the uniform numbers of draw ``k`` for an array of uids, between 0 and 1.

    address  as of `sim.core.luck.address`      uids  (n,) whole numbers
    """
    own = np.array([address, k], np.uint64)
    with np.errstate(over="ignore"):  # whole numbers of 64 bits go round
        mixed = _mixed(own[0] + uids.astype(np.uint64) * _GOLDEN)
        mixed = _mixed(mixed + (own[1] + np.uint64(1)) * _WEYL)
    return ((mixed >> _SHIFTS[3]).astype(float) + 0.5) * 2.0**-52


def _mixed(bits: np.ndarray) -> np.ndarray:
    bits = (bits ^ (bits >> _SHIFTS[0])) * _FIRST
    bits = (bits ^ (bits >> _SHIFTS[1])) * _SECOND
    return bits ^ (bits >> _SHIFTS[2])
