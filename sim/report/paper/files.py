"""The report on a result as files: HTML to read and send, Word to work on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sim.core.errors import InputError
from sim.report.paper.outline import paper
from sim.report.paper.page import page
from sim.report.paper.parts import Paper
from sim.report.paper.word import word
from sim.runs.setting import Setting

FORMATS: dict[str, Callable[[Paper], bytes]] = {"html": page, "docx": word}


def forms_of(words: Sequence[str]) -> list[str]:
    """Return the forms to write, HTML if none is named. Raises InputError for another one."""
    for each in words:
        if each not in FORMATS:
            what = f'A report cannot be written as "{each}".'
            raise InputError("--format", what, f"Choose from: {', '.join(FORMATS)}.")
    return list(dict.fromkeys(words)) or ["html"]


def report_files(
    results: Any, language: str, forms: Sequence[str], setting: Setting | None = None
) -> dict[str, bytes]:
    """Return the report by the names of its files; the same result gives the same bytes.

    forms, setting  html, docx; where the words of its scenarios are looked up
    Raises InputError for a result of which no run ended.
    """
    made = paper(results, language, setting)
    return {f"report.{language}.{form}": FORMATS[form](made) for form in forms}
