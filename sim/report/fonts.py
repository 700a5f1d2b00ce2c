"""Fonts of the figures: DejaVu Sans for Latin, a font with TrueType outlines for Chinese.

A Chinese font with CFF outlines would print blank in some viewers, without any warning; so a font
counts only if it has TrueType outlines and holds the characters. One is shipped.
"""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

from sim.core.errors import InputError

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
_ENDINGS = (".ttf", ".ttc", ".otf")
_SAMPLE = "张江园区营业收入（亿元）"
_NAMED: ContextVar[str] = ContextVar("named", default="")


@contextmanager
def named(font: str) -> Iterator[None]:
    """Set Chinese in a font of one's own.

    font  family name of an installed font, or a font file; empty is the shipped one
    Raises InputError if there is no such font, or if its Chinese would not print everywhere.
    """
    kept = _NAMED.set(_family(font) if font else "")
    try:
        yield
    finally:
        _NAMED.reset(kept)


def chinese() -> str | None:
    """Return the name of a Chinese font that prints, made known to Matplotlib, or None."""
    return _NAMED.get() or _usual()


@lru_cache(maxsize=1)
def _usual() -> str | None:
    """Return the name of the shipped font, else of one that the system has."""
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


def _family(font: str) -> str:
    """Return the family name of a font, made known to Matplotlib. Raises InputError."""
    if Path(font).suffix.lower() in _ENDINGS:
        if not Path(font).is_file():
            raise InputError("--font", f"There is no font file {font}.", "Check its path.")
        files = [Path(font)]
    else:
        known = {entry.name for entry in font_manager.fontManager.ttflist}
        near = difflib.get_close_matches(font, known, n=1)
        if font not in known:
            do = f'Did you mean "{near[0]}"?' if near else "Name a font file, as simhei.ttf"
            raise InputError("--font", f'No font "{font}" is installed.', do)
        entries = font_manager.fontManager.ttflist
        files = [Path(entry.fname) for entry in entries if entry.name == font]
    for path in files:
        if _prints(path):
            font_manager.fontManager.addfont(str(path))
            return font_manager.FontProperties(fname=str(path)).get_name()
    what = f"{font} has no Chinese in TrueType outlines, so it would not print in every viewer."
    raise InputError("--font", what, "Name another, as SimHei, or leave --font out.")


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
