"""Everything that can happen has a sentence, in words the office uses."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from casework.domain import events as e
from casework.exports.readers import Audience
from casework.exports.sentences import SENTENCES, code_of, ending, under

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.exports.sentences import Line
    from tests.exports.conftest import Case

#: Never shown (``domain.md`` section 19).
NEVER = re.compile(
    r"\b(track|measure|host|spine|trigger|circle|digest|tombstone|limb|strand|case book|deemed"
    r"|chain head|[A-Z]{3,5}-[0-9]{2})s?\b"
)

LIMIT = "The time limit “The post is to be removed”"


def lines(case: Case, audience: Audience = Audience.HEADTEACHER) -> list[Line]:
    return [line for told in case.history(audience).entries for line in told.lines]


@pytest.mark.parametrize("kind", e.KINDS.values(), ids=list(e.KINDS))
def test_each_kind_of_event_has_a_sentence(kind: type[e.Event]) -> None:
    assert kind in SENTENCES


def test_the_invented_case_holds_each_kind_of_event(whole_case: Case) -> None:
    seen = {type(event) for record in whole_case.records for event in record.entry.events}

    assert seen == set(e.KINDS.values())


@pytest.mark.parametrize("audience", Audience)
def test_every_sentence_begins_with_a_capital_and_ends(
    whole_case: Case, audience: Audience
) -> None:
    words = [line.words for line in lines(whole_case, audience)]

    assert [each for each in words if not re.match(r"[A-Z].*[.”)!?]$", each, re.DOTALL)] == []


@pytest.mark.parametrize("audience", Audience)
def test_no_word_of_the_program_reaches_a_reader(whole_case: Case, audience: Audience) -> None:
    told = [
        words
        for line in lines(whole_case, audience)
        for words in (line.words, line.why, under(line.cites))
    ]

    assert [words for words in told if NEVER.search(words)] == []


def test_a_step_names_action_step_and_where_it_stands_now(whole_case: Case) -> None:
    told = whole_case.history(Audience.HEADTEACHER).entries[8]

    assert told.lines[0].words == (
        "Warning letter, step taken: “Consider a warning letter”. It now stands at “Being "
        "considered”."
    )


def test_a_decision_not_to_act_says_so(whole_case: Case) -> None:
    told = whole_case.history(Audience.HEADTEACHER).entries[13]

    assert told.lines[1].words.startswith(
        "A decision not to act. Warning letter, step taken: “Decide against"
    )
    assert told.reason.startswith("“One talk was enough")


def test_a_sentence_carries_its_places_in_the_policy(whole_case: Case) -> None:
    told = whole_case.history(Audience.HEADTEACHER).entries[13]

    assert under(told.lines[1].cites) == (
        'The policy: "Procedure", first point; "Overview", sixth paragraph.'
    )


@pytest.mark.parametrize(
    ("cites", "words"),
    [
        (
            ("“Overview”, fifth paragraph", "“Aims”, first point", "“Overview”, sixth paragraph"),
            "“Overview”, fifth paragraph, sixth paragraph; “Aims”, first point",
        ),
        (
            ("“Overview”, first paragraph", "“Overview”, first paragraph and list"),
            "“Overview”, first paragraph and list",
        ),
        (
            ("“Aims”, first point; “Role”, list", "“Aims”, last point"),
            "“Aims”, first point, last point; “Role”, list",
        ),
        (("“Role of parents”",), "“Role of parents”"),
        (
            ("“Role”, the list, first item", "“Role”, the list, second item", "“Role”, last point"),
            "“Role”, the list, first item, second item, last point",
        ),
        (("introduction, last paragraph",), "introduction, last paragraph"),
        (("3.1",), "section 3.1"),
        (("1.2", "2.3", "5.1.4"), "sections 1.2, 2.3 and 5.1.4"),
    ],
)
def test_places_under_one_heading_stand_together(cites: tuple[str, ...], words: str) -> None:
    assert under(cites) == f"The policy: {words}."


def test_a_missed_limit_says_when_it_ended_and_why(whole_case: Case) -> None:
    missed = whole_case.history(Audience.CHAIR).entries[12]

    assert (missed.by, missed.lines[0].words, missed.lines[0].why) == (
        "the clock",
        f"{LIMIT} was missed: it ended at the end of Mon 2 Nov 2026.",
        "1 school day from Fri 30 Oct, which is not a school day.",
    )


def test_how_a_limit_was_counted_stands_where_it_began_and_not_where_it_was_kept(
    whole_case: Case,
) -> None:
    told = [line for line in lines(whole_case) if line.words.startswith("The time limit ")]
    kept = [line.why for line in told if "was kept" in line.words or "now done" in line.words]
    began = [line for line in told if " began: " in line.words]

    assert any(line.why for line in began)
    assert set(kept) <= {""}
    assert [line for line in told if "Due by" in line.why] == []


def test_a_limit_met_after_it_was_missed_is_not_called_kept(whole_case: Case) -> None:
    met = whole_case.history(Audience.HEADTEACHER).entries[13].lines[2]

    assert met.words == (
        "The time limit “The post is to be removed” had been missed; what it was about is now done."
    )


def limit(id_: str) -> e.DeadlineArmed:
    return e.DeadlineArmed(
        id=id_,
        name="removal",
        track="warning",
        due_at="",
        due_on="",
        anchor="",
        rule="5 school days",
        unit="school days",
        why="5 school days from receipt; its receipt is not recorded yet.",
        calendar=1,
        letter=1,
    )


def opening() -> e.CaseOpened:
    return e.CaseOpened(
        ref="CW-7F3K",
        case_type="concern",
        policy="small",
        digest="ab" * 32,
        school="wexcombe",
        summary="",
        tracks={},
    )


def test_a_limit_kept_in_time_says_until_when_it_ran(new_case: Callable[[], Case]) -> None:
    case = new_case()
    case.say(opening())
    case.say(limit("a" * 32))
    case.say(
        e.DeadlineDated(
            id="a" * 32,
            due_at="2026-11-11T00:00:00+00:00",
            due_on="2026-11-10",
            anchor="2026-11-03",
            why="5 school days from Tue 3 Nov.",
            calendar=1,
        )
    )
    case.say(e.DeadlineEnded(id="a" * 32, how="met"))

    assert [line.words for line in lines(case)[1:]] == [
        f"{LIMIT} began: 5 school days. It has no date yet.",
        f"{LIMIT} now ends at the end of Tue 10 Nov 2026.",
        f"{LIMIT}, which ran to the end of Tue 10 Nov 2026, was kept.",
    ]


def test_a_number_given_again_after_an_undo_means_the_new_thing(
    new_case: Callable[[], Case],
) -> None:
    case = new_case()
    case.say(opening())
    wrong = e.PersonAdded(
        number=1, role="author", name="Wrong Person", user="", about="", address=""
    )
    case.say(wrong)
    case.say(e.Undone(seq=2))
    case.say(replace(wrong, name="Right Person"))
    case.say(e.PersonRemoved(number=1))

    assert lines(case)[-1].words == (
        "Named by mistake and taken out of the case: Right Person (person who posted)."
    )


def test_a_date_that_was_taken_back_counts_no_longer(new_case: Callable[[], Case]) -> None:
    case = new_case()
    case.say(opening())
    case.say(replace(limit("a" * 32), due_at="2026-11-11T00:00:00+00:00", due_on="2026-11-10"))
    case.say(
        e.DeadlineDated(
            id="a" * 32,
            due_at="2026-11-13T00:00:00+00:00",
            due_on="2026-11-12",
            anchor="",
            why="",
            calendar=2,
        )
    )
    case.say(e.Undone(seq=3))
    case.say(e.DeadlineEnded(id="a" * 32, how="met"))

    assert lines(case)[-1].words == f"{LIMIT}, which ran to the end of Tue 10 Nov 2026, was kept."


def test_a_limit_with_an_hour_ends_at_that_hour() -> None:
    assert ending("2026-11-05T14:30:00+00:00", "") == "Thu 5 Nov 2026, 14:30"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("private-group", "Where does it stand? Private group."),
        ("unknown", "Where does it stand? Unknown."),
        ("gone", "Where does it stand? Gone."),
    ],
)
def test_an_answer_is_told_in_the_words_of_its_choice(
    new_case: Callable[[], Case], value: str, words: str
) -> None:
    case = new_case()
    case.say(opening())
    case.say(e.FactSet(name="where", value=value, said_by=""))

    assert lines(case, Audience.CHAIR)[-1].words == words


def test_one_person_with_two_roles_keeps_one_letter(new_case: Callable[[], Case]) -> None:
    case = new_case()
    case.say(opening())
    case.say(
        *(
            e.PersonAdded(
                number=number, role=role, name=f"P{number}", user="", about="", address=""
            )
            for number, role in ((1, "author"), (2, "witness"), (1, "complainant"), (3, "witness"))
        )
    )
    told = [line.words for line in lines(case, Audience.CHAIR)[1:]]

    assert told == [
        "Named in the case: person A (person who posted).",
        "Named in the case: person B (witness).",
        "Named in the case: person A (person who complained).",
        "Named in the case: person C (witness).",
    ]


def test_a_check_code_is_four_groups_of_five() -> None:
    assert code_of("0123456789abcdef01234567") == "01234-56789-ABCDE-F0123"


def test_unknown_titles_of_an_older_version_still_give_a_sentence(
    new_case: Callable[[], Case],
) -> None:
    case = new_case()
    case.say(opening())
    case.say(
        e.TrackMoved(
            track="gone",
            trigger="gone",
            source="a",
            dest="b",
            rule="gone",
            clauses=(),
            followed=True,
        ),
        e.ApprovalGranted(number=9),
        e.DeadlineEnded(id="b" * 32, how="cancelled"),
        e.PersonRemoved(number=7),
        e.LetterMoved(number=3, step="print", state="printed", copy=2),
    )

    assert [line.words for line in lines(case)[1:]] == [
        "This brought with it a further step. An action, step taken.",
        "The answer was yes, to request 9.",
        "A time limit is no longer needed and stopped running.",
        "Named by mistake and taken out of the case: person 7.",
        "Letter 3 was printed again, as copy 2.",
    ]


def test_a_limit_that_waits_with_the_pause_says_so_and_then_why_its_day_is_another(
    new_case: Callable[[], Case],
) -> None:
    since, why = "2026-11-05T10:00:00+00:00", "Held from Thu 5 to Tue 10 Nov."
    held = e.DeadlineDated(
        id="a" * 32, due_at="", due_on="", anchor="2026-11-04", why="", calendar=1, held=since
    )
    case = new_case()
    case.say(opening())
    case.say(limit("a" * 32))
    case.say(held)
    case.say(
        replace(
            held,
            due_at="2026-11-12T00:00:00+00:00",
            due_on="2026-11-11",
            why=why,
            resumed="2026-11-10T10:00:00+00:00",
        )
    )
    case.say(replace(limit("b" * 32), held=since))

    assert [(line.words, line.why) for line in lines(case)[2:4]] == [
        (f"{LIMIT} waits while contact is paused.", ""),
        (f"{LIMIT} now ends at the end of Wed 11 Nov 2026.", why),
    ]
    assert lines(case)[4].words == (
        f"{LIMIT} began: 5 school days. It waits while contact is paused."
    )


def test_a_changed_limit_says_by_how_much_since_when_and_why(whole_case: Case) -> None:
    told = [line.words for line in whole_case.history(Audience.HEADTEACHER).entries[17].lines][4:]
    waiting = "because the police, the LADO or another agency asked us to wait"

    assert told[:3] == [
        f"{LIMIT} was extended by 3 school days.",
        f"{LIMIT} was stopped from Tue 3 Nov 2026 on, {waiting}.",
        f"{LIMIT} went on from Wed 4 Nov 2026.",
    ]
    assert told[3].startswith(f"{LIMIT} need not be kept. On the word of: “")


def test_an_extension_to_a_day_names_the_day_and_an_unknown_stop_says_no_more(
    whole_case: Case,
) -> None:
    stopped = e.DeadlineStopped(id="0", category="of later", since="2026-11-03T00:00:00+00:00")
    whole_case.say(e.DeadlineExtended(id="0", by="2026-11-20"), stopped)

    words = [line.words for line in whole_case.history(Audience.HEADTEACHER).entries[-1].lines]
    assert words[0].endswith("was extended to Fri 20 Nov 2026.")
    assert words[1].endswith("on, for a reason of its own.")


def test_an_address_is_told_on_one_line(new_case: Callable[[], Case]) -> None:
    case = new_case()
    case.say(opening())
    home = "1 Lane\nTown\nZZ1 1ZZ"
    case.say(e.PersonAdded(number=1, role="witness", name="A. S.", user="", about="", address=home))

    assert "Address: “1 Lane, Town, ZZ1 1ZZ”." in lines(case)[-1].words


def test_a_limit_of_the_same_day_says_so_once(new_case: Callable[[], Case]) -> None:
    case = new_case()
    case.say(opening())
    why = (
        "0 calendar days from Wed 4 Nov: it ends on the same day. Due by the end of Wed 4 Nov 2026."
    )
    armed = replace(limit("c" * 32), rule="0 calendar days", due_on="2026-11-04", why=why)
    case.say(armed)

    assert (lines(case)[-1].words, lines(case)[-1].why) == (
        f"{LIMIT} began: the same day. It ends at the end of Wed 4 Nov 2026.",
        "",
    )


def test_a_mark_of_the_program_is_not_shown(new_case: Callable[[], Case]) -> None:
    case = new_case()
    case.say(opening())
    case.say(e.FactSet(name="where", value="192b3737d0fa5aa614ca6dd47c4e9450", said_by=""))

    assert lines(case)[-1].words == "Where does it stand? One that only the program reads."


def test_a_body_a_letter_goes_to_is_called_what_it_is(new_case: Callable[[], Case]) -> None:
    case = new_case()
    case.say(opening())
    case.say(
        e.LetterDrafted(
            number=1,
            letter="lado-referral",
            title="Summary",
            to="lado",
            person=0,
            values={},
            text="",
            digest="ab" * 32,
        )
    )

    assert "to the local authority designated officer (LADO), was drafted." in lines(case)[-1].words
