"""Paired worlds: who is watched, and how replicates are put together."""

import numpy as np
import pytest

from sim.search.validation.paired_worlds import Effect, Setting, group, linear, outcome, rows_of
from sim.search.validation.place_trials import delisting, training
from sim.zone.zone import Zone

TINY = Setting(Zone.load("tiny"), "full", replicate=0, seed=1)


def test_an_effect_is_the_ratio_of_sums_over_replicates():
    # 1/2 and 3/2: parts 4 over wholes 4; values 1 - 1/2 and 1 + 1/2
    values = linear([Effect(1.0, 2.0), Effect(3.0, 2.0)], less=0.0)
    assert values == pytest.approx([0.5, 1.5])
    # a replicate with one case in nine does not count as much as the other: 10/10, not 1/2
    values = linear([Effect(0.0, 1.0), Effect(10.0, 9.0)], less=1.0)
    assert values.mean() == pytest.approx(0.0)


def test_an_effect_on_nobody_is_no_number():
    assert np.isnan(linear([Effect(0.0, 0.0), Effect(0.0, 0.0)], less=0.0)).all()


def test_a_firm_that_has_closed_is_found_no_more_and_has_no_staff():
    model = TINY.world()
    firms = model.tables["firms"]
    watched = group(model, np.flatnonzero(firms.column("operating")))
    model.run_for(8)
    rows = rows_of(model, watched.uids)
    gone = rows < 0
    assert 0 < gone.sum() < gone.size
    assert (firms.column("uid")[rows[~gone]] == watched.uids[~gone]).all()
    assert (outcome(model, watched.uids, "staff")[gone] == 0.0).all()


def test_the_same_firms_are_drawn_again_and_other_ones_in_another_replicate():
    uids = np.arange(1, 101)
    drawn = TINY.drawn("test", uids, 10)
    again = Setting(TINY.zone, "full", 0, 1).drawn("test", uids, 10)
    other = Setting(TINY.zone, "full", 1, 1).drawn("test", uids, 10)
    assert drawn.size == 10
    assert (drawn == again).all()
    assert (drawn != other).any()
    assert TINY.drawn("test", uids[:3], 10).size == 3


def test_trained_people_have_the_gain_of_the_literature():
    # Konings and Vanormelingen 2015: productivity +23 %, pay +12 %
    found = training(TINY)
    assert linear([found["R8_productivity"]], 1.0) == pytest.approx(0.23, abs=1e-6)
    assert linear([found["R8_wage"]], 1.0) == pytest.approx(0.12, abs=0.02)


def test_the_direct_part_of_status_is_what_the_specification_says():
    # 0.3 of a status effect of 6.5 %: -1.95 %, and what firms near by add or take
    found = {name: linear([each], 0.0)[0] for name, each in delisting(TINY).items()}
    direct = found["R1_with_chi"] - found["R1_without_chi"]
    assert direct == pytest.approx(-0.0195, abs=0.003)
