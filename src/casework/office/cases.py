"""Opening cases and taking steps: what the office does all day. Must not know SQL or paper.

Each function asks the write door; what the policy refuses comes back as an error in sentences.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from casework import store
from casework.domain.commands import (
    AddNote,
    CorrectEntry,
    ExcludeUser,
    LinkCase,
    NamePerson,
    OpenCase,
    RecordIncident,
    SetFacts,
    TakeStep,
    UndoLast,
)
from casework.domain.events import Paused
from casework.domain.people import CasePerson, PersonRole
from casework.domain.refusals import Refusal, RefusalKind
from casework.errors import Conflict, NotFound, NotPermitted, Refused, UsageFault
from casework.office import door, letters
from casework.office.saying import Saying, common, common_at_opening, line
from casework.office.saying import words as words_of
from casework.policy.answers import wrong_answer
from casework.policy.pausing import RELEASE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from casework.domain.facts import CategoryClaim
    from casework.office.desk import Desk
    from casework.office.door import CaseFile, Done
    from casework.policy.decision import Accepted
    from casework.policy.model import Policy


_SAFEGUARDING = "safeguarding"
#: One alone could lose a case, or keep it from everybody (*default*).
_FEWEST_HOLDERS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Answers to the policy's questions, who gave them, and values for a letter's own fields."""

    facts: Mapping[str, str] = field(default_factory=dict)
    said_by: str = ""
    categories: tuple[CategoryClaim, ...] = ()
    letter: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    """What is known when a case is opened."""

    case_type: str
    policy: str = ""
    school: str = ""
    summary: str = ""
    people: tuple[CasePerson, ...] = ()


def open_case(desk: Desk, new: NewCase, told: Answers, saying: Saying | None = None) -> Done:
    """Open a case; return its reference. Answers to sealed questions go to safeguarding alone."""
    saying = saying or Saying()
    desk.must_write()
    school = desk.school_slug(new.school)
    policy = desk.policy_in_force(school, new.policy)
    key = saying.key or store.new_id()
    sealed = _is_sealed(policy, new.case_type)
    if sealed and not desk.session.opens_sealed:
        raise NotPermitted(
            "Your role does not open cases of this type.",
            advice="Tell safeguarding in person, now.",
        )
    place = store.Place.SEALED if sealed else store.Place.OFFICE
    drawn = store.draw(desk.session, place, key)
    open_facts, hidden = parted(desk, policy, new.case_type, _cleaned(told.facts))
    people = tuple(_cleaned_person(desk, person) for person in new.people)
    command = OpenCase(
        **common_at_opening(desk, school, people, saying, key),
        ref=drawn.ref,
        case_type=new.case_type,
        school=school,
        summary=line(new.summary),
        facts=open_facts,
        said_by=line(told.said_by),
        categories=told.categories,
        people=people,
    )
    before = store.earlier(desk.session, place, key, door.content_of(command))
    if before is not None:
        return door.already(desk, before)
    return door.begin(desk, policy, command, drawn, _handing_over(desk, hidden))


def take_step(
    desk: Desk,
    ref: str,
    trigger: str,
    track: str = "",
    told: Answers | None = None,
    saying: Saying | None = None,
) -> Done:
    """Take a step of the policy, or ask for the decision it needs."""
    told, saying = told or Answers(), saying or Saying()
    file = door.load(desk, ref)
    command, hidden = _step_command(desk, file, trigger, track, told, saying)
    pause = file.policy.case_types[file.snapshot.case_type].pause
    circle = pause.circle if pause and trigger == RELEASE else ""
    also = door.Also(circle=circle, first=_handing_over(desk, hidden))
    return door.carry_out(desk, file, command, expected=saying.expected, also=also)


def rehearse_step(
    desk: Desk,
    ref: str,
    trigger: str,
    track: str = "",
    told: Answers | None = None,
    saying: Saying | None = None,
) -> Accepted:
    """Return what a step would cause; nothing is written."""
    told, saying = told or Answers(), saying or Saying()
    file = door.load(desk, ref)
    door.must_be_current(file, saying.expected)
    command, _hidden = _step_command(desk, file, trigger, track, told, saying)
    return door.rehearse(desk, file, command)


