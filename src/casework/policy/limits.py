"""Limits that steps start, date and end. Must not know who asks, nor how limits are stored.

A limit's anchor is the step itself, a fact that is a date, or the receipt of a letter; without its
anchor, or without a calendar that reaches far enough, it waits and says so: never a guess. What the
pause holds stands still as well, and goes on with the days that were left (*default*).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from casework.domain.case import OPEN, Pause, Standing
from casework.domain.dates import day_words, local_day
from casework.domain.deadlines import NotLoaded, work_out
from casework.domain.events import DeadlineArmed, DeadlineDated, DeadlineEnded
from casework.domain.stoppages import STOP_WORDS, StopCategory
from casework.policy.counted import DEFAULT, holds_of, longer_of, rule_of, start_of
from casework.policy.holds import FROM_RECEIPT, held_limits, is_held

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casework.domain.case import DeadlineState, Stop
    from casework.policy.model import Deadline
    from casework.policy.run import Run

STEP, RECEIPT = "step", FROM_RECEIPT


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What a limit's day depends on, besides its rule and the calendar: as it stands, or will."""

    anchor: str
    held: str = ""
    resumed: str = ""
    stops: tuple[Stop, ...] = ()
    longer: tuple[str, ...] = ()
    own: str = ""


def start(run: Run, names: Iterable[str]) -> None:
    """Arm each limit by name."""
    for name in names:
        limit = run.case_type.deadlines[name]
        own = run.command.lengths.get(name, "") if limit.provenance == DEFAULT else ""
        counted = Counted(
            anchor=_anchor(run, limit), held=_held_from_the_start(run, limit), own=own
        )
        at, on, why = _worked_out(run, limit, counted)
        rule = rule_of(limit, own, run.command.receipt)
        run.emit(
            DeadlineArmed(
                id=run.new_id(name),
                name=name,
                track=limit.track,
                due_at=at,
                due_on=on,
                anchor=counted.anchor,
                rule=str(rule),
                unit=str(rule.lengths[0].unit),
                why=why,
                calendar=run.command.calendar.version,
                letter=run.letter,
                held=counted.held,
                own=own,
            )
        )


def end(run: Run, names: Iterable[str], how: Standing = Standing.MET) -> None:
    """End each limit of these names that has not ended."""
    wanted = frozenset(names)
    if not wanted:
        return
    for limit in open_limits(run):
        if limit.name in wanted:
            run.emit(DeadlineEnded(id=limit.id, how=how))


def end_of_track(run: Run, track: str) -> None:
    """Cancel what still runs for a track that came to its end."""
    for limit in open_limits(run):
        if limit.track == track:
            run.emit(DeadlineEnded(id=limit.id, how=Standing.CANCELLED))


def end_all(run: Run) -> None:
    """Cancel everything: no closed case keeps a running limit."""
    for limit in open_limits(run):
        run.emit(DeadlineEnded(id=limit.id, how=Standing.CANCELLED))


def date_by_fact(run: Run, fact: str) -> None:
    """Date the limits that count from ``fact``, now that it is answered (again)."""
    for limit in _movable(run):
        if run.case_type.deadlines[limit.name].anchor == fact:
            date_limit(run, limit, run.draft.facts[fact].value)


def date_by_receipt(run: Run, letter: int) -> None:
    """Date the limits that run from the receipt of ``letter``."""
    for limit in _movable(run):
        counted = run.case_type.deadlines[limit.name]
        if counted.anchor == RECEIPT and limit.letter == letter:
            date_limit(run, limit, _moment(run))


def date_again(run: Run) -> None:
    """Work every open limit out again in the present calendar; a passed one never moves."""
    for limit in _movable(run):
        if limit.anchor:
            date_limit(run, limit, limit.anchor)


def hold(run: Run) -> None:
    """Stop the limits that the pause holds, now that it began.

    One whose time has gone is late already, and is left for the clock to say so.
    """
    held = held_limits(run.case_type)
    for limit in _movable(run):
        if limit.name in held and not is_over(run, limit):
            date_limit(run, limit, limit.anchor, held=run.draft.paused_at)


def resume(run: Run) -> None:
    """Let the limits that the pause held go on, now that it is released."""
    for limit in _movable(run):
        if limit.waits_for_release:
            resumed = run.now.astimezone(UTC).isoformat()
            date_limit(run, limit, limit.anchor, held=limit.held, resumed=resumed)


