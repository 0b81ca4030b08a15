"""What the clock does besides looking: the backup when it is due, and the mail of the day.

On a thread of its own, so that neither a slow disk nor a silent server holds up a look. Each is
tried by one clock at a time, goes by what the health file keeps, and never stops the other. Must
not know how a backup or a mail is made.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from casework.errors import CaseworkError
from casework.office import upkeep
from casework.scheduling.health import Errand
from casework.scheduling.watch import UNEXPECTED, Ended

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from casework.clock import Clock
    from casework.scheduling.health import Health, HealthFile
    from casework.settings import Settings
    from casework.store import Service

#: A backup that failed is tried again after so long (*default*); a disk may just be put in.
AGAIN: Final = timedelta(hours=1)
SOON: Final = timedelta(minutes=5)


@dataclass(slots=True)
class Errands:
    """The errands over one set of records; ``mail`` returns what stood in its way, or nothing."""

    clock: Clock
    book: str
    opened: Callable[[], Service]
    settings: Callable[[], Settings]
    file: HealthFile
    mail: Callable[[datetime, Health], str | None] = lambda _now, _health: None
    _end: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Do what is due, unless the computer's clock is not believed or nobody has looked yet."""
        for errand in (self._back_up, self._post):
            try:
                health = self.file.read()
                if health.standing.looked is not None and not health.standing.stopped:
                    errand(health)
            except Ended:
                return
            except OSError:  # the health file is away: the look tells of it
                return

    def end(self) -> None:
        """Let what is under way end at its next step."""
        self._end.set()

    def _back_up(self, health: Health) -> None:
        now = self.clock.now()
        try:
            settings = self.settings()
        except CaseworkError:  # whoever signs in is told what is wrong with them
            self._tell_backup(now, upkeep.Trouble.REFUSED)
            return
        if not upkeep.is_due(self.book, settings, now):
            if health.backup.trouble:  # a person made one, or wants none any more
                self._tell_backup(now, None)
            return
        if not self._claimed(now):
            return
        trouble: str | None = UNEXPECTED
        try:
            trouble = self._made(settings, now)
        except Ended:
            trouble = None
            raise
        finally:
            self._tell_backup(now, trouble)

    def _made(self, settings: Settings, now: datetime) -> str | None:
        try:
            service = self.opened()
        except CaseworkError:
            return upkeep.Trouble.REFUSED
        try:
            return upkeep.make(service, settings, now, self._beat)
        finally:
            service.close()

    def _claimed(self, now: datetime) -> bool:
        """Tell whether this clock is to try; two that ask at once are told apart by the file."""
        mine = []

        def claim(before: Health) -> Health:
            gap, trouble = before.backup.since(now), before.backup.trouble
            if gap is not None and gap < (AGAIN if trouble == upkeep.Trouble.FULL else SOON):
                return before
            mine.append(True)
            return replace(before, backup=Errand(tried=now.isoformat(), trouble=trouble))

        self.file.change(claim)
        return bool(mine)

    def _tell_backup(self, now: datetime, trouble: str | None) -> None:
        said = Errand(tried=now.isoformat(), trouble=str(trouble or ""))
        self.file.change(lambda before: replace(before, backup=said))

    def _post(self, health: Health) -> None:
        self.mail(self.clock.now(), health)

    def _beat(self, _words: str) -> None:
        if self._end.is_set():
            raise Ended("The clock was asked to end.")
