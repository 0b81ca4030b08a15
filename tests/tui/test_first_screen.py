"""The first screen loads neither the records nor what decides: it is seen before those are in."""

from __future__ import annotations

import subprocess
import sys

_HEAVY = ("typer", "sqlmodel", "sqlalchemy", "pydantic", "nacl", "jinja2", "typst", "apscheduler")
_OURS = ("casework.store", "casework.policy", "casework.letters", "casework.domain.events")


def test_the_first_screen_is_painted_before_the_records_are_loaded() -> None:
    code = (
        "import sys; import casework.cli.begin, casework.office.standing, casework.settings, "
        "casework.tui.app; print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = done.stdout.split()

    assert [name for name in loaded if name.split(".")[0] in _HEAVY] == []
    assert [name for name in loaded if name.startswith(_OURS)] == []


def test_the_first_screen_stands_there_without_the_records() -> None:
    code = """
import asyncio, sys
from pathlib import Path
from casework.clock import SystemClock
from casework.tui import app
from casework.tui.doors import Doors

def nobody(*_told):
    raise AssertionError

class First(app.CaseworkApp):
    CSS_PATH = str(Path(app.__file__).with_name("casework.tcss"))

async def look():
    doors = Doors(sign_in=nobody, ring=(), clock=SystemClock(), practice=True)
    screens = First(doors)
    async with screens.run_test() as pilot:
        await pilot.press("x")
        assert "Your password" in str([one.render() for one in screens.screen.query("Static")])
        print(*sys.modules)

asyncio.run(look())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = done.stdout.split()

    assert [name for name in loaded if name.startswith(_OURS)] == []
    assert [name for name in loaded if name.split(".")[0] in ("sqlmodel", "pydantic")] == []


def test_what_sets_a_page_is_loaded_behind_the_first_screen() -> None:
    code = (
        "from casework.cli import screens; from casework import press; screens.warm(); "
        "print(len(press._SPARE[None]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["1"]


def test_garbage_is_looked_for_again_once_everything_is_loaded() -> None:
    code = (
        "import gc; gc.disable(); from casework.cli import screens; screens.warm(); "
        "print(gc.isenabled(), gc.get_freeze_count() > 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["True", "True"]
