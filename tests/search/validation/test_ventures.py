"""The diary of ventures agrees with the records of the same run and changes nothing in it."""

import numpy as np
import pytest

from sim.agents.firm import SEED
from sim.model import ParkModel
from sim.search.validation.stage_block import step_share
from sim.search.validation.ventures import Ventures

QUARTERS = 16
WORLD = {"resolution": "draft"}


@pytest.fixture(scope="module")
def followed():
    diary = Ventures()
    model = ParkModel(quarter=diary.quarter, **WORLD)
    model.run_for(QUARTERS)
    return model, diary


def test_the_diary_changes_nothing(followed):
    model, _ = followed
    plain = ParkModel(**WORLD)
    plain.run_for(4)
    for name in ("staff", "revenue", "vc_money_city", "T2_revenue_fixed"):
        assert (model.records.quarters[name][:4] == plain.records.quarters[name]).all()


def test_rounds_of_the_diary_are_those_of_the_records(followed):
    model, diary = followed
    rounds, records = diary.rounds, model.records.quarters
    place = rounds["quarter"] - model.first
    assert np.bincount(place, minlength=QUARTERS) == pytest.approx(records["vc_rounds_city"])
    money = 4.0 * np.bincount(place, rounds["size"], QUARTERS)
    assert money == pytest.approx(records["vc_money_city"])
    assert (rounds["before"] < rounds["level"]).mean() > 0.9  # the last kind of round repeats
    assert diary.deals.sum() <= rounds["uid"].size  # funds outside the city have no office
    assert (diary.deals <= diary.pairs).all()


def test_every_round_is_a_stake_and_what_ended_has_a_price(followed):
    model, diary = followed
    bought = [each for each in diary.stakes.values() if each.quarter >= model.first]
    ended = [each.back for each in diary.stakes.values() if each.back is not None]
    assert len(bought) == diary.rounds["uid"].size
    assert min(ended) == 0.0 < max(ended)
    living = model.tables["stakes"].column("alive").sum()
    assert len(diary.stakes) - len(ended) == living


def test_figures_of_a_year_follow_the_tables(followed):
    model, diary = followed
    firms = model.tables["firms"]
    certified = firms.column("operating") & (firms.column("hnte_years") > 0)
    share = np.average(
        firms.column("debt")[certified] > 0, weights=firms.column("weight")[certified]
    )
    # closings of the last quarter come after the diary's look at the books
    assert diary.year[2026]["loan_share_certified"] == pytest.approx(share, abs=0.02)
    assert 0.0 < diary.year[2023]["recognitions"] < model.records.quarters["hnte"][0]


def test_going_on_counts_firms_and_not_rounds():
    class Run:
        first_year = 2023
        ventures = Ventures()

    rounds = [(8092, 1, 1), (8096, 1, 2), (8092, 2, 1), (8092, 3, 1), (8110, 3, 2), (8096, 1, 2)]
    for quarter, uid, level in rounds:
        for name, value in (("quarter", quarter), ("uid", uid), ("level", level)):
            Run.ventures._rounds[name].append(np.array([value]))
    for name in ("before", "size", "park", "industry", "tenant", "best_tenant"):
        Run.ventures._rounds[name].append(np.zeros(0))
    # of firms 1, 2 and 3 the first goes on after four quarters, the third after eighteen
    assert step_share(Run, SEED, SEED + 1) == pytest.approx(1.0 / 3.0)
    assert step_share(Run, SEED, SEED + 1, within=np.inf) == pytest.approx(2.0 / 3.0)
