"""How soon the sign-in is on the screen, against a bare Textual app; seen from outside, on a pty.

A terminal is what a person looks at: the clock runs from starting the process until the words of
the screen have come out of it.
"""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import tempfile
import termios
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import ROUNDS, Figure, in_turn
from casework import bootstrap
from casework.office import stage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App[None]):
    def compose(self):
        yield Static("Casework is here")
Bare().run()
"""
_SIZE = (24, 80)
#: Nobody waits longer for a first screen.
_SECONDS = 60.0


def painted(words: Sequence[str], until: bytes, environment: Mapping[str, str]) -> None:
    """Start a program on a terminal of its own and return once it has shown those words."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, _SIZE)
    process = subprocess.Popen(
        words, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True
    )
    os.close(theirs)
    try:
        seen = b""
        while until not in seen:
            ready, _, _ = select.select([ours], [], [], _SECONDS)
            if not ready:
                raise TimeoutError("nothing was painted")
            seen += os.read(ours, 65536)
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def figures(*, quick: bool = False) -> list[Figure]:
    """Return the ratio of the first paint."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        environment = _environment(home)
        _found(home, environment)
        screens = [sys.executable, "-m", "casework", "--book", str(home / "book")]
        times = in_turn(
            {
                "bare": lambda: painted(
                    [sys.executable, "-c", _BARE], b"Casework is here", environment
                ),
                "ours": lambda: painted(screens, b"Your password", environment),
            },
            rounds=ROUNDS if quick else 3 * ROUNDS,
        )
    return [
        Figure(
            name="first paint of the sign-in",
            ours=times["ours"] / 1e3,
            unit="ms",
            yardstick=times["bare"] / 1e3,
            against="a bare Textual app",
            ratio=times["ours"] / times["bare"],
            most=1.5,
            note="on a pty, from starting the process until its words are there",
        )
    ]


def _environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CASEWORK")}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return {**kept, "TERM": "xterm-256color", "CASEWORK_STATE": str(home / "state")}


def _found(home: Path, environment: Mapping[str, str]) -> None:
    """Make records for the screens to open."""
    told = bootstrap.Founding(
        policies=(stage.POLICY,),
        school=stage.SCHOOL,
        admin=stage.HEAD,
        password=stage.PASSWORD,
        roles=("headteacher",),
        practice=True,
    )
    before = os.environ.get("CASEWORK_STATE")
    os.environ["CASEWORK_STATE"] = environment["CASEWORK_STATE"]
    try:
        bootstrap.found_book(home / "book", told).desk.session.close()
    finally:
        os.environ.pop("CASEWORK_STATE")
        if before is not None:
            os.environ["CASEWORK_STATE"] = before
