"""The question that comes first, files in a case, and every touch of them in the custody log."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from casework import settings, store
from casework.domain.people import CasePerson, PersonRole
from casework.errors import (
    Conflict,
    Damaged,
    MachineFault,
    NotFound,
    NotPermitted,
    Refused,
    UsageFault,
)
from casework.office import backups, cases, doctor, door, evidence, evidencecustody, evidencefiles
from casework.office import evidencehandling as handling
from casework.office.cases import Answers, NewCase
from casework.office.evidence import Reference, Sheet
from casework.office.evidencegate import QUESTION, Shows, answer, next_steps
from casework.office.saying import Saying
from casework.policy.conditions import EachSheetHas, EvidenceAtLeast
from casework.store import Place, tables
from tests.office.test_evidence_files import HOSTILE
from tests.office.test_evidence_kinds import PNG, zipped

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casework.office.desk import Desk
    from casework.office.evidence import Item
    from tests.office.circles_kit import Circles
    from tests.office.practice_kit import Book

SHEET = Sheet(
    platform="Facebook",
    address="https://facebook.example/groups/4b/1",
    what="A post that says: “you will see”.",
    seen_on="1/9/2026",
    how="A picture of the screen",
)
TAKEN = Reference(seen_by="Mrs Birch, at the gate")


@pytest.fixture
def ref(clerk: Desk) -> str:
    return cases.open_case(clerk, NewCase(case_type="concern"), Answers()).ref


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    file = tmp_path / "canary-wheatear of 4B.png"
    file.write_bytes(PNG + b"canary-linnet" * 100_000)
    return file


def take_in(desk: Desk, ref: str, file: Path, **changed: str) -> Item:
    sheet = replace(SHEET, **changed)
    evidence.add_sheet(desk, ref, sheet, file=str(file), shows=Shows.NO)
    return evidence.list_evidence(desk, ref)[-1]


def touches(desk: Desk, ref: str) -> list[str]:
    return [one.what for one in evidencecustody.read(desk, door.load(desk, ref))]


# --- the question ---------------------------------------------------------------------------------


def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list of all paths that anything looks at from now on."""
    found: list[str] = []

    def noting(real: Callable[..., Any]) -> Callable[..., Any]:
        def noted(path: object, *more: object, **named: object) -> Any:  # noqa: ANN401 - as it is
            found.append(str(path))
            return real(path, *more, **named)

        return noted

    for name in ("lstat", "stat", "open"):
        monkeypatch.setattr(os, name, noting(getattr(os, name)))
    return found


