"""The register of indicators: what a result may hold, with labels, units and levels."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from sim.core import cache
from sim.core.errors import InputError, Problem

_FILE = Path(__file__).with_name("indicators.yaml")
_LEVELS = {"quarters": "zone", "parks": "park", "industries": "industry", "programmes": "programme"}


@dataclass(frozen=True)
class Indicator:
    """One indicator.

    label, unit  by language, "en" and "zh"
    kind         "stock" (value at the end of the quarter) or "flow" (of the quarter; sums of money
                 are annual rates)
    levels       levels at which it is recorded: zone, park, industry, programme
    better       "up", "down" or "none"
    targets, clauses  which of the Opinion's targets and clauses it serves
    digits       digits after the point in tables
    undefined    whether it is not a number (NaN) where there is nothing to measure
    """

    id: str
    label: Mapping[str, str]
    unit: Mapping[str, str]
    kind: str
    levels: tuple[str, ...]
    better: str
    targets: tuple[str, ...]
    clauses: tuple[str, ...]
    digits: int
    undefined: bool = False


@lru_cache(maxsize=1)
def indicators() -> dict[str, Indicator]:
    """Return the register in the order of the file."""
    content = _FILE.read_bytes()
    digest = blake2b(content, digest_size=16).hexdigest()
    path = cache.folder("registers") / f"indicators-{digest}.json"
    kept = cache.recall(path)
    if kept is None:
        from sim.core import strict_yaml

        kept = json.dumps(strict_yaml.read(_FILE).data, ensure_ascii=False).encode()
        cache.keep(path, kept)
    lists = ("levels", "targets", "clauses")
    return {
        id: Indicator(id=id, **{k: tuple(v) if k in lists else v for k, v in entry.items()})
        for id, entry in json.loads(kept).items()
    }


def indicator(name: str) -> Indicator:
    """Return an indicator by id; raises InputError with the nearest id."""
    register = indicators()
    if name in register:
        return register[name]
    nearest = difflib.get_close_matches(name, register, n=1, cutoff=0.5)
    advice = f'Did you mean "{nearest[0]}"?' if nearest else "List them: parksim show indicators"
    raise InputError("", f'There is no indicator "{name}".', advice)


def check_names(rows: Mapping[str, Mapping[str, object]]) -> None:
    """Raise InputError if a level holds a number that is not registered for it."""
    register = indicators()
    problems = []
    for level, kind in _LEVELS.items():
        for name in rows.get(level, {}):
            known = register.get(name)
            if name != "quarter" and (known is None or kind not in known.levels):
                what = f'"{name}" is not registered as an indicator by {kind}.'
                problems.append(Problem("sim/measure/indicators.yaml", what, "Add it there."))
    if problems:
        raise InputError(problems)
