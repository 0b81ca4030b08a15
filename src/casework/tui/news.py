"""What was done elsewhere: whether anything changed since one last looked, and by whom in a case.

Pure questions to the desk. Must not know a screen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casework.office.desk import Desk


class News:
    """What one person has seen so far."""

    def __init__(self) -> None:
        self._seen: tuple[object, ...] = ()

    def look(self, desk: Desk) -> bool:
        """Tell whether something in this person's cases changed since the last look.

        What changed is made into rows at once, by whoever looks: a list finds them ready.
        Raises NotPermitted once the sign-in is no longer valid, and what stands in the way.
        """
        from casework.office import effects  # loads the records: the first screen needs none
        from casework.tui import listed  # as above

        listed.listing(desk).rows()
        rows = desk.cards.rows
        last = rows[-1] if rows else None
        newest = last and (last.case, last.revision, last.changed_at, last.passed)
        now = (len(rows), newest, effects.untold(desk))
        before, self._seen = self._seen, now
        return bool(before) and before != now
