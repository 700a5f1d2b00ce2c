"""Years from quarters: stocks at the end of the year, flows over it, as the register says.

A flow of the quarter is summed. Money at an annual rate, shares and other ratios are means of the
four quarters: the mean of four annual rates is the sum of the year.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from sim.analysis.worlds import RUN, indicators_of
from sim.measure.register import Indicator, indicators

QUARTERS = 4
_A_QUARTER = {"en": (" a quarter", " a year"), "zh": ("/季度", "/年")}
_AMOUNTS = ("count", "firms", "million yuan")  # units of what a quarter adds


def taken(entry: Indicator) -> str:
    """Return how a year is made of quarters: ``last``, ``sum`` or ``mean``."""
    if entry.kind == "stock":
        return "last"
    unit = entry.unit["en"]
    return "sum" if unit.endswith(_A_QUARTER["en"][0]) or unit in _AMOUNTS else "mean"


def of_year(entry: Indicator) -> Indicator:
    """Return the entry of an indicator with the unit that it has by year."""
    if taken(entry) != "sum":
        return entry
    unit = {language: text.replace(*_A_QUARTER[language]) for language, text in entry.unit.items()}
    return replace(entry, unit=unit)


def yearly(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a tidy frame by ``year`` instead of ``quarter``; years cut short are left out."""
    register = indicators()
    names = indicators_of(frame)
    how = {name: taken(register[name]) if name in register else "last" for name in names}
    years = frame["quarter"].str[:QUARTERS].astype(int)
    whole = frame.groupby(years)["quarter"].nunique()
    kept = years.isin(whole.index[whole == QUARTERS])
    frame = frame[kept].assign(year=years[kept])
    places = [name for name in frame if name not in (*RUN, "quarter", "year", *names)]
    keys = [*(name for name in RUN if name in frame), "year", *places]
    groups = frame.groupby(keys, sort=False)
    parts = [
        getattr(groups[chosen], kind)()
        for kind in ("last", "sum", "mean")
        if (chosen := [name for name in names if how[name] == kind])
    ]
    return pd.concat(parts, axis=1)[names].reset_index() if parts else frame[keys]
