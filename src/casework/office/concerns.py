"""Handing in a concern about an adult: write-only, by anybody who signs in, for safeguarding alone.

What is said back is the same whoever it is about and whatever is known: that it was handed in,
and whom to ring. Must not know what becomes of it (``records``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework import paper, store
from casework.domain.dates import clock_words, instant_words
from casework.errors import UsageFault
from casework.office import capacities, letterbox
from casework.office.saying import line, words

if TYPE_CHECKING:
    from datetime import datetime

    from casework.office.desk import Desk
    from casework.settings import SchoolSettings

#: Who may have told of it, in the words of the question that the record asks.
SOURCES = ("parent", "staff", "child", "other")
NOT_KNOWN = "the school has not written this number down yet"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Concern:
    """A concern as somebody hands it in: their words, about whom, and who told them."""

    words: str
    about: str = ""
    told_by: str = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """That something was handed in: when, and whom to ring. It holds nothing of what was said."""

    school: str
    at: datetime
    ring: tuple[tuple[str, str], ...]


def hand_in(desk: Desk, concern: Concern, school: str = "") -> Receipt:
    """Hand a concern in; whoever does will not see it here again.

    It goes to safeguarding past whoever it is about; about the headteacher, to the chair. Raises
    Conflict where nobody is there yet to keep it, and UsageFault where it says nothing.
    """
    desk.must_write()
    slug = desk.school_slug(school)
    said, about = words(concern.words), line(concern.about)
    if not said:
        raise UsageFault("A concern needs words.", advice="Say what was seen or heard, and when.")
    if concern.told_by not in SOURCES:
        raise UsageFault("Who told of it?", advice="One of: parent, staff, child, other.")
    users = desk.known_as(about)
    handed = letterbox.HandedIn(
        mark=store.new_id(),
        school=slug,
        words=said,
        about=about,
        past=tuple(sorted(users)),
        disclosed_by=concern.told_by,
        by=desk.session.name,
    )
    letterbox.leave(desk, handed)
    return Receipt(
        school=desk.school(slug).name, at=desk.now(), ring=_whom_to_ring(desk, slug, users)
    )


def receipt_page(receipt: Receipt, *, practice: bool = False) -> bytes:
    """Return the receipt as a page (PDF): date and time, whom to ring, and nothing else."""
    rows = tuple((paper.words(who), paper.words(number)) for who, number in receipt.ring)
    when = instant_words(receipt.at)
    blocks: tuple[paper.Block, ...] = (
        paper.Heading(runs=paper.words("Receipt")),
        paper.paragraph(f"Something was handed in to safeguarding at {receipt.school}, {when}."),
        paper.paragraph("This page does not say what it was, about whom, or who handed it in."),
        paper.Table(header=(paper.words("Whom to ring"), paper.words("Number")), rows=rows),
    )
    document = paper.Document(
        kind=paper.Kind.PAGE,
        title="Receipt",
        letterhead=paper.Letterhead(school_name=receipt.school),
        blocks=blocks,
        practice=practice,
    )
    return paper.render(document, at=receipt.at)


def whom_to_ring(
    school: SchoolSettings, about: str, at: datetime | None = None
) -> tuple[tuple[str, str], ...]:
    """Return who is to be rung, with numbers, in order; ``about`` is head, chair or nobody's.

    ``at`` is the moment for which it is said; a page that is kept says it for any.

    About the headteacher: the chair now, then the local authority; about the chair: the local
    authority (``domain.md`` 10.2).
    """
    lado = (
        "The local authority designated officer (LADO)",
        school.ring_lado or NOT_KNOWN,
    )
    danger = (
        ("A child in danger now", "999"),
        ("Children’s social care", school.ring_social_care or NOT_KNOWN),
    )
    if about == capacities.HEAD:
        when = _when_not_reached(school.turn_to_lado_at, at)
        until = f" – if you {when}, ring the local authority designated officer (LADO) yourself"
        return (
            (f"The chair of governors, now{until}", school.ring_chair or NOT_KNOWN),
            lado,
            *danger,
        )
    if about == capacities.CHAIR:
        return (lado, *danger)
    return (("The headteacher, or the safeguarding lead", "in person, now"), lado, *danger)


def _when_not_reached(latest: str, at: datetime | None) -> str:
    """Return when who cannot reach somebody turns to the next: by a time of day, or at once."""
    if not latest:
        return "cannot"
    if at is not None and clock_words(at) >= latest:
        return "cannot reach them at once"  # the time of day has gone by
    return f"have not reached them by {latest}"


def _whom_to_ring(desk: Desk, slug: str, users: frozenset[str]) -> tuple[tuple[str, str], ...]:
    roles = frozenset().union(*(desk.ledger.roles_at(user, slug) for user in users))
    about = next((role for role in (capacities.HEAD, capacities.CHAIR) if role in roles), "")
    return whom_to_ring(desk.school(slug), about, desk.now())
