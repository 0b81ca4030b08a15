"""Talking line by line: what is said, what is asked, a numbered list to choose from.

For screen readers, which follow the cursor: no boxes, nothing redrawn, an error on a line of its
own. Must not know what is talked about.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable

from casework.text import folded, made_harmless
from casework.tui import advice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from casework.errors import CaseworkError

#: So many choices are read out before one is asked to narrow them (*default*).
MOST: Final = 30
BACK: Final = "0"
#: What is longer is no number of a list, but something to look for.
_DIGITS: Final = 6
#: A line that begins so is no answer: it leads elsewhere, as a key does on the screens.
DOT: Final = "."
#: What takes back what was done last, where there is something.
UNDO: Final = "u"


class Leaves(Exception):
    """Whoever sat here is gone: the input ended, or they said so."""


class Switches(Exception):
    """Another person is to sign in; what this one was typing is kept."""


class TakenBack(Exception):
    """Something was taken back: what was read out is no longer so, and is made anew."""


class Voice(Protocol):
    """Where lines go and answers come from. ``ask`` and ``ask_secret`` raise ``Leaves``."""

    def say(self, line: str) -> None:
        """Write one line."""

    def ask(self, prompt: str) -> str:
        """Return one line that was typed."""

    def ask_secret(self, prompt: str) -> str:
        """Return one line that nobody saw."""


@runtime_checkable
class Curtain(Protocol):
    """What a voice may be able to do besides, for whoever leaves it alone."""

    def hide(self) -> None:
        """Push what was said out of sight."""

    def watch(self, seconds: float, words: str) -> None:
        """Hide by itself, and say so, where an answer takes that long; never with no seconds."""


@dataclass(slots=True)
class Guard:
    """What stands beside every question while somebody is signed in.

    ``ticks`` is a counter of seconds; after ``idle`` of them without an answer ``lock`` is called,
    and what was typed then is not taken. ``hears`` is told each line before all others, and says
    whether it was for it alone. ``leads`` is asked about a line with a dot in front: it
    goes there and says that it has, or that this is no such line. In a form (``typing``) few lines
    lead anywhere: the others are words.
    """

    ticks: Callable[[], float]
    idle: float
    lock: Callable[[], None]
    leads: Callable[[str, bool], bool]
    hears: Callable[[str, bool], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What one may choose among.

    ``finds`` are the words in which each is looked for, where they are more than what is read out;
    ``heads`` the heading above each, said once. ``also`` are read out below all others, whatever
    was typed to narrow them.
    """

    words: Sequence[str]
    finds: Sequence[str] = ()
    heads: Sequence[str] = ()
    also: Sequence[str] = ()

    def fitting(self, typed: str) -> tuple[int, ...]:
        """Return which of them hold every word that was typed."""
        wanted = folded(typed).split()
        among = self.finds or self.words
        return tuple(at for at, one in enumerate(among) if _holds(folded(one), wanted))


def _holds(text: str, wanted: Iterable[str]) -> bool:
    return all(word in text for word in wanted)


