"""Who signs in, with which roles; and who may change that."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from casework import bootstrap, store
from casework.errors import NotPermitted, UsageFault
from casework.office import opening, people, stage

if TYPE_CHECKING:
    from tests.office.practice_kit import Book


def test_everybody_is_listed_by_name_with_their_roles(book: Book) -> None:
    found = [(user.name, user.roles) for user in people.users(book.desk("clerk"))]

    assert found == [
        ("chair", ("chair",)),
        ("clerk", ("office",)),
        ("deputy", ("senior-leader",)),
        ("dsl", ("dsl",)),
        ("head", ("administrator", "headteacher")),
        ("ict", ("ict-manager",)),
    ]


def test_a_newcomer_gets_a_one_time_password_that_opens_one_sign_in(book: Book) -> None:
    shown = people.add(book.desk("head"), "newcomer", ["office"]) or ""
    with pytest.raises(store.FirstSignIn):
        bootstrap.open_desk(book.folder, "newcomer", shown, clock=book.clock)
    made = bootstrap.open_desk(
        book.folder, "newcomer", shown, new_password="a password of mine", clock=book.clock
    )
    made.desk.session.close()

    assert made.desk.actor.roles == frozenset({"office"})


def test_a_newcomer_in_the_office_sees_its_cases(book: Book) -> None:
    ref = book.open()
    people.add(book.desk("head"), "newcomer", ["office"], stage.PASSWORD)

    assert book.desk("newcomer").cards.get(ref) is not None


def test_a_role_nobody_knows_is_refused_with_the_nearest(book: Book) -> None:
    with pytest.raises(UsageFault) as fault:
        people.add(book.desk("head"), "newcomer", ["ofice"])

    assert fault.value.advice == "Did you mean office?"


def test_a_role_like_no_other_is_refused_with_the_list(book: Book) -> None:
    with pytest.raises(UsageFault) as fault:
        people.add(book.desk("head"), "newcomer", ["xyzzy"])

    assert fault.value.advice.startswith("Roles: ")


@pytest.mark.parametrize(
    ("name", "roles"), [("newcomer", []), ("", ["office"]), ("x" * 61, ["dsl"])]
)
def test_a_user_needs_a_name_and_a_role(book: Book, name: str, roles: list[str]) -> None:
    with pytest.raises(UsageFault) as fault:
        people.add(book.desk("head"), name, roles)

    assert fault.value.exit_code == 2


@pytest.mark.parametrize("who", ["clerk", "deputy", "chair"])
def test_only_an_administrator_changes_users(book: Book, who: str) -> None:
    desk = book.desk(who)
    with pytest.raises(NotPermitted):
        people.add(desk, "newcomer", ["office"])
    with pytest.raises(NotPermitted):
        people.reset(desk, "dsl")
    with pytest.raises(NotPermitted):
        people.disable(desk, "dsl")

    assert [user.state for user in people.users(desk) if user.name == "dsl"] == ["active"]


def test_a_disabled_user_signs_in_no_more(book: Book) -> None:
    people.disable(book.desk("head"), "ict")
    with pytest.raises(NotPermitted) as fault:
        book.desk("ict")

    assert fault.value.exit_code == 4


def test_a_reset_user_needs_the_new_password(book: Book) -> None:
    shown = people.reset(book.desk("head"), "ict")
    with pytest.raises(NotPermitted):
        book.desk("ict")
    made = bootstrap.open_desk(
        book.folder, "ict", shown, new_password="a password of mine", clock=book.clock
    )
    made.desk.session.close()

    assert made.desk.session.name == "ict"


def test_nobody_alone_resets_the_chair(book: Book) -> None:
    with pytest.raises(NotPermitted) as fault:
        people.reset(book.desk("head"), "chair")

    assert (
        fault.value.message
        == "Nobody alone may change the sign-in of somebody who may open sealed cases."
    )


def test_everybody_changes_their_own_password(book: Book) -> None:
    people.change_password(book.desk("ict"), stage.PASSWORD, "another long one")
    made = bootstrap.open_desk(book.folder, "ict", "another long one", clock=book.clock)
    made.desk.session.close()

    assert made.desk.session.check_password("another long one")


def test_only_the_chair_renews_the_recovery_key(book: Book) -> None:
    with pytest.raises(NotPermitted):
        people.renew_recovery(book.desk("head"))

    assert len(people.renew_recovery(book.desk("chair"))) > 20


def test_a_user_is_linked_to_the_person_cases_name(book: Book) -> None:
    head = book.desk("head")
    people.link(head, "deputy", "Mr B. Sample")
    user = head.session.directory.by_name("deputy").id

    assert head.ledger.people[user] == "Mr B. Sample"


def test_an_absence_counts_on_its_days_alone(book: Book) -> None:
    head = book.desk("head")
    user = head.session.user
    people.away(head, "head", date(2026, 11, 3), date(2026, 11, 4), "deputy")
    today = head.is_away(user)
    book.clock.instant = book.clock.instant.replace(day=4)

    assert (today, head.is_away(user)) == (False, True)


def test_an_absence_that_ends_before_it_begins_is_refused(book: Book) -> None:
    with pytest.raises(UsageFault) as fault:
        people.away(book.desk("head"), "head", date(2026, 11, 4), date(2026, 11, 3), "deputy")

    assert fault.value.message == "The absence ends before it begins."


def test_a_book_opened_to_read_changes_nobody(book: Book) -> None:
    head = book.desk("head")
    head.read_only = True
    with pytest.raises(NotPermitted) as fault:
        people.add(head, "newcomer", ["office"])

    assert fault.value.message.startswith("The records were opened to read only")


def test_somebody_invited_cannot_be_admitted_yet(book: Book) -> None:
    people.add(book.desk("head"), "newcomer", ["dsl"])
    with pytest.raises(UsageFault) as fault:
        people.admit(book.desk("head"), "newcomer")

    assert fault.value.message.startswith("This user has not signed in yet")


def test_a_member_admits_a_newcomer_to_safeguarding(book: Book) -> None:
    shown = people.add(book.desk("head"), "newcomer", ["dsl"]) or ""
    made = bootstrap.open_desk(
        book.folder, "newcomer", shown, new_password=stage.PASSWORD, clock=book.clock
    )
    made.desk.session.close()
    people.admit(book.desk("head"), "newcomer")

    assert "safeguarding" in book.desk("newcomer").session.circles


def test_a_session_without_keys_to_give_has_nothing_to_do(book: Book) -> None:
    assert opening.begin_work(book.desk("ict")).granted == 0
