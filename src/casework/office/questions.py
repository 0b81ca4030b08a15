"""Reads only: what a front end asks about cases. Answers are flat rows; nothing is written but the
access log of a case that is kept sealed.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from casework import store
from casework.domain.people import PersonRole
from casework.errors import NotPermitted
from casework.office import approvals, deadlines, deciders, heldback, laws, lawtimes, timeline
from casework.office.capacities import CASE_MANAGER, actor_in
from casework.office.cards import Card, read_card
from casework.office.reading import read
from casework.office.settled import answers
from casework.office.stepwords import says_for
from casework.policy.offers import Offer, offers
from casework.policy.settled import with_settled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from casework.domain.case import Snapshot
    from casework.domain.people import CasePerson
    from casework.exports.redaction import Redaction
    from casework.office.desk import Desk
    from casework.office.door import CaseFile
    from casework.policy.model import CaseType, Transition


#: What stands in the place of whoever passed the material on.
PROTECTED = "(protected)"
#: Who may ask for that name (*default*).
_KNOW_SOURCES = frozenset({"headteacher", "dsl", CASE_MANAGER})


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
    people: tuple[CasePerson, ...]
    reader: Redaction
    roles: frozenset[str]  # as whoever reads acts in it
    linked: tuple[tuple[str, str], ...] = ()  # reference and summary of each that may be seen
    until: Mapping[int, datetime] = field(default_factory=dict)  # see ``heldback.until``
    untold: frozenset[int] = frozenset()  # requests that others may still take back
    #: By the name of a rule, the posts that decide in this case: see ``deciders.to_ask``.
    deciding: Mapping[str, frozenset[str]] = field(default_factory=dict)
    law: str = ""  # the file of the law it goes by; nothing for a school's policy
    parts: Mapping[str, str] = field(default_factory=dict)  # see ``laws.parts``

    @property
    def snapshot(self) -> Snapshot:
        """The case as it stands."""
        return self.file.snapshot

    def says(self, step: Transition) -> str:
        """Return what taking a step does for whoever reads: where others decide here, it asks."""
        rule = step.approval.name if step.approval else ""
        return says_for(step, self.roles, self.deciding.get(rule, ()))

    def command(self, step: Transition) -> str:
        """Return the command that does all that goes with a step, for one not taken by itself."""
        part = self.parts.get(step.trigger)
        return f"casework {part} {self.snapshot.ref}" if part else ""


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


def show(desk: Desk, ref: str, *, source: bool = False) -> Shown:
    """Return a case opened to be read. Raises NotFound, hidden or not.

    Who passed the material on is left out, unless ``source`` asks for it: that is for the case
    manager, the headteacher and safeguarding, and is in the access log of any case.
    """
    file = read(desk, ref, "read")
    if source:
        _must_be_told(desk, file)
    told = answers(desk, file.snapshot.school, file.policy)
    coming = with_settled(file.policy, file.snapshot, told)
    actor = actor_in(desk, file.snapshot)
    found = tuple(
        replace(one, reasons=lawtimes.timely(desk, file.snapshot, one))
        for one in offers(file.policy, coming, actor)
    )
    return Shown(
        file=file,
        case_type=file.policy.case_types[file.snapshot.case_type],
        next=tuple(offer for offer in found if not offer.reasons),
        not_yet=tuple(offer for offer in found if offer.reasons),
        limits=deadlines.of_case(desk, file),
        requests=approvals.waiting(desk, file.snapshot.ref),
        people=_people(file.snapshot, source=source),
        reader=timeline.reader(desk, file),
        roles=actor.roles,
        linked=tuple(_linked(desk, file.snapshot)),
        until=heldback.until(desk, file),
        untold=heldback.untold(desk, file.case),
        deciding=_deciding(desk, file.snapshot, found),
        law=laws.name_of(desk, file.snapshot.digest),
        parts=laws.parts(desk, file.snapshot.digest),
    )


def _deciding(desk: Desk, case: Snapshot, found: Iterable[Offer]) -> Mapping[str, frozenset[str]]:
    """Return by the name of each rule that a step needs which posts decide in this case."""
    rules = {rule.name: rule for one in found if (rule := one.transition.approval)}
    return {name: deciders.to_ask(desk, case, rule) for name, rule in rules.items()}


def _linked(desk: Desk, case: Snapshot) -> Iterator[tuple[str, str]]:
    """Yield the linked cases that this person may open; of any other there is no trace."""
    index = desk.cards if case.links else None
    for ref in case.links:
        row = index.get(ref) if index else None
        if row is not None:
            yield row.ref, read_card(row.card).summary


def might_know_sources(desk: Desk) -> bool:
    """Tell whether this person may come to know a source; no case is opened to tell."""
    return not desk.actor.roles.isdisjoint(_KNOW_SOURCES | {"chair", "vice-chair"})


def _must_be_told(desk: Desk, file: CaseFile) -> None:
    if actor_in(desk, file.snapshot).roles.isdisjoint(_KNOW_SOURCES):
        raise NotPermitted(
            "Who passed the material on is protected.",
            advice="Ask the case manager, the headteacher or safeguarding.",
        )
    store.log_access(desk.session, file.case, b"read who passed it on", now=desk.now())


def _people(case: Snapshot, *, source: bool) -> tuple[CasePerson, ...]:
    """Return everybody of the case once for each role, the latest word on each."""
    latest = {(person.number, person.role): person for person in case.people}
    return tuple(
        person
        if source or person.role is not PersonRole.SOURCE
        else replace(person, name=PROTECTED, about="", address="", user="")
        for person in latest.values()
    )


def is_sealed(row: store.CardRow) -> bool:
    """Tell whether a card is of a case that is kept sealed: no list of all cases shows it."""
    return row.place is store.Place.SEALED


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
