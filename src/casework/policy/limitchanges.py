"""What people do to a limit that runs: give it more time, stop it, let it go on, waive it.

A number of the policy's own, of the law or of guidance is locked. A limit whose time has gone never
changes any more. Nothing is changed here that a condition of the policy could tell apart from what
its exploration saw: a stopped or lengthened limit is one that has not passed yet, and a limit that
a condition asks about, or that gives an open case its next date, is not waived.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from casework.domain.calendar import Unit
from casework.domain.case import DeadlineState, Standing
from casework.domain.dates import day_words, local_day, start_of
from casework.domain.events import (
    DeadlineExtended,
    DeadlineResumed,
    DeadlineStopped,
    DeadlineWaived,
)
from casework.domain.lengths import parse_length
from casework.domain.refusals import RefusalKind, refuse
from casework.domain.stoppages import StopCategory
from casework.errors import UsageFault
from casework.policy.conditions import DeadlineStands, leaves
from casework.policy.counted import DEFAULT
from casework.policy.counted import start_of as counted_from
from casework.policy.limits import date_limit, is_over, open_limits
from casework.text import in_words, nearest

if TYPE_CHECKING:
    from casework.domain.commands import ExtendLimit, ResumeLimit, StopLimit, WaiveLimit
    from casework.domain.refusals import Refusal
    from casework.policy.model import Deadline
    from casework.policy.run import Run

#: Who changes any limit of a case, besides those on whose list a miss of it stands (*default*).
LEADS: Final = frozenset({"headteacher", "senior-leader", "dsl", "case-manager"})
#: Who records that a limit need not be kept (*default*): nobody waives it for themselves.
WAIVES: Final = frozenset({"headteacher", "case-manager"})
#: A last day further off than this is a slip of the pen (*default*).
LONGEST_EXTENSION: Final = timedelta(days=366)
#: Which locked limits may stand still at all, and for what (*default*): the law's own clocks stop
#: while somebody has to answer; the policy's and guidance's only when an agency asks to wait.
STOPPABLE: Final = {
    "law": frozenset(
        {StopCategory.IDENTIFICATION, StopCategory.CLARIFICATION, StopCategory.AGENCY}
    ),
    "guidance": frozenset({StopCategory.AGENCY}),
    "seed": frozenset({StopCategory.AGENCY}),
    DEFAULT: frozenset(StopCategory),
}
_LOCKED: Final = {
    "seed": "The policy itself sets this time limit, so it is not the school’s to change.",
    "law": "The law sets this time limit, so it is not the school’s to change.",
    "guidance": "Statutory guidance sets this time limit, so it is not the school’s to change.",
}


def extend(run: Run, command: ExtendLimit) -> Refusal | None:
    """Give a limit more time: a length after its last day, or a later last day."""
    found = _running(run, command.name)
    if not isinstance(found, DeadlineState):
        return found
    refused = _may_change(run, found) or _locked(run, found) or _no_reason(run)
    refused = refused or _bad_extension(found, command)
    if refused:
        return refused
    by = str(parse_length(command.by)) if command.by else command.to
    run.emit(DeadlineExtended(id=found.id, by=by))
    date_limit(run, run.draft.deadlines[found.id], found.anchor)
    now = run.draft.deadlines[found.id]
    if not now.due_at:  # its new day lies beyond the calendar: no promise without a date
        return refuse(RefusalKind.NOT_HERE, f"The new day cannot be worked out. {now.why}")
    return None


def stop(run: Run, command: StopLimit) -> Refusal | None:
    """Stop a limit, from a day on that makes sense for it."""
    found = _running(run, command.name)
    if not isinstance(found, DeadlineState):
        return found
    refused = _may_change(run, found) or _bad_category(run, found, command.category)
    refused = refused or _no_reason(run) or _told_apart(run, found, "stopped")
    since = _moment(run, command.since)
    refused = refused or _bad_start(run, found, since)
    if refused:
        return refused
    stopped = DeadlineStopped(
        id=found.id, category=command.category, since=since.astimezone(UTC).isoformat()
    )
    run.emit(stopped)
    date_limit(run, run.draft.deadlines[found.id], found.anchor)
    return None


def go_on(run: Run, command: ResumeLimit) -> Refusal | None:
    """Let a stopped limit go on with what was left of it."""
    named = [limit for limit in open_limits(run) if limit.name == command.name]
    limit = next((each for each in reversed(named) if each.stopped), None)
    stopped = limit.stopped if limit else None
    if limit is None or stopped is None:
        return _unknown(run, command.name, named, "has not been stopped")
    refused = _may_change(run, limit) or _no_reason(run)
    since, until = datetime.fromisoformat(stopped.since), _moment(run, command.until)
    if not refused and until > run.now:
        refused = refuse(RefusalKind.NOT_HERE, "That day is still to come.")
    if not refused and local_day(until) < local_day(since):
        words = f"It was stopped on {day_words(local_day(since))}, so it did not go on before that."
        refused = refuse(RefusalKind.NOT_HERE, words)
    if refused:
        return refused
    until = max(since, until).astimezone(UTC)
    run.emit(DeadlineResumed(id=limit.id, until=until.isoformat()))
    date_limit(run, run.draft.deadlines[limit.id], limit.anchor)
    return None


def waive(run: Run, command: WaiveLimit) -> Refusal | None:
    """Say that a limit need not be kept: the headteacher's, or the case manager's, to record."""
    found = _open_and_not_over(run, command.name)
    if not isinstance(found, DeadlineState):
        return found
    if run.command.actor.roles.isdisjoint(WAIVES):
        words = "Only the headteacher, or whoever manages the case, waives a time limit."
        return refuse(RefusalKind.NOT_PERMITTED, words)
    refused = _locked(run, found) or _no_reason(run)
    if not refused and not command.authority:
        words = "A waiver needs to say on whose word it is."
        refused = refuse(RefusalKind.INCOMPLETE, words, remedy="Add --authority WHO.")
    refused = refused or _told_apart(run, found, "waived") or _next_date(run, found)
    if refused:
        return refused
    run.emit(DeadlineWaived(id=found.id, authority=command.authority))
    return None


def _running(run: Run, name: str) -> DeadlineState | Refusal:
    """Return the latest limit of that name that has a day still to come, or why there is none."""
    found = _open_and_not_over(run, name)
    if isinstance(found, DeadlineState) and not found.due_at:
        if found.stopped:
            words = "It is stopped already."
            return refuse(
                RefusalKind.NOT_HERE, words, remedy="Let it on: casework deadline resume."
            )
        return refuse(RefusalKind.NOT_HERE, f"It has no date yet. {found.why}")
    return found


def _open_and_not_over(run: Run, name: str) -> DeadlineState | Refusal:
    named = [limit for limit in open_limits(run) if limit.name == name]
    if not named:
        return _unknown(run, name, named, "is not running in this case")
    latest = named[-1]
    if latest.standing is Standing.PASSED or is_over(run, latest):
        words = "Its time has gone, so it does not change any more."
        remedy = "Record what is decided now: casework case show lists the steps."
        return refuse(RefusalKind.NOT_HERE, words, remedy=remedy)
    return latest


def _unknown(run: Run, name: str, named: list[DeadlineState], lack: str) -> Refusal:
    known = run.case_type.deadlines.get(name)
    if known is not None or named:
        title = known.title if known else name
        return refuse(RefusalKind.NOT_HERE, f"The time limit “{title}” {lack}.")
    like = nearest(name, tuple(run.case_type.deadlines))
    open_ones = in_words(dict.fromkeys(limit.name for limit in open_limits(run)))
    known_ones = f"It has these: {open_ones}." if open_ones else "No time limit runs in it."
    remedy = f"Did you mean {like}?" if like else known_ones
    return refuse(RefusalKind.NOT_HERE, "The case has no time limit of that name.", remedy=remedy)


def _may_change(run: Run, limit: DeadlineState) -> Refusal | None:
    if run.command.actor.roles.isdisjoint(LEADS | _known(run, limit).to):
        words = "This time limit stands on somebody else’s list, so it is theirs to change."
        return refuse(RefusalKind.NOT_PERMITTED, words, remedy="Ask them, or the headteacher.")
    return None


def _locked(run: Run, limit: DeadlineState) -> Refusal | None:
    known = _known(run, limit)
    if known.provenance == DEFAULT:
        return None
    words = _LOCKED[known.provenance]
    source = f" It stands in {known.source}." if known.source else ""
    return refuse(
        RefusalKind.NOT_PERMITTED,
        words + source,
        clauses=known.clauses,
        remedy="Keep it, or record why it was missed once it has passed.",
    )


def _no_reason(run: Run) -> Refusal | None:
    if run.command.reason:
        return None
    words = "A change to a time limit needs its reason."
    return refuse(RefusalKind.INCOMPLETE, words, remedy="Add --reason WORDS.")


def _bad_extension(limit: DeadlineState, command: ExtendLimit) -> Refusal | None:
    if bool(command.by) == bool(command.to):
        words = "Say by how much, or to which day, and not both."
        return refuse(RefusalKind.INCOMPLETE, words, remedy="Use --by or --to.")
    last = local_day(datetime.fromisoformat(limit.due_at) - timedelta(microseconds=1))
    if command.to:
        day = date.fromisoformat(command.to)
        if day <= last:
            words = f"It runs to {day_words(last)} already; an extension ends later."
            return refuse(RefusalKind.NOT_HERE, words)
        too_far = day - last > LONGEST_EXTENSION
    else:
        refused = _bad_length(command.by)
        if refused:
            return refused
        too_far = _in_days(command.by) > LONGEST_EXTENSION
    if too_far:
        words = "An extension of more than a year cannot be meant."
        return refuse(RefusalKind.NOT_HERE, words, remedy="Extend it again when that day is near.")
    return None


def _bad_length(by: str) -> Refusal | None:
    try:
        length = parse_length(by)
    except UsageFault as fault:
        return refuse(RefusalKind.NOT_HERE, fault.message, remedy=fault.advice)
    if not length.amount:
        return refuse(RefusalKind.NOT_HERE, "An extension by nothing changes nothing.")
    return None


#: About how many days one of each unit takes, term and holidays alike.
_DAYS: Final = {Unit.HOURS: 1 / 24, Unit.WEEKS: 7.0, Unit.MONTHS: 30.0, Unit.SCHOOL_DAYS: 1.9}


def _in_days(by: str) -> timedelta:
    length = parse_length(by)
    return timedelta(days=length.amount * _DAYS.get(length.unit, 1.0))


def _bad_category(run: Run, limit: DeadlineState, category: str) -> Refusal | None:
    if category not in frozenset(StopCategory):
        words = "That is no reason for which a time limit is stopped."
        remedy = f"Use {in_words(StopCategory, 'or')}."
        return refuse(RefusalKind.NOT_HERE, words, remedy=remedy)
    known = _known(run, limit)
    allowed = STOPPABLE[known.provenance]
    if category in allowed:
        return None
    kinds = in_words(sorted(allowed), "or")
    words = f"{_LOCKED[known.provenance]} It is stopped for {kinds} alone."
    return refuse(RefusalKind.NOT_PERMITTED, words, clauses=known.clauses)


def _bad_start(run: Run, limit: DeadlineState, since: datetime) -> Refusal | None:
    if since > run.now:
        words = "That day is still to come; a time limit is stopped when the waiting begins."
        return refuse(RefusalKind.NOT_HERE, words)
    begun = (limit.anchor, limit.resumed, *(stop.until for stop in limit.stops))
    day = max(_day(each) for each in begun if each)
    if local_day(since) < day:
        words = f"It began, or went on, only on {day_words(day)}."
        return refuse(RefusalKind.NOT_HERE, words, remedy="Give that day or a later one.")
    return None


def _told_apart(run: Run, limit: DeadlineState, done: str) -> Refusal | None:
    """Refuse what the policy's conditions could notice, so that its exploration stays whole."""
    asked = _standings_asked(run, limit.name)
    noticed = asked if done == "waived" else asked & {Standing.WAITING, Standing.RUNNING}
    if not noticed:
        return None
    words = f"The policy asks how this time limit stands, so it is not {done}."
    remedy = "Extend it instead: casework deadline extend."
    return refuse(
        RefusalKind.NOT_PERMITTED, words, clauses=_known(run, limit).clauses, remedy=remedy
    )


