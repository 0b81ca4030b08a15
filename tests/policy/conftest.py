"""The small good policy, altered in memory, and files that mark their own faults."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from casework.policy.loader import Loaded, check_file, read
from casework.policy.source import NoSuchBranch, PolicySource

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.policy.findings import Finding

HERE = Path(__file__).parent
Edit = tuple[str, str]


def altered(*edits: Edit) -> str:
    text = (HERE / "good.yaml").read_text(encoding="utf-8")
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def source_of(text: str | bytes, **branches: str) -> PolicySource:
    def branch(name: str) -> bytes:
        if name not in branches:
            raise NoSuchBranch("is not here")
        return branches[name].encode()

    raw = text if isinstance(text, bytes) else text.encode()
    return PolicySource(file="good.yaml", raw=raw, branch=branch)


@pytest.fixture
def load() -> Callable[..., Loaded | tuple[Finding, ...]]:
    """Read the good policy with edits (old, new) and branches given by name."""

    def reading(*edits: Edit, **branches: str) -> Loaded | tuple[Finding, ...]:
        return read(source_of(altered(*edits), **branches))

    return reading


@pytest.fixture
def found() -> Callable[..., list[str]]:
    """Return the codes found in the good policy with edits."""

    def codes(*edits: Edit, **branches: str) -> list[str]:
        answer = read(source_of(altered(*edits), **branches))
        findings = answer.findings if isinstance(answer, Loaded) else answer
        return [finding.code for finding in findings]

    return codes


@pytest.fixture
def faults() -> Callable[[str], tuple[list[tuple[str, str, int]], list[tuple[str, str, int]]]]:
    """Return what is found in the bad file of a code, and what the file itself marks."""

    def both(code: str) -> tuple[list[tuple[str, str, int]], list[tuple[str, str, int]]]:
        (path,) = (HERE / "bad").glob(f"{code}-*.yaml")
        actual = [(one.code, one.file, one.line) for one in check_file(str(path), [], {})]
        files = [(path.name, path), ("shared/redefines.yaml", HERE / "bad/shared/redefines.yaml")]
        mark = re.compile(rf"#.*\b{code}$")
        marked = [
            (code, name, number)
            for name, file in files
            for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), 1)
            if mark.search(line)
        ]
        return actual, marked

    return both
