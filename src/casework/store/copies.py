"""Copy a whole case book, consistent and encrypted. Must not know where backups belong."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from casework.errors import Damaged
from casework.store import dialect, heads, streams
from casework.store import folder as folders
from casework.store import keys as key_file
from casework.store.book import BookFile
from casework.store.folder import Folder, Place
from casework.store.session import agree, load_agreeing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from casework.store.heads import Heads
    from casework.store.keys import Keys

_BLOCK = 1 << 20


def copy_book(source: Path, files: tuple[BookFile, ...], target: Path) -> dict[str, str]:
    """Copy ``keys.json`` and the open ``files`` into the new folder ``target``; return SHA-256 by
    name. What the caller's keys do not open is not copied: the service's open both."""
    copy_files(source, files, target)
    return {path.name: digest_of(path) for path in sorted(target.iterdir())}


def copy_files(source: Path, files: Iterable[BookFile], target: Path) -> dict[Place, Heads]:
    """Copy as ``copy_book`` does; return how far each file had come when it was copied."""
    try:
        target.mkdir(mode=0o700, parents=True)
    except OSError as error:
        raise folders.unwritable() from error
    to, of = Folder(target), {file.place: file for file in files}
    keys, found = _copied(Folder(source), of, to)
    folders.write_coming(to.keys_coming, keys.encoded())
    folders.publish(to.keys, to.keys_coming)
    for place in of:
        folders.sync_file(to.file(place))
    return found


def _copied(
    source: Folder, files: dict[Place, BookFile], to: Folder
) -> tuple[Keys, dict[Place, Heads]]:
    """Copy the files so that whoever signed anything in either stands in the copied register.

    ``office.db`` first: it never waits for what is in the other. Should somebody be let in
    meanwhile, what they signed may be in the second copy already: then both are made anew.
    """
    office = files[Place.OFFICE]
    while True:
        keys, found = _copy_with_keys(source, office, to)
        for place, file in files.items():
            if file is not office:
                found[place] = _one(file, to)
        with office.reading() as connection:
            if streams.register_head(connection, office).hex() == keys.register:
                return keys, found


def _copy_with_keys(
    source: Folder, office: BookFile, to: Folder
) -> tuple[Keys, dict[Place, Heads]]:
    """Copy ``office.db`` as it stands at one moment; return the keys of the same moment."""
    while True:
        keys, _directory = load_agreeing(source, office)
        with office.reading() as connection:
            if streams.register_head(connection, office).hex() == keys.register:
                return keys, {office.place: _one(office, to)}


def _one(file: BookFile, to: Folder) -> Heads:
    with file.reading():
        file.copy_to(to.file(file.place))
        return heads.heads_of(file)


def check_copy(folder: Path, files: dict[Place, bytes], expected: dict[Place, Heads]) -> None:
    """Read a copy whole, with the files' keys: every page, every row, users' keys, heads.

    Raises ``Damaged`` naming what is not as it was. Nothing is written to the copy or beside it.
    """
    copied = Folder(folder)
    keys, books = key_file.load(copied), set()
    for place, key in files.items():
        with BookFile.looked_at(copied, place, key) as file:
            _check_file(file, expected[place])
            books.add(file.meta("book").hex())
            if place is Place.OFFICE:
                with file.reading() as connection:
                    agree(keys, streams.read_register(connection, file))
    if books != {keys.book}:
        raise _unlike("keys.json")


def _check_file(file: BookFile, expected: Heads) -> None:
    with file.reading() as connection:
        faults = dialect.integrity_faults(connection)
    if faults or not dialect.is_encrypted(file.path) or heads.heads_of(file) != expected:
        raise _unlike(file.path.name)


def _unlike(name: str) -> Damaged:
    return Damaged(
        f"The copy of {name} is not like what was copied, or it is damaged.",
        advice="Use another backup or another disk, and run “casework doctor” on the records.",
    )


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            found.update(block)
    return found.hexdigest()
