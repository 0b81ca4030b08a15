"""Every command a person may give, and every way the engine says no."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casework.domain.commands import (
    AddEvidence,
    AddNote,
    CorrectEntry,
    ExcludeUser,
    LinkCase,
    NamePerson,
    OpenCase,
    RecordIncident,
    Redate,
)
from casework.domain.events import CaseOpened, PersonAdded
from casework.domain.facts import CategoryClaim
from casework.domain.refusals import Refusal, RefusalKind
from casework.policy.decision import Accepted
from casework.policy.engine import open_case
from tests.policy.engine_kit import (
    CALENDAR,
    DSL,
    HEAD,
    NOT_LOADED,
    NOW,
    OFFICE,
    TEACHER,
    Walk,
    opened,
    opening,
    person,
    rich,
    somebody,
)

TRIAGE = {
    "refused": "yes",
    "continued": "yes",
    "place": "public",
    "posts": "1",
    "adult_conduct": "no",
    "seen_on": "2026-09-10",
}


def kind(walk: Walk) -> RefusalKind | None:
    return walk.last.kind if isinstance(walk.last, Refusal) else None


# --- opening a case -------------------------------------------------------------------------------


def test_a_case_opens_with_every_track_where_it_begins() -> None:
    walk = opened(rich())

    assert {name: track.state for name, track in walk.snapshot.tracks.items()} == {
        "case": "received",
        "talk": "not-held",
        "notice": "not-considered",
        "police": "not-considered",
        "follow": "idle",
    }
    assert (walk.snapshot.seq, walk.snapshot.revision, walk.snapshot.last_by) == (1, 1, "office")


def test_the_first_limit_runs_from_the_opening() -> None:
    walk = opened(rich())

    assert walk.limits("triage") == [("running", "2026-09-16")]


def test_a_case_opens_with_what_is_known_at_once() -> None:
    command = replace(
        opening(rich()),
        facts={"refused": "yes"},
        categories=(CategoryClaim(code="threat", target="staff"),),
        people=(person("author", name="A parent"), person("witness", name="B")),
        summary="A post",
    )
    walk = opened(rich(), command)

    assert walk.snapshot.answer("refused") == "yes"
    assert [str(claim) for claim in walk.snapshot.categories] == ["threat:staff"]
    assert [(one.number, one.role.value) for one in walk.snapshot.people] == [
        (1, "author"),
        (2, "witness"),
    ]


def test_the_opening_says_under_which_version_of_the_policy() -> None:
    first = opened(rich()).entries[0].events[0]

    assert isinstance(first, CaseOpened)
    assert (first.policy, first.digest) == ("rich", rich().digest)


def refused_opening(command: OpenCase) -> tuple[RefusalKind, tuple[str, ...]]:
    decision = open_case(rich(), command, NOW)
    assert isinstance(decision, Refusal)
    return decision.kind, decision.sentences


def test_no_case_opens_under_a_name_the_policy_does_not_have() -> None:
    actual = refused_opening(replace(opening(rich()), case_type="nonsense"))

    assert actual == (RefusalKind.NOT_HERE, ("This policy has no case type “nonsense”.",))


def test_only_the_roles_of_the_case_type_open_it() -> None:
    actual = refused_opening(opening(rich(), actor=TEACHER))

    assert actual == (
        RefusalKind.NOT_PERMITTED,
        ("Your role does not open cases of this type.",),
    )


def test_an_opening_with_a_wrong_answer_opens_nothing() -> None:
    actual = refused_opening(replace(opening(rich()), facts={"refused": "perhaps"}))

    assert actual[0] is RefusalKind.INCOMPLETE


def test_an_opening_with_an_unknown_category_opens_nothing() -> None:
    claims = (CategoryClaim(code="threats", target="staff"),)
    actual = refused_opening(replace(opening(rich()), categories=claims))

    assert actual == (RefusalKind.INCOMPLETE, ("This policy has no category threats.",))


def test_a_sealed_case_is_opened_by_safeguarding_alone() -> None:
    assert refused_opening(opening(rich(), "disclosure"))[0] is RefusalKind.NOT_PERMITTED
    assert opened(rich(), opening(rich(), "disclosure", DSL)).at("referral") == "heard"


def test_a_case_that_begins_with_an_allegation_begins_paused() -> None:
    walk = opened(rich(), replace(opening(rich()), facts={"adult-conduct": "yes"}))

    assert walk.snapshot.pause == "standing"


# --- what goes with every case --------------------------------------------------------------------


def test_people_are_numbered_as_they_are_named() -> None:
    walk = opened(rich())
    for role in ("author", "target"):
        whom = replace(person(role), name=role)
        walk.send(NamePerson(actor=OFFICE, calendar=CALENDAR, person=whom))

    assert [(one.number, one.role.value) for one in walk.snapshot.people] == [
        (1, "author"),
        (2, "target"),
    ]


def test_what_is_known_of_a_person_is_kept_as_given() -> None:
    walk = opened(rich())
    whom = replace(person("author", "u7", "A parent"), about="parent of 4B", address="1 Lane")
    walk.send(NamePerson(actor=OFFICE, calendar=CALENDAR, person=whom))

    assert walk.entries[-1].events == (
        PersonAdded(
            number=1,
            role="author",
            name="A parent",
            user="u7",
            about="parent of 4B",
            address="1 Lane",
        ),
    )
    assert walk.snapshot.names("u7")


def test_an_incident_bears_the_date_on_which_it_happened() -> None:
    walk = opened(rich())
    walk.send(
        RecordIncident(
            actor=OFFICE, calendar=CALENDAR, words="Again", where="A group", happened="2026-09-12"
        )
    )
    walk.send(RecordIncident(actor=OFFICE, calendar=CALENDAR, words="And again"))

    assert [(one.number, one.happened) for one in walk.snapshot.incidents] == [
        (1, "2026-09-12"),
        (2, NOW.isoformat()),
    ]


def test_notes_change_nothing_but_the_revision() -> None:
    walk = opened(rich())
    before = walk.snapshot
    walk.send(AddNote(actor=OFFICE, calendar=CALENDAR, words="Rang twice."))

    assert walk.snapshot == replace(before, seq=2, revision=2)


def test_capture_sheets_are_counted() -> None:
    walk = opened(rich())
    for url in ("a", "b"):
        walk.send(AddEvidence(actor=OFFICE, calendar=CALENDAR, sheet={"where": url}))

    assert [(one.number, one.sheet["where"]) for one in walk.snapshot.evidence] == [
        (1, "a"),
        (2, "b"),
    ]


def test_cases_are_linked_but_never_to_themselves() -> None:
    walk = opened(rich())

    assert walk.send(LinkCase(actor=OFFICE, calendar=CALENDAR, ref="CW-7F3K")) == [
        "A case is not linked to itself."
    ]
    assert walk.send(LinkCase(actor=OFFICE, calendar=CALENDAR, ref="CW-2222")) == []
    assert walk.snapshot.links == ("CW-2222",)


@pytest.mark.parametrize("seq", [0, 2, 99, -1])
def test_only_an_entry_that_is_there_is_corrected(seq: int) -> None:
    walk = opened(rich())
    command = CorrectEntry(actor=OFFICE, calendar=CALENDAR, seq=seq, words="No.", reason="Wrong.")

    assert walk.send(command) == [f"This case has no entry {seq}."]


def test_a_correction_has_its_reason() -> None:
    walk = opened(rich())
    command = CorrectEntry(actor=OFFICE, calendar=CALENDAR, seq=1, words="It was Tuesday.")

    assert walk.send(command) == ["A correction needs its reason."]
    assert walk.send(replace(command, reason="A slip.")) == []
    assert walk.kinds() == ["Corrected"]


def test_nobody_takes_themselves_off_a_case() -> None:
    walk = opened(rich())
    command = ExcludeUser(actor=HEAD, calendar=CALENDAR, user="headteacher", reason="Related.")

    assert walk.send(command) == ["Ask a colleague to take you off this case."]


def test_taking_somebody_off_a_case_has_its_reason_and_is_final() -> None:
    walk = opened(rich())
    command = ExcludeUser(actor=HEAD, calendar=CALENDAR, user="office")

    assert walk.send(command) == ["Taking somebody off a case needs its reason."]
    assert walk.send(replace(command, reason="Related.")) == []
    assert walk.undo(HEAD) == ["There is nothing to undo."]


# --- who never acts -------------------------------------------------------------------------------


def test_the_person_of_concern_never_acts() -> None:
    walk = opened(rich())
    whom = person("person-of-concern", user="headteacher")
    walk.send(NamePerson(actor=OFFICE, calendar=CALENDAR, person=whom))

    assert walk.take(HEAD, "triage", **TRIAGE) == ["There is nothing here for you to do."]
    assert kind(walk) is RefusalKind.NOT_PERMITTED


def test_nobody_records_themselves_as_the_person_of_concern() -> None:
    whom = person("person-of-concern", user="office")
    words = ("Whoever is the person of concern does not keep the record of it.",)
    walk = opened(rich())

    assert refused_opening(replace(opening(rich()), people=(whom,))) == (
        RefusalKind.NOT_PERMITTED,
        words,
    )
    assert walk.send(NamePerson(actor=OFFICE, calendar=CALENDAR, person=whom)) == list(words)


def test_someone_taken_off_a_case_never_acts_again() -> None:
    walk = opened(rich())
    walk.send(ExcludeUser(actor=HEAD, calendar=CALENDAR, user="office", reason="Related."))

    assert walk.send(AddNote(actor=OFFICE, calendar=CALENDAR, words="Still here.")) == [
        "There is nothing here for you to do."
    ]
    assert walk.undo(OFFICE) == ["There is nothing here for you to do."]


def test_a_witness_who_works_here_still_acts() -> None:
    walk = opened(rich())
    walk.send(NamePerson(actor=HEAD, calendar=CALENDAR, person=person("witness", user="office")))

    assert walk.send(AddNote(actor=OFFICE, calendar=CALENDAR, words="I saw it.")) == []


# --- the pause, the calendar, contracts -----------------------------------------------------------


def test_the_pause_begins_with_the_answer_that_makes_it_necessary() -> None:
    walk = opened(rich())
    walk.say(adult_conduct="yes")

    assert walk.kinds() == ["FactSet", "Paused"]
    assert walk.snapshot.pause == "standing"


def test_a_pause_that_was_released_does_not_begin_again() -> None:
    walk = opened(rich())
    walk.say(adult_conduct="yes")
    walk.take(DSL, "release-pause")
    walk.say(refused="yes")

    assert walk.snapshot.pause == "released"


def test_a_new_calendar_dates_open_limits_again() -> None:
    walk = opened(rich())
    walk.calendar = NOT_LOADED
    walk.send(Redate(actor=OFFICE, calendar=NOT_LOADED))
    gone = walk.limits("triage")
    walk.send(Redate(actor=OFFICE, calendar=CALENDAR))

    assert gone == [("waiting", "")]
    assert walk.limits("triage") == [("running", "2026-09-16")]


def test_a_calendar_that_changes_nothing_moves_nothing() -> None:
    walk = opened(rich())
    walk.send(Redate(actor=OFFICE, calendar=CALENDAR))

    assert walk.kinds() == []


def test_no_command_leaves_a_case_that_breaks_a_contract() -> None:
    walk = opened(rich())
    walk.categorise(("complaint", "school"))
    walk.snapshot = replace(
        walk.snapshot,
        tracks={
            **walk.snapshot.tracks,
            "police": replace(walk.snapshot.tracks["police"], state="approved"),
        },
    )
    actual = walk.send(AddNote(actor=OFFICE, calendar=CALENDAR, words="So be it."))

    assert actual == ["A complaint alone never reaches the police."]
    assert kind(walk) is RefusalKind.CONTRACT


def test_an_answer_accepted_says_who_wrote_it_and_who_told_us() -> None:
    walk = opened(rich())
    walk.say(somebody("class-teacher", "u9"), continued="unknown")
    known = walk.snapshot.facts["continued"]

    assert (known.value, known.said_by, known.by, known.seq) == ("unknown", "A parent", "u9", 2)


def test_a_decision_is_the_same_for_the_same_command() -> None:
    one, other = (open_case(rich(), opening(rich()), NOW) for _ in range(2))

    assert isinstance(one, Accepted)
    assert one == other
