"""``casework`` with nothing behind it: the screens, where there is a terminal to show them on."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from casework.cli import output
from casework.cli.signing import folder, options, read_password

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casework.office.practice import Rehearsal
    from casework.settings import SchoolSettings
    from casework.tui.doors import Entered

#: Whom to ring, in this order, as the settings name them.
_RING = (
    ("Chair of governors, about the headteacher", "ring_chair"),
    ("Local authority designated officer (LADO)", "ring_lado"),
    ("Children’s social care", "ring_social_care"),
    ("Police, when nobody is in danger", "ring_police"),
)


def can_show() -> bool:
    """Tell whether screens can be shown: a terminal at both ends, and no plain lines wanted."""
    return not options.plain and not options.json and sys.stdin.isatty() and sys.stdout.isatty()


def show() -> None:
    """Open the screens over the records; ends when whoever sits there leaves."""
    from casework import bootstrap, settings
    from casework.tui.app import CaseworkApp
    from casework.tui.doors import Doors

    at = folder()
    state = bootstrap.book_state(at)
    kept = settings.load(at)
    app = CaseworkApp(
        Doors(
            sign_in=_sign_in(at),
            ring=_numbers(next(iter(kept.schools.values()), None)),
            clock=bootstrap.clock_for(practice=state.practice),
            practice=state.practice,
            read_only=options.read_only,
            people=_cast() if state.practice and options.password_file else (),
        )
    )
    app.run()
    if app.crashed:
        output.note(
            f"casework had to close ({app.crashed}). Every step that was done is kept.",
            "What to do: open it again. If it happens again, report the words in brackets.",
        )


def practise(made: Rehearsal) -> None:
    """Open the screens over a practice school that was just made, on the day its story stops."""
    from casework import bootstrap

    options.book, options.password_file = made.book, made.password_file
    os.environ[bootstrap.CLOCK] = made.left.isoformat()
    show()


def _numbers(school: SchoolSettings | None) -> tuple[tuple[str, str], ...]:
    return tuple((who, getattr(school, name, "")) for who, name in _RING)


def _cast() -> tuple[tuple[str, str], ...]:
    """Return who one may be in a practice school, whose password is published."""
    from casework.office import stage

    people = {stage.HEAD: ("headteacher",), **stage.PEOPLE, **stage.GUESTS}
    return tuple((name, " and ".join(roles).replace("-", " ")) for name, roles in people.items())


def _sign_in(at: Path) -> Callable[[str, str, str], Entered]:
    from casework import bootstrap
    from casework.tui.doors import Entered, FirstTimeError

    kept = options.password_file  # a practice school's own, where the person types none

    def sign_in(name: str, password: str, own: str) -> Entered:
        word = password or (read_password(kept, "--password-file") if kept else "")
        try:
            made = bootstrap.open_desk(
                at, name, word, new_password=own or None, read_only=options.read_only
            )
        except bootstrap.FirstSignIn:
            raise FirstTimeError from None
        return Entered(desk=made.desk, recovery_key=made.recovery_key or "")

    return sign_in