@dataclass(slots=True)
class Talk:
    """What every part of the dialogue says and asks by."""

    voice: Voice
    guard: Guard | None = None

    def say(self, *lines: str) -> None:
        """Say lines, each harmless to a terminal."""
        for line in lines:
            for one in line.split("\n"):
                self.voice.say(made_harmless(one))

    def title(self, words: str) -> None:
        """Say where one is now."""
        self.say("", words)

    def hide(self) -> None:
        """Push what was said out of sight, where the terminal can."""
        if isinstance(self.voice, Curtain):
            self.voice.hide()

    def watch(self, seconds: float, words: str = "") -> None:
        """Let it be hidden where nobody types for so long; with no seconds never."""
        if isinstance(self.voice, Curtain):
            self.voice.watch(seconds, words)

    def fault(self, fault: CaseworkError) -> None:
        """Say what could not be done, why, and what to do instead."""
        self.say(f"Not done: {advice.of_screen(fault.message)}")
        self.say(
            *(f"Because: {advice.of_screen(one)}" for one in fault.reasons if one != fault.message)
        )
        if to_do := advice.of_screen(fault.advice):
            self.say(f"What to do: {to_do}")

    # --- asking -----------------------------------------------------------------------------------

    def ask(self, prompt: str) -> str:
        """Return what was typed, without blanks around it."""
        while True:
            typed = self.answer(prompt)
            if typed is not None:
                return typed

    def answer(self, prompt: str, *, typing: bool = False) -> str | None:
        """Return what was typed; None where it led elsewhere, and one has come back."""
        guard = self.guard
        if guard is None:
            return self.voice.ask(made_harmless(prompt)).strip()
        before = guard.ticks()
        typed = self.voice.ask(made_harmless(prompt)).strip()
        if guard.ticks() - before >= guard.idle:
            guard.lock()
            return None
        if guard.hears(typed, typing):
            return None
        if typed.startswith(DOT) and guard.leads(typed[1:].strip(), typing):
            return None
        return typed

    def takes_back(self, typed: str) -> bool:
        """Tell whether a line that is no answer of a form's was the U; raises TakenBack then."""
        guard = self.guard
        return guard is not None and typed.casefold() == UNDO and guard.hears(typed, False)

    def ask_secret(self, prompt: str) -> str:
        """Return what was typed unseen."""
        return self.voice.ask_secret(made_harmless(prompt))

    # --- choosing ---------------------------------------------------------------------------------

    def choose(
        self, title: str, choices: Sequence[str] | Choices, back: str = "Back"
    ) -> int | None:
        """Return which was taken, or None for back; a word narrows them.

        What stands ``also`` below is numbered on after all others.
        """
        known = choices if isinstance(choices, Choices) else Choices(words=choices)
        return _Chooser(self, title, known, back).run()


@dataclass(slots=True)
class _Chooser:
    """One list being chosen from; ``at`` are those that were read out last."""

    talk: Talk
    title: str
    choices: Choices
    back: str
    at: tuple[int, ...] = ()

    def run(self) -> int | None:
        self._begin()
        while True:
            typed = self.talk.answer("Number, or a word to find")
            if typed is None:
                self._begin()
            elif typed == BACK:
                return None
            elif not typed.isdecimal() or len(typed) > _DIGITS:
                self._narrow(typed)
            elif (taken := self._taken(int(typed))) is not None:
                return taken
            else:
                self.talk.say(f"There is no number {typed} here.")

    def _begin(self) -> None:
        self.at = tuple(range(len(self.choices.words)))
        self.talk.title(self.title)
        self._read_out()

    def _narrow(self, typed: str) -> None:
        self.at = self.choices.fitting(typed)
        if not self.at:
            self.talk.say(f"Nothing matches “{typed}”.")
            self.at = tuple(range(len(self.choices.words)))
        self._read_out()

    def _taken(self, number: int) -> int | None:
        told = self.at[:MOST]
        if 1 <= number <= len(told):
            return told[number - 1]
        beyond = number - len(told) - 1
        return len(self.choices.words) + beyond if 0 <= beyond < len(self.choices.also) else None

    def _read_out(self) -> None:
        said = ""
        for number, one in enumerate(self.at[:MOST], start=1):
            head = self.choices.heads[one] if self.choices.heads else ""
            if head != said:
                self.talk.say(f"{head}:")
                said = head
            self.talk.say(f"{number}. {self.choices.words[one]}")
        left = len(self.at) - MOST
        if left > 0:
            self.talk.say(f"{left} more: type a word to narrow")
        for number, words in enumerate(self.choices.also, start=min(len(self.at), MOST) + 1):
            self.talk.say(f"{number}. {words}")
        self.talk.say(f"{BACK}. {self.back}")
