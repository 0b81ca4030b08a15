"""Lengths of limits, to and from words: five school days. Must not know when they end."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from casework.domain.calendar import Unit
from casework.errors import UsageFault
from casework.text import clean_line, in_words, nearest, plural

#: A longer limit is a slip of the pen (*default*).
LONGEST: Final = 9999

_SINGULAR: Final = {unit.value.removesuffix("s"): unit for unit in Unit}
_PLURAL: Final = {unit.value: unit for unit in Unit}


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """So many of one unit. ``str`` gives ``5 school days``, which ``parse_length`` reads."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 0 <= self.amount <= LONGEST:
            raise UsageFault(
                f"A limit of {self.amount} {self.unit} cannot be meant.",
                advice=f"Give a number from 0 to {LONGEST}.",
            )

    def __str__(self) -> str:
        return plural(self.amount, self.unit.removesuffix("s"))


def parse_length(text: str) -> Length:
    """Return the length in ``5 school days`` or ``1 month``; UsageFault for bare ``days``."""
    parts = re.fullmatch(r"([0-9]{1,6}) ?([a-z ]+)", clean_line(text).casefold())
    if parts is None:
        raise UsageFault("This is not a length of time.", advice="Write one, as 5 school days.")
    number, word = parts.groups()
    if word in {"day", "days"}:
        raise UsageFault(
            f"“{number} {word}” does not say which days are counted.",
            advice="Write school days, working days or calendar days.",
        )
    unit = _PLURAL.get(word) or _SINGULAR.get(word)
    if unit is None:
        like = nearest(word, tuple(_PLURAL))
        raise UsageFault(
            f"“{word}” is not a unit of time that limits use.",
            advice=f"Did you mean {like}?" if like else f"Use {in_words(_PLURAL, 'or')}.",
        )
    return Length(amount=int(number), unit=unit)
