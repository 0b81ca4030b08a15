"""Destroying one item of a case, such as a picture, while the case itself stays.

A small file in the register outside the backups names the item by its blinded name, sealed under
the key of the database file: it goes on with what was cut short, and takes the item out again where
a backup brings it back. Neither needs a key of the case. Must not know what the item was, nor who
decided.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casework.domain.chain import canonical
from casework.errors import MachineFault
from casework.store import chunks, history, vault
from casework.store import folder as folders

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from casework.store.book import BookFile
    from casework.store.session import Session

#: How far one has come: begun, or nothing left of it in tables, log and free pages.
_GOING: Final = ".going"
_NAME: Final = re.compile(r"part-[0-9a-f]{32}")
_LARGEST: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class _Part:
    """One item of the register that lies in a file: its blinded name, and where it is written."""

    item: str
    path: Path
    going: bool


def destroy_item(session: Session, case: str, item: str, places: Iterable[Path]) -> bool:
    """Take an item of a case out for good; tell whether it is wholly gone.

    ``places`` are where the register lies, this person's own first. Where somebody else reads the
    file its free pages are emptied later, by ``finish_parts``.
    """
    own, *others = places
    file = history.place_of(session, case)
    with file.reading() as connection:
        _row, card = history.opened(session, connection, case)
    name = chunks.name_of(card.keys, item)
    label, words = _label(file, name), _sealed(file, name)
    if not (own / label).exists():
        _write(own, f"{label}{_GOING}", words, parents=True)
    for place in others:
        with suppress(MachineFault):  # a disk that was taken out
            _write(place, label, words, parents=False)
    return finish_parts(session, (own,))


def is_destroyed(session: Session, case: str, item: str, own: Path) -> bool:
    """Tell whether the register says that an item of a case was destroyed."""
    file = history.place_of(session, case)
    with file.reading() as connection:
        _row, card = history.opened(session, connection, case)
    label = _label(file, chunks.name_of(card.keys, item))
    return any((own / f"{label}{end}").exists() for end in ("", _GOING))


def finish_parts(session: Session, places: Iterable[Path]) -> bool:
    """Finish what was begun, and take out again what came back with a backup; tell whether all is.

    Only the first of ``places`` says how far each has come; others add what it lacks.
    """
    own, *others = places
    for place in others:
        _take_along(place, own)
    finished = [_finish(file, own) for file in session.files.values()]
    return all(finished)


def _finish(file: BookFile, own: Path) -> bool:
    begun = [part for part in _of_file(file, own) if part.going or _is_there(file, part.item)]
    if not begun:
        return True
    for part in begun:
        if not part.going:
            folders.publish(own / f"{part.path.name}{_GOING}", part.path)
        with file.writing() as connection:
            chunks.remove(connection, part.item)
    if not file.empty_pages():
        return False
    for part in begun:
        name = part.path.name.removesuffix(_GOING)
        folders.publish(own / name, own / f"{name}{_GOING}")
    return True


def _is_there(file: BookFile, item: str) -> bool:
    with file.reading() as connection:
        return chunks.is_there(connection, item)


def keep_parts(own: Path, place: Path) -> None:
    """Put every part of the register at ``own`` beside a backup as well."""
    _take_along(own, place, going="")


def _take_along(source: Path, target: Path, going: str = _GOING) -> None:
    """Copy what one register has and another lacks; to be carried out there, where ``going``."""
    for path in _listed(source):
        name = path.name.removesuffix(_GOING)
        if not any((target / f"{name}{end}").exists() for end in ("", _GOING)):
            _write(target, f"{name}{going}", path.read_bytes(), parents=True)


def _of_file(file: BookFile, own: Path) -> Iterator[_Part]:
    for path in _listed(own):
        label = path.name.removesuffix(_GOING)
        words = _words(path)
        plain = vault.unseal(_key(file), words, _bound_to(label))
        if plain is not None:
            item = vault.unpadded(plain).decode()
            yield _Part(item=item, path=path, going=path.name.endswith(_GOING))


def _words(path: Path) -> bytes:
    """Return what a part says; nothing where another sign-in has just carried it out."""
    try:
        return path.read_bytes() if path.stat().st_size <= _LARGEST else b""
    except FileNotFoundError:
        return b""


def _listed(place: Path) -> list[Path]:
    found: list[Path] = []
    with suppress(OSError):
        found = sorted(p for p in place.iterdir() if not p.is_symlink())
    return [p for p in found if _NAME.fullmatch(p.name.removesuffix(_GOING))]


def _write(place: Path, name: str, words: bytes, *, parents: bool) -> None:
    try:
        place.mkdir(mode=0o700, parents=parents, exist_ok=True)
    except OSError as fault:
        raise MachineFault(
            f"The register of disposals cannot be written: {fault.strerror or 'refused'}.",
            advice="Make room on this computer, then try again: nothing was destroyed.",
        ) from fault
    coming = place / f"{name}.incomplete"
    folders.write_coming(coming, words)
    folders.publish(place / name, coming)


def _label(file: BookFile, item: str) -> str:
    return f"part-{vault.keyed(file.key, 'disposal-part', item.encode(), 16).hex()}"


def _sealed(file: BookFile, item: str) -> bytes:
    words = vault.padded(item.encode(), 256)
    return vault.seal(_key(file), words, _bound_to(_label(file, item)))


def _key(file: BookFile) -> bytes:
    return vault.keyed(file.key, "disposal", b"part")


def _bound_to(label: str) -> bytes:
    return canonical(("disposal-part", label))
