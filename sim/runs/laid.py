"""What was laid down of a plan in the folder of a result: its runs, and which row is plain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from sim.core.errors import InputError


def plan(path: Path, scenarios: Sequence[str]) -> pd.DataFrame:
    """Return the planned runs that a file holds.

    scenarios  those of the provenance
    Raises InputError if the file is damaged or plans other scenarios.
    """
    try:
        planned = pd.read_parquet(path)
        if set(planned["scenario"]) == set(scenarios):
            if "row" not in planned:
                planned.insert(1, "row", 0)
            return planned
        what = "The plan of this result has other scenarios than its provenance."
    except (OSError, ValueError, KeyError) as error:
        what = f"The plan of this result is damaged: {str(error).splitlines()[0]}"
    do = "Run the command of the result again: what is stored is not run anew."
    raise InputError(str(path), what, do)


def row_as_written(method: str, design: Callable[[], pd.DataFrame]) -> int | None:
    """Return the row in which scenarios stand as their files say, None if none is known to be that.

    That is the base of one factor at a time, and of an attribution the row in which every clause
    stands; of the rows of other designs nothing is known.
    method  of the design      design  returns the values of the factors by ``row``
    """
    if method == "ofat":
        return 0
    if method == "attribution":
        standing = design().set_index("row").astype(bool).all(axis=1)
        return next(iter(standing.index[standing]), None)
    return None
