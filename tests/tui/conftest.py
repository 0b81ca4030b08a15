"""Screens over a practice school's records: the same for each test, its clock standing still."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from casework import settings
from casework.clock import SetClock
from casework.errors import NotPermitted
from casework.office import ringing, stage
from casework.store import commands, vault
from casework.tui.app import CaseworkApp
from casework.tui.doors import Doors, Entered
from tests.office.conftest import (  # noqa: F401 - fixtures
    _founded,
    _once,
    _rehearsed,
    book,
    clock,
    school,
)
from tests.office.practice_kit import sign_in
from tests.once_kit import made_once
from tests.tui import week_kit
from tests.tui.week_kit import Week

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.office.practice_kit import Book

NUMBERS = ringing.card(
    (
        settings.SchoolSettings(
            name="Practice Primary School",
            deputy_dsl="Mr B. Sample",
            ring_dsl="01632 960105",
            ring_deputy_dsl="01632 960106",
            ring_lado="01632 960102",
            ring_social_care="01632 960103",
            ring_chair="01632 960101",
        ),
    )
)


@pytest.fixture(autouse=True)
def _same_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw the same references in each run; nothing moves, and colours are those of a terminal."""
    monkeypatch.setattr(vault, "reference", week_kit.steady())
    monkeypatch.setattr(commands, "side", week_kit.steady_side())
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    monkeypatch.setenv("TEXTUAL_COLOR_SYSTEM", "truecolor")
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture(scope="session")
def _week(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once(tmp_path_factory, "tui-week", week_kit.made)


@pytest.fixture
def week(_week: Path, tmp_path: Path) -> Iterator[Week]:
    """A week of an ordinary office, looked at on a Tuesday; its clock stands still."""
    shutil.copytree(_week / "book", tmp_path / "book")
    shutil.copytree(_week / "state", settings.state_folder(), dirs_exist_ok=True)
    refs = json.loads((_week / "refs.json").read_text(encoding="utf-8"))
    made = Week(folder=tmp_path / "book", clock=SetClock(week_kit.TUESDAY), refs=refs)
    yield made
    for desk in made.desks.values():
        desk.session.close()


@pytest.fixture
def opened() -> Callable[..., CaseworkApp]:
    """Return how the screens are opened over a book."""

    def app(at: Book, *people: str, **more: Any) -> CaseworkApp:  # noqa: ANN401 - as Doors takes it
        def enter(name: str, password: str, _own: str) -> Entered:
            word = password or (stage.PASSWORD if people else "")
            if word != stage.PASSWORD:
                raise NotPermitted("Name or password is wrong.", advice="Try again.")
            desk = sign_in(at.folder, name, word, at.clock)[0]
            desk.read_only = doors.read_only
            return Entered(desk=desk)

        who = tuple((name, "practice") for name in people)
        doors = Doors(
            sign_in=enter, ring=NUMBERS, clock=at.clock, practice=bool(who), people=who, **more
        )
        return CaseworkApp(doors)

    return app
