"""Lists of cases as rows: due, about whom, what happened, the next step. From cards alone: quick.

A row depends on its card alone and is kept until the card changes; how late it is depends on the
moment and is said only of the rows that are shown. Must not know how a row looks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from casework.domain.calendar import Unit
from casework.domain.counting import Due
from casework.domain.dates import end_of, local_day
from casework.domain.lateness import lateness
from casework.domain.lateness import short as short  # for the lists that show it
from casework.domain.people import PersonRole, post_words
from casework.domain.spelling import spelt
from casework.office import effects
from casework.office.cards import asked_words, read_card
from casework.office.questions import is_sealed
from casework.text import folded, large, small

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casework.domain.calendar import Calendar
    from casework.office.cards import Card, Limit
    from casework.office.desk import Desk
    from casework.store import CardRow

#: More rows than this are asked to be narrowed by typing (``tui-guide.md`` 3.2).
MOST_ROWS: Final = 500
#: Whom a row is about, the first of these that the case knows.
_ABOUT: Final = (PersonRole.AUTHOR, PersonRole.PERSON_OF_CONCERN, PersonRole.TARGET)
_LAST: Final = "9999"
_NOTHING: Final[frozenset[int]] = frozenset()
#: Of several roles the one that stands beside a name.
_KNOWN_BY: Final = (
    *("headteacher", "chair", "vice-chair", "dsl", "senior-leader", "office", "ict-manager"),
    *("class-teacher", "trust-officer", "administrator"),
)
#: What stands between words in a list and is typed as it is read.
_STOPS: Final = ",;…"
#: What leaves room beside it on a title line.
_SHORT: Final = {"dsl": "safeguarding lead (DSL)"}
#: What a narrow column leaves out of "parent of a pupil in 4B".
_PUPIL: Final = re.compile(r" of (?:a )?(?:pupil|child) in (?:year |class )?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One case in a list. ``find`` is what typing looks in; ``to`` are the roles it waits for.

    ``limit`` is the earliest that runs, if any; ``waiting`` says that somebody has to decide.
    """

    ref: str
    about: str
    what: str
    next: str
    closed: bool
    sealed: bool
    paused: bool
    waiting: bool
    policy: str
    kind: str
    school: str
    due_at: str
    limit: Limit | None
    to: frozenset[str]
    order: tuple[str, str]
    find: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Now, and when today and this week end, as instants are written on cards."""

    now: str
    today: str
    week: str

    def late(self, row: Row) -> bool:
        """Tell whether a time limit of the case has gone."""
        return "" < row.due_at <= self.now

    def due_today(self, row: Row) -> bool:
        """Tell whether one ends today."""
        return self.now < row.due_at <= self.today

    def this_week(self, row: Row) -> bool:
        """Tell whether one ends by the end of this week, or has gone."""
        return "" < row.due_at <= self.week


class Listing:
    """Every case that one person may open, as rows; only what changed is worked out again.

    A decision that is asked for stands in none while whoever asked may still take it back.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._kept: dict[str, tuple[CardRow, frozenset[int], Row]] = {}
        self._last: tuple[tuple[CardRow, ...], object, tuple[Row, ...]] = ((), None, ())
        self._by_ref: dict[str, Row] = {}
        self._dues: dict[str, tuple[Calendar, dict[tuple[object, ...], str]]] = {}
        self._titles: dict[tuple[str, str], str] = {}

    def rows(self) -> tuple[Row, ...]:
        """Return them, what is due first standing first; sealed ones are marked as such."""
        cards, untold = self._desk.cards.rows, effects.untold(self._desk)
        last = self._last
        if cards is last[0] and untold == last[1]:
            return last[2]
        before, now = self._kept, {}
        held = {case: frozenset(n for of, n in untold if of == case) for case, _ in untold}
        for card in cards:
            known = before.get(card.case)
            back = held.get(card.case, _NOTHING)
            if known is None or known[0] is not card or known[1] != back:
                known = (card, back, self._row(card, untold))
            now[card.case] = known
        self._kept = now  # whole at once: a worker may be asking as well
        found = tuple(sorted((row for _, _, row in now.values()), key=_order))
        self._by_ref = {row.ref: row for row in found}
        self._last = (cards, untold, found)
        return found

    def row(self, ref: str) -> Row | None:
        """Return the row of a case as the rows were last asked for, if it is among them."""
        return self._by_ref.get(ref)

    def moment(self) -> Moment:
        """Return now and the ends that lists tell apart."""
        return moment_of(self._desk.now())

    def due(self, row: Row) -> str:
        """Return ``2 school days late``, ``Today``, ``Fri 15 May``; nothing where no limit runs.

        Counting school days takes its time: limits of one day are said in one way for all of it.
        """
        if row.limit is None or not row.limit.due_on or not row.due_at:
            return due_words(self._desk, row)
        now, calendar = self._desk.now(), self._desk.calendar(row.school)
        kept = self._dues.get(row.school)
        if kept is None or kept[0] is not calendar:
            kept = self._dues[row.school] = (calendar, {})
        limit = row.limit
        key = (local_day(now), row.due_at <= now.isoformat(), limit.due_on, limit.unit)
        if key not in kept[1]:
            kept[1][key] = due_words(self._desk, row)
        return kept[1][key]

    def _row(self, kept: CardRow, untold: frozenset[tuple[str, int]]) -> Row:
        card = read_card(kept.card)
        if untold and card.waiting:
            card = replace(card, waiting=effects.told(untold, kept.case, card.waiting))
        limit = min((one for one in card.limits if one.due_at), key=_due_at, default=None)
        about, what = _about(card), self._what(card)
        due_at = limit.due_at if limit and not card.closed else ""
        return Row(
            ref=card.ref,
            about=about,
            what=what,
            next=self._next(card, limit),
            closed=card.closed,
            sealed=is_sealed(kept),
            paused=card.paused,
            waiting=bool(card.waiting),
            policy=card.policy,
            kind=card.type_title,
            school=card.school,
            due_at=due_at,
            limit=limit,
            to=self._to(card),
            order=(due_at or _LAST, card.ref),
            find=_find(card, what),
        )

    def _to(self, card: Card) -> frozenset[str]:
        """Return whom a case waits for: who keeps its limits, who decides what was asked."""
        found = frozenset(role for limit in card.limits for role in limit.to)
        if card.waiting:
            rules = self._desk.policy(card.digest).approvals
            found |= {role for one in card.waiting for role in rules[one.role].by}
        return found

    def _what(self, card: Card) -> str:
        if not card.categories:
            return card.type_title
        key = (card.digest, card.categories[0])
        if key not in self._titles:
            self._titles[key] = _title(self._desk, *key)
        return self._titles[key]

    def _next(self, card: Card, limit: Limit | None) -> str:
        if card.closed:
            return card.state_title
        if card.paused:
            return "Wait: do not contact"
        if card.waiting:
            asked = asked_words(self._desk.policy(card.digest), card, card.waiting[0])
            return f"Decision: {small(asked)}"
        return limit.title if limit else card.state_title


