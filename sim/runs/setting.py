"""The setting of scenarios: the registers, the zone and the library that give words a meaning."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from sim.core.errors import InputError, Problem
from sim.measure.accounts import account_names
from sim.policy.law import Law
from sim.policy.registers import Registers, load
from sim.runs.folders import data_folders, own_folders, with_registers
from sim.runs.keys import digest
from sim.runs.simulation import load_quarter, load_zone
from sim.scenario.difference import Difference, difference
from sim.scenario.experiment import Experiment, experiment
from sim.scenario.experiment_file import ExperimentFile
from sim.scenario.library import Library
from sim.scenario.resolve import resolve
from sim.scenario.resolved import ResolvedScenario

_REMEMBERED = 8192  # paths of levers whose digests are kept


@dataclass(frozen=True)
class Setting:
    """Where scenarios are looked up and resolved.

    zone_name  name or folder of the zone; empty is the default zone
    overrides  folder whose files replace those of the zone, or None
    folders    users' own folders, the first looked up first (`sim.runs.folders`)
    """

    zone_name: str = ""
    overrides: Path | None = None
    folders: tuple[Path, ...] = field(default_factory=own_folders)

    @cached_property
    def registers(self) -> Registers:
        """The registers, a user's own entries first."""
        return load(with_registers(self.folders))

    @cached_property
    def quarter(self) -> tuple:
        """The steps of a quarter, own stages included."""
        return load_quarter(self.folders)

    @cached_property
    def zone(self) -> Any:
        """The zone."""
        return load_zone(self.zone_word, self.data)

    @property
    def data(self) -> tuple[Path, ...]:
        """Folders whose files replace those of the zone, the first looked up first."""
        named = () if self.overrides is None else (self.overrides,)
        return (*named, *data_folders(self.folders))

    @property
    def zone_word(self) -> str:
        """Name or folder by which the zone is loaded."""
        from sim.zone.zone import default_zone

        return self.zone_name or default_zone()

    @cached_property
    def library(self) -> Library:
        """The scenarios that can be named."""
        return Library([each / "scenarios" for each in self.folders])

    def resolve(self, scenario: Any) -> ResolvedScenario:
        """Return a scenario with all its words looked up.

        scenario  id, path, a scenario put together in Python, or one that is resolved
        Raises InputError with all its problems.
        """
        if isinstance(scenario, ResolvedScenario):
            return scenario
        places = self.zone.gazetteer
        if hasattr(scenario, "resolve"):
            return scenario.resolve(self.registers, places, self.library)
        return resolve(str(scenario), self.library, self.registers, places)

    def resolve_all(self, scenarios: Iterable[Any]) -> list[ResolvedScenario]:
        """Resolve several scenarios. Raises InputError with the problems of all."""
        found, problems = [], []
        for scenario in scenarios:
            try:
                found.append(self.resolve(scenario))
            except InputError as error:
                problems.extend(error.problems)
        if problems:
            raise InputError(dict.fromkeys(problems))
        return found

    def experiment(
        self, file: ExperimentFile, built: Mapping[str, Any] | None = None
    ) -> Experiment:
        """Return the experiment of a file with all its words looked up.

        built  word of the file -> scenario put together in Python
        Raises InputError with all problems of the file and its scenarios.
        """
        scenarios, problems = [], list(file.problems)
        beside = Path(file.name).parent
        for number, word in enumerate(file.head.scenarios):
            place = file.place("scenarios", number)
            try:
                scenarios.append(self.resolve((built or {}).get(word) or _near(word, beside)))
            except InputError as error:
                problems += [replace(each, where=each.where or place) for each in error.problems]
        if len(scenarios) < len(file.head.scenarios):
            raise InputError(dict.fromkeys(problems))
        common(scenarios, file.head.resolution)
        return experiment(file, scenarios, self.law, self.registers, self.zone.gazetteer)

    def model(self, scenario: Any, **options: Any) -> Any:
        """Return a model of a scenario with this zone, these registers and own stages.

        options  replicate, seed, resolution, engine, check, completions, as `sim.ParkModel` has
        """
        from sim.model import ParkModel

        return ParkModel(
            self.resolve(scenario),
            zone=self.zone,
            registers=self.registers,
            quarter=self.quarter,
            **options,
        )

    def law(self, scenario: ResolvedScenario, seed: int = 0, replicate: int = 0) -> Law:
        """Return a scenario's law. Raises InputError for values and sums that cannot be."""
        return scenario.law(self.ground(scenario), seed, replicate)

    def ground(self, scenario: ResolvedScenario) -> Any:
        """Return the ground of a scenario's laws, shared by scenarios of the same period."""
        span = (scenario.first, scenario.last)
        if span not in self._grounds:
            self._grounds[span] = scenario.ground(
                self.registers, self.zone.gazetteer, self.park_columns
            )
        return self._grounds[span]

    def policy(self, scenario: ResolvedScenario) -> dict[str, Any]:
        """Return all that a scenario sets apart from the registered baseline.

        Levers as one text, each by the digest of its path: a path that rows of a design share is
        looked at once.
        """
        found = scenario.canonical(self.ground(scenario))
        levers = sorted((name, self._digest(path)) for name, path in found["levers"].items())
        return {**found, "levers": " ".join(f"{name}={each}" for name, each in levers)}

    def _digest(self, path: list[Any]) -> str:
        known = self._digests.get(id(path))
        if known is None:
            if len(self._digests) >= _REMEMBERED:
                self._digests.clear()
            known = self._digests[id(path)] = path, digest(path)
        return known[1]

    def differences(
        self, one: ResolvedScenario, other: ResolvedScenario, language: str = "en"
    ) -> list[Difference]:
        """Return all in which two scenarios differ, values in words of a language."""
        places = self.zone.gazetteer
        return difference(one, other, self.registers, places, self.park_columns, language)

    def labels(self) -> dict[str, Any]:
        """Return names of the zone, its parks (rest of the city first) and industries."""
        from sim.zone.zone import REST

        places = self.zone.gazetteer
        city = self.zone.city
        rest = {"id": REST, "en": f"Rest of {city['en']}", "zh": f"{city['zh']}其他地区"}
        parks = zip(places.park_slugs, places.park_labels, strict=True)
        industries = zip(places.industry_ids, places.industry_labels, strict=True)
        return {
            "id": self.zone.id,
            "name": dict(self.zone.name),
            "parks": [rest, *({"id": name, **label._asdict()} for name, label in parks)],
            "industries": [{"id": name, **label._asdict()} for name, label in industries],
            "programmes": [
                {"id": each.id, **each.label._asdict()}
                for each in self.registers.programmes.values()
            ],
            "accounts": account_names(places.district_slugs),
        }

    @cached_property
    def park_columns(self) -> Any:
        """Columns of the parks' file from which levers take values."""
        from sim.zone.series import park_columns

        return park_columns(self.zone)

    @cached_property
    def _digests(self) -> dict[int, tuple[list[Any], str]]:
        return {}

    @cached_property
    def _grounds(self) -> dict[tuple[int, int], Any]:
        return {}


