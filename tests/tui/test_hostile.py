"""Harmful words on every screen: read as words, obeyed by nothing, and on a terminal too."""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests.tui.everywhere_kit import LOTS, everywhere, to_the_end
from tests.tui.hostile_kit import HARMFUL, MARKUP, SENT, hostile_case, on_screen
from tests.tui.screen_kit import entered, seen

if TYPE_CHECKING:
    from tests.tui.week_kit import Week

pytestmark = pytest.mark.timeout(120)
PATIENCE: Final = 100.0


@pytest.mark.parametrize("lot", LOTS)
async def test_harmful_words_are_words_on_every_screen(week: Week, lot: str) -> None:
    ref = hostile_case(week)
    app = on_screen(week.folder)
    screens = {}
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot, "head")
        screens["list"] = seen(app)
        async for way in everywhere(pilot, ref, LOTS[lot]):
            screens[way] = seen(app)
            async for _page in to_the_end(pilot):
                screens[way] += seen(app)
    signs = {sign for words in HARMFUL for sign in words if not sign.isprintable()} | {"\u200b"}

    assert not app.crashed
    assert {way for way, text in screens.items() if signs & set(text)} == set()
    assert MARKUP in "".join(screens.values())
    assert len(screens) == len(LOTS[lot]) + 1


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of its own is made elsewhere")
@pytest.mark.parametrize("lot", LOTS)
def test_a_terminal_is_sent_nothing_but_what_the_screens_themselves_send(
    week: Week, lot: str
) -> None:
    ref = hostile_case(week)
    sent = _sent(str(week.folder), ref, lot)
    words = SENT.sub(b"", sent).decode("utf-8")
    obeyed = {sign for sign in words if ord(sign) < 0x20 or 0x7F <= ord(sign) < 0xA0}

    assert "ENDED" in words[-200:], words[-2000:]
    assert obeyed <= {"\r", "\n"}, ascii(_around(words))
    assert not {"\u202e", "\u2066", "\u200f"} & set(words)
    assert MARKUP in words
    assert "[/foo]" in words
    assert "␛[2J" in words  # so it stood in the records, and a sign stands for what it was


def _around(words: str) -> list[str]:
    """Return what stands where a terminal would obey: for whoever reads why the test failed."""
    places = (at for at, sign in enumerate(words) if ord(sign) < 0x20 and sign not in "\r\n")
    return [words[max(at - 20, 0) : at + 20] for at in places][:10]


def _sent(*given: str) -> bytes:
    """Return all that the program writes to a terminal until it ends."""
    import fcntl  # not on Windows
    import pty
    import struct
    import termios

    pid, end = pty.fork()
    if pid == 0:  # pragma: no cover - the child is another program
        kept = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        os.chdir(Path(__file__).parents[2])
        program = (sys.executable, "-m", "tests.tui.hostile_kit", *given)
        os.execve(program[0], program, kept)
    fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    try:
        return b"".join(_read(end))
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(end)


def _read(end: int) -> list[bytes]:
    last, read = time.monotonic() + PATIENCE, []
    while time.monotonic() < last and select.select([end], [], [], PATIENCE)[0]:
        try:
            read.append(os.read(end, 65536))
        except OSError:  # the program ended
            break
        if not read[-1]:
            break
    return read
