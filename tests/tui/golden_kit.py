"""What screens look like, kept as text files: one for each screen, state and size of window.

``await shows(pilot, "today-late")`` compares with ``tests/tui/screens/today-late-80x24.txt``, or
the other size. ``CASEWORK_REWRITE_GOLDENS=1`` writes them: then look at each as whoever works in a
school office would. Whatever a screen may never do is looked for in each of them too.
"""

from __future__ import annotations

import os
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from tests.tui.colour_kit import faint, without_colour
from tests.tui.screen_kit import seen, settled

if TYPE_CHECKING:
    from textual.pilot import Pilot

SCREENS: Final = Path(__file__).with_name("screens")
REWRITE: Final = "CASEWORK_REWRITE_GOLDENS"
#: Both sizes of window in which every screen and state is kept.
SIZES: Final = ((80, 24), (120, 30))
#: Words of the right-hand column of the words table, which no screen shows; and our clause ids.
NEVER: Final = re.compile(
    r"\b(offender|perpetrator|case ?book|circle|chain head|deemed|tombstone|limb|strand|spine"
    r"|trigger|track|in 0 days|Error|Not allowed)\b|\b[A-Z]{2,4}-\d{1,3}[a-z]?\b|\d{4}-\d\d-\d\d"
)


async def shows(pilot: Pilot[int], name: str) -> None:
    """Hold the present screen to what is kept under that name for this size of window."""
    await settled(pilot)
    app = pilot.app
    width, height = app.size
    file = SCREENS / f"{name}-{width}x{height}.txt"
    text = seen(app) + "\n"
    _fits(text, width, height)
    if os.environ.get(REWRITE):
        SCREENS.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    plain = "\n".join("".join(part.text for part in line).rstrip() for line in without_colour(app))
    kept = file.read_text(encoding="utf-8") if file.exists() else "nothing is kept yet\n"

    assert plain + "\n" == text
    assert faint(app) == []
    assert text == kept, f"{file.name} differs; if it is right so: {REWRITE}=1"


def _fits(text: str, width: int, height: int) -> None:
    """Hold a screen to what holds for all: it fits, no control sign, no word that must not show."""
    lines = text.splitlines()

    assert len(lines) == height
    assert max(map(cell_len, lines)) <= width
    assert not [c for c in text if c != "\n" and unicodedata.category(c) in {"Cc", "Cf", "Cs"}]
    assert not [found.group() for line in lines for found in NEVER.finditer(line)]
