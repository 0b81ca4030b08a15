"""The examination finds what is planted, names the first bad entry, and finds nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from casework import bootstrap, store
from casework.domain.events import Corrected, FactSet, LetterMoved, Linked, TrackMoved, Undone
from casework.domain.fold import fold
from casework.domain.written import write_entry
from casework.office import casechecks, cases, doctor, door, people
from casework.office.findings import past_of
from casework.office.replay import replayed
from casework.office.saying import Saying

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from casework.domain.events import Entry, Event
    from casework.office.desk import Desk
    from casework.office.door import CaseFile
    from casework.office.findings import Finding, Past
    from tests.office.practice_kit import Book

    Check = Callable[[Desk, CaseFile, Past], Iterator[Finding]]


def _file(book: Book, ref: str) -> CaseFile:
    return door.load(book.desk("head"), ref)


def _found(book: Book, check: Check, file: CaseFile) -> list[tuple[str, str]]:
    desk = book.desk("head")
    return [(one.invariant, one.what) for one in check(desk, file, past_of(desk))]


def _with_entries(file: CaseFile, entries: list[Entry]) -> CaseFile:
    return replace(file, entries=tuple(entries), snapshot=fold(entries))


def _with_event(file: CaseFile, kind: type[Event], **changed: object) -> CaseFile:
    """Return the file with the first event of a kind changed."""
    entries = list(file.entries)
    for at, entry in enumerate(entries):
        for place, event in enumerate(entry.events):
            if isinstance(event, kind):
                events = list(entry.events)
                events[place] = replace(event, **changed)
                entries[at] = replace(entry, events=tuple(events))
                return replace(file, entries=tuple(entries))
    raise AssertionError(kind)


def _with_last(file: CaseFile, **changed: object) -> CaseFile:
    """Return the file with its last entry changed."""
    entries = list(file.entries)
    entries[-1] = replace(entries[-1], **changed)  # type: ignore[arg-type]
    return replace(file, entries=tuple(entries))


# --- the whole -----------------------------------------------------------------------------------


def test_a_sound_book_has_no_damage(book: Book) -> None:
    book.refused()

    assert [one for one in doctor.examine(book.desk("head")) if one.damage] == []


def test_a_sound_book_has_no_damage_for_whoever_opens_no_case(book: Book) -> None:
    book.refused()

    assert [one for one in doctor.examine(book.desk("chair")) if one.damage] == []


@pytest.mark.parametrize("quick", [True, False])
def test_beat_is_called_as_often_as_parts_says(school: Book, quick: bool) -> None:
    desk = school.desk("head")
    beats: list[str] = []
    doctor.examine(desk, quick=quick, beat=beats.append)

    assert len(beats) == doctor.parts(desk, quick=quick)


def test_the_quick_part_reads_no_history(school: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    desk = school.desk("head")
    monkeypatch.setattr(store, "read_case", lambda _session, case: read.append(case))
    doctor.examine(desk, quick=True)

    assert read == []


def test_a_forged_step_in_the_writers_own_hand_is_found(book: Book) -> None:
    ref = book.open()
    desk, file = book.desk("clerk"), door.load(book.desk("clerk"), ref)
    moved = TrackMoved(
        track="case",
        trigger="close",
        source="received",
        dest="closed",
        rule="case.close.closing",
        clauses=(),
        followed=False,
    )
    entry = replace(
        file.entries[-1], seq=2, actor=desk.actor, command="TakeStep", key="k", events=(moved,)
    )
    step = store.Step(
        key="forged",
        content=b"forged",
        entries=(store.Entry(payload=write_entry(entry)),),
        card=file.history.card,
    )
    store.append(desk.session, file.case, step, expected=1, now=desk.now())
    found = {one.invariant for one in doctor.examine(book.desk("head")) if one.where == ref}

    assert found == {"I2", "I16", "I22"}


def test_a_case_whose_version_is_gone_is_named(book: Book) -> None:
    ref = book.open()
    desk = book.desk("head")
    desk.ledger.files.clear()
    found = {(one.invariant, one.where) for one in doctor.examine(desk) if one.damage}

    assert found == {("I19", ref)}


def test_a_version_that_is_not_what_was_adopted_is_named(book: Book) -> None:
    desk = book.desk("head")
    [files] = desk.ledger.files.values()
    files["letters/closure.md"] += "\nMore."
    [found] = [one for one in doctor.examine(desk, quick=True) if one.damage]

    assert (found.invariant, found.what) == (
        "I19",
        "the policy version it goes by is not what was adopted",
    )


def test_a_version_that_cannot_be_read_is_named(book: Book) -> None:
    desk = book.desk("head")
    [files] = desk.ledger.files.values()
    files["milnthorpe.yaml"] = "casework: [1"
    [found] = [one for one in doctor.examine(desk, quick=True) if one.damage]

    assert found.what == "the policy version it goes by cannot be read any more"


# --- notes ---------------------------------------------------------------------------------------


def _but_backups(found: tuple[Finding, ...]) -> list[Finding]:
    """Return all but the note that no backup has been made: no school here makes any."""
    return [one for one in found if not one.what.startswith("no backup of these records")]


def test_open_questions_are_a_note_and_no_damage(book: Book) -> None:
    desk = book.desk("head")
    school = replace(desk.settings.schools[next(iter(desk.settings.schools))], ring_lado="")
    school = replace(school, answered=school.answered - {"ring_lado"})
    desk.settings = replace(desk.settings, schools={next(iter(desk.settings.schools)): school})
    [found] = _but_backups(doctor.examine(desk, quick=True))

    assert (found.damage, found.what) == (
        False,
        "1 question only the school can answer is open",
    )


def test_a_missing_recovery_key_is_a_note(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "has_recovery", lambda _session: False)
    [found] = _but_backups(doctor.examine(book.desk("head"), quick=True))

    assert (found.damage, found.advice) == (
        False,
        "Let the chair of governors sign in once; the key is shown then.",
    )


def test_a_case_that_one_person_alone_can_open_has_too_few_holders(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = book.open(), book.open()
    head = book.desk("head")
    for name in ("clerk", "deputy", "dsl", "ict"):
        people.disable(head, name)
    with_key = [one.what for one in doctor.examine(head) if "holders" in one.what]
    monkeypatch.setattr(store, "has_recovery", lambda _session: False)
    found = [one for one in doctor.examine(head) if "holders" in one.what]
    refs = {ref for ref in (first, second) if ref in found[0].what}

    assert with_key == []
    assert [(one.damage, one.invariant) for one in found] == [(False, "note")]
    assert refs == {first, second}
    assert [one for one in doctor.examine(head, quick=True) if "holders" in one.what] == []


def test_cases_that_several_can_open_have_holders_enough(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.open()
    monkeypatch.setattr(store, "has_recovery", lambda _session: False)

    assert [one for one in doctor.examine(book.desk("head")) if "holders" in one.what] == []


def test_of_many_cases_with_one_holder_a_few_are_named(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    refs = [book.open() for _ in range(7)]
    monkeypatch.setattr(store, "has_recovery", lambda _session: False)
    monkeypatch.setattr(store, "holders", lambda _session, _case: ("one",))
    (found,) = [one for one in doctor.examine(book.desk("head")) if "holders" in one.what]

    assert (sum(ref in found.what for ref in refs), "2 others" in found.what) == (5, True)


def test_a_missing_secret_of_the_clock_is_a_note(
    book: Book, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    desk = book.desk("head")
    monkeypatch.setenv("CASEWORK_STATE", str(tmp_path_factory.mktemp("elsewhere")))
    kept = bootstrap.credentials(practice=True)
    [found] = _but_backups(doctor.examine(desk, quick=True, credentials=kept))

    assert found.what.startswith("the clock’s secret is not on this computer")


def test_the_secret_that_is_there_needs_no_note(book: Book) -> None:
    kept = bootstrap.credentials(practice=True)

    found = doctor.examine(book.desk("head"), quick=True, credentials=kept)

    assert _but_backups(found) == []


# --- one check each ------------------------------------------------------------------------------


def test_another_card_is_found(book: Book) -> None:
    file = _file(book, book.open())
    file = replace(file, history=replace(file.history, card=b"{}"))

    assert [name for name, _what in _found(book, casechecks.card, file)] == ["I2"]


def test_a_limit_without_its_row_is_found(book: Book) -> None:
    file = _file(book, book.open())
    file = replace(file, history=replace(file.history, deadlines=file.history.deadlines[1:]))

    assert [name for name, _what in _found(book, casechecks.rows, file)] == ["I2"]


def test_a_row_that_the_history_does_not_know_is_found(book: Book) -> None:
    file = _file(book, book.open())
    file = replace(file, snapshot=replace(file.snapshot, deadlines={}))

    assert {name for name, _what in _found(book, casechecks.rows, file)} == {"I6"}


@pytest.mark.parametrize("field", ["due_at", "passed_at", "ended_at"])
def test_a_row_that_differs_is_found(book: Book, field: str) -> None:
    file = _file(book, book.open())
    rows = list(file.history.deadlines)
    rows[0] = replace(rows[0], **{field: book.clock.now()})  # type: ignore[arg-type]
    file = replace(file, history=replace(file.history, deadlines=tuple(rows)))

    assert [name for name, _what in _found(book, casechecks.rows, file)] == ["I2"]


def test_a_limit_that_ends_on_another_day_is_found(book: Book) -> None:
    file = _file(book, book.open())
    limits = {
        id_: replace(limit, due_at="2026-12-24T00:00:00+00:00")
        for id_, limit in file.snapshot.deadlines.items()
    }
    file = replace(file, snapshot=replace(file.snapshot, deadlines=limits))

    assert {name for name, _what in _found(book, casechecks.dates, file)} == {"I6"}


def test_a_limit_started_twice_is_found(book: Book) -> None:
    file = _file(book, book.open())
    limits = dict(file.snapshot.deadlines)
    limits["again"] = replace(next(iter(limits.values())), id="again")
    file = replace(file, snapshot=replace(file.snapshot, deadlines=limits))

    what = "entry 1: a time limit was started twice"
    assert what in [words for _name, words in _found(book, casechecks.dates, file)]


@pytest.mark.parametrize(
    ("name", "changed", "what"),
    [
        ("acknowledge", {"held": "2026-11-02T09:00:00+00:00"}, "a time limit waited that no pause"),
        (
            "first-conversation",
            {"held": "2026-11-01T09:00:00+00:00"},
            "a time limit waited that no",
        ),
        (
            "first-conversation",
            {"standing": "running"},
            "a time limit does not wait with the pause",
        ),
    ],
)
def test_a_limit_that_does_not_wait_as_the_pause_says_is_found(
    book: Book, name: str, changed: dict[str, str], what: str
) -> None:
    file = _file(book, book.triaged(**{"adult-conduct": "yes"}))
    limits = {
        id_: replace(limit, **changed) if limit.name == name else limit  # type: ignore[arg-type]
        for id_, limit in file.snapshot.deadlines.items()
    }
    sound = _found(book, casechecks.holds, file)
    file = replace(file, snapshot=replace(file.snapshot, deadlines=limits))

    [(invariant, found)] = _found(book, casechecks.holds, file)
    assert (sound, invariant) == ([], "I6")
    assert what in found


def test_a_limit_of_a_calendar_nobody_knows_any_more_is_left_alone(book: Book) -> None:
    file = _file(book, book.open())
    limits = {
        id_: replace(limit, due_at="2026-12-24T00:00:00+00:00", calendar=99)
        for id_, limit in file.snapshot.deadlines.items()
    }
    file = replace(file, snapshot=replace(file.snapshot, deadlines=limits))

    assert _found(book, casechecks.dates, file) == []


def test_a_decision_about_other_words_is_found(book: Book) -> None:
    ref, _request = book.noted()
    file = _file(book, ref)
    letters = {1: replace(file.snapshot.letters[1], digest="00")}
    file = replace(file, snapshot=replace(file.snapshot, letters=letters))

    assert [name for name, _what in _found(book, casechecks.bindings, file)] == ["I7"]


def test_a_gap_in_letter_numbers_is_found(book: Book) -> None:
    ref, _request = book.noted()
    file = _file(book, ref)
    letters = {1: replace(file.snapshot.letters[1], serial=2)}
    file = replace(file, snapshot=replace(file.snapshot, letters=letters))

    assert [name for name, _what in _found(book, casechecks.serials, file)] == ["I9"]


def test_other_words_in_a_letter_are_found(book: Book) -> None:
    ref, _request = book.noted()
    file = _file(book, ref)
    letters = {1: replace(file.snapshot.letters[1], text="Dear nobody,")}
    file = replace(file, snapshot=replace(file.snapshot, letters=letters))

    what = "the words of letter 1 are not its own"
    assert _found(book, casechecks.papers, file) == [("I9", what)]


@pytest.mark.parametrize("item", ["0" * 32, "issued"])
def test_another_page_than_the_issued_one_is_found(
    school: Book, rehearsal_ref: str, item: str
) -> None:
    file = _file(school, rehearsal_ref)
    letter = next(one for one in file.snapshot.letters.values() if one.serial == 1)
    changed = replace(letter, pdf_digest="00") if item == "issued" else replace(letter, item=item)
    letters = {**file.snapshot.letters, letter.number: changed}
    file = replace(file, snapshot=replace(file.snapshot, letters=letters))

    what = "the page of letter 1 is not what was issued"
    assert _found(school, casechecks.papers, file) == [("I9", what)]


@pytest.fixture
def rehearsal_ref(school: Book) -> str:
    """Return the reference of a case with letters and sheets."""
    files = (door.load(school.desk("head"), row.ref) for row in school.desk("head").cards.rows)
    wanted = (one.snapshot for one in files if one.snapshot.letters and one.snapshot.evidence)
    return next(one.ref for one in wanted)


def test_entries_out_of_order_are_found(book: Book) -> None:
    file = _file(book, book.held())
    file = replace(file, entries=file.entries[1:])

    assert [name for name, _what in _found(book, casechecks.revision, file)] == ["I11"]


def test_another_count_of_entries_is_found(book: Book) -> None:
    file = replace(_file(book, book.held()), revision=7)

    assert [name for name, _what in _found(book, casechecks.revision, file)] == ["I13"]


def test_an_entry_under_somebody_elses_name_is_found(book: Book) -> None:
    file = _file(book, book.held())
    file = _with_last(file, actor=book.desk("head").actor)

    assert [name for name, _what in _found(book, casechecks.authors, file)] == ["I4"]


def test_a_command_that_counts_twice_is_found(book: Book) -> None:
    file = _file(book, book.held())
    entries = [replace(entry, key="one key") for entry in file.entries]
    file = replace(file, entries=tuple(entries))

    assert {name for name, _what in _found(book, casechecks.keys, file)} == {"I18"}


def test_a_track_where_its_policy_has_no_place_is_found(book: Book) -> None:
    file = _file(book, book.open())
    tracks = {**file.snapshot.tracks}
    tracks["warning"] = replace(tracks["warning"], state="nowhere")
    file = replace(file, snapshot=replace(file.snapshot, tracks=tracks))

    what = "entry 1: Written warning stands where its policy has no place"
    assert _found(book, casechecks.states, file) == [("I16", what)]


def test_a_track_its_policy_does_not_have_is_found(book: Book) -> None:
    file = _file(book, book.open())
    tracks = dict(list(file.snapshot.tracks.items())[1:])
    file = replace(file, snapshot=replace(file.snapshot, tracks=tracks))

    assert [name for name, _what in _found(book, casechecks.states, file)] == ["I16"]


def test_a_closed_case_with_something_open_is_found(book: Book) -> None:
    ref, _request = book.noted()
    file = _file(book, ref)
    tracks = {**file.snapshot.tracks}
    tracks["case"] = replace(tracks["case"], state="closed")
    file = replace(file, snapshot=replace(file.snapshot, tracks=tracks))

    assert [what for _name, what in _found(book, casechecks.states, file)] == [
        "it is closed, and First conversation is not finished",
        "it is closed, and a decision is still asked for",
        "it is closed, and a time limit still runs",
    ]


def test_a_broken_contract_is_found(book: Book) -> None:
    file = _file(book, book.open())
    tracks = {**file.snapshot.tracks}
    been = frozenset({"not-considered", "done"})
    tracks["warning"] = replace(tracks["warning"], state="done", been=been)
    file = replace(file, snapshot=replace(file.snapshot, tracks=tracks))

    found = _found(book, casechecks.contracts, file)
    what = "No warning is sent that was never considered and approved."
    assert ("I21", f"it breaks a rule of its policy: {what}") in found


def test_a_correction_of_nothing_is_found(book: Book) -> None:
    ref = book.open()
    cases.correct(book.desk("clerk"), ref, 1, "It was Class 5.", Saying(reason="Misheard."))
    file = _with_event(_file(book, ref), Corrected, seq=2)

    assert _found(book, casechecks.corrections, file) == [
        ("I26", "entry 2: it corrects no earlier entry")
    ]


def test_a_sealed_answer_in_the_open_is_found(book: Book) -> None:
    file = _with_event(_file(book, book.open()), FactSet, name="screening")

    assert [name for name, _what in _found(book, casechecks.seals, file)] == ["I31"]


def test_a_way_to_a_sealed_case_is_found(book: Book) -> None:
    first, second = book.open(), book.open()
    cases.link(book.desk("clerk"), first, second)
    desk = book.desk("head")
    file = _file(book, first)
    cards = desk.cards
    rows = tuple(
        row._replace(place=store.Place.SEALED) if row.ref == second else row for row in cards.rows
    )
    sealed = replace(file, entries=file.entries)
    past = past_of(desk)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(cards), "rows", rows)
        found = [one.invariant for one in casechecks.seals(desk, sealed, past)]

    assert (found, any(isinstance(e, Linked) for e in file.entries[-1].events)) == (["I31"], True)


def test_what_happened_after_it_was_recorded_is_found(book: Book) -> None:
    file = _file(book, book.open())
    day = _with_last(file, happened="2026-11-03")
    instant = _with_last(file, happened=(file.entries[-1].at + timedelta(hours=1)).isoformat())

    both = [_found(book, casechecks.times, one)[0][0] for one in (day, instant)]
    assert both == ["I32", "I32"]


def test_an_entry_that_does_not_say_in_which_time_is_found(book: Book) -> None:
    file = _file(book, book.open())
    file = _with_last(file, at=file.entries[-1].at.replace(tzinfo=None))

    assert [name for name, _what in _found(book, casechecks.times, file)] == ["I32"]


def test_a_key_left_with_somebody_taken_off_is_found(book: Book) -> None:
    file = _file(book, book.open())
    gone = frozenset({book.desk("deputy").session.user})
    file = replace(file, snapshot=replace(file.snapshot, excluded=gone))

    assert [name for name, _what in _found(book, casechecks.exclusions, file)] == ["I8"]


def test_a_print_the_log_does_not_bear_out_is_found(school: Book, rehearsal_ref: str) -> None:
    file = _with_event(_file(school, rehearsal_ref), LetterMoved, step="print")

    assert [name for name, _what in _found(school, casechecks.prints, file)] == ["I4"]


def test_a_sheet_the_custody_log_does_not_bear_out_is_found(
    school: Book, rehearsal_ref: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "read_custody", lambda _session, _case: ())
    found = _found(school, casechecks.custody, _file(school, rehearsal_ref))

    assert [name for name, _what in found] == ["I24"]


# --- replay --------------------------------------------------------------------------------------


def _replayed(book: Book, file: CaseFile) -> list[tuple[str, str]]:
    return _found(book, replayed, file)


def test_an_undone_step_replays(book: Book) -> None:
    ref = book.open()
    book.take("clerk", ref, "acknowledgement.no-answer-needed")
    cases.undo(book.desk("clerk"), ref)
    book.take("clerk", ref, "acknowledgement.acknowledge")

    assert _replayed(book, _file(book, ref)) == []


def test_an_undo_of_another_entry_is_found(book: Book) -> None:
    ref = book.open()
    book.take("clerk", ref, "acknowledgement.no-answer-needed")
    cases.undo(book.desk("clerk"), ref)
    file = _with_event(_file(book, ref), Undone, seq=1)

    what = "entry 3: it takes back another entry than the last one"
    assert _replayed(book, file) == [("I22", what)]


def test_an_undo_of_what_somebody_else_wrote_is_found(book: Book) -> None:
    ref = book.open()
    book.take("clerk", ref, "acknowledgement.no-answer-needed")
    cases.undo(book.desk("clerk"), ref)
    file = _with_last(_file(book, ref), actor=book.desk("head").actor)

    assert _replayed(book, file) == [("I22", "entry 3: it takes back what somebody else wrote")]


@pytest.mark.parametrize(
    "changed", [{"rule": "no.such.step"}, {"source": "open"}, {"dest": "closed"}]
)
def test_a_step_that_was_never_declared_is_found(book: Book, changed: dict[str, str]) -> None:
    ref = book.open()
    book.take("clerk", ref, "acknowledgement.acknowledge")
    file = _with_event(_file(book, ref), TrackMoved, **changed)

    what = "entry 2: a step was taken that was not possible then"
    assert _replayed(book, file) == [("I22", what)]


def test_a_step_whose_condition_did_not_hold_is_found(book: Book) -> None:
    file = _file(book, book.triaged())
    entries = list(file.entries)
    first = entries[0]
    kept = [event for event in first.events if type(event).__name__ != "CategoryAdded"]
    entries[0] = replace(first, events=tuple(kept))

    assert [name for name, _ in _replayed(book, replace(file, entries=tuple(entries)))] == ["I22"]


def test_a_step_taken_by_somebody_who_may_not_is_found(book: Book) -> None:
    ref = book.open()
    facts = {"removed-on": "2026-11-02", "removal-seen-by": "the office"}
    book.take("clerk", ref, "removal.found-gone", facts)
    file = _with_last(_file(book, ref), actor=book.desk("chair").actor)

    what = "entry 2: a step was taken by somebody who may not take it"
    assert _replayed(book, file) == [("I22", what)]


def test_a_step_taken_without_its_reason_is_found(book: Book) -> None:
    file = _file(book, book.triaged())
    entries = list(file.entries)
    entries[1] = replace(entries[1], reason="")
    file = replace(file, entries=tuple(entries))

    assert _replayed(book, file) == [("I22", "entry 2: a step was taken without its reason")]


def test_a_step_taken_without_its_decision_is_found(book: Book) -> None:
    ref = book.refused()
    book.take("clerk", ref, "warning.consider")
    book.take("clerk", ref, "warning.approve", letter=_WARNING)
    book.take_decision("head", ref)
    file = _file(book, ref)
    last = file.entries[-1]
    kept = tuple(e for e in last.events if type(e).__name__ != "ApprovalGranted")

    what = "a step was taken without the decision it needs"
    [found] = _replayed(book, _with_last(file, events=kept))
    assert (found[0], what in found[1]) == ("I22", True)


_WARNING = {"post_description": "a post about Class 4", "request": "remove it"}


def test_a_decision_by_whoever_asked_is_found(book: Book) -> None:
    ref, _request = book.noted()
    book.take_decision("head", ref)
    file = _file(book, ref)
    clerk = replace(book.desk("clerk").actor, roles=book.desk("head").actor.roles)
    [found] = _replayed(book, _with_last(file, actor=clerk))

    assert found[0] == "I22"


def test_a_decision_in_the_requesters_own_name_is_found(book: Book) -> None:
    ref, _request = book.noted()
    book.take_decision("head", ref)
    file = _file(book, ref)
    entries = list(file.entries)
    entries[-2] = replace(entries[-2], actor=book.desk("head").actor)
    [found] = _replayed(book, replace(file, entries=tuple(entries)))

    who = "it was granted by somebody who had asked, written or was named"
    assert (found[0], who in found[1]) == ("I7", True)


def test_a_decision_by_somebody_who_may_not_decide_is_found(book: Book) -> None:
    ref, _request = book.noted()
    book.take_decision("head", ref)
    [found] = _replayed(book, _with_last(_file(book, ref), actor=book.desk("dsl").actor))

    assert found == ("I7", "entry 6: it was granted by somebody who may not decide it")


def test_a_decision_nobody_asked_for_is_found(book: Book) -> None:
    ref, _request = book.noted()
    book.take_decision("head", ref)
    file = _file(book, ref)
    entries = list(file.entries)
    kept = [e for e in entries[-2].events if type(e).__name__ != "ApprovalAsked"]
    entries[-2] = replace(entries[-2], events=tuple(kept))
    [found] = _replayed(book, replace(file, entries=tuple(entries)))

    assert found == ("I7", "entry 6: it grants what nobody asked for")


def test_roles_held_later_do_not_count_for_earlier(book: Book) -> None:
    head = book.desk("head")
    ref = book.open()
    book.clock.move(timedelta(days=10))
    people.add(head, "newcomer", ["office"], "practice-school")
    newcomer = head.session.directory.by_name("newcomer")
    file = _file(book, ref)
    actor = replace(book.desk("clerk").actor, user=newcomer.id)
    book.take("clerk", ref, "acknowledgement.acknowledge")
    file = _file(book, ref)
    entries = list(file.entries)
    entries[-1] = replace(entries[-1], actor=actor, at=file.entries[0].at)
    [found] = _replayed(book, replace(file, entries=tuple(entries)))

    assert found == ("I22", "entry 2: it was made in a role that its writer did not hold then")


def test_a_case_without_its_opening_is_found(book: Book) -> None:
    file = _file(book, book.held())
    file = replace(file, entries=file.entries[1:])

    assert [name for name, _what in _replayed(book, file)] == ["I22"]
