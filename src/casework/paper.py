"""The block tree, and block tree -> PDF: what every letter, history and printed page is made of.

A page is one fixed template (``page/page.typ``) fed with JSON: no value ever becomes Typst source.
The bytes depend on the document and on ``at`` alone. Must not know letters, cases, policies or the
clock; no value shows its words in a ``repr``.
"""

from __future__ import annotations

import json
import os
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC
from enum import StrEnum
from functools import lru_cache, partial
from textwrap import indent
from typing import TYPE_CHECKING, TypeAlias

from casework import press
from casework.errors import MachineFault, UsageFault
from casework.glyphs import faces, marked, plainest, printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from casework.press import Typeface

    Shown: TypeAlias = Callable[[str], str]

_ONE_PAGE = re.compile(rb"/Type\s*/Page\b")

LARGEST_LOGO = 512_000  # bytes (*default*): each kept copy carries it
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


class Style(StrEnum):
    """How a run of words looks."""

    PLAIN = "plain"
    STRONG = "strong"
    EMPHASIS = "emphasis"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Run:
    """Words of one style; a newline in them starts a new line on paper."""

    text: str
    style: Style = Style.PLAIN


Runs: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Heading:
    """A heading; levels that would skip one are drawn up, as PDF/UA demands."""

    runs: Runs
    level: int = 1


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Paragraph:
    """A paragraph of runs."""

    runs: Runs


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class BulletList:
    """Points without an order; each is a sequence of blocks."""

    items: tuple[tuple[Block, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NumberedList:
    """Points in order, counted from ``start``."""

    items: tuple[tuple[Block, ...], ...]
    start: int = 1


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Quotation:
    """Somebody else's words, set off from ours."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Table:
    """Rows under one header row; ``widths`` are shares of the line (empty: equal shares)."""

    header: tuple[Runs, ...]
    rows: tuple[tuple[Runs, ...], ...]
    widths: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Bars:
    """A table with bars: rows of words, a bar's length, and the figure told; no length, no bar."""

    header: tuple[str, str]
    rows: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A thin line across."""


Block: TypeAlias = Heading | Paragraph | BulletList | NumberedList | Quotation | Table | Bars | Rule


class Kind(StrEnum):
    """The three shapes of paper."""

    LETTER = "letter"
    HISTORY = "history"
    PAGE = "page"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Letterhead:
    """Whose paper it is; ``logo`` is a PNG or JPEG of at most ``LARGEST_LOGO`` bytes.

    ``typeface`` is the school's own; what it has no glyph for is set in the shipped faces.
    """

    school_name: str
    address: tuple[str, ...] = ()
    telephone: str = ""
    email: str = ""
    logo: bytes | None = None
    typeface: Typeface | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Signature:
    """Who signs, with room for the hand above the name."""

    name: str
    role: str = ""
    closing: str = "Yours sincerely"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Document:
    """One piece of paper. ``title`` goes into the file's metadata: no personal name in it.

    ``mark`` says on every page what the paper is not, ``delivery`` how a letter is to be sent,
    ``window`` in which envelope's window its address shows: ``dl``, ``c5`` or ``none``.
    """

    kind: Kind
    title: str
    letterhead: Letterhead
    blocks: tuple[Block, ...]
    recipient: tuple[str, ...] = ()
    date_words: str = ""
    reference: str = ""
    case_reference: str = ""
    signature: Signature | None = None
    check_code: str = ""
    practice: bool = False
    copy: int = 1
    mark: str = ""
    delivery: str = ""
    window: str = "dl"
    language: str = "en-GB"


def words(text: str) -> Runs:
    """Return plain ``text`` as runs."""
    return (Run(text=text),)


def paragraph(text: str) -> Paragraph:
    """Return a plain paragraph."""
    return Paragraph(runs=words(text))


def plain_text(document: Document) -> str:
    """Return the document's words as text, each list, table and heading on lines of its own."""
    head, sign = document.letterhead, document.signature
    reference = document.reference and f"Our reference: {document.reference}"
    parts = [
        _lines(_banner(document), head.school_name),
        _lines(*head.address, head.telephone, head.email) if document.kind is Kind.LETTER else "",
        _lines(*document.recipient),
        _lines(document.date_words, reference, document.delivery),
        *(_block_text(block) for block in document.blocks),
        f"{sign.closing}\n\n{sign.name}\n{sign.role}".rstrip() if sign else "",
        f"Check code {document.check_code}" if document.check_code else "",
    ]
    return printable("\n\n".join(part for part in parts if part)) + "\n"


def _lines(*lines: str) -> str:
    return "\n".join(line for line in lines if line)


def _banner(document: Document) -> str:
    practice = "PRACTICE – INVENTED" if document.practice else ""
    copy = f"COPY {document.copy}" if document.copy > 1 else ""
    return " · ".join(mark for mark in (practice, document.mark, copy) if mark)


def _runs_text(runs: Runs) -> str:
    return "".join(run.text for run in runs)


def _block_text(block: Block) -> str:
    match block:
        case Heading() | Paragraph():
            return _runs_text(block.runs)
        case BulletList():
            return "\n".join(_item_text("•", item) for item in block.items)
        case NumberedList():
            numbered = enumerate(block.items, block.start)
            return "\n".join(_item_text(f"{number}.", item) for number, item in numbered)
        case Quotation():
            return indent("\n\n".join(_block_text(each) for each in block.blocks), "    ")
        case Table():
            rows = (block.header, *block.rows)
            return "\n".join(" | ".join(_runs_text(cell) for cell in row) for row in rows if row)
        case Bars():
            told = ((words, figure) for words, _, figure in block.rows)
            return "\n".join(" | ".join(row) for row in (block.header, *told))
        case Rule():
            return "-" * 40


def _item_text(mark: str, item: tuple[Block, ...]) -> str:
    margin = " " * (len(mark) + 1)
    return mark + indent("\n".join(_block_text(each) for each in item), margin)[len(mark) :]


def render(document: Document, *, at: datetime) -> bytes:
    """Return the document as one PDF that is both PDF/UA-1 and PDF/A-2a, dated ``at``.

    The same document and time give the same bytes. May be called on several threads at a time.
    Raises UsageFault for a logo that is no PNG or JPEG picture.
    """
    head = document.letterhead
    _check_logo(head.logo)
    tries: list[tuple[Shown, Typeface | None]] = [(printable, None), (plainest, None)]
    if head.typeface:
        tries.insert(0, (printable, head.typeface))
    for shown, typeface in tries:  # a mark no font can place: in other faces, then more plainly
        files = {"sheet.json": _sheet(document, at, shown, typeface)}
        files |= {"logo.json": _dots(head.logo)} if head.logo else {}
        if pdf := press.pressed(files, int(at.timestamp()), typeface):
            return pdf
    raise MachineFault(
        "The page could not be set, so nothing was printed.",
        advice="If the letterhead has a logo, save it again as PNG; else run casework doctor.",
    )


def render_all(documents: Iterable[Document], *, at: datetime) -> Iterator[bytes]:
    """Yield each document as ``render`` makes it, in their order, several at a time.

    Setting a page holds no lock of the interpreter, so a batch takes as many cores as there are.
    """
    with ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="paper") as threads:
        yield from threads.map(partial(render, at=at), documents)


AT_A_TIME = min(4, os.cpu_count() or 1)  # more would only take memory (*default*)


def pages(pdf: bytes) -> int:
    """Return how many pages a PDF made here has."""
    return len(_ONE_PAGE.findall(pdf))


def _check_logo(logo: bytes | None) -> None:
    if logo is None or (len(logo) <= LARGEST_LOGO and logo.startswith(_PICTURES)):
        return
    raise UsageFault(
        "The school's logo is not a PNG or JPEG picture of at most 500 kB; nothing was printed.",
        advice="Save the logo as PNG or JPEG, or take it out of the letterhead.",
    )


def _sheet(document: Document, at: datetime, shown: Shown, typeface: Typeface | None) -> bytes:
    """Return what the template reads: plain JSON, every string already printable."""
    head = replace(document.letterhead, typeface=None)
    levelled = replace(document, letterhead=head, blocks=tuple(_levelled(document.blocks)))
    own = [typeface.family] if typeface else []
    sheet = {
        "document": _plain(levelled, shown),
        "at": at.astimezone(UTC).timetuple()[:6],
        "families": own + [family for family, _ in faces()],
        "banner": marked([shown(_banner(document))])[0],
    }
    return _unread(json.dumps(sheet, ensure_ascii=False))


def _unread(data: str) -> bytes:
    """Return a line of JSON as a file of the page: as the compiler reads files, a comment."""
    return f"//{data}".encode()


@lru_cache(maxsize=press.KEPT)
def _dots(picture: bytes) -> bytes:
    """Return a logo as a file of the page; one for all its letters, as the compiler keeps it."""
    return _unread(json.dumps(list(picture), separators=(",", ":")))


#: What the page reads as data and shows nowhere, or as a title without layout.
_UNMARKED = frozenset({"kind", "style", "title", "window", "language"})


def _plain(value: object, shown: Shown) -> object:
    match value:
        case str():
            return marked([shown(value)])[0]
        case bytes():
            return True  # the template reads the picture itself from beside the words
        case tuple() if value and isinstance(value[0], Run):
            return _plain_runs(value, shown)
        case tuple():
            return [_plain(each, shown) for each in value]
        case _ if is_dataclass(value):
            names = [each.name for each in fields(value)]
            parts = {name: _field(name, getattr(value, name), shown) for name in names}
            return {"is": type(value).__name__, **parts}
        case _:
            return value


def _field(name: str, value: object, shown: Shown) -> object:
    return shown(value) if name in _UNMARKED and isinstance(value, str) else _plain(value, shown)


def _plain_runs(runs: Runs, shown: Shown) -> list[dict[str, str]]:
    """Return the runs of one block; an endless word, say, may go over several of them."""
    texts = marked([shown(run.text) for run in runs])
    return [{"text": text, "style": run.style} for text, run in zip(texts, runs, strict=True)]


def _levelled(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the blocks with headings that start at level 1, never skip one and have words."""
    level = 0
    for block in blocks:
        if isinstance(block, Heading) and not _runs_text(block.runs).strip():
            continue  # no reader of the screen could say it, so no page of PDF/UA may hold it
        level = max(1, min(block.level, level + 1)) if isinstance(block, Heading) else level
        yield replace(block, level=level) if isinstance(block, Heading) else block
