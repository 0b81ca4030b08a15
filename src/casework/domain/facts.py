"""Answers that people gave about a case. Must not know which questions a policy asks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Answer(StrEnum):
    """The three true answers to a yes-or-no question about something outside school."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"  # shown as “cannot be checked by us”


def says_nothing(value: str) -> bool:
    """Tell whether an answer is a mark that the program made for itself: nobody reads it."""
    return re.fullmatch("[0-9a-f]{32}", value) is not None


class FactType(StrEnum):
    """What kind of answer a question takes."""

    YES_NO = "yes-no"
    YES_NO_UNKNOWN = "yes-no-unknown"
    CHOICE = "choice"
    TEXT = "text"
    DATE = "date"
    NUMBER = "number"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One answer as it stands: its value as text, who told us, who wrote it, in which entry."""

    value: str
    said_by: str
    by: str
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryClaim:
    """A category of misuse with the target it concerns; one post may carry several."""

    code: str
    target: str

    def __str__(self) -> str:
        return f"{self.code}:{self.target}" if self.target else self.code
