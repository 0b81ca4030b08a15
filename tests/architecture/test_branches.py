"""What ``dev.py branches`` measures: all that the engine runs; nothing new stays outside."""

from __future__ import annotations

import importlib.util
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[2]
KEEPING = {"casework.store.history", "casework.store.vault"}


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("casework", cache_dir=None, exclude_type_checking_imports=True)


@pytest.fixture(scope="module")
def measured() -> list[str]:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found: list[str] = table["tool"]["coverage"]["run"]["include"]
    return found


def unmeasured(modules: set[str], measured: list[str]) -> set[str]:
    """Return the modules that no pattern of the coverage settings takes in."""
    paths = {name: f"src/{name.replace('.', '/')}.py" for name in modules}
    return {name for name, path in paths.items() if not any(fnmatch(path, one) for one in measured)}


@pytest.mark.parametrize("part", ["engine", "offers"])
def test_whatever_the_engine_runs_is_measured(
    graph: grimp.ImportGraph, measured: list[str], part: str
) -> None:
    module = f"casework.policy.{part}"
    used = {module, *graph.find_upstream_modules(module)}
    policy = {name for name in used if name.startswith("casework.policy.")}

    assert unmeasured(policy, measured) == set()


def test_the_whole_domain_is_measured(graph: grimp.ImportGraph, measured: list[str]) -> None:
    domain = {name for name in graph.modules if name.startswith("casework.domain.")}

    assert unmeasured(domain, measured) == set()


def test_the_history_and_the_keys_are_measured(
    graph: grimp.ImportGraph, measured: list[str]
) -> None:
    assert (KEEPING - set(graph.modules), unmeasured(KEEPING, measured)) == (set(), set())


def test_one_open_branch_is_enough_to_fail() -> None:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    coverage = table["tool"]["coverage"]

    assert (coverage["run"]["branch"], coverage["report"]["fail_under"]) == (True, 100)


def test_the_tests_that_are_left_out_exist_and_so_do_those_that_are_run() -> None:
    spec = importlib.util.spec_from_file_location("dev_of_branches", ROOT / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    dev = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(dev)
    named = [word.removeprefix("--ignore=") for word in dev.BRANCHES]

    assert [name for name in named if not (ROOT / name).exists()] == []
