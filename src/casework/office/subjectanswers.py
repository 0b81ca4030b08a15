"""The question that safeguarding and the chair are asked about every request, and their answers.

They are asked the same each time, whether or not there is anything, through the letter box, and one
by one: no one of them need know every sealed case, and none may learn from another's answer of one
that is about them. They look in the cases that are kept sealed and answer apart. Nothing of it ever
stands where the office could see it: not what, not when, not whether. Must not know how a request's
month runs.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

from casework import store
from casework.domain.commands import TakeStep
from casework.errors import Conflict, NotFound, NotPermitted, Refused, UsageFault
from casework.office import door, subjectaccess, subjectsearch
from casework.office.ledger import written
from casework.office.letterbox import CHAIR, SAFEGUARDING, VICE_CHAIR
from casework.office.saying import Saying, common, words
from casework.office.subjectaccess import APART
from casework.office.subjectsearch import Whom
from casework.text import in_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from casework.office.desk import Desk
    from casework.office.door import Done
    from casework.office.subjectsearch import Found

#: Who is asked: of each line the first circle in which somebody is left who may read it.
ASKED: Final = ((SAFEGUARDING,), (CHAIR, VICE_CHAIR))
#: How they may answer. What is withheld, and why, they tell the person or nobody.
NOTHING, HANDED_OUT, WITHHELD = "nothing", "handed-out", "withheld"
OUTCOMES: Final = (NOTHING, HANDED_OUT, WITHHELD)
_KIND, _ANSWER = "subject-access", "subject-access-answered"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Question:
    """What each of them is asked: about whom, by when; ``drop`` is where it lies for this one."""

    request: str
    school: str
    names: tuple[str, ...]
    asked_by: str
    due: str
    drop: str = ""

    @property
    def whom(self) -> Whom:
        """Who is looked for."""
        return Whom(request=self.request, school=self.school, names=self.names)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Answered:
    """An answer on record, for whoever gave it."""

    request: str
    at: datetime
    by: str
    outcome: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Asking:
    """What came of asking: the step on the request, and who was nobody there to be asked."""

    done: Done
    missing: tuple[str, ...]


def ask(desk: Desk, ref: str, reason: str = "") -> Asking:
    """Ask safeguarding and the chair; it is left for them past whoever it is about.

    Raises Conflict where neither is there.
    """
    file = subjectaccess.load(desk, ref)
    request = subjectaccess.request_of(file)
    past = subjectaccess.past_of(desk, file)
    again = "-again" if request.asked else ""
    command = TakeStep(
        **common(desk, file.snapshot, Saying(reason=reason)),
        trigger=f"ask-apart{again}",
        track=APART,
    )
    missing: list[str] = []
    also = door.Also(first=lambda _accepted: missing.extend(_leave(desk, request, past)))
    done = door.carry_out(desk, file, command, also=also)
    return Asking(done=done, missing=tuple(missing))


def _leave(desk: Desk, request: subjectaccess.Request, past: frozenset[str]) -> list[str]:
    missing = [names[0] for names in ASKED if not _left(desk, request, past, names)]
    if len(missing) == len(ASKED):
        raise Conflict(
            "Neither safeguarding nor the chair has signed in yet, so nobody was asked.",
            advice="Ask one of them to sign in first.",
        )
    return missing


def _left(
    desk: Desk, request: subjectaccess.Request, past: frozenset[str], names: Iterable[str]
) -> bool:
    question = Question(
        request=request.ref,
        school=request.school,
        names=request.names,
        asked_by=request.asked_by,
        due=request.due,
    )
    circles = desk.circles(names, request.school)
    return any(_left_in(desk, circle, _written(question), past) for circle in circles)


def _left_in(desk: Desk, circle: str, payload: bytes, past: frozenset[str]) -> bool:
    """Leave it for each member of a circle alone who is not passed by; tell whether for any."""
    if circle not in desk.session.directory.circles:
        return False
    members = frozenset(user.id for user in desk.session.directory.members(circle))
    for one in sorted(members - past):
        store.drop_past(desk.session, circle, payload, past=members - {one}, now=desk.now())
    return not members <= past


def _written(question: Question) -> bytes:
    whole = {one.name: getattr(question, one.name) for one in fields(question)}
    whole |= {"kind": _KIND, "names": list(question.names)}
    return json.dumps(whole, ensure_ascii=False, sort_keys=True).encode()


def _read(drop: store.Drop) -> Question | None:
    try:
        said = json.loads(drop.payload)
        if said.pop("kind") != _KIND:
            return None
        return Question(**{**said, "names": tuple(said["names"]), "drop": drop.id})
    except (AttributeError, KeyError, TypeError, ValueError):
        return None  # a concern, or of no known form


def questions(desk: Desk) -> tuple[Question, ...]:
    """Return what this person is asked and has not answered, the latest of each request."""
    found = (_read(drop) for drop in store.drops(desk.session))
    mine = (one for one in found if one and desk.session.user not in _known_as(desk, one.names))
    return tuple({one.request: one for one in mine}.values())


def _known_as(desk: Desk, names: Iterable[str]) -> frozenset[str]:
    return frozenset().union(*(desk.known_as(name) for name in names))


def question(desk: Desk, ref: str) -> Question:
    """Return what this person is asked about a request. Raises NotFound where they are not."""
    asked = {one.request: one for one in questions(desk)}
    found = asked.get(ref.strip().upper())
    if found is None:
        raise subjectaccess.no_such_request()
    return found


def whom(desk: Desk, ref: str) -> Whom:
    """Return who is looked for, for whoever may open the request or is asked about it apart."""
    try:
        return subjectsearch.whom(subjectaccess.request(desk, ref))
    except NotFound:
        return question(desk, ref).whom


def look(desk: Desk, ref: str) -> tuple[Question, tuple[Found, ...]]:
    """Return what is asked, and every place in the sealed cases this person may open."""
    asked = question(desk, ref)
    if not desk.session.opens_sealed:  # somebody of these circles who has only just been let in
        raise NotPermitted(
            "You hold no key to the cases that are kept sealed yet.",
            advice="Sign in again, then answer.",
        )
    return asked, subjectsearch.search_sealed(desk, asked.whom)


def answer(desk: Desk, ref: str, outcome: str, said: str) -> Answered:
    """Answer apart: nothing is held, it was handed out, or it is withheld and why.

    Raises Refused while something found was not said to be them or another person, or where what is
    answered does not fit what was said.
    """
    if outcome not in OUTCOMES:
        raise UsageFault(
            "That is no answer to the question.", advice=f"One of: {in_words(OUTCOMES, 'or')}."
        )
    asked, found = look(desk, ref)
    them = subjectsearch.must_be_said(found)
    if bool(them) == (outcome == NOTHING):
        raise Refused(
            "The answer does not fit what was said of the places found.",
            advice="Answer nothing where no place is them; else handed-out or withheld.",
        )
    if outcome == WITHHELD and not words(said):
        raise UsageFault("Why it is withheld has to be said.", advice="Add --reason.")
    _record(desk, asked, them, outcome, words(said))
    for drop in store.drops(desk.session):
        one = _read(drop)
        if one is not None and one.request == asked.request:
            store.take_drop(desk.session, drop.id)
    return answers(desk, asked.request)[-1]


def _record(desk: Desk, asked: Question, them: Iterable[Found], outcome: str, said: str) -> None:
    """Keep the answer: in the sealed file for whoever gave it alone, and in each case's own log."""
    now = desk.now()
    payload = written(_ANSWER, request=asked.request, outcome=outcome, words=said)
    for case in dict.fromkeys(one.case for one in them):
        store.log_access(desk.session, case, payload, now=now)
    own = written(_ANSWER, own=store.for_me(desk.session, payload))
    store.write_journal(desk.session, own, now=now, place=store.Place.SEALED)


def answers(desk: Desk, ref: str = "") -> tuple[Answered, ...]:
    """Return the answers that this person gave, oldest first."""
    if not desk.session.opens_sealed:
        return ()
    found = (_answered(desk, row) for row in store.read_journal(desk.session, store.Place.SEALED))
    return tuple(one for one in found if one is not None and ref in ("", one.request))


def _answered(desk: Desk, row: store.StreamRecord) -> Answered | None:
    said = _said(row.payload)
    if said.get("kind") != _ANSWER:
        return None
    said = _said(store.mine(desk.session, said["own"]))
    if not said:
        return None
    by = desk.session.directory.users.get(row.signer.id)
    return Answered(
        request=said["request"],
        at=row.at,
        by=by.name if by else "",
        outcome=said["outcome"],
        words=said["words"],
    )


def _said(payload: bytes | None) -> dict[str, str]:
    try:
        found = json.loads(payload or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
