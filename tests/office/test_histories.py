"""Histories out of a real book: who may have which, logged first, verified, checked again."""

from __future__ import annotations

import hashlib
import io
import json
import os
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pikepdf
import pytest

from casework import bootstrap, store
from casework.clock import SetClock
from casework.domain.calendar import with_year
from casework.domain.events import CLOCK
from casework.domain.people import CasePerson, PersonRole
from casework.domain.terms import SchoolYear, Term
from casework.errors import Damaged, NotFound, NotPermitted, UsageFault
from casework.exports.sentences import code_of
from casework.office import (
    cases,
    deadlines,
    door,
    evidence,
    histories,
    histories_check,
    opening,
    people,
)
from casework.office.ledger import calendar_entry
from casework.office.saying import Saying

if TYPE_CHECKING:
    from pathlib import Path

    from casework.office.desk import Desk

PASSWORD = "correct horse battery"
NAMES = {
    "headteacher": "Henrietta Oakbridge",
    "office": "Quentin Marlowe",
    "ict-manager": "Thaddeus Vinter",
    "dsl": "Ottoline Kestrel",
    "senior-leader": "Una Farr",
    "chair": "Ada Pell",
}
AUTHOR, SOURCE = "Persephone Quillfeather", "Leopoldina Grimshawe"


@dataclass(slots=True)
class School:
    """A book, everybody signed in, and one case."""

    desks: dict[str, Desk]
    clock: SetClock
    state: str
    ref: str = ""

    @property
    def head(self) -> Desk:
        return self.desks["headteacher"]

    @property
    def clerk(self) -> Desk:
        return self.desks["office"]


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> School:
    clock = SetClock(datetime(2026, 11, 5, 9, 0, tzinfo=UTC), timedelta(seconds=1))
    folder = tmp_path_factory.mktemp("school") / "book"
    told = bootstrap.Founding(
        policies=("milnthorpe",),
        school="Little Wexcombe Primary School",
        admin=NAMES["headteacher"],
        password=PASSWORD,
        roles=("headteacher",),
        practice=True,
    )
    desks = {"headteacher": bootstrap.found_book(folder, told, clock).desk}
    for role in ("office", "ict-manager", "dsl", "senior-leader", "chair"):
        people.add(desks["headteacher"], NAMES[role], [role], PASSWORD)
        desks[role] = bootstrap.open_desk(folder, NAMES[role], PASSWORD, clock=clock).desk
        for desk in desks.values():
            opening.begin_work(desk)
    found = School(desks=desks, clock=clock, state=os.environ["CASEWORK_STATE"])
    found.ref = worked(found)
    return found


def worked(school: School) -> str:
    """Open a case and let a little of everything happen in it; return its reference."""
    named = (
        CasePerson(number=0, role=PersonRole.AUTHOR, name=AUTHOR),
        CasePerson(number=0, role=PersonRole.SOURCE, name=SOURCE),
    )
    new = cases.NewCase(case_type="concern", summary=f"{SOURCE} showed us", people=named)
    ref = cases.open_case(school.clerk, new, cases.Answers()).ref
    cases.add_note(school.clerk, ref, f"Rang {AUTHOR}")
    cases.correct(school.clerk, ref, 2, "Rang twice", Saying(reason="slip of the pen"))
    evidence.add_sheet(
        school.clerk,
        ref,
        evidence.Sheet(
            platform="Facebook", address="a group", what="a post", seen_on="today", how="shown"
        ),
    )
    cases.add_note(school.head, ref, "To be taken back")
    cases.undo(school.head, ref)
    return ref


def text_of(school: School, audience: str, form: str = "txt") -> str:
    found = histories.export_history(school.head, school.ref, audience=audience, form=form)
    return found.content.decode()


@pytest.mark.parametrize("audience", ["headteacher", "chair"])
@pytest.mark.parametrize("form", ["json", "txt"])
def test_a_history_out_of_the_book_bears_its_check(
    school: School, tmp_path: Path, audience: str, form: str
) -> None:
    made = histories.export_history(school.head, school.ref, audience=audience, form=form)
    (tmp_path / made.name).write_bytes(made.content)
    for desk in (None, school.head, school.clerk):
        verdict = histories.verify_file(tmp_path / made.name, desk)
        assert (verdict.case_reference, verdict.entries) == (school.ref, 6)
        assert verdict.check_code == made.check_code


