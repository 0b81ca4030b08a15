"""No sentence that people may read holds a word that is never shown (``domain.md``, section 19).

Field terms stay in code, in docstrings and in what is said to whoever writes a policy file.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.architecture.conftest import Module

#: An option's own name (``--track``, ``--book``) is typed, not read, and is let through.
NEVER = re.compile(
    r"(?<![-\w])(tracks?|measures?|hosts?|(case )?books?|spines?|triggers?|circles?"
    r"|deemed refusals?|digests?|chain heads?|tombstones?|limbs?|strands?)\b",
    re.IGNORECASE,
)
ROOMS = (
    *("bootstrap", "cli", "domain", "exports", "letters", "office", "paper", "scheduling"),
    *("settings", "store", "tui"),
)
#: These refuse a step in the policy's name; the rest of that room speaks to authors of policies.
REFUSING = ("answers", "approvals", "engine", "gates", "lives", "offers", "pausing", "steps")
ALLOWED = {
    "casework.exports.verify": ("(?P<digest>",),  # the name of a group in a pattern
    "casework.office.practice": ("  book        the records",),  # the name of a folder
    "casework.scheduling.placement": ("<Task version=",),  # the form of another program
    "casework.store.dialect": ("CREATE TRIGGER ",),  # SQL
    "casework.store.doorway": ("CREATE TRIGGER ", "DROP TRIGGER "),
    "casework.store.keys": ("not a book",),  # caught two lines on, and told in other words
}


def _shown(name: str) -> bool:
    _casework, room, *rest = [*name.split("."), "", ""]
    return room in ROOMS or (room == "policy" and rest[0] in REFUSING)


def _docstring(node: ast.AST) -> ast.Constant | None:
    body = getattr(node, "body", None)
    first = body[0] if isinstance(body, list) and body else None
    value = first.value if isinstance(first, ast.Expr) else None
    return value if isinstance(value, ast.Constant) else None


def _is_command(node: ast.AST) -> bool:
    """Tell whether the docstring is a command's help."""
    marks = getattr(node, "decorator_list", [])
    calls = (each.func for each in marks if isinstance(each, ast.Call))
    return any(
        isinstance(one, ast.Attribute) and one.attr in {"command", "callback"} for one in calls
    )


def _sentences(tree: ast.Module) -> Iterator[str]:
    """Yield every string of more than one word that is no docstring, and the help of commands."""
    nodes = list(ast.walk(tree))
    quiet = {id(_docstring(each)) for each in nodes if not _is_command(each)}
    strings = (each for each in nodes if isinstance(each, ast.Constant) and id(each) not in quiet)
    words = (each.value for each in strings if isinstance(each.value, str))
    yield from (one for one in words if " " in one.strip())


def _faulty(module: Module) -> list[str]:
    allowed = ALLOWED.get(module.name, ())
    return [
        words
        for words in _sentences(module.tree)
        if NEVER.search(words) and not any(one in words for one in allowed)
    ]


def test_no_sentence_holds_a_word_that_is_never_shown(modules: list[Module]) -> None:
    read = [each for each in modules if _shown(each.name)]
    found = {each.name: _faulty(each) for each in read if _faulty(each)}

    assert len(read) > 60
    assert found == {}


def test_every_word_let_through_is_still_there(modules: list[Module]) -> None:
    texts = {each.name: list(_sentences(each.tree)) for each in modules}
    gone = {
        (name, one)
        for name, those in ALLOWED.items()
        for one in those
        if not any(one in words for words in texts[name])
    }

    assert gone == set()


@pytest.mark.parametrize(
    "planted",
    [
        'raise Damaged("It is so.", advice="Restore the case book.")',
        'NOTE = f"{name} stands in two tracks"',
        '@group.command()\ndef draw():\n    """Draw every spine."""',
        'help = typer.Option(help="The trigger, as listed.")',
    ],
)
def test_the_search_sees_a_sentence_wherever_it_stands(planted: str) -> None:
    sentences = _sentences(ast.parse(planted))

    assert any(NEVER.search(words) for words in sentences)


@pytest.mark.parametrize(
    "planted",
    ['"""Keep the case book."""', 'def f():\n    """Draw a track."""', 'x = "Say --track NAME."'],
)
def test_the_search_leaves_docstrings_and_options_alone(planted: str) -> None:
    sentences = _sentences(ast.parse(planted))

    assert not any(NEVER.search(words) for words in sentences)
