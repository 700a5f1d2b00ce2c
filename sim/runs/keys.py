"""Run keys: a run is named by all that decides its numbers, and by nothing else."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any

KEY_BYTES = 16
_AS_THEY_ARE = (str, int, bool, type(None))


def canonical_json(value: Any) -> str:
    """Return the one JSON text of plain data: keys sorted, no blanks, ``70.0`` written as ``70``.

    value  dict, list, tuple, set, str, int, float, bool or None
    Raises ValueError for a number that is not finite and TypeError for anything else.
    """
    plain = _plain(value)
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(value: Any) -> str:
    """Return 32 hexadecimal digits that stand for plain data."""
    return blake2b(canonical_json(value).encode(), digest_size=KEY_BYTES).hexdigest()


def run_key(
    policy: Mapping[str, Any] | str,
    *,
    seed: int,
    replicate: int,
    resolution: str,
    data: str,
    dynamics: str,
    uncertainty: str = "luck",
) -> str:
    """Return the key of a run, 32 hexadecimal digits.

    policy      all that the scenario sets apart from the registered baseline, period included, or
                the digest of it
    seed        with the replicate, what decides luck
    resolution  draft, standard or full
    data        digest of the zone's files
    dynamics    digest of the model (`sim.runs.dynamics`)
    uncertainty luck, or start: uncertain start figures are drawn too
    """
    return digest(
        {
            "policy": policy if isinstance(policy, str) else digest(policy),
            "luck": [seed, replicate],
            "resolution": resolution,
            "data": data,
            "dynamics": dynamics,
            "uncertainty": uncertainty,
        }
    )


def content_hash(checksums: Mapping[str, str]) -> str:
    """Return what stands for the numbers of a result: the checksums of its runs, sorted by key.

    Equal for any engine, any number of workers and any interruption.
    """
    return digest(sorted(checksums.items()))


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind is float:
        if not math.isfinite(value):
            raise ValueError(f"{value} cannot be part of a key")
        return int(value) if value.is_integer() else value
    if kind in _AS_THEY_ARE:
        return value
    if kind is list or kind is tuple:
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, set | frozenset):
        return sorted((_plain(each) for each in value), key=str)
    if isinstance(value, float):
        return _plain(float(value))
    if isinstance(value, str | int):
        return value
    if isinstance(value, Sequence):
        return [_plain(each) for each in value]
    raise TypeError(f"{kind.__name__} cannot be part of a key")
