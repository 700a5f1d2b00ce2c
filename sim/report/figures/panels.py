"""Panels: what figures share — canvas, titles cut to width, axes of years, curves, policy dates."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from sim.core import quarters as calendar
from sim.core.errors import InputError
from sim.report.figures.catalogue import Look
from sim.report.figures.presets import COLORS, LINES, MILLIMETRE, Preset
from sim.report.scale import Scale

_LETTER, _SIGN = 0.2, 0.36  # width of a letter and of a Chinese sign, mm for each point of the type
_CLOSING = "）」》·，。、％%;；："
DATE: dict[str, Any] = {
    "color": "0.45",
    "linestyle": ":",
    "linewidth": 0.6,
}  # of a quarter in which policy acts


def small(preset: Preset) -> float:
    """Return the size of titles and other words of panels, points."""
    return max(5.0, preset.points - 1)


def canvas(
    preset: Preset, heights: Sequence[float], columns: int = 1, *, spare: float = 12.0, **axes: Any
) -> tuple[Figure, Any]:
    """Return a figure with rows of panels, and its axes by row and column.

    heights  of the rows, in panels of the preset      spare  room for the legend, mm
    axes     as Matplotlib's ``subplots`` takes them, as ``sharex``
    """
    tall = preset.panel * sum(heights) + spare
    size = (preset.width * MILLIMETRE, tall * MILLIMETRE)
    figure = Figure(figsize=size, layout="constrained")
    ratios = {"height_ratios": list(heights)}
    return figure, figure.subplots(len(heights), columns, squeeze=False, gridspec_kw=ratios, **axes)


def scenarios(results: Any, look: Look) -> list[str]:
    """Return the scenarios to show, in the order of the result. Raises InputError for others."""
    for name in look.scenarios:
        if name not in results.scenarios:
            what = f'This result has no scenario "{name}".'
            raise InputError("--scenarios", what, f"It has: {', '.join(results.scenarios)}.")
    return [name for name in results.scenarios if not look.scenarios or name in look.scenarios]


def dates(results: Any, look: Look) -> list[str]:
    """Return the quarters to show: those asked for, else those of the result's tables.

    Raises InputError for one outside the result.
    """
    first, last = results.period
    found = [calendar.parse(each) for each in look.at or results.table_quarters]
    for quarter in found:
        if not first <= quarter <= last:
            what = f"{calendar.text(quarter)} lies outside the period of this result."
            span = f"{calendar.text(first)} to {calendar.text(last)}"
            raise InputError("--at", what, f"Choose quarters from {span}.")
    return [calendar.text(quarter) for quarter in dict.fromkeys(found)]


def named(results: Any, scenario: str, language: str) -> str:
    """Return the title of a scenario as it can be printed in a figure."""
    return results.title(scenario, language).replace("$", r"\$")


def look_of(results: Any, scenario: str) -> dict[str, Any]:
    """Return color and line of a scenario, the same in all figures of a result."""
    number = results.scenarios.index(scenario)
    return {"color": COLORS[number % len(COLORS)], "linestyle": LINES[number % len(LINES)]}


def many(results: Any, language: str) -> str:
    """Return from how many runs a figure is drawn."""
    if results.rows == 1:
        return f"n = {results.replicates}"
    rows = f"{results.rows}行" if language == "zh" else f"{results.rows} rows"
    return f"n = {results.replicates} × {rows}"


def titled(label: str, unit: str, room: float, language: str) -> str:
    """Return a title with its unit in parentheses, cut into lines.

    room  width for it, mm for each point of the type
    """
    if unit:
        label = f"{label}（{unit}）" if language == "zh" else f"{label} ({unit})"
    return wrapped(label, room, language)


def wrapped(text: str, room: float, language: str) -> str:
    """Return a text cut into lines.

    room  width for it, mm for each point of the type
    """
    if language == "zh":
        return _cut(text, room / _SIGN)
    return textwrap.fill(text, max(8, int(room / _LETTER)), break_long_words=False)


def difference_unit(by: Scale, language: str) -> str:
    """Return the unit of a difference: percentage points for one of percentages."""
    if by.unit != "%":
        return by.unit
    return "百分点" if language == "zh" else "percentage points"


def title(axes: Axes, text: str, preset: Preset) -> None:
    """Put a title over the left end of a panel."""
    axes.set_title(text, loc="left", fontsize=small(preset))


def axis_of_years(axes: Axes, most: int = 3) -> None:
    """Give a panel over time whole years below, and few numbers at the side."""
    axes.xaxis.set_major_locator(MaxNLocator(most, steps=[1, 2, 5, 10], integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(4))


def years(quarters: Sequence[str]) -> list[float]:
    """Return where quarters stand on an axis of years."""
    return [calendar.parse(quarter) / 4 for quarter in quarters]


def curve(
    axes: Axes, found: pd.DataFrame, factor: float, drawn: dict[str, Any], *, of_mean: bool
) -> Line2D:
    """Draw a curve over time with its bounds: of runs a shade, of a mean two thin lines.

    found    ``quarter, mean, low, high``; bounds that are missing are not drawn
    factor   that numbers are divided by      drawn  color and line
    """
    across = years(found["quarter"])
    low, high = found["low"] / factor, found["high"] / factor
    if found["low"].notna().any():
        if of_mean:
            for bound in (low, high):
                axes.plot(across, bound, color=drawn["color"], linestyle="-", linewidth=0.4)
        else:
            axes.fill_between(across, low, high, color=drawn["color"], alpha=0.15, linewidth=0)
    return axes.plot(across, found["mean"] / factor, **drawn)[0]


def policy_dates(results: Any, scenario: str) -> pd.DataFrame:
    """Return when policy sets a scenario apart: ``quarter``, and how many ``levers`` begin then.

    Events count as levers. Empty for the reference, and for a result that does not say.
    """
    acts: dict[str, str] = {}
    for each in results.provenance.scenarios:
        if each["id"] == scenario:
            acts = each.get("acts", {})
    first, last = results.period
    counted = pd.Series(list(acts.values()), dtype="str").value_counts().sort_index()
    inside = [first <= calendar.parse(quarter) <= last for quarter in counted.index]
    found = counted[inside]
    return pd.DataFrame({"quarter": list(found.index), "levers": found.to_numpy()})


def mark_dates(axes: Axes, quarters: Sequence[str]) -> None:
    """Draw a dotted line at each quarter in which policy begins to act."""
    for place in years(quarters):
        axes.axvline(place, zorder=0, **DATE)


def legend(
    figure: Figure, preset: Preset, handles: Sequence[Any], labels: Sequence[str], head: str = ""
) -> None:
    """Put a legend below the panels, in as many columns as its words leave room for.

    head  over it, such as the number of replicates
    """
    size = small(preset)
    widest = max((_width(label, size) for label in labels), default=0.0) + 4.0 * size * 0.3528
    room = preset.width - 4.0
    if widest > room:
        language = "zh" if any(_wide(sign) for label in labels for sign in label) else "en"
        labels = [wrapped(each, (room - 10.0) / size, language) for each in labels]
    columns = int(min(len(labels), max(1, room // widest)))
    figure.legend(
        handles,
        labels,
        loc="outside lower center",
        ncols=columns,
        title=head or None,
        title_fontsize=size,
        fontsize=size,
    )


def _width(text: str, size: float) -> float:
    """Return about how wide a text is, mm."""
    return sum((_SIGN if _wide(sign) else _LETTER) for sign in text) * size


def _wide(sign: str) -> bool:
    return ord(sign) > 0x2E80


def _cut(text: str, width: float) -> str:
    """Cut a Chinese text into lines, none of which begins with a closing sign.

    width  of a line in Chinese signs; a letter takes about half of one
    """
    lines, used = [""], 0.0
    for sign in text:
        wide = 1.0 if _wide(sign) else _LETTER / _SIGN
        if used + wide > max(4.0, width) and sign not in _CLOSING and not _inside(lines[-1], sign):
            lines.append("")
            used = 0.0
        lines[-1] += sign
        used += wide
    return "\n".join(lines)


def _inside(line: str, sign: str) -> bool:
    """Whether a sign goes on with a word of letters or digits, or closes after an opening sign."""
    return bool(line) and (
        line[-1] in "（《“「" or (line[-1] + sign).isascii() and (line[-1] + sign).isalnum()
    )
