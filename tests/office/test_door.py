"""The one write door: whole or not at all, once, and never on a state that is no longer true."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from casework import store
from casework.domain.commands import AddNote
from casework.domain.people import Actor
from casework.domain.refusals import RefusalKind, refuse
from casework.errors import Conflict, Damaged, NotFound, NotPermitted, Refused
from casework.office import cases, door, repeats, saying
from casework.office.cards import card_of, read_card
from casework.office.ledger import Ledger, fold_journal, written
from casework.office.saying import Saying

if TYPE_CHECKING:
    from casework.office.desk import Desk
    from tests.office.practice_kit import Book


def test_card_rows_and_entry_are_written_together(book: Book) -> None:
    ref = book.triaged()
    file = door.load(book.desk("head"), ref)
    rows = {row.id for row in file.history.deadlines if row.ended_at is None}
    limits = {limit.id for limit in read_card(file.history.card).limits}

    assert (file.history.card, rows) == (card_of(file.policy, file.snapshot), limits)


def test_two_people_on_one_state_the_second_is_told(book: Book) -> None:
    ref = book.open()
    clerk, deputy = book.desk("clerk"), book.desk("deputy")
    seen = door.load(clerk, ref)
    cases.add_note(deputy, ref, "First.")
    command = AddNote(**saying.common(clerk, seen.snapshot, Saying()), words="Second.")
    with pytest.raises(Conflict):
        door.carry_out(clerk, seen, command)

    assert book.case(ref).revision == 2


def test_the_second_of_two_can_go_on_after_looking_again(book: Book) -> None:
    ref = book.open()
    cases.add_note(book.desk("deputy"), ref, "First.")
    done = cases.add_note(book.desk("clerk"), ref, "Second.", Saying(expected=2))

    assert done.revision == 3


def test_a_case_asked_for_twice_is_opened_once_until_something_is_written(book: Book) -> None:
    ref = book.open()
    clerk = book.desk("clerk")
    first, again = door.load(clerk, ref), door.load(clerk, ref)
    cases.add_note(book.desk("deputy"), ref, "Meanwhile.")
    after = door.load(clerk, ref)

    assert again is first
    assert (after.revision, door.load(clerk, ref) is after) == (2, True)


def test_keys_belong_to_whoever_used_them(book: Book) -> None:
    ref = book.open()
    first = cases.add_note(book.desk("clerk"), ref, "Mine.", Saying(key="one"))
    second = cases.add_note(book.desk("deputy"), ref, "Mine too.", Saying(key="one"))

    assert (first.replayed, second.replayed, second.revision) == (False, False, 3)


def test_a_replayed_command_says_what_came_of_it_the_first_time(book: Book) -> None:
    ref = book.open()
    first = cases.add_note(book.desk("clerk"), ref, "Once.", Saying(key="one"))
    cases.add_note(book.desk("clerk"), ref, "Then.", Saying())
    again = cases.add_note(book.desk("clerk"), ref, "Once.", Saying(key="one"))

    assert (again.replayed, again.revision, again.head, again.entry) == (
        True,
        first.revision,
        first.head,
        None,
    )


def test_an_entry_stands_in_the_history_under_its_writers_name(book: Book) -> None:
    ref = book.open()
    cases.add_note(book.desk("deputy"), ref, "A note.")
    file = door.load(book.desk("head"), ref)

    signer = file.history.entries[-1].signer
    assert (file.entries[-1].actor.name, signer.id) == (
        "deputy",
        book.desk("deputy").session.user,
    )


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (RefusalKind.NOT_PERMITTED, NotPermitted),
        (RefusalKind.STALE, Conflict),
        (RefusalKind.NOT_YET, Refused),
        (RefusalKind.INCOMPLETE, Refused),
    ],
)
def test_each_refusal_is_an_error_with_all_its_sentences(
    kind: RefusalKind, error: type[Exception]
) -> None:
    fault = door.as_error(refuse(kind, "Not so.", remedy="Do it so."))

    assert (type(fault), fault.message, fault.advice) == (error, "Not so.", "Do it so.")


def test_the_same_words_are_the_same_content_whoever_says_them() -> None:
    def said(actor: Actor, words: str) -> bytes:
        calendar = Ledger().calendar("school")
        return repeats.content_of(AddNote(actor=actor, calendar=calendar, words=words, nonce=words))

    one = Actor(user="1", name="one", roles=frozenset())
    two = Actor(user="2", name="two", roles=frozenset({"office"}))
    assert (said(one, "a") == said(two, "a"), said(one, "a") == said(one, "b")) == (True, False)


def test_no_repr_shows_what_is_inside(book: Book) -> None:
    ref = book.open()
    file = door.load(book.desk("head"), ref)
    shown = f"{file!r} {read_card(file.history.card)!r} {book.desk('head')!r}"

    assert [word for word in ("Example", "Class", ref) if word in shown] == []


def test_an_entry_of_the_books_record_nobody_can_read_is_damage() -> None:
    with pytest.raises(Damaged) as fault:
        fold_journal([("2026-11-02T09:00:00+00:00", b'{"kind": "nonsense"}')])

    assert fault.value.message == "An entry of the records’ own log cannot be read."


def test_with_two_schools_one_has_to_be_named() -> None:
    at = datetime(2026, 11, 2, tzinfo=UTC).isoformat()
    entries = [(at, written("school", slug=slug, name=slug)) for slug in ("one", "two")]
    with pytest.raises(NotFound) as fault:
        fold_journal(entries).only_school()

    assert fault.value.advice == "Say which one with --school."


def test_a_school_the_settings_do_not_know_is_not_found(book: Book) -> None:
    with pytest.raises(NotFound) as fault:
        book.desk("head").school("nonsense")

    assert fault.value.message == "The settings know nothing of this school."


def test_a_role_that_is_not_held_is_named(book: Book) -> None:
    desk: Desk = book.desk("clerk")
    with pytest.raises(NotPermitted) as fault:
        desk.must_hold("headteacher", "dsl")

    assert fault.value.advice == "It takes one of these roles: headteacher, dsl."


def test_a_changed_history_is_damage(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    ref = book.open()

    def broken(_session: object, _case: str) -> store.History:
        raise Damaged("Entry 1 does not open.")

    monkeypatch.setattr(store, "read_case", broken)
    with pytest.raises(Damaged) as fault:
        door.load(book.desk("clerk"), ref)

    assert fault.value.exit_code == 7
