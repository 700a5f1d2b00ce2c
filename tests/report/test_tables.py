import csv
import io

import pandas as pd
import pytest
from rich.console import Console

from sim.core.errors import InputError
from sim.report import tables
from sim.report.result import Results
from sim.report.table import Table
from sim.report.tables import default_quarters


@pytest.fixture(scope="module")
def table(result):
    (made,) = tables.tables(result, ["2024Q2", "2025Q4"])
    return made


def printed(table, width):
    console = Console(width=width, file=io.StringIO(), record=True)
    console.print(table.rich(width))
    return console.export_text()


def test_a_comparison_shows_difference_interval_and_displacement(table):
    row = dict(zip(table.columns, table.rows[-2], strict=True))
    assert (row["Quarter"], row["Indicator"], row["Unit"]) == ("2025Q4", "Staff", "persons")
    assert (row["plain"], row["gain"]) == ("604", "616")
    assert (row["Difference"], row["± (95 %)"], row["Relative"]) == ("+12", "0", "+1.99 %")
    assert (row["Rest of city"], row["Net"]) == ("\u22126", "+6")


def test_the_title_says_how_many_replicates(table):
    assert table.title == "Gain against No reform: paired differences, 4 replicates"


def test_one_replicate_has_no_interval_and_says_so(single):
    (made,) = tables.tables(single)
    assert all(row[4] == "–" for row in made.rows)
    assert "One replicate: no interval can be given." in made.notes


def test_the_table_is_the_same_in_chinese(result):
    (made,) = tables.tables(result, ["2025Q4"], "zh")
    assert made.title == "增益与不改革对比：配对差值，4次模拟"
    assert made.rows[0][1:3] == ("从业人员", "人")


def test_a_table_is_written_as_markdown_csv_and_latex(table):
    markdown = table.markdown().splitlines()
    assert markdown[3].count("|") == markdown[5].count("|") == len(table.columns) + 1
    rows = list(csv.reader(io.StringIO(table.csv())))
    assert rows[0] == list(table.columns) and len(rows) == 1 + len(table.rows)
    latex = table.latex()
    assert latex.count(r"\\") == 2 + len(table.rows)
    assert r"+1.99 \%" in latex and "$-$6" in latex


def test_signs_of_latex_are_escaped():
    assert r"a\_b \& 5 \% \textbackslash{}" in Table("a_b & 5 % \\", ("x",), (("y",),)).latex()


def test_a_narrow_terminal_keeps_what_matters_most(table):
    narrow, wide = printed(table, 80), printed(table, 140)
    for text in ("2025Q4", "+12", "+1.99 %", "+6"):
        assert text in narrow and text in wide
    assert "Rest of city" in wide and "Rest of city" not in narrow
    assert "…" not in narrow


def test_quarters_of_a_table_are_those_of_the_targets_and_the_last():
    assert default_quarters((4 * 2023, 4 * 2035 + 3)) == ["2025Q4", "2030Q4", "2035Q4"]
    assert default_quarters((4 * 2023, 4 * 2024 + 3)) == ["2024Q4"]


def test_a_quarter_outside_the_period_is_named(result):
    with pytest.raises(InputError, match="2024Q1 to 2025Q4"):
        tables.tables(result, ["2031Q1"])


def test_a_result_writes_its_tables_in_both_languages(result):
    made = Results(result.folder)
    names = {path.name for path in made.write_tables()}
    assert names == {
        "comparison.csv",
        "comparison.parquet",
        "table.en.md",
        "table.zh.md",
        "table.en.tex",
        "table.zh.tex",
    }
    numbers = pd.read_csv(made.folder / "tables" / "comparison.csv")
    staff = numbers[(numbers["indicator"] == "staff") & (numbers["quarter"] == "2025Q4")]
    assert staff["difference"].tolist() == [12.0]
