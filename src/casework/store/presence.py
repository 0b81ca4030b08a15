"""Who is at which case at this moment, said so that only whoever can open that case can read it.

Every desk in use has a file of one length, written anew at a steady beat whatever is open, or
nothing: under the key of the case that is open, else chance. Neither its name, its length nor its
time tells of a case; no backup holds any. Must not know what a case is.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casework.errors import MachineFault
from casework.store import folder as folders
from casework.store import vault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casework.store.session import Session

ROOM: Final = "present"
_BUCKET: Final = 256
_NAME = re.compile(r"[0-9a-f]{32}\.desk")
#: A file that is older than another by so many seconds was left by a crash.
_LEFT: Final = 3600


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Seat:
    """One desk's own file."""

    path: Path
    _of: Session

    def say(self, case: str, words: bytes) -> None:
        """Say ``words`` to whoever can open the case this session has open; else say chance.

        Raises MachineFault where the folder takes no file.
        """
        keys = self._of.known.get(case, ())
        key = keys[0] if keys else vault.random_bytes(vault.KEY_BYTES)
        content = vault.seal(key, vault.padded(words if keys else b"", _BUCKET), _bound(case))
        try:
            self.path.parent.mkdir(mode=0o700, exist_ok=True)
            self.path.write_bytes(content)
        except OSError as error:
            raise folders.unwritable() from error

    def heard(self, case: str) -> tuple[bytes, ...]:
        """Return what the other desks say to those who can open this case."""
        keys = self._of.known.get(case, ())
        if not keys:
            return ()
        found = (_opened(path, keys[0], case) for path in self._others())
        return tuple(words for words in found if words)

    def leave(self) -> None:
        """Take the file away."""
        with suppress(OSError):
            self.path.unlink(missing_ok=True)

    def sweep(self) -> None:
        """Take away what crashed desks left: files much older than this desk's own."""
        with suppress(OSError):
            mine = self.path.stat().st_mtime
            for path in self._others():
                if mine - path.stat().st_mtime > _LEFT:
                    path.unlink(missing_ok=True)

    def _others(self) -> Iterator[Path]:
        with suppress(OSError):
            for path in sorted(self.path.parent.iterdir()):
                if _NAME.fullmatch(path.name) and path != self.path and not path.is_symlink():
                    yield path


def seat(session: Session) -> Seat:
    """Return a place for this session, under a name of chance."""
    path = session.folder.path / ROOM / f"{vault.new_id()}.desk"
    return Seat(path=path, _of=session)


def _bound(case: str) -> bytes:
    return f"present|{case}".encode()


def _opened(path: Path, key: bytes, case: str) -> bytes:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise MachineFault(
            "Who else is at work could not be read from the folder of the records.",
            advice="Check that its disk is there and that you may read it, then try again.",
        ) from error
    plain = vault.unseal(key, content, _bound(case)) if content else None
    return vault.unpadded(plain) if plain is not None else b""
