"""What a reader sees of a figure: its words with their boxes, and where there is ink."""

from dataclasses import dataclass

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

SLACK = 1.0  # pixels by which boxes may touch


@dataclass(frozen=True)
class Word:
    """A text that is drawn: where (x0, y0, x1, y1) in pixels from below, and of which axes."""

    text: str
    box: tuple[float, float, float, float]
    axes: int
    rotated: bool


def seen(figure):
    """Draw a figure and return its words, and its pixels from below as darkness 0-255."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    pixels = 255 - np.asarray(canvas.buffer_rgba())[::-1, :, :3].min(axis=2).astype(int)
    words = [_word(text, 0) for text in figure.texts]
    for legend in figure.legends:
        words += [_word(text, 0) for text in [*legend.get_texts(), legend.get_title()]]
    for number, axes in enumerate(figure.axes, start=1):
        if not axes.get_visible():
            continue
        texts = [*axes.texts]
        if axes.axison:
            texts += [axes.title, axes._left_title, axes._right_title]
            texts += [text for axis in (axes.xaxis, axes.yaxis) for text in _of_axis(axis)]
        legend = axes.get_legend()
        if legend is not None:
            texts += [*legend.get_texts(), legend.get_title()]
        words += [_word(text, number) for text in texts]
    return [each for each in words if each is not None], pixels


def _of_axis(axis):
    """Return the label of an axis and those of its ticks that are in view."""
    found = [axis.label] if axis.get_visible() else []
    low, high = sorted(axis.get_view_interval())
    room = 1e-9 * (high - low)
    for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
        if low - room <= tick.get_loc() <= high + room and axis.get_visible():
            found += [tick.label1, tick.label2]
    return found


def _word(text: Text, axes: int):
    if not text.get_visible() or not text.get_text().strip() or text.get_alpha() == 0:
        return None
    box = text.get_window_extent()
    return Word(text.get_text(), (box.x0, box.y0, box.x1, box.y1), axes, text.get_rotation() != 0)


def outside(words, pixels):
    """Return the words that reach over the edge of the canvas."""
    tall, wide = pixels.shape
    edge = (-SLACK, -SLACK, wide + SLACK, tall + SLACK)
    return [
        each.text
        for each in words
        if each.box[0] < edge[0] or each.box[1] < edge[1] or each.box[2] > edge[2]
        or each.box[3] > edge[3]
    ]  # fmt: skip


def overlapping(words):
    """Return pairs of words of one panel that lie over each other."""
    return [
        (one.text, other.text)
        for place, one in enumerate(words)
        for other in words[place + 1 :]
        if one.axes == other.axes and _meet(one.box, other.box)
    ]


def blank(words, pixels):
    """Return the words with Chinese in whose place there is no ink."""
    found = []
    for each in words:
        if not any(ord(sign) > 0x2E80 for sign in each.text):
            continue
        x0, y0, x1, y1 = (max(0, round(edge)) for edge in each.box)
        place = pixels[y0:y1, x0:x1]
        if not place.size or (place > 60).mean() < 0.03:
            found.append(each.text)
    return found


def _meet(one, other):
    across = min(one[2], other[2]) - max(one[0], other[0])
    along = min(one[3], other[3]) - max(one[1], other[1])
    return across > SLACK and along > SLACK
