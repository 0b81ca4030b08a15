"""The same paper by other means: WeasyPrint, ReportLab, docxtpl with LibreOffice.

Each takes the block tree that the program sets, in the program's own faces and measures, so that
all of them put the same words on the same sheet. Any of them may not be here: ``lacking`` says so.
Must not know what is timed.
"""

from __future__ import annotations

import io
import shutil
import subprocess
from functools import cache
from html import escape
from importlib.util import find_spec
from itertools import chain
from typing import TYPE_CHECKING, Any

from casework import paper
from casework.glyphs import FONTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from reportlab.pdfgen.canvas import Canvas
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

WEASYPRINT, REPORTLAB, LIBREOFFICE = "WeasyPrint", "ReportLab", "docxtpl with LibreOffice"
STYLES = ("Regular", "Bold", "Italic", "BoldItalic")
MM = 72 / 25.4


def lacking() -> dict[str, str]:
    """Return for each rival that is not here what is missing."""
    missing = {
        WEASYPRINT: "weasyprint is not installed" * (find_spec("weasyprint") is None),
        REPORTLAB: "reportlab is not installed" * (find_spec("reportlab") is None),
        LIBREOFFICE: "docxtpl is not installed" * (find_spec("docxtpl") is None)
        or "soffice is not installed" * (shutil.which("soffice") is None),
    }
    return {name: why for name, why in missing.items() if why}


def _head(document: paper.Document) -> list[str]:
    head = document.letterhead
    return [line for line in (*head.address, head.telephone, head.email) if line]


def _told(document: paper.Document) -> list[str]:
    return [line for line in (document.date_words, f"Our reference: {document.reference}") if line]


# --- WeasyPrint: HTML and CSS, tagged -------------------------------------------------------------


def weasyprint(document: paper.Document) -> bytes:
    """Return the document as PDF/UA-1 by WeasyPrint; fonts and style sheet are read once."""
    from weasyprint import HTML

    page, fonts, sheet = page_of(document), _weasy_fonts(), _weasy_sheet()
    made = HTML(string=page).write_pdf(
        stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/ua-1", pdf_tags=True
    )
    assert isinstance(made, bytes)
    return made


@cache
def _weasy_fonts() -> FontConfiguration:
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


@cache
def _weasy_sheet() -> CSS:
    from weasyprint import CSS

    return CSS(string=_css(), font_config=_weasy_fonts())


def _css() -> str:
    looks = (("Regular", ""), ("Bold", "font-weight: bold;"), ("Italic", "font-style: italic;"))
    faces = "".join(
        f"@font-face {{ font-family: N; {look} "
        f"src: url({(FONTS / f'NotoSans-{name}.ttf').as_uri()}); }}"
        for name, look in looks
    )
    return f"""{faces}
@page {{ size: A4; margin: 20mm 22mm 20mm 25mm;
  @bottom-right {{ content: "Page " counter(page) " of " counter(pages); font: 8pt N; }} }}
body {{ font: 10.5pt/1.35 N; }} header, .to {{ display: flex; justify-content: space-between; }}
.school {{ font-size: 17pt; font-weight: bold; }} .reach {{ font-size: 8.5pt; }}
blockquote {{ border-left: 1.5pt solid #8a94a3; margin: 0 0 8pt; padding-left: 4mm; }}
"""


def page_of(document: paper.Document) -> str:
    """Return the document as HTML."""
    sign = document.signature
    parts = [f'<p class="school">{escape(document.letterhead.school_name)}</p>']
    parts.append(f'<p class="reach">{"<br>".join(map(escape, _head(document)))}</p>')
    to = f"<p>{'<br>'.join(map(escape, document.recipient))}</p>"
    told = f"<p>{'<br>'.join(map(escape, _told(document)))}</p>"
    body = "".join(map(_html, document.blocks))
    last = f"<p>{escape(sign.closing)}</p><p>{escape(sign.name)}</p>" if sign else ""
    return (
        f'<html lang="en-GB"><head><title>{escape(document.title)}</title></head><body>'
        f'<header>{"".join(parts)}</header><div class="to">{to}{told}</div>{body}{last}'
        f"</body></html>"
    )


