"""What a setting takes: one reader for each kind of value. Must not know any setting by name.

A reader returns the value made plain, or raises UnreadableError.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from casework.domain.dates import read_day
from casework.errors import UsageFault
from casework.text import LONGEST_FIELD, clean_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class UnreadableError(ValueError):
    """A value is not what the setting takes; says what it takes, never what stood there."""


def line(value: object) -> str:
    """Read one line of words."""
    if not isinstance(value, str):
        raise UnreadableError("takes words in quotation marks")
    if len(value) > LONGEST_FIELD:
        raise UnreadableError(f"takes at most {LONGEST_FIELD} characters")
    return clean_line(value)


def lines(value: object) -> tuple[str, ...]:
    """Read a list of lines."""
    if not isinstance(value, list):
        raise UnreadableError("takes a list of lines")
    return tuple(line(each) for each in value)


def yes_no(value: object) -> bool:
    """Read a yes or no."""
    if not isinstance(value, bool):
        raise UnreadableError("takes yes or no (in the file: true or false)")
    return value


def answer(value: object) -> bool | None:
    """Read a yes or no that may also be still open; what stands in the file is never open."""
    return yes_no(value)


def between(low: int, high: int) -> Callable[[object], int]:
    """Return a reader of whole numbers from ``low`` to ``high``."""

    def read(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise UnreadableError(f"takes a whole number from {low} to {high}")
        return value

    return read


def one_of(*words: str) -> Callable[[object], str]:
    """Return a reader that takes one of ``words``."""

    def read(value: object) -> str:
        if not isinstance(value, str) or value not in words:
            raise UnreadableError(f"takes one of: {', '.join(words)}")
        return value

    return read


def maintained(value: object) -> str:
    """Read who maintains the school; a file of before has true for the local authority."""
    if isinstance(value, bool):
        return "maintained" if value else "academy"
    return one_of("maintained", "academy")(value.strip().lower() if isinstance(value, str) else "")


def time_of_day(value: object) -> str:
    """Read a time of day, kept as it is written."""
    if not isinstance(value, str) or not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", value):
        raise UnreadableError('takes a time of day such as "15:30"')
    return value


def file_in_book(value: object) -> str:
    """Read the name of a file inside the records' folder, so that backups and moves keep it."""
    path = line(value)
    if re.match(r"[/\\]|[A-Za-z]:", path) or ".." in re.split(r"[/\\]", path):
        raise UnreadableError("takes the name of a file inside the folder of the records")
    return path


def dates(value: object) -> Mapping[str, dt.date]:
    """Read a date for each policy."""
    if not isinstance(value, dict) or not all(type(day) is dt.date for day in value.values()):
        raise UnreadableError("takes a date for each policy, such as { milnthorpe = 2025-09-01 }")
    if not all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", policy) for policy in value):
        raise UnreadableError("takes the short names of policies, such as milnthorpe")
    return dict(value)


_MAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+"
)
_HOST = re.compile(r"[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*|[0-9a-fA-F:]*:[0-9a-fA-F:]*")


def mail_address(value: object) -> str:
    """Read one plain e-mail address, or nothing: no name beside it, no second line."""
    said = line(value)
    if said and (said != value or len(said) > 254 or not _MAIL.fullmatch(said)):
        raise UnreadableError("takes an e-mail address such as office@school.example")
    return said


def mail_addresses(value: object) -> Mapping[str, str]:
    """Read an address for each person who wants reminders, by the name they sign in with."""
    if not isinstance(value, dict) or not all(n and clean_line(n) == n for n in value):
        raise UnreadableError('takes an address for each name, such as { head = "a@b.example" }')
    told = {name: mail_address(address) for name, address in value.items()}
    return {name: address for name, address in told.items() if address}


def host(value: object) -> str:
    """Read the name or number of a computer, or nothing."""
    said = line(value)
    if said and not _HOST.fullmatch(said):
        raise UnreadableError("takes the name of a mail server such as smtp.school.example")
    return said


def answers(value: object) -> Mapping[str, str]:
    """Read an answer for each question that a policy leaves to the school; an empty one is none."""
    if not isinstance(value, dict) or not all(re.fullmatch(r"[a-z0-9-]+", one) for one in value):
        raise UnreadableError('takes an answer for each question, such as { own-step = "…" }')
    told = {name: line(words) for name, words in value.items()}
    return {name: words for name, words in told.items() if words}


def typed_day(words: str) -> dt.date:
    """Read a day as an office types it: 1/9/2025, 1 September 2025 or 2025-09-01.

    Raises UsageFault with the forms there are.
    """
    named = _NAMED_DAY.fullmatch(clean_line(words).casefold())
    month = _month(named["month"]) if named else 0
    plain = f"{named['day']}/{month}/{named['year']}" if named and month else words
    try:
        return read_day(plain)
    except UsageFault as fault:
        forms = "Write it as 1/9/2025, as 1 September 2025 or as 2025-09-01."
        raise UsageFault(fault.message, advice=forms) from None


def _month(word: str) -> int:
    """Return the number of a month by its name or the first letters of it, else 0."""
    return next((n for n, name in enumerate(_MONTHS, start=1) if name.startswith(word)), 0)


_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_NAMED_DAY = re.compile(r"(?P<day>[0-9]{1,2}) (?P<month>[a-z]{3,9}),? (?P<year>[0-9]{4})")
#: What somebody types for a reader, in a few words; those made for one setting say it there.
TAKEN: dict[object, str] = {
    line: "words",
    lines: "lines, parted by ;",
    yes_no: "yes or no",
    answer: "yes or no",
    maintained: "maintained or academy",
    time_of_day: "a time, as 15:30",
    file_in_book: "a file in the folder of the records",
    dates: "a day, as 1/9/2025",
    answers: "an answer, as answers.NAME=WORDS",
    host: "the name of a server",
    mail_address: "an e-mail address",
    mail_addresses: "an e-mail address, as mail-to.NAME=ADDRESS",
}
