"""The gate of a sealed case under the title of each of its screens: it never scrolls away.

On any other screen it takes no room. Must not know what the gate says.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from textual.widgets import Static

from casework.errors import CaseworkError
from casework.tui.safe import lines

if TYPE_CHECKING:
    from casework.office.desk import Desk


class GateLine(Static):
    """One or two lines; none where the case has no gate."""

    DEFAULT_CSS = """
    GateLine { display: none; height: auto; max-height: 4; padding: 0 1; }
    GateLine { background: $panel; color: $warning; text-style: bold; }
    """

    def look(self, at: tuple[Desk, str] | None) -> None:
        """Say how the gate of that case stands now."""
        with suppress(CaseworkError):  # what stands in the way is said by the screen itself
            found = _said(*at) if at else ()
            if found or self.display:  # of most cases there is none, and nothing to lay out anew
                self.update(lines(found))
                self.display = bool(found)


def _said(desk: Desk, ref: str) -> tuple[str, ...]:
    from casework.tui import gatewords  # loads the records: the first screen needs none

    return gatewords.said(desk, ref)
