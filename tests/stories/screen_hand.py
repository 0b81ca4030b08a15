"""Somebody who uses the screens: keys, and words that are pasted into the field where one stands.

Every key is one that a person presses; a screen is read as the terminal shows it. Must not know
what a story is about.
"""

from __future__ import annotations

import io
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from rich.console import Console
from textual import events
from textual.widgets import Input, OptionList, Static, TextArea

from casework.tui import casekeys, casepages, places
from casework.tui.app import CaseworkApp
from casework.tui.asking import Form
from casework.tui.decisions import Decisions
from casework.tui.formpage import FormPage
from casework.tui.formsteps import FormSteps
from casework.tui.letterpage import LetterPage
from casework.tui.mylist import MyList
from casework.tui.onecase import OneCase
from casework.tui.signin import SignIn
from casework.tui.told import Told
from casework.tui.undo import CameOut
from tests.stories.hand_kit import Answers, NotDoneError, place_of
from tests.stories.school_kit import PASSWORD
from tests.tui.screen_kit import seen

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from textual.pilot import Pilot

    from casework.tui.asking import Question
    from tests.stories.school_kit import School

SIZE: Final = (80, 24)
_OVER: Final = timedelta(seconds=11)
_ANSWERS: Final = {"Yes": "y", "No": "d", "Send back": "b"}
_DIGITS: Final = 9
_BUSY: Final = "One moment"
#: So often one looks whether something has come to its end.
_PATIENCE: Final = 50


@asynccontextmanager
async def at_screens(school: School) -> AsyncIterator[ScreenHand]:
    """Let somebody use the screens, until the story is over."""
    app = CaseworkApp(school.doors())
    async with app.run_test(size=SIZE) as pilot:
        yield ScreenHand(school, app, pilot)
        await pilot.press("ctrl+q")


