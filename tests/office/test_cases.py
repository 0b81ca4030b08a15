"""Opening cases and taking steps as the office does: once, by the right people, told to few."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from casework import store
from casework.domain.dates import parse_when
from casework.domain.facts import CategoryClaim
from casework.domain.people import CasePerson, PersonRole
from casework.errors import Conflict, NotFound, NotPermitted, Refused, UsageFault
from casework.office import cases, deadlines, door, questions
from casework.office.cases import Answers, NewCase
from casework.office.saying import Saying
from tests.office.practice_kit import NO, WHERE, handed_in, record_of

if TYPE_CHECKING:
    from casework.office.door import Done
    from tests.office.practice_kit import Book

PAUSING = {"inappropriate": "yes", "serious-allegation": "yes", "adult-conduct": "yes"}


def test_an_opened_case_has_reference_first_limits_and_one_entry(book: Book) -> None:
    ref = book.open()
    case = book.case(ref)

    limits = {limit.name for limit in case.deadlines.values()}
    assert (ref[:3], case.revision, limits) == ("CW-", 1, {"acknowledge", "triage-limit"})


def test_the_same_key_opens_the_same_case_once(book: Book) -> None:
    new = NewCase(case_type="concern", summary="A post")
    told, desk = Answers(facts=WHERE), book.desk("clerk")
    first = cases.open_case(desk, new, told, Saying(key="once"))
    second = cases.open_case(desk, new, told, Saying(key="once"))

    assert (first.ref, second.ref, second.replayed, len(desk.cards.rows)) == (
        first.ref,
        first.ref,
        True,
        1,
    )


def test_the_same_key_for_something_else_is_a_conflict(book: Book) -> None:
    desk = book.desk("clerk")
    new = NewCase(case_type="concern", summary="A post")
    cases.open_case(desk, new, Answers(), Saying(key="once"))
    with pytest.raises(Conflict) as fault:
        cases.open_case(desk, NewCase(case_type="concern"), Answers(), Saying(key="once"))

    assert fault.value.exit_code == 6


def test_a_repeated_step_happens_once(book: Book) -> None:
    ref = book.open()
    first = book.take("clerk", ref, "acknowledgement.acknowledge", key="once")
    second = book.take("clerk", ref, "acknowledgement.acknowledge", key="once")

    assert (second.replayed, second.revision, book.case(ref).revision) == (True, first.revision, 2)


def test_a_case_type_nobody_knows_is_refused(book: Book) -> None:
    with pytest.raises(Refused) as fault:
        cases.open_case(book.desk("clerk"), NewCase(case_type="nonsense"), Answers())

    assert fault.value.exit_code == 3


def test_a_role_that_opens_no_cases_is_told_so(book: Book) -> None:
    with pytest.raises(NotPermitted) as fault:
        book.open("chair")

    assert fault.value.message == "Your role does not open cases of this type."


def test_a_book_opened_to_read_takes_no_case(book: Book) -> None:
    book.desk("clerk").read_only = True
    with pytest.raises(NotPermitted):
        book.open()

    assert book.desk("head").cards.rows == ()


@pytest.mark.parametrize("role", ["chair"])
def test_who_has_no_key_gets_the_answer_of_a_case_that_never_was(book: Book, role: str) -> None:
    ref = book.open()
    with pytest.raises(NotFound) as hidden:
        questions.show(book.desk(role), ref)
    with pytest.raises(NotFound) as never:
        questions.show(book.desk(role), "CW-ZZZZ")

    assert (hidden.value.message, hidden.value.advice) == (never.value.message, never.value.advice)


def test_the_excluded_get_the_answer_of_a_case_that_never_was(book: Book) -> None:
    ref = book.open()
    deputy = book.desk("deputy")
    door.load(deputy, ref)
    cases.exclude(book.desk("head"), ref, "deputy", Saying(reason="Is related to the author."))
    with pytest.raises(NotFound) as hidden:
        cases.add_note(deputy, ref, "Still here?")
    with pytest.raises(NotFound) as never:
        cases.add_note(deputy, "CW-ZZZZ", "Still here?")

    seen = questions.cases_listed(deputy), deadlines.listed(deputy)
    same = (hidden.value.message, hidden.value.advice) == (never.value.message, never.value.advice)
    assert (same, seen) == (True, ((), ()))


def test_those_who_remain_go_on_after_they_signed_in_again(book: Book) -> None:
    ref = book.open()
    cases.exclude(book.desk("head"), ref, "deputy", Saying(reason="Is related to the author."))
    book.desks.pop("clerk").session.close()
    done = book.take("clerk", ref, "acknowledgement.acknowledge")

    assert done.snapshot.excluded == frozenset({book.desk("deputy").session.user})


def test_an_exclusion_needs_its_reason(book: Book) -> None:
    with pytest.raises(Refused) as fault:
        cases.exclude(book.desk("head"), book.open(), "deputy", Saying())

    assert fault.value.message == "Taking somebody off a case needs its reason."


def test_an_undone_step_never_counted_and_its_limits_go_with_it(book: Book) -> None:
    ref = book.triaged()
    before = book.case(ref)
    facts = {"removal-asked-on": "2026-11-02", "raised-with-us-first": "no"}
    book.take("deputy", ref, "conversation.hold", facts)
    after = cases.undo(book.desk("deputy"), ref).snapshot

    assert (after.tracks["conversation"].state, dict(after.deadlines), after.revision) == (
        "due",
        dict(before.deadlines),
        before.revision + 2,
    )


def test_an_undo_takes_the_answers_back_too(book: Book) -> None:
    ref = book.open()
    cases.set_facts(book.desk("clerk"), ref, Answers(facts={"inappropriate": "yes"}))
    cases.undo(book.desk("clerk"), ref)

    assert book.case(ref).answer("inappropriate") == ""


def test_after_the_undo_time_nothing_is_taken_back(book: Book) -> None:
    ref = book.open()
    book.take("clerk", ref, "acknowledgement.acknowledge")
    book.clock.move(timedelta(seconds=11))
    with pytest.raises(Refused) as fault:
        cases.undo(book.desk("clerk"), ref)

    assert fault.value.message == "The 10 seconds for taking it back are over."


def test_nobody_takes_back_what_somebody_else_wrote(book: Book) -> None:
    ref = book.open()
    book.take("clerk", ref, "acknowledgement.acknowledge")
    with pytest.raises(Refused) as fault:
        cases.undo(book.desk("head"), ref)

    words = "The last entry is somebody else’s; only its writer takes it back."
    assert fault.value.message == words


def test_an_opening_cannot_be_taken_back(book: Book) -> None:
    ref = book.open()
    with pytest.raises(Refused) as fault:
        cases.undo(book.desk("clerk"), ref)

    assert fault.value.message == "There is nothing to undo."


def test_a_sealed_answer_leaves_no_entry_and_reaches_safeguarding_alone(book: Book) -> None:
    ref = book.open()
    told = Answers(facts={"screening": "to-be-followed-up"})
    before = len(door.load(book.desk("dsl"), ref).entries)
    done = cases.set_facts(book.desk("dsl"), ref, told)
    after = len(door.load(book.desk("dsl"), ref).entries)
    kept = questions.show(book.fresh("head"), record_of(book, ref).ref).snapshot
    others = handed_in(book.fresh("clerk")), handed_in(book.fresh("chair"))

    assert (done.entry, after - before, kept.answer("screening")) == (None, 0, "to-be-followed-up")
    assert others == ([], [])


def test_a_sealed_answer_is_checked_like_any_other(book: Book) -> None:
    ref = book.open()
    with pytest.raises(Refused):
        cases.set_facts(book.desk("dsl"), ref, Answers(facts={"screening": "nonsense"}))

    assert handed_in(book.desk("head")) == []


def test_a_sealed_answer_is_not_everybodys_to_give(book: Book) -> None:
    ref = book.open()
    told = Answers(facts={"screening": "unsure"})
    with pytest.raises(Refused) as fault:
        cases.set_facts(book.desk("clerk"), ref, told)

    assert "not yours to answer" in fault.value.message


@pytest.mark.parametrize("found", ["nothing-to-follow-up", "to-be-followed-up", "unsure"])
def test_the_pause_begins_the_same_whatever_the_screening_found(book: Book, found: str) -> None:
    ref = book.open()
    facts = {**NO, **PAUSING, "screening": found}
    done = book.take("head", ref, "case.triage", facts, reason="It says what an adult did.")
    shape = [(type(event).__name__, getattr(event, "name", "")) for event in _events(done)]
    size = len(door.load(book.desk("head"), ref).history.entries[-1].payload)

    plain = book.open()
    other = {**NO, **PAUSING}
    again = book.take("head", plain, "case.triage", other, reason="It says what an adult did.")
    alike = len(door.load(book.desk("head"), plain).history.entries[-1].payload)
    assert (shape, size, str(done.snapshot.pause)) == (
        [(type(event).__name__, getattr(event, "name", "")) for event in _events(again)],
        alike,
        "standing",
    )


def _events(done: door.Done) -> tuple[object, ...]:
    return done.entry.events if done.entry else ()


def test_whoever_releases_the_pause_is_not_named(book: Book) -> None:
    ref = book.open()
    book.take("head", ref, "case.triage", {**NO, **PAUSING}, reason="What an adult did.")
    holder = record_of(book, ref).record["record-holder"]
    book.take(holder, ref, "release-pause")
    file = door.load(book.fresh("head"), ref)
    last = file.entries[-1]

    assert (last.actor.name, file.history.entries[-1].signer.kind, str(file.snapshot.pause)) == (
        "safeguarding",
        "circle",
        "released",
    )


def test_the_office_does_not_release_the_pause(book: Book) -> None:
    ref = book.open()
    book.take("head", ref, "case.triage", {**NO, **PAUSING}, reason="What an adult did.")
    with pytest.raises((NotPermitted, NotFound, Conflict)):
        book.take("clerk", ref, "release-pause")

    assert str(book.case(ref).pause) == "standing"


def test_a_stale_step_says_what_happened_since(book: Book) -> None:
    ref = book.open()
    cases.add_note(book.desk("deputy"), ref, "Rang the parent.")
    with pytest.raises(Conflict) as fault:
        book.take("clerk", ref, "acknowledgement.acknowledge", expected=1)

    assert (fault.value.message, fault.value.reasons) == (
        "The case has changed since you looked: 1 entry newer.",
        ("deputy added a note.",),
    )


def test_a_revision_still_to_come_is_a_conflict_too(book: Book) -> None:
    ref = book.open()
    with pytest.raises(Conflict) as fault:
        cases.add_note(book.desk("clerk"), ref, "A note.", Saying(expected=9))

    assert fault.value.message == ("The case has not come to revision 9 yet; it stands at 1.")


def test_a_rehearsed_step_shows_what_it_would_cause_and_writes_nothing(book: Book) -> None:
    ref = book.open()
    accepted = cases.rehearse_step(book.desk("clerk"), ref, "acknowledge", "acknowledgement")

    assert (accepted.snapshot.state("acknowledgement"), book.case(ref).revision) == (
        "acknowledged",
        1,
    )


def test_a_linked_case_is_named_and_nothing_else_passes(book: Book) -> None:
    first, second = book.open(), book.open()
    done = cases.link(book.desk("clerk"), first, second, "Same class")

    assert (done.snapshot.links, book.case(second).links) == ((second,), ())


def test_a_case_that_is_not_there_is_not_linked(book: Book) -> None:
    ref = book.open()
    with pytest.raises(NotFound):
        cases.link(book.desk("clerk"), ref, "CW-ZZZZ")

    assert book.case(ref).links == ()


def test_a_case_is_not_linked_to_itself(book: Book) -> None:
    ref = book.open()
    with pytest.raises(Refused) as fault:
        cases.link(book.desk("clerk"), ref, ref)

    assert fault.value.message == "A case is not linked to itself."


def test_a_correction_stands_beside_the_old_words(book: Book) -> None:
    ref = book.open()
    cases.add_note(book.desk("clerk"), ref, "Rang at nine.")
    cases.correct(book.desk("clerk"), ref, 2, "Rang at ten.", Saying(reason="Misread."))
    payloads = [r.payload for r in door.load(book.desk("head"), ref).history.entries]

    kept = b"Rang at nine." in payloads[1], b"Rang at ten." in payloads[2]
    assert kept == (True, True)


def test_a_correction_needs_a_reason(book: Book) -> None:
    ref = book.open()
    with pytest.raises(Refused):
        cases.correct(book.desk("clerk"), ref, 1, "Class 5.", Saying(reason=""))

    assert book.case(ref).revision == 1


@pytest.mark.parametrize("entry", [-1, 0, 2, 9])
def test_a_correction_of_an_entry_that_is_not_there_is_not_found(book: Book, entry: int) -> None:
    ref = book.open()
    with pytest.raises(NotFound, match=f"no entry {entry}"):
        cases.correct(book.desk("clerk"), ref, entry, "Class 5.", Saying(reason="Misread."))

    assert book.case(ref).revision == 1


def test_an_incident_keeps_when_it_happened_apart_from_when_it_was_written(book: Book) -> None:
    ref = book.open()
    happened = parse_when("1/11/2026 18:30", book.clock.now())
    done = cases.add_incident(
        book.desk("clerk"), ref, "A further post.", "Facebook", Saying(happened=happened)
    )
    [incident] = done.snapshot.incidents

    assert (incident.happened[:16], incident.where) == ("2026-11-01T18:30", "Facebook")


def test_a_day_alone_stays_a_day(book: Book) -> None:
    ref = book.open()
    happened = parse_when("1/11/2026", book.clock.now())
    done = cases.add_incident(book.desk("clerk"), ref, "A post.", "", Saying(happened=happened))

    assert done.snapshot.incidents[0].happened == "2026-11-01"


def test_typed_words_are_cleaned_and_too_many_are_refused(book: Book) -> None:
    ref = book.open()
    cases.add_note(book.desk("clerk"), ref, "Rang\x1b[31m the parent.\u202e")
    with pytest.raises(UsageFault) as fault:
        cases.add_note(book.desk("clerk"), ref, "x" * 4001)
    payload = json.loads(door.load(book.desk("head"), ref).history.entries[-1].payload)

    assert (payload["events"][0]["words"], fault.value.message) == (
        "Rang the parent.",
        "One field holds 4001 characters; 4000 is the most.",
    )


def test_a_person_needs_a_name(book: Book) -> None:
    ref = book.open()
    nobody = CasePerson(number=0, role=PersonRole.WITNESS, name=" \u202e ")
    with pytest.raises(UsageFault) as fault:
        cases.add_person(book.desk("clerk"), ref, nobody)

    assert fault.value.message == "A person needs a name."


def test_people_are_numbered_within_their_case(book: Book) -> None:
    ref = book.open()
    witness = CasePerson(number=0, role=PersonRole.WITNESS, name="Mr T. Sample")
    done = cases.add_person(book.desk("clerk"), ref, witness)

    assert [(p.number, str(p.role)) for p in done.snapshot.people] == [
        (1, "author"),
        (2, "witness"),
    ]


def named(book: Book, ref: str, role: str, *, somebody_else: bool = False, **more: str) -> Done:
    person = CasePerson(number=0, role=PersonRole(role), name="mr t. sample", **more)
    return cases.add_person(book.desk("clerk"), ref, person, somebody_else=somebody_else)


def numbers(done: Done) -> list[tuple[int, str]]:
    return [(one.number, str(one.role)) for one in done.snapshot.people]


def test_one_person_has_two_roles_under_one_number(book: Book) -> None:
    ref = book.open()
    named(book, ref, "witness", about="parent in 4B")
    done = named(book, ref, "complainant")

    assert numbers(done) == [(1, "author"), (2, "witness"), (2, "complainant")]
    assert done.snapshot.people[-1].about == "parent in 4B"


def test_the_same_person_in_the_same_role_is_refused_with_the_way_out(book: Book) -> None:
    ref = book.open()
    named(book, ref, "witness", about="parent in 4B")
    with pytest.raises(Conflict) as fault:
        named(book, ref, "witness")

    assert fault.value.message == "That person is in this case already: witness."
    assert "--somebody-else" in fault.value.advice
    assert book.case(ref).revision == 2


def test_more_about_a_person_is_taken_in_under_their_number(book: Book) -> None:
    ref = book.open()
    named(book, ref, "witness", about="parent in 4B")
    done = named(book, ref, "witness", address="2 Low Road")
    last = done.snapshot.people[-1]

    assert (last.number, last.about, last.address) == (2, "parent in 4B", "2 Low Road")


def test_two_people_of_one_name_are_two(book: Book) -> None:
    ref = book.open()
    named(book, ref, "witness", about="parent in 4B")
    done = named(book, ref, "witness", somebody_else=True, about="parent in 2A")

    assert numbers(done) == [(1, "author"), (2, "witness"), (3, "witness")]


def test_of_two_people_of_one_name_it_is_said_who_is_meant(book: Book) -> None:
    ref = book.open()
    named(book, ref, "witness", about="parent in 4B")
    named(book, ref, "witness", somebody_else=True, about="parent in 2A")
    with pytest.raises(Conflict, match="Two people of that name"):
        named(book, ref, "complainant")
    done = named(book, ref, "complainant", about="Parent in 2A")

    assert numbers(done)[-1] == (3, "complainant")


def test_who_passed_the_material_on_is_joined_to_nobody(book: Book) -> None:
    ref = book.open()
    named(book, ref, "witness")
    done = named(book, ref, "source")

    assert numbers(done) == [(1, "author"), (2, "witness"), (3, "source")]


def test_one_name_of_two_users_is_two_people(book: Book) -> None:
    ref = book.open()
    deputy, head = (book.desk(who).session.user for who in ("deputy", "head"))
    named(book, ref, "witness", user=deputy)
    done = named(book, ref, "complainant", user=head)

    assert numbers(done) == [(1, "author"), (2, "witness"), (3, "complainant")]


def test_a_person_known_as_a_user_stays_one_when_named_as_the_person_of_concern(
    book: Book,
) -> None:
    ref = book.open()
    deputy = book.desk("deputy").session.user
    named(book, ref, "witness", user=deputy)
    done = named(book, ref, "person-of-concern")

    assert done.snapshot.excluded == {deputy}


def test_a_case_is_not_opened_with_one_person_twice_in_one_role(book: Book) -> None:
    twice = tuple(
        CasePerson(number=0, role=PersonRole.WITNESS, name=name) for name in ("A. B.", "a. b.")
    )
    with pytest.raises(Conflict):
        cases.open_case(book.desk("clerk"), NewCase(case_type="concern", people=twice), Answers())


def test_a_naming_repeated_under_its_key_is_done_once(book: Book) -> None:
    ref = book.open()
    person = CasePerson(number=0, role=PersonRole.WITNESS, name="Mr T. Sample")
    cases.add_person(book.desk("clerk"), ref, person, Saying(key="once"))
    done = cases.add_person(book.desk("clerk"), ref, person, Saying(key="once"))

    assert (done.replayed, numbers(done)) == (True, [(1, "author"), (2, "witness")])


def test_the_person_of_concern_never_acts(book: Book) -> None:
    ref = book.open()
    user = book.desk("deputy").session.user
    named = CasePerson(number=0, role=PersonRole.PERSON_OF_CONCERN, name="Mr B.", user=user)
    cases.add_person(book.desk("clerk"), ref, named)
    with pytest.raises((NotPermitted, NotFound)):
        cases.add_note(book.desk("deputy"), ref, "It was not me.")

    assert book.case(ref).revision == 2


def test_a_category_is_added_once(book: Book) -> None:
    ref = book.open()
    claim = CategoryClaim(code="complaint", target="school")
    for _again in range(2):
        cases.set_facts(book.desk("clerk"), ref, Answers(categories=(claim,)))

    assert [str(c) for c in book.case(ref).categories].count("complaint:school") == 1


def test_the_answer_who_told_us_is_asked_where_the_policy_wants_it(book: Book) -> None:
    ref = book.open()
    with pytest.raises(Refused) as fault:
        cases.set_facts(book.desk("clerk"), ref, Answers(facts={"refused": "yes"}))

    assert fault.value.message.startswith("Who told us?")


def test_store_keeps_nothing_of_a_refused_step(book: Book) -> None:
    ref = book.open()
    with pytest.raises(Refused):
        book.take("deputy", ref, "case.triage", {"inappropriate": "yes"})
    history = store.read_case(book.desk("head").session, door.load(book.desk("head"), ref).case)

    assert (len(history.entries), book.case(ref).answer("inappropriate")) == (1, "")