def test_the_check_code_is_the_one_on_letters(school: School) -> None:
    made = histories.export_history(school.head, school.ref, audience="chair", form="txt")
    head = door.load(school.head, school.ref).head

    assert made.check_code == code_of(head)


def test_the_file_name_holds_the_reference_and_no_name(school: School) -> None:
    made = histories.export_history(school.head, school.ref, audience="chair", form="json")

    assert made.name == f"{school.ref}-history-chair.json"


@pytest.mark.parametrize("form", ["json", "txt"])
def test_the_chairs_version_names_nobody(school: School, form: str) -> None:
    told = text_of(school, "chair", form)
    words = [word for name in (*NAMES.values(), AUTHOR, SOURCE) for word in name.split()]

    assert [word for word in words if len(word) > 3 and word in told] == []


@pytest.mark.parametrize("form", ["json", "txt"])
def test_the_headteacher_reads_names_but_not_the_source(school: School, form: str) -> None:
    told = text_of(school, "headteacher", form)

    assert (AUTHOR in told, SOURCE in told, "Grimshawe" in told) == (True, False, False)


def test_no_clause_id_is_in_a_history(school: School) -> None:
    for audience in ("headteacher", "chair"):
        for form in ("json", "txt"):
            assert "MIL-" not in text_of(school, audience, form)


def test_a_printed_history_is_a_pdf_without_a_name_in_its_metadata(school: School) -> None:
    made = histories.export_history(school.head, school.ref, audience="headteacher", form="pdf")
    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        assert str(pdf.docinfo["/Title"]) == f"History of case {school.ref}"


# --- who may -------------------------------------------------------------------------------------

MAY = {
    "headteacher": {"headteacher", "senior-leader", "office", "dsl"},
    "chair": {"headteacher", "office"},
}


@pytest.mark.parametrize("role", ["headteacher", "senior-leader", "office", "dsl", "ict-manager"])
@pytest.mark.parametrize("audience", ["headteacher", "chair"])
def test_a_history_is_made_by_those_who_may(school: School, role: str, audience: str) -> None:
    desk = school.desks[role]
    if role in MAY[audience]:
        assert histories.export_history(desk, school.ref, audience=audience, form="txt").content
    else:
        with pytest.raises(NotPermitted):
            histories.export_history(desk, school.ref, audience=audience, form="txt")


def test_whoever_cannot_open_the_case_hears_that_there_is_none(school: School) -> None:
    with pytest.raises(NotFound) as hidden:
        histories.export_history(school.desks["chair"], school.ref, audience="chair", form="txt")
    with pytest.raises(NotFound) as absent:
        histories.export_history(school.desks["chair"], "CW-ZZZZ", audience="chair", form="txt")

    assert hidden.value.message == absent.value.message


@pytest.mark.parametrize(("audience", "form"), [("press", "txt"), ("chair", "xlsx"), ("", "")])
def test_a_history_that_there_is_not_is_refused(school: School, audience: str, form: str) -> None:
    with pytest.raises(UsageFault):
        histories.export_history(school.head, school.ref, audience=audience, form=form)


# --- logged first --------------------------------------------------------------------------------


def accesses(school: School) -> list[store.StreamRecord]:
    case = door.load(school.head, school.ref).case
    return list(store.read_access(school.head.session, case))


def test_what_was_handed_out_is_in_the_access_log_with_its_digest(school: School) -> None:
    made = histories.export_history(school.clerk, school.ref, audience="chair", form="txt")
    last = accesses(school)[-1]

    assert last.signer is not None
    assert last.signer.id == school.clerk.session.user
    assert json.loads(last.payload or b"") == {
        "what": "exported the history",
        "audience": "chair",
        "form": "txt",
        "file": hashlib.sha256(made.content).hexdigest(),
        "check_code": made.check_code,
        "why": "",
        "to": "",
        "as_at": "",
        "released": [],
        "people": [],
    }


