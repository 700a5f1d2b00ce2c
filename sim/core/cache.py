"""The user's cache: files that can be made again, so losing one costs time and nothing else.

The folder is ``PARKSIM_CACHE`` if that is set, else ``parksim`` in ``XDG_CACHE_HOME`` or in
``~/.cache``. A folder that cannot be written is no error, a damaged entry counts as missing, and
two processes that write the same entry at once both leave a whole one.
"""

from __future__ import annotations

import os
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from threading import get_ident

_DIGEST = 16  # bytes of the checksum before each entry


def folder(name: str) -> Path:
    """Return the folder of one kind of cache entries, made if that is possible."""
    chosen = os.environ.get("PARKSIM_CACHE")
    if chosen:
        root = Path(chosen)
    else:
        root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "parksim"
    place = root / name
    with suppress(OSError):
        place.mkdir(parents=True, exist_ok=True)
    return place


def write(path: Path, content: bytes) -> bool:
    """Write a file so that a reader sees all of it or none; return whether it was possible."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{get_ident()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(content)
        os.replace(temporary, path)
    except OSError:
        with suppress(OSError):
            temporary.unlink()
        return False
    return True


def keep(path: Path, content: bytes) -> bool:
    """Keep an entry with its checksum; return whether it was possible."""
    return write(path, blake2b(content, digest_size=_DIGEST).digest() + content)


def recall(path: Path) -> bytes | None:
    """Return an entry kept by `keep`, or None if it is missing, unreadable or damaged."""
    try:
        stored = path.read_bytes()
    except OSError:
        return None
    digest, content = stored[:_DIGEST], stored[_DIGEST:]
    return content if blake2b(content, digest_size=_DIGEST).digest() == digest else None
