"""The loop of every search: propose runs, run them, learn from them, stop.

A method knows nothing of models and stores; it asks for something and is told what came of it. What
was run is stored, so that a search that was cut short goes on where it was when it is begun again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol


class Method[Asked, Told](Protocol):
    """A method of search."""

    def propose(self) -> Asked | None:
        """Return what is to be run next, or None if enough is known."""

    def learn(self, asked: Asked, told: Told) -> None:
        """Take in what was run."""


def search[Asked, Told](method: Method[Asked, Told], run: Callable[[Asked], Told]) -> int:
    """Carry a search out and return its number of rounds.

    run  carries out what a method proposes and returns what came of it
    """
    rounds = 0
    while (asked := method.propose()) is not None:
        method.learn(asked, run(asked))
        rounds += 1
    return rounds
