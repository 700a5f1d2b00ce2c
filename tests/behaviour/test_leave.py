"""Stage 26: expected numbers worked out by hand from E46 and the made-up town."""

import math

import numpy as np
import pytest

from sim.agents.firm import SPIN_OFF
from sim.behaviour.leave import (
    YEARS,
    close_firms,
    end_ties,
    exit_chance,
    grow_older,
    size_factor,
    year_of_life,
)
from sim.policy.registers import load

NOBODY = {"exit_hazard": [0.0] * 8}
EVERYBODY = {"exit_hazard": [1000.0] * 8}
HAZARDS = (0.016, 0.063, 0.095, 0.09, 0.085)


@pytest.mark.parametrize(
    ("age", "year"), [(0, 0), (1, 0), (4, 0), (5, 1), (28, 6), (29, 7), (200, 7)]
)
def test_a_year_of_life_has_four_quarters_and_the_last_never_ends(age, year):
    assert year_of_life(age) == year


def test_the_register_gives_a_hazard_for_every_year_of_the_table():
    assert len(load().assumption("exit_hazard").values) == YEARS


def test_large_firms_close_less_often():
    assert size_factor(160.0, 10.0, -0.25) == pytest.approx(0.5)
    assert size_factor(10.0, 10.0, -0.25) == 1.0


def test_less_than_one_worker_counts_as_one():
    assert size_factor(0.01, 10.0, -0.25) == pytest.approx(10.0**0.25)


def test_a_quarter_has_a_quarter_of_the_yearly_hazard():
    assert exit_chance(0.084, 1.0, 1.21, 0.0, 1.0, 1.0) == pytest.approx(0.021 / 1.21)


def test_two_quarters_without_cash_triple_the_chance():
    calm = exit_chance(0.08, 1.0, 1.21, 0.0, 1.0, 1.0)
    assert exit_chance(0.08, 1.0, 1.21, 1.2, 1.0, 1.0) == pytest.approx(3.3201169 * calm)


def test_no_chance_exceeds_one():
    assert exit_chance(0.09, 1.8, 1.21, 20.0, 1.0, 1.0) == 1.0


def test_seven_in_ten_average_entrants_see_their_fifth_year_end():
    # an average entrant has factors of H0 = 1.21 in all; the text measured 0.69-0.71
    left = 1.0
    for quarter in range(1, 21):
        base = HAZARDS[year_of_life(quarter)]
        left *= 1.0 - exit_chance(base, 1.21, 1.21, 0.0, 1.0, 1.0)
    assert 0.69 < left < 0.71


def test_firms_complete_a_quarter(town):
    place = town()
    before = place["firms"]["age"][:12].copy()
    place["firms"]["operating"][4] = False
    place["firms"]["first_order"][[2, 3]] = [3, 0]
    place.apply(grow_older)
    assert (place["firms"]["age"][:12] - before).tolist() == [1] * 4 + [0] + [1] * 7
    assert place["firms"]["first_order"][[2, 3]].tolist() == [2, 0]


def test_nobody_closes_without_hazard(town):
    place = town(assumed=NOBODY)
    before = {name: table.snapshot() for name, table in place.tables.items()}
    for stage in (close_firms, end_ties):
        place.apply(stage)
    for name, table in place.tables.items():
        for column, values in table.snapshot().items():
            assert np.array_equal(values, before[name][column]), f"{name}.{column}"
    assert not place.ledger.flow.any()


def test_closed_firms_leave_no_floor_no_money_and_no_staff(town):
    place = town(assumed=EVERYBODY)
    cash = place.cash()
    for stage in (close_firms, end_ties):
        place.apply(stage)
    firms, ledger = place["firms"], place.ledger
    assert not firms["alive"][:12].any()
    assert not firms["operating"].any()
    assert place["parks"]["let"][:3] == pytest.approx(np.zeros((3, 3)), abs=1e-9)
    assert not (firms["office_floor"] + firms["plant_floor"] + firms["plant2_floor"]).any()
    assert place.paid(ledger.firms, ledger.households) == pytest.approx(cash)
    assert (place["talents"]["employer"][:24] == -1).all()
    assert place["talents"]["searching"][:24].all()
    assert not place["talents"]["tenure"].any()
    # park 0: 160 and 160; park 1: 120 and 2; park 2: 81 and 2
    assert place["cells"]["deaths"][:6].tolist() == [160.0, 160.0, 120.0, 2.0, 81.0, 2.0]


