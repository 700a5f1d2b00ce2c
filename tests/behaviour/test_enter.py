"""Stage 28: registrations, entrants and their start, against sums on paper (E49-E51)."""

import math

import numpy as np
import pytest

from sim.behaviour.academic import academic_entry, support_universities
from sim.behaviour.enter import count_entrants, enter, found
from sim.behaviour.found import entrant_appeal, found_firms, open_firms, research_chance
from sim.behaviour.move import value_places
from sim.behaviour.plan_staff import sales
from tests.behaviour.city import City, in_both

ROWS = 12  # firms of the town before anybody enters
NOBODY = {
    "conversion_share": 0.0,
    "research_active_share": [1.0, 1.0],
}  # nobody enters the parks
AT_ONCE = 1e-9  # days of approval


def counts(city):
    city.apply(count_entrants)


def two_thirds(city):
    """Park 1 is worth ln 2 more than park 2."""
    city.put("cells", "location_value", [0.0, 0.0, math.log(2.0), math.log(2.0), 0.0, 0.0])


def approved(city):
    two_thirds(city)
    for name in ("approval_days", "approval_days_start"):
        city.put("parks", name, AT_ONCE)


def entrants(city):
    """Columns of the firms that entered."""
    return {name: column[ROWS:] for name, column in city.tables["firms"].snapshot().items()}


def by_uid(city, name):
    new = entrants(city)
    return dict(zip(new["uid"], new[name], strict=True))


def test_shares_of_entry_sum_to_one_over_the_parks():
    city = in_both(counts, two_thirds)
    share = city.column("cells", "entry_share").reshape(3, 2)
    assert share[1] == pytest.approx([2.0 / 3.0, 2.0 / 3.0])
    assert share[1:].sum(axis=0) == pytest.approx(1.0)
    assert not share[0].any()


def test_registrations_are_as_many_as_the_trend_says_wherever_firms_go():
    sums = {"even": 0.0, "drawn": 0.0}
    for quarter in range(4 * 2024, 4 * 2024 + 30):
        for name, value in (("even", 0.0), ("drawn", 2.0)):
            city = City(quarter=quarter)
            city.put("cells", "location_value", [0.0, 0.0, value, value, 0.0, 0.0])
            counts(city)
            sums[name] += city.column("parks", "registrations").sum()
    # 30 quarters of 600: a standard deviation of 134
    assert sums["even"] == pytest.approx(18_000.0, abs=400.0)
    assert sums["drawn"] == pytest.approx(sums["even"])  # one draw an industry: no policy moves it


def test_registrations_follow_the_index_and_not_the_approval_or_the_conversion():
    def index(city):
        two_thirds(city)
        city.clock.update({"registrations_index": 2.0})

    def slow(city):
        two_thirds(city)
        city.put("parks", "approval_days", 360.0)

    plain = in_both(counts, two_thirds).column("parks", "registrations").copy()
    assert np.array_equal(plain, in_both(counts, slow).column("parks", "registrations"))
    other = in_both(counts, two_thirds, assumed={"conversion_share": 0.9})
    assert np.array_equal(plain, other.column("parks", "registrations"))
    more = in_both(counts, index).column("parks", "registrations")
    assert more.sum() == pytest.approx(1200.0, abs=140.0)  # four standard deviations


def test_registrations_have_no_agents():
    city = in_both(enter, approved, assumed=NOBODY, solved={"spinoff_base": 0.0})
    assert city.column("parks", "registrations").sum() > 500.0
    assert (entrants(city)["park"] == 0).all()


def test_a_fifth_of_registrations_operates():
    total = np.zeros(2)
    for quarter in range(4 * 2024, 4 * 2024 + 30):
        city = City(quarter=quarter, assumed={"venture_type_share": [1.0, 0.0]})
        two_thirds(city)
        counts(city)
        rows = city.column("cells", "rows_to_found")[2:]
        total += [rows[::2, 1].sum(), 40.0 * rows[1::2, 0].sum()]
    # 30 x 0.2 x 400 venture-type rows of one firm; 30 x 0.2 x 200 ordinary firms in rows of 40
    assert total[0] == pytest.approx(2400.0, abs=200.0)
    assert total[1] == pytest.approx(1200.0, abs=400.0)


