"""Make the shipped fonts and their coverage table from the distributions' own packages.

Run by hand when a font changes; the recipe stands in ``src/casework/fonts/FONTS.md``. Needs
``fonttools``, which the program itself does not. Must not know letters or cases.

    python fonts/build.py NOTO_CORE_DIR NOTO_CJK_DIR NOTO_EMOJI.ttf

The two folders hold the ``.ttf`` and ``.ttc`` files of ``fonts-noto-core`` and ``fonts-noto-cjk``.
"""

from __future__ import annotations

import json
import sys
from itertools import chain, product
from pathlib import Path
from typing import TYPE_CHECKING

from fontTools import subset
from fontTools.ttLib import TTFont

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

OUT = Path(__file__).resolve().parent.parent / "src" / "casework" / "fonts"

#: Blocks kept of the text face: Latin, Greek, Cyrillic and what sentences need around them.
TEXT = (
    (0x0020, 0x007E), (0x00A0, 0x03FF), (0x0400, 0x052F), (0x1AB0, 0x1AFF), (0x1C80, 0x1C8F),
    (0x1D00, 0x1FFF), (0x2000, 0x200D), (0x2010, 0x2029), (0x202F, 0x205F), (0x2070, 0x209F),
    (0x20A0, 0x20CF), (0x20D0, 0x20F0), (0x2100, 0x218F), (0x2190, 0x22FF), (0x2300, 0x23FF),
    (0x25A0, 0x26FF), (0x2C60, 0x2C7F), (0x2DE0, 0x2E5F), (0xA640, 0xA69F), (0xA720, 0xA7FF),
    (0xAB30, 0xAB6F), (0xFB00, 0xFB06), (0xFE20, 0xFE2F), (0xFFFC, 0xFFFD),
)  # fmt: skip

#: Faces in the order in which a character looks for its glyph; the text face comes first.
SCRIPTS = (
    "NotoSansArabic", "NotoSansHebrew", "NotoSansBengali", "NotoSansGurmukhi", "NotoSansGujarati",
    "NotoSansDevanagari", "NotoSansTamil", "NotoSansTelugu", "NotoSansKannada",
    "NotoSansMalayalam", "NotoSansSinhala", "NotoSansThai", "NotoSansArmenian", "NotoSansGeorgian",
    "NotoSansEthiopic",
)  # fmt: skip
SYMBOLS = ("NotoSansSymbols", "NotoSansSymbols2", "NotoSansMath")


def main() -> None:
    """Write every face and ``coverage.json``; the sizes go to standard output."""
    core, cjk, emoji = (Path(given) for given in sys.argv[1:4])
    faces = [
        _cut(core / f"NotoSans-{style}.ttf", _spans(TEXT))
        for style in ("Regular", "Bold", "Italic", "BoldItalic")
    ]
    faces += [_cut(core / f"{name}-Regular.ttf", None) for name in SCRIPTS]
    faces += [_cut(cjk / "NotoSansCJK-Regular.ttc", _east_asian(), number=2)]
    faces += [_cut(emoji, None)]
    faces += [_cut(core / f"{name}-Regular.ttf", None) for name in SYMBOLS]
    table = _table(faces)
    (OUT / "coverage.json").write_text(_written(table), encoding="utf-8", newline="\n")
    total = sum(face.stat().st_size for face in faces)
    sys.stdout.write(f"{len(faces)} faces, {total / 1e6:.2f} MB\n")


def _cut(source: Path, wanted: Iterable[int] | None, *, number: int = 0) -> Path:
    """Write the part of a font that is wanted, without hinting; return where it lies."""
    options = subset.Options(hinting=False, notdef_outline=True, name_IDs=["*"], font_number=number)
    options.drop_tables += ["FFTM", "DSIG", "vhea", "vmtx", "VORG", "BASE"]
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=font.getBestCmap() if wanted is None else wanted)
    cutter.subset(font)
    font["head"].modified = font["head"].created  # the same input gives the same bytes
    font.recalcTimestamp = False
    target = OUT / (source.stem.replace("_400Regular", "-Regular") + _suffix(font))
    font.save(str(target))
    sys.stdout.write(f"{target.name:34} {target.stat().st_size / 1e3:8.0f} kB\n")
    return target


def _suffix(font: TTFont) -> str:
    return ".otf" if "CFF " in font else ".ttf"


def _spans(spans: Iterable[tuple[int, int]]) -> Iterator[int]:
    return chain.from_iterable(range(first, last + 1) for first, last in spans)


def _east_asian() -> set[int]:
    """Return the characters of everyday use: GB 2312, Big5 level 1, JIS level 1, KS X 1001."""
    points = set(_spans(((0x3000, 0x30FF), (0x3105, 0x312F), (0xFF01, 0xFF9F), (0xFFE0, 0xFFE6))))
    grids = (
        ("gb2312", range(0xB0, 0xF8), range(0xA1, 0xFF)),
        ("big5", range(0xA4, 0xC7), range(0x40, 0xFF)),
        ("shift_jis", range(0x88, 0x99), range(0x40, 0xFD)),
        ("euc_kr", range(0xB0, 0xC9), range(0xA1, 0xFF)),
    )
    for codec, leads, trails in grids:
        for pair in product(leads, trails):
            read = bytes(pair).decode(codec, errors="ignore")
            points.update(ord(c) for c in read if ord(c) > 0x2E7F)
    return points


def _table(faces: list[Path]) -> list[dict[str, object]]:
    """Return each family once, in order, with what *all* its styles cover."""
    families: dict[str, set[int]] = {}
    for face in faces:
        font = TTFont(str(face))
        order = {name: place for place, name in enumerate(font.getGlyphOrder())}
        points = {point for point, glyph in font.getBestCmap().items() if order[glyph] != 0}
        family = font["name"].getBestFamilyName()
        families[family] = families.get(family, points) & points
    return [{"family": name, "ranges": _ranges(sorted(has))} for name, has in families.items()]


def _ranges(points: list[int]) -> list[list[int]]:
    found: list[list[int]] = []
    for point in points:
        if found and found[-1][1] == point - 1:
            found[-1][1] = point
        else:
            found.append([point, point])
    return found


def _written(table: list[dict[str, object]]) -> str:
    lines = ",\n".join(json.dumps(row, separators=(",", ":")) for row in table)
    return f'{{"fonts": [\n{lines}\n]}}\n'


if __name__ == "__main__":
    main()
