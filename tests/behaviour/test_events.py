"""Events: one-off acts at the start of a quarter (specification 2.7)."""

from dataclasses import replace

import numpy as np
import pytest

from sim.behaviour.events import EVENTS
from sim.core import quarters
from sim.core.errors import InputError
from sim.model import ParkModel
from sim.policy.registers import load
from sim.scenario.resolved import Act
from sim.zone.firm_codes import code_of, row_of
from tests.laws.worlds import ZONE, Reform, differences, state, world

FIRST = quarters.parse("2023Q1")
RIVERSIDE, HARBOUR = 1, 3


class Ordered(Reform):
    """The rules before the Opinion with some acts."""

    def __init__(self, *acts: Act) -> None:
        super().__init__()
        self.events = acts


def after(act, number=1, **options):
    """Return the made-up zone after some quarters with an act."""
    model = ParkModel(Ordered(act), zone=ZONE, check=True, **options)
    model.run_for(number)
    return model


def firm(**wanted):
    """Return the row and code of an operating firm of the opening with some columns' values."""
    model = world()
    firms = model.tables["firms"]
    rows = firms.column("operating").copy()
    for name, value in wanted.items():
        rows &= firms.column(name) == value
    row = int(np.flatnonzero(rows)[0])
    return row, code_of(ZONE.gazetteer, firms, row)


def test_every_registered_event_is_carried_out():
    registers = load()
    assert set(EVENTS) == set(registers.events)


def test_every_firm_has_a_code_of_its_own_that_finds_it_again():
    model = world()
    model.run_for(8)
    firms = model.tables["firms"]
    rows = np.flatnonzero(firms.column("operating"))
    codes = [code_of(ZONE.gazetteer, firms, int(row)) for row in rows]
    assert len(set(codes)) == len(codes)
    assert [row_of(ZONE.gazetteer, firms, code) for code in codes] == rows.tolist()
    assert {code.split("/")[3][0] for code in codes} >= {"o", "n", "v"}


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("riverside-biomed", "is no code of a firm"),
        ("riverbank/biomed/2023Q1/o1", "There is no park"),
        ("riverside/biomed/1990Q1/o1", "is alive and in business"),
    ],
)
def test_a_code_that_finds_nobody_says_why(code, message):
    with pytest.raises(InputError, match=message):
        after(Act("withhold_proof_grant", FIRST, firms=(code,)))


def test_an_event_acts_in_its_quarter_and_not_before():
    act = Act("delist_park", FIRST + 1, parks=(RIVERSIDE,))
    plain, model = world(), after(act)
    plain.step()
    assert not differences(state(plain), state(model))
    model.step()
    assert model.tables["parks"].column("delisted").tolist() == [False, True, False, False]


def test_a_delisted_park_loses_its_status_over_a_year():
    model = after(Act("delist_park", FIRST, parks=(RIVERSIDE,)), 2)
    status = model.tables["parks"].column("status")
    assert status[RIVERSIDE] == pytest.approx(0.5)
    assert status[HARBOUR] == 1.0
    model.run_for(3)
    assert model.tables["parks"].column("status")[RIVERSIDE] == 0.0


def applicant():
    """Return row and code of a firm of the opening with one waiting application and no patent."""
    model = world()
    firms = model.tables["firms"]
    one = (firms.column("applications").sum(axis=1) == 1.0) & (firms.column("patents") == 0)
    rows = np.flatnonzero(one & firms.column("operating"))
    if not rows.size:
        pytest.skip("nobody waits for a first patent")
    return int(rows[0]), code_of(ZONE.gazetteer, firms, int(rows[0]))


def only_events(act):
    """Return a model with its opening and the act alone: no stage runs."""
    return after(act, quarter=())


def test_a_first_patent_is_granted_at_once_or_never():
    row, code = applicant()
    granted = only_events(Act("grant_patent", FIRST, firms=(code,))).tables["firms"]
    refused = only_events(Act("refuse_patent", FIRST, firms=(code,))).tables["firms"]
    assert granted.column("patents")[row] == 1.0
    assert granted.column("first_granted")[row] == FIRST
    assert refused.column("patents")[row] == 0.0
    for firms in (granted, refused):
        assert firms.column("applications")[row].sum() == 0.0


def test_a_firm_with_patents_has_no_first_application():
    model = world()
    firms = model.tables["firms"]
    row = int(np.flatnonzero((firms.column("patents") > 0) & firms.column("operating"))[0])
    code = code_of(ZONE.gazetteer, firms, row)
    with pytest.raises(InputError, match="no first application"):
        only_events(Act("refuse_patent", FIRST, firms=(code,)))


