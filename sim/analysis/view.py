"""What a comparison looks at: the zone, parks or industries, by quarter or by year, a perimeter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sim.analysis.displacement import LEGAL
from sim.analysis.worlds import indicators_of
from sim.analysis.years import yearly
from sim.core import quarters as calendar
from sim.core.errors import InputError, Problem
from sim.measure.register import indicator, indicators

LEVELS = {"zone": "quarters", "park": "parks", "industry": "industries"}
PERIMETERS = ("fixed", "legal")
_FIXED = "_fixed"  # how an indicator of the fixed perimeter of the opening ends


@dataclass(frozen=True)
class View:
    """One way to look at a result.

    place      zone, park or industry      year  whether quarters are put together to years
    perimeter  fixed: the parks of the opening; legal: those that still are parks by law
    """

    place: str = "zone"
    year: bool = False
    perimeter: str = "fixed"

    @classmethod
    def of(cls, by: str | Sequence[str], perimeter: str = "fixed") -> View:
        """Read ``park``, ``year``, ``park,year`` and so on. Raises InputError for anything else."""
        words = [each.strip() for each in (by.split(",") if isinstance(by, str) else by)]
        places = [word for word in words if word in LEVELS]
        if len(places) > 1 or set(words) - {*LEVELS, "year"}:
            what = f'A comparison cannot be made by "{",".join(words)}".'
            raise InputError("--by", what, f"Choose one of {', '.join(LEVELS)}; year may join it.")
        place = places[0] if places else "zone"
        if perimeter not in PERIMETERS:
            what = f'There is no perimeter "{perimeter}".'
            raise InputError("--perimeter", what, f"Choose {' or '.join(PERIMETERS)}.")
        if perimeter == "legal" and place != "zone":
            what = "The legal perimeter is a sum over parks; a single park is in it or not."
            raise InputError("--perimeter", what, "Leave --by out, or compare with --by year.")
        return cls(place, "year" in words, perimeter)

    @property
    def level(self) -> str:
        """The level of results that it reads."""
        return LEVELS[self.place]

    def names(self, results: Any, wanted: Sequence[str]) -> list[str]:
        """Return the indicators to read, in the perimeter.

        wanted  ids; empty is all that there are
        Raises InputError for one that is not registered, not held, or has no legal perimeter.
        """
        if not wanted:
            held = self._held(results)
            every = self.perimeter == "fixed"
            return [name for name in held if every or name.endswith(LEGAL)]
        problems: list[Problem] = []
        found: list[str] = []
        for name in wanted:
            seen = self.seen(results, name)
            if seen is not None:
                found.append(seen)
            elif name not in indicators():
                problems.extend(_unknown(name))
            else:
                among = (
                    "in the legal perimeter" if self.perimeter == "legal" else f"by {self.place}"
                )
                what = f'This result does not hold "{name}" {among}.'
                problems.append(Problem("", what, "Look it up with: parksim show indicators"))
        if problems:
            raise InputError(problems)
        return list(dict.fromkeys(found))

    def seen(self, results: Any, name: str) -> str | None:
        """Return the id under which the result holds an indicator in this view; None if not.

        In the legal perimeter ``revenue`` stands as ``revenue_legal``.
        """
        if self.perimeter == "legal":
            name = name if name.endswith(LEGAL) else name.removesuffix(_FIXED) + LEGAL
        return name if name in self._held(results) else None

    def _held(self, results: Any) -> list[str]:
        if self.level not in results.levels:
            what = f"Nothing was kept by {self.place}."
            raise InputError("--by", what, f"Run it again with keep: {{{self.level}: all}}.")
        return results.indicators(self.level)

    def periods(self, results: Any, at: Sequence[str | int]) -> list[str]:
        """Return the quarters that are read: those asked for; of years, all their quarters.

        at  quarters or years; empty is the last quarter, or every whole year
        Raises InputError for one outside the result.
        """
        first, last = results.period
        wanted = [calendar.parse(each) for each in at]
        for quarter in wanted:
            if not first <= quarter <= last:
                what = f"{calendar.text(quarter)} lies outside the period of this result."
                span = f"{calendar.text(first)} to {calendar.text(last)}"
                raise InputError("--at", what, f"Choose quarters from {span}.")
        if not self.year:
            return [calendar.text(quarter) for quarter in wanted or [last]]
        chosen = {calendar.year(quarter) for quarter in wanted}
        every = range(first, last + 1)
        return [calendar.text(q) for q in every if not chosen or calendar.year(q) in chosen]

    def timed(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return a frame by quarter as this view shows it. Raises InputError without whole year."""
        if not self.year:
            return frame
        found = yearly(frame)
        if found.empty or not indicators_of(found):
            what = "There is no whole year in this result at the dates asked for."
            raise InputError("--by year", what, "Compare quarters instead: leave --by year out.")
        return found


def _unknown(name: str) -> Sequence[Problem]:
    try:
        indicator(name)
    except InputError as error:
        return error.problems
    return ()
