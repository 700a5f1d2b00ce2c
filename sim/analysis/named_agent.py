"""Agents by name: a firm by its code, a park by id, slug or name, the others by their identity.

A code of a firm may leave out the letter of its queue, ``riverside/biomed/2024Q2/14``, as long as
one firm alone fits it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.analysis.agent_name import KINDS, agent_name
from sim.core.errors import InputError
from sim.core.table import Table
from sim.zone.firm_code import QUEUES, FirmCode, firm_code
from sim.zone.firm_codes import code_of
from sim.zone.gazetteer import Gazetteer
from sim.zone.zone import REST

_TABLES = {kind: table for table, kind in KINDS.items() if table != "banks"}
_NO_QUEUE = re.compile(r"(.+/)(\d+)")
_NEAR = 3  # codes that a message proposes


@dataclass(frozen=True)
class Who:
    """An agent that somebody asks for.

    word   as it was written      table  that it is in
    uid    its identity, if the word says it      row  of a park or industry
    codes  what the code of a firm can mean
    """

    word: str
    table: str
    uid: int = 0
    row: int = -1
    codes: tuple[FirmCode, ...] = ()

    def found(self, places: Gazetteer, tables: Mapping[str, Table]) -> int:
        """Return the uid of the agent in a world, 0 if it is not there, or not yet.

        Raises InputError if the code fits several firms.
        """
        table = tables[self.table]
        if self.uid:
            return self.uid if table.row_of(self.uid) >= 0 else 0
        if self.row >= 0:
            return int(table.column("uid")[self.row])
        rows = [row for code in self.codes for row in _rows(code, places, table)]
        if len(rows) > 1:
            codes = ", ".join(code_of(places, table, row) for row in rows)
            what = f"{self.word} fits {len(rows)} firms."
            raise InputError("", what, f"Name one of: {codes}")
        return int(table.column("uid")[rows[0]]) if rows else 0


def who(word: str, places: Gazetteer) -> Who:
    """Return whom a word means. Raises InputError with the nearest names."""
    kind, _, rest = word.partition("/")
    if kind in _TABLES and rest:
        if not rest.isdigit():
            what = f'"{word}" is no {kind}.'
            raise InputError(
                "", what, f"Write the number of its identity, as {kind}/4473517405942."
            )
        return Who(word, _TABLES[kind], uid=int(rest))
    if kind == "industry" and rest:
        return Who(word, "industries", row=places.industry(rest))
    if word.count("/") >= 2:
        return Who(word, "firms", codes=_codes(word, places))
    if word == REST:
        return Who(word, "parks", row=0)
    numbers = places.parks(word)
    if len(numbers) != 1:
        what = f'"{word}" means {len(numbers)} parks; one can be traced.'
        raise InputError("", what, "Name a park.")
    return Who(word, "parks", row=numbers[0])


def unknown(who: Who, places: Gazetteer, worlds: list[Mapping[str, Table]]) -> InputError:
    """Return what to say of an agent that neither world ever had, with the nearest codes."""
    what = f'Neither world ever has "{who.word}".'
    if not who.codes:
        return InputError("", what, "Names are those of the same seed, replicate and resolution.")
    code = who.codes[0]
    near: dict[str, tuple[int, int]] = {}
    for tables in worlds:
        firms = tables["firms"]
        column = firms.column
        here = (column("birth_park") == code.park) & (column("industry") == code.industry)
        for row in np.flatnonzero(here):
            apart = abs(int(column("birth_quarter")[row]) - code.quarter)
            number = abs(int(column("birth_number")[row]) - code.number)
            near[code_of(places, firms, int(row))] = apart, number
    nearest = sorted(near, key=lambda each: (near[each], each))[:_NEAR]
    advice = f"Nearest: {', '.join(nearest)}" if nearest else "No firm of this place and industry."
    return InputError("", what, advice)


def name_in(places: Gazetteer, tables: Mapping[str, Table], table: str, uid: int) -> str:
    """Return the name of an agent in a world, empty if it has no row there."""
    return agent_name(places, tables, table, tables[table].row_of(uid))


def _codes(word: str, places: Gazetteer) -> tuple[FirmCode, ...]:
    bare = _NO_QUEUE.fullmatch(word.strip())
    if bare is None:
        return (firm_code(word, places),)
    return tuple(
        firm_code(f"{bare[1]}{queue}{bare[2]}", places) for queue in QUEUES if queue != "s"
    )


def _rows(code: FirmCode, places: Gazetteer, firms: Table) -> list[int]:
    """Return the rows of firms that a code names: one, or none."""
    key = firms.column("uid" if code.queue == "s" else "birth_number")
    found = (key == code.number) & (firms.column("birth_park") == code.park)
    found &= firms.column("industry") == code.industry
    found &= firms.column("birth_quarter") == code.quarter
    end = f"/{code.queue}{code.number}"
    return [int(r) for r in np.flatnonzero(found) if code_of(places, firms, int(r)).endswith(end)]
