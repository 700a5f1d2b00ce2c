"""Talents at the opening: raked to the skilled staff of each cell, with an employer and a home."""

from __future__ import annotations

import numpy as np

from sim.zone.firm_start import Rows
from sim.zone.lot import Lot, within
from sim.zone.resolution import Resolution
from sim.zone.zone import Zone


def talent_columns(
    zone: Zone, assumed, lot: Lot, preset: Resolution, firms: Rows, scale: float = 1.0
) -> dict[str, np.ndarray]:
    """Return the columns of the table of talents, pay left out.

    firms  rows of firms, sorted by cell
    scale  factor of the number of people who look for work (1 unless the start is drawn)

    Skilled people work in every industry of the parks and, outside, in the leading industries. The
    weights of those employed in a cell add up to its skilled staff exactly.
    """
    cells = zone.firms.size
    skilled = sampled_staff(zone, assumed)
    employed = np.where(skilled > 0.0, np.maximum(np.rint(skilled / preset.talents), 1), 0)
    share = min(assumed.start_searching_share * scale, 0.5)
    idle = np.rint(employed * share / (1.0 - share))
    count = (employed + idle).astype(np.int64)
    cell = np.repeat(np.arange(cells), count)
    number = within(cell, count)
    uid = lot.identities("talent", cell, number)
    working = number < employed[cell]
    employer = np.where(working, _employers(lot, firms, cell, number, employed), -1)
    park = cell // zone.industry_count
    experience = 2.0 * zone.total("experience_years") * lot.uniforms("experience", uid)
    trained = lot.uniforms("trained", uid) < assumed.trained_share_start
    spell = lot.exponentials("tenure", uid) / assumed.quit_rate
    years = np.minimum(experience, assumed.human_capital_cap)
    return {
        "uid": uid,
        "weight": (skilled / np.maximum(employed, 1.0))[cell],
        "industry": cell % zone.industry_count,
        "skill": np.searchsorted(
            np.cumsum(assumed.skill_mix)[:-1], lot.uniforms("skill", uid), side="right"
        ),
        "experience": np.floor(4.0 * experience).astype(np.int64),
        "trained": trained,
        "human_capital": (1.0 + assumed.training_productivity * trained)
        * (1.0 + assumed.experience_premium * years),
        "employer": employer,
        "work_park": park,
        "home_park": _homes(zone, assumed, lot, uid, park),
        "tenure": np.where(working, np.minimum(np.floor(spell), np.floor(4.0 * experience)), 0.0),
        "searching": ~working,
    }


def sampled_staff(zone: Zone, assumed) -> np.ndarray:
    """Return the skilled staff that the sample covers, by cell: persons."""
    skilled = zone.staff * assumed.talent_share
    skilled[0, ~zone.leading] = 0.0
    return skilled.ravel()


def _employers(
    lot: Lot, firms: Rows, cell: np.ndarray, number: np.ndarray, employed: np.ndarray
) -> np.ndarray:
    """Return the firm row of each talent: evenly along the staff of the cell's firms."""
    size = employed.size
    staff = np.concatenate(([0.0], np.cumsum(firms.weight * firms.staff)))
    first = np.searchsorted(firms.cell, np.arange(size + 1))
    start, length = staff[first[:-1]], np.diff(staff[first])
    shift = lot.uniforms("employer", np.arange(size))
    mark = (number + shift[cell]) / np.maximum(employed[cell], 1.0)
    row = np.searchsorted(staff, start[cell] + mark * length[cell], side="right") - 1
    return np.clip(row, first[cell], np.maximum(first[cell + 1] - 1, 0))


def _homes(zone: Zone, assumed, lot: Lot, uid: np.ndarray, park: np.ndarray) -> np.ndarray:
    """Return homes: by the staff of the parks, falling with the distance from work."""
    pull = zone.staff.sum(1) * np.exp(-assumed.home_distance_decay * zone.km)
    line = np.cumsum(pull, axis=1)
    line /= line[:, -1:]
    u = lot.uniforms("home", uid)
    # one search for all: the line of park p runs from p to p + 1
    ends = (line + np.arange(len(line))[:, None]).ravel()
    home = np.searchsorted(ends, park + u, side="left") - park * len(line)
    return np.clip(home, 0, len(line) - 1)
