"""INSET days and stretches of term, edited one at a time."""

from __future__ import annotations

from datetime import date

import pytest

from casework.domain.calendar import Calendar, SchoolYear, Term, empty_calendar, with_year
from casework.domain.termedits import with_inset, with_term, without_inset, without_term
from casework.errors import UsageFault

YEAR = SchoolYear(
    first=date(2026, 9, 1),
    last=date(2027, 8, 31),
    terms=(
        Term(first=date(2026, 9, 2), last=date(2026, 10, 23), name="autumn one"),
        Term(first=date(2026, 11, 2), last=date(2026, 12, 18), name="autumn two"),
    ),
)
CALENDAR = with_year(empty_calendar(), YEAR)
DAY = date(2026, 11, 9)


def says(words: str) -> pytest.RaisesExc[UsageFault]:
    return pytest.raises(UsageFault, match=words)


def test_inset_is_put_down_and_taken_out_as_one_edition_each() -> None:
    put = with_inset(CALENDAR, [DAY, date(2026, 11, 10)])
    taken = without_inset(put, [DAY])

    assert (put.version, put.school_day(DAY)) == (CALENDAR.version + 1, False)
    assert (taken.version, taken.school_day(DAY)) == (put.version + 1, True)


def test_inset_outside_what_is_loaded_is_refused() -> None:
    with says("lies in no school year that is loaded"):
        with_inset(CALENDAR, [date(2030, 1, 1)])


def test_inset_that_is_not_there_is_not_taken_out() -> None:
    with says("is not down as INSET"):
        without_inset(CALENDAR, [DAY])


def test_a_stretch_of_term_takes_the_place_of_the_one_of_its_name() -> None:
    new = Term(first=date(2026, 11, 2), last=date(2026, 12, 16), name=" Autumn  two ")
    changed = with_term(CALENDAR, new)

    assert len(changed.years[0].terms) == 2
    assert (changed.school_day(date(2026, 12, 16)), changed.school_day(date(2026, 12, 17))) == (
        True,
        False,
    )


@pytest.mark.parametrize(
    ("term", "words"),
    [
        (Term(first=date(2026, 10, 20), last=date(2026, 11, 6), name="three"), "cannot be used"),
        (
            Term(first=date(2026, 11, 6), last=date(2026, 11, 2), name="autumn two"),
            "cannot be used",
        ),
        (Term(first=DAY, last=DAY, name=" "), "A term needs a name"),
    ],
)
def test_a_stretch_that_makes_no_sense_is_refused(term: Term, words: str) -> None:
    with says(words):
        with_term(CALENDAR, term)


def test_a_stretch_of_term_is_taken_out_by_its_name() -> None:
    left: Calendar = without_term(CALENDAR, "Autumn Two", DAY)

    assert [term.name for term in left.years[0].terms] == ["autumn one"]


@pytest.mark.parametrize(("name", "hint"), [("autum two", "Did you mean"), ("x", "of that name")])
def test_an_unknown_stretch_is_not_taken_out(name: str, hint: str) -> None:
    with says(hint):
        without_term(CALENDAR, name, DAY)
