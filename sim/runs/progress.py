"""Progress of a batch beside its answer: done, failed, rate, time left.

A terminal gets a bar that is gone at the end; a notebook a line that is written over and stays;
nobody else is told anything.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from sim.runs.specs import Receipt

Watch = Callable[[Receipt], None]
PAUSE = 0.2  # seconds between two looks of a line


def progress(total: int, word: str = "runs") -> AbstractContextManager[Watch]:
    """Show a batch of ``total`` runs while it runs; silent if nobody listens.

    Entered, it is a function to be called with the receipt of each run. The environment variable
    ``PARKSIM_QUIET=1`` silences it everywhere.
    """
    if total and os.environ.get("PARKSIM_QUIET") != "1":
        if in_notebook():
            return _line(total, word)
        if sys.stderr.isatty():
            return _bar(total, word)
    return nullcontext(_unseen)


def in_notebook() -> bool:
    """Return whether a notebook listens: IPython at work for a kernel, not for a terminal."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    return getattr(shell, "kernel", None) is not None


def _unseen(receipt: Receipt) -> None:
    """Watch a run without a word."""


@contextmanager
def _line(total: int, word: str) -> Iterator[Watch]:
    """Write one line over and over: a notebook needs no widgets for that."""
    done = failed = width = 0
    began = shown = time.monotonic()

    def show() -> None:
        nonlocal width
        passed = time.monotonic() - began
        parts = [f"{done}/{total} {word}"]
        if failed:
            parts.append(f"{failed} failed")
        if done and passed > 0.0:
            parts.append(f"{done / passed:.1f}/s")
            left = passed * (total - done) / done
            parts.append(f"{_clock(left)} left" if done < total else _clock(passed))
        line = ", ".join(parts)
        print(f"\r{line:<{width}}", end="", flush=True)
        width = len(line)

    def watch(receipt: Receipt) -> None:
        nonlocal done, failed, shown
        done += 1
        failed += receipt.status == "failed"
        if time.monotonic() - shown >= PAUSE:
            shown = time.monotonic()
            show()

    show()
    try:
        yield watch
    finally:
        show()
        print(flush=True)


@contextmanager
def _bar(total: int, word: str) -> Iterator[Watch]:
    """Show a bar on the side of the terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
    from rich.progress import TimeRemainingColumn as TimeLeft

    columns = (
        BarColumn(bar_width=30),
        TextColumn("{task.completed:.0f}/{task.total:.0f} {task.description}"),
        TextColumn("{task.fields[failed]}"),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TimeLeft(compact=True),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(word, total=total, failed="", rate="")
        failed = 0

        def watch(receipt: Receipt) -> None:
            nonlocal failed
            failed += receipt.status == "failed"
            speed = shown.tasks[0].finished_speed or shown.tasks[0].speed
            shown.update(
                task,
                advance=1,
                failed=f"{failed} failed" if failed else "",
                rate=f"{speed:.1f}/s" if speed else "",
            )

        yield watch


def _clock(seconds: float) -> str:
    """Return seconds as minutes and seconds, ``2:05``."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"
