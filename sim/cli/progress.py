"""Progress of a batch on the side of the terminal: done, failed, rate, time left."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sim.runs.specs import Receipt


@contextmanager
def progress(total: int, word: str = "runs") -> Iterator[Callable[[Receipt], None]]:
    """Show a batch of ``total`` runs while it runs; silent if no terminal listens."""
    if not sys.stderr.isatty() or not total:
        yield lambda receipt: None
        return
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
