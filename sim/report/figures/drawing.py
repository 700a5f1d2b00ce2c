"""Figures on disk: the drawing, its data and its caption, the same bytes for the same input."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from sim.core.errors import InputError
from sim.report.figures.presets import Preset, style
from sim.runs import files

_METADATA = {
    "png": {"Software": None},
    "pdf": {"CreationDate": None, "ModDate": None, "Producer": None, "Creator": None},
    "svg": {"Date": None, "Creator": None},
}


@dataclass(frozen=True)
class Drawing:
    """A figure with what must stand beside it.

    name      stem of its files
    language  of the words in it
    figure    the Matplotlib figure
    data      every number that is drawn, tidy
    captions  caption ready to paste, by language
    """

    name: str
    language: str
    figure: Figure
    data: pd.DataFrame
    captions: dict[str, str]


def save(drawing: Drawing, folder: Path, preset: Preset, formats: Sequence[str] = ()) -> list[Path]:
    """Write a figure in the formats of its preset, its data as CSV and its captions.

    folder   gets a folder for the preset, and in it ``name.language.png``, ``name.csv`` and the
             captions ``name.en.txt``, ``name.zh.txt``
    formats  png, pdf or svg; empty takes those of the preset
    Returns the files, the drawing first.
    Raises InputError if the folder cannot be written, and for other formats.
    """
    check_formats(formats)
    folder = folder / preset.name
    written = []
    with files.writing(folder), style(preset):
        folder.mkdir(parents=True, exist_ok=True)
        for kind in formats or preset.formats:
            path = folder / f"{drawing.name}.{drawing.language}.{kind}"
            files.write_whole(path, rendered(drawing.figure, kind))
            written.append(path)
        table = drawing.data.to_csv(index=False, lineterminator="\n")
        pieces = {"csv": table} | {
            f"{language}.txt": caption + "\n" for language, caption in drawing.captions.items()
        }
        for ending, text in pieces.items():
            path = folder / f"{drawing.name}.{ending}"
            files.write_whole(path, text.encode("utf-8"))
            written.append(path)
    return written


def check_formats(formats: Sequence[str]) -> None:
    """Raise InputError for a format in which figures are not written."""
    for kind in formats:
        if kind not in _METADATA:
            known = ", ".join(_METADATA)
            raise InputError("", f'A figure has no format "{kind}".', f"Choose of {known}.")


def rendered(figure: Figure, kind: str) -> bytes:
    """Return a figure as the bytes of a file: png, pdf or svg.

    Its layout is made once, so that all formats have the same, at a third of the time.
    """
    engine = figure.get_layout_engine()
    if isinstance(engine, ConstrainedLayoutEngine):
        engine.execute(figure)
        figure.set_layout_engine("none")
    held = io.BytesIO()
    figure.savefig(held, format=kind, metadata=_METADATA[kind])
    return held.getvalue()
