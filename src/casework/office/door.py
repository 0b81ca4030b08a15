"""The one write door: load, decide, append in one transaction. Nothing else writes to a case.

A command is decided by the policy's engine against the case as it stands; what it causes is one
entry, the card after it, and the limit rows that differ. The store refuses what was based on a
state that is no longer true.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from casework import store
from casework.domain.events import clock_entry
from casework.domain.fold import fold
from casework.domain.refusals import Refusal, RefusalKind
from casework.domain.written import read_entry
from casework.errors import CaseworkError, Conflict, Damaged, NotFound, NotPermitted, Refused
from casework.office.capacities import case_managers
from casework.office.deciders import stand_ins
from casework.office.doings import WAS
from casework.office.repeats import content_of
from casework.office.steps import made_of
from casework.policy.engine import open_case, step
from casework.text import plural

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.domain.case import Snapshot
    from casework.domain.commands import Command, OpenCase
    from casework.domain.events import Entry
    from casework.office.desk import Desk
    from casework.policy.decision import Accepted
    from casework.policy.model import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """A case, opened: its place in the book, every entry, how it stands, the policy it goes by."""

    case: str
    revision: int
    head: str
    entries: tuple[Entry, ...]
    snapshot: Snapshot
    policy: Policy
    history: store.History

    def __repr__(self) -> str:
        return f"CaseFile(revision={self.revision})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Also:
    """What goes into a command's own transaction: stored items, log entries, another signature."""

    blobs: tuple[store.Blob, ...] = ()
    custody: tuple[bytes, ...] = ()
    access: tuple[bytes, ...] = ()
    circle: str = ""
    first: Callable[[Accepted], None] | None = None  # what must be kept before the entry is
    stopped: tuple[str, ...] = ()  # effects that waited and shall not happen
    settled: tuple[str, ...] = ()  # effects of which it is known now how they ended
    effects: tuple[store.Effect, ...] = ()  # what waits from now on, beside what the step tells


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a command did. ``replayed``: it had been done before; nothing new happened."""

    ref: str
    revision: int
    entry: Entry | None
    snapshot: Snapshot
    head: str
    replayed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """The case that was opened last, and its card as it was then."""

    row: store.CardRow
    file: CaseFile

    def __repr__(self) -> str:
        return "_Opened()"


#: Where a desk keeps it.
_OPENED = "case opened last"


def load(desk: Desk, ref: str) -> CaseFile:
    """Return the case. Raises NotFound in the same words whether it is hidden or never was."""
    row = desk.cards.get(ref)
    if row is None:
        raise store.answer_to(desk.session, ref) or no_such_case()
    kept = desk.kept.get(_OPENED)
    if isinstance(kept, _Opened) and kept.row is row:
        return kept.file
    found = _Opened(row=row, file=load_by_id(desk, row.case))
    desk.kept[_OPENED] = found  # a screen asks several times; whatever is written brings a new row
    return found.file


def load_by_id(desk: Desk, case: str) -> CaseFile:
    """Return the case with this id, verified entry by entry."""
    history = store.read_case(desk.session, case)
    entries = tuple(_entry(record) for record in history.entries)
    snapshot = fold(entries)
    return CaseFile(
        case=case,
        revision=history.revision,
        head=history.head,
        entries=entries,
        snapshot=snapshot,
        policy=desk.policy(snapshot.digest),
        history=history,
    )


def no_such_case() -> NotFound:
    """Return the one answer for a case that is not there, or not for this person."""
    return NotFound(
        "There is no case with that reference.",
        advice="casework case list shows the cases you may see.",
    )


def damaged_item() -> Damaged:
    """Return the error for a stored letter or item that is not what was stored."""
    return Damaged(
        "A stored paper of this case is not what was issued.",
        advice="Run casework doctor, and compare with the latest backup.",
    )


def begin(
    desk: Desk,
    policy: Policy,
    command: OpenCase,
    drawn: store.Drawn,
    first: Callable[[Accepted], None],
    past: frozenset[str] = frozenset(),
) -> Done:
    """Open a case and write its first entry; ``first`` keeps what must be kept before it.

    The same command said again finds the case that it opened. No key of it goes to the users in
    ``past``, nor to whom it takes off the case itself.
    """
    desk.must_write()
    case_type = policy.case_types.get(command.case_type)
    place = store.Place.SEALED if case_type and case_type.sealed else store.Place.OFFICE
    content = content_of(command)
    before = store.earlier(desk.session, place, command.key, content)
    if before is not None:
        return already(desk, before)
    decision = open_case(policy, command, desk.now())
    accepted = must_be_accepted(
        decision, f"casework policy show {policy.name} lists what it knows."
    )
    first(accepted)
    made = made_of(desk, policy, command, None, accepted, Also(), content)
    school = command.school
    circles = desk.circles(case_type.circles if case_type else (), school)
    people = {desk.session.user}
    if case_type and case_type.sealed and desk.session.directory.circles.keys().isdisjoint(circles):
        # the chair's own records have no safeguarding: whoever may open such cases may open this
        active = desk.session.directory.active()
        there = (u for u in active if u.opens_sealed and desk.ledger.roles_at(u.id, school))
        people |= {user.id for user in there}
        circles = ()
    case = accepted.snapshot
    gone = case.excluded | past
    if gone:  # wrapped to the remaining people one by one, so that no circle's key opens it
        people |= {user.id for name in circles for user in desk.session.directory.members(name)}
        people |= set(case_managers(desk, case.school, case.people, gone))
        circles = ()
    outcome = store.open_case(
        desk.session,
        place,
        drawn,
        made,
        circles=circles,
        people=tuple(sorted(people - gone)),
        now=accepted.entry.at,
    )
    return _done(accepted, outcome)


def carry_out(
    desk: Desk,
    file: CaseFile,
    command: Command,
    *,
    expected: int | None = None,
    also: Also | None = None,
) -> Done:
    """Decide ``command`` and write what it causes; raises what the refusal means.

    ``expected`` is the revision the person saw; ``also`` is what goes into the same transaction. A
    command that was done before, under the same key, is not done again.
    """
    desk.must_write()
    content = content_of(command)
    replayed = _earlier(desk, file, command.key, content)
    if replayed is not None:
        return replayed
    must_be_current(file, expected)
    accepted = _decided(desk, file, command)
    also = also or Also()
    if also.first:
        also.first(accepted)
    made = made_of(desk, file.policy, command, file.snapshot, accepted, also, content)
    after, before = accepted.snapshot, file.snapshot
    circles, users = after.admitted - before.admitted, after.let_in - before.let_in
    if circles or users:
        outcome = store.admit(
            desk.session,
            file.case,
            circles=tuple(sorted(circles)),
            users=tuple(sorted(users)),
            step=made,
            expected=file.revision,
            now=accepted.entry.at,
        )
    else:
        outcome = store.append(
            desk.session, file.case, made, expected=file.revision, now=accepted.entry.at
        )
    return _done(accepted, outcome)


def _decided(desk: Desk, file: CaseFile, command: Command) -> Accepted:
    """Decide the command; what it asks for comes to somebody who can open the case."""
    now = desk.now()
    accepted = must_be_accepted(step(file.policy, file.snapshot, command, now))
    circles = stand_ins(desk, file.case, file.policy, accepted)
    if not circles:
        return accepted
    again = replace(command, stand_ins=circles)
    return must_be_accepted(step(file.policy, file.snapshot, again, now))


def carry_out_if_any(desk: Desk, file: CaseFile, command: Command) -> Accepted:
    """Carry out a command without a key that asks nobody; one without events writes nothing.

    Raises what the refusal means, and Conflict where the case has moved on since it was loaded.
    """
    desk.must_write()
    accepted = rehearse(desk, file, command)
    if accepted.entry.events:
        made = made_of(desk, file.policy, command, file.snapshot, accepted, Also())
        store.append_to(desk.session, file.history, made, now=accepted.entry.at)
    return accepted


def carry_out_excluding(
    desk: Desk,
    file: CaseFile,
    command: Command,
    remaining: tuple[str, ...],
    *,
    expected: int | None = None,
) -> Done:
    """Carry out ``command`` and wrap the case's new key to the remaining users alone."""
    desk.must_write()
    must_be_current(file, expected)
    accepted = must_be_accepted(step(file.policy, file.snapshot, command, desk.now()))
    made = made_of(desk, file.policy, command, file.snapshot, accepted, Also(), content_of(command))
    outcome = store.exclude(
        desk.session,
        file.case,
        remaining=remaining,
        step=made,
        expected=file.revision,
        now=accepted.entry.at,
    )
    return _done(accepted, outcome)


