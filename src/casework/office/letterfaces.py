"""The school's own typeface: a folder of font files in the folder of the records, looked at first.

What it has no glyph for is set in the shipped faces. Must not know a letter's words. A font is
somebody else's file: how many there are, how large, and what they are is asked before any page.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from casework import press
from casework.errors import UsageFault
from casework.glyphs import faces

if TYPE_CHECKING:
    from pathlib import Path

    from casework.settings import SchoolSettings

#: How many files, and how large each (*default*): a family of plain and bold, upright and slanted
#: has four; a face for one country's writing has less than 1 MB.
MOST_FILES: Final = 12
LARGEST_FILE: Final = 4_000_000
#: The room beside the records that backups take along.
LETTERS: Final = "letters"
#: What a page would open; a collection holds more faces than its size tells.
FONTS: Final = frozenset({".ttf", ".otf"})
_COLLECTIONS: Final = frozenset({".ttc", ".otc"})
_UPRIGHT: Final = range(300, 551)
#: Of the rights a font's maker writes into it: not in documents at all, or as a picture only.
_FORBIDDEN: Final = 0x0002
_PICTURES_ONLY: Final = 0x0200
_ANYTHING_ELSE: Final = (
    "Put the family’s .ttf or .otf files alone into it, or take the shipped face: "
)
_BACK: Final = 'casework settings set fonts "".'


def of(folder: Path, school: SchoolSettings) -> press.Typeface | None:
    """Return the face of the school's letters, or nothing for the shipped one.

    Raises UsageFault for a folder that cannot be used whole.
    """
    if not school.fonts:
        return None
    if PurePath(school.fonts).parts[:1] != (LETTERS,):
        raise _refused("The folder of the school’s fonts is not in letters, so no backup holds it")
    place = folder / school.fonts
    files = _files(place)
    stats = [(file.name, file.stat()) for file in files]
    told = repr([(name, stat.st_size, stat.st_mtime_ns) for name, stat in stats])
    return _looked_at(place, hashlib.sha256(told.encode()).hexdigest())


def _files(place: Path) -> tuple[Path, ...]:
    """Return the font files of a folder, none of them a link, too many or too large."""
    try:
        inside = sorted(place.iterdir())
        links = [each for each in inside if each.is_symlink() or not each.is_file()]
        fonts = [each for each in inside if each.suffix.lower() in FONTS | _COLLECTIONS]
        largest = max((each.stat().st_size for each in fonts), default=0)
    except OSError:
        raise _refused("The folder of the school’s fonts cannot be read") from None
    if links:
        raise _refused("The folder of the school’s fonts holds a folder or a link")
    if any(each.suffix.lower() in _COLLECTIONS for each in fonts):
        raise _refused("The school’s fonts are a collection in one file")
    if not 1 <= len(fonts) <= MOST_FILES or largest > LARGEST_FILE:
        raise _refused(
            f"The folder of the school’s fonts does not hold 1 to {MOST_FILES} font files of at "
            f"most {LARGEST_FILE // 1_000_000} MB each"
        )
    return tuple(fonts)


@lru_cache(maxsize=press.KEPT)
def _looked_at(place: Path, stamp: str) -> press.Typeface:
    """Return the face of a folder whose files were not looked at before."""
    for file in _files(place):
        _is_allowed(file)
    found = press.faces_in(place)
    if {face.file for face in found} != {file.name for file in _files(place)}:
        raise _refused("One of the school’s font files is no font that can be used")
    families = sorted({face.family for face in found})
    if len(families) != 1:
        raise _refused("The school’s fonts are of more than one family")
    if families[0] in {family for family, _ in faces()}:
        raise _refused("The school’s fonts are of a family that casework has already")
    if not any(face.style == "normal" and face.weight in _UPRIGHT for face in found):
        raise _refused("The school’s fonts have no upright face of ordinary weight")
    return press.Typeface(family=families[0], folder=place, stamp=stamp)


def _is_allowed(file: Path) -> None:
    """Raise unless the font's own tables let it stand in a document, with one look for each."""
    data = file.read_bytes()
    rights = _table(data, b"OS/2")[8:10]
    said = int.from_bytes(rights, "big")
    if len(rights) == 2 and (said & 0x000F == _FORBIDDEN or said & _PICTURES_ONLY):
        raise _refused("The maker of the school’s fonts does not let them stand in documents")
    if _table(data, b"fvar"):
        raise _refused("The school’s fonts are variable, which paper for keeping cannot hold")


def _table(data: bytes, name: bytes) -> bytes:
    """Return one table of a font file; empty where there is none, or the file is cut off."""
    for at in range(12, 12 + 16 * min(int.from_bytes(data[4:6], "big"), 64), 16):
        if data[at : at + 4] == name:
            begin = int.from_bytes(data[at + 8 : at + 12], "big")
            return data[begin : begin + int.from_bytes(data[at + 12 : at + 16], "big")]
    return b""


def _refused(what: str) -> UsageFault:
    return UsageFault(f"{what}; nothing was changed or printed.", advice=_ANYTHING_ELSE + _BACK)
