"""How the program begins: where nothing but its screens is asked for, they are shown at once.

The reader of command lines takes longer to load than all that the first screen needs, so it is
asked only where there is something to read that this does not know. Must not run a command.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from casework.cli import ending, screens, signing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_BOOK, _READ_ONLY = "--book", "--read-only"
#: Shared options that this does not read: with one of them set, the whole reader is asked.
_OTHERS: Final = ("CASEWORK_USER", "CASEWORK_PASSWORD_FILE", "CASEWORK_PLAIN")


def main() -> None:
    """Show the screens or run a command, and end the process with the documented exit code."""
    # No other package's plug-in is let into the reading of files; looking for them is slow as well.
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    sys.exit(_begun(sys.argv[1:]))


def _begun(words: Sequence[str]) -> int:
    found = alone(words, os.environ)
    if found is not None and screens.can_show(found):
        signing.options.book, signing.options.read_only = found.book, found.read_only
        return ending.code_of(screens.show)
    from casework.cli.main import run  # every command there is: the screens need none

    return run(words)


def alone(words: Sequence[str], environment: Mapping[str, str]) -> signing.Options | None:
    """Return what is asked for where it is the screens and no more; None where it may be more."""
    if any(environment.get(name) for name in _OTHERS):
        return None
    found = signing.Options(book=_path(environment.get("CASEWORK_BOOK", "")))
    left = list(words)
    while left:
        word = left.pop(0)
        if word == _READ_ONLY:
            found.read_only = True
        elif word.startswith(f"{_BOOK}="):
            found.book = Path(word.partition("=")[2])
        elif word == _BOOK and left and not left[0].startswith("-"):
            found.book = Path(left.pop(0))
        else:
            return None
    return found


def _path(said: str) -> Path | None:
    return Path(said) if said else None
