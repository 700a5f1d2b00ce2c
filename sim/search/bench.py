"""The bench of searches: points of an experiment's factors, run in a store that keeps every run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from sim.core.errors import InputError
from sim.runs import api
from sim.runs.api import Prepared
from sim.runs.setting import Setting
from sim.runs.specs import Receipt
from sim.runs.storage.store import Store
from sim.scenario.experiment import Experiment
from sim.scenario.experiment_form import DesignForm

Carry = Callable[[Prepared], list[Receipt]]


@dataclass
class Bench:
    """Runs points in some replicates.

    asked    the experiment whose factors are set; its own design does not count
    carry    runs what the store does not hold and returns the runs that failed
    out      folder of the result, by default ``results/<id>@<hash>``
    failed   receipts of runs that failed so far
    """

    asked: Experiment
    setting: Setting
    carry: Carry
    out: str | Path | None = None
    failed: dict[str, Receipt] = field(default_factory=dict)

    def prepared(self, points: Sequence[Sequence[float]], replicates: int) -> Prepared:
        """Return the experiment that is these points: a list of rows.

        points  a value of each factor        replicates  of every point
        """
        factors = self.asked.factors
        rows = [
            {each.name: each.spoken(value) for each, value in zip(factors, point, strict=True)}
            for point in points
        ]
        given = tuple(tuple(float(value) for value in point) for point in points)
        design = DesignForm(method="list", rows=rows)
        asked = replace(self.asked, design=design, given=given, replicates=replicates, rule=None)
        return api.lay_out(asked, self.setting, out=self.out)

    def run(self, points: Sequence[Sequence[float]], replicates: int) -> Prepared:
        """Run points and return the experiment that they are; what failed is not tried again."""
        prepared = self.prepared(points, replicates)
        plan = prepared.plan
        fresh = tuple(spec for spec in plan.runs if spec.key not in self.failed)
        told = self.carry(replace(prepared, plan=replace(plan, runs=fresh)))
        self.failed |= {receipt.key: receipt for receipt in told}
        return prepared

    def lost(self, prepared: Prepared) -> list[Receipt]:
        """Return the receipts of the runs of an experiment that failed."""
        keys = {spec.key for spec in prepared.plan.runs}
        return [receipt for key, receipt in self.failed.items() if key in keys]


def stored(prepared: Prepared, names: Sequence[str]) -> pd.DataFrame:
    """Return the runs of an experiment that ended: ``scenario, row, replicate, quarter``, names.

    names  indicators of the zone        Quarters are numbers.
    Raises InputError if no run ended or none holds an indicator.
    """
    store = Store(prepared.place.store)
    runs = pd.DataFrame(
        [
            (spec.scenario.id, spec.row, spec.replicate, spec.key)
            for spec in prepared.plan.runs
            if spec.key in store.entries
        ],
        columns=["scenario", "row", "replicate", "key"],
    )
    if runs.empty:
        what = "None of the runs ended, so there is nothing to go by."
        raise InputError(str(prepared.place.folder), what, "Run one alone and see why it fails.")
    frame = store.frame("quarters", list(runs["key"].unique()), list(names))
    return runs.merge(frame, on="key").drop(columns="key")


def table(frame: pd.DataFrame, name: str, shape: tuple[int, int]) -> np.ndarray:
    """Return an indicator of one scenario in one quarter, (replicates, rows); lost runs are nan."""
    found = np.full(shape, np.nan)
    found[frame["replicate"], frame["row"]] = frame[name]
    return found
