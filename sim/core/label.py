"""A label in the two languages of the project, written once and used everywhere."""

from __future__ import annotations

from typing import NamedTuple


class Label(NamedTuple):
    """The English and the Chinese wording of one thing."""

    en: str
    zh: str

    def of(self, language: str) -> str:
        """Return the wording in ``en`` or ``zh``; any other language gets English."""
        return self.zh if language == "zh" else self.en

    def __str__(self) -> str:
        return self.en
