"""Capture sheets: every answer validated, no file touched, custody unbroken."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from casework import bootstrap, store
from casework.clock import SetClock
from casework.errors import Conflict, Damaged, NotFound, UsageFault
from casework.office import cases, door, evidence, evidencecustody
from casework.office.evidence import ASKS, HELP, Sheet, checked
from casework.office.saying import Saying
from casework.text import LONGEST_FIELD

if TYPE_CHECKING:
    from casework.office.desk import Desk

NOW = datetime(2026, 11, 5, 9, 0, tzinfo=UTC)
SHEET = Sheet(
    platform="Facebook",
    address="https://facebook.example/groups/4b/1",
    what="A post that says: “you will see”.",
    seen_on="4/11/2026",
    how="A picture of the screen of the office PC",
)


def kept(**answers: str) -> dict[str, str]:
    return checked(replace(SHEET, **answers), "Quentin Marlowe", NOW)


def problems(**answers: str) -> tuple[str, ...]:
    with pytest.raises(UsageFault) as fault:
        kept(**answers)
    return fault.value.reasons


# --- one sheet -----------------------------------------------------------------------------------


def test_a_whole_sheet_is_kept_with_its_date_as_iso() -> None:
    assert kept(seen_at="9:05", still_online="Yes") == {
        "platform": "Facebook",
        "address": "https://facebook.example/groups/4b/1",
        "what": "A post that says: “you will see”.",
        "seen-on": "2026-11-04",
        "seen-at": "09:05",
        "captured-by": "Quentin Marlowe",
        "how": "A picture of the screen of the office PC",
        "still-online": "yes",
    }


def test_every_answer_of_the_sheet_has_its_question() -> None:
    assert {one.name.replace("_", "-") for one in fields(Sheet)} == set(ASKS)


@pytest.mark.parametrize("name", ["platform", "address", "what", "seen_on", "how"])
def test_what_every_sheet_needs_is_asked_for(name: str) -> None:
    assert problems(**{name: " \u200b "}) == (
        f"An answer is needed: {ASKS[name.replace('_', '-')]}",
    )


def test_all_problems_are_said_at_once() -> None:
    assert len(problems(platform="", seen_on="soon", seen_at="noon", still_online="perhaps")) == 4


@pytest.mark.parametrize(
    "when",
    [
        "6/11/2026",
        "31/11/2026",
        "tomorrow",
        "2026-11-04 14:30",
        "about 4/11/2026",
        "14:30",
        "unknown",
    ],
)
def test_a_date_that_cannot_be_is_refused(when: str) -> None:
    assert problems(seen_on=when)[0].startswith("On which date was it first seen? ")


@pytest.mark.parametrize(
    ("typed", "day"),
    [("today", "2026-11-05"), ("yesterday", "2026-11-04"), ("2026-11-01", "2026-11-01")],
)
def test_a_date_can_be_given_in_several_ways(typed: str, day: str) -> None:
    assert kept(seen_on=typed)["seen-on"] == day


@pytest.mark.parametrize("typed", ["24:00", "9.30", "about 9:30", "9:3", "nine", "-1:00", "1:00pm"])
def test_a_time_that_is_none_is_refused(typed: str) -> None:
    assert problems(seen_at=typed) == (f"{ASKS['seen-at']} It takes a time of day, as 14:30.",)


def test_a_time_still_to_come_is_refused() -> None:
    assert "still to come" in problems(seen_on="today", seen_at="23:00")[0]


def test_a_time_in_the_hour_that_comes_twice_is_taken() -> None:
    assert kept(seen_on="25/10/2026", seen_at="1:30")["seen-at"] == "01:30"


@pytest.mark.parametrize("typed", ["maybe", "y", "still"])
def test_still_online_takes_three_answers(typed: str) -> None:
    assert problems(still_online=typed)[0].endswith("It takes yes, no or unknown.")


#: What takes a date, a time, an answer or a number, and so no words.
NO_WORDS = {
    *("seen_on", "seen_at", "captured_on", "captured_at", "still_online"),
    *("passed_on_by", "redacts"),
}


@pytest.mark.parametrize("name", [f.name for f in fields(Sheet) if f.name not in NO_WORDS])
def test_every_answer_is_cleaned(name: str) -> None:
    dirty = "\x1b]0;gone\x07So\x1b[2J it\u202e is\u200b"

    assert kept(**{name: dirty})[name.replace("_", "-")] == "So it is"


@pytest.mark.parametrize("name", [one.name for one in fields(Sheet)])
def test_an_answer_that_is_too_long_is_refused_by_its_question(name: str) -> None:
    found = problems(**{name: "x" * (LONGEST_FIELD + 1)})

    assert found[0].startswith(ASKS[name.replace("_", "-")])


def test_the_description_keeps_its_lines_and_nothing_else_does() -> None:
    assert kept(what="one\ntwo")["what"] == "one\ntwo"
    assert kept(how="one\ntwo")["how"] == "one two"


def test_whoever_fills_in_a_sheet_is_told_what_nobody_does() -> None:
    for part in ("signs in as somebody else", "poses as anybody", "covertly", "nude"):
        assert part in " ".join(HELP.split())


# --- in a case -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    told = bootstrap.Founding(
        policies=("milnthorpe",),
        school="Little Wexcombe Primary School",
        admin="Henrietta Oakbridge",
        password="correct horse battery",
        roles=("headteacher",),
        practice=True,
    )
    clock = SetClock(NOW, timedelta(seconds=1))
    return bootstrap.found_book(tmp_path_factory.mktemp("school") / "book", told, clock).desk


@pytest.fixture
def ref(desk: Desk) -> str:
    return cases.open_case(desk, cases.NewCase(case_type="concern"), cases.Answers()).ref


def test_a_sheet_stands_in_the_case_and_in_the_custody_log(desk: Desk, ref: str) -> None:
    evidence.add_sheet(desk, ref, SHEET)
    case = door.load(desk, ref)
    logged = [json.loads(one.payload or b"") for one in store.read_custody(desk.session, case.case)]

    assert [item.sheet["what"] for item in case.snapshot.evidence] == [SHEET.what]
    assert logged == [
        {
            "what": "captured",
            "item": 1,
            "nth": 1,
            "sheet": evidence.digest_of(case.snapshot.evidence[0].sheet),
        }
    ]


def test_sheets_are_numbered_within_their_case(desk: Desk, ref: str) -> None:
    evidence.add_sheet(desk, ref, SHEET)
    evidence.add_sheet(desk, ref, replace(SHEET, what="another"))

    assert [item.number for item in evidence.list_evidence(desk, ref)] == [1, 2]
    assert evidence.verify_evidence(desk, ref) == evidence.Custody(sheets=2, entries=2)


def test_a_sheet_added_twice_with_one_key_is_added_once(desk: Desk, ref: str) -> None:
    saying = Saying(key="the same")
    evidence.add_sheet(desk, ref, SHEET, saying)
    again = evidence.add_sheet(desk, ref, SHEET, saying)

    assert again.replayed
    assert evidence.verify_evidence(desk, ref) == evidence.Custody(sheets=1, entries=1)


def test_a_sheet_based_on_an_old_revision_leaves_no_trace_in_the_custody_log(
    desk: Desk, ref: str
) -> None:
    cases.add_note(desk, ref, "something new")
    with pytest.raises(Conflict):
        evidence.add_sheet(desk, ref, SHEET, Saying(expected=1))

    assert evidence.verify_evidence(desk, ref) == evidence.Custody(sheets=0, entries=0)


def test_a_sheet_that_is_wrong_records_nothing(desk: Desk, ref: str) -> None:
    with pytest.raises(UsageFault):
        evidence.add_sheet(desk, ref, replace(SHEET, seen_on="never"))

    assert evidence.verify_evidence(desk, ref) == evidence.Custody(sheets=0, entries=0)


def test_reading_the_sheets_is_logged_before_they_are_shown(desk: Desk, ref: str) -> None:
    evidence.list_evidence(desk, ref)
    case = door.load(desk, ref)

    assert [one.payload for one in store.read_access(desk.session, case.case)] == [
        b"read the evidence sheets"
    ]


def test_a_sheet_taken_back_is_still_listed_as_such(desk: Desk, ref: str) -> None:
    evidence.add_sheet(desk, ref, SHEET)
    cases.undo(desk, ref)
    evidence.add_sheet(desk, ref, replace(SHEET, what="the right one"))
    items = evidence.list_evidence(desk, ref)

    assert [(item.number, item.taken_back) for item in items] == [(1, True), (2, False)]
    assert evidence.verify_evidence(desk, ref) == evidence.Custody(sheets=2, entries=2)


def test_a_sheet_without_its_custody_entry_is_found(
    desk: Desk, ref: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidencecustody, "payload", lambda *_words: b"{}")
    evidence.add_sheet(desk, ref, SHEET)

    with pytest.raises(Damaged, match="does not bear out evidence 1 "):
        evidence.verify_evidence(desk, ref)


@pytest.mark.parametrize("use", [evidence.list_evidence, evidence.verify_evidence])
def test_a_case_that_is_not_there_has_no_evidence(desk: Desk, use: object) -> None:
    with pytest.raises(NotFound):
        use(desk, "CW-ZZZZ")  # type: ignore[operator] # either of the two


def test_a_sheet_shows_nothing_of_itself_in_a_repr(desk: Desk, ref: str) -> None:
    evidence.add_sheet(desk, ref, SHEET)

    assert "Facebook" not in repr(SHEET) + repr(evidence.list_evidence(desk, ref))
