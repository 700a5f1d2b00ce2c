import pytest

from sim.core.errors import InputError
from sim.report.comparison_tables import compared, effect_tables, evidence_tables, mark, probability
from sim.report.regret_tables import regret_tables
from sim.report.result import Results
from tests.runs.conftest import result_of
from tests.runs.made_up import Scenario


def rows(table):
    return {row[1]: dict(zip(table.columns, row, strict=True)) for row in table.rows}


def test_effects_have_interval_mark_and_displacement(result):
    (table,) = effect_tables(compared(Results(result.folder), ["2025Q4"], headline_of=["staff"]))
    staff = rows(table)["Staff"]
    assert (staff["Difference"], staff["95 % interval"]) == ("+12", "[+12, +12]")
    assert (staff["Holm"], staff["Rest of city"], staff["Net"]) == ("***", "\u22126", "+6")
    assert any("over the declared headline, tests: 1; staff." in note for note in table.notes)
    assert table.title == "Gain against No reform: paired differences, 4 replicates"


def test_a_family_that_nobody_declared_is_said_to_be_the_registered_one(result):
    (table,) = effect_tables(compared(Results(result.folder), ["2025Q4"]))
    assert any("registered headline, tests: 1; staff." in note for note in table.notes)


def test_another_reference_heads_its_column(result):
    made = compared(Results(result.folder), ["2025Q4"], reference="gain", indicators=["staff"])
    (table,) = effect_tables(made)
    assert table.columns[3:5] == ("gain", "plain")
    assert rows(table)["Staff"]["Difference"] == "\u221212"


def test_evidence_says_what_common_luck_saved_and_how_many_replicates_it_takes(result):
    (table,) = evidence_tables(compared(Results(result.folder), ["2025Q4"], headline_of=["staff"]))
    staff = rows(table)["Staff"]
    assert (staff["p"], staff["p (Holm)"]) == ("< 0.001", "< 0.001")
    assert (staff["Luck saved"], staff["Replicates for 0.5 %"]) == ("× > 1,000", "2")
    assert staff["Bootstrap 95 %"] == "–"  # four replicates are too few to resample


def test_parks_and_years_are_rows_of_their_indicator(result):
    made = Results(result.folder)
    (parks,) = effect_tables(compared(made, ["2025Q4"], by="park", indicators=["staff"]))
    assert [row[:2] for row in parks.rows] == [
        ("2025Q4 · Staff", "Rest of the city"),
        ("2025Q4 · Staff", "Old Mill"),
        ("2025Q4 · Staff", "Harbour"),
        ("2025Q4 · Staff", "Hill"),
    ]
    (years,) = effect_tables(compared(made, by="year", indicators=["staff"], coverage=0.9))
    assert [row[:2] for row in years.rows] == [("Staff", "2024"), ("Staff", "2025")]
    assert "90 % band" in years.columns


def test_tables_of_a_comparison_are_written_in_chinese(result):
    made = compared(Results(result.folder), ["2025Q4"], "zh", headline_of=["staff"])
    (effects,), (evidence,) = effect_tables(made), evidence_tables(made)
    assert effects.title == "增益与不改革对比：配对差值，4次模拟"
    assert "95%区间" in effects.columns and "达到0.5%所需次数" in evidence.columns


def test_one_replicate_has_no_interval_no_mark_and_no_evidence(tmp_path):
    single = result_of(tmp_path, Scenario("plain"), Scenario("gain", 2.0), replicates=1)
    made = compared(Results(single.folder), headline_of=["staff"])
    (effects,), (evidence,) = effect_tables(made), evidence_tables(made)
    staff = rows(effects)["Staff"]
    assert (staff["95 % interval"], staff["Holm"]) == ("–", "")
    assert "One replicate: no interval can be given." in effects.notes
    assert set(rows(evidence)["Staff"].values()) == {"2025Q4", "Staff", "persons", "–"}


def test_winners_and_regret_are_shown_state_by_state(result):
    (table,) = regret_tables(Results(result.folder), ["2025Q4"], indicators=["staff"])
    assert table.title == "Winners and regret over 4 replicates"
    found = {row[1]: row for row in table.rows}
    assert found["Gain"][3] == "100 %" and found["No reform"][3] == "0 %"
    assert found["No reform"][5] == "12.0" and found["No reform"][8] == "gain"


@pytest.mark.parametrize(("value", "stars"), [(0.0009, "***"), (0.009, "**"), (0.049, "*"),
                                              (0.05, ""), (float("nan"), "")])  # fmt: skip
def test_stars_stand_for_bounds_of_the_corrected_probability(value, stars):
    assert mark(value) == stars


def test_small_probabilities_are_shown_by_their_bound():
    assert [probability(p) for p in (0.0004, 0.0234, float("nan"))] == ["< 0.001", "0.023", "–"]


def test_an_unknown_indicator_is_named(result):
    with pytest.raises(InputError, match='no indicator "stuff"'):
        compared(Results(result.folder), indicators=["stuff"])
