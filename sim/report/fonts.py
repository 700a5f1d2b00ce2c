"""Fonts of the figures: DejaVu Sans for Latin, a font with TrueType outlines for Chinese.

A Chinese font with CFF outlines would print blank in some viewers, without any warning; so a font
counts only if it has TrueType outlines and holds the characters. One is shipped.
"""

from __future__ import annotations

import sys
from functools import lru_cache
from pathlib import Path

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

LATIN = "DejaVu Sans"
SHIPPED = Path(__file__).with_name("typefaces") / "wenquanyi-micro-hei-gb2312.ttf"
_SYSTEM = (
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
    "Microsoft YaHei",
    "SimHei",
    "Arial Unicode MS",
    "Droid Sans Fallback",
)
_SAMPLE = "张江园区营业收入（亿元）"


@lru_cache(maxsize=1)
def chinese() -> str | None:
    """Return the name of a Chinese font that prints, made known to Matplotlib, or None."""
    if _prints(SHIPPED):
        font_manager.fontManager.addfont(str(SHIPPED))
        return font_manager.FontProperties(fname=str(SHIPPED)).get_name()
    for name in _SYSTEM:
        for entry in font_manager.fontManager.ttflist:
            if entry.name == name and _prints(Path(entry.fname)):
                return name
    return None


def families() -> list[str]:
    """Return the fonts of a figure, in the order in which a character is looked for."""
    found = chinese()
    return [LATIN, found] if found else [LATIN]


def language(wanted: str) -> str:
    """Return the language that figures can be set in: ``zh`` only with a font for it.

    Says so in one line if it falls back to English.
    """
    if wanted == "zh" and chinese() is None:
        print("No font with Chinese characters was found; figures are in English.", file=sys.stderr)
        return "en"
    return wanted


def _prints(path: Path) -> bool:
    """Whether a font has TrueType outlines and the characters of a sample."""
    try:
        font = FT2Font(str(path))
        content = path.read_bytes()[:12]
    except (OSError, RuntimeError):
        return False
    outlines = content[:4] in (b"\x00\x01\x00\x00", b"true", b"ttcf")
    held = font.get_charmap()
    return outlines and all(ord(sign) in held for sign in _SAMPLE)
