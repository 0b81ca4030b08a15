"""A disposal that was cut short goes on; one that a backup undid is done once more."""

from __future__ import annotations

import shutil
from dataclasses import asdict
from typing import TYPE_CHECKING

import pytest

from casework import store
from casework.errors import CaseworkError
from casework.store import Place, dialect, doorway, gone, plans
from tests.store.conftest import CANARY, NOW, PASSWORD
from tests.store.disposal_kit import REMAINS, case_of, destroyed, pages_of

if TYPE_CHECKING:
    from pathlib import Path

    from casework.store import Session
    from tests.store.conftest import School


@pytest.fixture
def register(tmp_path: Path) -> Path:
    return tmp_path / "register"


def put_back(school: School, copy: Path, name: str = "office.db") -> None:
    """Close everything and put an older file in the place of the present one."""
    for session in school.sessions.values():
        session.close()
    school.sessions.clear()
    shutil.copyfile(copy, school.path / name)


def signed_in(school: School, name: str) -> Session:
    session = store.sign_in(school.path, name, PASSWORD, now=NOW).session
    school.sessions[name] = session
    return session


def chain_of(session: Session, case: str) -> list[str]:
    from casework.store import history

    with session.office.reading() as connection:
        return [made.digest.hex() for made in history.stored(connection, case)]


@pytest.mark.parametrize("place", list(Place))
def test_what_a_backup_brings_back_is_destroyed_before_anything_is_shown(
    school: School, register: Path, tmp_path: Path, place: Place
) -> None:
    circles = ("office",) if place is Place.OFFICE else ("safeguarding",)
    case = case_of(school, place=place, circles=circles)
    school.head.files[place].copy_to(tmp_path / "copy.db")
    store.dispose(school.head, case, REMAINS, now=NOW)
    store.finish_disposals(school.head, (register,))
    head = store.read_destroyed(school.head)[0].head
    put_back(school, tmp_path / "copy.db", f"{place.value}.db")

    session = signed_in(school, "head")
    before = store.read_case(session, case).revision
    whole = store.finish_disposals(session, (register,))

    (record,) = store.read_destroyed(session)
    assert (before, whole, record.again, record.head) == (2, True, True, head)
    assert store.check_all(session) == []
    dsl = signed_in(school, "dsl")
    assert [one.head for one in store.read_destroyed(dsl)] == [head]


def test_a_backup_from_before_its_last_entries_gets_the_whole_chain(
    school: School, register: Path, tmp_path: Path
) -> None:
    case = school.full_case(school.head, people=(school.user("dsl").user,)).case
    school.head.office.copy_to(tmp_path / "copy.db")
    store.append(school.head, case, school.step(CANARY), expected=1, now=NOW)
    store.dispose(school.head, case, REMAINS, now=NOW)
    store.finish_disposals(school.head, (register,))
    after = chain_of(school.head, case)
    put_back(school, tmp_path / "copy.db")

    session = signed_in(school, "head")
    store.finish_disposals(session, (register,))

    assert chain_of(session, case) == after
    assert store.check_disposals(session) == []


def test_a_backup_from_before_the_case_began_is_left_as_it_is(
    school: School, register: Path, tmp_path: Path
) -> None:
    school.user("dsl")
    school.head.office.copy_to(tmp_path / "copy.db")
    destroyed(school, register)
    put_back(school, tmp_path / "copy.db")

    session = signed_in(school, "head")

    assert store.finish_disposals(session, (register,))
    assert (store.read_destroyed(session), store.check_all(session)) == ((), [])


def test_keys_that_come_back_with_it_are_swept_when_their_holder_signs_in(
    school: School, register: Path, tmp_path: Path
) -> None:
    clerk, dsl = school.user("clerk"), school.user("dsl")
    case = school.full_case(school.head).case
    school.head.office.copy_to(tmp_path / "copy.db")
    people = (school.head.user, dsl.user)
    step = school.step(CANARY + b" kept out")
    store.exclude(school.head, case, remaining=people, step=step, expected=1, now=NOW)
    clerk.close()
    store.dispose(school.head, case, REMAINS, now=NOW)
    store.finish_disposals(school.head, (register,))
    put_back(school, tmp_path / "copy.db")

    head = signed_in(school, "head")
    store.finish_disposals(head, (register,))
    kept_out = signed_in(school, "clerk")
    shown = store.cards(kept_out)
    store.finish_disposals(kept_out, (register,))

    assert (shown, store.read_destroyed(kept_out)) == ([], ())
    assert len(store.read_destroyed(head)) == 1
    assert store.check_all(head) == store.check_all(kept_out) == []


def test_a_case_that_went_another_way_since_is_left_to_the_doctor(
    school: School, register: Path, tmp_path: Path
) -> None:
    case = school.full_case(school.head, people=(school.user("dsl").user,)).case
    school.head.office.copy_to(tmp_path / "copy.db")
    store.append(school.head, case, school.step(CANARY), expected=1, now=NOW)
    store.dispose(school.head, case, REMAINS, now=NOW)
    store.finish_disposals(school.head, (register,))
    put_back(school, tmp_path / "copy.db")
    session = signed_in(school, "head")
    store.append(session, case, school.step(b"another way"), expected=1, now=NOW)

    store.finish_disposals(session, (register,))

    assert store.read_case(session, case).revision == 2
    assert [one.what for one in store.check_register_of_disposals(session, (register,))] == [
        "it was destroyed once, came back with a backup and has gone on since"
    ]


