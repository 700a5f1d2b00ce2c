"""Indicators of innovation and government against counts made by hand from the tables."""

import numpy as np
import pytest

from sim.agents.firm import LISTED
from sim.measure.shares import gini, over, ratio
from sim.measure.targets import unicorns_and_champions
from sim.model import ParkModel


@pytest.fixture(scope="module")
def year():
    """A model of the made-up zone after five quarters."""
    model = ParkModel(zone="tiny", resolution="draft")
    model.run_for(5)
    return model


def last(model, name):
    return model.records.quarters[name][-1]


def living(model):
    """Rows of operating firms in the parks."""
    firms = model.tables["firms"]
    return [
        row
        for row in range(len(firms))
        if firms.column("operating")[row] and firms.column("park")[row] > 0
    ]


def test_research_and_patents_are_those_of_the_cells(year):
    cells = year.tables["cells"]
    inside = cells.column("park") > 0
    assert last(year, "rd_spending") == pytest.approx(cells.column("research")[inside].sum())
    assert last(year, "patents") == pytest.approx(cells.column("granted")[inside].sum())
    assert last(year, "hnte") == pytest.approx(cells.column("high_tech")[inside].sum())


def test_money_of_firms_is_added_up_firm_by_firm(year):
    firms = year.tables["firms"]
    for name, column in (("cash", "cash"), ("loans", "debt"), ("grants", "research_grant")):
        total = sum(firms.column("weight")[i] * firms.column(column)[i] for i in living(year))
        assert last(year, name) == pytest.approx(total), name
    young = sum(
        firms.column("weight")[i] * firms.column("revenue")[i]
        for i in living(year)
        if firms.column("age")[i] < 40
    )
    assert last(year, "young_revenue") == pytest.approx(young)
    both = last(year, "young_revenue") + last(year, "incumbents_revenue")
    assert both == pytest.approx(last(year, "revenue"))


def test_labels_are_counted_firm_by_firm(year):
    firms = year.tables["firms"]
    giants = sum(bool(firms.column("little_giant")[i]) for i in living(year))
    assert last(year, "little_giants") == giants
    by_park = year.records.parks["little_giants"][-1]
    assert by_park[1:].sum() == giants
    assert year.records.industries["little_giants"][-1].sum() == giants


def test_the_four_kinds_of_hidden_champion_are_told_apart():
    model = ParkModel(zone="tiny", resolution="draft")
    firms = model.tables["firms"]
    column = firms.column
    for flag in ("unicorn", "little_giant", "champion"):
        column(flag)[...] = False
    rows = np.flatnonzero(column("operating") & (column("park") > 0))[:6]
    rest = np.flatnonzero(column("operating") & (column("park") == 0))[:1]
    column("unicorn")[rows[:2]] = True
    column("age")[rows[0]], column("age")[rows[1]] = 40, 41  # ten years, and a quarter more
    giants = np.concatenate([rows[2:], rest])
    column("little_giant")[giants] = True
    column("champion")[rows[5]] = True
    column("simon_draw")[giants], column("revenue")[giants], column("round")[giants] = 0.0, 10.0, 0
    column("simon_draw")[rows[2]] = 1.0  # outside the share
    column("revenue")[rows[3]] = 1e6  # too large
    column("round")[rows[4]] = LISTED
    found = unicorns_and_champions(model)
    assert found["T1_hurun_simon_parks"] == 2 + 1  # rows[5] alone is left of the little giants
    assert found["T1_hurun_simon_city"] == 2 + 2
    assert found["T1_mst10_simon_parks"] == 1 + 1
    assert found["T1_hurun_national_city"] == 2 + 1
    assert found["T1_hurun_all_city"] == 2 + 5
    assert found["T1_hurun_all_parks"] == 2 + 4
    assert found["T1_hurun_top_decile_city"] == pytest.approx(2 + 0.5)


def test_survival_is_a_year_of_closing_as_in_the_quarter(year):
    gone, left = last(year, "deaths"), last(year, "firms")
    assert last(year, "survival") == pytest.approx((left / (left + gone)) ** 4)


def test_services_of_the_zone_are_the_mean_of_its_parks(year):
    services = year.tables["parks"].column("services")[1:]
    assert last(year, "services") == pytest.approx(sum(services) / 3)
    assert last(year, "service_dispersion") == pytest.approx(np.std(services))


def test_leading_and_other_industries_add_up(year):
    both = last(year, "births_leading") + last(year, "births_other")
    assert both == pytest.approx(last(year, "births"))


def test_the_gini_index_is_zero_for_equal_shares_and_one_if_one_has_all():
    assert gini(np.ones(5)) == 0.0
    assert gini(np.array([0.0, 0.0, 0.0, 7.0])) == pytest.approx(1.0)
    assert gini(np.array([1.0, 3.0])) == pytest.approx(0.5)  # (3 - 1) / (1 * 4)
    assert gini(np.zeros(4)) == 0.0


def test_nothing_over_nothing_is_zero():
    assert over(3.0, 0.0) == 0.0
    assert ratio([1.0, 2.0], [0.0, 4.0]).tolist() == [0.0, 0.5]
