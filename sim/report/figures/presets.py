"""Presets of figures: how wide, in which type, for which use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
from cycler import cycler

from sim.core.errors import InputError
from sim.report import fonts

MILLIMETRE = 1 / 25.4  # inches
# Okabe and Ito's colors, in an order whose first ones are also far apart in grey.
COLORS = ("#000000", "#D55E00", "#56B4E9", "#009E73", "#CC79A7", "#0072B2", "#E69F00")
LINES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (8, 2)), (0, (1, 2)))


@dataclass(frozen=True)
class Preset:
    """Size and type of a figure.

    width    mm                    panel    height of a row of panels, mm
    points   size of the text      dpi      of the PNG
    formats  files that are written
    most     indicators that it has room for if none are named
    """

    name: str
    width: float
    panel: float
    points: float
    line: float
    dpi: int
    formats: tuple[str, ...]
    most: int


PRESETS = {
    preset.name: preset
    for preset in (
        Preset("single", 89, 32, 6, 0.8, 300, ("pdf", "svg"), 2),
        Preset("double", 183, 38, 7, 0.9, 300, ("pdf", "svg"), 6),
        Preset("word", 150, 36, 9, 1.1, 300, ("png", "svg"), 6),
        Preset("slides", 254, 55, 14, 2.0, 150, ("png",), 3),
    )
}


def preset(name: str) -> Preset:
    """Return a preset. Raises InputError with the names of all."""
    if name not in PRESETS:
        what = f'There is no preset "{name}".'
        raise InputError("", what, f"Choose one of {', '.join(PRESETS)}.")
    return PRESETS[name]


@contextmanager
def style(chosen: Preset) -> Iterator[None]:
    """Draw in the style of a preset; Matplotlib's own settings stand again afterwards."""
    small = max(5.0, chosen.points - 1)
    settings: Any = {
        "font.family": fonts.families(),
        "font.size": chosen.points,
        "axes.titlesize": chosen.points,
        "axes.labelsize": small,
        "xtick.labelsize": small,
        "ytick.labelsize": small,
        "legend.fontsize": small,
        "lines.linewidth": chosen.line,
        "axes.linewidth": 0.6,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.prop_cycle": cycler(color=COLORS) + cycler(linestyle=LINES),
        "axes.unicode_minus": True,
        "legend.frameon": False,
        "pdf.fonttype": 42,
        "svg.fonttype": "path",
        "svg.hashsalt": "parksim",
        "savefig.dpi": chosen.dpi,
        "figure.dpi": chosen.dpi,
        "path.simplify": False,
    }
    with mpl.rc_context(rc=settings):
        yield
