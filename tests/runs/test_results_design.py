"""Results of designs with several rows, of failed, half-done and moved batches."""

import shutil
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.core.errors import InputError
from sim.runs import experiment
from sim.runs.experiment import Place, file_name
from sim.runs.plan import Variant, plan
from sim.runs.results import Results, find
from sim.runs.specs import Keep
from sim.runs.storage import levels, store
from sim.runs.storage.writer import Writer
from tests.runs.conftest import provenance_of, result_of
from tests.runs.made_up import WORLD, Scenario, indicators, planned_runs, simulate

GAINS = (2.0, 3.0, 5.0)  # of the second scenario, row by row


def designed(gains=GAINS, fails_in=(), keep=None):
    """A plan with a row for each gain; the reference is the same in every row."""
    variants = []
    for row, gain in enumerate(gains):
        for each in (Scenario("plain"), Scenario("gain", gain, fails_in=fails_in)):
            variants.append(Variant(row, each, str(sorted(each.policy().items()))))
    design = pd.DataFrame(
        {
            "row": range(len(gains)),
            "gain": gains,
            "start": ["2024Q1", "2025Q1", "2024Q3"][: len(gains)],
            "mode": ["slow", "fast", "slow"][: len(gains)],
            "on": [True, False, True][: len(gains)],
        }
    )
    world = replace(WORLD, keep=keep or Keep())
    scenarios = Scenario("plain"), Scenario("gain", 2.0)
    policies = [each.policy() for each in scenarios]
    return plan(
        scenarios, policies, 2, 1, world, variants=variants, name="try", tables={"design": design}
    )


def laid(folder, planned):
    place = Place.of(planned, folder / "results" / "try")
    failed = experiment.carry_out(planned, place, workers=1, job=simulate, names=indicators)
    made = provenance_of(planned, failed=len(failed))
    return experiment.lay_down(planned, place, made, "id: try\n")


@pytest.fixture
def rows(tmp_path):
    return laid(tmp_path, designed())


def test_frames_of_a_design_name_the_row_after_the_scenario(rows):
    frame = rows.quarters("staff")
    assert list(frame)[:4] == ["scenario", "row", "replicate", "quarter"]
    assert len(frame) == 2 * 3 * 2 * 8
    # staff of the parks is 100 + 200 + 300 + 3 r, and with the gain g another (1 + 2 + 3) g
    last = frame[(frame["quarter"] == "2025Q4") & (frame["replicate"] == 1)]
    assert last["staff"].tolist() == [603.0] * 3 + [615.0, 621.0, 633.0]


def test_runs_that_rows_share_are_run_once_and_stand_in_every_row(rows):
    assert len(rows.store.entries) == 2 * (1 + 3)
    assert (rows.plan["scenario"] == "plain").sum() == 6


def test_pairs_of_a_design_stay_within_their_row(rows):
    pairs = rows.paired("gain")
    last = pairs[pairs["quarter"] == "2025Q4"].sort_values(["replicate", "row"])
    assert last["staff"].tolist() == [12.0, 18.0, 30.0] * 2


def test_a_result_without_factors_has_neither_rows_nor_a_design(result):
    assert "row" not in result.quarters()
    with pytest.raises(InputError, match="no factors"):
        result.design()


def test_arrays_for_sensitivity_analysis_are_rows_by_replicates(rows):
    found = rows.xy("staff", "2025Q4")
    assert found.names == ("gain", "start", "mode", "on")
    first = 4 * 2024
    expected = [[2, first, 1, 1], [3, first + 4, 0, 0], [5, first + 2, 1, 1]]
    assert found.x.tolist() == expected, "words by their order in the alphabet"
    assert found.y.tolist() == [[12.0, 12.0], [18.0, 18.0], [30.0, 30.0]]
    level = rows.xy("staff", "2025Q4", of="level")
    assert level.y.tolist() == [[612.0, 615.0], [618.0, 621.0], [630.0, 633.0]]
    reference = rows.xy("staff", 2024, of="level", scenario="plain")
    assert reference.y.tolist() == [[600.0, 603.0]] * 3


def test_a_missing_output_is_refused_by_name(tmp_path):
    partly = laid(tmp_path, designed(fails_in=(1,)))
    with pytest.raises(InputError, match="staff in 2025Q4.*gain, row 0, replicate 1"):
        partly.xy("staff", "2025Q4")


