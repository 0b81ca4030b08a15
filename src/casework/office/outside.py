"""Files outside the records: what somebody names to be taken in, and what leaves.

A file leaves whole or not at all, and never over another. Must not know what is in it.
"""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from casework.errors import MachineFault, UsageFault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def read_bytes(file: str, largest: int) -> bytes:
    """Return a file somebody named. Raises UsageFault where it cannot be read or is too large."""
    try:
        with Path(file).open("rb") as opened:
            data = opened.read(largest + 1)
    except OSError as fault:
        raise UsageFault(
            f"The file cannot be read: {fault.strerror or 'the machine refused'}.",
            advice="Check its name and who may read it.",
        ) from None
    if len(data) > largest:
        raise UsageFault(
            f"The file is larger than {largest // 1_000_000} MB, so it was not read.",
            advice="Check that it is the right file.",
        )
    return data


def write_file(path: str, data: bytes) -> None:
    """Write a file that leaves the book: beside it first, then renamed. Never over an existing one.

    Raises UsageFault where it exists, MachineFault where the machine refuses.
    """
    must_be_free(path)
    with _publishing(path) as temporary:
        _written(temporary, data)
        os.rename(temporary, path)  # noqa: PTH104 - one rename publishes it


def must_be_free(path: str) -> None:
    """Raise unless a file can be made there: before anything is recorded as written.

    UsageFault where one is there already, MachineFault where the machine takes none.
    """
    if os.path.lexists(path):
        raise UsageFault(
            "A file of that name is already there, so nothing was written.",
            advice="Choose another name.",
        )
    if not path.strip(os.sep):
        raise UsageFault("No file is named to write to.", advice="Name the file.")
    with _publishing(path) as temporary:
        _written(temporary, b"")
        os.unlink(temporary)  # noqa: PTH108 - beside os.rename


def new_folder(path: str) -> None:
    """Make a folder for files that leave the book; MachineFault where the machine refuses."""
    try:
        os.mkdir(path)  # noqa: PTH102 - beside os.rename
    except OSError as fault:
        raise MachineFault(
            f"The folder could not be made: {fault.strerror or 'the machine refused'}.",
            advice="Choose another place.",
        ) from None


@contextmanager
def set_aside(path: str) -> Iterator[Callable[[bytes], None]]:
    """Yield what writes a file beside ``path``; it gets its name once the block has ended well.

    Where the block fails, nothing of the file stays. Raises what ``write_file`` raises.
    """
    must_be_free(path)
    temporary = f"{path}.incomplete"

    def put(data: bytes) -> None:
        with _publishing(path):
            _written(temporary, data)

    try:
        yield put
    except BaseException:  # whatever stopped it, no file may stay of what was not recorded
        with suppress(OSError, ValueError):
            os.unlink(temporary)  # noqa: PTH108 - beside os.rename
        raise
    try:
        os.rename(temporary, path)  # noqa: PTH104 - one rename publishes it
    except OSError as fault:
        raise MachineFault(
            "It is recorded, and the file is whole, but it could not be given its name: "
            f"{fault.strerror or 'the machine refused'}.",
            advice="It lies beside that name and ends in .incomplete: rename it.",
        ) from None


@contextmanager
def _publishing(path: str) -> Iterator[str]:
    """Give a name beside ``path``; what is left under it when the machine refuses is removed."""
    temporary = f"{path}.incomplete"
    try:
        yield temporary
    except (OSError, ValueError) as fault:  # a NUL in the name is a ValueError
        with suppress(OSError, ValueError):  # what is left of it is no file anybody asked for
            os.unlink(temporary)  # noqa: PTH108 - beside os.rename
        why = (fault.strerror if isinstance(fault, OSError) else None) or "the machine refused"
        raise MachineFault(
            f"The file could not be written: {why}.",
            advice="Check the folder and the free space, then do it again.",
        ) from None


def _written(path: str, data: bytes) -> None:
    no_link = getattr(os, "O_NOFOLLOW", 0)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | no_link, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
