"""Reads only: what a front end asks about cases. Answers are flat rows; nothing is written but the
access log of a case that is kept sealed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework import store
from casework.office import approvals, deadlines, door
from casework.office.capacities import actor_in
from casework.office.cards import Card, read_card
from casework.policy.offers import Offer, offers

if TYPE_CHECKING:
    from casework.domain.case import Snapshot
    from casework.office.desk import Desk
    from casework.office.door import CaseFile
    from casework.policy.model import CaseType


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A case in a list: its card, its revision, the earliest limit still to come, what is late."""

    card: Card
    revision: int
    next_title: str
    next_due: str
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A case, opened to be read: how it stands, what may be done now, what not yet and why."""

    file: CaseFile
    case_type: CaseType
    next: tuple[Offer, ...]
    not_yet: tuple[Offer, ...]
    limits: tuple[deadlines.Row, ...]
    requests: tuple[approvals.Request, ...]

    @property
    def snapshot(self) -> Snapshot:
        """The case as it stands."""
        return self.file.snapshot


def cases_listed(
    desk: Desk, *, find: str = "", due_only: bool = False, closed_too: bool = False
) -> tuple[Listed, ...]:
    """Return the cases this person may open: the one due first stands first."""
    rows = desk.cards.rows
    if find:
        finder = store.Finder(_words_of)
        finder.load(rows)
        rows = finder.find(find)
    listed = [_listed(desk, row) for row in rows]
    wanted = [
        one
        for one in listed
        if (closed_too or not one.card.closed) and (not due_only or one.next_due or one.late)
    ]
    return tuple(sorted(wanted, key=lambda one: (one.next_due or "9999", one.card.ref)))


def show(desk: Desk, ref: str) -> Shown:
    """Return a case opened to be read. Raises NotFound, hidden or not."""
    file = door.load(desk, ref)
    if file.policy.case_types[file.snapshot.case_type].sealed:
        store.log_access(desk.session, file.case, b"read", now=desk.now())
    found = offers(file.policy, file.snapshot, actor_in(desk, file.snapshot))
    return Shown(
        file=file,
        case_type=file.policy.case_types[file.snapshot.case_type],
        next=tuple(offer for offer in found if not offer.reasons),
        not_yet=tuple(offer for offer in found if offer.reasons),
        limits=deadlines.of_case(file, desk.now()),
        requests=tuple(r for r in approvals.waiting(desk) if r.ref == file.snapshot.ref),
    )


def _words_of(row: store.CardRow) -> str:
    card = read_card(row.card)
    names = " ".join(f"{name} {about}" for _role, name, about in card.people)
    return f"{card.ref} {names} {card.summary} {card.type_title} {' '.join(card.categories)}"


def _listed(desk: Desk, row: store.CardRow) -> Listed:
    card = read_card(row.card)
    now = desk.now().isoformat()
    dated = sorted((limit.due_at, limit.title) for limit in card.limits if limit.due_at)
    due, title = dated[0] if dated else ("", "")
    return Listed(
        card=card,
        revision=row.revision,
        next_title=title,
        next_due=due,
        late=bool(due) and due <= now,
    )
