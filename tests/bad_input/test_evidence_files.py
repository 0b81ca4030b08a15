"""Sixty files made to do harm: each is mere bytes or refused, soon and in little room."""

from __future__ import annotations

import gzip
import io
import time
import tracemalloc
import zipfile
import zlib
from typing import TYPE_CHECKING

import pytest

from casework.errors import CaseworkError
from casework.office.evidencefiles import read_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MEMORY, SECONDS = 200_000_000, 5
ZEROS = bytes(10_000_000)


def zipped(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def nested(depth: int, data: bytes) -> bytes:
    for level in range(depth):
        data = zipped((f"{level}.zip", data))
    return data


def overlapping() -> bytes:
    """Return a zip whose many entries all point at the same compressed zeros."""
    whole = zipped(("a", ZEROS))
    start = whole.index(b"PK\x01\x02")
    end = whole.index(b"PK\x05\x06")
    return whole[:start] + whole[start:end] * 2_000 + whole[end:]


def huge_picture() -> bytes:
    """Return a picture that says it is 50,000 by 50,000 points."""
    size = (50_000).to_bytes(4, "big") * 2
    header = b"IHDR" + size + b"\x08\x06\x00\x00\x00"
    crc = zlib.crc32(header).to_bytes(4, "big")
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0d" + header + crc + zlib.compress(ZEROS)


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(20)
)

BOMBS: dict[str, bytes] = {
    **{f"zip in zip, {depth} deep": nested(depth, ZEROS) for depth in (1, 2, 5, 20)},
    "zip of the same zeros": overlapping(),
    "gzip of zeros": gzip.compress(ZEROS),
    "gzip of gzip": gzip.compress(gzip.compress(ZEROS)),
    "office file of zeros": zipped(("[Content_Types].xml", ZEROS), ("word/document.xml", ZEROS)),
    "office file in name alone": zipped(("[Content_Types].xml", b""), ("../../x", b"")),
    "zip with a path": zipped(("../../../etc/cron.d/x", b"* * * * *")),
    "zip that ends at once": b"PK\x03\x04",
    "zip with a name longer than itself": b"PK\x03\x04" + b"\xff" * 30,
    "picture of a thousand megapixels": huge_picture(),
    "drawing that laughs": LAUGHS + b"]><svg>&u;</svg>",
    "page that loads itself": b"<html><iframe src='file:///etc/passwd'></iframe>",
    "document that never ends": b"%PDF-1.7\n" + b"1 0 obj<</Kids[1 0 R]>>endobj\n" * 100_000,
    "document with its sign late": bytes(1000) + b"%PDF-",
    "media box longer than the file": b"\xff\xff\xff\xffftypisom",
    "text of escapes": b"\x1b]52;c;aGk=\x07" * 100_000,
    "text of one line": b"a" * 20_000_000,
    "text of odd marks": "\u202e\ufeff\u200b".encode() * 100_000,
    "half a character": b"\xc3" * 100_000,
    "wide text cut short": b"\xff\xfea",
    "nothing but zeros": ZEROS,
    "a script": b"#!/bin/sh\nrm -rf /\n",
    "a formula": b"=cmd|' /C calc'!A0\n",
    "a template": b"{{ ''.__class__.__mro__ }}#read(\"/etc/passwd\")",
}
#: Each beginning of a known kind, followed by what does not belong to it.
SIGNS = (
    *(b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"RIFF", b"RIFF\0\0\0\0WEBP", b"BM"),
    *(b"II*\0", b"MM\0*", b"\0\0\0\x18ftypheic", b"\x1aE\xdf\xa3", b"OggS", b"ID3", b"fLaC"),
    *(
        b"{\\rtf",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"%PDF-",
        b"Rar!\x1a\x07",
        b"7z\xbc\xaf'\x1c",
    ),
    *(b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"(\xb5/\xfd", b"MSCF", b"xar!", b"MZ", b"\x7fELF"),
    *(b"\xca\xfe\xba\xbe", b"L\0\0\0\x01\x14\x02\0", b"PK\x05\x06", b"SQLite format 3\0", b"\0asm"),
    *(b"FLV\x01", b"#!AMR"),
)
BOMBS |= {f"sign {n}": sign + b"\xff\x00" * 50_000 for n, sign in enumerate(SIGNS)}


@pytest.fixture
def traced() -> Iterator[None]:
    tracemalloc.start()
    yield
    tracemalloc.stop()


@pytest.mark.usefixtures("traced")
def test_sixty_files_made_to_do_harm_are_bytes_or_are_refused(tmp_path: Path) -> None:
    became: dict[str, str] = {}
    for name, data in BOMBS.items():
        (tmp_path / "file").write_bytes(data)
        tracemalloc.reset_peak()
        room, begun = tracemalloc.get_traced_memory()[0], time.perf_counter()
        try:
            taken = read_file(str(tmp_path / "file"))
        except CaseworkError as fault:
            became[name] = fault.code
        else:
            assert taken.data == data
            became[name] = "taken"
        assert time.perf_counter() - begun < SECONDS, name
        assert tracemalloc.get_traced_memory()[1] - room < MEMORY, name

    assert len(became) >= 60
    assert set(became.values()) == {"taken", "usage"}
    assert {became[name] for name in became if "zip" in name} == {"usage"}
    assert became["office file in name alone"] == "usage"
