"""Limits that steps start, date and end. Must not know who asks, nor how limits are stored.

A limit's anchor is the step itself, a fact that is a date, or the receipt of a letter; without its
anchor, or without a calendar that reaches far enough, it waits and says so: never a guess. What the
pause holds stands still as well, and goes on with the days that were left (*default*).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from casework.domain.case import Pause, Standing
from casework.domain.dates import day_words, local_day
from casework.domain.deadlines import Hold, NotLoaded, Receipt, work_out
from casework.domain.events import DeadlineArmed, DeadlineDated, DeadlineEnded
from casework.policy.holds import FROM_RECEIPT, held_limits, is_held

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casework.domain.case import DeadlineState
    from casework.policy.model import Deadline
    from casework.policy.run import Run

STEP, RECEIPT = "step", FROM_RECEIPT
OPEN = frozenset({Standing.WAITING, Standing.RUNNING, Standing.PASSED})


def start(run: Run, names: Iterable[str]) -> None:
    """Arm each limit by name."""
    for name in names:
        limit = run.case_type.deadlines[name]
        anchor = _anchor(run, limit)
        held = _held_from_the_start(run, limit)
        at, on, why = _worked_out(run, limit, anchor, held, "")
        run.emit(
            DeadlineArmed(
                id=run.new_id(name),
                name=name,
                track=limit.track,
                due_at=at,
                due_on=on,
                anchor=anchor,
                rule=limit.words,
                unit=str(limit.rule.lengths[0].unit),
                why=why,
                calendar=run.command.calendar.version,
                letter=run.letter,
                held=held,
            )
        )


def end(run: Run, names: Iterable[str], how: Standing = Standing.MET) -> None:
    """End each limit of these names that has not ended."""
    wanted = frozenset(names)
    if not wanted:
        return
    for limit in _open(run):
        if limit.name in wanted:
            run.emit(DeadlineEnded(id=limit.id, how=how))


def end_of_track(run: Run, track: str) -> None:
    """Cancel what still runs for a track that came to its end."""
    for limit in _open(run):
        if limit.track == track:
            run.emit(DeadlineEnded(id=limit.id, how=Standing.CANCELLED))


def end_all(run: Run) -> None:
    """Cancel everything: no closed case keeps a running limit."""
    for limit in _open(run):
        run.emit(DeadlineEnded(id=limit.id, how=Standing.CANCELLED))


def date_by_fact(run: Run, fact: str) -> None:
    """Date the limits that count from ``fact``, now that it is answered (again)."""
    for limit in _movable(run):
        if run.case_type.deadlines[limit.name].anchor == fact:
            _date(run, limit, run.draft.facts[fact].value)


def date_by_receipt(run: Run, letter: int) -> None:
    """Date the limits that run from the receipt of ``letter``."""
    for limit in _movable(run):
        counted = run.case_type.deadlines[limit.name]
        if counted.anchor == RECEIPT and limit.letter == letter:
            _date(run, limit, _moment(run))


def date_again(run: Run) -> None:
    """Work every open limit out again in the present calendar; a passed one never moves."""
    for limit in _movable(run):
        if limit.anchor:
            _date(run, limit, limit.anchor)


def hold(run: Run) -> None:
    """Stop the limits that the pause holds, now that it began.

    One whose time has gone is late already, and is left for the clock to say so.
    """
    held = held_limits(run.case_type)
    for limit in _movable(run):
        if limit.name in held and not _is_over(run, limit):
            _date(run, limit, limit.anchor, held=run.draft.paused_at)


def resume(run: Run) -> None:
    """Let the limits that the pause held go on, now that it is released."""
    for limit in _movable(run):
        if limit.waits_for_release:
            resumed = run.now.astimezone(UTC).isoformat()
            _date(run, limit, limit.anchor, held=limit.held, resumed=resumed)


def _is_over(run: Run, limit: DeadlineState) -> bool:
    return bool(limit.due_at) and datetime.fromisoformat(limit.due_at) <= run.now


def _held_from_the_start(run: Run, limit: Deadline) -> str:
    standing = run.draft.pause is Pause.STANDING
    return run.draft.paused_at if standing and is_held(run.case_type, limit) else ""


def _open(run: Run) -> list[DeadlineState]:
    return [limit for limit in run.draft.deadlines.values() if limit.standing in OPEN]


def _movable(run: Run) -> list[DeadlineState]:
    return [limit for limit in _open(run) if limit.standing is not Standing.PASSED]


def _date(
    run: Run, limit: DeadlineState, anchor: str, *, held: str = "", resumed: str = ""
) -> None:
    held, resumed = held or limit.held, resumed or limit.resumed
    at, on, why = _worked_out(run, run.case_type.deadlines[limit.name], anchor, held, resumed)
    dated = DeadlineDated(
        id=limit.id,
        due_at=at,
        due_on=on,
        anchor=anchor,
        why=why,
        calendar=run.command.calendar.version,
        held=held,
        resumed=resumed,
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


def _worked_out(
    run: Run, limit: Deadline, anchor: str, held: str, resumed: str
) -> tuple[str, str, str]:
    if held and not resumed:
        return "", "", _held(run, limit, anchor, held)
    if not anchor:
        return "", "", _waiting(run, limit)
    begin = date.fromisoformat(anchor) if len(anchor) == 10 else datetime.fromisoformat(anchor)
    rule = replace(limit.rule, receipt=Receipt(run.command.receipt))
    answer = work_out(rule, begin, run.command.calendar, hold_of(held, resumed))
    if isinstance(answer, NotLoaded):
        return "", "", f"{answer.why} {answer.advice}"
    on = answer.on.isoformat() if answer.on else ""
    return answer.at.isoformat(), on, answer.why


def hold_of(held: str, resumed: str) -> Hold | None:
    """Return between which instants a limit stood still; None for one that was never held."""
    if not held:
        return None
    return Hold(since=datetime.fromisoformat(held), until=datetime.fromisoformat(resumed))


def _held(run: Run, limit: Deadline, anchor: str, held: str) -> str:
    """Say that a limit waits: the same words whatever lies behind the pause."""
    since = day_words(local_day(datetime.fromisoformat(held)))
    begins = f"{limit.words}." if anchor else _waiting(run, limit)
    return f"{begins} Held since {since}: it waits while contact is paused."


def _waiting(run: Run, limit: Deadline) -> str:
    if limit.anchor == RECEIPT:
        return (
            f"{limit.words} from the day the letter is received; its receipt is not recorded yet."
        )
    return f"{limit.words} from an answer still to be given: {run.policy.facts[limit.anchor].ask}"
