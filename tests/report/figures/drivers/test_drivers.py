"""Figures of drivers: their numbers against pen and paper, their captions, and what they refuse."""

import json
import shutil

import numpy as np
import pandas as pd
import pytest

from sim.core.errors import InputError
from sim.report.figures.catalogue import Look, NotInResult, figure
from sim.report.figures.drawing import save
from sim.report.figures.presets import PRESETS, preset, style
from tests.report.figures.drivers.made_up import BASE, made
from tests.report.figures.sight import blank, outside, overlapping, seen

LAST = "2024Q4"  # its second year doubles what the factors do


@pytest.fixture(scope="module")
def single(tmp_path_factory):
    """One factor at a time: base and both ends."""
    return made(tmp_path_factory.mktemp("ofat"), {"method": "ofat"}, luck=1.0)


@pytest.fixture(scope="module")
def screened(tmp_path_factory):
    return made(tmp_path_factory.mktemp("morris"), {"method": "morris", "n": 4})


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    return made(tmp_path_factory.mktemp("sobol"), {"method": "sobol", "n": 8}, luck=1.0)


@pytest.fixture(scope="module")
def crossed(tmp_path_factory):
    """Two levels of each of three factors, less three: zero lies between."""
    folder = tmp_path_factory.mktemp("factorial")
    return made(folder, {"method": "factorial"}, lambda x: 4.0 * x[1] - 3.0)


@pytest.fixture(scope="module")
def clauses(tmp_path_factory):
    """M2 brings three, M6 another half if M2 stands, M5 takes one."""
    design = {"method": "attribution", "n": 4, "clauses": ["M2", "M5", "M6"]}

    def worth(standing):
        return (
            3.0 * ("M2" in standing)
            - 1.0 * ("M5" in standing)
            + 0.5 * ({"M2", "M6"} <= set(standing))
        )

    return made(tmp_path_factory.mktemp("attribution"), design, worth)


@pytest.fixture(scope="module")
def searched(crossed, tmp_path_factory):
    """A result in which a search has left its points and its answer."""
    folder = tmp_path_factory.mktemp("search") / "results"
    shutil.copytree(crossed.folder.parent, folder)
    tables = folder / "made" / "tables"
    tables.mkdir(exist_ok=True)
    points = "quarter,value,replicates,mean,low,high\n2024Q4,4,10,8,6,10\n2024Q4,20,20,-8,-9,-7\n"
    (tables / "tipping.csv").write_text(points)
    asked = {"indicator": "revenue", "target": None, "of": "difference", "value": 0.0,
             "quarter": LAST, "factor": "spillover_decay", "low": 4.0, "high": 20.0}  # fmt: skip
    answer = {"found": "crossing", "value": 12.0, "low": 11.5, "high": 12.5, "window": [10, 14]}
    record = {"question": asked, "answer": answer, "runs": 60, "failed": 0}
    (tables / "tipping.json").write_text(json.dumps(record))
    return type(crossed)(folder / "made")


def drawn(name, results, look="double", language="en", **asked):
    return figure(name).draw(results, Look(preset(look), language, **asked))


def value(data, factor, measure):
    one = data[(data["factor"] == factor) & (data["measure"] == measure)]
    return one["value"].item()


def test_curves_show_every_value_of_a_factor_and_which_is_the_base(single):
    data = drawn("ofat", single).data
    fear = data[data["factor"] == "delisting_fear"]
    base = 0.1 * BASE["spillover_decay"]
    assert fear["number"].tolist() == [0.0, 1.0, 2.0] and fear["base"].tolist() == [0, 1, 0]
    # twice (0.8 + 4 fear), and one in the second replicate as the first factor is below 12
    expected = [2 * (base + 4.0 * each) + 1.0 for each in (0.0, 1.0, 2.0)]
    assert fear["mean"].tolist() == pytest.approx(expected)
    half = 12.706 * np.sqrt(2.0) / np.sqrt(2.0)  # two values, 0 and 2 more: s = sqrt 2, t(1) = 12.7
    assert (fear["high"] - fear["mean"]).tolist() == pytest.approx([half] * 3, rel=1e-4)


def test_a_tornado_has_the_change_from_the_base_to_both_ends(single):
    data = drawn("tornado", single).data
    assert value(data, "delisting_fear", "at_low") == pytest.approx(2 * 4.0 * (0.0 - 1.0))
    assert value(data, "delisting_fear", "at_high") == pytest.approx(2 * 4.0 * (2.0 - 1.0))
    assert value(data, "rents", "swing") == 0.0


def test_effects_of_a_linear_function_are_its_slopes_without_spread(screened):
    data = drawn("morris", screened).data
    assert value(data, "delisting_fear", "mu_star") == pytest.approx(2 * 4.0 * 2.0)  # range 2
    assert value(data, "spillover_decay", "mu_star") == pytest.approx(2 * 0.1 * 16.0)
    assert value(data, "delisting_fear", "sigma") == pytest.approx(0.0, abs=1e-9)
    assert value(data, "rents", "mu_star") == pytest.approx(0.0, abs=1e-9)


def test_bars_of_sobol_have_the_dummy_and_the_share_of_luck(shared):
    data = drawn("sobol", shared).data
    assert value(data, "rents", "ST") == 0.0
    assert value(data, "delisting_fear", "ST") > value(data, "spillover_decay", "ST")
    assert 0.0 < value(data, "luck", "share") < 1.0
    assert np.isfinite(value(data, "dummy", "ST"))


