"""The watch over two encrypted files: catch-up, many at once, records put back, the key's reach."""

from __future__ import annotations

import shutil
import threading
from typing import TYPE_CHECKING

import pytest

from casework import store
from casework.clock import SetClock
from casework.scheduling.health import HealthFile
from casework.scheduling.watch import Watch
from casework.store import Place, wraps
from tests.scheduling.clock_kit import DAY, HOUR

if TYPE_CHECKING:
    from casework.store.book import BookFile
    from tests.store.conftest import School


def watch_over(school: School, clock: SetClock) -> Watch:
    return Watch(clock, clock, school.service, HealthFile(school.credentials.folder, "book"))


def clock_of(school: School) -> SetClock:
    return SetClock(school.now, boot="boot")


def test_after_days_off_the_history_holds_each_due_time_and_the_real_one(school: School) -> None:
    arms = tuple(school.arm(hours) for hours in (50, 2, 26))
    case = school.opened(school.head, step=school.step(arm=arms)).case
    clock = clock_of(school)
    watch = watch_over(school, clock)
    watch.look()
    clock.restart(4 * DAY)
    watch.look()

    marks = store.read_case(school.head, case).entries[1:]
    by_due = sorted(arms, key=lambda arm: str(arm.due_at))
    assert [(mark.deadline, mark.due_at) for mark in marks] == [(a.id, a.due_at) for a in by_due]
    assert {mark.at for mark in marks} == {school.now + 4 * DAY}
    assert store.check_clock(school.head) == []


def test_what_a_person_ended_meanwhile_does_not_pass(school: School) -> None:
    arm = school.arm(1)
    case = school.opened(school.head, step=school.step(arm=(arm,))).case
    clock = clock_of(school)
    clock.move(2 * HOUR)
    store.append(school.head, case, school.step(end=(arm.id,)), expected=1, now=clock.instant)
    watch_over(school, clock).look()

    assert len(store.read_case(school.head, case).entries) == 2


def test_a_limit_armed_between_two_looks_is_found_by_the_next(school: School) -> None:
    clock = clock_of(school)
    watch = watch_over(school, clock)
    before = watch.look().wait
    school.opened(school.head, step=school.step(arm=(school.arm(1),)))
    after = watch.look().wait

    assert (before, after) == (None, HOUR)


def test_nothing_stays_open_between_two_looks(school: School) -> None:
    """A copy of the folder is whole, and records put back are what the next look finds."""
    school.opened(school.head, step=school.step(arm=(school.arm(1),)))
    school.close()
    watch = watch_over(school, clock := clock_of(school))
    watch.look()
    left = sorted(path.name for path in school.path.glob("*.db*"))
    aside = school.path.with_name("aside")
    shutil.copytree(school.path, aside)
    clock.move(2 * HOUR)
    passed = watch.look().scanned
    shutil.rmtree(school.path)
    shutil.move(aside, school.path)
    again = watch.look().scanned

    assert left == ["office.db", "sealed.db"]
    assert passed is not None
    assert again is not None
    assert (passed.passed, again.passed) == (1, 1)


def test_records_that_are_away_and_come_back_are_gone_on_with(school: School) -> None:
    school.opened(school.head, step=school.step(arm=(school.arm(1),)))
    school.close()
    watch = watch_over(school, clock := clock_of(school))
    away = school.path.with_name("away")
    shutil.move(school.path, away)
    clock.move(2 * HOUR)
    watch.look()
    trouble = watch.health().trouble
    shutil.move(away, school.path)
    looked = watch.look()

    assert (trouble, looked.health.trouble) == ("not-found", "")
    assert looked.scanned is not None
    assert looked.scanned.passed == 1


def test_a_damaged_file_is_told_and_the_other_is_looked_after(school: School) -> None:
    """Whoever lies in the sealed file cannot stop the office's own limits by damaging it."""
    school.opened(school.head, step=school.step(arm=(school.arm(1),)))
    school.close()
    sealed = school.path / "sealed.db"
    whole = sealed.read_bytes()
    sealed.write_bytes(bytes(len(whole)))
    watch = watch_over(school, clock := clock_of(school))
    clock.move(2 * HOUR)
    looked = watch.look()
    sealed.write_bytes(whole)
    after = watch.look()

    assert looked.scanned is not None
    assert (looked.scanned.passed, list(looked.scanned.unsound)) == (1, ["sealed"])
    assert (looked.error, looked.health.trouble) == (None, "sealed-damaged")
    assert not looked.health.is_well(clock.ticks())
    assert (after.health.trouble, after.health.is_well(clock.ticks())) == ("", True)


def test_a_lost_key_is_told_and_nothing_ends(school: School) -> None:
    watch = watch_over(school, clock_of(school))
    (secret,) = school.credentials.folder.glob("service-*.key")
    secret.unlink()
    looked = watch.look()

    assert (looked.error is not None, looked.health.trouble) == (True, "machine")


def test_many_watches_at_once_let_each_limit_pass_once(school: School) -> None:
    arms = tuple(school.arm(n / 100) for n in range(30))
    case = school.opened(school.head, step=school.step(arm=arms)).case
    clock = clock_of(school)
    clock.move(5 * HOUR)
    passed: list[int] = []

    def look() -> None:
        scanned = watch_over(school, clock).look().scanned
        passed.append(scanned.passed if scanned else 0)

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    marks = [str(entry.deadline) for entry in store.read_case(school.head, case).entries[1:]]
    assert sorted(marks) == sorted(arm.id for arm in arms)
    assert (len(passed), sum(passed)) == (4, 30)


def test_the_health_file_tells_nothing_of_the_records(school: School) -> None:
    clock = clock_of(school)
    watch = watch_over(school, clock)
    watch.look()
    before = watch.file.path.read_text(encoding="utf-8")
    school.full_case(school.head)
    case = school.opened(
        school.head,
        place=Place.SEALED,
        circles=("safeguarding",),
        step=school.step(arm=(school.arm(0.5),)),
    ).case
    clock.boottime = clock.monotonic = 0.0
    watch.look()
    after = watch.file.path.read_text(encoding="utf-8")

    assert (after, case in after) == (before, False)


def _cells(file: BookFile) -> list[bytes]:
    """Return whatever lies in a file, as its key shows it."""
    with file.reading() as connection:
        named = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
        rows = [
            row
            for (table,) in named.fetchall()
            for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"')
        ]
    return [one if isinstance(one, bytes) else str(one).encode() for row in rows for one in row]


@pytest.mark.parametrize("place", list(Place))
def test_with_the_clocks_key_no_case_can_be_read(school: School, place: Place) -> None:
    circles = ("safeguarding",) if place is Place.SEALED else ("office",)
    case = school.full_case(school.head, place=place, circles=circles).case
    service = school.service()
    due = service.due(school.now + DAY, 1)[0].id
    cells = _cells(service.files[place])
    opened = [cell for cell in cells if service.identity.unbox(cell) is not None]
    with service.files[place].reading() as connection:
        key = wraps.find_key(connection, service.identity, case)
    service.close()

    assert {due.encode(), case.encode()} <= set(cells)
    assert [cell for cell in cells if school.canary in cell] == []
    assert (opened, key) == ([], None)