def test_slow_approval_keeps_firms_away_and_never_adds_one():
    def slow(city):
        two_thirds(city)
        city.put("parks", "approval_days", [90.0, 360.0, 90.0])

    fast, late = in_both(counts, two_thirds), in_both(counts, slow)
    one, other = (c.column("cells", "rows_to_found") for c in (fast, late))
    assert (other <= one).all()
    assert other[2:4].sum() < one[2:4].sum()
    assert np.array_equal(other[4:], one[4:])


def test_the_rest_of_the_city_has_its_own_rate():
    city = in_both(counts, two_thirds, assumed={"conversion_share": 0.0})
    rows = city.column("cells", "rows_to_found")
    assert not rows[2:].any()
    # 160 x 0.7 and 320 x 0.9 ordinary firms in rows of 160; 48 and 32 venture-type firms
    assert rows[0, 0] in (0, 1)
    assert rows[1, 0] in (1, 2)
    assert rows[:2, 1] == pytest.approx([48, 32], abs=28)


def test_a_rent_subsidy_draws_entrants():
    def share(law):
        city = in_both(
            lambda city: [city.apply(s) for s in (value_places, count_entrants)], law=law
        )
        return city.column("cells", "entry_share")[2]

    plain = share({"floor_rent_subsidy": 0.0})
    drawn = share({"floor_rent_subsidy": [0.0, 0.5, 0.0]})
    # half the rent doubles the odds at a weight of one
    assert drawn / (1.0 - drawn) == pytest.approx(2.0 * plain / (1.0 - plain))


def test_entrants_belong_to_the_cell_that_counted_them():
    city = in_both(enter, approved)
    new, wanted = entrants(city), city.column("cells", "rows_to_found")
    cell = new["park"] * 2 + new["industry"]
    for kind in (0, 1):
        rows = np.bincount(cell[(new["kind"] == kind) & (new["origin"] == 1)], minlength=6)
        assert np.array_equal(rows, wanted[:, kind])
    ordinary = new["kind"] == 0
    assert (new["weight"][~ordinary] == 1.0).all()
    assert np.array_equal(
        new["weight"][ordinary], np.where(new["park"][ordinary] == 0, 160.0, 40.0)
    )
    assert np.unique(new["uid"]).size == new["uid"].size


def test_entrants_sell_what_their_people_make_and_pay_like_firms_of_their_size():
    city = in_both(enter, approved)
    new = entrants(city)
    assert new["operating"].all()
    assert new["revenue"] == pytest.approx(new["staff"] * new["wage"] * 12.0)
    size = np.maximum(new["staff"], 1.0) / 50.0
    assert new["wage"] == pytest.approx(0.25 * size**0.048)
    demand, own = 4.0 * np.array([8820.0, 15690.0]), np.array([8820.0, 15690.0])
    k = int(new["industry"][0])
    served = sales(demand[k], math.exp(new["appeal"][0]), own[k], 3.0 * own[k])
    assert served == pytest.approx(new["revenue"][0])


def test_the_appeal_of_an_entrant_inverts_the_sales_of_the_market():
    appeal = entrant_appeal(5.0, 0.3, 0.1, 500.0, 600.0, 400.0)
    assert sales(500.0, math.exp(appeal), 600.0, 400.0) == pytest.approx(15.0)


def test_founders_bring_a_year_of_pay_and_venture_firms_two():
    city = in_both(enter, approved, assumed={"cash_spread": 0.0}, law={"university_space": 0.0})
    new = entrants(city)
    years = np.where(new["kind"] == 1, 2.0, 1.0)
    assert new["cash"] == pytest.approx(years * new["staff"] * new["wage"])
    paid = city.paid(city.ledger.households, city.ledger.firms)
    assert paid == pytest.approx((new["weight"] * new["cash"]).sum())
    assert city.ledger.flow.sum() == pytest.approx(paid)


def test_births_count_the_firms_that_start_working():
    city = in_both(enter, approved)
    new = entrants(city)
    cell = new["park"] * 2 + new["industry"]
    assert city.column("cells", "births") == pytest.approx(
        np.bincount(cell, new["weight"], minlength=6)
    )


def test_entrants_wait_for_approval():
    def quarters(city):
        two_thirds(city)
        enter(city)
        first = city.tables["firms"].rows
        assert not city.column("firms", "operating")[ROWS:].any()
        assert not city.column("cells", "births").any()
        city.clock.update({"quarter": 4 * 2024 + 1})
        city.apply(open_firms)
        assert city.column("firms", "operating")[:first].all()

    city = in_both(quarters)  # 90 days are one quarter for everybody
    assert city.tables["firms"].rows > ROWS


