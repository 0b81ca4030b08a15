from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework import store
from casework.errors import Conflict, NotFound
from casework.store import Entry, Place, vault
from casework.store.keys import Keys

if TYPE_CHECKING:
    from tests.store.conftest import School

TABLES = (
    "meta",
    "case",
    "event",
    "deadline",
    "wrap",
    "inbox",
    "command",
    "refmark",
    "stream",
    "chunk",
)


def everything_in(session: store.Session, place: Place) -> bytes:
    """Return every column of every row, as somebody with the file's key and a SQL tool reads it."""
    parts = []
    with session.files[place].reading() as connection:
        for table in TABLES:
            for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"'):
                parts += [v if isinstance(v, bytes) else str(v).encode() for v in row]
    return b"\x00".join(parts)


def test_no_word_of_a_case_stands_in_any_column(school: School) -> None:
    outcome = school.full_case(school.head, circles=("leadership",))
    clerk = school.user("clerk")

    found = everything_in(clerk, Place.OFFICE)

    assert school.canary not in found
    assert outcome.ref.encode() not in found
    assert outcome.ref.removeprefix("CW-").encode() not in found


def test_no_word_of_a_case_stands_in_any_raw_file(school: School) -> None:
    outcome = school.full_case(school.head, circles=("leadership",))
    names = (outcome.case.encode(), outcome.ref.encode(), school.canary)

    for path in sorted(p for p in school.path.rglob("*") if p.is_file()):
        content = path.read_bytes()
        assert not any(name in content for name in names), path.name


def test_an_excluded_persons_keys_open_nothing_new(school: School) -> None:
    clerk, dsl = school.user("clerk"), school.user("dsl")
    case = school.full_case(school.head, circles=("office",)).case
    store.read_case(clerk, case)
    store.exclude(
        school.head,
        case,
        remaining=(school.head.user, dsl.user),
        step=school.step(b"excluded"),
        expected=1,
        now=school.now,
    )
    store.work_off(dsl, now=school.now)
    store.work_off(clerk, now=school.now)

    with pytest.raises(NotFound):
        store.read_case(clerk, case)

    assert store.cards(clerk) == []
    labels = {vault.label_of(identity.label_secret, case) for identity in clerk.identities()}
    with clerk.office.reading() as connection:
        stored = {row[0] for row in connection.exec_driver_sql("SELECT label FROM wrap")}
        boxes = [row[0] for row in connection.exec_driver_sql("SELECT sealed FROM inbox")]
    assert not labels & stored
    assert not any(i.unbox(box) for i in clerk.identities() for box in boxes)


def test_those_who_remain_read_on_old_entries_and_new(school: School) -> None:
    clerk, dsl = school.user("clerk"), school.user("dsl")
    case = school.full_case(clerk, circles=("office",)).case
    store.exclude(
        school.head,
        case,
        remaining=(school.head.user, dsl.user),
        step=school.step(b"excluded"),
        expected=1,
        now=school.now,
    )
    store.work_off(dsl, now=school.now)

    found = store.read_case(dsl, case)

    assert [r.payload for r in found.entries][1:] == [b"excluded"]
    assert store.read_item(dsl, case, "letter " + school.canary.decode()) == school.canary * 3
    assert set(store.holders(dsl, case)) == {school.head.user, dsl.user}


def test_an_excluded_person_is_answered_as_if_the_case_had_never_been(school: School) -> None:
    clerk = school.user("clerk")
    index = store.Cards(clerk)
    outcome = school.opened(school.head)
    came = index.refresh()
    store.exclude(
        school.head,
        outcome.case,
        remaining=(school.head.user,),
        step=school.step(),
        expected=1,
        now=school.now,
    )

    went = index.refresh()

    assert (came, went) == ((outcome.case,), (outcome.case,))
    assert (index.rows, index.get(outcome.ref), index.case(outcome.case)) == ((), None, None)