def test_a_proof_grant_is_cash_from_the_special_fund_with_its_overhead():
    row, code = firm(kind=1, round=0)
    model = only_events(Act("award_proof_grant", FIRST, firms=(code,)))
    before = world().tables["firms"].column("cash")[row]
    firms, ledger = model.tables["firms"], model.ledger
    assert firms.column("proof_granted")[row]
    assert firms.column("cash")[row] == pytest.approx(before + 1.0)
    assert ledger.flow[ledger.special_fund, ledger.firms] == pytest.approx(1.0)
    assert ledger.flow[ledger.special_fund, ledger.outside] == pytest.approx(0.3)


def test_an_ordinary_firm_gets_no_proof_grant():
    _, code = firm(kind=0)
    with pytest.raises(InputError, match="venture-type"):
        only_events(Act("award_proof_grant", FIRST, firms=(code,)))


def test_a_firm_can_be_kept_from_proof_grants():
    row, code = firm(kind=1)
    model = only_events(Act("withhold_proof_grant", FIRST, firms=(code,)))
    assert np.flatnonzero(model.tables["firms"].column("proof_barred")).tolist() == [row]


def test_an_anchor_plant_opens_with_its_staff_and_takes_from_rivals_outside():
    act = Act("anchor_plant", FIRST, parks=(HARBOUR,), industries=(1,), staff=200.0)
    model, plain = after(act), world()
    plain.step()
    firms = model.tables["firms"]
    (row,) = np.flatnonzero(firms.column("origin") == 4)
    assert firms.column("staff")[row] == 200.0
    assert firms.column("park")[row] == HARBOUR
    assert firms.column("operating")[row]
    outside = [m.tables["industries"].column("outside_appeal")[1] for m in (model, plain)]
    taken = np.exp(firms.column("appeal")[row])
    assert np.exp(outside[1]) - np.exp(outside[0]) == pytest.approx(taken, rel=1e-9)
    assert code_of(ZONE.gazetteer, firms, int(row)).startswith("harbour/equipment/2023Q1/p")


def test_an_anchor_plant_has_five_thousand_people_unless_the_act_says_otherwise():
    act = Act("anchor_plant", FIRST, parks=(HARBOUR,), industries=(1,))
    model = only_events(act)
    assert model.projects.staff[0] == 5000


def test_the_time_to_grant_is_cut_from_then_on():
    model = only_events(Act("cut_grant_lag", FIRST, industries=(0, 2), months=12.0))
    assert model.tables["industries"].column("grant_lag_cut").tolist() == [12.0, 0.0, 12.0]


def seatable():
    """Return row and code of a venture-type firm without a desk whose park has a free one."""
    model = world()
    firms, houses = model.tables["firms"], model.tables["incubators"]
    room = houses.column("occupancy") < 0.97
    parks = np.unique(houses.column("park")[room])
    free = (firms.column("kind") == 1) & (firms.column("incubator") < 0) & firms.column("operating")
    rows = np.flatnonzero(free & np.isin(firms.column("park"), parks))
    return int(rows[0]), code_of(ZONE.gazetteer, firms, int(rows[0]))


def test_a_firm_can_be_placed_in_an_incubator_of_its_park():
    row, code = seatable()
    act = Act("place_in_incubator", FIRST, firms=(code,))
    model = only_events(act)
    firms, houses = model.tables["firms"], model.tables["incubators"]
    carrier = int(firms.column("incubator")[row])
    assert carrier >= 0
    assert houses.column("park")[carrier] == firms.column("park")[row]
    before = world().tables["incubators"].column("occupancy")
    added = (houses.column("occupancy") - before) * houses.column("desks")
    assert added[carrier] == pytest.approx(1.0)
    elsewhere = next(p for p in (1, 2, 3) if p != firms.column("park")[row])
    with pytest.raises(InputError, match="does not work"):
        only_events(replace(act, parks=(elsewhere,)))


def test_a_park_leaves_the_legal_perimeter_and_enters_it_again():
    act = Act("change_perimeter", FIRST, parks=(HARBOUR,))
    out = only_events(act).tables["parks"].column("outside")
    assert out.tolist() == [False, False, False, True]
    again = ParkModel(Ordered(act, replace(act, quarter=FIRST + 1)), zone=ZONE, quarter=())
    again.run_for(2)
    assert not again.tables["parks"].column("outside").any()
