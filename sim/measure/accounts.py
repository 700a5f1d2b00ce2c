"""Accounts: who paid whom, and the identities that close every quarter.

A payment always has a payer and a payee, so the matrix of a quarter balances by itself; what can
fail is that a stock changes without a payment. `check_accounts` holds the stocks of firms, people
and floor against the flows of the quarter.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.core import quarters as calendar
from sim.core.errors import AccountingError

NAMES = (
    "firms",
    "households",
    "outside",
    "developers",
    "banks",
    "funds",
    "partners",
    "city",
    "special_fund",
    "centre",
    "districts",
)
TOLERANCE = 1e-6
STAFF_GAP = 0.02  # specification 2.2
SMALL_SAMPLE = 10_000  # talents; in a made-up zone one row of entrants may be 7 % of all staff
STAFF_GAP_SMALL = 0.10


def account_names(districts: Sequence[str]) -> list[str]:
    """Return the names of all accounts in their order, the districts last."""
    return [*NAMES[:-1], *districts]


class Ledger:
    """The payments of a quarter as a matrix: row = payer, column = payee, million yuan.

    Each account has a number of its own, read by stages as ``ledger.firms``; districts follow each
    other from ``ledger.districts`` on.

    programmes  ids of the public programmes; the number of one is ``ledger.for_<id>``
    public      asked, paid and forgone by programme and payer, (3, programmes, accounts)
    """

    version = 0  # the matrices are emptied, never replaced

    def __init__(self, districts: int, programmes: Sequence[str] = ()) -> None:
        self.count = len(NAMES) - 1 + districts
        self.programmes = tuple(programmes)
        self.flow = np.zeros((self.count, self.count))
        self.public = np.zeros((3, len(self.programmes), self.count))
        for number, name in enumerate(self.programmes):
            setattr(self, f"for_{name}", number)
        for number, name in enumerate(NAMES):
            setattr(self, name, number)

    def column(self, name: str):
        """Return the matrix (``flow``) or the number of an account."""
        return getattr(self, name)

    def net(self, account: int) -> float:
        """Return what an account received less what it paid this quarter, million yuan."""
        return float(self.flow[:, account].sum() - self.flow[account].sum())

    def closed(self, limited: np.ndarray) -> dict[str, np.ndarray]:
        """Return what the quarter leaves for the next one, by account, million yuan.

        limited  which programmes are paid from technology budgets, (programmes,)
        asked    what they asked of each account      paid  what each account paid for them
        net      what each account received less what it paid, for whatever reason
        """
        public = self.public[:, limited].sum(axis=1)
        net = self.flow.sum(axis=0) - self.flow.sum(axis=1)
        return {"asked": public[0], "paid": public[1], "net": net}

    def table(self, district_names: list[str]):
        """Return the matrix as a pandas table with the names of the accounts."""
        import pandas as pd

        names = account_names(district_names)
        return pd.DataFrame(self.flow, index=names, columns=names)


def stocks(model) -> dict[str, float]:
    """Return the stocks that the next quarter's flows must explain."""
    firms, talents = model.tables["firms"], model.tables["talents"]
    alive = firms.column("alive") & firms.column("operating")
    weight = firms.column("weight") * alive
    return {
        "cash of firms": float((weight * firms.column("cash")).sum()),
        "people": float((talents.column("weight") * talents.column("alive")).sum()),
        "firms": float(weight.sum()),
        "debt of firms": float((weight * firms.column("debt")).sum()),
        "cash of funds": float(model.tables["incubators"].column("own_fund").sum()),
    }


