"""Finance in a whole model: the same bits in both engines, and every yuan accounted for."""

import numpy as np
import pytest

import sim
from sim.behaviour.exit_stakes import exit_stakes
from sim.behaviour.invest import invest
from sim.behaviour.lend import lend
from sim.behaviour.raise_funds import raise_funds
from sim.measure.accounts import stakes_sold
from sim.model import ParkModel
from tests.luck.traced import bits, different

STAGES = (lend, raise_funds, invest, exit_stakes)


def tiny(engine="compiled"):
    return ParkModel(
        sim.scenario("opinion"), zone="tiny", resolution="draft", engine=engine, quarter=STAGES
    )


@pytest.fixture(scope="module")
def both():
    """The made-up zone in both engines after three quarters of nothing but finance."""
    models = tiny("plain"), tiny()
    for model in models:
        model.run_for(3)
    return models


def test_both_engines_lend_and_invest_alike(both):
    plain, compiled = both
    assert different(bits(plain), bits(compiled)) == []


def test_nothing_but_the_money_of_carriers_stays_with_funds(both):
    _, model = both
    own = model.tables["incubators"].column("own_fund").sum()
    ledger = model.ledger
    model.run_for(1)
    change = model.tables["incubators"].column("own_fund").sum() - own
    assert ledger.net(ledger.funds) == pytest.approx(change, abs=1e-6)


def test_no_firm_sells_more_than_itself(both):
    _, model = both
    sold = stakes_sold(model)
    assert 0.0 < sold.max() < 1.0


def test_the_public_part_of_a_firm_is_that_of_its_stakes(both):
    _, model = both
    firms, funds, stakes = (model.tables[name] for name in ("firms", "funds", "stakes"))
    held = stakes.column("alive")
    row, fund = stakes.column("firm")[held], stakes.column("fund")[held]
    part = stakes.column("share")[held] * funds.column("government_share")[fund]
    phi = np.bincount(row, part, len(firms))
    whole = np.bincount(row, minlength=len(firms)) == firms.column("round")  # none was sold early
    funded = whole & (firms.column("round") > 0)
    assert funded.any()
    assert firms.column("government_share")[funded] == pytest.approx(phi[funded])
