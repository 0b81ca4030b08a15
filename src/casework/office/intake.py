"""Taking something in: a call in a minute, a case opened in the policy's words, who is typing.

It says which kind of case a person opens and what the policy asks of them before the first
sorting. Must not know a form, nor decide a step.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple, dataclass, field
from typing import TYPE_CHECKING, Final

from casework.domain.case import Pause, TrackState
from casework.domain.events import NoteAdded
from casework.domain.facts import Fact as FactAsGiven
from casework.domain.people import CasePerson, PersonRole
from casework.errors import NotPermitted, UsageFault
from casework.office import capacities, cases
from casework.office.cases import Answers, NewCase
from casework.office.saying import Saying, line, words
from casework.policy.conditions import facts_read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from casework.domain.case import DeadlineState, Evidence, Incident, LetterState
    from casework.domain.dates import Happened
    from casework.domain.events import Entry
    from casework.domain.facts import CategoryClaim
    from casework.office.desk import Desk
    from casework.office.door import Done
    from casework.policy.model import CaseType, Category, Fact, Policy, Transition

#: What whoever types is to it: the answer, the role they then have in the case, and in words.
IN_GROUP, RELATED, NAMED, NONE = "in-group", "related", "named", "none"
_STANDS: Final = {
    IN_GROUP: (PersonRole.WITNESS, "is in the group where it stands"),
    RELATED: (PersonRole.FAMILY_OF, "is related to somebody in it"),
    NAMED: (PersonRole.TARGET, "is named in it"),
}
_BARRED: Final = (
    "You decide nothing in this case, whatever your role: somebody else does.",
    "The headteacher, a senior leader or safeguarding can take all sight of it from you.",
)
#: How the note of a call begins.
_CALL: Final = "A call"
#: A list shows so much of what a case is about; all of it is in the case.
_SUMMARY: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Call:
    """A telephone call as it was typed while it was going on; ``ref`` where a case has it already.

    ``typist`` is what whoever types is to it: ``IN_GROUP``, ``RELATED``, ``NAMED`` or ``NONE``.
    """

    what: str
    typist: str
    danger: bool = False
    caller: str = ""
    number: str = ""
    where: str = ""
    promised: str = ""
    ref: str = ""
    began: Happened | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Report:
    """A new case as somebody answered the questions; ``facts`` are the policy's own answers.

    ``people`` are those named in it, whoever types left out; ``source`` is who passed it on.
    """

    what: str
    typist: str
    source: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    categories: tuple[CategoryClaim, ...] = ()
    people: tuple[CasePerson, ...] = ()
    said_by: str = ""
    happened: Happened | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of case that somebody may open, under one of their school's policies."""

    policy: Policy
    case_type: CaseType
    school: str


# --- which kind of case ---------------------------------------------------------------------------


def kinds(desk: Desk) -> tuple[Kind, ...]:
    """Return the kinds of case this person opens, as their school's policies list them."""
    school = desk.school_slug("")
    roles = capacities.roles_today(desk, desk.session.user, school)
    names = sorted(policy for of, policy in desk.ledger.adoptions if of == school)
    policies = (desk.policy_in_force(school, name) for name in names)
    return tuple(
        Kind(policy=policy, case_type=kind, school=school)
        for policy in policies
        for kind in policy.case_types.values()
        if not kind.opens_at and roles & kind.opened_by and _may_seal(desk, kind)
    )


def _may_seal(desk: Desk, kind: CaseType) -> bool:
    return not kind.sealed or desk.session.opens_sealed


def usual(desk: Desk) -> Kind:
    """Return the kind of case that a call becomes: the first ordinary one of the first policy.

    Raises NotPermitted where this person opens none.
    """
    found = next((kind for kind in kinds(desk) if not kind.case_type.sealed), None)
    if found is None:
        raise NotPermitted(
            "Your role does not open cases, so nothing was kept here.",
            advice="Tell the office, or hand in a concern (C), which is open to everybody.",
        )
    return found


