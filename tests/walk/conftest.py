"""A whole practice school, rehearsed once in a run and copied, as ``casework practise`` does it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.office.conftest import _rehearsed  # noqa: F401 - a fixture

if TYPE_CHECKING:
    from pathlib import Path

    from tests.office.conftest import Rehearsed


@pytest.fixture
def practised(_rehearsed: Rehearsed, tmp_path: Path) -> Path:  # noqa: F811 - the fixture above
    """The folder in which somebody has just made ``practice-school``; its clock's secret beside."""
    made, _beats, state = _rehearsed
    shutil.copytree(made.folder, tmp_path / "practice-school")
    shutil.copytree(state, tmp_path / "state")
    return tmp_path
