"""My list as rows: due, about whom, what happened, the next step. From cards alone, so it is quick.

Pure sums over what the desk holds. Must not know how a row looks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from casework.domain.calendar import Unit
from casework.domain.counting import Due
from casework.domain.lateness import lateness
from casework.domain.people import PersonRole
from casework.office.cards import read_card

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casework.office.cards import Card, Limit
    from casework.office.desk import Desk

#: More rows than this are asked to be narrowed by typing (``tui-guide.md`` 3.2).
MOST_ROWS: Final = 500
#: Whom a row is about, the first of these that the case knows.
_ABOUT: Final = (PersonRole.AUTHOR, PersonRole.PERSON_OF_CONCERN, PersonRole.TARGET)
_LAST: Final = "9999"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One case in a list; ``find`` is what typing looks in, folded."""

    ref: str
    due: str
    due_short: str
    about: str
    what: str
    next: str
    late: bool
    today: bool
    closed: bool
    order: tuple[str, str]
    find: str


def rows(desk: Desk, *, closed: bool = False) -> tuple[Row, ...]:
    """Return the cases this person may open, what is due first standing first."""
    cards = (read_card(row.card) for row in desk.cards.rows)
    found = (_row(desk, card) for card in cards if closed or not card.closed)
    return tuple(sorted(found, key=lambda row: row.order))


def narrowed(all_rows: Iterable[Row], typed: str) -> tuple[Row, ...]:
    """Return the rows in which every word that was typed stands."""
    words = typed.casefold().split()
    return tuple(row for row in all_rows if all(word in row.find for word in words))


def counted(all_rows: Iterable[Row]) -> str:
    """Return ``7 open, 1 late, 1 due today``."""
    found = tuple(all_rows)
    late, today = sum(row.late for row in found), sum(row.today for row in found)
    parts = [f"{len(found)} open", f"{late} late" if late else "", f"{today} due today"]
    return ", ".join(part for part in parts if part and not part.startswith("0 due"))


def more(count: int) -> str:
    """Return ``37 more: type to narrow``, or nothing."""
    over = count - MOST_ROWS
    return f"{over} more: type to narrow" if over > 0 else ""


def _row(desk: Desk, card: Card) -> Row:
    limit = min((one for one in card.limits if one.due_at), key=_due_at, default=None)
    now = desk.now()
    due = lateness(_due(limit), now, desk.calendar(card.school)) if limit else ""
    about, what = _about(card), _what(desk, card)
    late = bool(limit) and due.endswith(" late")
    return Row(
        ref=card.ref,
        due=due[:1].upper() + due[1:],
        due_short=_short(due[:1].upper() + due[1:]),
        about=about,
        what=what,
        next=_next(card, limit),
        late=late,
        today=due.startswith("today"),
        closed=card.closed,
        order=(limit.due_at if limit else _LAST, card.ref),
        find=" ".join(
            (card.ref, *(f"{name} {told}" for _, name, told in card.people), card.summary, what)
        ).casefold(),
    )


def _short(due: str) -> str:
    """Return ``2 days late`` for a narrow column; beside it stands which days are meant."""
    return due.replace(" school days late", " days late").replace(
        " working days late", " days late"
    )


def _due_at(limit: Limit) -> str:
    return limit.due_at


def _due(limit: Limit) -> Due:
    on = datetime.fromisoformat(limit.due_on).date() if limit.due_on else None
    unit = next((unit for unit in Unit if unit == limit.unit), Unit.CALENDAR_DAYS)
    return Due(at=datetime.fromisoformat(limit.due_at), on=on, unit=unit, why="")


def _about(card: Card) -> str:
    """Return ``Hart, parent of a pupil in 4B``; nobody's name is known of an unknown account."""
    for role in _ABOUT:
        for has, name, told in card.people:
            if has == role:
                return ", ".join(part for part in (name.split()[-1] if name else "", told) if part)
    return card.summary or card.ref


def _what(desk: Desk, card: Card) -> str:
    if not card.categories:
        return card.type_title
    code, _, target = card.categories[0].partition(":")
    known = desk.policy(card.digest).categories.get(code)
    title = known.title if known else code
    return f"{title}, {target.replace('-', ' ')}" if target else title


def _next(card: Card, limit: Limit | None) -> str:
    if card.paused:
        return "Wait: do not contact"
    if card.waiting:
        return f"Decision: {card.waiting[0].title}"
    return limit.title if limit else card.state_title
