"""The school's calendar as a board: terms, INSET days, closures, bank holidays, what was changed.

Every change asks for its reason, is a version of its own, and says which time limits it moved.
Must not know a widget.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

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
from casework.tui.asking import Form, Question
from casework.tui.boards import Board, Errand, Outcome, Row, heading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from casework.domain.calendar import Calendar
    from casework.office.desk import Desk
    from casework.office.redating import Moved
    from casework.tui.boards import Beat

#: A larger file is no list of term dates (*default*).
LARGEST: Final = 1_000_000
_WHY: Final = Question(name="why", words="Why is it changed?", form=Form.LINE)
_DAY: Final = Question(name="day", words="Which day?", form=Form.DAY)


def board(desk: Desk, school: str = "") -> Board:
    """Return the calendar of a school; where there are several, one board leads to each."""
    if not school and len(desk.ledger.schools) > 1:
        return Board(title="Calendars", rows=tuple(_schools(desk)))
    slug = desk.school_slug(school)
    return Board(
        title=f"Calendar of {desk.ledger.schools[slug]}",
        rows=tuple(_rows(desk, slug)),
        errands=() if desk.read_only else tuple(_errands(desk, slug)),
    )


def _schools(desk: Desk) -> Iterator[Row]:
    for slug, name in desk.ledger.schools.items():
        yield Row(left=name, opens=lambda of=slug: board(desk, of))  # type: ignore[misc] # bound


def _rows(desk: Desk, school: str) -> Iterator[Row]:
    calendar = desk.calendar(school)
    yield from _terms(calendar, local_day(desk.now()).year)
    yield heading("Closed days")
    for day, why in sorted(calendar.closures.items(), reverse=True):
        yield Row(left=day_words(day), beside=why)
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
        for day in sorted(one.inset):
            yield Row(left="INSET day", beside=day_words(day))


def _holidays(calendar: Calendar, year: int) -> Iterator[Row]:
    for day, name in sorted(calendar.holidays.items()):
        if day.year >= year:
            yield Row(left=day_words(day), beside=name)
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


def _errands(desk: Desk, school: str) -> Iterator[Errand]:
    """Yield what changes the calendar."""

    def edits(
        what: str, change: Callable[[Mapping[str, str]], Callable[[Calendar], Calendar]]
    ) -> Callable[[Mapping[str, str], Beat], Outcome]:
        def does(told: Mapping[str, str], beat: Beat) -> Outcome:
            edit = change(told)
            calendar, moved = terms.edit(desk, edit, what, told["why"], school, beat)
            return _changed(what, calendar, moved)

        return does

    def took_in(told: Mapping[str, str], beat: Beat) -> Outcome:
        text = ics.text_of(outside.read_bytes(told["file"], LARGEST))
        calendar, moved = terms.load_terms(desk, text, school, told["why"], beat)
        return _changed("term dates loaded", calendar, moved)

    def shut(told: Mapping[str, str], beat: Beat) -> Outcome:
        day = read_day(told["day"])
        calendar, moved = terms.close(desk, {day: told["shut"]}, school, told["why"], beat)
        return _changed(f"school shut on {day_words(day)}", calendar, moved)

    def confirmed(told: Mapping[str, str], beat: Beat) -> Outcome:
        calendar, moved = terms.confirm(desk, int(told["year"]), school, beat)
        return _changed(f"{told['year']} confirmed", calendar, moved)

    yield Errand(
        id="shut",
        words="Record a day on which the school is shut",
        synonyms=("snow", "closure", "emergency"),
        asks=(_DAY, Question(name="shut", words="Why was it shut?", form=Form.LINE), _WHY),
        does=shut,
    )
    yield Errand(
        id="open",
        words="Record that a closed day was open after all",
        asks=(_DAY, _WHY),
        does=edits(
            "school open after all",
            lambda told: lambda now: without_closures(now, [read_day(told["day"])]),
        ),
    )
    yield Errand(
        id="terms",
        words="Take in term dates from a file",
        synonyms=("import", "csv", "ics", "load"),
        asks=(
            Question(name="file", words="Which file? A list (CSV) or an ICS file", form=Form.LINE),
            _WHY,
        ),
        does=took_in,
    )
    yield Errand(
        id="term",
        words="Set a stretch of term",
        asks=(
            Question(name="name", words="What is it called?", form=Form.LINE),
            Question(name="first", words="Its first day", form=Form.DAY),
            Question(name="last", words="Its last day", form=Form.DAY),
            _WHY,
        ),
        does=edits("term set", lambda told: lambda now: with_term(now, _term(told))),
    )
    yield Errand(
        id="no-term",
        words="Take a stretch of term out",
        asks=(
            Question(name="name", words="What is it called?", form=Form.LINE),
            Question(name="day", words="Any day of its school year", form=Form.DAY),
            _WHY,
        ),
        does=edits(
            "term taken out",
            lambda told: lambda now: without_term(now, told["name"], read_day(told["day"])),
        ),
    )
    yield Errand(
        id="inset",
        words="Put a day down as INSET",
        synonyms=("training day",),
        asks=(_DAY, _WHY),
        does=edits(
            "INSET added", lambda told: lambda now: with_inset(now, [read_day(told["day"])])
        ),
    )
    yield Errand(
        id="no-inset",
        words="Take an INSET day out",
        asks=(_DAY, _WHY),
        does=edits(
            "INSET taken out", lambda told: lambda now: without_inset(now, [read_day(told["day"])])
        ),
    )
    yield Errand(
        id="holiday",
        words="Add a bank holiday",
        synonyms=("proclaimed", "jubilee"),
        asks=(_DAY, Question(name="name", words="What is it called?", form=Form.LINE), _WHY),
        does=edits(
            "bank holiday added", lambda told: lambda now: with_holiday(now, _holiday(told))
        ),
    )
    yield Errand(
        id="no-holiday",
        words="Take a bank holiday out",
        asks=(_DAY, _WHY),
        does=edits(
            "bank holiday taken out",
            lambda told: lambda now: without_holiday(now, read_day(told["day"]), ""),
        ),
    )
    yield from _to_confirm(desk, school, confirmed)


def _to_confirm(
    desk: Desk, school: str, does: Callable[[Mapping[str, str], Beat], Outcome]
) -> Iterator[Errand]:
    """Yield the next years whose bank holidays nobody has looked at, each with its days."""
    known = desk.calendar(school).loaded_years
    first = max(known, default=local_day(desk.now()).year - 1) + 1
    for year in (first, first + 1):
        days = "\n".join(
            f"{day_words(day)}  {name}" for day, name in sorted(terms.proposal(year).items())
        )
        yield Errand(
            id=f"confirm-{year}",
            words=f"Confirm the bank holidays of {year}",
            asks=(
                Question(
                    name="year",
                    words="Are the days below the bank holidays of that year?",
                    form=Form.CHOICE,
                    answers=((f"yes, these are those of {year}", str(year)),),
                ),
            ),
            warns=days,
            does=does,
        )


def _term(told: Mapping[str, str]) -> Term:
    return Term(first=read_day(told["first"]), last=read_day(told["last"]), name=told["name"])


def _holiday(told: Mapping[str, str]) -> Holiday:
    return Holiday(day=read_day(told["day"]), name=told["name"])


def _changed(what: str, calendar: Calendar, moved: tuple[Moved, ...]) -> Outcome:
    """Say what became of it; every time limit that moved is read before one goes on."""
    lines = tuple(f"{one.ref}, {one.title}: {_on(one.old)}, now {_on(one.new)}" for one in moved)
    count = f" {plural(len(moved), 'time limit')} moved." if moved else ""
    return Outcome(words=f"Done: {what}, version {calendar.version}.{count}", to_read=lines)


def _on(day: str) -> str:
    return day_words(read_day(day)) if day else "no date"
