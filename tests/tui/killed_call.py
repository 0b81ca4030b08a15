"""A process that takes down half a call and is killed: ``python -m tests.tui.killed_call DIR``."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

from casework.clock import SetClock
from casework.office import stage
from casework.tui.app import CaseworkApp
from casework.tui.doors import Doors, Entered
from casework.tui.flowing import Flowing, Line
from tests.office.practice_kit import sign_in
from tests.tui.screen_kit import entered, press, settled
from tests.tui.week_kit import TUESDAY


async def typed(folder: Path, what: str) -> None:
    """Type, and die without another word."""
    clock = SetClock(TUESDAY)

    def enter(name: str, _password: str, _own: str) -> Entered:
        return Entered(desk=sign_in(folder, name, stage.PASSWORD, clock)[0])

    doors = Doors(
        sign_in=enter, ring=(), clock=clock, practice=True, people=(("clerk", "practice"),)
    )
    app = CaseworkApp(doors)
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        await press(pilot, "f8")
        await press(pilot, "1")
        app.screen.query_one("#ask-caller", Line).value = "Mrs Cole"
        app.screen.query_one("#ask-what", Flowing).text = what
        await settled(pilot)
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    asyncio.run(typed(Path(sys.argv[1]), sys.argv[2]))
