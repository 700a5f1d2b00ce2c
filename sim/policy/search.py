"""Finding entries of the registers by a word in English or Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sim.core.label import Label

_CHINESE = re.compile(r"[一-鿿]")
_WORD = re.compile(r"[a-z0-9]+|[一-鿿]+")
_LEAST = 20.0  # score below which an entry is no hit
_ASSUMPTION = 0.9  # what the policy sets comes before what we assume


class Hit(NamedTuple):
    """One entry that a search found.

    kind     lever, assumption, clause, definition, target or event
    matched  the text in which the word was found
    score    0 to 100; 100 is the id itself
    """

    kind: str
    id: str
    label: Label
    matched: str
    score: float


class _Entry(NamedTuple):
    kind: str
    id: str
    label: Label
    names: tuple[str, ...]
    texts: tuple[str, ...]


class Index:
    """All searchable texts of the registers."""

    def __init__(
        self,
        clauses: Mapping[str, Any],
        definitions: Mapping[str, Any],
        targets: Mapping[str, Any],
        events: Mapping[str, Any],
        levers: Mapping[str, Any],
        assumptions: Mapping[str, Any],
    ) -> None:
        self._entries = [
            *(_named("lever", each, _also(each), (each.mechanism,)) for each in levers.values()),
            *(_headed("clause", each) for each in clauses.values()),
            *(_headed("target", each) for each in targets.values()),
            *(
                _named("definition", each, [*each.choices, *_wordings(each.choices.values())])
                for each in definitions.values()
            ),
            *(_named("event", each, (), each.does) for each in events.values()),
            *(
                _named("assumption", each, (each.symbol, *each.index), (each.why,))
                for each in assumptions.values()
            ),
        ]

    def search(self, word: str) -> list[Hit]:
        """Return the entries that a word names, best first; ties keep the registers' order."""
        query = _plain(word)
        if not query:
            return []
        hits = []
        for entry in self._entries:
            score, matched = max(
                (_score(query, text, weight), text)
                for weight, texts in _weighted(entry)
                for text in texts
            )
            score *= _ASSUMPTION if entry.kind == "assumption" else 1.0
            if score >= _LEAST:
                hits.append(Hit(entry.kind, entry.id, entry.label, matched, score))
        return sorted(hits, key=lambda hit: -hit.score)


def _named(kind: str, each: Any, names: Iterable[str], texts: Iterable[str] = ()) -> _Entry:
    return _Entry(kind, each.id, each.label, (*each.label, *filter(None, names)), tuple(texts))


def _headed(kind: str, each: Any) -> _Entry:
    return _Entry(kind, each.id, each.heading, tuple(each.heading), tuple(each.summary))


def _also(lever: Any) -> list[str]:
    return [name for names in lever.also.values() for name in names]


def _wordings(labels: Iterable[Label]) -> list[str]:
    return [wording for label in labels for wording in label]


def _weighted(entry: _Entry) -> tuple[tuple[float, tuple[str, ...]], ...]:
    spoken = entry.id.replace(".", " ").replace("_", " ")
    return (100.0, (entry.id, spoken)), (95.0, entry.names), (50.0, entry.texts)


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").split())


def _score(query: str, text: str, weight: float) -> float:
    """Return how well a text answers a query: all of it, within it, its words, its characters."""
    plain = _plain(text)
    if query == plain:
        return weight
    if _CHINESE.search(query):
        if query in plain:
            return weight * (0.6 + 0.3 * len(query) / len(plain))
        pairs = {query[i : i + 2] for i in range(len(query) - 1)}
        shared = sum(pair in plain for pair in pairs)
        return weight * 0.6 * shared / len(pairs) if shared > len(pairs) / 2 else 0.0
    words = set(_WORD.findall(plain))
    asked = _WORD.findall(query)
    if not asked:
        return 0.0
    if query in plain and all(word in words for word in asked):
        return weight * (0.6 + 0.3 * len(query) / len(plain))
    found = sum(word in words or any(_begins(word, each) for each in words) for word in asked)
    return weight * 0.55 * found / len(asked) if found == len(asked) else 0.0


def _begins(word: str, other: str) -> bool:
    return len(word) >= 4 and other.startswith(word)
