"""Design auto: a pilot, screening of groups, screening of factors, indices of what is left.

The pilot shows whether outputs vary, how much of that is luck, and what a run takes. Grouped
trajectories of Morris drop groups that do not stand out, single trajectories drop factors, and
Sobol's design is doubled on the survivors until its indices have settled. Doubling runs only the
rows that are new. A factor that was dropped keeps the value that the scenario gives it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.analysis.sensitivity import adapter, noise
from sim.analysis.sensitivity.convergence import convergence
from sim.analysis.sensitivity.indices import Sensitivity, analysed
from sim.analysis.sensitivity.outputs import Output
from sim.analysis.sensitivity.study import DUMMY, Study
from sim.core.errors import InputError
from sim.search.loop import search

SMALL = 0.05  # of the largest effect, below which a factor is dropped
FEW = 6  # factors up to which groups save nothing
PILOT = 8  # rows that see whether outputs vary
TRAJECTORIES = {"groups": 6, "factors": 12}
FIRST, MOST = 64, 1024  # base rows of Sobol's design


@dataclass(frozen=True)
class Step:
    """What is run next.

    name    pilot, groups, factors or indices      method, n  of its design
    factors those that vary      groups  factor -> group; empty if each is on its own
    """

    name: str
    method: str
    n: int
    factors: tuple[str, ...]
    groups: Mapping[str, str] = field(default_factory=dict)


class Reason(NamedTuple):
    """Why a factor is dropped: its μ* is no larger than what luck alone reads, or is small.

    kind  luck or small      size  μ* of the factor      against  that of luck, or the largest
    """

    kind: str
    size: float
    against: float


@dataclass(frozen=True)
class Dropped:
    """A factor that varies no more, the step that dropped it, and why."""

    factor: str
    step: str
    why: Reason


@dataclass(frozen=True)
class Seen:
    """What the pilot shows of an output.

    constant  whether it was the same in all rows
    luck      share of luck in the variance of single runs; not a number with one replicate
    """

    output: Output
    constant: bool
    luck: float


Told = tuple[Study, Sequence[Output]]


class Screening:
    """The method of search: proposes steps and drops factors.

    factors  names      groups  factor -> group as the experiment has them; without any, factors are
             put together in their order, about as many groups as factors in each
    most     base rows of Sobol's design at which doubling ends; None is 1,024
    of       what the outputs are: difference, level or probability
    Raises InputError for fewer than two factors, and for a limit below the first design.
    """

    def __init__(
        self,
        factors: Sequence[str],
        groups: Mapping[str, str] | None = None,
        most: int | None = None,
        of: str = "difference",
    ) -> None:
        self.of = of
        self.most = MOST if most is None else most
        if self.most < FIRST:
            what = f"n is the most base rows of the indices, and these begin with {FIRST}."
            raise InputError("design.n", what, f"Take {FIRST} or more, or leave it out.")
        if len(factors) < 2:
            what = "A screening takes two factors or more."
            raise InputError("design.method", what, "Take {method: ofat}.")
        self.left = tuple(factors)
        self.dropped: list[Dropped] = []
        self.steps: list[Step] = []
        self.found: Sensitivity | None = None
        self.settled = False
        self.pilot: tuple[Seen, ...] = ()
        self._moved: set[str] = set()
        self._groups = dict(groups or {}) or _in_order(factors)

    def propose(self) -> Step | None:
        """Return the next step, or None if indices have settled or there are rows enough."""
        if not self.steps:
            return Step("pilot", "lhs", PILOT, self.left)
        last = self.steps[-1]
        if last.name == "pilot" and self._grouped:
            count = TRAJECTORIES["groups"]
            return Step("groups", "morris", count, self.left, self._groups)
        if last.name in ("pilot", "groups"):
            return Step("factors", "morris", TRAJECTORIES["factors"], self.left)
        if last.name == "factors":
            return Step("indices", "sobol", FIRST, self.left)
        if self.settled or 2 * last.n > self.most:
            return None
        return Step("indices", "sobol", 2 * last.n, self.left)

    def learn(self, asked: Step, told: Told) -> None:
        """Drop what does not stand out in any output, or see whether indices have settled.

        Raises InputError if every output is the same in all rows.
        """
        study, outputs = told
        self.steps.append(asked)
        if asked.name == "pilot":
            self.pilot = _pilot(outputs)
            return
        found = analysed(outputs, study, asked.method, self.of)
        if asked.method == "sobol":
            self.found = found
            refused = {each.name for each in found.refused}
            held = [each for each in outputs if each.name in self._moved - refused]
            settled = [convergence(each, study, "sobol").settled for each in held]
            self.settled = bool(settled) and all(settled)
            return
        why, self._moved = _without_effect(found)
        for name in self.left:
            column = f"group {asked.groups[name]}" if asked.groups.get(name) else name
            if column in why:
                self.dropped.append(Dropped(name, asked.name, why[column]))
        gone = {each.factor for each in self.dropped}
        self.left = tuple(name for name in self.left if name not in gone)

    @property
    def rows_ahead(self) -> tuple[int, int]:
        """Rows after the pilot: if two factors are left at the end, and if none is dropped."""
        groups = len(set(self._groups.values())) + 1 if self._grouped else 0
        trajectories = TRAJECTORIES["groups"] * groups, TRAJECTORIES["factors"]
        least, most = (
            trajectories[0] + trajectories[1] * (count + 1) + n * (count + 2)
            for count, n in ((2, FIRST), (len(self.left), self.most))
        )
        return least, most

    @property
    def _grouped(self) -> bool:
        return len(self.left) > FEW and len(set(self._groups.values())) > 1


def screened(
    factors: Sequence[str],
    run: Callable[[Step], Told],
    groups: Mapping[str, str] | None = None,
    most: int | None = None,
) -> Screening:
    """Carry a screening out.

    run  runs a step and returns its design with its outputs; others as of `Screening`
    """
    method = Screening(factors, groups, most)
    search(method, run)
    return method


def _without_effect(found: Sensitivity) -> tuple[dict[str, Reason], set[str]]:
    """Return the columns that stand out in no output, with the reason; never all but one.

    A column stands out if the interval of μ* is above what the dummy reads, and μ* is above 5 %
    of the largest. The names of the outputs in which one does are returned, too.
    """
    frame = found.frame
    own = frame[(frame["block"] == "mean") & (frame["measure"] == "mu_star")]
    reasons: dict[str, Reason] = {}
    standing: set[str] = set()
    moved: set[str] = set()
    strength: dict[str, float] = {}
    for key, output in own.groupby(["indicator", "quarter", "place"], sort=False):
        table = output.set_index("factor")
        real = table.drop(index=DUMMY)
        largest = float(real["value"].max())
        luck = float(table.loc[DUMMY, "value"])
        for name, value, low in zip(real.index, real["value"], real["low"], strict=True):
            strength[name] = max(strength.get(name, 0.0), float(value) / (largest or 1.0))
            if math.isfinite(luck) and low <= luck:
                reasons[name] = Reason("luck", value, luck)
            elif value <= SMALL * largest:
                reasons[name] = Reason("small", value, largest)
            else:
                standing.add(name)
                moved.add(Output(*key, np.empty(0)).name)
    kept = standing | set(sorted(strength, key=lambda each: -strength[each])[:2])
    return {name: why for name, why in reasons.items() if name not in kept}, moved


def _pilot(outputs: Sequence[Output]) -> tuple[Seen, ...]:
    seen = []
    for output in outputs:
        values = output.values[np.isfinite(output.values).all(axis=1)]
        if not len(values):
            what = "No row of the pilot has ended in all its replicates."
            raise InputError("parksim run", what, "Look at the failures: parksim status")
        seen.append(Seen(output, adapter.constant(values), noise.luck_share(values)))
    if all(each.constant for each in seen):
        names = ", ".join(each.output.name for each in seen)
        what = f"The pilot of {PILOT} rows changed nothing: {names} stayed the same."
        raise InputError("parksim run", what, "Take other outputs, later dates or wider factors.")
    return tuple(seen)


def dropped(method: Screening) -> pd.DataFrame:
    """Return what was dropped: ``factor, step``, and why: ``reason, mu_star, against``."""
    rows = [(each.factor, each.step, *each.why) for each in method.dropped]
    return pd.DataFrame(rows, columns=["factor", "step", "reason", "mu_star", "against"])


def _in_order(factors: Sequence[str]) -> dict[str, str]:
    """Return groups of neighbors, about as many groups as factors in each."""
    size = max(2, round(math.sqrt(len(factors))))
    return {name: f"{place // size + 1}" for place, name in enumerate(factors)}
