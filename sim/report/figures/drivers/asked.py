"""What a figure of drivers asks of a result, and why the result may not give it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from sim.analysis.sensitivity.indices import Sensitivity, sensitivity
from sim.analysis.sensitivity.outputs import Output, outputs
from sim.analysis.sensitivity.study import DUMMY, Study, study
from sim.core.errors import InputError
from sim.report.figures.catalogue import Look, NotInResult
from sim.report.names import DIFFERENCE

EXAMPLES = {
    "ofat": "{method: ofat, levels: 5}",
    "morris": "{method: morris, n: 20}",
    "sobol": "{method: sobol, n: 256}",
    "factorial": "{method: factorial, levels: 5}",
    "lhs": "{method: lhs, n: 100}",
    "attribution": "{method: attribution, n: 8}",
}  # a design of each method, as an experiment file writes it
OUTPUT = ["indicator", "quarter", "place"]


def method_of(results: Any) -> str:
    """Return the method of a result's design, empty if nothing varies but its scenarios."""
    asked = results.experiment()
    return str(asked.get("design", {}).get("method", "")) if asked.get("factors") else ""


def require(results: Any, methods: Sequence[str]) -> str:
    """Return the method of a result's design. Raises NotInResult for another than those."""
    found = method_of(results)
    if found not in methods:
        what = f"The design of this result is {found}." if found else "This result has no factors."
        do = f"Run an experiment with design: {EXAMPLES[methods[0]]}."
        raise NotInResult(str(results.folder), what, do)
    return found


def scenario(results: Any, look: Look) -> str:
    """Return whose outputs are shown: the scenario named, else the last one of the result.

    Raises InputError for one that the result does not have.
    """
    for name in look.scenarios:
        results.title(name)
    reference = results.reference if len(results.scenarios) > 1 else ""
    wanted = [name for name in look.scenarios or results.scenarios if name != reference]
    return wanted[-1] if wanted else reference


def indices(results: Any, look: Look, at: Sequence[str] = (), method: str = "") -> Sensitivity:
    """Return the indices of a result that a figure shows.

    at      quarters; empty is those of the look, else of the experiment
    method  empty is that of the design
    Raises NotInResult where there is nothing to analyse, with the reason.
    """
    named = scenario(results, look)
    of = "" if named != results.reference else "level"
    try:
        return sensitivity(
            results,
            method,
            scenario=named,
            indicators=look.indicators,
            at=tuple(at) or look.at,
            of=of,
        )
    except InputError as error:
        raise NotInResult(error.problems) from None


def responses(results: Any, look: Look) -> tuple[list[Output], Study, str]:
    """Return the outputs of the rows of a design, the design, and what is taken of outputs.

    Raises NotInResult where there is nothing to show, with the reason.
    """
    named = scenario(results, look)
    asked = str(results.experiment().get("of", DIFFERENCE))
    of = asked if named != results.reference else "level"
    try:
        laid = study(results)
        found = outputs(results, scenario=named, indicators=look.indicators, at=look.at, of=of)
    except InputError as error:
        raise NotInResult(error.problems) from None
    return found, laid, of


def shown(frame: pd.DataFrame, look: Look, room: int) -> pd.DataFrame:
    """Return the rows of the outputs that are drawn: all that were named, else what has room."""
    outputs = frame[OUTPUT].drop_duplicates()
    if not look.indicators:
        outputs = outputs.head(min(room, look.preset.most))
    return frame.merge(outputs, on=OUTPUT)


def ranking(frame: pd.DataFrame, measure: str) -> list[str]:
    """Return factors by a measure of the first output, the largest first and the dummy last."""
    own = frame[(frame["measure"] == measure)]
    own = own.merge(own[OUTPUT].head(1), on=OUTPUT)
    order = own.sort_values("value", ascending=False, kind="stable")["factor"]
    found = [name for name in order if name != DUMMY]
    return [*found, DUMMY] if DUMMY in set(order) else found
