"""Generations of backups: whole or not at all, checked, signed, kept and let go."""

from __future__ import annotations

import json
import os
import stat
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import store
from casework.domain.dates import local_day
from casework.errors import CaseworkError, Conflict, Damaged
from casework.store import copies, generations, heads, manifests
from casework.store.folder import Place
from casework.store.generations import Generation, Keep, Order
from casework.store.manifests import Manifest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.store.conftest import School

PARTS = [
    "..",
    ".",
    "",
    "C:",
    "a:b",
    "CON",
    "nul.txt",
    "COM1.db",
    "a\\b",
    "a.",
    "a ",
    " a",
    "a\0b",
    "a\nb",
    "a\u202eb",
    "x" * 201,
]


@pytest.fixture
def service(school: School) -> Iterator[store.Service]:
    made = school.service()
    yield made
    made.close()


@pytest.fixture
def order(school: School, service: store.Service) -> Order:
    (school.path / "casework.toml").write_text("casework = 1\n", encoding="utf-8")
    (school.path / "letters" / "own.md").write_text("Ours.\n", encoding="utf-8")
    along, _left = generations.along(school.path, ("casework.toml",))
    return Order(
        source=school.path,
        files=service.files,
        by=service.identity,
        program="1",
        policies=("a" * 64,),
        along=along,
    )


@pytest.fixture
def target(tmp_path: Path) -> Path:
    made = tmp_path / "target"
    made.mkdir()
    return made


def _quiet(_words: str) -> None:
    return None


def make(order: Order, target: Path, at: datetime) -> tuple[Generation, Manifest]:
    return generations.make(order, target, now=at, beat=_quiet)


@pytest.fixture
def made(school: School, order: Order, target: Path) -> tuple[Generation, Manifest]:
    school.full_case(school.head)
    return make(order, target, school.now)


def test_a_generation_holds_the_files_and_what_goes_along(
    made: tuple[Generation, Manifest],
) -> None:
    names = {path.relative_to(made[0].path).as_posix() for path in made[0].path.rglob("*.*")}

    assert names == {
        "casework.toml",
        "keys.json",
        "letters/own.md",
        "manifest.json",
        "office.db",
        "sealed.db",
    }


def test_a_generation_is_whole_and_signed_by_the_service(
    made: tuple[Generation, Manifest],
) -> None:
    generations.check_whole(made[0].path, made[0].manifest())

    assert made[0].whole() == made[1]


def test_heads_in_the_list_are_those_of_the_files(
    made: tuple[Generation, Manifest], service: store.Service
) -> None:
    found = {place: made[1].part(place, f.key).heads for place, f in service.files.items()}

    assert found == {place: heads.heads_of(file) for place, file in service.files.items()}
    assert made[1].part(Place.OFFICE, service.files[Place.OFFICE].key).policies == ("a" * 64,)


def test_what_is_said_of_one_file_opens_with_its_own_key_alone(
    made: tuple[Generation, Manifest], service: store.Service
) -> None:
    with pytest.raises(Damaged):
        made[1].part(Place.SEALED, service.files[Place.OFFICE].key)


def test_the_list_tells_no_count_and_no_version_in_clear(
    made: tuple[Generation, Manifest],
) -> None:
    said = json.loads((made[0].path / "manifest.json").read_bytes())

    assert set(said) == {
        "casework backup",
        "book",
        "number",
        "made",
        "program",
        "schema",
        "files",
        "parts",
        "signer",
        "signature",
    }
    assert len({len(part) for part in said["parts"].values()}) == 1


def test_no_word_of_a_case_lies_in_a_generation(
    made: tuple[Generation, Manifest], school: School
) -> None:
    files = [path for path in made[0].path.rglob("*") if path.is_file()]

    assert [path.name for path in files if school.canary in path.read_bytes()] == []
    assert [p.name for p in files if p.read_bytes().startswith(b"SQLite format 3")] == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no mode")
def test_no_file_of_a_generation_is_for_others_to_read(made: tuple[Generation, Manifest]) -> None:
    modes = {stat.S_IMODE(p.stat().st_mode) for p in made[0].path.rglob("*") if p.is_file()}

    assert modes == {0o600}


def test_numbers_rise_whatever_the_clock_says(order: Order, target: Path) -> None:
    at = datetime(2026, 5, 1, 9, tzinfo=UTC)
    names = [make(order, target, at - timedelta(days=n))[0] for n in range(3)]

    assert [one.number for one in names] == [1, 2, 3]
    assert [one.name for one in generations.listed(target)] == [one.name for one in names]


def test_leftovers_are_swept_and_other_folders_are_not(
    order: Order, target: Path, school: School
) -> None:
    book = order.files[Place.OFFICE].meta("book").hex()[:8]
    (target / f"casework-{book}-00001-20260101T000000Z.incomplete" / "letters").mkdir(parents=True)
    (target / "casework-00000000-00001-20260101T000000Z.incomplete").mkdir()
    (target / "holiday").mkdir()
    found, _manifest = make(order, target, school.now)

    assert {path.name for path in target.iterdir()} == {
        found.name,
        "holiday",
        "casework-00000000-00001-20260101T000000Z.incomplete",
    }


