"""What the clock does besides looking: the backup when it is due, and the mail of the day.

On a thread of its own, so that neither a slow disk nor a silent server holds up a look. Each is
tried by one clock at a time, goes by what the health file keeps, and never stops the other. Must
not know how a backup or a mail is made.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Self

from casework.errors import CaseworkError
from casework.office import reminding, upkeep
from casework.scheduling.health import Errand
from casework.scheduling.watch import UNEXPECTED, Ended

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.clock import Clock
    from casework.office.mailsecret import MailSecret
    from casework.scheduling.health import Health, HealthFile
    from casework.scheduling.watch import Watch
    from casework.settings import Settings
    from casework.store import Service

#: A backup that failed is tried again after so long (*default*); a disk may just be put in.
AGAIN: Final = timedelta(hours=1)
SOON: Final = timedelta(minutes=5)


def _by_mail(opened: Callable[[], Service], settings: Settings, password: str, clock: Clock) -> str:
    from casework.scheduling import mailing  # loads what speaks to servers: only where one is set

    return mailing.post(opened, settings, password, clock)


def _of_backup(health: Health) -> Errand:
    return health.backup


def _of_mail(health: Health) -> Errand:
    return health.mail


def _with(health: Health, of: Callable[[Health], Errand], said: Errand) -> Health:
    return replace(health, mail=said) if of is _of_mail else replace(health, backup=said)


@dataclass(slots=True)
class Errands:
    """The errands over one set of records; ``mail`` returns what stood in its way, or nothing.

    ``secret`` is asked for the mail server's password when there is a server to go to.
    """

    clock: Clock
    book: str
    opened: Callable[[], Service]
    settings: Callable[[], Settings]
    file: HealthFile
    secret: Callable[[], str]
    mail: Callable[[Callable[[], Service], Settings, str, Clock], str] = _by_mail
    _end: threading.Event = field(default_factory=threading.Event)

    @classmethod
    def over(cls, watch: Watch, secret: MailSecret, settings: Callable[[], Settings]) -> Self:
        """Return the errands over the records of a watch, by its clock."""
        return cls(watch.clock, secret.book, watch.opened, settings, watch.file, secret.get)

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
            self._tell(now, _of_backup, upkeep.Trouble.REFUSED)
            return
        if not upkeep.is_due(self.book, settings, now):
            if health.backup.trouble:  # a person made one, or wants none any more
                self._tell(now, _of_backup, None)
            return
        gap = AGAIN if health.backup.trouble == upkeep.Trouble.FULL else SOON
        if not self._claimed(now, _of_backup, gap):
            return
        trouble: str | None = UNEXPECTED
        try:
            trouble = self._made(settings, now)
        except Ended:
            trouble = None
            raise
        finally:
            self._tell(now, _of_backup, trouble)

    def _made(self, settings: Settings, now: datetime) -> str | None:
        try:
            service = self.opened()
        except CaseworkError:
            return upkeep.Trouble.REFUSED
        try:
            return upkeep.make(service, settings, now, self._beat)
        finally:
            service.close()

    def _claimed(self, now: datetime, of: Callable[[Health], Errand], gap: timedelta) -> bool:
        """Tell whether this clock is to try; two that ask at once are told apart by the file."""
        mine = []

        def claim(before: Health) -> Health:
            since = of(before).since(now)
            if since is not None and since < gap:
                return before
            mine.append(True)
            return _with(before, of, Errand(tried=now.isoformat(), trouble=of(before).trouble))

        self.file.change(claim)
        return bool(mine)

    def _tell(self, now: datetime, of: Callable[[Health], Errand], trouble: str | None) -> None:
        said = Errand(tried=now.isoformat(), trouble=str(trouble or ""))
        self.file.change(lambda before: _with(before, of, said))

    def _post(self, health: Health) -> None:
        now = self.clock.now()
        try:
            settings = self.settings()
            if not self._is_mail_due(settings, health, now) or not self._claimed(
                now, _of_mail, SOON
            ):
                return
        except CaseworkError:  # settings or records that cannot be read: the look tells of them
            return
        trouble: str = UNEXPECTED
        try:
            trouble = self.mail(self.opened, settings, self.secret(), self.clock)
        except CaseworkError as fault:
            trouble = fault.code
        finally:
            self._tell(now, _of_mail, trouble)

    def _is_mail_due(self, settings: Settings, health: Health, now: datetime) -> bool:
        if not reminding.is_on(settings):
            if health.mail.trouble:  # nobody wants it any more
                self._tell(now, _of_mail, None)
            return False
        tried = datetime.fromisoformat(health.mail.tried) if health.mail.tried else None
        if reminding.is_time(settings, now, None if health.mail.trouble else tried):
            return True
        service = self.opened()
        try:
            return reminding.is_wanted(service)
        finally:
            service.close()

    def _beat(self, _words: str) -> None:
        if self._end.is_set():
            raise Ended("The clock was asked to end.")
