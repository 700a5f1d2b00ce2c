"""A made-up capital market: two parks and the rest of the city, funds, and firms that seek money.

Figures that the tests work with stand here or in the tests; the others are those of the registers.
"""

from __future__ import annotations

import numpy as np

from sim.agents.bank import Bank
from sim.agents.cell import Cell
from sim.agents.district import District
from sim.agents.firm import Firm
from sim.agents.fund import Fund
from sim.agents.incubator import Incubator
from sim.agents.industry import Industry
from sim.agents.park import Park
from sim.agents.relations import Stake
from sim.core.constants import Constants
from sim.core.luck import Luck
from sim.core.table import Table
from sim.measure.accounts import Ledger
from sim.policy.assumed import Assumed
from sim.policy.law import InForce
from tests.laws.worlds import REGISTERS

KINDS = {
    "firms": Firm,
    "funds": Fund,
    "stakes": Stake,
    "parks": Park,
    "incubators": Incubator,
    "industries": Industry,
    "cells": Cell,
    "banks": Bank,
    "districts": District,
}
PLACES, QUARTER = 3, 4 * 2023 + 1
KM = np.array([[9.0, 9.0, 9.0], [9.0, 8.0, 40.0], [9.0, 40.0, 8.0]])
REGISTERED = Assumed(REGISTERS)
FIGURES = {name: REGISTERED.column(name) for name in REGISTERED.names}
LAW = {lever.field: float(lever.before) for lever in REGISTERS.levers.values()
       if isinstance(lever.before, int | float) and lever.scope != "industry"}  # fmt: skip
SOLVED = {
    "loan_base": -2.0,
    "private_raising": 100_000.0,
    "outside_raising": 38_000.0,
    "local_raising": 119_000.0,
    "private_funds": 1.0,
    "zone_scale": 1.0,
}


class Market:
    """Tables and inputs of the market; runs stages with one of the engines.

    firms, funds  columns of the tables, each as long as its ``uid``
    assumed, law, solved  figures that replace those above
    """

    def __init__(
        self, firms, funds=None, *, engine="compiled", assumed=None, law=None, solved=None,
        quarter=QUARTER, seed=1,
    ) -> None:  # fmt: skip
        self.engine, self.seed, self.quarter = engine, seed, quarter
        self.ledger = Ledger(2, tuple(REGISTERS.programmes))
        self.tables = {name: Table(kind, name) for name, kind in KINDS.items()}
        self._settle()
        size = len(np.atleast_1d(firms["uid"]))
        given = {"weight": 1.0, "kind": 1, "operating": True, "park": 1, "industry": 0, "age": 8}
        given |= {"revenue": 4.0, "wage": 0.3, "staff": 5.0, "cash": 5.0, "seeking": 0}
        self.tables["firms"].append(size, given | firms)
        if funds is not None:
            rules = {"kind": 0, "park": 1, "round_focus": 1, "industry_focus": -1}
            rules |= {"vintage": quarter, "quarters_left": 40}
            self.tables["funds"].append(len(np.atleast_1d(funds["uid"])), rules | funds)
        accounts = self.ledger.count
        values = FIGURES | {"venture_cycle": np.ones(4)} | (assumed or {})
        paths = {
            name: np.broadcast_to(np.asarray(value, float), (PLACES,)).copy()[np.newaxis]
            for name, value in (LAW | (law or {})).items()
        }
        self.inputs = {
            **self.tables,
            "ledger": self.ledger,
            "assume": Constants(values),
            "law": InForce(paths, 0),
            "solved": Constants(SOLVED | (solved or {})),
            "space": Constants({"km": KM}),
            "budgets": Constants({"part": np.ones(accounts)}),
            "venture": Constants(
                {
                    "called": np.ones(20),
                    "returned": np.ones(20) * values["fund_payback_start"],
                    "to_found": np.zeros((4, 5), np.int64),
                    "raised": np.zeros((4, 5)),
                    "first": 0,
                    "first_stake": 0,
                }
            ),
            "clock": Constants(
                {"quarter": quarter, "year": quarter // 4, "quarter_of_year": quarter % 4}
            ),
        }

    def __getitem__(self, table: str):
        """Return the rows in use of every column of a table."""
        table = self.tables[table]
        return {name: table.column(name) for name in table.columns}

    def __getattr__(self, name: str):
        """Return a table, as models do: ``market.firms.table``."""
        if name in KINDS or name == "venture":
            held = self.__dict__["inputs"][name]
            return Holder(held) if name in KINDS else held
        raise AttributeError(name)

    def apply(self, stage):
        """Run one stage with the luck of the market's seed."""
        self.inputs["luck"] = Luck(self.seed, 0, stage.name, self.quarter)
        return stage.run(self.inputs, self.engine)

    def paid(self, payer: str, payee: str) -> float:
        """Return what one account paid another, million yuan."""
        return float(self.ledger.flow[getattr(self.ledger, payer), getattr(self.ledger, payee)])

    def programme(self, name: str) -> np.ndarray:
        """Return what a programme asked for, paid and let go, million yuan."""
        return self.ledger.public[:, getattr(self.ledger, f"for_{name}")].sum(axis=1)

    def net(self, account: str) -> float:
        """Return what an account received less what it paid, million yuan."""
        return self.ledger.net(getattr(self.ledger, account))

    def _settle(self) -> None:
        self.tables["districts"].append(2, {"uid": [1, 2], "revenue": [300.0, 100.0]})
        self.tables["banks"].append(1, {"uid": 1})
        self.tables["industries"].append(
            2, {"uid": [1, 2], "demand": 100_000.0, "outside_appeal": 11.0}
        )
        self.tables["incubators"].append(
            1, {"uid": 1, "park": 1, "desks": 40, "open": True, "quality": 0.5}
        )
        self.tables["cells"].append(
            6, {"uid": np.arange(6), "park": [0, 0, 1, 1, 2, 2], "industry": [0, 1] * 3,
                "firms": 10.0},
        )  # fmt: skip
        self.tables["parks"].append(
            3, {"uid": [10, 11, 12], "district": [-1, 0, 1], "services": 0.45}
        )


class Holder:
    """A table under the name by which a model holds it."""

    def __init__(self, table: Table) -> None:
        self.table = table


def in_both(run, *arguments, **options) -> Market:
    """Run a function of a market in both engines, compare every bit, return the compiled one."""
    plain, compiled = (Market(*arguments, engine=name, **options) for name in ("plain", "compiled"))
    for market in (plain, compiled):
        run(market)
    for name, table in plain.tables.items():
        for column, values in table.snapshot().items():
            other = compiled.tables[name].column(column)
            assert np.array_equal(values, other), f"{name}.{column} differs"
    assert np.array_equal(plain.ledger.flow, compiled.ledger.flow)
    assert np.array_equal(plain.ledger.public, compiled.ledger.public)
    return compiled
