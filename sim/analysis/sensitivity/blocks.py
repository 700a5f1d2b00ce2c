"""Outputs by block: rows that belong together, and blocks with a failed run left out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.core.errors import InputError

MOST_LOST = 0.05  # share of blocks that may be left out


@dataclass(frozen=True)
class Blocks:
    """An output by block.

    values   (blocks, rows of a block, replicates), all runs of which ended
    held     which of the design's blocks these are
    dropped  blocks with a run that did not end
    """

    values: np.ndarray
    held: np.ndarray
    dropped: int


def blocks(values: np.ndarray, size: int, name: str) -> Blocks:
    """Return an output by block, without the blocks that are not whole.

    values  (rows, replicates); not a number where a run did not end
    size    rows of a block        name  of the output, for messages
    Raises InputError if more than 5 % of the blocks are lost, or next to none is left.
    """
    whole = values.reshape(-1, size, values.shape[-1])
    held = ~np.isnan(whole).any(axis=(1, 2))
    dropped = int((~held).sum())
    if dropped > MOST_LOST * len(whole) or held.sum() == 0:
        kind = "rows" if size == 1 else f"blocks of {size} rows"
        what = (
            f"{dropped} of {len(whole)} {kind} have a run that did not end, so {name} cannot be "
            f"analysed: at most {MOST_LOST:.0%} may be left out."
        )
        raise InputError("sensitivity", what, "Run the same command again; see parksim status.")
    return Blocks(whole[held], held, dropped)
