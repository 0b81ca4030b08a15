from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from sqlcipher3 import dbapi2 as driver

from casework import store
from casework.errors import Conflict, Damaged, MachineFault, NotFound
from casework.store import Place, dialect, folder, migrations, tables
from casework.store.book import BookFile, instant, stamp
from casework.store.folder import Folder
from casework.store.migrations import Migration

if TYPE_CHECKING:
    from pathlib import Path

    from tests.store.conftest import School


def sign_in(school: School) -> None:
    store.sign_in(school.path, "head", school.password, now=school.now).session.close()


@pytest.fixture
def shut(school: School) -> School:
    """The school with nobody signed in."""
    school.close()
    school.sessions.clear()
    return school


def test_files_are_their_owners_alone(school: School) -> None:
    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in school.path.iterdir()}

    assert {modes[n] for n in ("office.db", "sealed.db", "keys.json")} == {0o600}
    assert stat.S_IMODE(school.path.stat().st_mode) == 0o700


def test_every_connection_has_every_pragma(school: School) -> None:
    assert dialect.pragma_faults(school.head.office.connection) == ()
    school.head.office.connection.exec_driver_sql("PRAGMA foreign_keys = OFF")

    assert [f.what for f in store.check_files(school.head)] == ["the setting foreign_keys is off"]


def test_the_driver_refuses_other_files_and_code(school: School) -> None:
    for sql in ("ATTACH ':memory:' AS other", "SELECT load_extension('x')", "PRAGMA rekey = 'x'"):
        with pytest.raises(sa.exc.DatabaseError, match=r"not authorized|prohibited"):
            school.head.office.connection.exec_driver_sql(sql)


@pytest.mark.skipif(os.name == "nt", reason="there an open file cannot be taken away")
@pytest.mark.parametrize("instead", [False, True], ids=["removed", "replaced"])
def test_nothing_is_written_to_a_file_that_was_taken_away(school: School, instead: bool) -> None:
    file = school.head.files[Place.OFFICE]
    content, away = file.path.read_bytes(), file.path.with_name("away")
    file.path.rename(away)
    if instead:
        file.path.write_bytes(content)

    with pytest.raises(MachineFault, match="removed or replaced"), file.writing():
        pass

    away.replace(file.path)
    with file.writing() as connection:
        assert connection is file.connection


def test_no_book_in_a_folder_is_not_found(tmp_path: Path, school: School) -> None:
    with pytest.raises(NotFound, match="no records"):
        store.sign_in(tmp_path / "none", "head", "x", now=school.now)


def test_a_second_book_in_a_folder_is_refused(school: School) -> None:
    with pytest.raises(Conflict, match="already"):
        Folder(school.path).make()


def test_a_plain_database_in_place_of_the_book_is_damaged(shut: School) -> None:
    path = shut.path / "office.db"
    path.unlink()
    plain = driver.connect(path)
    plain.execute("CREATE TABLE x (y)")
    plain.close()

    with pytest.raises(Damaged, match="not encrypted"):
        sign_in(shut)


@pytest.mark.parametrize("name", ["office.db", "sealed.db"])
@pytest.mark.parametrize("content", [b"", b"\x00" * 8192, b"no database at all" * 999])
def test_a_foreign_or_damaged_file_is_damaged(shut: School, name: str, content: bytes) -> None:
    (shut.path / name).write_bytes(content)

    with pytest.raises(Damaged):
        sign_in(shut)


def test_a_flipped_bit_is_found(shut: School) -> None:
    path = shut.path / "office.db"
    content = bytearray(path.read_bytes())
    content[4096 + 2000] ^= 1
    path.write_bytes(content)

    with pytest.raises(Damaged):
        sign_in(shut)


def test_another_books_sealed_file_is_damaged(shut: School, tmp_path: Path) -> None:
    key = b"k" * 32
    other = Folder(tmp_path / "other")
    other.make()
    BookFile.create(other, Place.SEALED, key, {"book": b"b", "secret": b"s" * 32}).close()
    (shut.path / "sealed.db").write_bytes((tmp_path / "other" / "sealed.db").read_bytes())

    with pytest.raises(Damaged):
        sign_in(shut)


def test_a_newer_programs_file_is_damaged_and_left_alone(school: School) -> None:
    dialect.set_schema_version(school.head.office.connection, migrations.latest() + 1)

    with pytest.raises(Damaged, match="newer version"):
        sign_in(school)


def test_a_folder_that_cannot_be_written_is_the_machines_fault(
    shut: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)

    with pytest.raises(MachineFault, match="cannot be written"):
        sign_in(shut)


@pytest.mark.parametrize(
    "name", ["OneDrive", "OneDrive - Milnthorpe School", "Dropbox", "iCloud Drive", "Google Drive"]
)
def test_a_synced_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(MachineFault, match="copied to other computers"):
        Folder(tmp_path / name / "book").make()


