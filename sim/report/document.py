"""Tables as a Word document: three rules, numbers to the right, notes below."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from sim.report.archive import stable
from sim.report.table import TEXTS, Table

FONT, CHINESE_FONT = "Times New Roman", "SimSun"
TEXT, NOTE = 8, 7  # points
HEAVY, LIGHT = "8", "4"  # eighths of a point


def document(tables: Sequence[Table], date: str) -> bytes:
    """Return tables as a Word document; the same tables and date give the same bytes.

    date  of the result, which the file is dated by
    """
    made = Document()
    made.core_properties.author = "parksim"
    made.core_properties.title = tables[0].title if tables else ""
    section = made.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    style = made.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(TEXT)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), CHINESE_FONT)
    style.paragraph_format.space_after = Pt(0)
    for number, table in enumerate(tables):
        if number:
            made.add_page_break()
        _write(made, table)
    held = io.BytesIO()
    made.save(held)
    return stable(held.getvalue(), date)


def _write(made: Any, table: Table) -> None:
    title = made.add_paragraph()
    title.paragraph_format.keep_with_next = True
    title.add_run(table.title).bold = True
    grid = made.add_table(rows=1 + len(table.rows), cols=len(table.columns))
    grid.autofit = True
    cells = grid._cells  # all at once: asking for them one by one takes a minute for a long table
    width = len(table.columns)
    for place, text in enumerate((*table.columns, *(t for row in table.rows for t in row))):
        _set(cells[place], text, column=place % width, bold=place < width)
    repeat(grid.rows[0])
    rule(cells[:width], top=HEAVY, bottom=LIGHT)
    rule(cells[-width:], bottom=HEAVY)
    for note in table.notes:
        made.add_paragraph().add_run(note).font.size = Pt(NOTE)


def _set(cell: Any, text: str, *, column: int, bold: bool) -> None:
    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(text)
    run.bold = bold or None
    if column >= TEXTS:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def repeat(row: Any) -> None:
    """Let a row stand again at the top of each page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def rule(cells: Sequence[Any], **sides: str) -> None:
    """Draw lines above or below some cells, in eighths of a point."""
    for cell in cells:
        properties = cell._tc.get_or_add_tcPr()
        borders = properties.find(qn("w:tcBorders"))
        if borders is None:
            borders = OxmlElement("w:tcBorders")
            properties.append(borders)
        for side, weight in sides.items():
            line = OxmlElement(f"w:{side}")
            line.set(qn("w:val"), "single")
            line.set(qn("w:sz"), weight)
            borders.append(line)
