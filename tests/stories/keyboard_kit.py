"""A keyboard and a pair of eyes: keys, words that are pasted, forms filled in, a screen read.

Every key is one that a person presses; a screen is read as the terminal shows it. Must not know
what anybody wants to do.
"""

from __future__ import annotations

import io
from functools import partial
from typing import TYPE_CHECKING, Final

from rich.console import Console
from textual import events
from textual.widgets import Input, OptionList, Static, TextArea

from casework.tui.asking import Form
from casework.tui.formpage import FormPage
from casework.tui.formsteps import FormSteps
from casework.tui.told import Told
from casework.tui.undo import CameOut
from tests.stories.hand_kit import Answers, NotDoneError, place_of
from tests.tui.screen_kit import seen

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from casework.tui.app import CaseworkApp
    from casework.tui.asking import Question
    from tests.stories.school_kit import School

SIZE: Final = (80, 24)
_DIGITS: Final = 9
_BUSY: Final = "One moment"
#: So often one looks whether something has come to its end.
_PATIENCE: Final = 50


class Keyboard:
    """Somebody at a keyboard who reads the screen."""

    def __init__(self, school: School, app: CaseworkApp, pilot: Pilot[int]) -> None:
        self._school, self._app, self._pilot = school, app, pilot
        self._seen: list[str] = []

    # --- reading and pressing ---------------------------------------------------------------------

    async def _press(self, *keys: str) -> None:
        self._type(*keys)
        await self._settle()

    async def _keys(self, *keys: str) -> None:
        self._type(*keys)
        await self._pilot.pause()

    def _type(self, *keys: str) -> None:
        """Press keys as quickly as somebody who knows them: the screen comes after."""
        for key in keys:
            self._send(events.Key(key, key if len(key) == 1 else None))

    def _send(self, event: events.Event) -> None:
        event.set_sender(self._app)
        driver = self._app._driver  # what the terminal sends comes in by it, in its order
        assert driver is not None
        driver.send_message(event)

    async def _settle(self) -> None:
        """Wait until nothing moves; what asks whether paper came out waits for its answer."""
        await self._pilot.pause()
        if not isinstance(self._app.screen, CameOut):
            await self._app.workers.wait_for_complete()
            await self._pilot.pause()
        now = seen(self._app)
        if not self._seen or self._seen[-1] != now:
            self._seen.append(now)

    async def _paste(self, words: str) -> None:
        """Paste words into the field where one stands, in place of what stands there."""
        field = self._app.screen.focused
        if isinstance(field, Input) and field.value:
            await self._keys("end", "ctrl+u")
        elif isinstance(field, TextArea) and field.text:
            await self._keys("ctrl+a")
        if words:
            self._send(events.Paste(words))
        await self._pilot.pause()

    async def _until(self, done: Callable[[], bool]) -> None:
        """Wait until it is so, or nothing comes of it any more."""
        for _ in range(_PATIENCE):
            if done():
                return
            await self._settle()

    def _begin(self) -> None:
        self._seen = []

    @property
    def _meanwhile(self) -> str:
        return "\n".join(self._seen)

    async def _to(self, rows: OptionList, at: int) -> None:
        """Go down to a row, past the headings that the cursor leaves out, and open it."""
        for _ in range(rows.option_count):
            if rows.highlighted == at:
                break
            await self._keys("down")
        await self._press("enter")

    def _rows(self) -> str:
        """Return all rows of a list, whether or not they are scrolled into view."""
        found = self._app.screen.query("#rows")
        lists = [one for one in found if isinstance(one, OptionList)]
        return "\n".join(plain(row.prompt) for one in lists for row in one.options)

    def _whole(self) -> str:
        """Return everything that a screen says, as somebody reads it who scrolls through it."""
        parts = (one for one in self._app.screen.query(Static) if one.display)
        return "\n".join(words_of(one) for one in parts)

    # --- forms ------------------------------------------------------------------------------------

    async def _fill(self, given: Answers) -> str:
        """Fill in the form that is open, keep it, and any that comes after it."""
        while isinstance(self._app.screen, FormPage):
            page = self._app.screen
            if isinstance(page, FormSteps):
                await self._answer_steps(page, given)
            else:
                await self._answer_sheet(page, given)
            await self._press("enter")
            await self._until(partial(self._is_kept_or_refused, page))
            if self._app.screen is page:
                raise NotDoneError(await self._put_away(page))
            await self._has_read()
        given.all_used(self._meanwhile)
        return self._meanwhile

    def _is_kept_or_refused(self, page: FormPage) -> bool:
        if self._app.screen is not page:
            return True
        said = page.query_one("#fault", Static)
        busy = any(one.is_running for one in self._app.workers)
        return said.display and not busy and not words_of(said).startswith(_BUSY)

    async def _has_read(self) -> None:
        """Say of whatever is to be read at once that it has been."""
        while isinstance(self._app.screen, Told):
            await self._press("enter")

    async def _put_away(self, page: FormPage) -> str:
        why = words_of(page.query_one("#fault", Static)) or self._meanwhile
        await self._press("escape")
        return why

    async def _answer_sheet(self, page: FormPage, given: Answers) -> None:
        """Answer field after field, without looking up until an answer brings further questions."""
        done: set[str] = set()
        while left := [one for one in page.asked() if one.name not in done]:
            chain = [one.id for one in page.focus_chain]
            here = chain.index(page.focused.id) if page.focused is not None else -1
            expected = dict(page.given)
            for one in left:
                done.add(one.name)
                told = self._told(page, one, given)
                if told is None:
                    continue
                there = chain.index(f"ask-{one.name}")
                self._type(*["tab"] * ((there - here) % len(chain)))
                expected[one.name] = await self._give(page, one, told)
                here = there
                if _names(page.job.asked(expected)) != _names(page.asked()):
                    break
            await self._settle()
            lost = {name for name, said in expected.items() if page.given.get(name, "") != said}
            assert not lost, f"what was typed for {sorted(lost)} is not there:\n{seen(self._app)}"

    async def _give(self, page: FormPage, question: Question, told: str) -> str:
        """Type an answer where one stands; return what it is to be kept as.

        What empties a field, or goes on to an answer, is waited for: such a key acts later than a
        letter that is typed behind it.
        """
        if question.form is not Form.CHOICE:
            if page.given.get(question.name, question.known):
                await self._keys(
                    *(("ctrl+a",) if question.form is Form.TEXT else ("end", "ctrl+u"))
                )
            self._send(events.Paste(told))
            return told
        at = place_of(tuple(words for words, _ in question.answers), told)
        self._type(str(min(at + 1, _DIGITS)))
        if at >= _DIGITS:
            await self._keys(*["right"] * (at + 1 - _DIGITS))
        return question.answers[at][1]

    async def _answer_steps(self, page: FormSteps, given: Answers) -> None:
        for _ in range(60):
            asked = words_of(page.query_one("#asked", Static))
            one = next((each for each in page.asked() if each.words == asked), None)
            if one is None:
                return
            told = self._told(page, one, given)
            if told is not None:
                await self._give(page, one, told)
            await self._press("enter")
            if words_of(page.query_one("#asked", Static)) == asked:
                raise NotDoneError(await self._put_away(page))

    def _told(self, page: FormPage, question: Question, given: Answers) -> str | None:
        known = page.given.get(question.name, question.known)
        offered = tuple(words for words, _ in question.answers)
        return given.to(question.words, needed=question.needed, known=known, answers=offered)


def _names(asked: tuple[Question, ...]) -> list[str]:
    return [one.name for one in asked]


def words_of(part: Static) -> str:
    """Return what a part of a screen says, all of it, whether or not it is scrolled into view."""
    return plain(part.content)


def plain(shown: object) -> str:
    """Return what is shown as words: a row with words beside it is laid out as it is painted."""
    if hasattr(shown, "plain"):
        return str(shown.plain).strip()
    console = Console(width=SIZE[0] * 3, file=io.StringIO(), legacy_windows=False)
    with console.capture() as taken:
        console.print(shown)
    return "\n".join(" ".join(line.split()) for line in taken.get().splitlines())
