"""``docs/commands.md`` holds every command with its arguments, its options and an example."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import typer.main
from typer.core import TyperArgument, TyperGroup, TyperOption

from casework.cli.main import app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.cli.conftest import Told

PAGE = (Path(__file__).parents[2] / "docs" / "commands.md").read_text(encoding="utf-8")
SECTION = re.compile(r"^### `casework ([^`]+)`\n.*?(?=^##|\Z)", re.DOTALL | re.MULTILINE)
OPTION = re.compile(r"^\| `(--[a-z-]+)[^`]*` \| (.*) \|$", re.MULTILINE)
EXAMPLE = re.compile(r"^casework (.*)$", re.MULTILINE)
SECTIONS = {found[1]: found[0] for found in SECTION.finditer(PAGE)}


def leaves(command: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    if isinstance(command, TyperGroup):
        for name, each in command.commands.items():
            if not each.hidden:
                yield from leaves(each, (*path, name))
    else:
        yield " ".join(path), command


COMMANDS = dict(leaves(typer.main.get_command(app)))


def called(name: str) -> str:
    """Return a command as its section is headed: with its arguments."""
    arguments = [each for each in COMMANDS[name].params if isinstance(each, TyperArgument)]
    return " ".join([name, *(str(each.metavar) for each in arguments)])


def groups(command: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if isinstance(command, TyperGroup):
        yield path
        for name, each in command.commands.items():
            yield from groups(each, (*path, name))


@pytest.mark.parametrize("path", list(groups(typer.main.get_command(app))), ids=" ".join)
def test_a_list_of_commands_fits_a_narrow_window_uncut(
    run: Callable[..., Told], monkeypatch: pytest.MonkeyPatch, path: tuple[str, ...]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    told = run(*path, "--help").out
    rows = told.partition("Commands:\n")[2].splitlines()

    assert rows
    assert [row for row in rows if len(row) > 80 or row.endswith(("...", "…"))] == []


def test_the_page_has_a_section_for_each_command_and_for_no_other() -> None:
    assert sorted(SECTIONS) == sorted(map(called, COMMANDS))


@pytest.mark.parametrize("name", COMMANDS)
def test_a_section_says_what_the_screen_says_with_every_option(name: str) -> None:
    section = SECTIONS[called(name)]
    options = [each for each in COMMANDS[name].params if isinstance(each, TyperOption)]

    assert COMMANDS[name].help in section
    assert [(each.opts[0], each.help) for each in options] == OPTION.findall(section)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_section_has_an_example(name: str) -> None:
    (example,) = EXAMPLE.findall(SECTIONS[called(name)])

    assert f" {name}" in f" {example}"