def already(desk: Desk, outcome: store.Outcome) -> Done:
    """Return what a repeated command did the first time."""
    file = load_by_id(desk, outcome.case)
    return Done(
        ref=file.snapshot.ref,
        revision=outcome.revision,
        entry=None,
        snapshot=file.snapshot,
        head=outcome.head,
        replayed=True,
    )


def _earlier(desk: Desk, file: CaseFile, key: str, content: bytes) -> Done | None:
    if not key:
        return None
    found = store.earlier(desk.session, file.history.place, key, content, file.case)
    return None if found is None else already(desk, found)


def rehearse(desk: Desk, file: CaseFile, command: Command) -> Accepted:
    """Return what the command would cause; nothing is written."""
    return must_be_accepted(step(file.policy, file.snapshot, command, desk.now()))


def must_be_current(file: CaseFile, expected: int | None) -> None:
    """Raise Conflict where the case has moved on since ``expected``, saying what happened since."""
    if expected is None or expected == file.revision:
        return
    count = file.revision - expected
    if count < 0:
        raise Conflict(
            f"The case has not come to revision {expected} yet; it stands at {file.revision}.",
            advice="Look at the case again: casework case show.",
        )
    people = [entry for entry in file.entries if entry.actor.user != "clock"][-count:]
    since = tuple(f"{one.actor.name} {WAS.get(one.command, one.command)}." for one in people)
    raise Conflict(
        f"The case has changed since you looked: {plural(count, 'entry', 'entries')} newer.",
        advice="Look at the case again, then decide whether your step still fits.",
        reasons=since,
    )


