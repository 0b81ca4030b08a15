"""Whether a sign-in of this computer is still at work: a file each, locked as long as it is.

The lock ends with the program, however that ends. Every sign-in has such a file, so none tells what
is done there; it goes with the sign-in, but where that left something open that others must know
to be over. Of a sign-in on another computer, or under another account of this one, nothing is known
here. Must not know what anybody works on.
"""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from casework.store import vault

if TYPE_CHECKING:
    from pathlib import Path

ROOM: Final = "at-work"
_NAME: Final = re.compile(r"[0-9a-f]{32}\.lock")
#: A file that nobody holds and that is older than one's own by so many seconds goes.
_LEFT: Final = 86400


@dataclass(slots=True, repr=False)
class AtWork:
    """One sign-in at work; ``id`` is drawn by chance and names it to the others.

    ``holds`` says that something may bear its name that is still open.
    """

    id: str = field(default_factory=vault.new_id)
    holds: bool = False
    _handle: int | None = None
    _path: Path | None = None

    def begin(self, state: Path) -> None:
        """Let others of this computer see that it lives; where the disk takes no file, nobody."""
        if self._handle is not None:
            return
        with suppress(OSError):
            (state / ROOM).mkdir(mode=0o700, parents=True, exist_ok=True)
            self._path = state / ROOM / f"{self.id}.lock"
            self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            _lock(self._handle)
            _sweep(self._path)

    def end(self) -> None:
        """Say that it is over; where nothing of it is left open, nobody needs to know."""
        handle, self._handle = self._handle, None
        if handle is None:
            return
        os.close(handle)
        if self._path is not None and not self.holds:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)


def is_over(state: Path, name: str) -> bool:
    """Tell whether a sign-in is known to be over; False where nothing is known of it."""
    if not _NAME.fullmatch(f"{name}.lock"):
        return False
    return _is_free(state / ROOM / f"{name}.lock")


def _is_free(path: Path) -> bool:
    try:
        handle = os.open(path, os.O_RDWR)
    except OSError:  # not of this computer, or not to be read: nothing is known
        return False
    try:
        _lock(handle)
    except OSError:
        return False
    finally:
        os.close(handle)
    return True


def _sweep(mine: Path) -> None:
    """Take away what sign-ins left that were over long ago."""
    now = mine.stat().st_mtime
    for path in mine.parent.iterdir():
        old = path != mine and now - path.stat().st_mtime > _LEFT
        if old and _NAME.fullmatch(path.name) and _is_free(path):
            path.unlink(missing_ok=True)


if sys.platform == "win32":

    def _lock(handle: int) -> None:
        import msvcrt  # only Windows has it

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:

    def _lock(handle: int) -> None:
        import fcntl  # only Windows has it not

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
