import math

import numpy as np
import pandas as pd
import pytest

from sim.core.errors import InputError
from sim.report.figures.catalogue import FIGURES, Look, NotInResult
from sim.report.figures.city import life, network
from sim.report.figures.presets import preset, style
from sim.report.running import run
from tests.report.figures.sight import outside, seen


def drawn(name, result, look="double", language="en", **asked):
    return FIGURES[name].draw(result, Look(preset(look), language, **asked))


def test_survivors_are_those_of_a_year_over_its_entrants(tiny):
    data = drawn("survival", tiny).data
    runs = data[data["kind"] == "runs"].set_index("scenario")
    assert runs["entered"].tolist() == [2024, 2024], "entrants of the last year still wait"
    assert runs["mean"].to_dict() == pytest.approx({"plain": 4.5 / 20.0, "gain": 8.0 / 20.0})
    assert runs["age"].tolist() == [1.5, 1.5]
    apart = data[data["kind"] == "difference"]
    assert apart["mean"].tolist() == pytest.approx([0.5 * (4.0 + 3.0) / 20.0])


def test_ranks_of_firms_count_the_firms_that_a_row_stands_for(tiny):
    data = drawn("sizes", tiny).data
    own = data[data["scenario"] == "plain"]
    assert own["size"].tolist() == [1000.0, 100.0, 10.0, 1.0], "under a person is not drawn"
    assert own["rank"].tolist() == [1.0, 2.0, 4.0, 10.0]
    # Of 17 firms 15 have 10 persons or fewer, so that the quantile of 90 % is 100 persons.
    assert own["threshold"].tolist() == [100.0] * 4
    assert own["exponent"].tolist() == pytest.approx([1.0 / math.log(10.0)] * 4), "Hill 1975"


def test_revenue_is_another_size_and_others_are_refused(tiny):
    assert drawn("sizes", tiny, indicators=("revenue",)).data["size"].max() == 2000.0
    with pytest.raises(InputError, match="staff, revenue"):
        drawn("sizes", tiny, indicators=("cash",))


def test_captions_say_from_which_runs_the_firms_are(tiny):
    assert "first replicate of each scenario" in drawn("sizes", tiny).captions["en"]
    survival = drawn("survival", tiny).captions
    assert "mean of the first 2 runs" in survival["en"] and "前2次模拟" in survival["zh"]


@pytest.mark.parametrize("name", ["survival", "sizes", "life"])
def test_without_firms_a_figure_says_what_to_write_into_the_experiment(without_firms, name):
    with pytest.raises(NotInResult) as told:
        drawn(name, without_firms)
    assert "keep: {agents: last}" in str(told.value)


def test_a_run_that_would_not_be_the_same_today_is_not_drawn(tiny):
    with pytest.raises(NotInResult):
        drawn("network", tiny)
    with pytest.raises(NotInResult):
        drawn("life", tiny)


def test_a_network_has_a_chord_for_each_pair_of_places(tiny, monkeypatch):
    rows = [("rest-of-city", "harbour", 3, 2), ("riverside", "riverside", 4, 4)]
    links = pd.DataFrame(rows, columns=["one", "other", "links", "pairs"])
    given = lambda results, scenarios: pd.concat(  # noqa: E731
        [links.assign(scenario=name, replicate=0) for name in scenarios], ignore_index=True
    )
    monkeypatch.setattr(network, "_data", given)
    made = drawn("network", tiny)
    axes = made.figure.axes[0]
    assert len(axes.patches) == 1
    areas = axes.collections[0].get_sizes()
    assert areas[3] / areas[1] == pytest.approx(3.0 / 4.0), "harbour has 3 links, riverside 4"
    assert axes.get_title(loc="left") == "No reform (7 collaborations)"


@pytest.mark.slow
def test_a_life_and_a_network_come_from_the_runs_of_a_result(tmp_path):
    made = run(
        ["no-reform", "opinion"], 1, zone="tiny", resolution="draft", out=tmp_path / "made",
        workers=1,
    )  # fmt: skip
    lived = drawn("life", made, agent="riverside")
    staff = lived.data[lived.data["variable"] == "staff_total"].set_index("quarter")
    parks = made.parks("staff").set_index(["scenario", "quarter", "park"])["staff"]
    for scenario in ("no-reform", "opinion"):
        expected = [parks[scenario, quarter, "riverside"] for quarter in staff.index]
        assert staff[scenario].tolist() == pytest.approx(expected)
    linked = drawn("network", made)
    total = made.final("collaboration_links").set_index("scenario")["collaboration_links"]
    sums = linked.data.groupby("scenario")["links"].sum()
    for scenario, count in total.items():
        assert sums.get(scenario, 0) == count
    for figure in (lived.figure, linked.figure):
        with style(preset("double")):
            assert outside(*seen(figure)) == []


def test_a_life_shows_quantities_and_the_quarter_in_which_it_parts():
    class Made:
        table, units, quarters = "firms", {"park": "index", "staff": "persons"}, [8096, 8097]
        states = [{"staff": 5.0}, {"staff": 6.0}], [{"staff": 5.0}, None]

        def differing(self):
            return ["park", "staff"]

    found = life.Lives("a/b", Made(), "2024Q2")
    data = life._data(found, ["plain", "gain"], 4, first=8096)
    assert data["variable"].tolist() == ["staff", "staff"]
    assert data["plain"].tolist() == [5.0, 6.0]
    assert data["gain"].tolist()[0] == 5.0 and np.isnan(data["gain"].iloc[1])
    entered = life._data(found, ["plain", "gain"], 4, first=8095)
    assert np.isnan(entered["plain"].iloc[0]) and entered["plain"].iloc[1] == 6.0
