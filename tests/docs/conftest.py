"""What the documentation tests read: the documents, the commands, ``dev.py``."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[2]
NOT_DOCUMENTS = {"letters", "practice-school", "tests", "src"}


@pytest.fixture(scope="session")
def documents() -> dict[str, str]:
    """Every document by its path from the root; letter templates are no documents."""
    files = [file.relative_to(ROOT) for file in sorted(ROOT.rglob("*.md"))]
    return {
        file.as_posix(): (ROOT / file).read_text(encoding="utf-8")
        for file in files
        if not NOT_DOCUMENTS & set(file.parts) and not file.parts[0].startswith(".")
    }


@pytest.fixture(scope="session")
def examples(documents: dict[str, str]) -> list[tuple[str, str]]:
    """Every line of a fenced block and every span of code, with its document."""
    found: list[tuple[str, str]] = []
    for name, text in documents.items():
        for block in re.findall(r"^```[a-z]*\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
            found += [(name, line.strip().removeprefix("$ ")) for line in block.splitlines()]
        found += [(name, span) for span in re.findall(r"`([^`\n]+)`", text)]
    return found


@pytest.fixture(scope="session")
def dev() -> ModuleType:
    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
