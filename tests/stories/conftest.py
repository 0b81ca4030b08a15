"""A founded school for each story, with its printer; and the two ways of using the program."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from casework import settings
from casework.clock import SetClock
from tests.office.conftest import _founded, _once  # noqa: F401 - fixtures
from tests.office.practice_kit import MONDAY
from tests.stories.school_kit import School

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def _still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing on the screens move by itself."""
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture
def school(_founded: tuple[Path, Path], tmp_path: Path) -> Iterator[School]:  # noqa: F811 - a fixture
    """A founded school without cases, on a Monday of term; its clock stands still."""
    book, state = _founded
    shutil.copytree(book, tmp_path / "book")
    shutil.copytree(state, settings.state_folder(), dirs_exist_ok=True)
    made = School(folder=tmp_path / "book", clock=SetClock(MONDAY), paper=tmp_path / "paper")
    made.connect_a_printer()
    yield made
    made.leave()
