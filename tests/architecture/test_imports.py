"""Who may import whom: the contracts, what no contract can see, and what a start may cost."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import grimp
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]

DOMAIN_MAY_USE = {
    "__future__", "casework", "collections", "dataclasses", "datetime", "enum", "functools",
    "hashlib", "itertools", "json", "operator", "re", "struct", "typing", "zoneinfo",
}  # fmt: skip
DOMAIN_MAY_USE_OF_OURS = ("casework.domain", "casework.errors", "casework.text")

NOT_AT_THE_START = {
    "apscheduler", "jinja2", "markdown_it", "nacl", "sqlalchemy", "sqlmodel", "textual",
    "transitions", "typst",
}  # fmt: skip


def contracts() -> list[dict[str, Any]]:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = table["tool"]["importlinter"]["contracts"]
    return found


def linted(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the contracts of the checkout in ``folder``, apart from this process."""
    code = (
        "import importlinter.cli as it, sys; sys.exit(it.lint_imports(no_cache=True, no_logo=True))"
    )
    path = {**os.environ, "PYTHONPATH": str(folder / "src")}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=path,
        capture_output=True,
        text=True,
        check=False,
    )


# --- the contracts --------------------------------------------------------------------------------


def test_every_contract_is_kept() -> None:
    done = linted(ROOT)

    assert done.returncode == 0, done.stdout


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(
        ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("fonts", "__pycache__")
    )
    return tmp_path


@pytest.mark.parametrize(
    ("place", "line", "broken"),
    [
        ("domain/calendar.py", "import casework.settings", "Imports run downwards"),
        ("domain/calendar.py", "import casework.clock", "Imports run downwards"),
        ("text.py", "import casework.errors", "Imports run downwards"),
        ("policy/loader.py", "import casework.store.book", "Imports run downwards"),
        ("unknown.py", "", "Imports run downwards"),
        ("cli/main.py", "import casework.store.book", "One write door"),
        ("office/desk.py", "def f():\n    import sqlmodel", "sqlalchemy, sqlmodel, sqlcipher3"),
        ("store/book.py", "import jinja2", "jinja2"),
        ("domain/dates.py", "import casework.domain.calendar", "No cycles at any depth"),
    ],
)
def test_a_planted_fault_breaks_its_contract(
    copy: Path, place: str, line: str, broken: str
) -> None:
    file = copy / "src" / "casework" / place
    before = file.read_text(encoding="utf-8") if file.exists() else '"""New."""\n'
    file.write_text(f"{before}\n{line}\n", encoding="utf-8")
    done = linted(copy)

    assert (done.returncode, f"{broken} BROKEN" in " ".join(done.stdout.split())) == (1, True)


# --- what no contract sees ------------------------------------------------------------------------


def protected() -> set[str]:
    return {name for each in contracts() for name in each.get("protected_modules", [])}


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("casework", include_external_packages=True, cache_dir=None)


def test_no_library_is_used_that_no_contract_protects(graph: grimp.ImportGraph) -> None:
    outside = {name.partition(".")[0] for name in graph.modules} - {"casework"}

    assert outside - set(sys.stdlib_module_names) - protected() == set()


def test_every_protected_library_is_a_declared_dependency() -> None:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = " ".join(table["project"]["dependencies"]).lower().replace("-", "_")
    known_as = {"nacl": "pynacl", "yaml": "pyyaml", "markdown_it": "markdown_it_py"}
    comes_with = {"sqlalchemy": "sqlmodel", "click": "typer"}  # each is the base of the other
    wanted = {known_as.get(name, comes_with.get(name, name)) for name in protected()}

    assert {name for name in wanted if name not in declared} == set()


def test_every_home_of_a_library_exists() -> None:
    homes = {home for each in contracts() for home in each.get("allowed_importers", [])}
    missing = {home for home in homes if not _exists(home)}

    assert missing == set()


@pytest.mark.parametrize("room", ["cli", "scheduling", "tui"])
def test_every_room_above_the_office_uses_its_one_door(room: str) -> None:
    """A room that does not exist yet cannot stand in the contract; from its first day it must."""
    (door,) = [each for each in contracts() if each["name"] == "One write door"]

    assert (f"casework.{room}" in door["source_modules"]) == _exists(f"casework.{room}")


def _exists(name: str) -> bool:
    path = ROOT.joinpath("src", *name.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_the_domain_is_made_of_plain_python() -> None:
    used = {
        f"{file.name}: {name}"
        for file in (ROOT / "src" / "casework" / "domain").rglob("*.py")
        for name in _imported(ast.parse(file.read_text(encoding="utf-8")))
        if name.partition(".")[0] not in DOMAIN_MAY_USE
        or (name.startswith("casework") and not name.startswith(DOMAIN_MAY_USE_OF_OURS))
    }

    assert used == set()


# --- what a start may cost ------------------------------------------------------------------------


@pytest.mark.parametrize("words", [[], ["--help"], ["--version"]])
def test_a_start_loads_no_heavy_library(words: list[str]) -> None:
    code = (
        "import sys, json, casework.cli.main as start\n"
        f"sys.argv = ['casework', *{words!r}]\n"
        f"try: {'start.main()' if words else 'pass'}\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT
    )

    assert done.returncode == 0, done.stderr
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert ("casework.cli.main" in loaded, loaded & NOT_AT_THE_START) == (True, set())


def test_the_package_itself_imports_nothing() -> None:
    tree = ast.parse((ROOT / "src" / "casework" / "__init__.py").read_text(encoding="utf-8"))

    assert list(_imported(tree)) == []
