"""The pictures that open the README: six, small, each of a page the tool still makes."""

from __future__ import annotations

import importlib
import re
import struct
import sys
import zlib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "pictures"
LARGEST = 120_000

sys.path.insert(0, str(ROOT))  # however pytest was started
palette = importlib.import_module("benchmarks.palette")
SHOWN = importlib.import_module("benchmarks.pictures").SHOWN
sys.path.remove(str(ROOT))


def chunks(png: bytes) -> dict[bytes, bytes]:
    found, at = {}, 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        found[png[at + 4 : at + 8]] = png[at + 8 : at + 8 + length]
        at += 12 + length
    return found


def test_six_pages_open_the_readme_before_its_first_command(documents: dict[str, str]) -> None:
    opening = documents["README.md"].partition("## Try it")[0]
    shown = re.findall(r"!\[[^\]]+\]\(docs/pictures/([a-z0-9-]+)\.png\)", opening)

    assert sorted(shown) == sorted(name for name, _, _ in SHOWN)
    assert len(shown) == 6


def test_each_picture_is_small_and_of_few_colours() -> None:
    files = [(PICTURES / f"{name}.png").read_bytes() for name, _, _ in SHOWN]

    assert [len(file) for file in files if len(file) > LARGEST] == []
    assert {chunks(file)[b"IHDR"][9] for file in files} == {3}  # the format's own word for palette


def test_a_picture_keeps_its_points() -> None:
    black, white, ink = b"\x00\x00\x00", b"\xff\xff\xff", b"\x1b\x2f\x4b"
    told = chunks(palette.paletted(b"P6\n2 2\n255\n" + black + white + white + ink))
    colours = [told[b"PLTE"][at : at + 3] for at in range(0, len(told[b"PLTE"]), 3)]
    points = zlib.decompress(told[b"IDAT"])

    assert [colours[points[at]] for at in (1, 2, 4)] == [black, white, white]
    assert max(abs(a - b) for a, b in zip(colours[points[5]], ink, strict=True)) <= 9


def test_more_colours_than_a_palette_holds_go_to_the_nearest() -> None:
    points = bytes(
        value for r in range(0, 256, 17) for g in range(0, 256, 17) for value in (r, g, 0)
    )
    points += b"\x00\x00\x11" * 2
    width = len(points) // 3
    told = chunks(palette.paletted(b"P6\n%d 1\n255\n" % width + points))

    assert len(told[b"PLTE"]) // 3 == palette.MOST
