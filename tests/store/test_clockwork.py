from __future__ import annotations

import subprocess
import sys
import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from casework import store
from casework.errors import Conflict, Damaged, MachineFault
from casework.store import FileCredentials, Place, vault

if TYPE_CHECKING:
    from pathlib import Path

    from tests.store.conftest import School

LATER = timedelta(hours=5)


def test_due_rows_of_both_files_come_in_order(school: School) -> None:
    second, first, third = school.arm(2), school.arm(1), school.arm(9)
    school.opened(school.head, step=school.step(arm=(second, third)))
    school.opened(
        school.head,
        place=Place.SEALED,
        circles=("safeguarding",),
        step=school.step(arm=(first,)),
    )
    service = school.service()

    found = service.due(school.now + LATER, 10)

    assert [(row.id, row.place) for row in found] == [
        (first.id, Place.SEALED),
        (second.id, Place.OFFICE),
    ]
    assert len(service.due(school.now + LATER, 1)) == 1
    assert service.next_due() == first.due_at
    service.close()


def test_the_clock_says_so_once_and_leaves_the_revision(school: School) -> None:
    arm = school.arm(1)
    case = school.opened(school.head, step=school.step(arm=(arm,))).case
    service = school.service()
    (row,) = service.due(school.now + LATER, 10)

    claimed = [service.claim_and_mark(row, school.now + LATER) for _ in range(3)]

    found = store.read_case(school.head, case)
    assert claimed == [True, False, False]
    assert (found.revision, len(found.entries)) == (1, 2)
    mark = found.entries[1]
    assert (mark.deadline, mark.due_at, mark.at) == (arm.id, arm.due_at, school.now + LATER)
    assert (mark.signer.kind, mark.payload) == ("service", b"")
    assert store.cards(school.head)[0].passed == (arm.id,)
    assert store.check_clock(school.head) == []
    service.close()


def test_nothing_is_claimed_before_it_is_due_or_after_it_ended(school: School) -> None:
    arm = school.arm(1)
    case = school.opened(school.head, step=school.step(arm=(arm,))).case
    service = school.service()
    (row,) = service.due(school.now + LATER, 10)

    early = service.claim_and_mark(row, school.now)
    store.append(school.head, case, school.step(end=(arm.id,)), expected=1, now=school.now)
    ended = service.claim_and_mark(row, school.now + LATER)

    assert (early, ended, service.next_due()) == (False, False, None)
    service.close()


def test_a_limit_that_waits_for_a_receipt_is_not_due(school: School) -> None:
    waiting = store.Arm(id=store.new_id(), due_at=None, payload=b"rule")
    school.opened(school.head, step=school.step(arm=(waiting,)))
    service = school.service()

    assert service.due(school.now + timedelta(days=999), 10) == ()
    service.close()


def test_a_person_may_go_on_after_the_clock_without_a_conflict(school: School) -> None:
    arm = school.arm(1)
    case = school.opened(school.head, step=school.step(arm=(arm,))).case
    service = school.service()
    service.claim_and_mark(service.due(school.now + LATER, 1)[0], school.now + LATER)

    found = store.append(school.head, case, school.step(), expected=1, now=school.now)

    assert (found.revision, found.seqs) == (2, (3,))
    service.close()


def test_two_scanners_claim_each_row_once(school: School) -> None:
    arms = tuple(school.arm(n / 100) for n in range(20))
    case = school.opened(school.head, step=school.step(arm=arms)).case
    services = [school.service(), school.service()]
    claimed: list[str] = []

    def scan(service: store.Service) -> None:
        due = service.due(school.now + LATER, 100)
        claimed.extend(r.id for r in due if service.claim_and_mark(r, school.now + LATER))

    threads = [threading.Thread(target=scan, args=(service,)) for service in services]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for service in services:
        service.close()

    assert sorted(claimed) == sorted(arm.id for arm in arms)
    assert len(store.read_case(school.head, case).entries) == 21


