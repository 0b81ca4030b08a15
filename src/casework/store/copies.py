"""Copy a whole case book, consistent and encrypted. Must not know where backups belong."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from casework.store import folder as folders
from casework.store.folder import Folder

if TYPE_CHECKING:
    from pathlib import Path

    from casework.store.book import BookFile


def copy_book(source: Path, files: tuple[BookFile, ...], target: Path) -> dict[str, str]:
    """Copy ``keys.json`` and the open ``files`` into the new folder ``target``; return SHA-256 by
    name. What the caller's keys do not open is not copied: the service's open both."""
    try:
        target.mkdir(mode=0o700, parents=True)
    except OSError as error:
        raise folders.unwritable() from error
    to = Folder(target)
    for file in files:
        file.copy_to(to.file(file.place))
    folders.write_coming(to.keys_coming, Folder(source).keys.read_bytes())
    folders.publish(to.keys, to.keys_coming)
    for file in files:
        folders.sync_file(to.file(file.place))
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(target.iterdir())
    }
