"""What public programmes pay in the stages of people, firms and moves, against sums on paper."""

import numpy as np
import pytest

from sim.behaviour.branch import open_second_sites
from sim.behaviour.move import relocate, value_places
from sim.behaviour.move_people import move_people
from sim.behaviour.settle_firms import settle_firms
from sim.behaviour.train import train
from sim.behaviour.world import world
from tests.behaviour.city import City, in_both

PLANT_FIRM = 3  # 200 people in park 1, industry with plants, weight 1


def booked(city, programme, kind=1):
    """Return what a programme asked for (0), paid (1) or let go (2), by account."""
    return city.ledger.public[kind, getattr(city.ledger, f"for_{programme}")]


def settled(prepare=lambda city: None, **figures):
    return in_both(lambda city: city.apply(settle_firms), prepare, **figures)


def test_the_tax_of_parks_is_that_of_their_firms_and_people():
    city = settled()
    ledger = city.ledger
    taxes = sum(city.paid(payer, ledger.centre) for payer in (ledger.firms, ledger.households))
    assert city.column("parks", "tax").sum() == pytest.approx(4.0 * taxes / 0.55)


def test_shared_instruments_cost_by_staff_and_are_halved_with_the_special_fund():
    def staffed(city):
        city.put("parks", "staff_total", [500.0, 300.0, 100.0])

    city = settled(staffed, law={"services_sharing": 0.2})
    # 0.2 x 3 bn a year: 150 million a quarter, three quarters of it in park 1
    paid = booked(city, "sharing")
    assert paid[city.ledger.districts] == pytest.approx(56.25)
    assert paid[city.ledger.districts + 1] == pytest.approx(18.75)
    assert paid[city.ledger.special_fund] == pytest.approx(75.0)


def test_extra_relief_of_certified_firms_is_tax_forgone():
    def certified(city):
        city.put("firms", "hnte_years", 2.0, PLANT_FIRM)

    before, after = (settled(certified, law={"tax_hnte_extra": x}) for x in (0.0, 5.0))
    lost = 0.0
    for payee in (after.ledger.centre, after.ledger.city, after.ledger.districts):
        lost += before.paid(before.ledger.firms, payee) - after.paid(after.ledger.firms, payee)
    forgone = booked(after, "high_tech_tax", 2)
    assert forgone[after.ledger.city] == pytest.approx(lost)
    assert lost > 0.0
    assert not booked(before, "high_tech_tax", 2).any()


def second_site(city):
    city.put("firms", "park2", 2, PLANT_FIRM)
    city.put("firms", "plant2_share", 0.4, PLANT_FIRM)


def test_tax_of_a_second_site_is_due_there_and_shared_with_the_origin():
    alone, shared = (settled(second_site, law={"link_profit_share": x}) for x in (0.0, 0.25))
    one, other = shared.column("districts", "shared_tax")
    assert one == pytest.approx(-other)
    assert one == pytest.approx(booked(shared, "shared_tax").sum())
    here = settled().column("parks", "tax") - alone.column("parks", "tax")
    # two fifths of the firm's tax moved; half of the local 45 % is the district's, a quarter back
    assert here[1] == pytest.approx(-here[2])
    assert one == pytest.approx(0.25 * here[1] / 4.0 * 0.45 * 0.5)


def test_a_district_with_half_its_money_pays_half_the_subsidy_of_rents():
    def halved(city):
        city.inputs["budgets"].column("part")[city.ledger.districts] = 0.5

    city = settled(halved, law={"floor_rent_subsidy": 0.2})
    asked, paid = booked(city, "rent_subsidies", 0), booked(city, "rent_subsidies")
    assert paid[city.ledger.districts] == pytest.approx(0.5 * asked[city.ledger.districts])
    assert paid[city.ledger.districts + 1] == asked[city.ledger.districts + 1]


def trained(part):
    def short(city):
        city.inputs["budgets"].column("part")[...] = part

    city = in_both(lambda city: city.apply(train), short, law={"talent_train_share": 1.0})
    return city, int(city.column("talents", "trained").sum())