#: What to do where no reason of a refusal brings its own remedy.
LOOK = "casework case show lists what can be done now, and what not yet."
GIVE = (
    "Add what is missing: --set NAME=ANSWER, --reason WORDS, --track for the action, or for a "
    "letter --letter FIELD=WORDS. casework case show lists what each step takes."
)


def must_be_accepted(decision: Accepted | Refusal, else_: str = LOOK) -> Accepted:
    """Return the accepted decision, or raise what the refusal means with all its sentences."""
    if not isinstance(decision, Refusal):
        return decision
    raise as_error(decision, else_)


def as_error(refusal: Refusal, else_: str = LOOK) -> CaseworkError:
    """Return a refusal as the error a front end shows."""
    message = refusal.sentences[0]
    remedies = dict.fromkeys(reason.remedy for reason in refusal.reasons if reason.remedy)
    lacking = GIVE if refusal.kind is RefusalKind.INCOMPLETE else else_
    advice = " ".join(remedies) or lacking
    kind = {RefusalKind.NOT_PERMITTED: NotPermitted, RefusalKind.STALE: Conflict}
    return kind.get(refusal.kind, Refused)(
        message, advice=advice, reasons=refusal.sentences, clauses=refusal.clauses
    )


def _entry(record: store.Record) -> Entry:
    if record.deadline is not None:
        due = record.due_at.isoformat() if record.due_at else ""
        return clock_entry(record.seq, record.at, record.deadline, due)
    return read_entry(record.seq, record.at, record.payload)


def _done(accepted: Accepted, outcome: store.Outcome) -> Done:
    return Done(
        ref=accepted.snapshot.ref,
        revision=outcome.revision,
        entry=None if outcome.replayed else accepted.entry,
        snapshot=accepted.snapshot,
        head=outcome.head,
        replayed=outcome.replayed,
    )
