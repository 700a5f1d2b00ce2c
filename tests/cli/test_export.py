import json

import openpyxl
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


def test_what_cannot_be_exported_is_said(parksim):
    answer = parksim("export", "zoen")
    assert answer.code == 2
    assert "Choose one of: zone, schema, csv, parquet, xlsx." in answer.err


def test_a_result_is_exported_by_the_form_that_is_named(parksim, folder):
    made = result_of(folder, Scenario("plain"), Scenario("gain", 2.0))
    for form in ("csv", "parquet"):
        answer = parksim("export", "results/try", "--format", form, "--to", f"out/{form}")
        assert answer.code == 0, answer.err
    final = pd.read_csv(folder / "out" / "csv" / "final.csv")
    pd.testing.assert_frame_equal(final, made.final(), check_dtype=False)


def test_the_same_result_gives_the_same_bytes_and_may_be_written_again(parksim, folder):
    result_of(folder, Scenario("plain"), Scenario("gain", 2.0))
    for form in ("csv", "parquet", "xlsx"):
        for place in ("one", "other", "one"):
            answer = parksim("export", "--format", form, "--to", f"{place}/{form}")
            assert answer.code == 0, answer.err
        for path in (folder / "one" / form).iterdir():
            assert path.read_bytes() == (folder / "other" / form / path.name).read_bytes()


def test_a_spreadsheet_has_ids_labels_and_units_above_its_numbers(parksim, folder):
    result_of(folder, Scenario("plain"), Scenario("gain", 2.0))
    assert parksim("export", "--format", "xlsx", "--to", "numbers.xlsx").code == 0
    book = openpyxl.load_workbook(folder / "numbers.xlsx")
    assert book.sheetnames == ["final", "quarters", "Notes", "Provenance"]
    rows = list(book["final"].iter_rows(values_only=True))
    place = rows[0].index("staff")
    assert [row[place] for row in rows[:4]] == ["staff", "Staff", "persons", 600]
    assert len(rows) == 3 + 8  # two scenarios, four replicates


def test_one_file_holds_one_level(parksim, folder):
    result_of(folder, Scenario("plain"))
    answer = parksim("export", "--format", "csv", "--to", "all.csv")
    assert answer.code == 2 and "do not go into one file" in answer.err
    assert parksim("export", "--format", "csv", "--to", "f.csv", "--levels", "final").code == 0
    assert (folder / "f.csv").read_text().startswith("scenario,replicate,quarter")
    answer = parksim("export", "--format", "csv", "--to", "g", "--levels", "weeks")
    assert answer.code == 2 and 'the level "weeks"' in answer.err


def test_without_a_result_there_is_nothing_to_export(parksim):
    answer = parksim("export", "csv")
    assert answer.code == 2
    assert "There is no result yet." in answer.err
