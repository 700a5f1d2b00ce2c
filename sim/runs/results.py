"""Results: what an experiment left on disk, as tidy frames. Reads, counts nothing, runs nothing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import pandas as pd

from sim.core import quarters
from sim.core.errors import InputError
from sim.runs.keys import content_hash
from sim.runs.levels import LEVELS
from sim.runs.provenance import Provenance
from sim.runs.store import Store

PLACES = {
    "quarters": ("quarter",),
    "parks": ("quarter", "park"),
    "industries": ("quarter", "industry"),
    "flows": ("year", "from", "to"),
    "programmes": ("year", "programme", "payer"),
    "final": ("quarter",),
}


class Results:
    """The result in a folder.

    folder  folder with ``plan.parquet`` and ``provenance.json``
    store   the store that holds the numbers; by default the one that the provenance names

    Frames are tidy: ``scenario, replicate, quarter`` (as ``2024Q1``), then ``park`` or ``industry``
    where they apply, then one column an indicator. Only runs that ended are in them.
    """

    def __init__(self, folder: str | Path, store: Store | None = None) -> None:
        self.folder = Path(folder)
        self.provenance = Provenance.read(self.folder / "provenance.json")
        self.store = store or Store(self.folder / self.provenance.store)

    @property
    def id(self) -> str:
        """Experiment and hash of its runs."""
        return self.provenance.id

    @cached_property
    def plan(self) -> pd.DataFrame:
        """The planned runs: ``scenario, replicate, seed, key`` and whether each is ``done``."""
        planned = pd.read_parquet(self.folder / "plan.parquet")
        return planned.assign(done=planned["key"].isin(list(self.store.entries)))

    @cached_property
    def scenarios(self) -> list[str]:
        """Scenarios in order, the reference first."""
        return [each["id"] for each in self.provenance.scenarios]

    @property
    def reference(self) -> str:
        """The scenario that the others are compared with."""
        return self.scenarios[0]

    @property
    def replicates(self) -> int:
        """Replicates that ended in every scenario."""
        return len(self._complete)

    @property
    def period(self) -> tuple[int, int]:
        """First and last quarter."""
        return quarters.parse(self.provenance.first), quarters.parse(self.provenance.last)

    def title(self, scenario: str, language: str = "en") -> str:
        """Return the title of a scenario, or its id if it has none."""
        for each in self.provenance.scenarios:
            if each["id"] == scenario:
                return each["title"].get(language) or each["title"].get("en") or scenario
        raise self._unknown(scenario)

    def park_name(self, park: str, language: str = "en") -> str:
        """Return the name of a park, or of the rest of the city."""
        named = {each["id"]: each[language] for each in self.provenance.zone["parks"]}
        return named[park]

    @property
    def rest_of_city(self) -> str:
        """Id under which the rest of the city stands among the parks."""
        return self.provenance.zone["parks"][0]["id"]

    def quarters(self, *indicators: str) -> pd.DataFrame:
        """Return the zone by quarter; all indicators, or those named."""
        return self.frame("quarters", indicators)

    def parks(self, *indicators: str) -> pd.DataFrame:
        """Return the parks and the rest of the city by quarter."""
        return self.frame("parks", indicators)

    def industries(self, *indicators: str) -> pd.DataFrame:
        """Return the industries of the zone's parks by quarter."""
        return self.frame("industries", indicators)

    def flows(self, *indicators: str) -> pd.DataFrame:
        """Return what moved by ``year, from, to``; places without moves are absent."""
        return self.frame("flows", indicators)

    def programmes(self, *indicators: str) -> pd.DataFrame:
        """Return what public programmes asked for, were paid and let go, by ``year, programme,
        payer``, million yuan of the year; lines without money are absent.
        """
        return self.frame("programmes", indicators)

    def final(self, *indicators: str) -> pd.DataFrame:
        """Return the zone in the last quarter."""
        return self.frame("final", indicators)

    def paired(self, scenario: str, reference: str = "", level: str = "quarters") -> pd.DataFrame:
        """Return scenario minus reference in each replicate that both have ended.

        level  quarters, parks or industries
        Raises InputError for a scenario that is not in the result.
        """
        reference = reference or self.reference
        frame = self.frame(level)
        places = ["replicate", *PLACES[level]]
        pieces = []
        for name in (scenario, reference):
            if name not in self.scenarios:
                raise self._unknown(name)
            own = frame[frame["scenario"] == name]
            pieces.append(own.drop(columns="scenario").set_index(places))
        shared = pieces[0].index.intersection(pieces[1].index, sort=False)
        return (pieces[0].loc[shared] - pieces[1].loc[shared]).reset_index()

    def frame(self, level: str, indicators: Sequence[str] = ()) -> pd.DataFrame:
        """Return a level of the store as a tidy frame.

        level       quarters, parks, industries, flows, programmes or final
        indicators  columns to read; empty reads all
        Raises InputError for an indicator that the result does not hold.
        """
        done = self.plan[self.plan["done"]]
        if done.empty:
            what = "None of the runs of this result ended."
            raise InputError(str(self.folder), what, "Look at the failures and run it again.")
        columns = list(indicators) or None
        rows = self.store.frame(level, list(done["key"]), columns)
        order = {name: number for number, name in enumerate(self.scenarios)}
        runs = done[["scenario", "replicate", "key"]]
        frame = runs.merge(rows, on="key", how="left").drop(columns="key")
        frame["_order"] = frame["scenario"].map(order)
        places = list(LEVELS[level].places)
        frame = frame.sort_values(["_order", "replicate", *places], ignore_index=True)
        return self._labelled(frame.drop(columns="_order"))

    def indicators(self, level: str = "quarters") -> list[str]:
        """Return the indicators that the result holds at a level."""
        return self.store.columns(level, list(self.plan.loc[self.plan["done"], "key"]))

    def content_hash(self) -> str:
        """Return what stands for all numbers, equal for any engine and number of workers."""
        done = self.plan.loc[self.plan["done"], "key"]
        return content_hash({key: self.store.entries[key].checksum for key in done})

    @cached_property
    def _complete(self) -> list[int]:
        ended = self.plan[self.plan["done"]].groupby("replicate")["scenario"].nunique()
        return [int(replicate) for replicate in ended.index[ended == len(self.scenarios)]]

    def _labelled(self, frame: pd.DataFrame) -> pd.DataFrame:
        parks = {number: each["id"] for number, each in enumerate(self.provenance.zone["parks"])}
        parks |= {len(parks): "outside", -1: "outside"}
        zone = self.provenance.zone
        industries = dict(enumerate(each["id"] for each in zone["industries"]))
        programmes = dict(enumerate(each["id"] for each in zone.get("programmes", ())))
        payers = dict(enumerate(zone.get("accounts", ())))
        if "quarter" in frame:
            frame["quarter"] = frame["quarter"].map(quarters.text)
        for column, names in (
            ("park", parks), ("from", parks), ("to", parks), ("industry", industries),
            ("programme", programmes), ("payer", payers),
        ):  # fmt: skip
            if column in frame:
                frame[column] = frame[column].map(names)
        return frame

    def _unknown(self, scenario: str) -> InputError:
        what = f'This result has no scenario "{scenario}".'
        return InputError(str(self.folder), what, f"It has: {', '.join(self.scenarios)}.")


def find(name: str = "", folder: Path = Path("results")) -> Path:
    """Return the folder of a result: by folder, by id or its beginning, or the newest.

    name    folder, or id of a result in ``folder``; empty is the newest
    Raises InputError if there is none.
    """
    if name and (Path(name) / "provenance.json").is_file():
        return Path(name)
    known = sorted(
        (each.parent for each in folder.glob("*/provenance.json")),
        key=lambda each: Provenance.read(each / "provenance.json").date,
    )
    chosen = [each for each in known if not name or each.name.startswith(name)]
    if chosen:
        return chosen[-1]
    what = f'There is no result "{name}".' if name else "There is no result yet."
    listed = ", ".join(each.name for each in known)
    advice = f"There are: {listed}." if listed else "Make one: parksim run no-reform opinion"
    raise InputError(name or str(folder), what, advice)
