"""How far this computer knows the records to have come, so that older files in their place show.

A small file in the state folder, without names: what it says of a database file is sealed under
that file's own key. The last backup and the last drill stand there in clear, by number and time.
Must not know who is told.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Self

import sqlalchemy as sa

from casework.domain.chain import canonical
from casework.errors import MachineFault
from casework.store import folder as folders
from casework.store import streams, tables, vault
from casework.store.dialect import Prepared

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from casework.store.book import BookFile

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


def mark_of(file: BookFile, settled: int) -> Mark:
    """Return how far a file has come."""
    with file.reading() as connection:
        logs = {}
        for what in _LOGS:
            seq, digest = streams.head(connection, streams.book_stream(file, what))
            logs[what] = (seq, digest.hex())
        cases = {row.id: row.revision for row in _LATEST.run(connection)}
    return Mark(logs=logs, cases=cases, settled=settled)


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

    def mark(self, file: BookFile) -> Mark | None:
        """Return the mark of a file, or None where there is none that its key opens."""
        try:
            sealed = bytes.fromhex(self.parts[file.place.value])
            plain = vault.unseal(_key(file), sealed, self._bound(file))
            return None if plain is None else _read(json.loads(vault.unpadded(plain)))
        except (KeyError, ValueError, TypeError):
            return None

    def with_mark(self, file: BookFile, mark: Mark) -> Known:
        """Return it with another mark for a file."""
        said = {"logs": mark.logs, "cases": mark.cases, "settled": mark.settled}
        words = vault.padded(json.dumps(said, sort_keys=True).encode(), _BUCKET)
        sealed = vault.seal(_key(file), words, self._bound(file)).hex()
        return replace(self, parts={**self.parts, file.place.value: sealed})

    def _bound(self, file: BookFile) -> bytes:
        return canonical(("known", self.book, file.place.value))


def _key(file: BookFile) -> bytes:
    return vault.keyed(file.key, "known", b"mark")


def _read(found: dict[str, Any]) -> Mark:
    logs = {what: (int(found["logs"][what][0]), str(found["logs"][what][1])) for what in _LOGS}
    cases = {str(case): int(revision) for case, revision in found["cases"].items()}
    return Mark(logs=logs, cases=cases, settled=int(found["settled"]))


def _path(state: Path, book: str) -> Path:
    return state / f"known-{book}.json"


def lacking(state: Path, files: Iterable[BookFile], settled: int) -> tuple[Behind, ...]:
    """Return what the open files lack of what this computer has seen; nothing where none does.

    What went missing by a restore that somebody has acknowledged since is not spoken of again.
    """
    found = []
    for file in files:
        mark = Known.load(state, file.meta("book").hex()).mark(file)
        if mark is not None and settled <= mark.settled:
            found.append(behind(file, mark))
    return tuple(one for one in found if one)


def remember(state: Path, files: Iterable[BookFile], settled: int) -> None:
    """Keep how far the open files have come, where they lack nothing."""
    for file in files:
        known = Known.load(state, file.meta("book").hex())
        before, now = known.mark(file), mark_of(file, settled)
        if before == now or (before and settled <= before.settled and behind(file, before)):
            continue
        known.with_mark(file, now).save(state)
