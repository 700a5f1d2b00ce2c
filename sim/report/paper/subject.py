"""The subject of a report: a result in one language, with the words and laws behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sim.core.errors import InputError
from sim.policy.registers import Registers
from sim.report.comparison_tables import Compared, compared
from sim.runs.experiment import file_name
from sim.runs.setting import Setting
from sim.scenario.difference import Difference
from sim.scenario.resolved import ResolvedScenario

ATTRIBUTION = "attribution"


@dataclass(frozen=True)
class Contrast:
    """All in which a scenario differs from another one."""

    one: str
    other: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Subject:
    """A result as a report looks at it.

    results  a result (`sim.report.result.Results`)
    setting  where the words of its scenarios are looked up
    """

    results: Any
    language: str
    setting: Setting

    @property
    def registers(self) -> Registers:
        """The registers of labels and sources."""
        return self.setting.registers

    @cached_property
    def experiment(self) -> dict[str, Any]:
        """The experiment file of the result as data."""
        return self.results.experiment()

    @property
    def method(self) -> str:
        """The design by its method; ``list`` if nothing varies but scenario and replicate."""
        return str(self.experiment.get("design", {}).get("method", "list"))

    @property
    def at(self) -> tuple[str, ...]:
        """Quarters of the tables."""
        return tuple(self.results.table_quarters)

    @property
    def others(self) -> list[str]:
        """The scenarios that are compared with the reference."""
        return [name for name in self.results.scenarios if name != self.results.reference]

    @property
    def unchanged(self) -> bool:
        """Whether the registers and the zone are still those that the result was made with."""
        made = self.results.provenance
        return (made.registers, made.data) == (self.registers.digest, self.setting.zone.digest)

    @cached_property
    def compared(self) -> Compared | None:
        """The comparison with the reference; None if there is nothing to compare."""
        return compared(self.written, self.at, self.language) if self.others else None

    @cached_property
    def written(self) -> Any:
        """The result with its scenarios as they are written, where a row of its design is that."""
        return self.results.as_written()

    @cached_property
    def steps(self) -> list[tuple[Compared, str]]:
        """Comparisons with a nearer scenario than the reference, each with the scenario it is of.

        There is none if the scenarios cannot be read again.
        """
        if self.compared is None:
            return []
        try:
            near = [each for each in self.nearest if each.one != self.results.reference]
        except InputError:
            return []
        last = self.at[-1:]
        return [
            (compared(self.written, last, self.language, reference=each.one), each.other)
            for each in near
        ]

    def title(self, scenario: str) -> str:
        """Return the title of a scenario."""
        return self.results.title(scenario, self.language)

    def wording(self, texts: Any) -> str:
        """Return a text that may be written in both languages."""
        if isinstance(texts, dict):
            return str(texts.get(self.language) or texts.get("en") or "")
        return str(texts or "")

    def question_of(self, scenario: str) -> str:
        """Return the question of a scenario, empty if it has none."""
        found = {each["id"]: each for each in self.results.provenance.scenarios}
        return self.wording(found[scenario].get("question"))

    @cached_property
    def laws(self) -> dict[str, ResolvedScenario]:
        """The scenarios as they were run, from the files that the result kept.

        Raises InputError if a file cannot be read with the registers and the zone of the setting.
        """
        made = self.results.provenance.zone["id"]
        if made != self.setting.zone.id:
            what = f"The result is about the zone {made}, not {self.setting.zone.id}."
            raise InputError(self.results.id, what, "Name the zone's files with --data.")
        folder = self.results.files / "scenarios"
        return {
            name: self.setting.resolve(str(folder / f"{file_name(name)}.resolved.yaml"))
            for name in self.results.scenarios
        }

    @cached_property
    def contrasts(self) -> list[Contrast]:
        """What each scenario differs in from the reference. Raises InputError as `laws` does."""
        return [self._contrast(self.results.reference, name) for name in self.others]

    @cached_property
    def nearest(self) -> list[Contrast]:
        """What each scenario differs in from that scenario before it which it differs least from.

        Raises InputError as `laws` does.
        """
        return list(self._nearest())

    def _nearest(self) -> Iterator[Contrast]:
        for place, name in enumerate(self.results.scenarios[1:], start=1):
            found = [self._contrast(each, name) for each in self.results.scenarios[:place]]
            yield min(found, key=lambda each: len(each.differences))

    def _contrast(self, one: str, other: str) -> Contrast:
        laws = self.laws
        found = self.setting.differences(laws[one], laws[other], self.language)
        return Contrast(one, other, tuple(found))
