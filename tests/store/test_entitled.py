"""Keys lie wrapped for exactly those entitled; commands have one content and one result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework import store
from casework.store import Place, dialect, vault

if TYPE_CHECKING:
    from tests.store.conftest import School


def found(session: store.Session) -> list[tuple[str, str]]:
    return [(f.invariant, f.what) for f in store.check_wraps(session)]


def test_the_wraps_of_a_living_school_are_exact(school: School) -> None:
    """Boxed keys, moved keys, second keys of a circle, exclusion and release: nothing to find."""
    dsl, clerk = school.user("dsl"), school.user("clerk")
    boxed = school.opened(clerk, circles=("office", "safeguarding"), people=(dsl.user,)).case
    kept_out = school.opened(school.head, people=(clerk.user,)).case
    people = (school.head.user, dsl.user)
    step = school.step()
    store.exclude(school.head, kept_out, remaining=people, step=step, expected=1, now=school.now)
    store.admit(
        school.head, kept_out, users=(clerk.user,), step=school.step(), expected=2, now=school.now
    )
    before = found(school.head), found(clerk)
    store.disable_user(school.head, "dsl", now=school.now)
    for session in (school.head, clerk):
        store.work_off(session, now=school.now)

    assert before == ([], [])
    assert (found(school.head), found(clerk)) == ([], [])
    assert store.read_case(clerk, boxed).revision == 1


def test_a_missing_wrap_is_found(school: School) -> None:
    clerk = school.user("clerk")
    school.opened(school.head, circles=("office",), people=(school.head.user,))
    store.cards(school.head)
    label = vault.label_of(school.head.root.label_secret, store.cards(school.head)[0].case)
    dialect.raw(school.head.office.connection).execute("DELETE FROM wrap WHERE label = ?", (label,))

    assert found(clerk) == [("I20", "a key of somebody who may open it is missing")]


def test_a_missing_box_is_found(school: School) -> None:
    school.user("dsl")
    school.opened(school.user("clerk"), circles=("office", "safeguarding"))
    dialect.raw(school.head.office.connection).execute("DELETE FROM inbox")

    assert ("I20", "a key of somebody who may open it is missing") in found(school.user("clerk"))


def test_a_key_slipped_to_somebody_is_found(school: School) -> None:
    """A holder wraps the case's key to a circle of theirs, past the card."""
    head, case = school.head, school.opened(school.head, circles=("leadership",)).case
    office = head.circle_identity("office")
    assert office is not None
    label = vault.label_of(office.label_secret, case)
    sealed = vault.seal(office.wrap_key, head.known[case][0], label)
    dialect.raw(head.office.connection).execute("INSERT INTO wrap VALUES (?, ?)", (label, sealed))

    assert found(head) == [
        ("I8", "a key of it lies with somebody who may not open it"),
        ("I8", "a key lies there for somebody whom no case lists"),
    ]


def test_a_key_slipped_to_a_stranger_is_found_by_who_opens_every_case(school: School) -> None:
    head, clerk = school.head, school.user("clerk")
    school.opened(head, circles=("leadership",))
    row = (vault.random_bytes(16), vault.random_bytes(72))
    dialect.raw(head.office.connection).execute("INSERT INTO wrap VALUES (?, ?)", row)

    assert found(head) == [("I8", "a key lies there for somebody whom no case lists")]
    assert found(clerk) == []  # who opens none cannot tell whose it is


def test_a_wrap_of_a_former_key_is_found(school: School) -> None:
    head = school.head
    case = school.opened(head, people=(head.user,)).case
    label = vault.label_of(head.root.label_secret, case)
    sealed = vault.seal(head.root.wrap_key, bytes(32), label)
    raw = dialect.raw(head.office.connection)
    raw.execute("UPDATE wrap SET sealed = ? WHERE label = ?", (sealed, label))

    assert found(head) == [("I20", "a key of it is not the one it has now")]


def test_somebody_listed_twice_is_found(school: School) -> None:
    head = school.head
    case = school.opened(head, circles=("office",)).case
    with head.office.reading() as connection:
        from casework.store import history

        _row, card = history.opened(head, connection, case)
    from dataclasses import replace

    twice = replace(card, holders=card.holders * 2).sealed(case)
    raw = dialect.raw(head.office.connection)
    raw.execute('UPDATE "case" SET card = ? WHERE id = ?', (twice, case))

    assert found(head) == [("I8", "somebody is listed twice among those who open it")]


# --- commands ------------------------------------------------------------------------------------


def commands(school: School, *changes: str) -> list[str]:
    raw = dialect.raw(school.head.office.connection)
    for verb in ("update", "delete"):
        raw.execute(f"DROP TRIGGER IF EXISTS command_no_{verb}")
        raw.execute(f"DROP TRIGGER IF EXISTS event_no_{verb}")
    for change in changes:
        raw.execute(change)
    return [f.what for f in store.check_commands(school.head) if f.invariant == "I18"]


def test_sound_commands_have_no_findings(school: School) -> None:
    case = school.opened(school.head).case
    store.append(school.head, case, school.step(), expected=1, now=school.now)
    school.opened(school.head, place=Place.SEALED, circles=("safeguarding",))

    assert commands(school) == []


def test_a_command_without_its_content_is_found(school: School) -> None:
    school.opened(school.head)

    assert commands(school, "UPDATE command SET content = x''") == [
        "a command key stands twice or has no content"
    ]


def test_a_command_whose_entry_is_gone_is_found(school: School) -> None:
    school.opened(school.head)

    assert commands(school, "DELETE FROM event") == ["a command came to an entry that is not there"]


def test_two_commands_that_claim_one_entry_are_found(school: School) -> None:
    from casework.store import commands as kept

    outcome = school.opened(school.head)
    with school.head.office.writing() as connection:
        kept.keep(school.head, connection, "another key", b"another", outcome)

    assert commands(school) == ["two commands claim the same entry"]
