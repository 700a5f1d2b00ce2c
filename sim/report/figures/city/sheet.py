"""The sheet of a map: where maps, their titles, keys and lists of names stand, in mm."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.figures import panels
from sim.report.figures.presets import Preset

LARGEST = 0.07  # radius of the largest circle over the width of a map
MAPS = 0.6  # of the width of a slide that maps take


class Sheet:
    """Where things stand on the figure, mm from the left and from the top.

    wide, tall  of a map      line  height of a line of text
    small, fine  points of text and of numbers      titles, head  cut into lines, their height
    key         left, top and width of the keys: under the maps, on slides beside them
    size_key    height of the key of the sizes      lists, listed  columns and rows of names
    """

    def __init__(
        self,
        preset: Preset,
        columns: int,
        rows: int,
        shape: float,
        parks: int,
        titles: Sequence[str],
        language: str,
    ) -> None:
        """Lay out maps in columns and rows.

        shape  height of a map over its width      parks  how many names are listed
        """
        self.preset, self.columns = preset, columns
        self.beside = preset.name == "slides"
        self.small = panels.small(preset)
        self.fine = max(5.0, 0.75 * preset.points)
        self.line = 0.42 * preset.points
        maps = MAPS * preset.width if self.beside else preset.width
        self.wide = maps / columns - 2.0
        self.tall = min(self.wide * shape, 2.0 * preset.panel)
        self.titles = [panels.wrapped(each, self.wide / self.small, language) for each in titles]
        self.head = self.line * (1 + max(each.count("\n") for each in self.titles))
        depth = rows * (self.tall + self.head + 1.0)
        left = maps + 3.0 if self.beside else 1.0
        across = preset.width - left - 1.0
        self.key = left, 0.2 * self.line if self.beside else depth, across
        self.lists = max(1, int(across // (3.3 * preset.points)))
        self.listed = math.ceil(parks / self.lists)
        self.size_key = 2.0 * self.line + 2.0 * LARGEST * min(self.wide, self.tall)
        names = (self.listed + 1.6) * self.line
        keys = self.size_key + names + (4.0 if self.beside else 0.4) * self.line
        self.height = max(depth, keys) if self.beside else depth + keys

    def panel(self, place: int) -> tuple[float, float]:
        """Return the left and the top of a map by its place in reading order."""
        row, column = divmod(place, self.columns)
        return column * (self.wide + 2.0) + 1.0, row * (self.tall + self.head + 1.0)

    def digits(self, number: int) -> float:
        """Return the width of a park's number."""
        return 0.25 * self.fine * len(str(number))

    def axes(self, figure: Figure, left: float, top: float, wide: float, tall: float) -> Axes:
        """Return new axes of a figure."""
        low = 1.0 - (top + tall) / self.height
        across = self.preset.width
        return figure.add_axes((left / across, low, wide / across, tall / self.height))

    def text(self, figure: Figure, left: float, top: float, words: str, **look: Any) -> None:
        """Write a line of text."""
        figure.text(left / self.preset.width, 1.0 - top / self.height, words, va="top",
                    fontsize=self.small, **look)  # fmt: skip
