"""Where large firms stand: firms of 300 staff and more, placed by the staff of the cells."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.zone import sizes
from sim.zone.lot import Lot

CORE_MEAN_MOST = 100.0  # persons; above this mean a cell needs large firms of its own
CORE_MEAN_LEAST = 1.3  # persons; what the other firms of a cell must keep


@dataclass
class LargeFirms:
    """Firms of 300 staff and more: their industry, number, park and staff."""

    industry: np.ndarray
    number: np.ndarray
    park: np.ndarray
    staff: np.ndarray


def large_firms(
    lot: Lot,
    block: int,
    firms: np.ndarray,
    staff: np.ndarray,
    share: np.ndarray,
    tail: sizes.Tail,
) -> LargeFirms:
    """Draw the large firms of a block of parks and place them.

    block         number of the block, so that each has luck of its own
    firms, staff  of each cell (parks, industries)
    share         share of an industry's staff in firms of 300 staff and more
    tail          the tail of sizes

    The sizes are stratified quantiles, the same at every resolution. From the largest down, a firm
    goes to a park with a chance in proportion to what the park still lacks, where it has room.
    """
    wanted = share * staff.sum(0)
    count = np.where(wanted > 1.5 * tail.large, np.maximum(np.rint(wanted / tail.mean), 1), 0)
    count = np.minimum(count, np.floor(firms.sum(0))).astype(np.int64)
    industry = np.repeat(np.arange(count.size), count)
    first = np.concatenate(([0], np.cumsum(count)[:-1]))
    number = np.arange(industry.size) - first[industry]
    uid = lot.identities("large_firm", block * count.size + industry, number)
    u = (number + lot.uniforms("large_size", uid)) / np.maximum(count[industry], 1)
    size = sizes.fitted_tail(tail, tail.quantile(u), industry, wanted)
    park = np.zeros(industry.size, np.int64)
    budget = _budget(firms, staff, wanted, tail.mean)
    room = staff - CORE_MEAN_LEAST * np.maximum(firms - 1.0, 0.0)
    seats = np.floor(firms + 0.5)
    gumbel = np.stack([lot.uniforms("large_park", uid, p) for p in range(len(firms))], axis=1)
    gumbel = -np.log(-np.log(gumbel))
    for step in range(int(count.max(initial=0))):
        # the step-th largest firm of every industry at once
        k = np.flatnonzero(count > step)
        row = first[k] + count[k] - 1 - step
        fits = (room[:, k] >= size[row]) & (seats[:, k] >= 1.0)
        lack = np.log(np.maximum(budget[:, k], 1.0)) + gumbel[row].T
        chosen = np.where(fits, lack, -np.inf).argmax(0)
        homeless = ~fits.any(0)
        if homeless.any():  # the park with most room takes it, cut to the room
            chosen[homeless] = np.where(seats[:, k] >= 1.0, room[:, k], -1.0).argmax(0)[homeless]
            size[row] = np.minimum(size[row], np.maximum(room[chosen, k], 0.0))
        park[row] = chosen
        budget[chosen, k] -= size[row]
        room[chosen, k] -= size[row] - CORE_MEAN_LEAST
        seats[chosen, k] -= 1.0
    found = LargeFirms(industry, number, park, size)
    kept = size >= 0.5 * tail.large
    found = LargeFirms(*(getattr(found, name)[kept] for name in found.__dataclass_fields__))
    return _completed(found, firms, staff, tail.large)


def _budget(firms: np.ndarray, staff: np.ndarray, wanted: np.ndarray, mean: float) -> np.ndarray:
    """Return the staff of large firms by cell: by staff, and more where firms are few."""
    total = np.maximum(staff.sum(0), 1e-9)
    even = staff * wanted / total
    needed = (staff - CORE_MEAN_MOST * firms) / (1.0 - CORE_MEAN_MOST / mean)
    budget = np.maximum(even, np.minimum(needed, staff))
    return budget * wanted / np.maximum(budget.sum(0), 1e-9)


def _completed(found: LargeFirms, firms: np.ndarray, staff: np.ndarray, large: float) -> LargeFirms:
    """Give a large firm to cells that cannot have their staff in small ones; fill up the rest."""
    shape = firms.shape
    cell = found.park * shape[1] + found.industry
    count = np.bincount(cell, minlength=firms.size)
    held = np.bincount(cell, found.staff, firms.size)
    others = firms.ravel() - count
    left = staff.ravel() - held
    over = left > 2.0 * CORE_MEAN_MOST * np.maximum(others, 0.5)
    # cells that have large firms: these grow by what the others cannot hold
    grown = over & (count > 0)
    goal = np.where(others < 0.5, left, left - CORE_MEAN_MOST * others) + held
    goal = np.where(grown | ((others < 0.5) & (count > 0)), goal, held)
    factor = goal / np.where(held > 0.0, held, 1.0)
    found.staff = found.staff * factor[cell]
    # cells that have none get one
    size = left - CORE_MEAN_MOST * np.where(others < 1.5, 0.0, others - 1.0)
    new = np.flatnonzero(over & (count == 0) & (size >= large))
    top = found.number.max(initial=-1) + 1
    return LargeFirms(
        np.concatenate((found.industry, new % shape[1])),
        np.concatenate((found.number, top + np.arange(new.size))),
        np.concatenate((found.park, new // shape[1])),
        np.concatenate((found.staff, size[new])),
    )
