"""Panels of bars that lie: a row each, with its name beside the first panel of a line."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from sim.report.figures.drivers.sheet import Sheet, sheet
from sim.report.figures.panels import small
from sim.report.figures.presets import Preset

LINES = 2  # that the name of a row may take
NAMES = 0.33  # of the width of the figure that names of rows may take
HEAD = 16.0  # mm above and below the bars of a panel: its title and the numbers of its axis
_LINE = 1.25 * 0.353  # height of a line of one point, mm


def across(preset: Preset) -> int:
    """Return how many panels of bars stand beside each other."""
    return 1 if preset.width < 100 else 2


def height(preset: Preset, rows: int) -> float:
    """Return the height of a panel with some rows, mm."""
    return HEAD * preset.points / 7 + rows * LINES * small(preset) * _LINE


def barred(preset: Preset, language: str, panels: int, rows: int) -> Sheet:
    """Return a sheet with room for some panels of bars, each with some rows."""
    tall = height(preset, rows)
    return sheet(preset, language, panels, across(preset), tall, beside=NAMES)


def labelled(axes: Axes, names: Sequence[str], page: Sheet, most: int = LINES) -> None:
    """Write the names of rows, from the top down, beside the first panel of a line.

    most  lines of a name
    """
    cut = []
    for name in names:
        lines = page.text(name, page.preset.width * NAMES).split("\n")
        cut.append("\n".join(lines[:most]) + ("…" if len(lines) > most else ""))
    axes.set_yticks(range(len(names)), cut)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    if not page.is_first(axes):
        axes.tick_params(labelleft=False)
