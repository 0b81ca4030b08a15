"""What somebody types before it is done: a sealed file for each form, for that person alone.

It lies in the folder of the records under a name that tells neither whose it is nor what it is
about; every file has one of few lengths, and no backup holds any. Must not know what is typed.
"""

from __future__ import annotations

import re
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

from casework.errors import MachineFault
from casework.store import folder as folders
from casework.store import vault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casework.store.session import Session

ROOM: Final = "drafts"
_BUCKET: Final = 4096
_NAME = re.compile(r"[0-9a-f]{32}\.draft")
#: The first bytes of a file: its kind, and the day of its last change, so that old ones can go.
_KIND: Final = b"casework draft 1 "
_DAY: Final = len("2026-11-05")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Kept:
    """A draft as it lies there: under what it is kept, and what was typed."""

    what: str
    day: date
    payload: bytes


@dataclass(slots=True, repr=False)
class DraftFile:
    """The place of one draft. It holds its own key, so that what was typed last can still be kept
    while somebody else is signing in; ``seal`` is quick, ``write`` may wait for the disk."""

    path: Path
    what: str
    _key: bytes
    _bound: bytes
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _sealed: int = 0
    _written: int = 0

    def seal(self, payload: bytes, day: date) -> tuple[int, bytes]:
        """Return what is to be written, with its turn: what came earlier never overwrites it."""
        words = f"{self.what}\n".encode() + payload
        sealed = vault.seal(self._key, vault.padded(words, _BUCKET), self._bound)
        with self._lock:
            self._sealed += 1
            return self._sealed, _KIND + day.isoformat().encode() + sealed

    def write(self, turn: int, content: bytes) -> None:
        """Put a draft in its place whole and durably. Raises MachineFault where it cannot be."""
        with self._lock:
            if turn <= self._written:
                return  # something newer is there, or the form is done
            self._publish(content)
            self._written = turn

    def _publish(self, content: bytes) -> None:
        coming = self.path.with_suffix(".incomplete")
        try:
            self.path.parent.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise folders.unwritable() from error
        folders.write_coming(coming, content)
        folders.publish(self.path, coming)

    def read(self) -> Kept | None:
        """Return what lies there, or None where nothing does or it cannot be opened."""
        return _opened(self.path, self._key, self._bound)

    def remove(self) -> None:
        """Take the draft away; nothing that was to be written before brings it back."""
        with self._lock:
            self._written = self._sealed
            with suppress(OSError):  # it goes with the next sweep, and nobody else can open it
                self.path.unlink(missing_ok=True)


def draft_file(session: Session, what: str) -> DraftFile:
    """Return the place of this person's draft of ``what``: a form and what it is about."""
    root, name = session.root, vault.keyed(session.root.label_secret, "draft", what.encode(), 16)
    path = session.folder.path / ROOM / f"{name.hex()}.draft"
    return DraftFile(
        path=path, what=what, _key=_key_of(root), _bound=_bound(session.user, path.name)
    )


def drafts(session: Session) -> tuple[Kept, ...]:
    """Return every draft of this person, the latest first."""
    key = _key_of(session.root)
    found = (_opened(path, key, _bound(session.user, path.name)) for path in _files(session))
    return tuple(sorted((one for one in found if one), key=lambda one: one.day, reverse=True))


def sweep_drafts(session: Session, before: date) -> int:
    """Remove everybody's drafts that were last changed before a day, and what a crash left.

    Nobody need be able to open them: the day stands in the clear. Return how many drafts went.
    """
    gone = 0
    for path in _files(session):
        day = _day_of(path)
        if day is not None and day < before:
            with suppress(OSError):
                path.unlink(missing_ok=True)
                gone += 1
    with suppress(OSError):
        for left in (session.folder.path / ROOM).glob("*.incomplete"):
            left.unlink(missing_ok=True)
    return gone


def _key_of(root: vault.Identity) -> bytes:
    return vault.keyed(root.wrap_key, "draft", b"")


def _bound(user: str, name: str) -> bytes:
    return f"draft|{user}|{name}".encode()


def _files(session: Session) -> Iterator[Path]:
    with suppress(OSError):
        for path in sorted((session.folder.path / ROOM).iterdir()):
            if _NAME.fullmatch(path.name) and path.is_file() and not path.is_symlink():
                yield path


def _day_of(path: Path) -> date | None:
    try:
        with path.open("rb") as file:
            head = file.read(len(_KIND) + _DAY)
    except OSError:
        return None
    return _read_day(head)


def _read_day(content: bytes) -> date | None:
    if not content.startswith(_KIND):
        return None
    try:
        return date.fromisoformat(content[len(_KIND) : len(_KIND) + _DAY].decode("ascii"))
    except ValueError:
        return None


def _opened(path: Path, key: bytes, bound: bytes) -> Kept | None:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise MachineFault(
            "What was typed before could not be read from the folder of the records.",
            advice="Check that its disk is there and that you may read it, then try again.",
        ) from error
    day = _read_day(content)
    plain = vault.unseal(key, content[len(_KIND) + _DAY :], bound) if day else None
    if day is None or plain is None:
        return None
    what, _, payload = vault.unpadded(plain).partition(b"\n")
    return Kept(what=what.decode(), day=day, payload=payload)
