"""Markdown pages as the tests read them: headings, links and blocks of code."""

import re
from pathlib import Path

FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)


def links(text: str) -> list[str]:
    """Return the targets of links and pictures, those in blocks of code left out."""
    return LINK.findall(re.sub(r"`[^`\n]*`", "", FENCE.sub("", text)))


def anchors(text: str) -> set[str]:
    """Return the anchors of the headings of a page, as GitHub forms them."""
    found: set[str] = set()
    for heading in HEADING.findall(FENCE.sub("", text)):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").lower()
        slug = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
        number, each = 0, slug
        while each in found:
            number += 1
            each = f"{slug}-{number}"
        found.add(each)
    return found


def blocks(path: Path, language: str) -> list[str]:
    """Return the blocks of code in a language."""
    return [text for name, text in BLOCK.findall(path.read_text("utf-8")) if name == language]


def commands(path: Path) -> list[str]:
    """Return the lines of a page's shell blocks, comments cut and continued lines joined."""
    lines = []
    for text in blocks(path, "sh"):
        for line in text.replace("\\\n", " ").splitlines():
            said = re.sub(r"\s+#.*$", "", line).strip()
            if said and not said.startswith("#"):
                lines.append(said)
    return lines