def _html(block: paper.Block) -> str:
    match block:
        case paper.Heading():
            return f"<h{block.level}>{_spans(block.runs)}</h{block.level}>"
        case paper.Paragraph():
            return f"<p>{_spans(block.runs)}</p>"
        case paper.BulletList():
            items = ("".join(map(_html, item)) for item in block.items)
            return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"
        case paper.Quotation():
            return f"<blockquote>{''.join(map(_html, block.blocks))}</blockquote>"
        case paper.Rule():
            return "<hr>"
        case _:
            raise AssertionError(f"the page has a {type(block).__name__} now")


def _spans(runs: paper.Runs) -> str:
    marks = {paper.Style.STRONG: "b", paper.Style.EMPHASIS: "i"}
    return "".join(
        f"<{mark}>{escape(run.text)}</{mark}>"
        if (mark := marks.get(run.style))
        else escape(run.text)
        for run in runs
    )


# --- ReportLab: flowables, not tagged -------------------------------------------------------------


def reportlab(document: paper.Document) -> bytes:
    """Return the document as plain PDF by ReportLab; fonts are registered once."""
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import SimpleDocTemplate

    made = io.BytesIO()
    margins = {
        "leftMargin": 25 * MM,
        "rightMargin": 22 * MM,
        "topMargin": 20 * MM,
        "bottomMargin": 20 * MM,
    }
    sheet = SimpleDocTemplate(made, pagesize=A4, title=document.title, lang="en-GB", **margins)
    sheet.build(list(_flowables(document)), canvasmaker=_numbered_canvas())
    return made.getvalue()


@cache
def _numbered_canvas() -> type[Canvas]:
    """Return a canvas that writes ``Page 1 of 2`` at the foot, once all pages are known."""
    from reportlab.pdfgen.canvas import Canvas

    class Numbered(Canvas):  # type: ignore[misc]
        def __init__(self, *given: object, **named: object) -> None:
            super().__init__(*given, **named)
            self.pages: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802 - the library's name
            self.pages.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, page in enumerate(self.pages, start=1):
                self.__dict__.update(page)
                self.setFont("N", 8)
                self.drawRightString(188 * MM, 12 * MM, f"Page {number} of {len(self.pages)}")
                super().showPage()
            super().save()

    return Numbered


@cache
def _looks() -> dict[str, Any]:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase.pdfmetrics import registerFont, registerFontFamily
    from reportlab.pdfbase.ttfonts import TTFont

    names = dict(zip(STYLES, ("N", "N-B", "N-I", "N-BI"), strict=True))
    for style, name in names.items():
        registerFont(TTFont(name, str(FONTS / f"NotoSans-{style}.ttf")))
    registerFontFamily("N", "N", "N-B", "N-I", "N-BI")
    plain = ParagraphStyle("plain", fontName="N", fontSize=10.5, leading=14, spaceAfter=8)
    return {
        "plain": plain,
        "small": ParagraphStyle("small", plain, fontSize=8.5, leading=11, alignment=2),
        "head": ParagraphStyle("head", plain, fontName="N-B", fontSize=12, leading=16),
        "school": ParagraphStyle("school", plain, fontName="N-B", fontSize=17, leading=21),
        "inside": ParagraphStyle("inside", plain, leftIndent=4 * MM),
    }


