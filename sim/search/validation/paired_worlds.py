"""Paired worlds for registered events: who is treated, and what became of them in either world.

Both worlds have the same luck and are one until the event; the outcome of the treated is compared
with that of the same firms in the world without the event, or with the opposite one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sim.agents.firm import VENTURE_TYPE
from sim.core import quarters
from sim.core.draws import uniforms
from sim.core.luck import address
from sim.model import ParkModel
from sim.scenario.amendment import Scenario
from sim.zone.firm_codes import code_of
from sim.zone.zone import Zone

BASE = "no-reform"


@dataclass(frozen=True)
class Setting:
    """Where, how fine and with which luck worlds run."""

    zone: Zone
    resolution: str
    replicate: int
    seed: int

    def world(self, scenario: Scenario | None = None, before: str = "", **options) -> ParkModel:
        """Return a world, run up to a quarter but without it.

        before  quarter such as ``2024Q1``; empty: the world stands at its opening
        """
        model = ParkModel(
            scenario or Scenario(BASE),
            zone=self.zone,
            resolution=self.resolution,
            replicate=self.replicate,
            seed=self.seed,
            **options,
        )
        if before:
            model.run_for(quarters.parse(before) - model.now)
        return model

    def drawn(self, purpose: str, uids: np.ndarray, count: int) -> np.ndarray:
        """Return the places of at most so many uids, drawn by addressed luck, in their order."""
        luck = address(self.seed, self.replicate, f"events.{purpose}")
        return np.sort(np.argsort(uniforms(luck, uids, 0), kind="stable")[:count])


@dataclass(frozen=True)
class Group:
    """Firms that are watched: identities, firms that a row stands for, staff when chosen."""

    uids: np.ndarray
    weight: np.ndarray
    staff: np.ndarray

    def part(self, wanted: np.ndarray) -> Group:
        """Return some of them."""
        return Group(self.uids[wanted], self.weight[wanted], self.staff[wanted])


def group(model: ParkModel, rows: np.ndarray) -> Group:
    """Return rows of the table of firms as a group."""
    firms = model.tables["firms"]
    return Group(*(np.array(firms.column(name)[rows]) for name in ("uid", "weight", "staff")))


def codes(model: ParkModel, rows: np.ndarray) -> list[str]:
    """Return the codes by which events name the firms of some rows."""
    return [code_of(model.zone.gazetteer, model.tables["firms"], int(row)) for row in rows]


def rows_of(model: ParkModel, uids: np.ndarray, table: str = "firms") -> np.ndarray:
    """Return the rows of agents that live and, for firms, operate; -1 for the others."""
    held = model.tables[table]
    present = held.column("operating") if table == "firms" else held.column("alive")
    rows = np.flatnonzero(present)
    if not rows.size:
        return np.full(uids.size, -1)
    rows = rows[np.argsort(held.column("uid")[rows])]
    place = np.minimum(np.searchsorted(held.column("uid")[rows], uids), rows.size - 1)
    return np.where(held.column("uid")[rows[place]] == uids, rows[place], -1)


def outcome(model: ParkModel, uids: np.ndarray, name: str, table: str = "firms") -> np.ndarray:
    """Return a column of agents as it is now; 0 for those that are gone."""
    rows = rows_of(model, uids, table)
    return np.where(rows >= 0, model.tables[table].column(name)[rows], 0)


def ventures(model: ParkModel) -> np.ndarray:
    """Return which firms of the parks are of venture type and operate."""
    firms = model.tables["firms"]
    inside = firms.column("operating") & (firms.column("park") > 0)
    return inside & (firms.column("kind") == VENTURE_TYPE)


def after(model: ParkModel, count: int) -> ParkModel:
    """Run so many quarters of a world and return it."""
    model.run_for(count)
    return model


@dataclass(frozen=True)
class Effect:
    """What a replicate contributes to an effect: part/whole, summed up before it is divided."""

    part: float
    whole: float = 1.0


Trial = Callable[[Setting], dict[str, Effect]]


def linear(effects: Sequence[Effect], less: float) -> np.ndarray:
    """Return one value a replicate whose mean is sum part/sum whole - less.

    R + (part - R whole)/mean whole: their t interval is that of a ratio of means by its first-order
    expansion (Cochran 1977), so that a replicate with few cases cannot throw the mean off.
    Returns not numbers where nobody was there to watch.
    """
    part = np.array([each.part for each in effects])
    whole = np.array([each.whole for each in effects])
    if whole.sum() == 0.0:
        return np.full(part.size, np.nan)
    ratio = part.sum() / whole.sum()
    return ratio + (part - ratio * whole) / whole.mean() - less
