"""Captions of figures of drivers: what, whose, when, from how many runs, which interval."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from sim.report import captions
from sim.report.names import Names

_WORDS = {
    "en": {
        "of": "{outputs}: {of}; scenario “{scenario}”, {period}.",
        "rows": "{rows} rows of the design, n = {replicates} replicates of each.",
        "one": "One replicate of each row, so luck is not told from factors.",
        "dropped": "{dropped} of {blocks} blocks of rows had a failed run and are left out.",
        "n": "{rows} rows, n = {replicates}",
    },
    "zh": {
        "of": "{outputs}：{of}；情景“{scenario}”，{period}。",
        "rows": "设计共{rows}行，每行模拟n = {replicates}次。",
        "one": "每行仅一次模拟，随机性与因子无法区分。",
        "dropped": "{blocks}个行组中有{dropped}个含失败的模拟，已剔除。",
        "n": "{rows}行，n = {replicates}",
    },
}


def captioned(
    results: Any, parts: Callable[[str], Sequence[str]], shown: dict[str, str] | None = None
) -> dict[str, str]:
    """Return captions in both languages, with what must stand under every figure of a result.

    parts  function from a language to sentences
    shown  what the intervals show, by language; by default what the result is uncertain in
    """
    return {
        language: ("" if language == "zh" else " ").join(
            [*parts(language), *captions.notes(results, language, (shown or {}).get(language, ""))]
        )
        for language in ("en", "zh")
    }


def outputs(names: Names, frame: pd.DataFrame, of: str, scenario: str) -> str:
    """Return the sentence that names the outputs of a frame, the scenario and the dates."""
    language, results = names.language, names.results
    pairs = frame[["indicator", "place"]].drop_duplicates().itertuples(index=False)
    labels = [names.output(each.indicator, of, place=each.place) for each in pairs]
    return _WORDS[language]["of"].format(
        outputs=names.listed(labels),
        of=names.of(of),
        scenario=results.title(scenario, language),
        period=names.listed(frame["quarter"]),
    )


def rows(language: str, rows: int, replicates: int, dropped: int = 0, blocks: int = 0) -> list[str]:
    """Return the sentences on the rows of a design: how many, how often each, what was lost."""
    words = _WORDS[language]
    found = [words["rows"].format(rows=rows, replicates=replicates)]
    if replicates == 1:
        found.append(words["one"])
    if dropped:
        found.append(words["dropped"].format(dropped=dropped, blocks=blocks))
    return found


def count(language: str, rows: int, replicates: int) -> str:
    """Return rows and replicates as a figure shows them."""
    return _WORDS[language]["n"].format(rows=rows, replicates=replicates)
