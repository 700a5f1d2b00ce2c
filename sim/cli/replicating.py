"""Replicates by the rule, for the verb ``run``: batches with progress, and what decided."""

from __future__ import annotations

from collections.abc import Collection

from sim.analysis.replication import Rule
from sim.cli.messages import Voice
from sim.runs import api
from sim.runs.progress import progress
from sim.runs.specs import Receipt
from sim.search.replication import Replicated, replicate


def rule_of(prepared: api.Prepared, *, usual: bool) -> Rule | None:
    """Return the rule of an experiment.

    usual  whether the usual rule holds if the experiment has none
    """
    asked = prepared.experiment.rule
    if asked is None:
        return Rule() if usual else None
    return Rule(asked.half_width, (asked.indicator,), asked.least, asked.most)


def say_usual(voice: Voice) -> None:
    """Say how many replicates there will be if nobody named their number."""
    usual = Rule()
    width = f"{100 * usual.half_width:g}"
    voice.note("usual_rule", least=usual.least, most=usual.most, width=width)


def replicated(
    prepared: api.Prepared,
    rule: Rule,
    voice: Voice,
    *,
    workers: int = 0,
    dask: str = "",
    command: str = "",
) -> Replicated:
    """Run an experiment until the rule is met, say what decided, and return it as large as it got.

    Raises KeyboardInterrupt if the end was asked for; what was run by then is stored.
    """

    def batch(part: api.Prepared, given_up: Collection[str]) -> list[Receipt]:
        with progress(api.todo(part, given_up=given_up), voice.text("progress")) as watch:
            return api.run_missing(
                part, workers=workers, dask=dask, watch=watch, command=command, given_up=given_up
            )

    made = replicate(prepared.with_replicates, rule, batch, headline=prepared.experiment.headline)
    reached = made.enough is not None
    voice.note(
        "enough" if reached else "too_few",
        replicates=made.prepared.plan.replicates,
        indicator=made.indicator,
        scenario=made.scenario,
        quarter=made.quarter,
        reached=f"{100 * made.precision:.2g}",
        asked=f"{100 * rule.half_width:g}",
        since=made.enough or 0,
    )
    return made
