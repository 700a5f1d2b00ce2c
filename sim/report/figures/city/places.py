"""Numbers of parks for figures: which scenarios and quarters, means over runs, names, wording."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from sim.core.errors import InputError
from sim.report import captions
from sim.report.figures import panels
from sim.report.figures.catalogue import Look, NotInResult

AGENTS = "keep: {agents: last}"


def shown_scenarios(results: Any, look: Look, most: int) -> list[str]:
    """Return the scenarios that are asked for, else the first ones, the reference among them."""
    found = panels.scenarios(results, look)
    return found if look.scenarios else found[:most]


def shown_quarters(results: Any, look: Look, most: int) -> list[str]:
    """Return the quarters that are asked for, else as many of the tables', the last among them."""
    found = panels.dates(results, look)
    if look.at or len(found) <= most:
        return found
    places = np.linspace(0, len(found) - 1, most).round().astype(int) if most > 1 else [-1]
    return [found[place] for place in places]


def check_held(results: Any, level: str, names: Sequence[str]) -> None:
    """Raise NotInResult if a level of the result lacks one of some indicators."""
    try:
        held = results.indicators(level)
    except InputError as error:
        raise NotInResult(error.problems) from None
    lost = [name for name in names if name not in held]
    if lost:
        what = f'The result holds no "{lost[0]}" in its level {level}.'
        do = f"Ask for it in the experiment file, keep: {{{level}: all}}, and run it again."
        raise NotInResult(str(results.folder), what, do)


def park_means(
    results: Any, names: Sequence[str], scenarios: Sequence[str], at: Sequence[str]
) -> pd.DataFrame:
    """Return means over runs by ``scenario, quarter, park``, the rest of the city among the parks.

    Columns: the indicators, and ``runs``, the number behind them.
    """
    check_held(results, "parks", names)
    frame = results.frame("parks", list(names))
    frame = frame[frame["quarter"].isin(at) & frame["scenario"].isin(scenarios)]
    grouped = frame.groupby(["scenario", "quarter", "park"], sort=False)
    return grouped[list(names)].mean().assign(runs=grouped.size())


def first_agents(results: Any, scenario: str, columns: Sequence[str]) -> pd.DataFrame:
    """Return the firms of a scenario's first run that ended, by uid.

    Raises NotInResult if agents were not kept.
    """
    if "agents" not in results.levels:
        what = "This result holds no firms, only sums."
        do = f"Write {AGENTS} into the experiment file and run it again."
        raise NotInResult(str(results.folder), what, do)
    key = first_run(results, scenario)["key"]
    found = results.store.rows("agents", [key], list(columns))
    return found[found["kind"] == 0].drop(columns=["run", "kind"]).reset_index(drop=True)


def first_run(results: Any, scenario: str) -> pd.Series:
    """Return the first planned run of a scenario that ended. Raises NotInResult if none did."""
    runs = results.plan[(results.plan["scenario"] == scenario) & results.plan["done"]]
    if runs.empty:
        what = f"No run of {scenario} has ended."
        raise NotInResult(str(results.folder), what, "Run the same command again.")
    return runs.sort_values([each for each in ("row", "replicate") if each in runs]).iloc[0]


def short_name(results: Any, park: str, language: str) -> str:
    """Return the name of a place without the word for park, to stand beside a mark."""
    if park == "outside":
        return "市外" if language == "zh" else "Outside the city"
    return results.park_name(park, language).removesuffix(" Park")


def parks_of(results: Any) -> list[str]:
    """Return the ids of the parks in the order of the zone, without the rest of the city."""
    return [each["id"] for each in results.provenance.zone["parks"][1:]]


def runs_text(results: Any, language: str) -> str:
    """Return over what a mean is taken, in words."""
    rows, count = results.rows, results.replicates
    if language == "zh":
        return f"{rows}行设计×{count}次模拟" if rows > 1 else f"{count}次模拟"
    plain = f"{count} replicate{'s' if count != 1 else ''}"
    return f"{rows} rows of the design with {plain} each" if rows > 1 else plain


def quoted(results: Any, scenarios: Sequence[str], language: str) -> str:
    """Return the titles of some scenarios in one text."""
    titles = [results.title(name, language) for name in scenarios]
    return "、".join(titles) if language == "zh" else ", ".join(titles)


def caption(results: Any, language: str, sentences: Sequence[str], shown: str = "") -> str:
    """Return sentences with what must stand under every figure of a result.

    shown  what its intervals show, as of `sim.report.captions.notes`
    """
    whole = [*sentences, *captions.notes(results, language, shown)]
    return "".join(whole) if language == "zh" else " ".join(whole)
