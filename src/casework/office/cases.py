"""Opening cases and taking steps: what the office does all day. Must not know SQL or paper.

Each function asks the write door; what the policy refuses comes back as an error in sentences.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from casework import store
from casework.domain.commands import (
    AddNote,
    AdmitUser,
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
from casework.domain.events import CLOCK
from casework.domain.people import CasePerson, PersonRole
from casework.errors import NotFound, NotPermitted, Refused, UsageFault
from casework.office import capacities, door, effects, laws, lawtimes, letters, records
from casework.office.letterbox import handing_over, parted
from casework.office.saying import Saying, common, common_at_opening, line
from casework.office.saying import words as words_of
from casework.office.withdrawals import FEWEST_HOLDERS, remaining_without
from casework.policy.naming import known_as
from casework.policy.pausing import RELEASE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casework.domain.facts import CategoryClaim
    from casework.domain.people import Actor
    from casework.office.desk import Desk
    from casework.office.door import CaseFile, Done
    from casework.policy.decision import Accepted
    from casework.policy.model import Policy


#: Who takes somebody off a case (*default*).
_EXCLUDES = frozenset({"headteacher", "senior-leader", "dsl", capacities.CASE_MANAGER})


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
    desk.must_belong(school)
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
    people = tuple(_cleaned_person(desk, person) for person in new.people)
    said = common_at_opening(desk, school, policy, people, saying, key)
    told_facts = _cleaned(told.facts)
    open_facts, hidden = parted(desk, policy, new.case_type, school, said["actor"], told_facts)
    command = OpenCase(
        **said,
        ref=drawn.ref,
        case_type=new.case_type,
        school=school,
        summary=line(new.summary),
        facts=open_facts,
        said_by=line(told.said_by),
        categories=told.categories,
        people=people,
    )
    return door.begin(desk, policy, command, drawn, handing_over(desk, hidden))


def take_step(
    desk: Desk,
    ref: str,
    trigger: str,
    track: str = "",
    told: Answers | None = None,
    saying: Saying | None = None,
) -> Done:
    """Take a step of the policy, or ask for the decision it needs.

    Raises UsageFault for a step of the law's own file that is only a part of what has to be done.
    """
    file = door.load(desk, ref)
    laws.must_stand_alone(desk, file.snapshot.digest, trigger)
    _must_be_time(desk, file, trigger, told)
    return take_part(desk, file, trigger, track, told, saying)


def _must_be_time(desk: Desk, file: CaseFile, trigger: str, told: Answers | None) -> None:
    lawtimes.must_be_time(desk, file.snapshot, trigger, told.facts if told else {})


def take_part(
    desk: Desk,
    file: CaseFile,
    trigger: str,
    track: str = "",
    told: Answers | None = None,
    saying: Saying | None = None,
) -> Done:
    """Take a step for whoever does all that goes with it."""
    told, saying = told or Answers(), saying or Saying()
    command, hidden = _step_command(desk, file, trigger, track, told, saying)
    pause = file.policy.case_types[file.snapshot.case_type].pause
    circle = ""
    if pause and trigger == RELEASE:
        circle = desk.ledger.circle(pause.circle, file.snapshot.school)
    if circle:
        door.rehearse(desk, file, command)  # what the policy refuses is said before anything else
        records.let_go_on(desk, file.snapshot)
    also = door.Also(circle=circle, first=handing_over(desk, hidden))
    return door.carry_out(desk, file, command, expected=saying.expected, also=also)


def rehearse_step(
    desk: Desk,
    ref: str,
    trigger: str,
    track: str = "",
    told: Answers | None = None,
    saying: Saying | None = None,
) -> Accepted:
    """Return what a step would cause; nothing is written.

    Raises UsageFault for a step of the law's own file that is only a part of what has to be done.
    """
    file = door.load(desk, ref)
    laws.must_stand_alone(desk, file.snapshot.digest, trigger)
    _must_be_time(desk, file, trigger, told)
    return rehearse_part(desk, file, trigger, track, told, saying)


def rehearse_part(
    desk: Desk,
    file: CaseFile,
    trigger: str,
    track: str = "",
    told: Answers | None = None,
    saying: Saying | None = None,
) -> Accepted:
    """Return what a step would cause, for whoever does all that goes with it."""
    told, saying = told or Answers(), saying or Saying()
    door.must_be_current(file, saying.expected)
    command, _hidden = _step_command(desk, file, trigger, track, told, saying)
    return door.rehearse(desk, file, command)


def set_facts(desk: Desk, ref: str, told: Answers, saying: Saying | None = None) -> Done:
    """Answer questions, add categories. What goes to a sealed record alone leaves no entry here."""
    saying = saying or Saying()
    file = door.load(desk, ref)
    said = common(desk, file.snapshot, saying)
    open_facts, hidden = _parted(desk, file, said["actor"], told)
    command = SetFacts(
        **said,
        facts=open_facts,
        said_by=line(told.said_by),
        categories=told.categories,
    )
    also = door.Also(first=handing_over(desk, hidden))
    if hidden and not (open_facts or told.categories):
        return _left_alone(desk, file, command, also)
    return door.carry_out(desk, file, command, expected=saying.expected, also=also)


def _left_alone(desk: Desk, file: CaseFile, command: SetFacts, also: door.Also) -> Done:
    desk.must_write()
    accepted = door.rehearse(desk, file, command)
    if also.first:
        also.first(accepted)
    return door.Done(
        ref=file.snapshot.ref,
        revision=file.revision,
        entry=None,
        snapshot=file.snapshot,
        head=file.head,
    )


def add_person(
    desk: Desk,
    ref: str,
    person: CasePerson,
    saying: Saying | None = None,
    *,
    somebody_else: bool = False,
) -> Done:
    """Name a person in the case; who is a user and the person of concern loses sight of it.

    A name that is known in the case means the same person, unless it is ``somebody_else``.
    """
    saying = saying or Saying()
    file = door.load(desk, ref)
    named = _cleaned_person(desk, person)
    if not named.user and not somebody_else:
        users = {one.user for one in known_as(file.snapshot.people, named)} - {""}
        named = replace(named, user=users.pop()) if len(users) == 1 else named
    command = NamePerson(
        **common(desk, file.snapshot, saying), person=named, somebody_else=somebody_else
    )
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
    last = next(entry for entry in reversed(file.entries) if entry.actor != CLOCK)
    laws.must_stay(desk, file.snapshot.digest, last)
    also = door.Also(stopped=effects.of_entry(desk, file.case, last.seq))
    return door.carry_out(desk, file, command, expected=saying.expected, also=also)


def exclude(desk: Desk, ref: str, user: str, saying: Saying) -> Done:
    """Take all sight of the case from a user: new keys, wrapped to those who remain.

    For the headteacher, a senior leader or safeguarding; at least two people must remain who can
    open it.
    """
    file = door.load(desk, ref)
    if capacities.actor_in(desk, file.snapshot).roles.isdisjoint(_EXCLUDES):
        desk.must_hold_at(file.snapshot.school, *sorted(_EXCLUDES))
    found = desk.session.directory.by_name(user)
    command = ExcludeUser(**common(desk, file.snapshot, saying), user=found.id)
    remaining = _without(desk, file, found.id)
    return door.carry_out_excluding(desk, file, command, remaining, expected=saying.expected)


def may_exclude(desk: Desk, ref: str) -> bool:
    """Tell whether this person may take somebody off a case. Raises NotFound."""
    actor = capacities.actor_in(desk, door.load(desk, ref).snapshot)
    return not actor.roles.isdisjoint(_EXCLUDES)


def admit(desk: Desk, ref: str, user: str, saying: Saying) -> Done:
    """Let one more user see the case, with the reason: by whoever holds it already.

    For a colleague asked to help with this case alone, a successor, or where its holders cannot be
    reached and the glass is broken. Nobody who was taken off it, or whom it is about, is let in. A
    sealed case is opened to those alone whose role may open such cases.
    """
    file = door.load(desk, ref)
    found = desk.session.directory.by_name(user)
    if file.history.place is store.Place.SEALED and not found.opens_sealed:
        raise NotPermitted(
            "The role of this user does not open cases of this type.",
            advice="Choose somebody from safeguarding, or the chair.",
        )
    command = AdmitUser(**common(desk, file.snapshot, saying), user=found.id)
    return door.carry_out(desk, file, command, expected=saying.expected)


def _without(desk: Desk, file: CaseFile, user: str) -> tuple[str, ...]:
    """Return who can still open the case; raises Refused where fewer than two would."""
    remaining = remaining_without(desk, file, user)
    if len(remaining) < FEWEST_HOLDERS:
        raise Refused(
            "Fewer than two people could still open the case, so nothing was changed.",
            advice="Let somebody else who may see it sign in first.",
        )
    return remaining


def _step_command(
    desk: Desk, file: CaseFile, trigger: str, track: str, told: Answers, saying: Saying
) -> tuple[TakeStep, dict[str, str]]:
    said = common(desk, file.snapshot, saying)
    open_facts, hidden = _parted(desk, file, said["actor"], told)
    command = TakeStep(
        **said,
        trigger=trigger,
        track=track,
        facts=open_facts,
        said_by=line(told.said_by),
        letters=letters.prepared(desk, file, trigger, track, open_facts, told.letter),
        sealed_given=frozenset(hidden),
    )
    return command, hidden


def _parted(
    desk: Desk, file: CaseFile, actor: Actor, told: Answers
) -> tuple[dict[str, str], dict[str, str]]:
    kind, school = file.snapshot.case_type, file.snapshot.school
    return parted(desk, file.policy, kind, school, actor, _cleaned(told.facts))


def _is_sealed(policy: Policy, case_type: str) -> bool:
    found = policy.case_types.get(case_type)
    return found is not None and found.sealed


def _cleaned(facts: Mapping[str, str]) -> dict[str, str]:
    return {name: words_of(value) for name, value in facts.items()}


def _cleaned_person(desk: Desk, person: CasePerson) -> CasePerson:
    name = line(person.name)
    if not name:
        raise UsageFault("A person needs a name.", advice="Use --person ROLE=NAME.")
    return CasePerson(
        number=0,
        role=person.role,
        name=name,
        user=person.user or desk.user_known_as(name),
        about=line(person.about),
        address=words_of(person.address),
    )
