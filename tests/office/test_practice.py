"""The practice school, rehearsed once: what it leaves, and that the office itself made it."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from casework.domain.events import TrackMoved
from casework.errors import MachineFault, NotFound, NotPermitted, Refused, UsageFault
from casework.office import (
    approvals,
    chairhistories,
    doctor,
    door,
    governors,
    histories,
    letters,
    practice,
    questions,
    stage,
)
from casework.office.records import HOLDER
from casework.settings import questions as open_questions
from tests.office.practice_kit import DOORS, Book, record_of

#: Where each case stands among those told of.
COMMUNITY, BRAUNSTONE, MOAT_FARM, TRUST, MODEL, SEALED = 4, 5, 6, 7, 8, 9


def _ref(rehearsal: practice.Rehearsal, number: int) -> str:
    return rehearsal.cases[number].ref


def _steps(book: Book, ref: str) -> list[str]:
    entries = door.load(book.desk("head"), ref).entries
    moved = [e for entry in entries for e in entry.events if isinstance(e, TrackMoved)]
    return [f"{event.track}.{event.trigger}" for event in moved]


def test_the_school_is_plainly_marked_as_invented(school: Book) -> None:
    desk = school.desk("head")

    marks = desk.settings.practice, "(invented)" in desk.settings.schools[stage.SLUG].name
    assert marks == (True, True)


def test_beat_is_called_exactly_as_often_as_parts_says(beats: list[str]) -> None:

    assert len(beats) == practice.PARTS


def test_the_first_case_is_closed_after_the_talk_and_a_second_look(
    school: Book, rehearsal: practice.Rehearsal
) -> None:
    steps = _steps(school, _ref(rehearsal, 0))

    wanted = ["conversation.hold", "conversation.came-down", "removal.still-gone", "case.close"]
    assert [step for step in steps if step in wanted] == wanted


def test_the_second_case_goes_from_refusal_over_warning_and_report_to_removal(
    school: Book, rehearsal: practice.Rehearsal
) -> None:
    steps = _steps(school, _ref(rehearsal, 1))

    wanted = [
        "conversation.not-removed",
        "warning.carry-out",
        "warning.ineffective",
        "platform-report.carry-out",
        "platform-report.refused-by-third-party",
        "platform-report.take-further",
        "removal.found-gone",
        "platform-report.effective",
    ]
    assert [step for step in steps if step in wanted] == wanted


def test_the_warnings_five_school_days_step_over_half_term_and_pass(
    school: Book, rehearsal: practice.Rehearsal
) -> None:
    file = door.load(school.desk("head"), _ref(rehearsal, 1))
    [limit] = [one for one in file.snapshot.deadlines.values() if one.name == "removal"]

    assert (limit.due_on, bool(limit.passed_at)) == ("2026-11-04", True)


def test_the_third_case_reaches_the_police_and_the_complainant_on_day_one(
    school: Book, rehearsal: practice.Rehearsal
) -> None:
    file = door.load(school.desk("head"), _ref(rehearsal, 2))
    days = {
        f"{event.track}.{event.trigger}": entry.at.date().isoformat()
        for entry in file.entries
        for event in entry.events
        if isinstance(event, TrackMoved)
    }

    day = "2026-11-03"
    assert (days["police.carry-out"], days["complaint.signpost-sent"]) == (day, day)


def test_in_the_fourth_case_a_talk_is_refused_until_safeguarding_lets_it_go_on(
    school: Book, rehearsal: practice.Rehearsal
) -> None:
    ref = _ref(rehearsal, 3)
    facts = {"removal-asked-on": "2026-12-03", "raised-with-us-first": "no"}
    school.take("deputy", ref, "case.take-up", _TAKE_UP)
    with pytest.raises(Refused) as fault:
        school.take("deputy", ref, "conversation.hold", facts)
    holder = record_of(school, ref).record[HOLDER]
    school.take(holder, ref, "release-pause")
    done = school.take("deputy", ref, "conversation.hold", facts)

    waits = "until safeguarding says" in fault.value.reasons[0]
    assert (waits, done.snapshot.state("conversation")) == (True, "held")


_TAKE_UP = dict.fromkeys(
    ("complaint-open", "harm-reputation", "harm-other", "harm-learning", "child-under-age"), "no"
)


def test_nobody_but_the_holder_of_its_record_lets_contact_go_on(
    school: Book, rehearsal: practice.Rehearsal
) -> None:
    ref = _ref(rehearsal, 3)
    holder = record_of(school, ref).record[HOLDER]
    [other] = {"head", "dsl"} - {holder}
    with pytest.raises(NotPermitted) as fault:
        school.take(other, ref, "release-pause")

    said = f"--user {holder} case do {ref} release-pause" in rehearsal.cases[3].next
    assert (said, "holder of its safeguarding record" in fault.value.message) == (True, True)


@pytest.mark.parametrize("number", [1, TRUST, MODEL])
def test_what_the_summary_says_next_can_be_done(
    school: Book, rehearsal: practice.Rehearsal, number: int
) -> None:
    case = rehearsal.cases[number]
    [request] = [one.id for one in approvals.waiting(school.desk("head")) if one.ref == case.ref]
    done = approvals.grant(school.desk("head"), request)

    assert (request in case.next, done.snapshot.state("case")) == (True, "closed")


# --- a case of each policy ------------------------------------------------------------------------


def test_every_policy_is_adopted_and_has_a_case(
    school: Book, rehearsal: practice.Rehearsal
) -> None:
    policies = {school.case(case.ref).policy for case in rehearsal.cases if not case.sealed}

    assert policies == {stage.POLICY, *stage.FURTHER}


def test_the_community_case_goes_over_two_meetings_the_second_with_the_chair(
    school: Book, rehearsal: practice.Rehearsal
) -> None:
    ref = _ref(rehearsal, COMMUNITY)
    steps = _steps(school, ref)

    wanted = [
        "evidence.evidence-complete",
        "meeting.hold-meeting",
        "legal-notice.legal-notice-sent",
        "further-meeting.bring-in-chair",
        "further-meeting.way-forward-agreed",
        "case.close",
    ]
    assert [step for step in steps if step in wanted] == wanted
    assert school.case(ref, "chair").state("case") == "closed"


def test_the_chair_sees_the_cases_that_brought_the_chair_in_and_no_others(
    school: Book, rehearsal: practice.Rehearsal
) -> None:
    seen = {row.card.ref for row in _rows(school, "chair")}
    seen |= {case.ref for case in rehearsal.cases if _sees(school, "chair", case.ref)}

    assert seen == {_ref(rehearsal, COMMUNITY), _ref(rehearsal, MODEL)}


def test_the_braunstone_case_has_both_the_ban_and_the_report(
    school: Book, rehearsal: practice.Rehearsal
) -> None:
    case = school.case(_ref(rehearsal, BRAUNSTONE))

    states = case.state("ban"), case.state("report"), case.state("case")
    assert states == ("lifted", "removed", "closed")


def test_in_the_moat_farm_case_each_family_has_a_letter_that_names_no_other_child(
    school: Book, rehearsal: practice.Rehearsal
) -> None:
    ref = _ref(rehearsal, MOAT_FARM)
    pages = [letters.preview(school.desk("clerk"), ref, number).text for number in ("1", "2")]

    named = [("Robin" in page, "Kim" in page) for page in pages]
    sent = {letter.person: letter.state for letter in school.case(ref).letters.values()}
    assert (named, sent) == ([(True, False), (False, True)], {3: "sent", 4: "sent"})


def test_in_the_trust_case_the_snapshot_comes_before_the_removal(
    school: Book, rehearsal: practice.Rehearsal
) -> None:
    steps = _steps(school, _ref(rehearsal, TRUST))

    wanted = ["platform-snapshot.snapshot-taken", "platform-content.take-down"]
    assert [step for step in steps if step in wanted] == wanted


def test_in_the_model_case_a_meeting_settles_what_a_talk_did_not(
    school: Book, rehearsal: practice.Rehearsal
) -> None:
    case = school.case(_ref(rehearsal, MODEL))

    states = case.state("conversation"), case.state("meeting"), case.state("warning")
    assert states == ("not-removed", "effective", "declined")


# --- the sealed case ------------------------------------------------------------------------------


def _sees(school: Book, who: str, ref: str) -> bool:
    try:
        questions.show(school.desk(who), ref)
    except NotFound:
        return False
    return True


def test_the_sealed_case_is_seen_by_those_alone_whom_it_needs(
    school: Book, rehearsal: practice.Rehearsal
) -> None:
    ref = _ref(rehearsal, SEALED)
    everybody = (stage.HEAD, *stage.PEOPLE, *stage.GUESTS)
    listed = [who for who in everybody if ref in {row.card.ref for row in _rows(school, who)}]
    shown = [who for who in everybody if _sees(school, who, ref)]

    assert (listed, shown) == (["head", "dsl"], ["head", "dsl"])


def test_whoever_it_is_about_sees_all_other_cases_of_the_office(
    school: Book, rehearsal: practice.Rehearsal
) -> None:
    coach, clerk = ([row.card.ref for row in _rows(school, who)] for who in ("coach", "clerk"))

    assert (coach, _ref(rehearsal, SEALED) in coach) == (clerk, False)


def _rows(school: Book, who: str) -> tuple[questions.Listed, ...]:
    return questions.cases_listed(school.desk(who))


def test_the_sealed_case_was_handed_in_and_taken_to_the_authority_before_anybody_was_told(
    school: Book, rehearsal: practice.Rehearsal
) -> None:
    ref = _ref(rehearsal, SEALED)
    steps = _steps(school, ref)

    wanted = [
        "case.record",
        "referral.refer",
        "advice.record-advice",
        "informing.inform",
        "suspension.do-not-suspend",
        "employer.begin-enquiry",
    ]
    assert [step for step in steps if step in wanted] == wanted
    assert school.case(ref).answer("came-from") == "concern"


def test_nothing_of_the_sealed_case_lies_in_the_folder_save_its_reference(
    rehearsal: practice.Rehearsal,
) -> None:
    ref = _ref(rehearsal, SEALED)
    files = [path.name for path in (*rehearsal.letters, *rehearsal.histories)]
    texts = [path.read_text(encoding="utf-8") for path in rehearsal.histories]

    lies = [name for name in files if ref in name]
    told = [text for text in texts if ref in text or "held a pupil" in text]
    assert (lies, told) == ([], [])


def test_the_history_of_the_sealed_case_holds_for_safeguarding_and_is_not_there_for_the_clerk(
    school: Book, rehearsal: practice.Rehearsal, tmp_path: Path
) -> None:
    ref = _ref(rehearsal, SEALED)
    made = histories.export_history(school.desk("dsl"), ref, audience="headteacher", form="json")
    (tmp_path / made.name).write_bytes(made.content)
    verdict = histories.verify_file(tmp_path / made.name, school.desk("dsl"))
    with pytest.raises(NotFound):
        histories.export_history(school.desk("clerk"), ref, audience="headteacher", form="json")

    assert verdict.ok


def test_the_summary_says_who_sees_the_sealed_case_and_who_does_not(
    rehearsal: practice.Rehearsal,
) -> None:
    page = " ".join(" ".join(rehearsal.lines).split())
    sees = "Who sees it: head and dsl."
    others = "Who does not: clerk, deputy, chair, ict, vice, teacher and coach."

    assert [words for words in (sees, others) if words not in page] == []


# --- what lies in the folder ----------------------------------------------------------------------


def test_a_late_look_at_a_case_is_left_to_be_seen(school: Book) -> None:
    rows = questions.cases_listed(school.desk("clerk"), due_only=True)

    assert any(row.late for row in rows)


def test_each_right_person_did_their_own_part(school: Book, rehearsal: practice.Rehearsal) -> None:
    file = door.load(school.desk("head"), _ref(rehearsal, 1))
    by = {entry.actor.name for entry in file.entries}
    granted = {
        entry.actor.name
        for entry in file.entries
        for event in entry.events
        if type(event).__name__ == "ApprovalGranted"
    }

    assert (by, granted) == ({"clerk", "deputy", "head", "the clock"}, {"deputy", "head"})


def test_letters_are_pages_named_by_reference_alone(rehearsal: practice.Rehearsal) -> None:
    names = [path.name for path in rehearsal.letters]
    begins = {path.read_bytes()[:5] for path in rehearsal.letters}

    whole = all(re.fullmatch(r"CW-[0-9A-Z]{4}-[0-9]\.pdf", name) for name in names)
    assert (len(names), whole, begins) == (15, True, {b"%PDF-"})


def test_each_case_has_its_history_for_two_readers_and_each_holds(
    rehearsal: practice.Rehearsal,
) -> None:
    verdicts = [histories.verify_file(path) for path in rehearsal.histories]

    assert (len(verdicts), all(verdict.ok for verdict in verdicts)) == (36, True)


def test_the_chairs_histories_name_nobody(rehearsal: practice.Rehearsal) -> None:
    texts = [path.read_text() for path in rehearsal.histories if "chair" in path.name]
    parents = ("Placeholder", "N. Nobody", "Madeup", "Ms P. Example", "Pretend", "Makebelieve")
    others = ("Specimen", "Mock", "Fictive", "Robin", "Kim", "Conjured", "Imaginary")
    named = (*parents, *others)

    assert [name for name in named for text in texts if name in text] == []


def test_the_examination_of_the_practice_school_finds_nothing_but_no_backup(school: Book) -> None:
    found = doctor.examine(school.desk("head"))

    assert [one.what for one in found if one.damage] == []
    assert [one.what for one in found] == [
        "no backup of these records has been made on this computer"
    ]


def test_no_question_to_the_school_is_left_open(school: Book) -> None:
    assert open_questions(school.desk("head").settings) == ()


def test_the_page_to_read_first_is_the_closing_summary(rehearsal: practice.Rehearsal) -> None:
    page = (rehearsal.folder / practice.READ_ME).read_text()
    said = " ".join(page.split())
    told = [f"{case.ref} {case.title}" in said for case in rehearsal.cases]

    assert (page.splitlines(), told) == (list(rehearsal.lines), [True] * 10)


def test_the_page_fits_a_small_window_but_for_what_is_typed(rehearsal: practice.Rehearsal) -> None:
    wide = [line for line in rehearsal.lines if len(line) > practice.WIDTH]

    assert [line for line in wide if str(rehearsal.folder) not in line] == []


def test_a_history_and_the_sheet_of_a_term_are_there_for_the_chair(
    school: Book, rehearsal: practice.Rehearsal
) -> None:
    chair = school.desk("chair")
    left = [(one.ref, one.by) for one in chairhistories.given(chair)]
    sheet = governors.sheet(chair, governors.last_day_over(chair))

    assert left == [(_ref(rehearsal, 0), "headteacher")]
    assert sheet.term == "Summer term 2026"


def test_the_page_says_what_the_chair_sees(rehearsal: practice.Rehearsal) -> None:
    assert "Be the chair there" in " ".join(rehearsal.lines)


def test_the_summary_names_password_users_and_where_all_lies(
    rehearsal: practice.Rehearsal,
) -> None:
    page = "\n".join(rehearsal.lines)
    typed = f"{rehearsal.folder}/casework --user head case list"
    wanted = (stage.PASSWORD, "chair", "letters", "histories", typed)

    assert [word for word in wanted if word not in page] == []


def test_what_to_do_next_is_said_as_it_is_typed_from_where_the_person_stands(
    rehearsal: practice.Rehearsal,
) -> None:
    typed = f"{rehearsal.folder}/casework --user "
    said = [line.strip() for line in rehearsal.lines if " --user " in line]

    assert (len(said) >= 7, [line for line in said if not line.startswith(typed)]) == (True, [])


def test_one_letter_is_printed_and_waits_for_its_signature(
    rehearsal: practice.Rehearsal, school: Book
) -> None:
    ref = rehearsal.cases[0].ref
    letters = door.load(school.desk("head"), ref).snapshot.letters

    assert [letter.state for letter in letters.values()] == ["sent", "printed"]
    assert any(f"letter signed {ref} 2" in line for line in rehearsal.lines)


def test_the_first_file_to_read_is_named_from_where_the_person_stands(
    rehearsal: practice.Rehearsal,
) -> None:
    said = [shlex.split(line) for line in rehearsal.lines if "histories/" in line]

    assert [Path(words[0]).is_file() for words in said] == [True]


def test_a_folder_that_is_not_empty_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(UsageFault) as fault:
        practice.rehearse(tmp_path, DOORS)

    left = [path.name for path in tmp_path.iterdir()]
    words = "A practice school needs an empty folder, and something lies in this one."
    assert (fault.value.message, left) == (words, ["mine.txt"])


def test_a_file_in_the_folders_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(UsageFault) as fault:
        practice.rehearse(tmp_path / "file", DOORS)

    assert fault.value.exit_code == 2


def test_a_folder_that_cannot_be_made_is_the_machines_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(MachineFault) as fault:
        practice.rehearse(tmp_path / "file" / "school", DOORS)

    assert fault.value.exit_code == 8


def test_the_sample_list_of_terms_is_the_one_that_was_loaded(
    school: Book, rehearsal: practice.Rehearsal
) -> None:
    given = (rehearsal.folder / "term-dates.csv").read_bytes()
    terms = school.desk("head").calendar(stage.SLUG).years[0].terms

    assert (given, len(terms)) == (stage.SAMPLE_TERMS.read_bytes(), 6)
