"""Chunks: how many runs are handed out at once, and which."""

from __future__ import annotations

from collections import deque

from sim.runs.specs import RunSpec

LARGEST = 25
SHARE = 3  # a chunk is at most this part of what each worker still has to do


def take(queue: deque[RunSpec], workers: int, largest: int = LARGEST) -> list[RunSpec]:
    """Take the next chunk off a queue, ``largest`` runs at most.

    Chunks get smaller towards the end, so that nobody waits long for the last. Runs of one
    replicate stay together, because they share their opening, unless too few replicates are left
    to keep every worker busy.
    """
    size = max(1, min(largest, len(queue) // (SHARE * workers)))
    whole = [n for n in range(1, min(largest, len(queue)) + 1) if _ends_replicate(queue, n)]
    fitting = [n for n in whole if n <= size]
    if fitting:
        size = fitting[-1]
    elif whole and len(queue) >= workers * whole[0]:
        size = whole[0]
    return [queue.popleft() for _ in range(size)]


def _ends_replicate(queue: deque[RunSpec], count: int) -> bool:
    """Whether the first runs of a queue, ``count`` of them, split no replicate."""
    return count == len(queue) or queue[count].replicate != queue[count - 1].replicate
