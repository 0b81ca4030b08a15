"""Who passed the material on is in no history: six readers, every form, every field."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from casework import paper
from casework.domain import events as e
from casework.exports.extracts import passages
from casework.exports.guarded import to_csv
from casework.exports.history import first_lines, spoken
from casework.exports.readers import PROFILES, Audience
from casework.exports.webpage import to_html
from casework.exports.written import to_document, to_json, to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.exports.conftest import Case

FIRST, LAST, NICKNAME, HANDLE = "Leopoldina", "Grimshawe", "Poldi", "grim_of_mill_lane"
NAME = f"{FIRST} {LAST}"
SAID = f"Word from {NAME}, {FIRST} or {NICKNAME}, @{HANDLE}"
FORMS = ("json", "payloads", "text", "page", "html", "csv", "pdf")


def told(case: Case) -> Case:
    """Return a case in which the source stands in every field that somebody fills in."""
    case.say(
        e.CaseOpened(
            ref="CW-7F3K",
            case_type="concern",
            policy="small",
            digest="ab" * 32,
            school="wexcombe",
            summary=SAID,
            tracks={},
        ),
        e.PersonAdded(
            number=1,
            role="author",
            name="Persephone Quillfeather",
            user="",
            about=SAID,
            address=SAID,
        ),
        e.PersonAdded(
            number=2,
            role="source",
            name=NAME,
            user="",
            about=f"known as {NICKNAME}",
            address=f"{NAME}, 3 Mill Lane",
        ),
        reason=SAID,
    )
    case.say(e.NoteAdded(words=SAID), e.IncidentAdded(number=1, words=SAID, where=SAID))
    case.say(e.FactSet(name="what", value=SAID, said_by=NAME))
    sheet = {"what": SAID, "captured-by": NAME, "how": SAID, "account": HANDLE}
    case.say(e.EvidenceAdded(number=1, sheet=sheet), reason=SAID)
    case.say(e.Corrected(seq=2, words=SAID), e.Linked(ref="CW-9999", words=SAID))
    case.say(
        e.LetterDrafted(
            number=1,
            letter="papers",
            title="Papers",
            to="author",
            values={"by": NAME},
            text=f"Dear Ms Quillfeather, {NAME} told us.",
            digest="cd" * 32,
        )
    )
    case.say(e.LetterMoved(number=1, step="send", state="sent", how=f"carried by {NAME}"))
    return case


def written(case: Case, audience: Audience) -> Mapping[str, str]:
    """Return every form of a history as the words that can be read in it."""
    history = case.history(audience)
    whole = to_json(history, case.sealer())
    kept = [one["proof"]["words"] for one in json.loads(whole)["entries"]]
    opened = [r.payload.decode() for r, words in zip(case.records, kept, strict=True) if words]
    page = to_document(history, paper.Letterhead(school_name="School"))
    pdf = paper.render(page, at=datetime(2026, 12, 1, tzinfo=UTC))
    return {
        "json": whole,
        "payloads": "\n".join(opened),
        "text": to_text(history, case.sealer()),
        "page": paper.plain_text(page),
        "html": to_html(spoken(history)),
        "csv": to_csv(spoken(history)),
        "pdf": " ".join(one.words for one in passages("pdf", pdf)),
    }


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("audience", Audience)
def test_who_passed_it_on_stands_in_no_form_for_any_reader(
    new_case: Callable[[], Case], audience: Audience, form: str
) -> None:
    said = written(told(new_case()), audience)[form].casefold()

    assert said or form == "payloads"
    assert [part for part in (FIRST, LAST) if part.casefold() in said] == []


@pytest.mark.parametrize("audience", Audience)
def test_the_first_page_says_that_it_is_withheld_and_why(
    new_case: Callable[[], Case], audience: Audience
) -> None:
    said = " ".join(first_lines(told(new_case()).history(audience)))

    assert "who passed the material on, to protect that person" in said


def test_these_are_all_the_readers_there_are() -> None:
    assert len(PROFILES) == len(Audience) == 6
