"""The words of a command line, put in order before they are read: shared options go to the front.

Knows which options take a value, so a value that looks like an option stays one; after ``--`` all
words stay as they are. Says what exists where a command was misspelt. Must not run anything.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from typer.core import TyperGroup, TyperOption

from casework.errors import UsageFault
from casework.text import clean_line, in_words, nearest, of_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from typer.core import TyperCommand

JSON, HELP, END = "--json", "--help", "--"
#: A word longer than this is like no command: the search for the nearest takes no more of it.
SHOWN = 40


@dataclass(slots=True, kw_only=True)
class Line:
    """A command line in order: shared options, then the command with its own words."""

    front: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)
    path: tuple[str, ...] = ()
    helped: bool = False

    @property
    def words(self) -> list[str]:
        """Everything, as Typer reads it."""
        return [*self.front, *self.rest]

    @property
    def json(self) -> bool:
        """Tell whether one JSON object is wanted."""
        return JSON in self.front


def in_order(root: TyperGroup, words: Sequence[str]) -> Line:
    """Return the words with the shared options in front.

    Raises UsageFault for a word with NUL in it, for a command that does not exist and for a group
    that is named without one.
    """
    if any("\0" in word for word in words):
        raise UsageFault("A word holds a NUL character.", advice="Take it out and try again.")
    line, command, left = Line(), root, iter(words)
    at: TyperCommand | TyperGroup = command
    for word in left:
        if word == END:
            line.rest += [word, *left]
        elif word == HELP:
            line.helped = True
            line.rest.append(word)
        elif word.startswith("--"):
            _option(root, at, word, left, line)
        else:
            at = _word(at, word, line)
    if isinstance(at, TyperGroup) and at is not root and not line.helped:
        raise _unfinished(at, line.path)
    return line


def wants_json(words: Sequence[str]) -> bool:
    """Tell whether JSON is wanted of words that could not be put in order."""
    end = words.index(END) if END in words else len(words)
    return JSON in words[:end]


def _word(at: TyperCommand | TyperGroup, word: str, line: Line) -> TyperCommand | TyperGroup:
    line.rest.append(word)
    if not isinstance(at, TyperGroup) or (word.startswith("-") and len(word) > 1):
        return at
    if word not in at.commands:
        raise _unknown(at, word, line.path)
    line.path = (*line.path, word)
    return cast("TyperCommand | TyperGroup", at.commands[word])


def _option(
    root: TyperGroup,
    at: TyperCommand | TyperGroup,
    word: str,
    left: Iterator[str],
    line: Line,
) -> None:
    name, equals, _value = word.partition("=")
    own, shared = _of(at, name), _of(root, name)
    option = own or shared
    place = line.front if shared is not None and option is shared else line.rest
    place.append(word)
    if option is None or option.is_flag or equals:
        return
    value = next(left, None)
    if value is None:
        raise UsageFault(f"{name} needs a value.", advice=f"{_called(line.path)} --help shows it.")
    place.append(value)


def _of(command: TyperCommand | TyperGroup, name: str) -> TyperOption | None:
    for each in command.params:
        if isinstance(each, TyperOption) and name in (*each.opts, *each.secondary_opts):
            return each
    return None


def _unknown(group: TyperGroup, word: str, path: tuple[str, ...]) -> UsageFault:
    shown = clean_line(word)[: SHOWN + 1]
    known = [name for name, each in group.commands.items() if not each.hidden]
    close = nearest(shown, known)
    exists = f"There is: {in_words(known)}."
    return UsageFault(
        f"There is no command {of_name(shown, f'“{_called(path)} {{}}”')}.",
        advice=f"Did you mean {_called(path)} {close}? {exists}" if close else exists,
    )


def _unfinished(group: TyperGroup, path: tuple[str, ...]) -> UsageFault:
    rows = [(name, each.get_short_help_str(70)) for name, each in group.commands.items()]
    return UsageFault(
        f"“{_called(path)}” needs to know what to do.",
        advice=f"{_called(path)} --help shows each with its options.",
        reasons=tuple(f"{name}: {words}" for name, words in rows),
    )


def _called(path: tuple[str, ...]) -> str:
    return " ".join(("casework", *path))
