"""What the architecture tests read: the checkout's files and the program's syntax trees."""

from __future__ import annotations

import ast
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOT_OURS = {".venv", ".git", "build", "dist", "practice-school", "__pycache__"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """One module of the program: its dotted name, text and syntax tree."""

    name: str
    text: str
    tree: ast.Module

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()


def _module(file: Path) -> Module:
    text = file.read_text(encoding="utf-8")
    parts = file.relative_to(ROOT / "src").with_suffix("").parts
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    return Module(name=name, text=text, tree=ast.parse(text))


def _listed() -> list[Path]:
    git = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        done = subprocess.run(git, cwd=ROOT, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):  # an unpacked archive, or no git here
        return [each for each in ROOT.rglob("*") if not NOT_OURS & set(each.parts)]
    return [ROOT / name for name in done.stdout.decode().split("\0") if name]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def modules() -> list[Module]:
    return [_module(file) for file in sorted((ROOT / "src").rglob("*.py"))]


@pytest.fixture(scope="session")
def tracked() -> list[Path]:
    """Every file that is or would be committed, as a path from the root."""
    return [file.relative_to(ROOT) for file in _listed() if file.is_file()]


@pytest.fixture(scope="session")
def texts(tracked: list[Path]) -> dict[str, str]:
    """The text of every file that is text, by its path from the root."""
    found: dict[str, str] = {}
    for file in tracked:
        content = (ROOT / file).read_bytes()
        if b"\0" not in content:
            found[file.as_posix()] = content.decode("utf-8", errors="replace")
    return found
