"""Calendars as other programs write and read them (iCalendar): term dates in, due work out.

The only user of ``icalendar``. What is read is held to whole days: no time of day, no zone, nothing
that repeats. Pure: must not know cases, keys or where calendars are kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from casework.domain.dates import day_words
from casework.errors import UsageFault
from casework.office.termrows import (
    KINDS,
    MOST_ROWS,
    TermDates,
    TermRow,
    dates_of,
    list_fault,
    row_problems,
)
from casework.text import clean_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import icalendar

ICS_ADVICE: Final = (
    "Nothing was changed. Each entry must be one whole day or stretch of days, and its words must "
    "say what it is: term, INSET, closed, or holiday. Or load a list (CSV) instead."
)
#: Larger than any school's calendar of terms (*default*).
LARGEST_ICS: Final = 1_000_000
#: A stretch of term shorter than this is the day on which a term begins or ends (*default*).
SHORTEST_TERM: Final = timedelta(days=3)
#: Properties by which an entry repeats.
_REPEATS: Final = ("RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID")
#: What words make an entry: the first that fits, in this order (*default*).
_WORDS: Final = (
    ("inset", re.compile(r"\b(inset|training day|staff day)\b", re.IGNORECASE)),
    ("closure", re.compile(r"\b(closed|closure|shut)\b", re.IGNORECASE)),
    ("holiday", re.compile(r"\b(holidays?|half[ -]term|break|vacation)\b", re.IGNORECASE)),
    ("term", re.compile(r"\bterm\b", re.IGNORECASE)),
)
HOLIDAY: Final = "holiday"
_UNREADABLE: Final = "It is no calendar file (ICS) that can be read."


@dataclass(slots=True)
class _Place:
    """Where an entry begins in the file, and on which line each of its properties stands."""

    line: int
    properties: dict[str, int] = field(default_factory=dict)

    def of(self, *names: str) -> int:
        return next((self.properties[name] for name in names if name in self.properties), self.line)


def is_ics(text: str) -> bool:
    """Tell whether a text is meant as a calendar file."""
    return text.lstrip("\ufeff \t\r\n")[:15].upper() == "BEGIN:VCALENDAR"


def read_terms_ics(text: str) -> TermDates:
    """Return the school years and closures of a calendar file; every problem, each with its line.

    A holiday inside a term parts it in two. Raises UsageFault.
    """
    if len(text.encode("utf-8", "surrogatepass")) > LARGEST_ICS:
        raise list_fault(["It is larger than 1 MB, so it is not a list of term dates."], ICS_ADVICE)
    problems: list[str] = []
    places = list(_places(text.removeprefix("\ufeff"), problems))
    if len(places) > MOST_ROWS:  # said before the library reads them, which takes its time
        problems.append(f"It has more than {MOST_ROWS} entries, so it is not one school’s list.")
    if problems:
        raise list_fault(problems, ICS_ADVICE)
    events = _events(text)
    if len(events) != len(places):
        raise list_fault([_UNREADABLE], ICS_ADVICE)
    rows = [
        row
        for place, event in zip(places, events, strict=True)
        for row in _rows(place, event, problems)
    ]
    return dates_of(list(_parted(rows)), problems, ICS_ADVICE)


def _places(text: str, problems: list[str]) -> Iterator[_Place]:
    """Yield each entry's place; icalendar itself does not say on which line it found something."""
    inside: list[str] = []
    place: _Place | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line[:1] in " \t":
            continue  # it goes on with the line before
        name, parted, value = (
            re.split(r"([;:])", line, maxsplit=1) if _parts(line) else ("", "", "")
        )
        if not parted:
            problems.append(f"Line {number}: this is no line of a calendar file.")
            continue
        word = name.strip().upper()
        if word == "BEGIN":
            inside.append(value.strip().upper())
            place = _Place(number) if inside[-1] == "VEVENT" else place
        elif word == "END":
            ended = inside.pop() if inside else ""
            if ended == "VEVENT" and place is not None:
                yield place
        elif inside and inside[-1] == "VEVENT" and place is not None:
            place.properties.setdefault(word, number)


def _parts(line: str) -> bool:
    return ":" in line or ";" in line


def _events(text: str) -> list[icalendar.Event]:
    import icalendar  # a tenth of a second, and needed once a year

    try:
        calendar = icalendar.Calendar.from_ical(text)
        return [one for one in calendar.walk("VEVENT") if isinstance(one, icalendar.Event)]
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        raise list_fault([_UNREADABLE], ICS_ADVICE) from None


