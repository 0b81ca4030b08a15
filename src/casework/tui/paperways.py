"""How a page gets on paper from a screen, and the form that prints the page of today.

The screens and the numbered dialogue offer the same ways. Must not know a widget, nor a printer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casework.office import todays
from casework.office.letterprints import Way, usual_way
from casework.tui import sheet
from casework.tui.sheet import Job, Kept

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casework.office.desk import Desk

HOW: Final = "How?"
_HANDED: Final = "the sheet was handed over"


def ways(desk: Desk) -> tuple[tuple[str, str], ...]:
    """Return the ways of a page here, each in words and as its value."""
    known = (
        ("on the printer", str(Way.PRINTER)),
        ("open it, and print from there", str(Way.OPENED)),
    )
    if not desk.settings.practice:
        return known
    return (*known, ("as a file beside this practice school", str(Way.KEPT)))


def today_job(desk: Desk) -> Job:
    """Return the form that prints the page of today: references and roles, never sealed work."""

    def keep(given: Mapping[str, str], _mark: str) -> Kept:
        note = todays.on_paper(desk, Way(given["how"]))
        return Kept(words=f"Done: {note.rstrip('.') or _HANDED}.")

    return Job(
        desk=desk,
        draft="today print",
        title="Print the page of today",
        button="Print it",
        says=("References and roles stand on it, no names, and nothing of sealed cases.",),
        begins={"how": str(usual_way(desk))},
        asked=lambda _given: (sheet.choice("how", HOW, *ways(desk)),),
        keep=keep,
        slow=True,
        reads=True,
    )
