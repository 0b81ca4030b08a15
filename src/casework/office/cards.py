"""The card: the small sealed row that lists and the find box need. A pure sum of a snapshot."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from casework.domain.case import ApprovalStanding, Standing
from casework.domain.people import PersonRole
from casework.text import large

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casework.domain.case import Snapshot
    from casework.policy.model import ApprovalRule, Policy

#: What lists need to know of a sealed record, by question.
RECORD_FACTS = ("linked-case", "record-holder", "handed-in", "contact-may-go-on")
#: How a step begins that says itself whom it asks.
_ASKING = re.compile(r"^Ask the [^,;–]+? to ")
#: The one written form of a card; made once, for every step writes one.
_WRITTEN = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
#: Reads it; made once, for every sign-in reads all of them.
_READ = json.JSONDecoder()


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A request for a decision, as the head's queue needs it."""

    number: int
    role: str
    instead: tuple[str, ...]
    title: str
    asked_by: str
    asked_at: str
    letter: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """An open limit, as a list needs it."""

    id: str
    title: str
    due_at: str
    due_on: str
    unit: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What lists show of a case."""

    ref: str
    case_type: str
    type_title: str
    policy: str
    digest: str
    school: str
    summary: str
    state: str
    state_title: str
    closed: bool
    opened_at: str
    paused: bool
    people: tuple[tuple[str, str, str], ...]  # role, name, what letters need to know
    users: tuple[str, ...]
    categories: tuple[str, ...]
    limits: tuple[Limit, ...]
    waiting: tuple[Waiting, ...]
    record: Mapping[str, str] = field(default_factory=dict)  # of a sealed record: see RECORD_FACTS
    brought_in: tuple[str, ...] = ()  # circles and users (ids) let in later

    def __repr__(self) -> str:
        return "Card()"


def card_of(policy: Policy, snapshot: Snapshot) -> bytes:
    """Return the card's bytes: the same for the same snapshot, always."""
    case_type = policy.case_types[snapshot.case_type]
    spine = case_type.tracks[case_type.spine]
    state = snapshot.state(spine.name)
    whole = {
        "ref": snapshot.ref,
        "case_type": snapshot.case_type,
        "type_title": case_type.title,
        "policy": snapshot.policy,
        "digest": snapshot.digest,
        "school": snapshot.school,
        "summary": snapshot.summary,
        "state": state,
        "state_title": spine.states[state].title,
        "closed": state in spine.finals,
        "opened_at": snapshot.opened_at.isoformat(),
        "paused": snapshot.pause.value == "standing",
        "people": [
            [str(p.role), p.name, p.about]
            for p in snapshot.people
            if p.role is not PersonRole.SOURCE  # protected: no list shows it, no search finds it
        ],
        "users": sorted({p.user for p in snapshot.people if p.user}),
        "categories": [str(claim) for claim in snapshot.categories],
        "limits": _limits(policy, snapshot),
        "waiting": _waiting(policy, snapshot),
    }
    known = {name: snapshot.answer(name) for name in RECORD_FACTS if snapshot.answer(name)}
    if case_type.sealed and known:
        whole["record"] = known
    brought_in = sorted(snapshot.admitted | snapshot.let_in)
    if brought_in:
        whole["brought_in"] = brought_in
    return _WRITTEN.encode(whole).encode()


def read_card(card: bytes) -> Card:
    """Return a card from its bytes."""
    whole = _READ.decode(card.decode())
    whole["people"] = tuple(tuple(person) for person in whole["people"])
    whole["users"] = tuple(whole["users"])
    whole["brought_in"] = tuple(whole.get("brought_in", ()))
    whole["categories"] = tuple(whole["categories"])
    whole["limits"] = tuple(_limit(limit) for limit in whole["limits"])
    whole["waiting"] = tuple(_request(request) for request in whole["waiting"])
    return Card(**whole)


def asked_words(policy: Policy, card: Card, waiting: Waiting) -> str:
    """Return what is asked: the action it belongs to; of the case's own steps, which of them."""
    kind = policy.case_types[card.case_type]
    if waiting.title != kind.tracks[kind.spine].title:
        return waiting.title
    steps = kind.offers.get((kind.spine, card.state), ())
    asked = [one for one in steps if _asks(one.approval, waiting)]
    if len(asked) == 1:
        return decided(asked[0].says)
    return "How the case ends" if asked and all(one.closes for one in asked) else waiting.title


def decided(says: str) -> str:
    """Return what is decided, of a step that begins with whom it asks."""
    words = _ASKING.sub("", says.rstrip("."))
    return large(words)


def _asks(rule: ApprovalRule | None, waiting: Waiting) -> bool:
    return rule is not None and rule.name == waiting.role


#: How the card of a case begins whose records were destroyed: no list shows it.
_DESTROYED = b'{"destroyed":'


def destroyed_card(on: str) -> bytes:
    """Return what stays as the card of a case that was destroyed on a day."""
    return _WRITTEN.encode({"destroyed": on}).encode()


def is_destroyed(card: bytes) -> bool:
    """Tell whether a card is what stayed of a case that was destroyed."""
    return card.startswith(_DESTROYED)


def names_of_concern(card: bytes) -> frozenset[str]:
    """Return the names, folded, of the people of concern on a card."""
    if PersonRole.PERSON_OF_CONCERN.value.encode() not in card:
        return frozenset()  # spares reading thousands of cards
    people = read_card(card).people
    return frozenset(n.casefold() for role, n, _ in people if role == PersonRole.PERSON_OF_CONCERN)


def _limit(limit: dict[str, Any]) -> Limit:
    limit["to"] = tuple(limit["to"])
    return Limit(**limit)


def _request(request: dict[str, Any]) -> Waiting:
    request["instead"] = tuple(request["instead"])
    return Waiting(**request)


def _limits(policy: Policy, snapshot: Snapshot) -> list[dict[str, object]]:
    # A passed limit is the clock's to say: the card keeps it open until a person ends it.
    known = policy.case_types[snapshot.case_type].deadlines
    still = {Standing.RUNNING, Standing.PASSED, Standing.WAITING}
    return [
        {
            "id": limit.id,
            "title": known[limit.name].title,
            "due_at": limit.due_at,
            "due_on": limit.due_on,
            "unit": limit.unit,
            "to": sorted(known[limit.name].to),
        }
        for limit in snapshot.deadlines.values()
        if limit.standing in still
    ]


def _waiting(policy: Policy, snapshot: Snapshot) -> list[dict[str, object]]:
    tracks = policy.case_types[snapshot.case_type].tracks
    return [
        {
            "number": request.number,
            "role": request.role,
            "instead": list(request.instead),
            "title": tracks[request.track].title if request.track else "A letter",
            "asked_by": request.asked_by,
            "asked_at": request.asked_at.isoformat(),
            "letter": request.letter,
        }
        for request in snapshot.approvals.values()
        if request.standing is ApprovalStanding.ASKED
    ]
