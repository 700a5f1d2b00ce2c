"""Numbers as people read them: a unit of fitting size and the digits that carry information."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

MINUS, MISSING = "\u2212", "–"
_LARGER = {
    "en": {
        "million yuan": ((1e6, "trillion yuan"), (1e3, "billion yuan")),
        "persons": ((1e6, "million persons"), (1e4, "thousand persons")),
        "firms": ((1e6, "million firms"), (1e4, "thousand firms")),
        "m2": ((1e6, "million m²"), (1e4, "thousand m²")),
    },
    "zh": {
        "百万元": ((1e6, "万亿元"), (1e2, "亿元")),
        "人": ((1e4, "万人"),),
        "家": ((1e4, "万家"),),
        "平方米": ((1e8, "亿平方米"), (1e4, "万平方米")),
    },
}
_WHOLE = ("persons", "firms", "m2", "人", "家", "平方米")


@dataclass(frozen=True)
class Scale:
    """How numbers of one indicator are shown.

    factor  what a number is divided by      unit  in which it then stands
    digits  after the point
    """

    factor: float
    unit: str
    digits: int

    def show(self, value: float, signed: bool = False) -> str:
        """Return a number as text; a missing one is a dash."""
        if not math.isfinite(value):
            return MISSING
        shown = round(value / self.factor, self.digits) + 0.0
        text = f"{shown:+,.{self.digits}f}" if signed and shown else f"{shown:,.{self.digits}f}"
        return text.replace("-", MINUS)

    def finer(self, size: float) -> Scale:
        """Return the scale for differences of some size: two digits that carry information."""
        if not size > 0.0:
            return self
        needed = 1 - math.floor(math.log10(size / self.factor))
        return Scale(self.factor, self.unit, min(max(self.digits, needed), self.digits + 3))


def scale(indicator: Any, size: float, language: str = "en") -> Scale:
    """Return the scale for an indicator whose largest number has a given size.

    indicator  entry of the register of indicators      size  largest absolute value shown
    """
    unit = indicator.unit[language]
    if indicator.unit["en"] == "share":
        return Scale(0.01, "%", max(1, indicator.digits - 2))
    for begin, steps in _LARGER[language].items():
        if not _begins(unit, begin, language):
            continue
        for factor, larger in steps:
            if size >= factor:
                by = 1e3 if larger.startswith("thousand") else factor
                return Scale(by, larger + unit[len(begin) :], 2 if size / by < 100 else 1)
    digits = indicator.digits if not unit.startswith(_WHOLE) else 0
    if digits == 0 and size < 100:
        digits = 1  # a mean of small counts is no whole number
    if 0.0 < size < 1.0 and not unit.startswith(_WHOLE):
        digits = min(6, max(digits, 2 - math.floor(math.log10(size))))  # three that carry something
    return Scale(1.0, "" if unit in ("-", "—") else unit, digits)


def percent(value: float, digits: int = 2) -> str:
    """Return a share as a signed percentage."""
    return Scale(0.01, "%", digits).show(value, signed=True) + (
        " %" if math.isfinite(value) else ""
    )


def _begins(unit: str, begin: str, language: str) -> bool:
    rest = unit[len(begin) :]
    return unit.startswith(begin) and (language == "zh" or rest == "" or rest.startswith(" "))
