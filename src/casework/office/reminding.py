"""Reminders by mail, for schools that set a mail server: to whom, of which day, and no more.

Whoever can open an ordinary case says to the service who may be reminded of its limits; the service
opens none. It goes by that and by the limits' clear rows: a day on which something of somebody's
comes near, is late, or comes to the headteacher is a reminder to them. Of a sealed case nothing is
ever said to it. Where a case or the people have moved on since, what was said is dead, and nobody
is reminded until somebody who can open the case has signed in. Must not know how mail is sent.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from casework import store
from casework.domain.case import OPEN
from casework.domain.dates import LONDON, local_day
from casework.domain.reminders import DAY, Stage, stage
from casework.errors import Conflict, NotFound, UsageFault
from casework.office import capacities, door, duework, schools, stepbacks
from casework.office.cards import read_card
from casework.office.ledger import fold_journal
from casework.settings import changed, state_folder
from casework.store import known, outbox
from casework.store.outbox import Post, PostState

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from casework.clock import Clock
    from casework.domain.calendar import Calendar
    from casework.office.desk import Desk
    from casework.office.ledger import Ledger
    from casework.settings import Settings
    from casework.store import Directory, Service, UserRecord

__all__ = [
    "ASKED",
    "Digest",
    "Post",
    "PostState",
    "address_of",
    "catch_up",
    "decide",
    "digests",
    "is_on",
    "is_time",
    "is_wanted",
    "moment_of",
    "notes",
    "opt_in",
    "posts",
    "settle",
]

#: A reminder later than this goes only when a person says so.
TOO_LATE: Final = outbox.REACH
#: Nobody is reminded of what was longer ago (*default*).
FORGOTTEN: Final = timedelta(days=60)
#: What a person may still decide about.
ASKED: Final = (PostState.UNKNOWN, PostState.REFUSED, PostState.HELD)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Digest:
    """One mail to one person: where to, and the reminders of which days it stands for.

    ``claimed`` is when they were taken up for it.
    """

    id: str
    address: str
    posts: tuple[str, ...]
    claimed: datetime


def is_on(settings: Settings) -> bool:
    """Tell whether reminders go by mail; a practice school never sends any."""
    return bool(settings.mail_host and settings.mail_from) and not settings.practice


# --- whom the service may tell -------------------------------------------------------------------


def catch_up(desk: Desk) -> None:
    """Say to the service who may be reminded of what, in the open cases where that is not known."""
    if not is_on(desk.settings) or desk.read_only:
        return
    people = _people(desk.session.directory, desk.ledger)
    stale = outbox.untold(desk.session, people)
    for row in desk.cards.rows:
        if row.place is store.Place.OFFICE and row.case in stale and read_card(row.card).limits:
            file = door.load_by_id(desk, row.case)
            payload = json.dumps(_telling(desk, file)).encode()
            outbox.tell(desk.session, row.case, file.revision, people, payload, now=desk.now())


def _telling(desk: Desk, file: door.CaseFile) -> dict[str, object]:
    """Return each limit with its last day, whose list it is on, and whose when nobody acts."""
    snapshot = file.snapshot
    holders = set(store.holders(desk.session, file.case))
    limits = file.policy.case_types[snapshot.case_type].deadlines
    head = duework.MANAGER if duework.HEAD in capacities.lent(desk, snapshot) else duework.HEAD

    def who(*roles: str) -> list[str]:
        return sorted(holders.intersection(capacities.users_in(desk, snapshot, roles)))

    return {
        "school": snapshot.school,
        "limits": [
            [one.id, one.due_on, who(*limits[one.name].to), who(head)]
            for one in snapshot.deadlines.values()
            if one.standing in OPEN and one.due_at
        ],
    }


def _people(directory: Directory, ledger: Ledger) -> str:
    """Return a digest of who there is and in what role: nobody is told by what they once were."""
    said = [
        directory.head.hex(),
        sorted((user, sorted(roles)) for user, roles in ledger.roles.items()),
        sorted((user, sorted(at or ())) for user, at in ledger.at.items()),
        sorted(ledger.people.items()),
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


# --- what is to go out ---------------------------------------------------------------------------


def moment_of(day: date, settings: Settings) -> datetime:
    """Return from when reminders of a day go out."""
    return datetime.combine(day, time.fromisoformat(settings.mail_time), LONDON)


def is_time(settings: Settings, now: datetime, tried: datetime | None) -> bool:
    """Tell whether the mail server is to be asked today: each day once, whatever there is."""
    moment = moment_of(local_day(now), settings)
    return moment <= now and (tried is None or not moment <= tried <= now)


def digests(service: Service, settings: Settings, clock: Clock) -> Iterator[Digest]:
    """Take up, one after the other, what is to go out; each must be settled before the next.

    What is due is asked of the clock once; each is taken up at its own moment, for a server may
    take long over those before it, and one that seems old counts as cut off.
    What is too late is laid aside for its person to decide, and so is all that was due before the
    records were put back from a backup. Records that went back unexplained send nothing.
    """
    now = clock.now()
    ledger = fold_journal((at.isoformat(), said) for at, said in _journal(service))
    if _went_back(service, ledger):
        return
    directory = outbox.directory_of(service)
    days = _days(service, settings, _people(directory, ledger), ledger, now)
    for user in directory.active():
        address = settings.mail_to.get(user.name)
        if address:
            digest = _digest(service, settings, ledger, user, address, days, clock.now())
            if digest is not None:
                yield digest


def is_wanted(service: Service) -> bool:
    """Tell whether somebody said that a reminder is to go (again)."""
    return outbox.is_anything_waiting(service)


def settle(service: Service, digest: Digest, state: PostState, tried: datetime) -> None:
    """Keep how a mail went."""
    for name in digest.posts:
        outbox.end_post(service, name, state, tried, digest.claimed)


def _journal(service: Service) -> tuple[tuple[datetime, bytes], ...]:
    return store.open_journal(service.files[store.Place.OFFICE])


def _went_back(service: Service, ledger: Ledger) -> bool:
    seen = tuple(known.of_file(file) for file in service.files.values())
    return bool(known.lacking(state_folder(), seen, stepbacks.settled(ledger)))


def _days(
    service: Service, settings: Settings, people: str, ledger: Ledger, now: datetime
) -> Mapping[str, set[date]]:
    """Return the days of which each user is to be reminded."""
    due = outbox.open_limits(service)
    found: dict[str, set[date]] = {}
    for telling in outbox.tellings(service, people):
        said = json.loads(telling.payload)
        calendar = ledger.calendar(said["school"])
        for limit, due_on, to, later in said["limits"]:
            if limit not in due:
                continue
            last = date.fromisoformat(due_on) if due_on else None
            since = max(telling.at, now - FORGOTTEN)
            for day, at in _turns(due[limit], last, since, now, settings, calendar):
                for user in {*to, *(later if at is Stage.ESCALATED else ())}:
                    found.setdefault(user, set()).add(day)
    return found


def _turns(
    due_at: datetime,
    due_on: date | None,
    since: datetime,
    now: datetime,
    settings: Settings,
    calendar: Calendar,
) -> Iterator[tuple[date, Stage]]:
    """Yield the days on whose morning a limit had come a stage further."""
    day = local_day(since)
    before = stage(due_at, due_on, since, calendar)
    while (moment := moment_of(day, settings)) <= now:
        if moment > since:
            at = stage(due_at, due_on, moment, calendar)
            if at is not before and at is not Stage.QUIET:
                yield day, at
            before = at
        day += DAY


def _digest(
    service: Service,
    settings: Settings,
    ledger: Ledger,
    user: UserRecord,
    address: str,
    days: Mapping[str, set[date]],
    now: datetime,
) -> Digest | None:
    restored = max((datetime.fromisoformat(one.at) for one in ledger.restores), default=None)
    names = {day: outbox.post_id(service, user.id, day) for day in _recent(now)}
    kept = outbox.kept_states(service, names.values())
    going = []
    for day, name in names.items():
        if name not in kept and day not in days.get(user.id, ()):
            continue
        stands, wanted = kept.get(name, (PostState.WAITING, moment_of(day, settings)))
        if stands is not PostState.WAITING:
            continue
        # Before a restore it may have gone out, whether it was due or wanted then.
        before = restored is not None and (wanted is None or wanted <= restored)
        late = name not in kept and moment_of(day, settings) < now - TOO_LATE
        state = PostState.HELD if before or late else PostState.ATTEMPTING
        if outbox.claim_post(service, user, day, state, now) and state is PostState.ATTEMPTING:
            going.append(name)
    if not going:
        return None
    return Digest(id=going[-1], address=address, posts=tuple(going), claimed=now)


def _recent(now: datetime) -> Iterator[date]:
    day = local_day(now - FORGOTTEN)
    while day <= local_day(now):
        yield day
        day += DAY


# --- what a person decides -----------------------------------------------------------------------


def posts(desk: Desk) -> tuple[Post, ...]:
    """Return one's own reminders of the last two months, the oldest first."""
    first = local_day(desk.now() - FORGOTTEN)
    return tuple(one for one in outbox.posts(desk.session, desk.now()) if one.day >= first)


