"""The program in a terminal of its own, driven from outside: keys go in, the screen is read.

The terminal is tmux on a socket of its own, which is ended with it. Nothing waits for a fixed time:
whoever presses a key says what the screen must then show. Must not know the program.
"""

from __future__ import annotations

import os
import re
import select
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

#: So long one waits for a screen before it counts as not come, and so often one looks, in seconds.
PATIENCE: Final = 60.0
_LOOK: Final = 0.04
#: What has not changed for so long is whole, in seconds.
_STILL: Final = 0.4
#: What a bar for scrolling draws at the end of a line: no words, though it may stand between them.
_BAR: Final = re.compile(r"[▁-█]+[ ]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminal:
    """One window with the program in it."""

    socket: str

    def press(self, *keys: str) -> None:
        """Press keys, by the names that tmux has for them."""
        self._tmux("send-keys", "-t", "walk", *keys)

    def type(self, words: str) -> None:
        """Type words, and wait until the last of them stands on the screen."""
        self._tmux("send-keys", "-t", "walk", "-l", words)
        self.until(words[-12:].strip())

    def screen(self, *, styled: bool = False) -> str:
        """Return what the screen shows, line by line; with its colours where it is styled."""
        how = ("-e",) if styled else ()
        return self._tmux("capture-pane", "-p", *how, "-t", "walk")

    def until(self, *words: str, gone: str = "") -> str:
        """Return the screen once it shows all of that, and no more what is to be gone."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            shown = self.screen()
            flat = " ".join(_BAR.sub("", shown).split())
            if all(one in flat for one in words) and not (gone and gone in flat):
                return shown
            select.select([], [], [], _LOOK)
        raise AssertionError(f"never shown: {words}, gone: {gone!r}\n{self.screen()}")

    def still(self, *, styled: bool = False) -> str:
        """Return the screen once it has not changed between two looks."""
        end = time.monotonic() + PATIENCE
        shown = self.screen(styled=styled)
        while time.monotonic() < end:
            select.select([], [], [], _STILL)
            again = self.screen(styled=styled)
            if again == shown:
                return shown
            shown = again
        raise AssertionError(f"never still\n{shown}")

    def _tmux(self, *words: str) -> str:
        command = ["tmux", "-L", self.socket, *words]
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=True)
        return done.stdout


@contextmanager
def terminal(
    command: Sequence[str], where: Path, size: tuple[int, int], environment: Mapping[str, str]
) -> Iterator[Terminal]:
    """Open a terminal with a command in a folder; it ends with the block, whatever runs there."""
    socket = f"casework-walk-{os.getpid()}-{size[0]}"
    kept = {name: value for name, value in os.environ.items() if name not in {"TMUX", "NO_COLOR"}}
    kept |= {"COLORTERM": "truecolor", "TEXTUAL_ANIMATIONS": "none", **environment}
    begin = ["tmux", "-L", socket, "-f", os.devnull, "new-session", "-d", "-s", "walk"]
    width, height = (str(number) for number in size)
    said = ["-x", width, "-y", height, "--", *command]
    more = [("status", "off"), ("remain-on-exit", "on")]  # what it said last can then be read
    options = [word for option in more for word in (";", "set-option", "-g", *option)]
    subprocess.run([*begin, *said, *options], env=kept, cwd=where, check=True, timeout=PATIENCE)
    try:
        yield Terminal(socket=socket)
    finally:
        ended = ["tmux", "-L", socket, "kill-server"]
        subprocess.run(ended, check=False, capture_output=True, timeout=PATIENCE)
