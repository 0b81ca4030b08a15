"""Copy a whole case book, consistent and encrypted. Must not know where backups belong."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from casework.store import folder as folders
from casework.store import streams
from casework.store.folder import Folder, Place
from casework.store.session import load_agreeing

if TYPE_CHECKING:
    from pathlib import Path

    from casework.store.book import BookFile
    from casework.store.keys import Keys


def copy_book(source: Path, files: tuple[BookFile, ...], target: Path) -> dict[str, str]:
    """Copy ``keys.json`` and the open ``files`` into the new folder ``target``; return SHA-256 by
    name. What the caller's keys do not open is not copied: the service's open both."""
    try:
        target.mkdir(mode=0o700, parents=True)
    except OSError as error:
        raise folders.unwritable() from error
    to = Folder(target)
    office = next(file for file in files if file.place is Place.OFFICE)
    keys = _copy_with_keys(Folder(source), office, to)
    for file in files:
        if file is not office:
            file.copy_to(to.file(file.place))
    folders.write_coming(to.keys_coming, keys.encoded())
    folders.publish(to.keys, to.keys_coming)
    for file in files:
        folders.sync_file(to.file(file.place))
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(target.iterdir())
    }


def _copy_with_keys(source: Folder, office: BookFile, to: Folder) -> Keys:
    """Copy ``office.db`` as it stands at one moment; return the keys of the same moment."""
    keys, _directory = load_agreeing(source, office)
    with office.reading() as connection:
        head = streams.register_head(connection, office).hex()
        if head == keys.register:
            office.copy_to(to.file(office.place))
            return keys
    return _copy_with_keys(source, office, to)
