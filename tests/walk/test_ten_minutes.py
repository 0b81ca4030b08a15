"""Somebody who has never seen it takes the case of ten minutes from report to print, in a terminal.

The program is the real one, alone in its terminal; what it did is asked on its command line.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.walk.terminal_kit import terminal
from tests.walk.way_kit import SCREENS, SIZE, masked, walk

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(400),  # some fifteen seconds of keys and four sign-ins; a busy machine
    pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux, a terminal around it"),
]
PROGRAM = "practice-school/casework"
SHOWN = Path(__file__).parents[2] / "docs" / "screens"


def environment(practised: Path) -> dict[str, str]:
    return {"CASEWORK_STATE": str(practised / "state"), "CASEWORK_ASCII": ""}


def asked(practised: Path, who: str, *words: str) -> dict[str, Any]:
    """Return what the command line answers."""
    done = subprocess.run(
        [PROGRAM, "--user", who, "--json", *words],
        cwd=practised,
        env={**os.environ, **environment(practised)},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    found = json.loads(done.stdout)["result"]
    assert isinstance(found, dict)
    return found


def test_from_the_readme_alone_a_report_becomes_a_printed_warning(practised: Path) -> None:
    kept: dict[str, str] = {}
    with terminal([PROGRAM], practised, SIZE, environment(practised)) as at:

        def save(name: str) -> None:
            kept[name] = masked(at.still())

        ref = walk(at, save)
    case = asked(practised, "head", "case", "show", ref)
    page = practised / "practice-school" / "letters" / f"{ref}-1.pdf"

    letters = [(one["letter"], one["state"], one["how"]) for one in case["letters"]]
    screens = {name: (SHOWN / f"{name}.txt").read_text(encoding="utf-8") for name in SCREENS}

    assert letters == [("warning", "printed", "as a file of the practice school")]
    assert page.read_bytes().startswith(b"%PDF-")
    assert [one["standing"] for one in case["approvals"]] == ["granted"]
    assert held(kept) == held(screens)


#: A form longer than the window: how far it is scrolled hangs on when its forecast came in.
LONG = "5-sorting"


def held(screens: dict[str, str]) -> dict[str, list[str]]:
    """Return the lines of each screen; of the long form those that stand still, and the answers."""
    found = {name: screen.splitlines() for name, screen in screens.items()}
    lines = found[LONG]
    found[LONG] = [*lines[:4], "Does it name somebody? (x) yes  ( ) no", lines[-1]]
    assert found[LONG][4] in {line.strip() for line in lines}
    return found
