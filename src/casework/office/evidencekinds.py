"""What kind of file it is, told from its first bytes, never from its name. Nothing is opened.

The table is our own: libraries for it look into archives and documents to be exact, and that is
what hostile files wait for. Must not know where a file comes from or where it goes.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

#: How much of a file's beginning is looked at.
HEAD: Final = 64 * 1024
_TEXT_ENDING: Final = ".txt"  # a web page or a drawing opened from a folder would run its scripts


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of file: its words, and the ending it is given when it is saved out.

    ``picture``: it shows something, so whoever hands it on must have looked at it. ``refused``:
    why it is not taken in, empty where it is.
    """

    words: str
    ending: str
    picture: bool = False
    refused: str = ""


def _shown(words: str, ending: str) -> Kind:
    return Kind(words=words, ending=ending, picture=True)


_PROGRAM: Final = Kind(
    words="a program", ending="", refused="It is a program, and programs are not taken in."
)
_ARCHIVE: Final = Kind(
    words="an archive",
    ending="",
    refused="It is an archive: nobody can say of it whether every picture in it may be kept.",
)
_TEXT: Final = Kind(words="plain text", ending=_TEXT_ENDING)
_PAGE: Final = Kind(words="a saved web page", ending=_TEXT_ENDING, picture=True)
_DRAWING: Final = Kind(words="a drawing (SVG)", ending=_TEXT_ENDING, picture=True)
UNKNOWN: Final = Kind(words="a file of unknown kind", ending=".bin", picture=True)
_VIDEO: Final = _shown("a video (MP4)", ".mp4")
_PDF: Final = _shown("a document (PDF)", ".pdf")
_BMP: Final = _shown("a picture (BMP)", ".bmp")
_MP3: Final = Kind(words="a sound (MP3)", ending=".mp3")

