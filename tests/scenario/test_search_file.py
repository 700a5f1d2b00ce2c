"""Search files: what is sampled, what is looked for, and what can be wrong with either."""

import pytest

from sim.core.errors import InputError
from sim.runs.setting import Setting
from sim.scenario.experiment_library import experiments
from sim.scenario.searches.search_file import question, read
from sim.scenario.searches.search_library import searches

HEAD = "schema: parksim/search/1\nid: try\nscenarios: [no-reform, opinion]\n"
MARK = "factor: {lever: assessment.pass_mark, dist: {uniform: [50, 80]}, where: [opinion]}\n"


def asked(folder, text):
    path = folder / "search.yaml"
    path.write_text(HEAD + text, encoding="utf-8")
    setting = Setting("tiny")
    file = read(path)
    return question(file, setting.experiment(file.experiment), setting.registers)


def test_an_effect_changes_sign_and_a_probability_crosses_one_half(tmp_path):
    effect = asked(tmp_path, MARK + "crosses: {indicator: revenue}\nat: 2030Q4\n")
    assert (effect.of, effect.value, effect.indicator) == ("difference", 0.0, "revenue")
    assert (effect.low, effect.high, effect.precision) == (50.0, 80.0, 0.6)
    target = asked(tmp_path, MARK + "crosses: {target: T2}\n")
    assert (target.of, target.value, target.indicator) == ("probability", 0.5, "T2_revenue_fixed")
    assert target.quarter == 4 * 2025 + 3, "when it is due"


def test_a_reading_of_a_target_can_be_named(tmp_path):
    assert asked(tmp_path, MARK + "crosses: {target: T5_paid}\n").indicator == "T5_paid"


def test_whole_numbers_are_told_apart_to_half_a_step(tmp_path):
    fails = (
        "factor: {lever: assessment.fails_to_delist, dist: {integers: [1, 4]}, where: [opinion]}"
    )
    found = asked(tmp_path, fails + "\ncrosses: {indicator: revenue}\n")
    assert (found.values, found.precision) == ((1.0, 2.0, 3.0, 4.0), 0.5)


@pytest.mark.parametrize(
    "text, words",
    [
        (MARK + "crosses: {indicator: revenu}\n", 'no indicator "revenu"'),
        (MARK + "crosses: {target: T99}\n", 'no target "T99"'),
        (MARK + "crosses: {target: T7}\n", 'no target "T7" with a number'),
        (MARK + "crosses: {indicator: revenue, target: T2}\n", "One thing crosses"),
        (MARK + "crosses: {target: T2, value: 2}\n", "between 0 and 1"),
        (MARK + "crosses: {indicator: revenue}\nprecison: 1\n", 'Did you mean "precision"'),
        (MARK + "crosses: {indicator: revenue}\nreplicates: {min: 20, max: 10}\n", "above max"),
        ("factor: {clause: M5, where: [opinion]}\ncrosses: {indicator: staff}\n", "in between"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(tmp_path, text, words):
    with pytest.raises(InputError) as error:
        asked(tmp_path, text)
    assert words in str(error.value)
    assert "search.yaml:" in str(error.value)


def test_a_wrong_factor_is_named_where_it_stands_in_the_file(tmp_path):
    with pytest.raises(InputError) as error:
        asked(tmp_path, "factor: {lever: assessment.pas_mark}\ncrosses: {indicator: staff}\n")
    assert "search.yaml:4:10  factor.lever" in str(error.value)


def test_an_experiment_is_no_search(tmp_path):
    path = tmp_path / "experiment.yaml"
    path.write_text("schema: parksim/experiment/1\nid: try\nscenarios: [opinion]\n")
    with pytest.raises(InputError, match="no search"):
        read(path)


def test_the_shipped_searches_can_be_read():
    setting = Setting("tiny")
    found = searches(setting.library)
    assert "tipping-pass-mark" in found
    assert "tipping-pass-mark" not in experiments(setting.library)
    for path in found.values():
        file = read(path)
        assert question(file, setting.experiment(file.experiment), setting.registers)
