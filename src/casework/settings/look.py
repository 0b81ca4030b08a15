"""Whether somebody chose light screens on this computer: kept in their own state folder.

Must not know a colour, nor who it is.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from casework.settings.paths import state_folder

#: It lies there where light ones were chosen; nothing stands in it.
_FILE: Final = "light-screens"


def is_light() -> bool:
    """Tell whether light screens were chosen."""
    return (state_folder() / _FILE).exists()


def keep_light(*, light: bool) -> None:
    """Keep what was chosen. Where the disk refuses, it holds until the program is closed."""
    file = state_folder() / _FILE
    with suppress(OSError):
        if light:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file.touch(mode=0o600)
        else:
            file.unlink(missing_ok=True)
