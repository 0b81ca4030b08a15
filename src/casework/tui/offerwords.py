"""What a practice school's case of ten minutes is, in the words of the dialogue. Words only."""

from __future__ import annotations

from typing import Final

TITLE: Final = "A case of about ten minutes"
WHAT: Final = (
    "A parent has just shown the office two posts that call a teaching assistant names. You can "
    "take it from this report to a warning letter, and print that."
)
HOW: Final = (
    "Where somebody else has to act, .switch lets you be them. .m moves the clock on when you have "
    "to wait."
)
YES: Final = "Take it"
NO: Final = "Look round first"