def test_an_output_that_is_not_finite_is_refused_by_name(tmp_path):
    def broken(spec):
        found = simulate(spec)
        if spec.scenario.gain == 3.0:
            found.quarters["rent_business"][-1] = np.nan
        return found

    planned = designed()
    place = Place.of(planned, tmp_path / "results" / "try")
    writer = Writer(place.store)
    for spec in planned.distinct():
        writer.done(spec, levels.tables(broken(spec), indicators()), 0.1)
    writer.close()
    made = experiment.lay_down(planned, place, provenance_of(planned), "id: try\n")
    with pytest.raises(InputError, match="2 of 6 values of rent_business.*row 1, replicate 0"):
        made.xy("rent_business", "2025Q4")
    assert made.xy("rent_business", "2025Q3").y.shape == (3, 2)


@pytest.mark.parametrize("named", ["plain", "other"])
def test_the_scenario_of_a_difference_is_checked(rows, named):
    with pytest.raises(InputError, match="Name one of: gain"):
        rows.xy("staff", "2025Q4", scenario=named)


def test_failures_say_what_was_raised_where(tmp_path):
    partly = laid(tmp_path, designed(fails_in=(0,)))
    failed = partly.failures()
    assert failed["scenario"].tolist() == ["gain"] * 3 and failed["row"].tolist() == [0, 1, 2]
    assert failed["kind"].unique().tolist() == ["AccountingError"]
    assert failed["quarter"].unique().tolist() == ["2024Q3"]
    assert failed["key"].tolist() == partly.plan.loc[~partly.plan["done"], "key"].tolist()


def test_completeness_counts_by_scenario(tmp_path):
    partly = laid(tmp_path, designed(fails_in=(0,)))
    assert partly.completeness().values.tolist() == [["plain", 6, 6, 0, 0], ["gain", 6, 3, 3, 0]]


def test_a_result_holds_what_it_asked_for_and_not_what_the_store_has_besides(tmp_path):
    laid(tmp_path, designed())
    narrow = Keep(quarters=("staff",), parks="none", flows="none", programmes="none")
    made = laid(tmp_path, designed(keep=narrow))
    assert made.levels == ["quarters", "industries", "final"]
    assert made.indicators() == ["staff"]
    assert list(made.quarters())[4:] == ["staff"]
    tables = {path.name for path in (made.folder / "tables").iterdir()}
    assert tables == {f"{name}.{form}" for name in made.levels for form in ("csv", "parquet")}
    with pytest.raises(InputError, match="level parks was not kept"):
        made.parks()
    alone = laid(tmp_path / "alone", designed(keep=narrow))
    assert alone.content_hash() == made.content_hash() == made.provenance.content


