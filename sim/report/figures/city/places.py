"""Numbers of parks for figures: which scenarios and quarters, means over runs, names, wording."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from sim.core.errors import InputError
from sim.report.figures import panels
from sim.report.figures.catalogue import Look, NotInResult
from sim.runs.rerun import spec_of
from sim.runs.setting import Setting
from sim.runs.specs import RunSpec
from sim.zone.zone import SHIPPED

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


def check_agents(results: Any) -> None:
    """Raise NotInResult if the firms at the end of the runs were not kept."""
    if "agents" not in results.levels:
        what = "This result holds no firms, only sums."
        do = f"Write {AGENTS} into the experiment file and run it again."
        raise NotInResult(str(results.folder), what, do)


def firms(results: Any, keys: Sequence[str], columns: Sequence[str]) -> pd.DataFrame:
    """Return the firms at the end of some runs: ``run`` by place among the keys, ``uid``, columns.

    Raises NotInResult if agents were not kept.
    """
    check_agents(results)
    found = results.store.rows("agents", list(keys), list(columns))
    return found[found["kind"] == 0].drop(columns="kind").reset_index(drop=True)


def ended(results: Any, scenario: str) -> pd.DataFrame:
    """Return the runs of a scenario that ended, the first row and replicate first.

    Raises NotInResult if none did.
    """
    runs = results.plan[(results.plan["scenario"] == scenario) & results.plan["done"]]
    if runs.empty:
        what = f"No run of {scenario} has ended."
        raise NotInResult(str(results.folder), what, "Run the same command again.")
    return runs.sort_values(["row", "replicate"], ignore_index=True)


def setting_of(results: Any) -> Setting:
    """Return the setting of a result: its zone if that is shipped, else the working folder's."""
    zone = results.provenance.zone["id"]
    return Setting(zone if (SHIPPED / zone / "parks.csv").is_file() else "")


def first_spec(results: Any, scenario: str) -> RunSpec:
    """Return the first run of a scenario that ended, to be done again.

    Raises NotInResult if none ended, and if it would not be the same today.
    """
    try:
        return spec_of(results, ended(results, scenario).iloc[0]["key"], setting_of(results))
    except InputError as error:
        raise NotInResult(error.problems) from None


def short_name(results: Any, park: str, language: str) -> str:
    """Return the name of a place without the word for park, to stand beside a mark."""
    if park == "outside":
        return "市外" if language == "zh" else "Outside the city"
    return results.park_name(park, language).removesuffix(" Park")


def parks_of(results: Any) -> list[str]:
    """Return the ids of the parks in the order of the zone, without the rest of the city."""
    return [each["id"] for each in results.provenance.zone["parks"][1:]]
