"""What the screens ask of whoever wires them: signing in, whom to ring, what kind of records.

The screens know no store and no folder. Must not know how any of it is done.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta

    from casework.clock import Clock, Ticks
    from casework.office.desk import Desk


def _nothing() -> str:
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """Somebody who signed in; ``recovery_key`` is shown once in the life of the records."""

    desk: Desk
    recovery_key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """``sign_in`` takes name, password and, for the first time, a password of their own.

    It raises ``FirstTimeError`` where that is wanted, ``CodeWantedError`` where a code is asked of
    somebody, and NotPermitted in the same words for a wrong name or password. ``ring`` are whom to
    ring and their numbers, for everybody, signed in or not. ``clock`` is the records' own,
    ``machine`` the computer's where the two differ (practice).
    ``people`` may sign in without a password, in a practice school alone: name and what they are.
    ``look`` is one look of the clock at what is due: it takes its time, wants no signed-in person
    and returns what stands in its way. ``move`` moves a practice school's clock on;
    ``offers`` tells that its case of ten minutes is to be offered. ``warm`` loads what opens
    records, behind the first screen.
    """

    sign_in: Callable[[str, str, str], Entered]
    ring: tuple[tuple[str, str], ...]
    clock: Clock
    machine: Clock | None = None
    practice: bool = False
    read_only: bool = False
    people: tuple[tuple[str, str], ...] = ()
    look: Callable[[], str] = _nothing
    move: Callable[[timedelta], None] | None = None
    offers: bool = False
    warm: Callable[[], object] = _nothing

    def machine_ticks(self) -> Ticks:
        """Return what the computer's own clock and counters say."""
        return (self.machine or self.clock).ticks()

    def ticks(self) -> float:
        """Return seconds on a counter of the computer that nobody sets."""
        return self.machine_ticks().boottime


class FirstTimeError(Exception):
    """The password was for the first sign-in alone: one of their own is needed with it."""


class CodeWantedError(Exception):
    """The password was right, and a code is asked of this person: ``enter`` signs in with it."""

    def __init__(self, enter: Callable[[str], Entered]) -> None:
        super().__init__()
        self.enter = enter