# --- what is not as it was ------------------------------------------------------------------------


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


CHANGES: dict[str, Callable[[Path], object]] = {
    "a bit of office.db": lambda at: _flip(at / "office.db"),
    "a bit of sealed.db": lambda at: _flip(at / "sealed.db"),
    "a letter": lambda at: (at / "letters" / "own.md").write_text("Mine.\n", encoding="utf-8"),
    "short": lambda at: os.truncate(at / "office.db", 4096),
    "a file is gone": lambda at: (at / "casework.toml").unlink(),
    "a file too many": lambda at: (at / "more.txt").write_text("x", encoding="utf-8"),
    "a link": lambda at: (at / "letters" / "link.md").symlink_to(at / "keys.json"),
    "a linked folder": lambda at: (at / "elsewhere").symlink_to(at.parent),
    "no list": lambda at: (at / "manifest.json").unlink(),
    "half a list": lambda at: os.truncate(at / "manifest.json", 100),
    "a list that is a link": lambda at: (at / "manifest.json").symlink_to(
        (at / "manifest.json").rename(at.parent / "list")
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_generation_is_noticed(made: tuple[Generation, Manifest], change: str) -> None:
    CHANGES[change](made[0].path)

    with pytest.raises(Damaged):
        generations.check_whole(made[0].path, made[0].manifest())


def test_a_list_written_anew_by_a_stranger_is_noticed(
    made: tuple[Generation, Manifest],
) -> None:
    from casework.store.vault import Identity

    stranger = made[1].signed(Identity.new())
    (made[0].path / "manifest.json").write_bytes(stranger.encoded())

    with pytest.raises(Damaged, match="was not signed by anybody"):
        generations.check_whole(made[0].path, made[0].manifest())


def _with(manifest: Manifest, **more: object) -> bytes:
    said = json.loads(manifest.encoded())
    return json.dumps({**said, **more}).encode()


def test_a_newer_format_has_its_own_sentence(made: tuple[Generation, Manifest]) -> None:
    with pytest.raises(Damaged, match="newer version of this program"):
        Manifest.decoded(_with(made[1], **{"casework backup": 2}))


def test_a_newer_shape_of_the_records_has_the_same_sentence(
    made: tuple[Generation, Manifest],
) -> None:
    (made[0].path / "manifest.json").write_bytes(_with(made[1], schema=999))

    with pytest.raises(Damaged, match="newer version of this program"):
        made[0].manifest()


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(
    "form", ["{}", "letters/{}", "{}/a", "letters/{}/a", "/{}", "a/{}", "../{}"]
)
def test_a_member_that_could_lie_elsewhere_is_refused(part: str, form: str) -> None:
    assert not manifests.is_member(form.format(part))


@pytest.mark.parametrize("name", ["../keys.json", "/etc/passwd", "letters/../../x", "a/b"])
def test_a_list_with_such_a_member_is_refused_before_anything_is_written(
    made: tuple[Generation, Manifest], name: str
) -> None:
    files = {**json.loads(made[1].encoded())["files"], name: {"size": 1, "digest": "0" * 64}}

    with pytest.raises(Damaged):
        Manifest.decoded(_with(made[1], files=files))


@pytest.mark.parametrize(
    "more",
    [
        {"files": []},
        {"files": {}},
        {"parts": {}},
        {"number": True},
        {"schema": -1},
        {"signature": "zz"},
        {"book": "aa"},
        {"extra": 1},
        {"casework backup": "1"},
    ],
)
def test_a_list_of_another_shape_is_refused(
    made: tuple[Generation, Manifest], more: dict[str, object]
) -> None:
    with pytest.raises(Damaged):
        Manifest.decoded(_with(made[1], **more))


def test_a_copy_that_lacks_an_entry_is_not_published(
    school: School, order: Order, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file grew between the look at its heads and the copy."""
    real = heads.heads_of
    seen: list[object] = []

    def once(file: object) -> object:
        found = real(file)  # type: ignore[arg-type]  # as the real one
        if not seen:
            seen.append(found)
            school.opened(school.head)
            return real(school.head.office)
        return found

    monkeypatch.setattr(heads, "heads_of", once)
    with pytest.raises(Damaged, match="not like what was copied"):
        make(order, target, school.now)

    assert list(target.iterdir()) == []


def test_a_copy_is_read_without_leaving_anything_beside_it(
    made: tuple[Generation, Manifest], service: store.Service
) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in made[0].path.iterdir()}
    keys = {place: file.key for place, file in service.files.items()}
    expected = {place: made[1].part(place, key).heads for place, key in keys.items()}
    copies.check_copy(made[0].path, keys, expected)

    assert {path.name: path.stat().st_mtime_ns for path in made[0].path.iterdir()} == before


# --- one at a time, kept and let go ---------------------------------------------------------------


def test_two_at_once_are_told_apart(tmp_path: Path) -> None:
    with (
        generations.alone(tmp_path / "lock"),
        pytest.raises(Conflict),
        generations.alone(tmp_path / "lock"),
    ):
        pass


def test_a_lock_is_free_again(tmp_path: Path) -> None:
    for _ in range(2):
        with generations.alone(tmp_path / "lock"):
            pass


def _every_day(days: int, each: int = 1) -> dict[int, datetime]:
    first = datetime(2025, 1, 1, 9, tzinfo=UTC)
    return {
        day * each + n + 1: first + timedelta(days=day, hours=n)
        for day in range(days)
        for n in range(each)
    }


def test_of_a_year_of_days_fourteen_days_eight_weeks_and_twelve_months_stay() -> None:
    made = _every_day(400)
    stay = sorted(generations.kept_of(made, Keep()))

    days = [made[number] for number in stay]
    sundays = [day.date().isoformat() for day in days[:-14] if day.weekday() == 6]
    ends = [day for day in days if (day + timedelta(days=1)).day == 1]

    assert stay[-14:] == list(range(387, 401))
    assert sundays[-5:] == ["2025-12-21", "2025-12-28", "2026-01-04", "2026-01-11", "2026-01-18"]
    assert len(ends) == 11
    assert stay[0] == 90


def test_of_several_a_day_the_last_one_stays_and_today_all() -> None:
    stay = generations.kept_of(_every_day(3, each=4), Keep(daily=14, weekly=0, monthly=0))

    assert stay == {4, 8, 9, 10, 11, 12}


@given(
    st.lists(st.integers(0, 900 * 24), max_size=60),
    st.integers(2, 20),
    st.integers(0, 10),
    st.integers(0, 14),
)
def test_the_newest_always_stays_and_no_more_than_asked_for(
    hours: list[int], daily: int, weekly: int, monthly: int
) -> None:
    first = datetime(2025, 1, 1, tzinfo=UTC)
    made = {n: first + timedelta(hours=hour) for n, hour in enumerate(hours, start=1)}
    stay = generations.kept_of(made, Keep(daily=daily, weekly=weekly, monthly=monthly))
    today = [n for n in made if local_day(made[n]) == local_day(made[max(made)])]

    assert len(stay) <= daily + weekly + monthly + len(today)
    assert not made or max(made) in stay
    assert generations.kept_of({n: made[n] for n in stay}, Keep(daily=daily)) <= stay


def test_one_that_is_not_whole_takes_nobodys_place_and_stays(order: Order, target: Path) -> None:
    at = datetime(2026, 5, 1, 9, tzinfo=UTC)
    whole = [make(order, target, at + timedelta(days=n))[0] for n in range(3)]
    (whole[2].path / "office.db").write_bytes(b"")
    book = order.files[Place.OFFICE].meta("book").hex()
    gone = generations.let_go(target, book, Keep(daily=2, weekly=0, monthly=0))

    assert gone == ()
    assert len(generations.listed(target)) == 3


def test_what_is_let_go_is_gone_whole(order: Order, target: Path) -> None:
    at = datetime(2026, 5, 1, 9, tzinfo=UTC)
    made = [make(order, target, at + timedelta(days=n))[0] for n in range(4)]
    book = order.files[Place.OFFICE].meta("book").hex()
    gone = generations.let_go(target, book, Keep(daily=2, weekly=0, monthly=0))

    assert gone == (made[0].name, made[1].name)
    assert sorted(path.name for path in target.iterdir()) == [made[2].name, made[3].name]


# --- copied out -----------------------------------------------------------------------------------


def test_what_is_copied_out_opens_with_the_password(
    made: tuple[Generation, Manifest], school: School, tmp_path: Path
) -> None:
    generations.copy_out(made[0], made[1], tmp_path / "out")
    session = store.sign_in(tmp_path / "out", "head", school.password, now=school.now).session
    found = store.check_all(session)
    session.close()

    assert found == []


def test_the_recovery_envelope_opens_a_backup_when_every_password_is_gone(
    school: School, order: Order, target: Path, tmp_path: Path
) -> None:
    key = store.renew_recovery(school.user("chair"), now=school.now)
    school.full_case(school.head)
    generation, manifest = make(order, target, school.now)
    generations.copy_out(generation, manifest, tmp_path / "out")
    found = store.open_with_recovery(
        tmp_path / "out", key, name="chair", new_password="words after the fire", now=school.now
    )
    faults = store.check_all(found.session)
    found.session.close()

    assert (found.recovery_key is not None, faults) == (True, [])


def test_a_file_that_changes_while_it_is_copied_out_is_noticed(
    made: tuple[Generation, Manifest], tmp_path: Path
) -> None:
    _flip(made[0].path / "sealed.db")

    with pytest.raises(CaseworkError):
        generations.copy_out(made[0], made[1], tmp_path / "out")


def test_links_and_names_of_no_system_do_not_go_along(school: School) -> None:
    (school.path / "letters" / "link.md").symlink_to(school.path / "keys.json")
    (school.path / "letters" / "a:b.md").write_text("x", encoding="utf-8")
    (school.path / "letters" / "good.md").write_text("x", encoding="utf-8")
    found = generations.along(school.path, ("casework.toml", "../elsewhere"))

    assert found == (("letters/good.md",), ("letters/a:b.md", "letters/link.md"))
