"""What a calendar remembers of its counting, and what a capture sheet tells of its file."""

from __future__ import annotations

from datetime import date

from casework.domain.calendar import Unit, empty_calendar
from casework.domain.counting import Due, ends
from casework.domain.deadlines import Receipt, Roll
from casework.domain.lengths import Length
from casework.domain.sheets import with_file


def test_a_calendar_forgets_what_it_counted_once_it_is_too_much() -> None:
    calendar = empty_calendar()
    for number in range(2_000):
        calendar.remembered[number,] = None  # as many answers to other questions
    length = Length(amount=1, unit=Unit.CALENDAR_DAYS)
    found = ends(length, date(2026, 9, 1), calendar, Roll.NONE, Receipt.ACTUAL)

    assert len(calendar.remembered) == 1
    assert isinstance(found, Due)
    assert found.on == date(2026, 9, 2)


def test_a_sheet_says_whether_a_file_came_with_it() -> None:
    assert with_file({"file-sha256": "00"})
    assert not with_file({"platform": "facebook"})
