"""Talking line by line: what is said, what is asked, a numbered list to choose from.

For screen readers, which follow the cursor: no boxes, nothing redrawn, an error on a line of its
own. Must not know what is talked about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from casework.text import folded, made_harmless
from casework.tui import advice

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from casework.errors import CaseworkError

#: So many choices are read out before one is asked to narrow them (*default*).
MOST: Final = 30
BACK: Final = "0"


class Leaves(Exception):
    """The input ended: whoever sat here is gone."""


class Voice(Protocol):
    """Where lines go and answers come from. ``ask`` and ``ask_secret`` raise ``Leaves``."""

    def say(self, line: str) -> None:
        """Write one line."""

    def ask(self, prompt: str) -> str:
        """Return one line that was typed."""

    def ask_secret(self, prompt: str) -> str:
        """Return one line that nobody saw."""


class Talk:
    """What every part of the dialogue says and asks by."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice

    def say(self, *lines: str) -> None:
        """Say lines, each harmless to a terminal."""
        for line in lines:
            for one in line.split("\n"):
                self._voice.say(made_harmless(one))

    def title(self, words: str) -> None:
        """Say where one is now."""
        self.say("", words)

    def fault(self, fault: CaseworkError) -> None:
        """Say what could not be done, why, and what to do instead."""
        self.say(f"Not done: {advice.of_screen(fault.message)}")
        self.say(
            *(f"Because: {advice.of_screen(one)}" for one in fault.reasons if one != fault.message)
        )
        if to_do := advice.of_screen(fault.advice):
            self.say(f"What to do: {to_do}")

    def ask(self, prompt: str) -> str:
        """Return what was typed, without blanks around it."""
        return self._voice.ask(made_harmless(prompt)).strip()

    def ask_secret(self, prompt: str) -> str:
        """Return what was typed unseen."""
        return self._voice.ask_secret(prompt)

    def choose(self, title: str, choices: Sequence[str], back: str = "Back") -> int | None:
        """Return which of the choices was taken, or None for back; a word narrows them."""
        at = tuple(range(len(choices)))
        self._read_out(title, choices, at, back)
        while True:
            typed = self.ask("Number, or a word to find")
            if typed == BACK:
                return None
            if typed.isdecimal():
                number = int(typed)
                if 1 <= number <= min(len(at), MOST):
                    return at[number - 1]
                self.say(f"There is no number {typed} here.")
                continue
            at = _found(choices, typed)
            if not at:
                self.say(f"Nothing matches “{typed}”.")
                at = tuple(range(len(choices)))
            self._read_out(title, choices, at, back)

    def _read_out(self, title: str, choices: Sequence[str], at: Sequence[int], back: str) -> None:
        self.title(title)
        for number, one in enumerate(at[:MOST], start=1):
            self.say(f"{number}. {choices[one]}")
        if len(at) > MOST:
            self.say(f"{len(at) - MOST} more: type a word to narrow")
        self.say(f"{BACK}. {back}")


def _found(choices: Iterable[str], typed: str) -> tuple[int, ...]:
    words = folded(typed).split()
    return tuple(at for at, one in enumerate(choices) if all(word in folded(one) for word in words))
