"""Levels of a result: the zone, parks, industries, flows, public programmes, the end, agents.

A level turns the records of a run into wide columns and knows by which columns a row is found.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np

from sim.core.errors import InputError
from sim.runs.specs import Keep

CHECK = 6  # signs of a column's check
Columns = dict[str, np.ndarray]


@dataclass(frozen=True)
class Level:
    """One kind of table in the store.

    places   columns that name a row within a run, in the order of sorting
    columns  records -> columns of the run, indicators as float64
    """

    name: str
    places: tuple[str, ...]
    columns: Callable[[Any], Columns]


def _quarters(records: Any) -> Columns:
    return {"quarter": _whole(records.quarters["quarter"]), **_floats(_indicators(records))}


def _by_place(name: str, place: str) -> Callable[[Any], Columns]:
    def columns(records: Any) -> Columns:
        values: Mapping[str, np.ndarray] = getattr(records, name)
        quarters = _whole(records.quarters["quarter"])
        width = next(iter(values.values())).shape[1] if values else 0
        found = {
            "quarter": np.repeat(quarters, width),
            place: np.tile(np.arange(width, dtype=np.int64), quarters.size),
        }
        return {**found, **_floats(values)}

    return columns


def _flows(records: Any) -> Columns:
    """Yearly sums of what moved from one place to another; rows of zeros are left out.

    The last place is outside; a matrix without a row for it knows of nobody who comes from there.
    """
    years, which = np.unique(_whole(records.quarters["quarter"]) // 4, return_inverse=True)
    places = max((values.shape[2] for values in records.flows.values()), default=0)
    sums = {}
    for name, values in records.flows.items():
        total = np.zeros((years.size, places, places))
        np.add.at(total[:, : values.shape[1]], which, values)
        sums[name] = total
    moved = np.zeros((0, 0, 0), bool)
    for total in sums.values():
        moved = (total != 0) if moved.size == 0 else moved | (total != 0)
    year, origin, target = np.nonzero(moved)
    found = {"year": years[year].astype(np.int64), "from": origin, "to": target}
    return {**found, **{name: total[year, origin, target] for name, total in sums.items()}}


def _programmes(records: Any) -> Columns:
    """Yearly sums of what programmes asked for, were paid and let go; no rows of zeros."""
    years, which = np.unique(_whole(records.quarters["quarter"]) // 4, return_inverse=True)
    sums = {}
    used = np.zeros((0, 0, 0), bool)
    for name, values in records.programmes.items():
        total = np.zeros((years.size, *values.shape[1:]))
        np.add.at(total, which, values)
        sums[name] = total
        used = (total != 0) if used.size == 0 else used | (total != 0)
    year, programme, payer = np.nonzero(used)
    found = {"year": years[year].astype(np.int64), "programme": programme, "payer": payer}
    return {**found, **{name: total[year, programme, payer] for name, total in sums.items()}}


def _final(records: Any) -> Columns:
    return {name: values[-1:] for name, values in _quarters(records).items()}


def _agents(records: Any) -> Columns:
    """Firms and talents at the end; their columns are states, not indicators."""
    return dict(getattr(records, "agents", {}))


LEVELS: dict[str, Level] = {
    level.name: level
    for level in (
        Level("quarters", ("quarter",), _quarters),
        Level("parks", ("quarter", "park"), _by_place("parks", "park")),
        Level("industries", ("quarter", "industry"), _by_place("industries", "industry")),
        Level("flows", ("year", "from", "to"), _flows),
        Level("programmes", ("year", "programme", "payer"), _programmes),
        Level("final", ("quarter",), _final),
        Level("agents", ("kind", "uid"), _agents),
    )
}


def tables(records: Any, registered: Collection[str] | None = None) -> dict[str, Columns]:
    """Return the columns of every level of a run; levels that were not recorded are absent.

    records     what the model recorded (quarters, parks, industries, flows, programmes, agents)
    registered  indicators of the register; None takes any name
    Raises ValueError for an indicator that is not registered or has the wrong number of quarters.
    """
    found = {name: level.columns(records) for name, level in LEVELS.items()}
    for name, columns in found.items():
        places = LEVELS[name].places
        rows = {column: values.shape for column, values in columns.items()}
        if len(set(rows.values())) > 1:
            raise ValueError(f"columns of {name} differ in length: {rows}")
        loose = set(columns) - set(places) - set(columns if registered is None else registered)
        if loose and name != "agents":
            raise ValueError(f"not in the register of indicators: {', '.join(sorted(loose))}")
    return {name: columns for name, columns in found.items() if columns}


def wanted(keep: Keep) -> dict[str, tuple[str, ...] | None]:
    """Return the levels that are kept, each with its indicators; None stands for all of them.

    The end is kept whole whatever is kept of the quarters: it is one row.
    """
    asked = {
        "quarters": keep.quarters,
        "parks": keep.parks,
        "industries": keep.industries,
        "flows": keep.flows,
        "programmes": keep.programmes,
        "final": "all",
        "agents": keep.agents,
    }
    named = {
        name: (each,) if isinstance(each, str) else tuple(each) for name, each in asked.items()
    }
    every = ("all",), ("yearly",), ("last",)
    return {
        name: None if each in every else each
        for name, each in named.items()
        if each not in ((), ("none",))
    }


def kept(found: Mapping[str, Columns], keep: Keep) -> dict[str, Columns]:
    """Return what is stored of a run's columns, in their own order.

    Raises InputError for an indicator that the level does not have.
    """
    chosen = {}
    for name, indicators in wanted(keep).items():
        columns = found.get(name, {})
        if not columns:
            raise InputError(f"keep.{name}", f"The model does not record the level {name}.", "")
        if indicators is None:
            chosen[name] = columns
            continue
        lost = [each for each in indicators if each not in columns]
        if lost:
            what = f'The level {name} has no indicator "{lost[0]}".'
            raise InputError(f"keep.{name}", what, "See parksim show indicators.")
        names = {*LEVELS[name].places, *indicators}
        chosen[name] = {column: columns[column] for column in columns if column in names}
    return chosen


def checks(found: Mapping[str, Columns]) -> dict[str, str]:
    """Return what stands for the numbers of a run, bit for bit: by level, 6 signs a column."""
    return {
        name: "".join(check(values) for values in columns.values())
        for name, columns in found.items()
    }


def check(values: np.ndarray) -> str:
    """Return 6 signs (36 bits) that stand for a column of one run."""
    plain = np.ascontiguousarray(values)
    content = "\0".join(plain.tolist()).encode() if plain.dtype.kind in "UTO" else plain.tobytes()
    return urlsafe_b64encode(blake2b(content, digest_size=6).digest()).decode()[:CHECK]


def check_of(text: str, columns: Sequence[str]) -> dict[str, str]:
    """Return the check of each column, from those of a level in the order of its columns."""
    return {name: text[CHECK * i : CHECK * (i + 1)] for i, name in enumerate(columns)}


def rows(found: Mapping[str, Columns]) -> dict[str, int]:
    """Return the number of rows of each level."""
    return {name: next(iter(columns.values())).size for name, columns in found.items()}


def _indicators(records: Any) -> dict[str, np.ndarray]:
    return {name: values for name, values in records.quarters.items() if name != "quarter"}


def _floats(values: Mapping[str, np.ndarray]) -> Columns:
    return {name: np.asarray(each, np.float64).ravel() for name, each in values.items()}


def _whole(values: Any) -> np.ndarray:
    return np.asarray(values, np.int64)