def is_over(run: Run, limit: DeadlineState) -> bool:
    """Tell whether a limit's time has gone, whether or not the clock has said so yet."""
    return bool(limit.due_at) and datetime.fromisoformat(limit.due_at) <= run.now


def _held_from_the_start(run: Run, limit: Deadline) -> str:
    standing = run.draft.pause is Pause.STANDING
    return run.draft.paused_at if standing and is_held(run.case_type, limit) else ""


def open_limits(run: Run) -> list[DeadlineState]:
    """Return the limits that have not ended, oldest first."""
    return [limit for limit in run.draft.deadlines.values() if limit.standing in OPEN]


def _movable(run: Run) -> list[DeadlineState]:
    return [limit for limit in open_limits(run) if limit.standing is not Standing.PASSED]


def date_limit(
    run: Run, limit: DeadlineState, anchor: str, *, held: str = "", resumed: str = ""
) -> None:
    """Work the limit's day out anew; where that says anything new, it is said."""
    counted = Counted(
        anchor=anchor,
        held=held or limit.held,
        resumed=resumed or limit.resumed,
        stops=limit.stops,
        longer=limit.longer,
        own=limit.own,
    )
    at, on, why = _worked_out(run, run.case_type.deadlines[limit.name], counted)
    dated = DeadlineDated(
        id=limit.id,
        due_at=at,
        due_on=on,
        anchor=anchor,
        why=why,
        calendar=run.command.calendar.version,
        held=counted.held,
        resumed=counted.resumed,
    )
    if _said(dated) != _said(limit):
        run.emit(dated)


def _said(limit: DeadlineState | DeadlineDated) -> tuple[str, ...]:
    return limit.due_at, limit.due_on, limit.why, limit.anchor, limit.held, limit.resumed


def _moment(run: Run) -> str:
    return run.command.happened or run.now.astimezone(UTC).isoformat()


def _anchor(run: Run, limit: Deadline) -> str:
    if limit.anchor == STEP:
        return _moment(run)
    if limit.anchor == RECEIPT:
        return ""
    fact = run.draft.facts.get(limit.anchor)
    return fact.value if fact else ""


def _worked_out(run: Run, limit: Deadline, counted: Counted) -> tuple[str, str, str]:
    if counted.held and not counted.resumed:
        return "", "", _held(run, limit, counted)
    if counted.stops and not counted.stops[-1].until:
        return "", "", _stopped(run, limit, counted)
    if not counted.anchor:
        return "", "", _waiting(run, limit, counted.own)
    answer = work_out(
        rule_of(limit, counted.own, run.command.receipt),
        start_of(counted.anchor),
        run.command.calendar,
        holds_of(counted.held, counted.resumed, counted.stops),
        longer_of(counted.longer),
    )
    if isinstance(answer, NotLoaded):
        return "", "", f"{answer.why} {answer.advice}"
    on = answer.on.isoformat() if answer.on else ""
    return answer.at.isoformat(), on, answer.why


def _held(run: Run, limit: Deadline, counted: Counted) -> str:
    """Say that a limit waits: the same words whatever lies behind the pause."""
    since = day_words(local_day(datetime.fromisoformat(counted.held)))
    begins = _begins(run, limit, counted)
    return f"{begins} Held since {since}: it waits while contact is paused."


def _stopped(run: Run, limit: Deadline, counted: Counted) -> str:
    stop = counted.stops[-1]
    since = day_words(local_day(datetime.fromisoformat(stop.since)))
    words = STOP_WORDS[StopCategory(stop.category)]
    return f"{_begins(run, limit, counted)} Stopped since {since} {words}."


def _begins(run: Run, limit: Deadline, counted: Counted) -> str:
    if not counted.anchor:
        return _waiting(run, limit, counted.own)
    return f"{rule_of(limit, counted.own, run.command.receipt)}."


def _waiting(run: Run, limit: Deadline, own: str) -> str:
    words = own or limit.words
    if limit.anchor == RECEIPT:
        return f"{words} from the day the letter is received; its receipt is not recorded yet."
    return f"{words} from an answer still to be given: {run.policy.facts[limit.anchor].ask}"
