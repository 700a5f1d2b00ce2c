"""Paired worlds: the same luck with and without one change, made by a step of the test's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from sim.behaviour.appeal import appeal
from sim.behaviour.match import hire, lay_slots, match, post_seats, search
from sim.behaviour.set_rents import set_rents
from sim.behaviour.wages import set_wages
from sim.model import ParkModel
from sim.quarter import QUARTER

SECOND_YEAR = 4  # quarters since the opening


def paired(steps: Sequence[Callable], **world) -> tuple[ParkModel, ParkModel]:
    """Return two models at their opening, the second with other steps of a quarter."""
    return ParkModel(**world), ParkModel(quarter=tuple(steps), **world)


def replaced(old: Callable, *new: Callable) -> tuple[Callable, ...]:
    """Return the steps of a quarter with others in the place of one."""
    place = QUARTER.index(old)
    return (*QUARTER[:place], *new, *QUARTER[place + 1 :])


def few_hired(park: int, share: float) -> tuple[Callable, ...]:
    """Return a quarter in which a park finds only a share of the people it could, from 2024Q1."""

    def scarce_match(model):
        post_seats(model)
        lay_slots(model)
        cells = model.tables["cells"]
        posted = cells.column("posted").copy()
        if model.clock.elapsed >= SECOND_YEAR:
            cells.column("posted")[cells.column("park") == park] *= share
        search(model)
        cells.column("posted")[...] = posted
        hire(model)
        set_wages(model)

    return replaced(match, scarce_match)


def dear_space(park: int, factor: float) -> tuple[Callable, ...]:
    """Return a quarter in which rents of a park are multiplied once, in 2024Q1."""

    def raise_rents(model):
        if model.clock.elapsed == SECOND_YEAR:
            model.tables["parks"].column("rent")[park] *= factor

    return replaced(set_rents, raise_rents, set_rents)


def productive(park: int, push: float) -> tuple[Callable, ...]:
    """Return a quarter in which lnA of a park's firms rises once, at the end of 2024Q1."""

    def push_productivity(model):
        if model.clock.elapsed == SECOND_YEAR:
            firms = model.tables["firms"]
            here = firms.column("operating") & (firms.column("park") == park)
            firms.column("log_productivity")[here] += push
            firms.column("appeal")[here] += (model.assumed.demand_elasticity - 1.0) * push

    return replaced(appeal, appeal, push_productivity)


def log_effect(pair: tuple[ParkModel, ParkModel], name: str, park: int) -> np.ndarray:
    """Return ln of an indicator of a park in the second world over the first, by quarter."""
    without, changed = (model.records.parks[name][:, park] for model in pair)
    return np.log(changed / without)
