"""The backup that the clock makes by itself: when it is due, and what stood in its way.

Needs the service's key alone. Must not know how a generation is written, nor who is told.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from casework.errors import CaseworkError, Conflict, Damaged
from casework.office import backups

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from casework.settings import Settings
    from casework.store import Service


class Trouble(StrEnum):
    """Why the clock made no backup; it names no folder and no file."""

    FULL = "full"
    AWAY = "away"
    DAMAGED = "damaged"
    REFUSED = "refused"


def is_due(book: str, settings: Settings, now: datetime) -> bool:
    """Tell whether a backup is to be made: a folder is set, and the last is older than allowed."""
    if not settings.backup_target or not settings.backup_hours:
        return False
    last = backups.last(book)
    return last is None or not (
        timedelta(0) <= now - last.made < timedelta(hours=settings.backup_hours)
    )


def make(
    service: Service, settings: Settings, now: datetime, beat: Callable[[str], None]
) -> Trouble | None:
    """Make the backup; return what stood in the way, which harms no backup of before.

    What ``beat`` raises to end it is raised on.
    """
    stopped: list[CaseworkError] = []

    def watched(words: str) -> None:
        try:
            beat(words)
        except CaseworkError as end:
            stopped.append(end)
            raise

    try:
        backups.run(service, settings, now, beat=watched)
    except CaseworkError as fault:
        if fault in stopped:
            raise
        return None if isinstance(fault, Conflict) else _trouble(fault)  # somebody makes one now
    return None


def _trouble(fault: CaseworkError) -> Trouble:
    if isinstance(fault, backups.TargetFull):
        return Trouble.FULL
    if isinstance(fault, backups.TargetAway):
        return Trouble.AWAY
    return Trouble.DAMAGED if isinstance(fault, Damaged) else Trouble.REFUSED


def age_line(book: str, now: datetime) -> str:
    """Return how old the last verified backup is, as a sentence for a page."""
    last = backups.last(book)
    if last is None:
        return "No backup has been made on this computer yet."
    return f"Last checked backup: {backups.age_words(now - last.made)} ago."
