"""Each kept screen is held to by some test, and none is kept under two names."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from tests.tui.golden_kit import SCREENS, SIZES
from tests.tui.ways_kit import WAYS

if TYPE_CHECKING:
    from collections.abc import Iterator

TESTS = Path(__file__).parent
ENDINGS = tuple(f"-{width}x{height}" for width, height in SIZES)


def _called() -> Iterator[str]:
    """Yield a pattern for each name under which a test of this folder looks for a kept screen."""
    for path in sorted(TESTS.glob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _word(node.func) == "shows":
                yield _pattern(node.args[1])


def _word(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _pattern(name: ast.expr) -> str:
    if isinstance(name, ast.Constant):
        return re.escape(str(name.value))
    if isinstance(name, ast.JoinedStr):
        return "".join(
            re.escape(str(one.value)) if isinstance(one, ast.Constant) else r"[\w-]+"
            for one in name.values
        )
    if isinstance(name, ast.IfExp):
        return f"{_pattern(name.body)}|{_pattern(name.orelse)}"
    return "no name stands there"  # of a way: those are read from their own table


def test_each_kept_screen_is_held_to_by_a_test() -> None:
    patterns = [*_called(), *(re.escape(way.name) for way in WAYS if way.steady and not way.kept)]
    held = re.compile("|".join(patterns))
    names = {file.stem.removesuffix(end) for file in SCREENS.iterdir() for end in ENDINGS}
    kept = {one for one in names if not one.endswith(ENDINGS)}

    assert len(kept) > 100
    assert sorted(one for one in kept if held.fullmatch(one) is None) == []


def test_no_screen_is_kept_under_two_names() -> None:
    same = defaultdict(list)
    for file in sorted(SCREENS.iterdir()):
        same[file.read_bytes()].append(file.name)

    assert [names for names in same.values() if len(names) > 1] == []
