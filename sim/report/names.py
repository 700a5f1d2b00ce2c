"""How tables and figures of drivers call factors, clauses and outputs, in one language."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from sim.analysis.sensitivity.study import DUMMY
from sim.core import units
from sim.core.errors import InputError
from sim.measure.register import indicators
from sim.policy.registers import Registers, load
from sim.report.scale import Scale, scale

PROBABILITY, DIFFERENCE, PAIR = "probability", "difference", " × "
_WORDS = {
    "en": {
        DUMMY: "Dummy", "from": "{label}: start", "over": "{label}: ramp",
        "group": "{label} (group)", "turn": "moves as asked: {label}",
        PROBABILITY: "Probability: {label}", "points": "percentage points",
        "to": "difference to “{reference}”", "level": "level",
        "chance": "probability that the target is met", "quarters": "quarters",
        "unit": "{text} ({unit})", "also": "{label} ({name})",
        "and": ", ",
    },
    "zh": {
        DUMMY: "虚拟因子", "from": "{label}：起始时间", "over": "{label}：过渡期",
        "group": "{label}（组）", "turn": "按要求变动：{label}", PROBABILITY: "概率：{label}",
        "points": "百分点", "to": "与“{reference}”之差", "level": "水平值",
        "chance": "目标实现概率", "quarters": "季度", "unit": "{text}（{unit}）",
        "also": "{label}（{name}）", "and": "、",
    },
}  # fmt: skip


class Names:
    """Names of what a result varies and of what comes out.

    results    of an experiment      language  en or zh
    registers  with the labels; by default the shipped ones, others stand by their ids
    """

    def __init__(self, results: Any, language: str, registers: Registers | None = None) -> None:
        self.results, self.language = results, language
        self.registers = registers or load()
        self.words = _WORDS[language]
        held = results.experiment().get("factors", ())
        self.written = {str(each["name"]): each for each in held}

    def factor(self, name: str) -> str:
        """Return the label of a factor, of a pair or a group of factors, or of the dummy.

        A label that several factors of the result have is followed by the factor's name.
        """
        if name == DUMMY:
            return self.words[DUMMY]
        if PAIR in name and name not in self.written:
            return PAIR.join(map(self.factor, name.split(PAIR)))
        if name.startswith("group ") and name not in self.written:
            return self.words["group"].format(label=name.removeprefix("group "))
        label = self._factor(name)
        if name in self.written and self._labels.count(label) > 1:
            return self.words["also"].format(label=label, name=name)
        return label

    def factor_unit(self, name: str) -> str:
        """Return the unit of a factor's values, empty for words, dates and pure numbers."""
        written = self.written.get(name, {})
        if written.get("moves") == "over":
            return self.words["quarters"]
        entry = self._entry(written)
        if entry is None or written.get("moves") or written.get("sets", "value") != "value":
            return ""
        return self.unit(entry.unit)

    def unit(self, text: str) -> str:
        """Return the wording of a unit of the registers; a pure number has none."""
        try:
            held = units.unit(text)
        except InputError:
            return text
        return "" if held.id in ("-", "choice", "flag", "0/1") else getattr(held, self.language)

    def clause(self, name: str, short: bool = False) -> str:
        """Return the number of a clause with its heading; any other player stands by its name."""
        clause = self.registers.clauses.get(name)
        if clause is None or short:
            return name
        return f"{name} {clause.heading.of(self.language)}"

    def output(self, indicator: str, of: str, quarter: str = "", place: str = "") -> str:
        """Return an output as titles call it: its label, date and place."""
        entry = indicators().get(indicator)
        label = entry.label[self.language] if entry else indicator
        if of == PROBABILITY:
            target = self.registers.targets.get(indicator.partition("_")[0])
            if target is None:
                label = self.words["turn"].format(label=label)
            else:
                label = f"{target.id} {target.heading.of(self.language)}"
            label = self.words[PROBABILITY].format(label=label)
        if place:
            label = f"{label} · {self._place(place)}"
        return f"{label} · {quarter}" if quarter else label

    def of(self, of: str) -> str:
        """Return what is taken of outputs: the difference to the reference, level, probability."""
        if of == DIFFERENCE:
            reference = self.results.title(self.results.reference, self.language)
            return self.words["to"].format(reference=reference)
        return self.words["chance" if of == PROBABILITY else "level"]

    def scale(self, indicator: str, of: str, size: float) -> Scale:
        """Return the scale of an output whose largest number has a size."""
        entry = indicators().get(indicator)
        if of == PROBABILITY or entry is None:
            return Scale(1.0, "", 2)
        found = scale(entry, size, self.language)
        if of == DIFFERENCE and found.unit == "%":
            found = Scale(found.factor, self.words["points"], found.digits)
        return found

    def with_unit(self, text: str, unit: str) -> str:
        """Return a text with its unit in parentheses."""
        return self.words["unit"].format(text=text, unit=unit) if unit else text

    def listed(self, parts: Any) -> str:
        """Return words one after the other."""
        return self.words["and"].join(dict.fromkeys(parts))

    @cached_property
    def _labels(self) -> list[str]:
        return [self._factor(name) for name in self.written]

    def _factor(self, name: str) -> str:
        written = self.written.get(name)
        if written is None:  # dropped by an earlier step; named after what it varies by default
            written = {"lever": name, "assumption": name}
        label = self.clause(name) if "clause" in written else self._label(written) or name
        return self.words.get(str(written.get("moves")), "{label}").format(label=label)

    def _entry(self, written: Any) -> Any:
        lever = self.registers.levers.get(str(written.get("lever")))
        subject, known = str(written.get("assumption")), self.registers.assumptions
        return lever or known.get(subject) or known.get(subject.partition(".")[0])

    def _label(self, written: Any) -> str:
        entry = self._entry(written)
        if entry is None:
            return ""
        part = str(written.get("assumption", "")).partition(".")[2]
        return entry.label.of(self.language) + (f" · {part}" if part else "")

    def _place(self, place: str) -> str:
        try:
            return self.results.park_name(place, self.language)
        except KeyError:
            return place  # an industry stands by its id
