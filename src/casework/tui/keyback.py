"""The chair's recovery key, shown once: its groups to be written down, and some asked back.

Pure words and the check, for every front end. Must not know a widget, nor keep the key.
"""

from __future__ import annotations

from typing import Final

#: How many groups are asked back, and how many stand in a line.
_ASKED: Final = 3
_IN_A_LINE: Final = 4
FIRST: Final = "Write this recovery key down now: it is shown once."
WHY: Final = (
    "Put it into an envelope, seal it and keep it safe, away from this computer. Whoever holds it "
    "can read what you can read; with it you have a way in again when your password is lost. "
    "Nobody can look it up later."
)
WRONG: Final = "That is not what stands there. Look at what you wrote down, then at the key."
RIGHT: Final = "That is right. Seal it in its envelope now."


def groups(key: str) -> tuple[str, ...]:
    """Return the groups of a key in order."""
    return tuple(key.split("-"))


def shown(key: str) -> tuple[str, ...]:
    """Return the key as it is to be written down: a few groups in a line, each with its number."""
    numbered = [f"{at:>2}. {one}" for at, one in enumerate(groups(key), start=1)]
    lines = (
        "    ".join(numbered[at : at + _IN_A_LINE]) for at in range(0, len(numbered), _IN_A_LINE)
    )
    return (FIRST, "", *lines, "", WHY)


def asked(key: str) -> tuple[int, ...]:
    """Return the numbers of the groups that are asked back: others for another key."""
    count = len(groups(key))
    begin = sum(map(ord, key))
    step = max(count // _ASKED, 1)
    return tuple(sorted({(begin + at * step) % count + 1 for at in range(_ASKED)}))


def question(number: int) -> str:
    """Return what is asked of a group."""
    return f"Group {number}, as you wrote it down"


def is_right(key: str, number: int, typed: str) -> bool:
    """Tell whether a group was read back as it is; blanks, dashes and small letters count as typed
    by hand.
    """
    plain = "".join(letter for letter in typed.upper() if letter.isalnum())
    return plain == groups(key)[number - 1]
