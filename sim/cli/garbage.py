"""Looking for garbage seldom, for commands whose objects are many and are needed to the end."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_THRESHOLDS = 100_000, 50, 100  # Python's own are 700 to 2,000, 10, 10


@contextmanager
def seldom() -> Iterator[None]:
    """Look for garbage seldom inside: a tenth of the time of a figure goes into that else."""
    usual = gc.get_threshold()
    gc.set_threshold(*_THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
