"""Codes of firms: how a person names one, such as ``riverside/biomed/2024Q2/v3``.

A code says where, in which industry and when a firm entered, and its number in the queue that
brought it about. The letter is the queue: o opening population, n new, v new of venture type, a
academic, b academic of venture type, s spin-off (by its identity), p large plant. The same firm has
the same code in every scenario of a replicate at the same resolution.
"""

from __future__ import annotations

import numpy as np

from sim.agents.firm import ACADEMIC, DE_NOVO, PROJECT, SPIN_OFF, START, VENTURE_TYPE
from sim.core import quarters
from sim.core.errors import InputError
from sim.core.table import Table
from sim.zone.firm_code import firm_code
from sim.zone.gazetteer import Gazetteer
from sim.zone.zone import REST

_QUEUES = {"o": START, "n": DE_NOVO, "v": DE_NOVO, "a": ACADEMIC, "b": ACADEMIC, "s": SPIN_OFF,
           "p": PROJECT}  # fmt: skip
_VENTURE = {"n": 0, "v": VENTURE_TYPE, "a": 0, "b": VENTURE_TYPE}


def code_of(places: Gazetteer, firms: Table, row: int) -> str:
    """Return the code of the firm in a row."""
    column = firms.columns
    origin, kind = int(column["origin"][row]), int(column["kind"][row])
    letter = next(
        each
        for each, queue in _QUEUES.items()
        if queue == origin and _VENTURE.get(each, kind) == kind
    )
    park = int(column["birth_park"][row])
    number = column["uid" if origin == SPIN_OFF else "birth_number"][row]
    parts = (
        (REST, *places.park_slugs)[park],
        places.industry_ids[int(column["industry"][row])],
        quarters.text(int(column["birth_quarter"][row])),
        f"{letter}{int(number)}",
    )
    return "/".join(parts)


def row_of(places: Gazetteer, firms: Table, code: str, place: str = "") -> int:
    """Return the row of the living, operating firm of a code.

    place  where the code stands, for the message
    Raises InputError if the code is none, or if no such firm is alive.
    """
    park, industry, quarter, letter, number = firm_code(code, places, place)
    column = firms.column
    key = column("uid") if letter == "s" else column("birth_number")
    rows = np.flatnonzero(
        column("alive")
        & column("operating")
        & (column("birth_park") == park)
        & (column("industry") == industry)
        & (column("birth_quarter") == quarter)
        & (column("origin") == _QUEUES[letter])
        & (column("kind") == _VENTURE.get(letter, column("kind")))
        & (key == number)
    )
    if not rows.size:
        what = f'No firm "{code}" is alive and in business.'
        raise InputError(place, what, "Look at the firms of a run with the same replicate.")
    return int(rows[0])
