"""Referrals to the local authority's designated officer, as an inspector asks for them.

Of the sealed cases this person holds a key to, and of no other: each is in its access log before it
is told. No name is in it. Must not know how it looks on paper. Must not write to a case.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casework import store
from casework.errors import NotPermitted
from casework.office.cards import read_card
from casework.office.reading import read

if TYPE_CHECKING:
    from datetime import date, datetime

    from casework.domain.case import Snapshot
    from casework.office.desk import Desk

#: The four limbs of the harm threshold and the doubt, as the shared branch asks for them.
_LIMBS: Final = {
    "limb-harmed": "may have harmed a child",
    "limb-offence": "possible offence",
    "limb-risk": "risk of harm",
    "limb-unsuitable": "may be unsuitable",
    "threshold-unsure": "unsure",
}
_YES: Final = "yes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """One sealed case: when it was heard of, the threshold, when it was referred, how it ended.

    Days are ISO dates, empty where nobody has answered.
    """

    ref: str
    known_on: str
    taken_up_as: str
    threshold: tuple[str, ...]
    referred_on: str
    advice_on: str
    outcome: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Referrals:
    """The list for one school and time."""

    school: str
    first: date
    last: date
    made: datetime
    rows: tuple[Referral, ...]
    practice: bool


def referrals(desk: Desk, first: date, last: date, school: str = "") -> Referrals:
    """Return every referral of a school first heard of between two days, the first one first.

    Raises NotPermitted for whoever holds no key to sealed cases.
    """
    slug = desk.school_slug(school)
    if store.Place.SEALED not in desk.session.files:
        raise NotPermitted(
            "This list is for those who are let into child-protection cases.",
            advice="Ask the headteacher, the designated safeguarding lead or the chair.",
        )
    found = (_referral(desk, ref) for ref in _sealed(desk, slug))
    rows = sorted(
        (one for one in found if first.isoformat() <= one.known_on <= last.isoformat()),
        key=lambda one: (one.known_on, one.ref),
    )
    return Referrals(
        school=desk.school(slug).name,
        first=first,
        last=last,
        made=desk.now(),
        rows=tuple(rows),
        practice=desk.settings.practice,
    )


def _sealed(desk: Desk, school: str) -> list[str]:
    rows = [row for row in desk.cards.rows if row.place is store.Place.SEALED]
    cards = [read_card(row.card) for row in rows]
    return [card.ref for card in cards if card.school == school]


def _referral(desk: Desk, ref: str) -> Referral:
    file = read(desk, ref, "listed among the referrals")
    case = file.snapshot
    case_type = file.policy.case_types[case.case_type]
    spine = case_type.tracks[case_type.spine]
    return Referral(
        ref=ref,
        known_on=case.answer("known-on") or case.opened_at.date().isoformat(),
        taken_up_as=case.answer("taken-up-as"),
        threshold=_threshold(case),
        referred_on=case.answer("lado-told-on"),
        advice_on=case.answer("advice-given-on"),
        outcome=case.answer("allegation-outcome"),
        state=spine.states[case.state(spine.name)].title,
    )


def _threshold(case: Snapshot) -> tuple[str, ...]:
    return tuple(words for fact, words in _LIMBS.items() if case.answer(fact) == _YES)
