"""Books that schools have must open for ever: the one committed for each schema does."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from casework import store
from casework.store import dialect, migrations, outbox, tables
from casework.store.migrations import Migration
from casework.store.outbox import PostState
from tests.store.conftest import NOW
from tests.store.make_fixture import BOOKS, main, summary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import sqlalchemy as sa

    from tests.store.conftest import School

#: The tables that a schema did not have yet.
NOT_YET = {
    1: {"told", "outbox", "disposal", "effect"},
    2: {"told", "outbox", "disposal", "effect"},
    3: {"disposal", "effect"},
    4: {"effect"},
    5: set[str](),
}
SCHEMAS = tuple(path.name for path in sorted(BOOKS.iterdir()))


@pytest.fixture(params=SCHEMAS)
def book(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, dict[str, Any]]:
    """Return a copy of a committed book, and what opens it and is in it."""
    shutil.copytree(BOOKS / request.param / "book", tmp_path / "old")
    for path in (tmp_path / "old").rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    found = json.loads((BOOKS / request.param / "opened-by.json").read_text(encoding="utf-8"))
    return tmp_path / "old", found


def opened(book: tuple[Path, dict[str, Any]]) -> store.Session:
    return store.sign_in(book[0], "head", book[1]["password"], now=NOW).session


def test_there_is_a_book_of_the_present_schema() -> None:
    sizes = [p.stat().st_size for p in BOOKS.rglob("*") if p.is_file()]

    assert f"schema-{migrations.latest()}" in SCHEMAS
    assert sum(sizes) < 400_000 * len(SCHEMAS)


def test_the_book_of_the_present_schema_is_never_made_again(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert (main(), "never made again" in capsys.readouterr().err) == (1, True)


def test_every_case_of_an_old_book_reads_as_it_was_written(
    book: tuple[Path, dict[str, Any]],
) -> None:
    session = opened(book)

    found = {case: summary(session, case) for case in book[1]["cases"]}

    assert found == book[1]["cases"]
    assert store.check_all(session) == []
    session.close()


def test_an_old_books_clock_recovery_and_logs_still_open(
    book: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    path, known = book
    credentials = store.FileCredentials(tmp_path / "state")
    credentials.put(store.book_state(path).book, known["clock"])
    service = store.open_service(path, credentials)
    waiting = service.next_due()
    service.close()
    session = opened(book)
    logs = [len(store.read_access(session, case)) for case in known["cases"]]
    words = [entry.payload for entry in store.read_journal(session)]
    drops = [drop.payload for drop in store.drops(session)]
    session.close()
    chair = store.open_with_recovery(
        path, known["recovery"], name="chair", new_password="a new long password", now=NOW
    )
    chair.session.close()

    assert (waiting, sorted(logs)) == (None, [0, 1, 1, 2])
    assert words == [b"The calendar was confirmed.", b"For safeguarding."]
    assert drops == [b"A concern, made up."]


def test_destruction_records_of_an_old_book_still_open(
    book: tuple[Path, dict[str, Any]],
) -> None:
    session = opened(book)
    found = {one.ref: one.head for one in store.read_destroyed(session)}
    session.close()

    assert found == book[1].get("destroyed", {})


def test_whom_to_remind_and_what_went_out_still_open(tmp_path: Path) -> None:
    shutil.copytree(BOOKS / "schema-3" / "book", tmp_path / "old")
    for path in (tmp_path / "old").rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    known = json.loads((BOOKS / "schema-3" / "opened-by.json").read_text(encoding="utf-8"))
    credentials = store.FileCredentials(tmp_path / "state")
    credentials.put(store.book_state(tmp_path / "old").book, known["clock"])
    service = store.open_service(tmp_path / "old", credentials)
    told = [one.payload for one in outbox.tellings(service, "these people")]
    service.close()
    head = store.sign_in(tmp_path / "old", "head", known["password"], now=NOW).session
    states = [post.state for post in outbox.posts(head, NOW)]
    head.close()

    assert (told, states) == ([b"whom to remind"], list(PostState))


def test_what_waited_to_leave_is_still_known(tmp_path: Path) -> None:
    shutil.copytree(BOOKS / "schema-5" / "book", tmp_path / "old")
    for path in (tmp_path / "old").rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    known = json.loads((BOOKS / "schema-5" / "opened-by.json").read_text(encoding="utf-8"))
    head = store.sign_in(tmp_path / "old", "head", known["password"], now=NOW).session
    rows = {(row.payload, row.tried_at) for row in store.read_effects(head)}
    head.close()

    assert rows == {(b"tried", NOW), (b"waits", None)}


def shape(session: store.Session) -> tuple[str, ...]:
    rows = dialect.raw(session.office.connection).execute(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"
    )
    return tuple(" ".join(row[0].split()) for row in rows)


def test_an_old_book_comes_to_the_shape_of_a_new_one(
    book: tuple[Path, dict[str, Any]], school: School
) -> None:
    session = opened(book)

    assert shape(session) == shape(school.head)
    assert dialect.schema_version(session.office.connection) == migrations.latest()
    session.close()


# --- a step in the middle of which the power fails ----------------------------------------------


def three_statements(connection: sa.Connection) -> None:
    connection.exec_driver_sql("CREATE TABLE first_more (x)")
    connection.exec_driver_sql('INSERT INTO first_more SELECT id FROM "case"')
    connection.exec_driver_sql("CREATE TABLE second_more (y)")


NEXT = Migration(number=migrations.latest() + 1, what="three statements", run=three_statements)


def state(path: Path, key: bytes) -> tuple[int, frozenset[str], int]:
    """Return number, tables and count of cases of a file as a fresh connection finds it."""
    connection = dialect.connect(path, key)
    names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
    found = frozenset(row[0] for row in names)
    cases = connection.exec_driver_sql('SELECT count(*) FROM "case"').scalar_one()
    version = dialect.schema_version(connection)
    dialect.close(connection)
    return version, found, cases


def images(session: store.Session, folder: Path) -> Iterator[Path]:
    """Take the step; yield the file as it lies on the disk before each statement and after all."""
    connection = session.office.connection
    taken: list[Path] = []

    def picture(_sql: str) -> None:
        target = folder / f"image-{len(taken)}"
        target.mkdir()
        for suffix in ("", "-wal"):
            shutil.copyfile(f"{session.office.path}{suffix}", target / f"office.db{suffix}")
        taken.append(target / "office.db")

    raw = dialect.raw(connection)
    raw.set_trace_callback(picture)
    migrations.migrate(connection, (*migrations.STEPS, NEXT))
    raw.set_trace_callback(None)
    picture("")
    yield from taken


def test_a_power_failure_within_a_step_leaves_before_or_after(
    book: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    session = opened(book)
    key, path = session.office.key, session.office.path
    store.write_journal(session, b"so that there is a log", now=NOW)
    before = state(path, key)
    found = [state(image, key) for image in images(session, tmp_path)]
    after = (before[0] + 1, before[1] | {"first_more", "second_more"}, before[2])
    session.close()

    assert len(found) > 6
    assert (found[0], found[-1]) == (before, after)
    assert set(found) == {before, after}


def test_a_step_is_taken_after_a_copy_that_is_whole(
    book: tuple[Path, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = book[0]
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, NEXT))
    session = opened(book)
    for place, file in session.files.items():
        copy = next(path.glob(f"{place.value}.db.before-*"))  # one copy, before the first step
        was = int(copy.name.rpartition("-")[2]) - 1
        version, names, _cases = state(copy, file.key)

        assert f"schema-{was}" in SCHEMAS
        assert (version, names) == (was, frozenset(tables.METADATA.tables) - NOT_YET[was])
        assert copy.stat().st_mode & 0o077 == 0
        assert state(file.path, file.key)[0] == NEXT.number
    assert {case: summary(session, case) for case in book[1]["cases"]} == book[1]["cases"]
    session.close()


def test_no_step_is_taken_where_the_copy_fails(
    book: tuple[Path, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    session = opened(book)
    key, path = session.office.key, session.office.path
    session.close()
    before = state(path, key)

    def fails(*_parts: object) -> None:
        raise OSError

    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, NEXT))
    monkeypatch.setattr(dialect, "copy", fails)
    with pytest.raises(OSError):  # noqa: PT011 - any failure of the disk
        opened(book)

    assert state(path, key) == before
