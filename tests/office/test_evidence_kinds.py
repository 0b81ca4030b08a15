"""What kind a file is, told from its bytes alone; what may not be taken in is refused."""

from __future__ import annotations

import io
import tarfile
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.office.evidencekinds import ENDINGS, HEAD, UNKNOWN, kind_of

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def zipped(*names: str, stored: bytes = b"x") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, stored)
    return out.getvalue()


def tarred() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a.png"), io.BytesIO())
    return out.getvalue()


DOCX = zipped("[Content_Types].xml", "_rels/.rels", "word/document.xml")
ODT = zipped("mimetype", stored=b"application/vnd.oasis.opendocument.text")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (PNG, "a picture (PNG)"),
        (b"\xff\xd8\xff\xe0" + bytes(20), "a picture (JPEG)"),
        (b"GIF89a" + bytes(20), "a picture (GIF)"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "a picture (WebP)"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "a sound (WAV)"),
        (b"BM\x10\x00\x00\x00\x00\x00\x00\x00\x36", "a picture (BMP)"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(8), "a picture (HEIC)"),
        (b"\x00\x00\x00\x18ftypisom" + bytes(8), "a video (MP4)"),
        (b"\x00\x00\x00\x14ftypqt  " + bytes(8), "a video (QuickTime)"),
        (b"\x1aE\xdf\xa3" + bytes(8), "a video (Matroska or WebM)"),
        (b"#!AMR\n\x04", "a sound (AMR)"),
        (b"\xff\xfb\x90\x00", "a sound (MP3)"),
        (b"OggS\x00", "a sound (Ogg)"),
        (b"%PDF-1.7\n", "a document (PDF)"),
        (b"\n\n%PDF-1.4\n", "a document (PDF)"),
        (DOCX, "a document (Word)"),
        (ODT, "a document (OpenDocument)"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "a spreadsheet (Excel)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an older office file or a mail"),
        (b"<!DOCTYPE html><p>", "a saved web page"),
        (b"<?xml version='1.0'?>\n<svg onload='x'>", "a drawing (SVG)"),
        ("Ms H wrote: “you’ll see”\r\n".encode(), "plain text"),
        ("wide words".encode("utf-16"), "plain text"),
        (("ab" * HEAD + "é").encode(), "plain text"),
        (("é" * HEAD).encode()[1:], UNKNOWN.words),
        (b"\x00\x01\x02\x03", UNKNOWN.words),
        (b"a\x00b", UNKNOWN.words),
    ],
)
def test_a_kind_is_told_from_the_first_bytes(data: bytes, words: str) -> None:
    found = kind_of(data)

    assert (found.words, found.refused) == (words, "")


def test_a_character_cut_at_the_end_of_what_is_looked_at_is_no_damage() -> None:
    assert kind_of(("a" * (HEAD - 1) + "é" * 5).encode()).words == "plain text"


@pytest.mark.parametrize(
    "data",
    [
        zipped("a.png"),
        zipped("a/[Content_Types].xml"),
        zipped("word/other.xml"),
        zipped("mimetype", stored=b"application/epub+zip"),
        zipped(),
        zipped("mimetype") + DOCX,
        tarred(),
        b"Rar!\x1a\x07\x01\x00",
        b"7z\xbc\xaf\x27\x1c\x00",
        b"\x1f\x8b\x08\x00",
        b"BZh91AY",
        b"\xfd7zXZ\x00",
        b"\x28\xb5\x2f\xfd\x00",
        b"MSCF\x00",
        bytes(32769) + b"CD001",
        b"SQLite format 3\x00",
        b"PK\x03\x04",
    ],
)
def test_an_archive_is_refused(data: bytes) -> None:
    assert "archive" in kind_of(data).refused


@pytest.mark.parametrize(
    "data",
    [
        b"MZ\x90",
        b"\x7fELF\x02",
        b"#!/bin/sh\n",
        b"\xca\xfe\xba\xbe",
        b"L\x00\x00\x00\x01\x14\x02\x00",
    ],
)
def test_a_program_is_refused(data: bytes) -> None:
    assert "program" in kind_of(data).refused


def test_what_would_run_when_it_is_opened_is_saved_as_text() -> None:
    assert {ENDINGS[kind] for kind in ("a saved web page", "a drawing (SVG)", "plain text")} == {
        ".txt"
    }


@given(st.binary(max_size=300))
def test_every_file_has_a_kind_with_an_ending_or_a_reason(data: bytes) -> None:
    found = kind_of(data)

    assert found.refused or ENDINGS[found.words] == found.ending


@given(st.binary(max_size=80), st.integers(0, 70))
def test_a_broken_zip_is_an_archive_and_no_crash(rest: bytes, cut: int) -> None:
    assert kind_of((b"PK\x03\x04" + rest)[: 4 + cut]).words
