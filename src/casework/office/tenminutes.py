"""The practice school's case of about ten minutes: just reported, to be taken to a warning letter.

It is opened when somebody wants it, on the practice school's own day, so nothing of it is late.
Everybody in it is invented. Must never be opened in a real school's records.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from casework.domain.dates import clock_words, local_day
from casework.domain.facts import CategoryClaim
from casework.domain.people import PersonRole
from casework.errors import NotPermitted
from casework.office import cases, door, evidence, practiceway
from casework.office.cards import read_card
from casework.office.cases import Answers, NewCase
from casework.office.practiceway import SUMMARY
from casework.office.rehearsals.cast import author, person, sheet, where
from casework.office.stage import POLICY

if TYPE_CHECKING:
    from casework.office.cards import Card
    from casework.office.desk import Desk

#: Who may be offered it: whoever sorts what comes in.
_TAKERS: Final = frozenset({"office", "senior-leader", "headteacher"})


def is_offered(desk: Desk) -> bool:
    """Tell whether it is there for this person: in a practice school, and not closed before."""
    if not desk.settings.practice or desk.read_only or desk.actor.roles.isdisjoint(_TAKERS):
        return False
    return not any(card.closed for card in _cards(desk))


def comes_up(desk: Desk, *, offered: bool) -> bool:
    """Tell whether it is offered to somebody who has just signed in.

    Before it has come in, once; from then on to whoever's turn it is.
    """
    if not is_offered(desk):
        return False
    if not is_begun(desk):
        return not offered
    case = door.load(desk, taken_up(desk)).snapshot
    guided = practiceway.told(case, desk.session.name, desk.now())
    return guided is not None and guided.step is not None and guided.mine


def is_begun(desk: Desk) -> bool:
    """Tell whether it has come in already."""
    return any(not card.closed for card in _cards(desk))


def taken_up(desk: Desk) -> str:
    """Return its reference; where it has not come in yet, it comes in now."""
    if not desk.settings.practice:
        raise NotPermitted(
            "This is not a practice school, and the case is invented.",
            advice="Make a practice school: casework practise.",
        )
    there = next((card.ref for card in _cards(desk) if not card.closed), "")
    return there or _reported(desk)


def _cards(desk: Desk) -> list[Card]:
    found = (read_card(row.card) for row in desk.cards.rows)
    return [card for card in found if card.summary == SUMMARY]


def _reported(desk: Desk) -> str:
    """Open it as a teacher would bring it to the office, with one capture sheet."""
    yesterday = (local_day(desk.now()) - timedelta(days=1)).isoformat()
    new = NewCase(
        case_type="concern",
        policy=POLICY,
        summary=SUMMARY,
        people=(
            author("Mr V. Practice", "parent of a pupil in Class 3"),
            person(PersonRole.TARGET, "Miss O. Pretend", "teaching assistant in Class 3"),
            person(PersonRole.REPORTER, "Ms E. Invented", "parent of another pupil"),
        ),
    )
    told = Answers(
        categories=(CategoryClaim(code="negative-or-offensive", target="staff"),),
        facts=where("facebook", yesterday),
    )
    ref = cases.open_case(desk, new, told).ref
    now = desk.now()
    today = local_day(now).isoformat()
    seen = sheet("Two posts that call a teaching assistant names", 4001, today, clock_words(now))
    evidence.add_sheet(desk, ref, seen)
    return ref
