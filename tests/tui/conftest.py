"""Screens over a practice school's records: the same for each test, its clock standing still."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework.errors import NotPermitted
from casework.office import stage
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

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.office.practice_kit import Book

NUMBERS = (("Safeguarding lead (DSL)", "01632 960101"), ("Chair of governors", ""))


@pytest.fixture
def opened() -> Callable[..., CaseworkApp]:
    """Return how the screens are opened over a book."""

    def app(at: Book, *people: str) -> CaseworkApp:
        def enter(name: str, password: str, _own: str) -> Entered:
            word = password or (stage.PASSWORD if people else "")
            if word != stage.PASSWORD:
                raise NotPermitted("Name or password is wrong.", advice="Try again.")
            return Entered(desk=sign_in(at.folder, name, word, at.clock)[0])

        who = tuple((name, "practice") for name in people)
        doors = Doors(sign_in=enter, ring=NUMBERS, clock=at.clock, practice=bool(who), people=who)
        return CaseworkApp(doors)

    return app
