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


def test_garbage_is_looked_for_again_once_everything_is_loaded() -> None:
    code = (
        "import gc; gc.disable(); from casework.cli import screens; screens._warm(); "
        "print(gc.isenabled(), gc.get_freeze_count() > 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["True", "True"]
