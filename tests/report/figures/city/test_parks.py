import numpy as np
import pytest

from sim.core.errors import InputError
from sim.report.figures.catalogue import FIGURES, Look, NotInResult
from sim.report.figures.city.geography import apart, geography, plane
from sim.report.figures.presets import preset
from tests.report.figures.test_every_figure import check


def drawn(name, result, look="double", language="en", **asked):
    return FIGURES[name].draw(result, Look(preset(look), language, **asked))


@pytest.mark.parametrize("name", ["park-map", "league", "flows", "survival", "sizes"])
def test_words_are_inside_apart_and_in_ink(tiny, name):
    check(tiny, name, "single", "zh")


def test_circles_that_overlap_are_moved_apart_and_others_stay():
    centers = np.array([[0.0, 0.0], [1.0, 0.0], [50.0, 0.0]])
    moved = apart(centers, np.array([2.0, 1.0, 1.0]))
    assert np.hypot(*(moved[1] - moved[0])) == pytest.approx(1.02 * 3.0, rel=1e-3)
    assert moved[2].tolist() == [50.0, 0.0]
    assert abs(moved[1, 0] - 1.0) > abs(moved[0, 0]), "the smaller one goes further"


def test_a_degree_of_latitude_is_111_km_and_one_of_longitude_half_of_it_at_60_degrees():
    found = plane(np.array([[11.0, 60.0], [10.0, 61.0]]), np.array([10.0, 60.0]))
    assert found == pytest.approx(np.array([[55.6, 0.0], [0.0, 111.2]]))


def test_a_map_shows_means_over_runs_by_park(tiny):
    data = drawn("park-map", tiny).data
    own = data[(data["scenario"] == "gain") & (data["quarter"] == "2025Q4")].set_index("park")
    assert own["revenue"].tolist() == [100.0, 1600.0, 900.0]
    assert own["services"].tolist() == pytest.approx([0.2, 0.4, 0.65])
    assert own["delisted"].tolist() == [0.0, 0.0, 0.5]
    assert own.loc["old-mill", ["longitude", "latitude"]].tolist() == [10.1, 50.02]
    assert set(data["runs"]) == {2}


def test_areas_of_circles_are_in_proportion(tiny):
    figure = drawn("park-map", tiny, scenarios=("gain",), at=("2025Q4",)).figure
    radii = sorted(patch.radius for patch in figure.axes[0].patches)
    assert (np.array(radii) ** 2 / radii[0] ** 2).tolist() == pytest.approx([1.0, 9.0, 16.0])


def test_an_outline_is_drawn_and_called_schematic_only_where_there_is_one(tiny):
    assert geography(tiny).outline == ()
    assert "schematic" not in drawn("park-map", tiny).captions["en"]


def test_indicators_places_and_dates_that_are_not_there_are_named(tiny, pair):
    with pytest.raises(NotInResult, match="services"):
        drawn("park-map", pair)
    with pytest.raises(NotInResult, match='coordinates of the zone "riverside"'):
        drawn("park-map", pair, indicators=("revenue", "staff"))
    with pytest.raises(InputError, match="outside the period"):
        drawn("park-map", tiny, at=("2031Q1",))


def test_places_in_the_league_are_the_order_of_mean_ranks(tiny):
    data = drawn("league", tiny).data
    own = data[(data["scenario"] == "gain") & (data["year"] == 2025)]
    assert own["park"].tolist() == ["old-mill", "riverside", "harbour"]
    assert own["mean_rank"].tolist() == [1.0, 2.5, 2.5]
    assert own["place"].tolist() == [1, 2, 3]
    assert own["delisted"].tolist() == [0.0, 0.0, 0.5]
    before = data[(data["year"] == 2024) & (data["park"] == "harbour")].set_index("scenario")
    assert before["noticed"].to_dict() == {"plain": 0.0, "gain": 1.0}


def test_moves_are_yearly_means_and_staying_is_none(tiny):
    data = drawn("flows", tiny).data
    talents = data[data["kind"] == "talents"]
    assert talents[["from", "to"]].to_numpy().tolist() == [["outside", "riverside"]]
    assert talents["a_year"].tolist() == [44.0]  # 4 quarters of 10 and of 12 people
    firms = data[data["kind"] == "firms"]
    assert firms[["a_year", "reference"]].to_numpy().tolist() == [[4.0, 2.0]]


def test_captions_name_what_is_shown_in_both_languages(tiny):
    for name, english, chinese in (
        ("park-map", "area of the circles", "圆面积"),
        ("league", "ends of 2024 to 2025", "2024至2025年年末"),
        ("flows", "Scenario: Gain", "竖线：“不改革”"),
    ):
        captions = drawn(name, tiny).captions
        assert english in captions["en"] and "2 replicates" in captions["en"]
        assert chinese in captions["zh"] and "2次模拟" in captions["zh"]


def test_ranks_and_moves_that_were_not_kept_are_named(pair):
    with pytest.raises(NotInResult, match='no "rank" in its level parks'):
        drawn("league", pair)
    with pytest.raises(NotInResult, match='no "talents"'):
        drawn("flows", pair, indicators=("talents",))
