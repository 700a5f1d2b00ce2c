"""Stage 8, land: expected numbers worked out by hand from E13-E15 and the made-up town."""

import math

import numpy as np
import pytest

from sim.behaviour.land import (
    cheap_land_shift,
    check_plots,
    free_land,
    keeps_terms,
    merge_sub_parks,
    merged_distance,
    plot_price,
)

LATE_TENANT = 5  # park 1, industry with plants


def test_distance_inside_a_park_falls_with_the_root_of_its_pieces():
    assert merged_distance(8.0, 9.0, 4.0, 0.5) == pytest.approx(8.0 * 2.0 / 3.0)


def test_standard_plots_lower_the_mean_price_of_land():
    # four fifths at 2,390 and one fifth at 1,340 yuan a m2: 2,180, or 21.8 million a hectare
    assert plot_price(0.2, 2390.0, 1340.0) == pytest.approx(21.8)


@pytest.mark.parametrize(
    ("output", "kept"), [(20.0, 1), (13.0, 0), (9.9, 0)], ids=["both", "tax missed", "both missed"]
)
def test_a_tenant_keeps_its_terms_by_output_and_by_tax(output, kept):
    # 1,000 m2 at a ratio of 1.5 stand on one mu; 0.6 m of tax at 4.5 % need 13.3 m of output
    assert keeps_terms(output, 1000.0, 1.5, 10.0, 0.045, 0.6) == kept


def test_districts_clear_and_sell_land_by_planned_area_and_a_share_of_the_stuck_parcels(town):
    place = town()
    place.apply(free_land)
    parks, ledger = place["parks"], place.ledger
    # 2.5 ha a quarter for the average park: 3.75 and 1.25; 2.5 % of 4 and 2 parcels of 2 ha
    assert parks["land_bank"][:3].tolist() == pytest.approx([0.0, 23.95, 11.35])
    assert parks["stuck_parcels"][:3].tolist() == pytest.approx([0.0, 3.9, 1.95])
    assert place.paid(ledger.districts, ledger.outside) == pytest.approx(3.95 * 15.0)
    assert place.paid(ledger.developers, ledger.districts) == pytest.approx(3.95 * 21.8)
    assert place["districts"]["land_account"][:2].tolist() == pytest.approx([26.86, 9.18])


def test_cheap_plots_forgo_the_difference_to_the_plain_price(town):
    place = town(law={"land_standard_share": 0.4})
    place.apply(free_land)
    ledger = place.ledger
    # 3.95 ha, 40 % of them at 1,340 instead of 2,390 yuan a m2
    forgone = ledger.public[2, ledger.for_cheap_land, ledger.districts]
    assert forgone == pytest.approx(3.95 * 0.4 * 10.5)
    assert ledger.public[0, ledger.for_clearing, ledger.districts] == pytest.approx(3.95 * 15.0)


def test_cheap_land_without_terms_draws_weaker_firms():
    assert cheap_land_shift(-0.1, 2390.0, 1340.0) == pytest.approx(-1.05)
    assert cheap_land_shift(-0.1, 2390.0, 3000.0) == 0.0


def test_land_cleared_ahead_costs_two_years_of_interest(town):
    place = town(law={"land_reserve_share": 0.5})
    place.apply(free_land)
    ledger = place.ledger
    interest = 3.75 * 0.5 * 15.0 * 0.08
    assert place.paid(ledger.districts, ledger.banks) == pytest.approx(interest)


def test_pieces_merge_down_to_one_and_the_district_pays(town):
    place = town(law={"land_consolidation": 60.0})
    place.apply(merge_sub_parks)
    parks, ledger = place["parks"], place.ledger
    assert parks["sub_parks"][:3].tolist() == [1, 1, 1]
    assert parks["own_distance"][:3].tolist() == pytest.approx([9.0, 8.0 / 3.0, 1.5])
    assert place.paid(ledger.districts, ledger.outside) == pytest.approx(8 * 30.0)
    assert place.paid(ledger.districts + 1, ledger.outside) == pytest.approx(3 * 30.0)


def test_pieces_merge_in_the_first_quarter_of_a_year_only(town):
    place = town(law={"land_consolidation": 60.0}, quarter=4 * 2024 + 1)
    place.apply(merge_sub_parks)
    assert place["parks"]["sub_parks"][:3].tolist() == [1, 9, 4]


def test_without_the_lever_nothing_merges(town):
    place = town(law={"land_consolidation": 0.0})
    place.apply(merge_sub_parks)
    assert place["parks"]["sub_parks"][:3].tolist() == [1, 9, 4]
    assert not place.ledger.flow.any()


def test_mergers_come_at_the_yearly_rate(town):
    merged = []
    for year in range(2024, 2324):
        place = town(engine="plain", law={"land_consolidation": 0.5}, quarter=4 * year)
        place["parks"]["sub_parks"][1] = 100
        place.apply(merge_sub_parks)
        merged.append(100 - place["parks"]["sub_parks"][1])
    # mean of 300 Poisson draws of mean 0.5: standard error 0.041
    assert np.mean(merged) == pytest.approx(0.5, abs=4 * math.sqrt(0.5 / 300))


def late_tenant(place, *, age=8, origin=1, output_a_mu=1.0, plot=True, birth_park=1):
    """Make firm 5 a tenant of a standard plot, with an output per mu of its land."""
    firms = place["firms"]
    firms["standard_plot"][LATE_TENANT] = plot
    firms["birth_park"][LATE_TENANT] = birth_park
    firms["age"][LATE_TENANT] = age
    firms["origin"][LATE_TENANT] = origin
    mu = firms["plant_floor"][LATE_TENANT] / 1.5 / (10_000.0 / 15.0)
    firms["revenue"][LATE_TENANT] = output_a_mu * mu / 0.5  # half of it is made in the plant


@pytest.mark.parametrize(
    ("made", "step"),
    [
        ({}, 0.2),
        ({"output_a_mu": 20.0}, 0.0),
        ({"age": 7}, 0.0),
        ({"origin": 0}, 0.0),
        ({"plot": False}, 0.0),
        ({"birth_park": 2}, 0.0),
    ],
    ids=["misses", "keeps", "not yet due", "before the plots", "plain plot", "left its plot"],
)
def test_a_tenant_that_misses_its_terms_after_two_years_pays_a_step(town, made, step):
    place = town()
    late_tenant(place, **made)
    place.apply(check_plots)
    assert place["firms"]["lease_step"][LATE_TENANT] == step
    others = np.delete(place["firms"]["lease_step"][:12], LATE_TENANT)
    assert not others.any()


def test_plots_without_terms_cannot_be_breached(town):
    place = town(law={"land_standard_output_floor": 0.0})
    late_tenant(place)
    place.apply(check_plots)
    assert not place["firms"]["lease_step"].any()


def test_land_is_the_same_in_both_engines(in_both_engines):
    law = {"land_consolidation": 1.5, "land_reserve_share": 0.3}
    result = in_both_engines(
        [free_land, merge_sub_parks, check_plots], law=law, prepare=late_tenant
    )
    assert result["firms"]["lease_step"][LATE_TENANT] == 0.2
