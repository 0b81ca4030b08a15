"""The one place that wires: a book, its settings and a clock into a desk or a service.

Nothing else constructs a session, a clock or credentials.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from casework import settings, store
from casework.clock import SetClock, SystemClock
from casework.errors import NotFound, UsageFault
from casework.office import founded, opening, people, policies
from casework.office.desk import Desk
from casework.office.ledger import written
from casework.text import clean_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from casework.clock import Clock
    from casework.office.practice import Rehearsal

#: A one-time password was right: the person's own is needed with it. For front ends to ask.
FirstSignIn = store.FirstSignIn

#: A rehearsal's fixed now, for practice books alone: an ISO instant with its offset.
CLOCK = "CASEWORK_PRACTICE_NOW"


@dataclass(frozen=True, slots=True, kw_only=True)
class Founding:
    """What ``init`` is told."""

    policies: tuple[str, ...]
    school: str
    admin: str
    password: str
    roles: tuple[str, ...] = ("administrator",)
    practice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A desk, and what is shown once: the chair's recovery key at the first sign-in."""

    desk: Desk
    recovery_key: str | None = None


def book_folder(given: Path | None) -> Path:
    """Return the book's folder: as given, else the person's own place for it."""
    return given or settings.default_book()


def credentials(*, practice: bool) -> store.Credentials:
    """Return where the service secret lives; a practice book never touches the system's store."""
    folder = settings.state_folder()
    return store.FileCredentials(folder) if practice else store.SystemCredentials(folder)


def clock_for(*, practice: bool) -> Clock:
    """Return the machine's clock; a practice book may stand at a set instant."""
    said = os.environ.get(CLOCK, "") if practice else ""
    if not said:
        return SystemClock()
    try:
        return SetClock(datetime.fromisoformat(said))
    except ValueError:
        raise UsageFault(
            f"{CLOCK} is no instant.", advice="Write it as 2026-11-05T09:00:00+00:00."
        ) from None


def found_book(folder: Path, told: Founding, clock: Clock | None = None) -> SignedIn:
    """Make a case book: both files, keys, settings, the first school and its adopted policies.

    Where that fails, nothing of it stays in the folder.
    """
    with founded.whole_or_nothing(folder):
        return _found_book(folder, told, clock or SystemClock())


def _found_book(folder: Path, told: Founding, clock: Clock) -> SignedIn:
    loaded = [policies.read(name) for name in told.policies]
    name = clean_line(told.school)
    slug = settings.school_slug(name)
    founder, roles = people.newcomer(told.admin, {"administrator", *told.roles})
    made = store.create_book(
        folder,
        founder=founder,
        password=told.password,
        credentials=credentials(practice=told.practice),
        now=clock.now(),
        cost=store.Cost.practice() if told.practice else store.Cost(),
        practice=told.practice,
    )
    school = settings.SchoolSettings(name=name, policies=tuple(one.policy.name for one in loaded))
    kept = settings.Settings(schools={slug: school}, practice=told.practice)
    settings.save(folder, kept)
    desk = Desk(folder=folder, session=made.session, settings=kept, clock=clock)
    desk.record(written("school", slug=slug, name=name))
    desk.record(written("roles", user=made.session.user, roles=sorted(roles)))
    for one in loaded:
        policies.adopt(desk, one.policy.name, slug)
    opening.begin_work(desk)
    return SignedIn(desk=desk, recovery_key=made.recovery_key)


def open_desk(
    folder: Path,
    name: str,
    password: str,
    *,
    new_password: str | None = None,
    read_only: bool = False,
    clock: Clock | None = None,
) -> SignedIn:
    """Sign a person in. Raises NotPermitted in the same words for a wrong name or password."""
    state = book_state(folder)
    clock = clock or clock_for(practice=state.practice)
    made = store.sign_in(folder, name, password, now=clock.now(), new_password=new_password)
    desk = Desk(
        folder=folder,
        session=made.session,
        settings=settings.load(folder),
        clock=clock,
        read_only=read_only,
    )
    desk.reload()
    if not read_only:
        _work_off(desk, practice=state.practice)
    return SignedIn(desk=desk, recovery_key=made.recovery_key)


def _work_off(desk: Desk, *, practice: bool) -> None:
    """Do what waits; the service lends the sealed file's key to the first who may open it."""
    session = desk.session
    if session.opens_sealed or not session.me().opens_sealed:
        opening.begin_work(desk)
        return
    service = store.open_service(desk.folder, credentials(practice=practice))
    try:
        opening.begin_work(desk, service)
    finally:
        service.close()


def book_state(folder: Path) -> store.BookState:
    """Return what can be said of a folder without any key. Raises NotFound without a book."""
    state = store.book_state(folder)
    if not state.exists:
        raise NotFound(
            f"There are no records of casework in {folder}.",
            advice="Say where they are with --book, or make them: casework init.",
        )
    return state


def open_service(folder: Path) -> tuple[store.Service, Clock]:
    """Open both files with the service key, which opens no case."""
    state = book_state(folder)
    service = store.open_service(folder, credentials(practice=state.practice))
    return service, clock_for(practice=state.practice)


def change_settings(desk: Desk, changes: Iterable[tuple[str, str]], school: str = "") -> None:
    """Change settings one by one and save them; nothing is saved where one of them is wrong."""
    desk.must_write()
    desk.must_hold("administrator", "headteacher", "office")
    new = desk.settings
    for name, words in changes:
        new = settings.changed(new, name, words, school)
    settings.save(desk.folder, new)
    desk.settings = new


def add_school(desk: Desk, name: str) -> str:
    """Add a school to the book; return its slug."""
    desk.must_write()
    desk.must_hold("administrator", "headteacher")
    plain = clean_line(name)
    slug = settings.school_slug(plain)
    if slug in desk.ledger.schools:
        raise UsageFault("The book holds this school already.", advice="casework school list.")
    school = settings.SchoolSettings(name=plain)
    new = replace(desk.settings, schools={**desk.settings.schools, slug: school})
    settings.save(desk.folder, new)
    desk.settings = new
    desk.record(written("school", slug=slug, name=plain))
    return slug


def doctor_credentials(desk: Desk) -> store.Credentials:
    """Return where the clock's secret should lie on this computer, for an examination to look."""
    return credentials(practice=desk.settings.practice)


def rehearsal(folder: Path, beat: Callable[[str], None]) -> Rehearsal:
    """Make a practice school with its cases, letters and histories."""
    from casework.office import practice  # its scripts are long, and only a rehearsal needs them

    doors = practice.Doors(
        found=_rehearsal_book,
        sign_in=_rehearsal_desk,
        change=change_settings,
        service=lambda book: open_service(book)[0],
    )
    return practice.rehearse(folder, doors, beat)


def _rehearsal_book(folder: Path, school: str, admin: str, password: str, clock: Clock) -> Desk:
    from casework.office.stage import POLICY  # loaded by now, with the rehearsal

    told = Founding(
        policies=(POLICY,),
        school=school,
        admin=admin,
        password=password,
        roles=("headteacher",),
        practice=True,
    )
    return found_book(folder, told, clock).desk


def _rehearsal_desk(folder: Path, name: str, password: str, clock: Clock) -> tuple[Desk, str]:
    signed = open_desk(folder, name, password, clock=clock)
    return signed.desk, signed.recovery_key or ""
