"""Looking for what may be left of a destroyed case: in tables, in decrypted pages, in any file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from casework import store
from casework.store import Place, Remains, dialect
from tests.store.conftest import CANARY, NOW
from tests.store.test_secrecy import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlcipher3 import dbapi2 as driver

    from casework.store.book import BookFile
    from tests.store.conftest import School

REMAINS = Remains(expected=2, record=b"destroyed", card=b"what is left")
PAGE, RESERVED, VECTOR = 4096, 80, 16
LOG_HEAD, FRAME_HEAD = 32, 24


def case_of(school: School, **more: object) -> str:
    """Return a case with the canary in everything that a case can have, and a second entry."""
    case = school.full_case(school.head, people=(school.user("dsl").user,), **more).case
    blobs = (store.Blob(item="photo", data=CANARY * 99_999),)
    step = school.step(CANARY + b" again", arm=(school.arm(1),), blobs=blobs)
    store.append(school.head, case, step, expected=1, now=NOW)
    store.log_retention(school.head, case, CANARY + b" is kept", now=NOW)
    return case


def destroyed(school: School, register: Path, **more: object) -> str:
    case = case_of(school, **more)
    store.dispose(school.head, case, REMAINS, now=NOW)
    assert store.finish_disposals(school.head, (register,))
    return case


def sealed_of(school: School) -> frozenset[bytes]:
    """Return a slice of everything sealed that there is, by which its bytes are found again."""
    return frozenset(v[30:62] for v in values(school) if isinstance(v, bytes) and len(v) > 70)


def values(school: School) -> Iterator[Any]:
    """Yield every value of every row of both files."""
    for place in Place:
        with school.head.files[place].reading() as connection:
            for table in (*TABLES, "told", "outbox", "disposal", "effect"):
                for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"'):
                    yield from row


def files_of(folder: Path) -> Iterator[bytes]:
    yield from (path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def pages_of(file: BookFile) -> Iterator[bytes]:
    """Yield every page decrypted: those in use, free ones, and those that the log still has."""
    pytest.importorskip("cryptography")
    data, log = file.path.read_bytes(), file.path.with_name(f"{file.path.name}-wal")
    for at in range(0, len(data), PAGE):
        yield _decrypted(file.key, data[at : at + PAGE], VECTOR if at == 0 else 0)
    frames = log.read_bytes()[LOG_HEAD:] if log.exists() else b""
    for at in range(0, len(frames), FRAME_HEAD + PAGE):
        yield _decrypted(file.key, frames[at + FRAME_HEAD : at + FRAME_HEAD + PAGE], 0)


def _decrypted(key: bytes, page: bytes, begin: int) -> bytes:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    vector = page[PAGE - RESERVED : PAGE - RESERVED + VECTOR]
    cipher = Cipher(algorithms.AES(key), modes.CBC(vector))
    return cipher.decryptor().update(page[begin : PAGE - RESERVED])


def raw(school: School, place: Place = Place.OFFICE) -> driver.Connection:
    return dialect.raw(school.head.files[place].connection)
