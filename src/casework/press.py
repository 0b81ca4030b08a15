"""The press: a page's files -> PDF, on compilers that keep their fonts. The only user of ``typst``.

May be used on several threads at a time. Must not know what a page shows.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from casework.glyphs import FONTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from typst import Compiler, Fonts

#: A folder with the template alone: it is all that a page can read of the disk.
PAGE = Path(__file__).resolve().with_name("page")
#: What is set. The template beside it is read and taken apart once, and so are its functions.
MAIN = b'#import "page.typ": page-of\n#page-of("sheet.json")\n'
#: How many faces stay read: the shipped ones, and those of the last schools that have their own.
KEPT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Typeface:
    """A face that is not shipped: its family, and the folder that holds its files and no others.

    ``stamp`` is another one as soon as the files are: fonts are read once and then kept.
    """

    family: str
    folder: Path
    stamp: str


def pressed(files: Mapping[str, bytes], timestamp: int, typeface: Typeface | None = None) -> bytes:
    """Return the page as PDF/UA-1 and PDF/A-2a in one; empty where it cannot be set."""
    import typst  # 30 ms to load, and only printing needs it

    with lent(typeface) as compiler:
        try:
            made = compiler.compile(
                input={"main.typ": MAIN, **files},  # type: ignore[type-var]  # not in its stubs
                pdf_standards=["ua-1", "a-2a"],
                timestamp=timestamp,
            )
        except typst.TypstError:  # it quotes what stood on the page, so it goes no further
            return b""
    return b"".join(made) if isinstance(made, list) else made or b""


_SPARE: dict[Typeface | None, list[Compiler]] = {}


@contextmanager
def lent(typeface: Typeface | None = None) -> Iterator[Compiler]:
    """Lend a compiler, since one is not made for two threads; it is as good as new afterwards."""
    spare = _SPARE.setdefault(typeface, [])
    try:
        compiler = spare.pop()
    except IndexError:
        compiler = _compiler(typeface)
    try:
        yield compiler
    finally:
        spare.append(compiler)
        for old in list(_SPARE)[:-KEPT]:
            _SPARE.pop(old, None)


def _compiler(typeface: Typeface | None) -> Compiler:
    from typst import Compiler

    return Compiler(root=PAGE, font_paths=_fonts(typeface))


@lru_cache(maxsize=KEPT)
def _fonts(typeface: Typeface | None) -> Fonts:
    """Return the fonts of a page: reading them costs more than a letter."""
    return _fonts_in(FONTS, *([typeface.folder] if typeface else []))


def _fonts_in(*folders: Path) -> Fonts:
    from typst import Fonts

    return Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[*map(str, folders)]
    )


def warm_up() -> None:
    """Load what sets a page and read the fonts: else the first page that somebody wants does so."""
    with lent():
        pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """One face as a page would find it: in which file, of which family, how it looks."""

    file: str
    family: str
    style: str
    weight: int


def faces_in(folder: Path) -> tuple[Face, ...]:
    """Return the faces that a page would find in a folder; what is no font is not among them."""
    found = _fonts_in(folder).fonts()
    return tuple(
        Face(file=Path(one.path or "").name, family=one.family, style=one.style, weight=one.weight)
        for one in found
    )
