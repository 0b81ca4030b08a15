"""A page as a picture in few colours, so that it is small: PPM in, PNG out, standard library alone.

Text on white needs no more than a palette. Must not know what is on a page.
"""

from __future__ import annotations

import struct
import zlib
from collections import Counter

#: Each of red, green and blue is kept in so many steps.
LEVELS = 16
MOST = 256
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def paletted(ppm: bytes) -> bytes:
    """Return a binary PPM (P6, 8 bits) as a PNG with a palette of at most 256 colours."""
    _magic, size, _depth, pixels = ppm.split(b"\n", 3)
    width, height = map(int, size.split())
    coarse = pixels.translate(bytes(_coarse(value) for value in range(256)))
    colours = [coarse[at : at + 3] for at in range(0, len(coarse), 3)]
    kept = [colour for colour, _ in Counter(colours).most_common(MOST)]
    index = {colour: number for number, colour in enumerate(kept)}
    for colour in set(colours) - index.keys():
        index[colour] = min(range(len(kept)), key=lambda at: _apart(kept[at], colour))
    rows = bytes(index[colour] for colour in colours)
    lines = b"".join(b"\0" + rows[at * width : (at + 1) * width] for at in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = (
        (b"IHDR", header),
        (b"PLTE", b"".join(kept)),
        (b"IDAT", zlib.compress(lines, 9)),
        (b"IEND", b""),
    )
    return _SIGNATURE + b"".join(_chunk(kind, content) for kind, content in parts)


def _coarse(value: int) -> int:
    step = 255 / (LEVELS - 1)
    return round(round(value / step) * step)


def _apart(one: bytes, other: bytes) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)
