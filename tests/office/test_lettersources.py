"""The place in the policy that a letter cites: the writing step's, else what the case came by."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from casework.domain.events import TrackMoved
from casework.office.lettersources import SOURCES
from tests.letters.test_catalogue import policy

if TYPE_CHECKING:
    from casework.office.lettersources import Known


def _place(which: str, kind: str, letter: str, *taken: str) -> str:
    """Return what that letter cites in a case that took the steps with these clauses."""
    rules = policy(which)
    event = TrackMoved(
        track="case", trigger="x", source="a", dest="b", rule="x", clauses=taken, followed=False
    )
    file = SimpleNamespace(
        policy=rules,
        snapshot=SimpleNamespace(case_type=kind),
        entries=(SimpleNamespace(events=(event,)),),
    )
    known = SimpleNamespace(file=file, letter=rules.case_types[kind].letters[letter])
    return str(SOURCES["policy_place"](cast("Known", known)))


@pytest.mark.parametrize(
    ("taken", "place"),
    [
        ("MOAT-37", "“Child protection guidance”, on disclosure by a parent"),
        ("MOAT-38", "“Child protection guidance”, on disclosure by a member of staff"),
    ],
)
def test_words_for_a_source_cite_what_the_policy_says_of_that_source(
    taken: str, place: str
) -> None:
    assert _place("moat-farm", "staff-allegation", "disclosure-script", taken) == place


def test_the_step_that_writes_a_letter_stands_before_what_went_before() -> None:
    place = _place("milnthorpe", "concern", "warning", "MIL-26", "MIL-11")

    assert place.endswith("first point")
    assert place == _place("milnthorpe", "concern", "warning")


@pytest.mark.parametrize(
    ("which", "kind", "place"),
    [
        ("community", "concern", "list on online complaints, first item"),
        ("braunstone", "staff-cyberbullying", "“Cyberbullying”, last point"),
        ("braunstone", "concern", ""),
        ("milnthorpe", "concern", ""),
        ("trust", "concern", ""),
    ],
)
def test_support_cites_the_policy_only_where_it_asks_for_support(
    which: str, kind: str, place: str
) -> None:
    said = _place(which, kind, "staff-support")

    assert said.endswith(place)
    assert bool(said) == bool(place)


def test_the_trusts_own_numbers_read_as_sections() -> None:
    assert _place("trust", "concern", "warning") == "section 5.1.1"


def test_the_yearly_notice_and_the_invitation_cite_their_places() -> None:
    notice = _place("moat-farm", "access-notice", "access-notice")
    invitation = _place("moat-farm", "cyberbullying", "family-invitation")

    assert (notice, invitation) == (
        "“Cyber Bullying”, first paragraph",
        "“Cyber Bullying”, third example",
    )


def test_the_year_to_claim_follows_from_first_publication_where_no_limit_runs() -> None:
    case = SimpleNamespace(answer=lambda _name: "2026-10-12", deadlines={})
    known = SimpleNamespace(file=SimpleNamespace(snapshot=case))

    assert SOURCES["limitation_on"](cast("Known", known)) == date(2027, 10, 12)
