"""Today on a screen: what must happen, late first; decisions, letters to sign, what others owe.

References and roles, never a name. What is due is read off the cards; what lies in the letters of a
case is looked up case by case, so that nobody has to wait for all of them. Sealed work stands here
for its own holders alone. Must not decide or write anything.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from casework import store
from casework.domain.case import OPEN
from casework.domain.dates import day_words, end_of, local_day
from casework.domain.lateness import lateness
from casework.domain.people import post_words
from casework.domain.reminders import Stage, stage
from casework.domain.stoppages import STOP_WORDS, StopCategory
from casework.letters.life import LetterState as State
from casework.letters.printing import Way, handed_over, left
from casework.office import capacities, door, duework, effects, reviews, sheets, upkeep
from casework.office.cards import asked_words, read_card
from casework.office.handouts import free_name
from casework.text import in_words, small

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from casework.domain.case import LetterState
    from casework.office.cards import Card, Limit, Waiting
    from casework.office.desk import Desk
    from casework.office.door import CaseFile

#: The parts of the screen, in their order.
LATE, NOW, TOMORROW, WEEK = "Late", "Before school closes", "Tomorrow", "Later this week"
DECIDE, HAND, OTHERS, REVIEW = (
    "Decisions",
    "To sign or hand over",
    "Waiting for someone else",
    "Policies to review",
)
#: What is left to do with a letter, by where it stands.
_TO_DO: Final = {
    State.APPROVED: "number it and print it",
    State.ISSUED: "print it",
    State.PRINTED: "sign it",
    State.SIGNED: "send it, or hand it over",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing: which case, what, for whom, when; ``yours`` where it is on one's own list."""

    ref: str
    what: str
    who: str
    when: str
    yours: bool = False
    order: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A heading and what stands under it."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A case still to be looked into, and at which revision of it."""

    case: str
    revision: int


def due(desk: Desk) -> tuple[Part, ...]:
    """Return what is due, by when, and what is to be decided; read off the cards alone."""
    found: dict[str, list[Entry]] = {}
    untold = effects.untold(desk)
    for row in desk.cards.rows:
        card = read_card(row.card)
        if card.closed:
            continue
        entries = _of_sealed(desk, row.case) if _sealed(row) else _of_card(desk, card)
        waiting = effects.told(untold, row.case, card.waiting)
        for title, entry in (*entries, *_decisions(desk, card, waiting)):
            found.setdefault(title, []).append(entry)
    found[REVIEW] = list(_reviews(desk))
    return _parts(found, (LATE, NOW, TOMORROW, WEEK, DECIDE, REVIEW))


def to_look_into(desk: Desk) -> tuple[Look, ...]:
    """Return the open cases whose letters and stops are still to be looked up, the newest first."""
    rows = (row for row in reversed(desk.cards.rows) if not read_card(row.card).closed)
    return tuple(Look(case=row.case, revision=row.revision) for row in rows)


def looked_into(desk: Desk, look: Look) -> tuple[tuple[str, Entry], ...]:
    """Return what is to be signed or handed over in one case, and what waits on others there."""
    kept = desk.kept.setdefault("looked-into", {})
    key = (look.case, look.revision, local_day(desk.now()))
    if isinstance(kept, dict):
        if key not in kept:
            kept[key] = tuple(_inside(door.load_by_id(desk, look.case)))
        found: tuple[tuple[str, Entry], ...] = kept[key]
        return found
    return ()


def inside(entries: Iterable[tuple[str, Entry]]) -> tuple[Part, ...]:
    """Return what was looked up, in parts."""
    found: dict[str, list[Entry]] = {}
    for title, entry in entries:
        found.setdefault(title, []).append(entry)
    return _parts(found, (HAND, OTHERS))


def closes(desk: Desk) -> str:
    """Return when school closes, as 15:30."""
    return desk.school(desk.school_slug("")).closes_at


def keeping(desk: Desk) -> tuple[str, ...]:
    """Return when the clock last ran, and when a backup was last checked."""
    return (*desk.clock_lines(), backup(desk))


def backup(desk: Desk) -> str:
    """Return how old the last checked backup is, as a sentence."""
    return upkeep.age_line(desk.session.office.meta("book").hex(), desk.now())


def sheet(desk: Desk) -> bytes:
    """Return the Today sheet as a PDF: references and roles, never sealed work."""
    return sheets.page_pdf(desk, sheets.today(desk, clock=desk.clock_lines()))


def on_paper(desk: Desk, way: Way) -> str:
    """Print the sheet, open it to be printed, or leave it as a file of the practice school.

    Returns what is to be said besides yes. Raises MachineFault where nothing was handed over.
    """
    pdf = sheet(desk)
    if way is not Way.KEPT:
        return print_sheet(pdf, tuple(desk.settings.print_command), way)
    name = f"today-{local_day(desk.now()):%Y-%m-%d}.pdf"
    with left(pdf, Path(free_name(desk.folder.parent / "letters", name))) as lies:
        return lies


def print_sheet(pdf: bytes, command: Sequence[str], way: Way) -> str:
    """Hand the sheet over; return what the machine said besides yes. Raises MachineFault."""
    with handed_over(pdf, way, command) as note:
        return note


