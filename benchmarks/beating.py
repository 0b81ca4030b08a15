"""The program with three keys more: one that every screen answers, two that begin long work.

``python -m benchmarks.beating`` is what ``benchmarks.pauses`` looks at from outside.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding

from casework import settings
from casework.cli import screens, signing
from casework.tui import app

if TYPE_CHECKING:
    from textual.binding import BindingType

CASE, INTO = "CASEWORK_MEASURED_CASE", "CASEWORK_MEASURED_INTO"
#: What a terminal sends for the three keys, and what it is sent for an answer.
BEAT, HANDS_OUT, LETTER = "\x1b[24~", "\x1b[23~", "\x1b[24;5~"
ANSWER = "\x1b]0;beat\x07"


class Beating(app.CaseworkApp):
    """The screens; a press is answered by whichever is open, after all that it still has to do."""

    CSS_PATH = str(Path(app.__file__).with_name("casework.tcss"))
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f12", "beat", priority=True),
        Binding("f11", "hand_out", priority=True),
        Binding("ctrl+f12", "letter", priority=True),
    ]

    def action_beat(self) -> None:
        """Let the open screen answer."""
        self.screen.call_later(self._answer)

    def _answer(self) -> None:
        if self._driver is not None:
            self._driver.write(ANSWER)

    def action_hand_out(self) -> None:
        """Fill in and keep the form that hands out the history of the case."""
        from casework.tui import handout
        from casework.tui.formsheet import FormSheet

        if self._desk is None:
            return
        page = FormSheet(handout.job(self._desk, os.environ[CASE], "headteacher"))
        page.given |= {"goes": "folder", "form": "pdf", "folder": os.environ[INTO]}
        page.given |= {"to": "The governors", "why": "They asked for it."}
        self.push_screen(page)
        page.call_after_refresh(page.action_keep)

    def action_letter(self) -> None:
        """Show the case's letter; its page is set beside the screen."""
        from casework.tui.letterpage import LetterPage

        if self._desk is not None:
            self.push_screen(LetterPage(self._desk, os.environ[CASE]))


def main() -> None:
    """Be the program, over the records of the environment."""
    book = Path(os.environ["CASEWORK_BOOK"])
    signing.options.book = book
    doors = screens._doors(book, settings.load(book), practice=True)
    sys.setswitchinterval(screens._TURN)
    beating = Beating(replace(doors, people=(), offers=False))
    beating.run()
    for line in beating.crashed:
        print(line)


if __name__ == "__main__":
    main()
