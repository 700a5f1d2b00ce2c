"""Public money against sums made by hand from the ledger."""

import numpy as np
import pytest

from sim.measure.accounts import NAMES
from sim.measure.public_money import by_payer, programmes, public_money
from sim.model import ParkModel


@pytest.fixture(scope="module")
def model():
    """A model whose ledger holds four sums of our own."""
    made = ParkModel(zone="tiny", resolution="draft")
    public, ledger = made.ledger.public, made.ledger
    public[...] = 0.0
    first, second = ledger.districts, ledger.districts + 1
    public[0, ledger.for_training, first], public[1, ledger.for_training, first] = 10.0, 8.0
    public[0, ledger.for_training, second], public[1, ledger.for_training, second] = 4.0, 4.0
    public[2, ledger.for_cheap_land, second] = 1.5
    public[0, ledger.for_special_fund_money, ledger.city] = 100.0
    public[1, ledger.for_special_fund_money, ledger.city] = 90.0
    public[:2, ledger.for_research_grants, ledger.special_fund] = 20.0
    return made


def test_sums_are_yearly_rates_by_payer(model):
    found = public_money(model)
    assert found["asked_districts"] == 4.0 * 14.0
    assert found["paid_districts"] == 4.0 * 12.0
    assert found["shortfall_districts"] == 4.0 * 2.0
    assert found["cost_districts"] == 4.0 * 13.5
    assert found["paid_special_fund"] == 4.0 * 20.0
    assert found["paid_city"] == 4.0 * 90.0
    assert found["paid_centre"] == found["cost_centre"] == 0.0


def test_money_that_moves_between_public_budgets_counts_once(model):
    found = public_money(model)
    assert found["public_paid"] == 4.0 * 32.0  # not the 90 that the city gives to the fund
    assert found["public_cost"] == 4.0 * 33.5
    assert found["public_shortfall"] == 4.0 * 2.0


def test_a_quarter_is_kept_by_programme_and_account(model):
    kept = programmes(model)
    assert kept["paid"][model.ledger.for_training, model.ledger.districts] == 8.0
    assert kept["forgone"].sum() == 1.5
    kept["paid"][...] = 0.0
    assert model.ledger.public[1].sum() > 0.0, "what is kept is a copy"


def test_districts_stand_together_beside_the_other_payers(model):
    values = np.arange(float(model.ledger.count))[None, :]
    districts = np.arange(len(NAMES) - 1, model.ledger.count)
    (row,) = by_payer(values, model.ledger)
    ledger = model.ledger
    assert row.tolist() == [ledger.city, districts.sum(), ledger.special_fund, ledger.centre]


def test_transfers_are_the_programmes_whose_payee_is_a_public_budget(model):
    registered = model.registers.programmes
    marked = {name for name, each in registered.items() if each.transfer}
    assert marked == {"special_fund_money", "shared_tax"}
