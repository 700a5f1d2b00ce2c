"""A design and its outputs as plain arrays, for any method of sensitivity analysis."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from sim.core import quarters
from sim.core.errors import InputError

if TYPE_CHECKING:
    from sim.runs.results import Results

OF = ("difference", "level")


class Sample(NamedTuple):
    """Inputs and outputs of a design.

    names       of the factors, F of them
    x           (rows, F), in the factors' units; a choice of words is numbered in their order
    y           (rows, replicates)
    rows, replicates  which they are
    """

    names: tuple[str, ...]
    x: np.ndarray
    y: np.ndarray
    rows: tuple[int, ...]
    replicates: tuple[int, ...]


def sample(results: Results, indicator: str, at: str | int, of: str, scenario: str) -> Sample:
    """Return what `sim.runs.results.Results.xy` promises."""
    if of not in OF:
        raise InputError("of", f'There is no output "{of}".', f"Choose one of {', '.join(OF)}.")
    design = results.design().set_index("row").sort_index()
    scenario = _scenario(results, of, scenario)
    outputs = _outputs(results, indicator, at, scenario, design.index)
    if of == "difference":
        outputs = outputs - _outputs(results, indicator, at, results.reference, design.index)
    return Sample(
        tuple(design.columns),
        np.column_stack([numbers(design[name]) for name in design]),
        outputs.to_numpy(np.float64),
        tuple(int(row) for row in design.index),
        tuple(int(each) for each in outputs.columns),
    )


def _scenario(results: Results, of: str, scenario: str) -> str:
    """Return the scenario that is meant. Raises InputError if that is not clear."""
    known = results.scenarios
    others = known[1:] if of == "difference" or len(known) > 1 else known
    if not scenario and len(others) == 1:
        return others[0]
    if scenario in known and (of == "level" or scenario != results.reference):
        return scenario
    what = f'"{scenario}" cannot be taken.' if scenario else f"There are {len(others)} scenarios."
    raise InputError("scenario", what, f"Name one of: {', '.join(others) or 'none'}.")


def _outputs(
    results: Results, indicator: str, at: str | int, scenario: str, rows: pd.Index
) -> pd.DataFrame:
    """Return the indicator by row and replicate. Raises InputError for what is not a number."""
    frame = results.quarters(indicator)
    frame = frame[(frame["scenario"] == scenario) & (frame["quarter"] == _text(at))]
    if "row" not in frame:
        frame = frame.assign(row=0)
    planned = results.plan.loc[results.plan["scenario"] == scenario, "replicate"].unique()
    found = frame.pivot(index="row", columns="replicate", values=indicator)
    found = found.reindex(index=rows, columns=np.sort(planned))
    bad = np.argwhere(~np.isfinite(found.to_numpy(np.float64)))
    if bad.size:
        row, replicate = found.index[bad[0, 0]], found.columns[bad[0, 1]]
        what = (
            f"{len(bad)} of {found.size} values of {indicator} in {_text(at)} are no finite "
            f"number, such as that of {scenario}, row {row}, replicate {replicate}."
        )
        do = "See with parksim status which runs failed or are missing; run them again."
        raise InputError(str(results.folder), what, do)
    return found


def _text(at: str | int) -> str:
    return quarters.text(quarters.parse(at))


def numbers(values: pd.Series) -> np.ndarray:
    """Return a factor's values as numbers; words by their order, quarters by their number."""
    if pd.api.types.is_numeric_dtype(values):  # True and False count as 1 and 0
        return values.to_numpy(np.float64)
    try:
        return np.array([quarters.parse(each) for each in values], np.float64)
    except InputError:
        return pd.factorize(values, sort=True)[0].astype(np.float64)