def _flowables(document: paper.Document) -> Iterator[Any]:
    from reportlab.platypus import Paragraph, Spacer, Table

    looks, sign = _looks(), document.signature
    school = Paragraph(escape(document.letterhead.school_name), looks["school"])
    reach = Paragraph("<br/>".join(map(escape, _head(document))), looks["small"])
    to = Paragraph("<br/>".join(map(escape, document.recipient)), looks["plain"])
    told = Paragraph("<br/>".join(map(escape, _told(document))), looks["small"])
    yield Table([[school, reach], [to, told]], colWidths=[90 * MM, 70 * MM])
    for block in document.blocks:
        yield from _flowing(block, "plain")
    if sign:
        yield Paragraph(escape(sign.closing), looks["plain"])
        yield Spacer(1, 13 * MM)
        yield Paragraph(f"<b>{escape(sign.name)}</b><br/>{escape(sign.role)}", looks["plain"])


def _flowing(block: paper.Block, look: str) -> Iterator[Any]:
    from reportlab.platypus import HRFlowable, ListFlowable, ListItem, Paragraph

    looks = _looks()
    match block:
        case paper.Heading():
            yield Paragraph(_spans(block.runs), looks["head"])
        case paper.Paragraph():
            yield Paragraph(_spans(block.runs), looks[look])
        case paper.BulletList():
            inner = [
                [each for part in item for each in _flowing(part, look)] for item in block.items
            ]
            yield ListFlowable([ListItem(item) for item in inner], bulletType="bullet")
        case paper.Quotation():
            yield from chain.from_iterable(_flowing(each, "inside") for each in block.blocks)
        case paper.Rule():
            yield HRFlowable(width="100%")
        case _:
            raise AssertionError(f"the page has a {type(block).__name__} now")


# --- docxtpl, then LibreOffice, tagged ------------------------------------------------------------

_EXPORT = (
    'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"},'
    '"PDFUACompliance":{"type":"boolean","value":"true"}}'
)


def libreoffice(documents: Sequence[paper.Document], folder: Path) -> list[bytes]:
    """Return each document as PDF/UA by docxtpl and one run of LibreOffice over all of them."""
    from docxtpl import DocxTemplate

    shutil.rmtree(folder / "made", ignore_errors=True)
    (folder / "made").mkdir(parents=True)
    pattern = _word_template(folder)
    names = []
    for number, document in enumerate(documents):
        template = DocxTemplate(pattern)
        template.render(_word_values(document), autoescape=True)
        names.append(folder / "made" / f"{number}.docx")
        template.save(names[-1])
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    words = ["soffice", profile, "--headless", "--convert-to", _EXPORT, "--outdir"]
    subprocess.run(
        [*words, str(folder / "made"), *map(str, names)], capture_output=True, check=True
    )
    return [name.with_suffix(".pdf").read_bytes() for name in names]


def _word_template(folder: Path) -> Path:
    """Return a template as a school would make one in Word; it is made once."""
    from docx import Document

    path = folder / "letter.docx"
    if path.exists():
        return path
    made = Document()
    made.styles["Normal"].font.name = "Noto Sans"
    made.core_properties.title = "Letter"
    table = made.add_table(rows=2, cols=2)
    places = ("{{ school }}", "{{ reach }}", "{{ to }}", "{{ told }}")
    for at, words in enumerate(places):
        table.cell(at // 2, at % 2).text = words
    for words in ("{%p for words in blocks %}", "{{ words }}", "{%p endfor %}", "{{ last }}"):
        made.add_paragraph(words)
    made.save(str(path))
    return path


def _word_values(document: paper.Document) -> dict[str, object]:
    sign = document.signature
    return {
        "school": document.letterhead.school_name,
        "reach": "\n".join(_head(document)),
        "to": "\n".join(document.recipient),
        "told": "\n".join(_told(document)),
        "blocks": list(_lines(document.blocks)),
        "last": f"{sign.closing}\n{sign.name}\n{sign.role}" if sign else "",
    }


def _lines(blocks: Iterable[paper.Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case paper.Heading() | paper.Paragraph():
                yield "".join(run.text for run in block.runs)
            case paper.BulletList():
                for item in block.items:
                    yield from (f"• {words}" for words in _lines(item))
            case paper.Quotation():
                yield from _lines(block.blocks)
            case _:
                continue
