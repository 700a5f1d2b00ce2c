"""The gallery: every figure once, in both languages, from results on disk.

The pictures go to ``results/gallery``, the page that shows them is ``docs/gallery.md``::

    python -m sim.report.gallery RESULT...
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sim.core.errors import InputError
from sim.report.figures.catalogue import FIGURES, Entry, Look
from sim.report.figures.drawing import Drawing, rendered
from sim.report.figures.presets import preset, style
from sim.report.result import Results, results
from sim.runs import files

PLACE = Path("results/gallery")
PAGE = Path("docs/gallery.md")
LANGUAGES = ("en", "zh")
SMALL = replace(preset("word"), dpi=110)
HEAD = """\
# Gallery

Every figure of `parksim figure`, drawn by `make gallery` from experiments of `scenarios/`. The
model is not yet calibrated: figures show what can be drawn, not what to quote
([findings](findings.md)). `parksim figure NAME --language zh --preset single --format pdf` draws
one of the last result for print, with its data as CSV and a caption in both languages.
"""


@dataclass(frozen=True)
class Shown:
    """A figure of the gallery, from one result, in both languages."""

    entry: Entry
    result: Results
    drawings: tuple[Drawing, ...]

    def section(self) -> str:
        """Return its part of the page."""
        name, label = self.entry.name, self.entry.label
        pictures = "\n".join(
            f"![{label.of(each.language)}](../{(PLACE / picture(each)).as_posix()})"
            for each in self.drawings
        )
        caption = self.drawings[0].captions["en"]
        return f"## {label.en} · {label.zh}\n\n`parksim figure {name}`\n\n{pictures}\n\n{caption}\n"


def picture(drawing: Drawing) -> str:
    """Return the name of a picture."""
    return f"{drawing.name}.{drawing.language}.png"


def shown(held: Sequence[Results]) -> Iterator[Shown]:
    """Yield every figure from the first of the results that holds it.

    Raises InputError for a figure that none of them holds.
    """
    for entry in FIGURES.values():
        reasons = []
        for result in held:
            try:
                drawings = tuple(entry.draw(result, Look(SMALL, each)) for each in LANGUAGES)
            except InputError as error:
                reasons.append(str(error))
                continue
            yield Shown(entry, result, drawings)
            break
        else:
            what = f'None of the results holds the figure "{entry.name}".'
            raise InputError("gallery", what, " ".join(dict.fromkeys(reasons)))


def main(arguments: Sequence[str]) -> None:
    """Draw the gallery and write its page."""
    told = argparse.ArgumentParser(prog="python -m sim.report.gallery", description=__doc__)
    told.add_argument("result", nargs="+", help="results, looked through in this order")
    held = [results(word) for word in told.parse_args(arguments).result]
    sections = [HEAD]
    with files.writing(PLACE):
        PLACE.mkdir(parents=True, exist_ok=True)
        for each in shown(held):
            with style(SMALL):
                for drawing in each.drawings:
                    files.write_whole(PLACE / picture(drawing), rendered(drawing.figure, "png"))
            sections.append(each.section())
            print(f"{each.entry.name}: {each.result.id}")
    files.write_whole(PAGE, "\n".join(sections).encode("utf-8"))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except InputError as error:
        sys.exit(str(error))