def _standings_asked(run: Run, name: str) -> frozenset[str]:
    tests = [condition.test for condition in run.policy.conditions.values()]
    for contract in run.case_type.contracts:
        tests += [test for test in (contract.never_test, contract.while_test) if test is not None]
    return frozenset(
        leaf.standing
        for test in tests
        for leaf in leaves(test)
        if isinstance(leaf, DeadlineStands) and leaf.deadline == name
    )


def _next_date(run: Run, limit: DeadlineState) -> Refusal | None:
    spine = run.case_type.tracks[run.case_type.spine]
    if spine.states[run.draft.tracks[spine.name].state].next != limit.name:
        return None
    words = "An open case always has a next date, and this is it, so it is not waived."
    remedy = "Extend it instead: casework deadline extend."
    return refuse(RefusalKind.NOT_HERE, words, remedy=remedy)


def _known(run: Run, limit: DeadlineState) -> Deadline:
    return run.case_type.deadlines[limit.name]


def _moment(run: Run, day: str) -> datetime:
    """Return now, or the beginning of another day than today."""
    if not day or date.fromisoformat(day) == local_day(run.now):
        return run.now
    return start_of(date.fromisoformat(day))


def _day(anchor: str) -> date:
    start = counted_from(anchor)
    return local_day(start) if isinstance(start, datetime) else start
