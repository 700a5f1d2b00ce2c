import json

import pandas as pd
import pytest

from sim.core.errors import InputError
from sim.runs.results import Results, find
from tests.runs.conftest import result_of
from tests.runs.made_up import Scenario


def test_a_result_has_the_files_that_others_need(result):
    found = {path.relative_to(result.folder).as_posix() for path in result.folder.rglob("*")}
    assert {
        "experiment.yaml",
        "plan.parquet",
        "provenance.json",
        "scenarios/plain.resolved.yaml",
        "scenarios/gain.resolved.yaml",
        "tables/quarters.csv",
        "tables/parks.parquet",
        "figures",
    } <= found


def test_frames_are_tidy(result):
    assert list(result.quarters())[:3] == ["scenario", "replicate", "quarter"]
    assert list(result.parks())[:4] == ["scenario", "replicate", "quarter", "park"]
    assert list(result.industries())[:4] == ["scenario", "replicate", "quarter", "industry"]
    assert result.quarters()["quarter"].iloc[0] == "2024Q1"
    assert result.quarters()["scenario"].unique().tolist() == ["plain", "gain"]
    assert result.parks()["park"].unique().tolist() == [
        "rest-of-city",
        "old-mill",
        "harbour",
        "hill",
    ]
    flows = result.flows()
    assert set(flows.loc[flows["from"] == "rest-of-city", "to"]) == {"outside"}


def test_columns_can_be_chosen(result):
    assert list(result.quarters("rent_business"))[3:] == ["rent_business"]


def test_pairs_are_differences_under_the_same_luck(result):
    pairs = result.paired("gain")
    after = pairs[pairs["quarter"] == "2025Q1"]
    assert after["staff"].tolist() == [12.0] * 4, "2 x (1 + 2 + 3) in every replicate"
    assert (pairs.loc[pairs["quarter"] == "2024Q2", "staff"] == 0).all()
    parks = result.paired("gain", level="parks")
    rest = parks[(parks["park"] == "rest-of-city") & (parks["quarter"] == "2025Q4")]
    assert rest["staff"].tolist() == [-6.0] * 4


def test_a_replicate_that_failed_in_one_scenario_has_no_pair(tmp_path):
    partly = result_of(tmp_path, Scenario("plain"), Scenario("gain", 2.0, fails_in=(1,)))
    assert sorted(partly.paired("gain")["replicate"].unique()) == [0, 2, 3]
    assert partly.replicates == 3
    assert partly.provenance.failed == 1


def test_an_unknown_scenario_is_named(result):
    with pytest.raises(InputError, match="It has: plain, gain"):
        result.paired("loss")


def test_the_tables_on_disk_are_the_frames(result):
    table = pd.read_csv(result.folder / "tables" / "parks.csv")
    pd.testing.assert_frame_equal(table, result.parks(), check_dtype=False)


def test_the_provenance_knows_no_machine(result, tmp_path):
    text = (result.folder / "provenance.json").read_text()
    assert str(tmp_path) not in text
    assert json.loads(text)["content"] == result.content_hash()


def test_a_result_is_found_by_folder_by_id_or_as_the_newest(result, tmp_path):
    results = tmp_path / "results"
    assert find(str(result.folder)) == result.folder
    assert find("tr", results) == result.folder
    assert find("", results) == result.folder
    with pytest.raises(InputError, match="There are: try"):
        find("other", results)
    with pytest.raises(InputError, match="parksim run"):
        find("", tmp_path / "nowhere")


def test_a_folder_with_provenance_but_no_plan_is_no_result(result, tmp_path):
    other = tmp_path / "results" / "zz-published"
    other.mkdir()
    (other / "provenance.json").write_bytes((result.folder / "provenance.json").read_bytes())
    assert find("", tmp_path / "results") == result.folder
    with pytest.raises(InputError, match="no result"):
        find(str(other))


def test_stored_runs_are_not_run_again(tmp_path):
    scenarios = Scenario("plain"), Scenario("gain", 2.0)
    first = result_of(tmp_path, *scenarios)
    parts = sorted((tmp_path / "results" / "store" / "parts").iterdir())
    second = result_of(tmp_path, *scenarios)
    assert sorted((tmp_path / "results" / "store" / "parts").iterdir()) == parts
    assert second.content_hash() == first.content_hash()
    more = result_of(tmp_path, *scenarios, replicates=6)
    assert more.replicates == 6
    assert len(list((tmp_path / "results" / "store" / "parts").iterdir())) == 2 * len(parts)


def test_equal_scenarios_both_have_their_rows(tmp_path):
    twins = result_of(tmp_path, Scenario("plain"), Scenario("same"))
    assert twins.quarters().groupby("scenario").size().tolist() == [32, 32]
    assert (twins.paired("same")["staff"] == 0).all()


def test_a_folder_without_provenance_is_no_result(tmp_path):
    with pytest.raises(InputError, match="holds no result"):
        Results(tmp_path)


def test_public_money_is_listed_by_programme_and_payer(result):
    found = result.programmes().query("scenario == 'gain' and replicate == 0")
    rows = found[["year", "programme", "payer", "asked", "paid", "forgone"]].values.tolist()
    assert rows == [
        [2024, "prizes", "city", 12.0, 6.0, 0.0],
        [2025, "training", "old-town", 2.0, 1.0, 0.0],
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [("at", 3), ("scenarios", []), ("zone", {}), ("first", "soon"), ("schema", "parksim/result/9")],
)
def test_a_provenance_of_another_form_is_named_not_followed(result, field, value):
    path = result.folder / "provenance.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), field: value}))
    with pytest.raises(InputError, match=field) as caught:
        Results(result.folder)
    assert "provenance.json" in str(caught.value)
    assert "move the folder away" in str(caught.value)
