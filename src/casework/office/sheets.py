"""Paper about due work: the Today sheet, and a page for each holder before a holiday.

References and what is to be done, never a name. Sealed work stands on its own holder's page alone,
and that page is in the case's access log before it is shown. Must not decide or change anything.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from casework import paper, store
from casework.domain.closedtimes import Closed, next_closed
from casework.domain.dates import clock_words, day_words, local_day, long_day
from casework.domain.people import post_words
from casework.errors import UsageFault
from casework.office import approvals, capacities, concerns, door, duework, reviews, upkeep
from casework.office.cards import read_card
from casework.office.ics import Entry, write_ics
from casework.office.reading import read
from casework.text import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from casework.office.desk import Desk
    from casework.office.duework import Row

DAY: Final = timedelta(days=1)
#: What still fits on one page, sections and all (*default*).
MOST_ROWS: Final = 24
#: A holiday longer than this was typed wrongly (*default*).
LONGEST_CLOSED: Final = timedelta(days=100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a page: its heading and its rows, each with reference, what, whose, by when."""

    title: str
    rows: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page; ``holder`` says whose, by name, for the screen: the paper itself names nobody."""

    title: str
    school: str
    lines: tuple[str, ...]
    sections: tuple[Section, ...]
    ring: tuple[tuple[str, str], ...] = ()
    after: tuple[str, ...] = ()
    holder: str = ""
    practice: bool = False


# --- today ----------------------------------------------------------------------------------------


def today(desk: Desk, school: str = "", clock: Sequence[str] = ()) -> Page:
    """Return the Today sheet of a school: what is late, due today and next, decisions; no names.

    ``clock`` is what there is to say of the clock; how old the last backup is stands beside it.
    """
    slug = desk.school_slug(school)
    now = desk.now()
    day = local_day(now)
    rows = [
        row for row in duework.listed(desk) if row.school == slug and row.due_at and not row.sealed
    ]
    late = [row for row in rows if row.due_at <= now.isoformat()]
    due = [row for row in rows if row.due_at > now.isoformat()]
    closes = desk.school(slug).closes_at
    sections = (
        Section(title="Late", rows=_lines(late)),
        Section(
            title=f"Today, before school closes ({closes})",
            rows=_lines(row for row in due if _on(row) == day),
        ),
        Section(title="Tomorrow", rows=_lines(row for row in due if _on(row) == day + DAY)),
        Section(title="Decisions waiting", rows=tuple(_decisions(desk, slug))),
        Section(title="Policies to review", rows=tuple(_policies(desk, slug))),
    )
    return Page(
        title=f"Today, {long_day(day)}",
        school=desk.school(slug).name,
        lines=(f"Printed {clock_words(now)}. References only.",),
        sections=_fitting(sections),
        after=(upkeep.age_line(desk.session.office.meta("book").hex(), now), *clock),
        practice=desk.settings.practice,
    )


def _decisions(desk: Desk, school: str) -> Iterator[tuple[str, str, str, str]]:
    cards = (row for row in desk.cards.rows if row.place is not store.Place.SEALED)
    open_ones = {
        card.ref for card in map(read_card, (c.card for c in cards)) if card.school == school
    }
    for one in approvals.waiting(desk):
        if one.ref in open_ones:
            asked = local_day(datetime.fromisoformat(one.asked_at))
            yield one.ref, one.title, "", f"asked {day_words(asked)}"


def _policies(desk: Desk, school: str) -> Iterator[tuple[str, str, str, str]]:
    for title, why in reviews.due(desk, school):
        yield "", f"{title}: {why}", "", ""


# --- before a holiday -----------------------------------------------------------------------------


def closed_time(
    desk: Desk, first: date | None = None, last: date | None = None, school: str = ""
) -> Closed:
    """Return the holiday that is meant: the given days, or the next one of the calendar."""
    if first is None and last is None:
        return next_closed(desk.calendar(desk.school_slug(school)), local_day(desk.now()))
    if first is None or last is None or not first <= last <= first + LONGEST_CLOSED:
        raise UsageFault(
            "These are not the days of a holiday.",
            advice="Give the first day and the last, in order, or neither (--first, --last).",
        )
    return Closed(first=first, last=last)


def closing_up(
    desk: Desk, closed: Closed, school: str = "", mobile: str = "", *, mine: bool = False
) -> tuple[Page, ...]:
    """Return a page for each holder: what falls due up to the first day back, and whom to ring.

    One's own comes first and is the only one with sealed work on it; ``mobile`` stands on it.
    """
    slug = desk.school_slug(school)
    mine_alone, for_all = _held(desk, slug, closed)
    own = _closing_page(desk, slug, closed, mine_alone, desk.session.user, mobile)
    others = () if mine else tuple(sorted(for_all.items()))
    rest = [
        _closing_page(desk, slug, closed, rows, user, "")
        for user, rows in others
        if user != desk.session.user
    ]
    return (own, *sorted(rest, key=lambda page: page.holder.casefold()))


def _held(desk: Desk, school: str, closed: Closed) -> tuple[list[Row], dict[str, list[Row]]]:
    """Return one's own rows, and everybody's who may open the case, without sealed ones."""
    own: list[Row] = []
    others: dict[str, list[Row]] = {}
    for card_row in desk.cards.rows:
        card = read_card(card_row.card)
        if card.school != school or not card.limits:
            continue
        file = door.load_by_id(desk, card_row.case)
        rows = [row for row in duework.of_case(desk, file) if _falls(row, closed)]
        mine = [row for row in rows if row.yours]
        own += mine
        if mine and file.history.place is store.Place.SEALED:
            read(desk, card.ref, "closing-up page")  # the log knows before the page is made
        if not rows or file.history.place is store.Place.SEALED:
            continue
        holders = frozenset(store.holders(desk.session, file.case))
        for row in rows:
            for user in holders.intersection(capacities.users_in(desk, file.snapshot, row.to)):
                others.setdefault(user, []).append(row)
    return own, others


def _falls(row: Row, closed: Closed) -> bool:
    return bool(row.due_at) and _on(row) <= closed.last + DAY


def _closing_page(
    desk: Desk, school: str, closed: Closed, rows: list[Row], user: str, mobile: str
) -> Page:
    settings = desk.school(school)
    in_order = sorted(rows, key=lambda row: (row.due_at, row.ref))
    now = desk.now().isoformat()
    late = [row for row in in_order if row.due_at <= now]
    coming = [row for row in in_order if row.due_at > now]
    sections = (
        Section(title="Late already", rows=_lines(late)),
        Section(
            title="Before the school is shut",
            rows=_lines(row for row in coming if _on(row) < closed.first),
        ),
        Section(
            title="While the school is shut",
            rows=_lines(row for row in coming if _on(row) in closed),
        ),
        Section(
            title="On the first day back",
            rows=_lines(row for row in coming if _on(row) > closed.last),
        ),
    )
    number = mobile or "______________________"
    known = desk.session.directory.users.get(user)
    holder = known.name if known else ""
    return Page(
        title="Before the holiday",
        school=settings.name,
        lines=(f"For {holder}. The school is shut from {closed}.",),
        sections=_fitting(sections),
        ring=concerns.whom_to_ring(settings, ""),
        after=(
            f"The mobile I leave: {number}",
            "The local authority’s officer asks for a number that will be answered.",
        ),
        holder=holder,
        practice=desk.settings.practice,
    )


# --- both -----------------------------------------------------------------------------------------


def _on(row: Row) -> date:
    if row.due_on:
        return date.fromisoformat(row.due_on)
    return local_day(datetime.fromisoformat(row.due_at))


def _lines(rows: Iterator[Row] | Sequence[Row]) -> tuple[tuple[str, str, str, str], ...]:
    return tuple((row.ref, row.title, _roles(row.to), row.words) for row in rows)


def _roles(held: Iterable[str]) -> str:
    return ", ".join(post_words(role) for role in held)


def _fitting(sections: Sequence[Section]) -> tuple[Section, ...]:
    """Return the sections that hold something, cut to a page; what is left out is counted."""
    room, fitting = MOST_ROWS, []
    for section in sections:
        if not section.rows:
            continue
        shown = section.rows[: max(room, 1)]
        left = len(section.rows) - len(shown)
        more = ("", f"and {plural(left, 'more', 'more')}: casework deadline list", "", "")
        fitting.append(replace(section, rows=(*shown, more) if left else shown))
        room -= len(shown)
    return tuple(fitting)


def page_text(page: Page) -> list[str]:
    """Return a page as lines for a screen or a plain file."""
    lines = [page.title, page.school, *page.lines]
    for section in page.sections or (Section(title="Nothing falls due.", rows=()),):
        lines += ["", section.title]
        lines += [f"  [ ] {'  '.join(part for part in row if part)}" for row in section.rows]
    if page.ring:
        lines += ["", "Whom to ring", *(f"  {who}: {number}" for who, number in page.ring)]
    return [*lines, *(("", *page.after) if page.after else ())]


def page_pdf(desk: Desk, page: Page) -> bytes:
    """Return a page as a PDF."""
    blocks: list[paper.Block] = [paper.Heading(runs=paper.words(page.title))]
    blocks += [paper.paragraph(line) for line in page.lines]
    if not page.sections:
        blocks.append(paper.paragraph("Nothing falls due."))
    for section in page.sections:
        blocks.append(paper.Heading(runs=paper.words(section.title), level=2))
        blocks.append(_table(section))
    if page.ring:
        rows = tuple((paper.words(who), paper.words(number)) for who, number in page.ring)
        header = (paper.words("Whom to ring"), paper.words("Number"))
        blocks.append(paper.Table(header=header, rows=rows, widths=(2, 1)))
    blocks += [paper.paragraph(line) for line in page.after]
    document = paper.Document(
        kind=paper.Kind.PAGE,
        title=page.title,
        letterhead=paper.Letterhead(school_name=page.school),
        blocks=tuple(blocks),
        practice=page.practice,
    )
    return paper.render(document, at=desk.now())


def _table(section: Section) -> paper.Table:
    header = tuple(paper.words(word) for word in ("Case", "What", "For", "By when"))
    rows = tuple(tuple(paper.words(part) for part in row) for row in section.rows)
    return paper.Table(header=header, rows=rows, widths=(2, 5, 3, 3))


# --- a calendar for other programs ----------------------------------------------------------------


def calendar_file(desk: Desk, *, mine: bool = False) -> tuple[bytes, int]:
    """Return due work as a calendar file, and how many entries it has; never sealed work.

    A title says the reference and nothing else; the same limit has the same UID in every file.
    """
    entries = [
        Entry(
            uid=f"{hashlib.sha256(f'due work {row.id}'.encode()).hexdigest()[:32]}@casework",
            title=f"Due: {row.ref}",
            on=date.fromisoformat(row.due_on) if row.due_on else None,
            at=datetime.fromisoformat(row.due_at),
        )
        for row in duework.listed(desk, mine=mine)
        if row.due_at and not row.sealed
    ]
    return write_ics(entries, "Due work", desk.now()), len(entries)