def test_the_deaths_of_the_quarter_before_are_forgotten(town):
    place = town(assumed=NOBODY)
    place["cells"]["deaths"][:6] = 5.0
    place["banks"]["losses"][:2] = 5.0
    place.apply(close_firms)
    assert not place["cells"]["deaths"].any()
    assert not place["banks"]["losses"].any()


def test_what_a_closing_firm_owes_is_paid_before_its_owners(town):
    place = town(assumed=EVERYBODY)
    firms, ledger = place["firms"], place.ledger
    firms["operating"][:12] = False
    firms["operating"][[3, 5]] = True
    firms["cash"][3], firms["debt"][3] = 10.0, 4.0
    firms["cash"][5], firms["debt"][5] = 1.0, 3.0
    place.apply(close_firms)
    assert place.paid(ledger.firms, ledger.banks) == pytest.approx(5.0)
    assert place.paid(ledger.firms, ledger.households) == pytest.approx(6.0)
    assert place["banks"]["losses"][:2].tolist() == pytest.approx([1.0, 1.0])


def test_owners_make_good_what_is_missing(town):
    place = town(assumed=EVERYBODY)
    firms, ledger = place["firms"], place.ledger
    firms["operating"][:12] = False
    firms["operating"][2] = True
    firms["cash"][2], firms["debt"][2] = -0.5, 1.0
    place.apply(close_firms)
    assert place.paid(ledger.households, ledger.firms) == pytest.approx(20.0)
    assert place.paid(ledger.firms, ledger.banks) == 0.0
    assert place["banks"]["losses"][:2].tolist() == pytest.approx([20.0, 20.0])


@pytest.mark.parametrize("assumed", [EVERYBODY, {"exit_hazard": [3.0] * 8}])
def test_cash_of_all_firms_changes_by_their_payments(town, assumed):
    place = town(assumed=assumed)
    place["firms"]["cash"][[3, 7]] = [-2.0, -0.1]
    place["firms"]["debt"][[3, 5, 10]] = 2.0
    before = place.cash()
    place.apply(close_firms)
    net = place.ledger.net(place.ledger.firms)
    assert place.cash() - before == pytest.approx(net, abs=1e-9)


def test_a_firm_that_leaves_the_city_takes_its_cash_along(town):
    place = town(assumed=NOBODY)
    place["firms"]["departing"][3] = True
    for stage in (close_firms, end_ties):
        place.apply(stage)
    ledger = place.ledger
    assert np.flatnonzero(~place["firms"]["alive"][:12]).tolist() == [3]
    assert place.paid(ledger.firms, ledger.outside) == pytest.approx(20.0)
    assert place.paid(ledger.firms, ledger.households) == 0.0
    assert place["cells"]["deaths"][3] == 1.0
    assert np.flatnonzero(place["talents"]["employer"][:24] == -1).tolist() == [6, 7]


def test_floor_of_both_sites_empties(town):
    place = town(assumed=NOBODY)
    firms = place["firms"]
    firms["departing"][3] = True
    firms["park2"][3], firms["plant2_floor"][3] = 2, 700.0
    place["parks"]["let"][2, 2] += 700.0
    place.apply(close_firms)
    # 8,600 less 1,000 of offices, 4,200 less 3,000 of plants; park 2 as before
    assert place["parks"]["let"][1].tolist() == pytest.approx([7_600.0, 0.0, 1_200.0])
    assert place["parks"]["let"][2].tolist() == pytest.approx([0.0, 12_180.0, 2_250.0])


def test_a_tenants_desk_is_free_again(town):
    place = town(assumed=NOBODY)
    firms = place["firms"]
    firms["incubator"][[3, 5]] = 0
    firms["departing"][3] = True
    place.apply(close_firms)
    assert place["incubators"]["occupancy"][0] == pytest.approx(0.5 - 1.0 / 40.0)
    assert firms["incubator"][[3, 5]].tolist() == [-1, 0]


