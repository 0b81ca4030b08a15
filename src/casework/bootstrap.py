"""The one place that wires: a book, its settings and a clock into a desk or a service.

Nothing else constructs a session, a clock or credentials.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework import settings, store
from casework.clock import SystemClock
from casework.office import arrival, founded, founding, schools, secondstep, standing
from casework.office.arrival import SignedIn
from casework.office.desk import Desk
from casework.scheduling.health import HealthFile
from casework.scheduling.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casework.clock import Clock
    from casework.office.practice import Rehearsal

FirstSignIn = store.FirstSignIn  # a one-time password was right: their own is needed with it
CodeRefused = secondstep.CodeRefused  # the password was right, the code from a telephone was not
CodeWanted = secondstep.CodeWanted  # the same, where none was given
Founding = founding.Founding  # front ends ask for all of these here too: they have one door
CLOCK, book_state, clock_for = standing.CLOCK, standing.book_state, standing.clock_for
add_school, change_settings = schools.add_school, schools.change_settings


def credentials(*, practice: bool) -> store.Credentials:
    """Return where the service secret lives; a practice book never touches the system's store."""
    folder = settings.state_folder()
    return store.FileCredentials(folder) if practice else store.SystemCredentials(folder)


def found_book(folder: Path, told: Founding, clock: Clock | None = None) -> SignedIn:
    """Make a case book with its school and policies; where that fails, nothing of it stays."""
    clock = clock or SystemClock()
    with founded.whole_or_nothing(folder):
        beginning = founding.prepared(told)
        made = store.create_book(
            folder,
            founder=beginning.founder,
            password=told.password,
            credentials=credentials(practice=told.practice),
            now=clock.now(),
            cost=store.Cost.practice() if told.practice else store.Cost(),
            practice=told.practice,
        )
        settings.save(folder, beginning.kept)
        desk = Desk(folder=folder, session=made.session, settings=beginning.kept, clock=clock)
        founding.begin(desk, beginning)
        return SignedIn(desk=desk, recovery_key=made.recovery_key)


def open_desk(
    folder: Path,
    name: str,
    password: str,
    *,
    new_password: str | None = None,
    read_only: bool = False,
    clock: Clock | None = None,
    code: str = "",
) -> SignedIn:
    """Sign a person in. Raises NotPermitted in the same words for a wrong name or password.

    Of whoever uses a second step a ``code`` is wanted as well: CodeWanted without one.
    """
    state = book_state(folder)
    clock = clock or clock_for(practice=state.practice)
    made = store.sign_in(folder, name, password, now=clock.now(), new_password=new_password)
    kept = settings.load(folder)
    desk = Desk(
        folder=folder, session=made.session, settings=kept, clock=clock, read_only=read_only
    )
    secondstep.let_on(desk, code)
    if not read_only:
        arrival.first_work(desk, lambda: open_service(folder)[0])
    return SignedIn(desk=desk, recovery_key=made.recovery_key)


def open_service(folder: Path) -> tuple[store.Service, Clock]:
    """Open both files with the service key, which opens no case."""
    practice = book_state(folder).practice
    return store.open_service(folder, credentials(practice=practice)), clock_for(practice=practice)


def watch(folder: Path) -> Watch:
    """Return the clock's hand over these records; nothing is open until it looks."""
    state = book_state(folder)
    clock = clock_for(practice=state.practice)
    file = HealthFile(settings.state_folder(), state.book)
    return Watch(clock, SystemClock(), lambda: open_service(folder)[0], file)


def doctor_credentials(desk: Desk) -> store.Credentials:
    """Return where the clock's secret should lie on this computer, for an examination to look."""
    return credentials(practice=desk.settings.practice)


def rehearsal(folder: Path, beat: Callable[[str], None]) -> Rehearsal:
    """Make a practice school with its cases, letters and histories."""
    from casework.office import practice, stage  # long scripts, and only a rehearsal needs them

    def found(book: Path, school: str, admin: str, password: str, clock: Clock) -> Desk:
        told = founding.rehearsed(stage.POLICY, school, admin, password)
        return found_book(book, told, clock).desk

    def sign_in(book: Path, name: str, password: str, clock: Clock) -> tuple[Desk, str]:
        signed = open_desk(book, name, password, clock=clock)
        return signed.desk, signed.recovery_key or ""

    doors = practice.Doors(
        found=found, sign_in=sign_in, change=change_settings, service=lambda at: open_service(at)[0]
    )
    return practice.rehearse(folder, doors, beat)
