"""What a policy file says of itself at its top: its title and two days. Nothing of it is checked.

To read a whole policy takes half a second; a list of titles need not wait for that. Whatever is not
written plainly is left to who reads the whole. Must not know the rest of a policy.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from casework.policy import source

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

#: A key at the very left, what stands beside it, and the beginning of a line that goes on with it.
_LINE: Final = re.compile(r"^(title|adopted|review):(.*)((?:\n[ \t]+[^ \t\n#])?)", re.MULTILINE)
#: In quotes without any other sign that YAML reads otherwise there, or without quotes.
_PLAIN: Final = re.compile(
    r"""(?:"([^"\\]*)"|'([^']*)'|([^\s"'#&*!|>%@`{}\[\]?:,-](?:[^#:]|:(?=\S)|(?<=\S)\#)*))"""
    r"[ \t]*(?:(?<=[ \t])\#.*)?"
)
_NOTHING: Final = frozenset({"null", "Null", "NULL", "~", ""})


@dataclass(frozen=True, slots=True, kw_only=True)
class TitlePage:
    """The title of a policy and the days that it prints, or nothing where it prints none."""

    title: str
    adopted: str
    review: str


def title_page(name: str, folders: Sequence[Path]) -> TitlePage | None:
    """Return what a file says at its top; None where only reading all of it would tell."""
    path = source.find(name, folders)
    try:
        if path is None:
            return None
        with path.open("rb") as file:
            text = source.decoded(name, file.read(source.LARGEST + 1))
    except OSError:
        return None
    return of_text(text) if isinstance(text, str) else None


def of_text(text: str) -> TitlePage | None:
    """Return what a text says at its top; None where only reading all of it would tell."""
    written = _LINE.findall(text)
    found = {key: None if more else _value(words) for key, words, more in written}
    if len(found) != len(written) or None in found.values() or not found.get("title"):
        return None
    days = [found.get(key) or "" for key in ("adopted", "review")]
    if not all(map(_is_day, days)):
        return None
    return TitlePage(title=found["title"] or "", adopted=days[0], review=days[1])


def _value(words: str) -> str | None:
    whole = _PLAIN.fullmatch(words.strip())
    if whole is None or not words[:1].isspace():
        return None
    bare = whole[3]
    if bare is None:
        return whole[1] if whole[1] is not None else whole[2]
    return "" if bare.strip() in _NOTHING else bare.strip()


def _is_day(words: str) -> bool:
    try:
        return not words or date.fromisoformat(words).isoformat() == words
    except ValueError:
        return False