def _rows(place: _Place, event: icalendar.Event, problems: list[str]) -> Iterator[TermRow]:
    repeats = [name for name in _REPEATS if name in event]
    if repeats:
        line = place.of(*repeats)
        words = "it repeats; write each stretch of days as an entry of its own."
        problems.append(f"Line {line}: {words}")
        return
    first, last = _day(event, "DTSTART"), _day(event, "DTEND")
    if not isinstance(first, date):
        problems.append(f"Line {place.of('DTSTART')}: {first}")
        return
    if "DURATION" in event and "DTEND" not in event:
        problems.append(f"Line {place.of('DURATION')}: give its last day instead of a length.")
        return
    if "DTEND" in event and not isinstance(last, date):
        problems.append(f"Line {place.of('DTEND')}: {last}")
        return
    end = last - timedelta(days=1) if isinstance(last, date) else first  # DTEND is the day after
    name = clean_line(str(event.get("SUMMARY", "")))
    kind = _kind(event, name)
    if not kind:
        line = place.of("SUMMARY")
        words = "its words do not say whether it is a term, INSET, a closure or a holiday."
        problems.append(f"Line {line}: {words}")
        return
    if kind == "term" and end - first < SHORTEST_TERM:
        words = "a term is one entry from its first day to its last, not the day it begins or ends."
        problems.append(f"Line {place.line}: {words}")
        return
    row = TermRow(line=place.line, kind=kind, first=first, last=max(first, end), name=name)
    found = list(row_problems(row))
    if end < first - timedelta(days=1):
        found.append(f"Line {place.of('DTEND')}: {day_words(end)} comes before {day_words(first)}.")
    problems += found
    if not found:
        yield row


def _day(event: icalendar.Event, name: str) -> date | str:
    """Return the whole day a property names, or what is wrong with it."""
    found = event.get(name)
    value = None if name in dict(event.errors) else getattr(found, "dt", None)
    if isinstance(value, datetime):
        zone = clean_line(str(found.params.get("TZID", "")))[:40]
        where = f", in the zone {zone}" if zone else ""
        return f"it has a time of day{where}; only whole days are read."
    return value if isinstance(value, date) else "it has no date that can be read."


def _kind(event: icalendar.Event, name: str) -> str:
    categories = event.get("CATEGORIES")
    given = [str(each).casefold() for each in getattr(categories, "cats", ())]
    if "bank holiday" in given:
        return HOLIDAY
    known = [each for each in given if each in (*KINDS, HOLIDAY)]
    return known[0] if known else next((kind for kind, says in _WORDS if says.search(name)), "")


def _parted(rows: list[TermRow]) -> Iterator[TermRow]:
    """Yield the rows, each term parted by the holidays that lie inside it."""
    holidays = sorted((row.first, row.last) for row in rows if row.kind == HOLIDAY)
    for row in rows:
        if row.kind == "term":
            yield from _without(row, holidays)
        elif row.kind != HOLIDAY:
            yield row


def _without(row: TermRow, holidays: list[tuple[date, date]]) -> Iterator[TermRow]:
    first = row.first
    for begins, ends in holidays:
        if ends < first or begins > row.last:
            continue
        if begins > first:
            yield _cut(row, first, begins - timedelta(days=1))
        first = max(first, ends + timedelta(days=1))
    if first <= row.last:
        yield _cut(row, first, row.last)


def _cut(row: TermRow, first: date, last: date) -> TermRow:
    return TermRow(line=row.line, kind=row.kind, first=first, last=last, name=row.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a calendar that is written: a whole day, or an instant where hours decide."""

    uid: str
    title: str
    on: date | None
    at: datetime


def write_ics(entries: Iterable[Entry], name: str, now: datetime) -> bytes:
    """Return a calendar file that Outlook and Google Calendar accept.

    A day is a whole-day entry that makes nobody look busy; an instant is given in UTC.
    """
    import icalendar  # see above

    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//casework//due work//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for entry in entries:
        calendar.add_component(_written(entry, now))
    return bytes(calendar.to_ical())


def _written(entry: Entry, now: datetime) -> icalendar.Event:
    import icalendar  # see above

    event = icalendar.Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    event.add("summary", entry.title)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    if entry.on is not None:
        event.add("dtstart", entry.on)
        event.add("dtend", entry.on + timedelta(days=1))
    else:
        event.add("dtstart", entry.at.astimezone(UTC).replace(microsecond=0))
    return event


def text_of(data: bytes) -> str:
    """Return a file's text: UTF-8, UTF-16 with its mark, or as Excel on Windows saves a CSV.

    Raises UsageFault for anything else.
    """
    marked = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    codecs: tuple[str, ...] = ("utf-16",) if marked else ("utf-8-sig", "cp1252")
    for codec in codecs:
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UsageFault(
        "The file is no text that can be read.",
        advice="Save it again as a list (CSV UTF-8), or as a calendar (ICS).",
    )
