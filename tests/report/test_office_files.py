"""Spreadsheets and Word documents are opened again and read."""

import io
import time
import zipfile

import docx
import openpyxl
import pandas as pd
import pytest

from sim.core.errors import InputError
from sim.report import workbook as book
from sim.report.comparison_files import Question, forms_of
from sim.report.document import document
from sim.report.result import Results
from sim.report.table import Table
from sim.report.workbook import Sheet, level_sheet, workbook

DATE = "2026-01-01T00:00:00Z"
ROWS = (("2025Q4", "Staff", "persons", "+12"), ("2025Q4", "费用", "", "–"))
TABLE = Table("Title", ("Quarter", "What", "Unit", "Number"), ROWS, ("A note.",))


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def values(page):
    return list(page.iter_rows(values_only=True))


def test_a_level_has_a_row_of_ids_one_of_labels_and_one_of_units():
    frame = pd.DataFrame({"scenario": ["plain"], "staff": [3.5], "wage": [float("nan")]})
    page = opened(workbook([level_sheet("final", frame, "en")], DATE))["final"]
    found = values(page)
    assert found[:2] == [("scenario", "staff", "wage"), ("Scenario", "Staff", "Mean pay")]
    assert found[2][1] == "persons" and found[3] == ("plain", 3.5, None)
    assert page.freeze_panes == "A4"


def test_a_word_that_looks_like_a_formula_stays_a_word():
    sheet = Sheet("s", [["a"]], [["=1+1"]], 1)
    cell = opened(workbook([sheet], DATE))["s"]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_what_does_not_fit_into_a_sheet_is_refused():
    with pytest.raises(InputError, match="1,048,576"):
        workbook([Sheet("s", [["a"]], [], book.LINES)], DATE)


def test_a_document_holds_title_table_and_notes():
    found = docx.Document(io.BytesIO(document([TABLE, TABLE], DATE)))
    assert len(found.tables) == 2
    cells = [[cell.text for cell in row.cells] for row in found.tables[0].rows]
    assert cells == [list(TABLE.columns), *map(list, TABLE.rows)]
    texts = [paragraph.text for paragraph in found.paragraphs]
    assert texts[0] == "Title" and "A note." in texts
    assert found.sections[0].page_width > found.sections[0].page_height
    assert found.core_properties.created.year == 2026


def test_files_of_a_comparison_have_no_clock_in_them(result):
    one = Question(Results(result.folder), regret=True).files(["xlsx", "docx"])
    time.sleep(2.1)  # an archive counts in steps of two seconds
    assert one == Question(Results(result.folder), regret=True).files(["xlsx", "docx"])
    for content in one.values():
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_spreadsheet_of_a_comparison_has_a_sheet_a_level_with_notes_and_provenance(result):
    question = Question(Results(result.folder), headline=("staff",), regret=True)
    found = opened(question.files(["xlsx"])["comparison.xlsx"])
    assert found.sheetnames == ["zone", "park", "industry", "year", "regret", "Notes", "Provenance"]
    zone = values(found["zone"])
    line = dict(zip(zone[0], zone[-2], strict=True))
    assert (line["indicator"], line["label"], line["unit"]) == ("staff", "Staff", "persons")
    assert (line["difference"], line["net"]) == (12.0, 6.0)
    assert values(found["Provenance"])[0] == ("id", question.results.id)
    assert any(row[0] == "staff" and row[2] == "persons" for row in values(found["Notes"]))


def test_all_forms_are_written_unless_some_are_named():
    assert forms_of([], folder=True) == ["csv", "xlsx", "tex", "md", "docx"]
    assert forms_of(["latex", "tex"], folder=False) == ["tex"]
    assert forms_of([], folder=False) == []
    with pytest.raises(InputError, match="cannot be shown"):
        forms_of(["docx"], folder=False)
    with pytest.raises(InputError, match='"pdf"'):
        forms_of(["pdf"], folder=True)
