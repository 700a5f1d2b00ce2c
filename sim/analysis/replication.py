"""How many replicates: the confidence-interval method with look-ahead.

Hoad, Robinson and Davies (2010, Journal of the Operational Research Society 61): replicates are
added until the half-width of the interval is as small a share of the mean as asked, and stays so
for the next few, because a narrow interval of few replicates is often chance. Here the interval is
that of the paired difference, and the share is of the reference's mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from sim.analysis.effect_size import ROUNDING, replicates_needed
from sim.analysis.interval import LEVEL
from sim.core.errors import InputError

LOOK_AHEAD = 5  # kLimit of the paper


@dataclass(frozen=True)
class Rule:
    """When there are enough replicates.

    half_width  of the interval, as a share of the reference's mean
    indicators  whose intervals count; empty is the headline
    least, most replicates       look_ahead  replicates over which the precision must stay
    coverage    of the interval, 0-1
    """

    half_width: float = 0.005
    indicators: tuple[str, ...] = ()
    least: int = 10
    most: int = 60
    look_ahead: int = LOOK_AHEAD
    coverage: float = LEVEL

    def __post_init__(self) -> None:
        if not 2 <= self.least <= self.most:
            what = f"Between {self.least} and {self.most} replicates there is no interval to judge."
            raise InputError("replicates", what, "Give min and max, at least 2 and in this order.")
        if not self.half_width > 0.0:
            what = f"No interval is as narrow as {self.half_width:g}."
            raise InputError("replicates.stop_at", what, "Give a share of the mean, as 0.005.")

    def ahead(self, count: int) -> int:
        """Return how many further replicates must stay as precise: k, or k % of more than 100."""
        return self.look_ahead * max(count, 100) // 100


@dataclass(frozen=True)
class Verdict:
    """What the rule says of the replicates that there are.

    enough     replicates from which on the precision holds; None if it was not reached
    run        replicates that there are
    propose    replicates to have before the rule is asked again; ``run`` if it is done
    decided    which of the outputs was the last to be precise enough, or still is the least precise
    precision  of each output with all replicates: half-width as a share of the reference's mean
    """

    enough: int | None
    run: int
    propose: int
    decided: int
    precision: np.ndarray

    @property
    def done(self) -> bool:
        """Whether nothing more is to be run."""
        return self.propose <= self.run


def precision(difference: np.ndarray, reference: np.ndarray, level: float = LEVEL) -> np.ndarray:
    """Return the half-width with the first n replicates, as a share of the reference's mean.

    d(n) = t(n - 1) s(n) / (sqrt(n) |m(n)|)
    difference  paired, (replicates, outputs)      reference  the same of the reference
    Returns (replicates, outputs); infinite with one replicate or a mean of zero, 0 without spread.
    """
    count = np.arange(1, len(difference) + 1)[:, None]
    start = difference[:1]  # sums of squares are taken from near the mean
    total = np.cumsum(difference - start, axis=0)
    squares = np.cumsum((difference - start) ** 2, axis=0) - total**2 / count
    with np.errstate(divide="ignore", invalid="ignore"):
        deviation = np.sqrt(np.maximum(squares, 0.0) / (count - 1))
        half = special.stdtrit(count - 1, (1.0 + level) / 2.0) * deviation / np.sqrt(count)
        found = half / np.abs(np.cumsum(reference, axis=0) / count)
    size = np.maximum.accumulate(np.abs(difference), axis=0)
    found[deviation <= ROUNDING * size] = 0.0
    found[0] = np.inf
    return np.where(np.isnan(found), np.inf, found)


def judge(rule: Rule, difference: np.ndarray, reference: np.ndarray, shared: int = 1) -> Verdict:
    """Ask the rule about the replicates that there are, and how many to have next.

    difference  paired, (replicates, outputs): one output a scenario, time and indicator
    reference   the same of the reference
    shared      replicates that share a draw of the start figures: their means are independent
    """
    run = len(difference)
    whole = run - run % shared
    apart, level = (
        part[:whole].reshape(whole // shared, shared, -1).mean(axis=1)
        for part in (difference, reference)
    )
    found = np.repeat(precision(apart, level, rule.coverage), shared, axis=0)
    fine = found <= rule.half_width
    enough = _first(rule, fine.all(axis=1), run)
    last = found[-1]
    if enough is not None and enough + rule.ahead(enough) <= run or run >= rule.most:
        decided = _decider(rule, fine, enough, last)
        return Verdict(enough, run, run, decided, last)
    if enough is not None:
        propose = enough + rule.ahead(enough)
    else:
        deviation = apart.std(axis=0, ddof=1)
        asked = rule.half_width * np.abs(level.mean(axis=0))
        needed = float(np.max(replicates_needed(deviation, asked, rule.coverage))) * shared
        reach = int(min(needed, 2 * run))
        propose = max(run + rule.look_ahead, reach + rule.ahead(reach))
    propose = min(rule.most, propose + propose % shared)
    return Verdict(None, run, propose, int(last.argmax()), last)


def _first(rule: Rule, fine: np.ndarray, run: int) -> int | None:
    """Return the first number of replicates from which on all look-ahead is fine, as far as run.

    fine  whether all outputs are precise enough with n replicates, n = 1, 2, ...
    """
    for count in range(rule.least, len(fine) + 1):
        end = min(count + rule.ahead(count), max(run, count))
        if fine[count - 1 : end].all():
            return count
    return None


def _decider(rule: Rule, fine: np.ndarray, enough: int | None, last: np.ndarray) -> int:
    """Return the output that was precise enough last; the least precise one where none was late."""
    if enough is None or enough <= rule.least:
        return int(last.argmax())
    late = np.flatnonzero(~fine[enough - 2])
    return int(late[last[late].argmax()]) if late.size else int(last.argmax())


def paired_outputs(
    values: Sequence[np.ndarray],
) -> tuple[np.ndarray, np.ndarray]:
    """Return differences and reference for the rule, a column an output.

    values  one (replicates, rows, lines, indicators) a scenario, the reference first; a reference
            alone is judged by its own mean
    """
    base = values[0].mean(axis=1).reshape(len(values[0]), -1)
    others = [each.mean(axis=1).reshape(len(each), -1) for each in values[1:]]
    if not others:
        return base, base
    return np.hstack([each - base for each in others]), np.hstack([base] * len(others))