def test_effects_over_time_double_in_the_second_year(screened):
    data = drawn("indices-over-time", screened).data
    fear = data[data["factor"] == "delisting_fear"].set_index("quarter")["value"]
    assert fear["2023Q1"] == pytest.approx(8.0) and fear[LAST] == pytest.approx(16.0)
    assert len(fear) == 8


def test_a_waterfall_divides_up_the_effect_of_all_clauses(clauses):
    data = drawn("attribution", clauses).data.set_index("player")
    # in the second year all is double; M2 and M6 share the half that they bring together
    assert data.loc[["M2", "M5", "M6"], "value"].tolist() == pytest.approx([6.5, -2.0, 0.5])
    assert data.loc["total", "value"] == pytest.approx(5.0)


def test_a_map_has_shares_of_all_contributions_and_says_which_are_sure(clauses):
    data = drawn("attribution-map", clauses).data.set_index("player")
    assert data.loc[["M2", "M5", "M6"], "share"].tolist() == pytest.approx(
        [6.5 / 9, -2 / 9, 0.5 / 9]
    )
    assert data.loc["M2", "sure"] and data["share"].abs().sum() == pytest.approx(1.0)


def test_a_heat_map_has_the_mean_of_cells_and_a_line_at_zero(crossed):
    made_of = drawn("heat-map", crossed)
    cells = made_of.data.set_index(["x_low", "y_low"])["mean"]
    # fear 0 and 2: twice -3 and 5, whatever the other two are
    assert sorted(cells) == pytest.approx([-6.0, -6.0, 10.0, 10.0])
    assert (made_of.data["runs"] == 4).all(), "two levels of the third, two replicates"
    assert "difference of zero" in made_of.captions["en"]
    above = drawn("heat-map", crossed, indicators=("staff",))
    assert sorted(above.data["mean"]) == pytest.approx([-60.0, -60.0, 100.0, 100.0])


def test_a_tipping_point_shows_its_points_and_the_interval_of_the_crossing(searched):
    found = drawn("tipping", searched)
    assert found.data["number"].tolist() == [4.0, 20.0]
    assert found.data["crossing_low"].tolist() == [11.5, 11.5]
    assert "11.5 to 12.5 km" in found.captions["en"] and "n = 10–20" in _words(found.figure)
    assert "60次" in found.captions["zh"]


DRIVERS = {
    "ofat": "single", "tornado": "single", "morris": "screened", "sobol": "shared",
    "indices-over-time": "shared", "attribution": "clauses", "attribution-map": "clauses",
    "heat-map": "crossed", "tipping": "searched",
}  # fmt: skip


@pytest.mark.parametrize("name", DRIVERS)
def test_captions_say_whose_from_how_many_runs_and_by_which_version(name, request):
    results = request.getfixturevalue(DRIVERS[name])
    found = drawn(name, results, "single", "zh")
    for language, words in (("en", ("After", "Before", "2")), ("zh", ("改革后", "改革前", "2"))):
        for word in (*words, "parksim", results.id):
            assert word in found.captions[language]
    assert found.name == name
    assert "n = " in _words(found.figure), "no figure without its replicates"
    assert len(found.data) and found.figure.get_size_inches()[0] * 25.4 == pytest.approx(89)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("look", PRESETS)
@pytest.mark.parametrize("name", DRIVERS)
def test_words_of_drivers_are_inside_apart_and_in_ink(name, look, language, request):
    found = drawn(name, request.getfixturevalue(DRIVERS[name]), look, language)
    with style(preset(look)):
        words, pixels = seen(found.figure)
    assert words and outside(words, pixels) == [] and overlapping(words) == []
    assert blank(words, pixels) == []


@pytest.mark.parametrize("name", DRIVERS)
def test_a_result_that_has_no_such_thing_says_what_to_run(name, request):
    other = "clauses" if DRIVERS[name] not in ("clauses", "searched") else "screened"
    with pytest.raises(NotInResult) as raised:
        drawn(name, request.getfixturevalue(other))
    assert "parksim search" in str(raised.value) or "design: {method:" in str(raised.value)


def test_a_result_without_factors_has_no_figure_of_drivers(tmp_path, result):
    for name in DRIVERS:
        with pytest.raises(NotInResult):
            drawn(name, result)


@pytest.mark.parametrize("name", ["sobol", "heat-map"])
def test_the_same_figure_of_drivers_has_the_same_bytes(name, request, tmp_path):
    results = request.getfixturevalue(DRIVERS[name])
    written = [
        save(drawn(name, results, "single", "zh"), tmp_path / each, preset("single"), ["svg"])[0]
        for each in ("one", "other")
    ]
    assert written[0].read_bytes() == written[1].read_bytes()
    assert len(pd.read_csv(tmp_path / "one" / "single" / f"{name}.csv"))


def test_an_unknown_scenario_is_refused_by_name(single):
    with pytest.raises(InputError, match="nobody"):
        drawn("tornado", single, scenarios=("nobody",))


def _words(figure):
    return " ".join(each.get_text() for each in figure.findobj(lambda e: hasattr(e, "get_text")))
