"""Firms and talents at the end of a run: a row an agent, with the real units it stands for."""

from __future__ import annotations

from typing import Any

import numpy as np

KINDS = ("firm", "talent")
NOTHING = np.nan  # what a kind does not have
_FIRM = ("staff", "revenue", "cash", "debt", "research", "patents", "age")
_TALENT = ("experience", "human_capital", "tenure")


def agents_of(model: Any) -> dict[str, np.ndarray]:
    """Return the columns of the level ``agents``; F firms in business, then T talents.

    kind      0 firm, 1 talent           uid       identity, the same in every scenario
    code      of a firm (`sim.zone.firm_code`), empty for talents
    weight    real firms or people the row stands for; its other columns are those of the row
    park      where it works; 0 = rest of the city          industry  by number
    home_park of a talent, -1 for firms  employer  uid of a talent's firm, -1 for none
    and the states of firms and talents named in this module, in the units of their classes.
    """
    firms, talents = model.firms.table, model.talents.table
    working = firms.column("alive") & firms.column("operating").astype(bool)
    rows = np.flatnonzero(working), np.flatnonzero(talents.column("alive"))

    def joined(one: Any, other: Any) -> np.ndarray:
        """Return a column: of firms by name or number, then of talents."""
        return np.concatenate([_column(firms, rows[0], one), _column(talents, rows[1], other)])

    owner = talents.column("employer")[rows[1]]
    uids = firms.column("uid")
    found = {
        "kind": joined(0, 1),
        "uid": joined("uid", "uid"),
        "code": np.array([*_codes(model, rows[0]), *[""] * rows[1].size], str),
        "weight": joined("weight", "weight").astype(np.float64),
        "park": joined("park", "work_park"),
        "industry": joined("industry", "industry"),
        "home_park": joined(-1, "home_park"),
        "employer": np.concatenate(
            [np.full(rows[0].size, -1), np.where(owner >= 0, uids[np.maximum(owner, 0)], -1)]
        ),
        "skill": joined(-1, "skill"),
        "wage": joined("wage", "wage").astype(np.float64),
    }
    found |= {name: joined(name, NOTHING).astype(np.float64) for name in _FIRM}
    found |= {name: joined(NOTHING, name).astype(np.float64) for name in _TALENT}
    order = np.lexsort((found["uid"], found["kind"]))
    return {name: values[order] for name, values in found.items()}


def _column(table: Any, rows: np.ndarray, of: str | float) -> np.ndarray:
    return table.column(of)[rows] if isinstance(of, str) else np.full(rows.size, of)


def _codes(model: Any, rows: np.ndarray) -> list[str]:
    from sim.zone.firm_codes import code_of

    places, firms = model.zone.gazetteer, model.firms.table
    return [code_of(places, firms, int(row)) for row in rows]
