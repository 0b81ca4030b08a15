"""Somebody sitting at the linear dialogue: what they talk by, their desk, what is held back.

Must not know what can be done.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from casework.errors import CaseworkError
from casework.tui.talk import TakenBack
from casework.tui.talkform import fill
from casework.tui.talkheld import Held

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from casework.office.desk import Desk
    from casework.tui.doors import Doors
    from casework.tui.sheet import Job, Kept
    from casework.tui.talk import Talk
    from casework.tui.waits import Waits


@dataclass(slots=True)
class Sitting:
    """One person at the dialogue; ``ref`` is the case they are in, ``held`` what they did last
    and what of it has not left the building yet.
    """

    talk: Talk
    desk: Desk
    doors: Doors
    waits: Waits
    ref: str = ""
    held: Held = field(init=False)

    def __post_init__(self) -> None:
        self.held = Held(self.talk, self.desk, self.doors.ticks)

    @contextmanager
    def in_case(self, ref: str) -> Iterator[None]:
        """Be in a case; whoever lets somebody else sit down meanwhile is still in it."""
        before, self.ref = self.ref, ref
        try:
            yield
        except (CaseworkError, TakenBack):
            self.ref = before
            raise
        self.ref = before

    def fill(self, make: Callable[[], Job]) -> Kept | None:
        """Talk a form through; say why where it cannot be opened."""
        try:
            with self.held.filling():
                job = make()
                job.must_be_open()
                return fill(self.talk, job, self.held.done)
        except CaseworkError as fault:
            self.talk.fault(fault)
            return None
