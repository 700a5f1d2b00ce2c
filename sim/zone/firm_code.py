"""Codes of firms as words: where, when and in which queue a firm entered.

``riverside/biomed/2024Q2/v3`` is the park and industry of birth, the quarter of birth, the letter
of the queue and the number in it. `sim.zone.firm_codes` finds the firm of a code in a model.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sim.core import quarters
from sim.core.errors import InputError, Problem
from sim.zone.zone import REST

if TYPE_CHECKING:
    from sim.zone.gazetteer import Gazetteer

QUEUES = {
    "o": "opening population",
    "n": "new",
    "v": "new of venture type",
    "a": "academic",
    "b": "academic of venture type",
    "s": "spin-off, by its identity",
    "p": "large plant",
}
_PARTS = re.compile(rf"([^/]+)/([^/]+)/([^/]+)/([{''.join(QUEUES)}])(\d+)")
_LONGEST = 60  # characters of a word that a message repeats


class FirmCode(NamedTuple):
    """What a code says of a firm.

    park      number of the park of birth, 0 = rest of the city
    industry  number of its industry      quarter  of birth
    queue     letter of the queue that brought it about      number  in that queue
    """

    park: int
    industry: int
    quarter: int
    queue: str
    number: int


def firm_code(word: str, places: Gazetteer, place: str = "", by: int | None = None) -> FirmCode:
    """Return what a code says.

    place  where it stands, for messages
    by     quarter in which the firm must exist, None: any
    Raises InputError with all that is wrong with it.
    """
    parts = _PARTS.fullmatch(word.strip())
    if parts is None:
        raise InputError(
            Problem(place, f'"{word[:_LONGEST]}" is no code of a firm.', _form(places))
        )
    slug, name, born, queue, number = parts.groups()
    problems: list[Problem] = []
    park = industry = quarter = 0
    try:
        park = _park(slug, places, place)
    except InputError as error:
        problems.extend(error.problems)
    try:
        industry = places.industry(name, place)
    except InputError as error:
        problems.extend(error.problems)
    try:
        quarter = quarters.parse(born)
    except InputError as error:
        problems.extend(Problem(place, each.what, each.do) for each in error.problems)
    if by is not None and quarter > by:
        what = f"{word} is founded in {quarters.text(quarter)}, after {quarters.text(by)}."
        problems.append(Problem(place, what, "Name a firm that exists by then."))
    if problems:
        raise InputError(problems)
    return FirmCode(park, industry, quarter, queue, int(number))


def _form(places: Gazetteer) -> str:
    """Return how a code is written, with every queue."""
    example = f"{places.park_slugs[0]}/{places.industry_ids[0]}/2024Q2/v3"
    queues = ", ".join(f"{letter} {queue}" for letter, queue in QUEUES.items())
    return f"Write park/industry/quarter/queue and number, as {example}.\nQueues: {queues}."


def _park(word: str, places: Gazetteer, place: str) -> int:
    if word == REST:
        return 0
    found = places.parks(word, place)
    if len(found) != 1:
        what = f'"{word}" means {len(found)} parks; a firm was born in one.'
        raise InputError(Problem(place, what, "Name its park."))
    return found[0]
