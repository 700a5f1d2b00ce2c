"""Types of what compiled stages are called with, by the name of the argument.

They are kept in a table, ``argument_types.csv``, so that a stage can be compiled before there is a
model to call it with. A type that is missing or wrong there costs time and nothing else: numba
compiles a stage for what it is really called with. ``python -m sim.runs.compiling.types`` writes
the table again.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("argument_types.csv")


@cache
def known() -> dict[str, str]:
    """Return argument -> type as the table has it, such as ``int64`` or ``float64[:,::1]``."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row["argument"]: row["type"] for row in csv.DictReader(file)}


def numba_type(text: str) -> Any:
    """Return the type of numba that a text such as ``float64[::1]`` names."""
    from numba import types

    name, _, rest = text.partition("[")
    scalar = getattr(types, name)
    return types.Array(scalar, rest.count(":") - 1, "C") if rest else scalar


def written(found: Any) -> str:
    """Return the text of a type of numba: a number, or an array in the order of C."""
    dimensions = getattr(found, "ndim", 0)
    if not dimensions:
        return str(found)
    return f"{found.dtype}[{':,' * (dimensions - 1)}::1]"


def used() -> dict[str, str]:
    """Return argument -> type of every stage that was called in this process."""
    found: dict[str, str] = {}
    for module in [each for name, each in sys.modules.items() if name.startswith("parksim_stages")]:
        stage = module.__name__.removeprefix("parksim_stages_").rpartition("_")[0]
        compiled = getattr(module, stage)
        for signature in compiled.signatures:
            names = compiled.py_func.__code__.co_varnames
            found |= {n: written(each) for n, each in zip(names, signature, strict=False)}
    return dict(sorted(found.items()))


def write(found: Mapping[str, str]) -> None:
    """Write the table."""
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["argument", "type"])
        table.writerows(found.items())


if __name__ == "__main__":
    from sim.model import ParkModel

    ParkModel(resolution="draft").run_for(1)
    write(used())
