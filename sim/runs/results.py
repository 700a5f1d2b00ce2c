"""Results: what an experiment left on disk, as tidy frames. Reads, counts nothing, runs nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.core import quarters, strict_yaml
from sim.core.errors import InputError
from sim.runs import laid
from sim.runs.agents import KINDS
from sim.runs.folders import spoken
from sim.runs.keys import content_hash
from sim.runs.provenance import Provenance
from sim.runs.sample import Sample, sample
from sim.runs.specs import Keep
from sim.runs.storage.levels import LEVELS, wanted
from sim.runs.storage.store import Store

BEGUN = ".begun"  # what is known of a batch before it has ended, in the folder of its result
RUN = ["scenario", "row", "replicate"]

PLACES = {
    "quarters": ("quarter",),
    "parks": ("quarter", "park"),
    "industries": ("quarter", "industry"),
    "flows": ("year", "from", "to"),
    "programmes": ("year", "programme", "payer"),
    "final": ("quarter",),
    "agents": ("kind", "uid"),
}


class Results:
    """The result in a folder.

    folder  folder with ``plan.parquet`` and ``provenance.json``
    store   the store that holds the numbers; by default the one that the provenance names
    begun   whether the batch that is running in the folder is meant, not what it will replace

    Frames are tidy: ``scenario, replicate, quarter`` (as ``2024Q1``), then ``park`` or ``industry``
    where they apply, then one column an indicator. If the design has several rows, ``row`` follows
    the scenario. Only runs that ended are in them. A batch that is running can be read, too.
    """

    def __init__(
        self, folder: str | Path, store: Store | None = None, *, begun: bool = False
    ) -> None:
        self.folder = Path(folder)
        done = (self.folder / "provenance.json").is_file()
        running = (self.folder / BEGUN / "provenance.json").is_file()
        self.begun = running and (begun or not done)
        self.files = self.folder / BEGUN if self.begun else self.folder
        self.provenance = Provenance.read(self.files / "provenance.json")
        self.store = store or Store(self.folder / self.provenance.store)

    @property
    def id(self) -> str:
        """Experiment and hash of its runs."""
        return self.provenance.id

    @cached_property
    def plan(self) -> pd.DataFrame:
        """The planned runs: ``scenario, row, replicate, seed, key`` and whether each is ``done``.

        Raises InputError if the plan is damaged, and if the store is not where it was.
        """
        planned = laid.plan(self.files / "plan.parquet", self.scenarios)
        if not self.begun and not self.store.folder.is_dir():
            what = f"The store of its runs is not there: {spoken(self.store.folder.resolve())}."
            do = "Put the folder back in this place, or run the same command again."
            raise InputError(str(self.folder), what, do)
        missing = self.store.missing(planned["key"], self.keep)
        return planned.assign(done=~planned["key"].isin(missing))

    @property
    def keep(self) -> Keep:
        """What the result asks of each run; the store may hold more."""
        lists: dict[str, Any] = {
            k: tuple(v) if isinstance(v, list) else v for k, v in self.provenance.keep.items()
        }
        return Keep(**lists)

    @property
    def levels(self) -> list[str]:
        """The levels that were kept."""
        return list(wanted(self.keep))

    @cached_property
    def rows(self) -> int:
        """Number of rows of the design; 1 if nothing varies but scenario and replicate."""
        return max(1, self.plan["row"].nunique())

    def as_written(self) -> Results:
        """Return the result with the row alone in which the scenarios stand as their files say.

        The result itself if no row is known to be that, see `sim.runs.laid.row_as_written`.
        """
        method = self.experiment()["design"]["method"] if self.rows > 1 else ""
        row = laid.row_as_written(method, self.design)
        if row is None:
            return self
        found = type(self)(self.folder, self.store, begun=self.begun)
        found.plan = self.plan[self.plan["row"] == row].reset_index(drop=True)
        return found

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

    def agents(self, *columns: str) -> pd.DataFrame:
        """Return firms and talents at the end by ``kind, uid``, see `sim.runs.agents`.

        A row stands for ``weight`` firms or people. Raises InputError if they were not kept.
        """
        return self.frame("agents", columns)

    def design(self) -> pd.DataFrame:
        """Return the factors' values by ``row``. Raises InputError if there are no factors."""
        path = self.files / "design.parquet"
        if not path.is_file():
            what = "This experiment has no factors."
            raise InputError(str(self.folder), what, "Its scenarios differ: see parksim diff.")
        return pd.read_parquet(path)

    def unit(self) -> pd.DataFrame | None:
        """Return the rows of the design on the unit cube by ``row``, None if it has no such."""
        path = self.files / "unit.parquet"
        return pd.read_parquet(path) if path.is_file() else None

    def experiment(self) -> dict[str, Any]:
        """Return the experiment file of the result as data, with all that it left to defaults."""
        return strict_yaml.read(self.files / "experiment.yaml").data

    def failures(self) -> pd.DataFrame:
        """Return the runs that failed and never ended, with the reason of the last attempt.

        Columns: scenario, row, replicate, key, kind, message, stage, quarter, attempt, host.
        """
        named = ["kind", "message", "stage", "quarter"]
        failed = {
            key: {name: getattr(entry.error, name, "") for name in named}
            | {"attempt": entry.attempt, "host": entry.host}
            for key, entry in self.store.failed.items()
        }
        runs = self.plan[self.plan["key"].isin(list(failed)) & ~self.plan["done"]]
        reasons = pd.DataFrame(
            [failed[key] for key in runs["key"]], columns=[*named, "attempt", "host"]
        )
        return pd.concat([runs[[*RUN, "key"]].reset_index(drop=True), reasons], axis="columns")

    def completeness(self) -> pd.DataFrame:
        """Return by ``scenario`` how many runs were ``planned``, ``done``, ``failed``, ``missing``.

        Missing are those that neither ended nor failed.
        """
        plan = self.plan.assign(
            failed=self.plan["key"].isin(list(self.store.failed)) & ~self.plan["done"]
        )
        counts = plan.groupby("scenario", sort=False).agg(
            planned=("key", "size"), done=("done", "sum"), failed=("failed", "sum")
        )
        counts["missing"] = counts["planned"] - counts["done"] - counts["failed"]
        return counts.reindex(self.scenarios).reset_index()

    def xy(
        self, indicator: str, at: str | int, of: str = "difference", scenario: str = ""
    ) -> Sample:
        """Return a design and its outputs as arrays for any method of sensitivity analysis.

        indicator  of the zone           at  quarter, such as ``2030Q4``
        of         ``difference`` to the reference under the same luck, or ``level``
        scenario   whose; by default the only one, or the only one that is not the reference
        Raises InputError for a run that is missing and for a number that is not finite, by name.
        """
        return sample(self, indicator, at, of, scenario)

    def paired(self, scenario: str, reference: str = "", level: str = "quarters") -> pd.DataFrame:
        """Return scenario minus reference in each replicate that both have ended.

        level  quarters, parks or industries
        Raises InputError for a scenario that is not in the result.
        """
        reference = reference or self.reference
        frame = self.frame(level)
        places = [name for name in (*RUN[1:], *PLACES[level]) if name in frame]
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

        level       quarters, parks, industries, flows, programmes, final or agents
        indicators  columns to read; empty reads all that the result asked for
        Raises InputError for an indicator that the result does not hold.
        """
        return self._frame(level, indicators, self._ended())

    def pieces(self, level: str) -> Iterator[pd.DataFrame]:
        """Yield a level as `frame` returns it, some runs at a time, for results of any size."""
        runs = self._ended()
        many = self.store.at_once(level, runs["key"], len(self.indicators(level)))
        for first in range(0, len(runs), many):
            yield self._frame(level, (), runs.iloc[first : first + many])

    def _frame(self, level: str, indicators: Sequence[str], runs: pd.DataFrame) -> pd.DataFrame:
        keys = list(dict.fromkeys(runs["key"]))
        found = self.store.rows(level, keys, list(indicators) or self._kept(level))
        sizes = np.bincount(found.pop("run"), minlength=len(keys))
        which = pd.Index(keys).get_indexer(runs["key"])
        counts = sizes[which]
        if len(keys) < len(runs):  # scenarios that are equal share their runs
            starts = (np.cumsum(sizes) - sizes)[which] - (np.cumsum(counts) - counts)
            found = found.take(np.repeat(starts, counts) + np.arange(counts.sum()))
            found = found.reset_index(drop=True)
        self._label(found)
        named = RUN if self.rows > 1 else ["scenario", "replicate"]
        for place, name in enumerate(named):
            values = runs[name].array.take(np.repeat(np.arange(len(runs)), counts))
            found.insert(place, name, values)
        return found

    def indicators(self, level: str = "quarters") -> list[str]:
        """Return the indicators that the result holds at a level."""
        names = self._kept(level)
        if names is not None:
            return list(names)
        if level not in self._columns:
            ended = self.plan.loc[self.plan["done"], "key"]
            self._columns[level] = self.store.columns(level, ended)
        return list(self._columns[level])

    def content_hash(self) -> str:
        """Return what stands for all numbers, equal for any engine and number of workers."""
        done = self.plan.loc[self.plan["done"], "key"].unique()
        return content_hash(self.store.checksums(done, self.keep))

    @cached_property
    def _columns(self) -> dict[str, list[str]]:
        """What the store holds of all runs that ended, by level; asked for often, read once."""
        return {}

    @cached_property
    def _complete(self) -> list[int]:
        whole = self.plan.groupby("replicate")["done"].all()
        return [int(replicate) for replicate in whole.index[whole]]

    def _ended(self) -> pd.DataFrame:
        """Return the runs that ended, by scenario in its order, row and replicate."""
        runs = self.plan[self.plan["done"]]
        if runs.empty:
            what = "None of the runs of this result ended."
            do = "See why with parksim status, and run the same command again."
            raise InputError(str(self.folder), what, do)
        order = {name: number for number, name in enumerate(self.scenarios)}
        runs = runs.assign(order=runs["scenario"].map(order))
        return runs.sort_values(["order", *RUN[1:]], ignore_index=True)

    def _kept(self, level: str) -> list[str] | None:
        """Return the indicators that the result asks for at a level, None for all."""
        if level not in LEVELS:
            known = f"There are: {', '.join(LEVELS)}."
            raise InputError(str(self.folder), f'There is no level "{level}".', known)
        names = wanted(self.keep).get(level, ())
        if names == ():
            what = f"The level {level} was not kept."
            raise InputError(str(self.folder), what, f"Ask for it: keep: {{{level}: ...}}")
        return None if names is None else list(names)

    def _label(self, frame: pd.DataFrame) -> None:
        """Put ids in the place of numbers of quarters, places, programmes and payers."""
        zone = self.provenance.zone
        parks = {number: each["id"] for number, each in enumerate(zone["parks"])}
        parks |= {len(parks): "outside", -1: "outside"}
        programmes = dict(enumerate(each["id"] for each in zone.get("programmes", ())))
        named: dict[str, Mapping[int, str]] = {
            "park": parks,
            "home_park": {**parks, -1: ""},
            "from": parks,
            "to": parks,
            "industry": dict(enumerate(each["id"] for each in zone["industries"])),
            "programme": programmes,
            "payer": dict(enumerate(zone.get("accounts", ()))),
            "kind": dict(enumerate(KINDS)),
        }
        if "quarter" in frame:
            first, last = int(frame["quarter"].min()), int(frame["quarter"].max())
            named["quarter"] = {each: quarters.text(each) for each in range(first, last + 1)}
        for column, names in named.items():
            if column in frame:
                values, which = np.unique(frame[column].to_numpy(), return_inverse=True)
                texts = pd.Series([names[int(value)] for value in values], dtype="str")
                frame[column] = texts.array.take(which)

    def _unknown(self, name: str) -> InputError:
        has = f"It has: {', '.join(self.scenarios)}."
        return InputError(str(self.folder), f'This result has no scenario "{name}".', has)


def find(name: str = "", folder: Path = Path("results")) -> Path:
    """Return the folder of a result: by folder, by id or its beginning, or the newest.

    name    folder of a result or of several, or id of a result in ``folder`` or in this folder;
            empty is the newest of these
    Raises InputError if there is none.
    """
    if name and _is_result(Path(name)):
        return Path(name)
    if name and Path(name).is_dir():
        known = _results_in(Path(name))
        chosen = known
    else:
        known = _results_in(folder) + [each for each in _results_in(Path()) if each != folder]
        chosen = [each for each in known if not name or each.name.startswith(name)]
    if chosen:
        return max(chosen, key=lambda each: Results(each).provenance.date)
    what = f'There is no result "{name}".' if name else "There is no result yet."
    listed = ", ".join(each.name for each in known)
    advice = f"There are: {listed}." if listed else "Make one: parksim run no-reform opinion"
    raise InputError(name or str(folder), what, advice)


def _results_in(folder: Path) -> list[Path]:
    return [each for each in sorted(folder.glob("*")) if each.is_dir() and _is_result(each)]


def _is_result(folder: Path) -> bool:
    """Whether a folder holds a plan with its provenance, of a batch that ended or is running."""
    needed = ("plan.parquet", "provenance.json")
    return any(all((folder / at / name).is_file() for name in needed) for at in ("", BEGUN))