def test_a_folder_with_a_syncers_mark_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".stfolder").mkdir()

    with pytest.raises(MachineFault, match="copied to other computers"):
        folder.check_place(tmp_path / "book")


@pytest.mark.parametrize(("kind", "words"), [("cifs", "another computer"), ("vfat", "FAT")])
def test_a_share_or_stick_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, words: str
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"disk / ext4 rw 0 0\nshare {tmp_path}/s {kind} rw 0 0\nshort\n")
    monkeypatch.setattr(folder, "_MOUNTS", mounts)

    with pytest.raises(MachineFault, match=words):
        folder.check_place(tmp_path / "s" / "book")
    folder.check_place(tmp_path / "book")


def test_a_name_that_only_looks_like_a_syncers_is_taken(tmp_path: Path) -> None:
    folder.check_place(tmp_path / "Dropboxes of the school")


def add_a_table(connection: sa.Connection) -> None:
    connection.exec_driver_sql("CREATE TABLE more (x)")


def test_a_migration_is_taken_whole_with_a_copy_before(
    shut: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = migrations.latest() + 1
    step = Migration(
        number=number,
        what="a table more",
        run=add_a_table,
    )
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, step))
    session = store.sign_in(shut.path, "head", shut.password, now=shut.now).session

    assert dialect.schema_version(session.office.connection) == number
    assert (shut.path / f"office.db.before-{number}").stat().st_size > 0
    session.close()


def test_a_migration_that_fails_leaves_the_file_as_it_was(school: School) -> None:
    def fails(connection: sa.Connection) -> None:
        connection.exec_driver_sql("CREATE TABLE more (x)")
        raise RuntimeError

    steps = (*migrations.STEPS, Migration(number=migrations.latest() + 1, what="fails", run=fails))
    connection = school.head.office.connection
    before = dialect.schema_version(connection)
    with pytest.raises(RuntimeError):
        migrations.migrate(connection, steps)

    tables_now = {r[0] for r in connection.exec_driver_sql("SELECT name FROM sqlite_master")}
    assert ("more" in tables_now, dialect.schema_version(connection)) == (False, before)


def test_the_tables_have_exactly_the_clear_columns_of_the_design() -> None:
    found = {name: [c.name for c in tables.table(name).columns] for name in ("case", "deadline")}

    assert found == {
        "case": ["id", "revision", "changed_at", "next_due", "card"],
        "deadline": ["id", "case", "due_at", "passed_at", "ended_at", "sealed"],
    }


def test_a_copy_of_the_book_opens_like_the_book(school: School, tmp_path: Path) -> None:
    case = school.full_case(school.head).case
    files = tuple(school.head.files.values())
    digests = store.copy_book(school.path, files, tmp_path / "copy")

    session = store.sign_in(tmp_path / "copy", "head", school.password, now=school.now).session

    assert store.read_case(session, case).revision == 1
    assert sorted(digests) == ["keys.json", "office.db", "sealed.db"]
    session.close()


def test_leftovers_and_open_files_are_found(school: School) -> None:
    clean = store.check_leftovers(school.head)
    (school.path / "keys.json.incomplete").write_bytes(b"")
    (school.path / "keys.json").chmod(0o644)

    found = [f.where for f in store.check_leftovers(school.head)]

    assert (clean, found) == ([], ["keys.json", "keys.json.incomplete"])


def test_instants_sort_as_text(school: School) -> None:
    assert instant(stamp(school.now)) == school.now
    with pytest.raises(ValueError, match="offset"):
        stamp(school.now.replace(tzinfo=None))


def test_closing_empties_the_log(school: School) -> None:
    school.opened(school.head)
    school.head.close()
    school.sessions.clear()

    assert not (school.path / "office.db-wal").exists()


def test_closing_tells_that_somebody_else_still_reads_and_loses_nothing(school: School) -> None:
    case = school.opened(school.head).case
    reader = store.sign_in(school.path, "head", school.password, now=school.now).session
    with reader.office.reading() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM event").scalar()
        school.opened(school.head)
        early = school.head.close()
    school.sessions.clear()
    late = reader.close()
    again = store.sign_in(school.path, "head", school.password, now=school.now).session

    assert (early, late) == (False, True)
    assert store.read_case(again, case).revision == 1
    assert store.check_all(again) == []
    again.close()


def test_a_sound_book_has_no_findings(school: School) -> None:
    school.full_case(school.head)
    school.user("clerk")

    assert store.check_all(school.head) == []
    assert store.check_all(school.user("clerk")) == []


def test_search_narrows_as_one_types(school: School) -> None:
    for words in ("Álvarez O’Brien", "Alvarez Jones", "Smith"):
        school.opened(school.head, step=school.step(card=words.encode()))
    finder = store.Finder(lambda row: row.card.decode())
    finder.load(store.cards(school.head))

    counts = [len(finder.find(t)) for t in ("", "a", "alv", "alvarez o'b", "alv", "zz")]

    assert counts == [3, 2, 2, 1, 2, 0]
