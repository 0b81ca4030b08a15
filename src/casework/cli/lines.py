"""Lines on a terminal, for the dialogue: said, asked, and pushed out of sight where nobody types.

What was said stands in the terminal's own memory of past lines: nothing written takes it out of
there. Must not know what is talked about.
"""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from threading import Timer
from typing import TYPE_CHECKING

from casework.cli import output

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Lines:
    """Says and asks line by line; hides what was said when it is told to, or left alone."""

    def __init__(self) -> None:
        self._seconds, self._words = 0.0, ""

    def say(self, line: str) -> None:
        """Write one line."""
        output.say(line)

    def ask(self, prompt: str) -> str:
        """Return one line that was typed. Raises Leaves where the input ends."""
        return self._answer(output.ask_line, prompt)

    def ask_secret(self, prompt: str) -> str:
        """Return one line that nobody saw. Raises Leaves where the input ends."""
        return self._answer(output.ask_secret, prompt)

    def hide(self) -> None:
        """Push what was said out of sight: by empty lines, as a screen reader knows no other."""
        output.say(*[""] * shutil.get_terminal_size().lines)

    def watch(self, seconds: float, words: str) -> None:
        """Hide by itself, and say so, where an answer takes that long; never with no seconds."""
        self._seconds, self._words = seconds, words

    def _answer(self, ask: Callable[[str, str], str], prompt: str) -> str:
        from casework.tui.talk import Leaves

        try:
            with self._watched():
                return ask(prompt, "an answer")
        except (EOFError, KeyboardInterrupt):
            raise Leaves from None

    @contextmanager
    def _watched(self) -> Iterator[None]:
        if not self._seconds:
            yield
            return
        timer = Timer(self._seconds, self._let_down)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _let_down(self) -> None:
        self.hide()
        output.say(self._words)
