"""Outputs of a design: an indicator at a date, of every row and replicate that ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.family import columns, headline
from sim.analysis.targets import Aim, aims
from sim.analysis.view import View
from sim.core import quarters as calendar
from sim.core.errors import InputError
from sim.policy.registers import Registers, load

OF = ("difference", "level", "probability")


@dataclass(frozen=True)
class Output:
    """One output of a design.

    indicator, quarter, place  what it is; a year stands as a quarter, the zone has no place
    values  (rows, replicates); not a number where the run, or that of the reference, did not end
    """

    indicator: str
    quarter: str
    place: str
    values: np.ndarray

    @property
    def name(self) -> str:
        """How messages call it."""
        where = f" of {self.place}" if self.place else ""
        return f"{self.indicator}{where} in {self.quarter}"


def outputs(
    results: Any,
    *,
    scenario: str = "",
    indicators: Sequence[str] = (),
    at: Sequence[str | int] = (),
    of: str = "",
    by: str = "zone",
    registers: Registers | None = None,
) -> list[Output]:
    """Return the outputs of a result.

    scenario    whose; empty is the only one, or the only one that is not the reference
    indicators  ids of indicators or targets; empty is the headline, of probabilities all targets
    at          quarters or years; empty is those of the experiment, else the last
    of          ``difference`` to the reference under the same luck, ``level``, ``probability`` that
                a target is met; empty is what the experiment says
    by          zone, park, industry; ``year`` may join it
    Raises InputError for what there is not, and for a run that ended without a finite number.
    """
    asked = results.experiment()
    of = of or str(asked.get("of", "difference"))
    if of not in OF:
        raise InputError("--of", f'There is no output "{of}".', f"Choose one of {', '.join(OF)}.")
    scenario = _scenario(results, scenario, of)
    view = View.of(by)
    targets = _targets(results, indicators, registers) if of == "probability" else {}
    if targets and (view.place != "zone" or view.year):
        what = "Targets are met by the zone in a quarter."
        raise InputError("--by", what, "Leave --by out.")
    names = list(targets) or _names(results, view, indicators)
    periods = view.periods(results, tuple(at) or tuple(results.provenance.at))
    reading = _Reading(results, view, names, periods, opening=bool(targets))
    values, ended = reading.of(scenario)
    if of == "difference":
        base, both = reading.of(results.reference)
        values, ended = values - base, ended & both
    if targets:
        opening = values[:, :, :1]
        met = [
            aim.met(values[..., n], opening[..., n]).astype(float)
            for n, aim in enumerate(targets.values())
        ]
        values = np.stack(met, axis=-1)
    found = []
    for line, (quarter, place) in enumerate(reading.lines):
        if quarter not in reading.shown:
            continue
        for number, name in enumerate(names):
            one = np.where(ended, values[:, :, line, number], np.nan)
            output = Output(name, quarter, place, one)
            _check(output, ended, results)
            found.append(output)
    return found


class _Reading:
    """Reads a level of a result once, then gives each scenario as an array.

    lines  quarter or year, and place, of each line      shown  the quarters that were asked for
    """

    def __init__(
        self, results: Any, view: View, names: list[str], periods: Sequence[str], opening: bool
    ) -> None:
        wanted = set(periods) | ({calendar.text(results.period[0])} if opening else set())
        frame = results.frame(view.level, names)
        frame = view.timed(frame[frame["quarter"].isin(wanted)])
        self.frame = frame if "row" in frame else frame.assign(row=0)
        self.names = names
        self.plan = results.plan
        time = "year" if view.year else "quarter"
        place = view.place if view.place != "zone" else None
        keys = [self.frame[time].astype(str)]
        keys += [self.frame[place].astype(str)] if place else []
        number, found = pd.factorize(pd.MultiIndex.from_arrays(keys))
        self.lines = [(each[0], each[1] if place else "") for each in found]
        self.shown = {each for each, _ in self.lines} if view.year else set(periods)
        self.number = number
        self.rows = np.sort(self.plan["row"].unique())
        self.replicates = np.sort(self.plan["replicate"].unique())

    def of(self, scenario: str) -> tuple[np.ndarray, np.ndarray]:
        """Return the values of a scenario and which of its runs ended.

        Returns (rows, replicates, lines, indicators) and (rows, replicates).
        """
        mine = (self.frame["scenario"] == scenario).to_numpy()
        own = self.frame[mine]
        row = np.searchsorted(self.rows, own["row"])
        replicate = np.searchsorted(self.replicates, own["replicate"])
        shape = (len(self.rows), len(self.replicates))
        values = np.full((*shape, len(self.lines), len(self.names)), np.nan)
        values[row, replicate, self.number[mine]] = own[self.names].to_numpy(float)
        ended = np.zeros(shape, bool)
        plan = self.plan[(self.plan["scenario"] == scenario) & self.plan["done"]]
        ended[
            np.searchsorted(self.rows, plan["row"]),
            np.searchsorted(self.replicates, plan["replicate"]),
        ] = True
        return values, ended


def _check(output: Output, ended: np.ndarray, results: Any) -> None:
    bad = np.argwhere(ended & ~np.isfinite(output.values))
    if bad.size:
        row, replicate = bad[0]
        what = (
            f"{len(bad)} of {output.values.size} values of {output.name} are no finite number, "
            f"such as that of row {row}, replicate {replicate}, whose run ended."
        )
        raise InputError(str(results.folder), what, "Take another indicator or date.")


def _scenario(results: Any, wanted: str, of: str) -> str:
    known = results.scenarios
    others = known[1:] or known
    if of == "difference" and len(known) < 2:
        what = "This result has one scenario, so there is no difference."
        raise InputError("--of", what, "Take --of level.")
    if not wanted and len(others) == 1:
        return others[0]
    if wanted in known and not (of == "difference" and wanted == results.reference):
        return wanted
    what = f'"{wanted}" cannot be taken.' if wanted else f"There are {len(others)} scenarios."
    raise InputError("--scenario", what, f"Name one of: {', '.join(others)}.")


def _names(results: Any, view: View, indicators: Sequence[str]) -> list[str]:
    if view.place == "zone":
        return headline(results, indicators)
    if indicators:
        return view.names(results, indicators)
    held = results.indicators(view.level)
    found = [name for name in headline(results) if name in held]
    if not found:
        what = f"None of the headline indicators is held by {view.place}."
        raise InputError("--by", what, "Name some with --indicators.")
    return found


def _targets(results: Any, wanted: Sequence[str], registers: Registers | None) -> dict[str, Aim]:
    """Return the targets that are looked at by their columns."""
    registers = registers or load()
    held = results.indicators()
    known = {aim.column: aim for aim in aims(registers, set(held))}
    if not wanted:
        named = [column for each in registers.targets for column in columns(each, held)]
        wanted = [name for name in dict.fromkeys(named) if name in known]
    found = {}
    for name in wanted:
        own = [column for column in columns(name, held) if column in known]
        if not own:
            what = f'"{name}" is no target that this result holds.'
            raise InputError("--indicators", what, "Look them up with: parksim show targets")
        found |= {column: known[column] for column in own}
    if not found:
        what = "This result holds no target."
        raise InputError("--of", what, "Take --of level or --of difference.")
    return found
