"""A practice school's book, founded once and copied for each test; its people at their desks."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from casework import settings
from casework.clock import SetClock
from casework.office import practice, stage
from tests.office import circles_kit
from tests.office.practice_kit import DOORS, MONDAY, Book
from tests.once_kit import made_once, worked_out_once

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.office.desk import Desk
    from tests.office.circles_kit import Circles


Rehearsed: TypeAlias = "tuple[practice.Rehearsal, list[str], Path]"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give the test that comes first to the rehearsed school the time that its making takes."""
    for item in items:
        if "_rehearsed" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.timeout(90))


@pytest.fixture(scope="session", autouse=True)
def _once() -> Iterator[None]:
    """Work out once what comes out the same each time: policies, stretched passwords."""
    yield from worked_out_once()


@pytest.fixture(scope="session")
def _founded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Found a school once; return its folder and where its clock's secret lies."""

    def make(home: Path) -> None:
        clock = SetClock(datetime(2026, 9, 1, 9, tzinfo=UTC), tick=timedelta(milliseconds=10))
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("CASEWORK_STATE", str(home / "state"))
            stage.founded(home / "book", home, DOORS, clock).close()

    home = made_once(tmp_path_factory, "office-founded", make)
    return home / "book", home / "state"


@pytest.fixture(scope="session")
def _rehearsed(
    tmp_path_factory: pytest.TempPathFactory,
) -> Rehearsed:
    """Rehearse the practice school once; return what was made, each beat, the clock's secret."""

    def make(home: Path) -> None:
        beats: list[str] = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("CASEWORK_STATE", str(home / "state"))
            made = practice.rehearse(home / "school", DOORS, beats.append)
        told = json.dumps({"made": asdict(made), "beats": beats}, default=str)
        (home / "told.json").write_text(told, encoding="utf-8")

    home = made_once(tmp_path_factory, "office-rehearsed", make)
    told = json.loads((home / "told.json").read_text(encoding="utf-8"))
    return _read(told["made"]), told["beats"], home / "state"


def _read(made: dict[str, Any]) -> practice.Rehearsal:
    """Return what was made, as whoever made it was told."""
    return practice.Rehearsal(
        folder=Path(made["folder"]),
        book=Path(made["book"]),
        letters=tuple(map(Path, made["letters"])),
        histories=tuple(map(Path, made["histories"])),
        cases=tuple(stage.Told(**one) for one in made["cases"]),
        lines=tuple(made["lines"]),
        left=datetime.fromisoformat(made["left"]),
        password_file=Path(made["password_file"]),
    )


@pytest.fixture
def rehearsal(_rehearsed: Rehearsed) -> practice.Rehearsal:
    return _rehearsed[0]


@pytest.fixture
def beats(_rehearsed: Rehearsed) -> list[str]:
    return _rehearsed[1]


@pytest.fixture
def clock() -> SetClock:
    return SetClock(MONDAY, tick=timedelta(milliseconds=10))


def _copied(source: Path, state: Path, target: Path, clock: SetClock) -> Iterator[Book]:
    shutil.copytree(source, target)
    shutil.copytree(state, settings.state_folder(), dirs_exist_ok=True)
    book = Book(folder=target, clock=clock)
    yield book
    for desk in book.desks.values():
        desk.session.close()


@pytest.fixture
def book(_founded: tuple[Path, Path], tmp_path: Path, clock: SetClock) -> Iterator[Book]:
    """A founded school without cases."""
    yield from _copied(*_founded, tmp_path / "book", clock)


@pytest.fixture
def school(_rehearsed: Rehearsed, tmp_path: Path, clock: SetClock) -> Iterator[Book]:
    """The whole practice school, as it is left."""
    clock.instant = practice.LEFT.at
    made, _beats, state = _rehearsed
    yield from _copied(made.book, state, tmp_path / "book", clock)


@pytest.fixture(scope="session")
def _circles_founded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Found a school with somebody in every role once."""

    def make(home: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("CASEWORK_STATE", str(home / "state"))
            circles_kit.founded(home)

    home = made_once(tmp_path_factory, "office-circles", make)
    return home / "book", home / "state"


@pytest.fixture
def circles(_circles_founded: tuple[Path, Path], tmp_path: Path) -> Iterator[Circles]:
    """A school with somebody in every role, under a policy that keeps sealed records."""
    made = circles_kit.copied(*_circles_founded, tmp_path / "book", settings.state_folder())
    yield made
    for desk in made.desks.values():
        desk.session.close()


@pytest.fixture
def head(book: Book) -> Desk:
    return book.desk("head")


@pytest.fixture
def clerk(book: Book) -> Desk:
    return book.desk("clerk")


@pytest.fixture
def deputy(book: Book) -> Desk:
    return book.desk("deputy")


@pytest.fixture
def dsl(book: Book) -> Desk:
    return book.desk("dsl")


@pytest.fixture
def chair(book: Book) -> Desk:
    return book.desk("chair")
