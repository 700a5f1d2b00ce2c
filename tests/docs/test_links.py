"""Every relative link of README, docs and notebooks leads somewhere, to headings too."""

import json
from pathlib import Path

import pytest

from tests.docs.pages import anchors, links

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
OUTSIDE = ("http:", "https:", "mailto:")


def text_of(path: Path) -> str:
    """Return a page, or the words of a notebook."""
    text = path.read_text("utf-8")
    if path.suffix != ".ipynb":
        return text
    held = json.loads(text)["cells"]
    return "\n\n".join("".join(c["source"]) for c in held if c["cell_type"] == "markdown")


def broken(path: Path) -> list[str]:
    """Return the links of a page that lead nowhere."""
    found = []
    for link in links(text_of(path)):
        if link.startswith(OUTSIDE):
            continue
        name, _, anchor = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        if not target.is_relative_to(ROOT) or not target.exists():
            found.append(link)
        elif anchor and anchor not in anchors(text_of(target)):
            found.append(link)
    return found


@pytest.mark.parametrize("path", [*PAGES, *NOTEBOOKS], ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(path):
    assert broken(path) == []


def test_a_link_to_nowhere_is_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "# One `two`!\n[a](#one-two) [b](#one) [c](gone.md) `[d](gone.md)` [e](page.md)\n"
    )
    assert broken_in(tmp_path, page) == ["#one", "gone.md"]


def broken_in(root: Path, page: Path) -> list[str]:
    """Return the links of a page that lead nowhere, of a folder other than the repository."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(f"{__name__}.ROOT", root)
        return broken(page)


def test_the_contents_of_docs_name_every_page():
    contents = ROOT / "docs" / "README.md"
    named = {
        (contents.parent / link.partition("#")[0]).resolve() for link in links(text_of(contents))
    }
    folders = {path.parent for path in named}
    pages = [each for each in PAGES if each.is_relative_to(ROOT / "docs") and each != contents]
    alone = {"decisions", "registers"}  # these have contents of their own
    missing = [p for p in pages if p not in named and p.parent.name not in alone]
    assert missing == []
    assert {ROOT / "docs" / each for each in alone} <= folders
