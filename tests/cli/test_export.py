import json

import pandas as pd
import pytest

from tests.runs.conftest import result_of
from tests.runs.made_up import Scenario


def test_the_zone_is_written_to_start_from(parksim, folder):
    answer = parksim("export", "zone", "--out", "mine")
    assert answer.code == 0, answer.err
    assert {"parks.csv", "zone.yaml", "travel.csv"} <= {p.name for p in (folder / "mine").iterdir()}
    again = parksim("check", "short", "--data", "mine")
    assert again.code == 0, again.err


def test_the_schema_of_scenario_files_is_written(parksim, folder):
    assert parksim("export", "schema", "--out", "schema").code == 0
    schema = json.loads((folder / "schema" / "scenario.schema.json").read_text())
    assert {"id", "extends", "policy", "clauses"} <= set(schema["properties"])


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_the_tables_of_a_result_are_written(parksim, folder, kind):
    made = result_of(folder, Scenario("plain"), Scenario("gain", 2.0))
    answer = parksim("export", kind, "--out", "tables")
    assert answer.code == 0, answer.err
    path = folder / "tables" / f"parks.{kind}"
    frame = pd.read_csv(path) if kind == "csv" else pd.read_parquet(path)
    pd.testing.assert_frame_equal(frame, made.parks(), check_dtype=False)


def test_files_that_are_there_are_not_touched(parksim, folder):
    (folder / "mine").mkdir()
    (folder / "mine" / "parks.csv").write_text("mine")
    answer = parksim("export", "zone", "--out", "mine")
    assert answer.code == 2
    assert [path.name for path in (folder / "mine").iterdir()] == ["parks.csv"]
    assert (folder / "mine" / "parks.csv").read_text() == "mine"


@pytest.mark.parametrize("what", ["xlsx", "zoen"])
def test_what_cannot_be_exported_is_said(parksim, what):
    answer = parksim("export", what)
    assert answer.code == 2
    assert "Choose one of: zone, schema, csv, parquet." in answer.err


def test_without_a_result_there_is_nothing_to_export(parksim):
    answer = parksim("export", "csv")
    assert answer.code == 2
    assert "There is no result yet." in answer.err
