"""What is typed and not done yet: for one person alone, whole after any crash, gone when done."""

from __future__ import annotations

import stat
import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest

from casework import store
from casework.errors import MachineFault
from casework.store import folder as folders

if TYPE_CHECKING:
    from pathlib import Path

    from casework.store import Session
    from tests.office.practice_kit import Book

DAY = date(2026, 11, 2)
WORDS = b"Mrs Example rang about the post in the class chat"


def keep(session: Session, what: str, words: bytes = WORDS, day: date = DAY) -> store.DraftFile:
    file = store.draft_file(session, what)
    file.write(*file.seal(words, day))
    return file


def room(session: Session) -> list[Path]:
    return sorted((session.folder.path / "drafts").glob("*"))


def test_what_was_typed_is_there_again_for_whoever_typed_it(book: Book) -> None:
    keep(book.desk("clerk").session, "call")

    found = store.draft_file(book.fresh("clerk").session, "call").read()

    assert found is not None
    assert (found.what, found.day, found.payload) == ("call", DAY, WORDS)


def test_nobody_else_can_open_or_even_list_it(book: Book) -> None:
    keep(book.desk("dsl").session, "concern")

    head = book.desk("head").session

    assert store.drafts(head) == ()
    assert store.draft_file(head, "concern").read() is None
    assert [one.what for one in store.drafts(book.desk("dsl").session)] == ["concern"]


def test_the_folder_tells_neither_whose_it_is_nor_what_it_is_about(book: Book) -> None:
    session = book.desk("dsl").session
    keep(session, "step CW-7F3K tell-lado")
    keep(session, "call", b"x")

    files = room(session)

    assert len({path.stat().st_size for path in files}) == 1
    for path in files:
        content = path.read_bytes()
        assert b"Example" not in content
        assert b"CW-7F3K" not in content
        assert "dsl" not in path.name
        if sys.platform != "win32":
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
    if sys.platform != "win32":
        assert stat.S_IMODE(files[0].parent.stat().st_mode) == 0o700


def test_a_draft_under_another_name_opens_for_nobody(book: Book) -> None:
    session = book.desk("clerk").session
    file = keep(session, "call")
    other = store.draft_file(session, "concern")
    other.path.write_bytes(file.path.read_bytes())

    assert other.read() is None


@pytest.mark.parametrize("content", [b"", b"casework draft 1 ", b"casework draft 1 2026-99-99xx"])
def test_a_damaged_draft_is_no_draft(book: Book, content: bytes) -> None:
    session = book.desk("clerk").session
    file = keep(session, "call")
    file.path.write_bytes(content)

    assert file.read() is None
    assert store.drafts(session) == ()


def test_what_was_sealed_earlier_never_overwrites_what_came_later(book: Book) -> None:
    file = store.draft_file(book.desk("clerk").session, "call")
    first, second = file.seal(b"one", DAY), file.seal(b"two", DAY)
    file.write(*second)
    file.write(*first)

    found = file.read()

    assert found is not None
    assert found.payload == b"two"


def test_a_form_that_is_done_leaves_nothing_and_nothing_late_brings_it_back(book: Book) -> None:
    session = book.desk("clerk").session
    file = keep(session, "call")
    late = file.seal(b"late", DAY)
    file.remove()
    file.write(*late)

    assert room(session) == []


def test_it_can_be_written_when_its_person_has_gone_already(book: Book) -> None:
    session = book.desk("clerk").session
    file = store.draft_file(session, "call")
    last = file.seal(WORDS, DAY)
    session.close()
    file.write(*last)

    found = store.draft_file(book.fresh("clerk").session, "call").read()

    assert found is not None
    assert found.payload == WORDS


def test_a_crash_between_two_writings_leaves_the_one_before(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = book.desk("clerk").session
    file = keep(session, "call", b"before")

    def die(*_args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(folders, "publish", die)
    with pytest.raises(KeyboardInterrupt):
        file.write(*file.seal(b"after", DAY))
    monkeypatch.undo()

    found = store.draft_file(book.fresh("clerk").session, "call").read()
    swept = store.sweep_drafts(book.desk("clerk").session, DAY)

    assert found is not None
    assert found.payload == b"before"
    assert swept == 0
    assert [path.suffix for path in room(book.desk("clerk").session)] == [".draft"]


def test_old_drafts_go_whosever_they_are(book: Book) -> None:
    keep(book.desk("clerk").session, "call", day=date(2026, 9, 30))
    keep(book.desk("clerk").session, "concern", day=date(2026, 10, 1))

    gone = store.sweep_drafts(book.desk("head").session, date(2026, 10, 1))

    assert gone == 1
    assert [one.what for one in store.drafts(book.desk("clerk").session)] == ["concern"]


def test_a_folder_that_takes_nothing_is_said(book: Book) -> None:
    session = book.desk("clerk").session
    (session.folder.path / "drafts").write_text("in the way")
    file = store.draft_file(session, "call")

    with pytest.raises(MachineFault):
        file.write(*file.seal(WORDS, DAY))


def test_a_draft_shows_nothing_of_itself(book: Book) -> None:
    file = keep(book.desk("clerk").session, "call CW-7F3K")

    assert "CW" not in repr(file)
    assert "Example" not in repr(file.read())
