"""What a decision rests on, in sentences: for whoever decides, and for whoever only sees it wait.

One answer for every front end. Must not decide anything: who may, and what would follow, is worked
out by those who would do it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from casework.domain.dates import day_words, instant_words
from casework.domain.events import NoteAdded
from casework.domain.fold import undone
from casework.domain.people import ROLE_WORDS, PersonRole, part_words
from casework.domain.spelling import spelt
from casework.errors import CaseworkError
from casework.office import capacities, duework, letterparties, outcomes
from casework.office.deciders import deciders, deciding_roles
from casework.text import in_words, plural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from casework.domain.case import Approval, Evidence
    from casework.office.desk import Desk
    from casework.office.door import CaseFile
    from casework.policy.decision import Accepted
    from casework.policy.model import Fact

#: A reason that stands in for the one to come, where a no is only tried out.
REHEARSED: Final = "–"
DANGER: Final = "Ring 999 first. Record it here afterwards."
_QUESTION: Final = re.compile(
    r"\AQuestion about decision (?P<number>\d+): (?P<words>.*)\Z", re.DOTALL
)
#: The named values of a request that are no answers to questions.
_NO_FACTS: Final = frozenset({"categories", "step"})
_SHEET: Final = (("platform", ""), ("account", "by "), ("visible-to", "seen by "))


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class About:
    """What a decision rests on. Each part is sentences, and empty where there is nothing to say.

    ``yes`` and ``no`` are what either answer would cause; ``may`` says whether this person decides
    it and why or why not; ``instead`` are the names of those who do, where they do not.
    """

    asked: str
    reason: str
    before: tuple[str, ...]
    posted: tuple[str, ...]
    ticked: tuple[str, ...]
    not_ticked: tuple[str, ...]
    earlier: tuple[str, ...]
    hats: tuple[str, ...]
    danger: str
    signs: str
    yes: tuple[str, ...]
    no: tuple[str, ...]
    back: str
    questions: tuple[str, ...]
    yours: bool
    may: str
    instead: tuple[str, ...]


def about(
    desk: Desk,
    file: CaseFile,
    approval: Approval,
    would: Callable[..., Accepted],
    *,
    yours: bool,
) -> About:
    """Return what a request rests on; ``would`` tries an answer out and writes nothing."""
    asker = _name(desk, approval.asked_by)
    ticked, not_ticked = _grounds(file, approval)
    yes, refused = _tried(file, would, granted=True)
    no, _also = _tried(file, would, granted=False)
    return About(
        asked=f"{_asker(desk, file, approval)} asks ({instant_words(approval.asked_at)}).",
        reason=approval.reason,
        before=tuple(_before(desk, file, approval)),
        posted=tuple(_posted(file)),
        ticked=ticked,
        not_ticked=not_ticked,
        earlier=tuple(_earlier(file)),
        hats=tuple(_hats(file)),
        danger=DANGER,
        signs=_signs(desk, file, approval),
        yes=yes,
        no=no,
        back=f"Your question goes to {asker}. The time limits keep running.",
        questions=tuple(_questions(file, approval)),
        yours=yours,
        may=_may(refused, yours=yours),
        instead=() if yours else _instead(desk, file, approval),
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Part:
    """A heading and its sentences, as every front end says them."""

    title: str
    lines: tuple[str, ...]


def parts(told: About) -> tuple[Part, ...]:
    """Return everything a decision rests on, in the order in which it is read."""
    found = (
        ("Asked", (told.asked, *((f"Because: {told.reason}",) if told.reason else ()))),
        ("By when", told.before),
        ("What was posted", told.posted),
        ("Ticked", told.ticked),
        ("Not ticked", told.not_ticked),
        ("Before this", told.earlier),
        ("Two hats", told.hats),
        ("Danger now?", (told.danger,)),
        ("Signs", (told.signs,) if told.signs else ()),
        ("Sent back", told.questions),
        ("If you say yes", told.yes),
        ("If you say no", told.no and (*told.no, "Needs your reason; kept in the history.")),
        ("Send back", (told.back,) if told.yours else ()),
        ("Who decides", (told.may, *_named(told.instead))),
    )
    return tuple(Part(title=title, lines=lines) for title, lines in found if lines)


def _named(instead: tuple[str, ...]) -> tuple[str, ...]:
    if not instead:
        return ()
    return (f"{in_words([*instead], 'or')} decides it instead.",)


# --- who asks, and by when ------------------------------------------------------------------------


def _asker(desk: Desk, file: CaseFile, approval: Approval) -> str:
    roles = desk.ledger.roles_at(approval.asked_by, file.snapshot.school)
    known = [ROLE_WORDS[role] for role in sorted(roles) if role in ROLE_WORDS]
    return ", ".join([_name(desk, approval.asked_by), *known])


def _name(desk: Desk, user: str) -> str:
    found = desk.session.directory.users.get(user)
    return letterparties.name_in_cases(desk, user) or (found.name if found else "somebody gone")


def _before(desk: Desk, file: CaseFile, approval: Approval) -> Iterator[str]:
    """Yield the earliest limit of what is to be decided; another action's is no matter of it."""
    limits = file.policy.case_types[file.snapshot.case_type].deadlines
    own = {name for name, limit in limits.items() if limit.track == approval.track}
    rows = [row for row in duework.of_case(desk, file) if row.due_at and row.name in own]
    for row in sorted(rows, key=lambda one: one.due_at)[:1]:
        yield f"{row.title}: {row.words}."


