from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from casework import store
from casework.errors import Conflict, Damaged, MachineFault, NotFound, NotPermitted
from casework.store import Blob, Due, Entry, Place, dialect, history, tables

if TYPE_CHECKING:
    from tests.store.conftest import School

TABLES = ("case", "event", "deadline", "wrap", "inbox", "command", "refmark", "stream", "chunk")


def loosen(session: store.Session) -> None:
    """Take the triggers away, as somebody with a SQL tool would."""
    for table in ("event", "stream", "command"):
        for verb in ("update", "delete"):
            session.office.connection.exec_driver_sql(f"DROP TRIGGER {table}_no_{verb}")


def test_a_case_reads_back_as_it_was_written(school: School) -> None:
    outcome = school.opened(school.head, step=school.step(b"one"))
    store.append(school.head, outcome.case, school.step(b"two"), expected=1, now=school.now)

    found = store.read_case(school.head, outcome.case)

    assert [(r.seq, r.payload, r.signer.id) for r in found.entries] == [
        (1, b"one", school.head.user),
        (2, b"two", school.head.user),
    ]
    assert (found.revision, found.card, found.ref) == (2, b"card of two", outcome.ref)


def test_an_outdated_step_is_a_conflict_and_changes_nothing(school: School) -> None:
    case = school.opened(school.head).case
    store.append(school.head, case, school.step(), expected=1, now=school.now)

    with pytest.raises(Conflict, match="Somebody took one step"):
        store.append(school.head, case, school.step(), expected=1, now=school.now)

    assert store.read_case(school.head, case).revision == 2


def test_a_repeated_command_returns_its_first_outcome(school: School) -> None:
    case = school.opened(school.head).case
    step = school.step()
    first = store.append(school.head, case, step, expected=1, now=school.now)

    again = store.append(school.head, case, step, expected=1, now=school.now)

    assert again == replace(first, replayed=True)
    assert store.earlier(school.head, Place.OFFICE, step.key, step.content, case) == again


def test_a_command_key_with_another_content_is_a_conflict(school: School) -> None:
    case = school.opened(school.head).case
    step = school.step()
    store.append(school.head, case, step, expected=1, now=school.now)

    with pytest.raises(Conflict, match="used before"):
        store.append(school.head, case, replace(step, content=b"x"), expected=2, now=school.now)


def test_the_same_key_in_another_case_is_another_command(school: School) -> None:
    one, other = (school.opened(school.head).case for _twice in range(2))
    step = school.step()
    store.append(school.head, one, step, expected=1, now=school.now)

    found = store.append(
        school.head, other, replace(step, content=b"x"), expected=1, now=school.now
    )

    assert (found.case, found.replayed) == (other, False)


def test_two_users_may_use_the_same_key(school: School) -> None:
    case = school.opened(school.head).case
    step = school.step()
    store.append(school.head, case, step, expected=1, now=school.now)

    found = store.append(school.user("clerk"), case, step, expected=2, now=school.now)

    assert (found.revision, found.replayed) == (3, False)


def test_an_unfounded_circle_stops_the_opening_whole(school: School) -> None:
    with pytest.raises(Conflict, match="never signed in"):
        school.opened(school.head, circles=("office", "chair"))

    assert store.cards(school.head) == []


def test_a_case_needs_an_entry_and_a_holder(school: School) -> None:
    with pytest.raises(ValueError, match="begins with"):
        school.opened(school.head, circles=())


def test_a_reference_taken_meanwhile_is_drawn_again(school: School) -> None:
    step = school.step()
    drawn = store.draw(school.head, Place.OFFICE, step.key)
    store.open_case(school.head, Place.OFFICE, drawn, step, circles=("office",), now=school.now)
    other = replace(drawn, case=store.new_id())

    with pytest.raises(Conflict, match="just been taken"):
        store.open_case(
            school.head, Place.OFFICE, other, school.step(), circles=("office",), now=school.now
        )

    assert store.draw(school.head, Place.OFFICE, step.key).ref != drawn.ref


