"""Ctrl-C and a closed input at every prompt: 130, one line, and nothing half done.

Each prompt is met on a terminal of its own, as a person meets it.
"""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from casework import bootstrap
from casework.office import stage
from tests.bad_input.bad_kit import CASEWORK, nothing_leaks
from tests.bad_input.bad_kit import Ended as Streams

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from tests.bad_input.bad_kit import School

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such terminals")

STOPPED = "Stopped. Nothing was half done."
CTRL_C, CTRL_D = "Ctrl-C", "Ctrl-D"
WAYS = (CTRL_C, CTRL_D)
SECONDS = 12
AT = ["first by Ctrl-C", "second by Ctrl-C", "second by Ctrl-D"]


@dataclass
class Terminal:
    """A program at a terminal: what it shows, and what is typed."""

    master: int
    process: subprocess.Popen[bytes]
    shown: bytes = b""

    def until(self, words: str) -> None:
        """Read on until the words stand there."""
        while words.encode() not in self.shown:
            ready, _, _ = select.select([self.master], [], [], SECONDS)
            assert ready, self.shown.decode(errors="replace")
            self.shown += self._read()

    def types(self, words: str) -> None:
        """Type a line; what was shown before is done with."""
        self.shown = b""
        os.write(self.master, f"{words}\n".encode())

    def stops(self, way: str) -> None:
        """End it as a person would: the keys go through the terminal itself."""
        os.write(self.master, b"\x03" if way == CTRL_C else b"\x04")

    def ended(self) -> tuple[int, str]:
        """Return the code it ends with, and all it said since the last line was typed."""
        while True:
            ready, _, _ = select.select([self.master], [], [], SECONDS)
            assert ready
            more = self._read()
            if not more:
                break
            self.shown += more
        return self.process.wait(SECONDS), self.shown.decode(errors="replace")

    def _read(self) -> bytes:
        try:
            return os.read(self.master, 65_536)
        except OSError:  # the other side is gone: Linux says so with an error
            return b""


@contextlib.contextmanager
def at_terminal(words: Sequence[str], environment: Mapping[str, str]) -> Iterator[Terminal]:
    """Start the program at a new terminal that is its own to be interrupted from."""
    import fcntl
    import termios

    master, slave = os.openpty()

    def own() -> None:
        os.setsid()
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)

    with subprocess.Popen(
        [*CASEWORK, *words],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        preexec_fn=own,  # noqa: PLW1509 - no thread runs here
        env={**os.environ, **environment, "TERM": "xterm"},
    ) as process:
        os.close(slave)
        try:
            yield Terminal(master=master, process=process)
        finally:
            process.kill()
            os.close(master)


def stopped(terminal: Terminal, way: str) -> bool:
    """End it and tell whether it said the one line, with nothing after, and its code is 130."""
    terminal.stops(way)
    code, shown = terminal.ended()
    assert nothing_leaks(Streams(code=code, out=shown.encode(), err=b""))
    assert code == 130, shown
    assert shown.count(STOPPED) == 1
    assert shown.rstrip().endswith(STOPPED)
    return True


@pytest.mark.parametrize(
    ("second", "way"), [(False, CTRL_C), (True, CTRL_C), (True, CTRL_D)], ids=AT
)
def test_a_book_is_not_begun_before_both_passwords_are_there(
    tmp_path: Path, way: str, second: bool
) -> None:
    book = tmp_path / "book"
    told = ("--policy", "milnthorpe", "--school", "S", "--admin", "Head")
    state = tmp_path / "state"
    with at_terminal(("init", str(book), *told), {"CASEWORK_STATE": str(state)}) as terminal:
        terminal.until("New password")
        if second:
            terminal.types("one two three four")
            terminal.until("The same again")

        assert stopped(terminal, way)
    assert not book.exists()
    assert not list(state.glob("*"))


def test_two_different_passwords_make_no_book(tmp_path: Path) -> None:
    book = tmp_path / "book"
    told = ("--policy", "milnthorpe", "--school", "S", "--admin", "Head")
    state = {"CASEWORK_STATE": str(tmp_path / "state")}
    with at_terminal(("init", str(book), *told), state) as terminal:
        terminal.until("New password")
        terminal.types("zinnober one")
        terminal.until("The same again")
        terminal.types("zinnober two")
        code, shown = terminal.ended()

    assert code == 2
    assert shown.count("What to do:") == 1
    assert "zinnober" not in shown
    assert not book.exists()


@pytest.mark.parametrize("way", WAYS)
def test_a_sign_in_that_is_stopped_changes_nothing(school: School, way: str) -> None:
    before = school.revision()
    words = ("--user", "clerk", "case", "list")
    with at_terminal(words, school.environment) as terminal:
        terminal.until("Password of clerk")

        assert stopped(terminal, way)
    assert school.unharmed(before)