def asked_first(desk: Desk, kind: Kind) -> tuple[Fact, ...]:
    """Return the policy's own questions before the first sorting, in the policy's own order.

    Whoever sorts such cases is asked all that sorting and taking up ask; anybody else what can be
    said without judging it, and what has to be known before anyone talks to the author.
    """
    policy, case_type = kind.policy, kind.case_type
    roles = capacities.roles_today(desk, desk.session.user, kind.school)
    wanted: set[str] = set()
    for step in _first_steps(case_type):
        own = bool(step.roles & roles)
        wanted |= {n for n in (*step.asks, *step.asks_sealed) if own or _is_plain(policy, n)}
    wanted |= before_contact(case_type)
    return tuple(
        fact
        for name, fact in policy.facts.items()
        if name in wanted and not fact.setting and (not fact.roles or fact.roles & roles)
    )


def _first_steps(case_type: CaseType) -> Iterator[Transition]:
    """Yield the spine's steps from where a case begins, and from where those lead to."""
    spine = case_type.tracks[case_type.spine]
    first = [step for step in spine.transitions if step.source == spine.initial]
    onward = {step.dest for step in first} - {spine.initial, *spine.finals}
    for step in spine.transitions:
        early = step.source == spine.initial or step.source in onward
        if early and step.dest not in spine.finals and not (step.danger or step.closes):
            yield step


def _is_plain(policy: Policy, name: str) -> bool:
    """Tell whether a question asks for what is there, not for a finding."""
    return policy.facts[name].type not in {"yes-no", "yes-no-unknown"}


