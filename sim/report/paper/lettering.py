"""Chinese letters for a page that needs nothing else: the shipped font, cut to what it says."""

from __future__ import annotations

import base64
import io

from sim.report.fonts import SHIPPED

FIRST = (
    0x2E80  # of the characters that a Latin font need not hold: radicals, ideographs, full width
)
FAMILY = "parksim Chinese"


def face(text: str) -> str:
    """Return a rule of CSS with a font for the Chinese characters of a text; empty without any.

    The same characters give the same bytes.
    """
    wanted = sorted({sign for sign in text if ord(sign) >= FIRST})
    if not wanted:
        return ""
    held = base64.b64encode(cut("".join(wanted))).decode("ascii")
    source = f"src: url(data:font/woff;base64,{held}) format('woff')"
    return f"@font-face {{ font-family: '{FAMILY}'; {source}; unicode-range: U+{FIRST:X}-FFEF; }}"


def cut(text: str) -> bytes:
    """Return the shipped font with the characters of a text alone, as WOFF."""
    from fontTools import subset

    options = subset.Options(flavor="woff", layout_features=[], notdef_outline=True)
    made = io.BytesIO()
    with subset.load_font(str(SHIPPED), options) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(text=text)
        cutter.subset(font)
        subset.save_font(font, made, options)
    return made.getvalue()
