"""The clock's own backup: when it is due, what stands in its way, what Today says."""

from __future__ import annotations

import errno
import os
import shutil
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from casework import bootstrap, settings
from casework.errors import CaseworkError, Damaged, UsageFault
from casework.office import backups, sheets, upkeep
from casework.store import generations

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casework.settings import Settings
    from tests.office.practice_kit import Book

HOUR = timedelta(hours=1)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    made = tmp_path / "stick"
    made.mkdir()
    return made


def kept(book: Book, target: Path, hours: int = 24) -> Settings:
    found = settings.load(book.folder)
    return replace(found, backup_target=str(target), backup_hours=hours)


def book_id(book: Book) -> str:
    return bootstrap.book_state(book.folder).book


def make(
    book: Book, target: Path, beat: Callable[[str], None] = lambda _words: None
) -> upkeep.Trouble | None:
    service, _clock = bootstrap.open_service(book.folder)
    try:
        return upkeep.make(service, kept(book, target), book.clock.now(), beat)
    finally:
        service.close()


def test_a_backup_is_due_where_none_was_made_or_the_last_is_old(book: Book, target: Path) -> None:
    def due(after: timedelta) -> bool:
        return upkeep.is_due(book_id(book), kept(book, target), book.clock.now() + after)

    before = due(timedelta(0))
    made = make(book, target)

    assert (before, made) == (True, None)
    assert [due(HOUR), due(23 * HOUR), due(24 * HOUR), due(-HOUR)] == [False, False, True, True]


def test_nothing_is_due_without_a_folder_or_where_people_make_them(
    book: Book, target: Path
) -> None:
    now = book.clock.now()

    assert not upkeep.is_due(book_id(book), settings.load(book.folder), now)
    assert not upkeep.is_due(book_id(book), kept(book, target, hours=0), now)


def full(*_args: object, **_named: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_is_told_apart_and_the_backups_of_before_stay(
    book: Book, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(book, target)
    before = sorted(target.iterdir())
    monkeypatch.setattr(generations, "make", full)

    assert make(book, target) is upkeep.Trouble.FULL
    assert sorted(target.iterdir()) == before


def test_a_disk_that_was_taken_out_is_told_apart(book: Book, target: Path) -> None:
    make(book, target)
    shutil.rmtree(target)
    gone = make(book, target)
    target.mkdir()
    empty = make(book, target)

    assert (gone, empty, list(target.iterdir())) == (
        upkeep.Trouble.AWAY,
        upkeep.Trouble.AWAY,
        [],
    )


def test_a_disk_that_was_never_there_is_told_apart(book: Book, tmp_path: Path) -> None:
    assert make(book, tmp_path / "no disk" / "backups") is upkeep.Trouble.AWAY


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [(Damaged("It is."), upkeep.Trouble.DAMAGED), (UsageFault("No."), upkeep.Trouble.REFUSED)],
)
def test_whatever_else_stands_in_the_way_is_told(
    book: Book,
    target: Path,
    monkeypatch: pytest.MonkeyPatch,
    fault: CaseworkError,
    trouble: upkeep.Trouble,
) -> None:
    def fails(*_args: object, **_named: object) -> None:
        raise fault

    monkeypatch.setattr(backups, "run", fails)

    assert make(book, target) is trouble


def test_a_backup_that_somebody_else_is_making_is_no_trouble(book: Book, target: Path) -> None:
    with generations.alone(backups.lock_of(settings.state_folder(), book_id(book))):
        assert make(book, target) is None
    assert list(target.iterdir()) == []


def test_whoever_ends_it_is_heard_and_nothing_half_made_stays(book: Book, target: Path) -> None:
    def end(_words: str) -> None:
        raise CaseworkError("Asked to end.")

    with pytest.raises(CaseworkError, match="Asked to end"):
        make(book, target, end)

    assert list(target.iterdir()) == []


def test_today_says_how_old_the_backup_is_and_what_the_clock_says(book: Book, target: Path) -> None:
    before = sheets.today(book.desk("clerk"), clock=("The clock last looked 1 minute ago.",))
    make(book, target)
    book.clock.move(3 * HOUR)
    after = sheets.today(book.desk("clerk"))

    assert before.after == (
        "No backup has been made on this computer yet.",
        "The clock last looked 1 minute ago.",
    )
    assert after.after == ("Last checked backup: 3 hours ago.",)
    assert sheets.page_text(after)[-1] == "Last checked backup: 3 hours ago."


def test_today_says_which_policy_is_past_its_review(book: Book) -> None:
    book.clock.move(timedelta(days=4 * 365))
    page = sheets.today(book.desk("clerk"))
    [section] = [one for one in page.sections if one.title == "Policies to review"]

    assert len(section.rows) == 1
    assert "more than three years ago" in section.rows[0][1]