def set_facts(desk: Desk, ref: str, told: Answers, saying: Saying | None = None) -> Done:
    """Answer questions, add categories."""
    saying = saying or Saying()
    file = door.load(desk, ref)
    open_facts, hidden = parted(desk, file.policy, file.snapshot.case_type, _cleaned(told.facts))
    command = SetFacts(
        **common(desk, file.snapshot, saying),
        facts=open_facts,
        said_by=line(told.said_by),
        categories=told.categories,
    )
    also = door.Also(first=_handing_over(desk, hidden))
    return door.carry_out(desk, file, command, expected=saying.expected, also=also)


def add_person(desk: Desk, ref: str, person: CasePerson, saying: Saying | None = None) -> Done:
    """Name a person in the case; who is a user and the person of concern loses sight of it."""
    saying = saying or Saying()
    file = door.load(desk, ref)
    named = _cleaned_person(desk, person)
    command = NamePerson(**common(desk, file.snapshot, saying), person=named)
    if named.role is PersonRole.PERSON_OF_CONCERN and named.user:
        remaining = _without(desk, file, named.user)
        return door.carry_out_excluding(desk, file, command, remaining, expected=saying.expected)
    return door.carry_out(desk, file, command, expected=saying.expected)


def add_note(desk: Desk, ref: str, words: str, saying: Saying | None = None) -> Done:
    """Add words to the record."""
    saying = saying or Saying()
    file = door.load(desk, ref)
    command = AddNote(**common(desk, file.snapshot, saying), words=words_of(words))
    return door.carry_out(desk, file, command, expected=saying.expected)


def add_incident(
    desk: Desk, ref: str, words: str, where: str = "", saying: Saying | None = None
) -> Done:
    """Record a further dated event in the world."""
    saying = saying or Saying()
    file = door.load(desk, ref)
    command = RecordIncident(
        **common(desk, file.snapshot, saying), words=words_of(words), where=line(where)
    )
    return door.carry_out(desk, file, command, expected=saying.expected)


def link(desk: Desk, ref: str, other: str, words: str = "", saying: Saying | None = None) -> Done:
    """Link another case that this person may see; nothing else passes from one to the other."""
    saying = saying or Saying()
    file = door.load(desk, ref)
    row = desk.cards.get(other)
    if row is None:
        raise door.no_such_case()
    if row.place is store.Place.SEALED and file.history.place is not row.place:
        raise Refused(
            "A case that is kept sealed is never named in another, so nothing was linked.",
            advice="Note in the sealed case what it has to do with this one.",
        )
    command = LinkCase(**common(desk, file.snapshot, saying), ref=row.ref, words=line(words))
    return door.carry_out(desk, file, command, expected=saying.expected)


def correct(desk: Desk, ref: str, entry: int, words: str, saying: Saying | None = None) -> Done:
    """Put new words beside an earlier entry; both stay to be read. Raises NotFound for no entry."""
    saying = saying or Saying()
    file = door.load(desk, ref)
    if not 1 <= entry <= file.snapshot.seq:
        raise NotFound(
            f"This case has no entry {entry}.", advice="casework export history numbers them."
        )
    command = CorrectEntry(**common(desk, file.snapshot, saying), seq=entry, words=words_of(words))
    return door.carry_out(desk, file, command, expected=saying.expected)


def undo(desk: Desk, ref: str, saying: Saying | None = None) -> Done:
    """Take the case's last entry back, within the undo time, by whoever wrote it."""
    saying = saying or Saying()
    file = door.load(desk, ref)
    command = UndoLast(
        **common(desk, file.snapshot, saying),
        window=desk.school(file.snapshot.school).undo_seconds,
        history=file.entries,
    )
    return door.carry_out(desk, file, command, expected=saying.expected)


def exclude(desk: Desk, ref: str, user: str, saying: Saying) -> Done:
    """Take all sight of the case from a user: new keys, wrapped to those who remain.

    For the headteacher, a senior leader or safeguarding; at least two people must remain who can
    open it.
    """
    desk.must_hold("headteacher", "senior-leader", "dsl")
    file = door.load(desk, ref)
    found = desk.session.directory.by_name(user)
    command = ExcludeUser(**common(desk, file.snapshot, saying), user=found.id)
    remaining = _without(desk, file, found.id)
    return door.carry_out_excluding(desk, file, command, remaining, expected=saying.expected)


