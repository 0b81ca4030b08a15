"""Backups and restores as use cases: who may, what is told to whom, what stands in the way."""

from __future__ import annotations

import errno
import os
import shutil
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from casework import bootstrap, settings, store
from casework.errors import (
    CaseworkError,
    Conflict,
    Damaged,
    MachineFault,
    NotFound,
    NotPermitted,
    UsageFault,
)
from casework.office import backups, cases, doctor, people, restores, stage, stepbacks
from casework.store import generations
from casework.store import known as marks

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casework.office.backups import Made
    from casework.office.desk import Desk
    from casework.office.restores import Restored
    from tests.office.practice_kit import Book


@pytest.fixture
def target(tmp_path: Path) -> Path:
    made = tmp_path / "stick"
    made.mkdir()
    return made


def back_up(book: Book, target: Path) -> Made:
    """Make a backup as the clock does."""
    service, _clock = bootstrap.open_service(book.folder)
    try:
        return backups.run(service, settings.load(book.folder), book.clock.now(), to=target)
    finally:
        service.close()


def door_of(book: Book, name: str = "head") -> Callable[[Path], Desk]:
    def opened(place: Path) -> Desk:
        made = bootstrap.open_desk(place, name, stage.PASSWORD, read_only=True, clock=book.clock)
        return made.desk

    return opened


def _quiet(_words: str) -> None:
    return None


def restore(
    book: Book, target: Path, into: Path, *, name: str = "head", here: Desk | None = None
) -> Restored:
    state = store.book_state(book.folder)
    wanted = restores.Wanted(
        generation=restores.found("newest", target, state.book),
        into=into,
        reason="The disk broke",
        book=book.folder,
    )
    return restores.restore(wanted, door_of(book, name), here, _quiet)


# --- made -----------------------------------------------------------------------------------------


def test_the_clock_makes_one_without_any_password(book: Book, target: Path) -> None:
    made = back_up(book, target)

    assert (made.number, made.path.parent) == (1, target)
    assert {path.name for path in made.path.iterdir()} >= {"office.db", "sealed.db", "keys.json"}


def test_a_person_makes_one_with_their_own_keys(book: Book, target: Path) -> None:
    made = backups.run_by(book.desk("head"), to=target)
    head = book.desk("head").session.root.public.sign.hex()

    assert generations.generation_at(made.path).manifest().signer == head


def test_who_opened_the_records_to_read_makes_none(book: Book, target: Path) -> None:
    desk = replace(book.desk("head"), read_only=True)

    with pytest.raises(NotPermitted):
        backups.run_by(desk, to=target)


def test_the_versions_in_force_stand_in_it(book: Book, target: Path) -> None:
    made = back_up(book, target)
    desk = book.desk("head")
    key = desk.session.office.key
    said = generations.generation_at(made.path).manifest().part(store.Place.OFFICE, key)

    assert set(said.policies) == {one.digest for one in desk.ledger.adoptions.values()}


@pytest.mark.parametrize("inside", [".", "backups", "letters/../copies"])
def test_no_backup_lies_with_the_records(book: Book, inside: str) -> None:
    with pytest.raises(UsageFault, match="folder of the records"):
        back_up(book, book.folder / inside)