def test_training_is_asked_for_in_full_and_given_as_far_as_money_goes():
    full, many = trained(1.0)
    short, few = trained(0.5)
    assert 0 < few < many
    # 3,000 yuan of public money for each of the 25 people behind a row
    assert booked(full, "training").sum() == pytest.approx(many * 25.0 * 0.003)
    assert booked(short, "training").sum() == pytest.approx(few * 25.0 * 0.003)
    assert booked(short, "training", 0).sum() == pytest.approx(many * 25.0 * 0.003)


def test_housing_of_newcomers_is_a_programme():
    city = in_both(move_people)
    newcomers = city.people.column("flow")[0]
    # a quarter of them take 6,000 yuan
    assert booked(city, "housing").sum() == pytest.approx(newcomers * 0.25 * 0.006)


def test_the_programme_for_foreign_trained_people_costs_by_those_it_draws():
    city = in_both(move_people, law={"global_talent_inflow": 1.5})
    # 600 come a year; with half as many returnees more 600 x 15,000/170,000 would come besides
    drawn = 600.0 * 15_000.0 / 170_000.0
    assert booked(city, "talent_programme").sum() == pytest.approx(drawn / 4.0 * 0.05)
    assert not booked(in_both(move_people), "talent_programme").any()


def test_services_for_going_abroad_cost_by_the_access_they_open():
    def open_more(city):
        city.put("industries", "access_start", 0.9)

    city = in_both(lambda city: city.apply(world), open_more)
    # access 0.1 above the rules before: two steps of 100 million a year
    assert booked(city, "export_services")[city.ledger.city] == pytest.approx(50.0)
    assert not booked(in_both(lambda city: city.apply(world)), "export_services").any()


def test_services_without_money_open_nothing():
    def broke(city):
        city.put("industries", "access_start", 0.9)
        city.inputs["budgets"].column("part")[city.ledger.city] = 0.0

    def closed(city):
        city.put("industries", "access_start", 0.9)

    poor = in_both(lambda city: city.apply(world), broke)
    before = in_both(
        lambda city: city.apply(world), closed, law={"global_export_access": [[0.9, 0.9]] * 3}
    )
    assert poor.column("industries", "demand") == pytest.approx(
        before.column("industries", "demand")
    )


def cheap(city):
    """Park 2 leads in the plants' industry, has room and is cheap."""
    city.column("parks", "rent")[2, 2] = 0.1
    city.column("parks", "stock")[2, 2] = 1e6


def sites(**figures):
    """Count second sites and quota money over many quarters."""
    opened, money = 0, 0.0
    for quarter in range(8000, 8200):
        city = City(quarter=quarter, **figures)
        cheap(city)
        city.apply(open_second_sites)
        opened += int((city.column("firms", "park2") >= 0).sum())
        money += float(booked(city, "quota").sum())
    return opened, money


def test_quota_above_the_rules_before_is_bought_for_second_sites():
    figures = {"law": {"governance_quota_support": 1.0}, "solved": {"quota_start": 0.5}}
    opened, money = sites(**figures)
    assert opened > 0
    assert money / 2.0 == pytest.approx(0.5 * opened, abs=4.0 * 0.5 * np.sqrt(opened))
    plain, nothing = sites(law={"governance_quota_support": 0.5}, solved={"quota_start": 0.5})
    assert nothing == 0.0
    assert plain == pytest.approx(0.5 * opened, abs=4.0 * 0.5 * np.sqrt(opened))


def test_a_graduate_without_a_relay_compares_places_at_once_and_without_attachment():
    def run(city):
        value_places(city)
        city.apply(relocate)

    moved = []
    for stuck in (False, True):
        count = 0
        for quarter in range(8000, 8060):
            city = City(quarter=quarter, assumed={"relocation_hazard": 1e-9})
            city.put("firms", "must_move", stuck, 2)
            city.put("firms", "weight", 1.0, 2)
            before = city.column("firms", "park").copy()
            run(city)
            count += int(city.column("firms", "park")[2] != before[2])
            assert not city.column("firms", "must_move").any()
        moved.append(count)
    assert moved[0] == 0
    assert moved[1] > 10