def test_references_of_the_two_files_never_meet(school: School) -> None:
    office = {store.draw(school.head, Place.OFFICE, str(n)).ref for n in range(200)}
    sealed = {store.draw(school.head, Place.SEALED, str(n)).ref for n in range(200)}

    assert not office & sealed


def test_who_cannot_open_the_sealed_file_cannot_write_there(school: School) -> None:
    clerk = school.user("clerk")
    drawn = store.draw(clerk, Place.OFFICE, "k")

    with pytest.raises(NotPermitted):
        store.open_case(
            clerk, Place.SEALED, drawn, school.step(), circles=("office",), now=school.now
        )


def test_a_hidden_case_and_no_case_get_the_same_answer(school: School) -> None:
    hidden = school.opened(school.head, circles=("leadership",)).case
    answers = set()
    for case in (hidden, store.new_id()):
        with pytest.raises(NotFound) as raised:
            store.read_case(school.user("clerk"), case)
        answers.add((raised.value.message, raised.value.advice))

    assert len(answers) == 1


def test_a_release_is_signed_by_the_circle(school: School) -> None:
    case = school.opened(school.head, circles=("office",)).case
    step = school.step(entries=(Entry(payload=b"released", as_circle="safeguarding"),))
    store.append(school.head, case, step, expected=1, now=school.now)

    signer = store.read_case(school.user("clerk"), case).entries[1].signer

    assert (signer.kind, signer.id) == ("circle", "safeguarding")


def test_nobody_signs_for_a_circle_they_are_not_in(school: School) -> None:
    clerk = school.user("clerk")
    case = school.opened(clerk).case
    step = school.step(entries=(Entry(payload=b"released", as_circle="safeguarding"),))

    with pytest.raises(NotPermitted):
        store.append(clerk, case, step, expected=1, now=school.now)

    assert store.read_case(clerk, case).revision == 1


def test_deadlines_are_armed_moved_ended_and_resumed(school: School) -> None:
    first, second = school.arm(1), school.arm(2)
    case = school.opened(school.head, step=school.step(arm=(first, second))).case
    later = school.now + timedelta(days=3)
    moved = school.step(due=(Due(id=first.id, due_at=later, payload=b"new rule"),))
    store.append(school.head, case, moved, expected=1, now=school.now)
    store.append(school.head, case, school.step(end=(second.id,)), expected=2, now=school.now)
    store.append(school.head, case, school.step(resume=(second.id,)), expected=3, now=school.now)

    found = {row.id: row for row in store.read_case(school.head, case).deadlines}

    assert (found[first.id].due_at, found[first.id].payload) == (later, b"new rule")
    assert found[second.id].ended_at is None
    assert store.cards(school.head)[0].next_due == second.due_at


def test_ending_an_ended_deadline_is_a_conflict(school: School) -> None:
    arm = school.arm()
    case = school.opened(school.head, step=school.step(arm=(arm,))).case
    store.append(school.head, case, school.step(end=(arm.id,)), expected=1, now=school.now)

    with pytest.raises(Conflict, match="time limit"):
        store.append(school.head, case, school.step(end=(arm.id,)), expected=2, now=school.now)


def test_an_item_of_several_chunks_reads_back(school: School) -> None:
    data = bytes(range(256)) * 10_000
    case = school.opened(school.head, step=school.step(blobs=(Blob(item="a", data=data),))).case

    assert store.read_item(school.head, case, "a") == data
    with pytest.raises(NotFound):
        store.read_item(school.head, case, "b")
    again = school.step(blobs=(Blob(item="a", data=b""),))
    with pytest.raises(Conflict, match="kept already"):
        store.append(school.head, case, again, expected=1, now=school.now)


def test_a_missing_chunk_is_found(school: School) -> None:
    data = bytes(3 << 20)
    case = school.opened(school.head, step=school.step(blobs=(Blob(item="a", data=data),))).case
    school.head.office.connection.exec_driver_sql("DELETE FROM chunk WHERE part = 1")

    with pytest.raises(Damaged, match="Part 1"):
        store.read_item(school.head, case, "a")