def test_a_clock_set_back_hides_no_change(school: School) -> None:
    index = store.Cards(school.head)
    case = school.opened(school.head).case
    index.refresh()
    back = school.now - timedelta(days=2)
    store.append(school.head, case, school.step(b"after"), expected=1, now=back)

    assert index.refresh() == (case,)
    found = index.case(case)
    assert found is not None
    assert found.card == b"card of after"


def test_a_look_at_few_changes_finds_what_a_look_at_all_finds(school: School) -> None:
    index = store.Cards(school.head)
    arm = school.arm(1)
    case = school.opened(school.head, step=school.step(arm=(arm,))).case
    school.opened(school.head)
    index.refresh()
    service = school.service()
    (row,) = service.due(school.now + LATER, 10)
    service.claim_and_mark(row, school.now + LATER)
    service.close()
    new = school.opened(school.head).case

    assert set(index.refresh()) == {case, new}
    assert set(index.rows) == set(store.cards(school.head))
    found = index.case(case)
    assert found is not None
    assert found.passed == (arm.id,)


def test_what_did_not_change_is_the_very_same_list(school: School) -> None:
    index = store.Cards(school.head)
    school.opened(school.head)
    index.refresh()
    before = index.rows
    index.refresh()
    same = index.rows
    school.opened(school.head)
    index.refresh()

    assert same is before
    assert len(index.rows) == 2


def test_without_its_secret_the_clock_does_not_start(school: School, tmp_path: Path) -> None:
    with pytest.raises(MachineFault, match="clock’s key"):
        store.open_service(school.path, FileCredentials(tmp_path / "elsewhere"))


def test_another_books_secret_does_not_open_this_one(school: School) -> None:
    book = store.book_state(school.path).book
    school.credentials.put(book, vault.random_bytes(32).hex())

    with pytest.raises(Damaged):
        school.service()


def test_the_secret_lies_outside_the_book_for_its_owner_alone(school: School) -> None:
    (path,) = school.credentials.folder.iterdir()

    assert path.stat().st_mode & 0o077 == 0
    assert school.path not in path.parents


def test_the_first_who_may_gets_the_sealed_file_from_the_service(
    school: School, tmp_path: Path
) -> None:
    place = tmp_path / "other"
    admin = store.create_book(
        place,
        founder=store.NewUser(name="admin"),
        password=school.password,
        credentials=school.credentials,
        now=school.now,
        cost=store.Cost.practice(),
        practice=True,
    ).session
    new = store.NewUser(name="dsl", circles=frozenset({"safeguarding"}), opens_sealed=True)
    store.add_user(admin, new, now=school.now, password=school.password)
    dsl = store.sign_in(place, "dsl", school.password, now=school.now).session
    service = store.open_service(place, school.credentials)
    without = dsl.opens_sealed
    store.work_off(dsl, now=school.now, service=service)

    assert (without, dsl.opens_sealed, admin.opens_sealed) == (False, True, False)
    dsl.close()
    dsl = store.sign_in(place, "dsl", school.password, now=school.now).session
    assert dsl.opens_sealed
    for one in (dsl, admin, service):
        one.close()


SCANNER = """
import sys
from datetime import datetime
from pathlib import Path
from casework import store
service = store.open_service(Path(sys.argv[1]), store.FileCredentials(Path(sys.argv[2])))
now = datetime.fromisoformat(sys.argv[3])
for row in service.due(now, 1000):
    if service.claim_and_mark(row, now):
        print(row.id, flush=True)
service.close()
"""


def test_two_processes_claim_each_row_once(school: School) -> None:
    arms = tuple(school.arm(n / 100) for n in range(40))
    case = school.opened(school.head, step=school.step(arm=arms)).case
    now = (school.now + LATER).isoformat()
    command = [sys.executable, "-c", SCANNER, str(school.path), str(school.credentials.folder), now]

    scanners = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    claimed = [line for one in scanners for line in one.communicate()[0].split()]

    assert sorted(claimed) == sorted(arm.id for arm in arms)
    assert len(store.read_case(school.head, case).entries) == 41


