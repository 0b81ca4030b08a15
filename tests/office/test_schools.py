"""Schools and settings when two people change them at once: nothing of either is lost."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from casework import settings
from casework.errors import NotFound, UsageFault
from casework.office import reminding, schools, stage
from casework.tui import settingsboard
from tests.office.practice_kit import sign_in

if TYPE_CHECKING:
    from casework.office.desk import Desk
    from casework.settings import Settings
    from tests.office.practice_kit import Book


@pytest.fixture
def other(book: Book) -> Desk:
    """A second desk of the head's, at another computer."""
    book.desk("head")
    return sign_in(book.folder, "head", stage.PASSWORD, book.clock)[0]


def test_a_school_added_meanwhile_keeps_its_settings(book: Book, other: Desk) -> None:
    schools.add_school(other, "Second School (invented)")
    schools.add_school(book.desk("head"), "Third School (invented)")
    kept = settings.load(book.folder).schools

    assert {"second-school-invented", "third-school-invented"} < kept.keys()


def test_a_setting_changed_meanwhile_outlives_a_new_school(book: Book, other: Desk) -> None:
    schools.change_settings(other, [("backup_hours", "12")])
    reminding.opt_in(other, "head@school.example")
    schools.add_school(book.desk("head"), "Second School (invented)")
    kept = settings.load(book.folder)

    assert (kept.backup_hours, kept.mail_to) == (12, {"head": "head@school.example"})


def test_a_school_that_somebody_else_has_just_added_is_told_what_is_wrong_with_its_typeface(
    book: Book, other: Desk
) -> None:
    stale = book.desk("head")
    slug = schools.add_school(other, "Second School (invented)")
    with pytest.raises(UsageFault, match="fonts cannot be read"):
        schools.change_settings(stale, [("fonts", "letters/none")], slug)
    schools.change_settings(stale, [("telephone", "0116 496 0123")], slug)

    assert settings.load(book.folder).schools[slug].fonts == ""
    assert stale.settings.schools[slug].telephone == "0116 496 0123"


def test_a_desk_learns_the_settings_of_a_school_that_was_added_since(
    book: Book, other: Desk
) -> None:
    stale = book.desk("head")
    slug = schools.add_school(other, "Second School (invented)")
    stale.keep_up()
    before = slug in stale.settings.schools
    with pytest.raises(NotFound, match="know nothing of this school"):
        stale.school("nowhere")

    assert (before, stale.school(slug).name) == (False, "Second School (invented)")
    assert settingsboard.board(stale, slug).title == "Settings of Second School (invented)"


def test_one_school_is_added_once_by_two(book: Book, other: Desk) -> None:
    schools.add_school(other, "Second School (invented)")
    with pytest.raises(UsageFault, match="hold this school already"):
        schools.add_school(book.desk("head"), "Second School (invented)")

    assert sorted(book.desk("head").ledger.schools) == sorted(settings.load(book.folder).schools)


def test_the_second_of_two_at_once_waits_its_turn(book: Book, other: Desk) -> None:
    begun, waited = threading.Event(), []

    def second() -> None:
        begun.set()
        schools.change_settings(other, [("backup_hours", "12")])

    late = threading.Thread(target=second)

    def first(now: Settings) -> Settings:
        late.start()
        begun.wait(5)
        late.join(0.3)
        waited.append(late.is_alive())
        return replace(now, backup_daily=5)

    schools.keep(book.desk("head"), first)
    late.join(10)
    kept = settings.load(book.folder)

    assert waited == [True]
    assert (kept.backup_hours, kept.backup_daily) == (12, 5)
