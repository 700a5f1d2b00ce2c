"""An experiment with all its words looked up: scenarios, what may vary in them, and how often."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sim.core import quarters
from sim.core.errors import InputError, Problem
from sim.core.filling import nearest
from sim.core.label import Label
from sim.measure.register import indicators
from sim.policy.law import Law
from sim.policy.registers import Registers
from sim.scenario.constraint import Constraint, Unreadable, constraint
from sim.scenario.experiment_file import ExperimentFile
from sim.scenario.experiment_form import SCHEMA, DesignForm
from sim.scenario.factor import Factor
from sim.scenario.factor_reading import FactorReading, clause_factors
from sim.scenario.given_rows import given_rows
from sim.scenario.places import Places
from sim.scenario.resolve import in_order
from sim.scenario.resolved import ResolvedScenario
from sim.scenario.written import label_data, yaml_text

REPLICATES = 10  # of scenarios alone
SCREENING = 2  # of every row of a design with factors
_LEVELS = {"quarters": "zone", "parks": "park", "industries": "industry"}
_LIST = DesignForm(method="list")


@dataclass(frozen=True)
class Rule:
    """When replicates are enough.

    least, most  replicates        indicator   whose difference is looked at
    half_width   of its interval, as a share of the mean of the reference
    """

    least: int
    most: int
    indicator: str
    half_width: float


@dataclass(frozen=True)
class Experiment:
    """Scenarios, factors, a design and replicates.

    scenarios   resolved, the first is the reference of every difference
    headline    indicators and targets named before looking        at  quarters of the tables
    until       last quarter of the runs, None: as the scenarios say
    of          ``difference`` to the reference, or ``level``
    constraints between factors        design  how rows of factor values are laid out
    given       values of each row for the methods list and csv, by factor, as numbers
    replicates  worlds that each row is run in, at first if there is a rule for more
    rule        when replicates are enough, or None
    seed        of the luck of all worlds
    random      ``common`` luck for all scenarios, or ``independent``
    uncertainty ``luck``, or ``start``: uncertain start figures are drawn too
    resolution  draft, standard, full; None: the scenarios' own
    keep, limits  what is stored of a run and what it may take, by the names of `sim.runs.specs`
    words       how the experiment names its scenarios
    """

    id: str
    scenarios: tuple[ResolvedScenario, ...]
    title: Label | None = None
    question: Label | None = None
    headline: tuple[str, ...] = ()
    at: tuple[int, ...] = ()
    until: int | None = None
    of: str = "difference"
    factors: tuple[Factor, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    design: DesignForm = _LIST
    given: tuple[tuple[float, ...], ...] = ()
    replicates: int = REPLICATES
    rule: Rule | None = None
    seed: int = 1
    random: str = "common"
    uncertainty: str = "luck"
    resolution: str | None = None
    keep: Mapping[str, Any] = field(default_factory=dict)
    limits: Mapping[str, Any] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = field(default=(), compare=False)

    def to_yaml(self, resolution: str = "") -> str:
        """Return it as the text of an experiment file, with all that it left to defaults.

        resolution  in which it is run
        """
        data: dict[str, Any] = {"schema": SCHEMA, "id": self.id}
        for key, label in (("title", self.title), ("question", self.question)):
            if label is not None:
                data[key] = label_data(label)
        data["scenarios"] = list(self.words or (each.id for each in self.scenarios))
        if self.headline:
            data["headline"] = list(self.headline)
        if self.at:
            data["at"] = [quarters.text(each) for each in self.at]
        if self.until is not None:
            data["until"] = quarters.text(self.until)
        data["of"] = self.of
        if self.factors:
            data["factors"] = [each.data() for each in self.factors]
        if self.constraints:
            data["constraints"] = [each.text for each in self.constraints]
        data["design"] = self.design.model_dump(exclude_none=True)
        if self.factors:
            data["design"].pop("clauses", None)  # they are the factors
        data["replicates"] = self.replicates
        if self.rule is not None:
            stop = {"indicator": self.rule.indicator, "half_width": self.rule.half_width}
            data["replicates"] = {
                "min": self.rule.least,
                "max": self.rule.most,
                "stop_at": {**stop, "share_of": "reference"},
            }
        data |= {"seed": self.seed, "random": self.random, "uncertainty": self.uncertainty}
        data |= {key: dict(each) for key in ("keep", "limits") if (each := getattr(self, key))}
        if resolution or self.resolution:
            data["resolution"] = resolution or self.resolution
        return yaml_text(data)


def experiment(
    file: ExperimentFile,
    scenarios: Sequence[ResolvedScenario],
    laws: Callable[[ResolvedScenario], Law],
    registers: Registers,
    places: Places,
) -> Experiment:
    """Return the experiment of a file.

    scenarios  those that the file names, in its order
    laws       function from a scenario to its law
    Raises InputError with all problems of the file.
    """
    reading = _Reading(file, scenarios, registers)
    scenarios = reading.ended()
    for number, each in enumerate(scenarios):
        if any(each.id == other.id for other in scenarios[:number]):
            what = f'The scenario "{each.id}" stands twice.'
            do = "Delete one of them, or give each its own id."
            reading.problems.append(Problem(file.place("scenarios", number), what, do))
    factors: list[Factor] = []
    try:
        by_id = {each.id: laws(each) for each in scenarios}
    except InputError as error:
        raise InputError([*file.problems, *error.problems]) from None
    words = dict(zip(file.head.scenarios, [each.id for each in scenarios], strict=True))
    found = FactorReading(file, scenarios, words, by_id, registers, places)
    factors = found.factors()
    reading.problems.extend(found.problems)
    if file.design.method == "attribution":
        factors, problems = clause_factors(file, factors, scenarios, registers)
        reading.problems.extend(problems)
    constraints = reading.constraints(factors) if len(factors) >= len(file.factors) else ()
    given: tuple[tuple[float, ...], ...] = ()
    if not reading.problems and file.design.method in ("list", "csv"):
        given, problems = given_rows(file, factors)
        reading.problems.extend(problems)
    headline, at, rule = reading.headline(), reading.at(), reading.rule()
    keep, of = reading.keep(), reading.of()
    if reading.problems or file.problems:
        raise InputError(in_order([*file.problems, *reading.problems]))
    head = file.head
    usual, seconds = SCREENING if factors else REPLICATES, float(head.limits.seconds)
    return Experiment(
        id=file.id,
        title=file.title,
        question=file.question,
        scenarios=tuple(scenarios),
        headline=headline,
        at=at,
        until=file.until,
        of=of,
        factors=tuple(factors),
        constraints=constraints,
        design=file.design,
        given=given,
        replicates=rule.least if rule else head.replicates or usual,
        rule=rule,
        seed=head.seed,
        random=head.random,
        uncertainty=head.uncertainty,
        resolution=head.resolution,
        keep=keep,
        limits={
            "seconds": int(seconds) if seconds.is_integer() else seconds,
            "memory": file.memory,
            "retries": head.limits.retries,
        },
        words=tuple(head.scenarios),
    )


class _Reading:
    """Looks up the single words of an experiment file; what is wrong is collected."""

    def __init__(
        self, file: ExperimentFile, scenarios: Sequence[ResolvedScenario], registers: Registers
    ) -> None:
        self.file, self.scenarios, self.registers = file, scenarios, registers
        self.problems: list[Problem] = []

    def ended(self) -> Sequence[ResolvedScenario]:
        """Return the scenarios over the period of the file."""
        try:
            place = self.file.place("until")
            self.scenarios = [each.ending(self.file.until, place) for each in self.scenarios]
        except InputError as error:
            self.problems += error.problems
        return self.scenarios

    def headline(self) -> tuple[str, ...]:
        known = [*indicators(), *self.registers.targets]
        for number, name in enumerate(self.file.head.headline):
            place = self.file.place("headline", number)
            if name not in known:
                what = f'There is no indicator or target "{name}".'
                self._wrong(place, what, nearest(name, known, "See: parksim show indicators"))
            elif name in self.file.head.headline[:number]:
                self._wrong(place, f"{name} stands twice.", "Delete one of them.")
        return tuple(self.file.head.headline)

    def at(self) -> tuple[int, ...]:
        first = max(each.first for each in self.scenarios)
        last = min(each.last for each in self.scenarios)
        for number, quarter in enumerate(self.file.at):
            if not first <= quarter <= last:
                what = f"{quarters.text(quarter)} is outside the period of the scenarios."
                span = f"{quarters.text(first)} to {quarters.text(last)}"
                place = self.file.place("at", number)
                self._wrong(place, what, f"Choose quarters from {span}.")
        return self.file.at

    def of(self) -> str:
        """Return difference or level; one scenario alone has no difference."""
        head = self.file.head
        if len(self.scenarios) > 1:
            return head.of
        if head.of == "difference" and "of" in head.model_fields_set:
            what = "One scenario alone differs from nothing."
            self._wrong(self.file.place("of"), what, "Write of: level, or name two scenarios.")
        return "level"

    def rule(self) -> Rule | None:
        form = self.file.rule
        if form is None:
            return None
        name, place = form.stop_at.indicator, self.file.place("replicates", "stop_at", "indicator")
        if name not in indicators():
            do = nearest(name, list(indicators()), "See: parksim show indicators")
            self._wrong(place, f'There is no indicator "{name}".', do)
        if form.min > form.max:
            what = f"At least {form.min} and at most {form.max} replicates cannot be."
            self._wrong(self.file.place("replicates"), what, "Let min be no more than max.")
        if len(self.scenarios) < 2:
            what = "The rule looks at a difference, and there is one scenario alone."
            self._wrong(self.file.place("replicates"), what, "Give a number of replicates.")
        return Rule(form.min, form.max, name, form.stop_at.half_width)

    def keep(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in self.file.head.keep.model_dump().items():
            found[key] = tuple(value) if isinstance(value, list) else value
            for number, name in enumerate(value if isinstance(value, list) else ()):
                known = [i for i, each in indicators().items() if _LEVELS[key] in each.levels]
                if name not in known:
                    what = f'"{name}" is no indicator by {_LEVELS[key]}.'
                    do = nearest(name, known, "See: parksim show indicators")
                    self._wrong(self.file.place("keep", key, number), what, do)
        return found

    def constraints(self, factors: Sequence[Factor]) -> tuple[Constraint, ...]:
        heard = {each.name: each.heard for each in factors}
        found = []
        for number, text in enumerate(self.file.head.constraints):
            try:
                found.append(constraint(text, heard))
            except Unreadable as error:
                self._wrong(self.file.place("constraints", number), error.what, error.do)
        return tuple(found)

    def _wrong(self, place: str, what: str, do: str) -> None:
        self.problems.append(Problem(place, what, do))