def test_a_history_that_cannot_be_logged_is_not_handed_out(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_words: object, **_more: object) -> None:
        raise OSError("the log is full")

    monkeypatch.setattr(store, "log_access", broken)

    with pytest.raises(OSError, match="the log is full"):
        text_of(school, "chair")


def test_a_refused_history_leaves_no_trace(school: School) -> None:
    before = len(accesses(school))
    with pytest.raises(NotPermitted):
        histories.export_history(
            school.desks["ict-manager"], school.ref, audience="chair", form="txt"
        )

    assert len(accesses(school)) == before


# --- the clock -----------------------------------------------------------------------------------


def test_what_the_clock_wrote_is_told_and_verified(
    school: School, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASEWORK_STATE", school.state)
    slug = school.head.school_slug("")
    term = Term(first=date(2026, 9, 1), last=date(2026, 12, 18), name="Autumn")
    year = SchoolYear(first=term.first, last=date(2027, 8, 31), terms=(term,))
    school.head.record(calendar_entry(slug, with_year(school.head.calendar(slug), year), "test"))
    ref = cases.open_case(school.head, cases.NewCase(case_type="concern"), cases.Answers()).ref
    service, _clock = bootstrap.open_service(school.head.folder)
    deadlines.scan(service, school.clock.now() + timedelta(days=30))
    service.close()
    for form in ("json", "txt"):
        made = histories.export_history(school.head, ref, audience="headteacher", form=form)
        (tmp_path / made.name).write_bytes(made.content)
        assert histories.verify_file(tmp_path / made.name, school.head).entries > 1
    told = histories.export_history(school.head, ref, audience="chair", form="txt").content.decode()

    assert {entry.actor for entry in door.load(school.head, ref).entries[1:]} == {CLOCK}
    assert "was missed: it ended at" in " ".join(told.split())


# --- files to be checked -------------------------------------------------------------------------


def test_a_changed_file_fails_with_its_problems(school: School, tmp_path: Path) -> None:
    file = tmp_path / "history.json"
    file.write_text(
        text_of(school, "chair", "json").replace("member of staff B", "member of staff A", 1)
    )
    with pytest.raises(Damaged) as fault:
        histories.verify_file(file)

    assert fault.value.exit_code == 7
    assert "its seal does not fit" in fault.value.reasons[0]


def test_bytes_that_are_no_text_fail(tmp_path: Path) -> None:
    file = tmp_path / "history.txt"
    file.write_bytes(b"HISTORY \xff\xfe")

    with pytest.raises(Damaged):
        histories.verify_file(file)


def test_a_history_of_another_book_fails_at_this_desk(
    school: School, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "history.txt"
    file.write_text(text_of(school, "chair"))
    monkeypatch.setattr(histories_check, "keys_of", lambda _session: frozenset())

    assert histories.verify_file(file).ok
    with pytest.raises(Damaged, match="does not bear the check"):
        histories.verify_file(file, school.head)


@pytest.mark.parametrize("name", ["missing.json", "."])
def test_a_file_that_is_not_there_is_said_so(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageFault, match="There is no such file"):
        histories.verify_file(tmp_path / name)


def test_a_page_is_not_checked_as_a_file(tmp_path: Path) -> None:
    file = tmp_path / "page.pdf"
    file.write_bytes(b"%PDF-1.7")

    with pytest.raises(UsageFault, match="printed page"):
        histories.verify_file(file)


def test_a_file_larger_than_any_history_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(histories_check, "LARGEST", 10)
    file = tmp_path / "history.txt"
    file.write_bytes(b"x" * 11)

    with pytest.raises(UsageFault, match="larger than any history"):
        histories.verify_file(file)


def test_a_file_that_cannot_be_read_is_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "history.txt"
    file.write_bytes(b"x")

    def refuse(*_words: object, **_more: object) -> None:
        raise PermissionError

    monkeypatch.setattr(type(file), "open", refuse)

    with pytest.raises(UsageFault, match="cannot be read"):
        histories.verify_file(file)
