"""Somebody sitting at the linear dialogue: what they talk by, their desk, what they did last.

Must not know what can be done.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.errors import CaseworkError
from casework.tui.talkform import fill

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from casework.office.desk import Desk
    from casework.tui.doors import Doors
    from casework.tui.sheet import Job, Kept
    from casework.tui.talk import Talk
    from casework.tui.waits import Waits


@dataclass(slots=True)
class Sitting:
    """One person at the dialogue; ``ref`` is the case they are in, ``last`` that of their last
    step: empty where there is nothing that could be taken back.
    """

    talk: Talk
    desk: Desk
    doors: Doors
    waits: Waits
    ref: str = ""
    last: str = ""

    @contextmanager
    def in_case(self, ref: str) -> Iterator[None]:
        """Be in a case; whoever lets somebody else sit down meanwhile is still in it."""
        before, self.ref = self.ref, ref
        try:
            yield
        except CaseworkError:
            self.ref = before
            raise
        self.ref = before

    def fill(self, make: Callable[[], Job]) -> Kept | None:
        """Talk a form through; say why where it cannot be opened."""
        try:
            kept = fill(self.talk, make())
        except CaseworkError as fault:
            self.talk.fault(fault)
            return None
        if kept is not None:
            self.last = kept.ref if kept.undo else ""
        return kept
