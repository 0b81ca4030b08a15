"""Due work: the open limits of the cases a person may open, with reminders and whose they are.

A reminder, and the headteacher's turn when nobody acted, are worked out here from the limit's day
and the calendar whenever somebody looks. They need no row of their own: whoever may open the case
sees them, nobody else may, and no clock has to run for them. Must not decide or write anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from casework import store
from casework.domain.calendar import Unit
from casework.domain.case import OPEN, Standing
from casework.domain.counting import NO_DATE, NOT_LOADED, Due
from casework.domain.dates import end_of, local_day
from casework.domain.lateness import lateness
from casework.domain.lengths import Length
from casework.domain.people import post_words
from casework.domain.reminders import USUAL, Stage, stage
from casework.office import capacities, door
from casework.office.cards import read_card
from casework.text import small

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.domain.calendar import Calendar
    from casework.domain.case import DeadlineState
    from casework.office.desk import Desk
    from casework.office.door import CaseFile

#: Whose turn it is when nobody acted, and who has that place where the head is barred.
HEAD, MANAGER = "headteacher", "case-manager"
_DAYS: Final = Length(amount=USUAL.escalates, unit=Unit.SCHOOL_DAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One open limit for a list: what, which case, when, how it stands, and why that day.

    ``to`` are the roles on whose list it stands now; ``yours`` says whether that is this person's.
    ``remark`` is a reminder, or what has to happen; ``own`` is the school's own length, if any.
    """

    id: str
    ref: str
    name: str
    title: str
    due_at: str
    due_on: str
    words: str
    standing: str
    unit: str
    why: str
    to: tuple[str, ...]
    yours: bool = False
    sealed: bool = False
    stage: str = str(Stage.QUIET)
    remark: str = ""
    school: str = ""
    own: str = ""


def listed(
    desk: Desk, *, late_only: bool = False, mine: bool = False, week: bool = False
) -> tuple[Row, ...]:
    """Return the open limits of every case this person may open, the earliest first.

    ``week`` are those due up to the end of this week, what is late among them.
    """
    ends = _end_of_week(desk.now())
    rows = [
        row
        for row in _rows(desk)
        if (not late_only or row.standing == Standing.PASSED)
        and (not mine or row.yours)
        and (not week or (row.due_at and row.due_at <= ends))
    ]
    return tuple(sorted(rows, key=lambda row: (row.due_at or "9999", row.ref, row.title)))


def _end_of_week(now: datetime) -> str:
    today = local_day(now)
    return end_of(today + timedelta(days=7 - today.isoweekday())).isoformat()


def _rows(desk: Desk) -> Iterator[Row]:
    for card_row in desk.cards.rows:
        if read_card(card_row.card).limits:
            yield from of_case(desk, door.load_by_id(desk, card_row.case))


def of_case(desk: Desk, file: CaseFile) -> tuple[Row, ...]:
    """Return the open limits of one case, as this person has them."""
    roles = capacities.actor_in(desk, file.snapshot).roles
    head = MANAGER if HEAD in capacities.lent(desk, file.snapshot) else HEAD
    sealed = file.history.place is store.Place.SEALED
    return tuple(
        _row(desk, file, limit, roles, head, sealed=sealed)
        for limit in file.snapshot.deadlines.values()
        if limit.standing in OPEN
    )


def _row(
    desk: Desk,
    file: CaseFile,
    limit: DeadlineState,
    roles: frozenset[str],
    head: str,
    *,
    sealed: bool,
) -> Row:
    known = file.policy.case_types[file.snapshot.case_type].deadlines[limit.name]
    now, calendar = desk.now(), desk.calendar(file.snapshot.school)
    at = stage_of(limit, now, calendar)
    to = known.to | ({HEAD} if at is Stage.ESCALATED else frozenset())
    if HEAD in to:  # nobody writes the headteacher down where the case is about them
        to = to - {HEAD} | {head}
    return Row(
        id=limit.id,
        ref=file.snapshot.ref,
        name=limit.name,
        title=known.title,
        due_at=limit.due_at,
        due_on=limit.due_on,
        words=due_words(limit, now, calendar),
        standing=standing_of(limit, now),
        unit=limit.unit,
        why=limit.why,
        to=tuple(sorted(to)),
        yours=not roles.isdisjoint(to),
        sealed=sealed,
        stage=str(at),
        remark=_remark(at, known.when_missed, head) or _loads(limit),
        school=file.snapshot.school,
        own=limit.own,
    )


def stage_of(limit: DeadlineState, now: datetime, calendar: Calendar) -> Stage:
    """Return how near or late a limit is; one without a date is quiet."""
    due = _due(limit)
    return stage(due.at, due.on, now, calendar) if due else Stage.QUIET


def standing_of(limit: DeadlineState, now: datetime) -> str:
    """Return how a limit stands; one whose time has gone is late even before the scan ran."""
    if limit.standing is Standing.RUNNING and datetime.fromisoformat(limit.due_at) <= now:
        return Standing.PASSED
    return limit.standing


def due_words(limit: DeadlineState, now: datetime, calendar: Calendar) -> str:
    """Return when a limit ends: ``2 school days late``, ``today``, a day, or what it waits for."""
    due = _due(limit)
    if due is not None:
        return lateness(due, now, calendar)
    if limit.waits_for_release:
        return "waits while contact is paused"
    if limit.stopped:
        return "stopped"
    return NOT_LOADED if limit.anchor else "no date yet"


def _loads(limit: DeadlineState) -> str:
    """Return how the calendar is loaded that a limit waits for; its reason ends with that."""
    return "" if limit.due_at else limit.why.partition(f"{NO_DATE} ")[2]


def _due(limit: DeadlineState) -> Due | None:
    return due_of(limit.due_at, limit.due_on, limit.unit, limit.why) if limit.due_at else None


def due_of(at: str, on: str, unit: str, why: str = "") -> Due:
    """Return when a limit ends, from how it is written down; ``on`` may be empty."""
    day = datetime.fromisoformat(on).date() if on else None
    kind = next((one for one in Unit if one == unit), Unit.CALENDAR_DAYS)
    return Due(at=datetime.fromisoformat(at), on=day, unit=kind, why=why)


def _remark(at: Stage, when_missed: str, head: str) -> str:
    needed = "Decision needed" if when_missed else "It was missed"
    who = post_words(head)
    return {
        Stage.QUIET: "",
        Stage.SOON: "Reminder",
        Stage.LATE: needed,
        Stage.REMINDED: f"Reminder: {small(needed)}",
        Stage.ESCALATED: f"{needed}: nobody acted for {_DAYS}, so the {who} sees it too",
    }[at]
