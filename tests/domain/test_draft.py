"""What each kind of event does to a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from casework.domain import events as e
from casework.domain.events import CaseOpened, Entry, Event
from casework.domain.fold import begin
from casework.domain.people import Actor

if TYPE_CHECKING:
    from casework.domain.draft import Draft

NOW = datetime(2026, 9, 14, 9, tzinfo=UTC)
ANN = Actor(user="ann", name="Ann", roles=frozenset({"office"}))
OPENED = CaseOpened(
    ref="CW-7F3K",
    case_type="concern",
    policy="p",
    digest="d",
    school="s",
    summary="",
    tracks={"case": "received"},
)
ENTRY = Entry(
    seq=4,
    at=NOW,
    actor=ANN,
    policy="d",
    command="Do",
    key="k",
    reason="She said so.",
    happened="2026-09-12",
)
LIMIT = e.DeadlineArmed(
    id="L1",
    name="removal",
    track="case",
    due_at="",
    due_on="",
    anchor="",
    rule="5 school days",
    unit="school days",
    why="Waits.",
    calendar=1,
    letter=1,
)
DATED = e.DeadlineDated(
    id="L1",
    due_at="2026-09-21T23:00:00+00:00",
    due_on="2026-09-21",
    anchor="2026-09-14",
    why="Counted.",
    calendar=2,
)
ASKED = e.ApprovalAsked(
    number=1,
    track="case",
    trigger="close",
    role="head",
    instead=("chair",),
    binds="b",
    letter=0,
    facts={"refused": "yes"},
)
LETTER = e.LetterDrafted(
    number=1,
    letter="notice",
    title="Notice",
    to="author",
    values={"a": "b"},
    text="Words.",
    digest="x",
)


def after(*events: Event, entry: Entry = ENTRY) -> Draft:
    draft = begin(OPENED, entry)
    for event in (OPENED, *events):
        draft.apply(event)
    return draft


@pytest.mark.parametrize(
    "event",
    [
        e.NoteAdded(words="A"),
        e.Corrected(seq=1, words="B"),
        e.Undone(seq=1),
        e.DeadlinePassed(id="unknown", due_at=""),
    ],
)
def test_some_events_change_nothing_of_how_the_case_stands(event: Event) -> None:
    assert after(event).freeze(1, 1) == after().freeze(1, 1)


def test_a_category_counts_once() -> None:
    claim = e.CategoryAdded(code="threat", target="staff")

    assert [str(one) for one in after(claim, claim).categories] == ["threat:staff"]


def test_a_person_named_by_mistake_is_gone_and_the_numbers_stay() -> None:
    named = [
        e.PersonAdded(number=n, role="witness", name="W", user="", about="", address="")
        for n in (1, 2)
    ]
    draft = after(*named, e.PersonRemoved(number=1))

    assert [one.number for one in draft.people] == [2]


def test_an_incident_happened_when_the_entry_says_or_when_it_was_written() -> None:
    event = e.IncidentAdded(number=1, words="Again", where="")
    plain = replace(ENTRY, happened="")

    assert after(event).incidents[0].happened == "2026-09-12"
    assert after(event, entry=plain).incidents[0].happened == NOW.isoformat()


def test_a_capture_sheet_knows_its_entry() -> None:
    draft = after(e.EvidenceAdded(number=1, sheet={"where": "a group"}))

    assert (draft.evidence[0].sheet, draft.evidence[0].seq) == ({"where": "a group"}, 4)


def test_links_and_exclusions_are_kept() -> None:
    draft = after(e.Linked(ref="CW-2222", words=""), e.Excluded(user="bob"))

    assert (draft.links, draft.excluded) == (("CW-2222",), frozenset({"bob"}))


def test_a_request_knows_who_asked_and_why() -> None:
    asked = after(ASKED).approvals[1]

    assert (asked.asked_by, asked.asked_at, asked.reason, asked.seq) == (
        "ann",
        NOW,
        "She said so.",
        4,
    )
    assert asked.standing == "asked"


@pytest.mark.parametrize(
    ("event", "standing", "why"),
    [
        (e.ApprovalGranted(number=1), "granted", "She said so."),
        (e.ApprovalDeclined(number=1), "declined", "She said so."),
        (e.ApprovalLapsed(number=1, why="It moved on."), "lapsed", "It moved on."),
    ],
)
def test_a_request_is_settled_once_and_says_why(event: Event, standing: str, why: str) -> None:
    request = after(ASKED, event).approvals[1]

    assert (request.standing, request.why) == (standing, why)


def test_whoever_drafts_a_letter_anew_joins_its_editors() -> None:
    draft = after(LETTER)
    draft.entry = replace(ENTRY, actor=replace(ANN, user="bob"))
    draft.apply(replace(LETTER, text="Better."))

    assert draft.letters[1].editors == {"ann", "bob"}
    assert (draft.letters[1].text, draft.letters[1].state) == ("Better.", "drafted")


def test_a_letter_keeps_what_a_later_step_does_not_say() -> None:
    draft = after(
        LETTER,
        e.LetterMoved(number=1, step="issue", state="issued", serial=2, item="i", digest="p"),
        e.LetterMoved(number=1, step="print", state="printed", copy=1),
        e.LetterMoved(number=1, step="send", state="sent", how="by hand"),
    )
    letter = draft.letters[1]

    assert (letter.state, letter.serial, letter.copies, letter.how) == ("sent", 2, 1, "by hand")
    assert (letter.item, letter.pdf_digest) == ("i", "p")


def test_a_limit_without_a_day_waits() -> None:
    limit = after(LIMIT).deadlines["L1"]

    assert (limit.standing, limit.armed, limit.letter) == ("waiting", 4, 1)


def test_a_limit_with_a_day_runs() -> None:
    limit = after(LIMIT, DATED).deadlines["L1"]

    assert (limit.standing, limit.due_on, limit.calendar) == ("running", "2026-09-21", 2)


def test_a_limit_that_loses_its_day_waits_again() -> None:
    lost = replace(DATED, due_at="", due_on="")

    assert after(LIMIT, DATED, lost).deadlines["L1"].standing == "waiting"


@pytest.mark.parametrize("how", ["met", "cancelled"])
def test_a_limit_ends_as_the_event_says(how: str) -> None:
    ended = e.DeadlineEnded(id="L1", how=how)

    assert after(LIMIT, DATED, ended).deadlines["L1"].standing == how


def test_only_a_running_limit_passes() -> None:
    passed = e.DeadlinePassed(id="L1", due_at="")
    ended = e.DeadlineEnded(id="L1", how="met")

    assert after(LIMIT, passed).deadlines["L1"].standing == "waiting"
    assert after(LIMIT, DATED, ended, passed).deadlines["L1"].standing == "met"
    assert after(LIMIT, DATED, passed).deadlines["L1"].passed_at == NOW.isoformat()


def test_the_pause_stands_until_it_is_released() -> None:
    assert after().pause == "none"
    assert after(e.Paused()).pause == "standing"
    assert after(e.Paused(), e.PauseReleased()).pause == "released"


def test_the_pause_keeps_when_it_began() -> None:
    assert after().paused_at == ""
    assert after(e.Paused(), e.PauseReleased()).paused_at == NOW.isoformat()


def test_a_held_limit_waits_without_a_date_and_goes_on_with_one() -> None:
    held = replace(DATED, due_at="", due_on="", held=NOW.isoformat())
    resumed = replace(DATED, held=NOW.isoformat(), resumed=NOW.isoformat())
    waiting, running = (
        after(LIMIT, DATED, *more).deadlines["L1"] for more in ((held,), (held, resumed))
    )

    assert (waiting.standing, waiting.due_at, waiting.waits_for_release) == ("waiting", "", True)
    assert (running.standing, running.due_on, running.waits_for_release) == (
        "running",
        "2026-09-21",
        False,
    )


def test_a_limit_may_begin_held() -> None:
    assert after(replace(LIMIT, held=NOW.isoformat())).deadlines["L1"].waits_for_release


def test_a_track_of_which_nothing_was_known_begins_where_it_is_moved() -> None:
    moved = e.TrackMoved(
        track="new", trigger="go", source="a", dest="b", rule="r", clauses=(), followed=False
    )

    assert after(moved).tracks["new"].been == {"b"}