# --- what is due ----------------------------------------------------------------------------------


def _sealed(row: store.CardRow) -> bool:
    return row.place is store.Place.SEALED


def _of_card(desk: Desk, card: Card) -> Iterator[tuple[str, Entry]]:
    held = capacities.roles_today(desk, desk.session.user, card.school)
    for limit in card.limits:
        title = _when(desk, limit.due_at)
        if title:
            to = frozenset(limit.to) | _escalated(desk, card, limit)
            entry = Entry(
                ref=card.ref,
                what=limit.title,
                who=_roles(to),
                when=_words(desk, card, limit),
                yours=not held.isdisjoint(to),
                order=limit.due_at,
            )
            yield title, entry


def _of_sealed(desk: Desk, case: str) -> Iterator[tuple[str, Entry]]:
    """Yield what is due in a sealed case: whose it is, the case itself says."""
    for row in duework.of_case(desk, door.load_by_id(desk, case)):
        title = _when(desk, row.due_at)
        if title:
            yield (
                title,
                Entry(
                    ref=row.ref,
                    what=row.title,
                    who=_roles(row.to),
                    when=row.words,
                    yours=row.yours,
                    order=row.due_at,
                ),
            )


def _when(desk: Desk, due_at: str) -> str:
    """Return under which heading a time stands; nothing where it is far off, or there is none."""
    now = desk.now()
    day = local_day(now)
    ends = (
        (now, LATE),
        (end_of(day), NOW),
        (end_of(day + timedelta(days=1)), TOMORROW),
        (end_of(day + timedelta(days=7 - day.isoweekday())), WEEK),
    )
    if not due_at:
        return ""
    return next((title for end, title in ends if due_at <= end.isoformat()), "")


def _words(desk: Desk, card: Card, limit: Limit) -> str:
    found = duework.due_of(limit.due_at, limit.due_on, limit.unit)
    return lateness(found, desk.now(), desk.calendar(card.school))


def _escalated(desk: Desk, card: Card, limit: Limit) -> frozenset[str]:
    """Return the headteacher where nobody acted for so long that it comes to them as well."""
    found = duework.due_of(limit.due_at, limit.due_on, limit.unit)
    at = stage(found.at, found.on, desk.now(), desk.calendar(card.school))
    return frozenset({duework.HEAD}) if at is Stage.ESCALATED else frozenset()


def _roles(held: Iterable[str]) -> str:
    return in_words(sorted(post_words(role) for role in held), "or")


def _decisions(desk: Desk, card: Card, waiting: Iterable[Waiting]) -> Iterator[tuple[str, Entry]]:
    held = capacities.roles_today(desk, desk.session.user, card.school)
    policy = desk.policy(card.digest)
    for one in waiting:
        rule = policy.approvals[one.role]
        asked = local_day(datetime.fromisoformat(one.asked_at))
        entry = Entry(
            ref=card.ref,
            what=f"Decision: {small(asked_words(policy, card, one))}",
            who=_roles(rule.by),
            when=f"asked {day_words(asked)}",
            yours=not held.isdisjoint(rule.by) and one.asked_by != desk.session.user,
            order=one.asked_at,
        )
        yield DECIDE, entry


def _reviews(desk: Desk) -> Iterator[Entry]:
    for school in desk.ledger.schools_of(desk.session.user):
        for title, why in reviews.due(desk, school):
            yield Entry(ref="", what=f"{title}: {why}", who=_roles({duework.HEAD}), when="")


# --- inside a case --------------------------------------------------------------------------------


def _inside(file: CaseFile) -> Iterator[tuple[str, Entry]]:
    case = file.snapshot
    plain = Entry(ref=case.ref, what="", who="", when="")
    for letter in case.letters.values():
        yield from _letter(plain, letter)
    known = file.policy.case_types[case.case_type].deadlines
    for limit in case.deadlines.values():
        if limit.stopped and limit.standing in OPEN:
            why = STOP_WORDS[StopCategory(limit.stopped.category)]
            since = f"since {day_words(_day(limit.stopped.since))}"
            yield OTHERS, replace(plain, what=f"{known[limit.name].title}: {why}", when=since)
    if case.pause == "standing":
        words = "Contact waits until safeguarding releases it"
        when = f"since {day_words(_day(case.paused_at))}" if case.paused_at else ""
        yield OTHERS, replace(plain, what=words, who="safeguarding", when=when)


def _letter(plain: Entry, letter: LetterState) -> Iterator[tuple[str, Entry]]:
    name = f"Letter {letter.number}, {letter.title}"
    state = State(letter.state)
    if state in _TO_DO:
        yield HAND, replace(plain, what=f"{name}: {_TO_DO[state]}", order=name)
    elif state is State.SENT:
        words = f"{name}: sent; whether it came is not known"
        yield OTHERS, replace(plain, what=words, order=name)


def _day(instant: str) -> date:
    return local_day(datetime.fromisoformat(instant))


def _parts(found: dict[str, list[Entry]], titles: Iterable[str]) -> tuple[Part, ...]:
    return tuple(
        Part(title=title, entries=tuple(sorted(found[title], key=lambda one: (one.order, one.ref))))
        for title in titles
        if found.get(title)
    )
