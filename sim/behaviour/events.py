"""Events: one-off acts at the start of a quarter, for causal tests and questions (2.7).

Each is a plain function of a model and an act of its scenario. An act names firms by their codes
(`sim.zone.firm_codes`), parks and industries by number. `place` of an act is where it was written.
"""

from __future__ import annotations

import numpy as np

from sim.agents.firm import SEED, VENTURE_TYPE
from sim.core.errors import InputError
from sim.core.plain import spend
from sim.zone.firm_codes import row_of

EVENT_NUMBERS = 1_000_000_000  # numbers of large plants from here on belong to events


def act(model) -> None:
    """Carry out the acts that the scenario orders for this quarter, in the order of the file.

    An event of the user's own folder is left to a stage of theirs.
    Raises InputError if an act names a firm that is not alive or cannot take part.
    """
    for number, each in enumerate(getattr(model.case, "events", ())):
        if each.quarter == model.clock.quarter and each.event in EVENTS:
            EVENTS[each.event](model, each, number)


def delist_park(model, each, number: int) -> None:
    """The parks lose their status from this quarter on, as if they had failed (E5)."""
    parks = model.tables["parks"]
    for park in each.parks:
        parks.column("delisted")[park] = True
        parks.column("delisted_quarter")[park] = each.quarter
        parks.column("noticed")[park] = False


def refuse_patent(model, each, number: int) -> None:
    """The one waiting first application of each firm is refused."""
    firms = model.tables["firms"]
    for row in _first_applicants(model, each):
        firms.column("applications")[row] = 0.0


def grant_patent(model, each, number: int) -> None:
    """The one waiting first application of each firm is granted at once."""
    firms = model.tables["firms"]
    for row in _first_applicants(model, each):
        firms.column("applications")[row] = 0.0
        firms.column("patents")[row] = 1.0
        firms.column("first_granted")[row] = each.quarter


def award_proof_grant(model, each, number: int) -> None:
    """The firms get a proof-of-concept grant; the special fund pays it and its overhead (E32)."""
    firms, ledger = model.tables["firms"], model.ledger
    grant = float(model.inputs["law"].zone.platforms_proof_grant)
    for row in _firms(model, each):
        if firms.column("kind")[row] != VENTURE_TYPE or firms.column("round")[row] > SEED:
            what = "Only a venture-type firm without a later round than seed gets this grant."
            raise InputError(each.place, what, "Name another firm.")
        firms.column("proof_granted")[row] = True
        firms.column("cash")[row] += grant
        book, overhead = ledger.for_proof_grants, model.assumed.proof_overhead * grant
        spend(ledger.flow, ledger.public, book, ledger.special_fund, ledger.firms, grant, 1.0)
        spend(ledger.flow, ledger.public, book, ledger.special_fund, ledger.outside, overhead, 1.0)


def withhold_proof_grant(model, each, number: int) -> None:
    """The firms get no proof-of-concept grant from now on, whatever the jury says."""
    model.tables["firms"].column("proof_barred")[_firms(model, each)] = True


def anchor_plant(model, each, number: int) -> None:
    """A plant of ``staff`` opens at the end of the quarter in every park and industry named."""
    projects = model.projects
    staff = each.staff or model.assumed.anchor_plant_staff
    for park in each.parks:
        for industry in each.industries:
            place = int(projects.count[0])
            if place >= projects.park.size:
                what = f"No more than {projects.park.size} large plants can open in a quarter."
                raise InputError(each.place, what, "Spread them over two quarters.")
            projects.park[place], projects.industry[place] = park, industry
            projects.staff[place] = int(staff)
            projects.number[place] = EVENT_NUMBERS + 4096 * number + place
            projects.count[0] = place + 1


def cut_grant_lag(model, each, number: int) -> None:
    """Applications of the industries are granted so many months earlier from now on (E27)."""
    cut = model.tables["industries"].column("grant_lag_cut")
    cut[list(each.industries)] = each.months


def place_in_incubator(model, each, number: int) -> None:
    """Each firm gets a desk in the best incubator of its park that has one free (E43)."""
    firms, incubators = model.tables["firms"], model.tables["incubators"]
    for row in _firms(model, each):
        park = int(firms.column("park")[row])
        if each.parks and park not in each.parks:
            raise InputError(each.place, "The firm does not work in a park that is named.")
        free = incubators.column("open") & (incubators.column("park") == park)
        free &= incubators.column("occupancy") + 1.0 / incubators.column("desks") <= 1.0 + 1e-9
        if not free.any():
            raise InputError(each.place, "No incubator of the park has a free desk.")
        quality = np.where(free, incubators.column("quality"), -1.0)
        seat(model, row, int(quality.argmax()))


def seat(model, row: int, incubator: int) -> None:
    """Give a firm a desk in an incubator without selection, and free the one it has.

    row, incubator  rows of their tables
    Raises InputError for a firm that holds no desk: only venture-type firms do.
    """
    firms, incubators = model.tables["firms"], model.tables["incubators"]
    if firms.column("kind")[row] != VENTURE_TYPE:
        raise InputError("place_in_incubator", "Only venture-type firms sit in incubators.")
    before = int(firms.column("incubator")[row])
    desk = 1.0 / incubators.column("desks")
    if before >= 0:
        incubators.column("occupancy")[before] -= desk[before]
    incubators.column("occupancy")[incubator] += desk[incubator]
    firms.column("incubator")[row] = incubator
    firms.column("incubator_quarters")[row] = 0


def change_perimeter(model, each, number: int) -> None:
    """The parks leave the legal perimeter, or enter it again."""
    outside = model.tables["parks"].column("outside")
    outside[list(each.parks)] = ~outside[list(each.parks)]


def _firms(model, each) -> list[int]:
    places = model.zone.gazetteer
    return [row_of(places, model.tables["firms"], code, each.place) for code in each.firms]


def _first_applicants(model, each) -> list[int]:
    firms = model.tables["firms"]
    rows = _firms(model, each)
    for row, code in zip(rows, each.firms, strict=True):
        waiting = firms.column("applications")[row].sum()
        if waiting != 1.0 or firms.column("patents")[row] > 0:
            what = f'"{code}" has no first application that waits alone.'
            raise InputError(each.place, what, "Name a firm with one application and no patent.")
    return rows


EVENTS = {
    each.__name__: each
    for each in (
        delist_park,
        refuse_patent,
        grant_patent,
        award_proof_grant,
        withhold_proof_grant,
        anchor_plant,
        cut_grant_lag,
        place_in_incubator,
        change_perimeter,
    )
}
