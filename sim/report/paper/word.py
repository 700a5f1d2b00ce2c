"""A report as a Word document: headings, lists, tables of three rules, pictures with captions."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from sim.report.archive import stable
from sim.report.document import CHINESE_FONT, FONT, HEAVY, LIGHT, NOTE, repeat, rule
from sim.report.paper.parts import (
    Bullets,
    Command,
    Facts,
    Grid,
    Heading,
    Paper,
    Part,
    Picture,
    Text,
)

BODY, CELL = 10.5, 7.5  # points
_PAGE, _MARGIN, _PICTURE = (210, 297), 20, (150, 220)  # mm
_PADDING, _WIDEST = 4, 36  # letters that a column is counted with
_MONOSPACE = "Courier New"
_WARNING = "FFF4D6"

_LEFT_OUT = {
    "en": ("Left out for width, see the page in HTML: {columns}.", ", "),
    "zh": ("限于版面略去下列各列，见HTML版：{columns}。", "、"),
}


def word(paper: Paper) -> bytes:
    """Return a report as a Word document; the same report gives the same bytes."""
    made = _blank(paper)
    made.add_heading(paper.title, 0)
    if paper.subtitle:
        made.add_paragraph().add_run(paper.subtitle).italic = paper.language != "zh"
    _warn(made, paper.standing)
    for term, words in paper.facts:
        _term(made, term, words, paper.language)
    for section in paper.sections:
        made.add_heading(section.heading, 1)
        for part in section.parts:
            _write(made, part, paper.language)
    held = io.BytesIO()
    made.save(held)
    return stable(held.getvalue(), paper.date)


def _blank(paper: Paper) -> Any:
    made = Document()
    made.core_properties.author = "parksim"
    made.core_properties.title = paper.title
    section = made.sections[0]
    section.page_width, section.page_height = map(Mm, _PAGE)
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Mm(_MARGIN))
    for name in ("Normal", "Title", "Heading 1", "Heading 2"):
        style = made.styles[name]
        style.font.name = FONT
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), CHINESE_FONT)
        if name != "Normal":
            style.font.color.rgb = RGBColor(0, 0, 0)
    made.styles["Normal"].font.size = Pt(BODY)
    made.styles["Normal"].paragraph_format.space_after = Pt(4)
    return made


def _write(made: Any, part: Part, language: str) -> None:
    if isinstance(part, Text):
        if part.warning:
            _warn(made, part.words)
        else:
            made.add_paragraph(part.words)
    elif isinstance(part, Heading):
        made.add_heading(part.words, 2)
    elif isinstance(part, Bullets):
        _bullets(made, part)
    elif isinstance(part, Facts):
        for term, words in part.pairs:
            _term(made, term, words, language)
    elif isinstance(part, Command):
        for line in part.lines:
            made.add_paragraph().add_run(line).font.name = _MONOSPACE
    elif isinstance(part, Picture):
        _picture(made, part)
    else:
        _grid(made, part, language)


def _warn(made: Any, words: str) -> None:
    paragraph = made.add_paragraph(words)
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", _WARNING)):
        shade.set(qn(f"w:{name}"), value)
    paragraph._p.get_or_add_pPr().append(shade)


def _term(made: Any, term: str, words: str, language: str) -> None:
    paragraph = made.add_paragraph()
    paragraph.add_run(f"{term}：" if language == "zh" else f"{term}: ").bold = True
    paragraph.add_run(words)


def _bullets(made: Any, part: Bullets) -> None:
    if part.lead:
        lead = made.add_paragraph()
        lead.add_run(part.lead).bold = True
        lead.paragraph_format.keep_with_next = True
    for item in part.items:
        made.add_paragraph(item, style="List Bullet")


def _picture(made: Any, part: Picture) -> None:
    placed = made.add_picture(io.BytesIO(part.image))
    room = min(
        Mm(most) / size for most, size in zip(_PICTURE, (placed.width, placed.height), strict=True)
    )
    placed.width, placed.height = int(placed.width * room), int(placed.height * room)
    placed._inline.docPr.set("descr", part.label)
    made.paragraphs[-1].paragraph_format.keep_with_next = True
    caption = made.add_paragraph()
    for words, bold in ((f"{part.label}. ", True), (part.caption, None)):
        run = caption.add_run(words)
        run.bold, run.font.size = bold, Pt(NOTE + 1)


def _grid(made: Any, part: Grid, language: str) -> None:
    title = made.add_paragraph()
    title.paragraph_format.keep_with_next = True
    title.paragraph_format.space_before = Pt(8)
    title.add_run(part.table.title).bold = True
    columns = part.columns(narrow=True)
    lines: list[tuple[str, ...]] = []
    heads: list[int] = []
    for group, rows in part.groups(narrow=True):
        if group:
            heads.append(1 + len(lines))
            lines.append((group, *[""] * (len(columns) - 1)))
        lines += rows
    width = len(columns)
    grid = made.add_table(rows=1 + len(lines), cols=width)
    grid.autofit = False
    told = [columns, *(line for place, line in enumerate(lines, start=1) if place not in heads)]
    widths = _widths(told)
    for column, each in zip(grid.columns, widths, strict=True):
        column.width = each
    cells = grid._cells  # all at once: one by one takes a minute for a long table
    for place, text in enumerate((*columns, *(text for line in lines for text in line))):
        line, column = divmod(place, width)
        bold = line == 0 or line in heads
        if text:
            _set(cells[place], text, bold=bold, right=column > 0 and not part.words)
        cells[place].width = widths[column]
    repeat(grid.rows[0])
    rule(cells[:width], top=HEAVY, bottom=LIGHT)
    rule(cells[-width:], bottom=HEAVY)
    for line in heads:
        cells[line * width].merge(cells[(line + 1) * width - 1])
    lost = [part.table.columns[place] for place in part.table.spare]
    text, between = _LEFT_OUT[language]
    left_out = [text.format(columns=between.join(lost))] if lost else []
    for note in (*left_out, *part.table.notes):
        made.add_paragraph().add_run(note).font.size = Pt(NOTE)


def _widths(lines: Sequence[tuple[str, ...]]) -> list[int]:
    """Return the widths of columns that share the page by the longest text in each."""
    letters = [
        min(_WIDEST, _PADDING + max(len(text.encode("gb18030")) for text in column))
        for column in zip(*lines, strict=True)
    ]
    room = Mm(_PAGE[0] - 2 * _MARGIN)
    return [int(room * each / sum(letters)) for each in letters]


def _set(cell: Any, text: str, *, bold: bool, right: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold or None, Pt(CELL)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
