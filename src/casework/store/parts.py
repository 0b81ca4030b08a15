"""Destroying one item of a case, such as a picture, while the case itself stays.

A small file in the register outside the backups names the item by its blinded name, sealed under
the key of the database file: it goes on with what was cut short, and takes the item out again where
a backup brings it back. Neither needs a key of the case. The database file has a note of it too,
from which everybody's register and the one beside the backups are kept whole. It says how far the
log of what was decided about keeping the case had come: where somebody has decided anything since,
such as a hold, the item stays and the examination names it. Must not know what the item was, nor
who decided.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from casework.domain.chain import canonical
from casework.errors import MachineFault
from casework.store import chunks, history, logs, streams, tables, vault
from casework.store import folder as folders
from casework.store.dialect import Prepared
from casework.store.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from casework.store.book import BookFile
    from casework.store.session import Session

#: How far one has come: begun, or nothing left of it in tables, log and free pages.
_GOING: Final = ".going"
_NAME: Final = re.compile(r"part-[0-9a-f]{32}")
_LARGEST: Final = 1_000_000
_META = tables.table("meta")
_NOTED = Prepared(sa.select(_META.c.name, _META.c.value).where(_META.c.name.like("part-%")))
_FORGET = Prepared(sa.delete(_META).where(_META.c.name == sa.bindparam("label")))
_NOTE = Prepared(sa.insert(_META))


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class _Part:
    """One item of the register that lies in a file: its blinded name, and where it is written.

    ``log`` is the blinded name of its case's retention log, empty where an older program wrote it;
    ``known`` are the marks of what stood in it. ``words`` is all that as it is written, sealed.
    """

    item: str
    path: Path
    words: bytes
    log: str
    known: tuple[str, ...]

    @property
    def label(self) -> str:
        return self.path.name.removesuffix(_GOING)

    @property
    def going(self) -> bool:
        return self.path.name.endswith(_GOING)


def destroy_item(session: Session, case: str, item: str, own: Path) -> None:
    """Take an item of a case out for good; ``finish_parts`` must follow.

    ``own`` is this person's register, which has it first: where that cannot be written nothing is
    destroyed. Within a transaction it is a part of that.
    """
    file = history.place_of(session, case)
    with file.writing() as connection:
        _row, card = history.opened(session, connection, case)
        name = chunks.name_of(card.keys, item)
        label, log = _label(file, name), streams.case_stream(card.keys[-1], logs.RETENTION)
        if chunks.is_there(connection, name) or not _places(own, label):
            words = _sealed(file, name, (name, log, *streams.marks(connection, log)))
            _write(own, f"{label}{_GOING}", words, parents=True)
            _note(connection, label, words)
        chunks.remove(connection, name)


def _note(connection: sa.Connection, label: str, words: bytes) -> None:
    _FORGET.run(connection, label=label)
    _NOTE.run(connection, name=label, value=words)


def _noted(file: BookFile) -> dict[str, bytes]:
    with file.reading() as connection:
        return _NOTED.pairs(connection)


def is_destroyed(session: Session, case: str, item: str, own: Path) -> bool:
    """Tell whether the register says that an item of a case was destroyed, and that holds."""
    file = history.place_of(session, case)
    with file.reading() as connection:
        _row, card = history.opened(session, connection, case)
        name = chunks.name_of(card.keys, item)
        label, there = _label(file, name), chunks.is_there(connection, name)
        if not there and label in _noted(file):
            return True
        found = [_part(file, path) for path in _places(own, label)]
        return any(one and not (there and _went_on(connection, one)) for one in found)


def finish_parts(session: Session, places: Iterable[Path]) -> bool:
    """Finish what was begun, and take out again what came back with a backup; tell whether all is.

    Only the first of ``places`` says how far each has come; others add what it lacks. Where
    somebody else reads the file its free pages are emptied later.
    """
    own, *others = places
    _take_notes(session.files.values(), own, parents=True)
    for place in others:
        _take_along(place, own, parents=True)
    finished = [_finish(file, own) for file in session.files.values()]
    return all(finished)


def check_parts(session: Session, own: Path) -> list[Finding]:
    """I12: no item that the register names is back in a file, and none is half gone."""
    found = []
    for file in session.files.values():
        for part in _of_file(file, own):
            with file.reading() as connection:
                there = chunks.is_there(connection, part.item)
                back = there and _went_on(connection, part)
            if back:
                found.append(_came_back(file))
            elif part.going:
                found.append(_unfinished(file))
    return found


def _unfinished(file: BookFile) -> Finding:
    return Finding(
        invariant="I12",
        where=file.path.name,
        what="the destruction of a file of evidence was cut short",
        advice="Close the program everywhere and sign in once: it goes on where it was.",
    )


def _came_back(file: BookFile) -> Finding:
    return Finding(
        invariant="I12",
        where=file.path.name,
        what="a file of evidence was destroyed once and came back with a backup, and something was "
        "decided about keeping its case since",
        advice="Let those who agreed to its destruction look: casework retention show REF "
        "--evidence N.",
    )


def _finish(file: BookFile, own: Path) -> bool:
    begun = [part for part in _of_file(file, own) if part.going or _is_there(file, part.item)]
    gone = [part for part in begun if _taken_out(file, own, part)]
    if not gone:
        return True
    if not file.empty_pages():
        return False
    folders.remove_laid_aside(file.path)
    for part in gone:
        folders.publish(own / part.label, own / f"{part.label}{_GOING}")
    return True


def _taken_out(file: BookFile, own: Path, part: _Part) -> bool:
    """Take an item out, unless it is there and something was decided about its case since."""
    with file.writing() as connection:
        if chunks.is_there(connection, part.item) and _went_on(connection, part):
            return False
        if not part.going:
            folders.publish(own / f"{part.label}{_GOING}", part.path)
        _note(connection, part.label, part.words)
        chunks.remove(connection, part.item)
    return True


def _went_on(connection: sa.Connection, part: _Part) -> bool:
    return bool(part.log) and not streams.is_known(connection, part.log, part.known)


def _is_there(file: BookFile, item: str) -> bool:
    with file.reading() as connection:
        return chunks.is_there(connection, item)


def keep_parts(files: Iterable[BookFile], own: Path, place: Path) -> None:
    """Put beside a backup every part that the register at ``own`` or one of its files names."""
    _take_notes(files, place, parents=False)
    _take_along(own, place, going="", parents=False)


def _take_notes(files: Iterable[BookFile], target: Path, *, parents: bool) -> None:
    """Copy what files say of themselves and a register lacks: it was carried out there."""
    for file in files:
        for label, words in _noted(file).items():
            if _NAME.fullmatch(label) and not _places(target, label):
                _write(target, label, words, parents=parents)


def _take_along(source: Path, target: Path, *, going: str = _GOING, parents: bool) -> None:
    """Copy what one register has and another lacks; to be carried out there, where ``going``."""
    for path in _listed(source):
        name = path.name.removesuffix(_GOING)
        if not _places(target, name):
            _write(target, f"{name}{going}", path.read_bytes(), parents=parents)


def _places(own: Path, label: str) -> list[Path]:
    """Return where a register has what lies under a label: at most begun, and done."""
    found = (own / f"{label}{end}" for end in ("", _GOING))
    return [path for path in found if path.exists()]


def _of_file(file: BookFile, own: Path) -> Iterator[_Part]:
    found = (_part(file, path) for path in _listed(own))
    yield from (part for part in found if part is not None)


def _part(file: BookFile, path: Path) -> _Part | None:
    """Return what a part says, or None where it is another file's or cannot be read."""
    words = _words(path)
    plain = vault.unseal(_key(file), words, _bound_to(path.name.removesuffix(_GOING)))
    if plain is None:
        return None
    item, *more = vault.unpadded(plain).decode().split("\n")
    log = more[0] if more else ""
    return _Part(item=item, path=path, words=words, log=log, known=tuple(more[1:]))


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


def _sealed(file: BookFile, item: str, said: Iterable[str]) -> bytes:
    words = vault.padded("\n".join(said).encode(), 256)
    return vault.seal(_key(file), words, _bound_to(_label(file, item)))


def _key(file: BookFile) -> bytes:
    return vault.keyed(file.key, "disposal", b"part")


def _bound_to(label: str) -> bytes:
    return canonical(("disposal-part", label))
