"""Replicates of a measurement that are kept: a command that was cut short goes on where it was.

Figures are kept in the user's cache under a digest of the model, of the zone's data and of the code
that measures, so that nothing old is ever read.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sim.core import cache
from sim.policy.registers import load
from sim.quarter import QUARTER
from sim.runs.dynamics import dynamics_hash, source_hash
from sim.runs.keys import digest
from sim.scenario.library import Library
from sim.search.evidence import CARRIED_OUT
from sim.zone.zone import Zone

MEASURING = ("census", "estimators", "evidence", "facts", "firm_block", "life_table", "paths")


class Replicates:
    """What the replicates of one measurement show.

    what  name of the measurement      resolution, seed  of its runs
    MEASURING names the modules outside this folder that take the figures.
    """

    def __init__(self, what: str, zone: Zone, resolution: str, seed: int) -> None:
        registers = load()
        here = Path(__file__).resolve().parent
        code = [*(here.parent / f"{name}.py" for name in MEASURING), *sorted(here.glob("*.py"))]
        self.what = what
        self._key = digest(
            {
                "what": [what, resolution, seed],
                "model": dynamics_hash(QUARTER, registers),
                "registers": registers.digest,
                "zone": zone.digest,
                "measures": source_hash(code),
                "observed": Library().find(CARRIED_OUT).digest,
            }
        )
        self._folder = cache.folder("validation")

    def all(self, count: int, measure: Callable[[int], Any]) -> list[Any]:
        """Return what the first replicates show, measured or as they are kept.

        measure  number of a replicate -> figures that JSON can hold
        """
        return [self._one(replicate, count, measure) for replicate in range(count)]

    def _one(self, replicate: int, count: int, measure: Callable[[int], Any]) -> Any:
        place = self._folder / f"{self.what}-{self._key}-{replicate}"
        kept = cache.recall(place)
        if kept is not None:
            return json.loads(kept)
        found = measure(replicate)
        cache.keep(place, json.dumps(found).encode())
        print(f"{self.what}: replicate {replicate + 1} of {count}", file=sys.stderr)
        return found
