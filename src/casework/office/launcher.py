"""The ``casework`` beside a practice school's records: one word to type, and no settings to set.

It names the records, the password that everybody in a practice school has, and the moment at which
the story stops, or to which its clock was moved on; then it hands every word on. Must not be
written for a real school: there the password is nobody's but the person's own.
"""

from __future__ import annotations

import os
import shlex
import sys
from typing import TYPE_CHECKING

from casework.errors import MachineFault

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path, PurePath

BOOK = "book"
PASSWORD_FILE = "password.txt"  # noqa: S105 - a file's name
#: Where the clock of a practice school stands once somebody has moved it on.
MOVED = "now.txt"
#: ``-P``: a folder called casework, wherever somebody stands, is never taken for the program.
PROGRAM = ("-P", "-m", "casework")
WINDOWS = os.name == "nt"


def write(folder: Path, now: datetime, *, windows: bool = WINDOWS) -> Path:
    """Write the command into the folder of a practice school and return where it lies."""
    moment = now.isoformat(timespec="seconds")
    path = folder / ("casework.cmd" if windows else "casework")
    text = _batch(moment) if windows else _shell(moment)
    path.write_bytes(text.encode())
    path.chmod(0o755)
    return path


def moved(folder: Path, now: datetime) -> None:
    """Keep where the clock stands now, for the next start. Raises MachineFault.

    Nothing is kept where no command lies that would read it.
    """
    if not (folder / PASSWORD_FILE).exists():
        return
    try:
        (folder / MOVED).write_text(f"{now.isoformat()}\n", encoding="utf-8", newline="\n")
    except OSError as fault:
        raise MachineFault(
            f"The clock was not moved: {fault.strerror or 'no space or access'}.",
            advice="Check the free space on this computer, then move it again.",
        ) from fault


def word(folder: Path, *, windows: bool = WINDOWS) -> str:
    """Return what is typed to run it from where the person stands."""
    if windows:
        typed = f"{folder}\\casework"
        return f'& "{typed}"' if " " in typed else typed  # as PowerShell wants it
    return shlex.quote(f"{folder}/casework")


def lies(file: PurePath, *, windows: bool = WINDOWS) -> str:
    """Return a file as it is named from where the person stands, ready to be copied."""
    return (f'"{file}"' if " " in str(file) else str(file)) if windows else shlex.quote(str(file))


def _shell(moment: str) -> str:
    program = shlex.join((sys.executable, *PROGRAM))
    return "\n".join(
        [
            "#!/bin/sh",
            "# casework in this practice school, on the day on which its story stops.",
            'here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd) || exit 8',
            f'export CASEWORK_BOOK="$here/{BOOK}"',
            f'export CASEWORK_PASSWORD_FILE="$here/{PASSWORD_FILE}"',
            f'now=$(cat "$here/{MOVED}" 2>/dev/null)',
            f'export CASEWORK_PRACTICE_NOW="${{now:-{moment}}}"',
            f'exec {program} "$@"',
            "",
        ]
    )


def _batch(moment: str) -> str:
    program = sys.executable.replace("%", "%%")
    return "\r\n".join(
        [
            "@echo off",
            "rem casework in this practice school, on the day on which its story stops.",
            "setlocal",
            f'set "CASEWORK_BOOK=%~dp0{BOOK}"',
            f'set "CASEWORK_PASSWORD_FILE=%~dp0{PASSWORD_FILE}"',
            f'set "CASEWORK_PRACTICE_NOW={moment}"',
            f'if exist "%~dp0{MOVED}" set /p CASEWORK_PRACTICE_NOW=<"%~dp0{MOVED}"',
            f'"{program}" {" ".join(PROGRAM)} %*',
            "",
        ]
    )
