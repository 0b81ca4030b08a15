"""``casework`` with nothing behind it: the screens, where there is a terminal to show them on."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from casework.cli import output
from casework.cli.signing import Options, folder, options, read_password
from casework.errors import EXIT_DONE, EXIT_UNEXPECTED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import timedelta
    from pathlib import Path

    from casework.clock import Clock, SetClock
    from casework.office.desk import Desk
    from casework.office.practice import Rehearsal
    from casework.settings import Settings
    from casework.tui.doors import Doors, Entered

#: Seconds that work beside the screen keeps the interpreter before a key is answered.
_TURN: Final = 0.001
#: Whom a practice school offers to be before all others.
_FIRST = ("clerk", "head", "dsl", "chair")


def can_show(wanted: Options) -> bool:
    """Tell whether screens can be shown: a terminal at both ends, and no plain lines wanted."""
    return not wanted.plain and not wanted.json and sys.stdin.isatty() and sys.stdout.isatty()


def can_talk(wanted: Options) -> bool:
    """Tell whether somebody at a terminal wants lines, one after the other."""
    return wanted.plain and not wanted.json and sys.stdin.isatty()


def talk() -> int:
    """Talk line by line over the records until whoever sits there leaves; return the exit code."""
    from casework import bootstrap, settings
    from casework.cli.lines import Lines
    from casework.tui.talked import run

    at = folder()
    state = bootstrap.book_state(at)
    return run(_doors(at, settings.load(at), practice=state.practice), Lines())


def show() -> int:
    """Open the screens over the records until whoever sits there leaves; return the exit code.

    The first screen needs no records, so what opens them is loaded behind it.
    """
    gc.disable()  # what is loaded stays: going through it again and again is a tenth of the start
    sys.setswitchinterval(_TURN)
    try:
        return _shown()
    finally:
        gc.enable()


def _shown() -> int:
    from casework import settings
    from casework.office import standing
    from casework.tui import crash
    from casework.tui.app import CaseworkApp
    from casework.tui.signs import DRAWING, wants_plain

    DRAWING.plain = wants_plain(sys.platform, os.environ)
    at = folder()
    if not (at / settings.FILE_NAME).exists():
        standing.book_state(at)  # says what there is, and what there is not
    kept = settings.load(at)
    app = CaseworkApp(_doors(at, kept, practice=kept.practice))
    app.run()
    if not app.crashed:
        return EXIT_DONE
    path = crash.kept(
        settings.state_folder(), app.crashed, standing.clock_for(practice=False).now()
    )
    output.note(*crash.last_words(app.crashed, path))
    return EXIT_UNEXPECTED


def _doors(at: Path, kept: Settings, *, practice: bool) -> Doors:
    from casework.office import ringing, standing
    from casework.tui.doors import Doors

    clock = standing.clock_for(practice=practice)
    return Doors(
        sign_in=_sign_in(at, clock),
        ring=ringing.card(kept.schools.values()),
        clock=clock,
        machine=standing.clock_for(practice=False),
        practice=practice,
        read_only=options.read_only,
        people=_cast() if practice and options.password_file else (),
        look=_look(at),
        move=_moves(clock, at.parent),
        offers=practice,
        warm=warm,
    )


def warm() -> None:
    """Load what opens records and what sets a page, while somebody types their name."""
    from casework import bootstrap  # noqa: F401 - loading it is all
    from casework.policy import loader  # noqa: F401 - what a case goes by is read with it
    from casework.press import warm_up
    from casework.tui import chairboard, mylist, undo  # noqa: F401 - what comes first, for whom

    warm_up()
    gc.freeze()  # nor does a later look for garbage go through it: that would be seen as a pause
    gc.enable()


def _look(at: Path) -> Callable[[], str]:
    """Return one look of the clock as the service looks, with what it does besides."""

    def look() -> str:
        from casework import bootstrap
        from casework.cli import clockwork  # loads the scheduler

        watch = bootstrap.watch(at)
        watch.look()
        clockwork.errands(watch).run()
        return next(iter(clockwork.complaints(watch.health())), "")

    return look


def _moves(clock: Clock, folder: Path) -> Callable[[timedelta], None] | None:
    """Return how the clock is moved on: a practice school's, where more than reading is allowed."""
    from casework.clock import SetClock

    if options.read_only or not isinstance(clock, SetClock):
        return None
    return _mover(clock, folder)


def _mover(clock: SetClock, folder: Path) -> Callable[[timedelta], None]:
    """Return how a practice school's clock is moved on, for everything that reads it.

    It is kept first: the next start goes on from there.
    """

    def move(by: timedelta) -> None:
        from casework import bootstrap
        from casework.office import launcher  # a practice school's alone

        launcher.moved(folder, clock.instant + by)
        clock.move(by)
        os.environ[bootstrap.CLOCK] = clock.instant.isoformat()

    return move


def practise(made: Rehearsal) -> int:
    """Open the screens over a practice school that was just made, on the day its story stops."""
    from casework import bootstrap

    options.book, options.password_file = made.book, made.password_file
    os.environ[bootstrap.CLOCK] = made.left.isoformat()
    return talk() if options.plain else show()


def _clock_lines(at: Path) -> Callable[[], tuple[str, ...]]:
    """Return what says when the clock of these records last ran, and what is wrong with it."""
    from casework import bootstrap
    from casework.cli import clockwork

    return lambda: clockwork.last_look(bootstrap.watch(at))


def _cast() -> tuple[tuple[str, str], ...]:
    """Return who one may be in a practice school, whose password is published."""
    from casework.domain.people import post_words
    from casework.office import stage

    roles = {stage.HEAD: ("headteacher",), **stage.PEOPLE, **stage.GUESTS}
    order = (*_FIRST, *(name for name in roles if name not in _FIRST))
    return tuple((one, " and ".join(post_words(role) for role in roles[one])) for one in order)


@contextmanager
def _untidied() -> Iterator[None]:
    """Look for no garbage while much is made that stays; then put it where no look goes.

    Each look would go through thousands of cards, and be seen as a pause.
    """
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        gc.enable()


def make_ready(desk: Desk) -> None:
    """Open a person's cards and make them into rows, beside the screen: the list finds them so."""
    from casework.tui import listed  # loaded behind the first screen

    with _untidied():
        listed.listing(desk).rows()


def _sign_in(at: Path, clock: Clock) -> Callable[[str, str, str], Entered]:
    from casework.tui.doors import CodeWantedError, Entered, FirstTimeError

    before: list[str] = []
    kept = options.password_file  # a practice school's own, where the person types none

    def sign_in(name: str, password: str, own: str, code: str = "") -> Entered:
        from casework import bootstrap  # loaded behind the first screen

        if before:  # what was kept for whoever was here then goes now
            gc.unfreeze()
            gc.collect()
        word = password or (read_password(kept, "--password-file") if kept else "")
        try:
            with _untidied():
                made = bootstrap.open_desk(
                    at,
                    name,
                    word,
                    new_password=own or None,
                    read_only=options.read_only,
                    clock=clock,
                    code=code,
                )
        except bootstrap.FirstSignIn:
            raise FirstTimeError from None
        except bootstrap.CodeWanted:
            raise CodeWantedError(lambda typed: sign_in(name, password, own, typed)) from None
        made.desk.clock_lines = _clock_lines(at)
        make_ready(made.desk)
        before.append(name)
        return Entered(desk=made.desk, recovery_key=made.recovery_key or "")

    return sign_in
