"""The report as a Word document."""

import io
import zipfile

from docx import Document

from sim.report.paper.word import word


def test_headings_tables_and_pictures_are_those_of_the_report(english):
    made = Document(io.BytesIO(word(english)))
    headings = [each.text for each in made.paragraphs if each.style.name == "Heading 1"]
    assert headings == [each.heading for each in english.sections]
    heads = [table.rows[0].cells[0].text for table in made.tables]
    assert heads.count("Park") == 1
    pictures = sum(
        type(part).__name__ == "Picture" for each in english.sections for part in each.parts
    )
    assert len(made.inline_shapes) == pictures > 0


def test_a_group_of_rows_has_a_line_of_its_own(english):
    made = Document(io.BytesIO(word(english)))
    parks = next(table for table in made.tables if table.rows[0].cells[0].text == "Park")
    texts = [[cell.text for cell in row.cells] for row in parks.rows]
    assert set(texts[1]) == {"2025Q4 · Staff"}
    assert texts[2][0] == "Hill (persons)"


def test_the_same_report_gives_the_same_bytes_dated_by_the_result(chinese):
    content = word(chinese)
    assert word(chinese) == content
    core = zipfile.ZipFile(io.BytesIO(content)).read("docProps/core.xml").decode()
    assert "2026-01-01T00:00:00Z" in core
