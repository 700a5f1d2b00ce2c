"""Methods of a report, from provenance and store, under the headings of STRESS and ODD.

STRESS is the guideline for reporting simulation studies (Monks et al. 2019, Journal of Simulation
13), ODD the protocol for agent-based models (Grimm et al. 2020, JASSS 23).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from sim.analysis.family import headline
from sim.core import strict_yaml
from sim.measure.register import indicator
from sim.report import captions
from sim.report.paper.parts import Facts, Grid, Heading, Part, Section, Text
from sim.report.paper.precision import precision
from sim.report.paper.subject import Subject
from sim.report.table import Table
from sim.zone.resolution import RESOLUTIONS

_FILE = Path(__file__).with_name("methods.yaml")
_LONGEST = 200  # signs of a message
_KINDS = ("lever", "assumption", "clause")


def methods(subject: Subject) -> Section:
    """Return the section on methods."""
    told = _Teller(subject)
    parts: list[Part] = [Text(told.text("lead"))]
    for heading, found in (
        ("objectives", told.objectives()),
        ("logic", told.logic()),
        ("data", told.data()),
        ("experimentation", told.experimentation()),
        ("implementation", told.implementation()),
        ("access", told.access()),
    ):
        parts += [Heading(told.word("headings", heading)), *found]
    return Section("methods", told.word("headings", "section"), tuple(parts))


@lru_cache(maxsize=1)
def _words() -> Mapping[str, Any]:
    return strict_yaml.read(_FILE).data


class _Teller:
    """Says the facts of one result."""

    def __init__(self, subject: Subject) -> None:
        self.subject, self.results = subject, subject.results
        self.made, self.language = subject.results.provenance, subject.language

    def word(self, group: str, name: str) -> Any:
        return _words()[group][name][self.language]

    def text(self, name: str, **values: Any) -> str:
        return self.word("texts", name).format(**values)

    def fact(self, name: str, **values: Any) -> tuple[str, str]:
        return self.word("terms", name), self.text(name, **values)

    def listed(self, names: Iterable[str]) -> str:
        return ("、" if self.language == "zh" else ", ").join(names)

    def pairs(self, values: Mapping[str, Any]) -> str:
        return self.listed(f"{name} {value}" for name, value in values.items())

    def objectives(self) -> list[Part]:
        labels = [indicator(name).label[self.language] for name in headline(self.results)]
        which = self.word("names", "declared" if self.made.headline else "registered")
        pairs = [self.fact("purpose")]
        if question := self.subject.wording(self.subject.experiment.get("question")):
            pairs.append(self.fact("aim", question=question))
        at = self.listed(self.subject.at)
        pairs.append(self.fact("outputs", which=which, names=self.listed(labels), at=at))
        return [Facts(tuple(pairs))]

    def logic(self) -> list[Part]:
        made, zone = self.made, self.made.zone
        first, last = self.results.period
        grain = RESOLUTIONS[made.resolution]
        steps = self.subject.setting.quarter
        stages = [getattr(step, "name", None) or step.__name__ for step in steps]
        places = {"parks": len(zone["parks"]) - 1, "industries": len(zone["industries"])}
        scales = {
            "first": made.first,
            "last": made.last,
            "count": last - first + 1,
            "resolution": captions.resolution(made.resolution, self.language),
            "inside": grain.parks,
            "rest": grain.rest,
            "people": grain.talents,
        }
        pairs = (
            self.fact("entities", **places),
            self.fact("scales", **scales),
            self.fact("process", count=len(stages), stages=self.listed(stages)),
            self.fact("concepts"),
            self.fact("submodels"),
        )
        return [Facts(pairs)]

    def data(self) -> list[Part]:
        made, registers = self.made, self.subject.registers
        counts = {"levers": len(registers.levers), "assumptions": len(registers.assumptions)}
        pairs = [
            self.fact("zone", zone=self.subject.wording(made.zone["name"]), data=made.data),
            self.fact("registers", registers=made.registers, **counts),
            self.fact("drawn" if made.uncertainty == "start" else "start"),
        ]
        if made.own:
            pairs.append(self.fact("own", list=self.pairs(made.own)))
        return [Facts(tuple(pairs))]

    def experimentation(self) -> list[Part]:
        counts = self.results.completeness().drop(columns="scenario").sum()
        first, last = self.results.period
        design = {
            "method": self.word("names", self.subject.method),
            "scenarios": len(self.results.scenarios),
            "rows": self.results.rows,
            "replicates": self.made.replicates,
            "seed": self.made.seed,
            "random": self.word("names", self.subject.experiment.get("random", "common")),
        }
        pairs = (
            self.fact("design", **design),
            self.fact("length", count=last - first + 1),
            self.fact("runs", **{str(name): f"{int(n):,}" for name, n in counts.items()}),
            self.fact("estimation"),
        )
        parts: list[Part] = [Facts(pairs), *precision(self.subject)]
        if factors := self.subject.experiment.get("factors"):
            parts.append(Grid(self._factors(factors), words=True))
        failures = self.results.failures()
        if not failures.empty:
            parts += [Text(self.text("lost")), Grid(self._failures(failures), words=True)]
        return parts

    def implementation(self) -> list[Part]:
        made, unknown = self.made, self.word("names", "unknown")
        pairs = (
            self.fact("software", list=self.pairs(made.versions)),
            self.fact("model", dynamics=made.dynamics, lock=made.lock or unknown),
            self.fact("numbers", content=made.content or unknown),
        )
        return [Facts(pairs)]

    def access(self) -> list[Part]:
        date = self.made.date.replace("T", " ").removesuffix("Z")
        version = self.made.versions.get("parksim", "")
        pairs = (
            self.fact("access", version=version),
            self.fact("record", id=self.made.id, date=date),
        )
        return [Facts(pairs)]

    def _factors(self, factors: Iterable[Mapping[str, Any]]) -> Table:
        registers, rows = self.subject.registers, []
        for each in factors:
            kind = next(key for key in _KINDS if key in each)
            held: Mapping[str, Any] = getattr(registers, f"{kind}s")
            entry = held.get(each[kind])
            name, unit = str(each["name"]), ""
            if entry is not None:
                label = entry.heading if kind == "clause" else entry.label
                name = f"{label.of(self.language)} · {name}"
                unit = "" if kind == "clause" else entry.unit
            varied = self.pairs(
                {family: self.listed(map(str, v)) for family, v in _distribution(each).items()}
            )
            where = self.listed(each.get("where") or [self.word("names", "everywhere")])
            rows.append((self.word("names", kind), name, unit, varied, where))
        columns = tuple(self.word("tables", "factor"))
        return Table(self.word("tables", "factors"), columns, tuple(rows))

    def _failures(self, failures: pd.DataFrame) -> Table:
        rows = tuple(
            (row["kind"], row["scenario"], "", str(row["replicate"]), row["quarter"], row["stage"],
             " ".join(str(row["message"]).split())[:_LONGEST])
            for row in failures.to_dict("records")
        )  # fmt: skip
        columns = tuple(self.word("tables", "failure"))
        return Table(self.word("tables", "failures"), columns, rows)


def _distribution(factor: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return the family that a factor is drawn from with its parameters."""
    found = factor.get("dist", {})
    if not isinstance(found, Mapping):
        return {str(found): []}
    return {name: v if isinstance(v, list) else [v] for name, v in found.items()}