def spoiled(school: School, place: Place, *, at: int = 0) -> None:
    """Close every session, then spoil a file from one byte on."""
    school.close()
    path = school.path / f"{place.value}.db"
    whole = path.read_bytes()
    path.write_bytes(whole[:at] + bytes(byte ^ 0xFF for byte in whole[at:]))


def one_in_each(school: School) -> dict[Place, store.Arm]:
    arms = {Place.OFFICE: school.arm(1), Place.SEALED: school.arm(2)}
    school.opened(school.head, step=school.step(arm=(arms[Place.OFFICE],)))
    school.opened(
        school.head,
        place=Place.SEALED,
        circles=("safeguarding",),
        step=school.step(arm=(arms[Place.SEALED],)),
    )
    return arms


@pytest.mark.parametrize("spoilt", list(Place))
@pytest.mark.parametrize("at", [0, 4096])
def test_a_damaged_file_does_not_keep_the_clock_from_the_other(
    school: School, spoilt: Place, at: int
) -> None:
    arms = one_in_each(school)
    (sound,) = set(Place) - {spoilt}
    spoiled(school, spoilt, at=at)
    service = store.open_service(school.path, school.credentials)
    found = service.due(school.now + LATER, 10)
    claimed = [service.claim_and_mark(row, school.now + LATER) for row in found]
    left = service.next_due()
    with pytest.raises(Damaged, match=rf"{spoilt.value}\.db"):
        _ = service.files
    service.close()

    assert ([row.id for row in found], claimed, left) == ([arms[sound].id], [True], None)
    assert {place: type(fault) for place, fault in service.unsound.items()} == {spoilt: Damaged}


def test_a_book_of_two_damaged_files_has_no_clock(school: School) -> None:
    one_in_each(school)
    for place in Place:
        spoiled(school, place)

    with pytest.raises(Damaged):
        store.open_service(school.path, school.credentials)


def test_a_case_knows_its_next_limit_after_each_step(school: School) -> None:
    late, early, waiting = (
        school.arm(5),
        school.arm(1),
        store.Arm(id=store.new_id(), due_at=None, payload=b"rule"),
    )
    case = school.opened(school.head, step=school.step(arm=(waiting,))).case
    seen = [store.cards(school.head)[0].next_due]
    steps = (
        school.step(arm=(late,)),
        school.step(arm=(early,)),
        school.step(),
        school.step(end=(early.id,)),
        school.step(resume=(early.id,)),
        school.step(due=(store.Due(id=early.id, due_at=None),)),
    )
    for revision, step in enumerate(steps, start=1):
        store.append(school.head, case, step, expected=revision, now=school.now)
        seen.append(store.cards(school.head)[0].next_due)

    expected = [None, late.due_at, early.due_at, early.due_at, late.due_at, early.due_at]
    assert seen == [*expected, late.due_at]


def test_what_was_read_is_written_on_only_while_it_is_true(school: School) -> None:
    case = school.opened(school.head).case
    read = store.read_case(school.head, case)
    store.append_to(school.head, read, school.step(), now=school.now)
    with pytest.raises(Conflict):
        store.append_to(school.head, read, school.step(), now=school.now)

    assert store.read_case(school.head, case).revision == 2


def test_what_was_read_before_the_clock_came_is_not_written_on_from(school: School) -> None:
    case = school.opened(school.head, step=school.step(arm=(school.arm(1),))).case
    read = store.read_case(school.head, case)
    service = school.service()
    (row,) = service.due(school.now + LATER, 1)
    service.claim_and_mark(row, school.now + LATER)
    with pytest.raises(Conflict):
        store.append_to(school.head, read, school.step(), now=school.now + LATER)
    service.close()

    found = store.read_case(school.head, case)
    assert (found.revision, len(found.entries)) == (1, 2)


def test_what_is_written_together_is_kept_whole_or_not_at_all(school: School) -> None:
    cases = [school.opened(school.head).case for _ in range(2)]

    def stopped() -> None:
        with store.together(school.head, Place.OFFICE):
            for case in cases:
                read = store.read_case(school.head, case)
                store.append_to(school.head, read, school.step(), now=school.now)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()

    assert [store.read_case(school.head, case).revision for case in cases] == [1, 1]
