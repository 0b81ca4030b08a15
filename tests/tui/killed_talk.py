"""Somebody at the dialogue whose program is killed: ``python -m tests.tui.killed_talk DIR WORDS``.

It is killed where the answers end, without another word.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

from casework.clock import SetClock
from casework.office import stage
from casework.tui.doors import Doors, Entered
from casework.tui.talked import run
from tests.office.practice_kit import sign_in
from tests.tui.talk_kit import Script
from tests.tui.week_kit import TUESDAY


def talked(folder: Path, *answers: str) -> None:
    """Sign in as the office, answer, and die."""
    clock = SetClock(TUESDAY)

    def enter(name: str, _password: str, _own: str) -> Entered:
        return Entered(desk=sign_in(folder, name, stage.PASSWORD, clock)[0])

    def passes() -> None:
        clock.move(timedelta(seconds=11))

    def dies() -> NoReturn:
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError

    said = [passes if one == "later" else one for one in answers]
    doors = Doors(sign_in=enter, ring=(), clock=clock)
    run(doors, Script("clerk", "password", *said, dies))


if __name__ == "__main__":
    talked(Path(sys.argv[1]), *sys.argv[2:])