def check_accounts(model, before: dict[str, float]) -> None:
    """Raise AccountingError if a stock changed otherwise than by the flows of the quarter.

    before  `stocks` of the quarter before
    """
    after = stocks(model)
    ledger: Ledger = model.ledger
    cells, parks = model.tables["cells"], model.tables["parks"]
    people = model.people.column("flow")
    births, deaths = cells.column("births").sum(), cells.column("deaths").sum()
    explained = {
        "cash of firms": ledger.net(ledger.firms),
        "people": float(people[0] - people[1]),
        "firms": float(births - deaths),
        "debt of firms": _lent(model),
        "cash of funds": ledger.net(ledger.funds),
    }
    moved = float(ledger.flow.sum())
    gross = {"cash of firms": moved, "people": after["people"], "firms": 1e3}
    gross |= {"debt of firms": moved, "cash of funds": moved}
    for name, change in explained.items():
        difference = after[name] - before[name] - change
        if abs(difference) > TOLERANCE * max(1.0, gross[name]):
            raise AccountingError(calendar.text(model.clock.quarter), name, difference)
    sold = stakes_sold(model).max(initial=0.0)
    if sold > 1.0 + TOLERANCE:
        raise AccountingError(calendar.text(model.clock.quarter), "stakes in a firm", sold - 1.0)
    held = floor_held(model)
    let = parks.column("let")[1:]
    worst = np.abs(held[1:] - let).max(initial=0.0)
    if worst > TOLERANCE * max(1.0, float(let.max(initial=0.0))):
        raise AccountingError(calendar.text(model.clock.quarter), "floor let", float(worst))
    over = float((let - parks.column("stock")[1:]).max(initial=0.0))
    if over > TOLERANCE * max(1.0, float(let.max(initial=0.0))):
        raise AccountingError(calendar.text(model.clock.quarter), "floor let over stock", over)
    drift = staff_gap(model)
    small = len(model.tables["talents"]) < SMALL_SAMPLE
    if drift > (STAFF_GAP_SMALL if small else STAFF_GAP):
        raise AccountingError(
            calendar.text(model.clock.quarter),
            "skilled staff of firms against sampled talents",
            drift,
            "Specification 2.2 allows 2 % over the zone.",
        )


def _lent(model) -> float:
    """Return loans less repayments and losses of the quarter: what firms paid banks is repayment
    but for interest, and what `leave` found unpaid is lost."""
    ledger, banks = model.ledger, model.tables["banks"]
    repaid = ledger.flow[ledger.firms, ledger.banks] - banks.column("interest").sum()
    lent = ledger.flow[ledger.banks, ledger.firms]
    return float(lent - repaid - banks.column("losses").sum())


def stakes_sold(model) -> np.ndarray:
    """Return the share of each firm that funds hold."""
    stakes, firms = model.tables["stakes"], model.tables["firms"]
    held = stakes.column("alive")
    share = stakes.column("share")[held]
    return np.bincount(stakes.column("firm")[held], share, len(firms))


def floor_held(model) -> np.ndarray:
    """Return the floor that firms hold, m2, shape (parks + 1, 3 classes)."""
    firms = model.tables["firms"]
    parks = model.tables["parks"]
    weight = firms.column("weight") * firms.column("operating") * firms.column("alive")
    held = np.zeros((len(parks), 3))
    place = firms.column("park")
    np.add.at(held, (place, firms.column("office_class")), weight * firms.column("office_floor"))
    np.add.at(held, (place, np.full(len(place), 2)), weight * firms.column("plant_floor"))
    second = firms.column("park2")
    has = second >= 0
    np.add.at(held, (second[has], 2), (weight * firms.column("plant2_floor"))[has])
    return held


def staff_gap(model) -> float:
    """Return |skilled staff - sampled talents at work| over skilled staff, all sampled cells.

    The first staff of firms that entered this quarter is found in the next and does not count.
    """
    cells = model.tables["cells"]
    sampled = cells.column("sampled")
    skilled = cells.column("skilled_staff")[sampled].sum()
    found = skilled - cells.column("founding")[sampled].sum()
    talents = cells.column("talents")[sampled].sum()
    return float(abs(found - talents) / skilled) if skilled > 0 else 0.0
