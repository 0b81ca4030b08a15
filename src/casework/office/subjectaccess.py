"""Requests for one's own data (subject access): begun, their month, its stops, how they end.

A request is an ordinary case that goes by the law's own file (``laws``). No school adopts that file
and no figure of a policy counts such a case. Whoever it is about, where that is a user, has no key
to it. It names no other case. Must not know what is held about anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from casework import store
from casework.domain.case import OPEN
from casework.domain.commands import OpenCase
from casework.domain.dates import day_words, local_day
from casework.errors import NotFound, NotPermitted, Refused, UsageFault
from casework.office import cases, door, laws, limits, withdrawals
from casework.office.cards import read_card
from casework.office.cases import Answers
from casework.office.saying import Saying, common_at_opening, line, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.domain.case import DeadlineState, Snapshot
    from casework.office.desk import Desk
    from casework.office.door import CaseFile, Done

#: The name of the law's file, and of its one type of case.
LAW: Final = laws.SUBJECT_ACCESS
TRACK, APART = "case", "asked-apart"
ONE, THREE = "one-month", "three-months"
#: What lists say of every request, whoever it is about: a list may lie open on a desk.
SUMMARY: Final = "A person asks for their own data"
AWAITING, HANDED_OUT, CLOSED = "awaiting-proof", "handed-out", "closed"
#: Who takes requests up and works on them, as the law's own file says.
HANDLERS: Final = ("office", "senior-leader", "headteacher", "dsl")
#: Names are kept in one answer, each on a line of its own.
_BETWEEN = "\n"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NewRequest:
    """What is known when somebody asks.

    ``basis`` says how it is known that they may have it, and ``seen`` what was seen or why nothing
    was asked for; without a basis ``proof`` says what proof is waited for. ``user`` is who the
    person is among the users, where no name tells.
    """

    person: str
    known_as: tuple[str, ...] = ()
    asked_by: str = ""
    came_on: date | None = None
    basis: str = ""
    seen: str = ""
    proof: str = ""
    user: str = ""
    school: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Request:
    """A request as it stands. ``due`` is empty while nothing runs; ``why`` explains it."""

    ref: str
    school: str
    person: str
    known_as: tuple[str, ...]
    asked_by: str
    basis: str
    came_on: str
    state: str
    state_title: str
    due: str
    why: str
    stopped: bool
    asked: bool
    outcome: str

    @property
    def names(self) -> tuple[str, ...]:
        """Every name the person is looked for under."""
        return (self.person, *self.known_as)


def begin(desk: Desk, new: NewRequest, saying: Saying | None = None) -> Done:
    """Take up a request. Its month runs from the day it came, or from the day proof arrives.

    Raises UsageFault where neither a basis nor the proof waited for is said, and NotPermitted where
    the person is whoever is signed in.
    """
    saying = saying or Saying()
    desk.must_write()
    school = desk.school_slug(new.school)
    desk.must_belong(school)
    person = line(new.person)
    came = _day(desk, new.came_on, "The request")
    _must_say(person, new)
    names = (person, *(line(one) for one in new.known_as if line(one)))
    past = _users(desk, names, new.user)
    if desk.session.user in past:
        raise NotPermitted(
            "Nobody takes up a request for their own data.",
            advice="Ask a colleague, or the headteacher, to take it up.",
        )
    facts = {
        "whose-data": person,
        "known-as": _BETWEEN.join(names[1:]),
        "asked-by": line(new.asked_by),
        "came-on": came.isoformat(),
    }
    key = saying.key or store.new_id()
    done = _opened(desk, school, facts, Saying(key=key), past)
    if done.replayed:
        return done
    _keep_out(desk, load(desk, done.ref), past)
    if new.basis:
        return start(desk, done.ref, new.basis, new.seen, came)
    return cases.take_step(
        desk, done.ref, "ask-for-proof", TRACK, Answers(), Saying(reason=new.proof)
    )


def _opened(
    desk: Desk, school: str, facts: dict[str, str], saying: Saying, past: frozenset[str]
) -> Done:
    policy = laws.law(desk, LAW)
    drawn = store.draw(desk.session, store.Place.OFFICE, saying.key)
    command = OpenCase(
        **common_at_opening(desk, school, policy, (), saying, saying.key),
        ref=drawn.ref,
        case_type=LAW,
        school=school,
        summary=SUMMARY,
        facts={name: value for name, value in facts.items() if value},
    )
    return door.begin(desk, policy, command, drawn, lambda _accepted: None, past)


def _must_say(person: str, new: NewRequest) -> None:
    if not person:
        raise UsageFault("Whose data is asked for?", advice="Give the person’s whole name.")
    if not new.basis and not words(new.proof):
        raise UsageFault(
            "How it is known that whoever asks may have the data has to be said.",
            advice="Say how (--basis) and what was seen (--seen); or what proof you wait for, "
            "and why (--await).",
        )


def _users(desk: Desk, names: tuple[str, ...], user: str) -> frozenset[str]:
    """Return the users who are the person: by any of the names, and whom somebody named."""
    named = frozenset({desk.session.directory.by_name(user).id}) if user else frozenset()
    return named.union(*(desk.known_as(name) for name in names))


def past_of(desk: Desk, file: CaseFile) -> frozenset[str]:
    """Return the users who are the person a request is about: by any of its names, or taken off."""
    return _users(desk, request_of(file).names, "") | file.snapshot.excluded


def _keep_out(desk: Desk, file: CaseFile, users: frozenset[str]) -> None:
    """Put on record that these have no key to a request, so that nobody lets them in later."""
    for user in sorted(users - file.snapshot.excluded):
        if withdrawals.keep_out(desk, file, user, withdrawals.WHY):
            file = door.load_by_id(desk, file.case)


def withdraw(desk: Desk) -> None:
    """Take every request from whoever turns out to be the person it is about."""
    if desk.read_only:
        return
    for case in list(_cases(desk, closed_too=True)):
        file = door.load_by_id(desk, case)
        holders = frozenset(store.holders(desk.session, case))
        _keep_out(desk, file, past_of(desk, file) & holders)


def start(desk: Desk, ref: str, basis: str, seen: str, on: date | None = None) -> Done:
    """Record how it is known who asks, and let the month run from a day, today unless said."""
    file = load(desk, ref)
    came = date.fromisoformat(file.snapshot.answer("came-on"))
    day = _day(desk, on, "The proof")
    if day < came:
        raise UsageFault(
            f"The request came only on {day_words(came)}.", advice="Give that day or a later one."
        )
    facts = {"basis": basis, "basis-words": words(seen), "clock-start": day.isoformat()}
    told = Answers(facts={name: value for name, value in facts.items() if value})
    return cases.take_step(desk, ref, "start-the-month", TRACK, told)


def pause(desk: Desk, ref: str, reason: str, since: date | None = None) -> Done:
    """Stop the time while the school waits to hear what exactly is asked for."""
    limit = _running(load(desk, ref).snapshot)
    return limits.stop(desk, ref, limit.name, "clarification", Saying(reason=reason), since)


def resume(desk: Desk, ref: str, reason: str, until: date | None = None) -> Done:
    """Let the time go on with what was left of it."""
    limit = _running(load(desk, ref).snapshot)
    return limits.resume(desk, ref, limit.name, Saying(reason=reason), until)


def extend(desk: Desk, ref: str, told_on: date | None, reason: str) -> Done:
    """Take two months more, the person having been told so within the first.

    What the first month stood still for counts for the three as well. Raises Refused where the
    month is over, or was when the person was told.
    """
    snapshot = load(desk, ref).snapshot
    day = _day(desk, told_on, "What the person was told")
    limit = _running(snapshot)
    done = cases.take_step(
        desk,
        ref,
        "take-two-months-more",
        TRACK,
        Answers(facts={"told-on": day.isoformat()}),
        Saying(reason=reason),
    )
    return _stopped_as_before(desk, ref, limit) or done


def _stopped_as_before(desk: Desk, ref: str, limit: DeadlineState) -> Done | None:
    """Let the longer limit stand still for the days for which the first one did.

    Until that is written the limit ends too early, never too late.
    """
    done = None
    for stop in limit.stops:
        said = Saying(reason="As the first month did.")
        since = local_day(datetime.fromisoformat(stop.since))
        done = limits.stop(desk, ref, THREE, stop.category, said, since)
        if stop.until:
            until = local_day(datetime.fromisoformat(stop.until))
            done = limits.resume(desk, ref, THREE, said, until)
    return done


def close(desk: Desk, ref: str, outcome: str, reason: str) -> Done:
    """Close a request: after it was handed out, or with how else it ended and why."""
    if load(desk, ref).snapshot.state(TRACK) == HANDED_OUT:
        return cases.take_step(desk, ref, "close", TRACK, Answers(), Saying(reason=reason))
    if not outcome:
        raise UsageFault(
            "Nothing was handed out yet, so how it ended has to be said.",
            advice="Hand out what is held, or say whether it was withdrawn, not proved or refused "
            "(--outcome).",
        )
    told = Answers(facts={"outcome": outcome})
    return cases.take_step(desk, ref, "close-without", TRACK, told, Saying(reason=reason))


# --- reading -------------------------------------------------------------------------------------


def load(desk: Desk, ref: str) -> CaseFile:
    """Return a request's case. Raises NotFound, in the same words, for any other case."""
    row = desk.cards.get(ref)
    if row is None or laws.name_of(desk, read_card(row.card).digest) != LAW:
        raise no_such_request()
    file = door.load_by_id(desk, row.case)
    if desk.session.user in past_of(desk, file):
        raise no_such_request()
    return file


