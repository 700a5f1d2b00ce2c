import numpy as np
import pytest

from sim.agents.firm import VENTURE_TYPE

PRESETS = ["draft", "standard", pytest.param("full", marks=pytest.mark.slow)]


def by_cell(zone, firms, value):
    cell = firms["park"] * zone.industry_count + firms["industry"]
    return np.bincount(cell, firms["weight"] * value, zone.firms.size).reshape(zone.firms.shape)


def hill(sizes, least):
    """Hill's estimator of the tail exponent: one over the mean of ln(x/least)."""
    return 1.0 / np.log(sizes[sizes > least] / least).mean()


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("replicate", [0, 1])
def test_firms_staff_and_revenue_of_every_cell_are_those_of_the_data(
    shanghai, opened, preset, replicate
):
    firms = opened("shanghai", preset, replicate=replicate).columns["firms"]
    count = by_cell(shanghai, firms, np.ones(firms["uid"].size))
    assert (np.abs(count - shanghai.firms) <= np.maximum(0.02 * shanghai.firms, 2.0)).all()
    assert by_cell(shanghai, firms, firms["staff"]) == pytest.approx(shanghai.staff)
    assert by_cell(shanghai, firms, firms["revenue"]) == pytest.approx(shanghai.revenue)


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("replicate", [0, 1])
def test_every_park_has_its_high_tech_firms(shanghai, opened, preset, replicate):
    firms = opened("shanghai", preset, replicate=replicate).columns["firms"]
    got = np.bincount(firms["park"], firms["weight"] * (firms["hnte_years"] > 0))[1:]
    wanted = shanghai.column("parks.csv", "hnte")
    assert (np.abs(got - wanted) <= np.maximum(0.02 * wanted, 2.0)).all()


@pytest.mark.parametrize("preset", PRESETS)
def test_rows_are_as_many_as_the_preset_says(opened, preset):
    rows = opened("shanghai", preset).columns["firms"]["uid"].size
    wanted = {"draft": 13_000, "standard": 25_000, "full": 170_000}[preset]
    assert rows == pytest.approx(wanted, rel=0.15)


def test_large_and_venture_type_firms_have_weight_one(opened, assumptions):
    firms = opened("shanghai").columns["firms"]
    large = firms["staff"] >= assumptions["shanghai"].start_size_tail_threshold
    assert set(firms["weight"][large]) == {1.0}
    assert set(firms["weight"][firms["kind"] == VENTURE_TYPE]) == {1.0}


def test_venture_type_firms_are_6000_in_the_parks_and_2500_outside(opened):
    firms = opened("shanghai").columns["firms"]
    venture = firms["kind"] == VENTURE_TYPE
    assert (venture & (firms["park"] > 0)).sum() == pytest.approx(6000, abs=10)
    assert (venture & (firms["park"] == 0)).sum() == pytest.approx(2500, abs=10)


@pytest.mark.parametrize("replicate", [0, 1, 2])
def test_the_tail_exponent_above_300_staff_is_near_one(shanghai, opened, replicate):
    firms = opened("shanghai", replicate=replicate).columns["firms"]
    inside = firms["staff"][firms["park"] > 0]
    assert 0.95 <= hill(inside, 300.0) <= 1.25
    assert inside.max() <= 20_000.0


@pytest.mark.parametrize("preset", PRESETS)
def test_sizes_have_the_median_and_the_mean_of_the_facts(opened, preset):
    firms = opened("shanghai", preset).columns["firms"]
    inside = firms["park"] > 0
    staff, weight = firms["staff"][inside], firms["weight"][inside]
    order = np.argsort(staff)
    median = staff[order][np.searchsorted(np.cumsum(weight[order]), 0.5 * weight.sum())]
    assert 4.0 <= median <= 5.0
    assert np.average(staff, weights=weight) == pytest.approx(20.8, abs=0.1)


@pytest.mark.parametrize("preset", PRESETS)
def test_ages_have_the_shares_of_the_specification(opened, preset):
    firms = opened("shanghai", preset).columns["firms"]
    weight = firms["weight"] / firms["weight"].sum()
    assert weight[firms["age"] < 20].sum() == pytest.approx(0.494, abs=0.02)
    assert weight[firms["age"] < 40].sum() == pytest.approx(0.823, abs=0.02)
    older = firms["age"] >= 40
    # floor to quarters takes half a quarter off a mean of 10 + 6 years
    mean = np.average(firms["age"][older] / 4.0, weights=weight[older])
    assert mean == pytest.approx(16.0 - 0.125, abs=0.6)
    assert (firms["birth_quarter"] == 2023 * 4 - firms["age"]).all()


def test_the_same_luck_gives_the_same_firms_bit_for_bit(zones, assumptions, opened):
    from sim.zone.opening import open_zone

    first = opened("shanghai")
    second = open_zone(zones["shanghai"], assumptions["shanghai"], 1, 0, "draft")
    for name, table in first.columns.items():
        for column, values in table.items():
            assert np.array_equal(values, second.columns[name][column]), f"{name}.{column}"


@pytest.mark.parametrize("other", [{"replicate": 1}, {"seed": 2}])
def test_other_luck_gives_other_firms(opened, other):
    first, second = opened("shanghai"), opened("shanghai", **other)
    shared = np.intersect1d(first.columns["firms"]["uid"], second.columns["firms"]["uid"])
    assert shared.size == 0


def test_large_and_venture_type_firms_are_the_same_at_every_resolution(opened):
    draft, standard = (opened("shanghai", preset).columns["firms"] for preset in PRESETS[:2])
    kept = {}
    for name, firms in (("draft", draft), ("standard", standard)):
        single = (firms["kind"] == VENTURE_TYPE) | (firms["staff"] >= 300.0)
        order = np.argsort(firms["uid"][single])
        kept[name] = {c: firms[c][single][order] for c in ("uid", "park", "staff", "industry")}
    for column, values in kept["draft"].items():
        assert values == pytest.approx(kept["standard"][column]), column


@pytest.mark.slow
def test_draft_and_full_are_the_same_economy(shanghai, opened):
    draft, full = (opened("shanghai", preset).columns["firms"] for preset in ("draft", "full"))
    for name in ("staff", "revenue"):
        assert by_cell(shanghai, draft, draft[name]) == pytest.approx(
            by_cell(shanghai, full, full[name])
        )
    for least in (10.0, 50.0, 100.0):  # the size distribution, not only its sum
        share = [
            np.average(f["staff"] > least, weights=f["weight"] * f["staff"]) for f in (draft, full)
        ]
        # a cell of a few rows has hardly any firm of 100 to 300 staff
        assert share[0] == pytest.approx(share[1], abs=0.02)


def test_no_two_agents_share_a_uid(opened):
    columns = opened("shanghai").columns
    for table in columns.values():
        assert np.unique(table["uid"]).size == table["uid"].size
    uids = np.concatenate([table["uid"] for table in columns.values()])
    assert np.unique(uids).size == uids.size
