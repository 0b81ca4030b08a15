"""A school's paper: name, address, logo, typeface and who signs, from its settings.

Must not know a letter's words. A logo is looked at before it is put on any page: what is too large
or no picture is refused, whatever its name says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casework import paper
from casework.errors import UsageFault
from casework.office import letterfaces

if TYPE_CHECKING:
    from pathlib import Path

    from casework.settings import SchoolSettings

#: Most dots of a logo (*default*): a small file may unpack to a picture that fills the memory.
MOST_DOTS: Final = 16_000_000
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG: Final = b"\xff\xd8"
#: Markers of a JPEG that carry its size.
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def of(folder: Path, school: SchoolSettings) -> paper.Letterhead:
    """Return the school's letterhead. Raises UsageFault for a logo or fonts not to be printed."""
    return paper.Letterhead(
        school_name=school.name,
        address=school.address,
        telephone=school.telephone,
        email=school.email,
        logo=logo(folder, school),
        typeface=letterfaces.of(folder, school),
    )


def logo(folder: Path, school: SchoolSettings) -> bytes | None:
    """Return the school's logo, or nothing where none is named. Raises UsageFault."""
    if not school.logo:
        return None
    try:
        with (folder / school.logo).open("rb") as file:
            data = file.read(paper.LARGEST_LOGO + 1)
    except OSError:
        raise UsageFault(
            "The school's logo cannot be read, so nothing was printed.",
            advice="Put the picture back into the folder of the records, or name no logo: "
            'casework settings set logo "".',
        ) from None
    width, height = _size(data) or (0, 0)
    if not 0 < width * height <= MOST_DOTS or len(data) > paper.LARGEST_LOGO:
        raise UsageFault(
            "The school's logo is not a PNG or JPEG picture of at most 500 kB and 4,000 by 4,000 "
            "dots; nothing was printed.",
            advice="Save the logo smaller, as PNG or JPEG, or name no logo.",
        )
    return data


def _size(data: bytes) -> tuple[int, int] | None:
    """Return a picture's width and height as its own head says, or nothing for anything else."""
    if data.startswith(_PNG) and data[12:16] == b"IHDR":
        return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    return _jpeg_size(data) if data.startswith(_JPEG) else None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        if data[at + 1] in _FRAMES:
            height = int.from_bytes(data[at + 5 : at + 7], "big")
            return int.from_bytes(data[at + 7 : at + 9], "big"), height
        at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4], "big"))
    return None