def no_such_request() -> NotFound:
    """Return the one answer for a request that is not there, or not for this person."""
    return NotFound(
        "There is no request with that reference.",
        advice="casework sar list shows the requests you may see.",
    )


def request(desk: Desk, ref: str) -> Request:
    """Return a request as it stands."""
    return request_of(load(desk, ref))


def requests(desk: Desk, *, closed_too: bool = False) -> tuple[Request, ...]:
    """Return the requests this person may open, the one due first standing first."""
    files = [door.load_by_id(desk, case) for case in _cases(desk, closed_too=closed_too)]
    theirs = (file for file in files if desk.session.user not in past_of(desk, file))
    found = (request_of(file) for file in theirs)
    return tuple(sorted(found, key=lambda one: (one.due or "9999", one.ref)))


def _cases(desk: Desk, *, closed_too: bool) -> Iterator[str]:
    for row in desk.cards.rows:
        if LAW.encode() not in row.card:
            continue  # spares reading thousands of cards
        card = read_card(row.card)
        if laws.name_of(desk, card.digest) == LAW and (closed_too or not card.closed):
            yield row.case


def request_of(file: CaseFile) -> Request:
    """Return how a request stands."""
    case = file.snapshot
    state = case.state(TRACK)
    limit = _limit(case)
    states = file.policy.case_types[LAW].tracks[TRACK].states
    return Request(
        ref=case.ref,
        school=case.school,
        person=case.answer("whose-data"),
        known_as=tuple(name for name in case.answer("known-as").split(_BETWEEN) if name),
        asked_by=case.answer("asked-by"),
        basis=case.answer("basis"),
        came_on=case.answer("came-on"),
        state=state,
        state_title=states[state].title,
        due=limit.due_on if limit else "",
        why=limit.why if limit else "",
        stopped=limit is not None and limit.stopped is not None,
        asked=case.state(APART) == "asked",
        outcome=case.answer("outcome"),
    )


def _limit(case: Snapshot) -> DeadlineState | None:
    found = (one for one in case.deadlines.values() if one.standing in OPEN)
    return next((one for one in found if one.name in {ONE, THREE}), None)


def _running(case: Snapshot) -> DeadlineState:
    limit = _limit(case)
    if limit is None:
        raise Refused(
            "No month runs for this request.",
            advice="It begins when it is known who asks: casework sar resume REF --basis.",
        )
    return limit


def _day(desk: Desk, given: date | None, what: str) -> date:
    """Return a day that has come, today unless said. Raises UsageFault for another."""
    today = local_day(desk.now())
    day = given or today
    if day > today:
        raise UsageFault(
            f"{what} cannot have come on a day that is still ahead.",
            advice="Give today or an earlier day.",
        )
    if today - day > _LONG_AGO:
        raise UsageFault(
            f"{what} cannot be meant to have come more than a year ago.",
            advice="Give the day again, as 5/11/2026.",
        )
    return day


#: Further back than this is a slip of the pen (*default*).
_LONG_AGO: Final = timedelta(days=366)
