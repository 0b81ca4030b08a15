"""The block tree, and block tree -> PDF: what every letter, history and printed page is made of.

The only user of ``typst``. A page is one fixed template (``page.typ``) fed with JSON: no value ever
becomes Typst source. The bytes depend on the document and on ``at`` alone. Must not know letters,
cases, policies or the clock; no value shows its words in a ``repr``.
"""

from __future__ import annotations

import json
import threading
import unicodedata
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC
from enum import StrEnum
from functools import cache
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING, TypeAlias

from casework.errors import MachineFault, UsageFault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from typst import Compiler

    Shown: TypeAlias = Callable[[str], str]

_PAGE = Path(__file__).resolve().with_name("page.typ")
FONTS = _PAGE.with_name("fonts")

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
    """Whose paper it is; ``logo`` is a PNG or JPEG of at most ``LARGEST_LOGO`` bytes."""

    school_name: str
    address: tuple[str, ...] = ()
    telephone: str = ""
    email: str = ""
    logo: bytes | None = None


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


_INVISIBLE = frozenset("\u200c\u200d") | {chr(point) for point in range(0xFE00, 0xFE10)}
_SKIN = frozenset(chr(point) for point in range(0x1F3FB, 0x1F400))
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


@cache
def _faces() -> tuple[tuple[str, frozenset[str]], ...]:
    """Return each family with what it covers, in the order in which a character looks for one."""
    table = json.loads((FONTS / "coverage.json").read_text(encoding="utf-8"))
    return tuple(
        (font["family"], frozenset(chr(p) for a, b in font["ranges"] for p in range(a, b + 1)))
        for font in table["fonts"]
    )


@cache
def _easy() -> frozenset[str]:
    """Return the characters of the text face that print wherever they stand."""
    kinds = ((c, unicodedata.category(c)) for c in _faces()[0][1])
    return frozenset(c for c, kind in kinds if kind not in _UNSAFE and kind[0] != "M") | {"\n"}


def _clusters(text: str) -> list[str]:
    """Return each character with the marks and joined characters that print as one with it."""
    found: list[str] = []
    for c in text:
        joins = c in _INVISIBLE or c in _SKIN or unicodedata.category(c)[0] == "M"
        if found and (joins or found[-1][-1] == "\u200d"):
            found[-1] += c
        else:
            found.append(c)
    return found


def _lacking(cluster: str) -> str:
    """Return the characters of a cluster for which there is no glyph in their place."""
    visible = [c for c in cluster if c not in _INVISIBLE and c != "\n"]
    unsafe = {c for c in visible if unicodedata.category(c) in _UNSAFE}
    homes = [face for _, face in _faces() if visible and visible[0] in face]
    missing = min((set(visible) - face for face in homes), key=len, default=set(visible))
    return "".join(c for c in visible if c in unsafe | missing)


def _named(character: str) -> str:
    return f"[{unicodedata.name(character, 'CHARACTER')}, U+{ord(character):04X}]"


def uncovered(text: str) -> list[str]:
    """Return the characters of ``text`` that no shipped font can print, once each, in order."""
    return list(dict.fromkeys(c for _, lacking in _looked_up(text) for c in lacking))


def printable(text: str) -> str:
    """Return ``text`` as it prints: ``[NAME OF CHARACTER, U+XXXX]`` where no font has a glyph."""
    looked_up = _looked_up(unicodedata.normalize("NFC", text.replace("\r\n", "\n").expandtabs(4)))
    return "".join(
        "".join(_named(c) if c in lacking else c for c in part) if lacking else part
        for part, lacking in looked_up
    )


def _looked_up(text: str) -> Iterable[tuple[str, str]]:
    """Return the parts of ``text``, each with its characters that will not print."""
    if _easy().issuperset(text):
        return [(text, "")]
    return ((part, _lacking(part)) for part in _clusters(text))


def _plainest(text: str) -> str:
    """Return ``text`` with every character named that is not sure to print anywhere."""
    return "".join(c if c in _easy() else _named(c) for c in printable(text))


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


_ONE_AT_A_TIME = threading.Lock()  # the compiler is not made for two threads


def render(document: Document, *, at: datetime) -> bytes:
    """Return the document as one PDF that is both PDF/UA-1 and PDF/A-2a, dated ``at``.

    The same document and time give the same bytes. Raises UsageFault for a logo that is no PNG or
    JPEG picture.
    """
    import typst  # 30 ms to load, and only printing needs it

    _check_logo(document.letterhead.logo)
    for shown in (printable, _plainest):  # a mark no font can place: once more, more plainly
        with suppress(typst.TypstError):
            if pdf := _compiled(_sheet(document, at, shown), int(at.timestamp())):
                return pdf
    raise MachineFault(
        "The page could not be set, so nothing was printed.",
        advice="If the letterhead has a logo, save it again as PNG; else run casework doctor.",
    )


def _compiled(sheet: str, timestamp: int) -> bytes:
    with _ONE_AT_A_TIME:
        made = _compiler().compile(
            input=_PAGE.read_bytes(),
            sys_inputs={"sheet": sheet},
            pdf_standards=["ua-1", "a-2a"],
            timestamp=timestamp,
        )
    return b"".join(made) if isinstance(made, list) else made or b""


@cache
def _compiler() -> Compiler:
    """Return the one compiler, which keeps the fonts: loading them costs more than a letter.

    Its root is the template *file*, so nothing on the disk can be read from a page at all.
    """
    from typst import Compiler, Fonts

    fonts = Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    return Compiler(input=_PAGE.read_bytes(), root=str(_PAGE), font_paths=fonts)


def _check_logo(logo: bytes | None) -> None:
    if logo is None or (len(logo) <= LARGEST_LOGO and logo.startswith(_PICTURES)):
        return
    raise UsageFault(
        "The school's logo is not a PNG or JPEG picture of at most 500 kB; nothing was printed.",
        advice="Save the logo as PNG or JPEG, or take it out of the letterhead.",
    )


def _sheet(document: Document, at: datetime, shown: Shown) -> str:
    """Return what the template reads: plain JSON, every string already printable."""
    levelled = replace(document, blocks=tuple(_levelled(document.blocks)))
    sheet = {
        "document": _plain(levelled, shown),
        "at": at.astimezone(UTC).timetuple()[:6],
        "families": [family for family, _ in _faces()],
        "banner": shown(_banner(document)),
    }
    return json.dumps(sheet, ensure_ascii=False)


def _plain(value: object, shown: Shown) -> object:
    match value:
        case str():
            return shown(value)
        case bytes():
            return list(value)
        case tuple():
            return [_plain(each, shown) for each in value]
        case _ if is_dataclass(value):
            parts = {each.name: _plain(getattr(value, each.name), shown) for each in fields(value)}
            return {"is": type(value).__name__, **parts}
        case _:
            return value


def _levelled(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the blocks with headings that start at level 1 and never skip one."""
    level = 0
    for block in blocks:
        level = max(1, min(block.level, level + 1)) if isinstance(block, Heading) else level
        yield replace(block, level=level) if isinstance(block, Heading) else block
