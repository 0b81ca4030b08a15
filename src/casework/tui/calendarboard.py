"""The school's calendar as a board: terms, INSET days, closures, bank holidays, what was changed.

Every change asks for its reason, is a version of its own, and says which time limits it moved.
Must not know a widget.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Final, TypeAlias

from casework.domain.calendar import (
    Holiday,
    Term,
    with_holiday,
    without_closures,
    without_holiday,
)
from casework.domain.dates import day_words, instant_words, local_day, read_day
from casework.domain.termedits import with_inset, with_term, without_inset, without_term
from casework.office import ics, outside, terms
from casework.text import plural
from casework.tui.boards import DO_HERE, Board, Row, heading, under
from casework.tui.sheet import Job, Kept, choice, day, line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from casework.domain.calendar import Calendar
    from casework.office.desk import Desk
    from casework.office.redating import Moved
    from casework.tui.asking import Question

#: A larger file is no list of term dates (*default*).
LARGEST: Final = 1_000_000
_MEANS: Final = "Every time limit that it touches is worked out again; what has passed stays."
_SHUT: Final = "Record a day on which the school is shut"
_TAKE_IN: Final = "Take in term dates from a file"
_WHY: Final = line("why", "Why is it changed?", needed=True)
_DAY: Final = day("day", "Which day?", needed=True)
_BECAUSE: Final = line("because", "Why was it shut?", needed=True)
_NAME: Final = line("name", "What is it called?", needed=True)
_SPAN: Final = (
    day("first", "Its first day", needed=True),
    day("last", "Its last day", needed=True),
)
_ANY_DAY: Final = day("day", "Any day of its school year", needed=True)

Told: TypeAlias = "Mapping[str, str]"
Asked: TypeAlias = "tuple[Question, ...]"
Change: TypeAlias = "Callable[[Calendar], Calendar]"
Edit: TypeAlias = "Callable[[Told], Change]"
Does: TypeAlias = "Callable[[Desk, str, Told], Kept]"


def board(desk: Desk, school: str = "") -> Board:
    """Return the calendar of a school; where there are several, one board leads to each."""
    if not school and len(desk.ledger.schools) > 1:
        return Board(title="Calendars", rows=tuple(_schools(desk)))
    slug = desk.school_slug(school)
    doings = () if desk.read_only else tuple(_doings(desk, slug))
    return Board(
        title=f"Calendar of {desk.ledger.schools[slug]}",
        rows=(*under(DO_HERE, doings), *_rows(desk, slug)),
    )


def _schools(desk: Desk) -> Iterator[Row]:
    for slug, name in desk.ledger.schools.items():
        yield Row(left=name, leads=partial(board, desk, slug))


def _rows(desk: Desk, school: str) -> Iterator[Row]:
    calendar = desk.calendar(school)
    yield from _terms(calendar, local_day(desk.now()).year)
    yield heading("Closed days")
    for shut, why in sorted(calendar.closures.items(), reverse=True):
        yield Row(left=day_words(shut), beside=why)
    if not calendar.closures:
        yield Row(left="None is recorded.")
    yield heading("Bank holidays")
    yield from _holidays(calendar, local_day(desk.now()).year)
    yield heading("What was changed")
    yield from _versions(desk, school)


def _terms(calendar: Calendar, year: int) -> Iterator[Row]:
    yield heading("Terms")
    if not calendar.years:
        yield Row(
            left="The term dates are not loaded, so no date can be given in school days.",
        )
    for one in calendar.years:
        if one.last.year < year - 1:
            continue
        for term in one.terms:
            yield Row(left=term.name, beside=f"{day_words(term.first)} to {day_words(term.last)}")
        for training in sorted(one.inset):
            yield Row(left="INSET day", beside=day_words(training))


def _holidays(calendar: Calendar, year: int) -> Iterator[Row]:
    for free, name in sorted(calendar.holidays.items()):
        if free.year >= year:
            yield Row(left=day_words(free), beside=name)
    years = ", ".join(str(each) for each in sorted(calendar.loaded_years))
    yield Row(left="Loaded for", beside=years or "no year")


def _versions(desk: Desk, school: str) -> Iterator[Row]:
    found = terms.versions(desk, school)
    for one in reversed(found):
        when = instant_words(datetime.fromisoformat(one.at))
        yield Row(left=f"{one.version}  {when}", beside=f"{one.by}: {one.why}")
    if not found:
        yield Row(left="Nothing yet: it is the calendar that came with the program.")


# --- what can be done ----------------------------------------------------------------------------


def _doings(desk: Desk, school: str) -> Iterator[Row]:
    """Yield what changes the calendar."""
    change = partial(_job, desk, school)
    yield Row(left=_SHUT, leads=lambda: change("shut", _SHUT, _shut, (_DAY, _BECAUSE)), also="snow")
    yield _edits(change, "open", "Record that a closed day was open after all", (_DAY,), _opened)
    took = (line("file", "Which file? A list (CSV) or an ICS file", needed=True),)
    yield Row(left=_TAKE_IN, leads=lambda: change("terms", _TAKE_IN, _took_in, took), also="import")
    yield _edits(change, "term", "Set a stretch of term", (_NAME, *_SPAN), _with_term)
    yield _edits(change, "no-term", "Take a stretch of term out", (_NAME, _ANY_DAY), _no_term)
    yield _edits(change, "inset", "Put a day down as INSET", (_DAY,), _with_inset)
    yield _edits(change, "no-inset", "Take an INSET day out", (_DAY,), _no_inset)
    yield _edits(change, "holiday", "Add a bank holiday", (_DAY, _NAME), _with_holiday)
    yield _edits(change, "no-holiday", "Take a bank holiday out", (_DAY,), _no_holiday)
    yield from _to_confirm(desk, school)


def _job(desk: Desk, school: str, name: str, words: str, does: Does, asks: Asked) -> Job:
    return Job(
        desk=desk,
        draft=f"calendar {school} {name}",
        title=words,
        button="Change the calendar",
        says=(_MEANS,),
        asked=lambda _given: (*asks, _WHY),
        keep=lambda given, _mark: does(desk, school, given),
        slow=True,
    )


def _edits(change: Callable[..., Job], name: str, words: str, asks: Asked, edit: Edit) -> Row:
    def does(desk: Desk, school: str, told: Told) -> Kept:
        made = edit(told)
        calendar, moved = terms.edit(desk, made, words[:1].lower() + words[1:], told["why"], school)
        return _changed(words, calendar, moved)

    return Row(left=words, leads=lambda: change(name, words, does, asks))


def _shut(desk: Desk, school: str, told: Told) -> Kept:
    day_ = read_day(told["day"])
    calendar, moved = terms.close(desk, {day_: told["because"]}, school, told["why"])
    return _changed(f"School shut on {day_words(day_)}", calendar, moved)


def _took_in(desk: Desk, school: str, told: Told) -> Kept:
    text = ics.text_of(outside.read_bytes(told["file"], LARGEST))
    calendar, moved = terms.load_terms(desk, text, school, told["why"])
    return _changed("Term dates loaded", calendar, moved)


def _opened(told: Told) -> Change:
    return lambda now: without_closures(now, [read_day(told["day"])])


def _with_term(told: Told) -> Change:
    term = Term(first=read_day(told["first"]), last=read_day(told["last"]), name=told["name"])
    return lambda now: with_term(now, term)


def _no_term(told: Told) -> Change:
    return lambda now: without_term(now, told["name"], read_day(told["day"]))


def _with_inset(told: Told) -> Change:
    return lambda now: with_inset(now, [read_day(told["day"])])


def _no_inset(told: Told) -> Change:
    return lambda now: without_inset(now, [read_day(told["day"])])


def _with_holiday(told: Told) -> Change:
    return lambda now: with_holiday(now, Holiday(day=read_day(told["day"]), name=told["name"]))


def _no_holiday(told: Told) -> Change:
    return lambda now: without_holiday(now, read_day(told["day"]), "")


def _to_confirm(desk: Desk, school: str) -> Iterator[Row]:
    """Yield the next years whose bank holidays nobody has looked at."""
    known = desk.calendar(school).loaded_years
    first = max(known, default=local_day(desk.now()).year - 1) + 1
    for year in (first, first + 1):
        words = f"Confirm the bank holidays of {year}"
        yield Row(left=words, leads=partial(_confirmation, desk, school, year, words))


def _confirmation(desk: Desk, school: str, year: int, words: str) -> Job:
    """Return the form that shows a year's bank holidays and asks whether they are right."""

    def keep(_given: Told, _mark: str) -> Kept:
        calendar, moved = terms.confirm(desk, year, school)
        return _changed(f"The bank holidays of {year} are confirmed", calendar, moved)

    proposed = sorted(terms.proposal(year).items())
    return Job(
        desk=desk,
        draft=f"calendar {school} confirm {year}",
        title=words,
        button="Confirm the year",
        says=tuple(f"{day_words(day_)}  {name}" for day_, name in proposed),
        asked=lambda _given: (
            choice("right", f"Are these the bank holidays of {year}?", ("yes, looked up", "yes")),
        ),
        keep=keep,
        slow=True,
    )


def _changed(what: str, calendar: Calendar, moved: tuple[Moved, ...]) -> Kept:
    """Say what became of it; every time limit that moved is read before one goes on."""
    told = tuple(f"{one.ref}, {one.title}: {_on(one.old)}, now {_on(one.new)}" for one in moved)
    count = f" {plural(len(moved), 'time limit')} moved." if moved else ""
    return Kept(words=f"Done: {what}. Version {calendar.version}.{count}", told=told)


def _on(day_: str) -> str:
    return day_words(read_day(day_)) if day_ else "no date"
