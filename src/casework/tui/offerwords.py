"""What is said of a practice school's case of ten minutes, for every front end. Words only."""

from __future__ import annotations

from typing import Final

TITLE: Final = "A case of about ten minutes"
WHAT: Final = (
    "A parent has just shown the office two posts that call a teaching assistant names. You can "
    "take it from this report to a warning letter, and print that."
)
BEGUN: Final = "It is under way."
_HOW: Final = (
    "The case says at its top what comes next, and whose turn it is: {} lets you be them. Nothing "
    "you do here can go wrong."
)
#: How one is somebody else: by a key on the screens, by a line in the dialogue.
BY_KEY, BY_LINE = _HOW.format("F9"), _HOW.format(".switch")
TAKE, GO_ON, LOOK_ROUND = "Take it", "Go on with it", "Look round first"
