"""A case as it was received, by a call or in a hurry, gone on with: what is asked of it still.

The questions are those of a new case; what the case knows is not asked again. Must not know a form.
"""

from __future__ import annotations

from dataclasses import astuple
from typing import TYPE_CHECKING, Final

from casework.domain.people import PersonRole
from casework.errors import Refused, UsageFault
from casework.office import capacities, cases, door, intake
from casework.office.cards import read_card
from casework.office.cases import Answers
from casework.office.saying import Saying

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.domain.people import CasePerson
    from casework.office.cards import Card
    from casework.office.desk import Desk
    from casework.office.door import CaseFile, Done
    from casework.office.intake import Kind, Report
    from casework.policy.model import CaseType, Fact

#: The places a call tells of, by the names that policies have for them; in another there are none.
_PLACES: Final = {"a post": "public", "a group": "private-group", "a message": "message"}


def waits(desk: Desk, ref: str) -> bool:
    """Tell whether a case stands as it was received, no kind said yet, and is this person's to
    take in."""
    row = desk.cards.get(ref)
    return row is not None and is_received(desk, read_card(row.card))


def is_received(desk: Desk, card: Card) -> bool:
    """Tell the same from a card, as lists do."""
    if desk.read_only or card.closed or card.categories:
        return False
    kind = desk.policy(card.digest).case_types[card.case_type]
    if kind.opens_at:  # begun by itself: nobody reported it
        return False
    mine = capacities.roles_today(desk, desk.session.user, card.school) & kind.opened_by
    return bool(mine) and not kind.sealed and card.state == _begins(kind)


def _begins(kind: CaseType) -> str:
    return kind.tracks[kind.spine].initial


def kind_of(file: CaseFile) -> Kind:
    """Return what kind of case it is, under the policy that it goes by."""
    case = file.snapshot
    return intake.Kind(
        policy=file.policy, case_type=file.policy.case_types[case.case_type], school=case.school
    )


def still_asked(desk: Desk, file: CaseFile) -> tuple[Fact, ...]:
    """Return the policy's questions of a new case that this one has no answer to."""
    answer = file.snapshot.answer
    return tuple(one for one in intake.asked_first(desk, kind_of(file)) if not answer(one.name))


def offered(file: CaseFile, fact: Fact) -> str:
    """Return the answer to a question that the call told of; empty where it told of none."""
    place = _PLACES.get(intake.where_told(file.entries), "")
    return place if place in fact.choices else ""


def knows(file: CaseFile, role: PersonRole) -> bool:
    """Tell whether somebody stands in the case in that part."""
    return any(one.role is role for one in file.snapshot.people)


def take_in(desk: Desk, ref: str, report: Report, mark: str) -> Done:
    """Answer a received case's questions, name its people; the same ``mark``, once.

    Answers kept apart go to safeguarding alone. Raises UsageFault where nothing was answered,
    Refused where somebody has sorted the case meanwhile.
    """
    file = door.load(desk, ref)
    kind = kind_of(file)
    if file.snapshot.state(kind.case_type.spine) != _begins(kind.case_type):
        raise Refused(
            "Somebody has sorted this case meanwhile, so nothing was added.",
            advice="Look at it: what is still to be answered stands under its questions.",
        )
    done = next(reversed(tuple(_taken(desk, ref, report, mark))), None)
    if done is None:
        raise UsageFault("Nothing was answered.", advice="Answer a question, or put it away.")
    return done


def _taken(desk: Desk, ref: str, report: Report, mark: str) -> Iterator[Done]:
    """Add what was answered: answers first, for contact may have to wait; who loses sight last."""
    key = intake.key_of("taken", mark, astuple(report))
    if report.facts or report.categories:
        told = Answers(facts=report.facts, said_by=report.said_by, categories=report.categories)
        yield cases.set_facts(desk, ref, told, Saying(key=key, happened=report.happened))
    for nth, person in enumerate(_in_order(report), start=1):
        yield cases.add_person(desk, ref, person, Saying(key=f"{key} person {nth}"))


def _in_order(report: Report) -> tuple[CasePerson, ...]:
    people = (*report.people, *intake.source_of(report))
    return tuple(sorted(people, key=lambda one: one.role is PersonRole.PERSON_OF_CONCERN))