def test_a_password_typed_at_the_prompt_is_never_shown(school: School) -> None:
    with at_terminal(("--user", "clerk", "case", "list"), school.environment) as terminal:
        terminal.until("Password of clerk")
        terminal.types("zinnober")
        code, shown = terminal.ended()

    assert code == 4
    assert "zinnober" not in shown
    assert shown.count("What to do:") == 1


@pytest.mark.parametrize(
    ("second", "way"), [(False, CTRL_C), (True, CTRL_C), (True, CTRL_D)], ids=AT
)
def test_a_first_sign_in_that_is_stopped_can_be_begun_again(
    school: School, way: str, second: bool
) -> None:
    before = school.revision()
    once = school.does("head", "user", "add", "Newcomer", "--role", "office")["one_time_password"]
    file = str(school.password(once))
    words = ("--user", "Newcomer", "--password-file", file, "case", "list")
    with at_terminal(words, school.environment) as terminal:
        terminal.until("New password")
        if second:
            terminal.types("one two three four")
            terminal.until("The same again")

        assert stopped(terminal, way)
    again = school.run(
        *("--book", str(school.book), "--user", "Newcomer", "--password-file", file),
        *("--new-password-file", str(school.password("one two three four")), "case", "list"),
    )

    assert again.code == 0, again.said
    assert school.unharmed(before)


@pytest.mark.parametrize("way", WAYS)
def test_a_new_password_that_is_stopped_leaves_the_old_one(school: School, way: str) -> None:
    words = (*school.shared("clerk"), "user", "passwd")
    with at_terminal(words, school.environment) as terminal:
        terminal.until("New password")

        assert stopped(terminal, way)
    assert school.does("clerk", "case", "list")


@pytest.mark.parametrize("way", WAYS)
def test_bank_holidays_that_were_not_agreed_to_are_not_confirmed(school: School, way: str) -> None:
    before = school.does("head", "calendar", "show")
    words = (*school.shared("head"), "calendar", "confirm", "2030")
    with at_terminal(words, school.environment) as terminal:
        terminal.until("[yes/no]")

        assert stopped(terminal, way)
    assert school.does("head", "calendar", "show") == before


@pytest.mark.parametrize("way", WAYS)
def test_a_concern_that_was_not_told_is_not_handed_in(school: School, way: str) -> None:
    with at_terminal((*school.shared("clerk"), "concern"), school.environment) as terminal:
        terminal.until("What was seen or heard")

        assert stopped(terminal, way)


def test_a_no_confirms_nothing(school: School) -> None:
    before = school.does("head", "calendar", "show")
    words = (*school.shared("head"), "calendar", "confirm", "2030")
    with at_terminal(words, school.environment) as terminal:
        terminal.until("[yes/no]")
        terminal.types("no")
        code, shown = terminal.ended()

    assert code == 2
    assert "Nothing was confirmed." in shown
    assert school.does("head", "calendar", "show") == before


@pytest.mark.parametrize(
    "words",
    [
        ("--user", "clerk", "case", "list"),
        ("init", "elsewhere", "--policy", "milnthorpe", "--school", "S", "--admin", "A"),
        ("--user", "clerk", "user", "passwd"),
    ],
    ids=["sign-in", "init", "passwd"],
)
def test_where_nobody_can_be_asked_it_says_which_option_to_give(
    school: School, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASEWORK_BOOK", str(school.book))
    told, said = school.run(*words, "--json"), school.run(*words)

    assert (told.code, said.code) == (2, 2)
    assert "-file FILE" in told.error["advice"]
    assert said.err.decode().count("What to do:") == 1


def test_the_prompts_tried_here_are_all_there_are() -> None:
    """A new prompt belongs in this file."""
    found = {
        f"{path.name}: {name}"
        for path in bootstrap_folder().rglob("*.py")
        for name in ("ask_secret(", "ask_line(", "agreed(", "input(", "confirm(", "prompt(")
        if f"output.{name}" in path.read_text(encoding="utf-8")
    }

    assert found == {
        "signing.py: ask_secret(",
        "calendars.py: agreed(",
        "clockwork.py: agreed(",
        "concerns.py: ask_line(",
        "evidence.py: ask_line(",
        "keeping.py: agreed(",
        "letters.py: ask_line(",
        "people.py: ask_secret(",
        "retention.py: ask_line(",
    }
    assert stage.PASSWORD


def bootstrap_folder() -> Path:
    from pathlib import Path as Folder

    return Folder(bootstrap.__file__).parent
