"""Everything one can do from where one is, under the words people use for it.

Made from the tables of places, of what one does about a case and of the program's own deeds, and
from what the screen itself offers. Pure: the palette, the help and a numbered menu read it. Must
not know how a command is run.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from casework.tui import casekeys, places

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from casework.office.desk import Desk

#: How a key is written beside what it does.
_KEYS: Final = {
    "enter": "⏎",
    "escape": "Esc",
    "slash": "/",
    "question_mark": "?",
    "right": "→",
    "left": "←",
    "up": "↑",
    "down": "↓",
    "space": "space",
}
_WORD: Final = re.compile(r"\w+")
_ACTION: Final = re.compile(r"app\.(\w+)(?:\('([\w-]+)'\))?")


class Group(StrEnum):
    """Under which heading a command stands."""

    HERE = "On this screen"
    CASE = "About this case"
    GO = "Where to go"
    ALL = "Anywhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One thing to do: its words, its keys as they are written, and the action that runs it."""

    words: str
    key: str
    action: str
    group: Group
    synonyms: tuple[str, ...] = ()


def of_case(desk: Desk, ref: str) -> Iterator[Command]:
    """Yield what this person may open about a case."""
    for one in casekeys.possible(desk, ref) if ref else ():
        yield Command(
            words=one.words,
            key=written(one.key),
            action=f"app.about('{one.id}')",
            group=Group.CASE,
            synonyms=one.synonyms,
        )


def anywhere(desk: Desk | None, *, practice: bool) -> Iterator[Command]:
    """Yield where one may go, and what the program itself does."""
    for one in places.reachable(desk) if desk is not None else ():
        yield Command(
            words=one.words,
            key=written(one.key),
            action=f"app.go('{one.id}')",
            group=Group.GO,
            synonyms=one.synonyms,
        )
    for deed in places.deeds(signed_in=desk is not None, practice=practice):
        if desk is not None and not deed.may(desk):
            continue
        yield Command(
            words=deed.words,
            key=written(deed.key),
            action=f"app.{deed.action}",
            group=Group.ALL,
            synonyms=deed.synonyms,
        )


def found(among: Iterable[Command], typed: str) -> tuple[Command, ...]:
    """Return the commands in which each typed word begins a word, their own words before synonyms.

    With nothing typed it returns all, as they stand.
    """
    wanted = _words(typed)
    fitting = [(_rank(one, wanted), one) for one in among]
    kept = sorted((pair for pair in fitting if pair[0]), key=lambda pair: pair[0])
    return tuple(one for _, one in kept)


def name_of(command: Command) -> tuple[str, str]:
    """Return what a command does, and with what: ``go`` and ``today``, ``lock`` and nothing."""
    found = _ACTION.fullmatch(command.action)
    return (found[1], found[2] or "") if found else ("", "")


def _rank(command: Command, wanted: tuple[str, ...]) -> int:
    """Return 1 where the words themselves fit, 2 where a synonym is needed, 0 where none fits."""
    own = _words(f"{command.words} {command.key}")
    if _fit(wanted, own):
        return 1
    return 2 if _fit(wanted, (*own, *_words(" ".join(command.synonyms)))) else 0


def _fit(wanted: tuple[str, ...], there: tuple[str, ...]) -> bool:
    return all(any(word.startswith(part) for word in there) for part in wanted)


def _words(text: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKD", text.replace("’", "").replace("'", "")).casefold()
    return tuple(_WORD.findall("".join(c for c in plain if not unicodedata.combining(c))))


def written(key: str) -> str:
    """Return keys as they are written on a screen: ``f1,question_mark`` is ``f1 ?``."""
    names = (one.strip() for one in key.split(",") if one.strip())
    return " ".join(_KEYS.get(one, one.replace("ctrl+", "^")) for one in names)
