"""The census of a running world agrees with its records."""

import numpy as np
import pytest

from sim.agents.firm import SPIN_OFF
from sim.model import ParkModel
from sim.search.agreement import figures, sample
from sim.search.census import Census
from sim.search.evidence import gather
from sim.search.facts import findings, values_of
from sim.zone.zone import Zone

QUARTERS = 24


@pytest.fixture(scope="module")
def counted():
    model, census = ParkModel(zone="tiny", resolution="full"), Census()
    census.count(model)
    for _ in range(QUARTERS):
        model.step()
        census.count(model)
    return model, census


def test_firms_that_opened_are_the_births_of_the_records(counted):
    model, census = counted
    births = model.records.quarters["births"].reshape(-1, 4).sum(axis=1)
    assert [census.opened[year].sum() for year in census.opened] == pytest.approx(births)
    assert sum(opened[SPIN_OFF] for opened in census.opened.values()) > 0.0


def test_a_year_end_holds_the_firms_of_the_parks_and_their_sales(counted):
    model, census = counted
    end = census.years[2024]
    rows = end.inside()
    firms = model.records.quarters["firms"][7]
    assert end.columns["weight"][rows].sum() == pytest.approx(firms)
    parks = model.records.parks["revenue"][4:8].sum(axis=1).sum() / 4.0
    whole_year = np.nansum(end.columns["weight"] * end.sales)
    assert 0.8 * parks < whole_year < parks  # without firms that closed or opened in the year


def test_the_life_table_closes_no_more_firms_than_the_records(counted):
    model, census = counted
    deaths = model.records.quarters["deaths_city"].sum()
    assert 0.0 < census.life.closed.sum() < deaths
    # every opening but those of the last quarter was at risk in its first quarter of life
    opened = sum(each.sum() for each in census.opened.values())
    last = model.records.quarters["births"][-1]
    assert census.life.at_risk[0] == pytest.approx(opened - last, rel=0.02)


def test_people_who_change_firms_are_a_small_share_of_those_at_work(counted):
    _, census = counted
    assert 0.005 < census.job_to_job(0, QUARTERS) < 0.15
    assert len(census.tightness) == len(census.pay) == len(census.tax) == QUARTERS


def test_every_fact_of_a_small_zone_is_found_or_missing():
    zone = Zone.load("tiny")
    evidence = [gather(zone, replicate, seed=1, resolution="full") for replicate in range(2)]
    found, missing = findings(zone, [values_of(zone, each) for each in evidence])
    ids = [each.id for each in found] + [fact.id for fact in missing]
    assert sorted(ids) == sorted(zone.table("facts.csv")["id"])
    by_id = {each.id: each for each in found}
    firms = [e.records.quarters["firms"][3] for e in evidence]
    assert by_id["zone_firms"].mean == pytest.approx(np.mean(firms))


@pytest.mark.slow
def test_draft_agrees_with_standard_in_every_figure_of_the_zone():
    from sim.search.agreement import AT, ZONE, compare

    zone = Zone.load("shanghai")
    draft, standard = (sample(zone, resolution, 5) for resolution in ("draft", "standard"))
    for quarter in AT:
        found = compare(draft[quarter], standard[quarter], "draft", quarter)
        assert [each.name for each in found if each.name in ZONE and not each.agrees] == []


def test_flows_are_compared_as_sums_of_a_year(counted):
    model, _ = counted
    births = model.records.quarters["births"]
    assert figures(model.zone, model.records, 11)["births"] == pytest.approx(births[8:12].sum())
