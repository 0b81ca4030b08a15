"""Each reader gets what is theirs: names, words, legal advice, other cases, one person's data."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from casework.domain import events as e
from casework.exports.claims import claim_dates
from casework.exports.history import first_lines
from casework.exports.known import Known
from casework.exports.readers import Audience, Names, Release, listed, profile_of
from casework.exports.sentences import Telling, sentence
from casework.exports.verify import verify
from casework.exports.written import to_json, to_text
from casework.store.vault import signed_by
from tests.exports.conftest import NAMES, Case, everything, wording

if TYPE_CHECKING:
    from collections.abc import Callable

WHOLE = (Audience.HEADTEACHER, Audience.POLICE, Audience.SOLICITOR)
LAST = "Last day to begin a claim for defamation:"
ONE = (Audience.SUBJECT_ACCESS, Audience.NEXT_SCHOOL)


NOTHING: frozenset[Release] = frozenset()


def text(case: Case, audience: Audience, released: frozenset[Release] = NOTHING) -> str:
    history = case.history(audience, released=released)
    return " ".join(to_text(history, case.sealer()).split())


def holds(public_key: bytes, signature: bytes, digest: bytes) -> bool:
    return signed_by(public_key, digest, signature)


def legal() -> Case:
    """A case in which legal advice was taken, noted, put on paper and corrected."""
    case = Case()
    case.say(
        e.CaseOpened(
            ref="CW-7F3K",
            case_type="concern",
            policy="small",
            digest="ab" * 32,
            school="wexcombe",
            summary="A post",
            tracks={},
        )
    )
    moved = e.TrackMoved(
        track="legal-advice",
        trigger="approve",
        source="considered",
        dest="approved",
        rule="x",
        clauses=(),
        followed=False,
    )
    case.say(moved, reason="Juniper advised us to wait")
    case.say(e.NoteAdded(words="The solicitor thinks Juniper is right"))
    case.say(e.Corrected(seq=3, words="Juniper alone is right"))
    case.say(
        e.LetterDrafted(
            number=1,
            letter="papers",
            title="Papers",
            to="solicitor",
            values={},
            text="To Juniper",
            digest="cd" * 32,
        ),
        reason="Juniper asked for it",
    )
    case.say(e.LetterMoved(number=1, step="send", state="sent", how="to Juniper by hand"))
    case.say(e.NoteAdded(words="An ordinary day"))
    return case


@pytest.mark.parametrize("audience", Audience)
def test_every_reader_gets_a_history_that_bears_its_check(
    whole_case: Case, audience: Audience
) -> None:
    history = whole_case.history(audience)
    for written in (to_json(history, whole_case.sealer()), to_text(history, whole_case.sealer())):
        assert verify(written, holds).problems == ()


@pytest.mark.parametrize("audience", Audience)
def test_page_one_says_what_it_is_what_was_withheld_and_that_it_speaks_of_nothing_else(
    whole_case: Case, audience: Audience
) -> None:
    said = " ".join(first_lines(whole_case.history(audience)))

    assert profile_of(audience).title in said
    assert "Withheld" in said
    assert "says nothing of any other record" in said


@pytest.mark.parametrize("audience", WHOLE)
def test_a_full_file_names_everybody_but_who_passed_it_on(
    whole_case: Case, audience: Audience
) -> None:
    said = text(whole_case, audience)

    assert [name for name in NAMES.values() if name in said] == list(NAMES.values())[:3]


@pytest.mark.parametrize("audience", ONE)
def test_a_history_about_one_person_names_that_person_alone(
    whole_case: Case, audience: Audience
) -> None:
    said = text(whole_case, audience)

    assert [name for name in NAMES.values() if name in said] == [NAMES["author"]]
    assert "Persephone Quillfeather (person who posted)" in said
    assert "[person B]" in said  # within the words that somebody wrote
    assert (
        "Masked: person B (person the post is about), because it is another person’s data" in said
    )


@pytest.mark.parametrize("audience", ONE)
def test_what_describes_somebody_else_is_withheld(whole_case: Case, audience: Audience) -> None:
    second = whole_case.history(audience).entries[0].lines[2].words

    assert second == (
        "Named in the case: person B (person the post is about). About them: (a description was "
        "recorded; withheld, as it is another person’s data) Address: (an address was recorded; "
        "withheld, as it is another person’s data)"
    )


def test_the_person_it_is_about_can_be_any_of_them(whole_case: Case) -> None:
    history = whole_case.history(Audience.SUBJECT_ACCESS, subjects=frozenset({2}))
    said = " ".join(to_text(history, whole_case.sealer()).split())

    assert [name for name in NAMES.values() if name in said] == [NAMES["target"]]


@pytest.mark.parametrize("audience", [a for a in Audience if not profile_of(a).legal])
def test_legal_advice_is_withheld_wherever_it_stands(audience: Audience) -> None:
    case = legal()

    assert "Juniper" not in text(case, audience)
    assert "Juniper" not in opened(case, audience)


def opened(case: Case, audience: Audience) -> str:
    whole = json.loads(to_json(case.history(audience), case.sealer()))
    kept = [one["proof"]["words"] for one in whole["entries"]]
    pairs = zip(case.records, kept, strict=True)
    return "".join(record.payload.decode() for record, words in pairs if words)


def test_legal_advice_is_the_headteachers_and_can_be_released() -> None:
    case = legal()
    released = frozenset({Release.LEGAL_ADVICE})

    assert text(case, Audience.HEADTEACHER).count("Juniper") == 6
    assert text(case, Audience.SOLICITOR, released=released).count("Juniper") == 6
    assert "An ordinary day" in text(case, Audience.SOLICITOR)


def test_who_passed_it_on_can_be_released_and_page_one_says_so(whole_case: Case) -> None:
    said = text(whole_case, Audience.POLICE, released=frozenset({Release.SOURCE}))

    assert "Named in the case: Leopoldina Grimshawe (person who passed the material on)" in said
    assert "whoever made this copy released it" in said
    assert verify(
        to_json(
            whole_case.history(Audience.POLICE, released=frozenset({Release.SOURCE})),
            whole_case.sealer(),
        ),
        holds,
    ).ok


def test_the_chairs_history_with_names_is_marked(whole_case: Case) -> None:
    said = text(whole_case, Audience.CHAIR, released=frozenset({Release.NAMES}))

    assert "NOT ANONYMISED" in said
    assert NAMES["author"] in said
    assert NAMES["source"] not in said


@pytest.mark.parametrize("audience", [a for a in Audience if a is not Audience.HEADTEACHER])
def test_other_cases_are_named_to_the_headteacher_alone(
    whole_case: Case, audience: Audience
) -> None:
    assert "CW-9999" not in text(whole_case, audience) + opened(whole_case, audience)
    assert "CW-9999" in text(whole_case, Audience.HEADTEACHER)


@pytest.mark.parametrize(
    ("number", "said"), [("4", "Fewer than five."), ("5", "5."), ("0", "0."), ("12", "12.")]
)
def test_small_numbers_are_hidden_from_the_chair(number: str, said: str) -> None:
    asked = replace(wording().questions["refused"], ask="How many?", type="number")
    counted = replace(wording(), questions={"count": asked})
    event = e.FactSet(name="count", value=number, said_by="")
    entry = Case().entry(event)
    known = Known(taken_back={})
    reader = everything().history(Audience.CHAIR).reader
    telling = Telling(entry=entry, wording=counted, known=known, reader=reader, users={})

    assert sentence(telling, event).words == f"How many? {said}"


def test_a_solicitor_finds_first_publication_and_the_last_day_on_page_one(
    new_case: Callable[[], Case],
) -> None:
    case = new_case()
    case.say(e.FactSet(name="first-published", value="2024-02-29", said_by=""))
    entries = [record.entry for record in case.records]

    assert claim_dates(entries) == (
        "First published: Thu 29 Feb 2024 (entry 1).",
        f"{LAST} Fri 28 Feb 2025, one year from first publication; a court may allow more.",
    )


def test_a_solicitor_reads_the_limit_that_the_records_worked_out(
    new_case: Callable[[], Case],
) -> None:
    case = new_case()
    case.say(e.FactSet(name="first-published", value="2026-10-30", said_by=""))
    armed = e.DeadlineArmed(
        id="a" * 32,
        name="limitation",
        track="t",
        due_at="",
        due_on="2027-10-30",
        anchor="",
        rule="",
        unit="",
        why="",
        calendar=1,
        letter=0,
    )
    case.say(armed)
    entries = [record.entry for record in case.records]

    assert claim_dates(entries)[1].startswith(f"{LAST} Sat 30 Oct 2027 (entry 2);")


def test_a_solicitor_is_told_when_first_publication_is_not_recorded() -> None:
    assert claim_dates([])[0].startswith("First published: not recorded.")


def test_the_readers_are_listed_as_they_are_typed() -> None:
    assert listed() == ("headteacher, chair, police, solicitor, subject-access or next-school")


def test_only_one_reader_gets_no_names_at_all() -> None:
    assert [a for a in Audience if profile_of(a).names is Names.NONE] == [Audience.CHAIR]
