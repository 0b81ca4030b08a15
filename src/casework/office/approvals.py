"""The queue of decisions: what waits for whom, and granting or declining it.

A request is named ``REF.N``. Who decides is worked out now: the approver's role, or the
substitutes' where no approver is free (named in the case, the requester, excluded or away).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.domain.commands import AddNote, DecideApproval
from casework.domain.events import Excluded, PersonAdded
from casework.errors import NotFound, NotPermitted, Refused, UsageFault
from casework.office import (
    capacities,
    door,
    effects,
    heldback,
    letterchanges,
    letters,
    requests,
)
from casework.office.cards import read_card
from casework.office.deciders import conflicted, deciding_roles, out_of_reach
from casework.office.reading import read
from casework.office.saying import Saying, common, words
from casework.text import clean_text, in_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from casework.domain.case import Approval
    from casework.domain.commands import LetterText
    from casework.office.cards import Waiting
    from casework.office.desk import Desk
    from casework.office.door import CaseFile, Done
    from casework.office.requests import About
    from casework.policy.decision import Accepted

_ID = re.compile(r"(?P<ref>[A-Za-z]{2}-[0-9A-Za-z]{4,8})\.(?P<number>[1-9][0-9]{0,4})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One decision that waits: its id, what it is about, who asked, whether it is this person's."""

    id: str
    ref: str
    title: str
    asked_by: str
    asked_at: str
    letter: int
    yours: bool
    capacities: tuple[str, ...] = ()  # whoever stands in the case in more than one
    changed: bool = False  # the letter holds words of somebody's own, or was written anew
    stuck: bool = False  # nobody who may decide it can open the case
    could: tuple[str, ...] = ()  # then: who might, once they are let in
    until: datetime | None = None  # while whoever asks here can still take it back


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Shown:
    """One decision that waits: what it rests on, and the letter it is about with what changed."""

    request: Request
    letter: letterchanges.Changes | None
    about: About


def waiting(desk: Desk, ref: str = "") -> tuple[Request, ...]:
    """Return every request in the cases this person may open, or in one of them, oldest first."""
    found = sorted(_waiting(desk, ref), key=lambda request: (request.asked_at, request.id))
    return tuple(found)


def _waiting(desk: Desk, ref: str) -> Iterator[Request]:
    untold = effects.untold(desk)
    for row in desk.cards.rows:
        if ref not in ("", row.ref):
            continue
        asked = effects.told(untold, row.case, read_card(row.card).waiting)
        if asked:
            file = door.load_by_id(desk, row.case)
            until = heldback.until(desk, file)
            yield from (_request(desk, file, one, until) for one in asked)


def _request(desk: Desk, file: CaseFile, asked: Waiting, until: Mapping[int, datetime]) -> Request:
    approval = file.snapshot.approvals[asked.number]
    could = _out_of_reach(desk, file, approval)
    return Request(
        id=f"{file.snapshot.ref}.{asked.number}",
        ref=file.snapshot.ref,
        title=_title(file, asked),
        asked_by=_name_of(desk, asked.asked_by),
        asked_at=asked.asked_at,
        letter=asked.letter,
        yours=_is_mine(desk, file, approval),
        capacities=_capacities(file),
        changed=bool(asked.letter) and letterchanges.touched(file, asked.letter),
        stuck=could is not None,
        could=could or (),
        until=until.get(approval.seq),
    )


def shown(desk: Desk, request: str) -> Shown:
    """Return one decision that waits, and the exact words it is about. Raises NotFound."""
    found = _read_id(request)
    file = read(desk, found["ref"], "read a request for a decision")
    wanted = f"{file.snapshot.ref}.{found['number']}"
    for one in waiting(desk, file.snapshot.ref):
        if one.id == wanted:
            letter = letterchanges.changes(file, one.letter) if one.letter else None
            return Shown(request=one, letter=letter, about=_about(desk, file, one))
    raise _no_such_request()


def _out_of_reach(desk: Desk, file: CaseFile, approval: Approval) -> tuple[str, ...] | None:
    """Return the names of those who might decide, where none of them can open the case."""
    found = out_of_reach(desk, file.case, file.policy, file.snapshot, approval)
    return None if found is None else tuple(_name_of(desk, user) for user in found)


def _read_id(request: str) -> re.Match[str]:
    found = _ID.fullmatch(clean_text(request))
    if found is None:
        raise _no_such_request()
    return found


def _no_such_request() -> NotFound:
    return NotFound("There is no such request.", advice="casework approval list shows them.")


def _capacities(file: CaseFile) -> tuple[str, ...]:
    """Return everybody in the case who has two hats or more, for whoever decides."""
    hats_of = capacities.several_capacities(file.snapshot.people)
    return tuple(f"{name}: {in_words(hats)}" for name, hats in hats_of.items())


def _title(file: CaseFile, waiting: Waiting) -> str:
    """Return the step that waits, in the policy's words; or the letter, where it waits alone."""
    asked = file.snapshot.approvals[waiting.number]
    if not asked.track:
        return f"{waiting.title}: {file.snapshot.letters[asked.letter].title}"
    kind = file.policy.case_types[file.snapshot.case_type]
    steps = kind.offers.get((asked.track, file.snapshot.state(asked.track)), ())
    says = next((one.says for one in steps if one.trigger == asked.trigger), "")
    if asked.track == kind.spine and says:  # the case's own step says all
        return says.rstrip(".")
    return f"{waiting.title}: {says.rstrip('.')}" if says else waiting.title


