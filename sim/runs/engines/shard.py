"""The shard engine: one of several commands that share the runs of an experiment.

Each takes the runs whose key says so, and all write to one store on a common disk. They need no
scheduler and know nothing of each other; whatever one leaves undone, the plain command does.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.core.errors import InputError
from sim.runs.engines import local
from sim.runs.specs import Receipt, RunSpec

MOST = 100_000


@dataclass(frozen=True)
class Shard:
    """One share of the runs.

    number  1 for the first      count  how many there are
    """

    number: int
    count: int

    @classmethod
    def read(cls, word: str) -> Shard:
        """Return the shard of a word such as ``2/3``. Raises InputError for any other word."""
        found = re.fullmatch(r"(\d{1,6})/(\d{1,6})", word)
        if found is None:
            what = f'"{word}" is no shard.'
            raise InputError("--shard", what, "Give number and count, as --shard 2/3")
        number, count = int(found[1]), int(found[2])
        if not 1 <= number <= count <= MOST:
            what = f"There is no shard {number} of {count}."
            raise InputError("--shard", what, "They are numbered from 1 to their count.")
        return cls(number, count)

    def takes(self, key: str) -> bool:
        """Whether a run belongs to this shard."""
        return int(key, 16) % self.count == self.number - 1

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"


def run(
    specs: Sequence[RunSpec], store: Path, *, shard: Shard, **options: Any
) -> Generator[Receipt, None, None]:
    """Run this shard's part of some specs on this machine, as `sim.runs.engines.local.run` does."""
    return local.run([spec for spec in specs if shard.takes(spec.key)], store, **options)
