"""One item of a case is destroyed, and destroyed again where a backup brings it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework import store
from casework.errors import MachineFault
from casework.store import chunks, history, parts
from casework.store import folder as folders
from tests.store.conftest import CANARY, NOW
from tests.store.disposal_kit import case_of, pages_of
from tests.store.test_disposal_again import put_back, signed_in

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from casework.store import Session
    from tests.store.conftest import School


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path / "register"


def gone(session: Session, case: str, own: Path) -> tuple[bool, bool]:
    """Return whether the item is in the file, and what the register says."""
    return store.has_item(session, case, "photo"), store.is_destroyed(session, case, "photo", own)


def test_an_item_goes_and_the_rest_of_its_case_stays(school: School, own: Path) -> None:
    case = case_of(school)
    before = gone(school.head, case, own)
    store.destroy_item(school.head, case, "photo", own)
    begun = [path.suffix for path in own.iterdir()]
    whole = store.finish_parts(school.head, (own,))

    assert (before, gone(school.head, case, own)) == ((True, False), (False, True))
    assert (begun, whole, [path.suffix for path in own.iterdir()]) == ([".going"], True, [""])
    assert store.read_case(school.head, case).revision == 2
    assert [page for page in pages_of(school.head.office) if CANARY * 20 in page] == []
    assert store.check_all(school.head) == []


def test_a_register_that_cannot_be_written_stops_it(school: School, own: Path) -> None:
    case = case_of(school)
    own.write_bytes(b"in the way")
    with pytest.raises(MachineFault, match="register of disposals"):
        store.destroy_item(school.head, case, "photo", own)

    assert gone(school.head, case, own) == (True, False)


def test_an_item_that_a_backup_brings_back_goes_again(
    school: School, own: Path, tmp_path: Path
) -> None:
    case = case_of(school)
    school.head.office.copy_to(tmp_path / "copy.db")
    store.destroy_item(school.head, case, "photo", own)
    store.finish_parts(school.head, (own,))
    put_back(school, tmp_path / "copy.db")
    session = signed_in(school, "head")
    there = gone(session, case, own)
    whole = store.finish_parts(session, (own,))

    assert (there, whole, gone(session, case, own)) == ((True, True), True, (False, True))


def test_it_goes_again_by_what_lies_beside_the_backup_alone(
    school: School, own: Path, tmp_path: Path
) -> None:
    case = case_of(school)
    school.head.office.copy_to(tmp_path / "copy.db")
    store.destroy_item(school.head, case, "photo", own)
    beside = tmp_path / "beside"
    store.keep_parts(school.head.files.values(), own, beside)
    put_back(school, tmp_path / "copy.db")
    session = signed_in(school, "head")
    elsewhere = tmp_path / "state" / "register"

    assert [path.suffix for path in beside.iterdir()] == [""]
    assert store.finish_parts(session, (elsewhere, beside))
    assert gone(session, case, elsewhere) == (False, True)


def test_a_place_beside_the_backups_is_not_made_where_its_disk_is_away(
    school: School, own: Path, tmp_path: Path
) -> None:
    case = case_of(school)
    store.destroy_item(school.head, case, "photo", own)
    with pytest.raises(MachineFault):
        store.keep_parts(school.head.files.values(), own, tmp_path / "away" / "beside")

    assert not (tmp_path / "away").exists()


@pytest.mark.parametrize("older", [False, True])
def test_what_was_decided_about_its_case_since_it_came_back_counts(
    school: School,
    own: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    older: bool,
) -> None:
    case = case_of(school)
    school.head.office.copy_to(tmp_path / "copy.db")
    store.log_retention(school.head, case, b"agreed to", now=NOW)
    if older:
        sealed = parts._sealed
        monkeypatch.setattr(parts, "_sealed", lambda file, item, _said: sealed(file, item, (item,)))
    store.destroy_item(school.head, case, "photo", own)
    store.finish_parts(school.head, (own,))
    put_back(school, tmp_path / "copy.db")
    session = signed_in(school, "head")
    store.log_retention(session, case, b"on hold", now=NOW)
    whole = store.finish_parts(session, (own,))

    assert whole is True
    assert gone(session, case, own) == ((False, True) if older else (True, False))
    assert [one.invariant for one in store.check_parts(session, own)] == ([] if older else ["I12"])


def test_it_may_be_destroyed_anew_after_that(school: School, own: Path, tmp_path: Path) -> None:
    case = case_of(school)
    school.head.office.copy_to(tmp_path / "copy.db")
    store.destroy_item(school.head, case, "photo", own)
    store.finish_parts(school.head, (own,))
    put_back(school, tmp_path / "copy.db")
    session = signed_in(school, "head")
    store.log_retention(session, case, b"on hold, and let go", now=NOW)
    store.destroy_item(session, case, "photo", own)

    assert store.finish_parts(session, (own,)) is True
    assert gone(session, case, own) == (False, True)
    assert len(list(own.iterdir())) == 1
    assert store.check_parts(session, own) == []


def test_another_account_of_the_computer_keeps_the_register_too(
    school: School, own: Path, tmp_path: Path
) -> None:
    case = case_of(school)
    school.head.office.copy_to(tmp_path / "copy.db")
    store.destroy_item(school.head, case, "photo", own)
    store.finish_parts(school.head, (own,))
    service, beside = tmp_path / "service", tmp_path / "beside"
    store.keep_parts(school.head.files.values(), service, beside)
    said = gone(school.head, case, service)
    put_back(school, tmp_path / "copy.db")
    session = signed_in(school, "head")

    assert said == (False, True)
    assert [path.name for path in beside.iterdir()] == [path.name for path in own.iterdir()]
    assert store.finish_parts(session, (service, beside))
    assert gone(session, case, service) == (False, True)


def test_what_is_half_gone_is_named_until_it_is_wholly_gone(school: School, own: Path) -> None:
    case = case_of(school)
    store.destroy_item(school.head, case, "photo", own)
    before = [one.what for one in store.check_parts(school.head, own)]
    store.finish_parts(school.head, (own,))

    assert before == ["the destruction of a file of evidence was cut short"]
    assert store.check_parts(school.head, own) == []


def destroyed(school: School, case: str, own: Path) -> None:
    store.destroy_item(school.head, case, "photo", own)
    store.finish_parts(school.head, (own,))


class PowerCut(Exception):
    """The computer stops."""


@pytest.mark.parametrize(
    ("where", "what", "begun"),
    [
        (parts, "_sealed", False),
        (folders, "write_coming", False),
        (folders, "publish", False),
        (parts, "_note", True),
        (chunks, "remove", True),
        (folders, "remove_laid_aside", True),
    ],
)
def test_cut_short_anywhere_it_has_not_begun_or_comes_to_its_end(
    school: School,
    own: Path,
    monkeypatch: pytest.MonkeyPatch,
    where: ModuleType,
    what: str,
    begun: bool,
) -> None:
    def stop(*_: object) -> None:
        raise PowerCut

    case = case_of(school)
    with monkeypatch.context() as cut:
        cut.setattr(where, what, stop)
        with pytest.raises(PowerCut):
            destroyed(school, case, own)
    school.close()
    school.sessions.clear()
    session = signed_in(school, "head")
    whole = store.finish_parts(session, (own,))

    assert (whole, gone(session, case, own)) == (True, (not begun, begun))
    assert [path.name for path in own.glob("*.going")] == []
    assert store.check_parts(session, own) == store.check_all(session) == []


def test_the_register_tells_nothing_without_the_files_key(school: School, own: Path) -> None:
    case = case_of(school)
    store.destroy_item(school.head, case, "photo", own)
    with school.head.office.reading() as connection:
        _row, card = history.opened(school.head, connection, case)
    (path,) = own.iterdir()
    words = path.read_bytes()

    assert [one for one in (b"photo", case.encode()) if one in words] == []
    assert chunks.name_of(card.keys, "photo") not in path.name
    assert not store.is_destroyed(school.head, case, "another", own)