def test_135_days_are_one_quarter_for_half_and_two_for_the_rest():
    def slow(city):
        two_thirds(city)
        city.put("parks", "approval_days", 135.0)

    def found(city):
        two_thirds(city)
        enter(city)

    waits = entrants(in_both(found, slow))["approval_wait"]
    # whoever waits one quarter or two has used up one when the quarter ends
    assert set(waits) == {0, 1}
    assert waits.mean() == pytest.approx(0.5, abs=0.2)


def test_plant_entrants_wait_for_floor_and_less_on_cleared_land():
    def built_up(city):
        approved(city)
        city.put("parks", "let", city.column("parks", "stock"))

    assumed = {"venture_type_share": [1.0, 1.0]}
    for share, quarters in ((0.0, 6), (1.0, 2)):
        city = in_both(enter, built_up, assumed=assumed, law={"land_reserve_share": share})
        new = entrants(city)
        plant = (new["industry"] == 1) & (new["park"] > 0)
        assert plant.any()
        assert (new["approval_wait"][plant] == quarters - 1).all()
        assert new["operating"][~plant].all()


def test_plant_entrants_without_quota_try_again():
    def land(city):
        approved(city)
        city.put("parks", "stock", [[0, 0, 0], [1e6, 0, 1e6], [0, 1e6, 1e6]])

    city = in_both(enter, land, law={"governance_quota_support": 0.0})
    new = entrants(city)
    plant = (new["industry"] == 1) & (new["park"] > 0)
    assert not new["operating"][plant].any()
    assert new["operating"][~plant].all()


def plant_waits(support):
    """Quarters that plant entrants of the parks wait for quota alone, by identity."""

    def ready(city):
        approved(city)
        city.put("parks", "stock", [[0, 0, 0], [1e6, 0, 1e6], [0, 1e6, 1e6]])

    city = in_both(
        found,
        ready,
        assumed={"venture_type_share": [1.0, 1.0]},
        law={"governance_quota_support": support},
        solved={"registrations": [0.0, 4000.0], "spinoff_base": 0.0},
    )
    new = entrants(city)
    plant = (new["industry"] == 1) & (new["park"] > 0)
    return dict(zip(new["uid"][plant], new["approval_wait"][plant], strict=True))


def test_plant_entrants_draw_for_quota_every_quarter_until_they_are_admitted():
    waits = np.array(list(plant_waits(0.5).values()))
    # a draw a quarter at odds of one to one: 1 quarter on average, sd 1.41; half wait for none
    assert waits.size > 500
    assert waits.mean() == pytest.approx(1.0, abs=4.0 * 1.41 / math.sqrt(waits.size))
    assert (waits == 0).mean() == pytest.approx(0.5, abs=2.0 / math.sqrt(waits.size))
    assert (waits == 2).mean() == pytest.approx(0.125, abs=1.4 / math.sqrt(waits.size))


def test_more_quota_lets_nobody_wait_longer():
    scarce, ample = plant_waits(0.5), plant_waits(0.8)
    assert set(scarce) == set(ample)
    assert all(ample[uid] <= wait for uid, wait in scarce.items())
    assert sum(ample.values()) < sum(scarce.values())


def test_an_extra_entrant_changes_nobody_else():
    fewer = in_both(enter, approved)
    more = in_both(enter, approved, solved={"registrations": [480.0, 240.0]})
    assert more.tables["firms"].rows > fewer.tables["firms"].rows
    for name in ("park", "industry", "kind", "quality", "staff", "cash", "research_share"):
        one, other = by_uid(fewer, name), by_uid(more, name)
        assert set(one) < set(other)
        assert all(other[uid] == value for uid, value in one.items()), name


def test_sizes_are_lognormal_around_five():
    city = in_both(enter, approved, solved={"registrations": [4000.0, 4000.0]})
    logs = np.log(entrants(city)["staff"])
    assert logs.size > 300
    assert logs.mean() == pytest.approx(math.log(5.0), abs=0.15)
    assert logs.std() == pytest.approx(0.8, abs=0.1)