class Narrowing:
    """Narrows rows as one types: a letter more is looked for among what fitted the last."""

    def __init__(self) -> None:
        self._rows: tuple[Row, ...] = ()
        self._last: tuple[str, tuple[Row, ...]] = ("", ())

    def of(self, all_rows: tuple[Row, ...], typed: str) -> tuple[Row, ...]:
        """Return the rows in which every word that was typed stands, as ``narrowed`` does."""
        wanted, (last, found) = folded(typed), self._last
        among = found if all_rows is self._rows and wanted.startswith(last) else all_rows
        self._rows, self._last = all_rows, (wanted, narrowed(among, typed))
        return self._last[1]


def listing(desk: Desk) -> Listing:
    """Return the listing of a person, the same for every screen; it goes with the desk."""
    found = desk.kept.get("listing")
    if not isinstance(found, Listing):
        found = desk.kept["listing"] = Listing(desk)
    return found


def rows(desk: Desk, *, closed: bool = False) -> tuple[Row, ...]:
    """Return the cases this person may open and nobody keeps sealed, what is due first first."""
    found = listing(desk).rows()
    return tuple(row for row in found if not row.sealed and (closed or not row.closed))


def moment_of(now: datetime) -> Moment:
    """Return an instant with the ends of its day and its week."""
    day = local_day(now)
    sunday = day + timedelta(days=7 - day.isoweekday())
    return Moment(
        now=now.isoformat(), today=end_of(day).isoformat(), week=end_of(sunday).isoformat()
    )


