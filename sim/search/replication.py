"""Replicates by the rule: run some, look at the paired differences, run more, stop when enough.

The first n replicates of an experiment are the same whatever comes after them, so that more of them
extend what is stored, and a batch that was cut short goes on where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from sim.analysis.family import HEADLINE, columns
from sim.analysis.replication import Rule, Verdict, judge, paired_outputs
from sim.analysis.start_share import worlds_a_draw
from sim.analysis.worlds import together
from sim.core import quarters as calendar
from sim.core.errors import InputError
from sim.runs.api import Prepared
from sim.runs.specs import Receipt
from sim.runs.storage.store import Store
from sim.search.loop import search

Prepare = Callable[[int], Prepared]
Run = Callable[[Prepared, Collection[str]], list[Receipt]]


@dataclass(frozen=True)
class Replicated:
    """An experiment with as many replicates as the rule asked for; all of them were run.

    rule      the rule          enough  replicates from which on it holds; None if it never did
    scenario, quarter, indicator  the difference that decided, with its ``precision``: half-width as
              a share of the reference's mean
    failed    receipts of the runs that failed
    """

    prepared: Prepared
    rule: Rule
    enough: int | None
    scenario: str
    quarter: str
    indicator: str
    precision: float
    failed: tuple[Receipt, ...] = ()


def replicate(
    prepare: Prepare,
    rule: Rule,
    run: Run,
    *,
    headline: Sequence[str] = (),
    report: Callable[[Prepared], None] = lambda prepared: None,
) -> Replicated:
    """Run an experiment in as many replicates as the rule asks for.

    prepare   number of replicates -> the experiment with them
    run       runs what the store does not hold, but for the runs of some keys, which were given
              up; returns the runs that failed
    headline  indicators that the rule looks at if it names none; empty is the registered family
    report    called with the experiment before each batch
    Raises InputError if no replicate ended in every scenario, or no indicator is held.
    """
    method = _Replication(prepare, rule, rule.indicators or headline or HEADLINE)
    failed: dict[str, Receipt] = {}

    def fresh(prepared: Prepared) -> None:
        report(prepared)
        failed.update((receipt.key, receipt) for receipt in run(prepared, failed.keys()))

    search(method, fresh)
    assert method.answer is not None  # a search ends with an answer
    return replace(method.answer, failed=tuple(failed.values()))


class _Replication:
    """The method of search: proposes a number of replicates until the rule is met.

    answer  once it is known
    """

    def __init__(self, prepare: Prepare, rule: Rule, indicators: Sequence[str]) -> None:
        self._prepare, self._rule, self._indicators = prepare, rule, indicators
        self._count = rule.least
        self.answer: Replicated | None = None

    def propose(self) -> Prepared | None:
        """Return the experiment with the next number of replicates, None if there are enough."""
        return self._prepare(self._count) if self.answer is None else None

    def learn(self, asked: Prepared, told: None) -> None:
        """Judge the runs that are stored."""
        count, rule = self._count, self._rule
        verdict, outputs = _asked(asked, rule, self._indicators)
        if verdict.done or count >= rule.most:
            scenario, quarter, indicator = outputs[verdict.decided]
            decided = float(verdict.precision[verdict.decided])
            self.answer = Replicated(
                asked, rule, verdict.enough, scenario, quarter, indicator, decided
            )
        lost = count - verdict.run  # replicates in which some run failed
        self._count = min(rule.most, max(count + 1, verdict.propose + lost))


def _asked(
    prepared: Prepared, rule: Rule, indicators: Sequence[str]
) -> tuple[Verdict, list[tuple[str, str, str]]]:
    """Return the verdict on the runs that are stored, and what each output is."""
    plan = prepared.plan
    store = Store(prepared.place.store)
    runs = pd.DataFrame(
        [(s.scenario.id, s.row, s.replicate, s.key) for s in plan.runs if s.key in store.entries],
        columns=["scenario", "row", "replicate", "key"],
    )
    if runs.empty:
        what = "None of the runs ended, so there is nothing to judge replicates by."
        raise InputError("--replicates", what, "Look at the failures: parksim status")
    keys = list(runs["key"].unique())
    held = store.columns("quarters", keys)
    names = list(dict.fromkeys(each for name in indicators for each in columns(name, held)))
    if not names:
        what = f"The result holds none of {', '.join(indicators)}."
        raise InputError("--replicates", what, "Name the number: --replicates 20")
    last = plan.scenarios[0].last
    dates = [calendar.parse(each) for each in prepared.at] or [last]
    frame = store.frame("quarters", keys, names)
    frame = runs.merge(frame[frame["quarter"].isin(dates)], on="key").drop(columns="key")
    scenarios = [each.id for each in plan.scenarios]
    found = together(frame, scenarios)
    shared = worlds_a_draw(plan.world.uncertainty)
    verdict = judge(rule, *paired_outputs([each.values for each in found]), shared)
    lines = [calendar.text(int(quarter)) for quarter in found[0].index["quarter"]]
    outputs = [
        (scenario, line, name)
        for scenario in scenarios[1:] or scenarios
        for line in lines
        for name in found[0].names
    ]
    return verdict, outputs
