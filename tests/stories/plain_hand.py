"""Somebody who uses the program line by line: it talks on a thread of its own, and is answered.

Nothing is known here but what it says: every number is read off the line that offers it. Must not
know what a story is about.
"""

from __future__ import annotations

import re
from contextlib import asynccontextmanager
from queue import Queue
from threading import Thread
from typing import TYPE_CHECKING, Final

from casework.tui import casekeys, places, talked
from casework.tui.talk import Leaves
from tests.stories.hand_kit import Answers, NotDoneError, place_of
from tests.stories.school_kit import PASSWORD

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.stories.school_kit import School

_TOO_LONG: Final = 120.0
_OFFERED: Final = re.compile(r"(\d+)\. (.*)", re.DOTALL)
_ASKED: Final = re.compile(r"Question \d+ of \d+: (.*)", re.DOTALL)
#: So long after something was done it can no longer be taken back, in seconds.
_OVER: Final = 11
_OPEN: Final = " (may be left open)"


class Conversation:
    """The two ends of a talk: the program says and asks on one, the story answers on the other."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self._prompts: Queue[str | BaseException | None] = Queue()
        self._typed: Queue[str | None] = Queue()

    # --- the program's end ------------------------------------------------------------------------

    def say(self, line: str) -> None:
        """Take a line down."""
        self.said.append(line)

    def ask(self, prompt: str) -> str:
        """Wait for what is typed."""
        self._prompts.put(prompt)
        typed = self._typed.get()
        if typed is None:
            raise Leaves
        return typed

    ask_secret = ask

    def ended(self, fault: BaseException | None) -> None:
        """Say that the program has come to its end."""
        self._prompts.put(fault)

    # --- the story's end --------------------------------------------------------------------------

    def type(self, words: str | None) -> str:
        """Type a line, or end the input; return what is asked next, nothing where it ended."""
        self._typed.put(words)
        return self.asked()

    def asked(self) -> str:
        """Return what is asked, once it is."""
        found = self._prompts.get(timeout=_TOO_LONG)
        if isinstance(found, BaseException):
            raise found
        return found or ""


@asynccontextmanager
async def by_lines(school: School) -> AsyncIterator[PlainHand]:
    """Let somebody use the program line by line, until the story is over."""
    voice = Conversation()

    def talks() -> None:
        fault: BaseException | None = None
        try:
            talked.run(school.doors(), voice)
        except BaseException as raised:  # noqa: BLE001 - the story raises it again
            fault = raised
        voice.ended(fault)

    thread = Thread(target=talks, daemon=True)
    thread.start()
    hand = PlainHand(voice, school)
    try:
        yield hand
        hand.leaves()
    finally:
        voice.type(None) if thread.is_alive() and not hand.left else None
        thread.join(_TOO_LONG)


class PlainHand:
    """Somebody who answers numbered questions."""

    def __init__(self, voice: Conversation, school: School) -> None:
        self._voice, self._school = voice, school
        self._prompt, self._heard = voice.asked(), 0
        self._from = 0
        self.left = False

    # --- hearing and answering --------------------------------------------------------------------

    def _type(self, words: str) -> None:
        self._heard = len(self._voice.said)
        self._prompt = self._voice.type(words)

    @property
    def _last(self) -> list[str]:
        """What was said since the last answer."""
        return self._voice.said[self._heard :]

    def _begin(self) -> None:
        self._from = len(self._voice.said)

    @property
    def _meanwhile(self) -> str:
        return "\n".join(self._voice.said[self._from :])

    def _offered(self) -> dict[str, str]:
        """Return what is offered by its words with its number; of two alike, the first."""
        found = [_OFFERED.fullmatch(line) for line in self._last]
        return {one.group(2): one.group(1) for one in reversed(found) if one}

    def _number(self, words: str) -> str | None:
        """Return the number of the line that is these words, begins with them, or has them."""
        offered = self._offered()
        if words in offered:
            return offered[words]
        begins = [number for line, number in offered.items() if line.startswith(words)]
        has = [number for line, number in offered.items() if words in line]
        return begins[-1] if begins else has[-1] if has else None

    def _choose(self, words: str) -> None:
        """Take the line with these words; where more are there than are read out, find it first."""
        number = self._number(words)
        if number is None and any("more: type a word" in line for line in self._last):
            self._type(words)
            number = None if self._nothing() else self._number(words)
        if number is None:
            raise NotDoneError(f"nobody offers “{words}”:\n" + "\n".join(self._last))
        self._type(number)

    def _home(self) -> None:
        """Go back until the main menu is read out."""
        for _ in range(8):
            if self._offered().get("Leave") == "0":
                return
            self._type("0")
        raise AssertionError("there is no way back:\n" + "\n".join(self._voice.said[-40:]))

    def leaves(self) -> None:
        """Leave the program, as its main menu offers."""
        self._home()
        self.left = True
        self._type("0")

    # --- who, and where ---------------------------------------------------------------------------

    async def signs_in(self, who: str) -> str:
        """Sign in with name and password."""
        self._begin()
        if not self._prompt.startswith("Your name"):
            self._home()
            self._choose("Another person")
        if not self._prompt.startswith("Your name"):  # it locked itself meanwhile
            self._choose("Another person")
        self._type(who)
        self._type(PASSWORD)
        return self._meanwhile

    async def goes(self, place: str) -> str:
        """Choose a place from the main menu."""
        self._home()
        self._begin()
        self._choose(places.place(place).words)
        return self._meanwhile

    async def follows(self, words: str, given: Answers) -> str:
        """Choose a line of the board, and fill in the form it leads to."""
        self._begin()
        self._choose(words)
        return self._fill(given)

    async def finds(self, words: str) -> str:
        """Type words to find among all cases."""
        await self.goes("all")
        self._begin()
        self._type(words)
        return self._meanwhile

    async def opens(self, ref: str) -> str:
        """Choose the case among all, or among the sealed ones."""
        for place in ("all", "sealed"):
            self._home()
            if self._number(places.place(place).words) is None:
                continue
            await self.goes(place)
            self._type(ref)
            if self._number("Case: ") is not None and not self._nothing():
                self._begin()
                self._type("1")
                return self._meanwhile
        raise NotDoneError(f"no case {ref} is found:\n" + "\n".join(self._last))

    def _nothing(self) -> bool:
        return any(line.startswith("Nothing matches") for line in self._last)

    # --- forms ------------------------------------------------------------------------------------

    async def takes_in(self, form: str, given: Answers) -> str:
        """Fill in a form from the main menu."""
        self._home()
        self._begin()
        self._choose(places.place(form).words)
        return self._fill(given)

    async def does(self, action: str, given: Answers) -> str:
        """Choose what one does about a case, and fill in its form."""
        self._begin()
        self._choose(casekeys.case_action(action).words)
        return self._fill(given)

    async def steps(self, words: str, given: Answers) -> str:
        """Choose the step and fill in its form."""
        self._begin()
        self._choose(words)
        return self._fill(given)

    def _fill(self, given: Answers) -> str:
        """Answer every question that is asked, keep the form, and any that comes after it."""
        while True:
            if any(line.startswith("Not done:") for line in self._last):
                self._put_away()
                raise NotDoneError(self._meanwhile)
            if self._prompt.startswith("Answer"):
                self._answer(given)
            elif "Is that right?" in self._last:
                self._type("1")
            else:
                break
        given.all_used(self._meanwhile)
        return self._meanwhile

    def _put_away(self) -> None:
        while self._prompt.startswith(("Answer", "More")):
            self._type("!" if self._prompt.startswith("Answer") else "")

    def _answer(self, given: Answers) -> None:
        asked = next(one for one in map(_ASKED.fullmatch, reversed(self._last)) if one)
        words, may, _ = asked.group(1).partition(_OPEN)
        known = next((line for line in self._last if line.startswith("Now: ")), "")
        found = reversed(self._offered().items())
        offered = tuple(line for line, number in found if number != "0")
        told = given.to(words, needed=not may, known=known, answers=offered)
        if told is None:
            self._type("")
        elif offered:
            self._type(str(place_of(offered, told) + 1))
        else:
            self._lines(told)

    def _lines(self, told: str) -> None:
        for line in told.split("\n"):
            self._type(line)
        if self._prompt.startswith("More"):
            self._type("")

    # --- a case -----------------------------------------------------------------------------------

    async def reads(self, page: str) -> str:
        """Read a page and come back to the case."""
        self._begin()
        self._choose(page)
        told = self._meanwhile
        self._type("0")
        return told

    async def corrects(self, entry: str, given: Answers) -> str:
        """Choose the entry in the history and fill in the form beside it."""
        self._begin()
        self._choose("History")
        self._choose(entry)
        return self._fill(given)

    async def decides(self, ref: str, answer: str, given: Answers) -> str:
        """Choose the request of a case among the decisions, and answer it."""
        await self.goes("decisions")
        self._begin()
        self._choose(f"Case: {ref}")
        self._choose(answer)
        return self._fill(given)

    # --- letters ----------------------------------------------------------------------------------

    async def lets_print(self) -> str:
        """Let the undo time pass, and say that the page came out."""
        self._begin()
        self._school.passes(seconds=_OVER)
        self._type("")
        self._choose("Yes, it came out")
        return self._meanwhile

    async def letter(self, ref: str, does: str, given: Answers) -> str:
        """Choose the letter and what to do with it."""
        await self.opens(ref)
        self._begin()
        self._choose("Letters")
        last = next(line for line in self._offered() if line.startswith("Letter "))
        self._choose(last)
        self._choose(does)
        return self._fill(given)

    async def undoes(self) -> str:
        """Type U where that was offered, else choose to undo from the main menu."""
        offered = "type U and Enter" in self._meanwhile
        if not offered:
            self._home()
        self._begin()
        self._type("U") if offered else self._choose("Undo")
        return self._meanwhile