@pytest.mark.parametrize("table", ["event", "stream", "command"])
@pytest.mark.parametrize("verb", ["DELETE FROM {}", "UPDATE {} SET rowid_free = 1"])
def test_append_only_tables_refuse_change(school: School, table: str, verb: str) -> None:
    school.full_case(school.head)
    column = {"event": "at", "stream": "at", "command": "content"}[table]
    sql = verb.format(table).replace("rowid_free = 1", f"{column} = 'x'")

    with pytest.raises(Conflict), school.head.office.writing() as connection:
        connection.exec_driver_sql(sql)


def test_a_full_disk_leaves_nothing_partial(school: School) -> None:
    case = school.opened(school.head).case
    connection = school.head.office.connection
    pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    step = school.step(blobs=(Blob(item="a", data=bytes(2 << 20)),))

    with pytest.raises(MachineFault, match="no space"):
        store.append(school.head, case, step, expected=1, now=school.now)

    assert store.read_case(school.head, case).revision == 1
    connection.exec_driver_sql("PRAGMA max_page_count = 100000")
    assert store.append(school.head, case, step, expected=1, now=school.now).revision == 2


def test_after_a_failed_commit_writing_stops(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = school.opened(school.head).case
    monkeypatch.setattr(dialect, "COMMIT", "COMMIT TO NOWHERE")
    with pytest.raises(MachineFault):
        store.append(school.head, case, school.step(), expected=1, now=school.now)
    monkeypatch.undo()

    with pytest.raises(MachineFault, match="writing has stopped"):
        store.append(school.head, case, school.step(), expected=1, now=school.now)


def test_an_old_card_put_back_is_found(school: School) -> None:
    case = school.opened(school.head).case
    connection = school.head.office.connection
    old = connection.exec_driver_sql('SELECT card FROM "case"').scalar_one()
    store.append(school.head, case, school.step(), expected=1, now=school.now)
    connection.exec_driver_sql('UPDATE "case" SET card = ?', (old,))

    for read in (lambda: store.read_case(school.head, case), lambda: store.cards(school.head)):
        with pytest.raises(Damaged):
            read()


def test_a_cut_tail_is_found_by_the_count(school: School) -> None:
    case = school.opened(school.head).case
    store.append(school.head, case, school.step(), expected=1, now=school.now)
    loosen(school.head)
    school.head.office.connection.exec_driver_sql("DELETE FROM event WHERE seq = 2")

    with pytest.raises(Damaged, match="more or fewer"):
        store.read_case(school.head, case)


def test_the_access_log_reads_back_to_those_in_the_case(school: School) -> None:
    case = school.opened(school.head, circles=("leadership",)).case
    store.log_access(school.head, case, b"printed", now=school.now)
    store.log_custody(school.head, case, b"handed over", now=school.now)

    assert [r.payload for r in store.read_access(school.head, case)] == [b"printed"]
    assert [r.payload for r in store.read_custody(school.head, case)] == [b"handed over"]
    with pytest.raises(NotFound):
        store.log_access(school.user("clerk"), case, b"x", now=school.now)


def test_the_journal_speaks_to_all_or_to_a_circle(school: School) -> None:
    store.write_journal(school.head, b"adopted", now=school.now)
    head = store.write_journal(school.head, b"quiet", now=school.now, audience="leadership")

    mine = [r.payload for r in store.read_journal(school.head)]
    clerks = [r.payload for r in store.read_journal(school.user("clerk"))]

    assert (mine, clerks) == ([b"adopted", b"quiet"], [b"adopted", None])
    assert store.journal_head(school.head) == head


def test_a_case_that_moved_under_the_write_is_a_conflict(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = school.opened(school.head).case
    nowhere = dialect.Prepared(sa.update(tables.table("case")).where(sa.false()).values(revision=0))
    monkeypatch.setattr(history, "_SAVE", nowhere)

    with pytest.raises(Conflict, match="Somebody took one step"):
        store.append(school.head, case, school.step(), expected=1, now=school.now)

    monkeypatch.undo()
    assert store.read_case(school.head, case).revision == 1