def grant(desk: Desk, request: str, saying: Saying | None = None) -> Done:
    """Say yes to exactly what was asked; the step is taken, its conditions tested again."""
    return _decide(desk, request, saying or Saying(), granted=True)


def decline(desk: Desk, request: str, saying: Saying) -> Done:
    """Say no, with the reason."""
    return _decide(desk, request, saying, granted=False)


def send_back(desk: Desk, request: str, question: str, saying: Saying | None = None) -> Done:
    """Put a question to whoever asked, as a note; the request stands, and so do its time limits."""
    saying = saying or Saying()
    found = _read_id(request)
    file = door.load(desk, found["ref"])
    approval = _approval(file, int(found["number"]))
    _must_be_told(desk, file, approval)
    asked = words(question)
    if not asked:
        raise UsageFault("There is no question to send back.", advice="Say what you need to know.")
    if not _is_mine(desk, file, approval):
        raise NotPermitted(
            "This decision is not yours, so it is not yours to send back.",
            advice="Add a note to the case instead.",
        )
    said = requests.question_words(approval.number, asked)
    command = AddNote(**common(desk, file.snapshot, saying), words=said)
    return door.carry_out(desk, file, command, expected=saying.expected)


def rehearse(desk: Desk, request: str, saying: Saying, *, granted: bool) -> Accepted:
    """Return what a yes or a no would cause; raises what refuses it. Nothing is written."""
    file, command = _command(desk, request, saying, granted=granted)
    return door.rehearse(desk, file, command)


def _decide(desk: Desk, request: str, saying: Saying, *, granted: bool) -> Done:
    file, command = _command(desk, request, saying, granted=granted)
    return door.carry_out(desk, file, command, expected=saying.expected)


def _command(
    desk: Desk, request: str, saying: Saying, *, granted: bool
) -> tuple[CaseFile, DecideApproval]:
    found = _read_id(request)
    file = door.load(desk, found["ref"])
    approval = _approval(file, int(found["number"]))
    _must_be_told(desk, file, approval)
    texts = {}
    if approval.letter:
        letter = file.snapshot.letters[approval.letter]
        texts[letter.letter] = letters.text_of(desk, file, letter.letter, letter.values)
    for name, text in _following(desk, file, approval).items():
        texts.setdefault(name, text)
    _must_not_be_arranged(desk, file, approval)
    return file, DecideApproval(
        **common(desk, file.snapshot, saying),
        number=approval.number,
        granted=granted,
        deciding=deciding_roles(desk, file.policy, file.snapshot, approval),
        letters=texts,
    )


def _approval(file: CaseFile, number: int) -> Approval:
    approval = file.snapshot.approvals.get(number)
    if approval is None:
        raise _no_such_request()
    return approval


def _must_be_told(desk: Desk, file: CaseFile, approval: Approval) -> None:
    """Raise Refused while somebody else can take the request back: nobody is asked yet."""
    if approval.number not in heldback.untold(desk, file.case):
        return
    told = heldback.words(heldback.until(desk, file).get(approval.seq))
    raise Refused(
        f"Nobody is asked for this decision yet{f': it {told}' if told else ''}.",
        advice="Look again in a moment: casework approval list shows it then.",
    )


def _about(desk: Desk, file: CaseFile, request: Request) -> About:
    def would(*, granted: bool) -> Accepted:
        reason = "" if granted else requests.REHEARSED
        return rehearse(desk, request.id, Saying(reason=reason), granted=granted)

    number = int(request.id.rpartition(".")[2])
    approval = file.snapshot.approvals[number]
    return requests.about(desk, file, approval, would, yours=request.yours)


def _following(desk: Desk, file: CaseFile, approval: Approval) -> dict[str, LetterText]:
    if not approval.track:
        return {}
    return letters.prepared(desk, file, approval.trigger, approval.track, {}, {})


def _is_mine(desk: Desk, file: CaseFile, approval: Approval) -> bool:
    """Tell whether this person may decide the request: by role, and by standing in no conflict."""
    me = capacities.actor_in(desk, file.snapshot)
    mine = not deciding_roles(desk, file.policy, file.snapshot, approval).isdisjoint(me.roles)
    return mine and not conflicted(desk, file.snapshot, approval, desk.session.user)


def _must_not_be_arranged(desk: Desk, file: CaseFile, approval: Approval) -> None:
    """Raise Refused where whoever asked took the decision from its maker after asking."""
    rule = file.policy.approvals[approval.role]
    if not rule.by.isdisjoint(capacities.actor_in(desk, file.snapshot).roles):
        return  # no substitute: the policy's own decider
    takers = set(capacities.users_in(desk, file.snapshot, rule.by))
    arranged = any(
        getattr(event, "user", "") in takers
        for entry in file.entries
        if entry.seq > approval.seq and entry.actor.user == approval.asked_by
        for event in entry.events
        if isinstance(event, PersonAdded | Excluded)
    )
    if arranged:
        raise Refused(
            "Whoever asked for this has since named or excluded the person who would decide it.",
            advice="Let somebody else ask for it, so that the decision is beyond doubt.",
            clauses=rule.clauses,
        )


def _name_of(desk: Desk, user: str) -> str:
    found = desk.session.directory.users.get(user)
    return found.name if found else "somebody who has left"