def test_pieces_of_a_level_are_its_frame(rows, monkeypatch):
    monkeypatch.setattr(store, "CELLS_AT_ONCE", 5 * rows.parks().size // len(rows.plan))
    pieces = list(rows.pieces("parks"))
    assert len(pieces) == 3
    whole = pd.concat(pieces, ignore_index=True)
    pd.testing.assert_frame_equal(whole, rows.parks())


def test_a_batch_that_has_begun_can_be_read(tmp_path):
    planned = planned_runs([Scenario("plain"), Scenario("gain", 2.0)], 4)
    place = Place.of(planned, tmp_path / "results" / "try")
    half = replace(planned, runs=planned.runs[:5])
    experiment.begin(planned, place, provenance_of(planned), "id: try\n")
    assert find("try", tmp_path / "results") == place.folder
    assert Results(place.folder).completeness()["missing"].tolist() == [4, 4]
    experiment.carry_out(half, place, workers=1, job=simulate, names=indicators)
    running = Results(place.folder)
    assert running.begun
    assert running.completeness()["done"].tolist() == [3, 2]
    assert running.replicates == 2
    assert len(running.quarters("staff")) == 5 * 8
    assert Place.of(planned, place.folder) == place, "the same command goes on"
    experiment.carry_out(planned, place, workers=1, job=simulate, names=indicators)
    made = experiment.lay_down(planned, place, provenance_of(planned), "id: try\n")
    assert not made.begun and not (place.folder / ".begun").exists()


def test_a_batch_that_extends_a_result_is_seen_beside_it(tmp_path):
    scenarios = Scenario("plain"), Scenario("gain", 2.0)
    old = result_of(tmp_path, *scenarios)
    more = planned_runs(scenarios, 6)
    place = Place.of(more, old.folder)
    experiment.begin(more, place, provenance_of(more), "id: more\n")
    assert Results(old.folder).completeness()["planned"].tolist() == [4, 4]
    assert Results(old.folder, begun=True).completeness()["planned"].tolist() == [6, 6]


def test_a_result_that_says_the_same_is_left_as_it_is(tmp_path):
    scenarios = Scenario("plain"), Scenario("gain", 2.0)
    old = result_of(tmp_path, *scenarios)
    (old.folder / "figures" / "mine.txt").write_text("a note")
    result_of(tmp_path, *scenarios)
    assert (old.folder / "figures" / "mine.txt").exists()
    result_of(tmp_path, *scenarios, replicates=5)
    assert not (old.folder / "figures" / "mine.txt").exists()


def test_a_moved_result_works_with_its_store_and_says_it_without(tmp_path):
    result = result_of(tmp_path, Scenario("plain"), Scenario("gain", 2.0))
    moved = tmp_path / "elsewhere" / "kept"
    shutil.copytree(result.folder.parent, moved)
    assert Results(moved / "try").content_hash() == result.content_hash()
    shutil.rmtree(moved / "store")
    with pytest.raises(InputError, match="store of its runs is not there"):
        Results(moved / "try").quarters()


def test_a_result_with_its_store_inside_can_be_moved_alone(tmp_path):
    planned = planned_runs([Scenario("plain")], 2)
    place = Place.of(planned, tmp_path / "alone")
    experiment.carry_out(planned, place, workers=1, job=simulate, names=indicators)
    experiment.lay_down(planned, place, provenance_of(planned), "id: try\n")
    moved = tmp_path / "a" / "b"
    shutil.copytree(place.folder, moved)
    shutil.rmtree(place.folder)
    assert len(Results(moved).quarters()) == 16


def test_results_are_found_in_any_folder(tmp_path, monkeypatch):
    result = result_of(tmp_path, Scenario("plain"))
    assert find(str(result.folder.parent)) == result.folder
    monkeypatch.chdir(result.folder.parent)
    assert find().resolve() == result.folder
    assert find("try").resolve() == result.folder


@given(st.text(min_size=1))
def test_ids_make_safe_names_of_files(text):
    assert not set(file_name(text)) & set('/\\:*?"<>|\0\n ')


@given(st.text(":-=%ab\n/3"), st.text(":-=%ab\n/3"))
def test_different_ids_have_different_names_of_files(one, other):
    assert (file_name(one) == file_name(other)) == (one == other)


def test_a_derived_scenario_stands_beside_one_of_almost_the_same_id(tmp_path):
    """A colon and a hyphen were one sign in the name of a file once: one of the two was lost."""
    result = result_of(tmp_path, Scenario("plain:only-M5"), Scenario("plain-only-M5", 2.0))
    files = sorted((result.folder / "scenarios").iterdir())
    assert [each.read_text() for each in files] == ["id: plain-only-M5\n", "id: plain:only-M5\n"]
    assert files[1].name == "plain=only-M5.resolved.yaml"


@pytest.mark.parametrize("content", [b"", b"PAR1 cut off", None])
def test_a_damaged_plan_is_named_and_what_to_do(tmp_path, content):
    made = result_of(tmp_path, Scenario("plain"), replicates=2)
    path = made.folder / "plan.parquet"
    if content is None:
        table = pd.read_parquet(path)
        table.loc[0, "scenario"] = "bogus"
        table.to_parquet(path)
    else:
        path.write_bytes(content)
    with pytest.raises(InputError, match=r"plan\.parquet") as error:
        _ = Results(made.folder).plan
    assert "again" in error.value.problems[0].do


@pytest.mark.parametrize(
    ("method", "design", "row"),
    [
        ("ofat", {"gain": GAINS}, 0),
        ("attribution", {"M1": (True, False, True), "M2": (False, True, True)}, 2),
        ("attribution", {"M1": (True, False, True), "M2": (False, True, False)}, None),
        ("lhs", {"gain": GAINS}, None),
    ],
)
def test_scenarios_as_they_are_written_are_one_row_of_a_design(tmp_path, method, design, row):
    planned = designed()
    tables = {"design": pd.DataFrame({"row": range(3), **design})}
    made = laid(tmp_path, replace(planned, tables=tables))
    (made.folder / "experiment.yaml").write_text(f"design: {{method: {method}}}\n")
    found = made.as_written()
    if row is None:
        assert found is made
        return
    assert found.rows == 1 and made.rows == 3
    whole = made.quarters("staff")
    alone = whole[whole["row"] == row].drop(columns="row").reset_index(drop=True)
    pd.testing.assert_frame_equal(found.quarters("staff"), alone)