@pytest.mark.parametrize("older", [False, True])
def test_what_was_decided_about_keeping_a_case_since_it_came_back_counts(
    school: School,
    register: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    older: bool,
) -> None:
    if older:

        def without(plan: plans.Plan) -> dict[str, object]:
            return {name: value for name, value in asdict(plan).items() if name != "kept"}

        monkeypatch.setattr("casework.store.plans.asdict", without)
    case = case_of(school)
    school.head.office.copy_to(tmp_path / "copy.db")
    store.log_retention(school.head, case, CANARY + b" is agreed to", now=NOW)
    store.dispose(school.head, case, REMAINS, now=NOW)
    store.finish_disposals(school.head, (register,))
    put_back(school, tmp_path / "copy.db")
    session = signed_in(school, "head")
    store.log_retention(session, case, CANARY + b" is on hold", now=NOW)

    store.finish_disposals(session, (register,))

    with session.office.reading() as connection:
        assert gone.is_gone(connection, case) is older
    assert bool(store.check_register_of_disposals(session, (register,))) is not older


def test_what_lies_in_the_register_and_is_none_of_ours_applies_to_nothing(
    school: School, register: Path, tmp_path: Path
) -> None:
    case = case_of(school)
    register.mkdir()
    (register / ("a" * 32)).write_bytes(b"rubbish")
    (register / ("b" * 32)).symlink_to(tmp_path)
    (register / "notes.txt").write_text("mine", encoding="utf-8")

    assert store.finish_disposals(school.head, (register,))
    assert store.read_case(school.head, case).revision == 2


def test_the_register_tells_nothing_without_the_files_key(school: School, register: Path) -> None:
    case = destroyed(school, register)

    (kept,) = register.iterdir()
    words = kept.name.encode() + kept.read_bytes()

    assert case.encode() not in words
    assert bytes.fromhex(case) not in words
    assert kept.stat().st_mode & 0o077 == 0
    assert plans.opened(school.head.office, kept.name, kept.read_bytes()) is not None
    assert plans.opened(school.head.files[Place.SEALED], kept.name, kept.read_bytes()) is None


def test_a_register_that_was_lost_is_written_again(school: School, register: Path) -> None:
    destroyed(school, register)
    before = [(path.name, path.read_bytes()) for path in register.iterdir()]
    shutil.rmtree(register)

    store.finish_disposals(school.head, (register,))

    assert [(path.name, path.read_bytes()) for path in register.iterdir()] == before


# --- killed --------------------------------------------------------------------------------------


def images(school: School, case: str, register: Path, folder: Path) -> list[Path]:
    """Destroy a case; return the records and the register as they lay before each statement."""
    taken: list[Path] = []

    def picture(_sql: str) -> None:
        target = folder / f"image-{len(taken)}"
        shutil.copytree(school.path, target / "book")
        if register.exists():
            shutil.copytree(register, target / "register")
        taken.append(target)

    raw = dialect.raw(school.head.office.connection)
    raw.set_trace_callback(picture)
    store.dispose(school.head, case, REMAINS, now=NOW)
    store.finish_disposals(school.head, (register,))
    raw.set_trace_callback(None)
    picture("")
    return taken


@pytest.mark.timeout(60)
def test_killed_before_any_statement_it_has_not_begun_or_comes_to_its_end(
    school: School, register: Path, tmp_path: Path
) -> None:
    case = case_of(school)
    taken = images(school, case, register, tmp_path / "images")
    steps = []
    for image in taken:
        session = store.sign_in(image / "book", "head", PASSWORD, now=NOW).session
        with session.office.reading() as connection:
            row = gone.row_of(connection, case)
        steps.append(row.step if row else "")
        assert store.finish_disposals(session, (image / "register",))
        if row is None:
            assert store.read_case(session, case).revision == 2
        else:
            assert [one.whole for one in store.read_destroyed(session)] == [True]
            assert [page for page in pages_of(session.office) if CANARY in page] == []
        assert store.check_all(session) == []
        session.close()

    assert len(taken) > 30
    assert [step for at, step in enumerate(steps) if at == 0 or step != steps[at - 1]] == [
        "",
        *doorway.STEPS[1:],
    ]


def test_a_disk_that_fails_within_the_step_changes_nothing(
    school: School, register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = case_of(school)
    before = store.read_case(school.head, case).head

    def fails(*_parts: object) -> None:
        raise OSError

    monkeypatch.setattr(plans, "_change_keys", fails)
    with pytest.raises((OSError, CaseworkError)):
        store.dispose(school.head, case, REMAINS, now=NOW)
    monkeypatch.undo()

    assert store.finish_disposals(school.head, (register,))
    assert store.read_case(school.head, case).head == before
    assert store.check_all(school.head) == []