def test_half_of_the_first_industry_does_research_at_twice_its_mean():
    new = entrants(in_both(enter, approved, solved={"registrations": [4000.0, 0.0]}))
    first = (new["industry"] == 0) & (new["park"] > 0)
    assert set(new["research_share"][first]) == {0.0, 0.1}
    active = np.average(new["research_share"][first] > 0.0, weights=new["weight"][first])
    assert active == pytest.approx(0.5, abs=0.12)


def test_all_venture_type_entrants_do_research_and_so_many_fewer_of_the_others():
    assert research_chance(1, 0.5, 0.3) == 1.0
    assert research_chance(0, 0.5, 0.3) == pytest.approx(0.2 / 0.7)
    assert research_chance(0, 0.2, 0.3) == 0.0
    new = entrants(in_both(enter, approved))
    assert (new["research_share"][new["kind"] == 1] > 0.0).all()


def test_later_cohorts_are_better():
    early, late = (in_both(enter, approved, quarter=4 * year) for year in (2023, 2033))
    # the drift is 0.01 a year; qualities are drawn anew, so only means are compared
    assert entrants(early)["quality"].mean() == pytest.approx(0.0, abs=0.3)
    assert entrants(late)["quality"].mean() == pytest.approx(0.1, abs=0.3)


def test_founding_needs_no_more_than_the_counts():
    city = in_both(enter, approved, assumed={"conversion_share": 0.0}, solved={"spinoff_base": 0.0})
    before = city.tables["firms"].rows
    city.put("cells", "rows_to_found", 0)
    city.births.update({"first": before, "last": before, "parents": before})
    city.apply(found_firms)
    assert city.tables["firms"].rows == before


UNIVERSITY = {"assumed": {"academic_entry_base": 4000.0, "academic_space_cap": 1e6}}


def academics(**figures):
    """Columns of the academic start-ups of a quarter; three quarters of them beside park 1."""
    new = entrants(in_both(enter, approved, **figures))
    return {name: column[new["origin"] == 2] for name, column in new.items()}


def test_academic_startups_come_beside_their_university_by_the_mix_of_industries():
    new = academics(**UNIVERSITY)
    # 4,000 a year: 1,000 a quarter, 750 in park 1; three quarters of them in the first industry
    total = new["weight"].sum()
    assert total == pytest.approx(1000.0, rel=0.15)
    assert new["weight"][new["park"] == 1].sum() / total == pytest.approx(0.75, abs=0.06)
    assert new["weight"][new["industry"] == 0].sum() / total == pytest.approx(0.75, abs=0.06)
    assert (new["park"] > 0).all()


def test_academic_startups_are_of_venture_type_twice_as_often():
    new = academics(**UNIVERSITY)
    first = new["industry"] == 0
    share = np.average(new["kind"][first] == 1, weights=new["weight"][first])
    assert share == pytest.approx(0.6, abs=0.08)  # twice 0.3


def test_academic_startups_are_a_part_of_the_flow_of_new_firms():
    figures = {"solved": {"registrations": [20000.0, 20000.0]}}
    without = entrants(in_both(enter, approved, **figures))
    some = entrants(in_both(enter, approved, **figures, **UNIVERSITY))
    assert some["weight"].sum() == pytest.approx(without["weight"].sum(), rel=0.03)
    assert some["weight"][some["origin"] == 2].sum() == pytest.approx(1000.0, rel=0.15)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((300.0, 1.0, 0.7, 0.7, 0.5, 20.0, 18.0), 300.0),
        ((300.0, 1.1, 0.7, 0.7, 0.5, 20.0, 18.0), 330.0),
        ((300.0, 1.3, 0.7, 0.7, 0.5, 20.0, 18.0), 360.0),  # space binds: 20 x 18
        ((300.0, 1.0, 0.8, 0.7, 0.5, 20.0, 18.0), 300.0 * math.sqrt(8.0 / 7.0)),
        ((300.0, 1.0, 0.0, 0.7, 0.5, 20.0, 18.0), 0.0),
    ],
)
def test_universities_bring_about_firms_by_rules_gains_and_space(arguments, expected):
    assert academic_entry(*arguments) == pytest.approx(expected)


