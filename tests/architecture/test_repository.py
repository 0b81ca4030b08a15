"""What may lie in the repository: no lock file, no registry, no path of anybody's machine."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

THIS_FILE = "tests/architecture/test_repository.py"
LOCK_FILES = {
    "Pipfile.lock", "npm-shrinkwrap.json", "package-lock.json", "pdm.lock", "pixi.lock",
    "pnpm-lock.yaml", "poetry.lock", "pylock.toml", "uv.lock", "yarn.lock",
}  # fmt: skip
# Put together from halves: not even the test that forbids a host may name one.
_HOSTS = (
    "pyp" + "i.org",
    "python" + "hosted.org",
    "npm" + "js.",
    "crates" + ".io",
    "//regis" + "try.",
)
_OPTIONS = ("--index" + "-url", "--extra-index" + "-url", "--find" + "-links", "--hash=")
REGISTRY = re.compile("|".join(map(re.escape, (*_HOSTS, *_OPTIONS))))
MACHINE = re.compile(r"(?<![\w.$}*~])/(root|home|work|Users|mnt)/|[A-Za-z]:\\\\?Users\\")
PINNED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*==[0-9][0-9A-Za-z.+!]*")


def found_in(texts: dict[str, str], what: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:80]}"
        for name, text in texts.items()
        if name != THIS_FILE
        for number, line in enumerate(text.splitlines(), start=1)
        if what.search(line)
    ]


def test_no_lock_file_is_kept(tracked: list[Path]) -> None:
    assert [str(file) for file in tracked if file.name in LOCK_FILES] == []


def test_no_registry_is_named(texts: dict[str, str]) -> None:
    assert found_in(texts, REGISTRY) == []


def test_no_path_of_a_machine_is_kept(texts: dict[str, str]) -> None:
    assert found_in(texts, MACHINE) == []


@pytest.mark.parametrize(
    "line", ["/" + "home/jane/x", "'/" + "root/.cache'", "C:\\" + "Users\\jane"]
)
def test_a_path_of_a_machine_would_be_found(line: str) -> None:
    assert found_in({"a.py": line}, MACHINE)


@pytest.mark.parametrize(
    "line", ["homework/", "https://example.org/home/page", "~/home/", "a/home/b"]
)
def test_a_word_that_looks_like_one_is_let_pass(line: str) -> None:
    assert found_in({"a.py": line}, MACHINE) == []


def test_every_constraint_is_a_name_and_a_version(root: Path) -> None:
    lines = (root / "constraints.txt").read_text(encoding="utf-8").splitlines()

    assert [line for line in lines if not PINNED.fullmatch(line)] == []


def test_no_constraint_stands_twice(root: Path) -> None:
    lines = (root / "constraints.txt").read_text(encoding="utf-8").splitlines()
    names = [re.sub(r"[-_.]+", "-", line.partition("==")[0]).lower() for line in lines]

    assert len(names) == len(set(names))


def test_every_direct_dependency_has_its_constraint(root: Path) -> None:
    table = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [each for extra in ("test", "lint") for each in table["optional-dependencies"][extra]]
    wanted = {
        re.split(r"[<>=!~;\[ ]", each, maxsplit=1)[0].lower()
        for each in [*table["dependencies"], *extras]
        if "win32" not in each
    }
    pinned = (root / "constraints.txt").read_text(encoding="utf-8").lower().splitlines()

    assert wanted - {line.partition("==")[0] for line in pinned} == set()


def test_no_file_is_larger_than_a_font_must_be(tracked: list[Path], root: Path) -> None:
    large = [str(file) for file in tracked if (root / file).stat().st_size > 10_000_000]

    assert large == []
