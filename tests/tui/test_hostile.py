"""Harmful words on every screen: read as words, obeyed by nothing, and on a terminal too."""

from __future__ import annotations

import ast
import os
import select
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from textual.widgets import Button

from casework.tui import casejobs
from casework.tui.formsheet import FormSheet
from casework.tui.formsteps import FormSteps
from casework.tui.keyline import key_line
from casework.tui.notice import Notice
from casework.tui.offer import Offer
from casework.tui.safe import shown
from tests.tui.everywhere_kit import LOTS, everywhere, to_the_end
from tests.tui.hostile_kit import HARMFUL, MARKUP, SENT, hostile_case, on_screen
from tests.tui.screen_kit import entered, seen, settled

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.tui.app import CaseworkApp
    from tests.tui.week_kit import Week

pytestmark = pytest.mark.timeout(120)
#: What a policy's step could say, to be a button that does something else.
LINK: Final = "\x1b[2J[@click=app.quit]Close[/] [/foo]"
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


async def test_what_a_harmful_policy_puts_on_a_button_is_words(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    plain = casejobs.note_job(week.desk("clerk"), week.refs["Hart"])
    forms = FormSheet(replace(plain, button=LINK)), FormSteps(replace(plain, button=LINK))
    told, drawn = [], ""
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        for screen in (*forms, Offer(("Which?",), LINK, LINK), Notice(("Read.",), LINK)):
            await app.push_screen(screen)
            await settled(pilot)
            told += [str(one.label) for one in screen.query(Button)]
            drawn += seen(app)
            app.pop_screen()

    keys = key_line((("⏎", LINK),)).plain

    assert told == [shown(LINK).plain] * 5
    assert "\x1b" not in f"{drawn}{keys}"
    assert "[/foo]" in keys


def test_every_button_whose_words_are_not_the_programs_own_is_made_safe() -> None:
    wrong = []
    for path in sorted(Path("src/casework/tui").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Button":
                words = node.args[0]
            elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).endswith(".label"):
                words = node.value
            else:
                continue
            if not isinstance(words, ast.Constant) and not ast.unparse(words).startswith("shown("):
                wrong.append(f"{path.name}:{node.lineno}")

    assert wrong == []


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
