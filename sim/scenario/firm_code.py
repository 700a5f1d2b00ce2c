"""Codes of firms, as people name one firm: ``old-mill/equipment/2026Q2/14``.

Park and industry of birth, quarter of birth, number in the queue of that quarter; a spin-off adds
its number among its siblings to the code of its parent.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from sim.core import quarters
from sim.core.errors import InputError, Problem
from sim.core.filling import shorten
from sim.scenario.places import Places

REST = "rest-of-city"
_PARTS = re.compile(r"([^/]+)/([^/]+)/([^/]+)((?:/\d+)+)")
_EXAMPLE = "Write park/industry/quarter/number, as {park}/{industry}/2026Q2/14."


class FirmCode(NamedTuple):
    """What a code says of a firm.

    park      number of the park of birth, 0 = rest of the city
    industry  number of its industry      quarter  of birth
    numbers   its number in the queue; of a spin-off: the parent's, then its own
    """

    park: int
    industry: int
    quarter: int
    numbers: tuple[int, ...]


def firm_code(word: str, places: Places, place: str, by: int | None = None) -> FirmCode:
    """Return what a code says.

    place  where it stands, for messages
    by     quarter in which the firm must exist, None: any
    Raises InputError with all that is wrong with it.
    """
    parts = _PARTS.fullmatch(word.strip())
    if parts is None:
        do = _EXAMPLE.format(park=places.park_slugs[0], industry=places.industry_ids[0])
        raise InputError(Problem(place, f"{shorten(word)} is no code of a firm.", do))
    problems: list[Problem] = []
    park = industry = quarter = 0
    try:
        park = _park(parts[1], places, place)
    except InputError as error:
        problems.extend(error.problems)
    try:
        industry = places.industry(parts[2], place)
    except InputError as error:
        problems.extend(error.problems)
    try:
        quarter = quarters.parse(parts[3])
    except InputError as error:
        problems.extend(Problem(place, each.what, each.do) for each in error.problems)
    if by is not None and quarter > by:
        what = f"{word} is founded in {quarters.text(quarter)}, after {quarters.text(by)}."
        problems.append(Problem(place, what, "Name a firm that exists by then."))
    if problems:
        raise InputError(problems)
    return FirmCode(park, industry, quarter, tuple(map(int, parts[4].strip("/").split("/"))))


def _park(word: str, places: Places, place: str) -> int:
    if word == REST:
        return 0
    found = places.parks(word, place)
    if len(found) != 1:
        what = f"{shorten(word)} means {len(found)} parks; a firm was born in one."
        raise InputError(Problem(place, what, "Name its park."))
    return found[0]
