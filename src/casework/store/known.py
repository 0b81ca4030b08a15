"""How far this computer knows the records to have come, so that older files in their place show.

A small file in the state folder, without names. What the service saw of a database file is sealed
under that file's key; what a person saw, of the cases they may open, under their own: nobody is
told of more than they knew. The last backup and the last drill stand there in clear, by name and
time. Must not know who is told.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Self

import sqlalchemy as sa

from casework.domain.chain import canonical
from casework.errors import MachineFault
from casework.store import folder as folders
from casework.store import streams, tables, vault
from casework.store.dialect import Prepared
from casework.store.folder import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from casework.store.book import BookFile
    from casework.store.session import Session
    from casework.store.steps import CardRow

FORMAT = 1
#: So many of the cases changed last are remembered: going back always undoes one of these first.
_NEWEST = 32
_BUCKET = 4096
_CASE, _STREAM = tables.table("case"), tables.table("stream")
_LATEST = Prepared(
    sa.select(_CASE.c.id, _CASE.c.revision)
    .order_by(_CASE.c.changed_at.desc(), _CASE.c.id)
    .limit(sa.literal_column(str(_NEWEST)))
)
_REVISION = Prepared(sa.select(_CASE.c.revision).where(_CASE.c.id == sa.bindparam("case")))
_AT = Prepared(
    sa.select(_STREAM.c.digest).where(
        _STREAM.c.stream == sa.bindparam("name"), _STREAM.c.seq == sa.bindparam("seq")
    )
)
_LOGS = ("register", "journal")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Seen:
    """One file as somebody sees it now: the cases changed last, and where that is kept for them."""

    file: BookFile
    cases: Mapping[str, int]
    label: str
    key: bytes
    logs: tuple[str, ...] = _LOGS


def of_file(file: BookFile) -> Seen:
    """Return what whoever opens the file sees of it: the service."""
    with file.reading() as connection:
        cases = {row.id: row.revision for row in _LATEST.run(connection)}
    key = vault.keyed(file.key, "known", b"mark")
    return Seen(file=file, cases=cases, label=file.place.value, key=key)


def of_person(session: Session, place: Place, rows: Iterable[CardRow]) -> Seen:
    """Return what a person sees of a file: of its cases those they may open, newest first.

    The logs of the sealed file are left out: they go on with what is not everybody's there.
    """
    root, name = session.root, place.value.encode()
    return Seen(
        file=session.files[place],
        cases={row.case: row.revision for row in islice(rows, _NEWEST)},
        label=vault.keyed(root.label_secret, "known", name, 16).hex(),
        key=vault.keyed(root.wrap_key, "known", name),
        logs=_LOGS if place is Place.OFFICE else (),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How far one file had come. ``settled``: restores that somebody had acknowledged by then."""

    logs: dict[str, tuple[int, str]]
    cases: dict[str, int]
    settled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """What a file lacks that this computer has seen: entries of the records' own logs, and of
    cases by id. ``forked``: there are others in their place."""

    logs: int = 0
    cases: Mapping[str, int] = field(default_factory=dict)
    forked: bool = False

    def __bool__(self) -> bool:
        return bool(self.logs or self.cases or self.forked)


def mark_of(seen: Seen, settled: int) -> Mark:
    """Return how far a file has come."""
    logs = {}
    with seen.file.reading() as connection:
        for what in seen.logs:
            seq, digest = streams.head(connection, streams.book_stream(seen.file, what))
            logs[what] = (seq, digest.hex())
    return Mark(logs=logs, cases=dict(seen.cases), settled=settled)


def behind(file: BookFile, mark: Mark) -> Behind:
    """Return what the file lacks of what was known."""
    lacking, forked = 0, False
    with file.reading() as connection:
        for what, (seq, digest) in mark.logs.items():
            name = streams.book_stream(file, what)
            here, _head = streams.head(connection, name)
            lacking += max(0, seq - here)
            found = _AT.run(connection, name=name, seq=seq).scalar()
            forked |= here >= seq > 0 and (found is None or found.hex() != digest)
        missing = {
            case: known - (_REVISION.run(connection, case=case).scalar() or 0)
            for case, known in mark.cases.items()
        }
    return Behind(
        logs=lacking,
        cases={case: count for case, count in missing.items() if count > 0},
        forked=forked,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The whole file of one book."""

    book: str
    parts: dict[str, str] = field(default_factory=dict)
    backup: dict[str, str] = field(default_factory=dict)
    drill: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, state: Path, book: str) -> Self:
        """Return what is known; nothing where there is no such file or it cannot be read."""
        try:
            found = json.loads(_path(state, book).read_bytes())
            if found.pop("casework known") != FORMAT or found["book"] != book:
                return cls(book=book)
            return cls(**{name: found[name] for name in ("book", "parts", "backup", "drill")})
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return cls(book=book)

    def save(self, state: Path) -> None:
        """Keep it. Where the disk refuses, less will be noticed later and nothing is lost."""
        said = {
            "casework known": FORMAT,
            "book": self.book,
            "parts": self.parts,
            "backup": self.backup,
            "drill": self.drill,
        }
        words = json.dumps(said, sort_keys=True, indent=1).encode()
        path = _path(state, self.book)
        coming = path.with_suffix(".incomplete")
        try:
            state.mkdir(mode=0o700, parents=True, exist_ok=True)
            folders.write_coming(coming, words)
            folders.publish(path, coming)
        except (OSError, MachineFault):
            return

    def mark(self, seen: Seen) -> Mark | None:
        """Return the mark that was kept, or None where there is none that the key opens."""
        try:
            sealed = bytes.fromhex(self.parts[seen.label])
            plain = vault.unseal(seen.key, sealed, self._bound(seen))
            return None if plain is None else _read(json.loads(vault.unpadded(plain)))
        except (KeyError, ValueError, TypeError):
            return None

    def with_mark(self, seen: Seen, mark: Mark) -> Known:
        """Return it with another mark."""
        said = {"logs": mark.logs, "cases": mark.cases, "settled": mark.settled}
        words = vault.padded(json.dumps(said, sort_keys=True).encode(), _BUCKET)
        sealed = vault.seal(seen.key, words, self._bound(seen)).hex()
        return replace(self, parts={**self.parts, seen.label: sealed})

    def _bound(self, seen: Seen) -> bytes:
        return canonical(("known", self.book, seen.label))


def _read(found: dict[str, Any]) -> Mark:
    logs = {what: (int(seq), str(digest)) for what, (seq, digest) in found["logs"].items()}
    cases = {str(case): int(revision) for case, revision in found["cases"].items()}
    return Mark(logs=logs, cases=cases, settled=int(found["settled"]))


def _path(state: Path, book: str) -> Path:
    return state / f"known-{book}.json"


def lacking(state: Path, seen: Iterable[Seen], settled: int) -> tuple[Behind, ...]:
    """Return what files lack of what was seen of them before; nothing where none does.

    What went missing by a restore that somebody has acknowledged since is not spoken of again.
    """
    found = []
    for one in seen:
        mark = Known.load(state, one.file.meta("book").hex()).mark(one)
        if mark is not None and settled <= mark.settled:
            found.append(behind(one.file, mark))
    return tuple(one for one in found if one)


def remember(state: Path, seen: Iterable[Seen], settled: int) -> None:
    """Keep how far the files have come, where they lack nothing."""
    for one in seen:
        known = Known.load(state, one.file.meta("book").hex())
        before, now = known.mark(one), mark_of(one, settled)
        if before == now or (before and settled <= before.settled and behind(one.file, before)):
            continue
        known.with_mark(one, now).save(state)
