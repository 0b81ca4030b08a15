"""One look at what is due: judge the computer's clock, scan, keep how it went.

Any number may look at once. Nothing stays open between two looks, so records that were restored,
moved or copied meanwhile are simply the ones that the next look finds.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from casework.errors import CaseworkError, Damaged, MachineFault
from casework.office import deadlines
from casework.scheduling.health import Health
from casework.scheduling.judgement import judged

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta

    from casework.clock import Clock, Ticks
    from casework.office.deadlines import Scanned
    from casework.scheduling.health import HealthFile
    from casework.scheduling.judgement import Standing
    from casework.store import Service

#: What is kept of an error that is none of ours.
UNEXPECTED = "unexpected"


class Ended(CaseworkError):
    """Somebody asked the clock to end, between two limits."""

    code = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What one look came to.

    ``scanned`` is None where it was not done: the clock is stopped, or ``error`` came first.
    ``wait`` is how long until the next limit is due, where that is known. ``kept`` is False where
    the health file could not be written.
    """

    health: Health
    kept: bool = True
    scanned: Scanned | None = None
    error: CaseworkError | None = None
    wait: timedelta | None = None


@dataclass(slots=True)
class Watch:
    """The clock's hand over one set of records. ``clock`` is theirs; ``machine`` is the computer's.

    The two differ only for a practice school that was told what day it is.
    """

    clock: Clock
    machine: Clock
    opened: Callable[[], Service]
    file: HealthFile
    told: Callable[[Looked], None] = lambda _looked: None
    _known: Health | None = None
    _kept: bool = True
    _end: threading.Event = field(default_factory=threading.Event)

    def look(self, judge: Callable[[Standing, Ticks], Standing] = judged) -> Looked:
        """Record what has passed, unless the clock is not to be believed; never half of a limit.

        ``judge`` is ``accepted`` where a person has said that the clock is right. An error of the
        records or the machine is in the answer; any other is kept as such and raised.
        """
        # The clocks are read under the file's lock, or another's look might seem to lie ahead.
        health = self._change(
            lambda before: replace(before, standing=judge(before.standing, self.clock.ticks()))
        )
        now = health.standing.looked
        if now is None or health.standing.stopped:
            looked = Looked(health=health, kept=self._kept)
        else:
            looked = self._scanned(now)
        self.told(looked)
        return looked

    def health(self) -> Health:
        """Return how the clock is. Raises MachineFault where that cannot be read."""
        try:
            return self.file.read()
        except OSError as fault:
            raise unkept(fault) from fault

    def end(self) -> None:
        """Let a scan that is under way end after the limit it is at."""
        self._end.set()

    def _scanned(self, now: Ticks) -> Looked:
        trouble, scanned, error, wait = UNEXPECTED, None, None, None
        try:
            service = self.opened()
            try:
                scanned = deadlines.scan(service, now.wall, self._go_on)
                due = service.next_due()
            finally:
                service.close()
            wait = None if due is None else due - now.wall
            trouble = MachineFault.code if scanned.left else ""
            trouble = next((half_code(*one) for one in scanned.unsound.items()), trouble)
        except CaseworkError as fault:
            trouble, error = fault.code, fault
        finally:
            health = self._change(lambda before: _after(before, now, trouble, scanned))
        return Looked(health=health, kept=self._kept, scanned=scanned, error=error, wait=wait)

    def _go_on(self, _done: int) -> None:
        if self._end.is_set():
            raise Ended("The clock was asked to end.")

    def _change(self, change: Callable[[Health], Health]) -> Health:
        try:
            self._known = self.file.change(change)
            self._kept = True
        except OSError:  # a full disk: what is due is recorded all the same, and health goes stale
            self._known = change(self._before())
            self._kept = False
        return self._known

    def _before(self) -> Health:
        if self._known is not None:
            return self._known
        try:
            return self.file.read()
        except OSError:  # not even to be read: as at the very first look
            return Health()


def _after(before: Health, now: Ticks, trouble: str, scanned: Scanned | None) -> Health:
    if trouble == Ended.code:
        return before
    if scanned is None:
        return replace(before, trouble=trouble)
    return replace(before, scanned=now, trouble=trouble)


def half_code(file: str, fault: CaseworkError) -> str:
    """Return what is kept where one file of the two is damaged, or could not be looked into.

    Whether all of it is damaged or the entries of one limit is kept from everybody: that there is
    a limit would tell of a case.
    """
    what = MachineFault.code if isinstance(fault, MachineFault) else Damaged.code
    return f"{file}-{what}"


def unkept(fault: OSError) -> MachineFault:
    """Return the error for a health file that the machine does not let be read or kept."""
    return MachineFault(
        f"How the clock is could not be read or kept: {fault.strerror or 'the machine refused'}.",
        advice="Check that you may read and write your own settings folder.",
    )
