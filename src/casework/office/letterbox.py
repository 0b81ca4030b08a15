"""What is left for safeguarding: answers kept apart, posts that pause, concerns handed in.

It is left for whoever may hold it, past everybody named, and whoever left it cannot read it again.
``records`` makes sealed records of it. Must not know how a record goes on.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

from casework import store
from casework.domain.events import Paused
from casework.domain.people import PersonRole
from casework.domain.refusals import Refusal, RefusalKind
from casework.errors import Conflict
from casework.office import capacities, door
from casework.policy.answers import wrong_answer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from casework.domain.people import Actor
    from casework.office.desk import Desk
    from casework.policy.decision import Accepted
    from casework.policy.model import Policy

SAFEGUARDING, CHAIR, VICE_CHAIR = "safeguarding", "chair", "vice-chair"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedIn:
    """What somebody left: a concern in their words, or what came with the post of case ``ref``.

    ``mark`` is its own id; ``user`` is who ``about`` is among the users, or empty; ``past`` are the
    users whom it passes by, because they are named with it.
    """

    mark: str
    school: str
    policy: str = ""
    ref: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    words: str = ""
    about: str = ""
    user: str = ""
    disclosed_by: str = ""
    by: str = ""
    past: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return "HandedIn()"

    def payload(self) -> bytes:
        """Return its one written form."""
        whole = {one.name: getattr(self, one.name) for one in fields(self)}
        whole |= {"answers": dict(self.answers), "past": list(self.past)}
        return json.dumps(whole, ensure_ascii=False, sort_keys=True).encode()


def read_handed_in(payload: bytes) -> HandedIn | None:
    """Return what was left, or None where it is of no known form."""
    try:
        said = json.loads(payload)
        return HandedIn(**{**said, "past": tuple(said["past"])})
    except (KeyError, TypeError, ValueError):
        return None


def leave(desk: Desk, handed: HandedIn) -> None:
    """Leave it for whoever may hold it. Raises Conflict where nobody is there to keep it.

    A concern about the headteacher goes to the chair; else to safeguarding, and where all of
    safeguarding is named, to the chair; where the chair is named or not there, to the vice-chair.
    """
    past = frozenset(handed.past)
    heads = capacities.with_role(desk, [capacities.HEAD], handed.school)
    about = desk.known_as(handed.about) | {handed.user}
    about_head = not about.isdisjoint(heads)
    turns = (CHAIR, VICE_CHAIR) if about_head else (SAFEGUARDING, CHAIR, VICE_CHAIR)
    for circle in desk.circles(turns, handed.school):
        known = circle in desk.session.directory.circles
        if known and store.drop_past(
            desk.session, circle, handed.payload(), past=past, now=desk.now()
        ):
            return
    raise Conflict(
        "Nobody is there who could keep this, so nothing was kept.",
        advice="Ring the chair of governors, or the local authority, now.",
    )


def parted(
    desk: Desk,
    policy: Policy,
    case_type: str,
    school: str,
    actor: Actor,
    facts: Mapping[str, str],
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the answers for the history, and those that go to a sealed record alone.

    The history of a sealed case is such a record itself: there nothing is kept apart.
    Raises Refused where a sealed answer is of the wrong kind, or not this person's to give, and
    Conflict where nobody is there yet to keep it.
    """
    found = policy.case_types.get(case_type)
    if found is not None and found.sealed:
        return dict(facts), {}
    hidden = {n: v for n, v in facts.items() if n in policy.facts and policy.facts[n].sealed}
    wrong = [r for n, v in hidden.items() for r in wrong_answer(policy.facts[n], v, actor)]
    if wrong:
        raise door.as_error(Refusal(kind=RefusalKind.INCOMPLETE, reasons=tuple(wrong)))
    if hidden and not has_safeguarding(desk, school):
        raise Conflict(
            "Nobody from safeguarding has signed in yet, so nothing was kept.",
            advice="Tell them in person now, and ask one of them to sign in.",
        )
    return {n: v for n, v in facts.items() if n not in hidden}, hidden


def has_safeguarding(desk: Desk, school: str) -> bool:
    """Tell whether anybody of the school's safeguarding has signed in yet."""
    return desk.ledger.circle(SAFEGUARDING, school) in desk.session.directory.circles


def handing_over(desk: Desk, hidden: Mapping[str, str]) -> Callable[[Accepted], None]:
    """Return what leaves a record for safeguarding alone: of sealed answers, of every pause begun.

    It is kept before the entry is, so that no crash loses it; a repeated command may leave two.
    It is left whatever the answer was, so that nothing tells one kind of case from another.
    """

    def hand_over(accepted: Accepted) -> None:
        case = accepted.snapshot
        paused = any(isinstance(event, Paused) for event in accepted.entry.events)
        if not hidden and not (paused and has_safeguarding(desk, case.school)):
            return
        named = capacities.users_named(desk, case.people, PersonRole)
        concern = [p for p in case.people if p.role is PersonRole.PERSON_OF_CONCERN]
        concern.sort(key=lambda person: not person.user)  # who is a user counts first
        handed = HandedIn(
            mark=store.new_id(),
            school=case.school,
            policy=case.policy,
            ref=case.ref,
            answers=dict(hidden),
            about=concern[0].name if concern else "",
            user=concern[0].user if concern else "",
            by=desk.session.name,
            past=tuple(sorted(case.excluded | named)),
        )
        leave(desk, handed)

    return hand_over
