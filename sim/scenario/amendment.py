"""A scenario put together in Python: an immutable overlay on a named one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Any

from sim.policy.registers import Registers
from sim.scenario.forms import SCHEMA
from sim.scenario.library import Library
from sim.scenario.places import Places
from sim.scenario.reading import ScenarioFile, of_data
from sim.scenario.resolve import resolve
from sim.scenario.resolved import ResolvedScenario
from sim.scenario.what_if import spoken, what_if
from sim.scenario.written import yaml_text


@dataclass(frozen=True)
class Scenario:
    """A scenario by id or path with changes of its own; every method returns a new one.

    base  id, derived id or path of the scenario below
    name  id of the result; empty: ``base`` if nothing is changed, else ``base+changed``
    own   what is changed, as a scenario file would hold it
    """

    base: str
    name: str = ""
    own: dict[str, Any] = field(default_factory=dict)
    origins: dict[tuple[str, int], str] = field(default_factory=dict, repr=False, compare=False)

    def change(
        self,
        lever: str,
        value: float | bool | str | None = None,
        *,
        since: str | int,
        scale: float | None = None,
        add: float | None = None,
        over: int = 1,
        until: str | int | None = None,
        parks: Sequence[str] | None = None,
        industries: Sequence[str] | None = None,
        why: str = "",
        beyond_range: bool = False,
    ) -> Scenario:
        """Change a lever: to ``value``, by the factor ``scale`` or by the amount ``add``.

        since, until  first and last quarter, as ``2025Q1`` or a year
        over          quarters in which it is reached in equal steps
        """
        given = {
            "from": since,
            "value": value,
            "scale": scale,
            "add": add,
            "over": None if over == 1 else over,
            "until": until,
            "parks": None if parks is None else list(parks),
            "industries": None if industries is None else list(industries),
            "why": why or None,
            "beyond_range": beyond_range or None,
        }
        entry = {key: each for key, each in given.items() if each is not None}
        return self._with_change(lever, entry, "")

    def what_if(self, *texts: str) -> Scenario:
        """Change levers by lines of text, see `sim.scenario.what_if`. Raises InputError."""
        changed = self
        for text in texts:
            lever, entry = what_if(text)
            changed = changed._with_change(lever, entry, spoken(text))
        return changed

    def assume(
        self, assumption: str, value: float, why: str = "", beyond_range: bool = False
    ) -> Scenario:
        """Give an assumption, or ``id.component``, another value."""
        entry: dict[str, Any] = {"value": value}
        if why:
            entry["why"] = why
        if beyond_range:
            entry["beyond_range"] = True
        return self._with("assumptions", {**self.own.get("assumptions", {}), assumption: entry})

    def event(self, do: str, at: str | int, **details: Any) -> Scenario:
        """Order a registered act at the start of a quarter; details as in a scenario file."""
        return self._with("events", [*self.own.get("events", []), {"at": at, "do": do, **details}])

    def count_as(self, **readings: str) -> Scenario:
        """Choose readings of the targets' definitions."""
        return self._with("count_as", {**self.own.get("count_as", {}), **readings})

    def only(self, *clauses: str) -> Scenario:
        """Let only some clauses of the Opinion stand."""
        return self._with("clauses", {"only": list(clauses)})

    def without(self, *clauses: str) -> Scenario:
        """Let all clauses of the Opinion stand but some."""
        return self._with("clauses", {"without": list(clauses)})

    def until(self, last: str | int, first: str | int = "2023Q1") -> Scenario:
        """Run until another quarter."""
        return self._with("period", {"from": first, "until": last})

    def at_resolution(self, resolution: str) -> Scenario:
        """Run at another resolution: draft, standard or full."""
        return self._with("resolution", resolution)

    def named(self, name: str, title: str | dict[str, str] | None = None) -> Scenario:
        """Give the scenario an id and a title of its own."""
        named = replace(self, name=name)
        return named if title is None else named._with("title", title)

    @property
    def id(self) -> str:
        """Id of the scenario."""
        return self.name or (f"{self.base}+changed" if self.own else self.base)

    def resolve(
        self, registers: Registers, places: Places, library: Library | None = None
    ) -> ResolvedScenario:
        """Look up all its words. Raises InputError with all problems."""
        library = library or Library()
        if not self.own and not self.name:
            return resolve(self.base, library, registers, places)
        base = library.find(self.base)
        return resolve(self.file(base), library.with_file(base), registers, places)

    def file(self, base: ScenarioFile) -> ScenarioFile:
        """Return it as a scenario file that extends its base."""
        data = self._data(base)
        digest = blake2b(yaml_text(data).encode(), digest_size=16).hexdigest()
        return of_data(data, data["id"], digest, self._place)

    def to_yaml(self, library: Library | None = None) -> str:
        """Return it as the text of a scenario file that extends its base."""
        base = (library or Library()).find(self.base)
        return yaml_text(self._data(base))

    def _data(self, base: ScenarioFile) -> dict[str, Any]:
        name = self.name or f"{base.id}+changed"
        return {"schema": SCHEMA, "id": name, "extends": base.id, **self.own}

    def _with(self, key: str, value: Any) -> Scenario:
        return replace(self, own={**self.own, key: value})

    def _with_change(self, lever: str, entry: dict[str, Any], origin: str) -> Scenario:
        policy = self.own.get("policy", {})
        changes = [*policy.get(lever, []), entry]
        changed = self._with("policy", {**policy, lever: changes})
        origins = {**self.origins, (lever, len(changes) - 1): origin} if origin else self.origins
        return replace(changed, origins=origins)

    def _place(self, *keys: str | int) -> str:
        if keys[:1] == ("policy",):
            for (lever, number), origin in self.origins.items():
                if lever == keys[1] and number in (keys[2:3] or (number,)):
                    return origin
        dotted = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys)
        return f"{self.id}  {dotted.removeprefix('.')}".rstrip()
