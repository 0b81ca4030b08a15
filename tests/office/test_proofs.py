"""A page opened to be looked at lies in clear: for its reader alone, as long as they stay."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from casework import settings
from casework.letters import printing
from casework.office import arrival, proofs
from tests.office.practice_kit import sign_in

if TYPE_CHECKING:
    from pathlib import Path

    from tests.office.practice_kit import Book

PAGE = b"%PDF-1.7 a page of a case"


@pytest.fixture
def viewed(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Return what a viewer of PDFs was given."""
    seen: list[bytes] = []

    def run(page: Path, *_how: object) -> str:
        seen.append(page.read_bytes())
        return ""

    monkeypatch.setattr(printing, "_verb", lambda: None)
    monkeypatch.setattr(printing, "_run", run)
    return seen


def pages() -> list[Path]:
    return sorted(path for path in (settings.state_folder() / "looking").rglob("*.pdf"))


def test_a_page_lies_where_its_reader_alone_reads_it(book: Book, viewed: list[bytes]) -> None:
    proofs.opened(book.desk("head"), PAGE)
    (page,) = pages()

    assert viewed == [PAGE]
    assert stat.S_IMODE(page.stat().st_mode) & 0o077 == 0
    assert stat.S_IMODE(page.parent.stat().st_mode) & 0o077 == 0


def test_it_goes_with_its_reader_and_nobody_elses_does(book: Book, viewed: list[bytes]) -> None:
    mine = book.desk("clerk")
    other = sign_in(book.folder, "head", "practice-school", book.clock)[0]
    for desk in (mine, other):
        proofs.opened(desk, PAGE)
    before = len(pages())
    arrival.leave(other)

    assert (before, len(pages()), len(viewed)) == (2, 1, 2)


def test_what_a_crash_left_goes_at_the_next_sign_in(book: Book, viewed: list[bytes]) -> None:
    proofs.opened(book.desk("clerk"), PAGE)
    sign_in(book.folder, "head", "practice-school", book.clock)[0].session.close()

    assert (viewed, pages()) == ([PAGE], [])
