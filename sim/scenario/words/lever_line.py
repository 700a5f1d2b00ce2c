"""A lever's line of quarters in words, as people compare two scenarios by it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sim.core import quarters
from sim.policy.change import Change
from sim.policy.law import Law
from sim.policy.lever import Lever
from sim.policy.line import Line
from sim.scenario.places import Places

_MOST_LINES = 3  # groups of parks that one text names
_MOST_NAMES = 4  # parks or industries that one text names
_WORDS = {
    "en": {
        "from": "{value} from {quarter}", "to": "{value} to {end}", "over": " over {count}",
        "until": " until {quarter}", "in": " in {names}", "for": " for {names}",
        "by_park": "{value} by park", "baseline": "as before", "scale": "x{amount:g}",
        "add": "{amount:+g}", "parks": "{count} parks",
        "industries": "{count} industries", "on": "on", "off": "off", "named": "{names}: {line}",
        "then": "; ", "beside": " / ", "and": ", ",
    },
    "zh": {
        "from": "自{quarter}起为{value}", "to": "{value}至{end}", "over": "（{count}个季度内到位）",
        "until": "，至{quarter}止", "in": "（{names}）", "for": "（{names}）",
        "by_park": "逐园区改为{value}", "baseline": "原值", "scale": "原值的{amount:g}倍",
        "add": "原值{amount:+g}", "parks": "{count}个园区",
        "industries": "{count}个产业", "on": "开", "off": "关", "named": "{names}：{line}",
        "then": "；", "beside": "／", "and": "、",
    },
}  # fmt: skip


def spoken_lines(law: Law, lever: Lever, places: Places, language: str = "en") -> str:
    """Return a lever's line of quarters in words, such as ``60; 70 from 2025Q1``."""
    voice = _Voice(lever, places, language)
    changes = law.changes_of(lever.id)
    by_park = lever.opinion.by_park and lever.clause in law.clauses
    lines = [line for line in law.pieces(lever.id) if line.parks != (0,)]
    if by_park or len(lines) > _MOST_LINES:
        pieces = [voice.value(lever.before_value)]
        if by_park:
            pieces.append(voice.say("by_park", value=voice.value(lever.opinion_value)))
        return voice.say("then").join([*pieces, *map(voice.change, changes)])
    return voice.say("beside").join(voice.line(line, alone=len(lines) == 1) for line in lines)


@dataclass(frozen=True)
class _Voice:
    """Says values, changes and lines of one lever in a language."""

    lever: Lever
    places: Places
    language: str

    def say(self, name: str, **values: object) -> str:
        return _WORDS[self.language][name].format(**values)

    def value(self, value: float) -> str:
        if self.lever.kind == "choice":
            return next(name for name, number in self.lever.choices.items() if number == value)
        if self.lever.kind == "switch":
            return self.say("on" if value else "off")
        return f"{value:.6g}"

    def change(self, change: Change) -> str:
        """Return a change in words, such as ``x1.2 from 2024Q1 over 12 in 3 parks``."""
        if change.kind in ("scale", "add", "baseline"):
            value = self.say(change.kind, amount=change.amount)
        else:
            value = self.value(change.amount)
        words = [self.say("from", value=value, quarter=quarters.text(change.start))]
        if change.over > 1:
            words.append(self.say("over", count=change.over))
        if change.until is not None:
            words.append(self.say("until", quarter=quarters.text(change.until)))
        if change.parks is not None:
            words.append(self.say("in", names=self._parks(change.parks)))
        if change.industries is not None:
            words.append(self.say("for", names=self._industries(change.industries)))
        return "".join(words)

    def line(self, line: Line, alone: bool) -> str:
        """Return a line in words; with the places that it holds for unless it stands alone."""
        pieces: list[tuple[str, str]] = []
        for piece in line.pieces:
            value = self.value(piece.value)
            if piece.end != piece.value:
                value = self.say("to", value=value, end=self.value(piece.end))
            if pieces and pieces[-1][0] == value:
                continue
            since = self.say("from", value=value, quarter=quarters.text(piece.first))
            pieces.append((value, since if pieces else value))
        text = self.say("then").join(each for _, each in pieces)
        if alone:
            return text
        industries = dict.fromkeys(line.industries)
        names = self._industries(industries) if industries else self._parks(line.parks)
        return self.say("named", names=names, line=text)

    def _parks(self, parks: Iterable[int]) -> str:
        chinese = [label.zh for label in self.places.park_labels]
        names = chinese if self.language == "zh" else self.places.park_slugs
        return self._few([names[park - 1] for park in parks if park], "parks")

    def _industries(self, industries: Iterable[int]) -> str:
        chinese = [label.zh for label in self.places.industry_labels]
        names = chinese if self.language == "zh" else self.places.industry_ids
        return self._few([names[each] for each in industries], "industries")

    def _few(self, names: list[str], kind: str) -> str:
        if len(names) <= _MOST_NAMES:
            return self.say("and").join(names)
        return self.say(kind, count=len(names))
