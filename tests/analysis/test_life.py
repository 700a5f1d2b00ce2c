"""An agent's life in two worlds: states, differences, what happened."""

import numpy as np
import pytest

from sim.agents.firm import LISTED, NO_ROUND, ROUND_A, Firm
from sim.agents.fund import Fund
from sim.agents.incubator import Incubator
from sim.agents.park import Park
from sim.analysis.life import Event, Life
from sim.core import quarters
from sim.core.table import Table
from sim.zone.zone import Zone

PLACES = Zone.load("tiny").gazetteer
START = quarters.parse("2024Q1")


def world(**state):
    """Return tables with one firm in a state."""
    kinds = {"firms": Firm, "parks": Park, "funds": Fund, "incubators": Incubator}
    tables = {name: Table(kind, name) for name, kind in kinds.items()}
    tables["parks"].append(len(PLACES.park_slugs) + 1)
    tables["firms"].append(1, {"uid": 5, "park": 1, "operating": True} | state)
    tables["firms"].columns["industry"][0] = 0
    return tables


def life(*pairs):
    """Return the life of a firm whose states in both worlds follow each other."""
    found = Life(PLACES, "firms", 5)
    for number, (one, other) in enumerate(pairs):
        found.take(
            START + number, *(world(**({"alive": False} if s is None else s)) for s in (one, other))
        )
    return found


def test_the_frame_has_a_row_a_quarter_for_what_differs():
    found = life(({"staff": 2.0}, {"staff": 2.0}), ({"staff": 2.0}, {"staff": 5.0})).frame()
    assert found["variable"].unique().tolist() == ["staff"]
    assert found["quarter"].tolist() == ["2024Q1", "2024Q2"]
    assert found["difference"].tolist() == [0.0, 3.0]
    assert found["unit"].unique().tolist() == ["persons"]


def test_a_park_is_told_by_its_name():
    found = life(({"park": 1}, {"park": 2})).frame().set_index("variable")
    assert found.loc["park", ["a", "b"]].tolist() == list(PLACES.park_slugs[:2])
    assert np.isnan(found.loc["park", "difference"])


def test_a_yearly_rate_counts_a_quarter_of_it_a_quarter():
    same = {"revenue": 8.0}
    found = life((same, {"revenue": 12.0}), (same, {"revenue": 6.0}), (same, {"revenue": 10.0}))
    row = found.totals().set_index("variable").loc["revenue"]
    assert row["cumulated"] == pytest.approx((4.0 - 2.0 + 2.0) / 4.0)
    assert row["cumulated_unit"] == "million yuan"
    assert (row["largest"], row["largest_quarter"], row["last"]) == (4.0, "2024Q1", 2.0)


def test_a_firm_that_closed_counts_as_zero():
    found = life(({"staff": 8.0}, {"staff": 8.0}), ({"staff": 8.0}, None))
    row = found.totals().set_index("variable").loc["staff"]
    assert (row["last"], row["cumulated"]) == (-8.0, -2.0)
    assert found.there == (True, True)


def test_what_happened_is_told_world_by_world():
    before = {"park": 1, "round": NO_ROUND}
    moved = {"park": 2, "round": ROUND_A, "round_size": 30.0, "hnte_years": 3.0}
    one, other = life((before, before), (before, moved)).events()
    assert one == []
    assert set(other) == {
        Event(START + 1, "park", *PLACES.park_slugs[:2]),
        Event(START + 1, "round", ROUND_A, 30.0),
        Event(START + 1, "hnte_years+"),
    }


def test_going_public_closing_and_leaving_are_told_apart():
    plain = {"park": 1}
    one, other = life((plain, plain), ({"round": LISTED}, None)).events()
    assert [each.what for each in one] == ["listed"]
    assert [each.what for each in other] == ["alive-"]
    leaving = {"departing": True}
    assert life((leaving, plain), (None, plain)).events()[0][0].what == "left-"
