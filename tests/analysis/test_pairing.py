"""Who is who in two worlds whose rows lie elsewhere, and since when they differ."""

import numpy as np
import pytest

from sim.agents.cell import Cell
from sim.agents.firm import Firm
from sim.agents.relations import Link, Slot
from sim.analysis.divergence import EXISTS, Divergence, Moment, Number
from sim.analysis.pairing import Pairing, identities
from sim.core.table import Table


def array(*values):
    return np.array(values, np.int64)


def paired(one, other):
    found = Pairing()
    found.follow(array(*one), array(*other))
    found.live(np.ones(len(one), bool), np.ones(len(other), bool))
    return found


def test_an_agent_keeps_its_place_wherever_its_row_goes():
    found = paired([10, 20, 30], [10, 20, 30])
    found.follow(array(10, 30, 40), array(20, 10, 30))
    assert found.ids.tolist() == [10, 20, 30, 40]
    assert found.rows.one.tolist() == [0, -1, 1, 2]
    assert found.rows.other.tolist() == [1, 0, 2, -1]
    assert found.places.other.tolist() == [1, 0, 2]
    assert (found.place_of(40), found.place_of(99)) == (3, -1)


def test_numbers_are_compared_by_agent_and_not_by_row():
    found = paired([10, 20, 30], [30, 10, 20])
    assert found.differ(array(1, 2, 3), array(3, 1, 5)).tolist() == [False, True, False]


def test_agents_of_one_world_do_not_count_as_different_numbers():
    found = paired([10, 20], [20, 30])
    assert found.differ(array(1, 2), array(2, 3)).tolist() == [False, False, False]
    assert found.both.tolist() == [found.place_of(20)]


def test_a_missing_number_equals_a_missing_number():
    found = paired([10, 20], [10, 20])
    one, other = np.array([np.nan, 1.0]), np.array([np.nan, np.nan])
    assert found.differ(one, other).tolist() == [False, True]


def test_references_are_compared_by_whom_they_mean():
    firms = paired([100, 200, 300], [300, 200, 100])
    people = paired([1, 2, 3], [1, 2, 3])
    one, other = array(0, 1, -1), array(2, 2, -1)  # 100, 200, none against 100, 100, none
    assert people.differ(one, other, firms).tolist() == [False, True, False]


def table(kind, name, count, **columns):
    held = Table(kind, name)
    held.append(count, columns)
    return held


def test_links_are_known_by_the_firms_they_join():
    firms = table(Firm, "firms", 3, uid=[7, 8, 9])
    turned = table(Firm, "firms", 3, uid=[9, 8, 7])
    links = table(Link, "links", 3, firm=[0, 0, 0], partner=[1, 2, 1])
    other = table(Link, "links", 3, firm=[2, 2, 2], partner=[1, 0, 1])
    one = identities({"firms": firms, "links": links}, "links")
    assert one.tolist() == identities({"firms": turned, "links": other}, "links").tolist()
    assert len(set(one.tolist())) == 3  # the second link of the same two is another one


def test_slots_are_known_by_their_cell_and_its_size():
    def slots(*counts):
        first = np.concatenate([[0], np.cumsum(counts)[:-1]])
        cells = table(Cell, "cells", len(counts), slot_count=counts, slot_first=first)
        held = table(Slot, "slots", sum(counts))
        return identities({"cells": cells, "slots": held}, "slots")

    small, grown = slots(2, 4), slots(4, 4)
    assert small[2:].tolist() == grown[4:].tolist()  # the second cell lies elsewhere
    assert not set(small[:2].tolist()) & set(grown[:4].tolist())


@pytest.fixture
def divergence():
    found = Divergence()
    found.pair("firms").follow(array(1, 2), array(1, 2))
    found.begin(Moment(0, "first"))
    found.note_column("firms", EXISTS, np.ones(2, bool), np.ones(2, bool))
    return found


def note(divergence, stage, other):
    divergence.begin(Moment(0, stage))
    divergence.note_column("firms", "cash", np.zeros(2), np.array(other, float))


def test_a_number_differs_since_the_moment_from_which_it_never_was_equal(divergence):
    note(divergence, "apart", [0, 1])
    note(divergence, "together", [0, 0])
    note(divergence, "again", [0, 2])
    note(divergence, "further", [0, 3])
    since = divergence.since(Number("firms", "cash", 1))
    assert divergence.moments[since].stage == "again"
    assert divergence.first_moment("firms", 1).stage == "apart"
    assert divergence.first_moment("firms", 0) is None
    assert divergence.arrivals("firms") == {Moment(0, "apart"): 1}


def test_a_firm_that_one_world_lost_differs_in_being_there(divergence):
    divergence.begin(Moment(0, "leave"))
    divergence.note_column("firms", EXISTS, np.ones(2, bool), np.array([True, False]))
    note(divergence, "later", [0, 5])
    assert divergence.differing("firms").tolist() == [False, True]
    assert list(divergence.fields("firms")) == [EXISTS]


def test_worlds_without_a_difference_are_equal(divergence):
    assert not divergence
    note(divergence, "apart", [1, 0])
    assert divergence
