"""What is typed into a form outlives F9, a lock, a crash: each change is written, sealed, at once.

The disk is waited for beside the screen. Must not know what is typed, nor where it lies.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from textual.message import Message

from casework.errors import CaseworkError
from casework.office import drafts
from casework.tui import advice, aside

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.screen import Screen

    from casework.office.desk import Desk


class Drafting:
    """The draft of one form on one screen.

    ``typed`` is what lay there from before. A screen calls ``changed`` with all its fields whenever
    one changed, ``put_away`` when it goes, and ``done`` when its form was done.
    """

    class NotKept(Message):
        """What is typed is not being kept, and why."""

        def __init__(self, why: str) -> None:
            super().__init__()
            self.why = why

    def __init__(self, screen: Screen[None], desk: Desk, form: str, ref: str = "") -> None:
        self._screen = screen
        self._pen = drafts.pen(desk, form, ref)
        self._waits: tuple[int, bytes] | None = None
        self._lock, self._busy, self._over = threading.Lock(), False, False

    @property
    def typed(self) -> Mapping[str, str]:
        """What was typed before, by field."""
        return self._pen.fields

    @property
    def mark(self) -> str:
        """The draft's own mark: with it a form is not done twice."""
        return self._pen.mark

    def changed(self, fields: Mapping[str, str]) -> None:
        """Keep the form as it stands; returns at once."""
        prepared = None if self._over else self._pen.prepare(fields)
        if prepared is None:
            return
        with self._lock:
            self._waits = prepared
            begin = not self._busy
            self._busy = True
        if begin:
            aside.begin(self._screen, self._write, group="draft")

    def put_away(self) -> None:
        """Write what still waits: the screen goes."""
        try:
            self._pen.write(self._take())
        except CaseworkError:
            return  # it was said on the screen when it began to fail

    def done(self) -> None:
        """Forget the draft."""
        self._over = True
        self._take()
        self._pen.done()

    def _take(self) -> tuple[int, bytes] | None:
        with self._lock:
            waits, self._waits = self._waits, None
            return waits

    def _write(self) -> None:
        """Write until nothing newer waits; in a thread of its own."""
        while True:
            with self._lock:
                waits, self._waits = self._waits, None
                self._busy = waits is not None
            if waits is None:
                return
            try:
                self._pen.write(waits)
            except CaseworkError as fault:
                self._screen.post_message(self.NotKept(advice.line(fault)))
