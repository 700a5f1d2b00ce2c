"""Winners and regret: how often a scenario is best, and what choosing it can cost (Savage 1951).

The states of the world are the rows of a design, with values averaged over luck; without a design
they are the replicates. Regret in a state is how far a scenario is from the best one there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis import interval, start_share
from sim.analysis.effect_size import ROUNDING
from sim.analysis.family import headline as family
from sim.analysis.interval import LEVEL
from sim.analysis.proportion import wilson
from sim.analysis.view import View
from sim.analysis.worlds import together
from sim.core.errors import InputError
from sim.measure.register import indicators as register


def regret(
    results: Any,
    at: Sequence[str | int] = (),
    *,
    indicators: Sequence[str] = (),
    coverage: float = LEVEL,
    seed: int = 0,
) -> pd.DataFrame:
    """Return how each scenario fares against the best one, state by state.

    results     result with two scenarios or more
    at          quarters; empty is the last
    indicators  ids; empty is the headline. Those that should neither rise nor fall are left out
    coverage    of the intervals, 0-1
    seed        of the bootstrap

    Columns: ``scenario, quarter, indicator, better`` (up or down), ``states`` and ``state`` (row or
    replicate), ``best`` (share of the states in which it is best; ties are shared) with its Wilson
    interval ``best_low, best_high``, ``regret`` (mean over the states) with its bootstrap interval
    ``regret_low, regret_high``, ``worst`` (largest regret), ``worst_state`` and ``worst_rival``,
    and the t interval ``worst_low, worst_high`` of the difference to that rival in that state over
    luck. With replicates for states a state has one run, and so no interval of its own.
    Raises InputError for fewer than two scenarios, or without an indicator that has a better side.
    """
    if len(results.scenarios) < 2:
        what = "Regret needs two scenarios or more; this result has one."
        raise InputError("--regret", what, "Run them together: parksim run no-reform opinion")
    view = View()
    asked = view.names(results, indicators) if indicators else family(results)
    names = [name for name in asked if register()[name].better != "none"]
    if not names:
        what = "None of these indicators should rise or fall: no scenario can be best."
        raise InputError("--indicators", what, "See parksim show indicators for others.")
    frame = results.frame("quarters", names)
    frame = frame[frame["quarter"].isin(view.periods(results, at))]
    held = together(frame, results.scenarios)
    first = held[0]
    values = np.stack([each.values for each in held])  # scenario, replicate, row, line, indicator
    by_row = len(first.rows) > 1
    states = first.rows if by_row else first.replicates
    uncertainty = results.provenance.uncertainty
    draws = states if by_row else start_share.draws_of(states, uncertainty)
    rows = []
    for line, quarter in enumerate(first.index["quarter"]):
        for number, name in enumerate(first.names):
            better = register()[name].better
            sign = 1.0 if better == "up" else -1.0
            runs = sign * values[:, :, :, line, number]
            if not np.isfinite(runs).all():
                continue  # undefined in some state, so nobody is best there
            head = {"quarter": quarter, "indicator": name, "better": better}
            head |= {"states": len(states), "state": "row" if by_row else "replicate"}
            for place, found in enumerate(_fared(runs, draws, by_row, coverage, seed)):
                rival = results.scenarios[found.pop("rival")]
                found["worst_state"] = int(states[found.pop("worst_place")])
                found["worst_rival"] = rival
                rows.append({"scenario": results.scenarios[place], **head, **found})
    return pd.DataFrame(rows)


def _fared(
    runs: np.ndarray, draws: np.ndarray, by_row: bool, coverage: float, seed: int
) -> list[dict[str, Any]]:
    """Return the numbers of each scenario.

    runs   (scenarios, replicates, rows), larger is better
    draws  of start figures that each state has; states of one draw are one trial
    """
    state = runs.mean(axis=1) if by_row else runs[:, :, 0]  # scenarios, states
    top = state.max(axis=0)
    missed = top - state
    missed[missed <= ROUNDING * np.abs(state).max(axis=0)] = 0.0
    wins = (missed == 0.0) / (missed == 0.0).sum(axis=0)
    count, trials = state.shape[1], np.unique(draws).size
    mean = interval.bootstrap(start_share.means(missed.T, draws), coverage, seed)
    found = []
    for place in range(len(runs)):
        best = float(wins[place].mean())
        low, high = wilson(best * trials, trials, coverage)
        worst = int(missed[place].argmax())
        rival = int(state[:, worst].argmax())
        luck = (float("nan"), float("nan"))
        if by_row:
            bounds = interval.student(runs[rival, :, worst] - runs[place, :, worst], coverage)
            luck = (float(bounds.low), float(bounds.high))
        found.append(
            {
                "best": best,
                "best_low": low if count > 1 else float("nan"),
                "best_high": high if count > 1 else float("nan"),
                "regret": float(mean.mean[place]),
                "regret_low": float(np.maximum(0.0, mean.low[place])),
                "regret_high": float(mean.high[place]),
                "worst": float(missed[place, worst]),
                "worst_low": luck[0],
                "worst_high": luck[1],
                "worst_place": worst,
                "rival": rival,
            }
        )
    return found
