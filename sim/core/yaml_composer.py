"""The composer behind `strict_yaml`: from the parser's events to plain data with positions.

Nothing is built but dict, list, str, int, float, bool and None, so a tag can name no class and an
alias can repeat nothing. What is refused is collected with its place, and reading goes on.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from sim.core.errors import Problem

Key = str | int
Marks = dict[tuple[Key, ...], tuple[int, int]]

DEEPEST = 40  # nested lists and mappings
LONGEST_NUMBER = 40  # characters
MOST_VALUES = 100_000  # in one file

_NULL = {"", "~", "null", "Null", "NULL"}
_TRUE, _FALSE = {"true", "True", "TRUE"}, {"false", "False", "FALSE"}
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")

# The parser meets a few malformed texts with an error of Python instead of its own.
_STUMBLES = (YAMLError, ValueError, OverflowError, LookupError, AssertionError, AttributeError)


class _Stop(Exception):
    """The rest of the text is not worth reading."""


class Composer:
    """Composes one document.

    problems  what is wrong with the text, each with its place
    marks     line and column, both from 1, of every key and of every item of a list
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.marks: Marks = {}
        self._keys: list[Key] = []
        self._dotted: list[str] = []
        self._skipping = 0
        self._values = 0

    def compose(self, text: str) -> Any:
        """Return the data of the only document of a text; what is refused becomes a problem."""
        data, documents = None, 0
        try:
            events = iter(YAML(typ="safe", pure=True).parse(text))
            for event in events:
                if isinstance(event, DocumentStartEvent):
                    documents += 1
                    self._check_start(event, documents)
                elif isinstance(event, NodeEvent):
                    data = self._node(event, events)
        except _Stop:
            return None
        except MarkedYAMLError as error:
            self._report_syntax(error)
        except _STUMBLES as error:
            self._report_stumble(error, text)
        if data is None and not self.problems:
            self.problems.append(Problem(self.name, "This file is empty.", "Write a document."))
        return data

    def _check_start(self, event: Any, number: int) -> None:
        if number > 1:
            self._report(event, "A second document starts here.", "Keep one document in a file.")
            raise _Stop
        if event.version not in (None, (1, 2)) or event.tags:
            self._report(event, "Directives (lines with %) are refused.", "Delete the line.")

    def _node(self, event: Any, events: Iterator[Any]) -> Any:
        self._values += 1
        if self._values > MOST_VALUES:
            what = f"More than {MOST_VALUES:,} values stand in this file."
            self._report(event, what, "Split the file.")
            raise _Stop
        if isinstance(event, AliasEvent):
            self._report(event, f'The alias "*{event.anchor}" is refused.', "Write the value out.")
            return None
        if event.anchor is not None:
            what = f'The anchor "&{event.anchor}" is refused.'
            self._report(event, what, "Delete it and write repeated values out.")
        if event.tag is not None:
            tag = str(event.tag).replace("tag:yaml.org,2002:", "!!")
            self._report(event, f'The tag "{tag}" is refused.', "Files hold data only; delete it.")
        if isinstance(event, ScalarEvent):
            return self._scalar(event)
        if len(self._keys) + self._skipping >= DEEPEST:
            self._report(event, f"More than {DEEPEST} levels are nested.", "Flatten the file.")
            raise _Stop
        self.marks.setdefault(tuple(self._keys), _position(event))
        if isinstance(event, SequenceStartEvent):
            return self._sequence(events)
        return self._mapping(events)

    def _sequence(self, events: Iterator[Any]) -> list[Any]:
        items: list[Any] = []
        for event in events:
            if isinstance(event, SequenceEndEvent):
                break
            number = len(items)
            items.append(self._below(number, f"[{number}]", event, event, events))
        return items

    def _mapping(self, events: Iterator[Any]) -> dict[Key, Any]:
        mapping: dict[Key, Any] = {}
        for event in events:
            if isinstance(event, MappingEndEvent):
                break
            key = self._key(event, events)
            value = next(events)
            if key in mapping:
                first = self.marks[(*self._keys, key)][0]
                what = f'The key "{key}" stands twice; the first is in line {first}.'
                self._report(event, what, "Delete one of them.", f".{key}")
                self._skip(value, events)
            else:
                mapping[key] = self._below(key, f".{key}", event, value, events)
        return mapping

    def _below(self, key: Key, dotted: str, start: Any, event: Any, events: Iterator[Any]) -> Any:
        self._keys.append(key)
        self._dotted.append(dotted)
        self.marks[tuple(self._keys)] = _position(start)
        value = self._node(event, events)
        self._keys.pop()
        self._dotted.pop()
        return value

    def _skip(self, event: Any, events: Iterator[Any]) -> None:
        """Pass over a node whose positions and problems are of no use."""
        marks, problems = self.marks, self.problems
        self.marks, self.problems = {}, []
        self._skipping += 1
        try:
            self._node(event, events)
        finally:
            self._skipping -= 1
            self.marks, self.problems = marks, problems

    def _key(self, event: Any, events: Iterator[Any]) -> Key:
        substitute = f"key in line {event.start_mark.line + 1}"
        if isinstance(event, AliasEvent):
            self._node(event, events)
            return substitute
        if not isinstance(event, ScalarEvent):
            self._report(event, "A list or mapping is no key.", "Write a text as key.")
            self._skip(event, events)
            return substitute
        key = self._node(event, events)
        if event.style is None and event.value == "<<":
            self._report(event, 'The merge key "<<" is refused.', "Write the keys out.")
        if isinstance(key, (str, int)) and not isinstance(key, bool):
            return key
        what = f'"{event.value}" is no key.' if event.value else "A key is missing here."
        self._report(event, what, "Write a text as key, in quotes where needed.")
        return event.value or substitute

    def _scalar(self, event: Any) -> Any:
        text = event.value
        if event.style is not None:
            return text
        if text in _NULL:
            return None
        if text in _TRUE or text in _FALSE:
            return text in _TRUE
        if _NOT_FINITE.fullmatch(text):
            self._report(event, f'"{text}" is no finite number.', "Write a finite number.")
            return 0.0
        if not _NUMBER.fullmatch(text) and not _INTEGER.fullmatch(text):
            return text
        if len(text) > LONGEST_NUMBER:
            self._report(event, "This number is too long.", "Write it shorter, as 1.5e6.")
            return 0.0
        if _INTEGER.fullmatch(text):
            return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
        number = float(text)
        if not math.isfinite(number):
            self._report(event, f'"{text}" is too large for a number.', "Write a finite number.")
            return 0.0
        return number

    def _report(self, event: Any, what: str, do: str, below: str = "") -> None:
        line, column = _position(event)
        dotted = ("".join(self._dotted) + below).removeprefix(".")
        place = f"{self.name}:{line}:{column}  {dotted}".rstrip()
        self.problems.append(Problem(place, what, do))

    def _report_syntax(self, error: MarkedYAMLError) -> None:
        what = error.problem or error.context or "the text is malformed"
        do = "Check brackets, quotes and indentation in this line and the one before."
        if "'\\t'" in what:
            what, do = "a tab stands here", "Indent with spaces."
        elif "mapping values are not allowed" in what:
            what = "a second colon stands here, or the indentation is wrong"
            do = "Put texts with a colon in quotes; indent the keys of one mapping alike."
        elif "cannot start any token" in what:
            do = "Put the text in quotes."
        mark = error.problem_mark or error.context_mark
        place = f"{self.name}:{mark.line + 1}:{mark.column + 1}" if mark else self.name
        self.problems.append(Problem(place, f"This is not YAML: {what}.", do))

    def _report_stumble(self, error: BaseException, text: str) -> None:
        place, what = self.name, str(error) or type(error).__name__
        position = getattr(error, "position", None)
        code = getattr(error, "character", None)
        if isinstance(position, int) and isinstance(code, int):
            line = text.count("\n", 0, position) + 1
            place = f"{self.name}:{line}:{position - text.rfind('\n', 0, position)}"
            what = f"the character U+{code:04X} is not allowed"
        self.problems.append(Problem(place, f"This is not YAML: {what}.", "Correct the text."))


def _position(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1