def test_universities_pay_for_disclosures_and_share_the_rent_of_space_with_districts():
    city = in_both(
        lambda city: city.apply(support_universities), assumed={"academic_entry_base": 400.0}
    )
    ledger = city.ledger
    asked, _, forgone = ledger.public[:, ledger.for_disclosures]
    assert asked[ledger.centre] == pytest.approx(0.1 * 100.0)
    assert forgone[ledger.centre] == pytest.approx(0.7 * 0.5 * 100.0)
    paid = ledger.public[1, ledger.for_academic_space]
    # 180,000 m2 at 1,200 yuan: 216 million a year, 54 a quarter, half of it by weight of research
    assert paid[ledger.centre] == pytest.approx(27.0)
    assert paid[ledger.districts] == pytest.approx(27.0 * 0.75)
    assert paid[ledger.districts + 1] == pytest.approx(27.0 * 0.25)


def test_venture_type_entrants_of_prototype_industries_start_before_their_product():
    new = entrants(in_both(enter, approved, assumed={"prototype_industry": [1.0, 0.0]}))
    early = (new["kind"] == 1) & (new["industry"] == 0)
    assert early.any()
    assert (new["product_in"][early] == 8.0).all()
    assert not new["product_in"][~early].any()
    plain = entrants(in_both(enter, approved))
    appeal = dict(zip(plain["uid"], plain["appeal"], strict=True))
    lower = [
        appeal[uid] - a for uid, a in zip(new["uid"][early], new["appeal"][early], strict=True)
    ]
    assert lower == pytest.approx([1.2] * early.sum())


def a_plant(city):
    approved(city)
    for name, value in {"park": 2, "industry": 1, "staff": 500, "number": 77}.items():
        getattr(city.projects, name)[0] = value
    city.projects.count[0] = 1


def test_a_large_plant_opens_at_once_and_takes_its_demand_from_outside():
    city = in_both(enter, a_plant)
    new = entrants(city)
    (row,) = np.flatnonzero(new["origin"] == 4)
    assert (new["park"][row], new["industry"][row], new["staff"][row]) == (2, 1, 500.0)
    assert new["operating"][row]
    assert new["weight"][row] == 1.0
    before = 3.0 * 15690.0
    after = math.exp(city.column("industries", "outside_appeal")[1])
    assert before - after == pytest.approx(math.exp(new["appeal"][row]))
    assert new["cash"][row] > 0.0


def test_a_large_plant_is_the_same_firm_wherever_it_stands():
    def elsewhere(city):
        a_plant(city)
        city.projects.park[0] = 1

    one, other = (entrants(in_both(enter, prepare)) for prepare in (a_plant, elsewhere))
    for name in ("uid", "quality", "simon_draw", "lease_phase"):
        assert one[name][one["origin"] == 4] == other[name][other["origin"] == 4], name


def plots(output_floor, price=1340.0):
    """Columns of plant entrants of park 1 when all plots are standard ones."""
    law = {
        "land_standard_share": 1.0,
        "land_standard_output_floor": output_floor,
        "land_standard_price": price,
    }
    new = entrants(in_both(enter, approved, law=law, solved={"registrations": [0.0, 4000.0]}))
    return {name: column[new["park"] == 1] for name, column in new.items()}


def test_standard_plots_go_to_bidders_who_can_keep_their_terms():
    # a worker makes 3 million, 1.5 of it in 15 m2 of plant on 10 m2 of land: 100 million a mu
    assert plots(90.0)["standard_plot"].all()
    assert not plots(110.0)["standard_plot"].any()


def test_cheap_plots_without_terms_get_weaker_firms():
    cheap, plain = plots(0.0), plots(0.0, price=2390.0)
    assert cheap["quality"] - plain["quality"] == pytest.approx(np.full(len(plain["uid"]), -1.05))


def test_quota_above_the_rules_before_is_bought_for_each_project_that_needs_it():
    figures = {
        "law": {"governance_quota_support": 1.0},
        "solved": {"quota_start": 0.5, "registrations": [0.0, 4000.0]},
    }
    city = in_both(enter, approved, **figures)
    new = entrants(city)
    plants = (new["industry"] == 1) & (new["park"] > 0)
    bought = city.ledger.public[1, city.ledger.for_quota, city.ledger.city] / 2.0
    assert bought / new["weight"][plants].sum() == pytest.approx(0.5, abs=0.15)


def test_births_outside_the_parks_are_of_venture_type_as_the_opening_was():
    few = entrants(in_both(enter, solved={"venture_outside": [0.0, 0.0]}))
    assert not few["kind"][few["park"] == 0].any()
    assert few["kind"][few["park"] > 0].any()