def folder(*named: str | Path, zone: str = "", data: str | Path | None = None) -> Setting:
    """Return the setting of folders of one's own, for single models in Python.

    zone  name or folder of another zone      data  folder whose files replace those of the zone
    Raises InputError for a folder that is not there.
    """
    return Setting(zone, Path(data) if data else None, own_folders(named))


def _near(word: str, folder: Path) -> str:
    """Return a word for a scenario; a path starts at the folder of the file that holds it."""
    is_path = word.endswith((".yaml", ".yml"))
    return str(folder / word) if is_path and (folder / word).is_file() else word


def common(scenarios: Sequence[ResolvedScenario], resolution: str | None) -> str:
    """Return the resolution in which scenarios are run, the one asked for or their own.

    Raises InputError if there is no such resolution, if the periods of the scenarios differ, or
    their resolutions while none is asked for.
    """
    from sim.zone.resolution import RESOLUTIONS

    first = scenarios[0]
    problems = []
    if resolution and resolution not in RESOLUTIONS:
        what = f'There is no resolution "{resolution}".'
        problems.append(Problem("--resolution", what, f"Choose one of {', '.join(RESOLUTIONS)}."))
    for other in scenarios[1:]:
        if (other.first, other.last) != (first.first, first.last):
            what = f"{other.id} and {first.id} run over different periods."
            do = "Give them the same period, or run them one by one."
            problems.append(Problem(other.id, what, do))
        if not resolution and other.resolution != first.resolution:
            what = f"{other.id} runs at {other.resolution} and {first.id} at {first.resolution}."
            problems.append(Problem(other.id, what, "Name one: --resolution standard"))
    if problems:
        raise InputError(problems)
    return resolution or first.resolution
