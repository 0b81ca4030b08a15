"""A document's words as .docx, for somebody who wants to work on them. The only user of ``docx``.

Nothing in it is live: no link, no field, no macro, no picture from outside. What its mark says
stands at the top and in the header of every page. Must not know letters' lives, nor any case.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Final

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from casework.glyphs import printable
from casework.paper import (
    BulletList,
    Document,
    Heading,
    NumberedList,
    Paragraph,
    Quotation,
    Rule,
    Style,
    Table,
)

if TYPE_CHECKING:
    from datetime import datetime

    from docx.document import Document as File
    from docx.text.paragraph import Paragraph as Line

    from casework.paper import Block, Runs

_STEP: Final = Mm(7)
_DEEPEST: Final = 8  # a list within lists goes no further in than the page is wide
#: Every part of the file bears this day, so that the same letter gives the same bytes.
_DAY: Final = (1980, 1, 1, 0, 0, 0)


def to_docx(document: Document, *, at: datetime) -> bytes:
    """Return the document's words as a .docx file, dated ``at``; the same words, the same bytes."""
    file = docx.Document()
    _set_up(file, document, at)
    _begin(file, document)
    for block in document.blocks:
        _put(file, block, 0)
    _end(file, document)
    return _packed(file)


def _set_up(file: File, document: Document, at: datetime) -> None:
    """Make the page A4, and put what the file is not on every page of it."""
    page = file.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin, page.right_margin = Mm(25), Mm(22)
    normal = file.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(11)
    known = file.core_properties
    known.title, known.author, known.comments = printable(document.title), "", ""
    known.language = document.language
    known.created = known.modified = at.replace(tzinfo=None)
    head = page.header.paragraphs[0]
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    head.add_run(_mark(document)).bold = True
    page.footer.paragraphs[0].add_run(printable(_footer(document)))


def _mark(document: Document) -> str:
    practice = "PRACTICE – INVENTED" if document.practice else ""
    return " · ".join(part for part in (practice, printable(document.mark)) if part)


def _footer(document: Document) -> str:
    case = f"Case {document.case_reference}" if document.case_reference else ""
    return " · ".join(part for part in (case, document.mark) if part)


def _begin(file: File, document: Document) -> None:
    head = document.letterhead
    if document.mark:
        warning = f"{document.mark}. Words to work on; the approved letter is the printed page."
        file.add_paragraph().add_run(printable(warning)).bold = True
    file.add_paragraph().add_run(printable(head.school_name)).bold = True
    _lines(file, *head.address, head.telephone, head.email)
    _lines(file, *document.recipient)
    reference = f"Our reference: {document.reference}" if document.reference else ""
    _lines(file, document.date_words, reference, document.delivery)


def _end(file: File, document: Document) -> None:
    if document.signature:
        sign = document.signature
        _lines(file, sign.closing)
        _lines(file, sign.name, sign.role)


def _lines(file: File, *lines: str) -> None:
    words = "\n".join(line for line in lines if line)
    if words:
        file.add_paragraph(printable(words))


def _put(file: File, block: Block, depth: int) -> None:
    match block:
        case Heading():
            level = min(block.level, 3)
            _fill(file.add_heading(level=level) if not depth else file.add_paragraph(), block.runs)
        case Paragraph():
            _fill(_line(file, depth), block.runs)
        case BulletList():
            _points(file, [("•", item) for item in block.items], depth)
        case NumberedList():
            numbered = enumerate(block.items, block.start)
            _points(file, [(f"{number}.", item) for number, item in numbered], depth)
        case Quotation():
            for each in block.blocks:
                _put(file, each, depth + 1)
        case Table():
            _table(file, block)
        case Rule():
            file.add_paragraph("—" * 20)
        case _:
            raise TypeError(f"no words for a {type(block).__name__}")


def _line(file: File, depth: int) -> Line:
    line = file.add_paragraph()
    line.paragraph_format.left_indent = _STEP * min(depth, _DEEPEST)
    return line


def _points(file: File, points: list[tuple[str, tuple[Block, ...]]], depth: int) -> None:
    """Put each point's mark before its first words, as words: a list of Word's would count anew."""
    for mark, item in points:
        first, *rest = item or (Paragraph(runs=()),)
        line = _line(file, depth + 1)
        line.add_run(f"{mark} ")
        if isinstance(first, Paragraph):
            _fill(line, first.runs)
        else:
            _put(file, first, depth + 1)
        for block in rest:
            _put(file, block, depth + 1)


def _table(file: File, table: Table) -> None:
    rows = [row for row in (table.header, *table.rows) if row]
    width = max((len(row) for row in rows), default=0)
    if not width:
        return
    made = file.add_table(rows=0, cols=width, style="Table Grid")
    for row in rows:
        cells = made.add_row().cells
        for cell, runs in zip(cells, row, strict=False):
            _fill(cell.paragraphs[0], runs, strong=row is table.header)
    file.add_paragraph()


def _fill(line: Line, runs: Runs, *, strong: bool = False) -> None:
    for run in runs:
        made = line.add_run(printable(run.text))
        made.bold = True if strong or run.style is Style.STRONG else None
        made.italic = True if run.style is Style.EMPHASIS else None


def _packed(file: File) -> bytes:
    """Return the file with every part dated alike, in the order in which they were written."""
    written, packed = io.BytesIO(), io.BytesIO()
    file.save(written)
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, _DAY)
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, old.read(name))
    return packed.getvalue()
