"""The words of a written history, whatever its form: what anybody could read out of the file.

The only user of ``pypdfium2`` and ``pypdf``. Must not know what to look for.
"""

from __future__ import annotations

import base64
import csv
import io
import json
import re
import threading
from contextlib import closing
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from casework.exports.redaction import strings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pypdfium2 import PdfPage

#: Digests, keys and signatures are long hex: no words.
_HEX = re.compile(r"[0-9a-f]{16,}")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Passage:
    """Words and where they stand in their file."""

    place: str
    words: str


def passages(form: str, content: bytes) -> tuple[Passage, ...]:
    """Return the words of a file of one form, by place; KeyError for a form there is not."""
    return tuple(_READ[form](content))


def _of_json(content: bytes) -> Iterator[Passage]:
    whole = json.loads(content)
    for key, part in whole.items():
        if key == "entries":
            yield from (_of_entry(one) for one in part)
        else:
            yield Passage(place="first lines" if key == "about" else key, words=_joined(part))


def _of_entry(one: dict[str, Any]) -> Passage:
    proof = dict(one["proof"])
    words = proof.pop("words")
    kept = json.loads(base64.b64decode(words["payload"]) or b"{}") if words else {}
    return Passage(place=f"entry {one['number']}", words=_joined([{**one, "proof": proof}, kept]))


def _joined(part: object) -> str:
    return "\n".join(_HEX.sub("", words) for words in strings(part))


_ENTRY_LINE = re.compile(r"^([0-9]+)\. Recorded ", re.MULTILINE)


def _of_text(content: bytes) -> Iterator[Passage]:
    text = _HEX.sub("", content.decode())
    begins = [*_ENTRY_LINE.finditer(text)]
    upto = begins[0].start() if begins else len(text)
    yield Passage(place="first lines", words=text[:upto])
    ends = [each.start() for each in begins[1:]] + [len(text)]
    for found, end in zip(begins, ends, strict=True):
        yield Passage(place=f"entry {found[1]}", words=text[found.start() : end])


class _Page(HTMLParser):
    """Gathers a page's words and attributes, parted at each article."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[list[str]] = [[]]
        self._style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"article", "footer"}:
            self.parts.append([])
        self._style = tag == "style"
        self.parts[-1] += [value or "" for _, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        self._style = False
        self.parts[-1].append("\n" if tag in {"p", "h1", "h2", "h3"} else "")

    def handle_data(self, data: str) -> None:
        if not self._style:
            self.parts[-1].append(data)

    def handle_comment(self, data: str) -> None:
        self.parts[-1].append(data)


def _of_html(content: bytes) -> Iterator[Passage]:
    page = _Page()
    page.feed(content.decode())
    page.close()
    for number, part in enumerate(page.parts):
        place = f"entry {number}" if number else "first lines"
        yield Passage(place=place, words="\n".join(part))


def _of_csv(content: bytes) -> Iterator[Passage]:
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    for row in rows:
        place = f"entry {row[0]}" if row[0].isdecimal() else "first lines"
        yield Passage(place=place, words="\n".join(row))


#: What PDFium reads for a hyphen at the end of a line, whether it parts a word or belongs to it.
_LINE_HYPHEN = "\ufffe"
_ONE_READER = threading.Lock()  # PDFium is not made for two threads


def _of_pdf(content: bytes) -> Iterator[Passage]:
    with _ONE_READER:
        pages = _pages(content)
    for number, words in enumerate(pages, 1):
        yield Passage(place=f"page {number}", words=words.replace(_LINE_HYPHEN, "-"))
    yield Passage(place="the file’s own title", words="\n".join(_titles(content)))


def _pages(content: bytes) -> list[str]:
    import pypdfium2  # loads a library of 8 MB, and only a page that leaves the house needs it

    with closing(pypdfium2.PdfDocument(content)) as file:
        return [_page_words(file[at]) for at in range(len(file))]


def _page_words(page: PdfPage) -> str:
    with closing(page), closing(page.get_textpage()) as read:
        return str(read.get_text_range())


def _titles(content: bytes) -> Iterator[str]:
    """Yield what the file says of itself, which PDFium reads only in part."""
    import pypdf  # 0.2 s to load

    reader = pypdf.PdfReader(io.BytesIO(content))
    yield from (str(value) for value in (reader.metadata or {}).values())
    if reader.xmp_metadata is not None:
        data = reader.xmp_metadata.stream.get_data()
        yield re.sub(rb"<[^>]*>", b"\n", data).decode("utf-8", "replace")


_READ: dict[str, Callable[[bytes], Iterator[Passage]]] = {
    "json": _of_json,
    "txt": _of_text,
    "html": _of_html,
    "csv": _of_csv,
    "pdf": _of_pdf,
}
