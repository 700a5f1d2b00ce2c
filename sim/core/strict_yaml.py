"""Strict YAML 1.2: plain data with the position of every key, and nothing that surprises.

A file is read as data only. Tags, anchors, aliases, merge keys, duplicate keys, ``.nan`` and
``.inf`` are refused; ``1e-3`` is a number, ``no`` is a text, ``012`` is twelve (YAML 1.2, core
schema). All problems of a file are reported at once, each with its line and column.
"""

from __future__ import annotations

import difflib
import os
import stat
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

from sim.core.errors import InputError, Problem

LARGEST_FILE = 1_000_000  # bytes
MOST_PROBLEMS = 25  # shown for one file


@dataclass(frozen=True)
class Document:
    """One YAML document as plain data with positions.

    data    dict, list, str, int, float, bool or None
    name    the file as people name it, such as ``scenarios/opinion.yaml``
    digest  blake2b of the file's bytes, 32 hexadecimal digits
    marks   line and column, both from 1, of every key and item of a list
    """

    data: Any
    name: str
    digest: str
    marks: dict[tuple[str | int, ...], tuple[int, int]] = field(repr=False)

    def place(self, *keys: str | int) -> str:
        """Return ``file:line:column  dotted.path`` of a key, or of an item of a list by number.

        A key that is not there gets the position of the nearest thing around it.
        """
        known = keys
        while known and known not in self.marks:
            known = known[:-1]
        line, column = self.marks.get(known, (1, 1))
        dotted, around = "", self.data
        for key in keys:
            dotted += f"[{key}]" if isinstance(around, list) else f".{key}"
            around = _inside(around, key)
        return f"{self.name}:{line}:{column}  {dotted.removeprefix('.')}".rstrip()


def read(path: str | os.PathLike[str]) -> Document:
    """Read one YAML file of at most 1 MB.

    Raises InputError for anything that is not one readable, strict YAML document.
    """
    path = Path(path)
    name = _spoken_name(path)
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise InputError(name, "This is a folder, not a file.", _files_inside(path))
        if not stat.S_ISREG(status.st_mode):
            raise InputError(name, "This is not an ordinary file.", "Name a YAML file.")
        _check_size(status.st_size, name)
        with path.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise InputError(name, "There is no such file.", _nearest_file(path)) from None
    except PermissionError:
        advice = "Give yourself the right to read it."
        raise InputError(name, "This file may not be read.", advice) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        advice = "Check the path."
        raise InputError(name, f"This file cannot be read: {reason}.", advice) from None
    return _document(content, name)


def parse(text: str, name: str) -> Document:
    """Read YAML from a text; ``name`` stands for the file in messages.

    Raises InputError as `read` does.
    """
    return _document(text.encode("utf-8", errors="surrogatepass"), name)


def _document(content: bytes, name: str) -> Document:
    _check_size(len(content), name)
    if b"\x00" in content:
        raise InputError(name, "This is a binary file, not a text.", "Name a YAML file.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        what = f"This file is not written in UTF-8 (byte {content[error.start]:#04x})."
        raise InputError(f"{name}:{line}", what, "Save it as UTF-8.") from None
    from sim.core.yaml_composer import Composer  # a slow import that a warm cache does not need

    composer = Composer(name)
    data = composer.compose(text)
    if composer.problems:
        raise InputError(_shortened(composer.problems))
    return Document(data, name, blake2b(content, digest_size=16).hexdigest(), composer.marks)


def _inside(around: Any, key: str | int) -> Any:
    if isinstance(around, dict):
        return around.get(key)
    if isinstance(around, list) and isinstance(key, int) and 0 <= key < len(around):
        return around[key]
    return None


def _check_size(size: int, name: str) -> None:
    if size > LARGEST_FILE:
        limit = LARGEST_FILE / 1e6
        what = f"This file has {size / 1e6:.1f} MB; at most {limit:.0f} MB are read."
        raise InputError(name, what, "Split it, or name another file.")


def _spoken_name(path: Path) -> str:
    if path.is_absolute() and path.is_relative_to(Path.cwd()):
        path = path.relative_to(Path.cwd())
    return str(path)


def _yaml_files(folder: Path) -> list[str]:
    try:
        return sorted(each.name for each in folder.iterdir() if each.suffix in (".yaml", ".yml"))
    except (OSError, ValueError):
        return []


def _files_inside(folder: Path) -> str:
    names = _yaml_files(folder)
    shown = ", ".join(names[:8]) + (" ..." if len(names) > 8 else "")
    return f"Name a file in it: {shown}" if names else "Name a YAML file."


def _nearest_file(path: Path) -> str:
    nearest = difflib.get_close_matches(path.name, _yaml_files(path.parent), n=1, cutoff=0.5)
    return f'Did you mean "{path.with_name(nearest[0])}"?' if nearest else "Check the path."


def _shortened(problems: list[Problem]) -> list[Problem]:
    if len(problems) <= MOST_PROBLEMS:
        return problems
    rest = len(problems) - MOST_PROBLEMS
    return [*problems[:MOST_PROBLEMS], Problem("", f"... and {rest} more problems.")]
