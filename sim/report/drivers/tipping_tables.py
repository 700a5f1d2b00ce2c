"""A tipping point in a sentence, and the table of the points that were sampled."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.core import quarters as calendar
from sim.measure.register import indicators
from sim.policy.registers import Registers
from sim.report.scale import MINUS, Scale, scale
from sim.report.table import Table

_WORDS: dict[str, dict[str, Any]] = {
    "en": {
        "probability": "The probability of {name} in {quarter}",
        "difference": "The effect on {name} in {quarter}",
        "level": "{name} in {quarter}",
        "half": "one half", "zero": "zero",
        "at": "at {factor} of {value} {interval}{unit}",
        "between": "at {factor} between {low} and {high}{unit}",
        "crossing": "{what} crosses {level} {where}: it {turn}.",
        "up": "rises through it", "down": "falls through it",
        "none": "{what} does not cross {level} for {factor} from {low} to {high}{unit}: it stays"
                " {side} it at all {points} points.",
        "open": "Whether {what} crosses {level} for {factor} from {low} to {high}{unit} cannot be"
                " told with {replicates} replicates.",
        "above": "above", "below": "below",
        "wide": "The interval is wider than ±{precision}, which was asked for; {replicates}"
                " replicates were the most.",
        "more": "It crosses again between {low} and {high}.",
        "interval": "Interval 95 %, over replicates under common luck: {replicates} replicates of"
                    " the last {window} points, {points} points and {runs} runs in all.",
        "lost": "{failed} runs failed and are left out.",
        "title": "Points that were sampled: {what}",
        "columns": ("Quarter", "{factor}", "Unit", "Mean", "95 % interval", "Replicates"),
    },
    "zh": {
        "probability": "{quarter}{name}的实现概率",
        "difference": "{quarter}对{name}的影响",
        "level": "{quarter}的{name}",
        "half": "二分之一", "zero": "零",
        "at": "{factor}为{value}{interval}{unit}",
        "between": "{factor}在{low}与{high}{unit}之间",
        "crossing": "{what}越过{level}之处：{where}，{turn}。",
        "up": "由低转高", "down": "由高转低",
        "none": "{factor}取{low}至{high}{unit}时，{what}不越过{level}：在全部{points}个取值上"
                "均{side}该值。",
        "open": "{replicates}次模拟无法判断：{factor}取{low}至{high}{unit}时，"
                "{what}是否越过{level}。",
        "above": "高于", "below": "低于",
        "wide": "区间宽于要求的±{precision}；已达{replicates}次模拟上限。",
        "more": "在{low}与{high}之间再次越过。",
        "interval": "95%区间，相同随机数下的{replicates}次模拟，最后{window}个取值；"
                    "共{points}个取值、{runs}次模拟。",
        "lost": "{failed}次模拟失败，已剔除。",
        "title": "取样结果：{what}",
        "columns": ("季度", "{factor}", "单位", "均值", "95%区间", "模拟次数"),
    },
}  # fmt: skip


class TippingPoint:
    """A tipping point as people read it.

    found      `sim.search.tipping.Tipping`      registers  with the labels of levers and targets
    """

    def __init__(self, found: Any, registers: Registers, language: str = "en") -> None:
        self.found, self.registers, self.language = found, registers, language
        self.words = _WORDS[language]
        question = found.question
        unit = question.factor.unit
        self.unit = f" {unit}" if unit not in ("", "-") else ""
        self.digits = _digits(question)

    @property
    def sentences(self) -> list[str]:
        """The answer, then what must be read with it."""
        found, words = self.found.crossing, self.words
        question = self.found.question
        named = {
            "what": self._what(), "level": self._level(), "factor": self._factor(),
            "unit": self.unit, "replicates": found.replicates, "points": found.points,
        }  # fmt: skip
        ends = {"low": self._number(question.low), "high": self._number(question.high)}
        if found.found != "crossing":
            side = words["above" if found.sign > 0 else "below"]
            return [_capital(words[found.found].format(side=side, **named, **ends)), *self._notes()]
        if question.values and found.precise:
            below = max((v for v in question.values if v <= found.value), default=question.low)
            above = min((v for v in question.values if v > found.value), default=question.high)
            bounds = {"low": self._number(below), "high": self._number(above)}
            where = words["between"].format(**named, **bounds)
        else:
            bracket = f"[{self._number(found.low)}, {self._number(found.high)}]"
            value = self._number(found.value)
            where = words["at"].format(value=value, interval=bracket, **named)
        turn = words["up" if found.rising else "down"]
        said = [_capital(words["crossing"].format(where=where, turn=turn, **named))]
        for low, high in found.others:
            said.append(words["more"].format(low=self._number(low), high=self._number(high)))
        if not found.precise:
            precision = f"{question.precision:g}"
            said.append(words["wide"].format(precision=precision, replicates=found.replicates))
        return [*said, *self._notes()]

    @property
    def table(self) -> Table:
        """Every point that was sampled."""
        question = self.found.question
        by = Scale(1.0, "", 2)
        if question.target is None:
            size = float(np.nanmax(self.found.samples["mean"].abs()))
            by = scale(indicators()[question.indicator], size, self.language).finer(size)
        signed = question.of == "difference"
        rows = []
        for row in self.found.samples.to_dict("records"):
            low, high = by.show(row["low"], signed), by.show(row["high"], signed)
            value = row["value"] if isinstance(row["value"], str) else self._number(row["value"])
            head = (row["quarter"], value, by.unit, by.show(row["mean"], signed))
            rows.append((*head, f"[{low}, {high}]", str(row["replicates"])))
        columns = tuple(each.format(factor=self._factor()) for each in self.words["columns"])
        title = self.words["title"].format(what=self._what())
        return Table(title, columns, tuple(rows), tuple(self.sentences))

    def _notes(self) -> list[str]:
        crossing, words = self.found.crossing, self.words
        sizes = {"replicates": crossing.replicates, "window": len(crossing.window)}
        said = [words["interval"].format(points=crossing.points, runs=self.found.runs, **sizes)]
        if self.found.failed:
            said.append(words["lost"].format(failed=self.found.failed))
        return said

    def _what(self) -> str:
        question = self.found.question
        name = indicators()[question.indicator].label[self.language]
        if question.target is not None:
            name = f"{question.target.id} {question.target.heading.of(self.language)}"
        quarter = calendar.text(question.quarter)
        said = self.words[question.of].format(name=name, quarter=quarter)
        return said[0].lower() + said[1:] if question.of != "level" else said

    def _level(self) -> str:
        question = self.found.question
        if question.target is not None and question.value == 0.5:
            return self.words["half"]
        return self.words["zero"] if question.value == 0.0 else f"{question.value:g}"

    def _factor(self) -> str:
        factor = self.found.question.factor
        if factor.kind in ("start", "ramp"):
            return factor.name
        held: Any = self.registers.levers.get(factor.subject)
        if held is None:
            held = self.registers.assumptions.get(factor.subject)
        if held is None:
            return factor.name
        label = held.label.of(self.language)
        return label[0].lower() + label[1:] if self.language == "en" else label

    def _number(self, value: float) -> str:
        if self.found.question.factor.kind == "start":
            return calendar.text(round(value))
        return f"{value:.{self.digits}f}".replace("-", MINUS)


def _digits(question: Any) -> int:
    """Return the digits after the point that the precision asks for."""
    if question.values and all(each == int(each) for each in question.values):
        return 0 if question.precision >= 0.5 else 1
    return max(0, 1 - math.floor(math.log10(question.precision)))


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
