"""Somebody who uses the screens by their keys. Must not know what a story is about."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from textual.widgets import Input, OptionList, Static

from casework.tui import casekeys, casepages, places
from casework.tui.app import CaseworkApp
from casework.tui.decisions import Decisions
from casework.tui.letterpage import LetterPage
from casework.tui.mylist import MyList
from casework.tui.onecase import OneCase
from casework.tui.signin import SignIn
from casework.tui.undo import CameOut
from tests.stories.hand_kit import Answers, NotDoneError
from tests.stories.keyboard_kit import SIZE, Keyboard, plain, words_of
from tests.stories.school_kit import PASSWORD
from tests.tui.screen_kit import seen

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.stories.school_kit import School

_OVER: Final = timedelta(seconds=11)
_ANSWERS: Final = {"Yes": "y", "No": "d", "Send back": "b"}


@asynccontextmanager
async def at_screens(school: School) -> AsyncIterator[ScreenHand]:
    """Let somebody use the screens, until the story is over."""
    app = CaseworkApp(school.doors())
    async with app.run_test(size=SIZE) as pilot:
        yield ScreenHand(school, app, pilot)
        await pilot.press("ctrl+q")


class ScreenHand(Keyboard):
    """Somebody at a keyboard who reads the screen."""

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
        texts = [plain(one.prompt) for one in rows.options]
        at = next((at for at, text in enumerate(texts) if words in text), None)
        if at is None:
            raise NotDoneError(f"no line has “{words}”:\n" + "\n".join(texts))
        await self._to(rows, at)
        return f"{await self._fill(given)}\n{self._rows()}"

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
        texts = [plain(one.prompt) for one in choices.options]
        found = [at for at, text in enumerate(texts) if text.startswith(words)]
        first = screen._view.next.choice  # type: ignore[attr-defined]
        if first is not None and first.says.startswith(words):
            await self._press("n")
            return await self._fill(given)
        if not found:
            raise NotDoneError(f"nothing here begins with “{words}”:\n" + "\n".join(texts))
        if screen.focused is not choices:
            await self._keys("down")
        down = (found[0] - (choices.highlighted or 0)) % len(texts)
        await self._keys(*["down"] * down, "enter")
        await self._settle()
        return await self._fill(given)

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
        texts = [plain(one.prompt) for one in rows.options]
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
        told = words_of(page.query_one("#lacks", Static))
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
