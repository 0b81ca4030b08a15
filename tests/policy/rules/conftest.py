"""The richer good policy, altered in memory, and files that mark their own faults."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from casework.letters.fill import template_problems
from casework.policy.loader import Loaded, check_file, read
from casework.policy.source import NoSuchBranch, PolicySource

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from casework.policy.findings import Finding

HERE = Path(__file__).parent.parent
Edit = tuple[str, str]


def shipped_letters() -> dict[str, str]:
    return {path.stem: path.read_text("utf-8") for path in (HERE / "letters").glob("*.md")}


def altered(*edits: Edit) -> str:
    text = (HERE / "rich.yaml").read_text("utf-8")
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def findings_of(text: str, letters: Mapping[str, str]) -> tuple[Finding, ...]:
    def branch(name: str) -> bytes:
        raise NoSuchBranch(f"is not here: {name}")

    source = PolicySource(file="rich.yaml", raw=text.encode(), branch=branch, letters=letters)
    answer = read(source, template_problems)
    return answer.findings if isinstance(answer, Loaded) else answer


@pytest.fixture
def found() -> Callable[..., list[str]]:
    """Return the codes found in the richer policy with edits (old, new) and other letters."""

    def codes(*edits: Edit, **letters: str) -> list[str]:
        return [one.code for one in findings_of(altered(*edits), {**shipped_letters(), **letters})]

    return codes


@pytest.fixture
def faults() -> Callable[[str], tuple[list[tuple[str, int]], list[tuple[str, int]]]]:
    """Return what is found in the bad file of a code, and what the file itself marks."""

    def both(code: str) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
        (path,) = (HERE / "bad").glob(f"{code}-*.yaml")
        findings = check_file(str(path), [], shipped_letters(), template_problems)
        mark = re.compile(rf"#.*\b{code}$")
        lines = path.read_text(encoding="utf-8").split("\n")
        marked = [(code, number) for number, line in enumerate(lines, 1) if mark.search(line)]
        return [(one.code, one.line) for one in findings], marked

    return both