def test_a_link_into_the_records_is_seen_through(book: Book, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(book.folder / "letters")

    with pytest.raises(UsageFault, match="folder of the records"):
        back_up(book, tmp_path / "link")


def test_one_disk_for_both_is_said(book: Book, target: Path) -> None:
    assert any("same disk" in note for note in back_up(book, target).notes)


def test_a_synchronised_folder_for_backups_is_said(book: Book, tmp_path: Path) -> None:
    (tmp_path / "OneDrive").mkdir()
    made = back_up(book, tmp_path / "OneDrive")

    assert any("copied to other computers" in note for note in made.notes)


def test_a_synchronised_folder_for_records_is_refused(
    book: Book, target: Path, tmp_path: Path
) -> None:
    back_up(book, target)
    (tmp_path / "Dropbox").mkdir()

    with pytest.raises(MachineFault, match="Records cannot be kept there"):
        restore(book, target, tmp_path / "Dropbox" / "again")


def test_older_ones_are_let_go_as_the_settings_say(book: Book, target: Path) -> None:
    kept = settings.load(book.folder)
    few = replace(kept, backup_daily=2, backup_weekly=0, backup_monthly=0)
    settings.save(book.folder, few)
    names = []
    for _day in range(4):
        names.append(back_up(book, target).name)
        book.clock.move(timedelta(days=1))

    assert [path.name for path in sorted(target.iterdir())] == names[-2:]


# --- what stands in the way -----------------------------------------------------------------------


def test_a_disk_that_was_taken_out_is_noticed(book: Book, target: Path) -> None:
    back_up(book, target)
    (target.parent / "other").mkdir()
    back_up(book, target.parent / "other")
    shutil.rmtree(target)
    target.mkdir()  # where the disk was, there is an empty folder now

    with pytest.raises(MachineFault, match="may not be connected"):
        back_up(book, target)
    assert list(target.iterdir()) == []


def test_a_folder_on_a_disk_that_is_not_there_is_not_made(book: Book, tmp_path: Path) -> None:
    with pytest.raises(MachineFault, match="taken away"):
        back_up(book, tmp_path / "no" / "disk")
    assert not (tmp_path / "no").exists()


def test_a_full_disk_publishes_nothing_and_names_the_place(
    book: Book, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = back_up(book, target)
    before = contents(first.path)
    real = os.fsync
    left = [5]

    def full(handle: int) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(MachineFault) as caught:
        back_up(book, target)
    monkeypatch.undo()

    assert caught.value.message == f"No backup was made: there is no space left in {target}."
    assert [path.name for path in target.iterdir()] == [first.name]
    assert contents(first.path) == before


@pytest.mark.parametrize("nth", range(1, 11))
def test_whatever_cannot_be_made_durable_leaves_the_old_ones_and_can_be_repeated(
    book: Book, target: Path, monkeypatch: pytest.MonkeyPatch, nth: int
) -> None:
    first = back_up(book, target)
    before, left, real = contents(first.path), [nth], os.fsync

    def broken(handle: int) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise OSError(errno.EIO, "Input/output error")
        real(handle)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", broken)
        with pytest.raises(MachineFault):
            back_up(book, target)
    again = back_up(book, target)

    assert contents(first.path) == before
    assert {path.name for path in target.iterdir()} == {first.name, again.name}


def contents(path: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in path.rglob("*") if each.is_file()}


# --- restored -------------------------------------------------------------------------------------


def test_what_is_restored_is_what_was_backed_up(book: Book, target: Path, tmp_path: Path) -> None:
    ref = book.open()
    back_up(book, target)
    restore(book, target, tmp_path / "again")
    desk = door_of(book)(tmp_path / "again")
    found = ([row.ref for row in desk.cards.rows], doctor.examine(desk))
    desk.session.close()

    assert found[0] == [ref]
    assert [one for one in found[1] if one.damage] == []


def test_who_why_and_from_what_stands_in_the_record(
    book: Book, target: Path, tmp_path: Path
) -> None:
    name = back_up(book, target).name
    restore(book, target, tmp_path / "again")
    desk = door_of(book)(tmp_path / "again")
    [said] = desk.ledger.restores
    desk.session.close()

    assert (said.generation, said.why, said.by, said.acknowledged) == (
        name,
        "The disk broke",
        book.desk("head").session.user,
        False,
    )


def test_how_much_is_missing_is_counted_as_far_as_the_person_may_know(
    book: Book, target: Path, tmp_path: Path
) -> None:
    ref = book.open()
    book.desk("clerk")
    back_up(book, target)
    cases.add_note(book.desk("clerk"), ref, "One more")
    book.open()
    by_head = restore(book, target, tmp_path / "head", here=book.desk("head"))
    by_chair = restore(book, target, tmp_path / "chair", name="chair", here=book.desk("chair"))

    assert by_head.missing is not None
    assert by_head.missing.own == 2
    assert by_chair.missing is None or by_chair.missing.own == 0


def test_what_one_person_may_know_is_not_told_to_others(
    book: Book, target: Path, tmp_path: Path
) -> None:
    ref = book.open()
    back_up(book, target)
    cases.add_note(book.desk("head"), ref, "One more")
    restore(book, target, tmp_path / "again", here=book.desk("head"))
    said = {}
    for name in ("head", "chair"):
        desk = door_of(book, name)(tmp_path / "again")
        said[name] = stepbacks.notes(desk)[0][0]
        desk.session.close()

    assert said["head"].endswith("1 entry known to be missing")
    assert said["chair"].endswith("none missed")


def test_records_that_open_and_break_when_they_are_read_stand_in_the_way_of_no_restore(
    book: Book, target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(book, target)
    here = book.desk("head")

    def broken(_now: Desk, _then: Desk) -> None:
        raise Damaged("office.db is damaged.", advice="Restore it.")

    monkeypatch.setattr(stepbacks, "between", broken)
    made = restore(book, target, tmp_path / "again", here=here)

    assert (made.missing, made.found) == (None, ())


def test_a_hidden_case_makes_no_restore_a_step_back(
    book: Book, target: Path, tmp_path: Path
) -> None:
    """The chair opens no ordinary case: nothing tells them that one went on since."""
    ref = book.open()
    book.desk("chair")
    back_up(book, target)
    cases.add_note(book.desk("head"), ref, "One more")
    made = restore(book, target, tmp_path / "again", name="chair", here=book.desk("chair"))

    assert made.missing is None


def test_nothing_is_restored_over_anything(book: Book, target: Path, tmp_path: Path) -> None:
    back_up(book, target)
    (tmp_path / "again").mkdir()

    with pytest.raises(Conflict, match="there already"):
        restore(book, target, tmp_path / "again")


@pytest.mark.parametrize("inside", ["again", "letters/again", "."])
def test_nothing_is_restored_into_the_records(book: Book, target: Path, inside: str) -> None:
    back_up(book, target)

    with pytest.raises(UsageFault):
        restore(book, target, book.folder / inside)


def test_other_records_backup_has_its_own_sentence(
    book: Book, target: Path, tmp_path: Path
) -> None:
    made = back_up(book, target)
    keys = book.folder / "keys.json"
    other = keys.read_text(encoding="utf-8").replace(store.book_state(book.folder).book, "0" * 32)
    keys.write_text(other, encoding="utf-8")
    wanted = restores.Wanted(
        generation=generations.generation_at(made.path),
        into=tmp_path / "again",
        reason="Why",
        book=book.folder,
    )

    with pytest.raises(Conflict, match="backup of other records"):
        restores.restore(wanted, door_of(book), None, _quiet)


def test_a_damaged_backup_is_not_restored(book: Book, target: Path, tmp_path: Path) -> None:
    made = back_up(book, target)
    with (made.path / "sealed.db").open("rb+") as file:
        file.seek(9000)
        file.write(b"\0" * 64)

    with pytest.raises(Damaged):
        restore(book, target, tmp_path / "again")
    assert not (tmp_path / "again").exists()
    assert {path.name for path in tmp_path.iterdir()} == {"book", "stick"}


def test_leftovers_of_a_restore_are_swept(book: Book, target: Path, tmp_path: Path) -> None:
    back_up(book, target)
    left = tmp_path / f"again{restores.COMING}"
    left.mkdir()
    (left / "office.db").write_bytes(b"half")
    restore(book, target, tmp_path / "again")

    assert not left.exists()
    assert store.book_state(tmp_path / "again").exists


def test_a_restore_whose_last_entry_did_not_come_into_its_file_is_not_published(
    book: Book, target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(book, target)
    close, coming = store.Session.close, tmp_path / f"again{restores.COMING}"

    def left_over(session: store.Session) -> None:
        close(session)
        (coming / "office.db-wal").write_bytes(b"the reason")

    with monkeypatch.context() as patch:
        patch.setattr(store.Session, "close", left_over)
        with pytest.raises(MachineFault, match="could not be finished"):
            restore(book, target, tmp_path / "again")
    assert {path.name for path in tmp_path.iterdir()} == {"book", "stick"}

    assert restore(book, target, tmp_path / "again").into.is_dir()


@pytest.mark.parametrize("nth", range(1, 13))
def test_a_restore_that_is_broken_off_can_be_repeated(
    book: Book, target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nth: int
) -> None:
    made = back_up(book, target)
    before, left, real = contents(made.path), [nth], os.fsync

    def broken(handle: int) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise OSError(errno.EIO, "Input/output error")
        real(handle)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", broken)
        try:
            restore(book, target, tmp_path / "again")
        except MachineFault:
            shutil.rmtree(tmp_path / "again", ignore_errors=True)  # where only its name was unsure
        else:
            shutil.rmtree(tmp_path / "again")
    restore(book, target, tmp_path / "again")

    assert contents(made.path) == before
    assert store.book_state(tmp_path / "again").exists


def test_a_swap_that_was_cut_short_is_completed(book: Book, target: Path, tmp_path: Path) -> None:
    name = back_up(book, target).name
    restore(book, target, tmp_path / "again")
    for desk in book.desks.values():
        desk.session.close()
    one = generations.generation_at(target / name)
    book.folder.rename(tmp_path / "book-before-1")  # and the power failed
    aside = restores.swap(book.folder, tmp_path / "again", one)

    assert (aside, (book.folder / "office.db").exists()) == (None, True)
    assert (tmp_path / "book-before-1" / "office.db").exists()


def test_no_swap_goes_on_beside_another_or_beside_a_backup(
    book: Book, target: Path, tmp_path: Path
) -> None:
    name = back_up(book, target).name
    restore(book, target, tmp_path / "again")
    for desk in book.desks.values():
        desk.session.close()
    one = generations.generation_at(target / name)
    lock = backups.lock_of(settings.state_folder(), one.manifest().book)
    with generations.alone(lock), pytest.raises(Conflict, match="at this moment"):
        restores.swap(book.folder, tmp_path / "again", one)
    first = restores.swap(book.folder, tmp_path / "again", one)
    with pytest.raises(Conflict, match="somebody else has just done it"):
        restores.swap(book.folder, tmp_path / "again", one)

    assert first == book.folder.with_name(f"{book.folder.name}-before-1")
    assert (book.folder / "office.db").exists()
    assert not book.folder.with_name(f"{book.folder.name}-before-1-2").exists()


def test_which_records_a_folder_of_several_schools_backups_is_for_has_to_be_said(
    book: Book, target: Path
) -> None:
    name = back_up(book, target).name
    other = name.replace(name.split("-")[1], "0" * 8)
    (target / name).rename(target / "kept")
    shutil.copytree(target / "kept", target / name)
    (target / "kept").rename(target / other)
    state = store.book_state(book.folder)

    assert backups.newest(state.book, target).name == name
    with pytest.raises(UsageFault, match="more than one set of records"):
        backups.newest("", target)


def test_a_restore_is_acknowledged_by_who_answers_for_the_records(
    book: Book, target: Path, tmp_path: Path
) -> None:
    book.open()
    back_up(book, target)
    book.open()
    restore(book, target, tmp_path / "again")
    clerk, head = door_of(book, "clerk")(tmp_path / "again"), door_of(book)(tmp_path / "again")
    clerk.read_only = head.read_only = False
    with pytest.raises(NotPermitted):
        restores.acknowledge(clerk)
    before = stepbacks.notes(head)
    count = restores.acknowledge(head)
    after = stepbacks.notes(head)
    with pytest.raises(NotFound):
        restores.acknowledge(head)
    for desk in (clerk, head):
        desk.session.close()

    assert (len(before), count, after) == (1, 1, ())


# --- tried out ------------------------------------------------------------------------------------


def test_a_drill_finds_the_backup_sound_and_says_so_in_the_record(book: Book, target: Path) -> None:
    book.open()
    name = back_up(book, target).name
    desk = book.desk("head")
    tried = restores.drill(desk, door_of(book), target, _quiet)
    desk.reload()

    assert (tried.name, tried.found) == (name, ())
    assert [(one.generation, one.sound) for one in desk.ledger.drills] == [(name, True)]
    assert not list(settings.state_folder().glob("drill-*"))


def test_a_drill_that_fails_is_recorded_too(book: Book, target: Path) -> None:
    made = back_up(book, target)
    desk = book.desk("head")
    with (made.path / "office.db").open("rb+") as file:
        file.seek(5000)
        file.write(b"\0" * 64)
    with pytest.raises(Damaged):
        restores.drill(desk, door_of(book), target, _quiet)

    assert [one.sound for one in desk.ledger.drills] == [False]
    assert not list(settings.state_folder().glob("drill-*"))


# --- older files in the place of newer ones -------------------------------------------------------


def take(folder: Path) -> dict[str, bytes]:
    """Return the files of the records as they lie, once everybody has left."""
    names = ("office.db", "sealed.db", "keys.json")
    return {name: (folder / name).read_bytes() for name in names}


def put(folder: Path, files: dict[str, bytes]) -> None:
    for left in folder.glob("*.db-*"):
        left.unlink()
    for name, data in files.items():
        (folder / name).write_bytes(data)


def leave(book: Book) -> None:
    for desk in book.desks.values():
        stepbacks.keep_up(desk)
        desk.session.close()
    book.desks.clear()


@pytest.mark.parametrize("steps", [1, 2, 5])
def test_an_old_file_put_back_is_noticed_with_what_is_gone(book: Book, steps: int) -> None:
    ref = book.open()
    leave(book)
    before = take(book.folder)
    for number in range(steps):
        cases.add_note(book.desk("head"), ref, f"Note {number}")
    leave(book)
    put(book.folder, before)
    missing = stepbacks.lacking(book.desk("head"))

    assert missing is not None
    assert (missing.own, missing.more) == (steps, False)


def test_a_case_that_is_gone_altogether_is_told_to_who_had_seen_it(book: Book) -> None:
    book.desk("chair")
    book.desk("head")
    leave(book)
    before = take(book.folder)
    book.open()
    book.desk("head")
    book.desk("chair")
    leave(book)
    put(book.folder, before)
    [(what, _advice)] = stepbacks.notes(book.desk("head"))

    assert what == "these records are older than what this computer has seen: 1 entry gone"
    assert stepbacks.notes(book.desk("chair")) == ()


def test_going_on_after_the_step_back_does_not_hide_it(book: Book) -> None:
    ref = book.open()
    leave(book)
    before = take(book.folder)
    people.away(book.desk("head"), "head", date(2026, 12, 1), date(2026, 12, 2), "deputy")
    leave(book)
    put(book.folder, before)
    people.away(book.desk("head"), "head", date(2026, 12, 3), date(2026, 12, 4), "deputy")
    cases.add_note(book.desk("head"), ref, "Meanwhile")
    leave(book)

    assert stepbacks.lacking(book.desk("head")) is not None


def test_a_register_of_users_that_goes_on_differently_is_told(book: Book) -> None:
    """Forged records around somebody's real keys: their own computer knows another register."""
    book.desk("head")
    leave(book)
    before = take(book.folder)
    people.add(book.desk("head"), "Known", ["office"], stage.PASSWORD)
    leave(book)
    put(book.folder, before)
    people.add(book.desk("head"), "Forged", ["office"], stage.PASSWORD)
    leave(book)
    missing = stepbacks.lacking(book.desk("head"))
    [(what, _advice)] = stepbacks.unexplained(book.desk("head"))

    assert missing is not None
    assert missing.more
    assert "than what this computer has seen" in what


def test_records_that_only_go_on_are_never_behind(book: Book) -> None:
    ref = book.open()
    for number in range(4):
        cases.add_note(book.desk("head"), ref, f"Note {number}")
        leave(book)

    assert stepbacks.notes(book.desk("head")) == ()


def test_a_backup_of_older_records_lets_nothing_go(book: Book, target: Path) -> None:
    few = replace(settings.load(book.folder), backup_daily=2, backup_weekly=0, backup_monthly=0)
    settings.save(book.folder, few)
    ref = book.open()
    leave(book)
    before = take(book.folder)
    cases.add_note(book.desk("head"), ref, "Gone later")
    leave(book)
    for _day in range(2):
        back_up(book, target)
        book.clock.move(timedelta(days=1))
    put(book.folder, before)
    made = back_up(book, target)

    assert (len(list(target.iterdir())), made.let_go) == (3, ())


def test_the_file_of_marks_names_nobody_and_no_case(book: Book) -> None:
    ref = book.open()
    cases_open = [row.case for row in book.desk("head").cards.rows]
    leave(book)
    [file] = settings.state_folder().glob("known-*.json")
    words = file.read_text(encoding="utf-8")

    assert [one for one in (ref, *cases_open, "head", "clerk") if f'"{one}' in words] == []
    assert "cases" not in words


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"casework known": 9}', b"\xff"])
def test_a_broken_file_of_marks_is_as_none(book: Book, content: bytes) -> None:
    state = settings.state_folder()
    known = state / f"known-{store.book_state(book.folder).book}.json"
    known.write_bytes(content)

    assert marks.Known.load(state, known.stem[6:]).parts == {}
    assert stepbacks.notes(book.desk("head")) == ()


def test_a_generation_is_found_by_number_name_folder_and_newest(book: Book, target: Path) -> None:
    made = back_up(book, target)
    named = store.book_state(book.folder).book
    ways = (made.name, "1", "newest", str(made.path))

    assert {restores.found(way, target, named).path for way in ways} == {made.path}
    with pytest.raises(NotFound):
        restores.found("7", target, named)
    with pytest.raises(CaseworkError):
        restores.found("1", None, named)
