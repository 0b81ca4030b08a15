"""Every command is documented, and every command a document shows exists."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Any

import pytest
import typer.main
from typer.core import TyperGroup, TyperOption

from casework.cli.main import app

if TYPE_CHECKING:
    from collections.abc import Iterator

NEEDS_VALUE = re.compile(r"[A-Z…\[]|\.\.\.")


def walk(command: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield each command with the words that lead to it; Typer brings a Click of its own."""
    yield path, command
    if isinstance(command, TyperGroup):
        for name, inner in sorted(command.commands.items()):
            yield from walk(inner, (*path, name))


TREE = dict(walk(typer.main.get_command(app)))
SHOWN = {path: each for path, each in TREE.items() if path and not each.hidden}


@pytest.fixture(scope="module")
def text(documents: dict[str, str]) -> str:
    return documents["README.md"] + documents["docs/commands.md"]


def test_the_program_has_commands() -> None:
    assert SHOWN  # without any, the tests below would have nothing to look at


@pytest.mark.parametrize("path", SHOWN, ids=" ".join)
def test_every_command_is_in_the_documents(text: str, path: tuple[str, ...]) -> None:
    assert " ".join(path) in text


@pytest.mark.parametrize("path", SHOWN, ids=" ".join)
def test_every_command_says_what_it_does(path: tuple[str, ...]) -> None:
    assert SHOWN[path].help


@pytest.mark.parametrize("path", TREE, ids=lambda path: " ".join(("casework", *path)))
def test_every_option_is_in_the_documents(text: str, path: tuple[str, ...]) -> None:
    options = {
        option
        for each in TREE[path].params
        if isinstance(each, TyperOption) and not each.hidden
        for option in each.opts
        if option.startswith("--")
    }

    assert {option for option in options if not re.search(rf"{option}\b", text)} == set()


def shown_path(line: str) -> tuple[str, ...]:
    """Return the words of a shown command as far as they name commands, with the first unknown."""
    try:
        words = shlex.split(line, comments=True)[1:]
    except ValueError:
        return ()
    path: tuple[str, ...] = ()
    for word in words:
        if word.startswith("-") or not isinstance(TREE.get(path), TyperGroup):
            break
        if (*path, word) not in TREE and NEEDS_VALUE.search(word):
            break
        path = (*path, word)
    return path


def test_every_command_a_document_shows_exists(examples: list[tuple[str, str]]) -> None:
    shown = {(name, line) for name, line in examples if re.match(r"casework [a-z]", line)}

    assert shown
    assert {each for each in shown if shown_path(each[1]) not in TREE} == set()
