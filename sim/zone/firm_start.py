"""Firms at the opening: how many rows, of what weight, size, age and place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.zone import sizes
from sim.zone.lot import Lot, within
from sim.zone.placing import LargeFirms, large_firms
from sim.zone.resolution import Resolution
from sim.zone.zone import Zone

_LARGE, _VENTURE, _ORDINARY = 1_000_000, 2_000_000, 3_000_000  # queues that uids come from


@dataclass
class Rows:
    """Rows of firms as they are put together, sorted by cell.

    large  whether a row is one of the firms of 300 staff and more that were placed first
    """

    uid: np.ndarray
    cell: np.ndarray
    weight: np.ndarray
    staff: np.ndarray
    venture: np.ndarray
    large: np.ndarray


def firm_rows(zone: Zone, assumed, lot: Lot, preset: Resolution) -> Rows:
    """Draw the firms of all cells, the rest of the city first.

    The number of firms and the staff of every cell are those of the zone's data: firms of 300
    staff and more and venture-type firms have weight 1, the others share what is left.
    """
    tail = _large(zone, assumed, lot)
    cells = zone.firms.size
    tail_cell = tail.park * zone.industry_count + tail.industry
    firms, staff = zone.firms.ravel().copy(), zone.staff.ravel().copy()
    firms -= np.bincount(tail_cell, minlength=cells)
    staff -= np.bincount(tail_cell, tail.staff, cells)
    firms = np.where(firms < 0.5 * (np.bincount(tail_cell, minlength=cells) > 0), 0.0, firms)
    firms = np.maximum(firms, 0.0)
    tail_uid = lot.identities("firm", _LARGE + tail_cell, tail.number)
    tail_venture = lot.uniforms("large_kind", tail_uid) < _large_venture_share(zone)[tail_cell]
    sigma = np.tile(assumed.start_size_core_sigma, len(zone.firms))
    seats = _venture_seats(zone, lot, firms, np.bincount(tail_cell, tail_venture, cells))
    large = assumed.start_size_tail_threshold
    venture = _venture(lot, seats, firms, staff, sigma, large)
    ordinary = _ordinary(zone, lot, preset, firms - seats, staff, venture, sigma, large)
    parts = (
        Rows(
            tail_uid, tail_cell, np.ones(tail_uid.size), tail.staff, tail_venture,
            np.ones(tail_uid.size, bool),
        ),
        venture,
        ordinary,
    )  # fmt: skip
    whole = [np.concatenate([getattr(part, name) for part in parts]) for name in _FIELDS]
    order = np.argsort(whole[1], kind="stable")
    return Rows(*(column[order] for column in whole))


_FIELDS = tuple(Rows.__dataclass_fields__)


def _large(zone: Zone, assumed, lot: Lot) -> LargeFirms:
    share, law = assumed.start_size_tail_share, sizes.Tail.of(assumed)
    inside = large_firms(lot, 1, zone.firms[1:], zone.staff[1:], share, law)
    outside = large_firms(lot, 0, zone.firms[:1], zone.staff[:1], share, law)
    return LargeFirms(
        np.concatenate((outside.industry, inside.industry)),
        np.concatenate((outside.number, inside.number)),
        np.concatenate((outside.park, inside.park + 1)),
        np.concatenate((outside.staff, inside.staff)),
    )


def _venture_totals(zone: Zone) -> np.ndarray:
    """Return venture-type firms by place (rest, parks) and industry."""
    names = ("rest_venture_type_firms", "venture_type_firms")
    return np.stack([zone.column("industries.csv", name) for name in names])


def _active_share(zone: Zone) -> np.ndarray:
    names = ("rest_research_active_share", "research_active_share")
    return np.stack([zone.column("industries.csv", name) for name in names])


def _by_cell(zone: Zone, by_place: np.ndarray) -> np.ndarray:
    """Spread figures of the rest and of the parks over the cells."""
    return np.concatenate((by_place[0], np.tile(by_place[1], zone.park_count)))


def _large_venture_share(zone: Zone) -> np.ndarray:
    """Return by cell the chance that a large firm has raised equity."""
    firms = np.stack([zone.firms[0], zone.firms[1:].sum(0)])
    share = _venture_totals(zone) / np.maximum(firms, 1.0)
    odds = np.minimum(zone.total("large_firm_venture_odds") * share, _active_share(zone))
    return _by_cell(zone, odds)


def _venture_seats(zone: Zone, lot: Lot, firms: np.ndarray, large: np.ndarray) -> np.ndarray:
    """Return how many venture-type firms below 300 staff each cell has, whole numbers.

    firms  firms of each cell without large ones       large  venture-type firms among those
    """
    shape = zone.firms.shape
    firms, large = firms.reshape(shape), large.reshape(shape)
    seats = np.zeros(shape)
    totals = _venture_totals(zone)
    for place, rows in ((0, slice(0, 1)), (1, slice(1, None))):
        wanted = np.rint(np.maximum(totals[place] - large[rows].sum(0), 0.0))
        share = firms[rows] / np.maximum(firms[rows].sum(0), 1e-9)
        line = np.cumsum(share, axis=0) * wanted
        line[-1] = wanted
        start = lot.uniforms("venture_seat", np.arange(place * 1000, place * 1000 + shape[1]))
        marks = np.floor(line + start * (1.0 - 1e-9))
        marks[-1] = wanted
        seats[rows] = np.diff(marks, axis=0, prepend=np.zeros((1, shape[1])))
    return np.minimum(np.maximum(seats, 0.0), np.floor(0.8 * firms)).ravel()


def _venture(
    lot: Lot,
    seats: np.ndarray,
    firms: np.ndarray,
    staff: np.ndarray,
    sigma: np.ndarray,
    large: float,
) -> Rows:
    """Draw the venture-type firms of the core; the same at every resolution."""
    count = seats.astype(np.int64)
    cell = np.repeat(np.arange(count.size), count)
    uid = lot.identities("firm", _VENTURE + cell, within(cell, count))
    mean = np.clip(staff / np.maximum(firms, 1e-9), 1.01, 0.99 * large)
    location = sizes.core_location(mean, sigma, large)
    u = lot.uniforms("venture_size", uid)
    size = sizes.core_quantile(u, location[cell], sigma[cell], large)
    # what is left for the ordinary firms keeps a mean that such firms can have
    held = np.bincount(cell, size, count.size)
    others = firms - seats
    ordinary = (staff - held) / np.where(others > 0.0, others, 1.0)
    bounded = np.clip(ordinary, np.maximum(1.1, 0.4 * mean), np.minimum(0.9 * large, 2.5 * mean))
    goal = np.maximum(staff - np.where(others > 0.0, bounded * others, 0.0), 0.0)
    size = size * (goal / np.where(held > 0.0, held, 1.0))[cell]
    one = np.ones(cell.size)
    return Rows(uid, cell, one, size, one > 0, one < 0)


def _ordinary(
    zone: Zone,
    lot: Lot,
    preset: Resolution,
    firms: np.ndarray,
    staff: np.ndarray,
    venture: Rows,
    sigma: np.ndarray,
    large: float,
) -> Rows:
    """Draw the ordinary firms of the core: stratified sizes, one weight a cell."""
    stands_for = np.where(np.arange(firms.size) < zone.industry_count, preset.rest, preset.parks)
    count = np.maximum(np.rint(firms / stands_for), firms > 1e-9).astype(np.int64)
    cell = np.repeat(np.arange(count.size), count)
    number = within(cell, count)
    uid = lot.identities("firm", _ORDINARY + cell, number)
    left = staff - np.bincount(venture.cell, venture.staff, firms.size)
    mean = np.where(count > 0, left / np.where(firms > 0.0, firms, 1.0), 1.0)
    u = (number + lot.uniforms("ordinary_size", uid)) / count[cell]
    size = sizes.fitted_core(u, cell, mean, sigma, large)
    weight = (firms / np.maximum(count, 1))[cell]
    never = np.zeros(cell.size, bool)
    return Rows(uid, cell, weight, size, never, never)


def age_quarters(assumed, lot: Lot, firms: Rows, industries: int) -> np.ndarray:
    """Return ages: uniform below 5 years, uniform to 10 years, the rest 10 + exponential.

    The ages are evenly spread over ordinary firms of the parks, of the rest, and over the others,
    in an order keyed by the firms.
    industries  number of industries        Returns quarters.
    """
    u = np.empty(firms.uid.size)
    single = firms.venture | firms.large
    outside = firms.cell < industries
    for name, group in (
        ("age_single", single),
        ("age_parks", ~single & ~outside),
        ("age_rest", ~single & outside),
    ):
        u[group] = lot.ranks(name, firms.uid[group])
    below_5, below_10 = np.cumsum(assumed.start_age_share)
    young = 5.0 * u / below_5
    middle = 5.0 + 5.0 * (u - below_5) / (below_10 - below_5)
    older = 10.0 - assumed.start_age_tail * np.log((1.0 - u) / (1.0 - below_10))
    years = np.where(u < below_5, young, np.where(u < below_10, middle, older))
    return np.floor(4.0 * years).astype(np.int64)
