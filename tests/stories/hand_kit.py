"""What somebody does with the program, whichever way they use it: by keys on the screens, or line
by line.

A story is told once, to a ``Hand``. Answers are given by the words that are on the screen: of a
question any part that no other question of the form has, of an answer its words. Must not know a
front end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

_REF: Final = re.compile(r"\bCW-[0-9A-Z]{4}\b")


class NotDoneError(Exception):
    """The program did not do what was asked of it, and said why."""


class Hand(Protocol):
    """Somebody at the program. Each method returns everything that was shown or said meanwhile."""

    async def signs_in(self, who: str) -> str:
        """Sign in with name and password; whoever was there signs out first."""
        ...

    async def goes(self, place: str) -> str:
        """Go to a place by its id in the table of places, and read it."""
        ...

    async def follows(self, words: str, given: Answers) -> str:
        """Go where a line of the board leads that one is reading; a form there is filled in."""
        ...

    async def takes_in(self, form: str, given: Answers) -> str:
        """Fill in a form of the front office: a call, a new case, a concern."""
        ...

    async def opens(self, ref: str) -> str:
        """Open a case and read it. Raises NotDoneError where this person finds none."""
        ...

    async def finds(self, words: str) -> str:
        """Look for words among all cases."""
        ...

    async def does(self, action: str, given: Answers) -> str:
        """Fill in a form about the open case, by its id in the table of a case's keys."""
        ...

    async def steps(self, words: str, given: Answers) -> str:
        """Take the step of the open case whose words these are the beginning of."""
        ...

    async def reads(self, page: str) -> str:
        """Read a page of the open case by its words."""
        ...

    async def corrects(self, entry: str, given: Answers) -> str:
        """Put right words beside the entry of the open case's history that has these words."""
        ...

    async def decides(self, ref: str, answer: str, given: Answers) -> str:
        """Answer the request that waits in a case: ``Yes``, ``No`` or ``Send back``."""
        ...

    async def lets_print(self) -> str:
        """Let what was ordered go to the printer, and say that it came out."""
        ...

    async def letter(self, ref: str, does: str, given: Answers) -> str:
        """Do something with the letter of a case that is not done with, by its words."""
        ...

    async def undoes(self) -> str:
        """Take back what was done last."""
        ...


@dataclass(slots=True)
class Answers:
    """What somebody answers; ``rest`` is said to every further choice that has to be made."""

    said: Mapping[str, str] = field(default_factory=dict)
    rest: str = ""
    used: dict[str, str] = field(default_factory=dict)

    def to(
        self, question: str, *, needed: bool, known: str, answers: tuple[str, ...]
    ) -> str | None:
        """Return what is answered, or None where what stands there is left standing."""
        free = [key for key in self.said if self.used.get(key, question) == question]
        begin = [key for key in free if question.startswith(key)]
        keys = begin or [key for key in free if key in question]
        if keys:
            key = max(keys, key=len)
            self.used[key] = question
            return self.said[key]
        if not needed or known:
            return None
        if answers and self.rest:
            return self.rest
        raise AssertionError(f"the story does not answer “{question}” {answers}")

    def all_used(self, seen: str) -> None:
        """Fail where the story answered what nobody asked."""
        idle = set(self.said) - set(self.used)
        assert not idle, f"{seen}\nnobody asked {sorted(idle)}"


def answers(said: Mapping[str, str] | None = None, rest: str = "") -> Answers:
    """Return answers by the words of their questions."""
    return Answers(said or {}, rest)


def place_of(known: tuple[str, ...], wanted: str) -> int:
    """Return which of the answers on offer is meant: one word for word, else by its beginning."""
    plain = [one.casefold() for one in known]
    word = wanted.casefold()
    if word in plain:
        return plain.index(word)
    found = [at for at, one in enumerate(plain) if one.startswith(word)]
    assert len(found) == 1, f"“{wanted}” is none, or several, of {known}"
    return found[0]


def ref_in(text: str) -> str:
    """Return the reference of a case that was said last."""
    found = _REF.findall(text)
    assert found, f"no reference was said:\n{text}"
    return str(found[-1])
