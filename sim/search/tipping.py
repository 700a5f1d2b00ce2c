"""Tipping points: where a target's probability crosses one half, or an effect changes sign."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis import interval
from sim.analysis.targets import Aim
from sim.core import quarters as calendar
from sim.runs.api import Prepared
from sim.scenario.searches.search_file import Question
from sim.scenario.searches.search_form import SampledForm
from sim.search.bench import Bench, stored, table
from sim.search.crossing import Batch, Crossing, CrossingSearch, Range
from sim.search.loop import search


@dataclass(frozen=True)
class Tipping:
    """What a search for a tipping point found.

    samples   every point: ``value, replicates, mean, low, high`` of what is watched, with its t
              interval
    prepared  the experiment of the last points, all of which were run
    runs      different runs that it took      failed  of them
    """

    question: Question
    crossing: Crossing
    samples: pd.DataFrame
    prepared: Prepared
    runs: int
    failed: int

    def record(self) -> dict[str, Any]:
        """Return the question and the answer as plain data; a number that is missing is None."""
        asked, target = self.question, self.question.target
        question = {
            "indicator": asked.indicator,
            "target": target.id if target else None,
            "of": asked.of,
            "value": asked.value,
            "quarter": calendar.text(asked.quarter),
            "factor": asked.factor.name,
            "low": asked.low,
            "high": asked.high,
        }
        answer = {
            name: None if isinstance(each, float) and math.isnan(each) else each
            for name, each in asdict(self.crossing).items()
        }
        return {"question": question, "answer": answer, "runs": self.runs, "failed": self.failed}


def tipping(
    bench: Bench,
    question: Question,
    sampled: SampledForm,
    report: Callable[[Batch], None] = lambda batch: None,
) -> Tipping:
    """Search for a tipping point.

    bench    runs points of the factor      sampled  how often
    report   called with each batch before it is run
    """
    within = Range(question.low, question.high, question.values)
    method = CrossingSearch(within, question.precision, sampled.min, sampled.max, sampled.runs)
    keys: set[str] = set()

    def run(batch: Batch) -> np.ndarray:
        report(batch)
        prepared = bench.run([(point,) for point in batch.points], batch.replicates)
        keys.update(spec.key for spec in prepared.plan.runs)
        return watched(prepared, question)

    search(method, run)
    found = method.crossing
    last = bench.prepared([(point,) for point in found.window], found.replicates)
    return Tipping(question, found, _samples(method, question), last, len(keys), len(bench.failed))


def watched(prepared: Prepared, question: Question) -> np.ndarray:
    """Return how far what is watched is above the value that it crosses, (replicates, points).

    A probability is watched by whether the target is met: 1 or 0. Runs that failed are not numbers.
    """
    scenarios = [each.id for each in prepared.plan.scenarios]
    shape = (prepared.plan.replicates, prepared.plan.rows)
    frame = stored(prepared, [question.indicator])
    now = frame[frame["quarter"] == question.quarter].set_index("scenario")
    values = [table(now.loc[[name]], question.indicator, shape) for name in scenarios]
    if question.target is not None:
        met = Aim(question.target, question.indicator, {}).met(values[-1], values[-1])
        found = np.where(np.isnan(values[-1]), np.nan, met)
    elif question.of == "difference":
        found = values[-1] - values[0]
    else:
        found = values[-1]
    return found - question.value


def _samples(method: CrossingSearch, question: Question) -> pd.DataFrame:
    rows = []
    for point in sorted(method.samples):
        values = method.samples[point]
        values = values[np.isfinite(values)] + question.value
        bounds = interval.student(values) if len(values) else interval.Interval(*[np.nan] * 3)
        rows.append({"value": question.factor.spoken(point), "replicates": len(values),
                     **{name: float(each) for name, each in bounds._asdict().items()}})  # fmt: skip
    found = pd.DataFrame(rows)
    found.insert(0, "quarter", calendar.text(question.quarter))
    return found
