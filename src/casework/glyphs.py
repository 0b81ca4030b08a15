"""Which characters print and as what, and what the page is told of the words it shows.

An endless word may break, a telephone number stays on one line: Typst can look for both itself, but
that costs it more than a letter does. Must not know paper.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

FONTS = Path(__file__).resolve().with_name("fonts")

_INVISIBLE = frozenset("\u200c\u200d") | {chr(point) for point in range(0xFE00, 0xFE10)}
_SKIN = frozenset(chr(point) for point in range(0x1F3FB, 0x1F400))
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


@cache
def faces() -> tuple[tuple[str, frozenset[str]], ...]:
    """Return each family with what it covers, in the order in which a character looks for one."""
    table = json.loads((FONTS / "coverage.json").read_text(encoding="utf-8"))
    return tuple(
        (font["family"], frozenset(chr(p) for a, b in font["ranges"] for p in range(a, b + 1)))
        for font in table["fonts"]
    )


@cache
def _easy() -> frozenset[str]:
    """Return the characters of the text face that print wherever they stand."""
    kinds = ((c, unicodedata.category(c)) for c in faces()[0][1])
    return frozenset(c for c, kind in kinds if kind not in _UNSAFE and kind[0] != "M") | {"\n"}


def _clusters(text: str) -> list[str]:
    """Return each character with the marks and joined characters that print as one with it."""
    found: list[str] = []
    for c in text:
        joins = c in _INVISIBLE or c in _SKIN or unicodedata.category(c)[0] == "M"
        if found and (joins or found[-1][-1] == "\u200d"):
            found[-1] += c
        else:
            found.append(c)
    return found


def _lacking(cluster: str) -> str:
    """Return the characters of a cluster for which there is no glyph in their place."""
    visible = [c for c in cluster if c not in _INVISIBLE and c != "\n"]
    unsafe = {c for c in visible if unicodedata.category(c) in _UNSAFE}
    homes = [face for _, face in faces() if visible and visible[0] in face]
    missing = min((set(visible) - face for face in homes), key=len, default=set(visible))
    return "".join(c for c in visible if c in unsafe | missing)


def _named(character: str) -> str:
    return f"[{unicodedata.name(character, 'CHARACTER')}, U+{ord(character):04X}]"


def uncovered(text: str) -> list[str]:
    """Return the characters of ``text`` that no shipped font can print, once each, in order."""
    return list(dict.fromkeys(c for _, lacking in _looked_up(text) for c in lacking))


def printable(text: str) -> str:
    """Return ``text`` as it prints: ``[NAME OF CHARACTER, U+XXXX]`` where no font has a glyph."""
    looked_up = _looked_up(unicodedata.normalize("NFC", text.replace("\r\n", "\n").expandtabs(4)))
    return "".join(
        "".join(_named(c) if c in lacking else c for c in part) if lacking else part
        for part, lacking in looked_up
    )


def _looked_up(text: str) -> Iterable[tuple[str, str]]:
    """Return the parts of ``text``, each with its characters that will not print."""
    if _easy().issuperset(text):
        return [(text, "")]
    return ((part, _lacking(part)) for part in _clusters(text))


def plainest(text: str) -> str:
    """Return ``text`` with every character named that is not sure to print anywhere."""
    return "".join(c if c in _easy() else _named(c) for c in printable(text))


#: Marks of ``page.typ``, of private use: ``printable`` lets none of a document's own through.
_ENDLESS, _PART, _WHOLE = "\ue000", "\ue001", "\ue002"
_TO_MARK = re.compile(r"(?P<endless>\S{25,})|\b0\d{2,5}(?: \d{3,6}){1,2}\b")
_PIECE = re.compile(r"[^/?&=._-]*[/?&=._-]+|[^/?&=._-]+")


def marked(texts: list[str]) -> list[str]:
    """Return neighbouring words with endless ones and telephone numbers marked for the page."""
    whole = "".join(texts)
    if not _TO_MARK.search(whole):
        return texts
    marked, begin = [], 0
    for text in texts:
        marked.append(_with_marks(whole, begin, begin + len(text)))
        begin += len(text)
    return marked


def _with_marks(whole: str, begin: int, end: int) -> str:
    """Return ``whole[begin:end]`` with what is marked in the whole, as far as it stands there."""
    parts, at = [], begin
    for found in _TO_MARK.finditer(whole):
        first, last = max(found.start(), begin), min(found.end(), end)
        if first < last:
            part = whole[first:last]
            inner = _PART.join(_PIECE.findall(part)) if found["endless"] else part
            mark = _ENDLESS if found["endless"] else _WHOLE
            parts += [whole[at:first], mark, inner, mark]
            at = last
    return "".join([*parts, whole[at:end]])
