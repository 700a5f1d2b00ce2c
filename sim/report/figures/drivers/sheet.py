"""A sheet of equal panels: as many as the preset has room for, with one key below."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.figures import panels as parts
from sim.report.figures.presets import MILLIMETRE, Preset

TALLEST = 230.0  # mm that a page of print has for a figure


@dataclass(frozen=True)
class Sheet:
    """Panels of equal size on a figure.

    panels  in reading order      columns  of panels      preset, language  of the figure
    beside  share of the width of the figure that names beside the panels take
    """

    figure: Figure
    panels: list[Axes]
    columns: int
    preset: Preset
    language: str
    beside: float = 0.0

    @property
    def room(self) -> float:
        """Width of a panel without the numbers of its axis, mm."""
        return self.preset.width * (1.0 - self.beside) / self.columns * 0.85

    def text(self, text: str, room: float) -> str:
        """Return a text in the small type, cut to a width in mm."""
        escaped = text.replace("$", r"\$")
        return parts.wrapped(escaped, room / parts.small(self.preset), self.language)

    def title(self, axes: Axes, text: str, wide: int = 1) -> None:
        """Write the title of a panel, cut to the width of so many panels."""
        parts.title(axes, self.text(text, self.room * wide), self.preset)

    def legend(self, handles: Sequence[Any], labels: Sequence[str], note: str) -> None:
        """Write the key under the panels, and over it what holds for all of them."""
        labels = [each.replace("$", r"\$") for each in labels]
        head = self.text(note, self.preset.width * 0.95)
        parts.legend(self.figure, self.preset, handles, labels, head)
        self.figure.legends[-1].get_title().set_multialignment("center")

    def is_first(self, axes: Axes) -> bool:
        """Whether a panel is the first of its line."""
        return self.panels.index(axes) % self.columns == 0


def sheet(
    preset: Preset,
    language: str,
    count: int,
    columns: int,
    height: float,
    lines: int = 2,
    beside: float = 0.0,
) -> Sheet:
    """Return a sheet of panels in columns.

    height  of a row of panels, mm      lines  of the key below
    beside  share of the width of the figure that names beside the panels take
    """
    columns = max(1, min(columns, count))
    rows = math.ceil(count / columns)
    tall = rows * height + foot(preset, lines)
    size = (preset.width * MILLIMETRE, tall * MILLIMETRE)
    figure = Figure(figsize=size, layout="constrained")
    panels = list(figure.subplots(rows, columns, squeeze=False).ravel())
    for empty in panels[count:]:
        empty.set_axis_off()
    return Sheet(figure, panels[:count], columns, preset, language, beside)


def most(preset: Preset, columns: int, height: float, lines: int = 2) -> int:
    """Return how many panels a page of print, or a slide, has room for."""
    return columns * max(1, int((page(preset) - foot(preset, lines)) // height))


def page(preset: Preset) -> float:
    """Return the height of a page of print, or of a slide, mm."""
    return preset.width * 9 / 16 if preset.name == "slides" else TALLEST


def foot(preset: Preset, lines: int = 2) -> float:
    """Return the height of a key of some lines, mm."""
    return 4.0 + lines * 1.5 * parts.small(preset) * 0.353
