import numpy as np
import pytest

from sim.zone.location_start import match_strength, solve_location


def choices(assumed, zone, value, outside):
    """Chances of E47 by place, destination and industry; the last destination is X."""
    rows = len(value)
    distance = assumed.location_distance * np.log1p(zone.km)
    utility = (assumed.location_attachment * np.eye(rows) - distance)[:, :, None] + value[None]
    power = np.exp(np.concatenate((utility, np.tile(outside, (rows, 1, 1))), axis=1))
    return power / power.sum(1, keepdims=True)


@pytest.mark.parametrize("name", ["shanghai", "tiny"])
def test_new_firms_would_spread_over_the_parks_as_firms_do(zones, opened, name):
    zone, cells = zones[name], opened(name).columns["cells"]
    power = np.exp(cells["location_value"].reshape(zone.firms.shape)[1:])
    shares = zone.firms[1:] / zone.firms[1:].sum(0)
    assert power / power.sum(0) == pytest.approx(shares, rel=1e-6)
    assert cells["entry_share"].reshape(zone.firms.shape)[1:] == pytest.approx(shares)


@pytest.mark.parametrize("name", ["shanghai", "tiny"])
def test_the_rest_of_the_city_neither_gains_nor_loses_and_three_in_a_hundred_leave(
    zones, opened, assumptions, name
):
    zone, assumed = zones[name], assumptions[name]
    columns = opened(name).columns
    firms = columns["firms"]
    keen = firms["weight"] * np.maximum(firms["staff"], 1.0) ** -0.15
    keen = keen * np.maximum(firms["age"], 1.0) ** -0.2
    cell = firms["park"] * zone.industry_count + firms["industry"]
    movers = np.bincount(cell, keen, zone.firms.size).reshape(zone.firms.shape)
    value = columns["cells"]["location_value"].reshape(zone.firms.shape)
    flows = movers[:, None, :] * choices(
        assumed, zone, value, columns["industries"]["location_outside"]
    )
    into_rest, out_of_rest = flows[1:, 0].sum(0), flows[0, 1:-1].sum(0)
    assert into_rest == pytest.approx(out_of_rest, rel=1e-6)
    moving = flows.sum((0, 1)) - np.einsum("ppk->k", flows[:, :-1])
    assert flows[:, -1].sum(0) / moving == pytest.approx(0.03, rel=1e-6)


def test_a_cell_without_a_firm_has_a_constant_of_its_own(tiny, assumptions):
    firms = tiny.firms.copy()
    firms[2, 0] = 0.0
    movers = np.maximum(firms, 1e-9)
    found = solve_location(assumptions["tiny"], np.zeros(firms.shape), firms, movers, tiny.km)
    assert found.constant[2, 0] == -4.0
    power = np.exp(found.constant[[1, 3], 0])
    assert power / power.sum() == pytest.approx(firms[[1, 3], 0] / firms[[1, 3], 0].sum())


def test_attention_is_divided_among_leading_industries(assumptions):
    leading = np.array([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [1.0, 1.0, 0.0]])
    match = match_strength(assumptions["tiny"], leading, {"industry.focus_strength": 0.5})
    # b_lead 0.3, focus 0.5: 0.15 x 3/n if the industry leads, -0.5 x 0.15 if not
    assert match == pytest.approx(
        np.array([[0.0, 0.0, 0.0], [0.45, -0.075, -0.075], [0.225, 0.225, -0.075]])
    )
