"""No screen keeps something of its own under a name that Textual uses for itself."""

from __future__ import annotations

import ast
import importlib
import inspect
import textwrap
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual.message_pump import MessagePump

from casework import tui
from casework.tui.mylist import MyList
from tests.tui.screen_kit import entered, press, seen

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.tui.app import CaseworkApp
    from tests.tui.week_kit import Week

MODULES = sorted(path.stem for path in Path(tui.__file__).parent.glob("*.py"))
#: What is set in Textual's own place on purpose: its end, and what was copied.
MEANT = {"_clipboard", "_exception", "_return_code"}


def _kept(kind: type) -> set[str]:
    """Return the names under which the methods of one class keep something on themselves."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(kind)))
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
    }


@cache
def _textuals(kind: type) -> frozenset[str]:
    """Return the names that Textual keeps or defines in one of its own classes."""
    return frozenset(_kept(kind) | {*vars(kind)})


def _own(module: str) -> list[type]:
    found = vars(importlib.import_module(f"casework.tui.{module}")).values()
    kinds = (one for one in found if inspect.isclass(one) and issubclass(one, MessagePump))
    return [one for one in kinds if one.__module__ == f"casework.tui.{module}"]


def _clashes(kind: type) -> set[str]:
    above = [one for one in kind.__mro__[1:] if one.__module__.startswith("textual.")]
    theirs = set().union(*map(_textuals, above))
    return {name for name in _kept(kind) & theirs if name.startswith("_")} - MEANT


pytestmark = pytest.mark.timeout(90)


@pytest.mark.parametrize("module", [one for one in MODULES if one != "__init__"])
def test_nothing_is_kept_under_a_name_of_textuals_own(module: str) -> None:
    assert {kind.__name__: found for kind in _own(module) if (found := _clashes(kind))} == {}


async def test_the_list_of_all_cases_says_that_it_is_all_cases(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        mine = seen(app).splitlines()[0]
        await press(pilot, "f3")
        every = seen(app).splitlines()[0]
        assert isinstance(app.screen, MyList)

    assert "Casework  My list: " in mine
    assert "Casework  All cases: " in every