# --- what it is about -----------------------------------------------------------------------------


def _posted(file: CaseFile) -> Iterator[str]:
    """Yield what was posted, as the sheets say it; else as the incidents and the summary do."""
    sheets = [item for item in file.snapshot.evidence if item.captured]
    if sheets:
        yield from (_sheet(item) for item in sheets)
    elif file.snapshot.incidents:
        for one in file.snapshot.incidents:
            yield ", ".join(part for part in (one.words, one.where) if part)
    elif file.snapshot.summary:
        yield file.snapshot.summary


def _sheet(item: Evidence) -> str:
    sheet = item.sheet
    when = day_words(date.fromisoformat(sheet["seen-on"])) if sheet.get("seen-on") else ""
    around = (f"{before}{sheet[name]}" for name, before in _SHEET if sheet.get(name))
    where = ", ".join(part for part in (*around, when) if part)
    return f"{where}: {sheet.get('what', '')}" if where else sheet.get("what", "")


def _grounds(file: CaseFile, approval: Approval) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the answers the decision rests on: what was ticked, and what was not."""
    ticked, not_ticked = [], []
    for name, value in approval.facts.items():
        fact = file.policy.facts.get(name)
        if fact is None or name in _NO_FACTS or not value:
            continue
        if value == "no":
            not_ticked.append(_asked(fact))
        elif fact.choices:
            ticked.append(f"{_asked(fact)} {_worded(value)}")
            not_ticked += [_worded(one) for one in fact.choices if one != value]
        else:
            ticked.append(_asked(fact) if value == "yes" else f"{_asked(fact)} {_worded(value)}")
    return (*_categories(file), *ticked), tuple(not_ticked)


def _categories(file: CaseFile) -> Iterator[str]:
    for claim in file.snapshot.categories:
        known = file.policy.categories.get(claim.code)
        target = f", {_worded(claim.target)}" if claim.target else ""
        yield f"{known.title if known else claim.code}{target}"


def _asked(fact: Fact) -> str:
    return fact.ask.strip()


def _worded(value: str) -> str:
    return "not known" if value == "unknown" else spelt(value)


def _earlier(file: CaseFile) -> Iterator[str]:
    """Yield what came before: how many incidents, which actions were begun, which letters went."""
    case = file.snapshot
    count = len(case.incidents) or len([item for item in case.evidence if item.captured])
    yield "First post on record." if count < 2 else f"{plural(count, 'incident')} on record."
    kind = file.policy.case_types[case.case_type]
    begun = [
        f"{track.title}: {track.states[case.state(track.name)].title}."
        for track in kind.tracks.values()
        if not track.spine and case.state(track.name) != track.initial
    ]
    yield from begun or ["No action was begun before."]
    sent = [letter for letter in case.letters.values() if letter.serial]
    yield from (f"Letter {one.serial}, {one.title}: {one.state}." for one in sent)
    if not sent:
        yield "No letter went out."


def _hats(file: CaseFile) -> Iterator[str]:
    """Yield whoever stands in the case in more than one capacity, and on which to decide."""
    parts = {part_words(role) for role in PersonRole}
    for name, hats in capacities.several_capacities(file.snapshot.people).items():
        posts = [hat for hat in hats if hat not in parts] or list(hats)
        both = "both " if len(posts) == 2 else ""
        yield f"{name} is {both}{in_words(posts)}."
        yield f"Decide on what they did as {posts[0]}."
        if any("governor" in hat for hat in hats):
            yield "A governor’s conduct goes to the chair: it is not in this policy."


def _signs(desk: Desk, file: CaseFile, approval: Approval) -> str:
    if not approval.letter:
        return ""
    letter = file.snapshot.letters[approval.letter]
    who = letterparties.signing(desk, file, letter.values)
    return ", ".join(part for part in (who.name, who.role) if part)


# --- what either answer would do, and who gives it ------------------------------------------------


def _tried(
    file: CaseFile, would: Callable[..., Accepted], *, granted: bool
) -> tuple[tuple[str, ...], str]:
    """Return what an answer would cause, in lines; or nothing, and why it is refused."""
    try:
        accepted = would(granted=granted)
    except CaseworkError as fault:
        return (), " ".join(dict.fromkeys((fault.message, *fault.reasons)))
    lines = [line.rstrip(".") + "." for line in outcomes.caused_lines(file.policy, accepted)]
    return tuple(lines), ""


def _may(refused: str, *, yours: bool) -> str:
    if yours and not refused:
        return "You may decide this: you did not ask for it and are not part of the case."
    if yours:
        return f"You decide this, but you cannot say yes now. {refused}"
    return f"This is not yours to decide. {refused}".strip()


def _instead(desk: Desk, file: CaseFile, approval: Approval) -> tuple[str, ...]:
    """Return who decides in this person's stead, by name and role."""
    roles = deciding_roles(desk, file.policy, file.snapshot, approval)
    found = deciders(desk, file.snapshot, approval, roles)
    school = file.snapshot.school
    return tuple(_with_roles(desk, user, roles, school) for user in found)


def _with_roles(desk: Desk, user: str, roles: frozenset[str], school: str) -> str:
    held = sorted(desk.ledger.roles_at(user, school) & roles)
    posts = in_words(ROLE_WORDS.get(role, role) for role in held)
    return f"{_name(desk, user)} ({posts})" if posts else _name(desk, user)


# --- questions sent back --------------------------------------------------------------------------


def question_words(number: int, question: str) -> str:
    """Return the note that puts a question to whoever asked for a decision."""
    return f"Question about decision {number}: {question}"


def _questions(file: CaseFile, approval: Approval) -> Iterator[str]:
    """Yield each question that was sent back, and the notes written since: they may answer it."""
    gone, since = undone(file.entries), False
    for entry in file.entries:
        if entry.seq in gone or entry.seq <= approval.seq:
            continue
        for event in entry.events:
            if not isinstance(event, NoteAdded):
                continue
            found = _QUESTION.match(event.words)
            mine = found is not None and int(found["number"]) == approval.number
            since = since or mine
            said = found["words"] if found and mine else event.words
            if since:
                verb = "asks" if mine else "notes"
                yield f"{entry.actor.name} {verb} ({instant_words(entry.at)}): {said}"