def narrowed(all_rows: Iterable[Row], typed: str) -> tuple[Row, ...]:
    """Return the rows in which every word that was typed stands."""
    words = (word.strip(_STOPS) for word in folded(typed).split())
    found = all_rows
    for word in words:
        found = [row for row in found if word in row.find]
    return tuple(found)


def due_words(desk: Desk, row: Row) -> str:
    """Return when the earliest limit of a row ends, in the days that the limit counts."""
    if row.limit is None or not row.due_at:
        return ""
    words = lateness(_due(row.limit), desk.now(), desk.calendar(row.school))
    return large(words)


def counted(all_rows: Iterable[Row], moment: Moment) -> str:
    """Return ``7 open, 1 late, 1 due today, 3 closed``: what there is of each."""
    found = tuple(all_rows)
    late, today = sum(map(moment.late, found)), sum(map(moment.due_today, found))
    closed = sum(row.closed for row in found)
    parts = [f"{len(found) - closed} open"]
    parts += [f"{late} late"] if late else []
    parts += [f"{today} due today"] if today else []
    parts += [f"{closed} closed"] if closed else []
    return ", ".join(parts)


def who(desk: Desk) -> str:
    """Return ``S. Kaur, office``: a name and the first of the roles by which people are known."""
    held = desk.actor.roles
    role = next((role for role in _KNOWN_BY if role in held), "")
    return ", ".join(part for part in (desk.session.name, role and post(role)) if part)


def post(role: str) -> str:
    """Return a post as it stands in a title line, shorter than in a sentence."""
    return _SHORT.get(role) or post_words(role)


def more(count: int) -> str:
    """Return ``37 more: type to narrow``, or nothing."""
    over = count - MOST_ROWS
    return f"{over} more: type to narrow" if over > 0 else ""


def _order(row: Row) -> tuple[str, str]:
    return row.order


def _due_at(limit: Limit) -> str:
    return limit.due_at


def _due(limit: Limit) -> Due:
    on = datetime.fromisoformat(limit.due_on).date() if limit.due_on else None
    unit = next((unit for unit in Unit if unit == limit.unit), Unit.CALENDAR_DAYS)
    return Due(at=datetime.fromisoformat(limit.due_at), on=on, unit=unit, why="")


def _find(card: Card, what: str) -> str:
    names = " ".join(f"{name} {told}" for _, name, told in card.people)
    words = f"{card.ref} {names} {card.summary} {what} {card.type_title} {card.state_title}"
    return folded(words)


def _about(card: Card) -> str:
    """Return ``Hart, parent 4B``; nobody's name is known of an unknown account.

    What a policy asks every year is about nobody: what its title adds to its kind, if anything.
    """
    for role in _ABOUT:
        for has, name, told in card.people:
            if has == role:
                last = name.split()[-1] if name else ""
                return ", ".join(part for part in (last, _PUPIL.sub(" ", told)) if part)
    return card.summary.removeprefix(f"{card.type_title}: ") or card.ref


def _title(desk: Desk, digest: str, category: str) -> str:
    code, _, target = category.partition(":")
    known = desk.policy(digest).categories.get(code)
    title = known.title if known else code
    return f"{title}, {spelt(target)}" if target else title