def _without(desk: Desk, file: CaseFile, user: str) -> tuple[str, ...]:
    """Return who can still open the case; raises Refused where fewer than two would."""
    gone = file.snapshot.excluded | {user}
    remaining = tuple(u for u in store.holders(desk.session, file.case) if u not in gone)
    if len(remaining) < _FEWEST_HOLDERS:
        raise Refused(
            "Fewer than two people could still open the case, so nothing was changed.",
            advice="Let somebody else who may see it sign in first.",
        )
    return remaining


def parted(
    desk: Desk, policy: Policy, case_type: str, facts: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the answers for the history, and those that go to a sealed record alone.

    The history of a sealed case is such a record itself: there nothing is kept apart.
    Raises Refused where a sealed answer is of the wrong kind, or not this person's to give, and
    Conflict where nobody is there yet to keep it.
    """
    if _is_sealed(policy, case_type):
        return dict(facts), {}
    hidden = {n: v for n, v in facts.items() if n in policy.facts and policy.facts[n].sealed}
    wrong = [r for n, v in hidden.items() for r in wrong_answer(policy.facts[n], v, desk.actor)]
    if wrong:
        raise door.as_error(Refusal(kind=RefusalKind.INCOMPLETE, reasons=tuple(wrong)))
    if hidden and _SAFEGUARDING not in desk.session.directory.circles:
        raise Conflict(
            "Nobody from safeguarding has signed in yet, so nothing was kept.",
            advice="Tell them in person now, and ask one of them to sign in.",
        )
    return {n: v for n, v in facts.items() if n not in hidden}, hidden


def _handing_over(desk: Desk, hidden: Mapping[str, str]) -> Callable[[Accepted], None]:
    """Return what leaves a record for safeguarding alone: of sealed answers, of every pause begun.

    It is kept before the entry is, so that no crash loses it; a repeated command may leave two.
    It is left whatever the answer was, so that nothing tells one kind of case from another.
    Whoever is named in the case, or taken off it, is passed over; whoever left it cannot read it
    again.
    """

    def hand_over(accepted: Accepted) -> None:
        case = accepted.snapshot
        paused = any(isinstance(event, Paused) for event in accepted.entry.events)
        if not hidden and not (paused and _SAFEGUARDING in desk.session.directory.circles):
            return
        told = {"ref": case.ref, "answers": dict(hidden), "by": desk.session.name}
        payload = json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
        past = case.excluded | {person.user for person in case.people if person.user}
        for circle in (_SAFEGUARDING, "chair"):  # the chair, where all of safeguarding is named
            known = circle in desk.session.directory.circles
            if known and store.drop_past(desk.session, circle, payload, past=past, now=desk.now()):
                return
        raise Conflict(
            "Everybody who could keep this is named in the case, so nothing was kept.",
            advice="Ring the chair of governors, or the local authority, now.",
        )

    return hand_over


def _step_command(
    desk: Desk, file: CaseFile, trigger: str, track: str, told: Answers, saying: Saying
) -> tuple[TakeStep, dict[str, str]]:
    open_facts, hidden = parted(desk, file.policy, file.snapshot.case_type, _cleaned(told.facts))
    command = TakeStep(
        **common(desk, file.snapshot, saying),
        trigger=trigger,
        track=track,
        facts=open_facts,
        said_by=line(told.said_by),
        letters=letters.prepared(desk, file, trigger, track, open_facts, told.letter),
    )
    return command, hidden


def _is_sealed(policy: Policy, case_type: str) -> bool:
    found = policy.case_types.get(case_type)
    return found is not None and found.sealed


def _cleaned(facts: Mapping[str, str]) -> dict[str, str]:
    return {name: words_of(value) for name, value in facts.items()}


def _user_known_as(desk: Desk, name: str) -> str:
    """Return the user who signs in, or is known in cases, under exactly this name; else nothing."""
    plain = name.casefold()
    for user in desk.session.directory.users.values():
        if plain in (user.name.casefold(), desk.ledger.people.get(user.id, "").casefold()):
            return user.id
    return ""


def _cleaned_person(desk: Desk, person: CasePerson) -> CasePerson:
    name = line(person.name)
    if not name:
        raise UsageFault("A person needs a name.", advice="Use --person ROLE=NAME.")
    return CasePerson(
        number=0,
        role=person.role,
        name=name,
        user=person.user or _user_known_as(desk, name),
        about=line(person.about),
        address=words_of(person.address),
    )
