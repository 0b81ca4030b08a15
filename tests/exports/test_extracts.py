"""The words of a printed page are read back whole: broken lines, joined letters, every script."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from casework import paper
from casework.exports.extracts import passages
from casework.exports.leaks import leaks, needles_of
from casework.exports.traces import Trace

AT = datetime(2026, 5, 4, 15, 0, tzinfo=UTC)
HEAD = paper.Letterhead(school_name="Grace Road Primary School")
FILLING = "The parent rang about the post again and was told what the school had done so far. "


def pdf_of(*texts: str, title: str = "A page") -> bytes:
    blocks = tuple(paper.paragraph(text) for text in texts)
    page = paper.Document(kind=paper.Kind.PAGE, title=title, letterhead=HEAD, blocks=blocks)
    return paper.render(page, at=AT)


def read_back(pdf: bytes) -> str:
    return "".join("".join(each.words.split()) for each in passages("pdf", pdf))


def found(name: str, pdf: bytes) -> tuple[object, ...]:
    return leaks("pdf", passages("pdf", pdf), (), needles_of([Trace(words=name, what="name")]))


@pytest.mark.parametrize("before", range(0, 60, 3))
def test_a_hyphen_at_the_end_of_a_line_stays_a_hyphen(before: int) -> None:
    text = f"{'x ' * before}then Jean-Luc and Anne-Marie Smith-Jones-O’Brien at 2026-05-04 " * 3

    assert "".join(text.split()) in read_back(pdf_of(text))


@pytest.mark.parametrize(
    "name",
    [
        *("Siân O’Brien", "Łucja Żółć", "Nguyễn Thị Hương", "Zoë Strauß", "Jean-Luc d’Arcy"),
        *("Affleck Griffith", "Olena Шевченко", "Ελένη Παππά", "王小明", "김민수", "山田太郎"),
        *("محمد الخطيب", "רחל כהן", "प्रिया शर्मा", "ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ", "রহিমা বেগম", "கவிதா குமார்"),
        "สมชาย ใจดี",
    ],
)
def test_a_name_is_found_in_every_script_wherever_its_line_breaks(name: str) -> None:
    missed = [
        words
        for words in range(0, 16, 3)
        if not found(name, pdf_of(f"{'word ' * words}{name} {FILLING}"))
    ]

    assert missed == []


def test_a_name_that_goes_over_two_pages_is_found() -> None:
    pdf = pdf_of(*(FILLING * 3 + "Persephone Quillfeather" for _ in range(60)))

    assert found("Persephone Quillfeather", pdf)
    assert len(passages("pdf", pdf)) > 3


def test_a_name_in_the_files_own_title_is_found() -> None:
    assert found("Persephone Quillfeather", pdf_of(FILLING, title="Letter to P. Quillfeather"))


def test_two_threads_read_two_files() -> None:
    files = [pdf_of(f"{FILLING} Number {number}.") for number in range(6)]
    expected = [read_back(file) for file in files]

    with ThreadPoolExecutor(3) as threads:
        assert list(threads.map(read_back, files)) == expected
