"""The names of a zone: which park, industry or district a word of a scenario means."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.core.errors import InputError
from sim.core.label import Label
from sim.zone.folder import Rows


@dataclass(frozen=True)
class Gazetteer:
    """Names of parks (1 to P in the order of parks.csv), industries (0 to K-1) and districts."""

    park_ids: tuple[str, ...]
    park_slugs: tuple[str, ...]
    park_labels: tuple[Label, ...]
    park_tags: tuple[frozenset[str], ...]
    industry_ids: tuple[str, ...]
    industry_labels: tuple[Label, ...]
    district_slugs: tuple[str, ...]
    district_labels: tuple[Label, ...]
    districts: np.ndarray
    _parks: Mapping[str, int]
    _industries: Mapping[str, int]

    @classmethod
    def of(cls, parks: Rows, industries: Rows, districts: Rows) -> Gazetteer:
        """Collect the names of the rows of parks.csv, industries.csv and districts.csv."""
        labels = tuple(map(Label, parks["name_en"], parks["name_zh"]))
        words: dict[str, int] = {}
        for number, names in enumerate(
            zip(parks["id"], parks["slug"], parks["name_en"], parks["name_zh"], strict=True), 1
        ):
            for name in names:
                words.setdefault(_plain(name), number)
        kinds: dict[str, int] = {}
        for number, names in enumerate(
            zip(industries["id"], industries["name_en"], industries["name_zh"], strict=True)
        ):
            for name in names:
                kinds.setdefault(_plain(name), number)
        slugs = tuple(districts["slug"])
        rows = np.array([-1] + [slugs.index(slug) for slug in parks["district"]], np.int64)
        rows.flags.writeable = False
        return cls(
            park_ids=tuple(parks["id"]),
            park_slugs=tuple(parks["slug"]),
            park_labels=labels,
            park_tags=tuple(frozenset(tags.split("|")) - {""} for tags in parks["tags"]),
            industry_ids=tuple(industries["id"]),
            industry_labels=tuple(map(Label, industries["name_en"], industries["name_zh"])),
            district_slugs=slugs,
            district_labels=tuple(map(Label, districts["name_en"], districts["name_zh"])),
            districts=rows,
            _parks=words,
            _industries=kinds,
        )

    @property
    def park_count(self) -> int:
        """Number of parks, the rest of the city not counted."""
        return len(self.park_ids)

    @property
    def industry_count(self) -> int:
        """Number of industries."""
        return len(self.industry_ids)

    @property
    def tags(self) -> tuple[str, ...]:
        """All tags of parks, in the order of the alphabet."""
        return tuple(sorted(frozenset().union(*self.park_tags)))

    def park_names(self, language: str) -> tuple[str, ...]:
        """Return the names of the parks in ``en`` or ``zh``."""
        return tuple(label.of(language) for label in self.park_labels)

    def industry_names(self, language: str) -> tuple[str, ...]:
        """Return the names of the industries in ``en`` or ``zh``."""
        return tuple(label.of(language) for label in self.industry_labels)

    def parks(self, word: str, place: str = "") -> tuple[int, ...]:
        """Return the parks a word means: an id, a slug, a name in either language, ``tag:x``.

        place  where the word stands, for the message
        Raises InputError with the nearest name.
        """
        word = str(word)
        if word.startswith("tag:"):
            tag = word.removeprefix("tag:").strip()
            if tag in self.tags:
                return tuple(n for n, tags in enumerate(self.park_tags, 1) if tag in tags)
            near = difflib.get_close_matches(tag, self.tags, n=1, cutoff=0.5)
            advice = f'Did you mean "tag:{near[0]}"?' if near else f"Tags: {', '.join(self.tags)}."
            raise InputError(place, f'No park has the tag "{tag}".', advice)
        number = self._parks.get(_plain(word))
        if number is not None:
            return (number,)
        near = self._nearest(word, self._parks, self.park_slugs, first=1)
        raise InputError(place, f'There is no park "{word}".', near)

    def industry(self, word: str, place: str = "") -> int:
        """Return the industry a word means: an id or a name in either language.

        Raises InputError with the nearest name.
        """
        number = self._industries.get(_plain(str(word)))
        if number is not None:
            return number
        near = self._nearest(str(word), self._industries, self.industry_ids, first=0)
        raise InputError(place, f'There is no industry "{word}".', near)

    @staticmethod
    def _nearest(word: str, known: Mapping[str, int], shown: tuple[str, ...], first: int) -> str:
        near = difflib.get_close_matches(_plain(word), known, n=1, cutoff=0.5)
        if near:
            return f'Did you mean "{shown[known[near[0]] - first]}"?'
        return f"Write one of: {', '.join(shown)}."


def _plain(word: str) -> str:
    return " ".join(word.lower().replace("_", "-").split())