def test_stakes_are_written_off_and_links_end(town):
    place = town(assumed=NOBODY)
    firms = place["firms"]
    firms["departing"][3] = True
    firms["links"][[3, 5, 8]] = [2.0, 2.0, 2.0]
    place.tables["stakes"].append(2, {"uid": [1, 2], "firm": [3, 5], "share": 0.2})
    place.tables["links"].append(3, {"uid": [1, 2, 3], "firm": [3, 8, 5], "partner": [5, 3, 8]})
    for stage in (close_firms, end_ties):
        place.apply(stage)
    assert place["stakes"]["alive"][:2].tolist() == [False, True]
    assert place["links"]["alive"][:3].tolist() == [False, False, True]
    assert firms["links"][[5, 8]].tolist() == [1.0, 1.0]


def test_firms_that_wait_for_approval_cannot_close(town):
    place = town(assumed=EVERYBODY)
    place["firms"]["operating"][4] = False
    place.apply(close_firms)
    assert np.flatnonzero(place["firms"]["alive"][:12]).tolist() == [4]


def closed(place) -> set[int]:
    """Return the identities of the firms that close this quarter."""
    place.apply(close_firms)
    firms = place.tables["firms"]
    return set(firms.column("uid")[~firms.column("alive")].tolist())


@pytest.mark.parametrize("quarter", range(8096, 8104))
def test_a_higher_hazard_saves_nobody(town, quarter):
    calm = closed(town(assumed={"exit_hazard": [0.8] * 8}, quarter=quarter))
    rough = closed(town(assumed={"exit_hazard": [1.6] * 8}, quarter=quarter))
    assert calm <= rough


def test_an_extra_firm_changes_nobody_elses_luck(town):
    risky = {"exit_hazard": [1.6] * 8}
    alone = closed(town(assumed=risky))
    crowd = town(assumed=risky)
    newcomer = {name: column[0] for name, column in crowd.tables["firms"].snapshot().items()}
    crowd.tables["firms"].append(1, {**newcomer, "uid": 999})
    assert closed(crowd) - {999} == alone
    assert 0 < len(alone) < 12


@pytest.mark.parametrize(
    ("column", "value", "factor"),
    [
        ("negative_cash", 2, math.exp(1.2)),
        ("negative_cash", 1, 1.0),
        ("little_giant", True, math.exp(-0.3)),
        ("hnte_years", 1.0, math.exp(-0.3)),
        ("round", 1, math.exp(-0.3)),
        ("round", 6, 1.0),
        ("origin", SPIN_OFF, 0.75),
        ("incubator_factor", 1.1, 1.1),
    ],
)
def test_signs_of_trouble_and_help_move_the_chance_of_closing(town, column, value, factor):
    # 4,000 firms of 10 staff with a chance of 0.2 times the factor; four standard errors
    count = 4000
    place = town(assumed={"exit_hazard": [0.8 * 1.21] * 8, "exit_size_exponent": 0.0})
    table = place.tables["firms"]
    table.append(count, {"uid": np.arange(count) + 5000, "incubator_factor": 1.0})
    table.columns["operating"][:12] = False
    table.columns["operating"][12 : 12 + count] = True
    table.columns["park"][12 : 12 + count] = 0
    table.columns["industry"][12 : 12 + count] = 0
    table.columns[column][12 : 12 + count] = value
    chance = 0.2 * factor
    share = len(closed(place)) / count
    assert share == pytest.approx(chance, abs=4.0 * math.sqrt(chance * (1 - chance) / count))


def test_exits_are_the_same_in_both_engines(in_both_engines):
    def prepare(place):
        firms = place["firms"]
        firms["departing"][9] = True
        firms["cash"][3], firms["debt"][3] = -2.0, 1.0
        firms["incubator"][5] = 0
        place.tables["stakes"].append(2, {"uid": [1, 2], "firm": [9, 5]})
        place.tables["links"].append(1, {"uid": 1, "firm": 9, "partner": 3})

    in_both_engines(
        [grow_older, close_firms, end_ties],
        prepare=prepare,
        assumed={"exit_hazard": [1.6] * 8},
    )
