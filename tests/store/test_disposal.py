"""A case's words destroyed: in no table, page or file, and the chain still holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlcipher3 import dbapi2 as driver

from casework import store
from casework.domain import chain
from casework.errors import Conflict, MachineFault, NotFound
from casework.store import Place, entries, history, outbox
from tests.store.conftest import CANARY, NOW
from tests.store.disposal_kit import (
    REMAINS,
    case_of,
    destroyed,
    files_of,
    pages_of,
    raw,
    sealed_of,
    values,
)
from tests.store.test_residue import plain_school  # noqa: F401 - a fixture

if TYPE_CHECKING:
    from pathlib import Path

    from tests.store.conftest import School


@pytest.fixture
def register(tmp_path: Path) -> Path:
    return tmp_path / "register"


@pytest.mark.parametrize("place", list(Place))
def test_nothing_of_a_destroyed_case_opens_and_the_chain_holds(
    school: School, register: Path, place: Place
) -> None:
    circles = ("office",) if place is Place.OFFICE else ("safeguarding",)
    case = case_of(school, place=place, circles=circles)
    with school.head.files[place].reading() as connection:
        before = [made.digest for made in history.stored(connection, case)]

    store.dispose(school.head, case, REMAINS, now=NOW)
    whole = store.finish_disposals(school.head, (register,))

    with school.head.files[place].reading() as connection:
        rows = history.stored(connection, case)
    links = [entries.link(case, made) for made in rows]
    assert (whole, chain.verify_chain(links, chain=case)) == (True, None)
    assert [made.digest for made in rows[:-1]] == before
    assert [len(made.sealed) > 0 for made in rows] == [False, False, True]
    assert store.check_all(school.head) == store.check_all(school.user("dsl")) == []
    for session in (school.head, school.user("dsl")):
        with pytest.raises(NotFound) as fault:
            store.read_case(session, case)
        assert "destroyed" in fault.value.message


def test_the_destruction_record_is_there_for_those_who_could_see_the_case(
    school: School, register: Path
) -> None:
    school.user("clerk")
    case = destroyed(school, register, circles=("leadership",))

    (record,) = store.read_destroyed(school.user("dsl"))

    assert (record.case, record.entries, record.payload) == (case, 2, b"destroyed")
    assert (record.whole, record.again, record.by.id) == (True, False, school.head.user)
    assert store.read_destroyed(school.user("clerk")) == ()
    assert [row.card for row in store.cards(school.user("dsl"))] == [b"what is left"]
    assert store.cards(school.user("clerk")) == []


def test_every_key_that_anybody_had_of_it_opens_nothing_that_is_left(
    school: School, register: Path
) -> None:
    case = case_of(school)
    store.exclude(
        school.head,
        case,
        remaining=(school.head.user, school.user("dsl").user),
        step=school.step(CANARY + b" kept out"),
        expected=2,
        now=NOW,
    )
    store.read_case(school.user("dsl"), case)
    keys = {key for session in school.sessions.values() for key in session.known.get(case, ())}
    remains = store.Remains(expected=3, record=b"destroyed", card=b"")

    store.dispose(school.head, case, remains, now=NOW)
    store.finish_disposals(school.head, (register,))

    from casework.store import vault

    assert len(keys) == 2
    opened = [
        value
        for value in values(school)
        if isinstance(value, bytes)
        for key in keys
        for bound in (
            f"card|{case}".encode(),
            *(entries.bound_to("event", case, n) for n in range(6)),
        )
        if vault.unseal(key, value, bound) is not None
    ]
    assert opened == []


def test_no_byte_of_it_is_left_in_any_decrypted_page(school: School, register: Path) -> None:
    school.opened(school.head)
    case = case_of(school)
    with school.head.office.reading() as connection:
        gone = {made.sealed[30:62] for made in history.stored(connection, case)}
    there = [page for page in pages_of(school.head.office) for part in gone if part in page]

    store.dispose(school.head, case, REMAINS, now=NOW)
    store.finish_disposals(school.head, (register,))

    found = list(pages_of(school.head.office))
    assert (len(gone), len(there) >= 2) == (2, True)
    assert found[0].startswith(b"\x10\x00")  # a page of 4096, so it is decrypted indeed
    assert [page for page in found for part in gone if part in page] == []
    assert all(CANARY not in content for content in files_of(school.path))


def test_without_a_key_no_byte_of_it_is_left_in_file_or_log(
    plain_school: School,  # noqa: F811 - the fixture
    register: Path,
) -> None:
    plain_school.user("dsl")
    before = sealed_of(plain_school)
    case = case_of(plain_school)
    added = sealed_of(plain_school) - before
    there = {part for part in added for content in files_of(plain_school.path) if part in content}

    store.dispose(plain_school.head, case, REMAINS, now=NOW)
    store.finish_disposals(plain_school.head, (register,))

    stays = sealed_of(plain_school)
    gone = added - stays
    left = [part for part in gone for content in files_of(plain_school.path) if part in content]
    assert there == added
    assert len(gone) > 10
    assert left == []


def test_what_stays_beside_it_stays_whole(school: School, register: Path) -> None:
    other = school.full_case(school.head).case
    before = store.read_case(school.head, other).head
    letter = store.read_item(school.head, other, "letter " + CANARY.decode())

    destroyed(school, register)

    assert store.read_case(school.head, other).head == before
    assert store.read_item(school.head, other, "letter " + CANARY.decode()) == letter
    assert len(store.read_access(school.head, other)) == 1


def test_what_has_moved_on_since_is_not_destroyed(school: School, register: Path) -> None:
    case = case_of(school)
    store.append(school.head, case, school.step(b"new"), expected=2, now=NOW)

    with pytest.raises(Conflict):
        store.dispose(school.head, case, REMAINS, now=NOW)

    assert store.read_case(school.head, case).revision == 3
    assert store.finish_disposals(school.head, (register,))
    assert not register.exists()


def test_destroying_it_twice_is_destroying_it_once(school: School, register: Path) -> None:
    case = destroyed(school, register)
    head = store.read_destroyed(school.head)[0].head

    store.dispose(school.head, case, REMAINS, now=NOW)
    store.finish_disposals(school.head, (register,))

    assert [one.head for one in store.read_destroyed(school.head)] == [head]


def test_nobody_adds_to_a_destroyed_case(school: School, register: Path) -> None:
    case = destroyed(school, register)

    with pytest.raises(Conflict):
        store.append(school.head, case, school.step(b"more"), expected=3, now=NOW)

    assert store.check_all(school.head) == []


def test_its_time_limits_go_and_the_clock_has_nothing_to_say(
    school: School, register: Path
) -> None:
    case = case_of(school)
    later = school.arm(3).due_at
    assert later is not None
    service = school.service()
    for row in service.due(later, 1):
        assert service.claim_and_mark(row, later)
    outbox.tell(school.head, case, 2, "people", CANARY, now=NOW)
    effect = store.Effect(id=store.new_id(), until=later, payload=CANARY)
    store.order_effect(school.head, case, effect, now=NOW)

    store.dispose(school.head, case, REMAINS, now=NOW)
    store.finish_disposals(school.head, (register,))

    waiting = service.due(later, 10)
    service.close()
    assert (waiting, store.check_all(school.head)) == ((), [])
    assert raw(school).execute("SELECT count(*) FROM told").fetchone() == (0,)
    assert raw(school).execute("SELECT count(*) FROM effect").fetchone() == (0,)


def test_copies_laid_aside_before_a_new_shape_go_too(school: School, register: Path) -> None:
    case_before = school.path / "office.db.before-3"
    case_before.write_bytes(b"an older copy")

    destroyed(school, register)

    assert not case_before.exists()


def test_a_register_that_cannot_be_written_stops_it_until_it_can(
    school: School, register: Path
) -> None:
    case = case_of(school)
    register.write_bytes(b"a file in its place")
    store.dispose(school.head, case, REMAINS, now=NOW)

    with pytest.raises(MachineFault):
        store.finish_disposals(school.head, (register,))
    found = store.check_disposals(school.head)
    register.unlink()
    again = store.finish_disposals(school.head, (register,))

    assert [(one.invariant, one.what) for one in found] == [
        ("I12", "its destruction was cut short")
    ]
    assert (again, store.check_all(school.head)) == (True, [])


def test_while_somebody_reads_it_is_not_called_done(school: School, register: Path) -> None:
    case = case_of(school)
    store.dispose(school.head, case, REMAINS, now=NOW)
    with school.user("dsl").office.reading() as connection:
        connection.exec_driver_sql('SELECT count(*) FROM "case"').scalar()
        raw(school).execute("PRAGMA busy_timeout = 10")
        while_read = store.finish_disposals(school.head, (register,))
        raw(school).execute("PRAGMA busy_timeout = 5000")
    after = store.finish_disposals(school.head, (register,))

    assert (while_read, after) == (False, True)


# --- the door ------------------------------------------------------------------------------------

SCRATCHES = (
    "UPDATE event SET sealed = x'' WHERE seq = 1",
    "UPDATE event SET sealed = x'00' WHERE seq = 1",
    "UPDATE event SET at = 'x'",
    "UPDATE event SET signature = x''",
    "DELETE FROM event",
    "UPDATE stream SET sealed = x''",
    "DELETE FROM stream",
    "UPDATE command SET sealed = x''",
    "DELETE FROM disposal",
    "UPDATE disposal SET step = 'going'",
    "UPDATE disposal SET step = 'gone'",
    "UPDATE disposal SET upto = upto + 1",
    "UPDATE disposal SET plan = x''",
)


@pytest.mark.parametrize("scratch", SCRATCHES)
def test_nothing_but_a_disposal_gets_through_the_door(
    school: School, register: Path, scratch: str
) -> None:
    destroyed(school, register)
    school.full_case(school.head)

    with pytest.raises(driver.DatabaseError):
        raw(school).execute(scratch)


ALSO = (
    "UPDATE event SET sealed = x'', at = 'x' WHERE seq = 1",
    "UPDATE event SET sealed = x'01' WHERE seq = 1",
    "UPDATE event SET sealed = x'' WHERE seq = 2",
    "UPDATE event SET sealed = x'' WHERE \"case\" = 'another'",
    "UPDATE stream SET sealed = x''",
)


@pytest.mark.parametrize("scratch", ALSO)
def test_an_open_door_lets_through_only_what_it_was_opened_for(
    school: School, scratch: str
) -> None:
    case = case_of(school)
    school.full_case(school.head)
    insert = "INSERT INTO disposal VALUES (?, 1, '', 'going', 0, x'00')"
    connection = raw(school)
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(insert, (case,))
    connection.execute("UPDATE event SET sealed = x'' WHERE seq = 1 AND \"case\" = ?", (case,))
    scratch = scratch.replace("'another'", f"(SELECT id FROM \"case\" WHERE id <> '{case}')")

    with pytest.raises(driver.DatabaseError):
        connection.execute(scratch)
    connection.execute("ROLLBACK")


def test_a_doctor_finds_what_was_left_and_what_was_taken(school: School, register: Path) -> None:
    destroyed(school, register)
    other = school.full_case(school.head).case
    connection = raw(school)
    for table in ("event", "stream"):
        connection.execute(f"DROP TRIGGER {table}_no_update")
    connection.execute("UPDATE event SET sealed = x'' WHERE \"case\" = ?", (other,))
    connection.execute("UPDATE event SET sealed = x'77' WHERE \"case\" <> ? AND seq = 1", (other,))
    connection.execute(
        "UPDATE stream SET sealed = x'' WHERE seq = 1 AND stream IN "
        "(SELECT stream FROM stream WHERE seq = 2)"
    )

    found = {one.what for one in store.check_disposals(school.head)}

    assert found == {
        "words of it are left, or its destruction record is missing",
        "entry 1 lost its words",
        "a log lost words of a record that was not destroyed",
    }
