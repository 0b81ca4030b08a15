"""Histories out of a real book for each reader: who may, why, as of when, bundles, what is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from casework import bootstrap
from casework.clock import SetClock
from casework.domain.people import CasePerson, PersonRole
from casework.errors import Damaged, MachineFault, NotPermitted, Refused, UsageFault
from casework.exports import sentences
from casework.exports.alone import checking
from casework.exports.telling import Line
from casework.office import (
    cases,
    evidence,
    evidencehandling,
    histories,
    histories_bundles,
    opening,
    outside,
    people,
)
from casework.office.evidencegate import Shows
from casework.office.histories_asked import Asked
from casework.office.histories_log import handed_out
from casework.office.saying import Saying

if TYPE_CHECKING:
    from pathlib import Path

    from casework.office.desk import Desk

PASSWORD = "correct horse battery"
NAMES = {"headteacher": "Henrietta Oakbridge", "office": "Quentin Marlowe", "chair": "Ada Pell"}
AUTHOR, TARGET, SOURCE = "Persephone Quillfeather", "Balthazar Underhay", "Leopoldina Grimshawe"
WHY = Asked(why="Asked for by letter of 5 November")
FIRST = datetime(2026, 11, 5, 9, 0, tzinfo=UTC)


@dataclass(slots=True)
class School:
    """A book, everybody signed in, and one case."""

    desks: dict[str, Desk]
    clock: SetClock
    folder: Path
    ref: str = ""
    files: list[Path] = field(default_factory=list)

    @property
    def head(self) -> Desk:
        return self.desks["headteacher"]

    @property
    def clerk(self) -> Desk:
        return self.desks["office"]

    def text(self, audience: str, asked: Asked = WHY, form: str = "txt") -> str:
        made = histories.export_history(
            self.head, self.ref, audience=audience, form=form, asked=asked
        )
        return " ".join(made.content.decode().split())


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> School:
    clock = SetClock(FIRST, timedelta(seconds=1))
    folder = tmp_path_factory.mktemp("readers")
    told = bootstrap.Founding(
        policies=("milnthorpe",),
        school="Little Wexcombe Primary School",
        admin=NAMES["headteacher"],
        password=PASSWORD,
        roles=("headteacher",),
        practice=True,
    )
    desks = {"headteacher": bootstrap.found_book(folder / "book", told, clock).desk}
    for role in ("office", "chair"):
        people.add(desks["headteacher"], NAMES[role], [role], PASSWORD)
        desks[role] = bootstrap.open_desk(folder / "book", NAMES[role], PASSWORD, clock=clock).desk
        for desk in desks.values():
            opening.begin_work(desk)
    found = School(desks=desks, clock=clock, folder=folder)
    named = (
        CasePerson(number=0, role=PersonRole.AUTHOR, name=AUTHOR),
        CasePerson(number=0, role=PersonRole.TARGET, name=TARGET, about="teacher of Class 2"),
        CasePerson(number=0, role=PersonRole.SOURCE, name=SOURCE),
    )
    new = cases.NewCase(case_type="concern", summary=f"About {TARGET}", people=named)
    found.ref = cases.open_case(found.clerk, new, cases.Answers()).ref
    cases.add_note(found.clerk, found.ref, f"Rang {AUTHOR} about {TARGET}")
    return found


@pytest.mark.parametrize("form", ["json", "txt", "pdf", "html", "csv"])
@pytest.mark.parametrize("audience", ["police", "solicitor", "subject-access", "next-school"])
def test_every_reader_gets_every_form(school: School, audience: str, form: str) -> None:
    person = "1" if audience in {"subject-access", "next-school"} else ""
    asked = Asked(why="asked for", person=person)
    made = histories.export_history(
        school.head, school.ref, audience=audience, form=form, asked=asked
    )

    assert made.name == f"{school.ref}-history-{audience}.{form}"
    assert made.content


@pytest.mark.parametrize("audience", ["police", "solicitor", "subject-access", "next-school"])
def test_what_leaves_the_school_with_names_needs_a_reason(school: School, audience: str) -> None:
    with pytest.raises(UsageFault, match="Why this history is handed out"):
        school.text(audience, Asked(person="1"))


@pytest.mark.parametrize("audience", ["police", "solicitor", "subject-access", "next-school"])
def test_the_office_does_not_make_it_by_itself(school: School, audience: str) -> None:
    with pytest.raises(NotPermitted):
        histories.export_history(school.clerk, school.ref, audience=audience, form="txt", asked=WHY)


@pytest.mark.parametrize("person", ["1", AUTHOR, AUTHOR.upper()])
def test_one_person_is_meant_by_number_or_whole_name(school: School, person: str) -> None:
    said = school.text("subject-access", Asked(why="asked for", person=person))

    assert (AUTHOR in said, TARGET in said, SOURCE in said) == (True, False, False)
    assert "Rang Persephone Quillfeather about [person B]" in said


@pytest.mark.parametrize("person", ["", "9", "Persephone", "Nobody Known"])
def test_nobody_or_somebody_else_is_said_so(school: School, person: str) -> None:
    with pytest.raises(UsageFault, match="Nobody of that name"):
        school.text("subject-access", Asked(why="asked for", person=person))


def test_a_history_of_the_whole_case_takes_no_person(school: School) -> None:
    with pytest.raises(UsageFault, match="about the whole case"):
        school.text("police", Asked(why="asked for", person="1"))


def test_who_passed_it_on_is_released_by_whoever_answers_for_it(school: School) -> None:
    asked = Asked(why="asked for", release=("source",))

    assert SOURCE not in school.text("police")
    assert SOURCE in school.text("police", asked)


@pytest.mark.parametrize(
    ("audience", "release"),
    [("chair", "source"), ("headteacher", "source"), ("subject-access", "legal-advice")],
)
def test_what_a_reader_never_gets_is_not_released(
    school: School, audience: str, release: str
) -> None:
    with pytest.raises(UsageFault, match="cannot be released"):
        school.text(audience, Asked(why="x", person="1", release=(release,)))


def test_names_are_not_released_to_the_chair_unless_the_policy_did(school: School) -> None:
    with pytest.raises(Refused, match="has not brought the chair"):
        school.text("chair", Asked(why="x", release=("names",)))


def test_every_export_is_on_record(school: School) -> None:
    asked = Asked(why="Court order", to="DC Invented")
    made = histories.export_history(
        school.head, school.ref, audience="police", form="json", asked=asked
    )
    last = handed_out(school.head, school.ref)[-1]

    assert (last.by, last.audience, last.to, last.why) == (
        NAMES["headteacher"],
        "police",
        "DC Invented",
        "Court order",
    )
    assert (last.form, last.check_code) == ("json", made.check_code)


@pytest.mark.parametrize(
    ("day", "problem"),
    [
        ("2026-11-06", "still to come"),
        ("2026-11-04", "was not there yet"),
        ("some day", "date"),
        ("2026-11-05 09:00", "a date alone"),
    ],
)
def test_a_day_that_cannot_be_is_said_so(school: School, day: str, problem: str) -> None:
    with pytest.raises(UsageFault, match=problem):
        school.text("chair", Asked(as_at=day))


def test_a_history_is_searched_before_it_is_handed_out(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = sentences.sentence

    def careless(telling: sentences.Telling, event: object) -> Line:
        line = told(telling, event)  # type: ignore[arg-type]
        words = f"{line.words} Said by Persephone."
        return Line(words=words if type(event).__name__ == "NoteAdded" else line.words)

    monkeypatch.setattr(sentences, "sentence", careless)
    monkeypatch.setattr("casework.exports.bare.tell", _blind(told))
    before = len(handed_out(school.head, school.ref))
    for form in ("txt", "json", "html", "csv", "pdf"):
        with pytest.raises(Damaged, match="must not get") as fault:
            school.text("chair", Asked(), form)
        assert any(reason.startswith(f"{form}, ") for reason in fault.value.reasons)
        assert "Persephone" not in str(fault.value.reasons) + fault.value.message

    assert len(handed_out(school.head, school.ref)) == before


def _blind(told: object) -> object:
    """Return the telling as it is, for what the program itself says."""
    from casework.exports import history

    def tell(*words: object, **more: object) -> object:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sentences, "sentence", told)
            return history.tell(*words, **more)  # type: ignore[arg-type]

    return tell


# --- as it stood on ------------------------------------------------------------------------------


def test_as_it_stood_is_what_would_have_been_made_that_day(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    then = histories.export_history(school.head, school.ref, audience="headteacher", form="json")
    monkeypatch.setattr(school.clock, "instant", FIRST + timedelta(days=1))
    cases.add_note(school.clerk, school.ref, "A day later")
    slip = Saying(reason="slip of the pen")
    cases.correct(school.clerk, school.ref, 2, "Corrected a day later", slip)
    now = histories.export_history(school.head, school.ref, audience="headteacher", form="json")
    again = histories.export_history(
        school.head,
        school.ref,
        audience="headteacher",
        form="json",
        asked=Asked(as_at="2026-11-05"),
    )

    assert (again.check_code, again.entries) == (then.check_code, then.entries)
    assert now.check_code != then.check_code
    assert b"A day later" not in again.content
    assert b"as it stood at the end of Thu 5 Nov 2026" in again.content
    assert (
        again.content.split(b'"entries": [')[1].split(b'"wording"')[0]
        == (then.content.split(b'"entries": [')[1].split(b'"wording"')[0])
    )


# --- bundles -------------------------------------------------------------------------------------


def bundled(school: School, **asked: str) -> dict[str, bytes]:
    made = histories_bundles.export_bundle(
        school.head,
        school.ref,
        audience="police",
        asked=Asked(why="asked for", **asked),  # type: ignore[arg-type]
        also=("txt", "csv"),
    )
    return checking.unpacked(made.content)


def test_a_bundle_is_checked_with_codes_and_keys_from_elsewhere(
    school: School, tmp_path: Path
) -> None:
    made = histories_bundles.export_bundle(school.head, school.ref, audience="chair")
    file, keys = tmp_path / "bundle.zip", tmp_path / "keys.txt"
    file.write_bytes(made.content)
    keys.write_text(histories_bundles.key_list(school.clerk))
    verdict = histories.verify_file(file, code=made.check_code, keys=keys)

    assert verdict.check_code == made.check_code
    assert handed_out(school.head, school.ref)[-1].what == "exported a bundle"
    for code, key in (("AAAAA", ""), ("", "BBBBB")):
        with pytest.raises(Damaged):
            histories.verify_file(file, code=code, key=key)
    keys.write_text("ab" * 32)
    with pytest.raises(Damaged) as fault:
        histories.verify_file(file, keys=keys)
    assert fault.value.reasons == ("It is signed with a key that nobody known here has.",)


@pytest.mark.parametrize("words", ["", "no keys", "abcd"])
def test_a_list_that_is_none_is_said_so(tmp_path: Path, words: str) -> None:
    file = tmp_path / "keys.txt"
    file.write_text(words)

    with pytest.raises(UsageFault, match="no list of keys"):
        histories.verify_file(file, keys=file)


def test_files_of_evidence_go_out_only_once_somebody_said_how(
    school: School, tmp_path: Path
) -> None:
    picture = tmp_path / "seen.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    sheet = evidence.Sheet(
        platform="Facebook", address="a group", what="a post", seen_on="5/11/2026", how="shown"
    )
    evidence.add_sheet(school.clerk, school.ref, sheet, file=str(picture), shows=Shows.NO)
    with pytest.raises(Refused) as fault:
        bundled(school)
    assert fault.value.reasons == ("Evidence 1 is not decided yet.",)

    evidencehandling.describe(school.clerk, school.ref, 1, f"A post that names {SOURCE}")
    files = bundled(school)
    said = files["evidence.txt"].decode()
    assert "described here instead of being shown" in said
    assert "[name withheld]" in said
    assert SOURCE not in said
    assert "evidence-1.png" not in files

    evidencehandling.release(school.clerk, school.ref, 1, "DC Invented", "asked for")
    assert "evidence-1.png" not in bundled(school, to="Somebody Else")
    assert bundled(school, to="dc invented")["evidence-1.png"] == picture.read_bytes()


def test_a_bundle_for_the_chair_holds_no_evidence(school: School) -> None:
    made = histories_bundles.export_bundle(school.clerk, school.ref, audience="chair")

    assert [name for name in checking.unpacked(made.content) if name.startswith("evid")] == []


def test_a_disk_that_fills_half_way_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("casework.office.outside.os.fsync", full)
    with pytest.raises(MachineFault, match="No space left on device"):
        outside.write_file(str(tmp_path / "bundle.zip"), bytes(1000))

    assert list(tmp_path.iterdir()) == []
