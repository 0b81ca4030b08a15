"""A letter's words as .docx: all of them, marked, with nothing live in the file."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import docx
import pytest
from docx.table import Table as Grid
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.letters.blocks import to_blocks
from casework.letters.fill import fill
from casework.letters.wordfile import to_docx
from casework.paper import Document, Kind, Letterhead, Run, Table, paragraph, plain_text
from tests.letters.conftest import NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from casework.letters.fill import Value
    from casework.letters.template import Template
    from casework.paper import Block

AT = datetime(2026, 4, 29, 9, 30, tzinfo=UTC)
MARK = "NOT THE APPROVED LETTER"
#: Words of the markup that would make a part of the file live.
LIVE = (
    "<w:hyperlink", "<w:fldSimple", "<w:instrText", "<w:fldChar", "<w:object", "<w:altChunk",
    "<w:attachedTemplate", "<w:dataBinding", "OLEObject", "vbaProject", "<w:drawing",
)  # fmt: skip


def _parts(made: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        return {
            name: file.read(name).decode("utf-8")
            for name in file.namelist()
            if name.endswith((".xml", ".rels"))
        }


def _words(made: bytes) -> str:
    """Return every word of the body, table cells too, in the order of the page."""
    file = docx.Document(io.BytesIO(made))
    found: list[str] = []
    for one in file.iter_inner_content():
        if isinstance(one, Grid):
            found += [cell.text for row in one.rows for cell in row.cells]
        else:
            found.append(one.text)
    return " ".join(" ".join(found).split())


def _page(*blocks: Block, mark: str = MARK) -> Document:
    return Document(
        kind=Kind.LETTER,
        title="Letter CW-7F3K/1",
        letterhead=Letterhead(school_name="Milnthorpe Primary School"),
        blocks=blocks,
        mark=mark,
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_letter_as_words_holds_every_word_of_the_page(
    name: str,
    shipped: Mapping[str, Template],
    sample: Callable[[Template], dict[str, Value]],
    on_paper: Callable[[tuple[Block, ...]], Document],
) -> None:
    page = on_paper(to_blocks(fill(shipped[name], sample(shipped[name]))))
    said = _words(to_docx(replace(page, mark=MARK), at=AT))
    lines = plain_text(replace(page, check_code="")).splitlines()
    lost = [
        part
        for line in lines
        for part in re.split(r" \| |^(?:•|\d+\.) ", line.strip())
        if part.strip() and " ".join(part.split()) not in said
    ]

    assert lost == []


def test_the_mark_stands_at_the_top_and_on_every_page() -> None:
    made = to_docx(_page(paragraph("Words.")), at=AT)
    file = docx.Document(io.BytesIO(made))
    section = file.sections[0]

    assert file.paragraphs[0].text.startswith(f"{MARK}. ")
    assert section.header.paragraphs[0].text == MARK
    assert MARK in section.footer.paragraphs[0].text
    assert not section.different_first_page_header_footer


def test_a_practice_schools_words_say_so_too() -> None:
    made = to_docx(replace(_page(paragraph("Words.")), practice=True), at=AT)
    head = docx.Document(io.BytesIO(made)).sections[0].header.paragraphs[0].text

    assert head == f"PRACTICE – INVENTED · {MARK}"


@pytest.mark.parametrize("name", NAMES)
def test_nothing_in_the_file_is_live_or_comes_from_elsewhere(
    name: str,
    shipped: Mapping[str, Template],
    sample: Callable[[Template], dict[str, Value]],
    on_paper: Callable[[tuple[Block, ...]], Document],
) -> None:
    parts = _parts(to_docx(on_paper(to_blocks(fill(shipped[name], sample(shipped[name])))), at=AT))
    live = [(part, word) for part, text in parts.items() for word in LIVE if word in text]
    away = [part for part, text in parts.items() if 'TargetMode="External"' in text]

    assert (live, away) == ([], [])


HOSTILE = (
    'HYPERLINK "http://evil.example"', "{ INCLUDETEXT c:\\\\x }", "=cmd|' /C calc'!A0",
    "<w:fldSimple/>", "]]>&amp;<!--", "\x00\x07\x1b[31m", "\u202eevil", "\ufffe", "\ud800",
    "DDEAUTO",
)  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words(words: str) -> None:
    table = Table(header=((Run(text=words),),), rows=(((Run(text=words),),),))
    made = to_docx(_page(paragraph(words), table), at=AT)
    parts = _parts(made)

    assert [word for text in parts.values() for word in LIVE if word in text] == []
    assert docx.Document(io.BytesIO(made)).paragraphs
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "".join(parts.values()))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_words_make_a_file_that_opens(words: str) -> None:
    made = to_docx(_page(paragraph(words)), at=AT)

    assert len(docx.Document(io.BytesIO(made)).paragraphs) >= 2


def test_the_same_words_give_the_same_bytes_and_name_nobody() -> None:
    page = _page(paragraph("Words."))
    known = docx.Document(io.BytesIO(to_docx(page, at=AT))).core_properties

    assert to_docx(page, at=AT) == to_docx(page, at=AT)
    assert (known.author, known.last_modified_by, known.title) == ("", "", "Letter CW-7F3K/1")
    assert known.created == AT


def test_lists_within_lists_keep_their_marks() -> None:
    made = to_docx(_page(*to_blocks("1. One\n   - inner\n2. Two\n\n> Said\n\n---\n")), at=AT)

    assert "1. One • inner 2. Two Said ————" in _words(made)