@pytest.mark.parametrize("shows", [None, Shows.YES, Shows.NOT_SURE])
def test_without_a_plain_no_a_file_is_not_even_looked_at(
    clerk: Desk, ref: str, picture: Path, shows: Shows | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = looked_at(monkeypatch)
    with pytest.raises(UsageFault):
        evidence.add_sheet(clerk, ref, SHEET, file=str(picture), shows=shows)

    assert [path for path in seen if "wheatear" in path] == []
    assert touches(clerk, ref) == []


def test_the_answer_no_is_on_record_before_a_byte_is_read(
    clerk: Desk, ref: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def reads(_path: str) -> None:
        assert touches(clerk, ref) == ["asked"]
        raise UsageFault("stopped here")

    monkeypatch.setattr(evidence, "read_file", reads)
    with pytest.raises(UsageFault, match="stopped here"):
        evidence.add_sheet(clerk, ref, SHEET, file="x", shows=Shows.NO)
    (asked,) = evidencecustody.read(clerk, door.load(clerk, ref))

    assert (asked.by, asked.said) == (clerk.session.name, {"answer": "no"})


@pytest.mark.parametrize("shows", [Shows.YES, Shows.NOT_SURE])
def test_what_nobody_may_keep_is_recorded_by_reference_alone(
    clerk: Desk, ref: str, shows: Shows
) -> None:
    told = replace(TAKEN, address="a pupil's telephone", held_by="the head", reported="CEOP 1")
    evidence.add_reference(clerk, ref, told, shows)
    (item,) = evidence.list_evidence(clerk, ref)

    assert (item.captured, item.file) == (False, {})
    assert item.sheet == {
        "withheld": str(shows),
        "seen-by": "Mrs Birch, at the gate",
        "address": "a pupil's telephone",
        "held-by": "the head",
        "reported": "CEOP 1",
    }
    assert touches(clerk, ref) == ["reference"]
    assert evidence.verify_evidence(clerk, ref).files == 0


def test_a_reference_says_who_has_seen_it(clerk: Desk, ref: str) -> None:
    with pytest.raises(UsageFault, match="Who has seen it"):
        evidence.add_reference(clerk, ref, Reference(seen_by=" "), Shows.YES)

    assert touches(clerk, ref) == []


def test_a_reference_is_no_piece_of_evidence_to_a_policy(clerk: Desk, ref: str) -> None:
    evidence.add_reference(clerk, ref, TAKEN, Shows.NOT_SURE)
    case = door.load(clerk, ref).snapshot
    some, whole = EvidenceAtLeast(least=1), EachSheetHas(fields=frozenset({"seen-at"}))

    assert [item.captured for item in case.evidence] == [False]
    assert (some.compiled()(case), whole.compiled()(case)) == (False, True)
    evidence.add_sheet(clerk, ref, SHEET)
    case = door.load(clerk, ref).snapshot
    assert (some.compiled()(case), whole.compiled()(case)) == (True, False)


@pytest.mark.parametrize("typed", ["", "perhaps", "n", "nope", "no really"])
def test_any_other_answer_is_asked_for_again(typed: str) -> None:
    with pytest.raises(UsageFault) as fault:
        answer(typed)

    assert fault.value.message == QUESTION


@pytest.mark.parametrize(
    ("typed", "shows"),
    [
        ("No", Shows.NO),
        ("YES", Shows.YES),
        ("not sure", Shows.NOT_SURE),
        ("not_sure\n", Shows.NOT_SURE),
    ],
)
def test_an_answer_may_be_typed_in_several_ways(typed: str, shows: Shows) -> None:
    assert answer(typed) is shows


def test_the_next_steps_send_nobody_to_a_safeguarding_lead_it_is_about(circles: Circles) -> None:
    told = NewCase(case_type="staff-allegation", people=(circles.accused("dsl"),))
    head = circles.desk("head")
    about = door.load(head, cases.open_case(head, told, Answers()).ref).snapshot
    told = NewCase(case_type="staff-allegation", people=(circles.accused("teacher"),))
    other = door.load(head, cases.open_case(head, told, Answers()).ref).snapshot

    assert "(DSL)" in next_steps(head, other)[0]
    assert next_steps(head, about)[0].startswith("Tell the deputy safeguarding lead at once")
    assert "DSL" not in " ".join(next_steps(head, about))


# --- taking in ------------------------------------------------------------------------------------


def test_a_file_is_kept_with_its_sheet_and_its_hash(clerk: Desk, ref: str, picture: Path) -> None:
    item = take_in(clerk, ref, picture)
    case = door.load(clerk, ref)

    assert item.file["name"] == "canary-wheatear of 4B.png"
    assert store.read_item(clerk.session, case.case, item.blob) == picture.read_bytes()
    assert touches(clerk, ref) == ["asked", "taken in"]
    assert evidence.verify_evidence(clerk, ref) == evidence.Custody(sheets=1, entries=3, files=1)
    assert touches(clerk, ref)[-1] == "verified"


def test_no_clear_byte_of_a_file_or_its_name_lies_anywhere(
    book: Book,
    clerk: Desk,
    ref: str,
    picture: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    take_in(clerk, ref, picture)
    evidence.verify_evidence(clerk, ref)
    places = (book.folder, settings.state_folder(), temporary)
    files = [one for at in places for one in at.rglob("*") if one.is_file()]
    whole = b"\0".join(one.read_bytes() for one in files)
    names = " ".join(one.name for one in files)

    assert [word for word in (b"wheatear", b"linnet", PNG[:8]) if word in whole] == []
    assert "wheatear" not in names
    assert list(temporary.iterdir()) == []
    assert len(whole) > picture.stat().st_size


def test_a_file_of_a_sealed_case_lies_in_the_sealed_file_and_its_reading_is_logged(
    circles: Circles, picture: Path
) -> None:
    dsl = circles.desk("dsl")
    told = NewCase(case_type="staff-allegation", people=(circles.accused("teacher"),))
    sealed = cases.open_case(dsl, told, Answers()).ref
    before = {place: pieces(dsl, place) for place in Place}
    take_in(dsl, sealed, picture)
    evidence.show(dsl, sealed, 1)
    evidence.verify_evidence(dsl, sealed)
    said = [one.payload for one in store.read_access(dsl.session, door.load(dsl, sealed).case)]

    assert pieces(dsl, Place.OFFICE) == before[Place.OFFICE]
    assert pieces(dsl, Place.SEALED) > before[Place.SEALED]
    assert said[-3:] == [
        b"read the evidence sheets",
        b"read the sheet of evidence 1",
        b"checked the custody log",
    ]


def pieces(desk: Desk, place: Place) -> int:
    with desk.session.file(place).reading() as connection:
        return len(connection.execute(tables.table("chunk").select()).all())


def test_the_same_file_may_be_taken_in_twice(clerk: Desk, ref: str, picture: Path) -> None:
    take_in(clerk, ref, picture)
    take_in(clerk, ref, picture)

    assert evidence.verify_evidence(clerk, ref).files == 2


def test_a_file_with_one_key_is_taken_in_once(clerk: Desk, ref: str, picture: Path) -> None:
    first, again = (
        evidence.add_sheet(clerk, ref, SHEET, Saying(key="k"), file=str(picture), shows=Shows.NO)
        for _ in range(2)
    )

    assert (first.replayed, again.replayed) == (False, True)
    assert pieces(clerk, Place.OFFICE) == 2
    assert len(evidence.list_evidence(clerk, ref)) == 1


def test_a_key_used_for_another_file_is_refused(clerk: Desk, ref: str, picture: Path) -> None:
    saying = Saying(key="k")
    evidence.add_sheet(clerk, ref, SHEET, saying, file=str(picture), shows=Shows.NO)
    picture.write_bytes(PNG)
    with pytest.raises(Conflict):
        evidence.add_sheet(clerk, ref, SHEET, saying, file=str(picture), shows=Shows.NO)

    assert len(evidence.list_evidence(clerk, ref)) == 1


def test_what_was_taken_back_keeps_its_file_and_its_custody(
    clerk: Desk, ref: str, picture: Path
) -> None:
    take_in(clerk, ref, picture)
    cases.undo(clerk, ref)
    picture.write_bytes(PNG)
    take_in(clerk, ref, picture)
    first, second = evidence.list_evidence(clerk, ref)

    assert (first.taken_back, second.taken_back) == (True, False)
    assert (first.number, second.number) == (1, 2)
    assert evidence.verify_evidence(clerk, ref).files == 2
    assert handling.save_out(clerk, ref, 2, "to look").content == PNG


def test_a_hostile_name_is_kept_as_it_is_and_names_no_file_of_ours(
    clerk: Desk, ref: str, tmp_path: Path
) -> None:
    names = [name for name in HOSTILE if "/" not in name and name not in {"..", "\ud800.png"}]
    for name in names:
        (tmp_path / name).write_bytes(PNG)
        take_in(clerk, ref, tmp_path / name)
    items = evidence.list_evidence(clerk, ref)
    saved = [handling.save_out(clerk, ref, item.number, "why").name for item in items]

    assert [item.file["name"] for item in items] == names
    assert saved == [f"{ref}-evidence-{item.number}.png" for item in items]


def test_an_archive_leaves_the_answer_and_no_item(clerk: Desk, ref: str, picture: Path) -> None:
    picture.write_bytes(zipped("a.png"))
    with pytest.raises(UsageFault, match="archive"):
        take_in(clerk, ref, picture)

    assert evidence.list_evidence(clerk, ref) == ()
    assert touches(clerk, ref) == ["asked"]


def test_a_sheet_that_is_wrong_leaves_its_file_alone(
    clerk: Desk, ref: str, picture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = looked_at(monkeypatch)
    with pytest.raises(UsageFault):
        take_in(clerk, ref, picture, seen_on="never")
    with pytest.raises(Conflict):
        evidence.add_sheet(clerk, ref, SHEET, Saying(expected=9), file=str(picture), shows=Shows.NO)

    assert [path for path in seen if "wheatear" in path] == []
    assert touches(clerk, ref) == []


def test_a_disk_that_fills_up_midway_leaves_nothing_half_taken(
    clerk: Desk, ref: str, picture: Path
) -> None:
    before, count = door.load(clerk, ref), pieces(clerk, Place.OFFICE)
    with clerk.session.file(Place.OFFICE).reading() as connection:
        (pages,) = connection.exec_driver_sql("PRAGMA page_count").one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 100}")
    with pytest.raises(MachineFault):
        take_in(clerk, ref, picture)
    with clerk.session.file(Place.OFFICE).reading() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")

    assert door.load(clerk, ref).head == before.head
    assert pieces(clerk, Place.OFFICE) == count
    assert touches(clerk, ref) == ["asked"]
    assert take_in(clerk, ref, picture).number == 1


# --- who passed it on -----------------------------------------------------------------------------


def with_source(desk: Desk, ref: str) -> str:
    told = CasePerson(number=0, role=PersonRole.SOURCE, name="Jo Lapwing")
    cases.add_person(desk, ref, told)
    (person,) = door.load(desk, ref).snapshot.people
    return str(person.number)


def test_who_passed_it_on_stands_on_the_sheet_by_number_alone(
    clerk: Desk, ref: str, picture: Path
) -> None:
    number = with_source(clerk, ref)
    named = picture.with_name("from_jo-LAPWING.png")
    picture.rename(named)
    item = take_in(clerk, ref, named, passed_on_by=number)

    assert item.sheet["passed-on-by"] == number
    assert "lapwing" not in " ".join(item.sheet.values()).casefold()
    assert "protected" in item.sheet["file-name"]


@pytest.mark.parametrize("name", ["captured_by", "what", "how", "address"])
def test_the_name_of_who_passed_it_on_is_refused_in_any_answer(
    clerk: Desk, ref: str, name: str
) -> None:
    with_source(clerk, ref)
    with pytest.raises(UsageFault, match="protected") as fault:
        evidence.add_sheet(clerk, ref, replace(SHEET, **{name: "sent by JO LAPWING, by mail"}))

    assert "Lapwing" not in " ".join((fault.value.message, *fault.value.reasons))


def test_only_a_source_of_the_case_passes_on(clerk: Desk, ref: str) -> None:
    with pytest.raises(UsageFault, match="first named in the case"):
        evidence.add_sheet(clerk, ref, replace(SHEET, passed_on_by="1"))


# --- after that -----------------------------------------------------------------------------------


def test_showing_verifies_and_says_through_whose_hands_it_went(
    clerk: Desk, head: Desk, ref: str, picture: Path
) -> None:
    take_in(clerk, ref, picture)
    looked = evidence.show(head, ref, 1)

    assert looked.verified
    assert [(one.what, one.by) for one in looked.item.touches] == [
        ("taken in", clerk.session.name),
        ("verified", head.session.name),
    ]


def test_saving_out_is_on_record_with_its_reason_and_under_a_name_of_ours(
    clerk: Desk, ref: str, picture: Path, tmp_path: Path
) -> None:
    take_in(clerk, ref, picture)
    saved = handling.save_out(clerk, ref, 1, "The police ask for it.")
    last = evidence.list_evidence(clerk, ref)[0].touches[-1]

    assert saved.content == picture.read_bytes()
    assert saved.name == f"{ref}-evidence-1.png" == handling.name_of(clerk, ref, 1)
    assert (last.what, last.said) == ("saved out", {"reason": "The police ask for it."})
    assert handling.may_save_to(clerk, str(tmp_path)) == tmp_path.resolve()


def test_saving_out_needs_a_reason(clerk: Desk, ref: str, picture: Path) -> None:
    take_in(clerk, ref, picture)
    with pytest.raises(UsageFault, match="why"):
        handling.save_out(clerk, ref, 1, " ")


def test_where_the_log_cannot_be_written_nothing_is_saved_out(
    clerk: Desk, ref: str, picture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_words: object, **_named: object) -> None:
        raise MachineFault("full")

    take_in(clerk, ref, picture)
    monkeypatch.setattr(store, "log_custody", full)
    with pytest.raises(MachineFault):
        handling.save_out(clerk, ref, 1, "why")


@pytest.mark.parametrize("where", ["", "no such folder", "a\x00b"])
def test_only_a_folder_that_is_there_is_saved_to(clerk: Desk, tmp_path: Path, where: str) -> None:
    with pytest.raises(UsageFault):
        handling.may_save_to(clerk, f"{tmp_path}/{where}" if where else str(clerk.folder))


def test_a_file_is_described_and_released_by_who_has_looked_at_it(
    clerk: Desk, head: Desk, ref: str, picture: Path
) -> None:
    take_in(clerk, ref, picture)
    with pytest.raises(NotPermitted, match="not looked at"):
        handling.describe(head, ref, 1, "A post with a face.")
    with pytest.raises(NotPermitted, match="not looked at"):
        handling.release(head, ref, 1, "the police", "asked for")
    handling.describe(clerk, ref, 1, "A post.")
    handling.describe(clerk, ref, 1, "A post with a face.")
    handling.save_out(head, ref, 1, "to look")
    handling.release(head, ref, 1, "the police", "asked for")
    (item,) = evidence.list_evidence(clerk, ref)

    assert (item.description, item.released_to) == ("A post with a face.", ("the police",))


def test_a_redacted_copy_stands_beside_what_it_is_a_copy_of(
    clerk: Desk, ref: str, picture: Path
) -> None:
    take_in(clerk, ref, picture)
    take_in(clerk, ref, picture, redacts="1")
    with pytest.raises(UsageFault, match="no piece of evidence"):
        take_in(clerk, ref, picture, redacts="9")
    first, second = evidence.list_evidence(clerk, ref)

    assert (first.redacted_by, second.redacted_by) == (2, 0)


def test_what_was_taken_in_by_mistake_is_locked_for_everybody(
    clerk: Desk, head: Desk, ref: str, picture: Path
) -> None:
    take_in(clerk, ref, picture)
    held = handling.withhold(head, ref, 1, "The clerk")
    before = len(touches(clerk, ref))
    for act in (
        lambda: handling.save_out(clerk, ref, 1, "to look"),
        lambda: handling.describe(clerk, ref, 1, "words"),
        lambda: handling.release(clerk, ref, 1, "the police", "why"),
    ):
        with pytest.raises(NotPermitted, match="locked"):
            act()
    looked = evidence.show(clerk, ref, 1)
    handling.withhold(clerk, ref, 1, "The clerk again")

    assert "(DSL)" in held.steps[0]
    assert (looked.item.locked, looked.verified) == (True, False)
    assert len(touches(clerk, ref)) == before
    assert evidence.verify_evidence(clerk, ref).files == 1
    assert touches(clerk, ref)[-1] == "withheld"


def test_what_was_taken_back_can_be_locked_all_the_same(
    clerk: Desk, ref: str, picture: Path
) -> None:
    take_in(clerk, ref, picture)
    cases.undo(clerk, ref)
    handling.withhold(clerk, ref, 1, "The clerk")
    (item,) = evidence.list_evidence(clerk, ref)

    assert (item.taken_back, item.locked) == (True, True)


def test_the_backups_that_hold_a_locked_file_are_named(
    head: Desk, ref: str, picture: Path, tmp_path: Path
) -> None:
    (tmp_path / "stick").mkdir()
    head.settings = replace(head.settings, backup_target=str(tmp_path / "stick"))
    backups.run_by(head)
    take_in(head, ref, picture)
    backups.run_by(head)

    assert len(handling.withhold(head, ref, 1, "The head").backups) == 1


@pytest.mark.parametrize(
    "act",
    [
        lambda at, ref: evidence.show(at, ref, 1),
        lambda at, ref: handling.save_out(at, ref, 1, "why"),
        lambda at, ref: handling.describe(at, ref, 1, "words"),
        lambda at, ref: handling.release(at, ref, 1, "whom", "why"),
        lambda at, ref: handling.withhold(at, ref, 1, "who"),
        lambda at, ref: handling.name_of(at, ref, 1),
    ],
)
def test_there_is_nothing_to_do_where_there_is_nothing(
    clerk: Desk, ref: str, act: Callable[[Desk, str], object]
) -> None:
    with pytest.raises(NotFound, match="no piece of evidence"):
        act(clerk, ref)
    with pytest.raises(NotFound, match="no case"):
        act(clerk, "CW-ZZZZ")


def test_a_sheet_without_a_file_has_nothing_to_save(clerk: Desk, ref: str) -> None:
    evidence.add_sheet(clerk, ref, SHEET)
    with pytest.raises(UsageFault, match="No file"):
        handling.save_out(clerk, ref, 1, "why")

    assert not evidence.show(clerk, ref, 1).verified


def test_records_opened_to_read_take_nothing_in(clerk: Desk, ref: str, picture: Path) -> None:
    clerk.read_only = True
    try:
        for act in (
            lambda: take_in(clerk, ref, picture),
            lambda: handling.describe(clerk, ref, 1, "words"),
            lambda: handling.withhold(clerk, ref, 1, "who"),
        ):
            with pytest.raises((NotPermitted, Refused)):
                act()
    finally:
        clerk.read_only = False

    assert touches(clerk, ref) == []


# --- damage ---------------------------------------------------------------------------------------


def harm(desk: Desk, how: str) -> None:
    with desk.session.file(Place.OFFICE).writing() as connection:
        connection.exec_driver_sql(how)


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("DELETE FROM chunk WHERE part = 0", "is damaged"),
        ("DELETE FROM chunk WHERE part = 1", "is damaged"),
        ("DELETE FROM chunk", "is missing"),
        ("UPDATE chunk SET part = 1 - part + 10", "is damaged"),
        ("UPDATE chunk SET sealed = zeroblob(length(sealed)) WHERE part = 1", "is damaged"),
    ],
)
def test_a_file_that_is_not_what_was_taken_in_is_found_by_whoever_opens_it_and_by_the_doctor(
    clerk: Desk, ref: str, picture: Path, how: str, words: str
) -> None:
    take_in(clerk, ref, picture)
    assert [one for one in doctor.examine(clerk) if "of evidence" in one.what] == []
    harm(clerk, how)
    for act in (
        lambda: evidence.show(clerk, ref, 1),
        lambda: evidence.verify_evidence(clerk, ref),
        lambda: handling.save_out(clerk, ref, 1, "why"),
    ):
        with pytest.raises(Damaged, match=words):
            act()

    assert touches(clerk, ref)[-3:] == ["found damaged"] * 3
    assert [
        one.what for one in doctor.examine(clerk) if f"evidence 1 of this case {words}" in one.what
    ]


def test_another_file_put_in_its_place_is_found(
    clerk: Desk, ref: str, picture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = evidencefiles.read_file

    def swapped(path: str) -> evidencefiles.Incoming:
        return replace(real(path), data=b"another")

    monkeypatch.setattr(evidence, "read_file", swapped)
    with pytest.raises(Damaged, match="not what was taken in"):
        evidence.show(clerk, ref, take_in(clerk, ref, picture).number)


def test_a_touch_of_what_the_history_does_not_know_is_found(clerk: Desk, ref: str) -> None:
    evidence.add_sheet(clerk, ref, SHEET)
    entry = evidencecustody.payload(evidencecustody.Touch.TAKEN_IN, 2, 2, "of nothing")
    evidencecustody.log(clerk, door.load(clerk, ref), entry)

    with pytest.raises(Damaged, match="history does not bear out evidence 2"):
        evidence.verify_evidence(clerk, ref)


def test_the_doctor_writes_nothing(clerk: Desk, ref: str, picture: Path) -> None:
    take_in(clerk, ref, picture)
    before = touches(clerk, ref)
    doctor.examine(clerk)

    assert touches(clerk, ref) == before