def before_contact(case_type: CaseType) -> frozenset[str]:
    """Return the questions on which it hangs whether anyone may talk to the author."""
    return facts_read(case_type.pause.when.test) if case_type.pause else frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answered:
    """A case of which nothing is known yet but some answers: as the policy's conditions read it."""

    facts: Mapping[str, FactAsGiven]
    categories: tuple[CategoryClaim, ...]
    tracks: Mapping[str, TrackState]
    people: tuple[CasePerson, ...] = ()
    incidents: tuple[Incident, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    deadlines: Mapping[str, DeadlineState] = field(default_factory=dict)
    letters: Mapping[int, LetterState] = field(default_factory=dict)
    pause: Pause = Pause.NONE


def pauses(kind: Kind, facts: Mapping[str, str], claims: tuple[CategoryClaim, ...] = ()) -> bool:
    """Tell whether contact with the author will wait for safeguarding, by these answers."""
    pause = kind.case_type.pause
    if pause is None:
        return False
    given = {
        name: FactAsGiven(value=value, said_by="", by="", seq=0) for name, value in facts.items()
    }
    tracks = {
        track.name: TrackState(state=track.initial, been=frozenset({track.initial}))
        for track in kind.case_type.tracks.values()
    }
    return pause.when.holds(_Answered(facts=given, categories=claims, tracks=tracks))


# --- who is typing --------------------------------------------------------------------------------


def typist_told(typist: str) -> tuple[str, ...]:
    """Return what follows for whoever types, in sentences, before anything is kept."""
    if typist not in _STANDS:
        return ()
    _role, stands = _STANDS[typist]
    return (f"It is written down that whoever took this in {stands}.", *_BARRED)


def _typist(desk: Desk, typist: str) -> tuple[CasePerson, ...]:
    """Return whoever types as a person of the case: then the rules on who decides know of it."""
    if typist == NONE:
        return ()
    if typist not in _STANDS:
        raise UsageFault(
            "Are you in the group, related to somebody, or named in it yourself?",
            advice="Say which, or that you are none of these.",
        )
    role, stands = _STANDS[typist]
    user = desk.session.user
    name = desk.ledger.people.get(user) or desk.session.name
    return (CasePerson(number=0, role=role, name=name, user=user, about=f"took it in; {stands}"),)


# --- a call ---------------------------------------------------------------------------------------


def keep_call(desk: Desk, call: Call, mark: str) -> Done:
    """Keep a call: a case as received, or a note in one that is there; the same ``mark``, once.

    Raises UsageFault where it says nothing, NotPermitted where this person opens no case.
    """
    said = words(call.what)
    if not said:
        raise UsageFault("What did the caller say?", advice="Write down what it is about.")
    typist = _typist(desk, call.typist)
    key = key_of("call", mark, astuple(call))
    if call.ref:
        return _noted(desk, call, typist, key)
    kind = usual(desk)
    caller = (_person(PersonRole.REPORTER, call.caller),) if line(call.caller) else ()
    new = NewCase(
        case_type=kind.case_type.name,
        policy=kind.policy.name,
        school=kind.school,
        summary=short(said),
        people=(*caller, *typist),
    )
    opened = cases.open_case(desk, new, Answers(), Saying(key=key, happened=call.began))
    note = Saying(key=f"{key} words", happened=call.began)
    return cases.add_note(desk, opened.ref, call_words(call), note)


def _noted(desk: Desk, call: Call, typist: tuple[CasePerson, ...], key: str) -> Done:
    saying = Saying(key=key, happened=call.began)
    done = cases.add_note(desk, call.ref, call_words(call), saying)
    here = {(one.user, one.role) for one in done.snapshot.people}
    for person in typist:
        if (person.user, person.role) not in here:
            done = cases.add_person(desk, call.ref, person, Saying(key=f"{key} typist"))
    return done


def call_words(call: Call) -> str:
    """Return a call as it stands in the record: what was said, by whom, what was promised."""
    typist = _STANDS.get(call.typist)
    told = (
        (_CALL, ""),
        ("Caller", line(call.caller) or "gave no name"),
        ("Number", line(call.number)),
        ("What", words(call.what)),
        ("Where", line(call.where)),
        ("Anyone in danger", "yes, 999 to be rung first" if call.danger else "no"),
        ("Promised", line(call.promised) or "nothing"),
        ("Whoever took the call", typist[1] if typist else ""),
    )
    return "\n".join(
        f"{name}: {value}" if value else name for name, value in told if _tells(name, value)
    )


def where_told(entries: Iterable[Entry]) -> str:
    """Return where it stands, as the first call in a case told; empty where none did."""
    notes = (e.words for entry in entries for e in entry.events if isinstance(e, NoteAdded))
    call = next((words for words in notes if words.startswith(f"{_CALL}\n")), "")
    told = [line for line in call.split("\n") if line.startswith("Where: ")]
    return told[-1].removeprefix("Where: ") if told else ""  # what was said stands before it


def _tells(name: str, value: str) -> bool:
    return bool(value) or name == _CALL


# --- a new case -----------------------------------------------------------------------------------


def open_report(desk: Desk, kind: Kind, report: Report, mark: str) -> Done:
    """Open a case in the policy's words, as ``cases.open_case`` does; the same ``mark``, once.

    Answers kept apart go to safeguarding alone, and a pause begins where the policy has one.
    """
    said = words(report.what)
    if not said:
        raise UsageFault("What happened?", advice="Write down what was seen or told.")
    key = key_of("new", mark, astuple(report))
    new = NewCase(
        case_type=kind.case_type.name,
        policy=kind.policy.name,
        school=kind.school,
        summary=short(said),
        people=(*report.people, *source_of(report), *_typist(desk, report.typist)),
    )
    told = Answers(facts=report.facts, said_by=report.said_by, categories=report.categories)
    opened = cases.open_case(desk, new, told, Saying(key=key, happened=report.happened))
    if said == short(said):
        return opened
    return cases.add_note(desk, opened.ref, said, Saying(key=f"{key} words"))


def source_of(report: Report) -> tuple[CasePerson, ...]:
    """Return who passed it on, as a person of the case, where somebody did."""
    return (_person(PersonRole.SOURCE, report.source),) if line(report.source) else ()


def complaints_route(desk: Desk, kind: Kind, claims: tuple[CategoryClaim, ...]) -> str:
    """Return how to complain, in a sentence, where it is a complaint; else nothing."""
    known = (kind.policy.categories.get(claim.code) for claim in claims)
    if not any(one is not None and one.routes == "complaints" for one in known):
        return ""
    route = desk.school(kind.school).complaints_route
    if not route:
        return "It is a complaint: tell them how to complain. The school has not said where yet."
    return f"It is a complaint: tell them how to complain, by {route}."


def categories(kind: Kind) -> tuple[Category, ...]:
    """Return the policy's categories in its own order."""
    return tuple(kind.policy.categories.values())


def short(said: str) -> str:
    """Return the first line of what was said, as lists show it."""
    first = line(said.split("\n", 1)[0])
    return first if len(first) <= _SUMMARY else f"{first[: _SUMMARY - 1].rstrip()}…"


def _person(role: PersonRole, name: str) -> CasePerson:
    return CasePerson(number=0, role=role, name=line(name))


def key_of(what: str, mark: str, said: object) -> str:
    """Return the key of one form as it was filled in: the same again is not done twice."""
    content = json.dumps(said, default=str, sort_keys=True, ensure_ascii=False)
    return f"{what} {mark} {hashlib.sha256(content.encode()).hexdigest()[:16]}"
