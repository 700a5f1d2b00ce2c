"""Accounts close in every scenario of the library and with every clause alone or left out."""

import pytest

import sim
from sim.measure.accounts import check_accounts, stocks
from sim.model import ParkModel
from sim.scenario.library import Library
from tests.laws.worlds import REGISTERS, ZONE

QUARTERS = 8
SEEDS = 20
CLAUSES = [name for name in REGISTERS.clauses if REGISTERS.levers_of(name)]
VARIANTS = [f"opinion:{word}-{name}" for name in CLAUSES for word in ("only", "without")]


def scenarios():
    """Return the ids of the library of this checkout."""
    return Library().ids()


def closes(model, quarters):
    """Run some quarters and check every account after each."""
    for _ in range(quarters):
        before = stocks(model)
        model.step()
        check_accounts(model, before)
        for payer, limits in enumerate(model.ledger.public[1:2].sum(axis=1)):
            assert (limits >= -1e-9).all(), f"programme {payer} paid less than nothing"


def model_of(name, zone, **options):
    """Return a model of a scenario; one that names parks of another zone is passed over."""
    try:
        return ParkModel(sim.scenario(name), zone=zone, **options)
    except sim.InputError as error:
        if "park" in str(error) or "industr" in str(error) or "complet" in str(error):
            pytest.skip("it names places of the shipped zone")
        raise


@pytest.mark.parametrize("name", scenarios())
def test_accounts_close_in_every_scenario_of_the_library(name):
    closes(model_of(name, ZONE, resolution="standard"), QUARTERS)


@pytest.mark.parametrize("name", VARIANTS[:: max(1, len(VARIANTS) // 6)])
def test_accounts_close_in_some_variants_of_the_clauses(name):
    closes(model_of(name, ZONE, resolution="standard"), QUARTERS)


@pytest.mark.slow
@pytest.mark.parametrize("name", [*scenarios(), *VARIANTS])
def test_accounts_close_in_the_shipped_zone_for_twenty_seeds(name):
    for seed in range(1, SEEDS + 1):
        model = ParkModel(sim.scenario(name), resolution="draft", seed=seed, check=True)
        model.run_for(model.last - model.first + 1)
