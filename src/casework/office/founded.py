"""Records that could not be made are not left half made. Must not know what they hold.

A founding that fails takes back what it put into the folder, so that it can be begun again there;
whatever lay in the folder before stays.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: The names under which a founding writes: files by their beginning, and folders it leaves empty.
_FILES = ("office.db", "sealed.db", "keys.json", "casework.toml")
_FOLDERS = ("workflows", "letters")


@contextmanager
def whole_or_nothing(folder: Path) -> Iterator[None]:
    """Clear away what was put into ``folder`` where making the records fails, for any reason."""
    existed, before = folder.exists(), _names(folder)
    try:
        yield
    except BaseException:  # Ctrl-C too: records without an owner are of no use, and in the way
        _clear(folder, _names(folder) - before)
        if not existed:
            with suppress(OSError):  # never made, or something else lies in it
                folder.rmdir()
        raise


def _names(folder: Path) -> frozenset[str]:
    try:
        return frozenset(path.name for path in folder.iterdir())
    except OSError:
        return frozenset()


def _clear(folder: Path, names: frozenset[str]) -> None:
    for name in names:
        with suppress(OSError):  # what cannot be cleared now is in the way, and will be named
            if name in _FOLDERS:
                (folder / name).rmdir()
            elif name.startswith(_FILES):
                (folder / name).unlink()
