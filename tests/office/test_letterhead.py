"""A school's paper: its logo is a picture of a bearable size, or nothing is printed."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

import pytest

from casework import paper
from casework.errors import UsageFault
from casework.office import letterhead
from casework.settings import SchoolSettings

if TYPE_CHECKING:
    from pathlib import Path


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int) -> bytes:
    """Return a whole PNG of one colour."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\x00" + b"\x80" * width) * height)
    parts = _chunk(b"IHDR", head) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def jpeg_head(width: int, height: int) -> bytes:
    """Return as much of a JPEG as says how large it is."""
    quantised = b"\xff\xdb\x00\x04\x00\x00"
    return b"\xff\xd8" + quantised + b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", height, width)


def _school(logo: str) -> SchoolSettings:
    return SchoolSettings(name="Sample School", address=("1 Low Road",), logo=logo)


def test_a_school_without_a_logo_has_its_name_and_address(tmp_path: Path) -> None:
    head = letterhead.of(tmp_path, _school(""))

    assert (head.school_name, head.address, head.logo) == ("Sample School", ("1 Low Road",), None)


def test_the_logo_stands_on_the_paper(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(png(8, 8))

    assert letterhead.of(tmp_path, _school("logo.png")).logo == png(8, 8)


@pytest.mark.parametrize("made", [png(4_000, 1), jpeg_head(4_000, 4_000)])
def test_a_picture_of_the_greatest_size_is_taken(tmp_path: Path, made: bytes) -> None:
    (tmp_path / "logo").write_bytes(made)

    assert letterhead.logo(tmp_path, _school("logo")) == made


REFUSED = {
    "too many dots": png(1, 1)[:16] + struct.pack(">II", 60_000, 60_000) + png(1, 1)[24:],
    "too many dots in a JPEG": jpeg_head(60_000, 60_000),
    "no dots at all": png(1, 1)[:16] + struct.pack(">II", 0, 9) + png(1, 1)[24:],
    "too many bytes": png(8, 8) + b"\x00" * paper.LARGEST_LOGO,
    "no picture": b"<svg onload='x'/>",
    "the beginning of a JPEG": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "a JPEG that never ends": b"\xff\xd8" + b"\xff\xe0\x00\x02" * 9,
    "nothing": b"",
}


@pytest.mark.parametrize("made", REFUSED.values(), ids=REFUSED)
def test_what_is_no_bearable_picture_is_refused(tmp_path: Path, made: bytes) -> None:
    (tmp_path / "logo.png").write_bytes(made)
    with pytest.raises(UsageFault) as fault:
        letterhead.of(tmp_path, _school("logo.png"))

    assert "nothing was printed" in fault.value.message


@pytest.mark.parametrize("name", ["gone.png", "folder"])
def test_a_logo_that_cannot_be_read_is_told_without_its_name(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(UsageFault) as fault:
        letterhead.of(tmp_path, _school(name))

    assert fault.value.message == "The school's logo cannot be read, so nothing was printed."
