"""Resolutions: how many real firms and people a row of the population stands for."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from sim.core.errors import InputError


@dataclass(frozen=True)
class Resolution:
    """A preset of specification 2.2.

    parks    firms that a row of ordinary firms in the parks stands for
    rest     firms that a row of ordinary firms in the rest of the city stands for
    talents  persons that a row of talents stands for
    """

    name: str
    parks: float
    rest: float
    talents: float


RESOLUTIONS = {
    preset.name: preset
    for preset in (
        Resolution("draft", parks=40, rest=160, talents=100),
        Resolution("standard", parks=10, rest=40, talents=25),
        Resolution("full", parks=1, rest=10, talents=1),
    )
}


def resolution(name: str | Resolution) -> Resolution:
    """Return a preset by name. Raises InputError with the nearest name."""
    if isinstance(name, Resolution):
        return name
    if name in RESOLUTIONS:
        return RESOLUTIONS[name]
    near = difflib.get_close_matches(str(name), RESOLUTIONS, n=1, cutoff=0.4)
    advice = f'Did you mean "{near[0]}"?' if near else f"Write one of: {', '.join(RESOLUTIONS)}."
    raise InputError("", f'There is no resolution "{name}".', advice)
