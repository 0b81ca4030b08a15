"""The heavy counts' harness, in samples small enough for every run."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def part() -> Iterator[Callable[[str], Any]]:
    """Give a module of the harness, which is not installed."""
    sys.path.insert(0, str(ROOT))
    yield lambda name: importlib.import_module(f"benchmarks.{name}")
    sys.path.remove(str(ROOT))


@pytest.fixture
def place(part: Callable[[str], Any]) -> Iterator[Path]:
    """Give a folder with a state of its own."""
    with part("school").folder() as made:
        yield made


@pytest.fixture
def recorder(part: Callable[[str], Any]) -> None:
    """Skip where system calls cannot be recorded."""
    if not part("recording").available():
        pytest.skip("needs strace")