class ScreenHand:
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

    async def _home(self) -> None:
        """Go to My list, as F2 does from anywhere."""
        if not self._is_home():
            await self._press(places.place(places.HOME).key)
        assert self._is_home(), f"there is no way back:\n{seen(self._app)}"

    def _is_home(self) -> bool:
        screen = self._app.screen
        return isinstance(screen, MyList) and screen.place == places.HOME

    # --- who, and where ---------------------------------------------------------------------------

    async def signs_in(self, who: str) -> str:
        """Sign in with name and password."""
        self._begin()
        if not isinstance(self._app.screen, SignIn):
            await self._press("f9")
        self._app.screen.query_one("#name", Input).focus()
        await self._paste(who)
        await self._press("enter")
        await self._paste(PASSWORD)
        await self._press("enter")
        await self._until(lambda: not isinstance(self._app.screen, SignIn))
        await self._settle()
        return self._meanwhile

    async def goes(self, place: str) -> str:
        """Press the key of a place; where it has none, find it in the palette."""
        found = places.place(place)
        self._begin()
        if found.key:
            await self._press(found.key.split(",")[0])
        else:
            await self._palette(found.words)
        return f"{self._meanwhile}\n{self._rows()}"

    async def _palette(self, words: str) -> None:
        await self._press("ctrl+p")
        await self._paste(words)
        await self._press("enter")

    async def follows(self, words: str, given: Answers) -> str:
        """Go down to a line of the board and press Enter; fill in the form it leads to."""
        self._begin()
        rows = self._app.screen.query_one("#rows", OptionList)
        texts = [_plain(one.prompt) for one in rows.options]
        at = next((at for at, text in enumerate(texts) if words in text), None)
        if at is None:
            raise NotDoneError(f"no line has “{words}”:\n" + "\n".join(texts))
        await self._to(rows, at)
        return f"{await self._fill(given)}\n{self._rows()}"

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
        return "\n".join(_plain(row.prompt) for one in lists for row in one.options)

    async def finds(self, words: str) -> str:
        """Type words into the find box of all cases."""
        await self._home()
        await self._press("f3")
        self._begin()
        await self._press("slash")
        await self._paste(words)
        await self._settle()
        return self._meanwhile

    async def opens(self, ref: str) -> str:
        """Find a case among all and open it; a sealed one answers to its reference there."""
        await self.finds(ref)
        await self._press("enter")
        await self._press("enter")
        await self._until(self._case_is_read)
        if not isinstance(self._app.screen, OneCase) or ref not in seen(self._app):
            raise NotDoneError(f"no case {ref} is found:\n{seen(self._app)}")
        return f"{seen(self._app)}\n{self._whole()}"

    def _case_is_read(self) -> bool:
        screen = self._app.screen
        return not isinstance(screen, OneCase) or screen.query_one("#doing").display

    def _whole(self) -> str:
        """Return everything that a screen says, as somebody reads it who scrolls through it."""
        parts = (one for one in self._app.screen.query(Static) if one.display)
        return "\n".join(_words(one) for one in parts)

    # --- forms ------------------------------------------------------------------------------------

    async def takes_in(self, form: str, given: Answers) -> str:
        """Open a form of the front office and fill it in."""
        await self._home()
        await self.goes(form)
        return await self._fill(given)

    async def does(self, action: str, given: Answers) -> str:
        """Press the key of an action; where it has none, find it in the palette."""
        found = casekeys.case_action(action)
        self._begin()
        if found.key:
            await self._press(found.key)
        else:
            await self._palette(found.words)
        return await self._fill(given)

    async def steps(self, words: str, given: Answers) -> str:
        """Choose the step: the button, where it is what happens next, else the list below it."""
        self._begin()
        screen = self._app.screen
        choices = screen.query_one("#choices", OptionList)
        texts = [_plain(one.prompt) for one in choices.options]
        found = [at for at, text in enumerate(texts) if text.startswith(words)]
        if not found:
            raise NotDoneError(f"nothing here begins with “{words}”:\n" + "\n".join(texts))
        if screen.focused is not choices:
            await self._keys("down")
        down = (found[0] - (choices.highlighted or 0)) % len(texts)
        await self._keys(*["down"] * down, "enter")
        await self._settle()
        return await self._fill(given)

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
        return said.display and not busy and not _words(said).startswith(_BUSY)

    async def _has_read(self) -> None:
        """Say of whatever is to be read at once that it has been."""
        while isinstance(self._app.screen, Told):
            await self._press("enter")

    async def _put_away(self, page: FormPage) -> str:
        why = _words(page.query_one("#fault", Static)) or self._meanwhile
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
            asked = _words(page.query_one("#asked", Static))
            one = next((each for each in page.asked() if each.words == asked), None)
            if one is None:
                return
            told = self._told(page, one, given)
            if told is not None:
                await self._give(page, one, told)
            await self._press("enter")
            if _words(page.query_one("#asked", Static)) == asked:
                raise NotDoneError(await self._put_away(page))

    def _told(self, page: FormPage, question: Question, given: Answers) -> str | None:
        known = page.given.get(question.name, question.known)
        offered = tuple(words for words, _ in question.answers)
        return given.to(question.words, needed=question.needed, known=known, answers=offered)

    # --- a case -----------------------------------------------------------------------------------

    async def reads(self, page: str) -> str:
        """Turn to a page of the case by its digit and come back to the first."""
        names = [words for _, words in casepages.PAGES]
        self._begin()
        await self._press(str(names.index(page) + 1))
        told = self._rows()
        await self._press("1")
        return f"{self._meanwhile}\n{told}"

    async def corrects(self, entry: str, given: Answers) -> str:
        """Go to the entry in the history and fill in the form beside it."""
        self._begin()
        await self._press("h")
        rows = self._app.screen.query_one("#rows", OptionList)
        texts = [_plain(one.prompt) for one in rows.options]
        at = next((at for at, text in enumerate(texts) if entry in text), None)
        if at is None:
            raise NotDoneError(f"no entry says “{entry}”:\n" + "\n".join(texts))
        await self._to(rows, at)
        return await self._fill(given)

    async def decides(self, ref: str, answer: str, given: Answers) -> str:
        """Turn to the request of a case among the decisions, and answer it by its key."""
        await self._home()
        self._begin()
        await self._press("f4")
        page = self._app.screen
        assert isinstance(page, Decisions)
        for _ in range(20):
            if page.about() == ref:
                break
            await self._press("right")
        if page.about() != ref:
            raise NotDoneError(f"no decision of {ref} waits:\n{seen(self._app)}")
        told = self._whole()
        await self._press(_ANSWERS[answer])
        if self._app.screen is page:
            raise NotDoneError(seen(self._app))
        return f"{told}\n{await self._fill(given)}"

    # --- letters ----------------------------------------------------------------------------------

    async def lets_print(self) -> str:
        """Let the undo time pass, and say that the page came out."""
        self._begin()
        self._school.clock.move(_OVER)
        self._app._beat()
        for _ in range(200):
            await self._pilot.pause()
            if isinstance(self._app.screen, CameOut):
                break
        assert isinstance(self._app.screen, CameOut), seen(self._app)
        await self._press("enter")
        return self._meanwhile

    async def letter(self, ref: str, does: str, given: Answers) -> str:
        """Open the letters of a case and do what is next with the one that is not done with."""
        await self.opens(ref)
        self._begin()
        await self._press("l")
        page = self._app.screen
        assert isinstance(page, LetterPage)
        told = _words(page.query_one("#lacks", Static))
        if does == "Print":
            await self._press("p")
        elif does in told:
            await self._press("n")
        if self._app.screen is page:
            raise NotDoneError(seen(self._app))
        return await self._fill(given)

    async def undoes(self) -> str:
        """Press U."""
        self._begin()
        await self._press("u")
        return self._meanwhile


def _names(asked: tuple[Question, ...]) -> list[str]:
    return [one.name for one in asked]


def _words(part: Static) -> str:
    """Return what a part of a screen says, all of it, whether or not it is scrolled into view."""
    return _plain(part.content)


def _plain(shown: object) -> str:
    """Return what is shown as words: a row with words beside it is laid out as it is painted."""
    if hasattr(shown, "plain"):
        return str(shown.plain).strip()
    console = Console(width=SIZE[0] * 3, file=io.StringIO(), legacy_windows=False)
    with console.capture() as taken:
        console.print(shown)
    return "\n".join(" ".join(line.split()) for line in taken.get().splitlines())