def test_the_glass_can_be_broken_for_one_person(school: School) -> None:
    clerk = school.user("clerk")
    case = school.opened(school.head, circles=("leadership",)).case
    store.admit(
        school.head, case, users=(clerk.user,), step=school.step(), expected=1, now=school.now
    )
    store.work_off(clerk, now=school.now)

    assert store.read_case(clerk, case).revision == 2
    assert clerk.user in store.holders(school.head, case)


def test_wraps_and_boxes_have_one_length_each(school: School) -> None:
    dsl, clerk = school.user("dsl"), school.user("clerk")
    school.opened(clerk, circles=("office", "safeguarding"))
    school.opened(school.head, circles=("office", "leadership"), people=(dsl.user,))
    store.drop(clerk, "safeguarding", b"short", now=school.now)
    store.drop(clerk, "safeguarding", b"long " * 300, now=school.now)

    with school.head.office.reading() as connection:
        wraps = {len(r[0]) for r in connection.exec_driver_sql("SELECT sealed FROM wrap")}
        boxes = {len(r[0]) for r in connection.exec_driver_sql("SELECT sealed FROM inbox")}

    assert (len(wraps), len(boxes)) == (1, 1)


def test_sealed_and_ordinary_grants_have_one_length_and_number(school: School) -> None:
    text = (school.path / "keys.json").read_bytes()
    school.user("clerk")
    keys = Keys.decoded((school.path / "keys.json").read_bytes())

    lengths = {len(g) for h in keys.users.values() for g in h.grants.values()}

    assert len(lengths) == 1
    assert b"safeguarding" not in text + (school.path / "keys.json").read_bytes()


def test_the_services_keys_open_no_wrap_and_no_word(school: School) -> None:
    case = school.full_case(school.head, circles=("office",)).case
    service = school.service()
    label = vault.label_of(service.identity.label_secret, case)
    with service.files[Place.OFFICE].reading() as connection:
        stored = {row[0] for row in connection.exec_driver_sql("SELECT label FROM wrap")}

    assert label not in stored
    service.close()


def test_a_concern_handed_in_is_read_by_its_circle_alone(school: School) -> None:
    clerk, dsl = school.user("clerk"), school.user("dsl")
    store.drop(clerk, "safeguarding", school.canary, now=school.now)

    found = store.drops(dsl)

    assert [(d.author, d.payload) for d in found] == [(clerk.user, school.canary)]
    assert store.drops(clerk) == ()
    with pytest.raises(NotFound):
        store.take_drop(clerk, found[0].id)
    store.take_drop(dsl, found[0].id)
    assert store.drops(dsl) == ()


def test_nothing_is_handed_in_for_a_circle_nobody_founded(school: School) -> None:
    with pytest.raises(Conflict, match="signed in yet"):
        store.drop(school.head, "chair", b"x", now=school.now)


def test_a_step_in_both_files_is_completed_after_a_crash_between(school: School) -> None:
    head = school.head
    sealed = school.step(b"screening")
    office = school.step(b"paused", key=sealed.key)
    drawn = store.draw(head, Place.SEALED, sealed.key)
    first = store.open_case(
        head, Place.SEALED, drawn, sealed, circles=("safeguarding",), now=school.now
    )
    # Here the power fails; the next session repeats the whole command.
    head.known.clear()
    again = store.open_case(
        head,
        Place.SEALED,
        store.draw(head, Place.SEALED, sealed.key),
        sealed,
        circles=("safeguarding",),
        now=school.now,
    )
    other = store.open_case(
        head,
        Place.OFFICE,
        store.Drawn(
            case=head.derive(sealed.key, "office"),
            ref=store.draw(head, Place.OFFICE, sealed.key).ref,
        ),
        office,
        circles=("office",),
        now=school.now,
    )

    assert (again.case, again.ref, again.replayed) == (first.case, first.ref, True)
    assert {row.case for row in store.cards(head)} == {first.case, other.case}


def test_reprs_show_nothing(school: School) -> None:
    entry = Entry(payload=school.canary)
    case = school.full_case(school.head).case
    shown = repr((entry, store.read_case(school.head, case), school.head, school.head.root))

    assert school.canary.decode() not in shown
    assert school.head.root.seed.hex() not in shown
