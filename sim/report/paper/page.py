"""A report as one page of HTML that needs nothing else: styles, script and pictures are in it."""

from __future__ import annotations

import base64
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sim.report.paper.lettering import face
from sim.report.paper.parts import Paper

_FOLDER = Path(__file__).parent
_WORDS = {
    "en": {
        "contents": "Contents", "sort": "Sort",
        "made": "Made by parksim from a stored result. Every number in the tables and figures"
                " comes from its store.",
    },
    "zh": {
        "contents": "目录", "sort": "排序",
        "made": "由parksim根据存储的结果生成，表格和图中的数字均取自该结果的存储库。",
    },
}  # fmt: skip


def page(paper: Paper) -> bytes:
    """Return a report as HTML; the same report gives the same bytes.

    All words are escaped: a title is never markup.
    """
    surroundings = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    surroundings.filters["kind"] = lambda part: type(part).__name__
    surroundings.filters["embedded"] = _embedded
    template = surroundings.get_template("page.html")
    given = {"paper": paper, "words": _WORDS[paper.language], "script": _own("page.js")}
    letters = face(template.render(**given, style=""))
    made = template.render(**given, style=_own("page.css") + Markup(f"\n{letters}"))
    return made.encode("utf-8")


def _own(name: str) -> Markup:
    """Return a file of ours as it is."""
    return Markup((_FOLDER / name).read_text("utf-8").rstrip())


def _embedded(image: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(image).decode('ascii')}"
