"""The size, the words and the habits of the code: what a reader may count on."""

from __future__ import annotations

import ast
import re
import statistics
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.architecture.conftest import Module

LONGEST_MODULE = 400
LONGEST_FUNCTION = 60
MEDIAN_MODULE = 160
MEDIAN_FUNCTION = 12
NO_NOUN = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError|NotImplemented)\b")
RULE_IGNORED = re.compile(r"#\s*(noqa|type:\s*ignore)(?P<which>[^#]*)(?P<more>#.*)?")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(module: Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(module.tree):
        if isinstance(node, Function):
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            yield f"{module.name}.{node.name}", (node.end_lineno or first) - first + 1


def test_no_module_is_too_long_to_read(modules: list[Module]) -> None:
    too_long = {each.name: len(each.lines) for each in modules if len(each.lines) > LONGEST_MODULE}

    assert too_long == {}


def test_no_function_is_too_long_to_read(modules: list[Module]) -> None:
    sizes = [size for module in modules for size in functions(module)]

    assert {name: size for name, size in sizes if size > LONGEST_FUNCTION} == {}


def test_the_middle_module_is_short(modules: list[Module]) -> None:
    assert statistics.median(len(each.lines) for each in modules) <= MEDIAN_MODULE


def test_the_middle_function_is_short(modules: list[Module]) -> None:
    sizes = [size for module in modules for _, size in functions(module)]

    assert statistics.median(sizes) <= MEDIAN_FUNCTION


def test_every_module_says_what_it_is_for(modules: list[Module]) -> None:
    assert [each.name for each in modules if not ast.get_docstring(each.tree)] == []


def test_every_module_is_named_by_a_noun_of_the_office(modules: list[Module]) -> None:
    assert [each.name for each in modules if NO_NOUN & set(each.name.split("."))] == []


def test_nothing_is_left_for_later(texts: dict[str, str]) -> None:
    rooms = ("src/", "workflows/", "letters/")
    found = [
        f"{name}: {left[0]}"
        for name, text in texts.items()
        if name.startswith(rooms)
        for left in UNFINISHED.finditer(text)
        if left[0] != "NotImplemented"  # what an operator returns, no gap
    ]

    assert found == []


def _catches_all(handler: ast.ExceptHandler) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(
        kind is None or (isinstance(kind, ast.Name) and kind.id in {"Exception", "BaseException"})
        for kind in kinds
    )


def test_whoever_catches_everything_says_why(modules: list[Module]) -> None:
    silent = [
        f"{module.name}:{node.lineno}"
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler) and _catches_all(node)
        if not re.search(
            r"#.*\w+ \w+", re.sub(r"#\s*noqa:[\s\w,]*", "# ", module.lines[node.lineno - 1])
        )
    ]

    assert silent == []


def _reason(comment: str) -> str:
    """Return what a line says besides the rules it switches off."""
    without = re.sub(
        r"(noqa:\s*[A-Z]+\d+([,\s]+[A-Z]+\d+)*|type:\s*ignore\[[\w, -]+\])", "", comment
    )
    return without.strip("# -–:")


def test_whoever_ignores_a_rule_says_why(modules: list[Module]) -> None:
    silent = [
        f"{module.name}:{number}"
        for module in modules
        for number, line in enumerate(module.lines, start=1)
        if (found := RULE_IGNORED.search(line)) and not _reason(line[found.start() :])
    ]

    assert silent == []


def test_no_class_is_left_without_an_annotation(modules: list[Module]) -> None:
    """Every function says what it takes and returns; lambdas and ``self`` need none."""
    bare = [
        f"{module.name}.{node.name}"
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, Function) and node.returns is None
    ]

    assert bare == []