#: Where in the file, which bytes, what kind.
_SIGNS: Final[tuple[tuple[int, bytes, Kind], ...]] = (
    (0, b"\x89PNG\r\n\x1a\n", _shown("a picture (PNG)", ".png")),
    (0, b"\xff\xd8\xff", _shown("a picture (JPEG)", ".jpg")),
    (0, b"GIF87a", _shown("a picture (GIF)", ".gif")),
    (0, b"GIF89a", _shown("a picture (GIF)", ".gif")),
    (0, b"II*\x00", _shown("a picture (TIFF)", ".tif")),
    (0, b"MM\x00*", _shown("a picture (TIFF)", ".tif")),
    (0, b"\x1aE\xdf\xa3", _shown("a video (Matroska or WebM)", ".mkv")),
    (0, b"\x00\x00\x01\xba", _shown("a video (MPEG)", ".mpg")),
    (0, b"\x00\x00\x01\xb3", _shown("a video (MPEG)", ".mpg")),
    (0, b"FLV\x01", _shown("a video (FLV)", ".flv")),
    (0, b"0&\xb2u\x8ef\xcf\x11", _shown("a video or sound (Windows Media)", ".wmv")),
    (0, b"ID3", _MP3),
    (0, b"OggS", Kind(words="a sound (Ogg)", ending=".ogg")),
    (0, b"fLaC", Kind(words="a sound (FLAC)", ending=".flac")),
    (0, b"#!AMR", Kind(words="a sound (AMR)", ending=".amr")),
    (0, b"{\\rtf", _shown("a document (RTF)", ".rtf")),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _shown("an older office file or a mail", ".bin")),
    (0, b"Rar!\x1a\x07", _ARCHIVE),
    (0, b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (0, b"\x1f\x8b", _ARCHIVE),
    (0, b"\x1f\x9d", _ARCHIVE),
    (0, b"\x1f\xa0", _ARCHIVE),
    (0, b"BZh", _ARCHIVE),
    (0, b"\xfd7zXZ\x00", _ARCHIVE),
    (0, b"\x28\xb5\x2f\xfd", _ARCHIVE),
    (0, b"\x04\x22\x4d\x18", _ARCHIVE),
    (0, b"PK\x05\x06", _ARCHIVE),
    (0, b"PK\x07\x08", _ARCHIVE),
    (0, b"MSCF", _ARCHIVE),
    (0, b"xar!", _ARCHIVE),
    (0, b"!<arch>\n", _ARCHIVE),
    (0, b"SQLite format 3\x00", _ARCHIVE),
    (257, b"ustar", _ARCHIVE),
    (32769, b"CD001", _ARCHIVE),
    (0, b"MZ", _PROGRAM),
    (0, b"\x7fELF", _PROGRAM),
    (0, b"\xfe\xed\xfa\xce", _PROGRAM),
    (0, b"\xfe\xed\xfa\xcf", _PROGRAM),
    (0, b"\xce\xfa\xed\xfe", _PROGRAM),
    (0, b"\xcf\xfa\xed\xfe", _PROGRAM),
    (0, b"\xca\xfe\xba\xbe", _PROGRAM),
    (0, b"\x00asm", _PROGRAM),
    (0, b"dex\n", _PROGRAM),
    (0, b"#!", _PROGRAM),
    (0, b"L\x00\x00\x00\x01\x14\x02\x00", _PROGRAM),
)
#: The brand of an ISO media file; any other is a video.
_BRANDS: Final = {
    b"heic": _shown("a picture (HEIC)", ".heic"),
    b"heix": _shown("a picture (HEIC)", ".heic"),
    b"mif1": _shown("a picture (HEIC)", ".heic"),
    b"avif": _shown("a picture (AVIF)", ".avif"),
    b"qt  ": _shown("a video (QuickTime)", ".mov"),
    b"M4A ": Kind(words="a sound (M4A)", ending=".m4a"),
}
_RIFF: Final = {
    b"WEBP": _shown("a picture (WebP)", ".webp"),
    b"AVI ": _shown("a video (AVI)", ".avi"),
    b"WAVE": Kind(words="a sound (WAV)", ending=".wav"),
}
#: The first member of a file that is a zip within, by its name; anything else in one is an archive.
_MEMBERS: Final = (b"[Content_Types].xml", b"_rels/", b"docProps/", b"word/", b"xl/", b"ppt/")
_OFFICE: Final = {
    b"word/document.xml": _shown("a document (Word)", ".docx"),
    b"xl/workbook.xml": _shown("a spreadsheet (Excel)", ".xlsx"),
    b"ppt/presentation.xml": _shown("slides (PowerPoint)", ".pptx"),
}
_OPEN: Final = {
    b"application/vnd.oasis.opendocument.text": _shown("a document (OpenDocument)", ".odt"),
    b"application/vnd.oasis.opendocument.spreadsheet": _shown(
        "a spreadsheet (OpenDocument)", ".ods"
    ),
    b"application/vnd.oasis.opendocument.presentation": _shown("slides (OpenDocument)", ".odp"),
}
#: The ending of each kind that may be taken in, by its words.
ENDINGS: Final = {
    kind.words: kind.ending
    for kind in (
        *(kind for _at, _sign, kind in _SIGNS),
        *(*_BRANDS.values(), *_RIFF.values(), *_OFFICE.values(), *_OPEN.values()),
        *(_TEXT, _PAGE, _DRAWING, UNKNOWN, _VIDEO, _PDF, _BMP, _MP3),
    )
    if not kind.refused
}
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def kind_of(data: bytes) -> Kind:
    """Return what kind of file ``data`` is; ``UNKNOWN`` where its bytes do not tell."""
    head = data[:HEAD]
    if head[:4] == b"PK\x03\x04":
        return _zipped(data)
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], _VIDEO)
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], UNKNOWN)
    if b"%PDF-" in head[:1024]:
        return _PDF
    found = (kind for at, sign, kind in _SIGNS if head[at : at + len(sign)] == sign)
    return next(found, None) or _plainer(head)


def _zipped(data: bytes) -> Kind:
    """Tell an office file from an archive: only names are looked at, no member is."""
    length = int.from_bytes(data[26:28], "little")
    first = data[30 : 30 + length]
    if first == b"mimetype":
        kinds = (kind for said, kind in _OPEN.items() if data[38 : 38 + len(said)] == said)
        return next(kinds, _ARCHIVE)
    if not first.startswith(_MEMBERS):
        return _ARCHIVE
    return next((kind for name, kind in _OFFICE.items() if name in data), _ARCHIVE)


def _plainer(head: bytes) -> Kind:
    if head[:2] == b"BM" and head[6:10] == bytes(4):
        return _BMP
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2:
        return _MP3
    text = _as_text(head)
    if text is None:
        return UNKNOWN
    start = text[:2048].lstrip("\ufeff \t\r\n").casefold()
    if "<svg" in start:
        return _DRAWING
    return _PAGE if start.startswith(("<!doctype html", "<html")) or "<html" in start else _TEXT


def _as_text(head: bytes) -> str | None:
    wide = head[:2] in {b"\xff\xfe", b"\xfe\xff"}
    reader = codecs.getincrementaldecoder("utf-16" if wide else "utf-8")()
    try:
        # A long file's head may end in the middle of a character, which is then waited for.
        text = reader.decode(head, final=len(head) < HEAD)
    except UnicodeDecodeError:
        return None
    return None if _CONTROLS.search(text) else text
