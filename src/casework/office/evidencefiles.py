"""A file as it is taken in: read once, whole and unchanged, or not at all.

Regular files alone, no links, a bounded size, nothing of it kept anywhere but in memory. Must not
be called before somebody answered what ``evidencegate`` asks. No name stands in an error.
"""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from casework.errors import Conflict, UsageFault
from casework.office.evidencekinds import Kind, kind_of

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The most one file may hold, in bytes (*default*).
LARGEST: Final = 50_000_000
_STEP: Final = 1 << 20
#: O_NONBLOCK, so that what became a pipe between two looks cannot hold the program up.
_HOW: Final = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_ELSE: Final = "Nothing was taken in. Choose the file itself, as it was captured."


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Incoming:
    """A file's bytes, their SHA-256, what kind it is, and its name as plain data."""

    data: bytes
    sha256: str
    kind: Kind
    name: str

    def facts(self) -> dict[str, str]:
        """Return what the sheet says of the file."""
        return {
            "file-name": self.name,
            "file-type": self.kind.words,
            "file-size": str(len(self.data)),
            "file-sha256": self.sha256,
        }


def read_file(path: str, largest: int = LARGEST) -> Incoming:
    """Return the file at ``path``, whole.

    Raises UsageFault for what is no plain file, is empty, too large, or of a kind that is not taken
    in, and Conflict where it changed while it was read.
    """
    try:
        before = os.lstat(path)
        _must_fit(before, largest)
        with os.fdopen(os.open(path, _HOW), "rb", buffering=0) as opened:
            data = _unchanged(opened.fileno(), before)
    except (OSError, ValueError) as fault:  # a NUL in the name is a ValueError
        why = (fault.strerror if isinstance(fault, OSError) else None) or "it has no possible name"
        raise UsageFault(
            f"The file cannot be read: {why}.",
            advice="Nothing was taken in. Check its name and who may read it.",
        ) from None
    kind = kind_of(data)
    if kind.refused:
        raise UsageFault(f"{kind.refused}", advice=_ADVICE.get(kind.words, _ELSE))
    return Incoming(
        data=data, sha256=hashlib.sha256(data).hexdigest(), kind=kind, name=plain_name(path)
    )


_ADVICE: Final = {
    "an archive": "Nothing was taken in. Whoever may see it unpacks it, and each piece is added by "
    "itself, each with its own answer to the question about pictures.",
    "a program": "Nothing was taken in. Leave it where it is and ask whoever looks after the "
    "computers; describe it on a sheet without a file.",
}


def plain_name(path: str) -> str:
    """Return a file's own name, without any folder, as text that can always be written down."""
    return PurePath(path).name.encode("utf-8", "backslashreplace").decode()


def _must_fit(found: os.stat_result, largest: int) -> None:
    if stat.S_ISLNK(found.st_mode):
        raise UsageFault("It is a link to a file, and links are not followed.", advice=_ELSE)
    if not stat.S_ISREG(found.st_mode):
        raise UsageFault("It is no plain file.", advice=_ELSE)
    if not found.st_size:
        raise UsageFault("The file holds nothing.", advice=_ELSE)
    if found.st_size > largest:
        raise UsageFault(
            f"The file is larger than {largest // 1_000_000} MB, so it was not read.",
            advice="Nothing was taken in. Capture less of it, or describe it on a sheet alone and "
            "say where it is kept.",
        )


def _unchanged(handle: int, before: os.stat_result) -> bytes:
    """Return all bytes of an open file that stays as it is from the first look to the last.

    It is read twice, for a file can be written to within one tick of its clock.
    """
    _must_be_same(before, os.fstat(handle))
    data = _read(handle, before.st_size)
    os.lseek(handle, 0, os.SEEK_SET)
    if len(data) != before.st_size or not _reads_again(handle, data):
        raise _changed()
    _must_be_same(before, os.fstat(handle))
    return data


def _read(handle: int, size: int) -> bytes:
    parts, left = [], size + 1  # one more, so that a file that grew is seen to have grown
    while left and (part := os.read(handle, min(left, _STEP))):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _reads_again(handle: int, data: bytes) -> bool:
    at = 0
    while part := os.read(handle, _STEP):
        if data[at : at + len(part)] != part:
            return False
        at += len(part)
    return at == len(data)


def _must_be_same(before: os.stat_result, after: os.stat_result) -> None:
    names = ("st_dev", "st_ino", "st_mode", "st_size", "st_mtime_ns")
    if any(getattr(before, name) != getattr(after, name) for name in names):
        raise _changed()


def _changed() -> Conflict:
    return Conflict(
        "The file changed while it was read, so nothing of it was taken in.",
        advice="Close whatever writes to it, for example a download, then add it again.",
    )


def facts_of(sheet: Mapping[str, str]) -> dict[str, object]:
    """Return what a sheet says of its file as values, empty where it has none."""
    if "file-sha256" not in sheet:
        return {}
    return {
        "name": sheet.get("file-name", ""),
        "type": sheet.get("file-type", ""),
        "size": int(sheet.get("file-size", "0")),
        "sha256": sheet["file-sha256"],
    }