def decide(desk: Desk, number: int, state: PostState) -> Post:
    """Say of a reminder of one's own that it came, or that it is to go (again)."""
    desk.must_write()
    mine = posts(desk)
    if not 1 <= number <= len(mine):
        raise NotFound(
            "There is no reminder of that number.", advice="casework deadline outbox shows them."
        )
    post = mine[number - 1]
    if post.state not in ASKED:
        raise UsageFault(
            "Nothing is asked about that reminder.",
            advice="Only one that was held back, refused, or whose end nobody knows is decided on.",
        )
    if not outbox.settle_post(desk.session, post, state, desk.now()):
        raise Conflict(
            "That reminder has moved on meanwhile.", advice="Look again: casework deadline outbox."
        )
    return post


def notes(desk: Desk) -> tuple[tuple[str, str], ...]:
    """Return what an examination says of reminders that ask for this person's word."""
    asked = [one for one in posts(desk) if one.state in ASKED]
    if not asked:
        return ()
    what = "a reminder by mail was held back, was refused, or nobody knows whether it came"
    return ((what, "casework deadline outbox shows which; say there what is to be done."),)


def opt_in(desk: Desk, address: str) -> None:
    """Let reminders come to an address of one's own; an empty one ends them."""
    desk.must_write()
    schools.keep(desk, lambda kept: changed(kept, f"mail_to.{desk.session.name}", address))
    catch_up(desk)


def address_of(desk: Desk) -> str:
    """Return where one's own reminders go, or nothing."""
    return desk.settings.mail_to.get(desk.session.name, "")
