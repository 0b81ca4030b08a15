"""Who else has the same case open: told to each of them, and to nobody who cannot open it.

It is said to those alone who hold the case's key, at a steady beat that says nothing by itself.
It is kept nowhere. Must not know how it is shown.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casework import store
from casework.text import in_words

if TYPE_CHECKING:
    from casework.clock import Ticks
    from casework.office.desk import Desk

#: Seconds between two sayings, whatever is open; what is older than three of them is over.
BEAT: Final = 10.0
_OVER: Final = 3 * BEAT


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Company:
    """One desk's place among the others."""

    _desk: Desk
    _seat: store.Seat

    def meet(self, ref: str, ticks: Ticks) -> str:
        """Say which case is open here, or that none is; return who else has it open, in words.

        Records opened to read alone say nothing. Raises MachineFault where the disk is away.
        """
        row = self._desk.cards.get(ref) if ref else None
        case = row.case if row is not None else ""
        if not self._desk.read_only:
            said = {"user": self._desk.session.user, "tick": ticks.boottime, "boot": ticks.boot}
            self._seat.say(case, json.dumps(said).encode())
            self._seat.sweep()
        return _told(self._names(case, ticks)) if case else ""

    def leave(self) -> None:
        """Go: nobody meets this desk any more."""
        self._seat.leave()

    def _names(self, case: str, ticks: Ticks) -> list[str]:
        users = self._desk.session.directory.users
        found = set()
        for words in self._seat.heard(case):
            said = json.loads(words)
            fresh = said["boot"] == ticks.boot and abs(ticks.boottime - said["tick"]) <= _OVER
            if fresh and said["user"] != self._desk.session.user and said["user"] in users:
                found.add(users[said["user"]].name)
        return sorted(found)


def join(desk: Desk) -> Company:
    """Take a place."""
    return Company(_desk=desk, _seat=store.seat(desk.session))


def _told(names: list[str]) -> str:
    if not names:
        return ""
    return f"{in_words(names)} {'is' if len(names) == 1 else 'are'} on this case too."
