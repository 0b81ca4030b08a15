from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.domain.calendar import Unit
from casework.domain.deadlines import Length, parse_length
from casework.errors import UsageFault


@pytest.mark.parametrize(
    ("text", "length", "words"),
    [
        ("5 school days", Length(amount=5, unit=Unit.SCHOOL_DAYS), "5 school days"),
        ("1 school day", Length(amount=1, unit=Unit.SCHOOL_DAYS), "1 school day"),
        ("1 working days", Length(amount=1, unit=Unit.WORKING_DAYS), "1 working day"),
        ("0 calendar days", Length(amount=0, unit=Unit.CALENDAR_DAYS), "0 calendar days"),
        (" 24  Hours ", Length(amount=24, unit=Unit.HOURS), "24 hours"),
        ("4weeks", Length(amount=4, unit=Unit.WEEKS), "4 weeks"),
        ("12 months", Length(amount=12, unit=Unit.MONTHS), "12 months"),
    ],
)
def test_a_length_is_read_from_words(text: str, length: Length, words: str) -> None:
    assert parse_length(text) == length
    assert str(length) == words


@given(amount=st.integers(min_value=0, max_value=9999), unit=st.sampled_from(Unit))
def test_every_length_is_read_back_from_its_words(amount: int, unit: Unit) -> None:
    length = Length(amount=amount, unit=unit)

    assert parse_length(str(length)) == length


@pytest.mark.parametrize(
    ("text", "message", "advice"),
    [
        (
            "5 days",
            "“5 days” does not say which days are counted.",
            "Write school days, working days or calendar days.",
        ),
        (
            "1 day",
            "“1 day” does not say which days are counted.",
            "Write school days, working days or calendar days.",
        ),
        (
            "5 shcool days",
            "“shcool days” is not a unit of time that limits use.",
            "Did you mean school days?",
        ),
        (
            "5 fortnights",
            "“fortnights” is not a unit of time that limits use.",
            "Use hours, working days, school days, calendar days, weeks or months.",
        ),
        ("-5 weeks", "This is not a length of time.", "Write one, as 5 school days."),
        ("1.5 weeks", "This is not a length of time.", "Write one, as 5 school days."),
        ("٥ weeks", "This is not a length of time.", "Write one, as 5 school days."),
        ("five weeks", "This is not a length of time.", "Write one, as 5 school days."),
        ("10000 weeks", "A limit of 10000 weeks cannot be meant.", "Give a number from 0 to 9999."),
    ],
)
def test_a_length_that_is_unclear_is_refused(text: str, message: str, advice: str) -> None:
    with pytest.raises(UsageFault) as refused:
        parse_length(text)

    assert (refused.value.message, refused.value.advice) == (message, advice)
