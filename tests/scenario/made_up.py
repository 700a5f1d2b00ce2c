"""A made-up zone of three parks in two districts, and scenario files to try on it."""

from __future__ import annotations

import numpy as np

from sim.core.errors import InputError
from sim.core.label import Label
from sim.policy.registers import load
from sim.scenario.library import Library
from sim.scenario.resolve import resolve
from sim.scenario.resolved import ResolvedScenario

REGISTERS = load()
COLUMNS = {"body_2023": np.array([0.0, 1.0, 0.0, 0.0])}


class Gazetteer:
    """Parks north, east and west, of which the first two share a district; two industries."""

    park_count = 3
    industry_count = 2
    park_slugs = ("north", "east", "west")
    industry_ids = ("ic", "biomed")
    park_labels = (Label("North", "北园"), Label("East", "东园"), Label("West", "西园"))
    industry_labels = (Label("Chips", "集成电路"), Label("Biomedicine", "生物医药"))
    districts = np.array([-1, 0, 0, 1])
    names = {"north": (1,), "north park": (1,), "北园": (1,), "p02": (2,), "east": (2,),
             "west": (3,), "tag:far": (2, 3)}  # fmt: skip

    def parks(self, word: str, place: str) -> tuple[int, ...]:
        """Return the parks that a word means."""
        if word.lower() not in self.names:
            raise InputError(place, f'There is no park "{word}".', 'Did you mean "north"?')
        return self.names[word.lower()]

    def industry(self, word: str, place: str) -> int:
        """Return the industry that a word means."""
        if word not in self.industry_ids:
            raise InputError(place, f'There is no industry "{word}".', 'Did you mean "ic"?')
        return self.industry_ids.index(word)


PLACES = Gazetteer()

STRICT = """\
schema: parksim/scenario/1
id: strict
title: {en: Strict delisting, zh: 严格摘牌}
question: Does a higher pass mark raise real output, or only reported scores?
extends: opinion
clauses: all
policy:
  assessment.pass_mark:
    - {from: 2025Q1, value: 70 points, why: "stricter reading of M5"}
  land.release:
    - {from: 2024Q1, over: 12, scale: 1.2, parks: [north, "tag:far"], why: "M6, extra supply"}
  fund.guidance_share:
    - {from: 2024Q4, value: baseline, why: "guidance as before the Opinion"}
  assessment.mode:
    - {from: 2026, value: bottom_k, until: 2027Q4}
  body.exists:
    - {from: 2024Q1, value: true, parks: [北园]}
  global.export_access:
    - {from: 2025Q1, add: -0.05, industries: [biomed]}
events:
  - {at: 2026Q1, do: delist_park, parks: [west], why: "what if"}
assumptions:
  delisting_fear: {value: 0, why: "no fear"}
count_as: {hidden_champion: simon, new_firms: parks}
period: {from: 2023Q1, until: 2030Q4}
resolution: draft
"""


def library(folder, **files: str) -> Library:
    """Return a library of a folder with files of the given names; ``_`` stands for ``-``."""
    for name, text in files.items():
        (folder / f"{name.replace('_', '-')}.yaml").write_text(text, encoding="utf-8")
    return Library([folder])


def resolved(folder, text: str, **others: str) -> ResolvedScenario:
    """Return the scenario of a text."""
    found = library(folder, mine=text, **others)
    return resolve(str(folder / "mine.yaml"), found, REGISTERS, PLACES)
